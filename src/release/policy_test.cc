// The policy rule by rule, and against a slow evaluator that is obvious.
#include "release/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

#include "base/uuid.h"
#include "release/handling.h"
#include "release/release_fixture.h"
#include "stix/parley.h"

namespace parley::release {

void PrintTo(const Decision& decision, std::ostream* out) {
  *out << (decision == Decision::allowed   ? "allowed"
           : decision == Decision::refused ? "refused"
                                           : "needs_second_person");
}

namespace testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using enum Decision;

TEST(Policy, AMarkedObjectOfAnAllowedTypeMayLeaveAndEveryRuleSaysWhy) {
  const Verdict verdict = World().ask(malware(1));
  EXPECT_EQ(verdict.decision, allowed);
  EXPECT_THAT(rules(verdict, allowed),
              ::testing::ElementsAre("audience", "type /type", "marking /object_marking_refs/0"));
  EXPECT_THAT(rules(verdict, refused), IsEmpty());
}

TEST(Policy, WhatCannotBeReadIsRefused) {
  const World world;
  for (const char* text :
       {"", "{", "[]", "null", "\"x\"", "{}", R"({"type":"malware"})", R"({"type":"malware","id":"tool--1"})"})
    EXPECT_THAT(rules(world.ask(text), refused), Contains("unreadable")) << text;
  // Two markings of which a reader may take either.
  const std::string twice = malware(1, marked(kGreen) + marked(kRed));
  EXPECT_THAT(rules(world.ask(twice), refused), Contains("unreadable"));
}

TEST(Policy, NobodyIsNotEverybody) {
  World world;
  world.charter.terms.members.resize(1);
  world.charter.signatures.resize(1);
  EXPECT_THAT(rules(world.ask(malware(1)), refused), Contains("audience-empty"));
  EXPECT_EQ(world.ask(malware(1)).decision, refused);

  Context nothing;
  EXPECT_EQ(evaluate(malware(1), nothing).decision, refused);
}

TEST(Policy, AHalfSignedCharterIsNoGroup) {
  World world;
  world.charter.signatures.resize(2);
  EXPECT_THAT(rules(world.ask(malware(1)), refused), Contains("charter-incomplete"));
}

TEST(Policy, WhoIsNotAMemberReleasesNothing) {
  World world;
  auto context = world.context();
  context.own_identity = kAnalyst;
  EXPECT_THAT(rules(evaluate(malware(1), context), refused), Contains("not-a-member"));
}

TEST(Policy, TypesAreThoseOfTheCharter) {
  World world;
  world.charter.terms.object_types = {"indicator", "x-sensor"};
  EXPECT_THAT(rules(world.ask(malware(1)), refused), Contains("type-not-in-charter /type"));
  EXPECT_EQ(world.ask(object("x-sensor", 1, marked(kGreen))).decision, allowed);
  EXPECT_EQ(world.ask(object("identity", 1, R"(,"name":"N")" + marked(kGreen))).decision, allowed);
  EXPECT_EQ(world.ask(object("extension-definition", 1, marked(kGreen))).decision, allowed);
  for (const stix::ObjectType* type : stix::framework_objects())
    EXPECT_EQ(world.ask(object(type->name, 1, marked(kGreen))).decision, allowed) << type->name;

  world.charter.terms.object_types = {"*"};
  EXPECT_EQ(world.ask(object("tool", 1, marked(kGreen))).decision, allowed);
  EXPECT_THAT(rules(world.ask(object("x-sensor", 1, marked(kGreen))), refused), Contains("type-not-in-charter /type"));
  EXPECT_EQ(world.ask(R"({"type":"bundle","id":"bundle--a0000000-0000-4000-8000-000000000001"})").decision, refused);
}

TEST(Policy, WhoDidWhatAtANodeLeavesToNobodyWhateverTheCharterNames) {
  World world;
  for (const std::string& types : {std::string("*"), std::string(stix::kAuditRecord)}) {
    world.charter.terms.object_types = {types};
    const auto verdict = world.ask(object("audit-record", 1, marked(kGreen)));
    EXPECT_EQ(verdict.decision, refused) << types;
    EXPECT_THAT(rules(verdict, refused), Contains("own-audit /type")) << types;
  }
}

TEST(Policy, DefinitionsOfMarkingsFlowWhenTheCharterNamesThem) {
  World world;
  const auto definition = [](std::string_view id) {
    return fmt::format(
        R"({{"type":"marking-definition","spec_version":"2.1","id":"{}","created":"2026-01-01T00:00:00.000Z"}})", id);
  };
  EXPECT_EQ(world.ask(definition(kStatement)).decision, allowed);
  EXPECT_EQ(world.ask(definition(kRed)).decision, allowed);
  EXPECT_THAT(rules(world.ask(definition(kUnknown)), refused), Contains("marking-not-in-charter /id"));
}

struct MarkingCase {
  const char* name;
  std::string members;
  Decision decision;
  std::string rule;  // that says so
};

class Markings : public ::testing::TestWithParam<MarkingCase> {};

TEST_P(Markings, DecideAsTheyShould) {
  World world;
  world.charter.terms.markings = {std::string(kGreen), std::string(kAmber), std::string(kStrict), std::string(kRed),
                                  std::string(kStatement)};
  const Verdict verdict = world.ask(malware(1, GetParam().members));
  EXPECT_EQ(verdict.decision, GetParam().decision);
  EXPECT_THAT(rules(verdict, GetParam().decision), Contains(GetParam().rule));
}

std::string granular(std::string_view marking, std::string_view selector) {
  return fmt::format(R"({},"granular_markings":[{{"marking_ref":"{}","selectors":["{}"]}}])", marked(kGreen), marking,
                     selector);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, Markings,
    ::testing::Values(
        MarkingCase{"green", marked(kGreen), allowed, "marking /object_marking_refs/0"},
        MarkingCase{"the_old_amber_is_amber", marked(kOldAmber), allowed, "marking /object_marking_refs/0"},
        MarkingCase{"clear_is_not_in_this_charter", marked(kClear), refused,
                    "marking-not-in-charter /object_marking_refs/0"},
        MarkingCase{"red", marked(kRed), needs_second_person, "tlp-red /object_marking_refs/0"},
        MarkingCase{"old_red", marked(kOldRed), needs_second_person, "tlp-red /object_marking_refs/0"},
        MarkingCase{"amber_strict", marked(kStrict), needs_second_person, "tlp-amber-strict /object_marking_refs/0"},
        MarkingCase{"unknown", marked(kUnknown), refused, "marking-unknown /object_marking_refs/0"},
        MarkingCase{"the_worst_of_two", fmt::format(R"(,"object_marking_refs":["{}","{}"])", kGreen, kRed),
                    needs_second_person, "tlp-red /object_marking_refs/1"},
        MarkingCase{"unmarked", "", allowed, "unmarked"},
        MarkingCase{"no_markings", R"(,"object_marking_refs":[])", allowed, "unmarked"},
        MarkingCase{"a_statement_says_not_how_strict", marked(kStatement), allowed, "unmarked"},
        MarkingCase{"a_single_text", fmt::format(R"(,"object_marking_refs":"{}")", kRed), needs_second_person,
                    "tlp-red /object_marking_refs/0"},
        MarkingCase{"malformed", R"(,"object_marking_refs":7)", refused, "marking-malformed"},
        MarkingCase{"malformed_item", R"(,"object_marking_refs":[7])", refused, "marking-malformed"},
        MarkingCase{"granular_malformed", R"(,"granular_markings":{})", refused, "marking-malformed"},
        MarkingCase{"granular_red", granular(kRed, "name"), needs_second_person, "tlp-red /name"},
        MarkingCase{"granular_unknown", granular(kUnknown, "name"), refused, "part-unknown /name"},
        MarkingCase{"granular_not_in_charter", granular(kClear, "name"), refused, "part-not-in-charter /name"},
        MarkingCase{"granular_on_a_list_item", R"(,"aliases":["a","b"])" + granular(kClear, "aliases.[1]"), refused,
                    "part-not-in-charter /aliases/1"},
        MarkingCase{"granular_selects_nothing", granular(kGreen, "description"), refused,
                    "selector-selects-nothing /granular_markings/0"},
        MarkingCase{"granular_language",
                    marked(kGreen) + R"(,"granular_markings":[{"lang":"de","selectors":["name"]}])", allowed,
                    "marking /object_marking_refs/0"},
        MarkingCase{"granular_with_both",
                    marked(kGreen) +
                        fmt::format(R"(,"granular_markings":[{{"lang":"de","marking_ref":"{}","selectors":["name"]}}])",
                                    kGreen),
                    refused, "marking-malformed"},
        MarkingCase{"inside_of_a_part",
                    marked(kGreen) + fmt::format(R"(,"x_part":{{"object_marking_refs":["{}"]}})", kGreen), refused,
                    "marking-nested /x_part/object_marking_refs"},
        MarkingCase{"under_a_misspelt_name",
                    marked(kGreen) + fmt::format(R"(,"object_markings_refs":["{}"])", kUnknown), refused,
                    "marking-unknown /object_markings_refs/0"},
        MarkingCase{"label_red", marked(kGreen) + R"(,"labels":["TLP:Red"])", needs_second_person, "tlp-red /labels/0"},
        MarkingCase{"label_not_in_charter", marked(kGreen) + R"(,"labels":["tlp:white"])", refused,
                    "label-not-in-charter /labels/0"},
        MarkingCase{"label_unknown", marked(kGreen) + R"(,"labels":["apt","tlp:ex:chr"])", refused,
                    "marking-unknown /labels/1"},
        MarkingCase{"labels_malformed", marked(kGreen) + R"(,"labels":"tlp:red")", refused,
                    "marking-malformed /labels"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Policy, AnUnmarkedObjectCountsAsTheChartersDefault) {
  World world;
  world.charter.terms.default_marking = kRed;
  EXPECT_EQ(world.ask(malware(1, "")).decision, needs_second_person);
  world.charter.terms.default_marking = "";
  EXPECT_EQ(world.ask(malware(1, "")).decision, refused);
  world.charter.terms.default_marking = kUnknown;  // which the charter does not let flow
  EXPECT_EQ(world.ask(malware(1, "")).decision, refused);
}

TEST(Policy, ARefusedMarkingIsNoMissingOne) {
  World world;
  world.charter.terms.markings = {std::string(kGreen)};
  EXPECT_THAT(rules(world.ask(malware(1, marked(kStrict))), allowed), ::testing::ElementsAre("audience", "type /type"));
}

TEST(Policy, AStatementOutsideTheCharterIsRefusedAlsoWhenItIsKnown) {
  World world;
  world.add(fmt::format(
      R"({{"type":"marking-definition","spec_version":"2.1","id":"{}","created":"2026-01-01T00:00:00.000Z","definition_type":"statement","definition":{{"statement":"Ours"}}}})",
      kUnknown));
  EXPECT_THAT(rules(world.ask(malware(1, marked(kUnknown))), refused),
              Contains("marking-not-in-charter /object_marking_refs/0"));
}

TEST(Policy, ADefinitionThatMeansStrictTlpNeedsASecondPersonToo) {
  World world;
  world.add(fmt::format(
      R"({{"type":"marking-definition","spec_version":"2.1","id":"{}","created":"2026-01-01T00:00:00.000Z","definition_type":"statement","definition":{{"statement":"TLP:AMBER+STRICT"}}}})",
      kStatement));
  EXPECT_THAT(rules(world.ask(malware(1, marked(kStatement))), needs_second_person),
              Contains("tlp-amber-strict /object_marking_refs/0"));
}

TEST(Policy, LevelsAreReadHoweverTheyAreWritten) {
  EXPECT_EQ(written_level("TLP:AMBER+STRICT and more")->level, stix::Tlp::amber_strict);
  EXPECT_EQ(written_level("tlp amber-strict")->bytes, 16u);
  EXPECT_EQ(written_level("TLP_WHITE")->level, stix::Tlp::clear);
  EXPECT_FALSE(written_level("TLP:REDUCED"));
  EXPECT_FALSE(written_level("TLPRED"));
  EXPECT_FALSE(written_level("TLP:PURPLE"));
  EXPECT_EQ(level_of_definition(R"({"id":"marking-definition--1","definition":{"tlp":"red"}})"), stix::Tlp::red);
  EXPECT_EQ(level_of_definition(R"({"name":"TLP:GREEN"})"), stix::Tlp::green);
  EXPECT_EQ(
      level_of_definition(
          R"({"extensions":{"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":{"tlp_2_0":"amber+strict"}}})"),
      stix::Tlp::amber_strict);
  EXPECT_EQ(level_of_definition(R"({"name":"Copyright"})"), std::nullopt);
}

TEST(Policy, NobodySpeaksUnderAnotherMembersName) {
  const World world;
  EXPECT_THAT(rules(world.ask(malware(1, marked(kGreen) + fmt::format(R"(,"created_by_ref":"{}")", kThem))), refused),
              Contains("author-is-another-member /created_by_ref"));
  EXPECT_EQ(world.ask(malware(1, marked(kGreen) + fmt::format(R"(,"created_by_ref":"{}")", kAnalyst))).decision,
            allowed);
}

TEST(Policy, ATranslationIsAsStrictAsWhatItTranslates) {
  World world;
  const auto translation = [&](int of) {
    return object("language-content", 9,
                  marked(kGreen) + fmt::format(R"(,"object_ref":"{}","contents":{{"de":{{"name":"Leuchtfeuer"}}}})",
                                               id_of("malware", of)));
  };
  world.add(malware(1));
  world.add(malware(2, marked(kRed)));
  world.add(malware(3, marked(kUnknown)));
  EXPECT_EQ(world.ask(translation(1)).decision, allowed);
  EXPECT_EQ(world.ask(translation(2)).decision, needs_second_person);
  EXPECT_EQ(world.ask(translation(3)).decision, refused);
  EXPECT_EQ(world.ask(translation(4)).decision, refused);
  world.released.insert(id_of("malware", 4));
  EXPECT_EQ(world.ask(translation(4)).decision, allowed);
}

TEST(Policy, TheExerciseAndTheRealNeverMix) {
  World world;
  EXPECT_EQ(world.ask(malware(1, marked(kGreen) + R"(,"exercise":true)")).decision, refused);
  world.charter.terms.exercise = true;
  EXPECT_EQ(world.ask(malware(1, marked(kGreen) + R"(,"exercise":true)")).decision, allowed);
  EXPECT_EQ(world.ask(malware(1, marked(kGreen) + R"(,"exercise":false)")).decision, refused);
}

TEST(Policy, AnEmbargoHoldsForItsPartyItsTimeAndItsMatter) {
  struct Row {
    const char* name;
    Embargo embargo;
    bool holds;
  };
  const Micros later{kNoon.value + 1}, far{253'402'300'799'000'000};
  const std::string them(kThem);
  const std::vector<Row> rows = {
      {"the object", {them, id_of("malware", 1), later, ""}, true},
      {"another object", {them, id_of("malware", 2), later, ""}, false},
      {"the type, everybody", {"*", "malware", far, "they talk"}, true},
      {"the marking", {them, std::string(kGreen), later, ""}, true},
      {"the marking of a part", {them, std::string(kClear), later, ""}, true},
      {"another marking", {them, std::string(kRed), later, ""}, false},
      {"the label, in other letters", {them, "Operation-North", later, ""}, true},
      {"what it names", {them, id_of("tool", 7), later, ""}, true},
      {"over", {"*", "malware", kNoon, ""}, false},
      {"against nobody here", {std::string(kAnalyst), "malware", later, ""}, false},
      {"against ourselves", {std::string(kUs), "malware", later, ""}, false},
      {"against nobody in particular", {"", "malware", later, ""}, true},
      {"on nothing in particular", {them, "", later, ""}, true},
      {"on everything, for ever", {"*", "*", Micros{std::numeric_limits<std::int64_t>::max()}, ""}, true},
  };
  const std::string text =
      malware(1, R"(,"labels":["operation-north"],"x_see":")" + id_of("tool", 7) + '"' + granular(kClear, "name"));
  for (const Row& row : rows) {
    World world;
    world.embargoes = {row.embargo};
    EXPECT_EQ(world.ask(text).decision, row.holds ? refused : allowed) << row.name;
  }
}

TEST(Policy, AnEmbargoOnTheDefaultMarkingMeetsWhatIsUnmarked) {
  World world;
  world.embargoes = {{"*", std::string(kOldAmber), Micros{kNoon.value + 1}, ""}};
  EXPECT_EQ(world.ask(malware(1, "")).decision, refused);
  EXPECT_EQ(world.ask(malware(1)).decision, allowed);
}

// --- a slow evaluator, without an early end or a shortcut, for objects that the generator below makes

struct Made {
  std::string type = "malware";
  std::vector<std::string> markings, labels;
  std::vector<std::pair<std::string, std::string>> granular;  // marking, selector
  std::string author, description = "x";
  bool nested = false;

  std::string text() const {
    std::string members = R"(,"name":"n","description":")" + description + '"';
    const auto list = [](const std::vector<std::string>& items) {
      std::string out;
      for (const auto& item : items) out += (out.empty() ? "\"" : ",\"") + item + '"';
      return "[" + out + "]";
    };
    if (!markings.empty()) members += R"(,"object_marking_refs":)" + list(markings);
    if (!labels.empty()) members += R"(,"labels":)" + list(labels);
    if (!author.empty()) members += R"(,"created_by_ref":")" + author + '"';
    if (nested) members += R"(,"x_part":{"object_marking_refs":[]})";
    std::string parts;
    for (const auto& [marking, selector] : granular)
      parts +=
          fmt::format(R"({}{{"marking_ref":"{}","selectors":["{}"]}})", parts.empty() ? "" : ",", marking, selector);
    if (!parts.empty()) members += R"(,"granular_markings":[)" + parts + "]";
    return object(type, 1, members);
  }
};

Decision slow(const Made& made, const World& world) {
  const auto& terms = world.charter.terms;
  const auto level = [](const std::string& id) {
    return stix::tlp_marking(id) == nullptr ? std::optional<stix::Tlp>() : stix::tlp_marking(id)->level;
  };
  const auto flows = [&](const std::string& id) {
    for (const auto& one : terms.markings)
      if (one == id || (level(one) && level(one) == level(id))) return true;
    return false;
  };
  const auto strict = [&](const std::string& id) {
    return level(id) == stix::Tlp::red || level(id) == stix::Tlp::amber_strict;
  };
  const std::map<std::string, stix::Tlp> words = {
      {"tlp:red", stix::Tlp::red}, {"tlp:amber", stix::Tlp::amber}, {"tlp:clear", stix::Tlp::clear}};
  bool no = false, second = false, has_level = false;
  no |= terms.members.size() < 2 || world.charter.signatures.size() != terms.members.size();
  const bool standard = made.type != "x-own";
  no |= std::count(terms.object_types.begin(), terms.object_types.end(), made.type) == 0 &&
        !(standard && std::count(terms.object_types.begin(), terms.object_types.end(), "*") > 0);
  no |= made.author == kThem || made.author == kThird;
  std::vector<std::string> all = made.markings;
  for (const auto& marking : made.markings) has_level |= level(marking).has_value();
  for (const auto& label : made.labels)
    if (label.starts_with("tlp:")) {
      if (!words.contains(label))
        no = true;
      else {
        has_level = true;
        second |= words.at(label) == stix::Tlp::red;
        bool named = false;
        for (const auto& one : terms.markings) named |= level(one) == words.at(label);
        no |= !named;
      }
    }
  if (!has_level) all.push_back(terms.default_marking);
  for (const auto& [marking, selector] : made.granular) {
    all.push_back(marking);
    no |= selector != "name" && selector != "description";
  }
  for (const auto& marking : all) no |= !flows(marking), second |= strict(marking);
  no |= made.nested;
  for (const auto& one : world.embargoes) {
    // One UUID is one thing, whichever type stands before it.
    const auto uuid = [](const std::string& id) {
      return id.find("--") == std::string::npos ? id : id.substr(id.find("--"));
    };
    bool meant = one.what == made.type || uuid(one.what) == uuid(id_of(made.type, 1)) ||
                 (one.what.find("--") != std::string::npos && made.description.find(one.what) != std::string::npos) ||
                 made.author == one.what;
    for (const auto& marking : all)
      meant |= marking == one.what || (level(marking) && level(marking) == level(one.what));
    for (const auto& label : made.labels)
      meant |= label == one.what || (words.contains(label) && level(one.what) == words.at(label));
    no |= meant && world.context().now < one.until;
  }
  return no ? refused : second ? needs_second_person : allowed;
}

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}
  bool one_in(int n) { return std::uniform_int_distribution<>(1, n)(random_) == 1; }
  std::string of(const std::vector<std::string>& all) {
    return all[std::uniform_int_distribution<std::size_t>(0, all.size() - 1)(random_)];
  }
  std::string marking() {
    return of({std::string(kClear), std::string(kGreen), std::string(kAmber), std::string(kStrict), std::string(kRed),
               std::string(kOldAmber), std::string(kOldRed), std::string(kStatement), std::string(kUnknown)});
  }

