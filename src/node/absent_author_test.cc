// A journal whose author cannot be asked comes from another member that holds it, checked as if it came from the
// author. What that member serves wrongly is its own fault and not the author's.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "node/exchange.h"
#include "node/heads.h"
#include "node/membership.h"
#include "node/own_acts.h"
#include "node/peers.h"
#include "node/receipts.h"
#include "node/test_acting.h"
#include "node/test_described.h"
#include "node/test_group.h"

namespace parley::node::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace std::chrono_literals;

class AbsentAuthor : public ::testing::Test {
 protected:
  void SetUp() override {
    make_group({&author, &holder, &reader});
    for (Party* party : {&author, &holder, &reader}) {
      ASSERT_TRUE(party->own_journal()->publish().ok());
      party->serve();
    }
    origin = author.own_journal()->origin();
  }
  void extend(int entries) {
    for (int i = 0; i < entries; ++i) author.append({identity_object(author.identity(), ++objects)});
  }
  // The reader tries until it asks others.
  void lose_patience() {
    for (int i = 0; i < kTriesInVain; ++i) EXPECT_NE(reader.sync_with(author).problem, "");
  }
  void vanish() {
    author.stop_serving();
    lose_patience();
  }
  void expect_held() {
    const auto mirror = reader.mirror_of(author);
    EXPECT_EQ(mirror->size(), author.own_journal()->size());
    EXPECT_EQ(mirror->statistics().published, author.own_journal()->size());
    EXPECT_TRUE(mirror->verify().ok());
  }
  std::string stopped() { return reader.node().heads().stopped(origin).value_or(""); }

  const Folder folder;
  Party author{folder.path() / "author", "author"}, holder{folder.path() / "holder", "holder"},
      reader{folder.path() / "reader", "reader"};
  std::string origin;
  int objects = 0;
};

TEST_F(AbsentAuthor, IsReadFromWhoHoldsItsJournal) {
  ASSERT_EQ(reader.sync_with(author).problem, "");
  extend(5);
  ASSERT_EQ(holder.sync_with(author).problem, "");
  // Not before the author was asked several times.
  author.stop_serving();
  ASSERT_EQ(reader.sync_with(holder).problem, "");
  EXPECT_LT(reader.mirror_of(author)->size(), author.own_journal()->size());
  lose_patience();
  ASSERT_EQ(reader.sync_with(holder).problem, "");
  expect_held();
  // And the author gets the receipt by the same way.
  ASSERT_EQ(holder.sync_with(reader).problem, "");
  ASSERT_EQ(author.sync_with(holder).problem, "");
  const auto view = author.node().membership().group("drill");
  EXPECT_TRUE(author.node().receipts().received_at(*view)(author.identity(), author.own_journal()->size() - 1,
                                                          reader.identity()));
  // It comes back.
  author.serve();
  extend(2);
  ASSERT_EQ(reader.sync_with(author).problem, "");
  expect_held();
}

TEST_F(AbsentAuthor, ThatNeverCameBackIsReadByWhoWasOff) {
  extend(300);
  ASSERT_EQ(holder.sync_with(author).problem, "");
  const std::uint64_t entries = author.own_journal()->size();
  author.stop_serving();
  reader.restart();
  reader.serve();
  const auto reports = reader.node().exchange().sync("drill");
  ASSERT_THAT(reports, SizeIs(2));
  EXPECT_EQ(std::max(reports[0].after, reports[1].after), entries)
      << "it was fetched at once: who asks by hand does not wait";
  expect_held();
  EXPECT_EQ(stopped(), "");
}

TEST_F(AbsentAuthor, CostsNothingWhileItIsThere) {
  int asked = 0;
  holder.serve([&](const http::Request& request, const Truthful& truthful) {
    if (request.path.starts_with(author.served_at())) ++asked;
    return truthful(request);
  });
  for (int i = 0; i < 5; ++i) {
    extend(1);
    ASSERT_EQ(holder.sync_with(author).problem, "");
    ASSERT_EQ(reader.sync_with(holder).problem, "");  // hears of more than it has
    ASSERT_EQ(reader.sync_with(author).problem, "");
    ASSERT_EQ(reader.sync_with(holder).problem, "");
  }
  EXPECT_EQ(asked, 0);
}

