// Redaction, pseudonyms, and the second person.
#include "release/redact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "release/confirm.h"
#include "release/editable.h"
#include "release/references.h"
#include "release/release_fixture.h"

namespace parley::release::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Secret& secret() {
  static const Secret secret(std::string_view("0123456789abcdef0123456789abcdef"));
  return secret;
}

struct Desk {
  World world;
  Redactor redactor{secret(), world.charter.terms, std::string(kUs)};
};

std::string granular(std::string_view marking, const std::string& selectors) {
  return fmt::format(R"(,"granular_markings":[{{"marking_ref":"{}","selectors":[{}]}}])", marking, selectors);
}

std::string with_parts() {
  return malware(
      1,
      marked(kGreen) +
          R"(,"description":"seen by ana","x_number":1.50e+3,"external_references":[{"source_name":"agency","url":"https://a.example/1"},{"source_name":"press","url":"https://b.example/2"}])" +
          granular(kUnknown, R"("external_references.[0]","description")"));
}

TEST(Editable, WritesEveryTokenAsItStood) {
  for (const std::string text :
       {R"({"a":1.50e+3,"b\u0062":[-0.0,true,null,"\u00e4\/",{}],"c":{"d":[]}})", "[]", "7", R"("x")"})
    EXPECT_EQ(Editable::parse(text)->text(), text);
  EXPECT_EQ(Editable::parse(" { \"a\" : [ 1 , 2 ] } ")->text(), R"({"a":[1,2]})");
  EXPECT_FALSE(Editable::parse("{").ok());
  Editable value = *Editable::parse(R"({"a/b":[{"c~d":"x"}]})");
  EXPECT_EQ(value.at("/a~1b/0/c~0d")->string(), "x");
  EXPECT_EQ(value.at("/a~1b/1"), nullptr);
  EXPECT_EQ(value.at("a"), nullptr);
}

TEST(Redactor, WithoutAChangeItIsTheSameObject) {
  Desk desk;
  const auto item = desk.redactor.redact(with_parts(), {});
  EXPECT_EQ(item->leaves, with_parts());
  EXPECT_FALSE(is_derived(*item));
}

TEST(Redactor, LeavesPartsOutUnderAnIdOfItsOwn) {
  Desk desk;
  ASSERT_EQ(desk.world.ask(with_parts()).decision, Decision::refused);
  const auto item = desk.redactor.redact(
      with_parts(), {.remove = {"/external_references/0", "/description"}, .replace = {}, .pseudonyms = {}});
  ASSERT_TRUE(item.ok()) << item.error().message;
  EXPECT_EQ(item->ours, with_parts());
  EXPECT_TRUE(is_derived(*item));
  EXPECT_THAT(item->leaves, Not(HasSubstr(id_of("malware", 1))));
  EXPECT_THAT(item->leaves, Not(HasSubstr("agency")));
  EXPECT_THAT(item->leaves, Not(HasSubstr("granular_markings")));
  EXPECT_THAT(item->leaves, HasSubstr(R"("x_number":1.50e+3,"external_references":[{"source_name":"press")"));
  EXPECT_EQ(desk.world.ask(item->leaves).decision, Decision::allowed);
  EXPECT_EQ(differences(item->ours, item->leaves).size(), 4u);  // id, description, a reference, granular_markings
}

TEST(Redactor, SelectorsFollowWhatMoved) {
  Desk desk;
  const std::string text =
      malware(1, marked(kGreen) + R"(,"aliases":["a","b","c"])" + granular(kRed, R"("aliases.[0]","aliases.[2]")"));
  const auto item = desk.redactor.redact(text, {.remove = {"/aliases/0"}, .replace = {}, .pseudonyms = {}});
  EXPECT_THAT(item->leaves, HasSubstr(R"("aliases":["b","c"])"));
  EXPECT_THAT(item->leaves, HasSubstr(R"("selectors":["aliases.[1]"])"));
  EXPECT_EQ(desk.world.ask(item->leaves).decision, Decision::needs_second_person);
}

TEST(Redactor, AListThatBecomesEmptyGoes) {
  Desk desk;
  const auto item = desk.redactor.redact(malware(1, marked(kGreen) + R"(,"aliases":["a"])"),
                                         {.remove = {"/aliases/0"}, .replace = {}, .pseudonyms = {}});
  EXPECT_THAT(item->leaves, Not(HasSubstr("aliases")));
}

