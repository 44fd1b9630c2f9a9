#include "nn/description.h"

#include <catch2/catch_test_macros.hpp>

#include "nn/sequential.h"
#include "support/compare.h"
#include "support/descriptions.h"
#include "support/numbers.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

struct Case {
  std::string json, sentence;
};

/// Each text must be refused with its sentence, by the parser or by the network.
void check_refusals(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    CAPTURE(c.json.substr(0, 200));
    CHECK(refusal([&] { Sequential{parse_description(c.json)}; }) ==
          "bad-description: " + c.sentence);
  }
}

const std::string softmax = R"({"type": "Dense", "units": 10, "activation": "softmax"})";

/// A description with one layer that is wrong before two that are right.
std::string before_head(const std::string& layers) {
  return json_of_layers(layers + R"(, {"type": "Flatten"}, )" + softmax);
}

}  // namespace

TEST_CASE("The reference description is read as it is written", "[nn]") {
  const NetworkDescription description = parse_description(reference_json());
  CHECK(description.name == "Reference CNN");
  CHECK(description.input == Shape{28, 28, 1});
  REQUIRE(description.layers.size() == 11);
  const LayerDescription& conv = description.layers[0];
  CHECK(conv.type == LayerType::conv2d);
  CHECK(conv.filters == 32);
  CHECK(conv.kernel == 3);
  CHECK(conv.stride == 1);
  CHECK_FALSE(conv.same);
  CHECK(conv.activation == Activation::relu);
  CHECK(description.layers[1].pool == 2);
  CHECK(description.layers[1].stride == 2);
  CHECK(description.layers[2].rate == 0.25f);
  CHECK(description.layers[8].units == 128);
  CHECK(description.layers[10].activation == Activation::softmax);
}

TEST_CASE("A description survives being written and read", "[nn]") {
  for (const std::string& json :
       {reference_json(), json_of_layers(small_layers()), json_of_layers(normalised_layers())}) {
    const std::string written = to_json(parse_description(json));
    CHECK(to_json(parse_description(written)) == written);
    CHECK(written.find('\n') == std::string::npos);
  }
  CHECK(
      to_json(describe(R"({"type": "Conv2D", "filters": 2, "kernel": 3, "stride": 2,
                             "padding": "same", "activation": "relu"},
                            {"type": "MaxPool2D", "pool": 3.0, "stride": 1, "padding": "valid"},
                            {"type": "Dropout", "rate": 0.1}, {"type": "Flatten"})")) ==
      R"({"name":"Test","input":[28,28,1],"layers":[)"
      R"({"type":"Conv2D","filters":2,"kernel":3,"stride":2,"padding":"same","activation":"relu"},)"
      R"({"type":"MaxPool2D","pool":3,"stride":1,"padding":"valid"},)"
      R"({"type":"Dropout","rate":0.1},{"type":"Flatten"}]})");
}

TEST_CASE("A name may be of any characters", "[nn]") {
  std::string name;
  while (name.size() < 200) name += "ß₂😀";
  const auto description = parse_description(
      R"({"name": ")" + name + R"(", "input": [28, 28, 1], "layers": [{"type": "Flatten"}]})");
  CHECK(name.starts_with(description.name));
  CHECK(description.name.size() > 90);
  CHECK(parse_description(to_json(description)).name == description.name);
}

