// The commands with which a party speaks in a group, without a process: what is typed on one side, and what the other
// side is shown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/test_party.h"
#include "desk/test_room.h"
#include "journal/note.h"

namespace parley::cli {
namespace {

using ::testing::HasSubstr;
using testing::member;
using ::testing::Not;
using testing::print_on;

class GroupCommands : public desk::testing::RoomTest {
 protected:
  using Side = node::testing::Party;
  static std::string done(Side& side, const std::vector<std::string>& arguments) {
    const auto printed = print_on(side.node(), arguments);
    EXPECT_EQ(printed.status, kDone) << fmt::format("{}: {}", fmt::join(arguments, " "), printed.err);
    return printed.out;
  }
  // What it says; nothing was done.
  static std::string refused(Side& side, const std::vector<std::string>& arguments) {
    const auto before = side.own_journal()->size();
    const auto printed = print_on(side.node(), arguments);
    EXPECT_NE(printed.status, kDone) << fmt::format("{}: {}", fmt::join(arguments, " "), printed.out);
    EXPECT_EQ(side.own_journal()->size(), before);
    return printed.err + printed.out;
  }
};

TEST_F(GroupCommands, ContactIsShownToTheOthersInItsNewestForm) {
  done(one, {"contact", "set", "duty", "--name", "Day watch", "--reach", "+1 555", "--language", "en", "--yes"});
  bring(one, two);
  const std::string first = done(two, {"contact", "list"});
  for (const char* part : {"one", "duty", "Day watch", "+1 555", "en"}) EXPECT_THAT(first, HasSubstr(part));
  EXPECT_THAT(first, Not(HasSubstr("EXPIRED")));
  done(one, {"contact", "set", "duty", "--name", "Night watch", "--reach", "+1 555", "--yes"});
  bring(one, two);
  const std::string second = done(two, {"contact", "list", "--json"});
  EXPECT_EQ(member(second, "name"), "Night watch") << "one line: the earlier one is no contact any more";
  EXPECT_EQ(member(second, "expired"), "false");
  EXPECT_EQ(member(second, "party"), one.identity());
  EXPECT_THAT(refused(one, {"contact", "set", "cook", "--name", "x", "--reach", "y", "--yes"}),
              HasSubstr("is no role"));
}

TEST_F(GroupCommands, PositionSaysWhoSpeaksWithWhatAuthorityOnWhat) {
  const std::vector<std::string> words = {"position", "We saw nothing", "--authority", "Ministry", "--subject",
                                          "The grid", "--stance",       "denies",      "--yes",    "--json"};
  refused(one, words);  // nobody speaks
  std::vector<std::string> spoken = words;
  spoken.insert(spoken.end(), {"--speaker", "The minister"});
  const std::string id = member(done(one, spoken), "id");
  bring(one, two);
  EXPECT_THAT(done(two, {"inbox", "--json"}), HasSubstr("\"text\":\"The minister denies: The grid\""));
  const std::string whole = done(two, {"inbox", id});
  for (const char* part : {"We saw nothing", "Ministry", "private"}) EXPECT_THAT(whole, HasSubstr(part));
}

TEST_F(GroupCommands, CorrectStandsWithWhatWasSaidAtTheOthers) {
  const std::string id = member(done(one, {"notify", "Lights out", "--yes", "--json"}), "id");
  EXPECT_THAT(refused(two, {"correct", id, "They are on", "--yes"}), HasSubstr("nothing was said"));
  const std::string by = member(done(one, {"correct", id, "They are on", "--yes", "--json"}), "id");
  EXPECT_THAT(refused(one, {"correct", id, "They are off", "--yes"}), HasSubstr("was corrected before, by " + by));
  bring(one, two);
  EXPECT_THAT(refused(two, {"correct", id, "They are off", "--yes"}), HasSubstr("only who said a message corrects it"));
  const std::string inbox = done(two, {"inbox"});
  EXPECT_THAT(inbox, HasSubstr("Lights out (medium) (corrected 20"));
  EXPECT_THAT(inbox, HasSubstr("\"Lights out\": They are on"));
  EXPECT_THAT(done(two, {"inbox", id}), HasSubstr("CORRECTED 20"));
  EXPECT_THAT(done(two, {"group", "show"}), HasSubstr("one: 1 message corrected"));
}

TEST_F(GroupCommands, CorrectOfAReplyIsFoundInTheHistoryByItsId) {
  done(one,
       {"inquiry", "draft", "What happened", "--to", "two", "-q", "When?", "--out", (folder.path() / "ask").string()});
  const std::string asked =
      member(done(one, {"inquiry", "send", (folder.path() / "ask").string(), "--yes", "--json"}), "id");
  bring(one, two);
  const std::string reply =
      member(done(two, {"inquiry", "answer", asked, "-a", "1=At 12:00", "--yes", "--json"}), "id");
  const std::string short_id = reply.substr(reply.find("--") + 2, 8);
  EXPECT_THAT(done(two, {"inquiry", "status", asked}), HasSubstr("  " + short_id + "  two"));
  done(two, {"correct", short_id, "At 13:00", "--yes"});
  bring(two, one);
  const std::string status = done(one, {"inquiry", "status", asked});
  EXPECT_THAT(status, HasSubstr("At 12:00 (corrected 20"));
  EXPECT_THAT(status, HasSubstr("two corrected: At 13:00"));
  EXPECT_THAT(done(one, {"inquiry", "list"}), HasSubstr("(1 corrected)"));
}

TEST_F(GroupCommands, RecallIsAskedAnsweredAndOnRecordAtBoth) {
  const std::string object = "identity--00000001-1111-4111-8111-111111111111";
  ASSERT_TRUE(node::testing::let_leave(one.node(), "drill", {desk::testing::identity_object(one.identity(), 1)}).ok());
  EXPECT_THAT(refused(two, {"recall", "ask", object, "--yes"}), Not(HasSubstr("Released")));
  const std::string id =
      member(done(one, {"recall", "ask", object, "--reason", "wrong", "--severity", "high", "--yes", "--json"}), "id");
  refused(one, {"recall", "answer", id, "--confirm", "--yes"});  // by who asked
  bring(one, two);
  EXPECT_THAT(done(two, {"inbox", "--open", "--json"}), HasSubstr(id));
  EXPECT_THAT(refused(two, {"recall", "answer", id, "--yes"}), HasSubstr("--refuse"));
  done(two, {"recall", "answer", id, "--refuse", "It is ours", "--yes"});
  EXPECT_THAT(done(two, {"inbox", "--open", "--json"}), Not(HasSubstr(id)));
  bring(two, one);
  const std::string status = done(one, {"recall", "status", object});
  EXPECT_THAT(status, HasSubstr("refused"));
  EXPECT_THAT(status, HasSubstr("It is ours"));
  EXPECT_THAT(done(one, {"inbox", "--json"}), HasSubstr("\"kind\":\"recall-answer\""));
}

// A word of one side is never shown as the other's.
TEST_F(GroupCommands, TermIsShownOnlyAsItsPartysOwn) {
  done(two, {"term", "add", "information weapon", "--meaning", "Any use of information against a state", "--yes"});
  bring(two, one);
  const std::string listed = done(one, {"term", "list", "--json"});
  EXPECT_THAT(listed, HasSubstr(R"("party":"two")"));
  EXPECT_THAT(listed, Not(HasSubstr(R"("party":"one")")));
  const std::string id = member(listed, "id"), beginning = id.substr(id.find("--") + 2, 8);
  done(one, {"term", "add", "information weapon", "--meaning", "Malware", "--not-equivalent", beginning, "--yes"});
  EXPECT_THAT(done(one, {"term", "list", "--json"}), HasSubstr(R"("not_equivalent_to":[")" + id + R"("])"));
  EXPECT_THAT(refused(one, {"term", "add", "x", "--meaning", "y", "--not-equivalent", "00000000", "--yes"}),
              HasSubstr("parley term list"));
}

TEST_F(GroupCommands, LeaveTellsTheOthersAndWhatWasSaidStays) {
  one.serve();
  two.serve();
  EXPECT_EQ(member(done(one, {"group", "leave", "drill", "--yes", "--json"}), "not_told"), "[]");
  EXPECT_THAT(done(two, {"inbox"}), HasSubstr("one leaves this group"));
  refused(one, {"notify", "x", "-g", "drill", "--yes"});
  refused(one, {"group", "leave", "drill", "--yes"});
  done(one, {"group", "show", "drill"});
}

TEST_F(GroupCommands, InquiryIsShownWholeAndAnsweredSensibly) {
  EXPECT_THAT(refused(one, {"inquiry", "draft", "x", "--to", "two", "-q", "Who?", "--severity", "huge"}),
              HasSubstr("low, medium, high, critical"));
  const std::string id =
      member(done(one, {"inquiry", "draft", "Outage", "--to", "two", "-q", "Who [a,b]?", "--severity", "high",
                        "--severity-text", "Level 2 of 5", "--basis", "Our logs", "--about",
                        "tool--00000001-0000-4000-8000-000000000001", "--marking", "clear", "--json"}),
             "id");
  done(one, {"inquiry", "send", id, "--yes"});
  EXPECT_THAT(done(one, {"inquiry", "send", id, "--yes"}), HasSubstr("Was said before"));
  EXPECT_THAT(refused(one, {"inquiry", "insufficient", id, "--question", "9", "-t", "x", "--yes"}),
              HasSubstr("no question 9"));
  bring(one, two);
  const std::string shown = done(two, {"inquiry", "status", id});
  for (const char* part : {"Level 2 of 5", "Our logs", "tool--00000001", "TLP:CLEAR", "Who [a,b]?"})
    EXPECT_THAT(shown, HasSubstr(part));
  EXPECT_THAT(refused(two, {"inquiry", "answer", id, "--later", "1=2020-01-01", "--yes"}), HasSubstr("has passed"));
  refused(two, {"inquiry", "answer", id, "--with", "7=tool--00000001-0000-4000-8000-000000000001", "--yes"});
  EXPECT_THAT(done(one, {"inquiry", "list"}), HasSubstr("Outage"));
  EXPECT_THAT(done(two, {"inbox", id.substr(id.find("--") + 2, 8)}), HasSubstr("\"severity_text\": \"Level 2 of 5\""));
  refused(two, {"inbox", "ffffffff"});
}

class RetentionCommands : public GroupCommands {
 protected:
  void SetUp() override {
    node::testing::make_group({&one, &two},
                              [](group::Terms& terms) { terms.retention = std::chrono::hours(24 * 365); });
  }
};

// Whoever is asked reads a line for each thing, and nothing happens without an answer.
TEST_F(RetentionCommands, OrderShowsWhatWouldGoBeforeItAsks) {
  const std::string asked = refused(one, {"retention", "order", "on", "drill"});
  EXPECT_THAT(asked, HasSubstr("drill: content is kept for 365 days; 0 objects are past that"));
  EXPECT_THAT(asked, HasSubstr("\n  no standing order: it is purged when a person does it\n"));
  EXPECT_THAT(asked, HasSubstr("--yes"));
  EXPECT_THAT(done(one, {"retention", "order", "on", "drill", "--yes"}), HasSubstr("The running node purges"));
  EXPECT_THAT(done(one, {"retention", "list", "drill"}), HasSubstr("\n  standing order by admin since 20"));
  done(one, {"retention", "order", "off", "drill"});
  EXPECT_THAT(done(one, {"retention", "record"}), HasSubstr("order"));
}

// A head that contradicts what was signed before stops the journal until a person has looked and says so.
TEST_F(GroupCommands, ResumeListsWhatIsStoppedAndGoesOnWithIt) {
  EXPECT_THAT(done(one, {"resume"}), HasSubstr("No journal is stopped"));
  bring(two, one);
  const std::string origin = two.own_journal()->origin();
  Hash other{};
  other.fill(7);
  const std::string text = journal::Checkpoint{
      .origin = origin,
      .size = two.own_journal()->size(),
      .root = other,
      .extension = {}}.to_string();
  const std::string head = journal::Note{text, {journal::sign_note(text, origin, *two.journal_key())}}.to_string();
  two.serve([&](const http::Request& request, const node::testing::Truthful& truthful) {
    return request.path.ends_with("/checkpoint") ? http::Response{200, {}, head, nullptr} : truthful(request);
  });
  EXPECT_NE(one.sync_with(two).problem, "");
  EXPECT_THAT(done(one, {"resume"}), HasSubstr(origin));
  EXPECT_EQ(member(done(one, {"resume", "--json"}), "origin"), origin);
  refused(one, {"resume", "nowhere.example/j/1"});
  EXPECT_THAT(done(one, {"resume", origin}), HasSubstr("goes on"));
  EXPECT_THAT(done(one, {"resume"}), HasSubstr("No journal is stopped"));
  refused(one, {"resume", origin});
  two.serve();
  EXPECT_EQ(one.sync_with(two).problem, "");
}

}  // namespace
}  // namespace parley::cli
