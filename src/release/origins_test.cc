// What holds for an object holds for whatever was made from it, and for whatever names it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/keys.h"
#include "release/redact.h"
#include "release/release_fixture.h"

namespace parley::release {
namespace testing {
namespace {

using enum Decision;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const Micros kLater{kNoon.value + 1};

Embargo on(std::string_view what) { return {"*", std::string(what), kLater, ""}; }

// The original is malware 1; what leaves is malware 2, made from it.
World derived_world(std::string original, How how = How::redacted) {
  World world;
  world.add(std::move(original));
  world.derivations = {{id_of("malware", 2), id_of("malware", 1), how}};
  return world;
}

TEST(Embargo, HoldsForEverythingDerivedFromIt) {
  const std::string labelled = marked(kGreen) + R"(,"labels":["op raven"])";
  for (const std::string_view what :
       {std::string_view("malware--00000001-0000-4000-8000-00000000abcd"), std::string_view("OP_RAVEN"),
        std::string_view("TLP:GREEN"), std::string_view(kGreen)}) {
    World world = derived_world(malware(1, labelled));
    const std::string leaves = malware(2, marked(kClear));
    EXPECT_EQ(world.ask(leaves).decision, allowed);
    world.embargoes = {on(what)};
    EXPECT_THAT(rules(world.ask(leaves), refused), Contains("embargo")) << what;
    // To any depth, by whatever way it was made.
    world.derivations.push_back({id_of("malware", 3), id_of("malware", 2), How::said});
    world.derivations.push_back({id_of("malware", 4), id_of("malware", 3), How::pseudonym});
    world.add(malware(2, marked(kClear)));
    world.add(malware(3, marked(kClear)));
    EXPECT_THAT(rules(world.ask(malware(4, marked(kClear))), refused), Contains("embargo")) << what;
  }
}

TEST(Embargo, HoldsForATypeOfTheOriginal) {
  World world;
  world.add(object("report", 1, R"(,"name":"n","published":"2026-07-09T18:30:00Z","object_refs":[])" + marked(kGreen)));
  world.derivations = {{id_of("malware", 2), id_of("report", 1), How::said}};
  world.embargoes = {on("report")};
  EXPECT_EQ(world.ask(malware(2)).decision, refused);
}

TEST(Embargo, HoldsForEveryVersion) {
  World world;
  world.add(malware(1));
  world.older[id_of("malware", 1)] = {malware(1, marked(kGreen) + R"(,"labels":["op-raven"])")};
  EXPECT_EQ(world.ask(malware(1)).decision, allowed);
  world.embargoes = {on("op-raven")};
  EXPECT_EQ(world.ask(malware(1)).decision, refused) << "an older version has the label";
  // And so for what was made from any version.
  world.derivations = {{id_of("malware", 2), id_of("malware", 1), How::redacted}};
  EXPECT_EQ(world.ask(malware(2)).decision, refused);
}

TEST(Embargo, HoldsForWhatNamesItOrWhatWasMadeFromIt) {
  World world;
  world.add(malware(1, marked(kGreen) + R"(,"labels":["op-raven"])"));
  world.derivations = {{id_of("malware", 2), id_of("malware", 1), How::pseudonym}};
  const auto note = [](const std::string& id) {
    return object("note", 9, R"(,"content":"n","object_refs":[")" + id + "\"]" + marked(kGreen));
  };
  for (const std::string& what : {id_of("malware", 1), std::string("op-raven")}) {
    world.embargoes = {on(what)};
    EXPECT_THAT(rules(world.ask(note(id_of("malware", 1))), refused), Contains("embargo-reference /object_refs/0"));
    EXPECT_THAT(rules(world.ask(note(id_of("malware", 2))), refused), Contains("embargo-reference /object_refs/0"));
    EXPECT_EQ(world.ask(note(id_of("malware", 3))).decision, allowed);
  }
}

// X was made from B, which only speaks of O, and from C, which is a redaction of it: what holds for O holds for X.
TEST(Origins, OfSeveralWaysTheOneThatPassesOnMostCounts) {
  World world;
  const std::string x = id_of("malware", 9), b = id_of("malware", 1), c = id_of("malware", 2), o = id_of("malware", 3);
  world.derivations = {
      {x, b, How::said}, {b, o, How::redacted}, {x, c, How::redacted}, {c, o, How::redacted}, {o, x, How::redacted}};
  const auto origins = world.context().origins(x);
  ASSERT_EQ(origins.size(), 3u);
  for (const Origin& one : origins) EXPECT_EQ(one.how, one.id == b ? How::said : How::redacted) << one.id;
}

TEST(Embargo, LetsWhatWasReleasedBeforeBeRecalled) {
  World world;
  world.add(malware(1));
  world.embargoes = {on(id_of("malware", 1))};
  const auto recall = [](const std::string& more) {
    return object("recall", 9, R"(,"object_ref":")" + id_of("malware", 1) + "\"" + more + marked(kGreen));
  };
  EXPECT_EQ(world.ask(recall("")).decision, refused) << "whoever has not got it would learn of it";
  world.released.insert(id_of("malware", 1));
  EXPECT_EQ(world.ask(recall("")).decision, allowed);
  EXPECT_EQ(world.ask(recall(R"(,"description":"like malware--00000001-0000-4000-8000-00000000abcd")")).decision,
            refused)
      << "nothing but the object that is taken back is named";
}

TEST(Embargo, IsNotPassedByAnotherSpellingOfAnIdentifier) {
  World world;
  world.embargoes = {on("MALWARE--00000001-0000-4000-8000-00000000ABCD")};
  const auto text = [](const std::string& words) {
    return malware(9, marked(kGreen) + R"(,"description":")" + words + "\"");
  };
  EXPECT_EQ(world.ask(malware(1)).decision, refused);
  for (const char* words :
       {"see malware--00000001-0000-4000-8000-00000000abcd", "Malware--00000001-0000-4000-8000-00000000ABCD",
        "number 00000001-0000-4000-8000-00000000abcd", "00000001000040008000 00000000abcd",
        "urn:uuid:00000001-0000-4000-8000-00000000ABCD", "{00000001000040008000-00000000ABCD}",
        "malware‑‑00000001‑0000‑4000‑8000‑00000000abcd", "00000001–0000–4000–8000–00000000abcd",
        "00000001_0000_4000_8000_00000000abcd", "00000001/0000/4000/8000/00000000abcd",
        "00000001%2D0000%2D4000%2D8000%2D00000000abcd", "00000001&#45;0000&#45;4000&#45;8000&#45;00000000abcd",
        "０００００００１-0000-4000-8000-00000000abcd", "٠٠٠٠٠٠٠١-0000-4000-8000-00000000abcd",
        "malware--00000001-0000-4000-8000-00000000\xD0\xB0"
        "bcd",
        "malware--0000\xE2\x80\x8B"
        "0001-0000-4000-8000-00000000abcd",
        "malware--0000\xC2\xAD"
        "0001-0000-4000-8000-00000000abcd",
        "00000001-0000-\\n4000-8000-00000000abcd", "see malware--00000001", "MALWARE--00000001.",
        // As few digits as commands take for an id.
        "see malware--0000", "malware--0000000, and", "(malware--00000001-0000-40)"}) {
    EXPECT_EQ(world.ask(text(words)).decision, refused) << words;
  }
  for (const char* words : {"malware--000", "malware--00000002", "malware--000f", "tool--0000"})
    EXPECT_NE(world.ask(text(words)).decision, refused) << words;
  // {"id":"malware--00000001-0000-4000-8000-00000000abcd"} as the bytes of an artifact.
  EXPECT_EQ(
      world
          .ask(object("artifact", 7,
                      R"(,"payload_bin":"eyJpZCI6Im1hbHdhcmUtLTAwMDAwMDAxLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwYWJjZCJ9")" +
                          marked(kGreen)))
          .decision,
      refused);
}