TEST_CASE("A text that is no description is refused with the reason", "[nn]") {
  const std::string object = "The description must be a JSON object in braces.";
  const std::string input = R"(The description needs "input": [height, width, channels].)";
  const std::string sizes = R"("input" must hold three whole numbers from 1 to 512.)";
  const std::string layers = R"(The description needs "layers": a list of 1 to 64 layers.)";
  const auto with_input = [](const std::string& value) { return json_of_layers(softmax, value); };
  std::string many = softmax;
  for (int i = 0; i < 64; ++i) many += "," + softmax;
  check_refusals({
      {std::string(64 * 1024 + 1, ' '), "The description is longer than 64 KB."},
      {"", "The description is not valid JSON."},
      {"{", "The description is not valid JSON."},
      {std::string(60'000, '['), "The description is not valid JSON."},
      {"{\"name\": \"\xff\"}", "The description is not valid JSON."},
      {std::string(30'000, '[') + std::string(30'000, ']'), "The description is not valid JSON."},
      {"[]", object},
      {"7", object},
      {"{}", R"(The description needs "name".)"},
      {R"({"name": 7})", R"(The description: name must be a text.)"},
      {R"({"name": ""})", input},
      {with_input("7"), input},
      {with_input("[28, 28]"), input},
      {with_input("[28, 28, 1, 1]"), input},
      {with_input("[28, 28, 0]"), sizes},
      {with_input("[28, -1, 1]"), sizes},
      {with_input("[28, 513, 1]"), sizes},
      {with_input("[28, 28.5, 1]"), sizes},
      {with_input(R"([28, "28", 1])"), sizes},
      {R"({"name": "", "input": [28, 28, 1]})", layers},
      {R"({"name": "", "input": [28, 28, 1], "layers": {}})", layers},
      {json_of_layers(""), layers},
      {json_of_layers(many), layers},
  });
}

TEST_CASE("A layer that is described wrongly is refused by its number, type and field", "[nn]") {
  const auto conv = [](const std::string& fields) {
    return before_head(R"({"type": "Conv2D", )" + fields + "}");
  };
  const auto pool = [](const std::string& fields) {
    return before_head(R"({"type": "MaxPool2D", )" + fields + "}");
  };
  const auto dropout = [](const std::string& fields) {
    return before_head(R"({"type": "Dropout", )" + fields + "}");
  };
  const auto dense = [](const std::string& fields) {
    return json_of_layers(R"({"type": "Flatten"}, {"type": "Dense", )" + fields + "}");
  };
  const std::string filters = R"(Layer 1 (Conv2D): filters must be a whole number from 1 to 512.)";
  const std::string rate = R"(Layer 1 (Dropout): rate must be a number from 0 to 0.9.)";
  const std::string units = R"(Layer 2 (Dense): units must be a whole number from 1 to 4096.)";
  check_refusals({
      {before_head("7"), R"(Layer 1 must be a JSON object in braces.)"},
      {before_head("{}"), R"(Layer 1 needs "type".)"},
      {before_head(R"({"type": null})"), R"(Layer 1: type must be a text.)"},
      {before_head(R"({"type": "LSTM"})"),
       R"(Layer 1: there is no layer type "LSTM". There are Conv2D, MaxPool2D, BatchNormalization, Dropout, )"
       "Flatten and Dense."},
      {before_head(R"({"type": "Flatten", "units": 3})"),
       R"(Layer 1 (Flatten) has no field "units".)"},
      {conv(R"("kernel": 3)"), R"(Layer 1 (Conv2D) needs "filters".)"},
      {conv(R"("filters": 3)"), R"(Layer 1 (Conv2D) needs "kernel".)"},
      {conv(R"("filters": 0)"), filters},
      {conv(R"("filters": -4)"), filters},
      {conv(R"("filters": 1.5)"), filters},
      {conv(R"("filters": 513)"), filters},
      {conv(R"("filters": 1e300)"), filters},
      {conv(R"("filters": "8")"), filters},
      {conv(R"("filters": null)"), filters},
      {conv(R"("filters": 8, "kernel": 12)"),
       R"(Layer 1 (Conv2D): kernel must be a whole number from 1 to 11.)"},
      {conv(R"("filters": 8, "kernel": 3, "stride": 9)"),
       R"(Layer 1 (Conv2D): stride must be a whole number from 1 to 8.)"},
      {conv(R"("filters": 8, "kernel": 3, "padding": "full")"),
       R"(Layer 1 (Conv2D): padding must be “valid” or “same”.)"},
      {conv(R"("filters": 8, "kernel": 3, "padding": 1)"),
       R"(Layer 1 (Conv2D): padding must be a text.)"},
      {conv(R"("filters": 8, "kernel": 3, "activation": "tanh")"),
       R"(Layer 1 (Conv2D): activation must be “linear”, “relu” or “softmax”.)"},
      {conv(R"("filters": 8, "kernel": 3, "dilation": 2)"),
       R"(Layer 1 (Conv2D) has no field "dilation".)"},
      {conv(R"("filters": 8, "kernel": 3, "activation": "softmax")"),
       "Layer 1: softmax is for the last layer only. Use relu here."},
      {pool(R"("stride": 2)"), R"(Layer 1 (MaxPool2D) needs "pool".)"},
      {pool(R"("pool": 9)"), R"(Layer 1 (MaxPool2D): pool must be a whole number from 1 to 8.)"},
      {pool(R"("pool": 2, "stride": 0)"),
       R"(Layer 1 (MaxPool2D): stride must be a whole number from 1 to 8.)"},
      {dropout(R"("p": 0.5)"), R"(Layer 1 (Dropout) needs "rate".)"},
      {dropout(R"("rate": -0.1)"), rate},
      {dropout(R"("rate": 0.91)"), rate},
      {dropout(R"("rate": "a lot")"), rate},
      {dense(R"("activation": "softmax")"), R"(Layer 2 (Dense) needs "units".)"},
      {dense(R"("units": 0)"), units},
      {dense(R"("units": 4097)"), units},
      {dense(R"("units": 10, "activation": 7)"), R"(Layer 2 (Dense): activation must be a text.)"},
  });
}

TEST_CASE("A network that cannot work is refused by the layer and the reason", "[nn]") {
  const std::string last =
      "The last layer must be Dense with softmax activation: it gives the probabilities.";
  const std::string map = " needs a map (height × width × channels); put it before Flatten.";
  check_refusals({
      {json_of_layers(R"({"type": "Flatten"})"), last},
      {json_of_layers(R"({"type": "Flatten"}, {"type": "Dense", "units": 10})"), last},
      {json_of_layers(R"({"type": "Conv2D", "filters": 2, "kernel": 3, "activation": "softmax"})"),
       "Layer 1 (Conv2D) cannot use softmax; only the last Dense layer can."},
      {json_of_layers(softmax),
       "Layer 1 (Dense) needs one axis of features; put a Flatten layer before it."},
      {json_of_layers(R"({"type": "Flatten"}, {"type": "Conv2D", "filters": 2, "kernel": 3}, )" +
                      softmax),
       "Layer 2 (Conv2D)" + map},
      {json_of_layers(R"({"type": "Flatten"}, {"type": "MaxPool2D", "pool": 2}, )" + softmax),
       "Layer 2 (MaxPool2D)" + map},
      {before_head(R"({"type": "MaxPool2D", "pool": 8}, {"type": "Dropout", "rate": 0.1},
                      {"type": "Conv2D", "filters": 2, "kernel": 5})"),
       "Layer 3 (Conv2D) does not fit: its window is 5 × 5 and the map that reaches it 3 × 3. Make "
       "the window smaller, use “same” padding or pool less before it."},
      {before_head(R"({"type": "MaxPool2D", "pool": 8}, {"type": "MaxPool2D", "pool": 4})"),
       "Layer 2 (MaxPool2D) does not fit: its window is 4 × 4 and the map that reaches it 3 × 3. "
       "Make the window smaller, use “same” padding or pool less before it."},
      {json_of_layers(R"({"type": "Flatten"}, )" + softmax + "," + softmax),
       "Layer 2: softmax is for the last layer only. Use relu here."},
  });
}

TEST_CASE("A network that is too large for a tab is refused before it takes memory", "[nn]") {
  const auto too_large = [](int layer) {
    return "Layer " + std::to_string(layer) +
           " makes the network too large for a browser tab. Use fewer filters or units, or pool "
           "more.";
  };
  check_refusals({
      {json_of_layers(R"({"type": "Conv2D", "filters": 512, "kernel": 11, "padding": "same"})",
                      "[512, 512, 512]"),
       too_large(1)},
      {json_of_layers(R"({"type": "Flatten"}, {"type": "Dense", "units": 4096}, )" + softmax,
                      "[512, 512, 15]"),
       too_large(2)},
      {json_of_layers(R"({"type": "Flatten"}, {"type": "Dense", "units": 4096},
                         {"type": "Dense", "units": 4096}, )" +
                      softmax),
       too_large(3)},
  });
}

TEST_CASE("A long name of a layer type is cut between characters", "[nn]") {
  std::string type;
  while (type.size() < 100) type += "é";
  for (const std::string& start : {"", "x"}) {
    const std::string said =
        refusal([&] { parse_description(before_head(R"({"type": ")" + start + type + "\"}")); });
    CAPTURE(said);
    CHECK(said.find("there is no layer type \"" + start + "é") != std::string::npos);
    CHECK(said.find("é\". There are") != std::string::npos);
  }
}

TEST_CASE("Names from a description are told without control characters, and cut", "[nn]") {
  const auto said = [](const std::string& json) {
    return refusal([&] { parse_description(json); });
  };
  CHECK(said(before_head(R"({"type": "Flatten", "a\u0000\u001b[31m\u007f\n": 1})")) ==
        "bad-description: Layer 1 (Flatten) has no field \"a??[31m??\".");
  CHECK(said(before_head(R"({"type": "Flat\nten"})"))
            .starts_with("bad-description: Layer 1: there is no layer type \"Flat?ten\"."));
  CHECK(
      said(before_head(R"({"type": "Flatten", ")" + std::string(1'000, 'x') + R"(": 1})")).size() <
      150);
  const NetworkDescription named = parse_description(
      R"({"name": "A\tB\u0000C", "input": [28, 28, 1], "layers": [)" + tiny_layers() + "]}");
  CHECK(named.name == "A?B?C");
}

TEST_CASE("Every dropout rate is written so that it is read back", "[nn]") {
  Numbers numbers(1);
  for (int i = 0; i < 2'000; ++i) {
    NetworkDescription description = describe(small_layers());
    float& rate = description.layers[2].rate;
    const float rates[] = {0.1f,
                           0.9f,
                           0,
                           1e-7f,
                           1 / 3.0f,
                           1e-40f,
                           numbers.uniform(0, 0.9f),
                           numbers.uniform(0, 1e-5f)};
    rate = rates[i % std::size(rates)];
    const std::string json = to_json(description);
    CAPTURE(json);
    CHECK(parse_description(json).layers[2].rate == rate);
    if (rate == 0.1f) CHECK(json.find("\"rate\":0.1}") != std::string::npos);
  }
}
