// Cases of our own: what a file may have, what it may have wrong, and objects that come in versions from several
// journals.
#include "accounts/load.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "accounts/accounts.h"
#include "accounts/gold.h"
#include "base/hash.h"
#include "stix/parley.h"
#include "stix/validate.h"

namespace parley::accounts {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A text with characters of two, three and four bytes.
constexpr std::string_view kText = "Анна сказала: «мы видели 😀 знак». 他说：“没有。”";

std::string span(std::size_t start, std::size_t end) {
  const CodePoints points(kText);
  const std::size_t from = *points.byte_of(kText, start), to = *points.byte_of(kText, end);
  std::string text;
  append_json_string(text, kText.substr(from, to - from));
  return fmt::format(R"({{"start":{},"end":{},"bstart":{},"bend":{},"line":1,"text":{}}})", start, end, from, to, text);
}

struct Parts {
  std::string schema = "parley-attribution-gold/1";
  std::string sha256 = to_hex(parley::sha256(kText));
  std::string stance = R"({"proposition":"Q1","stance":"affirms"})";
  std::string party = "anna", within = "null", chain = R"([{"party":"paper","how":"reports"}])", content = span(14, 31),
              more;
};

std::string gold_of(const Parts& parts) {
  return fmt::format(
      R"({{"schema":"{}","name":"A sign","documents":[{{"id":"d","file":"d.txt","sha256":"{}","voice_party":"paper","language":"ru"}}],)"
      R"("parties":[{{"id":"anna","name":"Анна","kind":"person"}},{{"id":"paper","name":"the Paper","kind":"publisher"}},{{"id":"li","name":"李","kind":"person"}}],)"
      R"("events":[{{"id":"E1","label":"the sighting","when":"2026-07-09T10:00:00Z"}}],"propositions":[{{"id":"Q1","text":"there was a sign"}}],)"
      R"("statements":[{{"id":"s1","doc":"d","source":{{"party":"{}","spans":[{}]}},"cue":{{"act":"says","spans":[]}},"content":{{"spans":[{}]}},"form":"direct","addressee":null,)"
      R"("said":{{"when":"2026-07-09T10:00:00Z","occasion":"E1"}},"within":{},"reported_via":{},"stances":[{}],"factuality":"asserted"}},)"
      R"({{"id":"s2","doc":"d","source":{{"party":"li","spans":[]}},"cue":{{"act":"says","spans":[]}},"content":{{"spans":[{}]}},"stances":[{{"proposition":"Q1","stance":"denies"}}]}}{}]}})",
      parts.schema, parts.sha256, parts.party, span(0, 4), parts.content, parts.within, parts.chain, parts.stance,
      span(35, 42), parts.more);
}

Result<GoldCase> read(const Parts& parts, const std::string& slug = "a-sign") {
  const GoldOptions options{
      .slug = slug, .created_by = {}, .read_text = [](const std::string& file) -> Result<std::string> {
        if (file != "d.txt") return Error{Code::not_found, file + " is not there"};
        return std::string(kText);
      }};
  return read_gold(gold_of(parts), options);
}

Material load(const GoldCase& gold) {
  Material material;
  Loader loader(material);
  for (const CaseObject& object : gold.objects) {
    const std::string text = object.with_times("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z");
    EXPECT_TRUE(loader.add({.text = text, .journal = "main", .seq = 0, .received = {}}).ok());
  }
  loader.finish();
  return material;
}

TEST(Gold, EveryObjectIsValidWithoutAWarning) {
  const auto gold = read({});
  ASSERT_TRUE(gold.ok()) << gold.error().message;
  EXPECT_THAT(gold->faults, IsEmpty());
  stix::Validator validator;
  for (const CaseObject& object : gold->objects) {
    json::Parser parser;
    const std::string text = object.with_times("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z");
    const auto element = parser.parse(text);
    ASSERT_TRUE(element.ok()) << text;
    validator.check(*element);
    for (const auto& finding : validator.findings())
      ADD_FAILURE() << object.id << " " << finding.path << ": " << finding.message;
  }
}

TEST(Gold, OtherScriptsAndCharactersBeyondTheFirstPlaneKeepTheirSpans) {
  const auto gold = read({});
  ASSERT_TRUE(gold.ok());
  const Material material = load(*gold);
  const Comparison comparison(material);
  EXPECT_THAT(comparison.problems(), IsEmpty());
  EXPECT_EQ(comparison.verdict(0, 1, 0), Verdict::contradict);
  EXPECT_THAT(material.statements()[0].words, HasSubstr("😀"));
  EXPECT_TRUE(material.statements()[0].said.has_value());
}

TEST(Gold, TheSameFileGivesTheSameIdsAndAnotherCaseOthers) {
  const auto one = read({}), again = read({}), other = read({}, "another");
  ASSERT_TRUE(one.ok() && again.ok() && other.ok());
  for (std::size_t i = 0; i < one->objects.size(); ++i) {
    EXPECT_EQ(one->objects[i].id, again->objects[i].id);
    EXPECT_EQ(one->objects[i].id == other->objects[i].id, one->objects[i].type == "artifact");
  }
}

TEST(Gold, TwoCasesWithTheSameIdsStayApart) {
  const auto one = read({}), other = read({}, "another");
  Material material;
  Loader loader(material);
  for (const auto* gold : {&*one, &*other})
    for (const CaseObject& object : gold->objects)
      ASSERT_TRUE(loader
                      .add({.text = object.with_times("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z"),
                            .journal = {},
                            .seq = 0,
                            .received = {}})
                      .ok());
  loader.finish();
  EXPECT_EQ(material.statements().size(), 4u);
  EXPECT_EQ(material.statements()[0].name, "s1");
  EXPECT_EQ(material.statements()[2].name, "another/s1");
  EXPECT_THAT(Comparison(material).problems(), Contains(HasSubstr("\"s1\" names two objects")));
}

TEST(Gold, RefusesWhatCannotBeUnderstood) {
  struct Row {
    const char* name;
    Parts parts;
    const char* message;
  };
  Parts schema, hash, twice;
  schema.schema = "parley-attribution-gold/2";
  hash.sha256 = std::string(64, '0');
  twice.more = R"(,{"id":"s1","doc":"d"})";
  const Row rows[] = {{"schema", schema, "parley-attribution-gold/2"},
                      {"hash", hash, "is not the text that was annotated"},
                      {"twice", twice, "the statement \"s1\" is there twice"}};
  for (const Row& row : rows) {
    const auto gold = read(row.parts);
    ASSERT_FALSE(gold.ok()) << row.name;
    EXPECT_THAT(gold.error().message, HasSubstr(row.message));
  }
  const GoldOptions options{.slug = "x", .created_by = {}, .read_text = [](const std::string&) -> Result<std::string> {
                              return std::string();
                            }};
  for (
      const char* text :
      {"", "[]", "{}", "{\"schema\":1}", "not json", R"({"schema":"parley-attribution-gold/1"})",
       R"({"schema":"parley-attribution-gold/1","statements":[{"id":"a"}],"documents":[{"id":"d","file":"../../secret"}]})"})
    EXPECT_FALSE(read_gold(text, options).ok()) << text;
}

TEST(Gold, KeepsAndMarksWhatDoesNotHold) {
  struct Row {
    const char* name;
    Parts parts;
    const char* fault;
    const char* mark;
  };
  Parts stance, speaker, self, chain, span_outside, span_text, proposition, span_negative;
  stance.stance = R"({"proposition":"Q1","stance":"shrugs"})";
  speaker.party = "nobody";
  self.within = "\"s1\"";
  chain.chain = R"([{"party":"paper","how":"reports"},{"party":"li","statement":"s1"}])";
  span_outside.content = R"({"start":5,"end":900,"bstart":9,"bend":1200,"line":1,"text":"x"})";
  span_text.content = R"({"start":0,"end":1,"bstart":0,"bend":1,"line":1,"text":"А"})";
  span_negative.content = R"({"start":-1,"end":1,"bstart":0,"bend":2,"line":1,"text":"А"})";
  proposition.stance = R"({"proposition":"Q9","stance":"denies"})";
  const Row rows[] = {
      {"stance", stance, "\"shrugs\" is no stance", "\"shrugs\" is no stance"},
      {"speaker", speaker, "there is no party \"nobody\"", "the speaker identity--"},
      {"self", self, "within itself", "within itself"},
      {"chain", chain, "", "comes back to itself"},
      {"outside", span_outside, "outside the text", "outside the text"},
      {"cuts", span_text, "cut a character", "cut a character"},
      {"negative", span_negative, "no proper offsets", ""},
      {"proposition", proposition, "there is no proposition \"Q9\"", "the proposition proposition--"},
  };
  for (const Row& row : rows) {
    const auto gold = read(row.parts);
    ASSERT_TRUE(gold.ok()) << row.name << ": " << gold.error().message;
    EXPECT_THAT(gold->faults, ::testing::AnyOf(Contains(HasSubstr(row.fault)),
                                               ::testing::ResultOf([&](const auto&) { return *row.fault; }, '\0')))
        << row.name;
    const Material material = load(*gold);
    const Comparison comparison(material);
    EXPECT_THAT(comparison.problems(),
                ::testing::AnyOf(Contains(HasSubstr(row.mark)),
                                 ::testing::ResultOf([&](const auto&) { return *row.mark; }, '\0')))
        << row.name;
    EXPECT_EQ(comparison.accounts().size(), 2u) << row.name << ": nothing is lost";
  }
}

// Objects in versions.

std::string proposition(std::string_view modified, std::string_view text, std::string_view more = "") {
  return fmt::format(
      R"({{"type":"proposition","spec_version":"2.1","id":"proposition--00000000-0000-4000-8000-000000000001","created":"2026-01-01T00:00:00.000Z","modified":"{}","text":"{}",{}"extensions":{}}})",
      modified, text, more, stix::kParleyExtensions);
}

TEST(Loader, TakesTheNewestVersionInWhateverOrderTheyCome) {
  for (const bool backwards : {false, true}) {
    Material material;
    Loader loader(material);
    const std::string old = proposition("2026-01-01T00:00:00.000Z", "old"),
                      recent = proposition("2026-02-01T00:00:00.000Z", "new");
    ASSERT_TRUE(loader.add({.text = backwards ? recent : old, .journal = "a", .seq = 0, .received = {}}).ok());
    ASSERT_TRUE(loader.add({.text = backwards ? old : recent, .journal = "b", .seq = 0, .received = {}}).ok());
    loader.finish();
    EXPECT_EQ(material.propositions()[0].text, "new");
  }
}

TEST(Loader, AsOfAMomentTheVersionOfThatMomentStands) {
  Material material;
  Loader loader(material, Micros{10});
  ASSERT_TRUE(
      loader
          .add(
              {.text = proposition("2026-01-01T00:00:00.000Z", "old"), .journal = "a", .seq = 0, .received = Micros{5}})
          .ok());
  ASSERT_TRUE(loader
                  .add({.text = proposition("2026-02-01T00:00:00.000Z", "new"),
                        .journal = "a",
                        .seq = 1,
                        .received = Micros{15}})
                  .ok());
  loader.finish();
  EXPECT_EQ(material.propositions()[0].text, "old");
}

TEST(Loader, OneVersionWithTwoContentsIsMarkedAndTheFirstStands) {
  Material material;
  Loader loader(material);
  for (const char* text : {"ours", "theirs", "ours"})
    ASSERT_TRUE(
        loader.add({.text = proposition("2026-01-01T00:00:00.000Z", text), .journal = text, .seq = 0, .received = {}})
            .ok());
  loader.finish();
  EXPECT_EQ(material.propositions()[0].text, "ours");
  EXPECT_THAT(material.problems(), ElementsAre(HasSubstr("two contents")));
}

TEST(Loader, ARevokedObjectIsLeftOut) {
  Material material;
  Loader loader(material);
  ASSERT_TRUE(
      loader.add({.text = proposition("2026-01-01T00:00:00.000Z", "old"), .journal = "a", .seq = 0, .received = {}})
          .ok());
  ASSERT_TRUE(loader
                  .add({.text = proposition("2026-02-01T00:00:00.000Z", "old", R"("revoked":true,)"),
                        .journal = "a",
                        .seq = 1,
                        .received = {}})
                  .ok());
  loader.finish();
  EXPECT_THAT(material.propositions(), IsEmpty());
}

TEST(Loader, RefusesWhatIsNoObject) {
  Material material;
  Loader loader(material);
  for (const char* text : {"", "[]", "{}", R"({"type":"statement"})",
                           R"({"type":"statement","id":"event--00000000-0000-4000-8000-000000000001"})"})
    EXPECT_FALSE(loader.add({.text = text, .journal = {}, .seq = 0, .received = {}}).ok()) << text;
}

}  // namespace
}  // namespace parley::accounts
