// What comes from the world, as people have it: files of all sorts through `import` and `stix validate`, which judge
// them alike, and words on the command line that nothing knows.
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <zlib.h>

#include <fcntl.h>
#include <csignal>

#include <fstream>
#include <thread>

#include "base/file.h"
#include "cli/test_node.h"
#include "json/json.h"
#include "testing/vectors.h"

namespace parley::cli::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view kMark = "\xEF\xBB\xBF";

std::string uuid(int number) {
  char text[37];
  std::snprintf(text, sizeof text, "8e2e2d2b-17d4-4cbf-938f-%012d", number);
  return text;
}
std::string campaign(int number, std::string_view more = R"(,"spec_version":"2.1")", std::string_view name = "c") {
  return R"({"type":"campaign","id":"campaign--)" + uuid(number) +
         R"(","created":"2024-05-01T08:00:00.000Z","modified":"2024-05-01T08:00:00.000Z","name":")" +
         std::string(name) + "\"" + std::string(more) + "}";
}
std::string bundle(std::string_view objects, std::string_view more = "", int number = 99) {
  return R"({"type":"bundle","id":"bundle--)" + uuid(number) + "\"" + std::string(more) + R"(,"objects":[)" +
         std::string(objects) + "]}";
}
// As an editor writes it.
std::string indented(std::string_view json, std::string_view newline = "\n") {
  std::string out;
  bool quoted = false;
  for (const char c : json) {
    out += c;
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '{' || c == '[' || c == ',')) out += std::string(newline) + "  ";
  }
  return out + std::string(newline);
}
std::string wide(std::string_view text, bool big_endian, bool mark) {
  std::string out;
  if (mark) out += big_endian ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : text) {
    if (big_endian) out += '\0';
    out += c;
    if (!big_endian) out += '\0';
  }
  return out;
}
std::string gzip(std::string_view text) {
  z_stream stream{};
  ::deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(::deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}
std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}
std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Case {
  const char* name;
  std::string text;
  int status;  // of validate and of import, each with and without every output flag
};

