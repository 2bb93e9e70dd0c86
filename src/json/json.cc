#include "json/json.h"

#include <fmt/format.h>

#include <cstring>

#include "json/diagnose.h"
#include "json/scan.h"

// simdjson does the reading; this file adds what it does not do by itself: limits, memory that is given back,
// integers of any size, lone surrogates refused, and errors that name the place. Parser memory is kept for the next
// text, because most texts are single objects of some hundred bytes and allocating would cost more than parsing.
namespace parley::json {

namespace {

// What one very large text leaves behind is given back when ordinary ones follow.
constexpr std::size_t kKeptCapacity = 8u << 20;
constexpr std::size_t kOrdinaryText = 1u << 20;

// simdjson takes "\udc00" without a high surrogate before it and makes bytes of it that are not UTF-8. A low surrogate
// that has its partner is passed over together with it, so any other is alone.
bool has_lone_surrogate(std::string_view text) {
  std::size_t at = 0;
  while ((at = text.find('\\', at)) != std::string_view::npos) {
    const int unit = unicode_escape(text, at);
    if (is_low_surrogate(unit)) return true;
    at += is_high_surrogate(unit) ? 12 : unit >= 0 ? 6 : 2;
  }
  return false;
}

// simdjson refuses an integer that does not fit into 64 bits; JSON does not know that limit. Such a number is written
// with an exponent, which makes it a double for simdjson.
// An integer of 19 digits or more may be beyond 64 bits; one that is not becomes a double as well, which changes
// nothing for whoever prints it by RFC 8785. Strings are passed over whole, so digits in them stay.
std::string with_long_integers_as_doubles(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 64);
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (text[at] == '"') {
      end = skip_string(text, at);
      out.append(text, at, end - at);
    } else if (is_digit(text[at])) {
      while (end < text.size() && is_number_part(text[end])) ++end;
      const std::string_view number = text.substr(at, end - at);
      out += number;
      if (number.size() >= 19 && number.find_first_not_of("0123456789") == std::string_view::npos) out += "e0";
    } else {
      out += text[at];
    }
    at = end;
  }
  return out;
}

// simdjson counts the document itself as one level. When memory lacks, the parse itself says so.
void reserve(simdjson::dom::parser& parser, std::size_t capacity) {
  [[maybe_unused]] const auto failed = parser.allocate(capacity, kMaxDepth + 1);
}

}  // namespace

Parser::Parser() : parser_(kMaxTextBytes) { reserve(parser_, kOrdinaryText / 16); }

// The order: first as it is, which is right nearly always; once more with long integers rewritten when a number was
// the reason; and only then, for a text that is refused for good, the slow look for the place.
Result<Element> Parser::parse(std::string_view text) {
  if (text.size() > kMaxTextBytes) {
    return Error{Code::too_large, fmt::format("the text has {} bytes, {} are allowed", text.size(), kMaxTextBytes)};
  }
  const auto run = [&](std::string_view source) {
    if (parser_.capacity() > kKeptCapacity && source.size() < kOrdinaryText) {
      padded_ = std::string();
      reserve(parser_, kOrdinaryText);
    }
    // simdjson reads a little beyond the end of the text in whole vectors, so there must be memory there.
    if (padded_.size() < source.size() + simdjson::SIMDJSON_PADDING)
      padded_.resize(source.size() + simdjson::SIMDJSON_PADDING);
    source.copy(padded_.data(), source.size());
    return parser_.parse(padded_.data(), source.size(), false);
  };
  auto parsed = run(text);
  if (parsed.error() == simdjson::NUMBER_ERROR || parsed.error() == simdjson::NUMBER_OUT_OF_RANGE) {
    parsed = run(with_long_integers_as_doubles(text));
  }
  if (parsed.error() == simdjson::MEMALLOC) return Error{Code::unavailable, "not enough memory to read this JSON text"};
  if (parsed.error() != simdjson::SUCCESS || has_lone_surrogate(text))
    return diagnose(text, simdjson::error_message(parsed.error()));
  return parsed.value_unsafe();
}

// Works on the text and not on the parsed value, because the tokens must stay as they were written: "1.0" and "1" are
// one number, and a signature or a hash by somebody else may be over the text.
void append_compact(std::string& out, std::string_view text) {
  const std::size_t before = out.size();
  out.resize(before + text.size());
  char* to = out.data() + before;
  for (std::size_t at = 0; at < text.size();) {
    if (is_space(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at + 1;
    if (text[at] == '"') {
      end = skip_string(text, at);
    } else {
      while (end < text.size() && text[end] != '"' && !is_space(text[end])) ++end;
    }
    std::memcpy(to, text.data() + at, end - at);
    to += end - at;
    at = end;
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
}

// The first of that name; that there is only one is asked elsewhere.
std::optional<Element> member(Object object, std::string_view name) {
  for (const auto field : object) {
    if (field.key == name) return field.value;
  }
  return std::nullopt;
}

std::optional<std::string_view> string_member(Object object, std::string_view name) {
  const std::optional<Element> value = member(object, name);
  if (!value || !value->is_string()) return std::nullopt;
  return value->get_string().value_unsafe();
}

}  // namespace parley::json
