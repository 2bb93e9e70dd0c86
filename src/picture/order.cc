// The order of what was said: a lane a person, a column an occasion, no scale. What has no time of its own stands in
// the last column with the words that relate it to something; who has no time at all stands below the lanes. A dotted
// line only joins positions of one person and carries whose word it is how they stand to each other.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "picture/canvas.h"
#include "text/display.h"

namespace parley::picture {
namespace {

// From left to right: names, the columns of occasions from kTimes on, and from kUntimed on what has no time of its own.
constexpr double kWidth = 852, kNames = 118, kTimes = 122, kUntimed = 736, kTop = 56, kLane = 54, kSign = 13,
                 kSmall = 9.5;
// What is beyond these is left to the list, which has every position.
constexpr std::size_t kSignsInPlace = 3, kUnplacedRows = 5, kMostMoments = 4;

// Positions of one person at one place in the picture.
// Several accounts of one person on one occasion are one spot: signs stand beside each other, words behind each other.
struct Spot {
  std::vector<std::size_t> positions;
  std::vector<Sign> signs;  // different ones
  std::string words;
  double x = 0;
};

// The order of reading: A, B, who stands on both sides, others.
int rank_of(Place place) { return place == Place::a ? 0 : place == Place::b ? 1 : place == Place::both ? 2 : 3; }

// The lanes that are drawn: all, or those on which somebody moves or gives no answer, then those with most positions.
std::vector<std::size_t> chosen_lanes(const Order& of) {
  // Somebody who moves outweighs any number of refusals to answer that one person comes to, and each of those outweighs
  // plain positions. At the same weight the lane that was given first is kept.
  std::vector<std::size_t> weight(of.lanes.size(), 0), order;
  for (const auto& one : of.positions) {
    ++weight[one.lane];
    for (const Sign& sign : one.signs) weight[one.lane] += sign.mark == Mark::no_side ? 10'000 : 0;
  }
  for (const auto& join : of.joins) weight[of.positions[join.from].lane] += 1'000'000;
  for (std::size_t i = 0; i < of.lanes.size(); ++i)
    if (weight[i] > 0) order.push_back(i);
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t i) { return weight[i]; });
  // Chosen by weight, shown by side.
  if (order.size() > kMostLanes) order.resize(kMostLanes);
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(rank_of(of.lanes[i].place), i); });
  return order;
}

// One sheet: these lanes, and the occasions from `first`.
class Sheets {
 public:
  Sheets(const Order& of, const Reading& reading, std::vector<std::size_t> lanes, std::vector<std::size_t> occasions,
         bool last)
      : of_(of),
        lanes_(std::move(lanes)),
        occasions_(std::move(occasions)),
        last_(last),
        canvas_(kWidth, reading.from_right) {
    // The column without a time stands on the last sheet only, and only where a lane that is drawn has something in it;
    // without it the occasions take its room.
    untimed_ = last && std::ranges::any_of(of.positions, [&](const auto& one) {
                 return !one.occasion && std::ranges::find(lanes_, one.lane) != lanes_.end();
               });
    end_ = untimed_ ? kUntimed - 8 : kWidth - 6;
    step_ = occasions_.empty() ? 0 : (end_ - kTimes) / static_cast<double>(occasions_.size());
    bottom_ = kTop + kLane * static_cast<double>(lanes_.size());
  }

  Sheet draw() {
    days();
    columns();
    for (std::size_t i = 0; i < lanes_.size(); ++i) lane(i);
    double y = bottom_;
    canvas_.straight({0, y}, {kWidth, y}, Ink::ink, 1.2);
    if (last_) y = moments(unplaced(y));
    if (lanes_.size() < used_lanes()) {
      canvas_.text(10, y + 18, fmt::format("And {} more, in the list.", used_lanes() - lanes_.size()),
                   {.size = 10, .ink = Ink::soft});
      canvas_.leave_to_list();
      y += 24;
    }
    return std::move(canvas_).take(y + 8, of_.title, of_.description);
  }

