// Outside witnesses that a charter names: what they cosign reaches everybody, and one that is down or lies costs its
// own line only.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/membership.h"
#include "node/outside_witnesses.h"
#include "node/server.h"
#include "node/test_acting.h"
#include "node/test_group.h"
#include "node/test_witness.h"
#include "testing/waiting.h"

namespace parley::node::testing {
namespace {

using journal::Note;
using ::testing::HasSubstr;

class Witnesses : public ::testing::Test {
 protected:
  void SetUp() override {
    make_group({&one, &two}, [&](group::Terms& terms) { terms.witnesses = {{w1.named(), w2.named(), w3.named()}, 2}; });
    for (Party* party : {&one, &two}) {
      const std::string& origin = party->own_journal()->origin();
      for (TestWitness* witness : {&w1, &w2, &w3})
        witness->know(
            journal::VerifierKey::make(origin, journal::SignatureType::ed25519, party->journal_key()->public_key()));
    }
  }
  std::string show(Party& party, TestWitness& witness) {
    http::Client client(OutsideWitnesses::client_options());
    const auto view = party.node().membership().group("drill");
    const auto shown = party.node().outside_witnesses().show(*view, witness.named(), client);
    return shown.ok() ? "" : shown.error().message;
  }
  OutsideWitnesses::Witnessing seen(Party& by, Party& author) {
    const auto view = by.node().membership().group("drill");
    for (const MemberView& member : view->members)
      if (member.identity_id == author.identity()) return by.node().outside_witnesses().witnessing(*view, member);
    return {};
  }
  bool is_on_head(journal::Journal& journal, const TestWitness& witness) {
    const auto note = Note::parse(journal.checkpoint());
    return note.ok() && journal::verify_note(*note, {witness.named().key}).ok();
  }

