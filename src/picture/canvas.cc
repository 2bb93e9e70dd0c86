#include "picture/canvas.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "text/display.h"

// Nothing here sets a style: the page's policy forbids it. Colours are classes of the style sheet, and what an
// attribute can say (sizes, dashes) is said by attributes.
namespace parley::picture {
namespace {

// In the order of enum Ink. Classes are two letters since they stand on every text and line of a page.
std::string_view css_of(Ink ink) {
  static constexpr std::string_view kNames[] = {"ik", "i2", "i3", "il", "ia", "ib", "ic"};
  return kNames[static_cast<std::size_t>(ink)];
}

// Two digits behind the point, without those that say nothing.
std::string number(double value) {
  std::string out = fmt::format("{:.2f}", value);
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out == "-0" ? "0" : out;
}

// The character inside a sign; none where somebody takes no side, which an empty ring shows.
std::string_view glyph_of(Mark mark) {
  switch (mark) {
    case Mark::so:
    case Mark::alleges:
      return "+";
    case Mark::not_so:
    case Mark::alleges_not:
      return "−";
    case Mark::doubts:
      return "~";
    case Mark::raises:
      return "?";
    case Mark::both_ways:
      return "±";
    case Mark::no_side:
      return "";
  }
  return "";
}
// The form tells the kind without colour or letter: square for a side, round for none, angle brackets for an
// allegation.
bool is_round(Mark mark) { return mark == Mark::no_side || mark == Mark::doubts || mark == Mark::raises; }
bool is_alleged(Mark mark) { return mark == Mark::alleges || mark == Mark::alleges_not; }

// How high capitals are and how far letters hang, as parts of the size; of both faces.
constexpr double kAscent = 0.76, kDescent = 0.22;

}  // namespace

// Who stands on both sides has the colour of neither.
Ink ink_of(Place place) {
  switch (place) {
    case Place::a:
      return Ink::a;
    case Place::b:
      return Ink::b;
    case Place::others:
      return Ink::others;
    case Place::both:
      return Ink::soft;
  }
  return Ink::soft;
}

std::string in_words(const Sign& sign) {
  std::string out;
  switch (sign.mark) {
    case Mark::so:
      out = "says so";
      break;
    case Mark::not_so:
      out = "denies it";
      break;
    case Mark::no_side:
      out = "takes no side";
      break;
    case Mark::doubts:
      out = "doubts it";
      break;
    case Mark::raises:
      out = "brings it up";
      break;
    case Mark::alleges:
      out = "alleges it";
      break;
    case Mark::alleges_not:
      out = "alleges that it is not so";
      break;
    case Mark::both_ways:
      out = "says both";
      break;
  }
  if (sign.in_part) out += ", in part";
  if (sign.told) out += ", as told by another";
  return out;
}

// In the order of enum Place; the names are those of the style sheet.
std::string_view class_of(Place place) {
  static constexpr std::string_view kNames[] = {"a", "b", "bo", "c"};
  return kNames[static_cast<std::size_t>(place)];
}

void write(page::Html& html, const Sign& sign, Place place, bool words) {
  // Classes as page/brief.css has them: "o" and "t" are round, "g" is an allegation, "f" is filled, "h" has a dashed
  // rim, "pt" has a corner cut off. The glyph is hidden from a screen reader, which gets the words instead.
  std::string css = "s ";
  if (sign.mark == Mark::no_side)
    css += sign.told ? "o h" : "o";
  else if (is_round(sign.mark))
    css += sign.told ? "t h" : "t";
  else if (is_alleged(sign.mark))
    css += "g";
  else
    css += sign.told ? "h" : "f";
  if (sign.in_part) css += " pt";
  std::string glyph(glyph_of(sign.mark));
  if (is_alleged(sign.mark)) glyph = "‹" + glyph + "›";
  html.element("i", glyph, {{"class", fmt::format("{} {}", css, class_of(place))}, {"aria-hidden", "true"}});
  if (words) html.element("span", in_words(sign) + ": ", {{"class", "vh"}});
}

std::string Drawn::svg() const {
  std::string out;
  for (const Sheet& sheet : sheets) out += sheet.svg;
  return out;
}
bool Drawn::whole() const { return std::ranges::all_of(sheets, &Sheet::whole); }

// Takes places as they are on the page, after mirroring: boxes are compared with each other by the tests.
void Canvas::keep(double x, double y, double width, double height, std::string_view what) {
  boxes_.push_back({x, y, width, height, std::string(what)});
}

// What is drawn and what is measured is the plain text, so that a character which is not seen can neither turn the line
// nor make the box too narrow.
void Canvas::text(double x, double y, std::string_view content, const TextStyle& style) {
  static constexpr const char* kAnchors[] = {"start", "middle", "end"};
  const std::string plain = text::plain(content);
  if (plain.empty()) return;
  std::string css(css_of(style.ink));
  if (style.face == Face::sans_strong || style.face == Face::serif_strong) css += " ts";
  if (style.face == Face::serif || style.face == Face::serif_strong) css += " tr";
  if (style.halo) css += " th";
  out_ += fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\" font-size=\"{}\"", css, number(at(x)), number(y),
                      number(style.size));
  if (style.anchor != Anchor::start)
    out_ += fmt::format(" text-anchor=\"{}\"", kAnchors[static_cast<int>(style.anchor)]);
  out_ += '>';
  page::append_escaped(out_, plain);
  out_ += "</text>";
  const double wide = width_of(plain, style.face, style.size);
  double left = style.anchor == Anchor::start ? x : style.anchor == Anchor::middle ? x - wide / 2 : x - wide;
  // `left` was reckoned for a page that is read from the left; mirrored, the box begins where it would have ended.
  if (from_right_) left = width_ - left - wide;
  keep(left, y - kAscent * style.size, wide, (kAscent + kDescent) * style.size, plain);
}

