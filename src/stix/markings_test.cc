// Data markings, of an object and of its parts (STIX 2.1 section 7.2.3): what holds where, and what a change makes of
// it. What cannot be read is never taken for "not marked".
#include "stix/markings.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <utility>

namespace parley::stix {
namespace {

using Names = std::vector<std::string>;
using Found = std::set<std::string>;

const std::string kRed = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed";
const std::string kGreen = "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da";
const std::string kOwn = "marking-definition--018e2d2b-17d4-7cbf-938f-98ee46b3cd3f";

// A report that is marked TLP:GREEN as a whole, with red parts and German ones.
const std::string kReport =
    R"({"type":"report","name":"Lagebild","labels":["a","b"],"external_references":[{"source_name":"s","url":"u"},)"
    R"({"source_name":"t","hashes":{"MD5":"x"}}],"x_own.dotted":{"deep":1},"object_marking_refs":[")" +
    kGreen + R"("],"granular_markings":[{"marking_ref":")" + kRed +
    R"(","selectors":["external_references.[1]","labels.[0]"]},{"lang":"de","selectors":["name"]},{"marking_ref":")" +
    kOwn + R"(","selectors":["external_references"]}]})";

// What get_markings() says of `text`; the reason when it does not.
Found found(std::string_view text, const Names& selectors, const MarkingOptions& options = {}) {
  json::Parser parser;
  auto out = get_markings(*parser.parse(text), selectors, options);
  return out.ok() ? *out : Found{out.error().message};
}
bool marked(std::string_view text, const Names& markings, const Names& selectors, const MarkingOptions& options = {}) {
  json::Parser parser;
  const auto out = is_marked(*parser.parse(text), markings, selectors, options);
  EXPECT_TRUE(out.ok()) << out.error().message;
  return out.ok() && *out;
}
Result<Markings> changed(std::string_view text, MarkingChange change, const Names& markings, const Names& selectors,
                         const MarkingOptions& options = {}) {
  json::Parser parser;
  return change_markings(*parser.parse(text), change, markings, selectors, options);
}
Result<Markings> read(std::string_view text) {
  json::Parser parser;
  return read_markings(*parser.parse(text));
}

TEST(Markings, OfTheWholeAreThoseOfTheObject) {
  EXPECT_EQ(found(kReport, {}), Found{kGreen});
  EXPECT_EQ(found(R"({"name":"a"})", {}), Found{});
}

TEST(Markings, OfAPartAreThoseThatNameIt) {
  EXPECT_EQ(found(kReport, {"labels.[0]"}), Found{kRed});
  EXPECT_EQ(found(kReport, {"labels.[1]"}), Found{});
  EXPECT_EQ(found(kReport, {"external_references"}), Found{kOwn});
  EXPECT_EQ(found(kReport, {"name", "labels.[0]"}), (Found{kRed, "de"})) << "of several parts, all that hold for any";
}

TEST(Markings, InheritedAreThoseOfWhatLiesAboveUpToTheObject) {
  EXPECT_EQ(found(kReport, {"external_references.[1].hashes.MD5"}, {.inherited = true}), (Found{kRed, kOwn, kGreen}));
  EXPECT_EQ(found(kReport, {"external_references.[0].url"}, {.inherited = true}), (Found{kOwn, kGreen}));
  EXPECT_EQ(found(kReport, {"external_references.[0].url"}, {.inherited = true, .object_level = false}), Found{kOwn});
  EXPECT_EQ(found(kReport, {"labels.[1]"}, {.inherited = true, .object_level = false}), Found{});
}

TEST(Markings, OfDescendantsAreThoseOfWhatLiesBelow) {
  EXPECT_EQ(found(kReport, {"labels"}, {.descendants = true}), Found{kRed});
  EXPECT_EQ(found(kReport, {"external_references"}, {.descendants = true}), (Found{kRed, kOwn}));
  EXPECT_EQ(found(kReport, {"external_references.[0]"}, {.descendants = true}), Found{});
}

TEST(Markings, ANameThatBeginsAnotherDoesNotLieAboveIt) {
  const std::string text = R"({"label":{"a":1},"labels":["x"],"granular_markings":[{"marking_ref":")" + kRed +
                           R"(","selectors":["label"]}]})";
  EXPECT_EQ(found(text, {"labels.[0]"}, {.inherited = true}), Found{});
  EXPECT_EQ(found(text, {"label.a"}, {.inherited = true}), Found{kRed});
}

TEST(Markings, LanguagesAndReferencesCanBeLeftOut) {
  const Names both = {"name", "labels.[0]"};
  EXPECT_EQ(found(kReport, both, {.marking_ref = false}), Found{"de"});
  EXPECT_EQ(found(kReport, both, {.lang = false}), Found{kRed});
  EXPECT_EQ(found(kReport, both, {.marking_ref = false, .lang = false}), Found{});
}

