#include "desk/reading.h"

#include <fmt/format.h>

#include "desk/test_party.h"
#include "node/journals.h"

namespace parley::desk::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ReadingDesk : public PartyTest {
 protected:
  void SetUp() override {
    put_into_main({node::testing::identity_object(node().config().party.identity, 1, "One"),
                   node::testing::identity_object(node().config().party.identity, 2, "Two")});
  }
  static std::string id(int number) { return fmt::format("identity--{:08}-1111-4111-8111-111111111111", number); }
  static std::vector<std::string> ids_of(const Reading::Selection& selection) {
    std::vector<std::string> out;
    EXPECT_TRUE(Reading::for_each(selection, false, [&](const journal::Entry& entry) {
                  out.emplace_back(entry.id);
                  return true;
                }).ok());
    return out;
  }
};

TEST_F(ReadingDesk, FindsObjectsByTheBeginningOfTheirId) {
  const Reading reading(node());
  for (const std::string& typed : {id(1), std::string("identity--00000001"), std::string("00000001")}) {
    const auto selection = reading.select({.ids = {typed}});
    ASSERT_TRUE(selection.ok()) << selection.error().message;
    EXPECT_THAT(ids_of(*selection), ElementsAre(id(1)));
    EXPECT_THAT(ids_of(reading.get({.journal = "", .ids = {typed}}).value()), ElementsAre(id(1)));
  }
  const auto all = reading.select({.types = {"identity"}, .limit = 1});
  EXPECT_EQ(ids_of(*all).size(), 1u);
}

TEST_F(ReadingDesk, RefusesWhatNamesNothingAndSaysWhereItIs) {
  const Reading reading(node());
  for (const char* nothing :
       {"campaign--ffff", "ffffffff", "nonsense", "identity--ffffffff-0000-4000-8000-000000000000"})
    EXPECT_FALSE(reading.select({.ids = {nothing}}).ok()) << nothing;
  node::NewJournal other;
  other.name = "other";
  ASSERT_TRUE(node().journals().add(other).ok());
  const auto elsewhere = reading.select({.journal = "other", .ids = {id(1)}});
  EXPECT_EQ(elsewhere.error().code, Code::not_found);
  EXPECT_THAT(elsewhere.error().message, HasSubstr("; \"main\" has it"));
  EXPECT_EQ(reading.select({.since = "never"}).error().code, Code::invalid_input);
}

TEST(ObjectsText, IsABundleWithoutAnEmptyList) {
  ObjectsText empty(ObjectsText::Form::bundle);
  empty.end();
  const std::string text = empty.take();
  EXPECT_THAT(text, StartsWith("{\"type\":\"bundle\",\"id\":\"bundle--"));
  EXPECT_EQ(text.find("objects"), std::string::npos) << text;
  ObjectsText two(ObjectsText::Form::bundle);
  two.add("{\"a\":1}");
  two.add("{\"b\":2}");
  two.end();
  EXPECT_THAT(two.take(), HasSubstr("\"objects\":[\n{\"a\":1},\n{\"b\":2}\n]}\n"));
  EXPECT_EQ(two.objects(), 2u);
  EXPECT_GT(two.bytes(), 0u);
}

TEST(ObjectsText, IsTheSameInWhateverPiecesItIsTaken) {
  ObjectsText lines(ObjectsText::Form::one_a_line);
  std::string got;
  for (const char* object : {"{\"a\":1}", "{\"b\":2}"}) {
    lines.add(object);
    got += lines.take();
  }
  lines.end();
  EXPECT_EQ(got + lines.take(), "{\"a\":1}\n{\"b\":2}\n");
}

}  // namespace
}  // namespace parley::desk::testing
