// Comparing: the table of verdicts, properties over random cases against a slow and obvious implementation, marks on
// bad input.
#include <gmock/gmock.h>

#include <algorithm>

#include "accounts/fixture.h"
#include "accounts/report.h"

namespace parley::accounts {
namespace {

using namespace testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string json_of(const Comparison& comparison) {
  const auto selection = select(comparison, {});
  EXPECT_TRUE(selection.ok());
  std::string out;
  write_json(comparison, *selection, [&](std::string_view part) { out += part; });
  return out;
}

TEST(Accounts, OneTimeSpeltDifferentlyIsOneOccasion) {
  World world;
  std::size_t number = 0;
  for (const char* when : {"Thursday", "On Thursday", "on thursday", "Friday"}) {
    Statement one = World::statement(number, 0, kNone, {on(static_cast<PropositionIndex>(number), Stance::affirms)});
    one.when = when;
    world.material.put(std::move(one)), ++number;
  }
  const Comparison comparison(world.material);
  ASSERT_EQ(comparison.accounts().size(), 2u);
  EXPECT_EQ(comparison.accounts()[0].statements.size(), 3u);
  EXPECT_EQ(comparison.accounts()[0].name, "p0@Thursday") << "as the first has it";
}

TEST(Accounts, ADayHasOneFormInTheNamesOfAccounts) {
  World world;
  std::size_t number = 0;
  for (const char* when : {"On Monday", "on the quay on Monday"}) {
    Statement one = World::statement(number, 0, kNone, {on(static_cast<PropositionIndex>(number), Stance::affirms)});
    one.when = when;
    world.material.put(std::move(one)), ++number;
  }
  const Comparison comparison(world.material);
  ASSERT_EQ(comparison.accounts().size(), 2u);
  EXPECT_EQ(comparison.accounts()[0].name, "p0@Monday");
  EXPECT_EQ(comparison.accounts()[1].name, "p0@on the quay on Monday");
}

TEST(Verdict, FollowsTheTable) {
  struct Row {
    Stance a, b;
    Verdict verdict;
  };
  using enum Stance;
  const Row rows[] = {
      {affirms, affirms, Verdict::agree},           {affirms, alleges, Verdict::agree},
      {affirms, accepts, Verdict::agree},           {denies, denies, Verdict::agree},
      {affirms, denies, Verdict::contradict},       {alleges, denies, Verdict::contradict},
      {affirms, doubts, Verdict::not_inconsistent}, {denies, declines, Verdict::not_inconsistent},
      {raises, raises, Verdict::not_inconsistent},  {affirms, silent, Verdict::one_side_only},
      {declines, silent, Verdict::one_side_only},   {silent, silent, Verdict::both_silent},
  };
  for (const Row& row : rows) {
    World world;
    world.material.put(World::statement(0, 0, 0, {on(0, row.a)}));
    world.material.put(World::statement(1, 1, 0, {on(0, row.b)}));
    const Comparison comparison(world.material);
    EXPECT_EQ(comparison.verdict(0, 1, 0), row.verdict) << to_string(row.a) << " " << to_string(row.b);
    EXPECT_EQ(comparison.verdict(1, 0, 0), row.verdict);
  }
}

TEST(Verdict, AcceptingTheDenialIsDenying) {
  World world;
  world.material.put(World::statement(0, 0, 0, {on(0, Stance::accepts, true)}));
  world.material.put(World::statement(1, 1, 0, {on(0, Stance::denies)}));
  world.material.put(World::statement(2, 2, 0, {on(0, Stance::affirms)}));
  const Comparison comparison(world.material);
  EXPECT_EQ(comparison.verdict(0, 1, 0), Verdict::agree);
  EXPECT_EQ(comparison.verdict(0, 2, 0), Verdict::contradict);
  EXPECT_THAT(comparison.cell(0, 0)->words(), ::testing::ElementsAre("accepts the denial"));
}

TEST(Verdict, ANegationCountsTheOtherWayRound) {
  World world;
  Proposition negation;
  negation.id = "proposition--1", negation.name = "Q1", negation.negation_of = 0;
  world.material.put(std::move(negation));
  world.material.put(World::statement(0, 0, 0, {on(1, Stance::affirms)}));
  world.material.put(World::statement(1, 1, 0, {on(0, Stance::affirms)}));
  EXPECT_EQ(Comparison(world.material).verdict(0, 1, 0), Verdict::contradict);
}

TEST(Cell, BothSidesAreASelfContradictionThatTakesNone) {
  World world;
  world.material.put(World::statement(0, 0, 0, {on(0, Stance::affirms)}));
  world.material.put(World::statement(1, 0, 0, {on(0, Stance::denies)}));
  world.material.put(World::statement(2, 1, 0, {on(0, Stance::denies)}));
  const Comparison comparison(world.material);
  EXPECT_TRUE(comparison.cell(0, 0)->contradicts_itself());
  EXPECT_EQ(comparison.verdict(0, 1, 0), Verdict::not_inconsistent);
  EXPECT_EQ(comparison.told(0).told, Told::both);
  EXPECT_EQ(comparison.self_contradictions().size(), 1u);
}

// What the table says, read off the statements of an account one by one.
int slow_side(const Comparison& comparison, AccountIndex account, PropositionIndex proposition, bool& speaks) {
  bool plus = false, minus = false;
  speaks = false;
  for (const StatementIndex index : comparison.accounts()[account].statements) {
    const Statement& statement = comparison.material().statements()[index];
    if (statement.optional_reading && statement.accounts.empty()) continue;
    for (const TakenStance& taken : statement.stances) {
      if (taken.proposition != proposition || taken.stance == Stance::silent) continue;
      speaks = true;
      const bool positive =
          taken.stance == Stance::affirms || taken.stance == Stance::alleges || taken.stance == Stance::accepts;
      const bool negative = taken.stance == Stance::denies;
      if ((positive && !taken.negation) || (negative && taken.negation)) plus = true;
      if ((negative && !taken.negation) || (positive && taken.negation)) minus = true;
    }
  }
  return plus == minus ? 0 : plus ? 1 : -1;
}

TEST(Random, VerdictsAreThoseOfTheSlowImplementationAndSymmetric) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    RandomCase random(seed);
    random.put_all();
    const Comparison comparison(random.world.material);
    VerdictCounts counted;
    for (PropositionIndex q = 0; q < 5; ++q) {
      for (AccountIndex a = 0; a < comparison.accounts().size(); ++a) {
        for (AccountIndex b = a + 1; b < comparison.accounts().size(); ++b) {
          bool a_speaks = false, b_speaks = false;
          const int x = slow_side(comparison, a, q, a_speaks), y = slow_side(comparison, b, q, b_speaks);
          const Verdict slow = !a_speaks && !b_speaks ? Verdict::both_silent
                               : a_speaks != b_speaks ? Verdict::one_side_only
                               : x != 0 && y != 0     ? (x == y ? Verdict::agree : Verdict::contradict)
                                                      : Verdict::not_inconsistent;
          ASSERT_EQ(comparison.verdict(a, b, q), slow) << "seed " << seed;
          ASSERT_EQ(comparison.verdict(b, a, q), slow) << "seed " << seed;
          if (slow == Verdict::agree) ++counted.agree;
          if (slow == Verdict::contradict) ++counted.contradict;
          if (slow == Verdict::not_inconsistent) ++counted.not_inconsistent;
          if (slow == Verdict::one_side_only) ++counted.one_side_only;
        }
      }
    }
    const VerdictCounts fast = count_verdicts(comparison);
    ASSERT_EQ(fast.agree, counted.agree);
    ASSERT_EQ(fast.contradict, counted.contradict);
    ASSERT_EQ(fast.not_inconsistent, counted.not_inconsistent);
    ASSERT_EQ(fast.one_side_only, counted.one_side_only);
  }
}