TEST(Markings, APartIsMarkedWithAllThatAreAskedForAndTheWholeWithAny) {
  EXPECT_TRUE(marked(kReport, {kRed, "de"}, {"labels.[0]", "name"}));
  EXPECT_FALSE(marked(kReport, {kRed, kGreen}, {"labels.[0]"}));
  EXPECT_TRUE(marked(kReport, {kRed, kGreen}, {"labels.[0]"}, {.inherited = true}));
  EXPECT_TRUE(marked(kReport, {kRed, kGreen}, {}));
  EXPECT_FALSE(marked(kReport, {kRed}, {}));
  EXPECT_TRUE(marked(kReport, {}, {"labels.[0]"})) << "with none asked for, whether there is any";
  EXPECT_FALSE(marked(kReport, {}, {"labels.[1]"}));
}

TEST(Selectors, ReachPropertiesListItemsAndNamesWithDots) {
  json::Parser parser;
  const json::Element object = *parser.parse(kReport);
  for (const std::string good :
       {"name", "labels", "labels.[1]", "external_references.[1].hashes.MD5", "x_own.dotted", "x_own.dotted.deep"})
    EXPECT_TRUE(check_selectors(object, {good}).ok()) << good;
}

TEST(Selectors, ThatSelectNothingAreRefusedByTheirText) {
  json::Parser parser;
  const json::Element object = *parser.parse(kReport);
  for (const std::string& bad : Names{"",
                                      ".",
                                      "title",
                                      "name.",
                                      ".name",
                                      "name.[0]",
                                      "labels.[2]",
                                      "labels.[-1]",
                                      "labels.[01]",
                                      "labels.[]",
                                      "labels.[",
                                      "labels.0",
                                      "labels.[0]x",
                                      "labels.[0].",
                                      "labels.[0",
                                      "labels[0]",
                                      "labels.[18446744073709551616]",
                                      "[0]",
                                      "external_references.url",
                                      "external_references..url",
                                      "NAME",
                                      "name\n",
                                      std::string("name\0", 5)}) {
    const Status refused = check_selectors(object, {"name", bad});
    ASSERT_FALSE(refused.ok()) << bad;
    EXPECT_EQ(refused.error().code, Code::invalid_input);
    EXPECT_NE(refused.error().message.find("\"" + bad + "\""), std::string::npos) << refused.error().message;
    EXPECT_FALSE(get_markings(object, {bad}).ok()) << bad;
    EXPECT_FALSE(change_markings(object, MarkingChange::add, {kRed}, {bad}).ok()) << bad;
  }
}

// As deep as the parser lets anything be, and with names that all begin the selector.
TEST(Selectors, MadeToCostEndSoon) {
  std::string text, selector;
  for (int depth = 0; depth < 200; ++depth) {
    text += R"({"a":0,"a.a":0,"a.a.a":)";
    selector += depth == 0 ? "a.a.a" : ".a.a.a";
  }
  text += "{}";
  for (int depth = 0; depth < 200; ++depth) text += '}';
  json::Parser parser;
  const auto object = parser.parse(text);
  ASSERT_TRUE(object.ok()) << object.error().message;
  EXPECT_TRUE(check_selectors(*object, {selector}).ok());
  EXPECT_FALSE(check_selectors(*object, {selector + ".b"}).ok());
  EXPECT_FALSE(check_selectors(*object, {std::string(1'000'000, '.')}).ok());
}

TEST(Markings, ThatCannotBeReadAreAnErrorThatSaysWhy) {
  struct Row {
    std::string_view text, why;
  };
  constexpr Row kRows[] = {
      {"[]", "an object is expected"},
      {R"({"object_marking_refs":{}})", "\"object_marking_refs\" is not a list"},
      {R"({"object_marking_refs":[5]})", "\"object_marking_refs\" holds something that is not a string"},
      {R"({"object_marking_refs":null})", "\"object_marking_refs\" is not a list"},
      {R"({"granular_markings":{}})", "\"granular_markings\" is not a list"},
      {R"({"granular_markings":["x"]})", "a granular marking is not an object"},
      {R"({"granular_markings":[{"selectors":["a"]}]})",
       "a granular marking has not exactly one of \"marking_ref\" and \"lang\""},
      {R"({"granular_markings":[{"marking_ref":"m","lang":"de","selectors":["a"]}]})",
       "a granular marking has not exactly one of \"marking_ref\" and \"lang\""},
      {R"({"granular_markings":[{"marking_ref":5,"selectors":["a"]}]})",
       "a granular marking has not exactly one of \"marking_ref\" and \"lang\""},
      {R"({"granular_markings":[{"lang":"de"}]})", "a granular marking has no \"selectors\""},
      {R"({"granular_markings":[{"lang":"de","selectors":[{}]}]})",
       "\"selectors\" holds something that is not a string"},
  };
  for (const Row& row : kRows) {
    const auto out = read(row.text);
    ASSERT_FALSE(out.ok()) << row.text;
    EXPECT_EQ(out.error().message, row.why) << row.text;
    EXPECT_EQ(out.error().code, Code::invalid_input);
    EXPECT_EQ(found(row.text, {}), Found{std::string(row.why)}) << "who asks for the markings hears of it too";
  }
}

