// The reference CNN against PyTorch: tools/fixtures/reference_cnn.py says how the values were made.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "nn/keras_layout.h"
#include "nn/sequential.h"
#include "support/compare.h"
#include "support/descriptions.h"
#include "support/fixture.h"
#include "training/batch_runner.h"
#include "training/image_range.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

constexpr double tolerance = 1e-4;
/// Of how far each parameter has moved after ten steps. Adam divides a gradient by its own size,
/// and so makes much of a rounding where it is next to nothing; the losses stay within the other
/// tolerance.
constexpr double tolerance_moved = 5e-3;

struct Run {
  std::string name;
  bool with_dropout;
  OptimizerKind optimizer;
  double learning_rate;
};

/// Calls `body(name, values)` for each parameter, its values in the fixture's layout.
template <typename Body>
void for_each_parameter(const Sequential& network, const Tensor& values, const Body& body) {
  for (const auto& layer : network.layers()) {
    for (const ParameterSpec& spec : layer->parameters()) {
      body(layer->name() + "/" + spec.name, to_keras(spec, values));
    }
  }
}

double norm(std::span<const float> values) {
  double squares = 0;
  for (const float value : values) squares += double{value} * value;
  return std::sqrt(squares);
}

/// Ten steps of a run on the fixture's batch.
class Check {
 public:
  Check(const Fixture& fixture, const Run& run, std::size_t threads)
      : fixture_(fixture),
        run_(run),
        network_(description(run)),
        pool_(threads),
        runner_(network_, pool_),
        images_(fixture.tensor("images")) {
    for (const double label : fixture.doubles("labels")) {
      labels_.push_back(static_cast<std::uint8_t>(label));
    }
    pass_.seed = fixture.metadata("seed");
    network_.initialise(pass_.seed);
    initial_ = network_.parameters();
  }

  void operator()() {
    check_entries("initial/", initial_, 0);
    if (!run_.with_dropout) check_logits();
    TrainingSettings settings;
    settings.optimizer = run_.optimizer;
    Optimizer optimizer(settings, network_.parameters().size());
    const Tensor losses = fixture_.tensor(run_.name + "/losses");
    for (std::size_t step = 0; step < losses.size(); ++step) {
      CAPTURE(step);
      pass_.step = static_cast<std::uint32_t>(step);
      const Metrics metrics = runner_.train(pass_, labels_, fill());
      CHECK(metrics.loss() == Approx(losses[step]).epsilon(tolerance));
      if (step == 0) {
        check_entries(run_.name + "/gradient/", runner_.gradients(), tolerance);
        check_norms(run_.name + "/gradient_norm/", runner_.gradients(), tolerance);
      }
      runner_.apply(optimizer, step + 1, run_.learning_rate);
    }
    Tensor moved = network_.parameters();
    for (std::size_t i = 0; i < moved.size(); ++i) moved[i] -= initial_[i];
    check_entries(run_.name + "/moved/", moved, tolerance_moved);
    check_norms(run_.name + "/moved_norm/", moved, tolerance_moved);
  }

 private:
  static NetworkDescription description(const Run& run) {
    NetworkDescription description = parse_description(reference_json());
    if (run.with_dropout) return description;
    for (LayerDescription& layer : description.layers) layer.rate = 0;
    return description;
  }

  FillSamples fill() const {
    return [this](std::size_t first, std::size_t count, float* rows) {
      for (std::size_t i = 0; i < count * 784; ++i) {
        rows[i] = scale_pixel(static_cast<std::uint8_t>(images_[first * 784 + i]));
      }
    };
  }

  void check_logits() {
    Tensor logits({labels_.size(), network_.classes()});
    runner_.infer(labels_.size(), fill(), logits.values());
    CHECK(relative_error(logits.values(), fixture_.doubles(run_.name + "/logits")) < tolerance);
  }

  /// The sampled entries of each parameter.
  void check_entries(const std::string& prefix, const Tensor& values, double most) const {
    for_each_parameter(network_, values, [&](const auto& name, const auto& parameter) {
      CAPTURE(prefix, name);
      std::vector<float> sampled;
      for (const double entry : fixture_.doubles("entries/" + name)) {
        sampled.push_back(parameter[static_cast<std::size_t>(entry)]);
      }
      CHECK(relative_error(sampled, fixture_.doubles(prefix + name)) <= most);
    });
  }

  void check_norms(const std::string& prefix, const Tensor& values, double most) const {
    for_each_parameter(network_, values, [&](const auto& name, const auto& parameter) {
      CAPTURE(prefix, name);
      CHECK(norm(parameter) == Approx(fixture_.tensor(prefix + name)[0]).epsilon(most));
    });
  }

  const Fixture& fixture_;
  Run run_;
  Sequential network_;
  ThreadPool pool_;
  BatchRunner runner_;
  Tensor images_, initial_;
  std::vector<std::uint8_t> labels_;
  Pass pass_;
};

}  // namespace

TEST_CASE("The reference CNN agrees with PyTorch: logits, gradients and ten steps", "[training]") {
  const Fixture fixture("reference_cnn.safetensors");
  for (const Run& run : {Run{"adam", false, OptimizerKind::adam, 0.001},
                         {"sgd", false, OptimizerKind::sgd, 0.05},
                         {"adam_dropout", true, OptimizerKind::adam, 0.001}}) {
    CAPTURE(run.name);
    Check(fixture, run, 2)();
  }
}
