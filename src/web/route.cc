// A path is looked at once, as it was sent: nothing is decoded and looked at again, so two readers of one path cannot
// find two things in it.
#include "web/route.h"

#include <algorithm>

#include "base/ascii.h"

namespace parley::web {
namespace {

using http::Method;

constexpr std::size_t kMostPathBytes = 2048, kLinkDigits = 64, kMostIdBytes = 200;
constexpr std::string_view kLink = "/link/", kRoom = "/room/", kAssets = "/assets/", kMessage = "/room/inbox/";

constexpr Endpoint kEndpoints[] = {
    {Place::sign_in, Method::get, "/sign-in"},
    {Place::sign_in, Method::post, "/sign-in"},
    {Place::link, Method::get, "/link/{token}"},
    {Place::link, Method::post, "/link/{token}"},
    {Place::file, Method::get, "/assets/{file}"},
    {Place::page, Method::get, "/"},
    {Place::me, Method::get, "/room/me"},
    {Place::home, Method::get, "/room/home"},
    {Place::home_seen, Method::post, "/room/home/seen"},
    {Place::inbox, Method::get, "/room/inbox"},
    {Place::message, Method::get, "/room/inbox/{id}"},
    {Place::status, Method::get, "/room/status"},
    {Place::sessions, Method::get, "/room/sessions"},
    {Place::end_session, Method::post, "/room/sessions/end"},
    {Place::sign_out, Method::post, "/room/sign-out"},
    {Place::language, Method::post, "/room/language"},
    {Place::changes, Method::get, "/room/changes"},
    {Place::csp, Method::post, "/room/csp"},
};

// RFC 3986 section 3.3: unreserved, sub-delims, ":" and "@".
bool is_path_character(char c) {
  return is_letter(c) || is_digit(c) || std::string_view("-._~!$&'()*+,;=:@").find(c) != std::string_view::npos;
}

int value_of(char digit) { return is_digit(digit) ? digit - '0' : to_lower(digit) - 'a' + 10; }

// RFC 3986 section 2.3: an escape of one of these is a second spelling of it, and refused: "%2e%2e" is "..".
bool is_unreserved(char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

bool is_plain_segment(std::string_view segment) {
  if (segment.empty() || segment == "." || segment == "..") return false;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (is_path_character(segment[i])) continue;
    if (segment[i] != '%' || i + 2 >= segment.size() || !is_hex_digit(segment[i + 1]) || !is_hex_digit(segment[i + 2]))
      return false;
    const auto byte = static_cast<unsigned char>(value_of(segment[i + 1]) * 16 + value_of(segment[i + 2]));
    if (byte < 0x20 || byte == 0x7f || byte == '/' || byte == '\\' || byte == '%' ||
        is_unreserved(static_cast<char>(byte)))
      return false;
    i += 2;
  }
  return true;
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= kMostIdBytes && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '_';
  });
}

}  // namespace

bool is_plain_path(std::string_view path) {
  if (!path.starts_with('/') || path.size() > kMostPathBytes) return false;
  path.remove_prefix(1);
  if (path.empty()) return true;
  for (;;) {
    const std::size_t end = path.find('/');
    if (!is_plain_segment(path.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    path.remove_prefix(end + 1);
  }
}

Route route_of(std::string_view path) {
  if (!is_plain_path(path)) return {};
  if (path == "/sign-in") return {Place::sign_in};
  if (path.starts_with(kLink)) {
    const std::string_view secret = path.substr(kLink.size());
    const bool is_secret = secret.size() == kLinkDigits && std::all_of(secret.begin(), secret.end(), is_hex_digit);
    return is_secret ? Route{Place::link, std::string(secret)} : Route{};
  }
  if (path.starts_with(kAssets) || path == "/favicon.ico") return {Place::file, std::string(path)};
  if (path.starts_with(kMessage) && is_id(path.substr(kMessage.size())))
    return {Place::message, std::string(path.substr(kMessage.size()))};
  for (const Endpoint& one : kEndpoints)
    if (is_data(one.place) && one.path == path) return {one.place};
  // What begins as one of the others is none of them.
  for (const std::string_view other : {kRoom, kLink, std::string_view("/sign-in/")})
    if (path.starts_with(other)) return {};
  if (path == "/room" || path == "/link" || path == "/assets") return {};
  return {Place::page};
}

std::span<const Endpoint> endpoints() { return kEndpoints; }

bool takes(Place place, Method method) {
  if (method == Method::head) method = Method::get;
  return std::any_of(std::begin(kEndpoints), std::end(kEndpoints),
                     [&](const Endpoint& one) { return one.place == place && one.method == method; });
}

std::string methods_of(Place place) {
  std::string out;
  for (const Endpoint& one : kEndpoints)
    if (one.place == place)
      out += (out.empty() ? "" : ", ") + std::string(one.method == Method::get ? "GET, HEAD" : "POST");
  return out;
}

bool is_data(Place place) { return place >= Place::me; }

// What is behind the question mark is the application's own, so it is kept as far as it can do no harm in a field of a
// header and in an address.
std::string next_page(std::string_view next) {
  const std::size_t question = std::min(next.find('?'), next.size());
  const std::string_view path = next.substr(0, question), query = next.substr(question);
  const bool plain_query = query.size() <= kMostPathBytes && std::all_of(query.begin(), query.end(), [](char c) {
                             return is_path_character(c) || c == '/' || c == '?' || c == '%';
                           });
  return plain_query && route_of(path).place == Place::page ? std::string(next) : "/";
}

}  // namespace parley::web