// One that shows a reader less than it has shown to others.
TEST_F(AbsentAuthor, OrOneThatHoldsBackIsReadFromOthers) {
  ASSERT_EQ(reader.sync_with(author).problem, "");
  const std::string old_head = author.own_journal()->checkpoint();
  extend(4);
  ASSERT_EQ(holder.sync_with(author).problem, "");
  author.serve([this, old_head](const http::Request& request, const Truthful& truthful) {
    return request.path == author.served_at() + "checkpoint" ? http::Response{200, {}, old_head, nullptr}
                                                             : truthful(request);
  });
  ASSERT_EQ(reader.sync_with(holder).problem, "");
  ASSERT_EQ(reader.sync_with(author).problem, "");
  EXPECT_LT(reader.mirror_of(author)->size(), author.own_journal()->size());
  ASSERT_EQ(reader.sync_with(holder).problem, "");
  expect_held();
}

TEST_F(AbsentAuthor, IsNotHarmedByAWrongCopy) {
  ASSERT_EQ(reader.sync_with(author).problem, "");
  extend(6);
  ASSERT_EQ(holder.sync_with(author).problem, "");
  vanish();
  const std::string at = author.served_at();
  const std::uint64_t held = reader.mirror_of(author)->size();
  const std::string other_head = holder.own_journal()->checkpoint();
  struct Lie {
    const char* path;
    std::function<std::string(std::string)> change;
  };
  std::size_t kept = 0;
  int asked = 0;
  for (const Lie& lie : std::vector<Lie>{
           {"objects/", [](std::string body) { return body.replace(body.find("Duty team"), 9, "Duty tean"); }},
           {"salts/", [](std::string body) { return body[40] = static_cast<char>(body[40] ^ 1), body; }},
           {"tile/entries/", [](std::string body) { return body.replace(body.rfind("assert"), 6, "revise"); }},
           {"checkpoint", [](std::string body) { return body.replace(body.find('\n') + 1, 1, "9"); }},
           {"checkpoint", [&](const std::string&) { return other_head; }},
       }) {
    SCOPED_TRACE(lie.path);
    holder.serve([&](const http::Request& request, const Truthful& truthful) {
      http::Response answer = truthful(request);
      if (request.path.starts_with(at) && request.path != at + "checkpoint") ++asked;
      if (request.path.starts_with(at + lie.path)) answer.body = lie.change(std::string(answer.body_text()));
      return answer;
    });
    EXPECT_NE(reader.sync_with(holder).problem, "");
    EXPECT_EQ(reader.mirror_of(author)->size(), held);
    EXPECT_EQ(stopped(), "");
    ASSERT_THAT(reader.evidence(), SizeIs(++kept));
    EXPECT_THAT(reader.evidence().back(), HasSubstr(fmt::format(R"("served_by":"{}")", holder.identity())));
    const int before = asked;
    EXPECT_EQ(reader.sync_with(holder).problem, "") << "it is not asked again for the same";
    EXPECT_EQ(asked, before);
    EXPECT_THAT(reader.evidence(), SizeIs(kept));
    const GroupView view = reader.node().membership().group("drill").value();
    for (const MemberView& member : view.members) {
      EXPECT_EQ(!member.wrong_copies.empty(), member.identity_id == holder.identity());
      EXPECT_EQ(member.problem, "");
    }
    // The author comes, adds something, and goes: the holder shows another head.
    author.serve();
    extend(1);
    holder.serve();
    ASSERT_EQ(holder.sync_with(author).problem, "");
    author.stop_serving();
  }
  ASSERT_EQ(reader.sync_with(holder).problem, "");
  expect_held();
  const GroupView view = reader.node().membership().group("drill").value();
  for (const MemberView& member : view.members) EXPECT_EQ(member.wrong_copies, "");
}

