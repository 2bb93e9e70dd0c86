// Two parties as people deal with each other on the command line: what each is shown, asked and refused.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "base/file.h"
#include "cli/test_node.h"

namespace parley::cli::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// On which nobody listens now.
std::string free_port() {
  const Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  return std::to_string(ntohs(address.sin_port));
}

std::vector<std::string> init_of(const std::string& name, const std::string& domain, const std::string& port) {
  return {"--party", name, "--domain", domain, "--peer-port", port, "--peer-url", "https://127.0.0.1:" + port};
}

// Ruritania and Graustark in the group "tarn", made by file while neither node runs.
class TwoParties : public ::testing::Test {
 protected:
  TwoParties()
      : ruritania_(init_of("Ruritania", "ruritania.example", free_port())),
        graustark_(init_of("Graustark", "graustark.example", free_port())) {
    ruritania_.run({"peer", "invite", "--out", file("a")});
    graustark_.run({"peer", "invite", "--out", file("b")});
    EXPECT_EQ(ruritania_.run({"peer", "accept", file("b"), "--yes"}).status, 0);
    EXPECT_EQ(graustark_.run({"peer", "accept", file("a"), "--yes"}).status, 0);
    EXPECT_EQ(ruritania_
                  .run({"group", "draft", "Tarn", "--with", "graustark", "--purpose", "Threats", "--use",
                        "interference", "--type", "*", "--marking", "green", "--answer", "high=30m,48h", "--yes"})
                  .status,
              0);
    EXPECT_EQ(ruritania_.run({"group", "sign", "tarn", "--out", file("c"), "--yes"}).status, 0);
    EXPECT_EQ(graustark_.run({"group", "sign", file("c"), "--out", file("d"), "--yes"}).status, 0);
    finished_ = ruritania_.run({"group", "sign", file("d"), "--yes"});
  }
  std::string file(const std::string& name) const { return (files_.path() / name).string(); }
  // Both serve, and have what the other said.
  void exchange() {
    graustark_.start();
    ruritania_.start();
    (void)ruritania_.run({"sync"});  // theirs; ours as soon as they have installed the charter
    // Their nodes exchange by themselves, too, and then ask for a head to be shown again in a moment.
    auto synced = graustark_.run({"sync"});
    for (int again = 0; again < 20 && (synced.out + synced.err).find("answered 503") != std::string::npos; ++again)
      synced = graustark_.run({"sync"});
    EXPECT_EQ(synced.status, 0) << synced.out << synced.err;
  }

  TemporaryDir files_;
  TestNode ruritania_, graustark_;
  Finished finished_;
};

TEST_F(TwoParties, AMeaningIsShownOnlyAsItsPartysOwn) {
  EXPECT_EQ(
      graustark_
          .run({"term", "add", "information weapon", "--meaning", "Any use of information against a state", "--yes"})
          .status,
      0);
  exchange();
  const std::string listed = ruritania_.run({"term", "list", "--json"}).out;
  EXPECT_THAT(listed, HasSubstr(R"("party":"Graustark")"));
  EXPECT_THAT(listed, Not(HasSubstr(R"("party":"Ruritania")")));

  const std::string id = member(listed, "id"), beginning = id.substr(id.find("--") + 2, 8);
  const auto said = ruritania_.run(
      {"term", "add", "information weapon", "--meaning", "Malware", "--not-equivalent", beginning, "--yes"});
  EXPECT_EQ(said.status, 0) << said.err;
  EXPECT_THAT(ruritania_.run({"term", "list", "--json"}).out, HasSubstr(R"("not_equivalent_to":[")" + id + R"("])"));
  const auto unknown = ruritania_.run({"term", "add", "x", "--meaning", "y", "--not-equivalent", "00000000", "--yes"});
  EXPECT_EQ(unknown.status, 1);
  EXPECT_THAT(unknown.err, HasSubstr("parley term list"));
}

TEST_F(TwoParties, TheLastSignatureMayComeByFile) {
  EXPECT_EQ(finished_.status, 0) << finished_.err;
  EXPECT_THAT(finished_.out, HasSubstr("\"tarn\""));
  EXPECT_THAT(finished_.out, HasSubstr("it is in force"));
  const auto again = ruritania_.run({"group", "sign", file("d"), "--yes", "--json"});
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(member(again.out, "complete"), "true");
}