std::vector<Case> cases() {
  const std::string good = bundle(campaign(1) + "," + campaign(2));
  const std::string bad = bundle(campaign(1) + "," + campaign(2, R"(,"spec_version":"2.1","lang":"")"));
  const std::string no_id = R"({"type":"bundle","objects":[)" + campaign(1) + "]}";
  return {
      {"a bundle", good, 0},
      {"a bundle with line breaks", indented(good), 0},
      {"a bundle with line breaks of Windows", indented(good, "\r\n"), 0},
      {"a bundle behind a mark", std::string(kMark) + indented(good), 0},
      {"a bad bundle", bad, 1},
      {"a bad bundle with line breaks", indented(bad), 1},
      {"a bad bundle behind a mark", std::string(kMark) + indented(bad, "\r\n"), 1},
      {"a bundle without an id", no_id, 1},
      {"a bundle without an id behind a mark", std::string(kMark) + indented(no_id), 1},
      {"a bundle without an id, packed", gzip(indented(no_id)), 1},
      {"a good bundle, packed", gzip(indented(good)), 0},
      {"a good bundle behind a mark, packed", gzip(std::string(kMark) + good), 0},
      {"one object", campaign(1), 0},
      {"one object with line breaks", indented(campaign(1)), 0},
      {"one bad object", campaign(1, ""), 1},
      {"one object a line", campaign(1) + "\n" + campaign(2) + "\n", 0},
      {"one object a line as Windows writes it", std::string(kMark) + campaign(1) + "\r\n" + campaign(2) + "\r\n", 0},
      {"one object a line, one bad", campaign(1) + "\n" + campaign(2, "") + "\n", 1},
      {"one object a line, one not JSON", campaign(1) + "\n{\"type\":\n" + campaign(2) + "\n", 1},
      {"bundles a line", good + "\n" + bundle(campaign(3), "", 98) + "\n", 0},
      {"bundles a line, one without an id", good + "\n" + no_id + "\n", 1},
      {"bundles behind one another", indented(good) + indented(bundle(campaign(3), "", 98)), 0},
      {"bundles behind one another, one without an id", indented(good) + indented(no_id), 1},
      {"a list", "[" + campaign(1) + "," + campaign(2) + "]", 0},
      {"a list with a bad one", "[" + campaign(1) + "," + campaign(2, "") + "]", 1},
      {"a list of bundles", "[" + good + "," + bundle(campaign(3), "", 98) + "]", 0},
      {"an envelope", R"({"more":false,"objects":[)" + campaign(1) + "]}", 0},
      {"an envelope with a bad one", R"({"more":false,"objects":[)" + campaign(1, "") + "]}", 1},
      {"a bundle in a bundle", bundle(bundle(campaign(1), "", 98)), 1},
      {"a bundle of version 2.0 over an object without one", bundle(campaign(1, ""), R"(,"spec_version":"2.0")"), 0},
      {"the same behind the objects",
       R"({"type":"bundle","id":"bundle--)" + uuid(99) + R"(","objects":[)" + campaign(1, "") +
           R"(],"spec_version":"2.0"})",
       0},
      {"a bundle of version 2.1 over an object without one", bundle(campaign(1, ""), R"(,"spec_version":"2.1")"), 0},
      {"a bundle of version 3 over an object without one", bundle(campaign(1, ""), R"(,"spec_version":"3")"), 1},
      {"a bundle of version 2.0 over what is none of 2.1",
       bundle(R"({"type":"malware","id":"malware--)" + uuid(1) +
                  R"(","created":"2024-05-01T08:00:00.000Z","modified":"2024-05-01T08:00:00.000Z","name":"m"})",
              R"(,"spec_version":"2.0")"),
       1},
      {"a bundle without a version over an object without one", bundle(campaign(1, "")), 1},
      {"an object that says it is 2.0", campaign(1, R"(,"spec_version":"2.0")"), 0},
      {"a bundle without objects", R"({"type":"bundle","id":"bundle--)" + uuid(99) + "\"}", 0},
      {"a bundle with an empty list", bundle(""), 1},
      {"the same name twice", campaign(1, R"(,"spec_version":"2.1","name":"d")"), 1},
      {"an object of its own type", R"({"type":"x-thing","id":"x-thing--)" + uuid(1) + R"(","value":"a"})", 0},
      {"nothing at all", "", 1},
      {"white space only", " \n\n", 1},
      {"a mark only", std::string(kMark), 1},
      {"an empty list", "[]", 1},
      {"an empty object", "{}", 1},
      {"an empty envelope", R"({"objects":[]})", 1},
      {"UTF-16 with a mark", wide(indented(good), false, true), 1},
      {"UTF-16 of the other end", wide(good, true, true), 1},
      {"UTF-16 without a mark", wide(good, false, false), 1},
      {"a zip archive", std::string("PK\x03\x04") + std::string(100, 'x'), 1},
      {"a PDF document", "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", 1},
      {"a web page", "<!DOCTYPE html>\n<html><body>Please log in, {user}</body></html>\n", 1},
      {"STIX 1", "<?xml version=\"1.0\"?>\n<stix:STIX_Package>\n</stix:STIX_Package>\n", 1},
      {"a table", "type,value\nipv4,192.0.2.1\nipv4,192.0.2.2\n", 1},
      {"Latin-1", campaign(1, R"(,"spec_version":"2.1")", "caf\xE9"), 1},
      {"a MISP event", R"({"Event":{"id":"1","info":"x","Attribute":[{"type":"ip-dst","value":"192.0.2.1"}]}})", 1},
      {"MISP events", R"({"response":[{"Event":{"id":"1","info":"x"}}]})", 1},
      {"a cut-off bundle", good.substr(0, good.size() / 2), 1},
      {"a packed file that is cut off", gzip(indented(good)).substr(0, 60), 1},
  };
}

TEST(FromTheWorld, ImportAndValidateJudgeEveryFileAlikeWhateverIsPrinted) {
  TestNode node;
  const std::filesystem::path file = node.dir().parent_path() / "file.json";
  for (const Case& one : cases()) {
    std::ofstream(file, std::ios::binary) << one.text;
    const std::string name = file.string();
    for (const auto& command : std::vector<std::vector<std::string>>{{"stix", "validate", name},
                                                                     {"--json", "stix", "validate", name},
                                                                     {"stix", "validate", "--quiet", name},
                                                                     {"stix", "validate", "--json", "--quiet", name},
                                                                     {"import", "--dry-run", name},
                                                                     {"import", "--dry-run", "--json", name}}) {
      const auto run = node.run(command);
      EXPECT_EQ(run.status, one.status) << one.name << ": " << command[0] << " " << command[1] << "\n"
                                        << run.out << run.err;
    }
    // Standard input is read as a file is.
    EXPECT_EQ(node.run({"import", "--dry-run", "-"}, one.text).status, one.status) << one.name;
    EXPECT_EQ(node.run({"stix", "validate", "-"}, one.text).status, one.status) << one.name;
  }
}

