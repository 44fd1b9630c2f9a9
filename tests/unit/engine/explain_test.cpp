// Grad-CAM against PyTorch (tools/fixtures/grad_cam.py says how), occlusion against its definition.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "engine/inside.h"
#include "support/compare.h"
#include "support/descriptions.h"
#include "support/fixture.h"
#include "support/small_engine.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

Picture first_picture() {
  Picture picture;
  std::ranges::copy(pictures(1, 8).image(0), picture.begin());
  return picture;
}

constexpr const char* no_class = "bad-settings: There is no such class.";

}  // namespace

TEST_CASE("Grad-CAM is that of PyTorch", "[explain]") {
  const Fixture fixture("grad_cam.safetensors");
  Sequential network(parse_description(reference_json()));
  network.initialise(fixture.metadata("seed"));
  Inside inside(network);
  const Tensor images = fixture.tensor("images");
  const auto classes = fixture.metadata("classes").get<std::vector<std::size_t>>();
  const Tensor expected = fixture.tensor("heat");  // {images, classes, 28, 28}
  const std::size_t count = images.shape()[0];
  REQUIRE(expected.size() == count * classes.size() * 784);
  for (std::size_t i = 0; i < count; ++i) {
    Picture picture;
    for (std::size_t p = 0; p < picture.size(); ++p) {
      picture[p] = static_cast<std::uint8_t>(images[i * picture.size() + p]);
    }
    for (std::size_t k = 0; k < classes.size(); ++k) {
      INFO("image " << i << ", class " << classes[k]);
      const std::size_t first = (i * classes.size() + k) * 784;
      CHECK(relative_error(inside.grad_cam(picture, classes[k]),
                           to_doubles(expected.values().subspan(first, 784))) < 1e-4);
    }
  }
}

TEST_CASE("Grad-CAM asks for a convolution and a class", "[explain]") {
  SmallEngine flat;
  CHECK_THAT(refusal([&] { flat.grad_cam(first_picture(), 0); }),
             Catch::Matchers::StartsWith("bad-settings: This network has no convolution"));
  SmallEngine engine(small_layers());
  CHECK_THAT(refusal([&] { engine.grad_cam(first_picture(), 10); }),
             Catch::Matchers::StartsWith(no_class));
  CHECK(engine.grad_cam(first_picture(), 9).size() == 784);
}

TEST_CASE("Occlusion is the fall of the probability under a black square", "[explain]") {
  SmallEngine engine(small_layers());
  const Picture picture = first_picture();
  const float whole = engine.predict(picture).probabilities[3];
  const std::vector<float> falls = engine.occlusion(picture, 3);
  REQUIRE(falls.size() == 784);
  std::vector<float> expected;
  for (int middle = 0; middle < 784; ++middle) {
    Picture covered = picture;
    for (int at = 0; at < 784; ++at) {
      const bool row = std::abs(at / 28 - middle / 28) <= 2;
      const bool column = std::abs(at % 28 - middle % 28) <= 2;
      if (row && column) covered[static_cast<std::size_t>(at)] = 0;
    }
    expected.push_back(whole - engine.predict(covered).probabilities[3]);
  }
  CHECK(relative_error(falls, to_doubles(expected)) < 1e-4);
  CHECK(*std::ranges::max_element(falls) > *std::ranges::min_element(falls));
  CHECK_THAT(refusal([&] { engine.occlusion(picture, 10); }),
             Catch::Matchers::StartsWith(no_class));
}
