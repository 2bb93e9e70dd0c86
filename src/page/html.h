// Self-contained HTML pages: a writer that cannot write markup by accident, and the frame with the common look.
//
// Everything that is written as text or as an attribute's value is escaped; only names of elements and attributes,
// which are literals of our own, go out as they are. A page loads nothing, runs one script and has one style sheet,
// both named by their hash in its own Content-Security-Policy, so that markup which slipped in could neither run nor
// call home. Its two fonts stand in the style sheet itself (src/page/fonts); other scripts take the reader's own.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace parley::page {

struct Attribute {
  std::string_view name;  // a literal
  std::string value;
  bool present = true;  // false: left out
};
// An attribute without a value, such as `open`, if `on`.
inline Attribute flag(std::string_view name, bool on = true) { return {name, {}, on}; }

// Appends `text` with & < > " ' as entities, and made plain (text/display.h): what turns the direction of writing or is
// not seen is shown by its number.
void append_escaped(std::string& out, std::string_view text);

class Html {
 public:
  Html& open(std::string_view tag, std::initializer_list<Attribute> attributes = {});
  Html& close();  // the innermost open element
  Html& text(std::string_view text);
  // <tag ...>text</tag>
  Html& element(std::string_view tag, std::string_view text, std::initializer_list<Attribute> attributes = {});
  // <tag ...>, of those that have no content: hr, br, col
  Html& single(std::string_view tag, std::initializer_list<Attribute> attributes = {});
  // A line of its own in the source, for those who read it.
  Html& line();
  // What take() gave, or a picture (src/picture): markup that is finished. Never anything else.
  Html& insert(std::string_view finished);

  std::size_t depth() const { return open_.size(); }
  // Requires that everything is closed.
  std::string take();

 private:
  void tag(std::string_view name, std::initializer_list<Attribute> attributes);
  std::string out_;
  std::vector<std::string_view> open_;
};

// An open element that closes itself.
class Element {
 public:
  Element(Html& html, std::string_view tag, std::initializer_list<Attribute> attributes = {}) : html_(html) {
    html_.open(tag, attributes);
  }
  ~Element() { html_.close(); }
  Element(const Element&) = delete;
  Element& operator=(const Element&) = delete;

 private:
  Html& html_;
};

// How a file looks and is read. `records`: cards and tables for a screen; `sheet`: printed matter, whose first page is
// the brief (brief.css).
enum class Look { records, sheet };
struct Frame {
  Look look = Look::records;
  std::string language = "en";
  bool from_right = false;  // reads from the right
  std::string running;      // at the foot of every printed page of a sheet but the first, beside its number
  // The foot of the first sheet ends in "page 1". Only whoever prints knows how many pages there are: that is put
  // behind it on paper.
  bool first_is_numbered = false;
};
// The whole file. `main` comes from an Html, or is escaped text.
std::string document(std::string_view title, std::string_view main, const Frame& frame = {});

// What may stand in an id attribute and a link to it, made from any text: letters, digits, "-" and "_" stay.
std::string anchor(std::string_view prefix, std::string_view text);

// "9 July 2026, 18:30 UTC", for a time as base/time.h writes it.
std::string readable_time(std::string_view timestamp);

}  // namespace parley::page
