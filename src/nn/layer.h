#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nn/description.h"
#include "tensor/tensor.h"

namespace fitting_room {

/// A parameter of a layer. All parameters of a network lie in one array, so that the optimizer, a
/// checkpoint and a snapshot each handle one array instead of many.
struct ParameterSpec {
  std::string name;        // "kernel", "bias"
  Shape shape;             // output channels first: OHWI, {out, in}, {out}
  std::size_t fan_in = 0;  // both 0: initialised with `initial`
  std::size_t fan_out = 0;
  float initial = 0;
  bool trainable = true;   // else the layer itself changes it, such as a moving mean
  std::size_t offset = 0;  // into the network's array; set by the network
};

/// Which samples a pass computes and for what.
struct Pass {
  std::size_t samples = 0;
  /// The first sample's number within its batch, so that a batch cut into slices draws the same
  /// random numbers as a whole one.
  std::size_t first_sample = 0;
  bool training = false;    // dropout is on, and a batch is normalised by its own statistics
  bool backward = false;    // a backward pass may follow
  float dropout_scale = 1;  // 0 to 1: what the rates of Dropout layers are multiplied by
  std::uint64_t seed = 0;
  std::uint32_t step = 0;
};

/// A layer computes; it holds no activations. What a forward pass must remember for the backward
/// pass is in a Memory that the caller owns, so that several threads can push samples through one
/// layer at once, each with its own.
class Layer {
 public:
  class Memory {
   public:
    virtual ~Memory() = default;
  };

  virtual ~Layer() = default;

  const LayerDescription& description() const { return description_; }
  /// Keras' name: "conv2d", "conv2d_1", …
  const std::string& name() const { return name_; }
  const Shape& input_shape() const { return input_shape_; }    // without the batch
  const Shape& output_shape() const { return output_shape_; }  // without the batch
  std::vector<ParameterSpec>& parameters() { return parameters_; }
  const std::vector<ParameterSpec>& parameters() const { return parameters_; }

  /// True where the output takes the input's place in memory (as with Flatten and Dropout).
  virtual bool in_place() const { return false; }
  /// True where the layer behind does this one's work along with its own: then its output is never
  /// in memory, and nobody calls make_memory(), forward() or backward().
  bool left_to_next() const { return left_to_next_; }
  void leave_to_next() { left_to_next_ = true; }
  /// @param max_samples the most that a pass with this memory will have.
  virtual std::unique_ptr<Memory> make_memory(std::size_t max_samples) const = 0;

  /// @param parameters the network's array; @param version numbers its state: while it stays the
  /// same, what the memory has packed stays valid.
  /// @param input {samples, input_shape}; @param output {samples, output_shape}.
  virtual void forward(const Pass& pass, const float* parameters, std::uint64_t version,
                       const float* input, float* output, Memory& memory) const = 0;

  /// @param input, output as they were in the forward pass with the same memory.
  /// @param output_gradient the loss's gradient by the output; may be changed.
  /// @param input_gradient receives the gradient by the input; nullptr where nobody wants it.
  /// @param parameter_gradients the network's array; the layer adds to its own part.
  virtual void backward(const Pass& pass, const float* parameters, const float* input,
                        const float* output, float* output_gradient, float* input_gradient,
                        float* parameter_gradients, Memory& memory) const = 0;

 protected:
  Layer(LayerDescription description, std::string name, Shape input_shape, Shape output_shape)
      : description_(std::move(description)),
        name_(std::move(name)),
        input_shape_(std::move(input_shape)),
        output_shape_(std::move(output_shape)) {}

  std::vector<ParameterSpec> parameters_;

 private:
  LayerDescription description_;
  std::string name_;
  Shape input_shape_;
  Shape output_shape_;
  bool left_to_next_ = false;
};

/// Builds the layer that a description asks for behind an output of shape `input`.
/// @param position counted from 1, for the error; @param name Keras' name.
/// @param before the layer in front, whose work this one may take over; nullptr if there is none,
/// or if it is to do its work itself.
/// @throws Error "bad-description" naming the layer and the reason.
std::unique_ptr<Layer> make_layer(const LayerDescription& description, const Shape& input,
                                  std::size_t position, const std::string& name, Layer* before);

}  // namespace fitting_room
