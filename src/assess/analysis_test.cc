// Ranking, what would change it, what to collect next, and the overlay: examples whose answer is known.
#include <gmock/gmock.h>

#include <algorithm>

#include "assess/fixture.h"
#include "assess/view.h"

namespace parley::assess::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Ranking ranked(const Question& question, std::size_t matrix = 0, Weighting weighting = Weighting::plain) {
  return rank(question, question.matrices[matrix], all_rows(question), weighting);
}

TEST(Ranking, PutsTheLeastInconsistentFirstWhateverSpeaksForTheOthers) {
  Case one(2, 4);
  one.rate(kRuritania, 1, {"CC", "C"});
  one.rate(kRuritania, 2, {"CC", "N"});
  one.rate(kRuritania, 3, {"CC", "N"});
  one.rate(kRuritania, 4, {"II", "I"});
  const Ranking out = ranked(one.question());
  EXPECT_THAT(out.ranks(), ElementsAre(2, 1, 0)) << "confirmation counts for nothing; none-of-these was not rated";
  EXPECT_EQ(out.standings[0].inconsistency, 200);
  EXPECT_EQ(out.standings[1].inconsistency, 100);
  EXPECT_EQ(out.standings[1].rated, 4);
}

TEST(Ranking, EqualScoresShareARank) {
  Case one(3, 1);
  one.rate(kRuritania, 1, {"I", "I", "II"});
  EXPECT_THAT(ranked(one.question()).ranks(), ElementsAre(1, 1, 3, 0));
}

TEST(Ranking, IsOfThoseThatAreRatedOnTheSameRows) {
  Case one(4, 13);
  for (int row = 1; row <= 13; ++row)
    one.rate(kRuritania, row, {"I", row < 3 ? "II" : "C", row == 5 ? "CC" : "", row > 1 ? "N" : ""});
  const Question question = one.question();
  const Ranking out = ranked(question);
  EXPECT_THAT(out.ranks(), ElementsAre(2, 1, 0, 0, 0))
      << "nothing speaks against H3 and H4, as little was asked of them";
  EXPECT_EQ(out.rated, 13);
  EXPECT_EQ(beside_of(out, 2), "rated on 1 of 13");
  EXPECT_EQ(beside_of(out, 3), "rated on 12 of 13");
  EXPECT_EQ(beside_of(out, 4), "rated on 0 of 13");
  EXPECT_THAT(out.order(), ElementsAre(1, 0, 3, 2, 4)) << "beside, what is rated on most rows first";
  // Of what is shown: without the row that H4 lacks it is rated on the same rows.
  Selection rows = all_rows(question);
  rows[0] = false;
  EXPECT_THAT(rank(question, question.matrices[0], rows, Weighting::plain).ranks(), ElementsAre(3, 2, 0, 1, 0));
}

TEST(Ranking, TakesTheSetWithTheMostRatingsAndOfTwoAlikeNeither) {
  Case one(4, 4);
  one.rate(kRuritania, 1, {"I", "II", "", ""});
  one.rate(kRuritania, 2, {"", "", "II", "I"});
  EXPECT_THAT(ranked(one.question()).ranks(), ElementsAre(0, 0, 0, 0, 0));
  EXPECT_THAT(std::string(why_not_ranked(one.question(), ranked(one.question()))), HasSubstr("Nothing is ranked"));
  one.rate(kRuritania, 3, {"", "", "N", "N"});
  EXPECT_THAT(ranked(one.question()).ranks(), ElementsAre(0, 0, 2, 1, 0));
  // One that is rated on most rows by itself has nobody to be set against.
  one.rate(kRuritania, 4, {"C", "", "", ""});
  one.rate(kRuritania, 2, {"I", "", "II", "I"});
  EXPECT_EQ(beside_of(ranked(one.question()), 0), "rated on 3 of 4, not the same rows");
}

TEST(Ranking, TakesNoneOfTheseInOnlyWhenItIsRatedEverywhere) {
  Case one(2, 2);
  one.rate(kRuritania, 1, {"I", "II", "N"});
  one.rate(kRuritania, 2, {"N", "N"});
  EXPECT_THAT(ranked(one.question()).ranks(), ElementsAre(1, 2, 0));
  one.rate(kRuritania, 2, {"N", "N", "N"});
  EXPECT_THAT(ranked(one.question()).ranks(), ElementsAre(2, 3, 1));
}