TEST_F(TwoParties, AHalfSignedCharterIsNoGroup) {
  const auto drafted = ruritania_.run(
      {"group", "draft", "Second Lake", "--with", "graustark", "--purpose", "Threats", "--use", "terrorism", "--yes"});
  EXPECT_THAT(drafted.out, HasSubstr("\"second-lake\"")) << "the name that can be typed";
  EXPECT_EQ(ruritania_.run({"group", "sign", "second-lake", "--yes"}).status, 0);
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"notify", "x", "-g", "second-lake", "--yes"},
        {"release", "preview", "x", "--to", "second-lake"}}) {
    const auto refused = ruritania_.run(arguments);
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.err, HasSubstr("1 of its 2 members have signed"));
  }
  EXPECT_THAT(ruritania_.run({"group", "draft", "Third", "--with", "graustark", "--yes"}).err, HasSubstr("--purpose"));
}

TEST_F(TwoParties, ANewVersionChangesNothingUntilAllHaveSigned) {
  EXPECT_EQ(ruritania_.run({"group", "draft", "--change", "tarn", "--purpose", "Other things", "--yes"}).status, 0);
  const std::string shown = ruritania_.run({"group", "show", "tarn"}).out;
  EXPECT_LT(shown.find("Threats"), shown.find("Under way, not in force"));
  EXPECT_LT(shown.find("Under way, not in force"), shown.find("Other things"));
  EXPECT_THAT(shown, HasSubstr("acknowledged within 30 min, answered within 48 h"));
  EXPECT_NE(member(ruritania_.run({"group", "show", "tarn", "--json"}).out, "under_way"), "null");

  EXPECT_EQ(ruritania_.run({"group", "leave", "tarn", "--draft"}).status, 0);
  EXPECT_EQ(member(ruritania_.run({"group", "show", "tarn", "--json"}).out, "under_way"), "null");
  EXPECT_EQ(member(ruritania_.run({"group", "list", "--json"}).out, "state"), "in force");

  EXPECT_EQ(ruritania_.run({"peer", "remove", "graustark", "--yes"}).status, 0);
  EXPECT_THAT(ruritania_.run({"group", "draft", "--change", "tarn", "--without", "graustark", "--yes"}).err,
              HasSubstr("at least two members"))
      << "still found by its name";
}

