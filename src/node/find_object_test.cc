#include "node/find_object.h"
#include "node/journals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/test_group.h"

namespace parley::node::testing {
namespace {

using ::testing::HasSubstr;

TEST(FindObject, TakesTheBeginningOfAnIdentifierAndSaysWhatIsWrongWithOthers) {
  const Folder folder;
  Party party(folder.path() / "a", "ruritania");
  const std::string one = identity_object(party.identity(), 1), two = identity_object(party.identity(), 2);
  Party::append_to(*party.node().journals().open("main")->journal, {one, two});
  const auto id_of = [](const std::string& object) {
    const std::size_t at = object.find("identity--");
    return object.substr(at, 46);
  };
  const std::string id = id_of(one);
  EXPECT_EQ(*whole_id(party.node(), id), id);
  EXPECT_EQ(*whole_id(party.node(), " " + id + "\n"), id);
  EXPECT_EQ(*whole_id(party.node(), "indicator--00000000-0000-4000-8000-000000000000"),
            "indicator--00000000-0000-4000-8000-000000000000")
      << "a whole one may be elsewhere";
  // As long as needed to tell it from the other.
  std::size_t same = 0;
  while (id[same] == id_of(two)[same]) ++same;
  ASSERT_GE(same, 10u);
  const std::string enough = id.substr(0, std::max<std::size_t>(same + 1, 14));
  EXPECT_EQ(*whole_id(party.node(), enough), id);
  EXPECT_EQ(*whole_id(party.node(), enough.substr(10)), id);

  EXPECT_EQ(whole_id(party.node(), "identity--ffffffff").error().code, Code::not_found);
  EXPECT_EQ(whole_id(party.node(), "no id").error().code, Code::invalid_input);
  EXPECT_THAT(whole_id(party.node(), "identity--").error().message, HasSubstr("first 4 or more"));
  EXPECT_EQ(whole_id(party.node(), "").error().code, Code::invalid_input);
}

}  // namespace
}  // namespace parley::node::testing