 private:
  // How many lanes have a position at all, so that what is counted as left out is what the list has and the drawing has
  // not.
  std::size_t used_lanes() const {
    std::set<std::size_t> used;
    for (const auto& one : of_.positions) used.insert(one.lane);
    return used.size();
  }
  // Where the line of a column stands, and its signs on it.
  double middle(std::size_t column) const { return kTimes + step_ * (static_cast<double>(column) + .5); }
  // Where an occasion stands on this sheet; none for what has no occasion and for what stands on another sheet.
  std::optional<std::size_t> column_of(std::optional<std::size_t> occasion) const {
    if (!occasion) return std::nullopt;
    const auto at = std::ranges::find(occasions_, *occasion);
    if (at == occasions_.end()) return std::nullopt;
    return static_cast<std::size_t>(at - occasions_.begin());
  }

  // A day with more than one occasion is a band, which is named once.
  void days() {
    for (std::size_t i = 0; i < occasions_.size();) {
      const auto& day = of_.occasions[occasions_[i]].day;
      std::size_t end = i + 1;
      while (!day.empty() && end < occasions_.size() && of_.occasions[occasions_[end]].day == day) ++end;
      const double x = kTimes + step_ * static_cast<double>(i), width = step_ * static_cast<double>(end - i);
      if (end - i > 1) canvas_.band(x + 2, 14, width - 4, bottom_ - 14);
      if (!day.empty()) {
        const auto line = lines_of(day, Face::sans_strong, 10, width - 8, 1);
        if (!line.empty())
          canvas_.text(end - i > 1 ? x + 6 : x + step_ / 2, 24, line[0],
                       {.size = 10, .face = Face::sans_strong, .anchor = end - i > 1 ? Anchor::start : Anchor::middle});
      }
      i = end;
    }
  }
  // The name of each occasion over its line; where it has no day, the name stands in the place of the day and looks
  // like it.
  void columns() {
    for (std::size_t i = 0; i < occasions_.size(); ++i) {
      const auto& one = of_.occasions[occasions_[i]];
      canvas_.lines(middle(i), 38,
                    lines_of(one.name, one.day.empty() ? Face::sans_strong : Face::sans, kSmall, step_ - 6, 2), 11,
                    {.size = kSmall,
                     .face = one.day.empty() ? Face::sans_strong : Face::sans,
                     .ink = one.day.empty() ? Ink::ink : Ink::soft,
                     .anchor = Anchor::middle});
      canvas_.straight({middle(i), kTop}, {middle(i), bottom_}, Ink::line, .8);
      if (one.gap_before && i > 0) canvas_.gap(kTimes + step_ * static_cast<double>(i), 14);
    }
    if (!untimed_) return;
    canvas_.straight({kUntimed - 4, 14}, {kUntimed - 4, bottom_}, Ink::faint, 1, true);
    canvas_.text(kUntimed + 4, 24, "No time given", {.size = 10, .face = Face::sans_strong});
    canvas_.text(kUntimed + 4, 38, "only a relation, if any", {.size = kSmall, .ink = Ink::soft});
  }

  // What stands in a lane on this sheet.
  std::map<std::size_t, Spot> spots_of(std::size_t lane) const {  // by column; one behind the last: no time
    std::map<std::size_t, Spot> out;
    for (std::size_t i = 0; i < of_.positions.size(); ++i) {
      const auto& one = of_.positions[i];
      if (one.lane != lane) continue;
      const auto column = column_of(one.occasion);
      // On another sheet, or without a time on a sheet that has no column for it.
      if (!column && (one.occasion || !untimed_)) continue;
      Spot& spot = out[column.value_or(occasions_.size())];
      spot.positions.push_back(i);
      for (const Sign& sign : one.signs)
        if (std::ranges::find(spot.signs, sign) == spot.signs.end()) spot.signs.push_back(sign);
      for (const std::string* words : {&one.words, &one.relation})
        if (!words->empty()) spot.words += (spot.words.empty() ? "" : "; ") + *words;
    }
    for (auto& [column, spot] : out) {
      // Signs that find no room stand in the table of every position as well.
      if (spot.signs.size() > kSignsInPlace) spot.signs.resize(kSignsInPlace);
      spot.x = column == occasions_.size() ? kUntimed + 4 + kSign / 2 : middle(column);
    }
    return out;
  }

