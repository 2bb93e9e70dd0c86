// A file, or standard input, that must be text: as programs of all sorts write it, read in one way by every command.
//
// gzip and zstd are unpacked on the way, and a UTF-8 byte order mark is left out (RFC 8259 section 8.1 lets a reader
// ignore it). What is no text, or text in another encoding, is refused in one sentence that says what it is and what to
// do about it. Logs are not read by this: they have a reader of their own (watch/reader.h).
// What a command opens and what a browser sends are read alike.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "input/source.h"

namespace parley::input {

// What the text must be. `json` also refuses, by its beginning, what can hold no JSON value: HTML, XML, tables.
enum class TextKind : std::uint8_t { any, json };

class TextInput {
 public:
  // `name` is for messages; "-" is standard input. Fails when it cannot be read (the code says why), and with
  // invalid_input when it is not such text. An empty file is no error here: see empty().
  static Result<TextInput> open(File file, const std::string& name, TextKind kind);
  ~TextInput();
  TextInput(TextInput&&) noexcept;
  TextInput& operator=(TextInput&&) noexcept;

  // Nothing but white space, as far as it was read to know its kind.
  bool empty() const;
  // Up to `size` bytes of the text; 0 at the end.
  Result<std::size_t> read(char* out, std::size_t size);
  // All that is left; too_large when that is more than `max_bytes`.
  Result<std::string> rest(std::size_t max_bytes);
  std::uint64_t bytes_in() const;    // taken from the file, packed as they are there
  std::uint64_t file_bytes() const;  // its size; 0 when that is not known

 private:
  struct Impl;
  explicit TextInput(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Whether an error is about what stands in a file (it is no such text, too large, or packed and damaged), and not about
// opening or reading it.
inline bool is_about_content(const Error& error) {
  return error.code == Code::invalid_input || error.code == Code::too_large || error.code == Code::corrupt;
}
// "-" is standard input.
inline std::string shown_name(const std::string& name) { return name == "-" ? "standard input" : name; }

// Behind a file's name, when objects were looked for in it.
inline constexpr std::string_view kEmptyFile =
    " is empty: there is no object in it (was it fetched and saved completely?)";
inline constexpr std::string_view kNoObjects = " holds no objects: a list or envelope of nothing";

// The sentence about what the beginning of a file shows that it is, when it is no such text; else empty. Without the
// file's name.
std::string what_it_is_instead(std::string_view beginning, TextKind kind);

}  // namespace parley::input
