#include "data/classes.h"

#include <catch2/catch_test_macros.hpp>

#include "support/compare.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

std::string refused(std::string_view json) {
  return refusal([&] { parse_classes(json, "bad-model"); });
}

std::string refused_because(const std::string& reason) {
  return "bad-model: The classes cannot be read: " + reason + ".";
}

Classes numbered(std::size_t count) {
  Classes classes;
  for (std::size_t i = 0; i < count; ++i) classes.push_back("Class " + std::to_string(i));
  return classes;
}

}  // namespace

TEST_CASE("Names of classes come back as they were, whatever is in them", "[classes]") {
  const std::string longest(max_class_name, 'x');
  for (const Classes& classes : {default_classes(), Classes{"Hat"}, numbered(max_classes),
                                 Classes{"“Ünïcödé” 帽子", "a\\b\"c\"", " [\"x\"] ", longest}}) {
    CAPTURE(classes);
    CHECK(parse_classes(to_json(classes), "bad-model") == classes);
  }
  CHECK(parse_classes(R"([ "H\u0061t" ])", "bad-model") == Classes{"Hat"});
  CHECK(default_classes().size() == 10);
  CHECK(default_classes().front() == "T-shirt/top");
  CHECK(default_classes().back() == "Ankle boot");
}

TEST_CASE("A list of classes that names not each of them is refused", "[classes]") {
  CHECK(refused("[]") == refused_because("there must be 1 to 15 of them"));
  CHECK(refused(to_json(numbered(max_classes + 1))) ==
        refused_because("there must be 1 to 15 of them"));
  CHECK(refused(R"(["Hat", "Coat", "Hat"])") == refused_because("two are named Hat"));
  CHECK(refused(R"(["Hat", "H\u0061t"])") == refused_because("two are named Hat"));
  for (const char* const none : {R"(["Hat", ""])", R"(["  "])"}) {
    CHECK(refused(none) == refused_because("one has no name"));
  }
  CHECK(refused(to_json({std::string(max_class_name + 1, 'x')})) ==
        refused_because("the name of one is too long"));
  for (const char* const control : {R"(["H\u0000t"])", R"(["a\nb"])", R"(["\u007f"])"}) {
    CAPTURE(control);
    CHECK(refused(control) == refused_because("the name of one is not plain text"));
  }
  for (const char* const no_text : {"[1]", "[null]", R"(["Hat", ["Coat"]])", R"([{"a": "b"}])"}) {
    CAPTURE(no_text);
    CHECK(refused(no_text) == refused_because("one is no text"));
  }
}

TEST_CASE("What is no list of classes is refused", "[classes]") {
  const std::string no_list = refused_because("they are no list of names");
  for (const std::string& text :
       {std::string(), std::string("Hat"), std::string("\"Hat\""), std::string("{\"0\": \"Hat\"}"),
        std::string("[\"Hat\""), std::string("[\"Hat\"] x"), std::string("[\"Hat\",]"),
        std::string("[\"\xff\xfe\"]"), std::string("[\"\xc3\"]"), std::string("[\"\\ud800\"]"),
        std::string("[\"a\0b\"]", 7), std::string(5'000, '[')}) {
    CAPTURE(text);
    CHECK(refused(text) == no_list);
  }
  // Far more than names would take is not even looked at.
  CHECK(refused(std::string(10'000'000, '[')) == refused_because("their names are too long"));
  CHECK(refused("[\"" + std::string(1'000'000, 'x') + "\"]") ==
        refused_because("their names are too long"));
}

TEST_CASE("No cut or flipped bit of a list of classes does any harm", "[classes]") {
  const std::string json = to_json(default_classes());
  for (std::size_t length = 0; length < json.size(); ++length) {
    REQUIRE(refused(json.substr(0, length)) != "accepted");
  }
  for (std::size_t bit = 0; bit < json.size() * 8; ++bit) {
    std::string damaged = json;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
    if (refused(damaged) != "accepted") continue;
    const Classes classes = parse_classes(damaged, "bad-model");
    REQUIRE((classes.size() == 9 || classes.size() == 10));
    REQUIRE(parse_classes(to_json(classes), "bad-model") == classes);
  }
}