// Content that the holder has erased, by its own act, is no fault; and what it has not is not taken as erased by the
// author.
TEST_F(AbsentAuthor, WhoseContentTheHolderErasedIsReadUpToThere) {
  extend(6);
  ASSERT_EQ(holder.sync_with(author).problem, "");
  const std::string third = fmt::format("identity--{:08x}-1111-4111-8111-111111111111", 3);
  ASSERT_TRUE(holder.mirror_of(author)->erase(third, {.last = false, .first = false, .all = true, .exact = {}}).ok());
  vanish();
  EXPECT_THAT(reader.sync_with(holder).problem, HasSubstr("not held there any more"));
  EXPECT_EQ(reader.sync_with(holder).problem, "") << "it is not asked again for the same";
  EXPECT_THAT(reader.evidence(), IsEmpty());
  const std::uint64_t held = reader.mirror_of(author)->size();
  EXPECT_GT(held, 0u);
  EXPECT_LT(held, author.own_journal()->size() - 3);
  author.serve();
  ASSERT_EQ(reader.sync_with(author).problem, "");
  expect_held();
  EXPECT_TRUE(reader.mirror_of(author)->contains(third).value());
}

// What the author has erased, and said so, is missing with good reason.
TEST_F(AbsentAuthor, ThatErasedSomethingItselfIsReadToTheEnd) {
  extend(6);
  const std::string third = fmt::format("identity--{:08x}-1111-4111-8111-111111111111", 3);
  ASSERT_TRUE(author.own_journal()->erase(third, {.last = false, .first = false, .all = true, .exact = {}}).ok());
  extend(1);
  ASSERT_EQ(holder.sync_with(author).problem, "");
  vanish();
  ASSERT_EQ(reader.sync_with(holder).problem, "");
  expect_held();
}

// Two that never talk, but both to a third.
TEST_F(AbsentAuthor, AndItsReaderSeeTheSameHistoryThroughAThird) {
  const auto cut = [](Party& from, Party& other) {
    from.serve([certificate = other.node().peers().own_card_parsed()->tls_fingerprint](const http::Request& request,
                                                                                       const Truthful& truthful) {
      return request.client_certificate == certificate ? http::Response{503, {}, std::string("cut"), nullptr}
                                                       : truthful(request);
    });
  };
  cut(author, reader);
  cut(reader, author);
  const auto say = [](Party& party, const std::string& text) {
    const auto released = let_leave(party.node(), "drill", {text});
    ASSERT_TRUE(released.ok()) << released.error().message;
    ASSERT_TRUE(party.own_journal()->publish().ok());
  };
  const auto message = [](Party& party, std::string_view type, const std::string& id) {
    return group::message_text({.type = std::string(type),
                                .id = id,
                                .author = party.identity(),
                                .time = {party.node().time().value / 1000 * 1000}});
  };
  const auto talk = [&] {
    for (int round = 0; round < 5; ++round) {
      for (Party* party : {&author, &holder, &reader}) {
        ASSERT_TRUE(party->node().own_acts().act().ok());
        ASSERT_TRUE(party->own_journal()->publish().ok());
      }
      for (Party* party : {&author, &holder, &reader})
        for (Party* other : {&author, &holder, &reader})
          if (party != other) (void)party->sync_with(*other);
    }
  };
  const std::string inquiry = "inquiry--00000001-2222-4222-8222-222222222222";
  say(author, message(author, "inquiry", inquiry)
                  .text("name", "What happened")
                  .raw("to_refs", json::string_array_text({reader.identity()}))
                  .raw("questions", R"([{"number":1,"text":"Who?"}])")
                  .text("incident_severity", "high")
                  .raw("asks", R"(["information"])")
                  .str());
  talk();
  say(reader, message(reader, "reply", {})
                  .text("inquiry_ref", inquiry)
                  .raw("answers", R"([{"question":1,"outcome":"answered","text":"They did"}])")
                  .str());
  talk();
  const auto history = [at = now()](Party& party) { return described(party.node(), at); };
  const std::string first = history(author);
  EXPECT_EQ(history(holder), first);
  EXPECT_EQ(history(reader), first);
  EXPECT_THAT(first, HasSubstr("They did"));
  EXPECT_EQ(first.find("received -"), std::string::npos) << first;
  for (Party* party : {&author, &holder, &reader})
    for (Party* other : {&author, &holder, &reader}) {
      if (party == other) continue;
      EXPECT_EQ(party->mirror_of(*other)->size(), other->own_journal()->size());
    }
}

}  // namespace
}  // namespace parley::node::testing
