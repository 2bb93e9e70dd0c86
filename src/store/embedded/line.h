// One line of a segment: an entry of the journal with its object, as docs/formats/journal.md lays it out.
//
//   {"n":12,"rest":3,"entry":{…,"time":"…"},"id":"…","version":"…","spec":"2.1","salt":"…","object":{…}}
//
// An erased line ends behind the entry with ,"erased":true and as many spaces as keep its length; the line of an
// erasure has ,"purge":[4,9] in that place. The entry (the Merkle leaf) and the object are JSON texts that this folder
// does not look into, except that an entry ends with its time, which is the date added.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace parley::store {

using EntryNumber = std::uint64_t;

inline constexpr std::size_t kDateBytes = 27;      // of an entry's "time"
inline constexpr std::size_t kSaltTextBytes = 44;  // 32 bytes in base64

// A line to be written. The views must hold JSON text that needs no escaping (identifiers, timestamps).
struct NewLine {
  std::uint64_t rest = 0;  // lines still to come of the envelope that this one belongs to
  std::string_view leaf;
  std::string_view id, version, spec_version;  // no version: the date added is the version
  Hash salt{};
  std::string_view object;
  std::vector<EntryNumber> purge;  // not empty: an erasure, which has no object
  bool erased =
      false;  // the content is not there and never was (a mirror of what its author had erased): only the leaf
};

struct Line {
  enum class Kind : std::uint8_t { object, erased, purge };
  Kind kind = Kind::object;
  EntryNumber number = 0;
  std::uint64_t rest = 0;
  std::string_view leaf, added;                              // the date is the leaf's last member
  std::string_view id, version, spec_version, salt, object;  // of an object; views into the line
  std::vector<EntryNumber> purge;
  std::size_t content_offset = 0;  // of the byte behind the leaf

  std::string_view type() const { return id.substr(0, id.size() - 38); }  // id is TYPE--UUID
  // As TAXII shows it.
  std::string_view shown_version() const { return version.empty() ? added : version; }
};

// Appends the line with its newline and returns where in it the byte behind the leaf is.
std::size_t append_line(std::string& out, EntryNumber number, const NewLine& line);

// Reads a whole line without its newline, checking everything but the inside of leaf and object (of which it makes sure
// that they are free of control characters). The error says what is wrong.
Result<Line> parse_line(std::string_view text);
// The same for a line whose content offset is known, without any scan of leaf and object: what a page needs.
Result<Line> parse_known_line(std::string_view text, std::size_t content_offset, std::size_t object_bytes);

// What takes the place of the bytes behind the leaf when a line is erased: `size` bytes without the newline.
std::string erased_content(std::size_t size);
// Shorter content than this cannot be erased; every object's is longer.
inline constexpr std::size_t kMinContentBytes = 16;

}  // namespace parley::store