TEST(FromTheWorld, TheJsonFlagTakesAFileAsItIs) {
  const std::string good = indented(bundle(campaign(1) + "," + campaign(2)));
  const auto told = parley({"--json", "stix", "validate", "-"}, good);
  EXPECT_EQ(lines_of(told.out), 1u) << told.out;
  EXPECT_EQ(member(told.out, "valid"), "true");
  const auto bad = parley({"--json", "stix", "validate", "-"}, std::string(kMark) + indented(R"({"type":"bundle"})"));
  EXPECT_EQ(bad.status, 1);
  EXPECT_EQ(member(bad.out, "valid"), "false");
  EXPECT_THAT(bad.out, Not(HasSubstr("not-json")));
  // With --ndjson every line is a question of its own, with or without the flag.
  for (const std::vector<std::string>& command : {std::vector<std::string>{"stix", "validate", "--ndjson", "-"},
                                                  {"--json", "stix", "validate", "--ndjson", "-"}}) {
    const auto lines = parley(command, std::string(kMark) + campaign(1) + "\r\n{}\r\n");
    EXPECT_EQ(lines.status, 0);
    EXPECT_EQ(lines_of(lines.out), 2u) << lines.out;
    EXPECT_THAT(lines.out,
                HasSubstr("{\"line\":1,\"id\":\"campaign--8e2e2d2b-17d4-4cbf-938f-000000000001\",\"valid\":true"));
  }
}

TEST(FromTheWorld, AFileOfAnotherKindIsNamedInOneSentence) {
  struct Row {
    std::string text;
    const char* says;
  };
  const Row rows[] = {{wide(bundle(campaign(1)), false, true), "UTF-16"},
                      {wide("[]\n[]\n", true, false), "UTF-16"},
                      {std::string("PK\x03\x04") + "rest", "zip archive"},
                      {"%PDF-1.4\n", "PDF document"},
                      {"BZh91AY", "bzip2"},
                      {std::string("\xFD"
                                   "7zXZ\0",
                                   6),
                       "xz"},
                      {"<html>\n<p>one</p>\n</html>\n", "web page"},
                      {"<stix:STIX_Package/>\n", "STIX 1"},
                      {"a,b\n1,2\n3,4\n5,6\n", "table or list"},
                      {"192.0.2.1\n192.0.2.2\n192.0.2.3\n", "is not JSON: it begins with"},
                      {"", "is empty"},
                      {"[]", "holds no objects"},
                      {R"({"Event":{"info":"x"}})", "MISP"},
                      {std::string("\x7F"
                                   "ELF\0\0\0\x01",
                                   8),
                       "binary file"},
                      {gzip("%PDF-1.4\n"), "PDF document"}};
  TestNode node;
  for (const Row& row : rows) {
    const auto imported = node.run({"import", "-"}, row.text);
    EXPECT_THAT(imported.err, HasSubstr(row.says)) << imported.err;
    EXPECT_EQ(lines_of(imported.err), 1u) << imported.err;
    const auto validated = parley({"stix", "validate", "-"}, row.text);
    EXPECT_THAT(validated.out, HasSubstr(row.says));
    EXPECT_EQ(validated.status, 1);
  }
}

