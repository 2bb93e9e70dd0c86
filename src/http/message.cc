// Names and values out of a URL. Decoding is strict: what is no escape, no UTF-8 or a NUL is
// refused, because it would come out at the other end as another text than the one that was
// checked.
#include "http/message.h"

#include "http/text.h"

namespace parley::http {
namespace {

// Either case, as RFC 3986 section 2.1 has it; -1 for anything else.
int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

// Field names have no case (RFC 9110 section 5.1).
const std::string* find_header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (equals_ignoring_case(key, name)) return &value;
  return nullptr;
}

// UTF-8 is checked on the decoded bytes, because one character may be written as several escapes.
Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plus_is_space) {
      c = ' ';
    } else if (c == '%') {
      const int high = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return Error{Code::invalid_input, "\"%\" must be followed by two hexadecimal digits"};
      c = static_cast<char>(high << 4 | low);
      i += 2;
    }
    if (c == '\0') return Error{Code::invalid_input, "a NUL character is not allowed"};
    out += c;
  }
  if (!is_utf8(out)) return Error{Code::invalid_input, "the decoded bytes are not UTF-8"};
  return out;
}

// The plus as a space belongs to forms, and clients use it in queries; in a path it is a plus.
// Parameters are kept in order and may repeat; what that means is up to who reads them.
Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> out;
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view item = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    if (item.empty()) continue;
    const std::size_t equals = item.find('=');
    PARLEY_TRY(std::string name, percent_decode(item.substr(0, equals), true).in("query"));
    std::string value;
    if (equals != std::string_view::npos) {
      PARLEY_TRY(value, percent_decode(item.substr(equals + 1), true).in("query parameter " + name));
    }
    out.emplace_back(std::move(name), std::move(value));
  }
  return out;
}

}  // namespace parley::http