TEST_F(TwoParties, ADraftSaysWhatItChangesAndKeepsWhatItDoesNotMention) {
  const auto drafted = ruritania_.run({"group", "draft", "--change", "tarn", "--marking", "amber+strict", "--yes"});
  EXPECT_EQ(drafted.status, 0) << drafted.err;
  EXPECT_THAT(drafted.out, HasSubstr("Changes to the version in force"));
  EXPECT_THAT(drafted.out, HasSubstr("added: TLP:AMBER+STRICT"));
  EXPECT_THAT(drafted.out, HasSubstr("although something stricter may: TLP:CLEAR, TLP:AMBER."));
  EXPECT_THAT(drafted.out, HasSubstr("--marking clear --marking amber"));
  const std::string shown = ruritania_.run({"group", "show", "tarn"}).out;
  EXPECT_THAT(shown.substr(shown.find("Under way")), HasSubstr("TLP:GREEN  (of what is unmarked)"));
  EXPECT_THAT(ruritania_.run({"group", "show", "tarn", "--json"}).out,
              HasSubstr(R"("changes":[{"of":"markings","added":["marking-definition--939a9414)"));
  const auto unasked = ruritania_.run({"group", "sign", "tarn"});
  EXPECT_EQ(unasked.status, 1);
  EXPECT_THAT(unasked.err, HasSubstr("added: TLP:AMBER+STRICT"));
  EXPECT_THAT(unasked.err, Not(HasSubstr("marking-definition--"))) << "read by people";

  const auto removed = ruritania_.run({"group", "draft", "--change", "tarn", "--marking", "amber", "--without-marking",
                                       "green", "--default-marking", "amber", "--yes"});
  EXPECT_THAT(removed.out, HasSubstr("added: TLP:AMBER; no longer: TLP:GREEN")) << removed.err;
  const auto misspelt = ruritania_.run({"group", "draft", "--change", "tarn", "--type", "indicatr", "--yes"});
  EXPECT_EQ(misspelt.status, 1);
  EXPECT_THAT(misspelt.err, HasSubstr("did you mean \"indicator\""));
  const auto draft = ruritania_.run({"group", "draft", "--change", "tarn", "--purpose", "Other things"});
  EXPECT_THAT(draft.err, Not(HasSubstr("cannot be undone"))) << "a draft can";
}

TEST_F(TwoParties, WhoLeavesTellsTheOthersAndWhatWasSaidStays) {
  graustark_.start();
  ruritania_.start();
  const auto left = ruritania_.run({"group", "leave", "tarn", "--yes", "--json"});
  EXPECT_EQ(left.status, 0) << left.err;
  EXPECT_EQ(member(left.out, "not_told"), "[]");
  EXPECT_THAT(graustark_.run({"inbox"}).out, HasSubstr("Ruritania leaves this group"));
  EXPECT_EQ(ruritania_.run({"notify", "x", "-g", "tarn", "--yes"}).status, 1);
  EXPECT_EQ(ruritania_.run({"group", "leave", "tarn", "--yes"}).status, 1);
  EXPECT_EQ(ruritania_.run({"group", "show", "tarn"}).status, 0);
}

TEST_F(TwoParties, ACardIsTakenOnlyAfterComparing) {
  const auto unasked = ruritania_.run({"peer", "accept", file("b"), "--json"});
  EXPECT_EQ(unasked.status, 1);
  EXPECT_THAT(unasked.out, HasSubstr("--fingerprint"));
  EXPECT_THAT(unasked.err, Not(HasSubstr("--yes")));
  EXPECT_EQ(ruritania_.run({"peer", "accept", file("b"), "--fingerprint", "12345"}).status, 1);
  EXPECT_EQ(ruritania_.run({"peer", "accept", file("b"), "--yes", "--alias", "east"}).status, 0);
  EXPECT_THAT(ruritania_.run({"peer", "accept", file("b"), "--yes"}).out, HasSubstr("\"east\""))
      << "a new card of who is known keeps the name";
}

TEST_F(TwoParties, AnInquiryIsShownWholeAndAnsweredSensibly) {
  EXPECT_THAT(ruritania_.run({"inquiry", "draft", "x", "--to", "graustark", "-q", "Who?", "--severity", "huge"}).err,
              HasSubstr("low, medium, high, critical"));
  const std::string id =
      member(ruritania_
                 .run({"inquiry", "draft", "Outage", "--to", "graustark", "-q", "Who [a,b]?", "--severity", "high",
                       "--severity-text", "Level 2 of 5", "--basis", "Our logs", "--about",
                       "tool--00000001-0000-4000-8000-000000000001", "--marking", "green", "--json"})
                 .out,
             "id");
  EXPECT_EQ(ruritania_.run({"inquiry", "send", id, "--yes"}).status, 0);
  EXPECT_THAT(ruritania_.run({"inquiry", "send", id, "--yes"}).out, HasSubstr("Was said before"));
  EXPECT_THAT(ruritania_.run({"inquiry", "insufficient", id, "--question", "9", "-t", "x", "--yes"}).err,
              HasSubstr("no question 9"));
  exchange();

  const std::string shown = graustark_.run({"inquiry", "status", id}).out;
  for (const char* part : {"Level 2 of 5", "Our logs", "tool--00000001", "TLP:GREEN", "Who [a,b]?"})
    EXPECT_THAT(shown, HasSubstr(part));
  const auto past = graustark_.run({"inquiry", "answer", id, "--later", "1=2020-01-01", "--yes"});
  EXPECT_EQ(past.status, 1);
  EXPECT_THAT(past.err, HasSubstr("has passed"));
  EXPECT_EQ(graustark_.run({"inquiry", "answer", id, "--with", "7=tool--00000001-0000-4000-8000-000000000001", "--yes"})
                .status,
            1);
  const std::string beginning = id.substr(id.find("--") + 2, 8);
  EXPECT_THAT(ruritania_.run({"inquiry", "list"}).out, HasSubstr("Outage"));
  EXPECT_THAT(graustark_.run({"inbox", beginning}).out, HasSubstr("\"severity_text\": \"Level 2 of 5\""));
  EXPECT_EQ(graustark_.run({"inbox", "ffffffff"}).status, 1);
}

TEST_F(TwoParties, AnExerciseStaysInGroupsForExercises) {
  const auto refused = ruritania_.run({"peer", "ping", "graustark", "--exercise"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("this group is real"));
}

}  // namespace
}  // namespace parley::cli::testing
