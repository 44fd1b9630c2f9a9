// The kernels one by one, natively, with Google Benchmark: each at the sizes that the reference CNN
// gives it, beside XNNPACK's way where a kernel of our own has taken its place. GFLOP/s count the
// operations of the plain computation, so that ways of skipping zeros, or of computing in tiles,
// can be compared with those that do not.
//
// tools/bench --kernels builds and runs this. Natively the kernels are the page's own, compiled for
// the machine's instructions.

#include <benchmark/benchmark.h>

#include <functional>
#include <string>
#include <vector>

#include "kernels/conv2d_forward.h"
#include "kernels/conv2d_gradients.h"
#include "kernels/conv2d_winograd_gradient.h"
#include "kernels/dense.h"
#include "kernels/max_pool2d.h"
#include "kernels/philox.h"
#include "kernels/pointwise.h"
#include "tensor/tensor.h"
#include "training/optimizer.h"
#include "xnnpack_twins.h"

namespace fitting_room {
namespace {

/// Samples that go through the network together, as in BatchRunner.
constexpr std::size_t batch = 8;

/// Numbers that are spread evenly from -1 to 1.
Tensor random_tensor(Shape shape, std::uint32_t stream) {
  Tensor tensor(std::move(shape));
  const Philox random(1, Purpose::initialise, stream, 0);
  for (std::size_t i = 0; i < tensor.size(); ++i) {
    tensor[i] = 2 * Philox::unit(random(i / 4)[i % 4]) - 1;
  }
  return tensor;
}

/// @param operations of a call, for the column GFLOP; 0 where the number says nothing.
void add(const std::string& name, double operations, std::function<void()> call) {
  benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
    for (auto _ : state) {
      call();
      benchmark::ClobberMemory();
    }
    if (operations == 0) return;
    state.counters["GFLOP"] =
        benchmark::Counter(operations / 1e9, benchmark::Counter::kIsIterationInvariantRate);
  })->Unit(benchmark::kMicrosecond);
}

/// A convolution with what its kernels read and write, kept until the end of the program.
struct Convolution {
  explicit Convolution(const Conv2DSizes& s)
      : sizes(s),
        input(random_tensor({batch, s.in_height, s.in_width, s.in_channels}, 1)),
        kernel(random_tensor({s.kernel_count()}, 2)),
        bias(random_tensor({s.out_channels}, 3)),
        output({batch, s.out_height, s.out_width, s.out_channels}),
        gradient(random_tensor(output.shape(), 4)),
        kernel_gradient({s.kernel_count()}),
        bias_gradient({s.out_channels}),
        input_gradient(input.shape()),
        forward(s, /*relu=*/true),
        gradients(s, batch) {
    forward.set_weights(kernel.data(), bias.data());
    forward.run(batch, input.data(), output.data());
  }
  double operations() const {
    return 2.0 *
           static_cast<double>(sizes.kernel_count() * batch * sizes.out_height * sizes.out_width);
  }

  Conv2DSizes sizes;
  Tensor input, kernel, bias, output, gradient, kernel_gradient, bias_gradient, input_gradient;
  Conv2DForward forward;
  Conv2DGradients gradients;
};

/// What a convolution in tiles would take as the plain sum.
void add_direct(const std::string& name, const std::shared_ptr<Convolution>& c, Pooling pooling) {
  if (!Conv2DWinograd::suits(c->sizes, pooling)) return;
  const auto direct = std::make_shared<Conv2DDirect>(c->sizes, /*relu=*/true, pooling);
  direct->set_weights(c->kernel.data(), c->bias.data());
  const auto winners = std::make_shared<std::vector<std::uint32_t>>(c->output.size());
  add(name, c->operations(),
      [=] { direct->run(batch, c->input.data(), c->output.data(), winners->data()); });
}

/// Forward, and backward from a gradient of which ReLU has zeroed about half.
void add_convolution(const std::string& name, const std::shared_ptr<Convolution>& c) {
  const double work = c->operations();
  const auto xnnpack = std::make_shared<XnnpackConv2D>(c->sizes, c->kernel.data(), c->bias.data());
  add(name + "/pack weights", 0, [=] { c->forward.set_weights(c->kernel.data(), c->bias.data()); });
  add(name + "/forward", work, [=] { c->forward.run(batch, c->input.data(), c->output.data()); });
  add_direct(name + "/forward, directly", c, Pooling::none);
  add(name + "/forward, XNNPACK", work,
      [=] { xnnpack->run(batch, c->input.data(), c->output.data()); });
}

void add_backward(const std::string& name, const std::shared_ptr<Convolution>& c,
                  const std::function<void()>& list) {
  const double work = c->operations();
  add(name + "/list gradients", 0, list);
  list();
  add(name + "/gradient by weights", work, [=] {
    c->gradients.add_weight_gradient(c->input.data(), c->kernel_gradient.data(),
                                     c->bias_gradient.data());
  });
  const auto product = std::make_shared<XnnpackWeightGradient>(c->sizes, batch);
  add(name + "/gradient by weights, XNNPACK", work,
      [=] { product->run(c->input.data(), c->gradient.data(), c->kernel_gradient.data()); });
  if (c->sizes.in_channels == 1) return;  // the first layer: nobody wants the gradient by the image
  add(name + "/gradient by input", work,
      [=] { c->gradients.input_gradient(c->kernel.data(), c->input_gradient.data()); });
  if (Conv2DWinogradGradient::suits(c->sizes)) {
    const auto tiles = std::make_shared<Conv2DWinogradGradient>(c->sizes);
    add(name + "/pack weights for the gradient by input in tiles", 0,
        [=] { tiles->set_weights(c->kernel.data()); });
    tiles->set_weights(c->kernel.data());
    add(name + "/gradient by input in tiles", work,
        [=] { tiles->run(batch, c->gradient.data(), c->output.data(), c->input_gradient.data()); });
  }
  const auto transposed = std::make_shared<XnnpackInputGradient>(c->sizes, c->kernel.data());
  add(name + "/gradient by input, XNNPACK", work,
      [=] { transposed->run(batch, c->gradient.data(), c->input_gradient.data()); });
}

