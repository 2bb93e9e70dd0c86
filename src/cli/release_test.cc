// parley release as people use it: two parties with a charter, what is shown, asked, refused, confirmed and kept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/test_party.h"
#include "release/release_fixture.h"

namespace parley::cli::testing {
namespace {

using namespace release::testing;
using ::testing::HasSubstr;
using ::testing::Not;

// Ruritania's node, in a group with Graustark's; two users, and objects in "main".
class ReleaseCommand : public ::testing::Test {
 protected:
  explicit ReleaseCommand(const std::string& config = {}) : ours_("Ruritania", configured(config)) {
    make_group(ours_, theirs_, {"--marking", "red", "--default-marking", "red"});
    add("anna", "ask-release");
    add("boris", "confirm");
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
    journal_ = member(own_journal_in(ours_, "tarn"), "journal");
  }
  // A person with a password, who may do one act.
  void add(const std::string& user, const std::string& act) {
    const auto added = ours_.run({"user", "add", user, "--allow", act, "--json"});
    EXPECT_EQ(added.status, 0) << added.err;
    passwords_[user] = member(added.out, "password");
    ours_.file(user, passwords_[user] + "\n");
  }
  // With the old password, which whoever made the user knows, to one that only the user knows.
  void make_password_own(const std::string& user) {
    const auto file = ours_.file(user);
    const auto made = ours_.run({"user", "passwd", "--as", user, "--password-file", file, "--json"});
    EXPECT_EQ(made.status, 0) << made.err;
    ours_.file(user, member(made.out, "password") + "\n");
  }
  // `as`: who acts, with the password; empty: whoever is tied to the uid of the test, the administrator.
  Finished release(std::vector<std::string> arguments, const std::string& as = {}) {
    arguments.insert(arguments.begin(), "release");
    if (!as.empty()) arguments.insert(arguments.end(), {"--as", as, "--password-file", ours_.file(as)});
    return ours_.run(arguments);
  }
  std::string in_group() { return ours_.run({"export", "--ndjson", "--journal", journal_}).out; }

  Party ours_, theirs_{"Graustark"};
  std::string journal_;  // ours in the group
  std::map<std::string, std::string> passwords_;
};

TEST_F(ReleaseCommand, ShowsAndSendsAndRefuses) {
  const auto preview = release({"preview", id_of("malware", 1), "--to", "tarn"});
  EXPECT_EQ(preview.status, 0) << preview.err;
  EXPECT_EQ(release({"preview", id_of("malware", 2), "--to", "tarn"}).status, 4) << "a second person must agree";
  EXPECT_THAT(preview.out, HasSubstr("[!] /description"));
  EXPECT_THAT(preview.out, HasSubstr("dangles: here and could leave"));

  const auto asked = release({"send", id_of("malware", 1), "--to", "tarn"}, "anna");
  EXPECT_EQ(asked.status, 1);
  EXPECT_THAT(asked.err, HasSubstr("--yes"));
  EXPECT_EQ(release({"send", id_of("malware", 1), "--to", "tarn", "--as", "zoe", "--yes"}).status, 1) << "not a user";
  EXPECT_EQ(release({"send", id_of("malware", 1), "--to", "tarn", "--as", "anna", "--yes"}).status, 1) << "not proved";
  EXPECT_EQ(release({"send", id_of("malware", 1), "--to", "tarn", "--yes"}, "boris").status, 1) << "may confirm only";
  const auto refused = release({"send", id_of("malware", 3), "--to", "tarn", "--yes"}, "anna");
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.out, HasSubstr("marking-not-in-charter"));
  EXPECT_THAT(in_group(), Not(HasSubstr("malware")));

