#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "tensor/shape.h"

namespace fitting_room {

/// A contiguous array of float32 that owns its memory: 64-byte aligned and followed by readable
/// padding, because SIMD kernels (XNNPACK's among them) read whole vectors past the last element.
class Tensor {
 public:
  Tensor() = default;
  /// Allocates and fills with zeros. @throws Error "out-of-memory".
  explicit Tensor(Shape shape);
  Tensor(const Tensor& other);
  Tensor& operator=(const Tensor& other);
  Tensor(Tensor&&) noexcept = default;
  Tensor& operator=(Tensor&&) noexcept = default;

  const Shape& shape() const { return shape_; }
  std::size_t size() const { return size_; }

  float* data() { return data_.get(); }
  const float* data() const { return data_.get(); }
  float& operator[](std::size_t index) { return data_[index]; }
  float operator[](std::size_t index) const { return data_[index]; }
  std::span<float> values() { return {data(), size_}; }
  std::span<const float> values() const { return {data(), size_}; }

 private:
  struct Release {
    void operator()(float* data) const noexcept;
  };
  Shape shape_;
  std::size_t size_ = 0;
  std::unique_ptr<float[], Release> data_;
};

}  // namespace fitting_room
