#include "node/find_object.h"
#include "node/journals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>

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

  std::string capitals = id;
  for (char& c : capitals) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  EXPECT_EQ(*whole_id(party.node(), capitals), id);
  EXPECT_EQ(*whole_id(party.node(), "identity--00000000-0000-4000-8000-00000000ABCD"),
            "identity--00000000-0000-4000-8000-00000000ABCD")
      << "what nobody here has stays as it was typed";

  EXPECT_EQ(whole_id(party.node(), "identity--ffffffff").error().code, Code::not_found);
  EXPECT_EQ(whole_id(party.node(), "no id").error().code, Code::invalid_input);
  EXPECT_THAT(whole_id(party.node(), "identity--").error().message, HasSubstr("first 4 or more"));
  EXPECT_EQ(whole_id(party.node(), "").error().code, Code::invalid_input);
}

struct Typed {
  const char* name;
  std::string text;
  bool is_whole, is_beginning;
  std::string type, uuid;  // as they are understood; of what means nothing they are not looked at
  bool means;              // the object below
};
void PrintTo(const Typed& one, std::ostream* out) { *out << one.name << " \"" << one.text << '"'; }
constexpr const char* kMeant = "indicator--5c1f2a30-1111-4111-8111-111111111111";

class TypedIds : public ::testing::TestWithParam<Typed> {};

TEST_P(TypedIds, AreUnderstoodOrMeanNothing) {
  const Typed& one = GetParam();
  const TypedId typed(one.text);
  EXPECT_EQ(typed.is_whole(), one.is_whole);
  EXPECT_EQ(typed.is_beginning(), one.is_beginning);
  EXPECT_EQ(typed.means(kMeant), one.means);
  EXPECT_EQ(means(one.text, kMeant), one.means);
  EXPECT_EQ(typed.text(), trim(one.text));
  if (!one.is_whole && !one.is_beginning) return;
  EXPECT_EQ(typed.has_type(), !one.type.empty());
  EXPECT_EQ(typed.type(), one.type);
  EXPECT_EQ(typed.uuid(), one.uuid);
}

const std::string kUuid = std::string(kMeant).substr(11);

INSTANTIATE_TEST_SUITE_P(
    , TypedIds,
    ::testing::Values(
        Typed{"whole", kMeant, true, false, "indicator", kUuid, true},
        Typed{"whole_of_another", "indicator--5c1f2a30-1111-4111-8111-111111111112", true, false, "indicator",
              "5c1f2a30-1111-4111-8111-111111111112", false},
        Typed{"whole_of_another_type", "identity--" + kUuid, true, false, "identity", kUuid, false},
        Typed{"whole_in_upper_case", "INDICATOR--5C1F2A30-1111-4111-8111-111111111111", true, false, "indicator", kUuid,
              true},
        Typed{"whole_with_blanks", " \t" + std::string(kMeant) + "\r\n", true, false, "indicator", kUuid, true},
        Typed{"all_of_the_uuid", kUuid, false, true, "", kUuid, true},
        Typed{"beginning", "5c1f2a30", false, true, "", "5c1f2a30", true},
        Typed{"shortest_beginning", "5c1f", false, true, "", "5c1f", true},
        Typed{"too_short", "5c1", false, false, "", "", false},
        Typed{"beginning_of_another", "5c1f2a31", false, true, "", "5c1f2a31", false},
        Typed{"beginning_in_upper_case", "5C1F2A", false, true, "", "5c1f2a", true},
        Typed{"beginning_with_blanks", "  5c1f2a30\n", false, true, "", "5c1f2a30", true},
        Typed{"beginning_over_a_hyphen", "5c1f2a30-11", false, true, "", "5c1f2a30-11", true},
        Typed{"beginning_up_to_a_hyphen", "5c1f2a30-", false, true, "", "5c1f2a30-", true},
        Typed{"with_type", "indicator--5c1f", false, true, "indicator", "5c1f", true},
        Typed{"with_type_in_upper_case", "Indicator--5C1F2A30", false, true, "indicator", "5c1f2a30", true},
        Typed{"with_another_type", "identity--5c1f", false, true, "identity", "5c1f", false},
        Typed{"with_type_too_short", "indicator--5c1", false, false, "", "", false},
        Typed{"type_alone", "indicator--", false, false, "", "", false},
        Typed{"type_without_hyphens", "indicator", false, false, "", "", false},
        Typed{"no_type_before_the_hyphens", "--5c1f2a30", false, false, "", "", false},
        Typed{"too_long", kUuid + "1", false, false, "", "", false},
        Typed{"with_type_too_long", std::string(kMeant) + "1", false, false, "", "", false},
        Typed{"hyphen_too_early", "5c1f-2a30", false, false, "", "", false},
        Typed{"hyphen_missing", "5c1f2a301111", false, false, "", "", false},
        Typed{"with_a_uuid_for_a_type", "5c1f2a30--1111", false, true, "5c1f2a30", "1111", false},
        Typed{"three_hyphens", "indicator---5c1f", false, false, "", "", false},
        Typed{"no_digits", "zzzz", false, false, "", "", false},
        Typed{"with_what_is_no_digit", "indicator--5c1f%", false, false, "", "", false},
        Typed{"blank_inside", "5c1f 2a30", false, false, "", "", false},
        Typed{"other_letters_that_look_so", "5\u04411f", false, false, "", "", false},
        Typed{"empty", "", false, false, "", "", false}, Typed{"blanks_alone", " \n", false, false, "", "", false},
        Typed{"with_a_zero_byte", std::string("5c1f\0", 5), false, false, "", "", false}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace parley::node::testing
