#include "nn/architecture.h"

#include <catch2/catch_test_macros.hpp>

#include "support/descriptions.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

NetworkSummary summary_of(const std::string& layers) {
  return summarise(parse_draft(json_of_layers(layers)));
}

const std::string conv = R"({"type": "Conv2D", "filters": 4, "kernel": 5})";
const std::string pool = R"({"type": "MaxPool2D", "pool": 8})";
const std::string flatten = R"({"type": "Flatten"})";
const std::string head = R"({"type": "Dense", "units": 10, "activation": "softmax"})";

}  // namespace

TEST_CASE("A network is summarised without being made", "[nn]") {
  // 5 × 5 × 4 + 4; 24 × 24 × 4 × 2,000 + 2,000 = 4,610,000; 2,000 × 10 + 10.
  const NetworkSummary summary =
      summary_of(conv + "," + flatten +
                 R"(, {"type": "Dense", "units": 2000, "activation": "relu"}, )" + head);
  CHECK_FALSE(summary.problem);
  REQUIRE(summary.layers.size() == 4);
  CHECK(summary.layers[0].parameters == 104);
  CHECK(summary.layers[0].output_shape == Shape{24, 24, 4});
  CHECK(summary.layers[1].output_shape == Shape{2304});
  CHECK(summary.layers[2].parameters == 4'610'000);
  CHECK(summary.layers[3].name == "dense_1");
  CHECK(summary.parameters == 104 + 4'610'000 + 20'010);
  CHECK(to_json(summary.description).find(R"("padding":"valid")") != std::string::npos);
}

TEST_CASE("A summary goes as far as the network works and tells which layer does not", "[nn]") {
  struct Case {
    std::string layers;
    std::size_t problem;
    std::string sentence;
  };
  const std::vector<Case> cases = {
      // A field that cannot be read.
      {R"({"type": "Conv2D", "filters": "", "kernel": 3}, )" + flatten + "," + head, 1,
       R"(Layer 1 (Conv2D): filters must be a whole number from 1 to 512.)"},
      // Shapes that do not meet: 28, 24, 3, and 5 does not fit.
      {conv + "," + pool + "," + conv + "," + flatten + "," + head, 3,
       "Layer 3 (Conv2D) does not fit: its window is 5 × 5 and the map that reaches it 3 × 3. Make "
       "the window smaller, use “same” padding or pool less before it."},
      {flatten + "," + conv + "," + head, 2,
       "Layer 2 (Conv2D) needs a map (height × width × channels); put it before Flatten."},
      // The first of two problems is told, whichever of them the parser would meet.
      {conv + "," + pool + "," + conv + R"(, {"type": "Dropout", "rate": 2}, )" + head, 3,
       "Layer 3 (Conv2D) does not fit: its window is 5 × 5 and the map that reaches it 3 × 3. Make "
       "the window smaller, use “same” padding or pool less before it."},
      {conv + "," + pool + R"(, {"type": "Dropout", "rate": 2}, )" + conv + "," + head, 3,
       "Layer 3 (Dropout): rate must be a number from 0 to 0.9."},
      {flatten + "," + head + "," + head, 2,
       "Layer 2: softmax is for the last layer only. Use relu here."},
      {conv + "," + flatten, 2,
       "The last layer must be Dense with softmax activation: it gives the probabilities."},
      {conv + "," + flatten + R"(, {"type": "Dense", "units": 4096}, )" + head, 3,
       "Layer 3 makes the network too large for a browser tab. Use fewer filters or units, or pool "
       "more."},
  };
  for (const Case& c : cases) {
    CAPTURE(c.layers);
    const NetworkSummary summary = summary_of(c.layers);
    REQUIRE(summary.problem);
    CHECK(summary.problem->layer() == c.problem);
    CHECK(summary.problem->what() == c.sentence);
    CHECK(summary.problem->code() == "bad-description");
    CHECK(summary.layers.size() == c.problem - 1);
    CHECK(summary.description.layers.size() == c.problem - 1);
  }
}

TEST_CASE("A layer that cannot be added leaves the others as they were", "[nn]") {
  Architecture architecture({28, 28, 1});
  LayerDescription dense;
  dense.type = LayerType::dense;
  dense.units = 10;
  CHECK_THROWS_AS(architecture.add(dense, false), LayerError);
  CHECK(architecture.layers().empty());
  architecture.add({.type = LayerType::flatten}, false);
  architecture.add(dense, false);
  CHECK(architecture.layers().back()->name() == "dense");
  CHECK(architecture.parameter_count() == 7'850);
  CHECK(architecture.place_parameters(true, 0) >= 7'850);
}
