// What becomes of a question's objects, good and bad ones.
#include <gmock/gmock.h>

#include "assess/fixture.h"

namespace parley::assess::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Question, HasItsHypothesesInOrderAndNoneOfTheseLast) {
  const Question question = Case(11, 12).question();
  ASSERT_EQ(question.hypotheses.size(), 12u);
  EXPECT_EQ(question.hypotheses[1].label, "H2");
  EXPECT_EQ(question.hypotheses[9].label, "H10");
  EXPECT_TRUE(question.hypotheses.back().is_none_of_these);
  EXPECT_EQ(question.hypotheses.back().id, none());
  EXPECT_EQ(question.rows[11].label, "E12");
  EXPECT_THAT(question.problems, IsEmpty());
  EXPECT_TRUE(question.can_be_ranked());
}

TEST(Question, WithFewerThanTwoRivalsSaysThatItCannotBeRanked) {
  const Question question = Case(1, 1).question();
  EXPECT_FALSE(question.can_be_ranked());
  EXPECT_THAT(question.problems, Contains(HasSubstr("at least two")));
}

TEST(Question, WarnsOfAnObjectThatIsTwoRows) {
  Case one(2, 2);
  one.row(3, "", id_of("report", 1));
  const Question question = one.question();
  EXPECT_THAT(question.rows[0].same_object, ElementsAre(2));
  EXPECT_THAT(question.rows[1].same_object, IsEmpty());
  EXPECT_THAT(question.rows[2].same_object, ElementsAre(0));
  EXPECT_THAT(question.problems, ElementsAre(HasSubstr("E1, E3 show one and the same object")));
}

TEST(Question, KeepsEarlierWordingsAndSaysWhatWasRatedUnderOthers) {
  Case one(2, 1);
  one.rate(kGraustark, 1, {"C", "I"});
  one.put(kRuritania, hypothesis(2),
          fmt::format(R"("question_ref":"{}","name":"H2","text":"Another power")", kQuestionId));
  one.rate(kRuritania, 1, {"C", "I"});
  // Another short name changes nothing that was rated.
  one.put(kRuritania, evidence(1),
          fmt::format(R"("question_ref":"{}","object_ref":"{}","name":"E7","text":"Item 1")", kQuestionId,
                      id_of("report", 1)));
  const Question question = one.question();
  EXPECT_EQ(question.hypotheses[1].text, "Another power");
  ASSERT_EQ(question.hypotheses[1].earlier.size(), 1u);
  EXPECT_EQ(question.hypotheses[1].earlier[0].value, "H2: Hypothesis 2");
  EXPECT_THAT(question.hypotheses[0].earlier, IsEmpty());
  EXPECT_EQ(question.rows[0].label, "E7");
  ASSERT_EQ(question.rows[0].earlier.size(), 1u);
  EXPECT_EQ(question.rows[0].earlier[0].value, "E1: Item 1");
  EXPECT_FALSE(question.rows[0].reworded.has_value());
  const auto of_other_words = [&](const std::string& party, std::size_t h) {
    return is_of_other_words(question, 0, h, question.matrix_of(party)->cells[0][h]);
  };
  EXPECT_FALSE(of_other_words(kGraustark, 0));
  EXPECT_TRUE(of_other_words(kGraustark, 1)) << "rated before it was reworded";
  EXPECT_FALSE(of_other_words(kRuritania, 1));
}

