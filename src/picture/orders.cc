// Orders stand side by side, a column a party. The first column ends at its dots, the last begins with them, one
// between has dots at both ends; so a line between two columns crosses no name. Heights are by place and not by sum:
// that an order is narrow or wide stands in its numbers.
#include "picture/orders.h"

#include <fmt/format.h>

#include <algorithm>

#include "picture/canvas.h"
#include "text/display.h"

namespace parley::picture {
namespace {

constexpr double kHalf = 470, kWide = 760, kTop = 52, kStep = 44, kLine = 13;
constexpr std::size_t kMostBeside = 4;

// English, as the page is: 1st, 2nd, 3rd, 4th, but 11th, 12th and 13th, and so again after each hundred.
std::string ordinal(int place) {
  const int tens = place % 100, ones = place % 10;
  const bool teen = tens >= 11 && tens <= 13;
  return fmt::format("{}{}", place,
                     !teen && ones == 1   ? "st"
                     : !teen && ones == 2 ? "nd"
                     : !teen && ones == 3 ? "rd"
                                          : "th");
}

class Drawing {
 public:
  Drawing(const Orders& of, const Reading& reading, double width)
      : of_(of), width_(width), count_(std::min(of.parties.size(), kMostParties)), canvas_(width, reading.from_right) {}

  // Lines first, so that dots lie over their ends. The height is that of the longest column, also of one that only says
  // why it ranks nothing.
  Sheet draw() {
    for (std::size_t p = 0; p < count_; ++p) places_.push_back(place(p));
    for (std::size_t p = 0; p + 1 < count_; ++p) joins(p);
    for (std::size_t p = 0; p < count_; ++p) column(p);
    double y = kTop + 30;
    for (const auto& all : places_)
      for (const Placed& one : all) y = std::max(y, one.y + 12 + kLine * static_cast<double>(one.name.size()));
    for (std::size_t p = 0; p < count_; ++p) y = std::max(y, kTop + 13 * static_cast<double>(none_of(p).size()));
    y = below(y + 6);
    return std::move(canvas_).take(y, of_.title, of_.description);
  }

 private:
  // A hypothesis in a column. `name` is kept as it was broken into lines, since it decides where the next one stands.
  struct Placed {
    const Orders::Ranked* ranked;
    std::vector<std::string> name;
    double y;  // of the dot
  };

  // --- where things stand

  // A column is as wide as the gaps leave it; a single one takes the whole width and needs no gap.
  double room() const {
    return count_ == 1 ? width_ - 20 : (width_ - gap() * static_cast<double>(count_ - 1)) / static_cast<double>(count_);
  }
  double gap() const { return count_ == 2 && width_ < kWide ? 150 : 110; }
  // Columns are equally wide, whatever stands in them.
  double left_of(std::size_t p) const { return static_cast<double>(p) * (room() + gap()); }
  bool begins_with_dots(std::size_t p) const { return count_ == 1 || p > 0; }
  bool ends_with_dots(std::size_t p) const { return p + 1 < count_; }
  double first_dot(std::size_t p) const { return left_of(p) + 4; }
  double last_dot(std::size_t p) const { return left_of(p) + room() - 4; }

  // Names of one place stand close together, those of the next further down.
  std::vector<Placed> place(std::size_t p) const {
    const Orders::Party& party = of_.parties[p];
    // Between two columns there are dots at both ends.
    const double name_room = room() - (begins_with_dots(p) && ends_with_dots(p) ? 30 : 16);
    std::vector<Placed> out;
    double y = kTop;
    for (const Orders::Ranked& one : party.order) {
      if (out.size() == kMostPlaces) break;
      const bool is_tied = !out.empty() && out.back().ranked->place == one.place;
      auto name =
          lines_of(of_.hypotheses[one.hypothesis], one.place == 1 ? Face::sans_strong : Face::sans, 12, name_room, 2);
      if (!out.empty()) y += kLine * static_cast<double>(out.back().name.size()) + (is_tied ? 4 : kStep - kLine);
      out.push_back({&one, std::move(name), y});
    }
    return out;
  }

  // --- what is drawn

  // Only between neighbouring columns: a line over a column in the middle would cross its names. What is first in
  // either of the two orders is drawn stronger.
  void joins(std::size_t p) {
    for (const Placed& from : places_[p])
      for (const Placed& to : places_[p + 1]) {
        if (from.ranked->hypothesis != to.ranked->hypothesis) continue;
        const bool leads = from.ranked->place == 1 || to.ranked->place == 1;
        const double begin = last_dot(p), end = first_dot(p + 1);
        canvas_.flow({begin, from.y}, begin, end, {end, to.y}, leads ? Ink::ink : Ink::faint, false, leads ? 2 : 1.2);
      }
  }