TEST(Random, EveryStatementThatCountsIsInItsAccounts) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    RandomCase random(seed);
    random.put_all();
    const Comparison comparison(random.world.material);
    std::set<StatementIndex> found;
    for (const Account& account : comparison.accounts())
      found.insert(account.statements.begin(), account.statements.end());
    EXPECT_EQ(found.size(), random.statements.size()) << "seed " << seed;
  }
}

TEST(Random, OneByOneIsTheSameAsAllAtOnceAndNeverRemovesACell) {
  for (unsigned seed = 0; seed < 150; ++seed) {
    RandomCase random(seed);
    Comparison one_by_one(random.world.material);
    for (const Statement& statement : random.statements) {
      std::vector<std::pair<AccountIndex, PropositionIndex>> before;
      for (const Cell& cell : one_by_one.cells()) before.emplace_back(cell.account, cell.proposition);
      one_by_one.add(random.world.material.put(statement));
      for (const auto& [account, proposition] : before)
        ASSERT_NE(one_by_one.cell(account, proposition), nullptr) << "seed " << seed;
    }
    ASSERT_EQ(json_of(one_by_one), json_of(Comparison(random.world.material))) << "seed " << seed;
  }
}

TEST(Random, ASourceTurnedOffAndOnGivesTheSameBytes) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    RandomCase random(seed);
    random.put_all();
    const std::string before = json_of(Comparison(random.world.material));
    const Comparison without(random.world.material,
                             {.as_of = {}, .said_by = {}, .without = {"p1", "theirs"}, .optional_readings = false});
    for (StatementIndex i = 0; i < random.statements.size(); ++i) {
      const Statement& statement = random.world.material.statements()[i];
      if (without.counts(i)) {
        EXPECT_NE(statement.speaker, 1u);
        EXPECT_EQ(statement.journal, "ours");
      }
    }
    EXPECT_EQ(json_of(Comparison(random.world.material)), before);
  }
}

