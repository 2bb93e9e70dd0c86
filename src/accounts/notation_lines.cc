#include "accounts/notation_lines.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "text/code_point.h"

namespace parley::accounts::notation {
namespace {

void tell_unseen(std::string_view piece, std::size_t number, Faults& faults) {
  for (; !piece.empty() && faults.size() < kMostFaults;) {
    const auto point = text::front(piece);
    piece.remove_prefix(point.bytes);
    const char32_t c = point.value;
    if (!point.valid)
      tell(faults,
           {.line = number, .where = "the line", .what = "it is not UTF-8: save the file as UTF-8", .fatal = true});
    // Control characters, and those that turn the direction of what follows: with them a line can look like another
    // one.
    else if ((c < 0x20 && c != '\t') || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
             (c >= 0x2066 && c <= 0x2069))
      tell(faults, {.line = number,
                    .where = "the line",
                    .what = fmt::format("it has a character that is not seen: write \\u{{{:X}}} in its place, in "
                                        "quotation marks or brackets, or take it out",
                                        static_cast<std::uint32_t>(c))});
    else
      continue;
    return;
  }
}

}  // namespace

// A line that ends with ";" goes on in the next one that begins with a blank. Nothing else does: of a quotation that
// somebody forgot to close no other statement is to become a part.
std::vector<Line> lines_of(std::string_view text, Faults& faults) {
  std::vector<Line> out;
  bool goes_on = false;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    std::string_view piece = text.substr(0, end);
    text.remove_prefix(std::min(end + (text.substr(end).starts_with("\r\n") ? 2 : 1), text.size()));
    tell_unseen(piece, number, faults);
    const bool indented = piece.starts_with(' ') || piece.starts_with('\t');
    piece = trimmed(piece, kBlanks);
    // A comment between the lines of one statement does not end it; an empty line does.
    if (piece.starts_with('#')) continue;
    if (!piece.empty()) {
      if (!goes_on || !indented) out.emplace_back();
      Line& line = out.back();
      if (!line.text.empty()) line.text += ' ';
      line.pieces.emplace_back(line.text.size(), number);
      line.text += piece;
    }
    goes_on = piece.ends_with(';');
  }
  return out;
}

}  // namespace parley::accounts::notation
