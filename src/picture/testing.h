// For tests: that nothing on a picture lies on something else, and what a picture may be given.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "picture/picture.h"

namespace parley::picture {

inline void expect_no_overlap(const Drawn& drawn, const std::string& of) {
  for (const Sheet& sheet : drawn.sheets) {
    for (std::size_t i = 0; i < sheet.boxes.size(); ++i) {
      const Box& a = sheet.boxes[i];
      EXPECT_GE(a.x, -8) << of << ": " << a.what;
      EXPECT_LE(a.x + a.width, sheet.width + 8) << of << ": " << a.what;
      EXPECT_GE(a.y, -1) << of << ": " << a.what;
      EXPECT_LE(a.y + a.height, sheet.height + 1) << of << ": " << a.what;
      for (std::size_t j = i + 1; j < sheet.boxes.size(); ++j) {
        const Box& b = sheet.boxes[j];
        // Half a unit of rounding is not seen.
        const bool apart = a.x + a.width <= b.x + .5 || b.x + b.width <= a.x + .5 || a.y + a.height <= b.y + .5 ||
                           b.y + b.height <= a.y + .5;
        if (!apart)
          ADD_FAILURE() << of << ": \"" << a.what << "\" on \"" << b.what << "\" at " << a.x << "," << a.y << " and "
                        << b.x << "," << b.y;
      }
    }
  }
}

// A list as a reader has it: its text without the tags.
inline std::string text_of_list(std::string_view html) {
  std::string out;
  for (std::size_t at = 0; at < html.size(); ++at)
    if (html[at] == '<')
      at = html.find('>', at);
    else
      out += html[at];
  const std::pair<std::string_view, std::string_view> entities[] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
  for (const auto& [from, to] : entities)
    for (auto at = out.find(from); at != std::string::npos; at = out.find(from, at + to.size()))
      out.replace(at, from.size(), to);
  return out;
}

// Whether the list has what a text of the picture says; of one that was cut, what stands before its ellipsis.
inline bool is_in_list(std::string_view text, std::string_view list) {
  if (text.ends_with("…")) text.remove_suffix(std::string_view("…").size());
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (list.find(text) != std::string_view::npos) return true;
  // A long word is broken with a hyphen.
  return text.ends_with('-') && list.find(text.substr(0, text.size() - 1)) != std::string_view::npos;
}

// Names as they come: short, long, of one word, right to left, wide.
inline const char* const kNames[] = {"Vos",
                                     "Rassendyll",
                                     "Gorvenko",
                                     "Konrad Tarlenheim",
                                     "The National Signals Office of Ruritania",
                                     "Bundesverfassungsschutzamtspräsident",
                                     "وزارة الخارجية والمغتربين في الجمهورية",
                                     "外務省報道官による定例記者会見での発言",
                                     "WWWWWWWWWWWWWWWWWWWWWWWW",
                                     "somebody",
                                     "<script>alert(1)</script>",
                                     "the state itself"};

class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }
  std::string name(std::size_t number) { return fmt::format("{} {}", kNames[below(std::size(kNames))], number); }
  Place place() { return static_cast<Place>(below(4)); }
  Sign sign() { return {static_cast<Mark>(below(8)), below(2) == 0, below(4) == 0}; }

 private:
  std::mt19937 random_;
};

}  // namespace parley::picture
