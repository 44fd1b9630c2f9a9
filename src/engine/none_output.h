#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/outputs.h"
#include "formats/safetensors.h"
#include "imaging/picture.h"
#include "nn/sequential.h"

namespace fitting_room {

/// The output "none of them", which a network has behind its classes while it also learns from
/// pictures of no garment. Afterwards the network has its classes alone again, and this tells of a
/// picture whether it shows one of them: by what the output would have said, beside the others
/// (background class: Bendale & Boult 2016; Zhang & LeCun 2017).
class NoneOutput {
 public:
  /// The network with that output as well, which begins without an opinion: all zeros.
  static std::unique_ptr<Sequential> widened(const Sequential& network);
  /// The network with this output, as it was before it was taken off.
  std::unique_ptr<Sequential> put_on(const Sequential& network) const;
  static NetworkDescription narrowed(NetworkDescription wide);
  /// Takes the output off. @param network receives the other parameters of `wide`.
  static NoneOutput take_off(const Sequential& wide, Sequential& network);

  /// How much rather the picture shows none of the classes than one of them: the difference of
  /// their log-probabilities. @param logits of the classes. @param features that the last layer
  /// reads.
  float score(std::span<const float> logits, std::span<const float> features) const;
  /// The same in relation to the limit for such pictures: above 1 it shows none. At most 1,000.
  float unlike(float score, PictureKind kind) const;
  /// Above it, such pictures show none of the classes; 0 until it is set.
  void set_limit(PictureKind kind, float score);
  /// Both, as they were set for another.
  void take_limits(const NoneOutput& other) { limits_ = other.limits_; }

  /// As tensors "none/…" of a model file, and back. Nothing when there are none.
  /// @throws Error "bad-model" for tensors that do not fit the network.
  void append_tensors(std::vector<NamedTensor>& tensors) const;
  static std::optional<NoneOutput> from_tensors(const std::vector<NamedTensor>& tensors,
                                                std::size_t features);

 private:
  Output output_;
  std::array<float, 2> limits_{};  // by PictureKind
};

}  // namespace fitting_room