  void column(std::size_t p) {
    const Orders::Party& party = of_.parties[p];
    // Only the first of several columns has its names end at the dots; in all others they begin behind them.
    const bool to_the_end = ends_with_dots(p) && !begins_with_dots(p);
    const double x = to_the_end ? last_dot(p) - 10 : first_dot(p) + 10;
    const Anchor anchor = to_the_end ? Anchor::end : Anchor::start;
    canvas_.lines(x, 14, lines_of(party.who.name, Face::sans_strong, 12.5, room() - 12, 1), 14,
                  {.size = 12.5, .face = Face::sans_strong, .ink = ink_of(party.who.place), .anchor = anchor});
    canvas_.lines(x, 28, lines_of(party.who.under, Face::sans, 9.5, room() - 12, 1), 12,
                  {.size = 9.5, .ink = Ink::soft, .anchor = anchor});
    if (party.order.empty()) canvas_.lines(x, kTop, none_of(p), 13, {.size = 10, .ink = Ink::soft, .anchor = anchor});
    for (std::size_t i = 0; i < places_[p].size(); ++i) {
      const Placed& one = places_[p][i];
      // A line down to the next dot joins what shares a place; the place and sum stand once, below the last of them.
      const bool tied = i + 1 < places_[p].size() && places_[p][i + 1].ranked->place == one.ranked->place;
      for (const double dot : dots_of(p)) {
        canvas_.dot(dot, one.y, 4, ink_of(party.who.place));
        if (tied) canvas_.straight({dot, one.y}, {dot, places_[p][i + 1].y}, ink_of(party.who.place), 2);
      }
      const double y = canvas_.lines(
          x, one.y + 4, one.name, kLine,
          {.size = 12, .face = one.ranked->place == 1 ? Face::sans_strong : Face::sans, .anchor = anchor});
      if (!tied)
        canvas_.text(x, y, fmt::format("{}, {}", ordinal(one.ranked->place), one.ranked->sum),
                     {.size = 9.5, .ink = Ink::soft, .anchor = anchor});
    }
  }
  // Why a party ranks nothing, as it fits its column; nothing for one that ranks.
  std::vector<std::string> none_of(std::size_t p) const {
    const Orders::Party& party = of_.parties[p];
    return party.order.empty() ? lines_of(party.none, Face::sans, 10, room() - 12, 4) : std::vector<std::string>();
  }
  std::vector<double> dots_of(std::size_t p) const {
    std::vector<double> out;
    if (begins_with_dots(p)) out.push_back(first_dot(p));
    if (ends_with_dots(p)) out.push_back(last_dot(p));
    return out;
  }

  // What is not ranked, and what found no room; returns where it ends.
  double below(double y) {
    std::vector<std::string> told;
    for (std::size_t i = 0; i < std::min(of_.beside.size(), kMostBeside); ++i) told.push_back(of_.beside[i]);
    if (of_.beside.size() > kMostBeside)
      told.push_back(fmt::format("and {} more, in the list", of_.beside.size() - kMostBeside));
    // The most that one order hides is counted, and not the sum over parties, as they may hide the same hypotheses.
    std::size_t hidden = 0;
    for (std::size_t p = 0; p < count_; ++p) hidden = std::max(hidden, of_.parties[p].order.size() - places_[p].size());
    std::vector<std::string> left_out;
    if (of_.parties.size() > count_)
      left_out.push_back(text::counted(of_.parties.size() - count_, "party", "parties") + " more, in the list");
    if (hidden > 0)
      left_out.push_back(text::counted(hidden, "hypothesis", "hypotheses") + " further down, in the list");
    if (!left_out.empty() || of_.beside.size() > kMostBeside) canvas_.leave_to_list();
    if (told.empty() && left_out.empty()) return y;
    canvas_.straight({0, y}, {width_, y}, Ink::faint, 1, true);
    y += 17;
    if (!told.empty()) canvas_.text(0, y, "Not ranked", {.size = 10.5, .face = Face::sans_strong});
    for (const std::string& one : told)
      y = canvas_.lines(76, y, lines_of(one, Face::sans, 10.5, width_ - 80, 2), 14, {.size = 10.5}) + 2;
    for (const std::string& one : left_out) canvas_.text(0, y, one, {.size = 10.5, .ink = Ink::soft}), y += 16;
    return y - 8;
  }

  const Orders& of_;
  const double width_;
  const std::size_t count_;
  Canvas canvas_;
  std::vector<std::vector<Placed>> places_;  // by party
};

// Every party with its whole order, also those beyond kMostParties and kMostPlaces.
std::string list_of(const Orders& of) {
  page::Html html;
  html.open("ul", {{"class", "twin"}});
  for (const Orders::Party& party : of.parties) {
    html.line()
        .open("li")
        .element("b", party.who.name)
        .text(party.who.under.empty() ? ": " : ", " + party.who.under + ": ");
    if (party.order.empty()) html.text(party.none);
    for (std::size_t i = 0; i < party.order.size(); ++i) {
      const Orders::Ranked& one = party.order[i];
      html.text(i == 0 ? "" : "; ")
          .text(fmt::format("{} {}, {}", ordinal(one.place), of.hypotheses[one.hypothesis], one.sum));
    }
    html.text(party.order.empty() ? "" : ".").close();
  }
  for (const std::string& one : of.beside)
    html.line().open("li").element("b", "Not ranked:").text(" " + one + ".").close();
  html.close();
  return html.take();
}

}  // namespace

Drawn picture_orders(const Orders& of, const Reading& reading, bool wide) {
  Drawn out;
  out.sheets.push_back(Drawing(of, reading, wide ? kWide : kHalf).draw());
  out.list = list_of(of);
  return out;
}

}  // namespace parley::picture
