// The pages in front of the room, made here so that they work without a script: signing in, and the link that is good
// once. In English, or in German where a browser prefers it or `language` in the address says so.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "http/message.h"

namespace parley::web {

// What a door says of the node behind it, so that a person can tell whether it is the own one.
struct Door {
  std::string party, domain, origin;
  std::string fingerprint;  // of the card, in groups of digits; empty: there is none
  std::string style, icon;  // their paths (files.h); empty: there are none
};

enum class Said {
  nothing,
  refused,   // the name or the password was not right
  too_many,  // attempts
  cannot,    // it could not be recorded
};

// "en" or "de".
std::string_view language_of(const http::Request& request);
// What they have in common: in which language, and the time.
struct Seen {
  std::string_view language;
  Micros now{};
};
std::string sign_in_page(const Door& door, const Seen& seen, std::string_view next, std::string_view name, Said said);
// Of a link that can be used, until then.
std::string link_page(const Door& door, const Seen& seen, std::string_view user, std::string_view token, Micros until);
std::string link_over_page(const Door& door, const Seen& seen);
// For who came by another address.
std::string other_address_page(const Door& door, std::string_view language);

}  // namespace parley::web
