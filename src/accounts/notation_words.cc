#include "accounts/notation_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "accounts/statement.h"
#include "text/code_point.h"
#include "text/display.h"

namespace parley::accounts::notation {
namespace {

// The words with which the reader begins a line (Reader::one_line() in notation_read.cc); both lists must be the same,
// or a name could be written that is read as something else.
constexpr std::string_view kBeginnings[] = {"case",        "document", "party", "event", "in",
                                            "proposition", "account",  "one",   "also"};
// Words that mean something where a name could stand.
constexpr std::string_view kReserved[] = {"according", "as", "nobody", "only"};

bool is_in(std::string_view word, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// What stands between [ and ], or within a quotation: everything that is seen stands for itself.
std::string escaped(std::string_view text, std::string_view marks) {
  std::string out;
  while (!text.empty()) {
    const text::CodePoint point = text::front(text);
    const std::string_view bytes = text.substr(0, point.bytes);
    if (point.value == '\\' || (point.bytes == 1 && marks.find(bytes.front()) != std::string_view::npos))
      out += "\\" + std::string(bytes);
    else if (point.value == '\n')
      out += "\\n";
    else if (!text::is_visible(point.value))
      out += fmt::format("\\u{{{:X}}}", static_cast<std::uint32_t>(point.value));
    else
      out += bytes;
    text.remove_prefix(point.bytes);
  }
  return out;
}

// Each character is asked; all must be good.
template <class Good>
bool all_of(std::string_view text, Good good) {
  while (!text.empty()) {
    const text::CodePoint point = text::front(text);
    if (!point.valid || !text::is_visible(point.value) || !good(point.value)) return false;
    text.remove_prefix(point.bytes);
  }
  return true;
}

}  // namespace

// What closes a quotation that this mark opens; empty for what opens none. „ is closed by either of two, as German and
// other languages have it.
std::string_view closing_marks(char32_t opening) {
  switch (opening) {
    case U'"':
      return "\"";
    case U'“':
      return "”";
    case U'„':
      return "“”";
    case U'«':
      return "»";
    default:
      return {};
  }
}

bool is_kind(std::string_view word) { return is_in(word, kKinds); }

// stance_from() gives "unknown" for what it does not know, too, so that word is asked for by itself.
bool is_stance(std::string_view word) { return word == "unknown" || stance_from(word) != Stance::unknown; }

bool begins_a_line(std::string_view word) { return is_in(word, kBeginnings); }

// What Cursor::word() reads back as it is. A name that begins with "#" would be a comment at the beginning of a line,
// one with "@" the place of a quotation before it, one with "=" the sign of a declaration.
bool is_plain_name(std::string_view name) {
  if (name.empty() || !text::is_plain(name) || name.front() == '#' || name.front() == '@' || name.front() == '=' ||
      is_stance(name) || begins_a_line(name) || is_in(name, kReserved))
    return false;
  return all_of(name, [](char32_t c) {
    return !text::is_blank(c) && closing_marks(c).empty() &&
           std::u32string_view(U";,:()[]\\”»").find(c) == std::u32string_view::npos;
  });
}

bool is_plain_text(std::string_view text) {
  // A ":" behind the first word of a line would make a statement of it.
  if (text.empty() || !text::is_plain(text) || text.front() == '[' || text.front() == ' ' || text.front() == ':' ||
      text.back() == ' ')
    return false;
  return all_of(text,
                [](char32_t c) { return c != U';' && closing_marks(c).empty() && (c == U' ' || !text::is_blank(c)); });
}

std::string bracketed(std::string_view text) { return "[" + escaped(text, "]") + "]"; }
std::string name(std::string_view name) { return is_plain_name(name) ? std::string(name) : bracketed(name); }
std::string text(std::string_view text) { return is_plain_text(text) ? std::string(text) : bracketed(text); }
std::string text_in_parenthesis(std::string_view text) {
  return is_plain_text(text) && text.find_first_of("()") == std::string_view::npos ? std::string(text)
                                                                                   : bracketed(text);
}
std::string quoted(std::string_view words) { return "\"" + escaped(words, "\"") + "\""; }

}  // namespace parley::accounts::notation
