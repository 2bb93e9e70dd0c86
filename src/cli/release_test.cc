// parley release as people use it: two parties with a charter, what is shown, asked, refused, confirmed and kept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "cli/test_node.h"
#include "release/release_fixture.h"

namespace parley::cli::testing {
namespace {

using namespace release::testing;
using ::testing::HasSubstr;
using ::testing::Not;

// Ruritania's node, in a group with Graustark's; two users, and objects in "main".
class ReleaseCommand : public ::testing::Test {
 protected:
  ReleaseCommand() : ours_({"--domain", "ruritania.example"}), theirs_({"--domain", "graustark.example"}) {
    const auto file = [&](const char* name) { return (files_.path() / name).string(); };
    ours_.run({"peer", "invite", "--out", file("a")});
    theirs_.run({"peer", "invite", "--out", file("b")});
    ours_.run({"peer", "accept", file("b"), "--alias", "graustark", "--yes"});
    theirs_.run({"peer", "accept", file("a"), "--alias", "ruritania", "--yes"});
    ours_.run({"group", "draft", "Tarn", "--with", "graustark", "--purpose", "Threats", "--use", "interference",
               "--type", "*", "--marking", "green", "--marking", "red", "--default-marking", "red", "--yes"});
    ours_.run({"group", "sign", "tarn", "--out", file("c"), "--yes"});
    theirs_.run({"group", "sign", file("c"), "--alias", "tarn", "--out", file("d"), "--yes"});
    ours_.run({"group", "sign", file("d"), "--yes"});
    for (const char* user : {"anna", "boris"}) ours_.run({"user", "add", user});
    const std::string objects =
        object("identity", 9, R"(,"name":"Ana of the night shift")" + marked(kGreen)) + "\n" +
        malware(1, fmt::format(R"(,"created_by_ref":"{}","description":"TLP:AMBER, says ana@gov.example")",
                               id_of("identity", 9)) +
                       marked(kGreen)) +
        "\n" + malware(2, marked(kRed)) + "\n" + malware(3, marked(kStrict)) + "\n" +
        object("relationship", 4,
               fmt::format(R"(,"relationship_type":"variant-of","source_ref":"{}","target_ref":"{}")",
                           id_of("malware", 1), id_of("malware", 2)) +
                   marked(kGreen)) +
        "\n";
    EXPECT_EQ(ours_.run({"import", "-"}, objects).status, 0);
    const std::string journals =
        ours_.run({"journal", "list", "--json"}).out;  // ours in the group is the one that has an entry, the charter
    for (std::size_t at = 0; at < journals.size(); at = journals.find('\n', at) + 1) {
      const std::string line = journals.substr(at, journals.find('\n', at) - at);
      if (member(line, "journal").starts_with("tarn.") && member(line, "entries") != "0")
        journal_ = member(line, "journal");
    }
  }
  Finished release(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "release");
    return ours_.run(arguments);
  }
  std::string in_group() { return ours_.run({"export", "--ndjson", "--journal", journal_}).out; }

  TemporaryDir files_;
  TestNode ours_, theirs_;
  std::string journal_;  // ours in the group
};

TEST_F(ReleaseCommand, ShowsAndSendsAndRefuses) {
  const auto preview = release({"preview", id_of("malware", 1), "--to", "tarn"});
  EXPECT_EQ(preview.status, 0) << preview.err;
  EXPECT_THAT(preview.out, HasSubstr("[!] /description"));
  EXPECT_THAT(preview.out, HasSubstr("dangles: here and could leave"));

  const auto asked = release({"send", id_of("malware", 1), "--to", "tarn", "--as", "anna"});
  EXPECT_EQ(asked.status, 1);
  EXPECT_THAT(asked.err, HasSubstr("--yes"));
  EXPECT_EQ(release({"send", id_of("malware", 1), "--to", "tarn", "--yes"}).status, 1) << "nobody";
  EXPECT_EQ(release({"send", id_of("malware", 1), "--to", "tarn", "--as", "zoe", "--yes"}).status, 1) << "not a user";
  const auto refused = release({"send", id_of("malware", 3), "--to", "tarn", "--as", "anna", "--yes"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.out, HasSubstr("marking-not-in-charter"));
  EXPECT_THAT(in_group(), Not(HasSubstr("malware")));

  const auto sent = release({"send", id_of("malware", 1), "--to", "tarn", "--as", "anna", "--yes"});
  EXPECT_EQ(sent.status, 0) << sent.err;
  EXPECT_THAT(sent.out, HasSubstr("parley receipt " + id_of("malware", 1)));
  EXPECT_THAT(in_group(), HasSubstr(id_of("malware", 1)));
  EXPECT_THAT(release({"log"}).out, HasSubstr("anna"));
  EXPECT_THAT(in_group(), Not(HasSubstr("anna")));
  EXPECT_THAT(release({"send", id_of("malware", 1), "--to", "tarn", "--as", "anna", "--yes"}).out,
              HasSubstr("Nothing new"));
}

TEST_F(ReleaseCommand, RedNeedsASecondPersonForExactlyTheseBytes) {
  const std::vector<std::string> what = {"send",
                                         id_of("relationship", 4),
                                         "--with-references",
                                         "--redact",
                                         id_of("malware", 1) + "/description=seen",
                                         "--pseudonym",
                                         id_of("identity", 9),
                                         "--to",
                                         "tarn",
                                         "--as",
                                         "anna",
                                         "--yes",
                                         "--json"};
  const auto waiting = release(what);
  ASSERT_EQ(waiting.status, 0) << waiting.out << waiting.err;
  const std::string name = member(waiting.out, "pending");
  EXPECT_THAT(in_group(), Not(HasSubstr("malware")));
  EXPECT_THAT(release({"pending"}).out, HasSubstr(name));
  EXPECT_EQ(release({"confirm", name, "--as", "anna", "--yes"}).status, 1);
  EXPECT_EQ(release({"confirm", name, "--as", "boris"}).status, 1) << "nobody can be asked";
  const auto done = release({"confirm", name, "--as", "boris", "--yes"});
  EXPECT_EQ(done.status, 0) << done.out << done.err;
  EXPECT_EQ(release({"confirm", name, "--as", "boris", "--yes"}).status, 1);

  const std::string there = in_group();
  EXPECT_THAT(there, HasSubstr(id_of("malware", 2)));
  EXPECT_THAT(there, HasSubstr("\"Source "));
  for (const std::string& kept : {id_of("malware", 1), id_of("relationship", 4), id_of("identity", 9),
                                  std::string("Ana of"), std::string("TLP:AMBER"), std::string("derived-from")})
    EXPECT_THAT(there, Not(HasSubstr(kept)));
  EXPECT_THAT(ours_.run({"export", "--ndjson"}).out, HasSubstr("derived-from"));
}

TEST_F(ReleaseCommand, ARejectedReleaseIsForgotten) {
  const std::string name =
      member(release({"send", id_of("malware", 2), "--to", "tarn", "--as", "anna", "--yes", "--json"}).out, "pending");
  EXPECT_EQ(release({"confirm", name, "--as", "boris", "--reject"}).status, 0);
  EXPECT_EQ(release({"confirm", name, "--as", "boris", "--yes"}).status, 1);
  EXPECT_THAT(release({"pending", "--json"}).out, Not(HasSubstr(name)));
}

}  // namespace
}  // namespace parley::cli::testing
