#include "web/caller.h"

#include "base/ascii.h"

namespace parley::web {
namespace {

// The only value of a field; empty when it is not there. A second one would be a matter of who reads it.
std::string_view only(const http::Request& request, std::string_view name) {
  const std::string* found = nullptr;
  for (const auto& [key, value] : request.headers) {
    if (!same_ignoring_case(key, name)) continue;
    if (found != nullptr) return {};
    found = &value;
  }
  return found == nullptr ? std::string_view() : std::string_view(*found);
}

bool is_media_type(std::string_view field, std::string_view type) {
  return same_ignoring_case(trimmed(field.substr(0, field.find(';')), " \t"), type);
}

}  // namespace

std::string why_not_ours(const http::Request& request, const PublicUrl& url, Sent sent) {
  if (only(request, "Sec-Fetch-Site") != "same-origin")
    return "this was not sent by a page of the room: Sec-Fetch-Site has to be there, and \"same-origin\"";
  if (!url.is_origin(only(request, "Origin")))
    return "this was not sent by a page of the room: Origin has to be there, and " + url.origin();
  const std::string_view type = only(request, "Content-Type");
  if (sent == Sent::form)
    return is_media_type(type, "application/x-www-form-urlencoded")
               ? std::string()
               : "Content-Type has to be application/x-www-form-urlencoded";
  if (!is_media_type(type, "application/json")) return "Content-Type has to be application/json";
  return only(request, "Parley-Room") == "1" ? std::string() : "the header Parley-Room: 1 is missing";
}

// "none": typed, or from a bookmark. A browser that does not say is an old one, and its cookies are SameSite all the
// same.
bool is_read_by_others(const http::Request& request) {
  const std::string* site = request.header("Sec-Fetch-Site");
  return site != nullptr && *site != "same-origin" && *site != "none";
}

}  // namespace parley::web
