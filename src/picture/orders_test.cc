// Each party's order and what each has stated: nothing lies on something else, ties share a place, the list has all.
#include "picture/orders.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "picture/testing.h"

namespace parley::picture {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Reading kAsWritten{false, "", ""};

Orders some_orders(unsigned seed, std::size_t parties, std::size_t hypotheses) {
  Chance chance(seed);
  Orders out;
  out.title = "Each party’s order", out.description = "A test";
  for (std::size_t h = 0; h < hypotheses; ++h) out.hypotheses.push_back(chance.name(h));
  for (std::size_t p = 0; p < parties; ++p) {
    Orders::Party one{{chance.name(p), "7 of 8 rows", p == 0 ? Place::a : p == 1 ? Place::b : Place::others}, {}, ""};
    if (chance.below(6) == 0) {
      one.none = "Nothing is ranked: no two rivals are rated on the same rows, or as many on others.";
    } else {
      int place = 1;
      for (std::size_t h = 0; h < hypotheses; ++h) {
        if (h > 0 && chance.below(3) > 0) place = static_cast<int>(h) + 1;
        one.order.push_back({(h * 7 + p) % hypotheses, place, fmt::format("{} against", h)});
      }
    }
    out.parties.push_back(std::move(one));
  }
  for (std::size_t i = 0; i < chance.below(7); ++i)
    out.beside.push_back(chance.name(i) + ": rated on 1 of 8 by " + chance.name(i + 1));
  return out;
}

TEST(Orders, NothingLiesOnSomethingElse) {
  unsigned seed = 0;
  for (const std::size_t parties : {0u, 1u, 2u, 3u, 5u})
    for (const std::size_t hypotheses : {1u, 2u, 3u, 5u, 11u, 40u})
      for (const bool wide : {false, true})
        for (const bool from_right : {false, true}) {
          if (!wide && parties > 2) continue;
          const auto of = some_orders(++seed, parties, hypotheses);
          const auto drawn = picture_orders(of, {from_right, "", ""}, wide);
          expect_no_overlap(drawn, fmt::format("{} parties, {} hypotheses, {}", parties, hypotheses, seed));
          for (const std::string& one : of.hypotheses)
            if (std::ranges::any_of(of.parties, [](const auto& party) { return !party.order.empty(); }) &&
                one.find('<') == std::string::npos)
              EXPECT_THAT(drawn.list, HasSubstr(one));
        }
}

// What a picture says besides: how much of it stands only in the list.
bool is_a_count(std::string_view text) { return text.ends_with(", in the list"); }

TEST(Orders, TheListSaysAllThatThePictureDoes) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    const auto of = some_orders(seed, 1 + seed % 4, 1 + seed % 9);
    const auto drawn = picture_orders(of, kAsWritten, true);
    const std::string list = text_of_list(drawn.list);
    for (const Box& box : drawn.sheets.front().boxes) {
      if (is_a_count(box.what)) continue;
      // "2nd, 3 against": in the list the name stands between the two.
      const auto comma = box.what.find(", ");
      const bool is_place = comma != std::string::npos && box.what.ends_with(" against");
      EXPECT_TRUE(is_in_list(is_place ? box.what.substr(0, comma) + " " : box.what, list)) << seed << box.what;
      if (is_place) EXPECT_TRUE(is_in_list(box.what.substr(comma), list)) << seed << box.what;
    }
    // And every place of everybody, whatever was drawn.
    for (const Orders::Party& party : of.parties)
      for (const Orders::Ranked& one : party.order)
        EXPECT_TRUE(is_in_list(fmt::format(" {}, {}", of.hypotheses[one.hypothesis], one.sum), list)) << seed;
    for (const std::string& one : of.beside) EXPECT_TRUE(is_in_list("Not ranked: " + one + ".", list)) << seed;
  }
}

// The heights at which the names of one party stand.
TEST(Orders, TiesShareAPlace) {
  Orders of;
  of.hypotheses = {"Unit 9", "A storm", "Maintenance"};
  of.parties = {{{"Ruritania", "", Place::a}, {{0, 1, "1 against"}, {1, 1, "1 against"}, {2, 3, "4 against"}}, ""}};
  const auto drawn = picture_orders(of, kAsWritten, false);
  std::size_t firsts = 0;
  for (const Box& box : drawn.sheets[0].boxes) firsts += box.what == "1st, 1 against";
  EXPECT_EQ(firsts, 1u) << "one place, told once";
  EXPECT_THAT(drawn.list, HasSubstr("1st Unit 9, 1 against; 1st A storm, 1 against; 3rd Maintenance, 4 against."));
}

