// What comes from the world, as people have it: that `import` and `stix validate` ask the desk about files of all sorts
// (desk/importing_test.cc has which are taken), whatever is printed; and words on the command line that nothing knows.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <thread>

#include "base/file.h"
#include "cli/test_party.h"
#include "desk/test_campaigns.h"

namespace parley::cli::testing {
namespace {

using desk::testing::bundle, desk::testing::campaign, desk::testing::indented, desk::testing::uuid;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view kMark = "\xEF\xBB\xBF";

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}
std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(FromTheWorld, ImportAndValidateAskTheDeskAndAnswerByTheirStatus) {
  Party node("Ruritania");
  for (const auto& [text, status] : std::vector<std::pair<std::string, int>>{
           {std::string(kMark) + indented(bundle(campaign(1) + "," + campaign(2)), "\r\n"), 0},
           {campaign(1) + "\n" + campaign(2, "") + "\n", 1},
           {"", 1}}) {
    const std::string file = node.file("file.json", text);
    EXPECT_EQ(print({"stix", "validate", file}).status, status) << text;
    EXPECT_EQ(node.run({"import", "--dry-run", file}).status, status) << text;
    // Standard input is read as a file is.
    EXPECT_EQ(print({"stix", "validate", "-"}, text).status, status) << text;
    EXPECT_EQ(node.run({"import", "--dry-run", "-"}, text).status, status) << text;
  }
}

TEST(FromTheWorld, TheJsonFlagTakesAFileAsItIs) {
  const std::string good = indented(bundle(campaign(1) + "," + campaign(2)));
  const auto told = print({"--json", "stix", "validate", "-"}, good);
  EXPECT_EQ(lines_of(told.out), 1u) << told.out;
  EXPECT_EQ(member(told.out, "valid"), "true");
  const auto bad = print({"--json", "stix", "validate", "-"}, std::string(kMark) + "{\n\"type\":\"bundle\"\n}\n");
  EXPECT_EQ(bad.status, 1);
  EXPECT_EQ(member(bad.out, "valid"), "false");
  EXPECT_THAT(bad.out, Not(HasSubstr("not-json")));
  // With --ndjson every line is a question of its own, with or without the flag.
  for (const std::vector<std::string>& command : {std::vector<std::string>{"stix", "validate", "--ndjson", "-"},
                                                  {"--json", "stix", "validate", "--ndjson", "-"}}) {
    const auto lines = print(command, std::string(kMark) + campaign(1) + "\r\n{}\r\n");
    EXPECT_EQ(lines.status, 0);
    EXPECT_EQ(lines_of(lines.out), 2u) << lines.out;
    EXPECT_THAT(lines.out,
                HasSubstr("{\"line\":1,\"id\":\"campaign--8e2e2d2b-17d4-4cbf-938f-000000000001\",\"valid\":true"));
  }
}

TEST(FromTheWorld, AMarkIsPassedOverWhereverAFileIsRead) {
  Party node("Ruritania");
  const std::string mark(kMark);
  EXPECT_EQ(
      print({"stix", "id", "-"}, mark + R"({"type":"ipv4-addr","spec_version":"2.1","value":"198.51.100.3"})").out,
      "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4\n");
  EXPECT_EQ(print({"stix", "canonical", "-"}, mark + R"({"b":1.0,"a":2})").out, "{\"a\":2,\"b\":1}\n");
  EXPECT_EQ(print({"stix", "canonical", "--ndjson", "-"}, mark + R"({"input":"{\"b\":1.0,\"a\":2}"})").out,
            "{\"line\":1,\"canonical\":\"{\\\"a\\\":2,\\\"b\\\":1}\"}\n");
  EXPECT_THAT(print({"pattern", "check", "--ndjson", "-"}, mark + R"({"pattern":"[a:b = 1]"})").out,
              HasSubstr("\"valid\":true"));
  EXPECT_EQ(node.run({"user", "add", "reader", "--password-stdin"}, mark + "a good long secret\n").status, 0);
  EXPECT_EQ(node.run({"import", "-"}, mark + campaign(1)).status, 0);
  const auto got = node.run({"get", "campaign--" + uuid(1)});
  EXPECT_EQ(got.status, 0);
  EXPECT_EQ(got.out.front(), '{');
}

TEST(FromTheWorld, AConflictIsNoDamageAndHasAStatusOfItsOwn) {
  Party node("Ruritania");
  const std::string first = campaign(1, R"(,"spec_version":"2.1")", "first"),
                    second = campaign(1, R"(,"spec_version":"2.1")", "second");
  EXPECT_EQ(node.run({"import", "-"}, first).status, 0);
  const auto conflict = node.run({"import", "-"}, second);
  EXPECT_EQ(conflict.status, 5);
  EXPECT_THAT(conflict.err, AllOf(HasSubstr("conflict: "), Not(HasSubstr("refused: "))));
  EXPECT_EQ(node.run({"import", "-"}, second + "\n{\"type\":1}").status, 1);
  const auto kept = node.run({"import", "--on-conflict", "keep", "-"}, second);
  EXPECT_EQ(kept.status, 0);
  EXPECT_THAT(kept.out, HasSubstr("1 conflict"));
  EXPECT_THAT(kept.err, IsEmpty());
  const auto newer = node.run({"import", "--on-conflict", "new-version", "--json", "-"}, second);
  EXPECT_EQ(newer.status, 0) << newer.out;
  EXPECT_THAT(newer.out, HasSubstr("\"new_versions\":1"));
}

TEST(FromTheWorld, WhatWasStoredIsSaidThoughTheNextFileIsMissing) {
  Party node("Ruritania");
  const auto run = node.run({"import", node.file("one.json", campaign(1) + "\n"), "nosuch.json"});
  EXPECT_EQ(run.status, 3);
  EXPECT_THAT(run.err, HasSubstr("nosuch.json"));
  EXPECT_THAT(run.out, HasSubstr("Stored 1 of 1 object "));
}

// Ctrl-C, on a stopped and on a running node: the import ends at a batch, says how far it got, and keeps what it
// stored.
TEST(CliProcess, AnImportThatIsStoppedSaysHowFarItGot) {
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
    EXPECT_THAT(said, AllOf(HasSubstr("Stored "), HasSubstr("Stopped at "), HasSubstr("many.json"))) << said;
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
    const auto run = print(row.words);
    EXPECT_EQ(run.status, 2) << row.says;
    EXPECT_THAT(run.err, HasSubstr(row.says));
    EXPECT_EQ(lines_of(run.err), 1u) << run.err;
  }
  EXPECT_THAT(print({"import"}).err, HasSubstr("FILE"));
  EXPECT_EQ(print({"--help"}).status, 0);
}

