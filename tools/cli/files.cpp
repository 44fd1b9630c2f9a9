#include "cli/files.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace fitting_room::cli {
namespace {

namespace fs = std::filesystem;

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

[[noreturn]] void refuse(const fs::path& path, const std::string& problem, int cause) {
  std::string reason = std::generic_category().message(cause);
  if (!reason.empty()) reason[0] = static_cast<char>(std::tolower(reason[0]));
  throw Error("bad-file", path.string() + " " + problem + ": " + reason + ".");
}

/// What cannot be replaced by another file of its name: /dev/null, a pipe.
bool is_special(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored) && !fs::is_regular_file(path, ignored);
}

/// The file that is written before it takes the name; beside it, so that it is on the same disk.
fs::path unfinished(const fs::path& path) {
  if (is_special(path)) return path;
  return path.string() + ".unfinished";
}

File open(const fs::path& path, const fs::path& shown, const char* mode) {
  File file(std::fopen(path.c_str(), mode));
  if (!file) refuse(shown, *mode == 'r' ? "cannot be opened" : "cannot be written", errno);
  return file;
}

/// A link is followed, so that it stays a link and its file is the one that changes.
fs::path target_of(const fs::path& path) {
  std::error_code ignored;
  return fs::is_symlink(path, ignored) ? fs::weakly_canonical(path) : path;
}

void refuse_folder(const fs::path& path, const char* problem) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) refuse(path, problem, EISDIR);
}

}  // namespace

std::vector<std::uint8_t> read_file(const fs::path& path) {
  refuse_folder(path, "cannot be read");
  const File file = open(path, path, "rb");
  std::vector<std::uint8_t> bytes;
  std::vector<std::uint8_t> piece(std::size_t{1} << 20);
  while (const std::size_t count = std::fread(piece.data(), 1, piece.size(), file.get())) {
    bytes.insert(bytes.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(count));
    if (bytes.size() > most_file_bytes) {
      throw Error("bad-file", path.string() +
                                  " is larger than 256 MB, too large to be what is "
                                  "wanted here. Choose another file.");
    }
  }
  if (std::ferror(file.get())) refuse(path, "cannot be read", errno);
  return bytes;
}

std::string read_text_file(const fs::path& path) {
  const std::vector<std::uint8_t> bytes = read_file(path);
  return {bytes.begin(), bytes.end()};
}

void write_file(const fs::path& name, std::span<const std::uint8_t> bytes) {
  const fs::path path = target_of(name);
  refuse_folder(path, "cannot be written");
  const fs::path temporary = unfinished(path);
  File file = open(temporary, path, "wb");
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
  const bool closed = std::fclose(file.release()) == 0;  // the last bytes are written only here
  const int cause = errno;
  std::error_code error;
  if (!written || !closed) {
    if (temporary != path) fs::remove(temporary, error);
    refuse(path, "cannot be written", cause);
  }
  if (temporary == path) return;
  fs::rename(temporary, path, error);
  if (error) refuse(path, "cannot be written", error.value());
}

void write_file(const fs::path& path, std::string_view text) {
  write_file(path, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

void check_writable(const fs::path& name) {
  const fs::path path = target_of(name);
  refuse_folder(path, "cannot be written");
  const fs::path temporary = unfinished(path);
  if (temporary == path) return;
  open(temporary, path, "wb").reset();
  std::error_code ignored;
  fs::remove(temporary, ignored);
}

}  // namespace fitting_room::cli