  Made made() {
    Made out;
    if (one_in(6)) out.type = of({"tool", "x-own", "campaign"});
    while (one_in(2)) out.markings.push_back(marking());
    while (one_in(4)) out.labels.push_back(of({"north", "tlp:red", "tlp:amber", "tlp:clear", "tlp:odd"}));
    while (one_in(4)) out.granular.emplace_back(marking(), of({"name", "description", "absent"}));
    if (one_in(3)) out.author = of({std::string(kUs), std::string(kThem), std::string(kAnalyst)});
    if (one_in(5)) out.description = "see " + id_of("tool", 7);
    out.nested = one_in(20);
    return out;
  }
  // A change that no rule reads.
  void touch_nothing(Made& made) {
    made.description += of({" ", "TLP:CLEAR ", "y", "allowed ", "{\\\"object_marking_refs\\\":[]}"});
  }
  World world() {
    World out;
    auto& markings = out.charter.terms.markings;
    std::erase_if(markings, [&](const std::string&) { return one_in(4); });
    if (one_in(4)) out.charter.terms.object_types = {of({"malware", "tool", "x-own"})};
    if (one_in(4)) out.charter.terms.default_marking = marking();
    if (one_in(15)) out.charter.signatures.pop_back();
    while (one_in(3))
      out.embargoes.push_back({"*",
                               of({"malware", "tool", id_of("malware", 1), id_of("tool", 7), std::string(kGreen),
                                   std::string(kRed), "north"}),
                               Micros{kNoon.value + (one_in(3) ? 0 : 1)}, ""});
    return out;
  }

