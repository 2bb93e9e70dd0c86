// What a picture promises: no text and no sign lies on another one, nothing leaves the sheet, the list has everything,
// and whatever it is given it stays a picture.
#include "picture/picture.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "picture/canvas.h"
#include "picture/measure.h"
#include "picture/testing.h"
#include "text/display.h"

namespace parley::picture {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Reading kReading{false, "Ruritania", "Graustark"};

Relays some_relays(unsigned seed, std::size_t origins, std::size_t relays, std::size_t pages) {
  Chance chance(seed);
  Relays out;
  out.title = "Who relies on whom", out.description = "A test";
  for (std::size_t i = 0; i < origins; ++i) out.origins.push_back({chance.name(i), "Ruritania", chance.place()});
  for (std::size_t i = 0; i < relays; ++i)
    out.relays.push_back({{chance.name(i), chance.below(2) ? "Graustark" : "", chance.place()}, chance.below(3) == 0});
  for (std::size_t i = 0; i < pages; ++i) out.pages.push_back(chance.name(i));
  for (std::size_t i = 0; i < origins; ++i)
    for (std::size_t k = 0; k <= chance.below(4); ++k) {
      Relays::Way way{i, chance.sign(), {}, chance.below(pages), "", fmt::format("s{}", i)};
      for (std::size_t d = relays == 0 ? 0 : chance.below(6); d > 0; --d) way.through.push_back(chance.below(relays));
      way.sign.told = !way.through.empty();
      out.ways.push_back(std::move(way));
    }
  for (std::size_t k = 0; k < chance.below(3); ++k)
    out.borrowings.push_back({chance.below(pages), chance.below(pages), "Radio Tarn’s reporter asks"});
  return out;
}

Order some_order(unsigned seed, std::size_t lanes, std::size_t occasions, std::size_t positions) {
  Chance chance(seed);
  Order out;
  out.title = "The order of what was said", out.description = "A test";
  for (std::size_t i = 0; i < occasions; ++i)
    out.occasions.push_back(
        {chance.name(i), chance.below(2) ? fmt::format("Day {}", i / 3) : "", chance.below(5) == 0});
  for (std::size_t i = 0; i < lanes; ++i) out.lanes.push_back({chance.name(i), "Ruritania", chance.place()});
  for (std::size_t i = 0; i < positions; ++i) {
    Order::Position one;
    one.lane = chance.below(lanes);
    if (chance.below(5) > 0 && occasions > 0) one.occasion = chance.below(occasions);
    for (std::size_t k = 0; k < chance.below(6); ++k) one.signs.push_back(chance.sign());
    one.words = "notices: beyond reasonable doubt " + chance.name(i), one.sentence = fmt::format("Sentence {}.", i);
    if (!one.occasion) one.relation = "after Monday";
    out.positions.push_back(std::move(one));
  }
  for (std::size_t i = 0; i + 1 < positions && i < 200; ++i)
    if (out.positions[i].lane == out.positions[i + 1].lane)
      out.joins.push_back({i, i + 1, "the Courier: “That is a change”"});
  for (std::size_t i = 0; i < positions / 3; ++i)
    out.unplaced.push_back({{chance.name(i), "", chance.place()}, chance.sign(), "told in April", "s1"});
  for (std::size_t i = 0; i < chance.below(9); ++i)
    out.published.push_back({i % 2 && occasions > 0 ? std::optional(chance.below(occasions)) : std::nullopt,
                             "the Courier, “on Wednesday”"});
  out.received.push_back({std::nullopt, "both texts at once, on 28 November 2026"});
  return out;
}

TwoWholes some_wholes(unsigned seed, std::size_t items) {
  Chance chance(seed);
  TwoWholes out;
  out.title = "Two accounts", out.description = "A test";
  out.a = {chance.name(1), "Ruritania; on the flight, in the Courier", Place::a},
  out.b = {chance.name(2), "Graustark", Place::b};
  for (auto* group : {&out.agree, &out.contradict, &out.no_side, &out.silent})
    for (std::size_t i = 0; i < chance.below(items + 1); ++i) {
      TwoWholes::Item item;
      item.text = fmt::format("{} told {} that it would {}", chance.name(i), chance.name(i + 1),
                              std::string(chance.below(90), 'x'));
      if (chance.below(3) > 0) item.a = chance.sign();
      if (chance.below(3) > 0) item.b = chance.sign();
      group->push_back(std::move(item));
    }
  return out;
}

Strength some_strength(unsigned seed, std::size_t lines) {
  Chance chance(seed);
  Strength out;
  out.title = "Strength", out.description = "A test";
  for (std::size_t i = 0; i < lines; ++i) {
    Strength::Line line;
    line.text = "The two leaders agreed on " + chance.name(i);
    const char* const steps[] = {"is thought of", "is to be explored",      "is planned",
                                 "is agreed",     "is agreed, with a date", "is done"};
    if (const std::size_t count = chance.below(7); count > 2)
      for (std::size_t k = 0; k < count; ++k) line.steps.emplace_back(steps[k]);
    for (std::size_t k = 0; k < 2 + chance.below(3); ++k)
      line.points.push_back(
          {{chance.name(k), "", chance.place()},
           "“agreed to set up a joint working group … with a first session before the end of the year”",
           "in the Courier, line 9",
           line.steps.empty() ? std::nullopt : std::optional(chance.below(line.steps.size()))});
    out.lines.push_back(std::move(line));
  }
  return out;
}

TEST(Pictures, NothingLiesOnAnythingElseWhateverIsDrawn) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    for (const bool from_right : {false, true}) {
      Reading reading = kReading;
      reading.from_right = from_right;
      const std::string of = fmt::format("seed {}{}", seed, from_right ? " mirrored" : "");
      expect_no_overlap(picture_relays(some_relays(seed, 1 + seed % 14, seed % 9, 1 + seed % 4), reading),
                        "relays " + of);
      expect_no_overlap(picture_order(some_order(seed, 1 + seed % 16, seed % 30, 1 + seed), reading), "order " + of);
      expect_no_overlap(picture_two_wholes(some_wholes(seed, seed % 16), reading), "wholes " + of);
      expect_no_overlap(picture_strength(some_strength(seed, 1 + seed % 4), reading), "strength " + of);
    }
  }
}