TEST(Redactor, OtherWordsTakeTheMarkingOfTheOldOnesAway) {
  Desk desk;
  const auto item = desk.redactor.redact(
      with_parts(), {.remove = {"/external_references/0"}, .replace = {{"/description", "seen"}}, .pseudonyms = {}});
  EXPECT_THAT(item->leaves, HasSubstr(R"("description":"seen")"));
  EXPECT_EQ(desk.world.ask(item->leaves).decision, Decision::allowed);
}

TEST(Redactor, NeitherMarkingsNorIdentityCanBeLeftOut) {
  Desk desk;
  const std::string text = malware(1, marked(kRed) + R"(,"labels":["north","tlp:red"])");
  for (const char* pointer : {"/object_marking_refs", "/object_marking_refs/0", "/granular_markings", "/id", "/type",
                              "/created", "/modified", "/labels", "/labels/1"})
    EXPECT_EQ(desk.redactor.redact(text, {.remove = {pointer}, .replace = {}, .pseudonyms = {}}).error().code,
              Code::forbidden)
        << pointer;
  EXPECT_EQ(desk.redactor.redact(text, {.remove = {}, .replace = {{"/labels/1", "tlp:clear"}}, .pseudonyms = {}})
                .error()
                .code,
            Code::forbidden);
  EXPECT_TRUE(desk.redactor.redact(text, {.remove = {"/labels/0"}, .replace = {}, .pseudonyms = {}}).ok());
  EXPECT_EQ(desk.redactor.redact(text, {.remove = {"name"}, .replace = {}, .pseudonyms = {}}).error().code,
            Code::invalid_input);
}

TEST(Redactor, WhatIsLeftMustBeAnObjectOfTheStandard) {
  Desk desk;
  EXPECT_EQ(desk.redactor.redact(malware(1), {.remove = {"/is_family"}, .replace = {}, .pseudonyms = {}}).error().code,
            Code::invalid_input);
}

TEST(Redactor, APseudonymIsStableInTheGroupAndUnlinkableAcrossGroups) {
  Desk desk;
  const std::string name = desk.redactor.pseudonym(kAnalyst);
  EXPECT_EQ(name, Redactor(secret(), desk.world.charter.terms, std::string(kUs)).pseudonym(kAnalyst));
  EXPECT_NE(name, desk.redactor.pseudonym(kUs));
  group::Terms other = desk.world.charter.terms;
  other.id = "charter--00000000-5b7e-4c1d-9f7a-0c4b1d2e3f40";
  EXPECT_NE(name, Redactor(secret(), other, std::string(kUs)).pseudonym(kAnalyst));
  EXPECT_NE(name, Redactor(Secret(std::string_view("another secret, of another node.")), desk.world.charter.terms,
                           std::string(kUs))
                      .pseudonym(kAnalyst));

  const std::string text = malware(1, marked(kGreen) + fmt::format(R"(,"created_by_ref":"{}")", kAnalyst) +
                                          granular(kUnknown, R"("created_by_ref")"));
  const auto item = desk.redactor.redact(text, {.remove = {}, .replace = {}, .pseudonyms = {std::string(kAnalyst)}});
  EXPECT_THAT(item->leaves, HasSubstr(name));
  EXPECT_THAT(item->leaves, Not(HasSubstr(std::string(kAnalyst))));
  EXPECT_EQ(desk.world.ask(item->leaves).decision, Decision::allowed);
  const auto stands_for = desk.redactor.redact(
      fmt::format(
          R"({{"type":"identity","spec_version":"2.1","id":"{}","created":"2026-07-09T18:30:00.000Z","modified":"2026-07-09T18:30:00.000Z","name":"Ana"}})",
          kAnalyst),
      {.remove = {}, .replace = {}, .pseudonyms = {std::string(kAnalyst)}});
  ASSERT_TRUE(stands_for.ok()) << stands_for.error().message;
  EXPECT_EQ(stands_for->leaves, desk.redactor.pseudonym_object(kAnalyst));
  EXPECT_THAT(stands_for->leaves, Not(HasSubstr("Ana")));
}

TEST(Redactor, TheSameRedactionHasTheSameIdAndAnotherOneAnother) {
  Desk desk;
  const Redaction less{.remove = {"/description"}, .replace = {}, .pseudonyms = {}},
      more{.remove = {"/description", "/external_references/0"}, .replace = {}, .pseudonyms = {}};
  EXPECT_EQ(desk.redactor.redact(with_parts(), less)->leaves, desk.redactor.redact(with_parts(), less)->leaves);
  EXPECT_NE(desk.redactor.redact(with_parts(), less)->leaves.substr(0, 100),
            desk.redactor.redact(with_parts(), more)->leaves.substr(0, 100));
}

