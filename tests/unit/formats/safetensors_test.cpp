#include "formats/safetensors.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <limits>
#include <string>

#include "tensor/error.h"

using namespace fitting_room;
using Bytes = std::vector<std::uint8_t>;
using Catch::Matchers::ContainsSubstring;

namespace {

Bytes file_of(const std::string& header, const Bytes& data) {
  Bytes bytes(8);
  const std::uint64_t size = header.size();
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(size >> 8 * i);
  bytes.insert(bytes.end(), header.begin(), header.end());
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

std::string refusal(const Bytes& bytes) {
  try {
    read_safetensors(bytes);
  } catch (const Error& error) {
    CHECK(error.code() == "bad-model");
    return error.what();
  }
  return "accepted";
}

std::string write_refusal(const ModelFile& file, Precision precision) {
  try {
    write_safetensors(file, precision);
  } catch (const Error& error) {
    CHECK(error.code() == "bad-model");
    return error.what();
  }
  return "accepted";
}

// Written by hand from the format's definition, with one tensor of each kind we read.
const std::string mixed_header = R"({"__metadata__":{"made by":"hand"},)"
                                 R"("b":{"dtype":"F16","shape":[2],"data_offsets":[16,20]},)"
                                 R"("a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},)"
                                 R"("c":{"dtype":"BF16","shape":[],"data_offsets":[20,22]}} )";
const Bytes mixed_data = {0, 0,    0x80, 0x3f, 0,    0,   0,    0xc0,  // 1, -2
                          0, 0,    0,    0x3f, 0,    0,   0x40, 0x40,  // 0.5, 3
                          0, 0x3c, 0xff, 0xfb, 0x20, 0xc1};            // 1, -65504, -10

ModelFile small_model() {
  return {{{"name", "Größe"}},
          {{"conv/kernel", {1, 2, 3}, {0.5f, -1, 2, 3.25f, -4, 1024}}, {"conv/bias", {1}, {7}}}};
}

std::string one_tensor(const std::string& fields) { return R"({"w":{)" + fields + "}}"; }

}  // namespace

TEST_CASE("read_safetensors reads F32, F16, BF16 and metadata", "[formats]") {
  const ModelFile file = read_safetensors(file_of(mixed_header, mixed_data));
  CHECK(file.metadata == std::map<std::string, std::string>{{"made by", "hand"}});
  REQUIRE(file.tensors.size() == 3);
  CHECK(file.tensors[0].name == "a");
  CHECK(file.tensors[0].shape == Shape{2, 2});
  CHECK(file.tensors[0].values == std::vector<float>{1, -2, 0.5f, 3});
  CHECK(file.tensors[1].name == "b");
  CHECK(file.tensors[1].values == std::vector<float>{1, -65504});
  CHECK(file.tensors[2].shape.empty());
  CHECK(file.tensors[2].values == std::vector<float>{-10});
}

TEST_CASE("write_safetensors writes what the format's definition says", "[formats]") {
  const ModelFile file{{{"k", "v"}}, {{"w", {2}, {1, -2}}}};
  std::string header =
      R"({"__metadata__":{"k":"v"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  header.resize(80, ' ');
  CHECK(write_safetensors(file, Precision::float32) ==
        file_of(header, {0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0}));
  header = R"({"__metadata__":{"k":"v"},"w":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}})";
  header.resize(80, ' ');
  CHECK(write_safetensors(file, Precision::float16) == file_of(header, {0, 0x3c, 0, 0xc0}));
}

TEST_CASE("A written model is read back the same", "[formats]") {
  for (const Precision precision : {Precision::float32, Precision::float16}) {
    const ModelFile file = read_safetensors(write_safetensors(small_model(), precision));
    const ModelFile expected = small_model();  // its values are exact in half precision too
    CHECK(file.metadata == expected.metadata);
    REQUIRE(file.tensors.size() == expected.tensors.size());
    for (std::size_t i = 0; i < file.tensors.size(); ++i) {
      CHECK(file.tensors[i].name == expected.tensors[i].name);
      CHECK(file.tensors[i].shape == expected.tensors[i].shape);
      CHECK(file.tensors[i].values == expected.tensors[i].values);
    }
  }
  CHECK(read_safetensors(write_safetensors({}, Precision::float32)).tensors.empty());
}

