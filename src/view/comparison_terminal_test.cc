// A comparison on a terminal: it fits the columns, and nobody's words move the cursor.
#include "view/comparison_terminal.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "accounts/fixture.h"
#include "accounts/worked_cases.h"
#include "text/display.h"

namespace parley::view {
namespace {

using namespace accounts;
using namespace accounts::testing;
using ::testing::HasSubstr;
using ::testing::Not;

std::string drawn(const Comparison& comparison, std::string_view title, const TerminalStyle& style) {
  const auto selection = select(comparison, {});
  PARLEY_CHECK(selection.ok());
  return render(comparison, *selection, tell(comparison, *selection), title, style);
}

TEST(ComparisonTerminal, HostileWordsMoveNoCursor) {
  World world;
  Statement statement = World::statement(0, 0, 0, {on(0, Stance::affirms)});
  statement.words = "\x1b[2J<script>alert(1)</script>\xe2\x80\xae\r";
  world.material.put(std::move(statement));
  world.material.put(World::statement(1, 1, 0, {on(0, Stance::denies)}));
  const Comparison comparison(world.material);
  const std::string text = drawn(comparison, "a\x1b[31m title", {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
  EXPECT_THAT(text, HasSubstr("<script>alert(1)</script>"));
}

TEST(ComparisonTerminal, LinesFitTheColumns) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    RandomCase random(seed);
    random.put_all();
    const Comparison comparison(random.world.material);
    for (const std::size_t columns : {40u, 80u, 160u}) {
      const std::string text = drawn(comparison, "a case", {columns, false});
      for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        EXPECT_LE(text::width(std::string_view(text).substr(at, end - at)), columns) << text.substr(at, end - at);
        at = end + 1;
      }
    }
  }
}

// So many that decline on what nobody else speaks of, and in the end a few on what is contradicted.
TEST(ComparisonTerminal, OfManyWhoDidNotAnswerTheGravestAreShownAndTheOthersCounted) {
  constexpr std::size_t kDecline = kMostLines + 20, kOnTheGravest = 5;
  World world(kDecline, 2, 3);
  for (std::size_t i = 0; i < kDecline; ++i)
    world.material.put(World::statement(i, static_cast<PartyIndex>(i), 0,
                                        {on(i < kDecline - kOnTheGravest ? 0u : 1u, Stance::declines)}));
  world.material.put(World::statement(kDecline, 0, 0, {on(1, Stance::affirms)}));
  world.material.put(World::statement(kDecline + 1, 1, 0, {on(1, Stance::denies)}));
  const Comparison comparison(world.material);
  std::string text = drawn(comparison, "a case", {});
  const std::size_t begin = text.find("Did not answer");
  ASSERT_NE(begin, std::string::npos);
  text = text.substr(begin, text.find("\n\n", begin) - begin);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), static_cast<std::ptrdiff_t>(kMostLines + 2)) << text;
  for (std::size_t i = kDecline - kOnTheGravest; i < kDecline; ++i)
    EXPECT_THAT(text, HasSubstr(fmt::format("Party{}, on whether", i)));
  EXPECT_THAT(text, HasSubstr("And 20 more, less grave: --html has all"));
}

std::string of_port_vellin(const Choice& choice = {}) {
  const PortVellin one(parley::testing::shared_dir() / "cases/port-vellin");
  const Comparison comparison(one.material);
  const auto selection = select(comparison, choice);
  PARLEY_CHECK(selection.ok());
  return render(comparison, *selection, tell(comparison, *selection), "Port Vellin", {20'000, false});
}

TEST(ComparisonTerminal, SaysOnWhatAPropositionRestsAndWhoHasNotSpoken) {
  PARLEY_SHARED_PATH(folder, "cases/port-vellin");
  const std::string text = of_port_vellin();
  EXPECT_THAT(text,
              HasSubstr("P4   The ferry came faster than four knots\n     So: 3 accounts, 2 origins: a passenger; "
                        "Brandt, with a deckhand of the ferry. Not so: 2 accounts, 1 origin: Vellin Transit.\n"));
  EXPECT_THAT(text, HasSubstr("; who himself “has not spoken in public”, the Oriel Courier, line 7"));
  EXPECT_THAT(text, HasSubstr("Corvo to the town council, on Monday ["));
  EXPECT_THAT(text, HasSubstr("Vellin Transit denies it (on Friday): “The Aurelia was not late"));
}

TEST(ComparisonTerminal, BeginsEntriesAndTellsTimesAsSentencesDo) {
  PARLEY_SHARED_PATH(folder, "cases/port-vellin");
  const std::string text = of_port_vellin();
  EXPECT_THAT(text, HasSubstr("A passenger ["));
  EXPECT_THAT(text, HasSubstr("affirms on Monday, “work without fault”"));
  EXPECT_THAT(text,
              HasSubstr("Peter Gant, on whether the tug’s mate had been drinking: asked whether the tug’s mate had "
                        "been drinking, declined to answer, “does not discuss its people”"));
  for (const char* never :
       {", On Monday", ": asked whether the tug’s mate had been drinking:", "not so:", ", Thursday, Thursday"})
    EXPECT_THAT(text, Not(HasSubstr(never)));
}

TEST(ComparisonTerminal, SaysNothingOfWhatAFilterLeavesOut) {
  PARLEY_SHARED_PATH(folder, "cases/port-vellin");
  for (const Only only : {Only::unanswered, Only::changed}) {
    const std::string text = of_port_vellin({.only = only});
    for (const char* never :
         {"obody contradicts", "obody declined", "nobody,", "0 are", "nowhere", "agree on nothing", "Agree:"})
      EXPECT_THAT(text, Not(HasSubstr(never)));
  }
  EXPECT_THAT(of_port_vellin({.only = Only::unanswered}), Not(HasSubstr("0 of them")));
}

}  // namespace
}  // namespace parley::view
