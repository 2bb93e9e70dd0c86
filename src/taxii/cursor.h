// The `next` of a page: everything needed to go on, signed, and nothing kept on the server. It therefore outlives
// restarts, works on another front end with the same key, never expires, and may be used twice.
//
// A cursor holds the entry number to go on from and the match filters of the query it continues (added_after has
// done its work once a position is known). Its signature also covers the scope: collection, endpoint and object, so
// that it is worth nothing elsewhere. Rights are not in it; they are checked on each request.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "journal/journal.h"

namespace parley::taxii {

struct Position {
  journal::Seq next = 0;
  std::string filters;  // as encode_filters() made them (filter.h); or their digest
  // Long filters are not carried: `filters` is filters_digest() of them, and the client, which the standard asks to
  // repeat its parameters, must do so.
  bool filters_are_digest = false;
};

class CursorSigner {
 public:
  // `key` should be 32 random bytes that do not change.
  explicit CursorSigner(std::span<const std::uint8_t> key);
  // Letters, digits, "-" and "_"; about 40 characters for a query without filters.
  std::string make(std::string_view scope, journal::Seq next, std::string_view filters) const;
  // Fails with invalid_input, in words for the client, when `cursor` was not made by make() with this key and scope.
  Result<Position> open(std::string_view scope, std::string_view cursor) const;

 private:
  Hash authenticate(std::string_view scope, std::string_view payload) const;
  Hash inner_key_[2], outer_key_[2];  // the 64-byte blocks of RFC 2104
};

std::string filters_digest(std::string_view filters);

// Unsigned LEB128: seven bits a byte, the lowest first.
void append_varint(std::string& out, std::uint64_t value);
// Takes one off the front; false when there is none that fits 64 bits.
bool take_varint(std::string_view& in, std::uint64_t& value);

}  // namespace parley::taxii
