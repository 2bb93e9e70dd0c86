#include "json/list_cut.h"

#include "json/json.h"
#include "json/scan.h"

namespace parley::json {
namespace {

class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(text) {}

  // Goes behind the opening bracket of the list; false when there is none.
  bool find(std::string_view name) {
    skip_space();
    if (!take('{')) return false;
    for (;;) {
      skip_space();
      if (here() != '"') return false;
      const std::size_t begin = at_ + 1;
      at_ = skip_string(text_, at_);
      const std::string_view key = text_.substr(begin, at_ - begin - 1);
      // The same name may be written otherwise.
      if (key.find('\\') != std::string_view::npos) return false;
      skip_space();
      if (!take(':')) return false;
      skip_space();
      if (key == name) return take('[');
      if (!skip_value()) return false;
      skip_space();
      if (!take(',')) return false;
    }
  }

  // From behind the opening bracket to the closing one.
  bool elements(std::vector<ListElement>& out) {
    for (skip_space(); here() != ']'; skip_space()) {
      if (!out.empty() && !take(',')) return false;
      skip_space();
      const std::size_t begin = at_;
      const std::uint32_t line = line_;
      if (!skip_value()) return false;
      out.push_back({text_.substr(begin, at_ - begin), line});
    }
    return true;
  }

  std::size_t at() const { return at_; }
  std::uint32_t line() const { return line_; }

 private:
  // Behind the end nothing that could stand in a text.
  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (here() != c) return false;
    ++at_;
    return true;
  }
  void skip_space() {
    for (; at_ < text_.size() && is_space(text_[at_]); ++at_) line_ += text_[at_] == '\n';
  }

  // To behind the value; false when there is none, it has no end, or it is nested about as deep as a parser goes.
  bool skip_value() {
    const std::size_t begin = at_;
    std::size_t depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        at_ = skip_string(text_, at_);
      } else if (c == '{' || c == '[') {
        if (++depth + 4 > kMaxDepth) return false;
        ++at_;
      } else if (c == '}' || c == ']') {
        // One that is not of this value ends a number or a word.
        if (depth == 0) return at_ > begin;
        --depth, ++at_;
      } else if (depth == 0) {
        if (c == ',' || is_space(c)) return at_ > begin;
        ++at_;
        continue;
      } else {
        line_ += c == '\n';
        ++at_;
        continue;
      }
      if (depth == 0) return true;
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
};

}  // namespace

std::optional<ListCut> cut_list(std::string_view text, std::string_view name) {
  Cutter cutter(text);
  if (!cutter.find(name)) return std::nullopt;
  const std::size_t begin = cutter.at();
  const std::uint32_t line = cutter.line();
  ListCut out;
  if (!cutter.elements(out.elements)) return std::nullopt;
  out.rest = text.substr(0, begin);
  out.rest.append(cutter.line() - line, '\n');
  out.rest += text.substr(cutter.at());
  return out;
}

}  // namespace parley::json
