// The preview: what leaves, what it points to, what must be looked at, what it tells.
#include "release/preview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "release/references.h"
#include "release/release_fixture.h"

namespace parley::release {

void PrintTo(const Flag& flag, std::ostream* out) { *out << to_string(flag.concern) << " \"" << flag.words << '"'; }

namespace testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<Item> items(const std::vector<std::string>& texts) {
  std::vector<Item> all;
  for (const auto& text : texts) all.push_back({text, text, false});
  return all;
}
std::string relationship(int number, int source, int target, const std::string& members = marked(kGreen)) {
  return object("relationship", number,
                fmt::format(R"(,"relationship_type":"uses","source_ref":"{}","target_ref":"{}")",
                            id_of("malware", source), id_of("malware", target)) +
                    members);
}
std::vector<std::string> states(const ObjectPreview& one) {
  std::vector<std::string> all;
  for (const Reference& reference : one.references)
    all.push_back(reference.pointer + " " + std::string(to_string(reference.state)));
  return all;
}

TEST(Preview, TellsOfEveryReferenceWhereItLeads) {
  World world;
  world.add(malware(2));
  world.add(malware(3, marked(kUnknown)));
  world.released.insert(id_of("malware", 4));
  const std::string note =
      object("note", 1,
             R"(,"content":"see )" + id_of("malware", 9) + R"(","object_refs":[)" +
                 fmt::format(R"("{}","{}","{}","{}","{}")", id_of("malware", 1), id_of("malware", 2),
                             id_of("malware", 3), id_of("malware", 4), id_of("malware", 5)) +
                 fmt::format(R"(],"created_by_ref":"{}")", kUs) + marked(kGreen));
  const Preview result = preview(items({note, malware(1)}), world.context());
  EXPECT_THAT(states(result.objects[0]),
              ElementsAre("/content elsewhere", "/object_refs/0 along", "/object_refs/1 held_back",
                          "/object_refs/2 refused", "/object_refs/3 released", "/object_refs/4 elsewhere",
                          "/created_by_ref known", "/object_marking_refs/0 known"));
  EXPECT_TRUE(result.objects[0].references[0].in_text);
  EXPECT_EQ(result.dangling, 4u);
  EXPECT_EQ(result.decision, Decision::allowed);
}

TEST(Preview, NothingIsNotAllowed) { EXPECT_EQ(preview({}, World().context()).decision, Decision::refused); }

TEST(Preview, TheWorstObjectDecides) {
  EXPECT_EQ(preview(items({malware(1), malware(2, marked(kRed))}), World().context()).decision,
            Decision::needs_second_person);
  EXPECT_EQ(preview(items({malware(2, marked(kRed)), malware(1, marked(kUnknown))}), World().context()).decision,
            Decision::refused);
}

TEST(Preview, FollowsReferencesInCyclesAndStopsAtItsBound) {
  World world;
  for (int i = 1; i <= 5; ++i)
    world.add(
        malware(i, R"(,"sample_refs":[")" + id_of("malware", i % 5 + 1) + "\"]" + marked(i == 4 ? kUnknown : kGreen)));
  const auto start = items({world.objects.at(id_of("malware", 1))});
  const Closure all = closure(start, world.context());
  EXPECT_TRUE(all.complete);
  ASSERT_EQ(all.items.size(), 2u);  // 2 and 3; 4 is refused, and what only it leads to is not looked at
  EXPECT_TRUE(all.items[0].along);
  const Closure bounded = closure(start, world.context(), 1);
  EXPECT_EQ(bounded.items.size(), 1u);
  EXPECT_FALSE(bounded.complete);
  world.released.insert(id_of("malware", 2));
  EXPECT_THAT(closure(start, world.context()).items, IsEmpty());
}

TEST(Preview, ShowsWhatPeopleWroteAndFlagsWhatIsStricterThanTheObject) {
  const World world;
  const std::string text = malware(
      1,
      marked(kClear) +
          R"(,"description":"TLP:AMBER - ask ana@gov-a.example first","aliases":["Beacon","fs01.corp"],"x_note":{"deep":["do not\nshare"]})");
  const Preview result = preview(items({text}), world.context());
  std::vector<std::string> found;
  for (const Text& one : result.objects[0].texts) {
    found.push_back(one.pointer);
    for (const Flag& flag : one.flags) found.back() += " " + std::string(to_string(flag.concern)) + "=" + flag.words;
  }
  EXPECT_THAT(found,
              UnorderedElementsAre("/name", "/description handling=TLP:AMBER email=ana@gov-a.example", "/aliases/0",
                                   "/aliases/1 host=fs01.corp", "/x_note/deep/0 handling=do not\nshare"));
  EXPECT_EQ(result.flagged, 3u);
  // The same words in an object that is as strict as they say are no news.
  EXPECT_EQ(preview(items({malware(1, marked(kAmber) + R"(,"description":"TLP:AMBER")")}), world.context()).flagged,
            0u);
}