TEST(Embargo, IsNotPassedByAPartOfAnIdentifier) {
  World world;
  world.embargoes = {on("indicator--7c1f8a3b-9d2e-4f60-8b1a-5c3d7e9f0a12")};
  const auto text = [](const std::string& words) {
    return malware(9, marked(kGreen) + R"(,"description":")" + words + "\"");
  };
  for (const char* words :
       {"indicator--7c1f", "indicator--7с1f", "indicator--7c1\u200Bf8a3b-9d2e", "Indicator—7c1f8a3b",
        "indicator -- 7c1f", "indicator/7c1f8a3b", "indicator:7c1f8a3b", "indicator 7c1f8a3b", "indicator%2F7c1f",
        "7c1f8a3b9d2e4f608b1a", "7c1f8a3b-9d2e-4f60", "9d2e-4f60-8b1a-5c3d7e9f0a12", "7с1f8a3b%2d9d2e"})
    EXPECT_THAT(rules(world.ask(text(words)), refused), Contains("embargo-reference /description")) << words;
  for (const char* words : {"indicator 7", "Indicator of 2024", "malware--7c1f8a3b", "7c1f8a3b",
                            "indicator--7c1f8a3b-9d2e-4f61-8b1a-000000000000"})
    EXPECT_EQ(world.ask(text(words)).decision, allowed) << words;
}

