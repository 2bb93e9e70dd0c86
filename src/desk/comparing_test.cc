#include "desk/comparing.h"

#include <fmt/format.h>

#include "base/file.h"
#include "desk/test_party.h"
#include "testing/source.h"

namespace parley::desk::testing {
namespace {

using ::testing::HasSubstr;

const std::filesystem::path kLakeTarn = parley::testing::source_dir() / "cases" / "lake-tarn";

class ComparingDesk : public PartyTest {
 protected:
  void SetUp() override {
    const auto imported =
        Cases(node()).import_case(administrator(),
                                  {.text = read_file(kLakeTarn / "gold.json").value(),
                                   .file = "gold.json",
                                   .called = "lake-tarn",
                                   .read_text = [](const std::string& file) { return read_file(kLakeTarn / file); }},
                                  {});
    ASSERT_TRUE(imported.ok()) << imported.error().message;
  }
  // What is wrong with what is wanted of the case; empty: nothing.
  std::string refusal(const Comparing::Wanted& wanted) {
    const Comparing desk(node());
    const auto body = desk.load(wanted);
    if (!body.ok()) return body.error().message;
    const auto comparison = Comparing::compare(*body, wanted);
    if (!comparison.ok()) return comparison.error().message;
    const auto selection = desk.select(*comparison, wanted);
    return selection.ok() ? std::string() : selection.error().message;
  }
};

TEST_F(ComparingDesk, IsOfACaseOrOfAGroup) {
  EXPECT_EQ(refusal({.name = "lake-tarn"}), "");
  EXPECT_THAT(refusal({}), HasSubstr("either a case"));
  EXPECT_THAT(refusal({.name = "lake-tarn", .group = "drill"}), HasSubstr("either a case"));
  EXPECT_THAT(refusal({.name = "lake-garda"}), HasSubstr("there are: lake-tarn"));
  EXPECT_THAT(refusal({.group = "drill"}), HasSubstr("drill"));
}

TEST_F(ComparingDesk, RefusesWhatNobodyHas) {
  EXPECT_THAT(refusal({.name = "lake-tarn", .without = {"atlantis"}}), HasSubstr("without: "));
  EXPECT_THAT(refusal({.name = "lake-tarn", .event = "E99"}), HasSubstr("no event"));
  EXPECT_THAT(refusal({.name = "lake-tarn", .only = "gossip"}), HasSubstr("only: "));
  EXPECT_THAT(refusal({.name = "lake-tarn", .between = {"ruritania"}}), HasSubstr("between: "));
  EXPECT_EQ(refusal({.name = "lake-tarn", .between = {"ruritania", "ruritania"}}),
            "between: two different names are expected, not \"ruritania\" twice");
  EXPECT_THAT(refusal({.name = "lake-tarn", .between = {"ruritania", "atlantis"}}), HasSubstr("\"atlantis\""));
  EXPECT_EQ(refusal({.name = "lake-tarn", .only = "disagreements", .between = {"ruritania", "graustark"}}), "");
}

TEST_F(ComparingDesk, SidesStayThoseOfTheWholeWhereSourcesAreTurnedOff) {
  const Comparing desk(node());
  const Comparing::Wanted whole{.name = "lake-tarn"}, part{.name = "lake-tarn", .without = {"tarlenheim"}};
  const auto body = desk.load(whole);
  ASSERT_TRUE(body.ok()) << body.error().message;
  const auto comparison = Comparing::compare(*body, whole), less = Comparing::compare(*body, part);
  const auto of_whole = desk.select(*comparison, whole), of_part = desk.select(*less, part);
  ASSERT_TRUE(of_part.ok()) << of_part.error().message;
  EXPECT_EQ(of_part->whole_sides, accounts::sides_of(*comparison, *of_whole));
  EXPECT_EQ(accounts::sides_of(*less, *of_part), accounts::sides_of(*comparison, *of_whole));
  EXPECT_EQ(Comparing::title(*body, part), "Without Konrad Tarlenheim: " + body->title);
  EXPECT_EQ(Comparing::title(*body, whole), body->title);
}

TEST_F(ComparingDesk, ComparesWhatItLoaded) {
  const Comparing::Wanted wanted{.name = "lake-tarn"};
  const auto body = Comparing(node()).load(wanted);
  ASSERT_TRUE(body.ok()) << body.error().message;
  EXPECT_FALSE(body->title.empty());
  const auto comparison = Comparing::compare(*body, wanted);
  ASSERT_TRUE(comparison.ok()) << comparison.error().message;
}

}  // namespace
}  // namespace parley::desk::testing
