// Proof files that hold without a node and say whose word they are, and receipts: who holds what, since when.
#include "desk/proofs.h"

#include "desk/test_party.h"
#include "node/journals.h"

namespace parley::desk::testing {
namespace {

using ::testing::HasSubstr;

class ProofsDesk : public PartyTest {
 protected:
  void SetUp() override {
    put_into_main({node::testing::identity_object(node().config().party.identity, 1, "Duty team")});
  }
  static constexpr const char* kId = "identity--00000001-1111-4111-8111-111111111111";
  Proofs desk_{node()};
};

TEST_F(ProofsDesk, AProofHoldsUnderItsKeyAndNoOther) {
  const auto proof = desk_.of_object(kId, {}, {});
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(proof->id, kId);
  const Proofs::Named file{proof->text, "proof.json"};
  const auto shown = Proofs::verify(file, {.key = {proof->verifier_key, "the key"}});
  ASSERT_TRUE(shown.ok()) << shown.error().message;
  EXPECT_TRUE(shown->log_key_pinned);
  EXPECT_EQ(shown->object_id, kId);
  // Without a key it holds together, and proves nothing about who made it.
  const auto unpinned = Proofs::verify(file, {});
  ASSERT_TRUE(unpinned.ok());
  EXPECT_FALSE(unpinned->log_key_pinned);

  const node::testing::Folder folder;
  node::testing::Party other(folder.path() / "other", "graustark");
  const auto refused = Proofs::verify(file, {.key = {other.node().journals().verifier_key("main").value(), "the key"}});
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("proof.json proves nothing: "));
}

TEST_F(ProofsDesk, OneChangedByteProvesNothing) {
  const auto proof = desk_.of_object(kId, "main", {});
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  std::string text = proof->text;
  const std::size_t at = text.find("Duty team");
  ASSERT_NE(at, std::string::npos);
  text[at] = 'd';
  EXPECT_FALSE(Proofs::verify({text, "proof.json"}, {.key = {proof->verifier_key, "the key"}}).ok());
}

TEST_F(ProofsDesk, WhatIsWrongWithTheKeyIsSaidOfTheKey) {
  const auto refused = Proofs::verify({"{}", "proof.json"}, {.key = {"nonsense", "--key"}});
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().message.starts_with("--key: ")) << refused.error().message;
}

TEST_F(ProofsDesk, AnObjectIsMeantByItsBeginningAndItsVersion) {
  EXPECT_TRUE(desk_.of_object("identity--00000001", {}, {}).ok());
  const auto version = Timestamp::parse("2026-07-09T18:30:00.000Z").value();
  EXPECT_TRUE(desk_.of_object(kId, {}, version).ok());
  const auto other = desk_.of_object(kId, {}, Timestamp::parse("2020-01-01T00:00:00Z").value());
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().code, Code::not_found);
  EXPECT_THAT(other.error().message, HasSubstr("of that version"));
}

TEST(Receipts, SayWhoHoldsAnObjectSinceWhen) {
  const node::testing::Folder folder;
  node::testing::Party one(folder.path() / "one", "ruritania"), two(folder.path() / "two", "graustark");
  node::testing::make_group({&one, &two});
  one.append({node::testing::identity_object(one.identity(), 1)});
  const Proofs desk(one.node());
  const auto before = desk.holders("identity--00000001", {});
  ASSERT_TRUE(before.ok()) << before.error().message;
  ASSERT_EQ(before->size(), 1u);
  EXPECT_EQ(before->front().holder, two.identity());
  EXPECT_FALSE(before->front().since);
  EXPECT_EQ(before->front().size, 0u);

  one.serve();
  two.serve();
  ASSERT_EQ(two.sync_with(one).problem, "");
  ASSERT_EQ(one.sync_with(two).problem, "");
  for (const char* typed : {"0000", "00000001", "identity--0000", "identity--0000000"})
    EXPECT_EQ(desk.holders(typed, {}).value().size(), 1u) << typed;
  const std::string id = "identity--00000001-1111-4111-8111-111111111111";
  const auto after = desk.holders(id, "drill");
  ASSERT_TRUE(after.ok()) << after.error().message;
  ASSERT_EQ(after->size(), 1u);
  EXPECT_TRUE(after->front().since);
  EXPECT_GT(after->front().size, after->front().entry) << "the head covers the entry";
  EXPECT_THAT(to_json(after->front()), HasSubstr(R"("held":true)"));
  one.stop_serving();
  two.stop_serving();

  const auto unknown = desk.holders("identity--0000000f", {});
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, Code::not_found);
}

}  // namespace
}  // namespace parley::desk::testing
