// The classes of images, and of the networks that tell them apart.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fitting_room {

/// Names, in the order of labels and of a network's outputs. As default_classes() are and
/// parse_classes() returns them: at least one and at most max_classes, no two alike, each of some
/// letters and of at most max_class_name bytes of UTF-8 without control characters.
using Classes = std::vector<std::string>;

/// With one more for "none of them" they fit into a ClassSet.
inline constexpr std::size_t max_classes = 15;
inline constexpr std::size_t max_class_name = 60;

/// The ten of Fashion-MNIST, as its README's table of labels names them: those of images and models
/// that do not tell their own.
Classes default_classes();

/// A JSON array of names; anything at all may come.
/// @throws Error with this code, of a sentence that says what is wrong.
Classes parse_classes(std::string_view json, const char* code);

/// The JSON that parse_classes() reads, in one line.
std::string to_json(const Classes& classes);

}  // namespace fitting_room
