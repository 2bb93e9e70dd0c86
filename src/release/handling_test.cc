// Words on how to handle something, in the spellings in which people and tools write them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "release/handling.h"
#include "release/release_fixture.h"

namespace parley::release {
namespace testing {
namespace {

using enum Decision;

TEST(HandlingWord, ReadsALevelInEverySpelling) {
  for (const char* text : {" tlp:red",
                           "TLP-RED",
                           "tlp_red",
                           "tlp : red",
                           "tlp red",
                           "TLP=RED",
                           "tlp:red ",
                           "\ttlp:red",
                           "TLPRED",
                           "ＴＬＰ：ＲＥＤ",
                           "tlp:r\xE2\x80\x8B"
                           "ed",
                           "tlp\xC2\xA0:\xC2\xA0red",
                           "\xEF\xBB\xBFtlp:red",
                           "t.l.p. red",
                           "tlp:\xD0\xB3\xD0\xB5"
                           "d",
                           "\xD1\x82lp:red",
                           "misp:tlp=\"red\"",
                           "tlp:color=\"red\"",
                           "[TLP:RED]",
                           "#tlp:red",
                           "Traffic Light Protocol: red",
                           "tlp-v2:red",
                           "TLP 2.0 RED",
                           "𝐓𝐋𝐏:𝐑𝐄𝐃",
                           "tlp–red",
                           "t1p:red",
                           "tIp:RED",
                           "tlp:r3d",
                           "red tlp",
                           "RED (TLP)",
                           "T L P : R E D",
                           "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
                           " Marking-Definition--E828B379-4E03-4974-9AC4-E53A884C97C1"}) {
    const auto word = handling_word(text);
    ASSERT_TRUE(word) << text;
    EXPECT_EQ(word->name, "TLP:RED") << text;
  }
  EXPECT_EQ(handling_word("tlp amber strict")->name, "TLP:AMBER+STRICT");
  EXPECT_EQ(handling_word("amber+strict")->name, "TLP:AMBER+STRICT");
  EXPECT_EQ(handling_word("tlp:white")->name, "TLP:CLEAR");
  EXPECT_EQ(handling_word("PAP:RED")->name, "PAP:RED");
  EXPECT_EQ(handling_word("pap_white")->name, "PAP:CLEAR");
}

TEST(HandlingWord, WhatItCannotReadIsUnknownAndNotNothing) {
  for (const char* text :
       {"tlp:red!", "tlp:ex:chr", "tlp:purple", "tlp", "tlp:", "tlp red only", "pap:", "pap:orange",
        "nato:classification=\"NR\"", "de-vs:einstufung=\"VS-NfD\"", "iep:traffic-light-protocol",
        "misp:should-not-sync", "CONFIDENTIAL", "do-not-share", "secret", "NATO SECRET", "TOP SECRET", "top-secret",
        "SECRET//NOFORN", "EU CONFIDENTIAL", "NATO RESTRICTED", "UK SECRET", "SECRET UE", "streng geheim",
        "EU-RESTREINT", "eu restricted", "no-sharing", "для служебного пользования", "Секретно",
        "VS - Nur für den Dienstgebrauch", "TRÈS SECRET DÉFENSE", "please do not share this",
        "COSMIC TOP SECRET ATOMAL", "ＴＯＰ ＳＥＣＲＥＴ",
        // Levels in other languages, on either side of their scale.
        "rouge tlp", "rouge (TLP)", "Rouge-TLP", "niveau rouge tlp", "marqué TLP rouge", "rojo TLP", "TLP rosso",
        "vermelho/tlp", "rot TLP", "ámbar tlp", "ambre TLP strict", "красный tlp", "красный ТЛП", "уровень ТЛП красный",
        "红色 TLP", "赤 TLP", "tlp أحمر", "rot PAP", "pap rouge", "PAP niveau rouge", "purple tlp", "red tlp only",
        "red pap please", "極秘"}) {
    const auto word = handling_word(text);
    ASSERT_TRUE(word) << text;
    EXPECT_EQ(word->name, "") << text;
  }
  for (const char* text : {"apt",
                           "paper-mill",
                           "pap smear",
                           "admiralty-scale:source-reliability=\"a\"",
                           "misp:confidence-level=\"high\"",
                           "redirect",
                           "secret-scanning",
                           "tulip",
                           "green",
                           "",
                           "restricted-shell",
                           "top 10",
                           "us",
                           "secret service",
                           "red-team",
                           "amber-alert",
                           "classified-ads",
                           "eu",
                           "rouge",
                           "moulin rouge",
                           "pap authentication",
                           "eap pap chap",
                           "orange",
                           "rogue tip"})
    EXPECT_FALSE(handling_word(text)) << text;
  EXPECT_EQ(label_word("red")->name, "TLP:RED") << "a colour alone is the level that people mean by a label";
  EXPECT_EQ(label_word("Amber")->name, "TLP:AMBER");
  EXPECT_FALSE(label_word("green"));
  for (const char* text : {"handling:red", "marking:red", "x-distribution:Red", "sharing = \"red\"", "HANDLING：RED"})
    EXPECT_EQ(label_word(text).value_or(HandlingWord{}).name, "TLP:RED") << text;
  for (const char* text : {"R E D", "r.e.d", "r3d", "ｒｅｄ"})
    EXPECT_EQ(label_word(text).value_or(HandlingWord{}).name, "TLP:RED") << text;
  EXPECT_EQ(label_word("4mber")->name, "TLP:AMBER");
  for (const char* text : {"ТЛП:КРАСНЫЙ", "тлп-красный", "S E C R E T", "vs-nur-fuer-den-dienstgebrauch",
                           "internal-only", "marking-definition--11111111-2222-4333-8444-555555555555"})
    EXPECT_EQ(label_word(text).value_or(HandlingWord{{}, "nothing"}).name, "") << text;
  for (const char* text : {"tip", "tipred-team", "a b c", "bed", "l33t", "internal", "tier-1", "t1"})
    EXPECT_FALSE(label_word(text)) << text;
  EXPECT_EQ(label_word("sharing=amber")->name, "TLP:AMBER");
  EXPECT_EQ(label_word("handling:secret")->name, "");
  for (const char* text : {"handling:rouge", "diffusion-marking=rot", "classification:красный"})
    EXPECT_EQ(label_word(text).value_or(HandlingWord{{}, "nothing"}).name, "") << text;
  EXPECT_EQ(handling_value("x_classification", "rouge").value_or(HandlingWord{{}, "nothing"}).name, "");
  for (const char* text : {"handling:green", "sharing:files", "file-sharing", "marking", "colour:red", "team:red"})
    EXPECT_FALSE(label_word(text)) << text;
  EXPECT_TRUE(handling_value("x_classification", "secret"));
  EXPECT_TRUE(handling_value("acme_Sensitivity", "TLP:RED"));
  EXPECT_TRUE(handling_value("x_sharing", "none"));
  EXPECT_FALSE(handling_value("x_classification", "none"));
  EXPECT_FALSE(handling_value("x_error_handling", "retry"));
}

TEST(HandlingWord, ReadsAScaleAndALevelThatAreOneWord) {
  for (const char* text : {"redtlp", "RedTLP", "tlpred", "r3dtlp"})
    EXPECT_EQ(handling_word(text).value_or(HandlingWord{}).name, "TLP:RED") << text;
  EXPECT_EQ(handling_word("amberpap").value_or(HandlingWord{}).name, "PAP:AMBER");
  EXPECT_EQ(handling_word("amber-stricttlp").value_or(HandlingWord{}).name, "TLP:AMBER+STRICT");
  for (const char* text : {"rougetlp", "tlprouge", "paprot", "rotpap"})
    EXPECT_EQ(handling_word(text).value_or(HandlingWord{{}, "nothing"}).name, "") << text;
  for (const char* text : {"tlp", "papaya", "wiretap", "recap", "kneecap", "schlappe"})
    EXPECT_FALSE(handling_word(text) && text != std::string_view("tlp")) << text;
}

// As labels come out of addresses, pages, mails and sources of programs, wrapped once or more than once.
TEST(HandlingWord, IsReadBehindItsEscapes) {
  for (const char* text : {"tlp%3Ared",          "tlp%3ared",
                           "TLP%20RED",          "tlp%2Dred",
                           "tlp%253Ared",        "tlp%25253Ared",
                           "tlp%u003Ared",       "%74%6C%70%3A%72%65%64",
                           "t%6Cp%3Ared",        "tlp%A0red",
                           "tlp%C2%A0red",       "tlp%C0%BAred",
                           "tlp%EF%BC%9Ared",    "TLP%3A+RED",
                           "%20tlp:red",         "%74lp:red",
                           "t&#108;p&colon;red", "&#116;&#x6C;p-red",
                           "&tscr;lp red",       "\\u0074lp:red",
                           "\\x74lp:red",        "\\u{74}lp:red",
                           "=74lp=3Ared",        "marking-definition%2D%2De828b379-4e03-4974-9ac4-e53a884c97c1"}) {
    const auto word = handling_word(text);
    ASSERT_TRUE(word) << text;
    EXPECT_EQ(word->name, "TLP:RED") << text;
  }
  for (const char* text : {"PAP%3ARED", "pap%2Dred", "PAP\\u003aRED", "pap%253Ared"})
    EXPECT_EQ(handling_word(text).value_or(HandlingWord{}).name, "PAP:RED") << text;
  for (const char* text : {"r%65d", "%72ed", "&#114;ed", "level%20red", "%F0%9F%94%B4", "\\ud83d\\udd34",
                           "handling%3Ared", "sharing&equals;red", "r=\r\ned"})
    EXPECT_EQ(label_word(text).value_or(HandlingWord{}).name, "TLP:RED") << text;
  for (const char* text : {"top%20secret", "do%20not%20share", "tr&egrave;s secret d&eacute;fense", "nur%2Dintern",
                           "embargo%20until%202027", "nato%3Aclassification%3DNS", "tlp&#58;red", "tlp=3Ared",
                           "tlp\\u003ared", "%25252525252525252525252525"})
    EXPECT_EQ(label_word(text).value_or(HandlingWord{{}, "nothing"}).name, "") << text;
  EXPECT_EQ(handling_value("x_tlp", "r%65d").value_or(HandlingWord{{}, "nothing"}).name, "");
  EXPECT_EQ(handling_value("x_marking", "r%65d").value_or(HandlingWord{}).name, "TLP:RED");
  EXPECT_EQ(whole_level_word("%54LP%3ARED").value_or(HandlingWord{}).name, "TLP:RED");
}

TEST(HandlingWord, OfWhatHasASignOfAnEscapeIsOnlyWhatReadsAsOne) {
  for (const char* text : {"100%red",    "100%25red",
                           "50% amber",  "c:\\red",
                           "red&blue",   "at&t",
                           "a=b",        "x=red=y",
                           "%",          "%2",
                           "=",          "&",
                           "&;",         "&#;",
                           "&#x;",       "\\",
                           "\\u",        "\\u{",
                           "\\u{74",     "%u00",
                           "\\ud83d",    "%%%",
                           "&nosuch;",   "caf%C3%A9",
                           "red%20team", "https%3A%2F%2Fred.example%2F"})
    EXPECT_FALSE(label_word(text)) << text;
}

TEST(Labels, OfALevelAndAColourAreThatLevel) {
  for (const char* text : {"level red", "Level:Red", "red-level", "niveau red", "class:red"})
    EXPECT_EQ(label_word(text).value_or(HandlingWord{}).name, "TLP:RED") << text;
  EXPECT_EQ(label_word("livello amber").value_or(HandlingWord{}).name, "TLP:AMBER");
  for (const char* text : {"niveau rouge", "livello rosso", "Stufe Rot", "nível vermelho", "уровень красный",
                           "class:rouge", "classe rouge", "niveau_orange", "rote stufe"})
    EXPECT_EQ(label_word(text).value_or(HandlingWord{{}, "nothing"}).name, "") << text;
  for (const char* text : {"rouge", "orange", "level", "class:malware", "level 3", "first class", "level green",
                           "moulin rouge", "red team", "class action", "high level", "entry-level"})
    EXPECT_FALSE(label_word(text)) << text;
  EXPECT_FALSE(handling_word("niveau rouge")) << "only as a label";
}

TEST(Labels, OfAColouredSignAreItsLevel) {
  for (const char* text : {"🔴", "🟥", " 🔴 ", "🔴\uFE0F", "🔴🟠"})
    EXPECT_EQ(label_word(text).value_or(HandlingWord{}).name, "TLP:RED") << text;
  for (const char* text : {"🟠", "🟡", "🟧"})
    EXPECT_EQ(label_word(text).value_or(HandlingWord{}).name, "TLP:AMBER") << text;
  for (const char* text : {"🟢", "🛡", "🔴 team", "", " "}) EXPECT_FALSE(label_word(text)) << text;
}

TEST(Labels, ThatSayAnEmbargoOrNoForeignersAreUnknownHandling) {
  for (const char* text : {"embargo until 2027",
                           "Embargo bis 2027",
                           "embargo jusqu'au 1er mai",
                           "embargo hasta mayo",
                           "embargo:2027-01-01",
                           "embargo-until:2027-01-01",
                           "under embargo",
                           "embargoed",
                           "embargoed until May",
                           "Sperrfrist 1.5.2027",
                           "embargo-2027",
                           "2027 embargo",
                           "embargo 2027!",
                           "gesperrt bis 2027",
                           "gesperrt bis Mai 2027",
                           "withheld until 2027-01-01",
                           "bis 2027 gesperrt",
                           "noforeign",
                           "no foreign eyes",
                           "no_foreign_disclosure",
                           "NoForeignNationals",
                           "not for foreign release",
                           "no foreign",
                           "NO-FOREIGN",
                           "no foreigners"})
    EXPECT_EQ(label_word(text).value_or(HandlingWord{{}, "nothing"}).name, "") << text;
  for (const char* text : {"embargo", "oil embargo", "oil-embargo-1973", "arms embargo", "embargo evasion", "foreign",
                           "no foreign key", "embargo-2022", "noforeignkey", "blocked", "hold", "gesperrt"})
    EXPECT_FALSE(label_word(text)) << text;
}

TEST(Labels, AreReadWhateverPunctuationStandsAroundThem) {
  for (const char* text :
       {"RED!",     "red?",  "red.",  "(red)",      "*red*", "¡red!",    "%red%",          "^red^",
        "red!!!",   "r!e!d", "red ?", "🔴.",         "(🔴)",   "🔴!",       "🔴 do",           "🔴, do not share",
        "niveau 🔴", "TLP:🔴", "🔴 TLP", "handling:🔴", "🛑",  "red only", "stoplight: red", "the red"})
    EXPECT_EQ(label_word(text).value_or(HandlingWord{}).name, "TLP:RED") << text;
  for (const char* text : {"amber!", "(🟠)", "level 🟧", "[amber]", "amber only"})
    EXPECT_EQ(label_word(text).value_or(HandlingWord{}).name, "TLP:AMBER") << text;
  for (const char* text : {"red hat!", "🔴 team", "red team?", "(rouge)", "what?", "!"})
    EXPECT_FALSE(label_word(text)) << text;
}

TEST(Labels, OfALevelAndAColourInOneWordOrASentenceAreUnknownHandling) {
  for (const char* text :
       {"niveaurouge", "le niveau rouge", "niveau de rouge", "rotstufe", "NiveauRouge!", "feu rouge"})
    EXPECT_EQ(label_word(text).value_or(HandlingWord{{}, "nothing"}).name, "") << text;
  for (const char* text : {"leveled", "classic", "stoplight", "moulin rouge"}) EXPECT_FALSE(label_word(text)) << text;
}

TEST(Labels, WithTheUuidOfAMarkingOfTlpAreItsLevel) {
  for (const stix::TlpMarking& one : stix::tlp_markings()) {
    const std::string id(one.id), uuid = id.substr(id.find("--") + 2);
    for (const std::string& text :
         {id, uuid, "[" + id + "]", "mark:" + uuid, "marking: " + uuid, "x--" + uuid, "(" + uuid + ")!", "see " + id}) {
      const auto word = label_word(text);
      ASSERT_TRUE(word) << text;
      EXPECT_EQ(word->tlp, one.level) << text;
    }
  }
  EXPECT_EQ(
      label_word("[marking-definition--11111111-2222-4333-8444-555555555555]").value_or(HandlingWord{{}, "x"}).name,
      "");
  EXPECT_FALSE(label_word("11111111-2222-4333-8444-555555555555")) << "of whatever this is";
}

TEST(Labels, AreReadLikeTheLevelOrRefused) {
  World world;  // lets every level of TLP flow
  const auto ask = [&](const std::string& label) {
    std::string members = marked(kClear) + R"(,"labels":[)";
    append_json_string(members, label);
    return world.ask(malware(1, members + "]"));
  };
  for (const char* red : {" tlp:red", "TLP-RED", "tlp_red", "ＴＬＰ：ＲＥＤ", "tlp : red", "TLP=RED", "tlp→red",
                          "tlp·red", "«TLP» red", "★TLP★RED★", "tlp%3Ared", "TLP%20RED", "tlp%2Dred", "tlp%253Ared"}) {
    EXPECT_EQ(ask(red).decision, needs_second_person) << red;
  }
  for (const char* refused_one : {"tlp:red!", "PAP:RED", "pap:green", "CONFIDENTIAL", "nato:classification=\"NS\"",
                                  "PAP%3ARED", "tlp&#58;red", "top%20secret"})
    EXPECT_EQ(ask(refused_one).decision, refused) << refused_one;
  world.charter.terms.markings = {std::string(kClear), std::string(kGreen)};
  world.charter.terms.default_marking = kClear;
  for (const char* red : {" tlp:red", "TLP-RED", "tlp_red", "ＴＬＰ：ＲＥＤ", "tlp : red", "TLP=RED", "tlp:red!",
                          "tlp%3Ared", "tlp&colon;red", "TLP+RED%20"})
    EXPECT_EQ(ask(red).decision, refused) << red;
}

TEST(Labels, PapMayFlowWhereTheCharterKnowsIt) {
  World world;
  world.add(fmt::format(
      R"({{"type":"marking-definition","spec_version":"2.1","id":"{}","created":"2026-01-01T00:00:00.000Z","definition_type":"statement","definition":{{"statement":"PAP:GREEN"}}}})",
      kStatement));
  EXPECT_EQ(world.ask(malware(1, marked(kGreen) + R"(,"labels":["pap-green"])")).decision, allowed);
  EXPECT_EQ(world.ask(malware(1, marked(kGreen) + R"(,"labels":["pap:red"])")).decision, refused);
}

TEST(Properties, ThatSayALevelCountLikeAMarking) {
  World world;
  for (const char* member : {R"("x_tlp":"red")", R"("x_tlp":"TLP:RED")", R"("tlp":"Red")", R"("x_handling":"tlp:red")",
                             R"("tlp_red":true)", R"("x_part":{"tlp_level":"red"})", R"("aliases":["TLP:RED"])",
                             R"("external_references":[{"source_name":"tlp:red"}])"})
    EXPECT_EQ(world.ask(malware(1, marked(kGreen) + "," + member)).decision, needs_second_person) << member;
  for (const char* member : {R"("x_tlp":"purple")", R"("x_pap":"red")", R"("x_tlp":4)"})
    EXPECT_EQ(world.ask(malware(1, marked(kGreen) + "," + member)).decision, refused) << member;
  for (const char* member : {R"("description":"not TLP:RED any more")", R"("x_note":"secret")", R"("x_color":"red")"})
    EXPECT_EQ(world.ask(malware(1, marked(kGreen) + "," + member)).decision, allowed) << member;
}

}  // namespace
}  // namespace testing
}  // namespace parley::release