TEST(CommandLine, ATextThatSaysNothingIsRefused) {
  Party node("Ruritania");
  EXPECT_EQ(node.run({"question", "new", "q1", ""}).status, 2);
  EXPECT_EQ(node.run({"question", "new", "q1", " \t"}).status, 2);
  EXPECT_EQ(node.run({"question", "new", "", "Who?"}).status, 2);
  for (const char* empty : {"", "  "})
    EXPECT_THAT(node.run({"inquiry", "draft", "x", "--to", "y", "-q", empty}).err, HasSubstr("must say something"));
  EXPECT_THAT(node.run({"inquiry", "draft", "", "--to", "y", "-q", "Who?"}).err, HasSubstr("must say something"));
  EXPECT_EQ(node.run({"question", "new", "q1", "Who?"}).status, 0);
}

TEST(CommandLine, AnAddressThatCannotBeServedIsRefusedAtOnce) {
  const TemporaryDir folder;
  for (const char* address : {"localhost", "example.org", "127.0.0", "", "[::1]"}) {
    const auto made = print({"init", (folder.path() / "n").string(), "--party", "X", "--address", address});
    EXPECT_EQ(made.status, 1) << address;
    EXPECT_THAT(made.err, HasSubstr("no numeric address"));
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "n" / "parley.toml"));
  }
  EXPECT_EQ(print({"init", (folder.path() / "n").string(), "--party", "X", "--address", "::1"}).status, 0);
}

TEST(CommandLine, WhoThisPartyIsStandsBesideWhatItWrote) {
  Party node("Ruritania");
  const std::string& own = node.identity();
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
  Party node("Ruritania");
  node.run({"import", "-"}, campaign(1));
  const std::string good = node.file("good.json", indented(bundle(campaign(1)))),
                    bad = node.file("bad.json", "{\"type\":"), none = node.file("none.json");
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