TEST(FromTheWorld, AMarkIsPassedOverWhereverAFileIsRead) {
  TestNode node;
  const std::string mark(kMark);
  EXPECT_EQ(
      parley({"stix", "id", "-"}, mark + R"({"type":"ipv4-addr","spec_version":"2.1","value":"198.51.100.3"})").out,
      "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4\n");
  EXPECT_EQ(parley({"stix", "canonical", "-"}, mark + R"({"b":1.0,"a":2})").out, "{\"a\":2,\"b\":1}\n");
  EXPECT_EQ(parley({"stix", "canonical", "--ndjson", "-"}, mark + R"({"input":"{\"b\":1.0,\"a\":2}"})").out,
            "{\"line\":1,\"canonical\":\"{\\\"a\\\":2,\\\"b\\\":1}\"}\n");
  EXPECT_THAT(parley({"pattern", "check", "--ndjson", "-"}, mark + R"({"pattern":"[a:b = 1]"})").out,
              HasSubstr("\"valid\":true"));
  EXPECT_EQ(node.run({"user", "add", "reader", "--password-stdin"}, mark + "a good long secret\n").status, 0);
  EXPECT_EQ(node.run({"import", "-"}, mark + campaign(1)).status, 0);
  const auto got = node.run({"get", "campaign--" + uuid(1)});
  EXPECT_EQ(got.status, 0);
  EXPECT_EQ(got.out.front(), '{');
}

TEST(FromTheWorld, AVersionThatOnlyTheBundleHasIsAddedAndTold) {
  TestNode node;
  const std::string old = bundle(campaign(1, ""), R"(,"spec_version":"2.0")");
  EXPECT_THAT(parley({"stix", "validate", "-"}, old).out, HasSubstr("spec-version-from-bundle"));
  const auto imported = node.run({"import", "-"}, old);
  EXPECT_EQ(imported.status, 0) << imported.err;
  EXPECT_THAT(imported.err, HasSubstr("stored with spec_version 2.1 added"));
  EXPECT_THAT(imported.out, HasSubstr("1 with spec_version 2.1 added"));
  EXPECT_EQ(member(node.run({"get", "campaign--" + uuid(1)}).out, "spec_version"), "2.1");
  const std::string told = node.run({"import", "--json", "-"}, old).out;
  EXPECT_EQ(member(told.substr(0, told.find('\n')), "version-added"), "campaign--" + uuid(1));
  // Strictly, nothing is added, in either command.
  EXPECT_EQ(node.run({"import", "--strict", "--dry-run", "-"}, old).status, 1);
  EXPECT_EQ(parley({"stix", "validate", "--strict", "-"}, old).status, 1);
  // What is not good 2.1 is said to be 2.0, with what to do.
  const std::string malware =
      R"({"type":"malware","id":"malware--)" + uuid(2) +
      R"(","created":"2024-05-01T08:00:00.000Z","modified":"2024-05-01T08:00:00.000Z","name":"m","labels":["trojan"]})";
  EXPECT_THAT(node.run({"import", "-"}, bundle(malware, R"(,"spec_version":"2.0")")).err,
              AllOf(HasSubstr("it is STIX 2.0"), HasSubstr("stix2-elevator")));
  EXPECT_THAT(node.run({"import", "-"}, malware).err, HasSubstr("objects of STIX 2.0 have none"));
}

TEST(FromTheWorld, ADefangedIndicatorIsToldAtImportAndOfferedRefanged) {
  const auto indicator = [](int number, const std::string& pattern) {
    return R"({"type":"indicator","spec_version":"2.1","id":"indicator--)" + uuid(number) +
           R"(","created":"2024-05-01T08:00:00.000Z","modified":"2024-05-01T08:00:00.000Z","name":"w","pattern":")" +
           pattern + R"(","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"})";
  };
  TestNode node;
  const auto imported = node.run({"import", "-"}, indicator(1, "[domain-name:value = 'files[.]bad-host[.]example']"));
  EXPECT_EQ(imported.status, 0);
  EXPECT_THAT(imported.err, AllOf(HasSubstr("defanged"), HasSubstr("[domain-name:value = 'files.bad-host.example']")));
  EXPECT_THAT(imported.out, HasSubstr("1 defanged"));
  // It is its producer's, and stays as it came.
  EXPECT_THAT(node.run({"get", "indicator--" + uuid(1)}).out, HasSubstr("files[.]bad-host[.]example"));
  EXPECT_THAT(parley({"stix", "validate", "-"}, indicator(1, "[url:value = 'hxxp://bad-host[.]example/']")).out,
              HasSubstr("pattern-defanged"));
  EXPECT_THAT(node.run({"import", "-"}, indicator(2, "[domain-name:value = 'files.bad-host.example']")).err, IsEmpty());
  EXPECT_THAT(node.run({"import", "-"}, indicator(3, "[domain-name:value MATCHES 'files[.]bad-host']")).err, IsEmpty());
}

