#include "training/evaluator.h"

#include <algorithm>

#include "kernels/pointwise.h"

namespace fitting_room {

Metrics evaluate_batch(BatchRunner& runner, std::size_t classes, const ImageRange& images,
                       std::size_t first, std::size_t count) {
  std::vector<float> logits(count * classes);
  return evaluate_batch(runner, classes, images, first, logits);
}

Metrics evaluate_batch(BatchRunner& runner, std::size_t classes, const ImageRange& images,
                       std::size_t first, std::span<float> logits) {
  const std::size_t count = logits.size() / classes;
  std::vector<std::uint8_t> labels;
  for (std::size_t i = 0; i < count; ++i) labels.push_back(images.label(first + i));
  runner.infer(
      count,
      [&](std::size_t begin, std::size_t samples, float* rows) {
        images.gather(first + begin, samples, rows);
      },
      logits);
  return measure(classes, logits, labels, /*scale=*/1.0f, /*gradient=*/{}, /*with_confusion=*/true);
}

EvaluationProgress Evaluator::step() {
  const std::size_t first = metrics_.count;
  const std::size_t count = std::min(batch_size, images_.count - first);
  if (count != 0) {
    probabilities_.resize((first + count) * classes_);
    const std::span<float> rows = std::span(probabilities_).last(count * classes_);
    metrics_.add(evaluate_batch(runner_, classes_, images_, first, rows));
    softmax(classes_, rows);
  }
  return {metrics_.count == images_.count, images_.count, metrics_, probabilities_};
}

}  // namespace fitting_room
