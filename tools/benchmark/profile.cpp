// Where the time of a training step goes: each layer's forward and backward pass, timed one by one
// on one thread, with real images and real gradients. A step is what BatchRunner makes of it: the
// batch in slices, then the optimizer. The whole step is also run and timed by BatchRunner itself;
// what it takes longer than the parts is the sum over lanes and the check for numbers that are not
// finite.

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/thread_pool.h"
#include "nn/sequential.h"
#include "training/batch_runner.h"
#include "training/image_range.h"
#include "training/metrics.h"
#include "training/optimizer.h"

namespace fitting_room {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t slice = BatchRunner::training_slice;

/// Adds up how long its calls take.
struct Stopwatch {
  double milliseconds = 0;
  template <typename Call>
  void operator()(const Call& call) {
    const Clock::time_point start = Clock::now();
    call();
    milliseconds += std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  }
};

/// Multiplications and additions of one image's forward pass, each counted.
double operations(const Layer& layer) {
  const LayerDescription& description = layer.description();
  const auto outputs = static_cast<double>(element_count(layer.output_shape()));
  if (description.type == LayerType::dense) {
    return 2 * outputs * static_cast<double>(element_count(layer.input_shape()));
  }
  if (description.type != LayerType::conv2d) return 0;
  const std::size_t window = description.kernel * description.kernel * layer.input_shape()[2];
  return 2 * outputs * static_cast<double>(window);
}

/// A step in its parts: what comes before and after the layers, and the network, which times each
/// of its layers.
class Step {
 public:
  explicit Step(const Sequential& network)
      : network_(network),
        workspace_(network, slice, /*training=*/true),
        gradients_(network.parameters().shape()),
        layers_{std::vector<double>(network.layers().size()),
                std::vector<double>(network.layers().size())} {
    workspace_.time_layers(&layers_);
  }

  void run(const ImageRange& images, std::size_t first, std::size_t batch, std::uint32_t number) {
    clear_([&] { std::fill_n(gradients_.data(), gradients_.size(), 0.0f); });
    Pass pass{.samples = slice, .training = true, .backward = true, .seed = 1, .step = number};
    for (pass.first_sample = 0; pass.first_sample < batch; pass.first_sample += slice) {
      run_slice(images, first + pass.first_sample, pass, 1.0f / static_cast<float>(batch));
    }
  }

  const Tensor& gradients() const { return gradients_; }

  /// @param images that all run() together have seen.
  emscripten::val report(double images) const {
    emscripten::val rows = emscripten::val::array();
    const auto add = [&](const std::string& name, double forward, double backward, double work,
                         double backward_work) {
      emscripten::val row = emscripten::val::object();
      row.set("name", name);
      row.set("forward", forward / images);
      row.set("backward", backward / images);
      row.set("forwardOperations", work);
      row.set("backwardOperations", backward_work);
      rows.call<void>("push", row);
    };
    add("images to floats", gather_.milliseconds, 0, 0, 0);
    bool first = true;  // nobody wants the gradient by the image
    for (const LayerGroup& group : network_.groups()) {
      double work = 0;
      for (std::size_t i = group.begin; i < group.end; ++i)
        work += operations(*network_.layers()[i]);
      const std::size_t last = group.end - 1;
      // The gradients by the weights take as many as the forward pass, and so do those by the
      // input.
      add(group.name, 1000 * layers_.forward[last], 1000 * layers_.backward[last], work,
          work * (first ? 1 : 2));
      first = first && network_.layers()[last]->in_place();
    }
    add("softmax, loss", loss_.milliseconds, 0, 0, 0);
    add("clearing gradients", 0, clear_.milliseconds, 0, 0);
    return rows;
  }

 private:
  void run_slice(const ImageRange& images, std::size_t first, const Pass& pass, float scale) {
    gather_([&] { images.gather(first, slice, workspace_.input().data()); });
    const std::span<const float> logits = network_.forward(pass, workspace_);
    std::uint8_t labels[slice];
    for (std::size_t i = 0; i < slice; ++i) labels[i] = images.label(first + i);
    loss_([&] {
      measure(network_.classes(), logits, labels, scale, workspace_.logits_gradient(), false);
    });
    network_.backward(pass, workspace_, gradients_);
  }

  const Sequential& network_;
  Workspace workspace_;
  Tensor gradients_;
  LayerSeconds layers_;
  Stopwatch gather_, loss_, clear_;
};

/// Trains for a while in parts and for a while as a whole.
/// @param description JSON, as model/reference.json. @param pixels, labels of the images, as many
/// as are a multiple of the batch, which is a multiple of 8.
/// @return { rows: [{ name, forward, backward, forwardOperations, backwardOperations }], optimizer,
/// whole }: milliseconds for an image, and floating-point operations for an image.
emscripten::val profile(const std::string& description, const emscripten::val& pixels,
                        const emscripten::val& labels, std::size_t batch, double seconds) {
  ImageSet set{emscripten::convertJSArrayToNumberVector<std::uint8_t>(pixels),
               emscripten::convertJSArrayToNumberVector<std::uint8_t>(labels)};
  const ImageRange images{&set, 0, set.size()};
  Sequential network(parse_description(description));
  network.initialise(1);
  Optimizer optimizer({}, network.parameters().size());
  const auto for_a_while = [&](const auto& train_on) {
    std::size_t steps = 0;
    const Clock::time_point start = Clock::now();
    while (std::chrono::duration<double>(Clock::now() - start).count() < seconds) {
      train_on(steps * batch % set.size(), static_cast<std::uint32_t>(steps));
      ++steps;
    }
    return static_cast<double>(steps * batch);
  };

  // As a whole, twice: at first the browser is still compiling.
  ThreadPool pool(1);
  BatchRunner runner(network, pool);
  Stopwatch whole;
  double whole_images = 0;
  for (int i = 0; i < 2; ++i) {
    whole = {};
    whole_images = for_a_while([&](std::size_t first, std::uint32_t step) {
      whole([&] {
        runner.train({.seed = 1, .step = step}, std::span(set.labels).subspan(first, batch),
                     [&](std::size_t begin, std::size_t count, float* rows) {
                       for (std::size_t k = 0; k < count; ++k) {
                         images.gather(first + begin + k, rows + k * image_pixels);
                       }
                     });
        runner.apply(optimizer, step + 1, 0.001);
      });
    });
  }

  Step parts(network);
  Stopwatch update;
  const double images_seen = for_a_while([&](std::size_t first, std::uint32_t step) {
    parts.run(images, first, batch, step);
    update([&] {
      optimizer.update(step + 1, 0.001, 0, parts.gradients().values(),
                       network.parameters().values());
      network.parameters_changed();
    });
  });

  emscripten::val result = emscripten::val::object();
  result.set("rows", parts.report(images_seen));
  result.set("optimizer", update.milliseconds / images_seen);
  result.set("whole", whole.milliseconds / whole_images);
  return result;
}

}  // namespace

EMSCRIPTEN_BINDINGS(profile) { emscripten::function("profile", &profile); }

}  // namespace fitting_room
