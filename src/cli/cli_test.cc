// The command as a person uses it: what it prints, how it exits, and that it does the same on a running node.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "base/file.h"
#include "cli/test_party.h"
#include "testing/source.h"

namespace parley::cli::testing {
namespace {

std::filesystem::path worked_bundle() {
  return parley::testing::source_dir() / "cases" / "northern-grid" / "bundle.json";
}

std::string indicator(int number, const std::string& modified = "2026-07-09T18:30:00.000Z",
                      const std::string& name = "Beacon") {
  char uuid[37];
  std::snprintf(uuid, sizeof uuid, "8e2e2d2b-17d4-4cbf-938f-%012d", number);
  return std::string(R"({"type":"indicator","spec_version":"2.1","id":"indicator--)") + uuid +
         R"(","created":"2026-07-09T18:30:00.000Z","modified":")" + modified + R"(","name":")" + name +
         R"(","indicator_types":["malicious-activity"],"pattern":"[ipv4-addr:value = '198.51.100.1']","pattern_type":"stix","valid_from":"2026-07-09T18:30:00Z"})";
}

// Without a running node each command opens the folder itself.
TEST(Cli, InitImportListGetExportWorkOnAStoppedNode) {
  const TemporaryDir dir;
  const auto at = [&](const char* name) {
    return [folder = (dir.path() / name).string()](std::vector<std::string> arguments, const std::string& input = {}) {
      arguments.insert(arguments.begin(), {"--dir", folder});
      return print(arguments, input);
    };
  };
  const auto node = at("one"), other = at("two");
  for (const char* name : {"one", "two"})
    EXPECT_EQ(print({"init", (dir.path() / name).string(), "--party", name, "--port", "0"}).status, 0);
  const auto imported = node({"import", worked_bundle().string(), "--json"});
  EXPECT_EQ(imported.status, 0) << imported.out << imported.err;
  EXPECT_EQ(member(imported.out, "refused"), "0");
  const auto again = node({"import", worked_bundle().string(), "--json"});
  EXPECT_EQ(member(again.out, "stored"), "0");
  EXPECT_EQ(member(again.out, "already_there"), member(imported.out, "objects"));

  const auto listed = node({"list", "--type", "indicator", "--json"});
  EXPECT_EQ(listed.status, 0);
  const std::string id = member(listed.out.substr(0, listed.out.find('\n')), "id");
  const auto got = node({"get", id});
  EXPECT_EQ(got.status, 0);
  EXPECT_EQ(member(got.out, "id"), id);
  EXPECT_EQ(node({"get", "indicator--00000000-0000-4000-8000-000000000000"}).status, 1);

  // What was exported is imported elsewhere without a difference.
  const auto exported = node({"export", "--all-versions"});
  const auto there = other({"import", "-", "--json"}, exported.out);
  EXPECT_EQ(member(there.out, "stored"), member(imported.out, "stored"));
  EXPECT_EQ(other({"export", "--all-versions", "--ndjson"}).out, node({"export", "--all-versions", "--ndjson"}).out);
}

// What a client gets that has everything: a loop over a collection must not end red.
TEST(Cli, AnEmptyEnvelopeIsImportedAsNothing) {
  Party node("Ruritania");
  for (const char* text : {"{}", "{\"more\":false}"}) {
    const auto imported = node.run({"import", "-"}, text);
    EXPECT_EQ(imported.status, 0) << imported.err;
    EXPECT_THAT(imported.err, ::testing::HasSubstr("nothing was in it"));
    EXPECT_THAT(imported.out, ::testing::HasSubstr("1 envelope with nothing in it"));
    const std::string lines = node.run({"import", "--json", "-"}, text).out;  // the last is the summary
    EXPECT_EQ(member(lines.substr(lines.find('\n') + 1), "empty_envelopes"), "1");
    EXPECT_EQ(print({"stix", "validate", "-"}, text).status, 0);
  }
}

TEST(Cli, WhatCannotBeMeantTogetherOrCannotBeReadIsWrongUsage) {
  Party node("Ruritania");
  const std::vector<std::string> draft = {"group", "draft", "g", "--with", "x", "--purpose", "p", "--use", "terrorism"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), draft.begin(), draft.end());
    return more;
  };
  for (const auto& line : {std::vector<std::string>{"watch", "-", "--respect-validity", "--ignore-validity"},
                           with({"--answer", "high=1h/4h"}), with({"--retention", "a year"}), with({"--witness", "x"}),
                           std::vector<std::string>{"peer", "accept", ""}})
    EXPECT_EQ(node.run(line, "").status, 2) << line.back();
}