/// With 2 × 2 max pooling behind: of four gradients one is left, if ReLU does not zero it.
void add_pooled_convolution(const std::string& name, const std::shared_ptr<Convolution>& c) {
  const Conv2DSizes& s = c->sizes;
  add_convolution(name, c);
  struct Pooled {
    MaxPool2DSizes sizes;
    Tensor output, gradient;
    std::vector<std::uint32_t> winners;
  };
  const auto p = std::make_shared<Pooled>();
  p->sizes = {.in_height = s.out_height,
              .in_width = s.out_width,
              .channels = s.out_channels,
              .out_height = s.out_height / 2,
              .out_width = s.out_width / 2};
  p->output = Tensor({batch, p->sizes.out_height, p->sizes.out_width, s.out_channels});
  p->gradient = random_tensor(p->output.shape(), 5);
  p->winners.resize(p->output.size());
  const auto xnnpack = std::make_shared<XnnpackConv2D>(s, c->kernel.data(), c->bias.data());
  const auto fused = std::make_shared<Conv2DForward>(s, /*relu=*/true, Pooling::max_2x2);
  add(name + "/pack weights for both", 0,
      [=] { fused->set_weights(c->kernel.data(), c->bias.data()); });
  fused->set_weights(c->kernel.data(), c->bias.data());
  add(name + "/forward and pooling", c->operations(),
      [=] { fused->run(batch, c->input.data(), p->output.data(), p->winners.data()); });
  add_direct(name + "/forward and pooling, directly", c, Pooling::max_2x2);
  const auto apart = std::make_shared<std::vector<std::uint32_t>>(p->output.size());
  add(name + "/forward and pooling, XNNPACK and a loop", c->operations(), [=] {
    xnnpack->run(batch, c->input.data(), c->output.data());
    max_pool2d(p->sizes, batch, c->output.data(), p->output.data(), apart->data());
  });
  fused->run(batch, c->input.data(), p->output.data(), p->winners.data());
  add_backward(name, c, [=] {
    c->gradients.list_pooled(batch, p->sizes.out_height * p->sizes.out_width, p->gradient.data(),
                             p->output.data(), p->winners.data());
  });
}

void add_dense(const std::string& name, std::size_t inputs, std::size_t units) {
  const auto c = std::make_shared<Convolution>(conv2d_sizes(1, 1, inputs, units, 1, 1, false));
  const auto forward = std::make_shared<DenseForward>(inputs, units, /*relu=*/true);
  add(name + "/pack weights", 0, [=] { forward->set_weights(c->kernel.data(), c->bias.data()); });
  forward->set_weights(c->kernel.data(), c->bias.data());
  add(name + "/forward", c->operations(),
      [=] { forward->run(batch, c->input.data(), c->output.data()); });
  add_backward(name, c, [=] { c->gradients.list(batch, c->gradient.data(), c->output.data()); });
}

void add_pointwise() {
  const auto values = std::make_shared<Tensor>(random_tensor({batch, 13 * 13 * 32}, 1));
  const auto factors = std::make_shared<Tensor>(values->shape());
  add("dropout of 13 × 13 × 32", 0, [=] {
    dropout(0.25f, Philox(1, Purpose::dropout, 2, 0), 0, 13 * 13 * 32, values->values(),
            factors->values());
  });
  const auto logits = std::make_shared<Tensor>(random_tensor({batch, 10}, 2));
  const auto gradient = std::make_shared<Tensor>(logits->shape());
  add("softmax and cross-entropy", 0, [=] {
    static constexpr std::uint8_t labels[batch] = {0, 1, 2, 3, 4, 5, 6, 7};
    benchmark::DoNotOptimize(
        softmax_cross_entropy(10, logits->values(), labels, 1.0f / batch, gradient->values()));
  });
  constexpr std::size_t parameters = 241'546;
  const auto weights = std::make_shared<Tensor>(random_tensor({parameters}, 3));
  const auto changes = std::make_shared<Tensor>(random_tensor({parameters}, 4));
  const auto adam = std::make_shared<Optimizer>(TrainingSettings{}, parameters);
  const auto step = std::make_shared<std::uint64_t>(0);
  add("Adam on 241,546 parameters", 0,
      [=] { adam->update(++*step, 0.001, 0, changes->values(), weights->values()); });
}

void add_all() {
  const auto convolution = [](std::size_t side, std::size_t channels, std::size_t filters) {
    return std::make_shared<Convolution>(
        conv2d_sizes(side, side, channels, filters, /*kernel=*/3, /*stride=*/1, /*same=*/false));
  };
  add_pooled_convolution("conv2d 28 × 28 × 1 to 32", convolution(28, 1, 32));
  add_pooled_convolution("conv2d 13 × 13 × 32 to 64", convolution(13, 32, 64));
  const auto third = convolution(5, 64, 128);
  add_convolution("conv2d 5 × 5 × 64 to 128", third);
  add_backward("conv2d 5 × 5 × 64 to 128", third,
               [=] { third->gradients.list(batch, third->gradient.data(), third->output.data()); });
  add_dense("dense 1152 to 128", 1152, 128);
  add_dense("dense 128 to 10", 128, 10);
  add_pointwise();
}

}  // namespace
}  // namespace fitting_room

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  fitting_room::add_all();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