TEST(FromTheWorld, AConflictIsNoDamageAndHasAStatusOfItsOwn) {
  TestNode node;
  const std::string first = campaign(1, R"(,"spec_version":"2.1")", "first"),
                    second = campaign(1, R"(,"spec_version":"2.1")", "second");
  EXPECT_EQ(node.run({"import", "-"}, first).status, 0);
  const auto conflict = node.run({"import", "-"}, second);
  EXPECT_EQ(conflict.status, 5);
  EXPECT_THAT(conflict.err, AllOf(HasSubstr("conflict: "), Not(HasSubstr("refused: "))));
  EXPECT_EQ(node.run({"import", "-"}, second + "\n{}").status, 1);
  const auto kept = node.run({"import", "--on-conflict", "keep", "-"}, second);
  EXPECT_EQ(kept.status, 0);
  EXPECT_THAT(kept.out, HasSubstr("1 conflict"));
  EXPECT_THAT(kept.err, IsEmpty());
  const auto newer = node.run({"import", "--on-conflict", "new-version", "--json", "-"}, second);
  EXPECT_EQ(newer.status, 0) << newer.out;
  EXPECT_THAT(newer.out, HasSubstr("\"new_versions\":1"));
  const auto got = node.run({"get", "campaign--" + uuid(1)});
  EXPECT_EQ(member(got.out, "name"), "second");
  EXPECT_EQ(member(got.out, "modified"), "2024-05-01T08:00:00.001Z");
  // Again and again it adds nothing more.
  for (int i = 0; i < 2; ++i) {
    const auto again = node.run({"import", "--on-conflict", "new-version", "--json", "-"}, second);
    EXPECT_EQ(again.status, 0);
    EXPECT_THAT(again.out, AllOf(HasSubstr("\"already_there\":1"), HasSubstr("\"new_versions\":0")));
  }
  EXPECT_EQ(lines_of(node.run({"list", "--all-versions", "--json"}).out), 2u);
}

TEST(FromTheWorld, AttackIsImportedOnScheduleWithoutEndingInRed) {
  PARLEY_SHARED_PATH(older, "data/stix/ics-attack-17.1.json");
  PARLEY_SHARED_PATH(newer, "data/stix/ics-attack-18.1.json");
  TestNode node;
  EXPECT_EQ(node.run({"import", older.string()}).status, 0);
  EXPECT_EQ(node.run({"import", newer.string()}).status, 5);
  EXPECT_EQ(node.run({"import", "--on-conflict", "keep", newer.string()}).status, 0);
  const auto taken = node.run({"import", "--on-conflict", "new-version", newer.string(), "--json"});
  EXPECT_EQ(taken.status, 0);
  EXPECT_THAT(taken.out, HasSubstr("\"conflicts\":0"));
  const auto again = node.run({"import", "--on-conflict", "new-version", newer.string(), "--json"});
  EXPECT_EQ(again.status, 0);
  EXPECT_THAT(again.out, AllOf(HasSubstr("\"new_versions\":0"), HasSubstr("\"stored\":0")));
}

TEST(FromTheWorld, WhatWasStoredIsSaidThoughTheNextFileIsMissing) {
  TestNode node;
  const std::filesystem::path file = node.dir().parent_path() / "one.json";
  std::ofstream(file) << campaign(1) << "\n";
  const auto run = node.run({"import", file.string(), "nosuch.json"});
  EXPECT_EQ(run.status, 3);
  EXPECT_THAT(run.err, HasSubstr("nosuch.json"));
  EXPECT_THAT(run.out, HasSubstr("Stored 1 of 1 object "));
}