TEST(Redactor, WhoNamesADerivedOneNamesItByItsNewId) {
  Desk desk;
  const auto reference = [](int number, int from, int to) {
    return object("relationship", number,
                  fmt::format(R"(,"relationship_type":"uses","source_ref":"{}","target_ref":"{}")",
                              id_of("malware", from), id_of("malware", to)) +
                      marked(kGreen));
  };
  const std::string report = object(
      "report", 1,
      fmt::format(R"(,"name":"r","published":"2026-07-09T18:30:00Z","object_refs":["{}"])", id_of("relationship", 1)) +
          marked(kGreen));
  const Redaction redaction{.remove = {"/description"}, .replace = {}, .pseudonyms = {}};
  std::vector<Item> items;
  for (const std::string& text : {report, reference(1, 1, 2), reference(2, 2, 3), with_parts(), malware(2)})
    items.push_back(*desk.redactor.redact(text, redaction));
  const auto linked = desk.redactor.link(items);
  ASSERT_TRUE(linked.ok());
  for (const Item& item : *linked) {
    EXPECT_THAT(item.leaves, Not(HasSubstr(id_of("malware", 1))));
    EXPECT_THAT(item.leaves, Not(HasSubstr(id_of("relationship", 1))));
  }
  EXPECT_TRUE(is_derived((*linked)[0]));
  EXPECT_FALSE(is_derived((*linked)[2]));
  EXPECT_FALSE(is_derived((*linked)[4]));
}

TEST(Redactor, WhatItWasDerivedFromStaysAtHome) {
  Desk desk;
  const auto item = desk.redactor.redact(with_parts(), {.remove = {"/description"}, .replace = {}, .pseudonyms = {}});
  const std::string kept = desk.redactor.derivation(*item, kNoon);
  EXPECT_THAT(kept, HasSubstr(R"("relationship_type":"derived-from")"));
  EXPECT_THAT(kept, HasSubstr(id_of("malware", 1)));
  EXPECT_EQ(desk.world.ask(kept).decision, Decision::needs_second_person);  // marked red: it does not leave by itself
}

class Confirmation : public ::testing::Test {
 protected:
  Confirmation() {
    pending_.group = world_.charter.terms.id;
    pending_.charter = charter_digest(world_.charter.terms);
    pending_.journal = "main";
    pending_.objects = {{id_of("malware", 1), "2026-07-09T18:30:00.000Z"}, {id_of("url", 2), ""}};
    pending_.digest = digest_of(objects_);
    pending_.asked_by = "ana";
    pending_.asked = kNoon;
    pending_.expires = Micros{kNoon.value + 10};
  }
  Code code(std::string_view person, const std::vector<std::string>& objects, Micros now) {
    const auto status = check_confirmation(pending_, person, objects, world_.charter.terms, now);
    return status.ok() ? Code::internal : status.error().code;
  }
  World world_;
  std::vector<std::string> objects_ = {malware(1, marked(kRed)), malware(2)};
  Pending pending_;
};

TEST_F(Confirmation, AnotherPersonMayInTimeForTheseBytesUnderThisCharter) {
  EXPECT_TRUE(check_confirmation(pending_, "bo", objects_, world_.charter.terms, kNoon).ok());
  EXPECT_EQ(code("ana", objects_, kNoon), Code::forbidden);
  EXPECT_EQ(code("", objects_, kNoon), Code::forbidden);
  EXPECT_EQ(code("bo", objects_, pending_.expires), Code::forbidden);
  EXPECT_EQ(code("bo", objects_, Micros{kNoon.value - 1}), Code::forbidden);
  EXPECT_EQ(code("bo", {objects_[0]}, kNoon), Code::conflict);
  EXPECT_EQ(code("bo", {objects_[1], objects_[0]}, kNoon), Code::conflict);
  EXPECT_EQ(code("bo", {malware(1, marked(kGreen)), objects_[1]}, kNoon), Code::conflict);
  world_.charter.terms.modified.value += 1'000'000;
  EXPECT_EQ(code("bo", objects_, kNoon), Code::conflict);
}

TEST_F(Confirmation, IsKeptAsATextThatIsReadBack) {
  const auto back = parse_pending(to_json(pending_));
  ASSERT_TRUE(back.ok()) << back.error().message;
  EXPECT_EQ(to_json(*back), to_json(pending_));
  EXPECT_EQ(name_of(*back), name_of(pending_));
  EXPECT_EQ(to_json(pending_).find("Beacon"), std::string::npos);
  for (const char* text : {"", "{}", "[]", R"({"group":"g"})"}) EXPECT_FALSE(parse_pending(text).ok()) << text;
}

}  // namespace
}  // namespace parley::release::testing