TEST(Question, WhatIsWithdrawnIsNamedWithWhoHadJudgedIt) {
  Case one(3, 2);
  one.rate(kRuritania, 2, {"C", "I", "II"});
  one.rate(kGraustark, 1, {"C", "", "CC"});
  const Micros before = one.now();
  one.withdraw(kRuritania, hypothesis(3),
               fmt::format(R"("question_ref":"{}","name":"H3","text":"Hypothesis 3")", kQuestionId));
  one.withdraw(kRuritania, evidence(2),
               fmt::format(R"("question_ref":"{}","object_ref":"{}","name":"E2")", kQuestionId, id_of("report", 2)));
  const Question question = one.question();
  EXPECT_EQ(question.hypotheses.size(), 3u);
  ASSERT_EQ(question.rows.size(), 1u);
  ASSERT_EQ(question.withdrawn.size(), 2u);
  EXPECT_EQ(question.withdrawn[0].label, "E2");
  EXPECT_THAT(question.withdrawn[0].judged_by, IsEmpty());
  EXPECT_EQ(question.withdrawn[1].label, "H3");
  EXPECT_EQ(question.withdrawn[1].text, "Hypothesis 3");
  EXPECT_THAT(question.withdrawn[1].judged_by, ElementsAre(kGraustark));
  // Nobody takes a rival out of another's matrix unseen; what the author itself had said of it needs no word.
  EXPECT_THAT(question.problems, ElementsAre(HasSubstr("\"H3\" was withdrawn by Ruritania; Graustark had judged it")));
  EXPECT_EQ(question.matrix_of(kGraustark)->cells[0][0].text(), "C");
  EXPECT_EQ(question.called(hypothesis(3)), "H3 (withdrawn)");
  EXPECT_EQ(one.desk().question(kQuestionId, before)->hypotheses.size(), 4u) << "it was there then";
}

TEST(Question, IsNotTakenApartByAVersionOfSomebodyElse) {
  Case one(2, 1);
  // Graustark writes that Ruritania withdrew its hypothesis, once in its own name and once in Ruritania's.
  const std::string body = fmt::format(R"("question_ref":"{}","name":"H1","text":"No","revoked":true)", kQuestionId);
  one.put(kGraustark, hypothesis(1), body);
  one.put(kRuritania, hypothesis(1), body, kGraustark);
  const Question question = one.question();
  EXPECT_EQ(question.hypotheses.size(), 3u);
  EXPECT_EQ(question.hypotheses[0].text, "Hypothesis 1");
  EXPECT_THAT(question.withdrawn, IsEmpty());
}

TEST(Rows, HaveTheSourcesThatAreGivenEachOnce) {
  Case one(2, 0);
  const std::string reuters = "identity--55555555-5555-4555-8555-555555555555";
  one.put_plain(kRuritania, reuters, R"("name":"Reuters")");
  one.row(1, fmt::format(R"("controlled_by_ref":"{}","sources":[{{"source_ref":"{}"}},{{"source_name":"a log",)"
                         R"("controlled_by_ref":"{}"}},{{"source_ref":"{}"}},{{}},7])",
                         kGraustark, reuters, kRuritania, reuters));
  one.row(2, fmt::format(R"("controlled_by_ref":"{}")", kGraustark));
  one.row(3, fmt::format(R"("source_ref":"{}")", reuters));
  const Question question = one.question();
  EXPECT_EQ(question.rows[0].source(), "Reuters, a log");
  EXPECT_EQ(question.held_by(question.rows[0]), "Graustark, Ruritania");
  ASSERT_EQ(question.rows[0].sources.size(), 2u);
  EXPECT_EQ(question.rows[0].sources[0].side, kGraustark) << "what is said of the row holds for each of its sources";
  EXPECT_EQ(question.rows[0].sources[1].side, kRuritania);
  EXPECT_EQ(question.rows[1].source(), "");
  EXPECT_EQ(question.held_by(question.rows[1]), "Graustark");
  EXPECT_EQ(question.rows[2].sources[0].key, reuters);
  EXPECT_EQ(question.rows[2].sources[0].side, "") << "it speaks for no party here";
}