  const auto sent = release({"send", id_of("malware", 1), "--to", "tarn", "--yes"}, "anna");
  EXPECT_EQ(sent.status, 0) << sent.err;
  EXPECT_THAT(sent.out, HasSubstr("parley receipt " + id_of("malware", 1)));
  EXPECT_THAT(in_group(), HasSubstr(id_of("malware", 1)));
  EXPECT_THAT(release({"log"}).out, HasSubstr("anna  by password"));
  EXPECT_THAT(in_group(), Not(HasSubstr("anna")));
  EXPECT_THAT(release({"send", id_of("malware", 1), "--to", "tarn", "--yes"}, "anna").out, HasSubstr("Nothing new"));
}

TEST_F(ReleaseCommand, RedNeedsASecondPersonForExactlyTheseBytes) {
  make_password_own("anna");  // whoever made both could else have asked and agreed
  const std::vector<std::string> what = {"send",
                                         id_of("relationship", 4),
                                         "--with-references",
                                         "--redact",
                                         id_of("malware", 1) + "/description=seen",
                                         "--pseudonym",
                                         id_of("identity", 9),
                                         "--to",
                                         "tarn",
                                         "--yes",
                                         "--json"};
  const auto waiting = release(what, "anna");
  ASSERT_EQ(waiting.status, 4) << waiting.out << waiting.err;
  const std::string name = member(waiting.out, "pending");
  EXPECT_THAT(in_group(), Not(HasSubstr("malware")));
  EXPECT_THAT(release({"pending"}).out, HasSubstr(name));
  EXPECT_EQ(release({"confirm", name, "--yes"}, "anna").status, 1);
  EXPECT_EQ(release({"confirm", name, "--as", "boris", "--yes"}).status, 1) << "not proved";
  EXPECT_EQ(release({"confirm", name}, "boris").status, 1) << "nobody can be asked";
  const auto wrong = ours_.run({"release", "confirm", name, "--as", "boris", "--password-stdin", "--yes"}, "guess\n");
  EXPECT_EQ(wrong.status, 1);
  EXPECT_THAT(wrong.err, HasSubstr("the password is wrong"));
  const auto by_shell = release({"confirm", name, "--yes"});
  EXPECT_EQ(by_shell.status, 1) << "the administrator is known by the uid from which was asked";
  EXPECT_THAT(by_shell.err, HasSubstr("proves no second person"));
  const auto done = release({"confirm", name, "--yes"}, "boris");
  EXPECT_EQ(done.status, 0) << done.out << done.err;
  EXPECT_EQ(release({"confirm", name, "--yes"}, "boris").status, 1);
  EXPECT_THAT(release({"log", "--json"}).out, HasSubstr(R"("confirmed_by":"boris","confirmed_known":"password")"));

  const std::string there = in_group();
  EXPECT_THAT(there, HasSubstr(id_of("malware", 2)));
  EXPECT_THAT(there, HasSubstr("\"Source "));
  for (const std::string& kept : {id_of("malware", 1), id_of("relationship", 4), id_of("identity", 9),
                                  std::string("Ana of"), std::string("TLP:AMBER"), std::string("derived-from")})
    EXPECT_THAT(there, Not(HasSubstr(kept)));
  EXPECT_THAT(ours_.run({"export", "--ndjson"}).out, HasSubstr("derived-from"));
}

// A client that cannot log in is nobody's second person, whoever names it.
TEST_F(ReleaseCommand, AnAccountWithoutCredentialsConfirmsNothing) {
  EXPECT_EQ(ours_.run({"user", "add", "sensor", "--no-password", "--read", "main"}).status, 0);
  const auto waiting = release({"send", id_of("malware", 2), "--to", "tarn", "--as", "admin", "--yes", "--json"});
  ASSERT_EQ(waiting.status, 4) << waiting.err;
  const std::string name = member(waiting.out, "pending");
  EXPECT_EQ(release({"confirm", name, "--as", "sensor", "--yes"}).status, 1);
  EXPECT_EQ(ours_.run({"user", "set", "sensor", "--allow", "confirm"}).status, 0);
  EXPECT_EQ(release({"confirm", name, "--as", "sensor", "--yes"}).status, 1);
  EXPECT_EQ(ours_.run({"release", "confirm", name, "--as", "sensor", "--password-stdin", "--yes"}, "\n").status, 1);
  EXPECT_THAT(in_group(), Not(HasSubstr("malware")));
}

TEST_F(ReleaseCommand, ARedInquiryWaitsForTheSecondPerson) {
  make_password_own("boris");
  const auto waiting =
      ours_.run({"inquiry", "draft", "Who?", "--to", "graustark", "-q", "Who was it?", "--marking", "red", "--json"});
  ASSERT_EQ(waiting.status, 0) << waiting.err;
  const auto sent = ours_.run({"inquiry", "send", member(waiting.out, "id"), "--yes", "--json"});
  EXPECT_EQ(sent.status, 4) << sent.out << sent.err;
  const auto done = release({"confirm", member(sent.out, "pending"), "--yes"}, "boris");
  EXPECT_EQ(done.status, 0) << done.out << done.err;
  EXPECT_THAT(in_group(), HasSubstr("Who was it?"));
}

TEST_F(ReleaseCommand, WhoeverKeepsThePeopleMakesNoSecondPersonForHimself) {
  const auto sent = release({"send", id_of("malware", 2), "--to", "tarn", "--yes", "--json"});
  ASSERT_EQ(sent.status, 4) << sent.err;
  const std::string name = member(sent.out, "pending");
  const auto made_before = release({"confirm", name, "--yes"}, "boris");
  EXPECT_EQ(made_before.status, 1) << "his password is the one that the administrator was shown";
  EXPECT_THAT(made_before.err, HasSubstr("parley user passwd --as boris"));
  add("puppet", "confirm");
  make_password_own("puppet");
  const auto made_since = release({"confirm", name, "--yes"}, "puppet");
  EXPECT_EQ(made_since.status, 1);
  EXPECT_THAT(made_since.err, HasSubstr("the account from \"admin\" since"));
  make_password_own("boris");
  const auto own_since = release({"confirm", name, "--yes"}, "boris");
  EXPECT_EQ(own_since.status, 1) << "what he changes while it waits makes him independent for what is asked later";
  EXPECT_THAT(own_since.err, HasSubstr("from himself only since"));
  EXPECT_EQ(release({"confirm", name, "--reject"}).status, 0);
  const auto again = release({"send", id_of("malware", 2), "--to", "tarn", "--yes", "--json"});
  const auto done = release({"confirm", member(again.out, "pending"), "--yes"}, "boris");
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_THAT(release({"log", "--json"}).out, HasSubstr(R"("second_made_by":"admin")"));
  EXPECT_THAT(ours_.run({"user", "show", "boris"}).out,
              ::testing::AllOf(HasSubstr("account by admin"), HasSubstr("password by boris")));
}

// One person with the right `people` alone, or the administrator, who asks under a name that he made.
TEST_F(ReleaseCommand, WhoeverMadeTheAskerAgreesToNothingThatSheAsks) {
  const std::vector<std::string> send = {"send", id_of("malware", 2), "--to", "tarn", "--yes", "--json"};
  const std::string name = member(release(send, "anna").out, "pending");
  EXPECT_EQ(release({"confirm", name, "--yes"}).status, 1) << "the administrator, who knows her password";
  EXPECT_EQ(release({"confirm", name, "--yes"}, "boris").status, 1) << "made by the same";
  EXPECT_THAT(in_group(), Not(HasSubstr("malware")));
}

TEST_F(ReleaseCommand, WarnsOfWhatIsToBeLookedAtAlsoWhereNobodyIsAsked) {
  const auto said = ours_.run({"notify", "The logs lie on db1.ruritania.example", "--yes", "--json"});
  EXPECT_THAT(said.err, HasSubstr("look at /name"));
  EXPECT_THAT(said.out, HasSubstr(R"("flags":[{"pointer":"/name")")) << said.err;
}

TEST_F(ReleaseCommand, TheFirstReleaseTakesAlongWhoThisPartyIs) {
  make_password_own("boris");
  const auto preview = release({"preview", id_of("malware", 2), "--to", "tarn", "--json"});
  EXPECT_THAT(preview.out, HasSubstr(R"(\"name\":\"Ruritania\")")) << preview.err;
  const auto sent = release({"send", id_of("malware", 2), "--to", "tarn", "--yes", "--json"}, "anna");
  ASSERT_EQ(sent.status, 4) << sent.err;
  EXPECT_EQ(release({"confirm", member(sent.out, "pending"), "--yes"}, "boris").status, 0);
  EXPECT_THAT(in_group(), HasSubstr(R"("identity_class":"organization")"));
}

TEST_F(ReleaseCommand, ASharedUidIsRefusedUnlessItIsMeant) {
  const std::string uid = std::to_string(::geteuid());
  const auto refused = ours_.run({"user", "add", "twin", "--allow", "confirm", "--uid", uid});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("--although-shared"));
  EXPECT_EQ(ours_.run({"user", "show", "twin"}).status, 1) << "nothing was changed";
  const auto meant = ours_.run({"user", "add", "twin", "--uid", uid, "--although-shared"});
  EXPECT_EQ(meant.status, 0) << meant.err;
  EXPECT_THAT(meant.err, HasSubstr("--as admin or --as twin"));
}