  // A darker line above a lane begins another side. Lines of joins are drawn before the signs, which lie over their
  // ends.
  void lane(std::size_t row) {
    const Who& who = of_.lanes[lanes_[row]];
    const double top = kTop + kLane * static_cast<double>(row), y = top + 22;
    if (row > 0)
      canvas_.straight({0, top}, {kWidth, top}, who.place == of_.lanes[lanes_[row - 1]].place ? Ink::line : Ink::ink);
    canvas_.bar(0, top + 9, 3, 36, ink_of(who.place));
    const double below = canvas_.lines(10, top + 23, name_lines(who.name, Face::sans_strong, 11, kNames - 12), 12,
                                       {.size = 11, .face = Face::sans_strong, .ink = ink_of(who.place)});
    canvas_.lines(10, below + .5, lines_of(who.under, Face::sans, kSmall, kNames - 12, 1), 11,
                  {.size = kSmall, .ink = Ink::soft});
    auto spots = spots_of(lanes_[row]);
    joins(spots, y);
    for (auto at = spots.begin(); at != spots.end(); ++at) {
      const Spot& spot = at->second;
      const bool untimed = at->first == occasions_.size();
      // Signs and words of one spot may reach half of the way to its neighbours and no further, so that those of two
      // spots never meet; the first and the last one end with the lane.
      const double before = at == spots.begin() ? kTimes : (std::prev(at)->second.x + spot.x) / 2;
      const double after = std::next(at) == spots.end() || std::next(at)->first == occasions_.size()
                               ? end_
                               : (std::next(at)->second.x + spot.x) / 2;
      const double room = untimed ? kWidth - kUntimed - 8 : 2 * std::min({spot.x - before, after - spot.x, 62.0}) - 4;
      const std::size_t most = std::max<std::size_t>(1, static_cast<std::size_t>(room / (kSign + 2)));
      const std::size_t count = std::min(spot.signs.size(), most);
      const double first = untimed ? spot.x : spot.x - static_cast<double>(count - 1) * (kSign + 2) / 2;
      for (std::size_t k = 0; k < count; ++k)
        canvas_.sign(first + static_cast<double>(k) * (kSign + 2), y, kSign, spot.signs[k], who.place);
      // A position that has no sign, such as one of which only its words are given, is still seen to be there.
      if (count == 0) canvas_.dot(spot.x, y, 3, ink_of(who.place));
      canvas_.lines(
          untimed ? kUntimed + 4 : spot.x, y + 17, lines_of(spot.words, Face::sans, kSmall, room, 2), 11,
          {.size = kSmall, .ink = Ink::soft, .anchor = untimed ? Anchor::start : Anchor::middle, .halo = true});
    }
  }

  // Words of joins one after the other: a second one over the same stretch is left to the list.
  // A join of which one end stands on another sheet is left to the list.
  void joins(const std::map<std::size_t, Spot>& spots, double y) {
    double written = 0;
    const auto spot_of = [&](std::size_t position) {
      return std::ranges::find_if(spots, [&](const auto& one) {
        return std::ranges::find(one.second.positions, position) != one.second.positions.end();
      });
    };
    for (const auto& join : of_.joins) {
      const auto from = spot_of(join.from), to = spot_of(join.to);
      if (from == spots.end() || to == spots.end() || from == to) {
        canvas_.leave_to_list();
        continue;
      }
      const double half = kSign * static_cast<double>(std::max<std::size_t>(1, from->second.signs.size())) / 2 + 3,
                   x0 = std::min(from->second.x, to->second.x), x1 = std::max(from->second.x, to->second.x);
      canvas_.dotted({x0 + half, y}, {x1 - half, y});
      const auto words = lines_of(join.words, Face::sans, kSmall, x1 - x0 - 8, 1);
      if (words.empty() || x0 < written || x1 - x0 < 40) {
        canvas_.leave_to_list();
        continue;
      }
      canvas_.leave_if_cut(words);
      canvas_.text((x0 + x1) / 2, y - 10, words[0],
                   {.size = kSmall, .ink = Ink::soft, .anchor = Anchor::middle, .halo = true});
      written = x1;
    }
  }

