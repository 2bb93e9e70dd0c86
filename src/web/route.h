// What a path asks for: one of the room's few addresses, or nothing. Only plain paths are looked at any further: others
// are nobody's, whatever they would mean when they are decoded once more.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "http/message.h"

namespace parley::web {

enum class Place : std::uint8_t {
  none,
  sign_in,
  link,  // of one use
  file,
  page,  // of the application, which finds out itself what it shows
  // Data, under /room/:
  me,
  home,
  home_seen,
  inbox,
  message,
  status,
  sessions,
  end_session,
  sign_out,
  language,
  changes,
  csp,  // reports of browsers
};

struct Route {
  Place place = Place::none;
  std::string argument = {};  // of a link its secret, of a message its id
};
// Of a path as it was sent.
Route route_of(std::string_view path);

// What there is, for who describes it: docs/api/room.json is held against this.
struct Endpoint {
  Place place;
  http::Method method;
  std::string_view path;  // "/room/inbox/{id}"
};
std::span<const Endpoint> endpoints();
// Whether the method is one of the place's; HEAD is where GET is.
bool takes(Place place, http::Method method);
std::string methods_of(Place place);  // "GET, HEAD"
bool is_data(Place place);            // JSON, under /room/

// Whether a path is made of segments that can be meant in one way only: characters of RFC 3986 and escapes of what is
// none of them; no empty or dot segment, no slash, backslash or control character in an escape.
bool is_plain_path(std::string_view path);
// Where somebody goes after signing in: `next` when it is a page of this room, else "/".
std::string next_page(std::string_view next);

}  // namespace parley::web