class OnTheCallersWord : public ReleaseCommand {
 protected:
  OnTheCallersWord() : ReleaseCommand("\n[people]\non_callers_word = true\n") {}
};

TEST_F(OnTheCallersWord, WhereANameIsEnoughItIsPrintedAndRecordedAsThat) {
  make_password_own("anna");
  const std::string name =
      member(release({"send", id_of("malware", 2), "--to", "tarn", "--as", "anna", "--yes", "--json"}).out, "pending");
  const auto done = release({"confirm", name, "--as", "boris", "--yes"});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_THAT(done.err, HasSubstr("on the caller's word"));
  EXPECT_THAT(release({"log"}).out, HasSubstr("on the caller's word"));
}

TEST_F(ReleaseCommand, EveryActAsksForItsRight) {
  add("dora", "see");
  const std::vector<std::string> as = {"--as", "dora", "--password-file", ours_.file("dora")};
  const std::vector<std::pair<std::vector<std::string>, std::string>> acts = {
      {{"release", "send", id_of("malware", 1), "--to", "tarn", "--yes"}, "ask-release"},
      {{"group", "leave", "tarn", "--yes"}, "sign"},
      {{"group", "draft", "New", "--with", "graustark", "--purpose", "p", "--use", "interference", "--yes"}, "sign"},
      {{"embargo", "add", "indicator"}, "embargo"},
      {{"embargo", "remove", "indicator"}, "embargo"},
      {{"user", "add", "mallory"}, "people"},
      {{"user", "set", "dora", "--admin"}, "people"},
      {{"user", "revoke", "admin", "--yes"}, "people"},
      {{"token", "add", "admin"}, "people"},
      {{"erase", id_of("malware", 1), "--yes"}, "erase"},
      {{"recall", "ask", id_of("malware", 1), "--reason", "wrong", "--yes"}, "recall"},
      {{"notify", "Look", "--yes"}, "say"},
      {{"peer", "remove", "graustark", "--yes"}, "peers"},
      {{"journal", "add", "more"}, "operate"},
      {{"import", "-"}, "draft"},
      {{"watch", "-"}, "watch"},
  };
  for (const auto& [command, right] : acts) {
    std::vector<std::string> line = command;
    line.insert(line.end(), as.begin(), as.end());
    const auto refused = ours_.run(line, "{}");
    EXPECT_EQ(refused.status, 1) << command[0] << " " << command[1] << refused.out << refused.err;
    EXPECT_THAT(refused.err, HasSubstr("no right to " + right)) << command[0] << " " << command[1];
  }
  const auto shown = ours_.run({"user", "show", "dora"});
  EXPECT_THAT(shown.out, HasSubstr("acts         see"));
}