  // People of whom no time is known, one behind the other in rows, as they were given; returns where they end. Nothing
  // here stands below a column, so that nobody reads a time into it.
  double unplaced(double y) {
    if (of_.unplaced.empty()) return y;
    canvas_.text(10, y + 20, "No time at all", {.size = 11, .face = Face::sans_strong});
    canvas_.text(10, y + 33, "not placed", {.size = kSmall, .ink = Ink::soft});
    double x = kTimes, line = y + 20;
    std::size_t row = 1, shown = 0;
    for (const auto& one : of_.unplaced) {
      const auto words = lines_of(one.who.name + (one.words.empty() ? "" : ": " + one.words), Face::sans, 10, 230, 1);
      const double wide = 17 + (words.empty() ? 0 : width_of(words[0], Face::sans, 10)) + 16;
      if (x + wide > kWidth) x = kTimes, line += 20, ++row;
      if (row > kUnplacedRows) break;
      canvas_.sign(x + 6, line - 3.5, 12, one.sign, one.who.place);
      if (!words.empty()) canvas_.text(x + 17, line, words[0], {.size = 10});
      x += wide, ++shown;
    }
    if (row > kUnplacedRows) {
      canvas_.text(kTimes, line, fmt::format("and {} more, in the list", of_.unplaced.size() - shown),
                   {.size = 10, .ink = Ink::soft});
      canvas_.leave_to_list();
    }
    return std::max(line + 14, y + 42);
  }

  // When it was published, and when it reached us: two other questions than when it was said.
  double moments(double y) {
    for (const auto& [name, all, full] :
         {std::tuple("Published", &of_.published, false), {"Reached us", &of_.received, true}}) {
      if (all->empty()) continue;
      canvas_.straight({0, y}, {kWidth, y}, full ? Ink::line : Ink::faint, 1, !full);
      canvas_.text(10, y + 20, name, {.size = 11, .face = Face::sans_strong});
      const std::size_t shown = std::min(all->size(), kMostMoments);
      for (std::size_t i = 0; i < shown; ++i) {
        const auto column = column_of((*all)[i].occasion);
        // What has no occasion, or one that stands on an earlier sheet, is put at the end and not at a time of this
        // sheet.
        const double x = column ? middle(*column) : kUntimed + 10;
        canvas_.diamond(x, y + 16, full);
        std::string words = (*all)[i].words;
        if (i + 1 == shown && all->size() > shown)
          words += fmt::format(", and {} more", all->size() - shown), canvas_.leave_to_list();
        const auto line = lines_of(words, Face::sans, 10, x - kTimes - 12, 1);
        if (!line.empty()) canvas_.text(x - 11, y + 20, line[0], {.size = 10, .anchor = Anchor::end});
        y += 18;
      }
      y += 12;
    }
    return y;
  }

  const Order& of_;
  std::vector<std::size_t> lanes_, occasions_;
  bool last_, untimed_ = false;
  double end_ = 0, step_ = 0, bottom_ = 0;
  Canvas canvas_;
};

// A position as a row of the list. Without a sentence of its own the sign gets its words, as nothing else says the
// side.
void row_of(page::Html& html, const Order& of, const Order::Position& one, std::string_view when) {
  page::Element row(html.line(), "tr", {{"data-s", one.statements, !one.statements.empty()}});
  html.element("th", when, {{"scope", "row"}});
  html.open("td").open("b", {{"class", fmt::format("hue {}", class_of(of.lanes[one.lane].place))}});
  html.element("bdi", of.lanes[one.lane].name).close().text(" ");
  for (const Sign& sign : one.signs) write(html, sign, of.lanes[one.lane].place, one.sentence.empty());
  html.text(one.sentence.empty() ? one.words : one.sentence).close();
  html.element("td", one.source, {{"class", "r"}});
}