// A hint names the option as it is typed.
TEST(Cli, AHintNamesTheOption) {
  Party node("Ruritania");
  const auto said = node.run({"embargo", "add", "op-nobody-has"});
  EXPECT_EQ(said.status, 1);
  EXPECT_THAT(said.err, ::testing::HasSubstr("say so (--label)"));
}

TEST(Cli, NamesWhatThereIs) {
  Party node("Ruritania");
  EXPECT_THAT(node.run({"names", "users"}).out, ::testing::HasSubstr("admin\n"));
  EXPECT_THAT(node.run({"names", "journals"}).out, ::testing::HasSubstr("main\n"));
  EXPECT_EQ(node.run({"names", "groups"}).out, "");
  const std::string script = print({"completion", "bash"}).out;
  for (const char* has : {"\"parley group show 0\") names=groups", "\"parley inquiry draft --severity\"",
                          "\"parley import --on-conflict\"", "--on-silence"})
    EXPECT_THAT(script, ::testing::HasSubstr(has));
}

TEST(Cli, TheListOfUsersShowsWhatEachMayDo) {
  Party node("Ruritania");
  node.run({"user", "add", "berta", "--allow", "draft", "--no-password"});
  EXPECT_THAT(node.run({"user", "list"}).out, ::testing::ContainsRegex("berta.*draft"));
  EXPECT_THAT(node.run({"user", "list", "--json"}).out, ::testing::HasSubstr("\"acts\":[{\"act\":\"draft\""));
}

// A desk says which of the things it was given is wrong; here that is an option, and is called so.
TEST(Cli, AFaultIsToldByTheOptionThatHasIt) {
  Party node("Ruritania");
  node.run({"import", "-"}, indicator(1));
  const std::string id = member(indicator(1), "id");
  node.run({"journal", "add", "feed"});
  for (const auto& [command, words] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"list", "--since", "never"}, "--since: "},
           {{"get", id, "--version-at", "never"}, "--version-at: "},
           {{"get", id, "--journal", "feed"}, "--journal: \"feed\" has no such object: " + id + "; \"main\" has it"},
           {{"watch", "-", "--format", "morse"}, "--format: \"morse\" is none"},
           {{"watch", "-", "--zone", "CET"}, "--zone: \"CET\" is none"},
           {{"watch", "-", "--since", "2026-01-01T00:00:00Z"}, "--since: "},
           {{"audit", "--group", "tarn", "--journal", "main"}, "--group: an act is in a group or in a journal"},
           {{"retention", "hold", id, "--reason", ""}, "--reason: say why it is held"},
           {{"embargo", "list", "--as", "admin", "--password-file", "/dev/null"}, "is empty"}}) {
    const auto said = node.run(command, "");
    EXPECT_THAT(said.err, ::testing::HasSubstr(words)) << command.front();
    EXPECT_NE(said.status, 0) << command.front();
  }
}

// What proves who acts is said by options, too.
TEST(Cli, WhoIsNotKnownIsToldHowToSayIt) {
  Party node("Ruritania");
  node.run({"user", "add", "boris"});
  const std::string unproved = node.run({"journal", "add", "feed", "--as", "boris"}).err;
  EXPECT_THAT(unproved, ::testing::HasSubstr("(--password-stdin, --password-file FILE or --token-file FILE)"));
  EXPECT_THAT(node.run({"journal", "add", "feed", "--password-stdin"}, "guess\n").err,
              ::testing::HasSubstr("whose password is this? say the name of who acts (--as NAME)"));
  EXPECT_THAT(node.run({"journal", "add", "feed", "--as", "boris", "--password-stdin"}, "guess\n").err,
              ::testing::Not(::testing::HasSubstr("--password-file")));
  EXPECT_THAT(node.run({"journal", "add", "feed", "--as", "nobody"}).err,
              ::testing::Not(::testing::HasSubstr("--password-file")));
}

// "1 objects": said of one, whatever is counted.
TEST(Cli, SaysOneOfWhatIsOne) {
  Party node("Ruritania");
  const std::string one = indicator(1), id = member(one, "id");
  const std::string log = node.file("list.txt", "198.51.100.1\n");
  const std::vector<std::vector<std::string>> commands = {{"stix", "validate", "-"},
                                                          {"import", "-", "--dry-run"},
                                                          {"import", "-", "-j", "feed"},
                                                          {"list", "-j", "feed"},
                                                          {"journal", "list"},
                                                          {"journal", "verify", "feed"},
                                                          {"journal", "rebuild", "feed"},
                                                          {"watch", log, "--format", "list", "--ignore-validity"},
                                                          {"watch", "--retro", log, "--format", "list"},
                                                          {"embargo", "add", id},
                                                          {"embargo", "list"},
                                                          {"erase", id, "-j", "feed", "--yes"},
                                                          {"journal", "verify", "feed"},
                                                          {"audit", "list"},
                                                          {"user", "list"},
                                                          {"status"}};
  node.run({"journal", "add", "feed"});
  for (const auto& command : commands) {
    const auto said = node.run(command, one + "\n");
    EXPECT_THAT(said.out + said.err, ::testing::Not(::testing::ContainsRegex("(^|[^0-9.,])1 [a-z]+[^aisu]s[ ,;:.]")))
        << command.front() << " " << command.back();
  }
}

