// Which Accept headers allow our one media type. As lenient as TAXII 2.1 section 1.6.8 permits,
// because the libraries under many clients send `*/*` or plain JSON, and an answer that such a
// client can read is worth more than a 406. A version other than 2.1 is believed: that client could
// not read the answer.
#include "taxii/media.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"

namespace parley::taxii {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Takes the part before the next `separator` that does not stand in a quoted string off the front of `text`.
std::string_view take(std::string_view& text, char separator) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    if (text[end] == '"')
      quoted = !quoted;
    else if (quoted && text[end] == '\\')
      ++end;
    else if (!quoted && text[end] == separator)
      break;
  }
  end = std::min(end, text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return trim(part);
}

struct MediaRange {
  std::string_view type;                    // "application/json"
  std::optional<std::string_view> version;  // unquoted
  bool refused = false;                     // q=0
};

// Parameters come in any order and case, values with or without quotation marks (RFC 9110 section
// 5.6.6).
MediaRange parse_range(std::string_view text) {
  MediaRange range{take(text, ';'), std::nullopt, false};
  while (!text.empty()) {
    std::string_view parameter = take(text, ';');
    const std::string_view name = take(parameter, '=');
    std::string_view value = parameter;
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    if (same_ignoring_case(name, "version")) range.version = value;
    if (same_ignoring_case(name, "q")) range.refused = !value.empty() && value.find_first_not_of("0.") == value.npos;
  }
  return range;
}

// How closely a range names our media type; 0: not at all. RFC 9110 section 12.5.1: the closest one decides.
int closeness(const MediaRange& range, StixRange stix) {
  if (same_ignoring_case(range.type, "application/taxii+json")) {
    if (!range.version) return 4;
    return *range.version == "2.1" ? 5 : 0;
  }
  // Who takes JSON takes ours; who refuses it by name may take ours by another.
  if (same_ignoring_case(range.type, "application/json")) return range.refused ? 0 : 3;
  if (stix == StixRange::accepted && same_ignoring_case(range.type, "application/stix+json")) return 3;
  if (same_ignoring_case(range.type, "application/*")) return 2;
  if (range.type == "*/*" || range.type == "*") return 1;
  return 0;
}

}  // namespace

// Several ranges may fit: the closest one decides, whatever their order, and among equals one that
// takes it is enough. Header lines of one name are one list (RFC 9110 section 5.3). No range at all
// means anything.
bool accepts_taxii(const http::Headers& headers, StixRange stix) {
  int closest = 0;
  bool accepted = false, asked = false;
  for (const auto& [name, value] : headers) {
    if (!same_ignoring_case(name, "accept")) continue;
    // What nearly all requests send, without a parse.
    if (value == kTaxiiMediaType || value == "*/*") return true;
    for (std::string_view rest = value; !rest.empty();) {
      const std::string_view element = take(rest, ',');
      if (element.empty()) continue;
      asked = true;
      const MediaRange range = parse_range(element);
      const int close = closeness(range, stix);
      if (close > closest) {
        closest = close;
        accepted = !range.refused;
      } else if (close == closest && close != 0) {
        accepted = accepted || !range.refused;
      }
    }
  }
  return accepted || !asked;
}

bool is_taxii_content(std::string_view content_type) {
  const MediaRange range = parse_range(content_type);
  return same_ignoring_case(range.type, "application/taxii+json") && (!range.version || *range.version == "2.1");
}

}  // namespace parley::taxii