TEST(Preview, SaysWhatItTellsAboutUs) {
  World world;
  world.add(object("identity", 9, R"(,"name":"Ana of the night shift")"));
  const std::string text = object(
      "sighting", 1,
      fmt::format(
          R"(,"created_by_ref":"{}","first_seen":"2026-07-09T18:30:00.123Z","sighting_of_ref":"{}","where_sighted_refs":["{}"],"x_sensor":"7",)"
          R"("external_references":[{{"source_name":"agency","external_id":"A-17"}}],"confidence":80)",
          id_of("identity", 9), id_of("malware", 1), kUs) +
          marked(kGreen));
  const Preview result = preview(items({text}), world.context());
  std::vector<std::string> found;
  std::string author;
  for (const Telling& one : result.objects[0].tells) {
    found.push_back(one.what + " " + one.pointer);
    if (one.what == "author") author = one.message;
  }
  EXPECT_THAT(found, UnorderedElementsAre("author /created_by_ref", "source ", "time /created", "time /modified",
                                          "time /first_seen", "source /where_sighted_refs", "custom /x_sensor",
                                          "reference /external_references/0", "rating /confidence"));
  EXPECT_NE(author.find("Ana of the night shift"), std::string::npos);
}

struct FlagCase {
  const char* text;
  std::vector<Flag> flags;
};
class Flags : public ::testing::TestWithParam<FlagCase> {};
TEST_P(Flags, AreFound) { EXPECT_EQ(flags_in(GetParam().text, {}), GetParam().flags) << GetParam().text; }

TEST(FlagsOfAText, AreFoundBehindItsEscapesToo) {
  const auto has = [](std::string_view text, Concern concern, std::string_view words) {
    return ::testing::Value(flags_in(text, {}), ::testing::Contains(Flag{concern, std::string(words)}));
  };
  EXPECT_TRUE(has("as agreed: TLP%3ARED, by phone", Concern::handling, "TLP:RED"));
  EXPECT_TRUE(has("do%20not%2520share", Concern::handling, "do not share"));
  EXPECT_TRUE(has("strictly&nbsp;&#99;onfidential", Concern::handling, "confidential"));
  EXPECT_TRUE(has("mail boris%40gov-a.example", Concern::email, "boris@gov-a.example"));
  EXPECT_TRUE(flags_in("https://x.example/a%20b?c=3D", {}).empty());
}

using enum Concern;
INSTANTIATE_TEST_SUITE_P(
    Words, Flags,
    ::testing::Values(
        FlagCase{"a plain sentence about a secretary in a classifieds section", {}},
        FlagCase{"unclassified, unrestricted", {}},
        FlagCase{"Confidential. TOP-SECRET", {{handling, "Confidential"}, {handling, "SECRET"}}},
        FlagCase{"T\xE2\x80\x8BLP:RED", {{handling, "T\xE2\x80\x8BLP:RED"}, {hidden, "U+200B"}}},
        FlagCase{"tlp amber+strict", {{handling, "tlp amber+strict"}}}, FlagCase{"TLP:CLEAR", {}},
        FlagCase{"СОВЕРШЕННО СЕКРЕТНО", {{handling, "СЕКРЕТ"}}},
        FlagCase{"Verschlusssache - nur f\xC3\xBCr den Dienstgebrauch",
                 {{handling, "Verschlusssache"}, {handling, "Dienstgebrauch"}}},
        FlagCase{"绝密文件", {{handling, "绝密"}}},
        FlagCase{"mail <ana.b+x@gov.example>, thanks.", {{email, "ana.b+x@gov.example"}}},
        FlagCase{"on db1.intranet and DC.Corp.", {{host, "db1.intranet"}, {host, "DC.Corp"}}},
        FlagCase{"\\\\FILES01\\share", {{host, "FILES01"}}},
        FlagCase{"10.1.2.3 172.16.0.1:80 192.168.1.1 8.8.8.8 172.32.0.1 10.1.2",
                 {{address, "10.1.2.3"}, {address, "172.16.0.1"}, {address, "192.168.1.1"}}},
        FlagCase{"C:\\Users\\ana\\x.doc /home/ana/x", {{folder, "C:\\Users\\ana\\x.doc"}, {folder, "/home/ana/x"}}},
        FlagCase{"case 7c1f2a30-5b7e-4c1d-9f7a-0c4b1d2e3f40", {{identifier, "7c1f2a30-5b7e-4c1d-9f7a-0c4b1d2e3f40"}}}));

TEST(Flags, TheNameBehindAPseudonymIsFound) {
  const std::vector<std::string> names = {"Harbour Office"};
  const auto flags = flags_in("so says the HARBOUR\n office",
                              {.marked = stix::Tlp::red, .internal_domains = {}, .withheld_names = names});
  EXPECT_EQ(flags, (std::vector<Flag>{{Concern::withheld, "HARBOUR\n office"}}));
  EXPECT_TRUE(flags_in("the harbour", {.marked = {}, .internal_domains = {}, .withheld_names = names}).empty());
}