TEST(Random, AContradictionOnOnePropositionChangesNoOtherVerdict) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    RandomCase random(seed);
    random.put_all();
    const Comparison before(random.world.material);
    std::vector<std::tuple<AccountIndex, AccountIndex, PropositionIndex, Verdict>> verdicts;
    for_each_verdict(before, true, [&](const PairVerdict& pair) {
      if (pair.proposition != 0) verdicts.emplace_back(pair.a, pair.b, pair.proposition, pair.verdict);
    });
    const std::size_t number = random.statements.size();
    random.world.material.put(World::statement(number, 0, 0, {on(0, Stance::affirms)}));
    random.world.material.put(World::statement(number + 1, 0, 0, {on(0, Stance::denies)}));
    const Comparison after(random.world.material);
    for (const auto& [a, b, q, verdict] : verdicts) EXPECT_EQ(after.verdict(a, b, q), verdict) << "seed " << seed;
  }
}

TEST(AsOf, LeavesOutWhatCameLater) {
  World world;
  for (int i = 0; i < 3; ++i) {
    Statement statement =
        World::statement(static_cast<std::size_t>(i), 0, 0, {on(static_cast<PropositionIndex>(i), Stance::affirms)});
    statement.received = Micros{i * 10};
    world.material.put(std::move(statement));
  }
  const Comparison then(world.material,
                        {.as_of = Micros{10}, .said_by = {}, .without = {}, .optional_readings = false});
  EXPECT_EQ(then.cells().size(), 2u);
  EXPECT_EQ(Comparison(world.material).cells().size(), 3u);
}

TEST(BadInput, ARingOfReportsEndsAndIsMarked) {
  World world;
  Statement a = World::statement(0, 0, 0, {on(0, Stance::affirms)}),
            b = World::statement(1, 1, 0, {on(0, Stance::denies)});
  a.within = world.material.statement("statement--1");
  b.within = world.material.statement("statement--0");
  a.chain.push_back({1, "said", a.within});
  world.material.put(std::move(a));
  world.material.put(std::move(b));
  const Comparison comparison(world.material);
  EXPECT_EQ(comparison.cells().size(), 2u);
  EXPECT_THAT(comparison.problems(), Contains(HasSubstr("comes back to itself")));
  EXPECT_FALSE(json_of(comparison).empty());
}

TEST(BadInput, AStatementWithinItselfIsMarked) {
  World world;
  Statement a = World::statement(0, 0, 0, {on(0, Stance::affirms)});
  a.within = world.material.statement("statement--0");
  world.material.put(std::move(a));
  const Comparison comparison(world.material);
  EXPECT_THAT(comparison.problems(), Contains(HasSubstr("within itself")));
  EXPECT_EQ(comparison.cells().size(), 1u);
}