TEST(Ratings, OfEachPartyFillItsOwnMatrix) {
  Case one;
  one.rate(kRuritania, 1, {"CC", "II", "N"},
           R"("source_reliability":"B","item_credibility":2,"explanation":"seen twice")");
  one.rate(kGraustark, 1, {"I", "4.5"});
  const Question question = one.question();
  ASSERT_EQ(question.matrices.size(), 2u);
  const Matrix& ours = *question.matrix_of(kRuritania);
  EXPECT_EQ(ours.cells[0][0].text(), "CC");
  EXPECT_EQ(ours.cells[0][1].text(), "II");
  EXPECT_EQ(ours.cells[0][2].text(), "N");
  EXPECT_EQ(ours.grades[0].text(), "B2");
  EXPECT_TRUE(ours.cells[0][0].origin.signed_by_author);
  const Matrix& theirs = *question.matrix_of(kGraustark);
  EXPECT_EQ(theirs.cells[0][1].text(), "LR 4.5");
  EXPECT_TRUE(theirs.cells[0][1].is_mapped());
  EXPECT_EQ(theirs.cells[0][1].value(), Consistency::consistent);
  EXPECT_FALSE(theirs.cells[0][2].counts());
}

TEST(Ratings, TheLatestCountsAndTheOlderOneIsShownAsChanged) {
  Case one;
  one.rate(kRuritania, 1, {"C", "I"});
  one.rate(kRuritania, 1, {"II", "I"});                               // a new version of the same object
  one.rate(kRuritania, 1, {"", "CC"}, R"("item_credibility":3)", 1);  // another object about the same cell
  const Question question = one.question();
  const auto& cells = question.matrix_of(kRuritania)->cells[0];
  EXPECT_EQ(cells[0].text(), "II");
  ASSERT_EQ(cells[0].earlier.size(), 1u);
  EXPECT_EQ(cells[0].earlier[0].value, "C");
  EXPECT_EQ(cells[1].text(), "CC");
  ASSERT_EQ(cells[1].earlier.size(), 1u);
  EXPECT_EQ(cells[1].earlier[0].value, "I");
}

TEST(Ratings, ACellThatANewVersionLeavesOutIsWithdrawn) {
  Case one;
  one.rate(kRuritania, 1, {"C", "I"});
  one.rate(kRuritania, 1, {"C", ""});
  const auto question = one.question();
  EXPECT_FALSE(question.matrices[0].cells[0][1].counts());
  EXPECT_EQ(question.matrices[0].cells[0][1].earlier.back().value, "I");
}

TEST(Ratings, WhatCannotCountIsAMarkedCellOrASentence) {
  const std::pair<const char*, const char*> bad[] = {
      {R"("consistency":"rather-consistent")", "unknown rating"},
      {R"("consistency":7)", "unknown rating"},
      {R"("likelihood_ratio":0)", "likelihood ratio"},
      {R"("likelihood_ratio":-2)", "likelihood ratio"},
      {R"("likelihood_ratio":1e300)", "likelihood ratio"},
      {R"("explanation":"x")", "no rating"},
  };
  for (const auto& [body, what] : bad) {
    Case one;
    one.rate(kGraustark, 1, {"II", "C"});
    one.rate_raw(
        kGraustark, 1,
        fmt::format(R"("ratings":[{{"hypothesis_ref":"{}",{}}},{{"hypothesis_ref":"{}","consistency":"consistent"}}])",
                    hypothesis(1), body, hypothesis(2)));
    const Question question = one.question();
    const auto& cells = question.matrices[0].cells[0];
    EXPECT_FALSE(cells[0].counts()) << body;
    EXPECT_THAT(cells[0].problem, HasSubstr(what)) << body;
    EXPECT_EQ(cells[0].earlier.back().value, "II");
    EXPECT_EQ(cells[1].text(), "C") << "the cell beside it is not affected";
  }
}

TEST(Ratings, OfHypothesesAndEvidenceThatAreNotThereAreNamed) {
  Case one;
  one.rate_raw(kGraustark, 1,
               fmt::format(R"("ratings":[{{"hypothesis_ref":"{}","consistency":"consistent"}}])", hypothesis(77)));
  one.rate(kGraustark, 9, {"C"});
  const Question question = one.question();
  EXPECT_THAT(question.problems, Contains(HasSubstr("no hypothesis of this question")));
  EXPECT_THAT(question.problems, Contains(HasSubstr("no evidence of this question")));
}