TEST_F(ReleaseCommand, NoNumberOfDaysMeansThatATokenNeverEnds) {
  const auto refused = ours_.run({"token", "add", "anna", "--expires", "0"});
  EXPECT_EQ(refused.status, 2) << refused.out;
  EXPECT_THAT(refused.err, HasSubstr("a token lasts for 1 day or more"));
  EXPECT_EQ(ours_.run({"token", "add", "anna", "--expires", "1"}).status, 0);
}

TEST_F(ReleaseCommand, ARefusedAttemptIsRecordedWithWhatWasTried) {
  EXPECT_EQ(ours_.run({"user", "add", "evil", "--admin", "--as", "anna", "--password-file", ours_.file("anna")}).status,
            1);
  EXPECT_EQ(ours_.run({"token", "add", "boris", "--as", "anna", "--password-file", ours_.file("anna")}).status, 1);
  const std::string records = ours_.run({"audit", "--state", "refused", "--json"}).out;
  EXPECT_THAT(records, HasSubstr(R"("what":"user add","person":"anna")"));
  EXPECT_THAT(records, HasSubstr(R"("about":["evil","administrator","password"])"));
  EXPECT_THAT(records, HasSubstr(R"("what":"token add","person":"anna")"));
  EXPECT_THAT(records, HasSubstr(R"("about":["token add","boris"])"));
}

TEST_F(ReleaseCommand, ARejectedReleaseWaitsNoMoreAndStandsInTheLog) {
  const std::string name =
      member(release({"send", id_of("malware", 2), "--to", "tarn", "--yes", "--json"}, "anna").out, "pending");
  EXPECT_EQ(release({"confirm", name, "--why", "no"}, "boris").status, 1) << "why what?";
  EXPECT_EQ(release({"confirm", name, "--reject", "--why", "names a source"}, "boris").status, 0);
  EXPECT_EQ(release({"confirm", name, "--yes"}, "boris").status, 1);
  EXPECT_THAT(release({"pending", "--json"}).out, Not(HasSubstr(name)));
  EXPECT_THAT(release({"log", "--json"}).out,
              HasSubstr(R"("rejected_by":"boris","rejected_known":"password","why":"names a source")"));
  EXPECT_THAT(release({"log"}).out, HasSubstr("rejected: names a source"));
}

}  // namespace
}  // namespace parley::cli::testing