TEST(Ranking, WeightedTakesWeakSourcesForLessAndUnjudgedOnesForTheMiddle) {
  Case one(2, 2);
  one.rate(kRuritania, 1, {"II", "N"}, R"("source_reliability":"E","item_credibility":4)");
  one.rate(kRuritania, 2, {"N", "I"}, R"("source_reliability":"F","item_credibility":6)");
  const Question question = one.question();
  EXPECT_THAT(ranked(question).ranks(), ElementsAre(2, 1, 0));
  const Ranking weighted = ranked(question, 0, Weighting::weighted);
  EXPECT_EQ(weighted.standings[0].inconsistency, 2 * 20 * 40 / 100);
  EXPECT_EQ(weighted.standings[1].inconsistency, 60 * 60 / 100);
  EXPECT_THAT(weighted.ranks(), ElementsAre(1, 2, 0));
}

TEST(Diagnosticity, IsHowFarARowTellsTheHypothesesApart) {
  Case one(3, 3);
  one.rate(kRuritania, 1, {"C", "C", "C"});
  one.rate(kRuritania, 2, {"CC", "NA", "II"});
  one.rate(kRuritania, 3, {"C", "NA", ""});
  const Question question = one.question();
  const auto& cells = question.matrices[0].cells;
  EXPECT_EQ(diagnosticity(cells[0]), 0);
  EXPECT_EQ(diagnosticity(cells[1]), 4);
  EXPECT_EQ(diagnosticity(cells[2]), std::nullopt);
}

TEST(Bayes, TakesTheRowsWithRatiosAndNamesTheOthers) {
  Case one(2, 3);
  one.rate(kRuritania, 1, {"8", "2"});
  one.rate(kRuritania, 2, {"0.5", "2"});
  one.rate(kRuritania, 3, {"C", "2"});
  const Question question = one.question();
  const auto out = bayes(question, question.matrices[0], all_rows(question));
  ASSERT_TRUE(out.has_value());
  EXPECT_THAT(out->used_rows, ElementsAre(0, 1));
  EXPECT_THAT(out->left_out, ElementsAre(2));
  // 4 : 4 : 1
  EXPECT_NEAR(out->posterior[0], 4.0 / 9, 1e-12);
  EXPECT_NEAR(out->posterior[1], 4.0 / 9, 1e-12);
  EXPECT_NEAR(out->posterior[2], 1.0 / 9, 1e-12);
}

TEST(Bayes, OfManyExtremeRatiosStaysAProbability) {
  Case one(2, 200);
  for (int row = 1; row <= 200; ++row) one.rate(kRuritania, row, {"1000000", "0.000001"});
  const Question question = one.question();
  const auto out = bayes(question, question.matrices[0], all_rows(question));
  EXPECT_DOUBLE_EQ(out->posterior[0], 1);
  EXPECT_GE(out->posterior[1], 0);
}

TEST(Bayes, HasNoRatioUnderNoneOfThese) {
  Case one(2, 1);
  one.rate(kRuritania, 1, {"8", "2", "4"});
  const Question question = one.question();
  const Rating& none = question.matrices[0].cells[0][2];
  EXPECT_FALSE(none.counts());
  EXPECT_THAT(none.problem, HasSubstr("against which every ratio is measured"));
  // 8 : 2 : 1, whatever was written under none-of-these
  EXPECT_NEAR(bayes(question, question.matrices[0], all_rows(question))->posterior[0], 8.0 / 11, 1e-12);
}