// The one test of this file that starts a server: that a command is handed to the running node as it was typed, with
// its input and files, and prints the same.
TEST(CliProcess, ARunningNodeAnswersTheSameAsAStoppedOne) {
  TestNode node;
  node.run({"import", worked_bundle().string()});
  const std::string lake_tarn = (parley::testing::source_dir() / "cases" / "lake-tarn").string();
  node.run({"case", "import", lake_tarn});
  node.run({"question", "new", "grid", "Who switched off the grid?"});
  const std::vector<std::vector<std::string>> commands = {{"list"},
                                                          {"list", "--json"},
                                                          {"export", "--ndjson"},
                                                          {"journal", "list", "--json"},
                                                          {"user", "list", "--json"},
                                                          {"get", "nothing--1"},
                                                          {"import", "-", "--dry-run", "--json"},
                                                          {"compare", "lake-tarn"},
                                                          {"question", "show", "grid", "--json"}};
  std::vector<Finished> stopped;
  for (const auto& command : commands) stopped.push_back(node.run(command, indicator(1)));
  node.start();
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const auto running = node.run(commands[i], indicator(1));
    EXPECT_EQ(running.status, stopped[i].status) << commands[i][0];
    EXPECT_EQ(running.out, stopped[i].out) << commands[i][0];
  }
  const auto file = std::filesystem::path(node.dir()).parent_path() / "out.json";
  EXPECT_EQ(node.run({"export", "-o", file.string()}).status, 0);
  EXPECT_TRUE(std::filesystem::exists(file));
  EXPECT_EQ(node.run({"import", "no-such-file.json"}).status, 3);
  EXPECT_EQ(member(node.run({"status", "--json"}).out, "running"), "true");
  // A second server on the same folder is refused and harms nothing.
  EXPECT_EQ(node.run({"serve"}).status, 3);
  EXPECT_EQ(node.get("/taxii2/").status, 200);
  node.stop(SIGTERM);
  EXPECT_EQ(member(node.run({"status", "--json"}).out, "running"), "false");
}

TEST(Cli, ExitStatusesAreTheSameEverywhere) {
  Party node("Ruritania");
  EXPECT_EQ(print({"--help"}).status, 0);
  EXPECT_EQ(print({"--version"}).status, 0);
  EXPECT_EQ(print({}).status, 2);
  EXPECT_EQ(print({"frobnicate"}).status, 2);
  EXPECT_EQ(node.run({"list", "--limit", "many"}).status, 2);
  const auto nowhere = print({"status", "--dir", node.file("nowhere")});
  EXPECT_EQ(nowhere.status, 3);
  EXPECT_NE(nowhere.err.find(node.file("nowhere") + " is no Parley node"), std::string::npos) << nowhere.err;
  EXPECT_NE(nowhere.err.find("PARLEY_DIR"), std::string::npos) << nowhere.err;
  EXPECT_EQ(node.run({"import", "-"}, "{\"type\":\"indicator\"}").status, 1);
  EXPECT_EQ(node.run({"import", "-"}, "not json").status, 1);
  EXPECT_EQ(print({"init", node.dir().string(), "--party", "Other"}).status, 1);
  EXPECT_EQ(print({"init", node.file("n"), "--party", "red \x1b[31m"}).status, 1)
      << "no other party would take its card";
  EXPECT_EQ(node.run({"user", "revoke", "admin"}).status, 1)
      << "without --yes and without a terminal nothing is destroyed";
  EXPECT_NE(node.run({"user", "list"}).out.find("admin"), std::string::npos);
  EXPECT_EQ(node.run({"user", "revoke", "admin", "--yes"}).status, 0);
}