TEST(Orders, OnlyWhatIsInBothOrdersIsJoined) {
  Orders of;
  of.hypotheses = {"Unit 9", "A storm", "Maintenance"};
  of.parties = {{{"Ruritania", "", Place::a}, {{0, 1, "0 against"}, {1, 2, "1 against"}}, ""},
                {{"Graustark", "", Place::b}, {{1, 1, "0 against"}, {2, 2, "1 against"}}, ""}};
  of.beside = {"Maintenance: rated on 1 of 8 by Ruritania"};
  const auto drawn = picture_orders(of, kAsWritten, false);
  std::size_t curves = 0;
  for (auto at = drawn.svg().find("C"); at != std::string::npos; at = drawn.svg().find("C", at + 1)) ++curves;
  EXPECT_EQ(curves, 1u);
  EXPECT_THAT(drawn.svg(), HasSubstr(">Not ranked<"));
}

TEST(Orders, HostileNamesAreText) {
  Orders of;
  of.title = "</title><script>alert(1)</script>";
  of.hypotheses = {"<script>alert(1)</script>"};
  of.parties = {{{"<b>", "\u202e", Place::a}, {{0, 1, "0 against"}}, ""}};
  const auto drawn = picture_orders(of, kAsWritten, true);
  EXPECT_THAT(drawn.svg() + drawn.list, Not(HasSubstr("<script")));
}

Stated some_stated(unsigned seed, std::size_t parties, std::size_t hypotheses) {
  static constexpr std::pair<int, int> kBands[] = {{1, 5}, {5, 20}, {20, 45}, {45, 55}, {55, 80}, {80, 95}, {95, 99}};
  static constexpr const char* kWords[] = {"almost no chance", "very unlikely", "unlikely",      "roughly even chance",
                                           "likely",           "very likely",   "almost certain"};
  Chance chance(seed);
  Stated out;
  out.title = "What each has stated", out.description = "A test";
  for (std::size_t p = 0; p < parties; ++p)
    out.parties.push_back({chance.name(p), "", p == 0 ? Place::a : p == 1 ? Place::b : Place::others});
  for (std::size_t h = 0; h < hypotheses; ++h) {
    Stated::Line line{chance.name(h), {}, ""};
    for (std::size_t p = 0; p < parties; ++p) {
      const std::size_t band = chance.below(7), sure = chance.below(4);
      if (chance.below(3) == 0)
        line.silent += (line.silent.empty() ? "no conclusion stated by " : ", ") + out.parties[p].name;
      else
        line.stated.push_back({p, kBands[band].first, kBands[band].second, kWords[band],
                               sure == 0   ? ""
                               : sure == 1 ? "low"
                               : sure == 2 ? "moderate"
                                           : "high",
                               static_cast<int>(sure)});
    }
    out.lines.push_back(std::move(line));
  }
  return out;
}

TEST(Stated, NothingLiesOnSomethingElse) {
  for (unsigned seed = 0; seed < 60; ++seed)
    expect_no_overlap(picture_stated(some_stated(seed, 1 + seed % 5, 1 + seed % 9), {seed % 2 == 1, "", ""}),
                      fmt::format("seed {}", seed));
}

TEST(Stated, TheListSaysAllThatThePictureDoes) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    const auto of = some_stated(seed, 1 + seed % 5, 1 + seed % 9);
    const auto drawn = picture_stated(of, kAsWritten);
    const std::string list = text_of_list(drawn.list);
    for (const Box& box : drawn.sheets.front().boxes) {
      // Below the heads; the list says each party's name with its words.
      if (box.y < 40 || is_a_count(box.what) || box.what == "Two judgements, never multiplied.") continue;
      EXPECT_TRUE(is_in_list(box.what, list)) << seed << box.what;
    }
    for (const Stated::Line& line : of.lines)
      for (const Stated::One& one : line.stated)
        EXPECT_TRUE(is_in_list(
            fmt::format("{}: {} ({}–{} %), confidence in the analysis {}", of.parties[one.party].name, one.likelihood,
                        one.from, one.to, one.confidence.empty() ? "not said" : one.confidence),
            list))
            << seed;
  }
}

// Filled and open dots side by side: how sure the party is of its own analysis, and nothing else.
TEST(Stated, ConfidenceStandsInItsOwnColumnAsDots) {
  Stated of;
  of.parties = {{"Ruritania", "", Place::a}};
  of.lines = {{"Unit 9", {{0, 80, 95, "very likely", "moderate", 2}}, ""}};
  const std::string svg = picture_stated(of, kAsWritten).svg();
  std::size_t filled = 0, open = 0;
  for (auto at = svg.find("<circle class=\"ia sf\""); at != std::string::npos;
       at = svg.find("<circle class=\"ia sf\"", at + 1))
    ++filled;
  for (auto at = svg.find("<circle class=\"ia sp\""); at != std::string::npos;
       at = svg.find("<circle class=\"ia sp\"", at + 1))
    ++open;
  EXPECT_EQ(filled, 2u);
  EXPECT_EQ(open, 1u);
  EXPECT_THAT(picture_stated(of, kAsWritten).list,
              HasSubstr("Ruritania: very likely (80–95 %), confidence in the analysis moderate"));
}

}  // namespace
}  // namespace parley::picture
