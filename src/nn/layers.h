#pragma once

#include "kernels/conv2d.h"
#include "kernels/max_pool2d.h"
#include "nn/layer.h"

namespace fitting_room {

/// Two-dimensional convolution with bias and optional ReLU. Parameters: kernel OHWI, bias
/// {filters}.
class Conv2D final : public Layer {
 public:
  Conv2D(const LayerDescription& description, const std::string& name, const Shape& input,
         const Conv2DSizes& sizes);
  const Conv2DSizes& sizes() const { return sizes_; }
  bool relu() const { return description().activation == Activation::relu; }
  std::unique_ptr<Memory> make_memory(std::size_t max_samples) const override;
  void forward(const Pass& pass, const float* parameters, std::uint64_t version, const float* input,
               float* output, Memory& memory) const override;
  void backward(const Pass& pass, const float* parameters, const float* input, const float* output,
                float* output_gradient, float* input_gradient, float* parameter_gradients,
                Memory& memory) const override;

 private:
  struct Kernels;
  Conv2DSizes sizes_;
};

/// Fully connected layer with bias and optional ReLU. Parameters: kernel {units, inputs}, bias
/// {units}. Softmax, at the end of a network, is left to the loss: the output is logits.
class Dense final : public Layer {
 public:
  Dense(const LayerDescription& description, const std::string& name, const Shape& input);
  std::unique_ptr<Memory> make_memory(std::size_t max_samples) const override;
  void forward(const Pass& pass, const float* parameters, std::uint64_t version, const float* input,
               float* output, Memory& memory) const override;
  void backward(const Pass& pass, const float* parameters, const float* input, const float* output,
                float* output_gradient, float* input_gradient, float* parameter_gradients,
                Memory& memory) const override;

 private:
  struct Kernels;
  Conv2DSizes sizes() const;
};

/// The largest value of each window.
class MaxPool2D final : public Layer {
 public:
  MaxPool2D(const LayerDescription& description, const std::string& name, const Shape& input,
            const MaxPool2DSizes& sizes);
  const MaxPool2DSizes& sizes() const { return sizes_; }
  std::unique_ptr<Memory> make_memory(std::size_t max_samples) const override;
  void forward(const Pass& pass, const float* parameters, std::uint64_t version, const float* input,
               float* output, Memory& memory) const override;
  void backward(const Pass& pass, const float* parameters, const float* input, const float* output,
                float* output_gradient, float* input_gradient, float* parameter_gradients,
                Memory& memory) const override;

 private:
  struct Winners;
  MaxPool2DSizes sizes_;
};

/// A max pooling that computes the convolution in front of it, too. See Conv2DForward.
class Conv2DMaxPool2D final : public Layer {
 public:
  /// @param convolution outlives this layer; its work is left to this one from now on.
  Conv2DMaxPool2D(const LayerDescription& description, const std::string& name, Conv2D& convolution,
                  const MaxPool2DSizes& sizes);
  std::unique_ptr<Memory> make_memory(std::size_t max_samples) const override;
  void forward(const Pass& pass, const float* parameters, std::uint64_t version, const float* input,
               float* output, Memory& memory) const override;
  void backward(const Pass& pass, const float* parameters, const float* input, const float* output,
                float* output_gradient, float* input_gradient, float* parameter_gradients,
                Memory& memory) const override;

 private:
  struct Kernels;
  const Conv2D& convolution_;
};

/// Inverted dropout while training, nothing otherwise. Works in place.
class Dropout final : public Layer {
 public:
  /// @param stream the layer's number among the network's layers: each drops by its own numbers.
  Dropout(const LayerDescription& description, const std::string& name, const Shape& input,
          std::uint32_t stream);
  bool in_place() const override { return true; }
  std::unique_ptr<Memory> make_memory(std::size_t max_samples) const override;
  void forward(const Pass& pass, const float* parameters, std::uint64_t version, const float* input,
               float* output, Memory& memory) const override;
  void backward(const Pass& pass, const float* parameters, const float* input, const float* output,
                float* output_gradient, float* input_gradient, float* parameter_gradients,
                Memory& memory) const override;

 private:
  struct Factors;
  std::uint32_t stream_;
};

/// Brings each channel's mean to beta and its standard deviation to gamma (Ioffe & Szegedy 2015):
/// the batch's while training, by moving statistics otherwise, with Keras' constants (momentum
/// 0.99, epsilon 0.001, biased variances). Parameters {channels}: gamma, beta, and the moving_mean
/// and moving_variance, which are not trainable.
///
/// While training, a sample's output depends on all others'. So a batch that is pushed through in
/// lanes, each with a memory of its own, meets here: every lane gathers, then one thread combines,
/// and only then forward() and backward() follow.
class BatchNormalization final : public Layer {
 public:
  BatchNormalization(const LayerDescription& description, const std::string& name,
                     const Shape& input);
  std::unique_ptr<Memory> make_memory(std::size_t max_samples) const override;

  /// Before forward(), in every lane. @param input as forward()'s.
  void gather(const Pass& pass, const float* input, Memory& memory) const;
  /// Lets each lane know the whole batch's statistics. @param lanes at least one; the sum's order.
  void combine(std::span<Memory* const> lanes) const;
  void forward(const Pass& pass, const float* parameters, std::uint64_t version, const float* input,
               float* output, Memory& memory) const override;

  /// Before backward(), in every lane; this is where the parameters' gradients are added.
  void gather_gradients(const Pass& pass, const float* input, const float* output_gradient,
                        float* parameter_gradients, Memory& memory) const;
  void combine_gradients(std::span<Memory* const> lanes) const;
  void backward(const Pass& pass, const float* parameters, const float* input, const float* output,
                float* output_gradient, float* input_gradient, float* parameter_gradients,
                Memory& memory) const override;

  /// Lets the moving statistics in `parameters` follow those of the last batch. Up to the hundredth
  /// step they are the mean of all batches: with Keras' momentum alone, a short run would end with
  /// what they began with.
  /// @param step since the statistics were initial, counted from 1.
  void follow(const Memory& memory, std::uint64_t step, float* parameters) const;

 private:
  struct Statistics;
  std::size_t channels() const { return output_shape().back(); }
  std::size_t rows(const Pass& pass) const;
  void use_moving(const float* parameters, Statistics& statistics) const;
};

/// Height × width × channels become one axis, in that order as in Keras. Moves nothing.
class Flatten final : public Layer {
 public:
  Flatten(const LayerDescription& description, const std::string& name, const Shape& input);
  bool in_place() const override { return true; }
  std::unique_ptr<Memory> make_memory(std::size_t max_samples) const override;
  void forward(const Pass&, const float*, std::uint64_t, const float*, float*,
               Memory&) const override {}
  void backward(const Pass&, const float*, const float*, const float*, float*, float*, float*,
                Memory&) const override {}
};

}  // namespace fitting_room
