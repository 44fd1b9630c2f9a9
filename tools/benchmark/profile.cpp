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

/// Samples that go through the network together, as in BatchRunner.
constexpr std::size_t slice = 8;

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

/// A layer that computes, with all that it needs for a slice.
struct Stage {
  const Layer* layer = nullptr;
  std::string name;  // with those whose work it does, too
  double operations = 0;
  bool first = false;  // nobody wants the gradient by the image
  std::size_t reads = 0, writes = 0;
  std::unique_ptr<Layer::Memory> memory;
  Stopwatch forward, backward;
};

/// The network taken apart into its layers.
class Step {
 public:
  explicit Step(const Sequential& network)
      : network_(network), gradients_(network.parameters().shape()) {
    activations_.emplace_back(Shape{slice, element_count(network.description().input)});
    std::size_t largest = network.classes();
    std::string name;
    double work = 0;
    for (const auto& layer : network.layers()) {
      name += (name.empty() ? "" : " + ") + layer->name();
      work += operations(*layer);
      if (layer->left_to_next()) continue;
      Stage stage;
      stage.layer = layer.get();
      stage.name = name;
      stage.operations = work;
      stage.reads = activations_.size() - 1;
      stage.first = stage.reads == 0;
      if (!layer->in_place()) {
        const std::size_t size = element_count(layer->output_shape());
        largest = std::max(largest, size);
        activations_.emplace_back(Shape{slice, size});
      }
      stage.writes = activations_.size() - 1;
      stage.memory = layer->make_memory(slice);
      stages_.push_back(std::move(stage));
      name.clear();
      work = 0;
    }
    for (Tensor& gradient : flows_) gradient = Tensor({slice, largest});
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
    const auto add = [&](const std::string& name, const Stopwatch& forward,
                         const Stopwatch& backward, double work, double backward_work) {
      emscripten::val row = emscripten::val::object();
      row.set("name", name);
      row.set("forward", forward.milliseconds / images);
      row.set("backward", backward.milliseconds / images);
      row.set("forwardOperations", work);
      row.set("backwardOperations", backward_work);
      rows.call<void>("push", row);
    };
    add("images to floats", gather_, {}, 0, 0);
    for (const Stage& stage : stages_) {
      // The gradients by the weights take as many as the forward pass, and so do those by the
      // input.
      const double backward = stage.operations * (stage.first ? 1 : 2);
      add(stage.name, stage.forward, stage.backward, stage.operations, backward);
    }
    add("softmax, loss", loss_, {}, 0, 0);
    add("clearing gradients", {}, clear_, 0, 0);
    return rows;
  }

 private:
  void run_slice(const ImageRange& images, std::size_t first, const Pass& pass, float scale) {
    const std::size_t classes = network_.classes();
    const float* parameters = network_.parameters().data();
    float* input = activations_.front().data();
    gather_([&] {
      for (std::size_t i = 0; i < slice; ++i) images.gather(first + i, input + i * image_pixels);
    });
    for (Stage& stage : stages_) {
      stage.forward([&] {
        stage.layer->forward(pass, parameters, network_.version(), activations_[stage.reads].data(),
                             activations_[stage.writes].data(), *stage.memory);
      });
    }
    std::uint8_t labels[slice];
    for (std::size_t i = 0; i < slice; ++i) labels[i] = images.label(first + i);
    const std::span<const float> logits = activations_.back().values();
    loss_([&] {
      measure(classes, logits, labels, scale, {flows_[0].data(), slice * classes}, false);
    });
    std::size_t current = 0;
    for (auto stage = stages_.rbegin(); stage != stages_.rend(); ++stage) {
      float* wanted = stage->first ? nullptr : flows_[1 - current].data();
      stage->backward([&] {
        stage->layer->backward(pass, parameters, activations_[stage->reads].data(),
                               activations_[stage->writes].data(), flows_[current].data(), wanted,
                               gradients_.data(), *stage->memory);
      });
      if (!stage->layer->in_place()) current = 1 - current;
    }
  }

  const Sequential& network_;
  std::vector<Tensor> activations_;
  std::vector<Stage> stages_;
  Tensor flows_[2];
  Tensor gradients_;
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