// Ctrl-C, on a stopped and on a running node: the import ends at a batch, says how far it got, and keeps what it
// stored.
TEST(FromTheWorld, AnImportThatIsStoppedSaysHowFarItGot) {
  TestNode node;
  const std::filesystem::path file = node.dir().parent_path() / "many.json";
  {
    std::ofstream out(file);
    for (int i = 0; i < 60'000; ++i) out << campaign(i) << "\n";
  }
  const std::filesystem::path told = node.dir().parent_path() / "told";
  // Interrupts an import after `wait`; how it ended, as waitpid tells.
  const auto interrupted = [&](std::chrono::milliseconds wait) {
    const pid_t child = ::fork();
    if (child == 0) {
      const int fd = ::open(told.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      ::dup2(fd, 1), ::dup2(fd, 2);
      ::execl(PARLEY_BINARY, "parley", "--dir", node.dir().c_str(), "import", file.c_str(), nullptr);
      ::_exit(127);
    }
    std::this_thread::sleep_for(wait);  // stopped at work: the load itself
    ::kill(child, SIGINT);
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
  };
  for (const bool running : {false, true}) {
    if (running) node.start();
    std::chrono::milliseconds wait(100);
    int status = interrupted(wait);
    // On a slow machine the signal comes before the import has begun to listen for it: then nothing was read yet.
    const auto too_early = [&] {
      return WIFSIGNALED(status) || read(told).find("stopped before") != std::string::npos;
    };
    for (; too_early() && wait < std::chrono::seconds(30); status = interrupted(wait)) wait *= 2;
    ASSERT_TRUE(WIFEXITED(status));
    // A fast machine may have been done before the signal.
    if (WEXITSTATUS(status) == 0) continue;
    const std::string said = read(told);
    EXPECT_EQ(WEXITSTATUS(status), 130) << said;
    EXPECT_THAT(said, AllOf(HasSubstr("Stored "), HasSubstr("Stopped at "), HasSubstr("many.json:"))) << said;
  }
  const auto rest = node.run({"import", file.string(), "--json"});
  EXPECT_EQ(rest.status, 0);
  EXPECT_EQ(member(rest.out, "objects"), "60000");
}

TEST(CommandLine, AWordThatNothingKnowsIsNamedWithTheNearest) {
  struct Row {
    std::vector<std::string> words;
    const char* says;
  };
  const Row rows[] = {
      {{"imprt"}, "unknown command parley imprt; did you mean import?"},
      {{"group", "sho"}, "unknown command parley group sho; did you mean show?"},
      {{"import", "--jurnal", "main", "x.json"}, "unknown option --jurnal of parley import; did you mean --journal?"},
      {{"stix", "validat", "x.json"}, "did you mean validate?"},
      {{"stix", "validate", "--stric", "x.json"}, "did you mean --strict?"},
      {{"journal", "lsit"}, "did you mean list?"},
      {{"xyzzy"}, "unknown command parley xyzzy (parley --help lists them)"},
      {{"group"}, "parley group needs one of these commands: "},
      {{"--jsn", "status"}, "did you mean --json?"},
      {{"--dir", "x", "statsu"}, "did you mean status?"},
      {{"case", "imprt", "gold.json"}, "unknown command parley case imprt; did you mean import?"},
  };
  for (const Row& row : rows) {
    const auto run = parley(row.words);
    EXPECT_EQ(run.status, 2) << row.says;
    EXPECT_THAT(run.err, HasSubstr(row.says));
    EXPECT_EQ(lines_of(run.err), 1u) << run.err;
  }
  EXPECT_THAT(parley({"import"}).err, HasSubstr("FILE"));
  EXPECT_EQ(parley({"--help"}).status, 0);
}

TEST(CommandLine, ATextThatSaysNothingIsRefused) {
  TestNode node;
  EXPECT_EQ(node.run({"question", "new", "q1", ""}).status, 2);
  EXPECT_EQ(node.run({"question", "new", "q1", " \t"}).status, 2);
  EXPECT_EQ(node.run({"question", "new", "", "Who?"}).status, 2);
  for (const char* empty : {"", "  "})
    EXPECT_THAT(node.run({"inquiry", "draft", "x", "--to", "y", "-q", empty}).err, HasSubstr("must say something"));
  EXPECT_THAT(node.run({"inquiry", "draft", "", "--to", "y", "-q", "Who?"}).err, HasSubstr("must say something"));
  EXPECT_EQ(node.run({"question", "new", "q1", "Who?"}).status, 0);
}

TEST(CommandLine, AnAddressThatCannotBeServedIsRefusedAtOnce) {
  TemporaryDir folder;
  for (const char* address : {"localhost", "example.org", "127.0.0", "", "[::1]"}) {
    const auto made = parley({"init", (folder.path() / "n").string(), "--party", "X", "--address", address});
    EXPECT_EQ(made.status, 1) << address;
    EXPECT_THAT(made.err, HasSubstr("no numeric address"));
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "n" / "parley.toml"));
  }
  EXPECT_EQ(parley({"init", (folder.path() / "n").string(), "--party", "X", "--address", "::1"}).status, 0);
}