// Better a marking that is badly written than one overlooked.
TEST(Markings, ASingleTextIsAListOfOne) {
  EXPECT_EQ(read(R"({"object_marking_refs":"m"})")->object_marking_refs, Names{"m"});
  EXPECT_EQ(read(R"({"granular_markings":[{"lang":"de","selectors":"name"}]})")->granular.at(0).selectors,
            Names{"name"});
}

TEST(ChangeOfMarkings, AddsToTheWholeWithoutRepeating) {
  const auto out = changed(kReport, MarkingChange::add, {kRed, kGreen, kRed}, {});
  ASSERT_TRUE(out.ok()) << out.error().message;
  EXPECT_EQ(out->object_marking_refs, (Names{kGreen, kRed}));
  EXPECT_EQ(out->granular, read(kReport)->granular) << "its parts keep theirs";
}

TEST(ChangeOfMarkings, PutsOneMarkingTogetherWithAllItsSelectors) {
  const auto out = changed(kReport, MarkingChange::add, {kRed}, {"name", "labels.[0]"});
  ASSERT_TRUE(out.ok()) << out.error().message;
  ASSERT_EQ(out->granular.size(), 3u);
  EXPECT_EQ(out->granular[0].marking_ref, kRed);
  EXPECT_EQ(out->granular[0].selectors, (Names{"external_references.[1]", "labels.[0]", "name"}));
  EXPECT_EQ(out->granular[1].lang, "de");
  EXPECT_EQ(out->object_marking_refs, Names{kGreen});
}

TEST(ChangeOfMarkings, TellsALanguageFromAMarking) {
  const auto out = changed(R"({"name":"a"})", MarkingChange::add, {"zh-Hant", kOwn}, {"name"});
  ASSERT_TRUE(out.ok()) << out.error().message;
  ASSERT_EQ(out->granular.size(), 2u);
  EXPECT_EQ(out->granular[0].lang, "zh-Hant");
  EXPECT_EQ(out->granular[0].marking_ref, "");
  EXPECT_EQ(out->granular[1].marking_ref, kOwn);
}

TEST(ChangeOfMarkings, RefusesWhatIsNoMarking) {
  for (const std::string& bad : Names{"", "red", "TLP:RED", "marking-definition--", "marking-definition--1",
                                      "indicator--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", "de"}) {
    const auto whole = changed(kReport, MarkingChange::add, {kRed, bad}, {});
    ASSERT_FALSE(whole.ok()) << bad;
    EXPECT_EQ(whole.error().message, "\"" + bad + "\" is not the identifier of a marking");
  }
  for (const std::string& bad : Names{"", "-de", "de-", "de--x", "1de", "d3", "abcdefghi", "TLP:RED", "de_AT"}) {
    const auto part = changed(kReport, MarkingChange::set, {bad}, {"name"});
    ASSERT_FALSE(part.ok()) << bad;
    EXPECT_EQ(part.error().message, "\"" + bad + "\" is not the identifier of a marking and not a language tag");
  }
}

TEST(ChangeOfMarkings, RemovesOnlyTheNamedMarkingAtTheNamedPart) {
  auto out = changed(kReport, MarkingChange::remove, {kRed}, {"labels.[0]"});
  ASSERT_TRUE(out.ok()) << out.error().message;
  EXPECT_EQ(out->granular[0].selectors, Names{"external_references.[1]"});
  EXPECT_EQ(out->granular.size(), 3u);
  out = changed(kReport, MarkingChange::remove, {"de"}, {"name"});
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out->granular.size(), 2u) << "a marking without a part goes";
}

TEST(ChangeOfMarkings, RemovingWhatIsNotThereIsNotFound) {
  EXPECT_EQ(changed(kReport, MarkingChange::remove, {kRed}, {}).error().code, Code::not_found);
  EXPECT_EQ(changed(kReport, MarkingChange::remove, {kRed}, {"name"}).error().code, Code::not_found);
  EXPECT_EQ(changed(kReport, MarkingChange::clear, {}, {"labels.[1]"}).error().code, Code::not_found);
  EXPECT_TRUE(changed(R"({"name":"a"})", MarkingChange::remove, {kRed}, {}).ok()) << "nothing there at all is no error";
}

