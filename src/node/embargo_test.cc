// What is held back at the level of the node: where an object comes from is known at the moment of the append, whatever
// a caller says; and what people write when they mean an embargo.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "group/group_fixture.h"
#include "node/charters.h"
#include "node/deliberation.h"
#include "node/embargo_words.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/peers.h"
#include "node/release_policy.h"
#include "node/test_acting.h"
#include "node/test_group.h"
#include "testing/source.h"

namespace parley::node {
namespace {

using namespace testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Micros kFar{253'402'300'799'000'000};

std::string id_of(std::string_view type, int number) {
  return fmt::format("{}--{:08x}-2222-4222-8222-222222222222", type, number);
}
std::string object(std::string_view type, int number, const std::string& members, int version = 0) {
  return fmt::format(
      R"({{"type":"{}","spec_version":"2.1","id":"{}","created":"2026-07-09T18:30:00.000Z","modified":"2026-07-09T18:30:0{}.000Z","object_marking_refs":["{}"]{}}})",
      type, id_of(type, number), version, group::testing::kClear, members);
}
std::string domain_name(int number, const std::string& value) {
  return fmt::format(
      R"({{"type":"domain-name","spec_version":"2.1","id":"{}","value":"{}","object_marking_refs":["{}"]}})",
      id_of("domain-name", number), value, group::testing::kClear);
}
std::string campaign(int number, const std::string& members = "", int version = 0) {
  return object("campaign", number, R"(,"name":"Low Tide")" + members, version);
}
std::string relation(int number, std::string_view kind, const std::string& from, const std::string& to) {
  return object("relationship", number,
                fmt::format(R"(,"relationship_type":"{}","source_ref":"{}","target_ref":"{}")", kind, from, to));
}

class EmbargoedNode : public ::testing::Test {
 protected:
  EmbargoedNode() : one_(folder_.path() / "one", "ruritania"), two_(folder_.path() / "two", "graustark") {
    make_group({&one_, &two_}, [](group::Terms& terms) {
      terms.object_types = {"*"};
      terms.markings = {std::string(group::testing::kClear)};
      terms.default_marking = group::testing::kClear;
    });
  }
  void import(const std::vector<std::string>& objects, std::string_view journal = "main") {
    Party::append_to(*one_.node().journals().open(journal)->journal, objects);
  }
  Result<Released> release(const std::vector<std::string>& objects, std::vector<release::Derivation> made = {},
                           bool although = false) {
    return let_leave(one_.node(), {.group = "drill",
                                   .objects = objects,
                                   .shown = {},
                                   .derivations = std::move(made),
                                   .although_held_back = although});
  }
  std::string refusal(const std::vector<std::string>& objects, std::vector<release::Derivation> made = {}) {
    const auto released = release(objects, std::move(made));
    return released.ok() ? "released" : released.error().message;
  }
  void hold(const std::string& what) {
    ASSERT_TRUE(
        one_.node().release_policy().put_embargo({.party = "*", .what = what, .until = kFar, .reason = ""}).ok());
  }

  Folder folder_;
  Party one_, two_;
};

TEST_F(EmbargoedNode, AnEmbargoedObjectDoesNotLeaveRedacted) {
  import({campaign(1)});
  hold(id_of("campaign", 1));
  EXPECT_THAT(refusal({campaign(1)}), HasSubstr("embargo at /id"));
  EXPECT_THAT(refusal({campaign(2)}, {{id_of("campaign", 2), id_of("campaign", 1)}}), HasSubstr("embargo"));
  // Said once, it is known for ever: another release, without a word, and after a restart.
  EXPECT_THAT(refusal({campaign(2)}), HasSubstr("embargo"));
  EXPECT_THAT(refusal({campaign(2, R"(,"description":"later")", 1)}), HasSubstr("embargo"));
  one_.restart();
  EXPECT_THAT(refusal({campaign(2)}), HasSubstr("embargo"));
  EXPECT_TRUE(release({campaign(3)}).ok());
}

TEST_F(EmbargoedNode, WhatJournalsSayOfWhereAnObjectComesFromIsHeeded) {
  import(
      {campaign(1, R"(,"labels":["op-raven"])"), campaign(2), campaign(3), campaign(4), campaign(5), campaign(6),
       relation(7, "derived-from", id_of("campaign", 2), id_of("campaign", 1)),
       relation(8, "derived-from", id_of("campaign", 3), id_of("campaign", 2)),
       relation(9, "duplicate-of", id_of("campaign", 1), id_of("campaign", 4)),
       object(
           "note", 10,
           fmt::format(
               R"(,"content":"derived-from: the first of these was derived from the second","object_refs":["{}","{}"])",
               id_of("campaign", 5), id_of("campaign", 3)))});
  hold("op-raven");
  for (const int number : {1, 2, 3, 4, 5}) EXPECT_THAT(refusal({campaign(number)}), HasSubstr("embargo")) << number;
  EXPECT_TRUE(release({campaign(6)}).ok());
  // A later version without the label changes nothing.
  import({campaign(1, R"(,"description":"x")", 1)});
  EXPECT_THAT(refusal({campaign(1, R"(,"description":"x")", 1)}), HasSubstr("embargo"));
  EXPECT_THAT(refusal({campaign(2)}), HasSubstr("embargo"));
}

TEST_F(EmbargoedNode, WhatOnlyAHeldBackObjectNamesIsAskedAbout) {
  const std::string domain = domain_name(1, "quay.example");
  const std::string lonely = domain_name(2, "pier.example");
  import({domain, lonely, campaign(3),
          object("report", 4,
                 fmt::format(R"(,"name":"r","published":"2026-07-09T18:30:00Z","object_refs":["{}","{}"])",
                             id_of("domain-name", 1), id_of("campaign", 3)))});
  EXPECT_TRUE(release({lonely}).ok()) << "nothing names it";
  hold(id_of("report", 4));
  EXPECT_THAT(refusal({domain}), HasSubstr("held-back-referrers"));
  EXPECT_THAT(refusal({campaign(3)}), HasSubstr("--although-held-back"));
  import({object("note", 5, fmt::format(R"(,"content":"c","object_refs":["{}"])", id_of("campaign", 3)))});
  EXPECT_TRUE(release({campaign(3)}).ok()) << "something names it that may leave";
  EXPECT_TRUE(release({domain}, {}, true).ok());
  EXPECT_TRUE(release({domain}).ok()) << "they have it";
}

TEST_F(EmbargoedNode, AnEmbargoThatIsOverIsRefused) {
  const auto past = one_.node().release_policy().put_embargo(
      {.party = "*", .what = "*", .until = {one_.node().time().value - 1}, .reason = ""});
  EXPECT_EQ(past.ok() ? Code::internal : past.error().code, Code::invalid_input);
  EXPECT_TRUE(one_.node().release_policy().embargoes().empty());
}

TEST_F(EmbargoedNode, PeopleWriteWhatIsHeldBackInTheirOwnWords) {
  import({campaign(1, R"(,"labels":["op-raven"])"), campaign(0x10000001),
          object("report", 4,
                 R"(,"name":"r","published":"2026-07-09T18:30:00Z","object_refs":[")" + id_of("campaign", 1) + "\"]")});
  const auto read = [&](std::string_view text, AsLabel as_label = AsLabel::no) {
    const auto word = read_embargo_word(one_.node(), text, as_label);
    return word.ok() ? std::string(to_string(word->kind)) + " " + word->what : word.error().message;
  };
  for (const char* amber :
       {"TLP:AMBER", "tlp-amber", "amber", "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
        "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"})
    EXPECT_EQ(read(amber), "level TLP:AMBER") << amber;
  EXPECT_EQ(read("PAP:RED"), "level PAP:RED");
  EXPECT_EQ(read(id_of("campaign", 1)), "object " + id_of("campaign", 1));
  EXPECT_EQ(read("CAMPAIGN--00000001-2222"), "object " + id_of("campaign", 1));
  EXPECT_EQ(read("campaign--10000001"), "object " + id_of("campaign", 0x10000001));
  EXPECT_EQ(read("Indicator"), "type indicator");
  EXPECT_EQ(read("OP raven"), "label OP raven");
  EXPECT_EQ(read("op-crow", AsLabel::yes), "label op-crow");
  import({campaign(1, R"(,"description":"no label any more")", 1)});
  EXPECT_EQ(read("op-raven"), "label op-raven") << "an earlier version has it, and the embargo holds for that";
  EXPECT_THAT(read("op-crow"), HasSubstr("(label)"));
  EXPECT_THAT(read("indicatr"), HasSubstr("Did you mean \"indicator\""));
  EXPECT_THAT(read("campaing--00000001"), HasSubstr("Did you mean \"campaign\""));
  EXPECT_THAT(read(id_of("campaign", 99)), HasSubstr("no journal here has"));
  EXPECT_THAT(read("campaign--0000000g-2222-4222-8222-222222222222"), HasSubstr("is no identifier"));
  EXPECT_THAT(read("campaign--00000001-2222-4222-8222-2222222222223"), HasSubstr("is no identifier"));
  import({campaign(0x10000002)});
  EXPECT_THAT(read("campaign--1000"), HasSubstr("give more of the id"));
  EXPECT_THAT(read("tlp:purple"), HasSubstr("nothing would be held back"));

  const auto held =
      one_.node().release_policy().held_back({.party = "*", .what = "op-raven", .until = kFar, .reason = ""});
  ASSERT_TRUE(held.ok());
  EXPECT_EQ(held->objects, 1u);
  EXPECT_EQ(held->naming, 1u) << "the report";
  hold("TLP:AMBER"), hold(id_of("campaign", 1));
  EXPECT_EQ(*find_embargo(one_.node(), "*", "tlp amber"), "TLP:AMBER");
  EXPECT_EQ(*find_embargo(one_.node(), "*", "campaign--0000"), id_of("campaign", 1));
  EXPECT_FALSE(find_embargo(one_.node(), "*", "TLP:RED").ok());
  // It goes by the words it came with: those of a marking's id are kept as its level.
  for (const char* amber : {"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
                            "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"}) {
    ASSERT_EQ(read(amber), "level TLP:AMBER") << amber;
    EXPECT_EQ(*find_embargo(one_.node(), "*", amber), "TLP:AMBER") << amber;
  }
}

TEST_F(EmbargoedNode, DeliberationIsClosedAndWhatStandsOutsideIsNamed) {
  const std::string question = fmt::format(
      R"({{"type":"question","spec_version":"2.1","id":"question--00000001-2222-4222-8222-222222222222","created_by_ref":"{}","created":"2026-07-09T18:30:00.000Z","modified":"2026-07-09T18:30:00.000Z","name":"grid","text":"Who?","extensions":{}}})",
      one_.identity(),
      R"({"extension-definition--5c1e9a04-3f0e-4d37-9a53-6f5be2c7d0b1":{"extension_type":"new-sdo"}})");
  const auto journal = deliberation_journal(one_.node());
  ASSERT_TRUE(journal.ok());
  EXPECT_FALSE(journal->row.outside_read || journal->row.outside_write);
  import({question}, kDeliberation);
  EXPECT_TRUE(open_deliberation(one_.node())->empty());
  import({question});
  ASSERT_TRUE(one_.node().access().put_user("siem", "long enough a password", false).ok());
  ASSERT_TRUE(one_.node().access().put_user("other", "long enough a password", false).ok());
  ASSERT_TRUE(one_.node()
                  .access()
                  .rights_table()
                  .put({.user = "siem", .collection = one_.node().journals().open("main")->row.id, .read = true})
                  .ok());
  const auto open = open_deliberation(one_.node());
  ASSERT_EQ(open->size(), 1u);
  EXPECT_EQ(open->front().journal, "main");
  EXPECT_EQ(open->front().objects.at("question"), 1u);
  EXPECT_THAT(open->front().readers, Contains("siem"));
  EXPECT_THAT(open->front().readers, Not(Contains("other")));
}

TEST_F(EmbargoedNode, ACharterDoesNotNameWhatIsHeldBack) {
  import({campaign(1)});
  hold(id_of("campaign", 1));
  group::Terms terms = one_.node().membership().group("drill")->charter.terms;
  terms.modified.value += 1000;
  terms.purpose = "About " + id_of("campaign", 1);
  const auto drafted = one_.node().charters().draft(*group::draft_charter(terms), "drill");
  ASSERT_FALSE(drafted.ok());
  EXPECT_THAT(drafted.error().message, HasSubstr("under embargo"));
  terms.purpose = "About something else";
  EXPECT_TRUE(one_.node().charters().draft(*group::draft_charter(terms), "drill").ok());
}

// Every text that a person types for a charter goes to the other nodes at once, before anybody signs.
TEST_F(EmbargoedNode, NoTextOfACharterNamesWhatIsHeldBack) {
  import({campaign(1)});
  hold(id_of("campaign", 1));
  const group::Terms now = one_.node().membership().group("drill")->charter.terms;
  const std::string uuid = id_of("campaign", 1).substr(std::string("campaign--").size());
  std::string digits = uuid;
  std::erase(digits, '-');
  int number = 0;
  const auto drafted = [&](const std::function<void(group::Terms&)>& change) {
    group::Terms terms = now;
    terms.modified.value += 1000 * ++number;
    change(terms);
    const auto charter = group::draft_charter(terms);
    if (!charter.ok()) return "no charter: " + charter.error().message;
    const Status done = one_.node().charters().draft(*charter, "drill");
    return done.ok() ? std::string("drafted") : done.error().message;
  };
  for (const std::string& said : {uuid, digits, "x--" + uuid, "CAMPAIGN--" + uuid, std::string("campaign--00000001"),
                                  "https://w.example/" + uuid}) {
    EXPECT_THAT(drafted([&](group::Terms& terms) { terms.name = "Drill " + said; }), HasSubstr("held back")) << said;
    EXPECT_THAT(drafted([&](group::Terms& terms) { terms.purpose = "About " + said; }), HasSubstr("held back")) << said;
  }
  EXPECT_THAT(drafted([&](group::Terms& terms) { terms.object_types.push_back("x-" + uuid); }), HasSubstr("held back"));
  EXPECT_THAT(drafted([&](group::Terms& terms) { terms.derived_from = "charter--" + uuid; }), HasSubstr("held back"));
  for (const bool in_name : {true, false})
    EXPECT_THAT(drafted([&](group::Terms& terms) {
                  const auto key = SigningKey::generate().public_key();
                  terms.witnesses.named = {{journal::VerifierKey::make(in_name ? "w.example/" + uuid : "w.example/w",
                                                                       journal::SignatureType::cosignature_v1, key),
                                            in_name ? "https://w.example" : "https://w.example/" + uuid}};
                  terms.witnesses.quorum = 1;
                }),
                HasSubstr("held back"));
  EXPECT_EQ(drafted([](group::Terms& terms) { terms.purpose = "About something else"; }), "drafted");
}

// One that somebody else drew is not signed, nor handed on.
TEST_F(EmbargoedNode, ACharterOfOthersThatNamesWhatIsHeldBackIsNotHandedOn) {
  import({campaign(1)});
  hold(id_of("campaign", 1));
  group::Terms terms = one_.node().membership().group("drill")->charter.terms;
  terms.modified.value += 1000;
  terms.purpose = "About x--" + id_of("campaign", 1).substr(std::string("campaign--").size());
  const auto charter = group::draft_charter(terms);
  ASSERT_TRUE(charter.ok()) << charter.error().message;
  bool is_news = false;
  ASSERT_TRUE(one_.node().charters().take(*charter, "", is_news).ok());
  for (const Status& status :
       {Status{one_.node().charters().sign(terms.id).error()}, one_.node().charters().propose(*charter, "drill")}) {
    ASSERT_FALSE(status.ok());
    EXPECT_THAT(status.error().message, HasSubstr("held back"));
  }
}

// Whoever opens another way by which words leave adds it here, and has it ask what the others ask: releases the policy,
// charters and cards names_nothing_held_back(). What exchange.cc posts is a head of a journal, which nobody types.
TEST(WaysOut, AreThoseThatAskWhatIsHeldBack) {
  const auto files_with = [](const std::vector<std::string>& calls) {
    std::vector<std::string> found;
    const auto sources = parley::testing::source_dir() / "src";
    for (const char* room : {"node", "desk", "cli", "web", "group", "taxii"})
      for (const auto& file : std::filesystem::directory_iterator(sources / room)) {
        const std::string name = file.path().filename().string();
        if (file.path().extension() != ".cc" || name.starts_with("test_") || name.ends_with("_test.cc")) continue;
        std::ifstream in(file.path());
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        if (std::any_of(calls.begin(), calls.end(),
                        [&](const std::string& call) { return text.find(call) != std::string::npos; }))
          found.push_back(std::string(room) + "/" + name);
      }
    std::sort(found.begin(), found.end());
    return found;
  };
  EXPECT_THAT(files_with({"link.post(", "link->post(", ")->post("}), ElementsAre("node/exchange.cc", "node/lobby.cc"));
  EXPECT_THAT(files_with({"group::make_card("}), ElementsAre("node/peers.cc"));
  EXPECT_THAT(files_with({"OwnJournal::append("}), ElementsAre("node/charters.cc", "node/own_journal.cc"));
}

TEST_F(EmbargoedNode, ACardDoesNotNameWhatIsHeldBackFromAnybody) {
  EXPECT_TRUE(one_.node().peers().own_card().ok());
  hold(one_.identity());
  const auto card = one_.node().peers().own_card();
  ASSERT_FALSE(card.ok());
  EXPECT_THAT(card.error().message, HasSubstr("held back"));
}

TEST_F(EmbargoedNode, WhatTheNodeMakesItselfIsNoNameOrAliasOfAnother) {
  const auto adding = [&](const std::string& name, const std::string& alias, bool open) {
    NewJournal wanted;
    wanted.name = name, wanted.alias = alias, wanted.outside_read = open;
    const auto added = one_.node().journals().add(wanted);
    return added.ok() ? Code{} : added.error().code;
  };
  EXPECT_EQ(adding("lobby", "", true), Code::forbidden);
  for (const char* like : {"Drafts", "DRAFTS", "Lobby", "Audit"})
    EXPECT_EQ(adding(like, "", true), Code::forbidden) << like;
  EXPECT_EQ(adding("lobby", "", false), Code::forbidden);
  for (const char* name : {"lobby", "drafts", "deliberation", "sightings", "audit"})
    EXPECT_EQ(adding(std::string("another-") + name, name, false), Code::forbidden) << name;
}

TEST_F(EmbargoedNode, WhatIsThisPartysAloneIsGivenToNoClient) {
  ASSERT_TRUE(deliberation_journal(one_.node()).ok());
  for (auto row : one_.node().journals().rows()) {
    if (row.name != kDeliberation) continue;
    row.outside_read = true;
    const auto opened = one_.node().journals().update(row);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, Code::forbidden);
  }
}

}  // namespace
}  // namespace parley::node
