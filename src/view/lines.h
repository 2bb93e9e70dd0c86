// The lines of a screen, put together here and printed by whoever knows where to.
#pragma once

#include <string>
#include <string_view>

#include "text/display.h"

namespace parley::view {

// Each line is made harmless when it is added, line feeds in it too, so that nobody's words can pass for a line of
// ours: a line is one line, however many a name in it claims to be.
class Lines {
 public:
  Lines& line(std::string_view text = {}) {
    out_ += text::plain(text);
    out_ += '\n';
    return *this;
  }
  // Lines of ours, with line feeds between them.
  Lines& lines(std::string_view text) {
    out_ += text::plain(text, text::Lines::many);
    out_ += '\n';
    return *this;
  }
  Lines& in_colour(std::string_view text, text::Colour colour, bool on) {
    out_ += text::in_colour(text, colour, on);
    out_ += '\n';
    return *this;
  }
  Lines& table(const text::Table& table) {
    for (const std::string& one : table.lines()) line(one);
    return *this;
  }
  // Text of ours that has its line feeds, and may have colours.
  Lines& add(std::string_view text) {
    out_ += text::plain_but_for_colours(text);
    return *this;
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace parley::view
