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

TEST(SharedLines, WhatATextOnlyAssertsIsToldAsThat) {
  World world;
  Document document;
  document.id = "artifact--1", document.name = "report";
  document.text = "Party0 and Party1 used the same talking points on Monday.\n";
  world.material.put(std::move(document));
  Statement one = World::statement(0, 0, 0, {on(0, Stance::affirms)});
  one.document = world.material.document("artifact--1"), one.words = "it is so";
  world.material.put(std::move(one));
  const auto lines = Comparison(world.material).shared_lines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_FALSE(lines.front().found);
  EXPECT_TRUE(lines.front().asserted);
  ASSERT_TRUE(lines.front().source);
  EXPECT_THAT(lines.front().source->sentence, HasSubstr("the same talking points"));
  EXPECT_EQ(lines.front().speakers.size(), 2u);
}

}  // namespace
}  // namespace parley::accounts