TEST_CASE("write_safetensors refuses what could not be read back", "[formats]") {
  ModelFile file = small_model();
  SECTION("not a number") {
    file.tensors[1].values[0] = std::numeric_limits<float>::quiet_NaN();
    CHECK_THAT(write_refusal(file, Precision::float32), ContainsSubstring("conv/bias"));
  }
  SECTION("too large for half precision") {
    file.tensors[1].values[0] = 65520;
    CHECK_THAT(write_refusal(file, Precision::float16), ContainsSubstring("full precision"));
    CHECK(write_refusal(file, Precision::float32) == "accepted");
  }
  SECTION("whatever its names are") {
    file.tensors[1].name = "a\nb" + std::string(1000, 'x');
    file.tensors[1].values[0] = 65520;
    CHECK_THAT(write_refusal(file, Precision::float16),
               ContainsSubstring("“a?bxxx") && ContainsSubstring("x…” are too large"));
  }
  SECTION("one name twice") {
    file.tensors[1].name = file.tensors[0].name;
    CHECK_THAT(write_refusal(file, Precision::float32), ContainsSubstring("two tensors"));
  }
  SECTION("text that is not UTF-8") {
    file.metadata["name"] = "\xff";
    CHECK_THAT(write_refusal(file, Precision::float32), ContainsSubstring("UTF-8"));
  }
  SECTION("a header longer than may be read") {
    file.metadata["name"] = std::string(max_header_bytes, 'x');
    CHECK_THAT(write_refusal(file, Precision::float32), ContainsSubstring("too long"));
  }
  SECTION("a shape without its values is a defect of the caller") {
    NamedTensor& tensor = file.tensors[0];
    const auto refused = [&](const NamedTensor& wrong) {
      tensor = wrong;
      CHECK_THROWS_AS(write_safetensors(file, Precision::float32), std::invalid_argument);
    };
    refused({"w", {7}, {1}});
    refused({"", {1}, {1}});
    refused({"__metadata__", {1}, {1}});
    refused({"w", Shape(max_rank + 1, 1), {1}});
    refused({"w", {0}, {}});
  }
}