// What the program itself adds to run(): its arguments, streams, environment and exit status.
TEST(CliProcess, AProcessIsItsCommandLine) {
  TestNode node;
  EXPECT_EQ(parley({"--version"}).status, 0);
  EXPECT_EQ(parley({"frobnicate"}).status, 2);
  EXPECT_EQ(parley({"status"}, {}, node.dir() / "nowhere").status, 3) << "PARLEY_DIR names the folder";
  EXPECT_EQ(node.run({"import", "-"}, indicator(1)).status, 0);
  EXPECT_EQ(node.run({"import", "-"}, indicator(1, "2026-07-09T18:30:00.000Z", "Other")).status, 5);
  std::ofstream(node.dir() / "parley.toml", std::ios::app) << "\n[limits]\nbody_byte = 5\n";
  EXPECT_EQ(node.run({"serve"}).status, 3);
}

TEST(Cli, OneBadObjectIsRefusedByItself) {
  Party node("Ruritania");
  const auto imported =
      node.run({"import", "-", "--json"},
               indicator(1) + "\n{\"type\":\"indicator\",\"id\":\"x\"}\nnot json\n" + indicator(2) + "\n");
  EXPECT_EQ(imported.status, 1);
  const std::string last = imported.out.substr(imported.out.rfind('\n', imported.out.size() - 2) + 1);
  EXPECT_EQ(member(last, "stored"), "2") << imported.out;
  EXPECT_EQ(member(last, "refused"), "2") << imported.out;
  // The same version with other content is a conflict, and nothing is overwritten.
  const auto conflict = node.run({"import", "-", "--json"}, indicator(1, "2026-07-09T18:30:00.000Z", "Other"));
  EXPECT_EQ(conflict.status, 5);
  EXPECT_EQ(node.run({"get", "indicator--8e2e2d2b-17d4-4cbf-938f-000000000001"}).out, indicator(1) + "\n");
}

TEST(Cli, ProofsVerifyOfflineAndOneChangedByteIsNoticed) {
  Party node("Ruritania"), other("Graustark");
  node.run({"import", "-"}, indicator(1) + indicator(2) + indicator(3));
  const std::string file = node.file("proof.json");
  EXPECT_EQ(node.run({"prove", "indicator--8e2e2d2b-17d4-4cbf-938f-000000000002", "-o", file}).status, 0);
  const auto key_of = [](Party& party) {
    return member(party.run({"journal", "show", "main", "--json"}).out, "verifier_key");
  };
  EXPECT_EQ(print({"verify", file, "--key", key_of(node)}).status, 0);
  EXPECT_EQ(print({"verify", file, "--key", key_of(other)}).status, 1);
  const auto without_key = print({"verify", file});
  EXPECT_NE((without_key.out + without_key.err).find(key_of(node)), std::string::npos)
      << "a key that comes from the file itself must be shown";
  std::string text = read_file(file).value();
  const std::size_t at = text.find("198.51.100.1");
  ASSERT_NE(at, std::string::npos);
  text[at] = '2';
  node.file("proof.json", text);
  EXPECT_EQ(print({"verify", file, "--key", key_of(node)}).status, 1);
}

TEST(Cli, JournalsVerifyAndRebuild) {
  Party node("Ruritania");
  node.run({"import", worked_bundle().string()});
  EXPECT_EQ(node.run({"journal", "verify"}).status, 0);
  const auto rebuilt = node.run({"journal", "rebuild", "main", "--json"});
  EXPECT_EQ(rebuilt.status, 0) << rebuilt.out;
  EXPECT_EQ(member(rebuilt.out, "differences"), "0");
}

TEST(Cli, ReadsObjectsByTheBeginningOfTheirIdAndRefusesWhatNamesNothing) {
  Party node("Ruritania");
  node.run({"import", "-"}, indicator(1));
  const std::string id = "indicator--8e2e2d2b-17d4-4cbf-938f-000000000001";
  for (const std::string& typed :
       {id, std::string("indicator--8e2e"), std::string("8e2e"), std::string("8e2e2d2b-17")}) {
    const auto one = node.run({"list", "--type", "indicator", "--id", typed, "--json"});
    EXPECT_EQ(member(one.out, "id"), id) << typed << one.err;
    EXPECT_NE(node.run({"export", "--id", typed, "-o", "-"}).out.find("\"" + id + "\""), std::string::npos) << typed;
    EXPECT_EQ(node.run({"get", typed}).status, 0) << typed;
  }
  for (const char* nothing :
       {"indicator--ffff", "ffffffff", "indicator--1", "nonsense", "indicator--ffffffff-0000-4000-8000-000000000000"})
    for (const char* command : {"list", "export", "get"}) {
      const auto refused =
          std::string_view(command) == "get" ? node.run({command, nothing}) : node.run({command, "--id", nothing});
      EXPECT_EQ(refused.status, 1) << command << " " << nothing;
      EXPECT_EQ(refused.out, "") << command << " " << nothing;
    }
  // It is told where it is.
  node.run({"journal", "add", "other"});
  const auto elsewhere = node.run({"list", "-j", "other", "--id", id});
  EXPECT_EQ(elsewhere.status, 1);
  EXPECT_THAT(elsewhere.err,
              ::testing::HasSubstr("--journal: \"other\" has no such object: " + id + "; \"main\" has it"));
}