double Canvas::lines(double x, double y, const std::vector<std::string>& all, double step, const TextStyle& style) {
  for (const std::string& one : all) text(x, y, one, style), y += step;
  return y;
}

// Only the middle is mirrored: a sign is a letter, and the corner that is cut off is the upper right one for everybody.
void Canvas::sign(double x, double y, double size, const Sign& sign, Place place) {
  const double half = size / 2, middle = at(x);
  const std::string_view ink = css_of(ink_of(place));
  const bool round = is_round(sign.mark), alleged = is_alleged(sign.mark);
  const bool full = !sign.told && !round && !alleged;
  const std::string dashes = sign.told ? " stroke-dasharray=\"3 2\"" : "";
  if (alleged) {
    const double tip = half + 1, back = half * .4;
    path(fmt::format("{} lw", ink),
         fmt::format("M{} {}L{} {}L{} {}M{} {}L{} {}L{} {}", number(middle - back), number(y - half),
                     number(middle - tip), number(y), number(middle - back), number(y + half), number(middle + back),
                     number(y - half), number(middle + tip), number(y), number(middle + back), number(y + half)),
         1.2);
  } else if (round) {
    out_ += fmt::format("<circle class=\"{} sp\" cx=\"{}\" cy=\"{}\" r=\"{}\"{}/>", ink, number(middle), number(y),
                        number(half), dashes);
  } else if (sign.in_part) {
    const double cut = size * .36;
    out_ += fmt::format("<path class=\"{} {}\" d=\"M{} {}h{}l{} {}v{}h-{}z\"{}/>", ink, full ? "sf" : "sp",
                        number(middle - half), number(y - half), number(size - cut), number(cut), number(cut),
                        number(size - cut), number(size), dashes);
  } else {
    out_ +=
        fmt::format("<rect class=\"{} {}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"1.5\"{}/>", ink,
                    full ? "sf" : "sp", number(middle - half), number(y - half), number(size), number(size), dashes);
  }
  if (const std::string_view glyph = glyph_of(sign.mark); !glyph.empty())
    out_ += fmt::format("<text class=\"{} tx\" x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"middle\">{}</text>",
                        full ? "ip" : ink, number(middle), number(y + size * .3), number(size * .875), glyph);
  keep(middle - half, y - half, size, size, in_words(sign));
}

// An outline without a filling; everything that is a line goes through here.
void Canvas::path(std::string_view css, std::string_view d, double stroke, std::string_view dashes) {
  out_ += fmt::format("<path class=\"{}\" d=\"{}\" stroke-width=\"{}\"", css, d, number(stroke));
  if (!dashes.empty()) out_ += fmt::format(" stroke-dasharray=\"{}\"", dashes);
  out_ += "/>";
}

void Canvas::straight(Point from, Point to, Ink ink, double stroke, bool dashed) {
  path(
      fmt::format("{} lw", css_of(ink)),
      fmt::format("M{} {}L{} {}", number(at(from.first)), number(from.second), number(at(to.first)), number(to.second)),
      stroke, dashed ? "4 3" : "");
}

// Both control points lie half way between `begin` and `end` at the heights of the two ends, so the curve leaves and
// arrives level, without a corner where the straight parts meet it.
void Canvas::flow(Point from, double begin, double end, Point to, Ink ink, bool dashed, double stroke) {
  std::string d = fmt::format("M{} {}", number(at(from.first)), number(from.second));
  if (begin > from.first) d += fmt::format("H{}", number(at(begin)));
  const double middle = (begin + end) / 2;
  d += fmt::format("C{} {} {} {} {} {}", number(at(middle)), number(from.second), number(at(middle)), number(to.second),
                   number(at(end)), number(to.second));
  if (to.first > end) d += fmt::format("H{}", number(at(to.first)));
  path(fmt::format("{} lw", css_of(ink)), d, stroke, dashed ? "5 3.5" : "");
}

// Faint, because a dotted line only joins what somebody says belongs together.
void Canvas::dotted(Point from, Point to) {
  path(
      "i3 lw",
      fmt::format("M{} {}L{} {}", number(at(from.first)), number(from.second), number(at(to.first)), number(to.second)),
      1.1, "1.5 3");
}