// Whatever stands before its UUID, and wherever: in words, in a reference, in a name, as the id of another type.
TEST(Embargo, IsNotPassedByAUuidBehindAnotherType) {
  World world;
  const std::string uuid = "7c1f8a3b-9d2e-4f60-8b1a-5c3d7e9f0a12";
  world.embargoes = {on("indicator--" + uuid)};
  const auto with = [](const std::string& members) { return malware(9, marked(kGreen) + members); };
  for (const std::string& before :
       {"x--", "indicators--", "malware--", "file--", "X--", "the-file--", "--", "---", "id=", "urn:uuid:", "see ", "",
        "https://w.example/", "ⅹ--", "Indikator--", "索引--", "file–", "9--", "_--"}) {
    EXPECT_THAT(rules(world.ask(with(R"(,"description":"see )" + before + uuid + R"( please")")), refused),
                Contains("embargo-reference /description"))
        << before;
    EXPECT_THAT(rules(world.ask(with(R"(,"x_see":{")" + before + uuid + R"(":1})")), refused),
                Contains("embargo-reference /x_see/" +
                         (before == "https://w.example/" ? "https:~1~1w.example~1" : before) + uuid))
        << before;
  }
  EXPECT_THAT(rules(world.ask(with(R"(,"sample_refs":["file--)" + uuid + R"("])")), refused),
              Contains("embargo-reference /sample_refs/0"));
  EXPECT_THAT(rules(world.ask(with(R"(,"extensions":{"extension-definition--)" + uuid +
                                   R"(":{"extension_type":"property-extension"}})")),
                    refused),
              Contains("embargo-reference /extensions/extension-definition--" + uuid));
  for (const char* spelled : {"7clf8a3b-9d2e-4f6O-8bla-5c3d7e9fOal2", "7C1F8A3B9D2E4F608B1A5C3D7E9F0A12",
                              "x--7c1f8a3b%2d9d2e%2d4f60-8b1a-5c3d7e9f0a12",
                              "7 c 1 f 8 a 3 b 9 d 2 e 4 f 6 0 8 b 1 a 5 c 3 d 7 e 9 f 0 a 1 2"})
    EXPECT_THAT(rules(world.ask(with(R"(,"description":")" + std::string(spelled) + '"')), refused),
                Contains("embargo-reference /description"))
        << spelled;
  // The same thing as another tool writes it: what it sees of one thing has one UUID, under several types.
  EXPECT_THAT(rules(world.ask(R"({"type":"observed-data","spec_version":"2.1","id":"observed-data--)" + uuid +
                              R"(","created":"2026-07-09T18:30:00.000Z","modified":"2026-07-09T18:30:00.000Z",)"
                              R"("first_observed":"2026-07-09T18:30:00Z","last_observed":"2026-07-09T18:30:00Z",)"
                              R"("number_observed":1,"object_refs":["file--11111111-2222-4333-8444-555555555555"])" +
                              marked(kGreen) + "}"),
                    refused),
              Contains("embargo-reference /id"));
  EXPECT_EQ(world.ask(with(R"(,"sample_refs":["file--7c1f8a3b-9d2e-4f60-8b1a-5c3d7e9f0a13"])")).decision, allowed);
}

