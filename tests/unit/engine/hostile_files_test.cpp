// Files that were cut or damaged, through the engine: each is refused with a sentence or makes
// sense, and none reads out of bounds (the sanitizers watch). What was there before stays.
#include <catch2/catch_test_macros.hpp>
#include <cstring>

#include "engine/checkpoint.h"
#include "engine/model_file.h"
#include "support/compare.h"
#include "support/small_engine.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

using Bytes = std::vector<std::uint8_t>;

/// A copy in a block of exactly its size, so that the address sanitizer sees one byte too many.
Bytes first_bytes(const Bytes& bytes, std::size_t count) {
  return Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
}

std::size_t header_end(const Bytes& bytes) {
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  return sizeof length + static_cast<std::size_t>(length);
}

/// Flips every `stride`-th bit of [begin, end) in turn and calls `body` with the damaged file.
template <typename Body>
void flip_bits(Bytes bytes, std::size_t begin, std::size_t end, std::size_t stride,
               const Body& body) {
  for (std::size_t bit = begin * 8; bit < end * 8; bit += stride) {
    const auto mask = static_cast<std::uint8_t>(1 << bit % 8);
    bytes[bit / 8] ^= mask;
    body(bytes, bit);
    bytes[bit / 8] ^= mask;
  }
}

bool is_error(const std::string& said, const std::string& code) {
  // A sentence, not a fragment: it has a length and an end.
  return said.starts_with(code + ": ") && said.size() > code.size() + 20 && said.back() == '.';
}

Bytes saved_run(SmallEngine& engine) {
  engine.fit_start(short_run());
  for (int i = 0; i < 21; ++i) engine.fit_step();  // in the second epoch, with a history
  return engine.save_checkpoint();
}

}  // namespace

TEST_CASE("A model that is cut short anywhere is refused", "[engine]") {
  SmallEngine engine;
  const Bytes model = engine.save_model();
  const Sequential* before = &engine.network();
  std::size_t wrong = 0;
  for (std::size_t size = 0; size < model.size(); ++size) {
    const Bytes cut = first_bytes(model, size);
    wrong += !is_error(refusal([&] { engine.load_model(cut); }), "bad-model");
  }
  CHECK(wrong == 0);
  Bytes longer = model;
  longer.push_back(0);
  CHECK(is_error(refusal([&] { engine.load_model(longer); }), "bad-model"));
  CHECK(&engine.network() == before);
}

TEST_CASE("A model with a flipped bit is refused or works", "[engine]") {
  SmallEngine engine;
  const Bytes model = engine.save_model();
  std::size_t accepted = 0, wrong = 0;
  flip_bits(model, 0, model.size(), 1, [&](const Bytes& bytes, std::size_t) {
    const std::string said = refusal([&] { engine.load_model(bytes); });
    if (said == "accepted") {
      ++accepted;
      wrong += !all_finite(engine.network().parameters().values());
      // Weights may be huge, and logits infinite; there must be an answer all the same.
      wrong += engine.predict({}).probabilities.size() != 10;
    } else {
      wrong += !is_error(said, "bad-model");
    }
  });
  CHECK(wrong == 0);
  CHECK(accepted > 2'000);  // nearly all flips in the weights give other weights
}

TEST_CASE("A model whose header claims gigabytes is refused without asking for them", "[engine]") {
  SmallEngine engine;
  for (const std::uint64_t length : {~0ull, 1ull << 63, 1ull << 40, 1ull << 32, 1ull << 31}) {
    Bytes model = engine.save_model();
    std::memcpy(model.data(), &length, sizeof length);
    CHECK(is_error(refusal([&] { engine.load_model(model); }), "bad-model"));
    CHECK(is_error(refusal([&] { engine.restore_checkpoint(model); }), "bad-checkpoint"));
  }
}

TEST_CASE("A saved run that is cut short anywhere is refused", "[engine]") {
  SmallEngine engine;
  const Bytes run = saved_run(engine);
  std::size_t wrong = 0;
  for (std::size_t size = 0; size < run.size(); size += size < 64 ? 1 : 7) {
    const Bytes cut = first_bytes(run, size);
    wrong += !is_error(refusal([&] { engine.restore_checkpoint(cut); }), "bad-checkpoint");
  }
  CHECK(wrong == 0);
  CHECK(engine.fitting());
  CHECK(engine.save_checkpoint() == run);
}

TEST_CASE("A saved run with a flipped bit is refused or goes on", "[engine]") {
  SmallEngine engine;
  const Bytes run = saved_run(engine);
  const std::size_t tensors = header_end(run);
  std::size_t accepted = 0, wrong = 0;
  const auto try_it = [&](const Bytes& bytes, std::size_t) {
    const std::string said = refusal([&] { engine.restore_checkpoint(bytes); });
    if (said != "accepted") {
      // Other settings may need images that are not there.
      wrong += !is_error(said, "bad-checkpoint") && !is_error(said, "wrong-state");
      return;
    }
    ++accepted;
    for (int i = 0; i < 2 && engine.fitting(); ++i) engine.fit_step();
    wrong += !all_finite(engine.network().parameters().values());
  };
  flip_bits(run, 0, tensors, 3, try_it);
  flip_bits(run, tensors, run.size(), 61, try_it);
  CHECK(wrong == 0);
  CHECK(accepted > 100);
}

TEST_CASE("A model whose finite weights overflow is refused", "[engine]") {
  SmallEngine engine;
  const Sequential* before = &engine.network();
  Sequential huge(engine.network().description());
  for (float& value : huge.parameters().values()) value = 3e38f;
  const Bytes file = write_model(huge, default_classes(), {}, Precision::float32);
  CHECK(is_error(refusal([&] { engine.load_model(file); }), "bad-model"));
  CHECK(&engine.network() == before);
}