TEST_CASE("read_safetensors says what is wrong with a file", "[formats]") {
  const auto with_header = [](const std::string& header) {
    return refusal(file_of(header, Bytes(8)));
  };
  const auto with_fields = [&](const std::string& fields) {
    return with_header(one_tensor(fields));
  };

  SECTION("not this format at all") {
    CHECK_THAT(refusal({}), ContainsSubstring("too short"));
    CHECK_THAT(refusal({'P', 'K', 3, 4, 20, 0, 0, 0, 8, 0}), ContainsSubstring("Keras"));
    CHECK_THAT(refusal({0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'}), ContainsSubstring("Keras"));
    CHECK_THAT(with_header(""), ContainsSubstring("not a safetensors file"));
    CHECK_THAT(refusal(Bytes(100, 'x')), ContainsSubstring("not a safetensors file"));
    CHECK_THAT(with_header("[]"), ContainsSubstring("not a safetensors file"));
  }
  SECTION("a header that claims gigabytes") {
    for (const int byte : {3, 4, 7}) {
      Bytes bytes = file_of("{}", {});
      bytes[static_cast<std::size_t>(byte)] = 0x7f;
      CHECK_THAT(refusal(bytes), ContainsSubstring("not a safetensors file"));
    }
  }
  SECTION("a header that is no JSON, or not the right one") {
    CHECK_THAT(with_header("{]"), ContainsSubstring("damaged"));
    CHECK_THAT(with_header("{\"w\":1}"), ContainsSubstring("damaged"));
    CHECK_THAT(with_header("{\"\":{}}"), ContainsSubstring("damaged"));
    CHECK_THAT(with_fields(R"("dtype":7)"),
               ContainsSubstring("does not say how tensor “w” is stored"));
    CHECK_THAT(with_fields(R"("dtype":"F32","shape":2)"),
               ContainsSubstring("the shape of tensor “w”"));
    CHECK_THAT(with_header("{\"\xff\":1}"), ContainsSubstring("damaged"));
    CHECK_THAT(with_header("{} {}"), ContainsSubstring("damaged"));
    CHECK_THAT(with_header(R"({"__metadata__":[]})"), ContainsSubstring("metadata"));
    CHECK_THAT(with_header(R"({"__metadata__":{"n":1}})"), ContainsSubstring("metadata “n”"));
  }
  SECTION("more names than any model has") {
    std::string names = R"("n":"")";
    for (int i = 0; i < 1'000; ++i) names += ",\"" + std::to_string(i) + "\":\"\"";
    CHECK_THAT(with_header("{" + names + "}"), ContainsSubstring("too many names"));
    CHECK_THAT(with_header(R"({"__metadata__":{)" + names + "}}"),
               ContainsSubstring("too many names"));
  }
  SECTION("nesting without end") {
    for (const std::string open : {"[", R"({"a":)"}) {
      std::string header = R"({"w":)";
      while (header.size() < 500'000) header += open;
      CHECK_THAT(with_header(header), ContainsSubstring("its header is damaged"));
    }
  }
  SECTION("a name twice") {
    CHECK_THAT(with_header(R"({"w":{},"w":{}})"), ContainsSubstring("“w” twice"));
    CHECK_THAT(with_fields(R"("dtype":"F32","dtype":"F32")"), ContainsSubstring("“dtype” twice"));
    CHECK_THAT(with_header(R"({"w\u0000\u001b":{},"w\u0000\u001b":{}})"),
               ContainsSubstring("“w??” twice"));
  }
  SECTION("a kind of number that we do not read") {
    CHECK_THAT(with_fields(R"("dtype":"I64","shape":[1],"data_offsets":[0,8])"),
               ContainsSubstring("“I64”"));
    CHECK_THAT(with_fields(R"("shape":[1],"data_offsets":[0,8])"),
               ContainsSubstring("how tensor “w”"));
  }
  SECTION("shapes and ranges that are no numbers, or none that can be") {
    for (const char* bad : {"-1", "1.5", "\"2\"", "null", "true", "1e400", "[2]"}) {
      const std::string fields =
          std::string(R"("dtype":"F32","data_offsets":[0,8],"shape":[)") + bad + "]";
      CHECK(with_fields(fields) != "accepted");
    }
    CHECK_THAT(with_fields(R"("dtype":"F32","shape":[2],"data_offsets":[0])"),
               ContainsSubstring("fit"));
    CHECK_THAT(with_fields(R"("dtype":"F32","shape":[2],"data_offsets":[0,4,8])"),
               ContainsSubstring("data_offsets of tensor “w” is damaged"));
    CHECK_THAT(with_fields(R"("dtype":"F32","shape":[0],"data_offsets":[0,0])"),
               ContainsSubstring("empty"));
    CHECK_THAT(with_fields(R"("dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8])"),
               ContainsSubstring("shape of tensor “w” is damaged"));
  }
  SECTION("a tensor larger than the file, also where the product overflows") {
    for (const char* shape :
         {"[9]", "[99999999999]", "[18446744073709551615]", "[8,8,8,8,8,8,8,8]", "[8,536870912]"}) {
      const std::string fields =
          std::string(R"("dtype":"F32","data_offsets":[0,8],"shape":)") + shape;
      CHECK_THAT(with_fields(fields), ContainsSubstring("larger than the file"));
    }
    CHECK_THAT(with_fields(R"("dtype":"F32","shape":[2],"data_offsets":[0,4294967304])"),
               ContainsSubstring("larger than the file"));
  }
  SECTION("a shape that does not fit its bytes") {
    CHECK_THAT(with_fields(R"("dtype":"F32","shape":[1],"data_offsets":[0,8])"),
               ContainsSubstring("fit"));
    CHECK_THAT(with_fields(R"("dtype":"F32","shape":[1],"data_offsets":[8,4])"),
               ContainsSubstring("fit"));
    CHECK_THAT(with_fields(R"("dtype":"F32","shape":[1],"data_offsets":[0,7])"),
               ContainsSubstring("fit"));
  }
  SECTION("tensors that overlap, leave a gap or leave bytes over") {
    const std::string start = R"({"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)";
    CHECK_THAT(with_header(start + R"("w":{"dtype":"F16","shape":[3],"data_offsets":[2,8]}})"),
               ContainsSubstring("“w” overlaps"));
    CHECK_THAT(with_header(start + R"("w":{"dtype":"F16","shape":[1],"data_offsets":[6,8]}})"),
               ContainsSubstring("“w” does not follow"));
    CHECK_THAT(with_fields(R"("dtype":"F32","shape":[1],"data_offsets":[0,4])"),
               ContainsSubstring("belong to no tensor"));
    CHECK_THAT(with_header("{}"), ContainsSubstring("belong to no tensor"));
  }
  SECTION("values that are not finite") {
    for (const Bytes& value : {Bytes{0, 0, 0x80, 0x7f}, Bytes{0, 0, 0xc0, 0xff}}) {
      const std::string header = one_tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0,4])");
      CHECK_THAT(refusal(file_of(header, value)), ContainsSubstring("tensor “w”"));
    }
    for (const Bytes& value : {Bytes{0, 0x7c}, Bytes{1, 0xfe}}) {
      const std::string header = one_tensor(R"("dtype":"F16","shape":[1],"data_offsets":[0,2])");
      CHECK_THAT(refusal(file_of(header, value)), ContainsSubstring("tensor “w”"));
    }
  }
  SECTION("a name too long for a sentence is cut between characters") {
    std::string name = "x";
    for (int i = 0; i < 100; ++i) name += "é";
    const std::string sentence = with_header(R"({")" + name + R"(":{}})");
    CHECK_THAT(sentence, ContainsSubstring("é…”"));
    CHECK(sentence.size() < 200);
  }
}

TEST_CASE("read_safetensors refuses a file cut at any length", "[formats]") {
  const Bytes whole = file_of(mixed_header, mixed_data);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    // A copy of exactly this length, so that the address sanitizer sees one byte too many.
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    REQUIRE(refusal(cut) != "accepted");
  }
  CHECK(refusal(whole) == "accepted");
}

TEST_CASE("read_safetensors survives every flipped bit", "[formats]") {
  const Bytes whole = file_of(mixed_header, mixed_data);
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    Bytes damaged = whole;
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    if (refusal(damaged) != "accepted") ++refused;
  }
  // A flipped bit may make another name or another value; in length, syntax, shapes and ranges it
  // must not pass. 64 bits of the length alone and most of the header's are of that kind.
  CHECK(refused > mixed_header.size() * 8 / 2);
}