 private:
  std::mt19937 random_;
};

TEST(Policy, AgreesWithTheSlowEvaluatorAndNothingElseChangesItsMind) {
  std::map<Decision, int> seen;
  Generator generator(7);
  for (int i = 0; i < 20'000; ++i) {
    const World world = generator.world();
    Made made = generator.made();
    const Decision decision = world.ask(made.text()).decision;
    ASSERT_EQ(decision, slow(made, world)) << made.text();
    ++seen[decision];
    // Releasable it becomes only when something that a rule reads is another.
    generator.touch_nothing(made);
    ASSERT_EQ(world.ask(made.text()).decision, decision) << made.text();
  }
  for (const Decision one : {allowed, refused, needs_second_person}) EXPECT_GT(seen[one], 300);
}

// Whether a whole string is the identifier of a marking.
bool names_a_marking(const std::string& text) {
  constexpr std::string_view kBegin = "\"marking-definition--";
  for (std::size_t at = text.find(kBegin); at != std::string::npos; at = text.find(kBegin, at + 1))
    if (is_uuid(text.substr(at + kBegin.size(), 36)) && text[at + kBegin.size() + 36] == '"') return true;
  return false;
}

TEST(Policy, NoChangedByteMakesAStrictObjectReleasable) {
  World world;
  world.charter.terms.markings = {std::string(kGreen), std::string(kAmber)};
  std::mt19937 random(11);
  const std::string original = malware(
      1, marked(kRed) + fmt::format(R"(,"granular_markings":[{{"marking_ref":"{}","selectors":["name"]}}])", kUnknown));
  ASSERT_EQ(world.ask(original).decision, refused);
  for (int i = 0; i < 20'000; ++i) {
    std::string text = original;
    for (int changes = 0; changes < 1 + i % 3; ++changes) {
      const std::size_t at = std::uniform_int_distribution<std::size_t>(0, text.size() - 1)(random);
      switch (i % 4) {
        case 0:
          text[at] = static_cast<char>(std::uniform_int_distribution<>(0, 255)(random));
          break;
        case 1:
          text.erase(at, 1);
          break;
        case 2:
          text.insert(at, 1, static_cast<char>(std::uniform_int_distribution<>(32, 126)(random)));
          break;
        default:
          std::swap(text[at], text[text.size() - 1 - at]);
      }
    }
    const Verdict verdict = world.ask(text);
    // Releasable only when no marking is left that anything could read, wherever it stands: then it is another object,
    // unmarked.
    EXPECT_TRUE(verdict.decision == refused || !names_a_marking(text)) << text;
  }
}

TEST(Policy, AsksOnlyForWhatTheObjectNames) {
  World world;
  const std::string text = object(
      "language-content", 9,
      marked(kUnknown) + fmt::format(R"(,"object_ref":"{}","contents":{{"de":{{"name":"n"}}}})", id_of("malware", 1)));
  world.ask(text);
  for (const std::string& id : world.asked) EXPECT_NE(text.find(id), std::string::npos) << id;
}

TEST(Policy, ARecordOfAReleaseIsNotMarkedByTheDefinitionsThatItLists) {
  World world;
  world.charter.terms.markings = {std::string(kClear), std::string(kGreen)};
  world.charter.terms.default_marking = kClear;
  const std::string record =
      object("release", 1, fmt::format(R"(,"released":[{{"object_ref":"{}"}}],"x":"{}")", kRed, kClear));
  EXPECT_EQ(world.ask(record).decision, Decision::allowed);
  const std::string other = object("report", 1, fmt::format(R"(,"released":[{{"object_ref":"{}"}}])", kRed));
  EXPECT_EQ(world.ask(other).decision, Decision::refused);
}

}  // namespace
}  // namespace testing
}  // namespace parley::release
