// Every place of a Suricata EVE record, as its schema (etc/schema.json of Suricata, 6 to 8) names them: what it means
// to a search, or why it means nothing. suricata_test.cc walks the schema's list and finds each in one of the two.
#pragma once

#include <span>
#include <string_view>

#include "watch/record.h"

namespace parley::watch {

struct EvePlace {
  std::string_view path;  // through objects and lists, parts joined by '.'
  Role role;
};
std::span<const EvePlace> eve_places();

// The headers of http.request_headers and http.response_headers that have a role; the words of others are searched.
struct EveHeader {
  std::string_view name;  // in lower case
  Role role;
};
std::span<const EveHeader> eve_request_headers();
std::span<const EveHeader> eve_response_headers();

// What is not searched. A path, and all that is below it; "*.name": every member of that name that no place has.
struct EveLeftOut {
  std::string_view why;
  std::string_view paths;  // with blanks between
};
std::span<const EveLeftOut> eve_left_out();

}  // namespace parley::watch
