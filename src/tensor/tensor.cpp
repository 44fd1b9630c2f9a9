#include "tensor/tensor.h"

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

#include "tensor/error.h"

namespace fitting_room {
namespace {

constexpr std::align_val_t alignment{64};
/// One widest vector (AVX-512) of readable memory after the last element.
constexpr std::size_t padding = 16;

}  // namespace

void Tensor::Release::operator()(float* data) const noexcept {
  ::operator delete[](data, alignment);
}

Tensor::Tensor(Shape shape) : shape_(std::move(shape)), size_(element_count(shape_)) {
  // Far below the largest size_t: allocators round sizes up, and not all of them notice an
  // overflow.
  constexpr std::size_t limit = std::numeric_limits<std::size_t>::max() / 2 / sizeof(float);
  void* memory = nullptr;
  if (size_ <= limit) {
    memory = ::operator new[]((size_ + padding) * sizeof(float), alignment, std::nothrow);
  }
  if (memory == nullptr) {
    throw Error("out-of-memory",
                "There is not enough memory for " + to_string(shape_) +
                    " numbers. Choose a smaller batch or network, or close other tabs.");
  }
  data_.reset(static_cast<float*>(memory));
  std::fill_n(data_.get(), size_ + padding, 0.0f);
}

Tensor::Tensor(const Tensor& other) {
  // An empty tensor has no axes either, but a shape without axes has one element.
  if (other.data_ == nullptr) return;
  *this = Tensor(other.shape_);
  std::copy_n(other.data(), size_, data());
}

Tensor& Tensor::operator=(const Tensor& other) {
  if (this != &other) *this = Tensor(other);
  return *this;
}

}  // namespace fitting_room
