#include "training/layer_times.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "training/batch_runner.h"
#include "training/metrics.h"

namespace fitting_room {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double warm_up_seconds = 0.2;  // the browser may still be compiling
constexpr double counted_seconds = 0.5;

/// One slice after the other, and nothing of it stays.
class Slices {
 public:
  Slices(const Sequential& network, const ImageRange& images)
      : network_(network),
        images_(images),
        samples_(std::min(BatchRunner::training_slice, images.count)),
        workspace_(network, samples_, /*training=*/true),
        gradients_(network.parameters().shape()) {}

  /// @return images that went through.
  double run(double seconds, LayerSeconds* sums) {
    workspace_.time_layers(sums);
    const Clock::time_point start = Clock::now();
    double images = 0;
    do {
      step();
      images += static_cast<double>(samples_);
    } while (std::chrono::duration<double>(Clock::now() - start).count() < seconds);
    return images;
  }

 private:
  void step() {
    const Pass pass{
        .samples = samples_, .training = true, .backward = true, .seed = 1, .step = step_++};
    std::array<std::uint8_t, BatchRunner::training_slice> labels;
    for (std::size_t i = 0; i < samples_; ++i, next_ = (next_ + 1) % images_.count) {
      images_.gather(next_, workspace_.input().data() + i * image_pixels);
      labels[i] = images_.label(next_);
    }
    const std::size_t classes = network_.classes();
    const std::span<const float> logits = network_.forward(pass, workspace_);
    measure(classes, logits, std::span(labels).first(samples_), 1 / static_cast<float>(samples_),
            workspace_.logits_gradient().first(samples_ * classes), /*with_confusion=*/false);
    network_.backward(pass, workspace_, gradients_);
  }

  const Sequential& network_;
  const ImageRange& images_;
  std::size_t samples_;
  Workspace workspace_;
  Tensor gradients_;
  std::uint32_t step_ = 0;
  std::size_t next_ = 0;
};

}  // namespace

std::vector<LayerTime> layer_times(const Sequential& network, const ImageRange& images) {
  const std::size_t layers = network.layers().size();
  LayerSeconds sums{std::vector<double>(layers), std::vector<double>(layers)};
  Slices slices(network, images);
  slices.run(warm_up_seconds, nullptr);
  const double count = slices.run(counted_seconds, &sums);

  std::vector<LayerTime> times;
  for (const LayerGroup& group : network.groups()) {
    const std::size_t last = group.end - 1;
    times.push_back({group.name, sums.forward[last] / count, sums.backward[last] / count});
  }
  return times;
}

}  // namespace fitting_room
