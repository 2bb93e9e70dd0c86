// A head that is not cosigned is logged when that begins and when the reason changes, not with every head that follows.
#include "node/said_once.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "journal/witness.h"
#include "node/exchange.h"
#include "node/log.h"
#include "node/membership.h"
#include "node/test_group.h"

namespace parley::node::testing {
namespace {

TEST(SaidOnce, IsNewsWhenItBeginsWhenTheReasonChangesAndWhenItBeginsAgain) {
  SaidOnce said;
  EXPECT_TRUE(said.is_news("a", "full"));
  EXPECT_FALSE(said.is_news("a", "full"));
  EXPECT_TRUE(said.is_news("b", "full")) << "about something else";
  EXPECT_TRUE(said.is_news("a", "away"));
  EXPECT_TRUE(said.is_news("a", "full")) << "a reason that comes back is a change";
  said.over("a");
  EXPECT_TRUE(said.is_news("a", "full"));
  EXPECT_FALSE(said.is_news("b", "full")) << "what is over for one goes on for another";
  said.over("nobody");
  EXPECT_TRUE(said.is_news("c", "")) << "no words are a reason, too";
  EXPECT_FALSE(said.is_news("c", ""));
}

class NotCosigned : public ::testing::Test {
 protected:
  void SetUp() override {
    make_group({&one, &two});
    ASSERT_TRUE(open_log(logging("info"), folder.path()).ok());
  }
  void TearDown() override { ASSERT_TRUE(open_log(logging("off"), folder.path()).ok()); }
  static Config logging(const std::string& level) {
    Config config;
    config.log.level = level;
    config.log.file = "log";
    return config;
  }
  // Two's newest head is shown to one; the status of the answer.
  int show() {
    const auto journal = two.own_journal();
    const std::uint64_t held = one.mirror_of(two)->size();
    journal::AddCheckpoint request;
    request.old_size = held;
    if (held > 0) request.proof = journal->prove_consistency(held).value();
    request.note = journal::Note::parse(journal->checkpoint()).value();
    const taxii::Principal principal{
        .name = "peer:" + two.identity(), .administrator = false, .generation = one.node().access().generation()};
    return one.node()
        .exchange()
        .add_checkpoint(one.node().membership().group("drill")->root, principal, request.to_string())
        .status;
  }
  int show_larger() {
    two.append({identity_object(two.identity(), ++number)});
    return show();
  }
  std::size_t said() const {
    constexpr std::string_view kSaid = "a head that was shown was not cosigned";
    const std::string text = read_file(folder.path() / "log").value();
    std::size_t times = 0;
    for (std::size_t at = 0; (at = text.find(kSaid, at)) != std::string::npos; at += kSaid.size()) ++times;
    return times;
  }

  const Folder folder;
  Party one{folder.path() / "one", "one"}, two{folder.path() / "two", "two"};
  int number = 0;
};

TEST_F(NotCosigned, IsLoggedOnceUntilTheReasonChangesOrItWentWell) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(show_larger(), 503) << "two does not answer, so nothing can be fetched";
  EXPECT_EQ(said(), 1u) << "a larger head each time, and one reason";

  two.serve([](const http::Request&, const Truthful&) { return http::Response{503, {}, std::string("cut"), nullptr}; });
  for (int i = 0; i < 3; ++i) EXPECT_EQ(show(), 503);
  EXPECT_EQ(said(), 2u) << "another reason";

  two.serve();
  EXPECT_EQ(show_larger(), 200);
  EXPECT_EQ(said(), 2u);
  two.serve([](const http::Request&, const Truthful&) { return http::Response{503, {}, std::string("cut"), nullptr}; });
  EXPECT_EQ(show_larger(), 503);
  EXPECT_EQ(said(), 3u) << "it has begun again";
}

}  // namespace
}  // namespace parley::node::testing