TEST(Sensitivity, NamesTheSourceThePartyAndTheRatingThatCarryTheOrder) {
  Case one(2, 2);
  one.row(3, fmt::format(R"("source_name":"the diplomat's note","controlled_by_ref":"{}")", kGraustark));
  one.rate(kRuritania, 1, {"N", "I"}, R"("source_reliability":"A","item_credibility":1)");
  one.rate(kRuritania, 2, {"I", "N"}, R"("source_reliability":"B","item_credibility":2)");
  one.rate(kRuritania, 3, {"N", "II"}, R"("source_reliability":"D","item_credibility":4)");
  const Question question = one.question();
  const Sensitivity out = sensitivity(question, question.matrices[0], all_rows(question), Weighting::plain);
  EXPECT_THAT(out.before.ranks(), ElementsAre(1, 2, 0));
  const auto note = std::ranges::find(out.sources, std::string("the diplomat's note"), &Variant::label);
  ASSERT_NE(note, out.sources.end());
  EXPECT_TRUE(note->order_changes);
  EXPECT_THAT(note->after.ranks(), ElementsAre(1, 1, 0));
  ASSERT_EQ(out.sides.size(), 1u);
  EXPECT_EQ(out.sides[0].label, "Graustark");
  ASSERT_FALSE(out.flips.empty());
  EXPECT_EQ(out.flips.front().label, "E3 under H2: II to CC") << "the weakest source first";
  EXPECT_TRUE(out.flips.front().leader_changes);
}

TEST(Sensitivity, ARowStandsAsLongAsOneOfItsSourcesDoes) {
  Case one(2, 0);
  one.row_from(1, {"the note", "the log"});
  one.row_from(2, {"the log"});
  one.row_from(3, {"a photograph"});
  one.rate(kRuritania, 1, {"II", "N"});
  one.rate(kRuritania, 2, {"N", "N"});
  one.rate(kRuritania, 3, {"N", "I"});
  const Question question = one.question();
  EXPECT_EQ(question.rows[0].source(), "the note, the log");
  const Sensitivity out = sensitivity(question, question.matrices[0], all_rows(question), Weighting::plain);
  EXPECT_THAT(out.before.ranks(), ElementsAre(2, 1, 0));
  const auto variant = [](const std::vector<Variant>& list, std::string_view label) {
    return *std::ranges::find(list, label, &Variant::label);
  };
  EXPECT_FALSE(variant(out.sources, "the note").order_changes);
  EXPECT_THAT(variant(out.sources, "the note").rows, IsEmpty());
  EXPECT_FALSE(variant(out.sources, "the log").order_changes);
  EXPECT_THAT(variant(out.sources, "the log").rows, ElementsAre(1));
  ASSERT_EQ(out.pairs.size(), 1u) << "of three pairs one does what neither source does alone";
  EXPECT_EQ(out.pairs_tried, 3u);
  EXPECT_EQ(out.pairs[0].label, "the log and the note");
  EXPECT_THAT(out.pairs[0].rows, ElementsAre(0, 1));
  EXPECT_THAT(out.pairs[0].after.ranks(), ElementsAre(1, 2, 0));
  EXPECT_TRUE(out.pairs[0].leader_changes);
}

TEST(Sensitivity, LeavesOutAllThatIsOnOneSide) {
  const std::string office = "identity--33333333-3333-4333-8333-333333333333";
  const std::string speaker = "identity--44444444-4444-4444-8444-444444444444";
  Case one(2, 0);
  const auto speaks_for = [](const std::string& party) {
    return fmt::format(
        R"("identity_class":"individual","extensions":{{"{}":{{"extension_type":"property-extension","speaks_for_ref":"{}"}}}})",
        stix::kParleyExtension, party);
  };
  one.put_plain(kRuritania, office, R"("name":"Signals Office",)" + speaks_for(kRuritania));
  one.put_plain(kRuritania, speaker, R"("name":"Maretz",)" + speaks_for(kGraustark));
  one.put_plain(kRuritania, id_of("statement", 1), fmt::format(R"("speaker_ref":"{}","words":"No.")", speaker));
  one.row(1, fmt::format(R"("source_ref":"{}")", office));
  one.row(2, "", id_of("statement", 1));  // comes from who made the statement
  one.row(3, fmt::format(R"("source_name":"a log","controlled_by_ref":"{}")", kRuritania));
  one.row(4, R"("source_name":"the weather")");
  for (int row = 1; row <= 4; ++row) one.rate(kRuritania, row, {row == 2 ? "II" : "N", row == 2 ? "N" : "I"});
  const Question question = one.question();
  EXPECT_EQ(question.rows[1].source(), "Maretz");
  const Sensitivity out = sensitivity(question, question.matrices[0], all_rows(question), Weighting::plain);
  ASSERT_EQ(out.sides.size(), 2u);
  EXPECT_EQ(out.sides[0].label, "Ruritania") << "its own side as well";
  EXPECT_THAT(out.sides[0].rows, ElementsAre(0, 2));
  EXPECT_TRUE(out.sides[0].leader_changes);
  EXPECT_EQ(out.sides[1].label, "Graustark");
  EXPECT_THAT(out.sides[1].rows, ElementsAre(1));
}

TEST(Discriminators, NameWhatCouldStillTurnTheOrder) {
  Case one(3, 0);
  one.row_from(1, {"the note"});
  one.row_from(2, {"the log", "a photograph"});
  one.row(3), one.row(4);
  one.rate(kRuritania, 1, {"N", "II", ""}, R"("source_reliability":"D","item_credibility":4)");
  one.rate(kRuritania, 2, {"N", "I", "N"});
  one.rate(kGraustark, 3, {"CC", "II", "N"});
  const Question question = one.question();
  const Matrix& matrix = *question.matrix_of(kRuritania);
  const auto next_of = [&](const Question& of) {
    const Matrix& ours = *of.matrix_of(kRuritania);
    return collect_next(of, ours, all_rows(of), sensitivity(of, ours, all_rows(of), Weighting::plain));
  };
  EXPECT_THAT(rank(question, matrix, all_rows(question), Weighting::plain).ranks(), ElementsAre(1, 2, 0, 0));
  std::vector<std::string> sentences;
  for (const Discriminator& item : next_of(question).list) sentences.push_back(sentence_of(question, item));
  EXPECT_THAT(
      sentences,
      ElementsAre("Ratings of H3 on E1; H3 is rated on 1 of 4: it could come first",
                  "A rating of E3, which is not rated yet (it tells 4 of 4 by others’ ratings): it could change "
                  "the order together with what else is open",
                  "A rating of E4, which is not rated yet: it could change the order together with what else is open"))
      << "three against one is more than one row can turn";
  EXPECT_FALSE(next_of(question).exhausted);
}

TEST(Discriminators, AreExhaustedWhenNothingLeftCouldTurnTheOrder) {
  Case one(2, 0);
  for (int row = 1; row <= 3; ++row) one.row_from(row, {fmt::format("source {}", row)});
  one.rate(kRuritania, 1, {"C", "II"});
  one.rate(kRuritania, 2, {"C", "II"});
  const auto next = [&] {
    const Question question = one.question();
    return collect_next(question, question.matrices[0], all_rows(question),
                        sensitivity(question, question.matrices[0], all_rows(question), Weighting::plain));
  };
  EXPECT_TRUE(next().exhausted)
      << "four against none: the third row, not rated yet, cannot turn it, nor can one source";
  one.rate(kRuritania, 2, {"C", "N"});
  const CollectNext open = next();
  EXPECT_FALSE(open.exhausted);
  ASSERT_EQ(open.list.size(), 2u);
  EXPECT_EQ(open.list[0].kind, Discriminator::Kind::source) << "without the first source they share the first place";
  EXPECT_EQ(open.list[1].kind, Discriminator::Kind::row) << "two against none: the third row can make them even";
  EXPECT_EQ(open.list[1].reach, Reach::first_place);
}

TEST(Discriminators, OfWhatCannotBeRankedAreTheRatingsThatAreMissing) {
  Case one(2, 2);
  one.rate(kRuritania, 1, {"C", ""});
  const Question question = one.question();
  const CollectNext next =
      collect_next(question, question.matrices[0], all_rows(question),
                   sensitivity(question, question.matrices[0], all_rows(question), Weighting::plain));
  EXPECT_FALSE(next.exhausted);
  ASSERT_EQ(next.list.size(), 2u);
  EXPECT_EQ(next.list[0].label, "E2");
  EXPECT_EQ(next.list[1].label, "H2");
  EXPECT_THAT(next.list[1].rows, ElementsAre(0));
}

TEST(View, ShowsFirstWhatTellsTheHypothesesApartMost) {
  Case one(2, 4);
  one.rate(kRuritania, 1, {"C", "C"});
  one.rate(kRuritania, 2, {"N", "I"});
  one.rate(kGraustark, 2, {"I", "C"});
  one.rate(kGraustark, 4, {"CC", "II"});
  one.row(5, "", kQuestionId);  // does not count
  const Desk desk = one.desk();
  EXPECT_THAT(make_view(desk, kQuestionId, {})->row_order, ElementsAre(3, 1, 0, 2, 4));
  EXPECT_THAT(make_view(desk, kQuestionId, {.without = {"E4"}, .as_of = {}})->row_order, ElementsAre(1, 0, 2, 3, 4));
}

TEST(View, LeavesARowOutWhenAllOfItsSourcesAreLeftOut) {
  Case one(2, 0);
  one.row_from(1, {"the note@Graustark", "the log"});
  one.row(2);
  const Desk desk = one.desk();
  const auto rows = [&](const std::vector<std::string>& without) {
    return make_view(desk, kQuestionId, {.without = without, .as_of = {}})->rows;
  };
  EXPECT_THAT(rows({"the note"}), ElementsAre(true, true));
  EXPECT_THAT(rows({"Graustark", "the log"}), ElementsAre(false, true));
  EXPECT_THAT(rows({"E1"}), ElementsAre(false, true));
  const auto unknown = make_view(desk, kQuestionId, {.without = {"the note", "a dream"}, .as_of = {}});
  ASSERT_FALSE(unknown.ok());
  EXPECT_THAT(unknown.error().message, HasSubstr("\"a dream\"; there are: the log, the note, the press"));
}

TEST(Overlay, SaysWhereTheDisputeSits) {
  Case one(2, 3);
  one.rate(kRuritania, 1, {"CC", "II"});
  one.rate(kGraustark, 1, {"C", "I"});  // same side, other strength
  one.rate(kRuritania, 2, {"N", "II"}, R"("source_reliability":"B")");
  one.rate(kGraustark, 2, {"II", "CC"}, R"("source_reliability":"E")");  // here it sits
  one.rate(kRuritania, 3, {"C", "C"});
  const Question question = one.question();
  const Overlay out = overlay(question, all_rows(question), Weighting::plain);
  EXPECT_EQ(out.rows[0].cells[0].dispute, Dispute::degree);
  EXPECT_EQ(out.rows[1].cells[1].dispute, Dispute::opposite);
  EXPECT_EQ(out.rows[2].cells[0].dispute, Dispute::none);
  EXPECT_TRUE(out.rows[1].grades_differ);
  EXPECT_THAT(out.by_dispute, ElementsAre(1, 0));
  EXPECT_EQ(out.rows[1].turns.size(), 2u) << "each would change its order with the other's word on it";
}

TEST(LookingBack, JudgesByWhatStoodWhenItBecameKnown) {
  Case one(2, 2);
  one.rate(kRuritania, 1, {"CC", "II"});
  one.rate(kRuritania, 2, {"I", "C"});
  one.rate(kGraustark, 1, {"II", "N"});
  one.put(
      kRuritania, id_of("assessment", 1),
      fmt::format(
          R"("question_ref":"{}","hypothesis_ref":"{}","likelihood":"likely","likelihood_from":55,"likelihood_to":80,"analytic_confidence":"low")",
          kQuestionId, hypothesis(1)));
  one.put(kRuritania, id_of("outcome", 1),
          fmt::format(R"("question_ref":"{}","hypothesis_ref":"{}","known":"{}")", kQuestionId, hypothesis(1),
                      to_string(one.now())));
  one.rate(kGraustark, 1, {"CC", "II"});  // hindsight
  const Desk desk = one.desk();
  const auto views = looking_back(desk, *desk.question(kQuestionId), Weighting::plain);
  ASSERT_TRUE(views.ok());
  ASSERT_EQ(views->size(), 1u);
  const auto& view = views->front();
  ASSERT_EQ(view.parties.size(), 2u);
  EXPECT_EQ(view.parties[0].party, kGraustark);
  EXPECT_EQ(view.parties[0].standing.rank, 2);
  EXPECT_THAT(view.parties[0].misled, ElementsAre(0));
  EXPECT_EQ(view.parties[0].judged_afterwards, 2);
  EXPECT_EQ(view.parties[1].concluded, "likely (55–80 %), low confidence");
  EXPECT_THAT(view.parties[1].misled, ElementsAre(1));
  EXPECT_THAT(view.parties[1].told, ElementsAre(0));
  EXPECT_EQ(view.parties[1].judged_afterwards, 0);
}

}  // namespace
}  // namespace parley::assess::testing