TEST(Cli, EveryQuestionIsAnsweredInAdvanceByTheSameLetter) {
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{{"release", "send"},
                                                                                       {"release", "confirm"},
                                                                                       {"user", "revoke"},
                                                                                       {"token", "revoke"},
                                                                                       {"erase"},
                                                                                       {"notify"},
                                                                                       {"group", "sign"},
                                                                                       {"peer", "accept"},
                                                                                       {"term", "add"}}) {
    std::vector<std::string> line = command;
    line.emplace_back("--help");
    EXPECT_NE(print(line).out.find("-y,"), std::string::npos) << command.back();
  }
}

TEST(Cli, JournalsCanBeAddedWithChosenIdAndAlias) {
  Party node("Ruritania");
  EXPECT_EQ(node.run({"journal", "add", "tips", "--id", "365fed99-08fa-4cdb-a6fe-000000000001", "--alias", "inbox",
                      "--outside", "inbox"})
                .status,
            0);
  EXPECT_EQ(node.run({"journal", "add", "tips"}).status, 1);
  EXPECT_EQ(node.run({"journal", "add", "other", "--id", "365fed99-08fa-4cdb-a6fe-000000000001"}).status, 1);
  EXPECT_EQ(node.run({"journal", "add", "other", "--id", "not-a-uuid"}).status, 1);
  EXPECT_EQ(node.run({"journal", "add", "other", "--alias", "inbox"}).status, 1);
  EXPECT_EQ(node.run({"import", "-", "-j", "inbox"}, indicator(7)).status, 0);
  EXPECT_EQ(member(node.run({"journal", "show", "tips", "--json"}).out, "objects"), "1");
}

TEST(Cli, ConfigCheckNamesTheLineAndTheKey) {
  Party node("Ruritania");
  EXPECT_EQ(print({"config", "check", "--dir", node.dir().string()}).status, 0);
  configured("\n[limits]\nbody_byte = 5\n")(node.dir());
  const auto wrong = print({"config", "check", "--dir", node.dir().string()});
  EXPECT_EQ(wrong.status, 1);
  EXPECT_NE(wrong.err.find("did you mean \"body_bytes\""), std::string::npos) << wrong.err;
}

TEST(Cli, SaysItselfWhatItCanDo) {
  const auto man = print({"man"});
  EXPECT_EQ(man.status, 0);
  for (const char* command : {"parley init", "parley serve", "parley import", "parley prove", "parley journal add",
                              "parley stix validate", "parley token revoke"}) {
    std::string roff = command;
    EXPECT_NE(man.out.find(roff), std::string::npos) << command;
  }
  EXPECT_NE(print({"completion", "bash"}).out.find("complete -o filenames -F _parley parley"), std::string::npos);
  EXPECT_EQ(print({"completion", "zsh"}).status, 0);
  EXPECT_EQ(print({"completion", "fish"}).status, 0);
  EXPECT_EQ(print({"completion", "tcsh"}).status, 2);
}

TEST(Cli, StixContractsAnswerOneLineForOneLine) {
  const auto validated =
      print({"stix", "validate", "--ndjson", "-"}, indicator(1) + "\n{}\nnot json\n\n" + indicator(2) + "\n");
  std::vector<std::string> lines;
  std::istringstream in(validated.out);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  ASSERT_EQ(lines.size(), 5u) << validated.out;
  const char* valid[] = {"true", "false", "false", "false", "true"};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(member(lines[i], "line"), std::to_string(i + 1));
    EXPECT_EQ(member(lines[i], "valid"), valid[i]) << lines[i];
  }
  EXPECT_EQ(print({"stix", "id", "-"}, R"({"type":"ipv4-addr","spec_version":"2.1","value":"198.51.100.3"})").out,
            "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4\n");
  EXPECT_EQ(print({"stix", "canonical", "--ndjson", "-"}, R"({"input":"{\"b\":1.0,\"a\":2}"})").out,
            "{\"line\":1,\"canonical\":\"{\\\"a\\\":2,\\\"b\\\":1}\"}\n");
}

}  // namespace
}  // namespace parley::cli::testing