TEST(OwnIdentity, StandsInTheJournalBesideWhatTheNodeWrote) {
  TestNode node;
  const std::string own = member(node.run({"status", "--json"}).out, "identity");
  EXPECT_EQ(node.run({"get", own}).status, 1);  // init appends nothing
  const auto made = node.run({"question", "new", "q1", "Who did it?", "--json"});
  EXPECT_EQ(made.status, 0) << made.err;
  const std::string journal = member(made.out, "journal");
  const auto got = node.run({"get", own, "-j", journal});
  EXPECT_EQ(got.status, 0) << got.err;
  EXPECT_EQ(member(got.out, "type"), "identity");
  EXPECT_EQ(node.run({"question", "new", "q2", "When?"}).status, 0);
  EXPECT_EQ(lines_of(node.run({"list", "-j", journal, "--type", "identity", "--all-versions", "--json"}).out), 1u);
}

// --json is about what is printed: never about what is read or what the status is.
TEST(FromTheWorld, TheJsonFlagChangesNoStatusOfAnyCommand) {
  TestNode node;
  node.run({"import", "-"}, campaign(1));
  const std::filesystem::path folder = node.dir().parent_path();
  std::ofstream(folder / "good.json") << indented(bundle(campaign(1)));
  std::ofstream(folder / "bad.json") << "{\"type\":";
  const std::string good = (folder / "good.json").string(), bad = (folder / "bad.json").string(),
                    none = (folder / "none.json").string();
  const std::vector<std::vector<std::string>> commands = {
      {"get", "campaign--" + uuid(1)},
      {"get", "campaign--" + uuid(2)},
      {"list"},
      {"list", "-j", "none"},
      {"list", "--since", "never"},
      {"export"},
      {"export", "-j", "none"},
      {"status"},
      {"journal", "list"},
      {"journal", "verify", "main"},
      {"journal", "verify", "none"},
      {"user", "list"},
      {"token", "list", "nobody"},
      {"config", "check"},
      {"stix", "id", good},
      {"stix", "canonical", good},
      {"stix", "canonical", bad},
      {"stix", "canonical", none},
      {"stix", "schema", "inquiry"},
      {"stix", "schema", "none"},
      {"stix", "validate", good},
      {"stix", "validate", bad},
      {"stix", "validate", none},
      {"stix", "validate", good, bad},
      {"stix", "validate", "--strict", good},
      {"pattern", "check", "[a:b = 1]"},
      {"pattern", "check", "[a:b = "},
      {"pattern", "format", "[a:b = 1]"},
      {"pattern", "explain", "[a:b"},
      {"pattern", "match", "[url:value = 'http://a.example/']", good},
      {"pattern", "match", "[url:value = 'http://a.example/']", bad},
      {"pattern", "equivalent", "[a:b = 1]", "[a:b = 1]"},
      {"pattern", "equivalent", "[a:b = 1]", "[a:b = 2]"},
      {"verify", bad},
      {"verify", none},
      {"case", "import", bad},
      {"case", "import", none},
      {"case", "list"},
      {"case", "show", "none"},
      {"compare", "none"},
      {"question", "list"},
      {"question", "show", "none"},
      {"term", "list"},
      {"inbox"},
      {"group", "list"},
      {"group", "show", "none"},
      {"peer", "list"},
      {"embargo", "list"},
      {"release", "pending"},
      {"import", "--dry-run", good},
      {"import", "--dry-run", good, bad},
      {"import", "--dry-run", none},
      {"import", "-j", "none", good},
      {"import", "--on-conflict", "perhaps", good},
  };
  for (const auto& command : commands) {
    std::vector<std::string> with{"--json"};
    with.insert(with.end(), command.begin(), command.end());
    const auto plain = node.run(command), json = node.run(with);
    EXPECT_EQ(plain.status, json.status) << command[0] << " " << command.back() << "\n"
                                         << plain.err << "\n"
                                         << json.out;
  }
}

}  // namespace
}  // namespace parley::cli::testing
