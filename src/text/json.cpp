#include "text/json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace fitting_room {

/// Builds the tree from what nlohmann's parser meets. Each call returns whether to go on.
class JsonReader {
 public:
  JsonReader(Json& root, std::size_t deepest) : next_(&root), deepest_(deepest) {}

  bool null() { return put({}); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(std::int64_t value) { return put(static_cast<double>(value)); }
  bool number_unsigned(std::uint64_t value) { return put(value); }
  bool number_float(double value, const std::string&) { return put(value); }
  bool string(std::string& value) { return put(std::move(value)); }
  bool start_object(std::size_t) { return open(Json::Object()); }
  bool start_array(std::size_t) { return open(Json::Array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    Json::Object& members = *open_.back()->boxed<Json::Object>();
    next_ = &members.emplace_back(std::move(name), Json()).second;
    return true;
  }
  bool binary(std::vector<std::uint8_t>&) { return false; }  // not in JSON
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) {
    return false;
  }

 private:
  /// Where the next value goes. A parent stays where it is while its child is open.
  Json& place() {
    if (open_.empty()) return *next_;
    if (Json::Array* items = open_.back()->boxed<Json::Array>()) return items->emplace_back();
    return *next_;
  }
  bool put(Json value) {
    place() = std::move(value);
    return true;
  }
  bool open(Json container) {
    if (open_.size() == deepest_) return false;
    Json& here = place();
    here = std::move(container);
    open_.push_back(&here);
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  Json* next_;
  std::size_t deepest_;
  std::vector<Json*> open_;
};

namespace {

/// A number, a text or another leaf, as nlohmann writes it.
std::string leaf(const nlohmann::json& value) {
  try {
    return value.dump();
  } catch (const nlohmann::json::exception&) {
    throw std::invalid_argument("Json::dump: a text that is not UTF-8");
  }
}

}  // namespace

std::optional<Json> Json::parse(std::string_view text, std::size_t deepest) {
  Json root;
  JsonReader reader(root, deepest);
  if (!nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &reader)) return {};
  return root;
}

std::optional<double> Json::number() const {
  if (const auto value = whole()) return static_cast<double>(*value);
  return copy_of<double>();
}

const Json* Json::find(std::string_view name) const {
  const Object* members = object();
  if (!members) return nullptr;
  const auto found = std::find_if(members->rbegin(), members->rend(),
                                  [&](const Member& member) { return member.first == name; });
  return found == members->rend() ? nullptr : &found->second;
}

Json& Json::add(std::string_view name, Json value) {
  if (!object()) *this = Object();
  boxed<Object>()->emplace_back(name, std::move(value));
  return *this;
}

std::string Json::dump(std::optional<std::size_t> indent) const {
  std::string text;
  write(text, indent, 0);
  return text;
}

void Json::write(std::string& text, std::optional<std::size_t> indent, std::size_t depth) const {
  const auto line = [&](std::size_t level) {
    if (indent) text += '\n' + std::string(level * *indent, ' ');
  };
  const auto list = [&](char begin, const auto& values, char end, const auto& write_one) {
    text += begin;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i != 0) text += ',';
      line(depth + 1);
      write_one(values[i]);
    }
    if (!values.empty()) line(depth);
    text += end;
  };
  if (const Array* items = array()) {
    list('[', *items, ']', [&](const Json& item) { item.write(text, indent, depth + 1); });
  } else if (const Object* members = object()) {
    list('{', *members, '}', [&](const Member& member) {
      text += leaf(member.first) + (indent ? ": " : ":");
      member.second.write(text, indent, depth + 1);
    });
  } else if (const std::string* words = string()) {
    text += leaf(*words);
  } else if (const auto whole_number = whole()) {
    text += leaf(*whole_number);
  } else if (const auto any_number = number()) {
    text += leaf(*any_number);
  } else if (const auto truth = boolean()) {
    text += *truth ? "true" : "false";
  } else {
    text += "null";
  }
}

}  // namespace fitting_room
