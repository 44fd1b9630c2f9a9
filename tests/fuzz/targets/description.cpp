// Network descriptions: what is accepted is written and read back, and computes, if it is small.
#include "nn/description.h"

#include <algorithm>
#include <cmath>

#include "fuzz.h"
#include "nn/sequential.h"
#include "support/descriptions.h"
#include "support/numbers.h"

namespace fitting_room::fuzz {
namespace {

/// One step of training and one of inference.
void compute(const NetworkSummary& summary) {
  std::size_t size = element_count(summary.description.input) + summary.parameters;
  for (const LayerSummary& layer : summary.layers) size += element_count(layer.output_shape);
  if (size > 20'000) return;
  Sequential network(summary.description);
  require(network.parameter_count() == summary.parameters, "the summary counts parameters");
  network.initialise(1);
  constexpr std::size_t samples = 3;
  Workspace workspace(network, samples, /*training=*/true);
  test::Numbers numbers(1);
  for (const bool training : {true, false}) {
    Pass pass;
    pass.samples = samples;
    pass.training = pass.backward = training;
    numbers.fill(workspace.input());
    const auto logits = network.forward(pass, workspace);
    require(std::ranges::all_of(logits, [](float value) { return std::isfinite(value); }),
            "a fresh network gives numbers");
    if (!training) continue;
    numbers.fill(workspace.logits_gradient());
    Tensor gradients(network.parameters().shape());
    network.backward(pass, workspace, gradients);
    require(
        std::ranges::all_of(gradients.values(), [](float value) { return std::isfinite(value); }),
        "a fresh network has gradients");
  }
}

}  // namespace

void try_input(Bytes input) {
  const Input text = copy_of(input);
  NetworkSummary summary;
  if (!accepted([&] { summary = summarise(parse_draft(text_of(text))); })) return;
  if (summary.problem) return require_sentence(*summary.problem);
  const std::string written = to_json(summary.description);
  const NetworkDescription again = parse_description(written);
  require(to_json(again) == written, "a description is read as written");
  for (std::size_t i = 0; i < again.layers.size(); ++i) {
    require(again.layers[i].rate == summary.description.layers[i].rate, "a rate is kept");
  }
  compute(summary);
}

std::vector<Input> seeds() {
  std::vector<Input> inputs{input_of(test::reference_json())};
  for (const std::string& layers :
       {test::small_layers(), test::normalised_layers(), test::tiny_layers()}) {
    inputs.push_back(input_of(test::json_of_layers(layers)));
    inputs.push_back(input_of(test::json_of_layers(layers, "[14, 15, 2]")));
  }
  return inputs;
}

}  // namespace fitting_room::fuzz
