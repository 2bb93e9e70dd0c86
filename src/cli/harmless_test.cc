// Every command that prints what others wrote, with hostile bytes in every text of theirs: what reaches standard output
// and standard error drives no terminal, hides nothing, turns no direction of writing and begins no line with their
// words.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/bytes.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/test_party.h"
#include "json/json.h"
#include "store/embedded/node_db.h"

namespace parley::cli {
namespace {

using ::testing::HasSubstr;
using testing::Party, testing::Finished;

// A title, a colour, the clipboard, C1, a direction, what is not seen, line and paragraph ends, tags, a pile of marks,
// and a line that would pass for one of ours.
std::string hostile(std::string_view name) {
  std::string out =
      std::string(name) +
      "\x1b]0;pwn\x07\x1b[31m\x1b]52;c;QQ==\x07\r\x08\x7f\u009b2J\u202e\u2066\u200f\u061c\u200b\u00ad\ufeff"
      "\u2060\u2028\u2029\u3164\U000e0041\ue000\ufe0f\nFORGED\n\tFORGED";
  for (int i = 0; i < 40; ++i) out += "\u0301";
  return out;
}

std::string json_string(std::string_view text) {
  std::string out;
  parley::append_json_string(out, text);
  return out;
}

// What of `text` must never be printed, written out here so that it is not the product's own rule that is asked.
std::string harm_in(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
    if (size == 0 || at + size > text.size()) return fmt::format("no UTF-8 at byte {}", at);
    std::uint32_t c = size == 1 ? first : first & (0x7fu >> size);
    for (std::size_t i = 1; i < size; ++i) c = c << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3fu);
    const bool control = (c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0);
    const bool hidden = c == 0xad || c == 0x61c || c == 0x180e || (c >= 0x200b && c <= 0x200f) ||
                        (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0x3164 || c == 0xfeff ||
                        (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe000 && c <= 0xf8ff) || (c >= 0xe0000 && c <= 0xe0fff);
    if (control || hidden) return fmt::format("U+{:04X} at byte {}", c, at);
    at += size;
  }
  std::string marks;
  for (int i = 0; i < 5; ++i) marks += "\u0301";
  if (text.find(marks) != std::string_view::npos) return "a pile of marks";
  if (text.starts_with("<!doctype")) return {};  // whose lines nobody reads
  if (text.starts_with("FORGED") || text.find("\nFORGED") != std::string_view::npos) return "a forged line";
  return {};
}

// With people whose names were taken before there was a rule for them.
void add_eve(const std::filesystem::path& folder) {
  auto db = store::NodeDb::open(folder / "node.db");
  ASSERT_TRUE(db.ok()) << db.error().message;
  ASSERT_TRUE((*db)->put_user({hostile("eve"), "", false, now()}).ok());
}

// As text and as JSON. Returns the text.
Finished expect_harmless(Party& party, std::vector<std::string> arguments) {
  const Finished text = party.run(arguments);
  const std::string line = fmt::format("{}", fmt::join(arguments, " ")).substr(0, 120);
  EXPECT_EQ(harm_in(text.out), "") << line << "\n" << text.out.substr(0, 2000);
  EXPECT_EQ(harm_in(text.err), "") << line << "\n" << text.err.substr(0, 2000);
  arguments.insert(arguments.begin(), "--json");
  const Finished json = party.run(arguments);
  EXPECT_EQ(harm_in(json.out), "") << line << " --json\n" << json.out.substr(0, 2000);
  EXPECT_EQ(harm_in(json.err), "") << line << " --json\n" << json.err.substr(0, 2000);
  return text;
}

std::string uuid(int number) { return fmt::format("{:08d}-1111-4111-8111-111111111111", number); }

std::string object(std::string_view type, int number, const std::string& more) {
  return fmt::format(
      R"({{"type":"{}","spec_version":"2.1","id":"{}--{}","created":"2026-07-09T18:30:00.000Z","modified":"2026-07-09T18:30:00.000Z"{}}})",
      type, type, uuid(number), more);
}

std::string indicator(int number) {
  return object(
      "indicator", number,
      fmt::format(
          R"(,"name":{0},"description":{0},"labels":[{0}],"pattern":{1},"pattern_type":"stix",)"
          R"("valid_from":"2020-07-09T18:30:00Z","external_references":[{{"source_name":{0},"description":{0}}}])",
          json_string(hostile("indicator")), json_string("[domain-name:value = 'evil.example']")));
}

// Refused, each in another place.
std::vector<std::string> refused() {
  const std::string bad = json_string(hostile("x"));
  return {
      fmt::format(R"({{"type":"indicator","spec_version":"2.1","id":{}}})", bad),
      fmt::format(R"({{"type":{},"spec_version":"2.1","id":"indicator--{}"}})", bad, uuid(90)),
      fmt::format(R"({{"type":"indicator","spec_version":{},"id":"indicator--{}"}})", bad, uuid(91)),
      object("indicator", 92, fmt::format(R"(,{}:1,"pattern":"x")", bad)),
      object("indicator", 93, fmt::format(R"(,"pattern":{},"pattern_type":"stix","valid_from":{})", bad, bad)),
      object("malware", 94,
             fmt::format(R"(,"is_family":true,"malware_types":[{0}],"kill_chain_phases":[{{{0}:{0}}}])", bad)),
      object("relationship", 95, fmt::format(R"(,"relationship_type":{0},"source_ref":{0},"target_ref":{0})", bad)),
      fmt::format(R"({{"type":"bundle","id":"bundle--{}","objects":[{{"id":{}}}]}})", uuid(96), bad),
      fmt::format(R"({{"type":"domain-name","spec_version":"2.1","id":"domain-name--{}","value":{}}})", uuid(97), bad),
  };
}

TEST(Harmless, IsWhateverIsPrintedWhenParleyReadsFromTheWorld) {
  Party ours("Ruritania", add_eve);
  std::string bundle = fmt::format(R"({{"type":"bundle","id":"bundle--{}","objects":[{})", uuid(1), indicator(2));
  std::string lines;
  for (const std::string& one : refused()) bundle += "," + one, lines += one + "\n";
  const std::string path = ours.file("bundle.json", bundle + "]}"), ndjson = ours.file("lines.ndjson", lines),
                    no_json = ours.file("none.json", hostile("{\"a\":")),
                    latin = ours.file("latin.json", "{\"a\":\"\xe9\x9b\"}");
  EXPECT_THAT(expect_harmless(ours, {"import", path}).err, HasSubstr("\\u{1B}]0;pwn"));
  EXPECT_THAT(expect_harmless(ours, {"stix", "validate", path}).out, HasSubstr("\\u{1B}]0;pwn"));
  for (const std::string& one : {ndjson, no_json, latin}) {
    expect_harmless(ours, {"import", one});
    expect_harmless(ours, {"import", one, "--dry-run"});
    expect_harmless(ours, {"stix", "validate", one});
    for (const char* command : {"validate", "id", "canonical", "mark"})
      expect_harmless(ours, {"stix", command, one, "--ndjson"});
  }
  expect_harmless(ours, {"import", hostile("no such file")});
  expect_harmless(ours, {"stix", "schema", hostile("no type")});
  for (const char* command : {"list", "get", "export", "status"}) {
    std::vector<std::string> arguments{command};
    if (command == std::string_view("get")) arguments.push_back("indicator--" + uuid(2));
    expect_harmless(ours, arguments);
  }
  expect_harmless(ours, {"list", "--all-versions"});
  expect_harmless(ours, {"export", "--ndjson"});
  expect_harmless(ours, {"get", hostile("indicator--")});
  expect_harmless(ours, {"journal", "list"});
  expect_harmless(ours, {"journal", "show", "main"});
  expect_harmless(ours, {"journal", "show", hostile("none")});

  // What is escaped is the same value for who reads it as JSON.
  json::Parser parser;
  const auto read = parser.parse(ours.run({"get", "indicator--" + uuid(2)}).out);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(std::string(std::string_view((*read)["name"])), hostile("indicator"));

  const std::string log = ours.file(
      "log.csv", "timestamp,domain\n2026-11-25T17:20:00Z,evil.example\n2026-11-25T17:20:00Z," + hostile("x") + "\n");
  expect_harmless(ours, {"watch", log, "--dry-run"});
  expect_harmless(ours, {"watch", log});
  expect_harmless(ours, {"watch", ours.file(hostile("name").substr(0, 30).replace(4, 1, "-"), "x\n"), "--dry-run"});
  expect_harmless(ours, {"list", "-j", "sightings"});
}

TEST(Harmless, IsWhateverIsPrintedWhenParleyReadsPatterns) {
  Party ours("Ruritania", add_eve);
  for (const std::string& pattern :
       {"[file:name = '" + hostile("x") + "']", "[file:name = " + hostile("x"), hostile("x"),
        "[file:'" + hostile("x") + "' = 1 AND file:name MATCHES '" + hostile("(") + "']"}) {
    for (const char* command : {"check", "format", "explain"}) expect_harmless(ours, {"pattern", command, pattern});
    expect_harmless(ours, {"pattern", "equivalent", pattern, pattern});
    expect_harmless(ours, {"pattern", "match", pattern, ours.file("o.json", indicator(3))});
    const std::string lines = ours.file(
        "p.ndjson", fmt::format(R"({{"pattern":{0},"a":{0},"b":{0},"observed":[{0}]}})", json_string(pattern)) + "\n");
    for (const char* command : {"check", "match", "equivalent"})
      expect_harmless(ours, {"pattern", command, lines, "--ndjson"});
  }
}

TEST(Harmless, IsWhateverIsPrintedWhenParleyNamesPeopleAndQuestions) {
  Party ours("Ruritania", add_eve);
  EXPECT_THAT(expect_harmless(ours, {"user", "list"}).out, HasSubstr("\\u{1B}]0;pwn"));
  expect_harmless(ours, {"user", "add", hostile("eve")});
  expect_harmless(ours, {"user", "set", hostile("mallory"), "--read", "main"});
  expect_harmless(ours, {"user", "add", "u\u200b", "--no-password"});
  expect_harmless(ours, {"token", "list"});
  expect_harmless(ours, {"embargo", "add", hostile("x")});
  expect_harmless(ours, {"embargo", "list"});
  expect_harmless(ours, {"config", "check"});
  expect_harmless(ours,
                  {"term", "add", hostile("word"), "--meaning", hostile("meaning"), "--journal", "main", "--yes"});
  expect_harmless(ours, {"term", "list"});
  expect_harmless(ours, {"peer", "accept", hostile("parley1.x.y"), "--yes"});
  expect_harmless(ours, {"peer", "list"});
  expect_harmless(ours, {"erase", hostile("x"), "--yes"});
  expect_harmless(ours, {hostile("command")});
  expect_harmless(ours, {"list", "--" + hostile("option")});

  const std::string report = object(
      "report", 5,
      fmt::format(R"(,"name":{0},"description":{0},"published":"2026-07-09T18:30:00Z","object_refs":["report--{1}"])",
                  json_string(hostile("report")), uuid(5)));
  EXPECT_EQ(ours.run({"import", ours.file("report.json", report)}).status, kDone);
  expect_harmless(ours, {"question", "new", "grid", hostile("Who?")});
  expect_harmless(ours, {"question", "hypothesis", "grid", "H1", hostile("Unit 9")});
  expect_harmless(ours, {"question", "evidence", "grid", "report--" + uuid(5), "--source", hostile("who"), "--text",
                         hostile("what")});
  expect_harmless(ours, {"question", "rate", "grid", "E1", "H1=II"});
  expect_harmless(ours, {"question", "list"});
  expect_harmless(ours, {"question", "show", "grid"});
  expect_harmless(ours, {"question", "show", hostile("none")});
  expect_harmless(ours, {"question", "show", "grid", "--html", "-"});
}

// A group of two, made by file, in which one says everything that can be said.
TEST(Harmless, IsWhateverIsPrintedWhenParleyTalksInGroups) {
  Party ours("Ruritania"), theirs("Graustark");
  ASSERT_EQ(ours.run({"peer", "invite", "--out", ours.file("a")}).status, kDone);
  ASSERT_EQ(theirs.run({"peer", "invite", "--out", theirs.file("b")}).status, kDone);
  ASSERT_EQ(ours.run({"peer", "accept", theirs.file("b"), "--yes", "--alias", "grau"}).status, kDone);
  ASSERT_EQ(theirs.run({"peer", "accept", ours.file("a"), "--yes"}).status, kDone);
  expect_harmless(ours, {"group", "draft", hostile("Tarn"), "--with", "grau", "--purpose", "x", "--use", "interference",
                         "--type", "*", "--marking", "green", "--yes"});
  ASSERT_EQ(ours.run({"group", "draft", "Tarn", "--with", "grau", "--purpose", "Threats", "--use", "interference",
                      "--type", "*", "--marking", "green", "--answer", "high=30m,48h", "--yes"})
                .status,
            kDone);
  ASSERT_EQ(ours.run({"group", "sign", "tarn", "--out", ours.file("c"), "--yes"}).status, kDone);
  ASSERT_EQ(theirs.run({"group", "sign", ours.file("c"), "--out", theirs.file("d"), "--yes"}).status, kDone);
  ASSERT_EQ(ours.run({"group", "sign", theirs.file("d"), "--yes"}).status, kDone);

  EXPECT_EQ(ours.run({"import", ours.file("i.json", indicator(2))}).status, kDone);
  const std::string id = "indicator--" + uuid(2);
  EXPECT_THAT(expect_harmless(ours, {"release", "preview", id, "--to", "tarn"}).out, HasSubstr("\\u{1B}]0;pwn"));
  expect_harmless(ours, {"release", "preview", hostile("indicator--"), "--to", "tarn"});
  expect_harmless(ours, {"release", "preview", id, "--to", hostile("tarn")});
  expect_harmless(ours, {"release", "preview", id, "--to", "tarn", "--bytes"});
  expect_harmless(ours, {"release", "send", id, "--to", "tarn", "--yes"});
  expect_harmless(ours, {"release", "log"});
  expect_harmless(ours, {"inquiry", "draft", hostile("What happened"), "--to", "grau", "-q", hostile("Who?"),
                         "--description", hostile("much"), "--out", ours.file("inquiry.json")});
  expect_harmless(ours, {"inquiry", "send", ours.file("inquiry.json"), "--yes"});
  expect_harmless(ours, {"inquiry", "status"});
  expect_harmless(ours, {"notify", hostile("Look"), "--description", hostile("much"), "--yes"});
  expect_harmless(ours, {"position", hostile("We hold"), "--speaker", hostile("who"), "--authority", hostile("what"),
                         "--subject", hostile("that"), "--yes"});
  expect_harmless(ours, {"contact", "set", "duty", "--name", hostile("Ann"), "--reach", hostile("room 1"), "--yes"});
  expect_harmless(ours, {"contact", "list"});
  expect_harmless(ours, {"recall", "ask", id, "--text", hostile("wrong"), "--yes"});
  for (const std::vector<std::string>& one : std::vector<std::vector<std::string>>{{"recall", "status"},
                                                                                   {"inbox"},
                                                                                   {"inbox", hostile("x")},
                                                                                   {"status"},

                                                                                   {"group", "list"},
                                                                                   {"group", "show", "tarn"},
                                                                                   {"peer", "list"},
                                                                                   {"receipt", id},
                                                                                   {"sync"},
                                                                                   {"compare", "--group", "tarn"},
                                                                                   {"compare", hostile("case")},
                                                                                   {"case", "list"},
                                                                                   {"list", "-j", "tarn.ruritania"}})
    expect_harmless(ours, one);

  // The alias that we gave stands beside the name that they chose.
  EXPECT_THAT(ours.run({"group", "show", "tarn"}).out, HasSubstr("Graustark (grau)"));
  EXPECT_THAT(ours.run({"peer", "list"}).out, HasSubstr("Graustark (grau)"));
  EXPECT_THAT(theirs.run({"peer", "list"}).out, ::testing::Not(HasSubstr("Ruritania (")));
}

}  // namespace
}  // namespace parley::cli