TEST(Ratings, ThatAreTakenBackAllLeaveNothingRated) {
  Case one;
  one.rate(kRuritania, 1, {"C", "I"}, R"("source_reliability":"B")");
  EXPECT_TRUE(one.question().matrices[0].rates_anything());
  one.rate_raw(kRuritania, 1, R"("source_reliability":"B","revoked":true)");
  const Question question = one.question();
  EXPECT_FALSE(question.matrices[0].rates_anything());
  EXPECT_EQ(question.matrices[0].cells[0][0].earlier.back().value, "C");
  EXPECT_EQ(question.matrices[0].grades[0].earlier.back().value, "B-");
}

TEST(Copies, InAnotherPartysJournalDoNotOverrideTheAuthorsOwn) {
  Case one;
  one.rate(kRuritania, 1, {"C", "I"});
  // Graustark puts words into Ruritania's mouth, in its own journal.
  one.put(
      kRuritania, id_of("evidence-rating", 1001),
      fmt::format(
          R"("question_ref":"{}","evidence_ref":"{}","ratings":[{{"hypothesis_ref":"{}","consistency":"very-inconsistent"}}])",
          kQuestionId, evidence(1), hypothesis(1)),
      kGraustark);
  const Question question = one.question();
  EXPECT_EQ(question.matrix_of(kRuritania)->cells[0][0].text(), "C");
  EXPECT_THAT(question.problems, Contains(HasSubstr("its author's own journal does not have")));
}

TEST(Copies, CountAsCopiesWhenThereIsNothingElse) {
  Case one;
  one.put(
      kGraustark, id_of("evidence-rating", 2001),
      fmt::format(
          R"("question_ref":"{}","evidence_ref":"{}","ratings":[{{"hypothesis_ref":"{}","consistency":"neutral"}}])",
          kQuestionId, evidence(1), hypothesis(1)),
      kRuritania);
  const Question question = one.question();
  ASSERT_NE(question.matrix_of(kGraustark), nullptr);
  EXPECT_FALSE(question.matrix_of(kGraustark)->cells[0][0].origin.signed_by_author);
}

TEST(Circles, AreFoundThroughOtherQuestionsAndTheRowDoesNotCount) {
  Case one(2, 1);
  const std::string other = id_of("question", 2), conclusion = id_of("assessment", 2), own = id_of("assessment", 1);
  one.put(kGraustark, other, R"("name":"second","text":"And who ordered it?")");
  one.put(
      kGraustark, conclusion,
      fmt::format(
          R"("question_ref":"{}","hypothesis_ref":"{}","likelihood":"likely","likelihood_from":55,"likelihood_to":80)",
          other, hypothesis(9)));
  one.put(
      kRuritania, own,
      fmt::format(
          R"("question_ref":"{}","hypothesis_ref":"{}","likelihood":"likely","likelihood_from":55,"likelihood_to":80)",
          kQuestionId, hypothesis(1)));
  one.put(kGraustark, evidence(50), fmt::format(R"("question_ref":"{}","object_ref":"{}","name":"X1")", other, own));
  one.row(2, "", conclusion);
  one.row(3, "", kQuestionId);
  const Question question = one.question();
  EXPECT_THAT(question.rows[0].problem, IsEmpty());
  EXPECT_THAT(question.rows[1].problem, HasSubstr("rests on this very question"));
  EXPECT_THAT(question.rows[1].problem, HasSubstr("second"));
  EXPECT_THAT(question.rows[2].problem, HasSubstr("rests on this very question"));
}

