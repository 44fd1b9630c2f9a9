// Kernels against ONNX's backend test vectors. tests/fixtures/onnx_cases.md names the cases that
// are run and those that are left out; tools/fixtures/onnx_vectors.py turns them into our layouts.
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "kernels/conv2d_forward.h"
#include "kernels/dense.h"
#include "kernels/max_pool2d.h"
#include "kernels/pointwise.h"
#include "support/onnx_cases.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

constexpr double tolerance = 1e-6;

void check_conv(const OnnxCase& c) {
  const Tensor input = c.tensor("input"), kernel = c.kernel(), bias = c.tensor("bias");
  const Doubles expected = c.doubles("output");
  Tensor output(c.tensor("output").shape());
  Conv2DSizes s;
  s.in_height = input.shape()[1];
  s.in_width = input.shape()[2];
  s.in_channels = input.shape()[3];
  s.out_height = output.shape()[1];
  s.out_width = output.shape()[2];
  s.out_channels = output.shape()[3];
  s.kernel_height = kernel.shape()[1];
  s.kernel_width = kernel.shape()[2];
  s.stride = c.size("stride");
  s.pad_top = c.size("pad_top");
  s.pad_left = c.size("pad_left");
  const auto after = [&](std::size_t out, std::size_t k, std::size_t in, std::size_t before) {
    const std::size_t covered = (out - 1) * s.stride + k;
    return covered > in + before ? covered - in - before : 0;
  };
  s.pad_bottom = after(s.out_height, s.kernel_height, s.in_height, s.pad_top);
  s.pad_right = after(s.out_width, s.kernel_width, s.in_width, s.pad_left);
  Conv2DForward forward(s, /*relu=*/false);
  forward.set_weights(kernel.data(), bias.data());
  forward.run(input.shape()[0], input.data(), output.data());
  CHECK(relative_error(output.values(), expected) < tolerance);
}

void check_max_pool(const OnnxCase& c) {
  const Tensor input = c.tensor("input");
  Tensor output(c.tensor("output").shape());
  const MaxPool2DSizes s{input.shape()[1],  input.shape()[2],  input.shape()[3],
                         output.shape()[1], output.shape()[2], c.size("pool"),
                         c.size("stride"),  c.size("pad_top"), c.size("pad_left")};
  std::vector<std::uint32_t> winners(output.size());
  max_pool2d(s, input.shape()[0], input.data(), output.data(), winners.data());
  CHECK(relative_error(output.values(), c.doubles("output")) == 0);
  if (!c.contains("winners")) return;
  CHECK(Doubles(winners.begin(), winners.end()) == c.doubles("winners"));
}

void check_gemm(const OnnxCase& c) {
  const Tensor input = c.tensor("input"), kernel = c.kernel(), bias = c.tensor("bias");
  Tensor output(c.tensor("output").shape());
  DenseForward forward(kernel.shape()[1], kernel.shape()[0], /*relu=*/false);
  forward.set_weights(kernel.data(), bias.data());
  forward.run(input.shape()[0], input.data(), output.data());
  CHECK(relative_error(output.values(), c.doubles("output")) < tolerance);
}

void check_softmax(const OnnxCase& c) {
  Tensor values = c.tensor("logits");
  softmax(values.shape().back(), values.values());
  CHECK(relative_error(values.values(), c.doubles("probabilities")) < tolerance);
}

void check_cross_entropy(const OnnxCase& c) {
  const Tensor logits = c.tensor("logits");
  const std::size_t classes = logits.shape().back();
  const std::size_t rows = logits.size() / classes;
  std::vector<std::uint8_t> labels;
  for (const double label : c.doubles("labels")) {
    labels.push_back(static_cast<std::uint8_t>(label));
  }
  REQUIRE(labels.size() == rows);
  const auto loss_of_row = [&](std::size_t row, std::uint8_t label) {
    return static_cast<float>(softmax_cross_entropy(classes,
                                                    logits.values().subspan(row * classes, classes),
                                                    {&label, 1}, 1, {})
                                  .loss);
  };
  std::vector<float> losses;
  if (c.text("reduction") == "none") {
    for (std::size_t row = 0; row < rows; ++row) losses.push_back(loss_of_row(row, labels[row]));
  } else {
    const double sum = softmax_cross_entropy(classes, logits.values(), labels, 1, {}).loss;
    const double divisor = c.text("reduction") == "mean" ? static_cast<double>(rows) : 1;
    losses.push_back(static_cast<float>(sum / divisor));
  }
  CHECK(relative_error(losses, c.doubles("loss")) < tolerance);
  if (!c.contains("log_probabilities")) return;
  std::vector<float> log_probabilities;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t label = 0; label < classes; ++label) {
      log_probabilities.push_back(-loss_of_row(row, static_cast<std::uint8_t>(label)));
    }
  }
  CHECK(relative_error(log_probabilities, c.doubles("log_probabilities")) < tolerance);
}

}  // namespace

TEST_CASE("Kernels agree with ONNX's backend test vectors", "[kernels]") {
  const Fixture fixture("onnx.safetensors");
  CHECK(run_onnx_cases(fixture, "Conv", check_conv) == 10);
  CHECK(run_onnx_cases(fixture, "MaxPool", check_max_pool) == 12);
  CHECK(run_onnx_cases(fixture, "Gemm", check_gemm) == 11);
  CHECK(run_onnx_cases(fixture, "Softmax", check_softmax) == 10);
  CHECK(run_onnx_cases(fixture, "SoftmaxCrossEntropyLoss", check_cross_entropy) == 8);
}
