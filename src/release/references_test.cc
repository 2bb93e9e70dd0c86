#include "release/references.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::release {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kUuid = "11111111-2222-4333-8444-55555555abcd";
const std::string kId = std::string("indicator--") + kUuid;

TEST(Identifiers, AreFoundWhereverTheyStandInATextAndInLowerCase) {
  EXPECT_THAT(identifiers_in(kId), ElementsAre(kId));
  EXPECT_THAT(identifiers_in("see INDICATOR--11111111-2222-4333-8444-55555555ABCD, and (" + kId + ")"),
              ElementsAre(kId, kId));
  EXPECT_THAT(identifiers_in("x_acme-thing--" + std::string(kUuid)),
              ElementsAre("x_acme-thing--" + std::string(kUuid)));
  // Directly one behind the other: the end of one is no part of the next one's name.
  EXPECT_THAT(identifiers_in(kId + kId), ElementsAre(kId, kId));
  EXPECT_THAT(identifiers_in(kId + "--" + kUuid), ElementsAre(kId));
}

TEST(Identifiers, AreNotWhatLacksATypeOrAUuid) {
  for (const std::string& text :
       {std::string("--") + kUuid, "indicator-" + std::string(kUuid), kId.substr(0, kId.size() - 1),
        std::string("indicator--11111111-2222-4333-8444-55555555abcg"), std::string("--"), std::string("a--"),
        std::string(), std::string("2026-01-01--2026-02-02")})
    EXPECT_THAT(identifiers_in(text), IsEmpty()) << text;
}

// Each is looked at back to the first of its letters, so that a hostile text would else take the square of its length.
TEST(Identifiers, ThatFollowEachOtherWithoutEndTakeTimeByTheirLengthOnly) {
  std::string chain;
  while (chain.size() < (4u << 20)) chain += kId;
  EXPECT_EQ(identifiers_in(chain).size(), chain.size() / kId.size());
  std::string nearly;  // a UUID that is none before each that is one
  while (nearly.size() < (4u << 20)) nearly += std::string("a--") + kUuid + "x";
  for (const std::string& one : identifiers_in(nearly)) ASSERT_LE(one.size(), 250u + 38u);
  EXPECT_THAT(identifiers_in(std::string(4u << 20, '-')), IsEmpty());
}

}  // namespace
}  // namespace parley::release
