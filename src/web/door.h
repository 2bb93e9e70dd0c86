// The pages in front of the room, made here so that they work without a script: signing in, and the link that is good
// once. In English, or in German where a browser prefers it.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace parley::web {

// What a door says of the node behind it, so that a person can tell whether it is the own one.
struct Door {
  std::string party, origin, node;
  std::string fingerprint;  // of the card; empty: there is none
  std::string style;        // path of the style sheet
};

enum class Said {
  nothing,
  refused,    // the name or the password was not right
  too_many,   // attempts
  link_over,  // no such link any more
  cannot,     // it could not be recorded
};

// "de" where Accept-Language prefers it to English; else "en".
std::string_view language_of(const http::Request& request);
std::string sign_in_page(const Door& door, std::string_view language, std::string_view next, std::string_view name,
                         Said said);
// `user` empty: the link is over.
std::string link_page(const Door& door, std::string_view language, std::string_view user, std::string_view token);

// The style sheet of both, and its path, which changes with it.
std::string_view door_style();
std::string door_style_path();

}  // namespace parley::web
