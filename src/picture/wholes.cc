// Two accounts as wholes: how many things they agree on, contradict each other on, and leave, each number with its
// items.
#include <fmt/format.h>

#include <algorithm>

#include "picture/canvas.h"
#include "text/display.h"

namespace parley::picture {
namespace {

constexpr double kWidth = 760;
constexpr std::size_t kMostSaid = 4;  // sentences of the texts on the two

// One of the four numbers: what it is called, and the sentence that stands there when it has no item, so that an empty
// group is read as a finding and not as something missing.
struct Group {
  std::string_view name, nothing;
  const std::vector<TwoWholes::Item>* items;
};
// The drawing and the list both go through this, so that they have the same groups in the same order.
std::vector<Group> groups_of(const TwoWholes& of) {
  return {{"agree", "On nothing do the two take the same side.", &of.agree},
          {"contradict", "On nothing that both speak to do the two accounts take opposite sides.", &of.contradict},
          {"one takes no side", "Whoever of the two speaks on something takes a side on it.", &of.no_side},
          {"one is silent", "Neither is silent on anything of which the other speaks.", &of.silent}};
}

// Silence is a word and not a sign: a sign would look like a position that somebody took.
void side_of_item(Canvas& canvas, double x, double y, const std::optional<Sign>& sign, Place place) {
  if (sign)
    canvas.sign(x, y - 4, 14, *sign, place);
  else
    canvas.text(x + 8, y, "silent", {.size = 10, .ink = Ink::faint, .anchor = Anchor::end});
}

std::string words_of(const std::optional<Sign>& sign) { return sign ? in_words(*sign) : "silent"; }

// Every item of every group, also those that the drawing only counts.
std::string list_of(const TwoWholes& of) {
  page::Html html;
  html.open("ul", {{"class", "twin"}});
  for (const Group& group : groups_of(of)) {
    // Names of groups are literals of this file in ASCII, so the first letter can be raised by its number.
    html.line().open("li").element("b", fmt::format("{}{}, {}", static_cast<char>(group.name[0] - 'a' + 'A'),
                                                    group.name.substr(1), group.items->size()));
    for (std::size_t i = 0; i < group.items->size(); ++i) {
      const auto& item = (*group.items)[i];
      html.text(i == 0 ? ": " : "; ")
          .text(item.text)
          .text(" (")
          .element("bdi", of.a.name)
          .text(fmt::format(" {}, ", words_of(item.a)));
      html.element("bdi", of.b.name).text(fmt::format(" {})", words_of(item.b)));
    }
    html.text(".").close();
  }
  if (!of.of_themselves.empty()) {
    html.line().open("li").element("b", "What the sources themselves say of the two:").text(" ");
    for (const auto& one : of.of_themselves) html.text(one).text(" ");
    html.close();
  }
  html.close();
  return html.take();
}

}  // namespace

Drawn picture_two_wholes(const TwoWholes& of, const Reading& reading) {
  Canvas canvas(kWidth, reading.from_right);
  // Names end where the column of their signs does: A before the texts, B at the far edge.
  const auto head = [&](const Who& who, double x, double room) {
    canvas.lines(x, 22, lines_of(who.name, Face::sans_strong, 13, room, 1), 14,
                 {.size = 13, .face = Face::sans_strong, .ink = ink_of(who.place), .anchor = Anchor::end});
    canvas.lines(x, 37, lines_of(who.under, Face::sans, 10, room, 1), 12,
                 {.size = 10, .ink = Ink::soft, .anchor = Anchor::end});
  };
  head(of.a, 208, 206), head(of.b, 758, 400);
  double y = 48;
  canvas.straight({0, y}, {kWidth, y}, Ink::ink, 1.2);
  for (const Group& group : groups_of(of)) {
    const double first = y + 30;
    canvas.text(34, first + 2, std::to_string(group.items->size()),
                // The number ends at a fixed place, and three digits of the large size would begin outside of the
                // drawing.
                {.size = group.items->size() < 100 ? 30.0 : 18.0, .face = Face::serif_strong, .anchor = Anchor::end});
    canvas.text(42, first, group.name, {.size = 11, .face = Face::sans_strong});
    y = first;
    // The number at the side is that of all items; those that find no room are counted below and stand in the list.
    const std::size_t shown = std::min(group.items->size(), kMostItems);
    if (shown == 0) canvas.text(222, y, group.nothing, {.size = 11, .ink = Ink::soft});
    for (std::size_t i = 0; i < shown; ++i) {
      const auto& item = (*group.items)[i];
      if (i > 0) canvas.straight({192, y - 16}, {kWidth, y - 16}, Ink::line, .8);
      side_of_item(canvas, 200, y, item.a, of.a.place), side_of_item(canvas, 750, y, item.b, of.b.place);
      const auto lines = lines_of(item.text, Face::sans, 11, 470, 2);
      canvas.lines(222, y, lines, 14, {.size = 11}), canvas.leave_if_cut(lines);
      y += 24 + (lines.size() > 1 ? 14 : 0);
    }
    if (group.items->size() > shown) {
      canvas.text(222, y, fmt::format("and {} more, in the list", group.items->size() - shown),
                  {.size = 11, .ink = Ink::soft});
      canvas.leave_to_list();
      y += 24;
    }
    y += shown == 0 ? 15 : -9;
    canvas.straight({0, y}, {kWidth, y}, Ink::ink);
  }
  for (std::size_t i = 0; i < of.of_themselves.size(); ++i) {
    if (i == kMostSaid) {
      canvas.leave_to_list();
      break;
    }
    if (i == 0) canvas.text(42, y + 22, "What the texts say of them", {.size = 11, .face = Face::sans_strong});
    const auto lines = lines_of(of.of_themselves[i], Face::serif, 12, 540, 3);
    canvas.leave_if_cut(lines);
    y = canvas.lines(222, y + 22, lines, 15, {.size = 12, .face = Face::serif}) - 15;
  }
  Drawn out;
  out.sheets.push_back(std::move(canvas).take(y + (of.of_themselves.empty() ? 4 : 12), of.title, of.description));
  out.list = list_of(of);
  return out;
}

}  // namespace parley::picture