TEST(Flags, OurOwnDomainIsInternal) {
  const std::vector<std::string> ours = {"gov-a.example"};
  EXPECT_EQ(flags_in("https://wiki.gov-a.example/x notgov-a.example", {.marked = {}, .internal_domains = ours}).size(),
            1u);
}

TEST(Differences, AreShownWhereTheyAre) {
  const auto found = differences(R"({"a":1,"b":{"c":"x","d":2},"e":[1,2,3,4],"f":0})",
                                 R"({"a":1,"b":{"c":"y","d":2},"e":[1,3,4],"g":7})");
  std::vector<std::string> shown;
  for (const auto& one : found) shown.push_back(one.pointer + ": " + one.ours + " -> " + one.leaves);
  EXPECT_THAT(shown, ElementsAre("/b/c: \"x\" -> \"y\"", "/e/1: 2 -> ", "/f: 0 -> ", "/g:  -> 7"));
}

TEST(References, AreFoundWhereverTheyAreWritten) {
  json::Parser parser;
  const std::string id = id_of("malware", 2), escaped = "malware\\u002d\\u002d" + id.substr(9);
  const std::string text = malware(
      1, R"(,"a":")" + escaped + R"(","b":"x )" + id + ", " + id_of("tool", 3) +
             R"(.","extensions":{"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":{}},"c":"MALWARE--)" +
             id.substr(9) + R"(","d":"no--uuid--here")");
  std::vector<std::string> found;
  for (const Mention& one : mentions(*parser.parse(text)))
    found.push_back(one.pointer + " " + one.id.substr(0, one.id.find("--")));
  EXPECT_THAT(found,
              ElementsAre("/a malware", "/b malware", "/b tool",
                          "/extensions/extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d extension-definition",
                          "/c malware"));
}

// Non-interference, as far as the policy and the preview go.
TEST(Preview, WhatIsNotNamedChangesNothing) {
  std::mt19937 random(3);
  const auto number = [&](int most) { return std::uniform_int_distribution<>(1, most)(random); };
  const std::vector<std::string_view> markings = {kClear, kGreen, kAmber, kRed, kStrict, kUnknown};
  for (int round = 0; round < 2'000; ++round) {
    World world;
    std::vector<std::string> texts;
    for (int i = 0; i < 3; ++i)
      texts.push_back(relationship(i + 1, number(6), number(6),
                                   marked(markings[static_cast<std::size_t>(number(6) - 1)]) +
                                       R"(,"description":"of )" + id_of("malware", number(9)) + '"'));
    for (int i = 1; i <= 6; ++i)
      if (number(2) == 1) world.add(malware(i, marked(markings[static_cast<std::size_t>(number(6) - 1)])));
    for (int i = 1; i <= 6; ++i)
      if (number(3) == 1) world.released.insert(id_of("malware", i));

    const Preview before = preview(items(texts), world.context());
    const Closure along = closure(items(texts), world.context());
    std::string named = fmt::format("{}", fmt::join(texts, "\n"));
    for (const auto& [id, text] : world.objects) named += text;  // what is here is asked on behalf of what names it
    for (const std::string& id : world.asked) ASSERT_NE(named.find(id), std::string::npos) << id;

    // Whatever else there is, is released or is forbidden is not to be seen in any answer.
    for (int i = 100; i < 120; ++i) {
      world.add(malware(i, marked(kRed) + R"(,"sample_refs":[")" + id_of("malware", number(6)) + "\"]"));
      if (number(2) == 1) world.released.insert(id_of("malware", i));
      world.embargoes.push_back({"*", id_of("malware", i), Micros{kNoon.value + 1}, "hush"});
    }
    const Preview after = preview(items(texts), world.context());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      ASSERT_EQ(after.objects[i].item.leaves, texts[i]);
      ASSERT_EQ(after.objects[i].verdict.decision, before.objects[i].verdict.decision);
      ASSERT_EQ(states(after.objects[i]), states(before.objects[i]));
      // Every identifier in the bytes is one that the group knows, has or gets, or was listed as dangling.
      for (const std::string& id : identifiers_in(texts[i])) {
        const auto& listed = after.objects[i].references;
        const auto named_so = [&](const Reference& one) { return one.id == id; };
        const auto it = std::find_if(listed.begin(), listed.end(), named_so);
        if (id == after.objects[i].id) continue;
        ASSERT_NE(it, listed.end()) << id;
        const bool leaves_too = fmt::format("{}", fmt::join(texts, "\n")).find("\"id\":\"" + id) != std::string::npos;
        ASSERT_TRUE(dangles(it->state) || it->state == ReferenceState::known ||
                    (it->state == ReferenceState::released && world.released.contains(id)) ||
                    (it->state == ReferenceState::along && leaves_too));
      }
    }
    ASSERT_EQ(closure(items(texts), world.context()).items.size(), along.items.size());
  }
}

}  // namespace
}  // namespace testing
}  // namespace parley::release
