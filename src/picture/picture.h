// Pictures of accounts as static SVG, each with its twin: a list or table that says the same in words.
//
// A picture is a pure function of plain values: the same input gives the same bytes, it runs no script, loads nothing
// and has no colour of its own. What it is coloured with are the classes of the style sheet (page/pictures.css), so
// that it follows the page into the dark, into grey and onto paper. Side A stands first in the order of reading, B
// after it, others last; on a page that is read from the right, places and directions are mirrored, letters are not.
// Whatever is drawn was measured (measure.h): no text and no sign lies on another one, which the boxes let a test
// prove.
//
// Every picture is bounded, whatever it is given: what finds no room is counted in the picture and stands in the list,
// which has everything. Names wrap at kNameLength characters and take two lines at most; an ellipsis says that the list
// has more.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "page/html.h"

namespace parley::picture {

inline constexpr std::size_t kNameLength = 18;
inline constexpr std::size_t kMostOrigins = 12, kMostOccasions = 12, kMostLanes = 14, kMostColumns = 30,
                             kMostItems = 12;
inline constexpr std::size_t kMostSheets = 8;  // that one picture is continued on

// Whose place something has: it tells the side before any colour does.
enum class Place { a, b, both, others };
// What somebody does about a proposition.
enum class Mark { so, not_so, no_side, doubts, raises, alleges, alleges_not, both_ways };
struct Sign {
  Mark mark = Mark::so;
  bool told = false;     // by somebody else: hollow and dashed
  bool in_part = false;  // with a corner cut off
  auto operator<=>(const Sign&) const = default;
};
// "says so", "denies it, in part, as told by another"
std::string in_words(const Sign& sign);
// The sign as text of a page, never without its words for a screen reader. `words` false: they stand beside it anyway.
void write(page::Html& html, const Sign& sign, Place place, bool words = true);
// "a", "b", "c", "bo": the class that gives the place its colour.
std::string_view class_of(Place place);

struct Who {
  std::string name, under;  // under: whom he speaks for, or what he is; may be empty
  Place place = Place::others;
};

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  std::string what;  // the text, or the sign's words
};
struct Sheet {
  std::string svg;
  double width = 0, height = 0;
  std::vector<Box> boxes;  // of every text and sign
  bool whole = true;       // no more stands in the list: nobody was counted or cut short
};
struct Drawn {
  std::vector<Sheet> sheets;  // one, or those on which it is continued
  std::string list;           // the twin, as HTML
  std::string svg() const;
  // Whether paper, which has no room for both, may do without the list.
  bool whole() const;
};

// How a page is read.
struct Reading {
  bool from_right = false;
  std::string side_a, side_b;  // their names
};

// Who relies on whom. A way begins at its origin, goes through those who pass the words on, and ends at a page.
struct Relays {
  struct Relay {
    Who who;
    bool paper = false;  // a document, drawn as a sheet
  };
  struct Way {
    std::size_t origin = 0;
    Sign sign;
    std::vector<std::size_t> through;  // relays, from the origin outwards
    std::size_t page = 0;
    std::string words;       // said of it in the list: "on television"; may be empty
    std::string statements;  // their short names, for data-s
  };
  // A text that takes from another one.
  struct Borrowing {
    std::size_t from = 0, to = 0;  // pages
    std::string words;             // "Radio Tarn’s reporter asks"
  };
  std::string title, description;  // for whoever does not see it
  std::vector<Who> origins;
  std::vector<Relay> relays;
  std::vector<std::string> pages;
  std::vector<Way> ways;
  std::vector<Borrowing> borrowings;
};
Drawn picture_relays(const Relays& of, const Reading& reading);
// The same at the size of a corner of the brief, without head and list.
Sheet small_relays(const Relays& of, const Reading& reading);

// The order of what was said, by person. Time is by order and not to scale.
struct Order {
  struct Occasion {
    std::string name, day;    // occasions with one day stand in a band of it
    bool gap_before = false;  // years lie between
  };
  struct Position {
    std::size_t lane = 0;
    std::optional<std::size_t> occasion;  // none: no time of its own
    std::vector<Sign> signs;
    std::string words;     // under the signs: on what
    std::string relation;  // "after Monday", where there is no time
    std::string sentence;  // in the list
    std::string source;    // "Courier, line 13"
    std::string statements;
  };
  // Two positions of one lane, and whose word it is how they stand to each other.
  struct Join {
    std::size_t from = 0, to = 0;
    std::string words;
  };
  // Of whoever has no time at all.
  struct Unplaced {
    Who who;
    Sign sign;
    std::string words;
    std::string statements;
  };
  struct Moment {
    std::optional<std::size_t> occasion;
    std::string words;
  };
  std::string title, description;
  std::vector<Occasion> occasions;
  std::vector<Who> lanes;
  std::vector<Position> positions;
  std::vector<Join> joins;
  std::vector<Unplaced> unplaced;
  std::vector<Moment> published, received;
};
Drawn picture_order(const Order& of, const Reading& reading);

// Every position of every account: a table, so that it can be read aloud, copied, and continued on paper with its
// heads.
struct Matrix {
  struct Row {
    std::string text, anchor;  // anchor: of the proposition on the page; may be empty
  };
  struct Group {
    std::string title;
    std::vector<Row> rows;
  };
  struct Cell {
    std::size_t row = 0, column = 0;  // row: counted through all groups
    std::vector<Sign> signs;
    std::string words;   // "denies (in part)"
    std::string anchor;  // where it is told in full
    std::string statements;
  };
  std::vector<Who> columns;
  std::vector<Group> groups;
  std::vector<Cell> cells;
  std::string empty_note;  // what was left out because it holds nothing
};
// The tables alone; they are their own twin.
std::string picture_matrix(const Matrix& of, const Reading& reading);

// Two accounts as wholes.
struct TwoWholes {
  struct Item {
    std::string text;
    std::optional<Sign> a, b;  // none: silent
    std::string anchor;
  };
  std::string title, description;
  Who a, b;
  std::vector<Item> agree, contradict, no_side, silent;  // graver first
  std::vector<std::string> of_themselves;                // what the sources say of the two, with their place
};
Drawn picture_two_wholes(const TwoWholes& of, const Reading& reading);

// Agreements that are not of the same strength.
struct Strength {
  struct Point {
    Who who;
    std::string words, place;         // what was said, and where it stands
    std::optional<std::size_t> step;  // its word on the line
  };
  struct Line {
    std::string text;
    std::vector<std::string> steps;  // from weak to strong, in the order of an analyst; empty: nobody put them in order
    std::vector<Point> points;
  };
  std::string title, description;
  std::vector<Line> lines;
};
Drawn picture_strength(const Strength& of, const Reading& reading);

}  // namespace parley::picture
