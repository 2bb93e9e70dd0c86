// A line a hypothesis, in it a band a party. The bounds of the words' bands are drawn as faint lines, so that two bands
// of different words are compared by where they lie; confidence has a column of its own at the end.
#include <fmt/format.h>

#include <algorithm>

#include "picture/canvas.h"
#include "picture/orders.h"
#include "text/display.h"

namespace parley::picture {
namespace {

constexpr double kWidth = 404, kLeft = 112, kScale = 1.88, kConfidence = 330, kStep = 18, kBand = 9;
// What is beyond these is counted, and stands in the list. A third party's band is still told apart by its form; a
// fourth one's would look like the third's.
constexpr std::size_t kMostLines = 7, kMostBands = 3;

// Percent to the horizontal place; 100 % ends before the column of confidence begins.
double x_of(int percent) { return kLeft + kScale * percent; }

// Full for the first party, hatched for the second, open for the others: the form tells whose it is without a colour.
void swatch(Canvas& canvas, double x, double y, double width, std::size_t party, Ink ink) {
  if (party == 0) return canvas.bar(x, y, width, kBand, ink);
  canvas.straight({x, y}, {x + width, y}, ink, 1.2), canvas.straight({x, y + kBand}, {x + width, y + kBand}, ink, 1.2);
  canvas.straight({x, y}, {x, y + kBand}, ink, 1.2), canvas.straight({x + width, y}, {x + width, y + kBand}, ink, 1.2);
  if (party > 1) return;
  for (double at = x + 1; at + 4 <= x + width; at += 5) canvas.straight({at, y + kBand}, {at + 4, y}, ink, .9);
}

// At least two units wide, so that a band which is a single percent is still seen.
void band(Canvas& canvas, double y, const Stated::One& one, const Who& who) {
  swatch(canvas, x_of(one.from), y, std::max(2.0, kScale * (one.to - one.from)), one.party, ink_of(who.place));
}

// The word stands behind its band, or before it where there is no room behind.
void word(Canvas& canvas, double y, const Stated::One& one, const Who& who) {
  const double wide = width_of(one.likelihood, Face::sans, 10), end = x_of(one.to) + 5;
  const bool behind = end + wide < kConfidence - 8;
  canvas.text(behind ? end : x_of(one.from) - 5, y + 8, one.likelihood,
              {.size = 10, .ink = ink_of(who.place), .anchor = behind ? Anchor::start : Anchor::end, .halo = true});
}

// Dots and a word: of three, so that the number of rings that are left open shows what the highest would be.
void confidence(Canvas& canvas, double y, const Stated::One& one, const Who& who) {
  const Ink ink = ink_of(who.place);
  if (one.confidence.empty()) return canvas.text(kConfidence, y + 8, "not said", {.size = 10, .ink = Ink::faint});
  for (int i = 0; i < 3; ++i) {
    const double x = kConfidence + 4 + 9 * i;
    i < one.dots ? canvas.dot(x, y + 4.5, 3, ink) : canvas.ring(x, y + 4.5, 3, ink);
  }
  canvas.text(kConfidence + 29, y + 8, one.confidence, {.size = 10, .ink = Ink::soft});
}

// One hypothesis with its bands; returns where it ends. picture_stated() reckons the same height before it draws, so a
// change here needs one there.
double line(Canvas& canvas, double y, const Stated::Line& line, const std::vector<Who>& parties) {
  const auto name = lines_of(line.hypothesis, Face::sans_strong, 11, kLeft - 8, 2);
  canvas.lines(0, y + 8, name, 13, {.size = 11, .face = Face::sans_strong});
  double at = y;
  for (std::size_t i = 0; i < std::min(line.stated.size(), kMostBands); ++i) {
    const Stated::One& one = line.stated[i];
    band(canvas, at, one, parties[one.party]), word(canvas, at, one, parties[one.party]);
    confidence(canvas, at, one, parties[one.party]);
    at += kStep;
  }
  if (line.stated.size() > kMostBands) {
    canvas.text(kLeft, at + 8, fmt::format("and {} more, in the list", line.stated.size() - kMostBands),
                {.size = 10, .ink = Ink::soft, .halo = true});
    canvas.leave_to_list();
    at += kStep;
  } else if (!line.silent.empty()) {
    canvas.lines(kLeft + 4, at + 8, lines_of(line.silent, Face::sans, 10, kWidth - kLeft - 8, 1), 12,
                 {.size = 10, .ink = Ink::faint, .halo = true});
    at += kStep;
  }
  return std::max(at, y + 13 * static_cast<double>(name.size()));
}

// Whose each form is. The reminder at the end stands only where the names have left room for it.
void key(Canvas& canvas, double y, const std::vector<Who>& parties) {
  double x = 0;
  for (std::size_t p = 0; p < std::min(parties.size(), kMostBands); ++p) {
    const auto name = lines_of(parties[p].name, Face::sans, 10, 110, 1);
    swatch(canvas, x, y - 8, kBand, p, ink_of(parties[p].place));
    canvas.lines(x + 14, y, name, 12, {.size = 10});
    x += 14 + width_of(name.front(), Face::sans, 10) + 18;
  }
  constexpr std::string_view kApart = "Two judgements, never multiplied.";
  if (x + width_of(kApart, Face::sans, 10) < kWidth) canvas.text(x, y, kApart, {.size = 10, .ink = Ink::soft});
}

std::string list_of(const Stated& of) {
  page::Html html;
  html.open("ul", {{"class", "twin"}});
  for (const Stated::Line& line : of.lines) {
    html.line().open("li").element("b", line.hypothesis).text(" — ");
    for (std::size_t i = 0; i < line.stated.size(); ++i) {
      const Stated::One& one = line.stated[i];
      html.text(i == 0 ? "" : "; ")
          .text(fmt::format("{}: {} ({}–{} %), confidence in the analysis {}", of.parties[one.party].name,
                            one.likelihood, one.from, one.to, one.confidence.empty() ? "not said" : one.confidence));
    }
    if (!line.silent.empty()) html.text((line.stated.empty() ? "" : "; ") + line.silent);
    html.text(".").close();
  }
  html.close();
  return html.take();
}

}  // namespace

Drawn picture_stated(const Stated& of, const Reading& reading) {
  Canvas canvas(kWidth, reading.from_right);
  const std::size_t shown = std::min(of.lines.size(), kMostLines);
  // The faint lines of the bounds lie behind everything, so they are drawn first, and how far down they reach has to be
  // reckoned before anything else is drawn.
  double end = 44;
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& one = of.lines[i];
    // One line more for either of two things: how many bands found no room, or who has stated nothing.
    const std::size_t bands = std::min(one.stated.size(), kMostBands);
    const bool more = one.stated.size() > kMostBands || !one.silent.empty();
    end += std::max(kStep * static_cast<double>(bands + (more ? 1 : 0)),
                    13.0 * static_cast<double>(lines_of(one.hypothesis, Face::sans_strong, 11, kLeft - 8, 2).size())) +
           10;
  }
  canvas.text(kLeft, 16, "How likely, as stated, percent", {.size = 10.5, .face = Face::sans_strong});
  canvas.text(kConfidence, 16, "Confidence", {.size = 10.5, .face = Face::sans_strong});
  canvas.text(kConfidence, 29, "in its analysis", {.size = 9.5, .ink = Ink::soft});
  // Bounds of the words of ICD 203 and the ends of the scale; 1, 5, 95 and 99 are left out, as they lie so near to
  // these.
  for (const int percent : {0, 20, 45, 55, 80, 100}) {
    canvas.straight({x_of(percent), 36}, {x_of(percent), end - 6}, Ink::line, .8);
    canvas.text(x_of(percent), 30, std::to_string(percent), {.size = 8.8, .ink = Ink::soft, .anchor = Anchor::middle});
  }
  double y = 46;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) canvas.straight({0, y - 7}, {kWidth, y - 7}, Ink::line, .8);
    y = line(canvas, y, of.lines[i], of.parties) + 10;
  }
  if (of.lines.size() > shown) {
    canvas.text(0, y + 4, fmt::format("and {} more, in the list", of.lines.size() - shown),
                {.size = 10, .ink = Ink::soft});
    canvas.leave_to_list();
    y += 16;
  }
  key(canvas, y + 10, of.parties);
  y += 10;
  Drawn out;
  out.sheets.push_back(std::move(canvas).take(y + 4, of.title, of.description));
  out.list = list_of(of);
  return out;
}

}  // namespace parley::picture