// With one corner folded over, at the side where a line ends when reading.
void Canvas::paper(double x, double y, double width, double height, Ink ink) {
  const double fold = std::min(7.0, width / 4), step = from_right_ ? -1 : 1;
  out_ += fmt::format("<path class=\"{} sp\" d=\"M{} {}h{}l{} {}v{}h{}zM{} {}v{}h{}\" stroke-width=\"1.1\"/>",
                      css_of(ink), number(at(x)), number(y), number(step * (width - fold)), number(step * fold),
                      number(fold), number(height - fold), number(-step * width), number(at(x) + step * (width - fold)),
                      number(y), number(fold), number(step * fold));
}

// A rectangle is given by its left edge, so mirroring has to take its width away as well.
void Canvas::band(double x, double y, double width, double height) {
  out_ += fmt::format("<rect class=\"bd\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                      number(from_right_ ? width_ - x - width : x), number(y), number(width), number(height));
}
void Canvas::bar(double x, double y, double width, double height, Ink ink) {
  out_ += fmt::format("<rect class=\"{} sf\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", css_of(ink),
                      number(from_right_ ? width_ - x - width : x), number(y), number(width), number(height));
}
void Canvas::dot(double x, double y, double radius, Ink ink) {
  out_ += fmt::format("<circle class=\"{} sf\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>", css_of(ink), number(at(x)), number(y),
                      number(radius));
}
void Canvas::ring(double x, double y, double radius, Ink ink) {
  out_ += fmt::format("<circle class=\"{} sp\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>", css_of(ink), number(at(x)), number(y),
                      number(radius));
}
// Symmetric, so only its middle is mirrored. Full: received; open: published.
void Canvas::diamond(double x, double y, bool full) {
  out_ += fmt::format("<path class=\"ik {}\" d=\"M{} {}l6 6l-6 6l-6 -6z\" stroke-width=\"1.3\"/>", full ? "sf" : "sp",
                      number(at(x)), number(y - 6));
  keep(at(x) - 6, y - 6, 12, 12, full ? "received" : "published");
}
void Canvas::gap(double x, double y) {
  path("i3 lw", fmt::format("M{} {}l-5 9h8l-5 9", number(at(x) + 1), number(y)), 1);
}

// The picture is one image to a screen reader (role "img"), which is told by its title and description; its texts one
// by one would come without their places.
void Canvas::leave_if_cut(const std::vector<std::string>& lines) {
  if (!lines.empty() && lines.back().ends_with("…")) leave_to_list();
}

Sheet Canvas::take(double height, std::string_view title, std::string_view description) && {
  Sheet sheet;
  sheet.width = width_, sheet.height = height, sheet.boxes = std::move(boxes_), sheet.whole = whole_;
  // The direction of the letters is that of each text; what is set here is on which side a text begins.
  sheet.svg = fmt::format("<svg class=\"pic\" viewBox=\"0 0 {} {}\" role=\"img\" direction=\"{}\"><title>",
                          number(width_), number(height), from_right_ ? "rtl" : "ltr");
  page::append_escaped(sheet.svg, title);
  sheet.svg += "</title><desc>";
  page::append_escaped(sheet.svg, description);
  sheet.svg += "</desc>" + out_ + "</svg>";
  return sheet;
}

// Down: nobody stands above the end of who comes before. Then clusters that were pushed are moved back to the mean of
// what they wished, which is the pool of adjacent violators (isotonic regression): the least sum of squares.
std::vector<double> pushed_apart(const std::vector<double>& wished, const std::vector<double>& heights, double gap,
                                 double top) {
  struct Pool {
    std::size_t first, count;
    double shift;  // mean of wished middle less offset inside the pool
  };
  std::vector<std::size_t> order(wished.size());
  std::iota(order.begin(), order.end(), 0);
  // Things that wish for one place keep the order in which they were given.
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return wished[a] < wished[b]; });
  // Offsets of the middles when all stand close together.
  std::vector<double> offset(wished.size());
  double end = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    offset[i] = end + heights[order[i]] / 2;
    end += heights[order[i]] + gap;
  }
  std::vector<Pool> pools;
  for (std::size_t i = 0; i < order.size(); ++i) {
    // Each pool would like to be moved by `shift` from where it stands when all stand close together. While a pool
    // wishes to be higher up than the one before it the two would overlap, so they become one that wishes for the mean.
    pools.push_back({i, 1, wished[order[i]] - offset[i]});
    while (pools.size() > 1 && pools[pools.size() - 2].shift > pools.back().shift) {
      const Pool last = pools.back();
      pools.pop_back();
      Pool& into = pools.back();
      const double count = static_cast<double>(into.count + last.count);
      into.shift =
          (into.shift * static_cast<double>(into.count) + last.shift * static_cast<double>(last.count)) / count;
      into.count += last.count;
    }
  }
  std::vector<double> out(wished.size());
  // Shifts do not fall from one pool to the next, and raising the low ones to `top` keeps it so: nothing overlaps after
  // it.
  for (const Pool& pool : pools)
    for (std::size_t i = pool.first; i < pool.first + pool.count; ++i)
      out[order[i]] = std::max(pool.shift, top) + offset[i];
  return out;
}

}  // namespace parley::picture