// Each position in the order of time, then what has none, with whose word joins two of them.
std::string list_of(const Order& of) {
  page::Html html;
  html.open("table", {{"class", "twint"}}).open("tbody");
  for (std::size_t o = 0; o <= of.occasions.size(); ++o) {
    bool first = true;
    // The round behind the last occasion is for what has none. The time stands in the first row of an occasion alone.
    const std::string when = o == of.occasions.size()       ? "No time given"
                             : of.occasions[o].day.empty()  ? of.occasions[o].name
                             : of.occasions[o].name.empty() ? of.occasions[o].day
                                                            : of.occasions[o].day + ", " + of.occasions[o].name;
    for (const auto& one : of.positions) {
      if (one.occasion.value_or(of.occasions.size()) != o) continue;
      row_of(html, of, one, one.occasion ? (first ? when : "") : one.relation.empty() ? when : one.relation);
      first = false;
    }
  }
  for (const auto& join : of.joins) {
    page::Element row(html.line(), "tr");
    html.element("th", "How they stand to each other", {{"scope", "row"}});
    html.open("td")
        .element("bdi", of.lanes[of.positions[join.from].lane].name)
        .text(": " + join.words)
        .close()
        .element("td", "");
  }
  for (const auto& one : of.unplaced) {
    page::Element row(html.line(), "tr", {{"data-s", one.statements, !one.statements.empty()}});
    html.element("th", "No time at all", {{"scope", "row"}});
    html.open("td")
        .open("b", {{"class", fmt::format("hue {}", class_of(one.who.place))}})
        .element("bdi", one.who.name)
        .close()
        .text(" ");
    write(html, one.sign, one.who.place);
    html.text(one.words).close().element("td", "");
  }
  for (const auto& [name, all] : {std::pair("Published", &of.published), {"Reached us", &of.received}})
    for (const auto& one : *all) {
      page::Element row(html.line(), "tr");
      html.element("th", name, {{"scope", "row"}}).element("td", one.words).element("td", "");
    }
  html.close().close();
  return html.take();
}

}  // namespace

Drawn picture_order(const Order& of, const Reading& reading) {
  Drawn out;
  if (of.positions.empty() && of.unplaced.empty()) return out;
  const auto lanes = chosen_lanes(of);
  // Only occasions on which a lane that is drawn has something, or something came out.
  std::set<std::size_t> used;
  for (const auto& one : of.positions)
    if (one.occasion && std::ranges::find(lanes, one.lane) != lanes.end()) used.insert(*one.occasion);
  for (const auto* moments : {&of.published, &of.received})
    for (const auto& one : *moments)
      if (one.occasion) used.insert(*one.occasion);
  // Occasions are spread evenly over as few sheets as hold them. Behind kMostSheets full ones the rest is left to the
  // list, since a picture is bounded whatever it is given.
  const std::vector<std::size_t> occasions(used.begin(), used.end());
  const std::size_t sheets =
      std::clamp<std::size_t>((occasions.size() + kMostOccasions - 1) / kMostOccasions, 1, kMostSheets);
  const std::size_t each = std::min(kMostOccasions, (occasions.size() + sheets - 1) / sheets);
  for (std::size_t i = 0; i < sheets; ++i) {
    const auto begin = occasions.begin() + static_cast<std::ptrdiff_t>(std::min(i * each, occasions.size())),
               end = occasions.begin() + static_cast<std::ptrdiff_t>(std::min((i + 1) * each, occasions.size()));
    out.sheets.push_back(Sheets(of, reading, lanes, {begin, end}, i + 1 == sheets).draw());
  }
  if (occasions.size() > sheets * each) out.sheets.back().whole = false;
  out.list = list_of(of);
  return out;
}

}  // namespace parley::picture
