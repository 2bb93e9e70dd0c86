// Who joins a group reads what was released before: what the policy says about that.
#include "release/audience.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "release/release_fixture.h"

namespace parley::release::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

inline constexpr std::string_view kCarpania = "identity--c1000000-0000-4000-8000-000000000005";

// A group that Carpania is to join.
struct Growing : World {
  Growing() {
    after = charter.terms;
    after.modified.value += 1'000'000;
    after.members.push_back({std::string(kCarpania), "Carpania", {}});
    after.members.back().party_key.key.fill(5);
  }
  Reading reading(const std::vector<std::string>& entries, std::size_t erased = 0) const {
    const Context ours = context();
    Joining joining(charter.terms, after, ours);
    for (const std::string& one : entries) joining.add(one);
    const auto all = joining.readings(erased);
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? Reading{} : all.front();
  }
  // What a release is answered while the larger version is signed and not in force.
  Verdict ask_before(std::string_view object) const {
    Context ours = context();
    ours.coming = {after};
    return evaluate(object, ours);
  }
  std::string charter_entry(std::string_view default_marking) const {
    return fmt::format(
        R"({{"type":"charter","spec_version":"2.1","id":"{}","created":"2026-07-09T18:30:00.000Z","modified":"2026-07-09T18:30:00.000Z","default_marking_ref":"{}"}})",
        after.id, default_marking);
  }
  static std::string message(std::string_view type, int number, const std::string& members = "") {
    return object(type, number, members);
  }

  group::Terms after;
};

TEST(Audience, ANewcomerIsWhoWasNotThereOrHasAnotherKey) {
  const Growing world;
  auto after = world.after;
  EXPECT_EQ(newcomers(world.charter.terms, world.charter.terms, kUs).size(), 0u);
  ASSERT_EQ(newcomers(world.charter.terms, after, kUs).size(), 1u);
  EXPECT_EQ(newcomers(world.charter.terms, after, kUs)[0].name, "Carpania");
  after.members[1].party_key.key.fill(9);
  const auto found = newcomers(world.charter.terms, after, kUs);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_TRUE(found[0].has_another_key);
  // Markings and types that grow are no larger audience.
  after = world.charter.terms;
  after.markings.emplace_back(kUnknown), after.object_types.emplace_back("x-own");
  EXPECT_THAT(newcomers(world.charter.terms, after, kUs), IsEmpty());
  // Whoever left and comes back.
  after.members.pop_back();
  EXPECT_EQ(newcomers(after, world.charter.terms, kUs).size(), 1u);
}

TEST(Audience, CountsWhatBecomesReadableAndWhatIsHeldBack) {
  Growing world;
  world.embargoes = {{std::string(kCarpania), id_of("malware", 4), {kNoon.value + 1}, "not yet"}};
  const auto reading = world.reading({malware(1), malware(2, marked(kRed)), malware(3, marked(kStrict)), malware(4),
                                      Growing::message("ping", 5), malware(6, marked(kRed))});
  EXPECT_EQ(reading.objects.total, 5u);
  EXPECT_EQ(reading.objects.red, 2u);
  EXPECT_EQ(reading.objects.amber_strict, 1u);
  EXPECT_EQ(reading.objects.embargoed, 1u);
  EXPECT_EQ(reading.objects.held_back, 4u);
  EXPECT_EQ(reading.messages.total, 1u);
  EXPECT_FALSE(reading.allowed());
  EXPECT_EQ(
      sentence(reading),
      "5 objects of ours released so far become readable for Carpania, of these 2 TLP:RED, 1 TLP:AMBER+STRICT, 1 under "
      "embargo towards Carpania; and 1 message of the group itself");
  ASSERT_EQ(reading.held_back.size(), 4u);
  EXPECT_EQ(reading.held_back[0].id, id_of("malware", 2));
}

TEST(Audience, WhatMayBeReadByTheNewcomerHindersNothing) {
  Growing world;
  // Towards somebody who reads it already, and one that has ended.
  world.embargoes = {{std::string(kThem), id_of("malware", 1), {kNoon.value + 1}, ""},
                     {std::string(kCarpania), id_of("malware", 2), {kNoon.value}, ""}};
  const auto reading = world.reading({malware(1), malware(2), malware(3, marked(kAmber))});
  EXPECT_TRUE(reading.allowed());
  EXPECT_EQ(sentence(reading), "3 objects of ours released so far become readable for Carpania");
}

TEST(Audience, AllVersionsOfAnObjectAreOneAndTheStrictestCounts) {
  const Growing world;
  const auto reading = world.reading({malware(1, marked(kRed)), malware(1, marked(kGreen) + R"(,"labels":["x"])")});
  EXPECT_EQ(reading.objects.total, 1u);
  EXPECT_EQ(reading.objects.red, 1u);
}

