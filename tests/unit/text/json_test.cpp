#include "text/json.h"

#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <stdexcept>

#include "support/json.h"

using namespace fitting_room;

namespace {

/// Read and written again.
std::string again(const std::string& text) {
  const std::optional<Json> value = Json::parse(text);
  return value ? value->dump() : "refused";
}

}  // namespace

TEST_CASE("JSON is written as it was read", "[text]") {
  for (const char* text :
       {"null", "true", "false", "0", "18446744073709551615", "0.1", "-2.5e-07", "\"\"", "[]", "{}",
        R"("“é” \\ \" \n \u0001 👕")", R"([1,[2,{"a":[]}],"b"])",
        R"({"b":1,"a":{"c":[null,true]},"":0.001})"}) {
    CHECK(again(text) == text);
  }
  CHECK(again(" { \"a\" : [ 1 , 2.0 ] }\n") == R"({"a":[1,2.0]})");
  CHECK(again(R"("\ud83d\udc55")") == "\"👕\"");
}

TEST_CASE("What is no JSON is refused", "[text]") {
  for (const char* text :
       {"", " ", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "nul", "01", "1e999", "'a'", "\"a", "1 2",
        "\"\\ud83d\"", "\"\xff\"", "[1}", "// comment", "NaN", "\"\t\""}) {
    CAPTURE(text);
    CHECK(again(text) == "refused");
  }
}

TEST_CASE("JSON is taken as deep as was asked", "[text]") {
  CHECK(Json::parse("1", 0));
  CHECK_FALSE(Json::parse("[]", 0));
  CHECK(Json::parse(R"({"a":[1]})", 2));
  CHECK_FALSE(Json::parse(R"({"a":[{}]})", 2));
  CHECK(again(std::string(8, '[') + std::string(8, ']')) != "refused");
  CHECK(again(std::string(9, '[') + std::string(9, ']')) == "refused");
  CHECK(again(std::string(1'000'000, '[')) == "refused");
}

TEST_CASE("A value tells what it is, and only that", "[text]") {
  const Json all = Json::parse(R"([null, true, 3, -3, 3.0, "3", [3], {"a": 3}])").value();
  const Json::Array& items = *all.array();
  const auto kinds = [](const Json& value) {
    std::string kinds;
    if (value.boolean()) kinds += "b";
    if (value.number()) kinds += "n";
    if (value.whole()) kinds += "w";
    if (value.string()) kinds += "s";
    if (value.array()) kinds += "a";
    if (value.object()) kinds += "o";
    return kinds;
  };
  const std::string expected[] = {"", "b", "nw", "n", "n", "s", "a", "o"};
  for (std::size_t i = 0; i < std::size(expected); ++i) CHECK(kinds(items[i]) == expected[i]);
  CHECK(items[2].whole() == 3);
  CHECK(items[3].number() == -3);
  CHECK(items[7].find("a")->whole() == 3);
  CHECK(items[7].find("b") == nullptr);
  CHECK(items[6].find("a") == nullptr);
}

TEST_CASE("Of a name twice the last counts", "[text]") {
  const Json object = Json::parse(R"({"a": 1, "b": 2, "a": 3})").value();
  CHECK(object.find("a")->whole() == 3);
  CHECK(object.object()->size() == 3);
}

TEST_CASE("What is built is written, and copied with all that is in it", "[text]") {
  Json object;
  object.add("name", "“T”").add("sizes", std::vector<std::size_t>{1, 2}).add("on", true);
  Json copy = object;
  copy.add("more", Json::Array{0.5, Json(), Json::Object()});
  CHECK(object.dump() == R"({"name":"“T”","sizes":[1,2],"on":true})");
  CHECK(copy.dump() == R"({"name":"“T”","sizes":[1,2],"on":true,"more":[0.5,null,{}]})");
  object = copy;
  CHECK(object.dump() == copy.dump());
  CHECK(Json(std::numeric_limits<double>::quiet_NaN()).dump() == "null");
  CHECK_THROWS_AS(Json("\xff").dump(), std::invalid_argument);
  CHECK_THROWS_AS(Json().add("\xff", 1.0).dump(), std::invalid_argument);
}

TEST_CASE("JSON is laid out as nlohmann's library does", "[text]") {
  const std::string text = R"({"a":[1,[],{}],"b":{"c":"d","e":[0.1,-1e+100]},"f":null})";
  const Json value = Json::parse(text).value();
  const auto twin = test::parse_json(text);
  CHECK(value.dump() == twin.dump());
  CHECK(value.dump(2) == twin.dump(2));
}
