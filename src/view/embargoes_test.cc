#include "view/embargoes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::view {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(EmbargoScreen, OfRemovingOneSaysWhetherAnotherHolds) {
  desk::Embargoes::Removed removed{
      .what = "op-raven", .party = "*", .word = {node::EmbargoWord::Kind::label, "op-raven", {}}};
  EXPECT_THAT(removed_text(removed), HasSubstr("may leave again"));
  removed.still = {"carp"};
  EXPECT_THAT(removed_text(removed), Not(HasSubstr("may leave again")));
  EXPECT_THAT(removed_text(removed), HasSubstr("still does not leave to a group that \"carp\" is in"));
  removed.still = {"*", "carp"};
  EXPECT_THAT(to_json(removed), HasSubstr(R"("still_held_towards":["*","carp"])")) << "programs are told as well";
  EXPECT_THAT(removed_text(removed), HasSubstr("to anybody, nor to a group that \"carp\" is in"));
}

}  // namespace
}  // namespace parley::view
