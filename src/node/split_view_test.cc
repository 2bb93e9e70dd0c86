// An author that signs one history for one member and another for the next: whoever sees both heads knows it, keeps
// what proves it, and the others hear of it. Nobody can bring that charge against an author that signed only one.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "group/state.h"
#include "json/canonical.h"
#include "node/heads.h"
#include "node/membership.h"
#include "node/receipts.h"
#include "node/test_group.h"
#include "store/embedded/group_db.h"

namespace parley::node::testing {
namespace {

using journal::Note;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class SplitView : public ::testing::Test {
 protected:
  void SetUp() override {
    make_group({&author, &one, &two});
    for (Party* party : {&author, &one, &two}) {
      ASSERT_TRUE(party->own_journal()->publish().ok());
      party->serve();
    }
    origin = author.own_journal()->origin();
    fork = author.forked_journal(folder.path() / "fork");
  }
  void extend(journal::Journal& journal, int entries) {
    for (int i = 0; i < entries; ++i) Party::append_to(journal, {identity_object(author.identity(), ++objects)});
  }
  // `reader` fetches what the author shows it.
  void show(journal::Journal& journal, Party& reader) {
    author.serve_instead(&journal == fork.get() ? fork : nullptr);
    ASSERT_EQ(reader.sync_with(author).problem, "");
    author.serve_instead(nullptr);
  }
  void talk(int rounds) {
    for (int i = 0; i < rounds; ++i) {
      ASSERT_EQ(one.sync_with(two).problem, "");
      ASSERT_EQ(two.sync_with(one).problem, "");
    }
  }
  std::string stopped(Party& party) { return party.node().heads().stopped(origin).value_or(""); }
  void expect_proof(Party& party) {
    EXPECT_THAT(stopped(party), StartsWith("split view"));
    ASSERT_THAT(party.evidence(), SizeIs(1));
    EXPECT_TRUE(proves_split_view(party.evidence().front())) << party.evidence().front();
  }
  void expect_peace(Party& party) {
    EXPECT_EQ(stopped(party), "");
    EXPECT_THAT(party.evidence(), IsEmpty());
  }
  // Everything but the author's journal goes on.
  void expect_others_go_on() {
    for (auto [from, to] : {std::pair(&one, &two), std::pair(&two, &one)}) {
      from->append({identity_object(from->identity(), ++objects)});
      EXPECT_EQ(to->sync_with(*from).problem, "");
      EXPECT_EQ(to->mirror_of(*from)->size(), from->own_journal()->size());
    }
  }
  std::string member_problem(Party& at, const Party& about) {
    const GroupView view = at.node().membership().group("drill").value();
    for (const MemberView& member : view.members)
      if (member.identity_id == about.identity()) return member.problem + member.wrong_copies;
    return "";
  }

  const Folder folder;
  Party author{folder.path() / "author", "author"}, one{folder.path() / "one", "one"},
      two{folder.path() / "two", "two"};
  std::shared_ptr<journal::Journal> fork;
  std::string origin;
  int objects = 0;
};

TEST_F(SplitView, OfAsManyEntriesIsFoundByBoth) {
  extend(*author.own_journal(), 3);
  extend(*fork, static_cast<int>(author.own_journal()->size()));
  show(*author.own_journal(), one);
  show(*fork, two);
  EXPECT_EQ(two.sync_with(one).problem, "") << "who hands on a head is not at fault";
  expect_proof(two);
  EXPECT_EQ(one.sync_with(two).problem, "");
  expect_proof(one);
  expect_others_go_on();
  // The author hears of it, too.
  EXPECT_THAT(author.sync_with(two).problem, HasSubstr("another head"));
  EXPECT_THAT(member_problem(author, author), HasSubstr("another head"));
}

TEST_F(SplitView, OfDifferentLengthsIsFoundByBothWhenWhoHoldsMoreLooksFirst) {
  extend(*author.own_journal(), 2);
  extend(*fork, 9);
  show(*author.own_journal(), one);
  show(*fork, two);
  ASSERT_EQ(two.sync_with(one).problem, "");
  expect_proof(two);
  ASSERT_EQ(one.sync_with(two).problem, "");
  expect_proof(one);
  expect_others_go_on();
}

TEST_F(SplitView, OfDifferentLengthsIsFoundByBothWhenWhoHoldsLessLooksFirst) {
  extend(*author.own_journal(), 2);
  extend(*fork, 9);
  show(*author.own_journal(), one);
  show(*fork, two);
  ASSERT_EQ(one.sync_with(two).problem, "");
  expect_peace(one);  // it cannot know yet
  ASSERT_EQ(two.sync_with(one).problem, "");
  expect_proof(two);
  ASSERT_EQ(one.sync_with(two).problem, "");
  expect_proof(one);
}

TEST_F(SplitView, IsFoundWhenTheMirrorReachesTheHeadThatWaited) {
  extend(*author.own_journal(), 8);
  extend(*fork, 2);
  show(*author.own_journal(), one);  // one: 8 and the charter
  show(*fork, two);                  // two: 2
  // Two hears only of a head that is larger than its mirror, from one who has not seen two's.
  ASSERT_EQ(two.sync_with(one).problem, "");
  expect_peace(two);
  extend(*fork, 20);
  author.serve_instead(fork);
  (void)two.sync_with(author);
  author.serve_instead(nullptr);
  expect_proof(two);
  EXPECT_EQ(two.mirror_of(author)->size(), fork->size());
  EXPECT_FALSE(
      two.node().receipts().received_at(*two.node().membership().group("drill"))(author.identity(), 5, one.identity()))
      << "who holds another history has not received this one";
}

TEST_F(SplitView, ByWhoShowsTwoHeadsToTheSameMemberIsProvedForDifferentSizes) {
  extend(*author.own_journal(), 2);
  extend(*fork, 9);
  show(*author.own_journal(), one);
  author.serve_instead(fork);
  EXPECT_THAT(one.sync_with(author).problem, StartsWith("split view"));
  expect_proof(one);
  author.serve_instead(nullptr);
  // The other one has not seen the second history, and is shown the proof.
  show(*author.own_journal(), two);
  EXPECT_EQ(two.sync_with(one).problem, "");
  expect_proof(two);
}

TEST_F(SplitView, ThatPeopleHaveLookedAtDoesNotStopTheJournalAgainUntilThereIsAnother) {
  extend(*author.own_journal(), 2);
  extend(*fork, 9);
  show(*author.own_journal(), one);
  show(*fork, two);
  talk(2);
  expect_proof(one);
  for (Party* party : {&one, &two}) ASSERT_TRUE(party->node().heads().resume(origin).ok());
  EXPECT_EQ(one.node().heads().resume(origin).error().code, Code::not_found);
  talk(3);
  EXPECT_EQ(stopped(one), "");
  EXPECT_EQ(stopped(two), "");
  extend(*author.own_journal(), 1);
  show(*author.own_journal(), one);
  EXPECT_EQ(member_problem(one, author), "");
  // The other history goes on as well.
  extend(*fork, 1);
  show(*fork, two);
  ASSERT_EQ(one.sync_with(two).problem, "");
  ASSERT_EQ(two.sync_with(one).problem, "");
  ASSERT_EQ(one.sync_with(two).problem, "");
  EXPECT_NE(stopped(one) + stopped(two), "");
}

// Receipts that were stored before anything compared them.
TEST_F(SplitView, IsFoundInReceiptsThatAreStored) {
  extend(*author.own_journal(), 3);
  extend(*fork, static_cast<int>(author.own_journal()->size()));
  show(*author.own_journal(), one);
  show(*fork, two);
  const auto of_one = one.node().receipts().list(*one.node().membership().group("drill"));
  const auto receipt = std::find_if(of_one.begin(), of_one.end(), [&](const auto& each) {
    return each.author == author.identity() && each.holder == one.identity();
  });
  ASSERT_NE(receipt, of_one.end());
  const std::string root = two.node().membership().group("drill")->root;
  two.restart([&](const std::filesystem::path& dir) {
    auto db = store::GroupDb::open(dir / "node.db").value();
    ASSERT_TRUE(db->add_receipt({.number = 0,
                                 .root = root,
                                 .origin = origin,
                                 .holder = one.identity(),
                                 .size = receipt->size,
                                 .time = receipt->time,
                                 .note = receipt->note})
                    .ok());
  });
  one.stop_serving();
  author.serve_instead(fork);
  (void)two.sync_with(author);
  expect_proof(two);
  EXPECT_FALSE(
      two.node().receipts().received_at(*two.node().membership().group("drill"))(author.identity(), 1, one.identity()));
}

TEST_F(SplitView, CannotBeInventedByAnother) {
  extend(*author.own_journal(), 4);
  for (Party* party : {&one, &two}) show(*author.own_journal(), *party);
  const std::string true_head = author.own_journal()->checkpoint();
  auto tree = journal::Checkpoint::parse(Note::parse(true_head)->text).value();
  tree.root[3] ^= 1;
  const std::string text = tree.to_string();
  const SigningKey other = SigningKey::generate();
  std::string altered = true_head;
  altered.replace(0, altered.find("\n\n") + 1, text);
  const std::string forged = Note{text, {journal::sign_note(text, origin, other)}}.to_string();
  const auto list = [](const std::string& note) {
    std::string out;
    append_json_string(out, note);
    return out;
  };
  std::size_t kept = 0;
  for (const std::string& head : {forged, altered}) {
    for (
        const std::string& lie :
        {fmt::format(R"({{"next":1,"more":false,"receipts":[{}],"split_views":[]}})", list(head)),
         fmt::format(
             R"({{"next":1,"more":false,"receipts":[],"split_views":[{{"origin":"{}","known_head":{},"shown_head":{}}}]}})",
             origin, list(true_head), list(head)),
         fmt::format(
             R"({{"next":1,"more":false,"receipts":[],"split_views":[{{"origin":"{}","known_head":{},"shown_head":{}}}]}})",
             origin, list(true_head), list(true_head))}) {
      one.serve([lie](const http::Request& request, const Truthful& truthful) {
        return request.path.ends_with("/receipts")
                   ? http::Response{200, {{"Content-Type", "application/json"}}, lie, nullptr}
                   : truthful(request);
      });
      for (int i = 0; i < 2; ++i) EXPECT_NE(two.sync_with(one).problem, "");
      EXPECT_EQ(stopped(two), "");
      EXPECT_NE(member_problem(two, one), "") << "it is the problem of who handed it on";
      EXPECT_EQ(member_problem(two, author), "");
      EXPECT_EQ(two.sync_with(author).problem, "");
      EXPECT_THAT(two.evidence(), SizeIs(++kept)) << "once, however often it is shown";
      EXPECT_THAT(two.evidence().back(), HasSubstr(fmt::format(R"("served_by":"{}")", one.identity())));
    }
  }
  // New lies without end do not fill the disk.
  std::uint64_t lies = 0;
  one.serve([&](const http::Request& request, const Truthful& truthful) {
    if (!request.path.ends_with("/receipts")) return truthful(request);
    const std::string head =
        journal::Checkpoint{.origin = origin, .size = 1000 + ++lies, .root = {}, .extension = {}}.to_string();
    const std::string lie = fmt::format(R"({{"next":1,"more":false,"receipts":[{}],"split_views":[]}})",
                                        list(Note{head, {journal::sign_note(head, origin, other)}}.to_string()));
    return http::Response{200, {{"Content-Type", "application/json"}}, lie, nullptr};
  });
  for (int i = 0; i < 120; ++i) EXPECT_NE(two.sync_with(one).problem, "");
  EXPECT_THAT(two.evidence(), SizeIs(100));
  one.serve();
  EXPECT_EQ(two.sync_with(one).problem, "");
  EXPECT_EQ(member_problem(two, one), "");
  expect_peace(one);
}

}  // namespace
}  // namespace parley::node::testing