// A charter has no rules of an object, and texts in many places: it is looked at as a whole.
TEST(Embargo, IsAskedAboutWhateverLeavesWithoutBeingAnObject) {
  World world;
  const std::string uuid = "7c1f8a3b-9d2e-4f60-8b1a-5c3d7e9f0a12";
  world.embargoes = {{std::string(kThem), "indicator--" + uuid, kLater, "they talk"}};
  const auto named = [&](const std::string& text) {
    const auto found = names_held_back(text, world.context());
    return found ? found->rule + " " + found->pointer : std::string();
  };
  EXPECT_EQ(named(R"({"name":"A group","purpose":"To talk","object_types":["*"]})"), "");
  EXPECT_EQ(named(R"({"name":"A group","object_types":["x-)" + uuid + R"("]})"), "embargo-reference /object_types/0");
  EXPECT_EQ(named(R"({"witnesses":[{"url":"https://w.example/)" + uuid + R"("}]})"),
            "embargo-reference /witnesses/0/url");
  EXPECT_EQ(named(R"(["indicator--7c1f"])"), "embargo-reference /0");
  EXPECT_EQ(named("{"), "unreadable ");
  std::erase_if(world.charter.terms.members, [](const auto& one) { return one.identity_id == kThem; });
  EXPECT_EQ(named(R"(["indicator--7c1f"])"), "") << "nobody reads it from whom that is held back";
  auto anybody = world.context();
  anybody.charter = nullptr;
  EXPECT_TRUE(names_held_back(R"(["indicator--7c1f"])", anybody)) << "nobody knows who reads it";
}

TEST(Policy, AsksTheOriginalsToo) {
  struct Row {
    const char* name;
    std::string original;
    Decision decision;
    std::string rule;
  };
  const std::vector<Row> rows = {
      {"nothing against it", malware(1), allowed, ""},
      {"a marking that may not flow", malware(1, marked(kUnknown)), refused, "marking-unknown"},
      {"a strict marking", malware(1, marked(kRed)), needs_second_person, "tlp-red"},
      {"a label", malware(1, marked(kGreen) + R"(,"labels":["tlp:white"])"), allowed, ""},
      {"a label that nobody knows", malware(1, marked(kGreen) + R"(,"labels":["tlp:purple"])"), refused,
       "marking-unknown"},
      {"another member's words", malware(1, marked(kGreen) + fmt::format(R"(,"created_by_ref":"{}")", kThem)), refused,
       "author-is-another-member"},
      {"an exercise", malware(1, marked(kGreen) + R"(,"exercise":true)"), refused, "exercise"},
      {"a property that says a level", malware(1, marked(kGreen) + R"(,"x_tlp":"red")"), needs_second_person,
       "tlp-red"},
      {"a marking of a part, which was left out",
       malware(1, marked(kGreen) + R"(,"description":"d","granular_markings":[{"marking_ref":")" +
                      std::string(kUnknown) + R"(","selectors":["description"]}])"),
       allowed, ""},
  };
  for (const Row& row : rows) {
    const World world = derived_world(row.original);
    const Verdict verdict = world.ask(malware(2));
    EXPECT_EQ(verdict.decision, row.decision) << row.name;
    if (row.rule.empty()) continue;
    EXPECT_THAT(rules(verdict, row.decision), Contains(row.rule)) << row.name;
  }
  World world;
  world.derivations = {{id_of("malware", 2), id_of("malware", 1), How::redacted}};
  EXPECT_THAT(rules(world.ask(malware(2)), refused), Contains("origin-unknown"));
}

TEST(Policy, WhatSomebodySaysAnObjectWasMadeFromDoesNotSpeakForItsAuthor) {
  const World world =
      derived_world(malware(1, marked(kGreen) + fmt::format(R"(,"created_by_ref":"{}")", kThem)), How::said);
  EXPECT_EQ(world.ask(malware(2)).decision, allowed);
  EXPECT_EQ(derived_world(malware(1, marked(kUnknown)), How::said).ask(malware(2)).decision, refused);
  EXPECT_EQ(derived_world(malware(1, marked(kUnknown)), How::pseudonym).ask(malware(2)).decision, allowed)
      << "a pseudonym has nothing of it";
}

TEST(Redaction, LeavesNoReasonBehind) {
  std::array<std::uint8_t, 32> bytes{};
  const Secret secret(bytes);
  World world;
  const std::string ours = world.add(malware(
      1, marked(kGreen) + fmt::format(R"(,"created_by_ref":"{}","labels":["op-raven"],"description":"d")", kAnalyst)));
  const Redactor redactor(secret, world.charter.terms, std::string(kUs));
  const auto decide = [&](const Redaction& redaction) {
    const auto item = redactor.redact(ours, redaction);
    EXPECT_TRUE(item.ok());
    return preview({*item}, world.context()).decision;
  };
  const std::vector<Redaction> all = {{.remove = {}, .replace = {{"/name", "x"}}, .pseudonyms = {}},
                                      {.remove = {"/labels"}, .replace = {}, .pseudonyms = {}},
                                      {.remove = {"/created_by_ref"}, .replace = {}, .pseudonyms = {}},
                                      {.remove = {}, .replace = {}, .pseudonyms = {std::string(kAnalyst)}}};
  for (const Redaction& redaction : all) {
    EXPECT_EQ(decide(redaction), allowed);
    for (const std::string& what : {id_of("malware", 1), std::string("op-raven"), std::string(kAnalyst)}) {
      world.embargoes = {on(what)};
      EXPECT_EQ(decide(redaction), refused) << what;
    }
    world.embargoes.clear();
  }
}