  Folder folder;
  Party one{folder.path() / "one", "one"}, two{folder.path() / "two", "two"};
  TestWitness w1{"w1.example"}, w2{"w2.example"}, w3{"w3.example"};
};

TEST_F(Witnesses, CosignAndEverybodyLearnsOfIt) {
  one.append({identity_object(one.identity(), 1)});
  const std::uint64_t size = one.own_journal()->size();
  EXPECT_EQ(seen(one, one).size, 0u);
  EXPECT_TRUE(seen(one, one).waiting.has_value());
  EXPECT_EQ(show(one, w1), "");
  EXPECT_EQ(seen(one, one).size, 0u) << "one of two";
  EXPECT_EQ(show(one, w2), "");
  const auto witnessing = seen(one, one);
  EXPECT_EQ(witnessing.size, size);
  EXPECT_EQ(witnessing.count_over(size), 2u);
  EXPECT_TRUE(witnessing.since.has_value());
  EXPECT_FALSE(witnessing.waiting.has_value());
  EXPECT_EQ(witnessing.witnesses[2].size, 0u);
  const int asked = w1.requests();
  EXPECT_EQ(show(one, w1), "");
  EXPECT_EQ(w1.requests(), asked) << "nothing new to be shown";
  // A member fetches the lines with the head, and one that comes later too.
  one.serve();
  ASSERT_EQ(two.sync_with(one).problem, "");
  EXPECT_TRUE(is_on_head(*two.mirror_of(one), w1));
  EXPECT_EQ(seen(two, one).size, size);
  EXPECT_FALSE(is_on_head(*two.mirror_of(one), w3));
  EXPECT_EQ(show(one, w3), "");
  ASSERT_EQ(two.sync_with(one).problem, "");
  EXPECT_TRUE(is_on_head(*two.mirror_of(one), w3));
  EXPECT_EQ(seen(two, one).count_over(size), 3u);
  // The next head is shown with what leads to it.
  one.append({identity_object(one.identity(), 2), identity_object(one.identity(), 3)});
  for (TestWitness* witness : {&w1, &w2, &w3}) EXPECT_EQ(show(one, *witness), "");
  EXPECT_EQ(seen(one, one).size, size + 2);
}

TEST_F(Witnesses, ARunningNodeAsksThemByItself) {
  w3.stop();
  auto server = NodeServer::start(one.node());
  ASSERT_TRUE(server.ok()) << server.error().message;
  one.append({identity_object(one.identity(), 1)});
  EXPECT_TRUE(parley::testing::eventually([&] { return !seen(one, one).waiting; }));
  EXPECT_EQ(seen(one, one).size, one.own_journal()->size());
  EXPECT_NE(seen(one, one).witnesses[2].problem, "") << "and says why the third lacks";
}

TEST_F(Witnesses, OneThatWasAwayIsToldWhatItKnowsNot) {
  one.append({identity_object(one.identity(), 1)});
  EXPECT_EQ(show(one, w1), "");
  // It has a later head than this node knows of: the answer got lost.
  one.append({identity_object(one.identity(), 2)});
  w1.lie([](const http::Request&, const std::function<http::Response()>& honest) {
    (void)honest();
    return http::Response{502, {}, std::string("lost"), nullptr};
  });
  EXPECT_THAT(show(one, w1), HasSubstr("502"));
  w1.lie({});
  one.append({identity_object(one.identity(), 3)});
  EXPECT_EQ(show(one, w1), "");
  EXPECT_EQ(seen(one, one).witnesses[0].size, one.own_journal()->size());
}

TEST_F(Witnesses, WhoLiesCostsItsOwnLineOnly) {
  one.append({identity_object(one.identity(), 1)});
  const std::string text = Note::parse(one.own_journal()->checkpoint())->text;
  const auto body = [](int status, std::string answer) {
    return [=](const http::Request&, const auto&) { return http::Response{status, {}, answer, nullptr}; };
  };
  const std::uint64_t seconds = static_cast<std::uint64_t>(now().value / 1'000'000);
  const auto line = [&](const std::string& of, const SigningKey& key, std::uint64_t time) {
    return journal::to_string(journal::cosign_note(of, "w1.example", key, time));
  };
  const SigningKey stranger = SigningKey::generate();
  journal::Checkpoint other = *journal::Checkpoint::parse(text);
  other.size += 5;
  struct Row {
    const char* name;
    TestWitness::Lie lie;
    const char* reason;
  };
  const Row rows[] = {
      {"does not know the log", body(404, "unknown"), "answered 404: unknown"},
      {"does not know the key", body(403, ""), "answered 403"},
      {"does not believe the proof", body(422, "\x1b[31mno"), "answered 422: "},
      {"is broken", body(500, "x"), "answered 500"},
      {"sends us elsewhere", body(301, ""), "answered 301"},
      {"says nothing", body(200, ""), "no line under the key"},
      {"talks", body(200, "I am pleased\n"), "no signature line"},
      {"has no end", body(200, std::string(1 << 20, 'x')), "too"},
      {"signs with another key", body(200, line(text, stranger, seconds)), "no line under the key"},
      {"signs another head", body(200, line(other.to_string(), w1.key(), seconds)), "not one of this head"},
      {"is in the future", body(200, line(text, w1.key(), seconds + 7200)), "dated"},
      {"is at the end of all time", body(200, line(text, w1.key(), 0x7fffffffffffffff)), "dated past all calendars"},
      {"is in the past", body(200, line(text, w1.key(), 5)), "dated 1970"},
      {"knows a size that is none", body(409, "many\n"), "409 without a size"},
      {"knows a size that never ends", body(409, std::string(100, '9') + "\n"), "409 without a size"},
      {"knows another root", body(409, "0\n"), "another head over 0 entries"},
      {"knows more than there is", body(409, "1000000\n"),
       "either this folder is an old copy, or the witness is wrong"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    w1.lie(row.lie);
    EXPECT_THAT(show(one, w1), HasSubstr(row.reason));
    EXPECT_FALSE(is_on_head(*one.own_journal(), w1));
    const auto witnessing = seen(one, one);
    EXPECT_EQ(witnessing.witnesses[0].size, 0u);
    EXPECT_THAT(witnessing.witnesses[0].problem, HasSubstr(row.reason));
    EXPECT_THAT(witnessing.witnesses[0].problem, ::testing::Not(HasSubstr("\x1b")));
  }
  // Everything else goes on.
  one.serve();
  EXPECT_EQ(two.sync_with(one).problem, "");
  EXPECT_EQ(show(one, w2), "");
  EXPECT_EQ(show(one, w3), "");
  EXPECT_EQ(seen(one, one).size, one.own_journal()->size());
  w1.lie({});
  EXPECT_EQ(show(one, w1), "");
  EXPECT_EQ(seen(one, one).witnesses[0].problem, "");
}

// tlog-witness: a 409 with a size where the old size is not that of the latest head, one without where its root is.
TEST_F(Witnesses, OneThatKnowsAnotherRootOfTheSizeThatIsShownIsTold) {
  one.append({identity_object(one.identity(), 1)});
  const std::uint64_t size = one.own_journal()->size();
  w1.lie([size](const http::Request& request, const auto&) {
    const bool from_here = request.body.starts_with(fmt::format("old {}\n", size));
    return http::Response{409, {}, from_here ? "another root\n" : fmt::format("{}\n", size), nullptr};
  });
  EXPECT_THAT(show(one, w1), HasSubstr(fmt::format("another head over {} entries", size)));
}

TEST_F(Witnesses, AClaimWithoutASignedHeadStopsNothing) {
  one.append({identity_object(one.identity(), 1)});
  w1.lie([](const http::Request&, const auto&) {
    return http::Response{409, {{"Content-Type", "text/x.tlog.size"}}, std::string("99\n"), nullptr};
  });
  EXPECT_THAT(show(one, w1), HasSubstr("over 99 entries"));
  const auto released = let_leave(one.node(), "drill", {identity_object(one.identity(), 2)});
  EXPECT_TRUE(released.ok()) << released.error().message;
}

TEST_F(Witnesses, AProofStandsOnAHeadThatTheyHaveCosigned) {
  one.append({identity_object(one.identity(), 1)});
  const std::uint64_t size = one.own_journal()->size();
  for (TestWitness* witness : {&w1, &w3}) EXPECT_EQ(show(one, *witness), "");
  one.append({identity_object(one.identity(), 2)});  // newest head: nobody's
  const auto view = one.node().membership().group("drill");
  const auto own =
      std::find_if(view->members.begin(), view->members.end(), [](const MemberView& member) { return member.own; });
  const auto head = one.node().outside_witnesses().witnessed_head(*view, *own, size - 1);
  ASSERT_TRUE(head.has_value());
  const auto shown = own->journal->prove(size - 1, head);
  ASSERT_TRUE(shown.ok()) << shown.error().message;
  const journal::Policy policy{.log = group::find_signature(view->charter, one.identity())->journal_key,
                               .quorum = outside_quorum(view->charter.terms)};
  const auto verdict = journal::verify_proof(shown->proof, shown->entry, policy);
  ASSERT_TRUE(verdict.ok()) << verdict.error().message;
  EXPECT_EQ(verdict->checkpoint.size, size);
  EXPECT_EQ(verdict->witnesses.size(), 2u);
  EXPECT_FALSE(one.node().outside_witnesses().witnessed_head(*view, *own, size).has_value());
}

}  // namespace
}  // namespace parley::node::testing