TEST(Pictures, TheListHasEverything) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Relays relays = some_relays(seed, 30, 20, 9);
    const std::string list = picture_relays(relays, kReading).list;
    const auto escaped = [](const std::string& text) {
      std::string out;
      page::append_escaped(out, text);
      return out;
    };
    for (const auto& way : relays.ways) {
      EXPECT_THAT(list, HasSubstr(escaped(relays.origins[way.origin].name)));
      EXPECT_THAT(list, HasSubstr(escaped(relays.pages[way.page])));
      for (const std::size_t relay : way.through) EXPECT_THAT(list, HasSubstr(escaped(relays.relays[relay].who.name)));
    }
    const Order order = some_order(seed, 20, 40, 90);
    const std::string rows = picture_order(order, kReading).list;
    for (const auto& one : order.positions) EXPECT_THAT(rows, HasSubstr(one.sentence));
    for (const auto& one : order.unplaced) EXPECT_THAT(rows, HasSubstr(escaped(one.who.name)));
    const TwoWholes wholes = some_wholes(seed, 30);
    const std::string items = picture_two_wholes(wholes, kReading).list;
    for (const auto* group : {&wholes.agree, &wholes.contradict, &wholes.no_side, &wholes.silent})
      for (const auto& item : *group) EXPECT_THAT(items, HasSubstr(escaped(item.text)));
  }
}

TEST(Pictures, AreWholeUnlessTheListHasMore) {
  TwoWholes few = some_wholes(1, 2), many = some_wholes(1, kMostItems + 1);
  EXPECT_TRUE(picture_two_wholes(few, kReading).whole());
  EXPECT_FALSE(picture_two_wholes(many, kReading).whole());
  EXPECT_FALSE(picture_relays(some_relays(1, 40, 20, 9), kReading).whole());
}

