// Case files of the second version: what they need not say, and everything that does not hold of them at once.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "accounts/case_check.h"
#include "accounts/case_json.h"
#include "accounts/gold.h"
#include "accounts/load.h"
#include "accounts/when.h"
#include "stix/validate.h"

namespace parley::accounts {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kText =
    "Harbour master blames tug\n"
    "\n"
    "“The tug crossed a red light,” Corvo said. She said that the lamps “work”.\n"
    "\n"
    "Gant said that the tug “had every lamp lit”.\n";

std::string case_of(std::string_view statements, std::string_view more = "") {
  return fmt::format(
      R"({{"schema":"parley-case/2","name":"A harbour","documents":[{{"id":"post","file":"post.txt"}}],)"
      R"("parties":[{{"id":"corvo","name":"Ines Corvo"}},{{"id":"gant","name":"Peter Gant"}}],)"
      R"("propositions":[{{"id":"P1","text":"the tug crossed a red light"}},{{"id":"P2","text":"its lamps were lit"}}],)"
      R"("statements":[{}]{}}})",
      statements, more);
}
std::string statement(std::string_view id, std::string_view speaker, std::string_view span,
                      std::string_view more = "") {
  return fmt::format(R"({{"id":"{}","doc":"post","source":{{"party":"{}"}},"content":{{"spans":[{}]}}{}}})", id,
                     speaker, span, more);
}

struct Read {
  WorkedCase of;
  Faults faults;
  std::vector<std::string> told() const {
    std::vector<std::string> out;
    for (const Fault& one : faults) out.push_back(in_words(one));
    return out;
  }
};
Read read(std::string_view text) {
  Read out;
  auto of = read_case_json(text, out.faults);
  EXPECT_TRUE(of.ok()) << of.error().message;
  if (!of.ok()) return out;
  out.of = std::move(*of);
  const CaseTexts texts = read_texts(
      out.of, [](const std::string&) -> Result<std::string> { return std::string(kText); }, out.faults);
  check_case(out.of, texts, out.faults);
  return out;
}

TEST(Case, ASpanNeedsOnlyItsText) {
  const Read one = read(case_of(statement("s1", "corvo", R"({"text":"The tug crossed a red light"})")));
  EXPECT_THAT(one.told(), IsEmpty());
  ASSERT_TRUE(one.of.statements.front().quotes.front().span.has_value());
  const Span& span = *one.of.statements.front().quotes.front().span;
  EXPECT_EQ(kText.substr(span.byte_start, span.byte_end - span.byte_start), "The tug crossed a red light");
  EXPECT_EQ(span.byte_start, span.start + 2) << "one quotation mark of three bytes before it";
  EXPECT_EQ(span.line, 3u);
}

TEST(Case, WhatStandsTwiceIsRefusedUntilALineOrANumberDecides) {
  for (const auto* decides : {"", R"(,"line":5)", R"(,"nth":3)", R"(,"line":3,"nth":2)"}) {
    const Read one = read(case_of(statement("s1", "gant", fmt::format(R"({{"text":"said"{}}})", decides))));
    if (*decides == '\0')
      EXPECT_THAT(one.told(),
                  ElementsAre(HasSubstr("statement s1: \"said\" occurs three times, on lines 3 (twice) and 5")));
    else
      EXPECT_THAT(one.told(), IsEmpty()) << decides;
  }
  EXPECT_THAT(read(case_of(statement("s1", "gant", R"({"text":"said"})", R"(,"line":5)"))).told(), IsEmpty());
}

TEST(Case, AMistypedStanceIsToldWithTheOneThatIsNear) {
  const Read one = read(
      case_of(statement("s1", "gant", R"({"text":"lit"})", R"(,"stances":[{"proposition":"P1","stance":"denys"}])")));
  EXPECT_THAT(one.told(),
              ElementsAre(HasSubstr("statement s1: \"denys\" is no stance; did you mean \"denies\"? "
                                    "There are affirms, denies, accepts, declines, raises, alleges, doubts, "
                                    "silent, unknown")));
}

// Whoever reads that somebody spoke on Saturday must be able to look it up.
TEST(Case, ATimeOrAPlaceInWordsStandsInTheDocument) {
  const auto told = [](const std::string& said) {
    return read(case_of(statement("s1", "gant", R"({"text":"lit"})", R"(,"said":{)" + said + "}"))).told();
  };
  EXPECT_THAT(told(R"("when":"Saturday")"),
              ElementsAre(::testing::AllOf(HasSubstr("statement s1: \"Saturday\" stands nowhere in post.txt"),
                                           HasSubstr("as a date (said 2026-07-09)"))));
  EXPECT_THAT(told(R"("where":"Geneva")"),
              ElementsAre(HasSubstr("statement s1: \"Geneva\" stands nowhere in post.txt: say where")));
  for (const char* date : {"2026-07-09", "2026-07-09T10:00:00Z", "9 July", "July 9, 2026", "2026"})
    EXPECT_THAT(told(fmt::format(R"("when":"{}")", date)), IsEmpty()) << date;
  // Its own words decide, where it has some.
  EXPECT_THAT(told(R"("when":"Saturday","when_spans":[{"text":"Saturday"}])"),
              ElementsAre(HasSubstr("\"Saturday\" is not in the document")));
}

TEST(Case, ATimeInAnotherSpellingIsTheSameTime) {
  WordsInText in(
      "PORT VELLIN, Thursday’s paper. The council sat late on the evening of 2nd June; Corvo spoke on Monday.");
  for (const char* here :
       {"Thursday", "On Thursday", "Thurs.", "thursday", "late on the evening", "June 2nd", "Monday"})
    EXPECT_EQ(in.has(here), std::string_view(here) != "June 2nd") << here << ": a date is asked for by itself";
  for (const char* nowhere : {"Saturday", "on Saturday", "Thursday evening", "Mon evening", "noon", "May"})
    EXPECT_FALSE(in.has(nowhere)) << nowhere;
}

TEST(Case, TheLineOfAStatementIsThatOfItsFirstWords) {
  const auto told = [](std::string_view spans, std::string_view more) {
    return read(case_of(statement("s1", "gant", spans, more))).told();
  };
  constexpr std::string_view kOnce = R"({"text":"The tug crossed a red light"})";
  EXPECT_THAT(told(kOnce, R"(,"line":3)"), IsEmpty());
  EXPECT_THAT(told(kOnce, R"(,"line":5)"),
              ElementsAre(HasSubstr("statement s1: \"The tug crossed a red light\" is not on line 5, but on line 3")));
  EXPECT_THAT(told(R"({"text":"said"})", R"(,"line":4)"),
              ElementsAre(HasSubstr("on lines 3 (twice) and 5, and not on line 4: say which is meant")));
}

TEST(Case, EverythingThatDoesNotHoldIsToldAtOnce) {
  const Read one = read(case_of(
      statement("s1", "nobody", R"({"text":"The tug crossed a read light"})",
                R"(,"stances":[{"proposition":"P9","stance":"affirms"},{"proposition":"P1","stance":"shrugs"}])") +
          "," + statement("s2", "gant", R"({"text":"lit","bstart":4})", R"(,"fact":"hedged","form":"loud")") + "," +
          statement("s3", "gant", R"({"text":"lit"})", R"(,"said":"Thursday","within":"s3")"),
      R"(,"evnts":[])"));
  EXPECT_THAT(one.told(), Contains(HasSubstr("statement s1: there is no party \"nobody\"")));
  EXPECT_THAT(one.told(), Contains(HasSubstr("statement s1: \"The tug crossed a read light\" is not in the document")));
  EXPECT_THAT(one.told(), Contains(HasSubstr("statement s1: there is no proposition \"P9\"")));
  EXPECT_THAT(one.told(), Contains(HasSubstr("statement s1: \"shrugs\" is no stance: affirms, denies, accepts")));
  EXPECT_THAT(one.told(), Contains(HasSubstr("statement s2: a span of \"spans\" has no proper offsets")));
  EXPECT_THAT(one.told(), Contains(HasSubstr("statement s2: \"fact\" is not known here")));
  EXPECT_THAT(one.told(), Contains(HasSubstr("statement s2: \"form\" is \"loud\"")));
  EXPECT_THAT(one.told(), Contains(HasSubstr("statement s3: \"said\" must be an object")));
  EXPECT_THAT(one.told(), Contains(HasSubstr("statement s3: it is said to stand within itself")));
  EXPECT_THAT(one.told(), Contains(HasSubstr("the case: \"evnts\" is not known here")));
}

TEST(Case, ShortNamesMeanOneThing) {
  const Read one = read(case_of(
      statement("s1", "corvo", R"({"text":"red"})") + "," + statement("s1", "gant", R"({"text":"lit"})") + "," +
      statement("identity--00000000-0000-4000-8000-000000000001", "gant", R"({"text":"lit"})") + R"(,{"doc":"post"})"));
  EXPECT_THAT(one.faults, Contains(::testing::AllOf(::testing::Field(&Fault::fatal, true),
                                                    ::testing::Field(&Fault::what, HasSubstr("is there twice")))));
  EXPECT_THAT(one.told(), Contains(HasSubstr("an identifier cannot be a short name")));
  EXPECT_THAT(one.told(), Contains(HasSubstr("a statement has no \"id\"")));
}

TEST(Case, WhatStandsElsewhereIsNamedByItsIdentifier) {
  const std::string id = "identity--00000000-0000-4000-8000-000000000001";
  const std::string text = case_of(statement("s1", id, R"({"text":"red"})"));
  EXPECT_THAT(read(text).told(), IsEmpty());
  const auto gold = read_gold(text, {.slug = "a-harbour", .created_by = {}, .read_text = [](const std::string&) {
                                       return Result<std::string>(std::string(kText));
                                     }});
  ASSERT_TRUE(gold.ok());
  EXPECT_THAT(gold->objects, Contains(::testing::Field(&CaseObject::body, HasSubstr("\"speaker_ref\":\"" + id))));
  EXPECT_THAT(read(case_of(statement("s1", "event--00000000-0000-4000-8000-000000000001", R"({"text":"red"})"))).told(),
              ElementsAre(HasSubstr("there is no party")));
}

TEST(Case, EventsAreBeforeAndAfterEachOtherAndNotThemselves) {
  const auto events = [](std::string_view last) {
    return fmt::format(
        R"(,"events":[{{"id":"E1","label":"the collision"}},{{"id":"E2","label":"the council","before":["E1"]}},)"
        R"({{"id":"E3","label":"the letter","after":"E1","same_day":["E4"]}},{{"id":"E4",{}}}])",
        last);
  };
  EXPECT_THAT(read(case_of("", events(R"("label":"the note")"))).told(), IsEmpty());
  EXPECT_THAT(read(case_of("", events(R"("before":["E2"],"after":["E3"])"))).told(),
              Contains(HasSubstr("event E1: what is said of before and after puts it before itself")));
  EXPECT_THAT(read(case_of("", events(R"("before":["E9"])"))).told(), ElementsAre(HasSubstr("there is no event")));
}

TEST(Case, WhatIsKnownOfTheOrderAndOfSamenessStandsInValidObjects) {
  const auto gold = read_gold(
      R"({"schema":"parley-case/2","parties":[{"id":"corvo"}],"events":[{"id":"E1"},{"id":"E2","before":"E1"},)"
      R"({"id":"E3","after":"E1","same_day":"E2"}],"propositions":[{"id":"P1","text":"a"},)"
      R"({"id":"P2","text":"b","same_as":[{"proposition":"P1","according_to":"corvo"}]}]})",
      {.slug = "order", .created_by = {}, .read_text = {}});
  ASSERT_TRUE(gold.ok()) << gold.error().message;
  Material material;
  Loader loader(material);
  stix::Validator validator;
  for (const CaseObject& object : gold->objects) {
    const std::string text = object.with_times("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z");
    json::Parser parser;
    validator.check(*parser.parse(text));
    for (const auto& finding : validator.findings()) ADD_FAILURE() << object.id << " " << finding.message;
    ASSERT_TRUE(loader.add({.text = text, .journal = {}, .seq = 0, .received = {}}).ok());
  }
  loader.finish();
  const auto events = [&](const char* name) { return material.events()[*material.find_event(name)]; };
  EXPECT_THAT(events("E2").before, ElementsAre(*material.find_event("E1")));
  EXPECT_THAT(events("E3").after, ElementsAre(*material.find_event("E1")));
  EXPECT_THAT(events("E3").same_day, ElementsAre(*material.find_event("E2")));
  EXPECT_EQ(material.propositions()[*material.find_proposition("P2")].same_as.size(), 1u);
}

TEST(Case, ThatTwoPropositionsMeanTheSameIsSomebodysOpinion) {
  const auto propositions = [](std::string_view same) {
    return read(fmt::format(R"({{"schema":"parley-case/2","parties":[{{"id":"corvo"}}],)"
                            R"("propositions":[{{"id":"P1","text":"a"}},{{"id":"P2","text":"b","same_as":[{}]}}]}})",
                            same))
        .told();
  };
  EXPECT_THAT(propositions(R"({"proposition":"P1","according_to":"corvo"})"), IsEmpty());
  EXPECT_THAT(propositions(R"({"proposition":"P1"})"), ElementsAre(HasSubstr("according to whom")));
}

TEST(Case, ACaseWithoutStatementsIsOne) {
  EXPECT_THAT(read(case_of("")).told(), IsEmpty());
  Faults faults;
  EXPECT_EQ(read_case_json(R"({"schema":"parley-case/3"})", faults).error().code, Code::unsupported);
}

}  // namespace
}  // namespace parley::accounts