TEST(ChangeOfMarkings, SetTakesThePlaceOfWhateverWasThere) {
  auto out = changed(kReport, MarkingChange::set, {kOwn}, {});
  EXPECT_EQ(out->object_marking_refs, Names{kOwn});
  out = changed(kReport, MarkingChange::set, {kGreen}, {"labels.[0]"});
  ASSERT_TRUE(out.ok()) << out.error().message;
  ASSERT_EQ(out->granular.size(), 4u);
  EXPECT_EQ(out->granular[0].selectors, Names{"external_references.[1]"});
  EXPECT_EQ(out->granular[3].marking_ref, kGreen);
}

TEST(ChangeOfMarkings, ClearHeedsTheKind) {
  const std::string text = R"({"name":"a","granular_markings":[{"lang":"de","selectors":["name"]},{"marking_ref":")" +
                           kRed + R"(","selectors":["name"]}]})";
  auto out = changed(text, MarkingChange::clear, {}, {"name"}, {.lang = false});
  ASSERT_EQ(out->granular.size(), 1u);
  EXPECT_EQ(out->granular[0].lang, "de");
  out = changed(text, MarkingChange::clear, {}, {"name"}, {.marking_ref = false});
  ASSERT_EQ(out->granular.size(), 1u);
  EXPECT_EQ(out->granular[0].marking_ref, kRed);
  EXPECT_TRUE(changed(text, MarkingChange::clear, {}, {"name"})->granular.empty());
  EXPECT_TRUE(changed(kReport, MarkingChange::clear, {}, {})->object_marking_refs.empty());
}

// An object with these markings, in which the selectors below select something.
std::string with(const Markings& markings) {
  std::string out = R"({"name":"a","labels":["x","y"],"x_a":{"b":{"c":[1]}})";
  const auto list = [](const Names& names) {
    std::string text = "[";
    for (const std::string& one : names) text += (text.size() > 1 ? ",\"" : "\"") + one + "\"";
    return text + "]";
  };
  if (!markings.object_marking_refs.empty()) out += R"(,"object_marking_refs":)" + list(markings.object_marking_refs);
  std::string granular;
  for (const GranularMarking& one : markings.granular) {
    granular += granular.empty() ? "" : ",";
    granular += one.lang.empty() ? R"({"marking_ref":")" + one.marking_ref : R"({"lang":")" + one.lang;
    granular += R"(","selectors":)" + list(one.selectors) + "}";
  }
  if (!granular.empty()) out += R"(,"granular_markings":[)" + granular + "]";
  return out + "}";
}

// A slow and obvious copy of what granular markings are: which marking holds at which selector.
using Model = std::map<std::string, Found>;

Model model_of(const Markings& markings) {
  Model out;
  for (const GranularMarking& one : markings.granular)
    for (const std::string& selector : one.selectors)
      out[selector].insert(one.lang.empty() ? one.marking_ref : one.lang);
  return out;
}

TEST(ChangeOfMarkings, AnyRowOfChangesComesToWhatASetOfPairsWould) {
  const Names selectors = {"name", "labels", "labels.[1]", "x_a", "x_a.b", "x_a.b.c.[0]"},
              markings = {kRed, kGreen, kOwn, "de", "en-GB"};
  std::mt19937 random(11);
  for (int walk = 0; walk < 12; ++walk) {
    Markings now;
    Model model;
    for (int step = 0; step < 25; ++step) {
      const std::string &selector = selectors[random() % selectors.size()],
                        &marking = markings[random() % markings.size()];
      const auto change = static_cast<MarkingChange>(random() % 4);
      const auto out = changed(with(now), change, {marking}, {selector});
      Found& there = model[selector];
      const bool had = change == MarkingChange::clear ? !there.empty() : there.contains(marking);
      if (change == MarkingChange::set || change == MarkingChange::clear) there.clear();
      if (change == MarkingChange::add || change == MarkingChange::set) there.insert(marking);
      if (change == MarkingChange::remove) there.erase(marking);
      if (there.empty()) model.erase(selector);
      const bool takes_away = change == MarkingChange::remove || change == MarkingChange::clear;
      ASSERT_EQ(out.ok(), !takes_away || had || now.granular.empty()) << with(now);
      if (!out.ok()) continue;
      now = *out;
      ASSERT_EQ(model_of(now), model) << with(now);
      // What was written is read again as it was.
      const auto again = read(with(now));
      ASSERT_TRUE(again.ok()) << again.error().message;
      ASSERT_EQ(again->granular, now.granular);
      for (const std::string& one : selectors) {
        const auto at = model.find(one);
        ASSERT_EQ(found(with(now), {one}), at == model.end() ? Found{} : at->second) << one << " in " << with(now);
      }
    }
  }
}

}  // namespace
}  // namespace parley::stix
