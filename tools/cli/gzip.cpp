#include "cli/gzip.h"

#include <zlib.h>

#include <algorithm>

#include "tensor/error.h"

namespace fitting_room::cli {
namespace {

constexpr int gzip_only = 16 + MAX_WBITS;  // zlib's way to ask for a gzip header

/// zlib's state, freed whatever happens.
struct Inflater {
  z_stream stream{};
  Inflater() {
    if (inflateInit2(&stream, gzip_only) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
};

}  // namespace

bool is_gzip(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

std::vector<std::uint8_t> gunzip(std::span<const std::uint8_t> packed, std::size_t most_bytes) {
  Inflater inflater;
  z_stream& stream = inflater.stream;
  stream.next_in = const_cast<Bytef*>(packed.data());  // zlib reads it only
  stream.avail_in = static_cast<uInt>(packed.size());
  std::vector<std::uint8_t> bytes;
  for (int status = Z_OK; status != Z_STREAM_END;) {
    const std::size_t done = stream.total_out;
    if (done == bytes.size()) {
      // One byte more than is allowed, so that a stream of just the allowed length can end.
      if (done > most_bytes) throw Error("bad-data", "The file unpacks to more than it should.");
      bytes.resize(std::min(most_bytes + 1, std::max<std::size_t>(2 * done, 1 << 16)));
    }
    stream.next_out = bytes.data() + done;
    stream.avail_out = static_cast<uInt>(bytes.size() - done);
    status = inflate(&stream, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    if (status == Z_BUF_ERROR && stream.avail_out != 0) {
      throw Error("bad-data", "The gzip file is cut short. Download the data again.");
    }
    if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END) {
      throw Error("bad-data", "The gzip file is damaged. Download the data again.");
    }
  }
  if (stream.avail_in != 0) {
    throw Error("bad-data", "The gzip file has bytes behind its end. Download the data again.");
  }
  if (stream.total_out > most_bytes) {
    throw Error("bad-data", "The file unpacks to more than it should.");
  }
  bytes.resize(stream.total_out);
  return bytes;
}

}  // namespace fitting_room::cli