TEST(Pictures, StayBoundedWhateverTheyAreGiven) {
  const auto bytes = [](const Drawn& drawn) { return drawn.svg().size(); };
  EXPECT_LT(bytes(picture_relays(some_relays(1, 3'000, 500, 400), kReading)), 40'000u);
  EXPECT_LT(bytes(picture_order(some_order(1, 2'000, 1'500, 6'000), kReading)), 400'000u);
  EXPECT_LT(bytes(picture_two_wholes(some_wholes(1, 5'000), kReading)), 40'000u);
  EXPECT_LT(bytes(picture_strength(some_strength(1, 2'000), kReading)), 40'000u);
  expect_no_overlap(picture_relays(some_relays(1, 3'000, 500, 400), kReading), "huge");
}

TEST(Pictures, OriginsWithOnePathStandInOneLine) {
  Relays relays;
  for (std::size_t i = 0; i < 60; ++i) {
    relays.origins.push_back({fmt::format("Origin {}", i), "", Place::a});
    relays.ways.push_back({i, {Mark::so, true, false}, {0}, 0, "", ""});
  }
  relays.relays.push_back({{"Tarlenheim", "Ruritania", Place::a}, false});
  relays.pages.push_back("The Courier");
  const Drawn drawn = picture_relays(relays, kReading);
  EXPECT_THAT(drawn.svg(), HasSubstr("and 59 more"));
  EXPECT_THAT(drawn.list, HasSubstr("Origin 59"));
}

TEST(Pictures, HaveNoScriptNoStyleAndNothingThatIsLoaded) {
  std::string all;
  for (unsigned seed = 0; seed < 10; ++seed) {
    all += picture_relays(some_relays(seed, 8, 4, 2), kReading).svg() +
           picture_order(some_order(seed, 5, 8, 20), kReading).svg();
    all += picture_two_wholes(some_wholes(seed, 9), kReading).svg() +
           picture_strength(some_strength(seed, 3), kReading).svg();
  }
  for (const char* never : {"<script", "style=", "href", "url(", "onload", "http:"})
    EXPECT_THAT(all, Not(HasSubstr(never)));
}

TEST(Pictures, TheSameInputGivesTheSameBytes) {
  EXPECT_EQ(picture_relays(some_relays(7, 9, 5, 3), kReading).svg(),
            picture_relays(some_relays(7, 9, 5, 3), kReading).svg());
  EXPECT_EQ(picture_order(some_order(7, 9, 5, 30), kReading).svg(),
            picture_order(some_order(7, 9, 5, 30), kReading).svg());
}

TEST(Pictures, OnAPageReadFromTheRightTheFirstSideStandsAtTheRight) {
  Relays relays;
  relays.origins = {{"Origin", "", Place::a}};
  relays.pages = {"The Courier"};
  relays.ways = {{0, {}, {}, 0, "", ""}};
  const auto x_of = [&](bool from_right, const std::string& what) {
    const Drawn drawn = picture_relays(relays, {from_right, "A", "B"});
    for (const Box& box : drawn.sheets[0].boxes)
      if (box.what == what) return box.x;
    return -1.0;
  };
  EXPECT_LT(x_of(false, "Origin"), x_of(false, "The Courier"));
  EXPECT_GT(x_of(true, "Origin"), x_of(true, "The Courier"));
}

TEST(Matrix, ContinuesASideOnATableOfItsOwnAndLeavesOutRowsThatHoldNothingThere) {
  Matrix matrix;
  for (std::size_t i = 0; i < 40; ++i)
    matrix.columns.push_back({fmt::format("Account {}", i), "", i < 20 ? Place::a : Place::b});
  matrix.groups = {{"Contradicted", {{"First", "q-1"}, {"Second", ""}}}};
  matrix.cells = {{0, 3, {{Mark::so}}, "affirms", "c-1", "s1"}, {1, 30, {{Mark::not_so}}, "denies", "", "s2"}};
  const std::string html = picture_matrix(matrix, kReading);
  std::size_t tables = 0;
  for (std::size_t at = html.find("<table"); at != std::string::npos; at = html.find("<table", at + 1)) ++tables;
  EXPECT_EQ(tables, 2u);
  EXPECT_EQ(html.find("First"), html.rfind("First")) << "not in the table of the other side";
  EXPECT_THAT(html, HasSubstr("data-s=\"s2\""));
}

TEST(Measure, WhatDoesNotFitEndsInAnEllipsisAndNoLineIsWider) {
  for (const char* name : kNames)
    for (const double width : {30.0, 80.0, 200.0}) {
      for (const auto& line : lines_of(std::string(name) + " " + name, Face::sans, 10, width, 2)) {
        EXPECT_LE(width_of(line, Face::sans, 10), width + 10.5) << line;  // one character always stands
      }
      EXPECT_LE(name_lines(name, Face::sans_strong, 11, width).size(), 2u);
    }
  EXPECT_EQ(lines_of("The lights went out", Face::sans, 10, 1000, 2), std::vector<std::string>{"The lights went out"});
  EXPECT_THAT(lines_of("The lights went out", Face::sans, 10, 50, 1)[0], HasSubstr("…"));
  EXPECT_TRUE(lines_of("", Face::sans, 10, 50, 1).empty());
}

TEST(PushedApart, LeavesWhoHasRoomAndKeepsTheOrderOfTheOthers) {
  EXPECT_EQ(pushed_apart({10, 100}, {10, 10}, 5, 0), (std::vector<double>{10, 100}));
  const auto at = pushed_apart({50, 50, 50}, {20, 20, 20}, 10, 0);
  EXPECT_EQ(at, (std::vector<double>{20, 50, 80}));
  EXPECT_EQ(pushed_apart({-50}, {20}, 10, 30)[0], 40);
}

}  // namespace
}  // namespace parley::picture
