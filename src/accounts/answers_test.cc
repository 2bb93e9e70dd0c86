// Who did not answer, with the question and the words used instead; and whose silence is noticed.
#include "accounts/answers.h"

#include <gmock/gmock.h>

#include "accounts/fixture.h"
#include "accounts/report.h"
#include "accounts/worked_cases.h"

namespace parley::accounts {
namespace {

using namespace testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// "gant on P5, asked whether ...: declined to answer “...”".
std::string told(const Material& material, const NonAnswer& one) {
  std::string out = one.who == kNone ? "?" : material.parties()[one.who].name;
  for (const PropositionIndex on : one.on) out += " " + material.propositions()[on].name;
  if (!one.question.empty()) out += ", asked " + one.question;
  for (const auto& answer : one.answers)
    out += ": " + std::string(to_string(answer.how)) +
           (answer.quote.text.empty() ? "" : " " + in_quotes(answer.quote.text));
  if (!one.recorded()) out += ": " + one.sentence;
  return out;
}

std::vector<std::string> told(const Material& material, bool recorded) {
  std::vector<std::string> out;
  for (const NonAnswer& one : non_answers(Comparison(material)))
    if (one.recorded() == recorded) out.push_back(told(material, one));
  return out;
}

TEST(NonAnswers, OfPortVellinAreTwoOnRecordAndThreeThatOnlyTheTextsTell) {
  PARLEY_SHARED_PATH(folder, "cases/port-vellin");
  const PortVellin one(folder);
  EXPECT_THAT(
      told(one.material, true),
      ElementsAre("gant P5, asked whether the tug’s mate had been drinking: declined to answer “does not discuss "
                  "its people”",
                  "corvo P3, asked on Friday whether the red lamp was lit on Wednesday night: declined to answer "
                  "“leave that to the Maritime Board”"));
  EXPECT_THAT(told(one.material, false),
              ElementsAre("board: The Board would not say what it shows.",
                          "brandt: The captain of the tug, Ole Brandt, has not spoken in public.",
                          "transit: Vellin Transit did not answer the question."));
}

TEST(NonAnswers, OfLakeTarnAreThoseThatWereRecorded) {
  PARLEY_SHARED_PATH(folder, "cases/lake-tarn");
  const auto material = lake_tarn(folder);
  ASSERT_TRUE(material.ok()) << material.error().message;
  EXPECT_THAT(
      told(*material, true),
      UnorderedElementsAre(
          "tarlenheim Q8, asked who proposed it: declined to answer",
          "tarlenheim Q6, asked whether the chancellor had also raised the forged notices affair: said this "
          "instead of an answer “looking ahead, not looking back”: declined to answer",
          "tarlenheim Q7 Q20, asked about the note: neither confirmed nor denied: said this instead of an answer "
          "“I do not comment on other people’s paper”",
          "two_governments Q17: declined to answer",
          "quinnox Q20, asked whether an official note of the meeting exists: declined to answer",
          "gorvenko Q4: did not speak of it", "chancellery Q17: gave no answer"));
  EXPECT_THAT(told(*material, false), IsEmpty());
}

TEST(NonAnswers, WhatSomebodyIsQuotedAsSayingIsNoneOfTheTexts) {
  World world;
  Document document;
  document.id = "artifact--1", document.name = "d";
  document.text = "Party1 said: “The office did not answer.” Party2 declined to speak. It did not answer in 1.5 hours.";
  const DocumentIndex at = world.material.put(std::move(document));
  Statement one = World::statement(0, 1, 0, {on(0, Stance::affirms)});
  one.document = at;
  world.material.put(std::move(one));
  EXPECT_THAT(told(world.material, false),
              ElementsAre("p2: Party2 declined to speak.", "?: It did not answer in 1.5 hours."));
}

TEST(Silences, AreNotOfSomebodyWhoIsOnlyQuoted) {
  World world;
  std::size_t number = 0;
  const auto say = [&](PartyIndex who, PropositionIndex what, PartyIndex via = kNone) {
    Statement one = World::statement(number++, who, 0, {on(what, Stance::affirms)});
    if (via != kNone)
      one.chain = {{5, "reports", kNone}, {via, "tells", kNone}};
    else
      one.chain = {{5, "reports", kNone}};
    world.material.put(std::move(one));
  };
  for (const PropositionIndex q : {0u, 1u, 2u}) say(0, q);
  for (const PropositionIndex q : {0u, 1u}) say(1, q), say(2, q, 3);
  const Comparison comparison(world.material);
  const Silences found = comparison.silences();
  ASSERT_EQ(found.list.size(), 1u);
  EXPECT_EQ(comparison.accounts()[found.list[0].account].holder, 1u);
  EXPECT_EQ(found.list[0].why, Silence::Why::others_spoke);
}

// A document of which one sentence is recorded as a decline, without words of the speaker's own.
struct Refusal {
  World world;
  Refusal() {
    Party paper;
    paper.id = "identity--paper", paper.name = "paper", paper.title = "the Courier", paper.kind = "publisher";
    world.material.put(std::move(paper));
    Document document;
    document.id = "artifact--1", document.name = "courier";
    document.text = "The union wants the tape.\n\nIt was played to nobody. Party1 did not answer the question.\n";
    document.voice = world.material.party("identity--paper");
    world.material.put(std::move(document));
    // Somebody else is recorded in the document, so that it counts.
    Statement other = World::statement(0, 0, kNone, {on(0, Stance::affirms)});
    other.document = 0, other.words = "the tape";
    world.material.put(std::move(other));
  }
  Statement decline(std::string_view words) const {
    Statement out = World::statement(1, 1, kNone, {on(0, Stance::declines)});
    out.document = 0, out.act = "declines";
    if (words.empty()) return out;
    const std::string& text = world.material.documents()[0].text;
    Span span;
    span.byte_start = text.find(words), span.byte_end = span.byte_start + words.size(), span.text = words;
    span.start = span.byte_start, span.end = span.byte_end, span.line = 3;
    out.content_spans = {span}, out.words = words;
    return out;
  }
};

TEST(NonAnswers, WhatTheTextAloneToldStaysWhenTheDeclineIsEntered) {
  Refusal before;
  const Comparison alone(before.world.material);
  ASSERT_EQ(non_answers(alone).size(), 1u);
  EXPECT_EQ(in_words(before.world.material, non_answers(alone)[0]),
            "Party1 did not answer the question. (only the text tells: the Courier, line 3)");
  // With the sentence as its words, and with nothing that says where it stands.
  for (const char* words : {"did not answer the question", ""}) {
    Refusal after;
    after.world.material.put(after.decline(words));
    const Comparison comparison(after.world.material);
    const auto all = non_answers(comparison);
    ASSERT_EQ(all.size(), 1u) << words;
    EXPECT_TRUE(all[0].recorded());
    EXPECT_EQ(all[0].sentence, "Party1 did not answer the question.");
    EXPECT_THAT(in_words(after.world.material, all[0]),
                HasSubstr("(“Party1 did not answer the question”, the Courier, line 3)"))
        << words;
    std::string json;
    const auto selection = select(comparison, {});
    write_json(comparison, *selection, [&](std::string_view part) { json += part; });
    EXPECT_THAT(json, HasSubstr("\"text\":\"Party1 did not answer the question.\"")) << words;
  }
}

TEST(NonAnswers, AreToldInOneSentence) {
  PARLEY_SHARED_PATH(folder, "cases/port-vellin");
  const PortVellin one(folder);
  const auto all = non_answers(Comparison(one.material));
  EXPECT_EQ(in_words(one.material, all.at(0)),
            "asked whether the tug’s mate had been drinking, declined to answer, “does not discuss its people”");
}

TEST(Silences, OfThoseAskedStandBeforeThoseOfWhomOthersSpoke) {
  World world;
  std::size_t number = 0;
  const auto say = [&](PartyIndex who, PropositionIndex what, Stance stance, PartyIndex to = kNone) {
    Statement one = World::statement(number++, who, 0, {on(what, stance)});
    one.addressee = to;
    world.material.put(std::move(one));
  };
  for (const PropositionIndex q : {0u, 1u, 2u}) say(0, q, Stance::affirms);
  for (const PropositionIndex q : {0u, 1u}) say(1, q, Stance::affirms);
  say(2, 3, Stance::raises, 1);
  const Comparison comparison(world.material);
  const Silences found = comparison.silences();
  ASSERT_GE(found.list.size(), 2u);
  EXPECT_EQ(found.list[0].why, Silence::Why::asked);
  EXPECT_EQ(found.list[0].proposition, 3u);
  Shown shown{std::vector<bool>(comparison.accounts().size()), std::vector<bool>(6, true)};
  EXPECT_THAT(comparison.silences(&shown).list, IsEmpty()) << "nobody is looked at";
}

TEST(Quotes, HaveOnePairOfMarks) {
  struct Row {
    const char *words, *shown;
  };
  const Row rows[] = {
      {"“The tug crossed a red light,”", "“The tug crossed a red light”"},
      {"that he “would never” give such an order", "“that he ‘would never’ give such an order”"},
      {"“She put it to him,” … “She said we know.”", "“She put it to him, … She said we know”"},
      {"\"yes\"", "“yes”"},
      {"‘Some hotheads’", "“Some hotheads”"},
      {"“One” and “two”", "“‘One’ and ‘two’”"},
      {"plain words.", "“plain words”"},
      {"", ""},
      {"“”", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(in_quotes(row.words), row.shown) << row.words;
}

}  // namespace
}  // namespace parley::accounts
