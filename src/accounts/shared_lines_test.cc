// Short lines count when their words are rare together; what everybody says does not; and how often it is wrong is
// measured.
#include <gmock/gmock.h>

#include "accounts/worked_cases.h"

namespace parley::accounts {
namespace {

using namespace testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Spoken {
  PartyIndex speaker;
  const char* words;
  std::vector<TakenStance> stances = {};
  const char* act = "";
};

// Each in quotation marks, in a report of its own, as the words of a case of its own.
std::vector<SharedLine> lines_of(const std::vector<Spoken>& spoken) {
  static std::optional<World> world;
  static std::optional<Comparison> comparison;
  comparison.reset();
  world.emplace(6, 3, 8);
  for (std::size_t i = 0; i < spoken.size(); ++i) {
    Statement one = World::statement(i, spoken[i].speaker, static_cast<EventIndex>(i), spoken[i].stances);
    one.words = spoken[i].words, one.form = Form::direct, one.act = spoken[i].act;
    world->material.put(std::move(one));
  }
  comparison.emplace(world->material);
  return comparison->shared_lines();
}

TEST(SharedLines, ShortOnesCountWhenTheirWordsAreRareTogether) {
  EXPECT_EQ(lines_of({{0, "The question is how we move forward."}, {1, "We asked how we go forward."}}).size(), 1u);
  EXPECT_EQ(lines_of({{0, "Nobody really knows."}, {1, "Well, nobody really knows, for sure."}}).size(), 1u);
  EXPECT_EQ(lines_of({{0, "It was a stale key in a foreign lock."}, {1, "We saw a stale key in a foreign lock."}})
                .front()
                .line,
            "a stale key in a foreign lock");
}

TEST(SharedLines, WhatEverybodySaysIsNone) {
  const char* rows[][2] = {{"I don’t know what to tell you.", "I don’t know what they want."},
                           {"We take this very seriously.", "The Ministry takes this matter very seriously."},
                           {"I am not going to discuss it.", "I am not going to get into that today."},
                           {"It is true, it is a fact.", "Is it true? It is a question."},
                           {"The great majority of them left.", "It is the great majority of cases."},
                           {"He told me that it was his.", "She told me that it was hers."}};
  for (const auto& row : rows) EXPECT_THAT(lines_of({{0, row[0]}, {1, row[1]}}), IsEmpty()) << row[0];
}

TEST(SharedLines, WhatTheMatterIsAboutIsNone) {
  // The harbour lights stand in everybody's mouth.
  std::vector<Spoken> spoken = {{0, "The crimson harbour beacon failed on Sunday."}};
  EXPECT_EQ(lines_of({spoken[0], {1, "A crimson harbour beacon failed twice."}}).size(), 1u);
  for (const char* words :
       {"My beacon at the harbour was fine.", "That crimson paint failed.", "A beacon glows crimson.",
        "The harbour failed us.", "Whose harbour, which beacon?", "She failed."})
    spoken.push_back({static_cast<PartyIndex>(spoken.size() % 4), words});
  spoken.push_back({1, "A crimson harbour beacon failed twice."});
  for (const SharedLine& line : lines_of(spoken)) EXPECT_LT(line.weight, 60);
}

TEST(SharedLines, AQuestionThatTakesWordsUpIsNone) {
  EXPECT_THAT(lines_of({{0, "a stale key in a foreign lock"},
                        {1, "Was it a stale key in a foreign lock?", {on(0, Stance::raises)}}}),
              IsEmpty());
}

TEST(SharedLines, ASpeakerWhoRepeatsHimselfInsteadOfAnsweringHasOne) {
  const auto lines = lines_of({{0, "The patient comes before the plumbing.", {on(0, Stance::declines)}},
                               {0, "The patient comes before the plumbing.", {on(0, Stance::declines)}}});
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_TRUE(lines.front().instead_of_answer);
  EXPECT_THAT(lines.front().telling, ElementsAre("patient", "plumbing"));
  // Who tells one thing twice has none.
  EXPECT_THAT(lines_of({{0, "The patient comes before the plumbing.", {on(0, Stance::affirms)}},
                        {0, "The patient comes before the plumbing.", {on(0, Stance::affirms)}}}),
              IsEmpty());
}

TEST(SharedLines, AreRankedAndTellTheirEvidence) {
  const auto lines = lines_of({{0, "Nobody really knows."},
                               {1, "Nobody really knows."},
                               {2, "Every lantern burned with stolen whale oil."},
                               {3, "Every lantern burned with stolen whale oil."}});
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_GT(lines[0].weight, lines[1].weight);
  EXPECT_EQ(lines[1].line, "Nobody really knows");
}

// What one puts into another's mouth is the other's, and one utterance told twice is no line.
TEST(SharedLines, WhatOnePutsIntoTheMouthOfTheOtherIsNone) {
  World world;
  Document document;
  document.id = "artifact--1", document.name = "report";
  const std::string first = "it was a stale key in a foreign lock",
                    second = "that he said it was a stale key in a foreign lock";
  document.text = first + "\n" + second + "\n";
  const DocumentIndex index = world.material.put(std::move(document));
  const auto span = [](std::size_t at, const std::string& text) {
    return Span{
        .start = at, .end = at + text.size(), .byte_start = at, .byte_end = at + text.size(), .line = 1, .text = text};
  };
  Statement own = World::statement(0, 0, 0, {}), told = World::statement(1, 1, 1, {}),
            inner = World::statement(2, 0, 0, {});
  for (Statement* one : {&own, &told, &inner}) one->document = index, one->form = Form::direct;
  own.content_spans = {span(0, first)}, told.content_spans = {span(first.size() + 1, second)};
  inner.content_spans = {span(first.size() + 1 + 13, second.substr(13))};
  inner.within = 1;
  world.material.put(std::move(own)), world.material.put(std::move(told)), world.material.put(std::move(inner));
  EXPECT_THAT(Comparison(world.material).shared_lines(), IsEmpty());
}

// A text with statements at places of it, each by its speaker, how he says it, and his words.
struct InText {
  PartyIndex speaker;
  std::string act, words;
  std::size_t nth = 0;
};
std::vector<std::string> lines_in(const std::string& text, const std::vector<InText>& said) {
  World world;
  Document document;
  document.id = "artifact--1", document.name = "report", document.text = text;
  const DocumentIndex index = world.material.put(std::move(document));
  for (std::size_t i = 0; i < said.size(); ++i) {
    Statement one = World::statement(i, said[i].speaker, kNone, {});
    one.document = index, one.act = said[i].act, one.form = Form::direct;
    std::size_t at = text.find(said[i].words);
    for (std::size_t k = 0; k < said[i].nth; ++k) at = text.find(said[i].words, at + 1);
    const std::size_t end = at + said[i].words.size();
    one.content_spans = {
        {.start = at, .end = end, .byte_start = at, .byte_end = end, .line = 1, .text = said[i].words}};
    world.material.put(std::move(one));
  }
  std::vector<std::string> out;
  const Comparison comparison(world.material);
  for (const SharedLine& line : comparison.shared_lines()) out.push_back(line.line);
  return out;
}

TEST(SharedLines, ATextThatQuotesOneManTwiceTellsOfOneUtterance) {
  const std::string line = "some kid in a basement";
  EXPECT_THAT(lines_in("Stratton blames " + line + "\n\nStratton said: it was " + line + ".\n",
                       {{0, "says", line}, {0, "says", line, 1}}),
              IsEmpty());
  // Two turns of a transcript are two.
  EXPECT_THAT(
      lines_in("BANKS: " + line + "\nFITCH: Was it?\nBANKS: " + line + "\n", {{0, "says", line}, {0, "says", line, 1}}),
      ElementsAre(line));
  // One place that was marked twice is one.
  EXPECT_THAT(lines_in("BANKS: " + line + "\n", {{0, "says", line}, {0, "calls", line}}), IsEmpty());
}

TEST(SharedLines, WhoDisagreesWithWordsOrReadsThemOutHasNotUsedThem) {
  const std::string line = "only help the hungry bandits", text = "It would " + line + ", a line of the ministry.\n";
  EXPECT_THAT(lines_in(text, {{0, "says", line}, {1, "says", line}}),
              ElementsAre(HasSubstr("help the hungry bandits")));
  for (const char* act : {"disagrees", "denies", "reads aloud", "quotes"})
    EXPECT_THAT(lines_in(text, {{0, "says", line}, {1, act, line}}), IsEmpty()) << act;
}

TEST(SharedLines, ThatTheseAreSomebodysWordsIsToldWithThem) {
  World world;
  Party minister;
  minister.id = id_of("identity", 0), minister.name = "p0", minister.title = "Party0",
  minister.aliases = {"the minister"};
  world.material.put(std::move(minister));
  Document document;
  document.id = "artifact--1", document.name = "briefing";
  document.text = "P1: It was a stale key in a foreign lock.\n\nQ: Those are the minister’s words.\n";
  world.material.put(std::move(document));
  const std::string first = "It was a stale key in a foreign lock.", remark = "Those are the minister’s words.";
  const std::string text = world.material.documents().front().text;
  const auto put = [&](std::size_t number, PartyIndex speaker, const std::string& words) {
    Statement one = World::statement(number, speaker, kNone, {});
    one.document = world.material.document("artifact--1"), one.form = Form::direct;
    const std::size_t at = text.find(words), end = at + words.size();
    one.content_spans = {{.start = at, .end = end, .byte_start = at, .byte_end = end, .line = 1, .text = words}};
    world.material.put(std::move(one));
  };
  put(0, 1, first), put(1, 2, remark);
  Statement elsewhere = World::statement(2, 0, 0, {});
  elsewhere.words = "It was a stale key in a foreign lock.", elsewhere.form = Form::direct;
  world.material.put(std::move(elsewhere));
  const Comparison comparison(world.material);
  const auto lines = comparison.shared_lines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_TRUE(lines.front().found && lines.front().asserted);
  ASSERT_TRUE(lines.front().source);
  EXPECT_THAT(lines.front().source->sentence, HasSubstr("Those are the minister’s words."));
}

TEST(SharedLines, WhatATextOnlyAssertsIsToldAsThat) {
  World world;
  Document document;
  document.id = "artifact--1", document.name = "report";
  document.text = "Party0 and Party1 used the same talking points on Monday.\n";
  world.material.put(std::move(document));
  Statement one = World::statement(0, 0, 0, {on(0, Stance::affirms)});
  one.document = world.material.document("artifact--1"), one.words = "it is so";
  world.material.put(std::move(one));
  const Comparison comparison(world.material);
  const auto lines = comparison.shared_lines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_FALSE(lines.front().found);
  EXPECT_TRUE(lines.front().asserted);
  ASSERT_TRUE(lines.front().source);
  EXPECT_THAT(lines.front().source->sentence, HasSubstr("the same talking points"));
  EXPECT_EQ(lines.front().speakers.size(), 2u);
}

}  // namespace
}  // namespace parley::accounts
