#include "engine/rehearsal.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tensor/error.h"

namespace fitting_room {
namespace {

/// What shows nothing (scribbles, noise) is mixed in only where there is an output for it.
MixtureShares shares_of(bool tells_none) {
  MixtureShares shares;
  shares.photos = 8;
  shares.figures = 2;
  if (tells_none) shares.scribbles = shares.noise = 1;
  return shares;
}

}  // namespace

std::shared_ptr<const Mixture> rehearsal(const ImageSet& examples, std::size_t classes,
                                         bool tells_none) {
  std::vector<LabelledPhoto> photos;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    if (examples.labels[i] >= classes) {
      throw Error("bad-image", "Each example must be of one of the network's classes, 0 to " +
                                   std::to_string(classes - 1) + ".");
    }
    LabelledPhoto& photo = photos.emplace_back();
    std::ranges::copy(examples.image(i), photo.pixels.begin());
    photo.target = only_class(examples.labels[i]);
  }
  return std::make_shared<Mixture>(classes, shares_of(tells_none), std::move(photos),
                                   std::vector<LabelledDrawing>{});
}

}  // namespace fitting_room
