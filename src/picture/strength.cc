// Agreements that are not of the same strength: each quotation at its word on an ordered line, and the bar between the
// weakest and the strongest is what the word "agree" hides.
//
// A quotation in the left half stands to the right of its stem, one in the right half to the left of it. In the left
// half what is weaker stands higher, in the right half what is stronger, and the right half stands lower: then no stem
// runs through a quotation. Where nobody has put the words in order there is no line.
#include <fmt/format.h>

#include <algorithm>

#include "picture/canvas.h"
#include "text/display.h"

namespace parley::picture {
namespace {

constexpr double kWidth = 760, kEdge = 14;
// Quotations beyond these stand in the list alone.
constexpr std::size_t kMostSteps = 6, kMostPoints = 4;

// One agreement: its text, the quotations of both halves, and the scale below them. Stems are kept until the scale is
// drawn, because only then it is known how far down they reach.
class OneLine {
 public:
  OneLine(Canvas& canvas, const Strength::Line& line) : canvas_(canvas), line_(line) {
    // A single word makes no line: it has no weaker and no stronger end.
    steps_ = line.steps.size() < 2 ? 0 : std::min(line.steps.size(), kMostSteps);
    for (const auto& point : line.points) {
      if (left_.size() + right_.size() == kMostPoints) {
        canvas_.leave_to_list();
        break;
      }
      (steps_ > 0 && point.step && x_of(point) > kWidth / 2 ? right_ : left_).push_back(&point);
    }
    // The two halves are sorted against each other, as said above: stems of those further out must pass beside the
    // quotations below them.
    std::ranges::stable_sort(left_, {}, [](const auto* p) { return p->step.value_or(0); });
    std::ranges::stable_sort(right_, std::greater<>(), [](const auto* p) { return p->step.value_or(0); });
  }

  // From `y` down; returns where it ends.
  double draw(double y) {
    y = canvas_.lines(0, y + 14, lines_of(line_.text, Face::sans_strong, 11.5, 740, 2), 15,
                      {.size = 11.5, .face = Face::sans_strong});
    double end = y, top = y;
    double reach = 0;  // of the last one in the left half
    for (const auto* point : left_) {
      top = end;
      const Placed placed = quotation(*point, end, false, 300);
      reach = placed.to, end = placed.bottom;
    }
    // The first quotation of the right half may stand beside the last one of the left if their texts do not meet; all
    // others go below everything, so that no stem runs through them.
    double floor = end;
    for (const auto* point : right_) {
      const double most = std::min(300.0, x_of(*point) - (left_.empty() ? 0 : x_of(*left_.back())) - 24);
      const bool beside =
          point == right_.front() && !left_.empty() && x_of(*point) - 9 - widest(*point, most) > reach + 16;
      const Placed placed = quotation(*point, beside ? top : floor, true, most);
      floor = std::max(floor, placed.bottom);
    }
    y = std::max(end, floor) + 6;
    return steps_ > 0 ? scale(y) : y;
  }

 private:
  struct Placed {
    double to, bottom;
  };
  // The place of a quotation's word. A step behind the last one that is drawn stands at the end of the line; the list
  // has its word.
  double x_of(const Strength::Point& point) const {
    if (steps_ == 0 || !point.step) return 0;
    return kEdge + (kWidth - 2 * kEdge) * static_cast<double>(std::min(*point.step, steps_ - 1)) /
                       static_cast<double>(steps_ - 1);
  }
  // Whose words they are and where they stand, as one line below them.
  std::string whose(const Strength::Point& point) const {
    return point.who.name + (point.place.empty() ? "" : ", " + point.place);
  }
  std::vector<std::string> said(const Strength::Point& point, double room) const {
    return lines_of(point.words, Face::serif, 14, room, 3);
  }
  // How far the quotation reaches from its stem: its words, or the line with whose they are.
  double widest(const Strength::Point& point, double room) const {
    double out = std::min(room, width_of(whose(point), Face::sans_strong, 10));
    for (const auto& line : said(point, room)) out = std::max(out, width_of(line, Face::serif, 14));
    return out;
  }
  // The words and whose they are, before or behind the stem; returns how far they reach to the right and down. Without
  // a place on the line they begin at the edge and have no stem.
  Placed quotation(const Strength::Point& point, double top, bool before, double room) {
    const double stem = x_of(point), x = before ? stem - 9 : steps_ > 0 && point.step ? stem + 9 : 0;
    const Anchor anchor = before ? Anchor::end : Anchor::start;
    const auto words = said(point, room);
    canvas_.leave_if_cut(words);
    double y = canvas_.lines(x, top + 14, words, 17, {.size = 14, .face = Face::serif, .anchor = anchor});
    y = canvas_.lines(x, y - 2, lines_of(whose(point), Face::sans_strong, 10, room, 1), 14,
                      {.size = 10, .face = Face::sans_strong, .ink = ink_of(point.who.place), .anchor = anchor});
    if (steps_ > 0 && point.step) stems_.push_back({&point, top + 4});
    return {x + widest(point, room), y - 4};
  }