TEST(BadInput, ASpeakerOrPropositionThatIsNotHereIsMarkedAndTheCellStays) {
  World world;
  world.material.put(World::statement(0, world.material.party("identity--99"), 0,
                                      {on(world.material.proposition("proposition--99"), Stance::denies)}));
  const Comparison comparison(world.material);
  EXPECT_EQ(comparison.cells().size(), 1u);
  EXPECT_THAT(comparison.problems(), Contains(HasSubstr("the speaker identity--99 is not here")));
  EXPECT_THAT(comparison.problems(), Contains(HasSubstr("proposition--99 is not here")));
}

TEST(BadInput, AnUnknownStanceTakesNoSideAndIsMarked) {
  World world;
  TakenStance strange = on(0, Stance::unknown);
  strange.word = "shrugs";
  world.material.put(World::statement(0, 0, 0, {strange}));
  world.material.put(World::statement(1, 1, 0, {on(0, Stance::denies)}));
  const Comparison comparison(world.material);
  EXPECT_EQ(comparison.verdict(0, 1, 0), Verdict::not_inconsistent);
  EXPECT_THAT(comparison.problems(), Contains(HasSubstr("\"shrugs\" is no stance")));
}

TEST(BadInput, SpansOutsideTheTextOrCuttingACharacterAreMarked) {
  World world;
  Document document;
  document.id = "artifact--1", document.name = "d", document.text = "Ä 😀 said";
  const DocumentIndex index = world.material.put(std::move(document));
  const Span good{2, 3, 3, 7, 1, "😀"}, outside{5, 99, 8, 102, 1, "x"}, cuts{0, 1, 0, 1, 1, "Ä"},
      elsewhere{0, 1, 0, 2, 1, "A"}, backwards{3, 2, 7, 3, 1, ""};
  std::size_t number = 0;
  for (const auto& [span, problem] : std::vector<std::pair<Span, std::string>>{{good, ""},
                                                                               {outside, "outside"},
                                                                               {cuts, "cut a character"},
                                                                               {elsewhere, "not the one recorded"},
                                                                               {backwards, "ends before it begins"}}) {
    Statement statement = World::statement(number++, 0, 0, {on(0, Stance::affirms)});
    statement.document = index;
    statement.content_spans = {span};
    const auto& problems = world.material.statements()[world.material.put(std::move(statement))].problems;
    if (problem.empty())
      EXPECT_THAT(problems, IsEmpty());
    else
      EXPECT_THAT(problems, Contains(HasSubstr(problem)));
  }
}

TEST(BadInput, TwoThingsOfOneNameStayTwo) {
  World world;
  for (const char* space : {"one", "two"}) {
    Proposition proposition;
    proposition.id = id_of("proposition", space == std::string("one") ? 70 : 71), proposition.name = "Q70",
    proposition.space = space;
    world.material.put(std::move(proposition));
  }
  EXPECT_EQ(world.material.propositions().back().name, "two/Q70");
  EXPECT_THAT(world.material.problems(), Contains(HasSubstr("names two objects")));
}

TEST(SharedLines, AreFoundAcrossScriptsAndNotInFiguresOfSpeech) {
  struct Row {
    const char *a, *b;
    std::size_t lines;
  };
  const Row rows[] = {
      {"we will not yield an inch of the northern shore", "he said they would not yield an inch of that northern shore",
       1},
      {"мы не отдадим ни пяди родного северного берега", "ОНИ СКАЗАЛИ: НЕ ОТДАДИМ НИ ПЯДИ РОДНОГО СЕВЕРНОГО БЕРЕГА!",
       1},
      {"我们绝不放弃北方海岸的每一寸土地", "他说我们绝不放弃北方海岸的每一寸土地", 1},
      {"the talks were calm and useful", "the dinner was long and dull", 0},
      {"of the and to in that we were", "of the and to in that we were", 0},
  };
  for (const Row& row : rows) {
    World world;
    Statement a = World::statement(0, 0, 0, {}), b = World::statement(1, 1, 1, {});
    a.words = row.a, b.words = row.b;
    world.material.put(std::move(a));
    world.material.put(std::move(b));
    EXPECT_EQ(Comparison(world.material).shared_lines().size(), row.lines) << row.a;
  }
}

}  // namespace
}  // namespace parley::accounts
