// Cuts a stream into the JSON objects in it, holding one of them in memory at a time.
//
// It takes what people have: a STIX bundle or a TAXII envelope (the elements of its "objects" array are the objects), a
// JSON array of objects, a single object, or any sequence of these, on lines of their own (NDJSON) or not. A bundle is
// recognised by a top-level "objects" array, wherever in it "type" stands.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace parley::json {

struct FoundObject {
  std::string_view text;     // the object's bytes as they came, valid until the next call
  std::uint64_t offset = 0;  // of its first byte in the stream
  std::uint64_t line = 1;    // of its first byte, counted from 1
  // Where the bundle or envelope begins in whose "objects" it stands.
  std::optional<std::uint64_t> container = {};
  // Set when these bytes cannot be an object: not JSON at this place, too large, cut off by the end. Reading goes on
  // behind it where that is possible (at the next line of NDJSON, the next element of an array).
  std::optional<Error> error;
};

// A bundle or envelope that was read to its end: its own text, with an empty "objects" where the elements were.
struct ClosedContainer {
  std::string_view frame;  // valid during the call; empty when it had more than 64 KiB
  std::uint64_t offset = 0;
  std::uint64_t line = 1;
  std::uint64_t elements = 0;
};

class ObjectReader {
 public:
  // Puts up to `size` bytes at `out` and returns how many; 0 at the end.
  using Source = std::function<Result<std::size_t>(char* out, std::size_t size)>;

  explicit ObjectReader(Source source, std::size_t max_object_bytes = 16u << 20);
  ~ObjectReader();
  // The next object, or nothing at the end. An Error means that the source failed: nothing more can be read.
  Result<std::optional<FoundObject>> next();
  std::uint64_t bytes_read() const;

  // Called from next() when a bundle or envelope ends as it should.
  void on_closed(std::function<void(const ClosedContainer&)> closed);
  // The text of the bundle or envelope being read as far as its "objects" array, made whole with "]}"; empty outside of
  // one, or when that text is long.
  std::string frame_so_far() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::json