  // The line with its words, the bar from the weakest to the strongest, and the stems from the quotations down to it.
  double scale(double y) {
    std::size_t weakest = steps_, strongest = 0;
    for (const auto& [point, top] : stems_) {
      weakest = std::min(weakest, std::min(*point->step, steps_ - 1));
      strongest = std::max(strongest, std::min(*point->step, steps_ - 1));
    }
    const auto at = [&](std::size_t step) {
      return kEdge + (kWidth - 2 * kEdge) * static_cast<double>(step) / static_cast<double>(steps_ - 1);
    };
    canvas_.straight({kEdge, y}, {kWidth - kEdge, y}, Ink::ink, 1.2);
    const double room = (kWidth - 2 * kEdge) / static_cast<double>(steps_ - 1) - 8;
    for (std::size_t i = 0; i < steps_; ++i) {
      const bool held =
          std::ranges::any_of(stems_, [&](const auto& one) { return std::min(*one.first->step, steps_ - 1) == i; });
      canvas_.straight({at(i), y - 4}, {at(i), y + 4}, Ink::ink, 1.2);
      // The words at both ends begin and end with the line, and have half the room.
      const bool edge = i == 0 || i + 1 == steps_;
      const Face face = held ? Face::sans_strong : Face::sans;
      canvas_.lines(at(i), y + 20, lines_of(line_.steps[i], face, 10.5, edge ? room * .62 : room * .75, 2), 12,
                    {.size = 10.5,
                     .face = face,
                     .ink = held ? Ink::ink : Ink::soft,
                     .anchor = i == 0            ? Anchor::start
                               : i + 1 == steps_ ? Anchor::end
                                                 : Anchor::middle});
    }
    // Between two that use the same word there is no difference to show.
    if (!stems_.empty() && weakest < strongest)
      canvas_.straight({at(weakest) + 9, y}, {at(strongest) - 9, y}, Ink::ink, 3.5);
    for (const auto& [point, top] : stems_) {
      canvas_.straight({x_of(*point), top}, {x_of(*point), y}, ink_of(point->who.place), 1.2);
      canvas_.dot(x_of(*point), y, 6, ink_of(point->who.place));
    }
    return y + 38;
  }

  Canvas& canvas_;
  const Strength::Line& line_;
  std::size_t steps_ = 0;
  std::vector<const Strength::Point*> left_, right_;
  std::vector<std::pair<const Strength::Point*, double>> stems_;
};

// Every quotation with its word on the line, also of lines that are not drawn.
std::string list_of(const Strength& of) {
  page::Html html;
  html.open("ul", {{"class", "twin"}});
  for (const auto& line : of.lines) {
    html.line().open("li").element("b", line.text + ".");
    for (const auto& point : line.points) {
      html.text(" ").element("bdi", point.who.name);
      if (point.step && *point.step < line.steps.size()) html.text(": ").text(line.steps[*point.step]);
      html.text(": ").element("q", point.words);
      if (!point.place.empty()) html.element("span", ", " + point.place, {{"class", "r"}});
      html.text(".");
    }
    html.close();
  }
  html.close();
  return html.take();
}

}  // namespace

Drawn picture_strength(const Strength& of, const Reading& reading) {
  Drawn out;
  if (of.lines.empty()) return out;
  Canvas canvas(kWidth, reading.from_right);
  double y = 0;
  const std::size_t shown = std::min(of.lines.size(), kMostItems);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) canvas.straight({0, y}, {kWidth, y}, Ink::line, .8), y += 10;
    y = OneLine(canvas, of.lines[i]).draw(y) + 6;
  }
  if (of.lines.size() > shown) {
    canvas.text(0, y + 14, fmt::format("And {} more, in the list.", of.lines.size() - shown),
                {.size = 11, .ink = Ink::soft});
    canvas.leave_to_list();
    y += 24;
  }
  out.sheets.push_back(std::move(canvas).take(y + 4, of.title, of.description));
  out.list = list_of(of);
  return out;
}

}  // namespace parley::picture