TEST(Policy, AsksAboutWhatOnlyHeldBackObjectsName) {
  World world;
  world.asks_for_referrers = true;
  const std::string domain = object("domain-name", 5, R"(,"value":"quay.example")" + marked(kGreen));
  world.add(domain);
  EXPECT_EQ(world.ask(domain).decision, allowed) << "nothing names it: many objects are like that";

  world.add(object("observed-data", 6, R"(,"object_refs":[")" + id_of("domain-name", 5) + "\"]" + marked(kGreen)));
  EXPECT_EQ(world.ask(domain).decision, allowed);
  world.embargoes = {on(id_of("observed-data", 6))};
  const Verdict asked = world.ask(domain);
  EXPECT_EQ(asked.decision, needs_answer);
  EXPECT_THAT(rules(asked, needs_answer), Contains("held-back-referrers"));
  world.although_held_back = true;
  EXPECT_EQ(world.ask(domain).decision, allowed);
  world.although_held_back = false;

  // A message that names it says as much, until the group has it.
  const std::string notice =
      object("notification", 8, R"(,"about":[")" + id_of("domain-name", 5) + "\"]" + marked(kGreen));
  EXPECT_THAT(rules(world.ask(notice), needs_answer), Contains("held-back-referrers /about/0"));
  world.although_held_back = true;
  EXPECT_THAT(rules(world.ask(notice), needs_answer), Not(Contains("held-back-referrers /about/0")));
  world.although_held_back = false;
  world.in_group.insert(id_of("domain-name", 5));
  EXPECT_THAT(rules(world.ask(notice), needs_answer), Not(Contains("held-back-referrers /about/0")));

  // Over another object that only it names, too.
  world.embargoes = {on(id_of("report", 7))};
  world.add(
      object("report", 7, R"(,"name":"r","object_refs":[")" + id_of("observed-data", 6) + "\"]" + marked(kGreen)));
  EXPECT_EQ(world.ask(domain).decision, needs_answer);
  // A marking that may not flow holds back as well.
  world.embargoes.clear();
  world.add(
      object("report", 7, R"(,"name":"r","object_refs":[")" + id_of("observed-data", 6) + "\"]" + marked(kUnknown)));
  EXPECT_EQ(world.ask(domain).decision, needs_answer);
  world.released.insert(id_of("domain-name", 5));
  EXPECT_EQ(world.ask(domain).decision, allowed) << "they have it";
  world.released.clear();
  // One that may leave names it: nothing is told.
  world.add(object("note", 8, R"(,"content":"c","object_refs":[")" + id_of("domain-name", 5) + "\"]" + marked(kGreen)));
  EXPECT_EQ(world.ask(domain).decision, allowed);
}

TEST(Policy, EndsWhereOriginalsAndTranslationsLeadInARing) {
  World world;
  world.add(object(
      "language-content", 9,
      marked(kGreen) + fmt::format(R"(,"object_ref":"{}","contents":{{"de":{{"name":"L"}}}})", id_of("malware", 1))));
  world.add(malware(1));
  world.derivations = {{id_of("malware", 1), id_of("language-content", 9), How::said},
                       {id_of("language-content", 9), id_of("malware", 1), How::said}};
  EXPECT_EQ(world.ask(world.objects.at(id_of("malware", 1))).decision, allowed);
  EXPECT_EQ(world.ask(world.objects.at(id_of("language-content", 9))).decision, allowed);
}

TEST(Policy, ATranslationOfWhatIsUnderEmbargoStays) {
  World world;
  world.add(malware(1));
  world.embargoes = {on(id_of("malware", 1))};
  EXPECT_EQ(world
                .ask(object("language-content", 9,
                            marked(kGreen) + fmt::format(R"(,"object_ref":"{}","contents":{{"de":{{"name":"L"}}}})",
                                                         id_of("malware", 1))))
                .decision,
            refused);
}

}  // namespace
}  // namespace testing
}  // namespace parley::release