TEST(Audience, WhatNobodyMarkedIsAsStrictAsItCountedWhenItWasReleased) {
  Growing world;
  // Under TLP:RED at first, then under TLP:GREEN.
  world.charter.terms.default_marking = world.after.default_marking = kGreen;
  const auto reading = world.reading(
      {world.charter_entry(kRed), malware(1, ""), world.charter_entry(kGreen), malware(2, ""), malware(3)});
  EXPECT_EQ(reading.objects.red, 1u);
  EXPECT_EQ(reading.objects.held_back, 1u);
  ASSERT_FALSE(reading.held_back.empty());
  EXPECT_EQ(reading.held_back[0].id, id_of("malware", 1));
  // And as strict as it would count in the version that comes.
  world.after.default_marking = kStrict;
  EXPECT_EQ(world.reading({world.charter_entry(kGreen), malware(1, "")}).objects.amber_strict, 1u);
  // What it counted as may not flow any more.
  world.after.markings = {std::string(kGreen)}, world.after.default_marking = kGreen;
  EXPECT_EQ(world.reading({world.charter_entry(kAmber), malware(1, "")}).objects.otherwise, 1u);
}

TEST(Audience, WhatWasSaidUnmarkedInAStrictGroupWasSaidToThoseInIt) {
  Growing world;
  world.charter.terms.default_marking = world.after.default_marking = kRed;
  const auto reading = world.reading({Growing::message("reply", 1), Growing::message("acknowledgement", 2),
                                      Growing::message("pong", 3), world.charter_entry(kRed)});
  EXPECT_EQ(reading.messages.total, 4u);
  EXPECT_EQ(reading.messages.red, 1u);
  EXPECT_TRUE(Growing().reading({Growing::message("reply", 1)}).allowed());
}

TEST(Audience, RecalledAndErasedThingsAreTold) {
  const Growing world;
  const auto reading =
      world.reading({malware(1), malware(2),
                     Growing::message("recall", 3, fmt::format(R"(,"object_ref":"{}")", id_of("malware", 1)))});
  EXPECT_EQ(reading.objects.recalled, 1u);
  EXPECT_TRUE(reading.allowed()) << "that it was withdrawn stands beside it";
  EXPECT_THAT(sentence(reading), HasSubstr("of these 1 recalled"));
  const auto erased = world.reading({malware(1)}, 2);
  EXPECT_FALSE(erased.allowed()) << "what it was nobody knows, and others may have it";
  EXPECT_THAT(sentence(erased), HasSubstr("2 entries whose content was erased here"));
}

TEST(Audience, AReleaseIsAskedAboutForThoseWhoJoinWithASignedVersion) {
  Growing world;
  world.embargoes = {{std::string(kCarpania), id_of("malware", 4), {kNoon.value + 1}, "not yet"}};
  EXPECT_EQ(world.ask_before(malware(1)).decision, Decision::allowed);
  EXPECT_EQ(world.ask(malware(2, marked(kRed))).decision, Decision::needs_second_person);
  EXPECT_EQ(world.ask(malware(4)).decision, Decision::allowed);
  EXPECT_THAT(rules(world.ask_before(malware(2, marked(kRed))), Decision::refused),
              ElementsAre("newcomer-tlp-red /object_marking_refs/0"));
  EXPECT_THAT(rules(world.ask_before(malware(4)), Decision::refused), ElementsAre("newcomer-embargo /id"));
  // Who has it may be told to delete it, whoever is about to join.
  const std::string recall = Growing::message("recall", 5, fmt::format(R"(,"object_ref":"{}")", id_of("malware", 4)));
  EXPECT_THAT(rules(world.ask_before(recall), Decision::refused),
              ElementsAre("newcomer-embargo-reference /object_ref"));
  world.released.insert(id_of("malware", 4));
  EXPECT_THAT(rules(world.ask_before(recall), Decision::refused), IsEmpty());
  // Once it is in force it is asked as ever.
  world.charter.terms = world.after, world.charter.signatures.resize(4);
  EXPECT_THAT(rules(world.ask_before(malware(2, marked(kRed))), Decision::refused), IsEmpty());
}

TEST(Audience, AVersionThatNobodyJoinsWithAsksNothing) {
  Growing world;
  world.after.members = world.charter.terms.members;
  world.after.markings = {std::string(kRed)}, world.after.default_marking = kRed;
  EXPECT_EQ(world.ask_before(malware(1)).decision, Decision::allowed);
}

}  // namespace
}  // namespace parley::release::testing
