// JSON (RFC 8259) as a tree of values.
//
// nlohmann's library reads and writes it; its own tree does not serve here, for that asks for
// memory when it is destroyed and ends the program when there is none.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace fitting_room {

class Json {
 public:
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;  // in order; what was read may have a name twice

  /// null
  Json() = default;
  Json(bool value) : value_(value) {}
  Json(std::unsigned_integral auto value) : value_(std::uint64_t{value}) {}
  Json(double value) : value_(value) {}
  Json(std::string value) : value_(Boxed(std::move(value))) {}
  Json(std::string_view value) : Json(std::string(value)) {}
  Json(const char* value) : Json(std::string(value)) {}
  Json(Array value) : value_(Boxed(std::move(value))) {}
  Json(Object value) : value_(Boxed(std::move(value))) {}
  /// An array of such values.
  template <typename T>
    requires std::convertible_to<const T&, Json> && (!std::same_as<T, Json>)
  Json(const std::vector<T>& values) : Json(Array(values.begin(), values.end())) {}

  /// @return nothing for what is no JSON in UTF-8, or is nested deeper than `deepest` arrays and
  /// objects in each other.
  static std::optional<Json> parse(std::string_view text, std::size_t deepest = 8);

  /// @param indent spaces for each level, with a line for each value; none: all in one line.
  /// @throws std::invalid_argument for a text that is not UTF-8.
  std::string dump(std::optional<std::size_t> indent = {}) const;

  // What it is; nothing where it is something else.
  std::optional<bool> boolean() const { return copy_of<bool>(); }
  std::optional<double> number() const;
  /// A number that is written as a whole one without a sign.
  std::optional<std::uint64_t> whole() const { return copy_of<std::uint64_t>(); }
  const std::string* string() const { return boxed<std::string>(); }
  const Array* array() const { return boxed<Array>(); }
  const Object* object() const { return boxed<Object>(); }

  /// The value of the last member of this name; nullptr where there is none.
  const Json* find(std::string_view name) const;
  /// Puts a member behind the others; null becomes an object with it.
  Json& add(std::string_view name, Json value);

 private:
  friend class JsonReader;

  /// A large value elsewhere, copied with its owner: so a number in an array takes 16 bytes.
  template <typename T>
  class Boxed {
   public:
    explicit Boxed(T value) : value_(std::make_unique<T>(std::move(value))) {}
    Boxed(const Boxed& other) : Boxed(*other.value_) {}
    Boxed& operator=(const Boxed& other) { return *this = Boxed(other); }
    Boxed(Boxed&&) noexcept = default;
    Boxed& operator=(Boxed&&) noexcept = default;
    T* get() const { return value_.get(); }

   private:
    std::unique_ptr<T> value_;
  };

  template <typename T>
  std::optional<T> copy_of() const {
    const T* value = std::get_if<T>(&value_);
    return value ? std::optional(*value) : std::nullopt;
  }
  template <typename T>
  T* boxed() const {
    const Boxed<T>* box = std::get_if<Boxed<T>>(&value_);
    return box ? box->get() : nullptr;
  }
  void write(std::string& text, std::optional<std::size_t> indent, std::size_t depth) const;

  std::variant<std::monostate, bool, std::uint64_t, double, Boxed<std::string>, Boxed<Array>,
               Boxed<Object>>
      value_;
};

}  // namespace fitting_room