TEST(Conclusions, ThatRestOnEachOtherOrMisstateTheirBandAreMarked) {
  Case one;
  const std::string a = id_of("assessment", 1), b = id_of("assessment", 2);
  const auto conclude = [&](const std::string& party, const std::string& id, const std::string& on, int to) {
    one.put(
        party, id,
        fmt::format(
            R"("question_ref":"{}","hypothesis_ref":"{}","likelihood":"very-likely","likelihood_from":80,"likelihood_to":{},"analytic_confidence":"low","rests_on_refs":["{}"])",
            kQuestionId, hypothesis(1), to, on));
  };
  conclude(kRuritania, a, b, 95);
  conclude(kGraustark, b, a, 99);
  const Question question = one.question();
  ASSERT_EQ(question.conclusions.size(), 2u);
  EXPECT_EQ(question.party_name(question.conclusions[0].by), "Graustark");
  EXPECT_THAT(question.conclusions[0].problem, HasSubstr("80–95 %"));
  EXPECT_THAT(question.conclusions[0].problem, HasSubstr("rests on itself"));
  EXPECT_EQ(question.conclusions[1].likelihood, "very likely");
}

TEST(Conclusions, OfOnePartyThatCannotAllHoldAreNamed) {
  Case one;
  for (const int h : {1, 2})
    one.put(
        kRuritania, id_of("assessment", h),
        fmt::format(
            R"("question_ref":"{}","hypothesis_ref":"{}","likelihood":"{}","likelihood_from":55,"likelihood_to":80)",
            kQuestionId, hypothesis(h), h == 1 ? "likely" : "probable"));
  EXPECT_THAT(one.question().problems, ElementsAre(HasSubstr("at least 110 %"), HasSubstr("both rows")));
}

TEST(Finding, TakesIdentifiersTheirBeginningsAndShortNames) {
  Case one;
  const Desk desk = one.desk();
  EXPECT_EQ(*desk.find("question", "grid"), kQuestionId);
  EXPECT_EQ(*desk.find("question", "00000000"), kQuestionId);
  EXPECT_EQ(*desk.find("hypothesis", "H2", kQuestionId), hypothesis(2));
  EXPECT_EQ(*desk.find("hypothesis", "none", kQuestionId), none());
  EXPECT_EQ(desk.find("hypothesis", "0000", kQuestionId).error().code, Code::conflict);
  EXPECT_EQ(desk.find("evidence", "E9", kQuestionId).error().code, Code::not_found);
}

TEST(Desk, AsksForWhatIsReferredToAndNamesIt) {
  Case one(2, 1);
  Desk desk = one.desk();
  EXPECT_THAT(desk.wanted(), ElementsAre(id_of("report", 1)));
  ASSERT_TRUE(
      desk.add(
              {.party = kRuritania,
               .journal = "ours",
               .seq = 99,
               .received = {},
               .text = fmt::format(
                   R"({{"type":"report","id":"{}","name":"Outage report","created":"2026-01-01T00:00:00Z","spec_version":"2.1"}})",
                   id_of("report", 1))})
          .ok());
  EXPECT_THAT(desk.wanted(), IsEmpty());
  EXPECT_EQ(desk.question(kQuestionId)->rows[0].object_label, "Outage report");
}

TEST(Desk, AsOfAMomentSeesNothingThatCameLater) {
  Case one;
  one.rate(kRuritania, 1, {"C", "I"});
  const Micros then = one.now();
  one.rate(kRuritania, 1, {"II", "I"});
  const Desk desk = one.desk();
  EXPECT_EQ(desk.question(kQuestionId, then)->matrices[0].cells[0][0].text(), "C");
  EXPECT_EQ(desk.question(kQuestionId)->matrices[0].cells[0][0].text(), "II");
  EXPECT_EQ(desk.question(kQuestionId, Micros{0}).error().code, Code::not_found);
}

TEST(Desk, RefusesWhatIsNoObject) {
  Desk desk;
  for (const char* text : {"", "{", "[]", R"({"type":"question"})",
                           R"({"type":"question","id":"hypothesis--00000000-0000-4000-8000-000000000001"})"})
    EXPECT_FALSE(desk.add({.party = kRuritania, .journal = "ours", .seq = 0, .received = {}, .text = text}).ok())
        << text;
}

}  // namespace
}  // namespace parley::assess::testing
