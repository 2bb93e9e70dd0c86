// One pass over the bytes, which looks at quotes, backslashes, brackets and, at the top, at commas and colons.
// json::ObjectReader is not used here: it takes whatever form people's files have, where this must be one envelope and
// nothing behind it.
//
// An envelope is split and not parsed as a whole, so that one broken object is one failure in the
// status and not the end of all others, and so that the text of each is kept as it came. Only the
// elements are left unparsed; everything around them is checked as JSON here.
#include "taxii/envelope.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

#include "base/ascii.h"
#include "base/byte_order_mark.h"
#include "json/json.h"

namespace parley::taxii {
namespace {

// Finds where values end. It does not say whether they are JSON: that is up to who parses them.
class Scanner {
 public:
  explicit Scanner(std::string_view body) : body_(body) {}

  Error error(std::string_view what) const {
    const std::string_view before = body_.substr(0, std::min(at_, body_.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    return {Code::invalid_input, "the body is not JSON: " + std::string(what) + " at byte " + std::to_string(at_) +
                                     " (line " + std::to_string(line) + ")"};
  }
  bool at_end() const { return at_ >= body_.size(); }
  char peek() const { return at_end() ? '\0' : body_[at_]; }
  void skip_space() {
    while (!at_end() && (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t')) ++at_;
  }
  bool take(char c) {
    skip_space();
    if (at_end() || peek() != c) return false;
    ++at_;
    return true;
  }
  // The text of the value that begins here: up to the matching bracket or quote, or up to a separator.
  // The depth is counted along, because a parser that recurses must not be given what is nested too
  // deeply.
  Result<EnvelopeElement> value() {
    skip_space();
    const std::size_t begin = at_;
    std::size_t depth = 0, deepest = 0;
    while (!at_end()) {
      const char c = body_[at_];
      if (c == '"') {
        if (!skip_string()) return error("a string does not end");
        if (depth == 0) break;
      } else if (c == '{' || c == '[') {
        ++at_;
        deepest = std::max(deepest, ++depth);
      } else if (c == '}' || c == ']') {
        if (depth == 0) break;
        ++at_;
        if (--depth == 0) break;
      } else if (depth == 0 && (c == ',' || c == ':' || c == ' ' || c == '\n' || c == '\r' || c == '\t')) {
        break;
      } else {
        ++at_;
      }
    }
    if (depth != 0) return error("an array or object does not end");
    if (at_ == begin) return error("a value is missing");
    return EnvelopeElement{body_.substr(begin, at_ - begin), deepest};
  }

 private:
  // An escape is passed over with the character behind it, so that an escaped quote does not end the string.
  bool skip_string() {
    for (++at_; at_ < body_.size(); ++at_) {
      skip_plain();
      if (at_ == body_.size()) return false;
      if (body_[at_] == '"') {
        ++at_;
        return true;
      }
      ++at_;  // whatever is escaped
    }
    return false;
  }
  // To the next quote or backslash. Strings are most of an envelope, so eight bytes are looked at at once.
  void skip_plain() {
    constexpr std::uint64_t kOnes = 0x0101010101010101, kTops = 0x8080808080808080;
    const auto zeros = [](std::uint64_t word) {
      return (word - kOnes) & ~word & kTops;
    };  // the lowest bit that is set is that of the first zero byte
    for (; std::endian::native == std::endian::little && body_.size() - at_ >= 8; at_ += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, body_.data() + at_, 8);
      const std::uint64_t found = zeros(word ^ kOnes * '"') | zeros(word ^ kOnes * '\\');
      if (found == 0) continue;
      at_ += static_cast<std::size_t>(std::countr_zero(found)) / 8;
      return;
    }
    while (at_ < body_.size() && body_[at_] != '"' && body_[at_] != '\\') ++at_;
  }

  std::string_view body_;
  std::size_t at_ = 0;
};

// Whether `text` is JSON; the error says where not, in terms of `text`.
Status check_json(json::Parser& parser, std::string_view text) {
  const Result<json::Element> parsed = parser.parse(text);
  if (!parsed.ok()) return Error{Code::invalid_input, "the body is not JSON: " + parsed.error().message};
  return {};
}

// JSON that is something else is 422 by TAXII 2.1 section 5.5; what is no JSON is 400.
Error no_envelope(std::string_view why) {
  return {Code::unsupported, "the body is JSON but not a TAXII envelope: " + std::string(why)};
}

// Called behind the opening bracket. A comma before the closing one is an error: value() then finds nothing.
Result<std::vector<EnvelopeElement>> read_array(Scanner& scanner) {
  std::vector<EnvelopeElement> elements;
  if (scanner.take(']')) return elements;
  while (true) {
    PARLEY_TRY(const EnvelopeElement element, scanner.value());
    elements.push_back(element);
    if (scanner.take(']')) return elements;
    if (!scanner.take(',')) return scanner.error("',' or ']' is missing");
  }
}

}  // namespace

// Whether the text is JSON by the grammar of RFC 8259 although the parser refuses it, which it does
// for lone surrogates and for numbers that do not fit. An object that is only that is refused by
// itself; a body that is no JSON is refused as a whole.
bool is_json_by_grammar(std::string_view text) {
  std::string tame(text);  // the same, with surrogates made into other characters and exponents into zero
  bool in_string = false;
  for (std::size_t i = 0; i < tame.size(); ++i) {
    const char c = tame[i];
    if (in_string && c == '\\') {
      ++i;
      if (i + 2 < tame.size() && tame[i] == 'u' && (tame[i + 1] == 'd' || tame[i + 1] == 'D')) tame[i + 1] = '0';
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == 'e' || c == 'E') && i > 0 && is_digit(tame[i - 1])) {
      if (i + 1 < tame.size() && (tame[i + 1] == '+' || tame[i + 1] == '-')) ++i;
      while (i + 1 < tame.size() && is_digit(tame[i + 1])) tame[++i] = '0';
    }
  }
  json::Parser parser;
  return parser.parse(tame).ok();
}

Result<std::vector<EnvelopeElement>> split_envelope(std::string_view body) {
  // A byte order mark: RFC 8259 section 8.1 lets a reader ignore it, and white space in front of it says nothing,
  // either.
  body.remove_prefix(bytes_to_end_of_marks(body, kJsonBlanks));
  json::Parser parser;
  Scanner scanner(body);
  scanner.skip_space();
  if (scanner.at_end()) return Error{Code::invalid_input, "the body is empty"};
  if (!scanner.take('{')) {
    PARLEY_TRY(const EnvelopeElement value, scanner.value());
    if (value.depth > json::kMaxDepth) return Error{Code::invalid_input, "the body is nested too deeply"};
    PARLEY_TRY_STATUS(check_json(parser, body));
    return no_envelope("it is not an object with a member \"objects\"");
  }

  std::vector<EnvelopeElement> elements;
  bool has_objects = false, is_array = false;
  if (!scanner.take('}')) {
    while (true) {
      PARLEY_TRY(const EnvelopeElement name, scanner.value());
      if (!name.text.starts_with('"')) return scanner.error("a member has no name");
      PARLEY_TRY_STATUS(check_json(parser, name.text));
      if (!scanner.take(':')) return scanner.error("':' is missing");
      scanner.skip_space();
      // Two readers could take two different lists of one body (RFC 8259 section 4), so it is
      // refused.
      if (name.text == "\"objects\"" && has_objects)
        return scanner.error("\"objects\" is there twice, the second time");
      if (name.text == "\"objects\"" && scanner.take('[')) {
        PARLEY_TRY(elements, read_array(scanner));
        has_objects = is_array = true;
      } else {
        has_objects = has_objects || name.text == "\"objects\"";
        PARLEY_TRY(const EnvelopeElement value, scanner.value());
        if (value.depth > json::kMaxDepth) return Error{Code::invalid_input, "the body is nested too deeply"};
        PARLEY_TRY_STATUS(check_json(parser, value.text));
      }
      if (scanner.take('}')) break;
      if (!scanner.take(',')) return scanner.error("',' or '}' is missing");
    }
  }
  scanner.skip_space();
  if (!scanner.at_end()) return scanner.error("there is something behind the envelope");
  if (!has_objects) return no_envelope("it has no member \"objects\"");
  if (!is_array) return no_envelope("\"objects\" is not an array");
  if (elements.empty()) return no_envelope("\"objects\" is empty");
  return elements;
}

}  // namespace parley::taxii
