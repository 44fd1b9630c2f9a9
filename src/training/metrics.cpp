#include "training/metrics.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "text/json.h"

namespace fitting_room {

void Metrics::add(const Metrics& other) {
  count += other.count;
  correct += other.correct;
  loss_sum += other.loss_sum;
  if (confusion.empty()) {
    confusion = other.confusion;
    return;
  }
  for (std::size_t i = 0; i < other.confusion.size(); ++i) confusion[i] += other.confusion[i];
}

namespace {

Metrics metrics_of(std::size_t count, const LossSums& sums) {
  Metrics metrics;
  metrics.count = count;
  metrics.correct = sums.correct;
  metrics.loss_sum = sums.loss;
  return metrics;
}

}  // namespace

Metrics measure(std::size_t classes, std::span<const float> logits,
                std::span<const ClassSet> targets, float scale, std::span<float> gradient,
                float smoothing) {
  return metrics_of(targets.size(),
                    softmax_cross_entropy(classes, logits, targets, scale, gradient, smoothing));
}

Metrics measure(std::size_t classes, std::span<const float> logits,
                std::span<const std::uint8_t> labels, float scale, std::span<float> gradient,
                bool with_confusion, float smoothing) {
  Metrics metrics = metrics_of(
      labels.size(), softmax_cross_entropy(classes, logits, labels, scale, gradient, smoothing));
  if (!with_confusion) return metrics;
  metrics.confusion.resize(classes * classes);
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const auto values = logits.subspan(row * classes, classes);
    const auto predicted = std::max_element(values.begin(), values.end()) - values.begin();
    ++metrics.confusion[labels[row] * classes + static_cast<std::size_t>(predicted)];
  }
  return metrics;
}

std::string history_to_csv(std::span<const EpochRecord> history) {
  std::ostringstream csv;
  csv << "epoch,loss,accuracy,val_loss,val_accuracy\n";
  for (const EpochRecord& record : history) {
    csv << record.epoch << ',' << record.loss << ',' << record.accuracy << ','
        << record.validation_loss << ',' << record.validation_accuracy << '\n';
  }
  return csv.str();
}

std::string history_to_json(std::span<const EpochRecord> history) {
  Json::Array rows;
  for (const EpochRecord& record : history) {
    Json row;
    row.add("epoch", record.epoch)
        .add("loss", record.loss)
        .add("accuracy", record.accuracy)
        .add("val_loss", record.validation_loss)
        .add("val_accuracy", record.validation_accuracy)
        .add("confusion", record.confusion);
    rows.push_back(std::move(row));
  }
  return Json(rows).dump(2);
}

}  // namespace fitting_room
