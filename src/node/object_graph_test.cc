#include "node/object_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/journal_fixture.h"

namespace parley::node {
namespace {

using journal::NewObject;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ObjectGraphTest : public journal::testing::JournalTest {
 protected:
  void SetUp() override {
    JournalTest::SetUp();
    create_and_open();
  }
  void append(const std::vector<NewObject>& objects) { ASSERT_TRUE(journal_->append(objects).ok()); }
  void refresh(bool is_home = true) {
    // The fixture keeps it.
    const std::shared_ptr<journal::Journal> lent(std::shared_ptr<void>(), journal_.get());
    const std::vector<ObjectGraph::Source> sources = {{"main", lent, is_home}};
    ASSERT_TRUE(graph.refresh(sources).ok());
  }
  std::vector<std::string> referrers(const std::string& id) const {
    std::vector<std::string> out;
    graph.referrers(id, [&](std::string_view one) { return out.emplace_back(one), true; });
    return out;
  }
  static NewObject naming(std::uint64_t number, const std::string& text) {
    return object(id_of(number), "2026-01-01T00:00:00.000Z", text);
  }
  static NewObject derived(std::uint64_t number, const std::string& from, const std::string& original) {
    NewObject made = object(id_of(number, "relationship"));
    made.text.back() = ',';
    made.text +=
        fmt::format(R"("relationship_type":"derived-from","source_ref":"{}","target_ref":"{}"}})", from, original);
    return made;
  }

  ObjectGraph graph;
};

TEST_F(ObjectGraphTest, KnowsWhatWasAppendedSinceTheLastTime) {
  append({naming(1, "see " + id_of(7)), naming(2, "see " + id_of(7) + " and again " + id_of(7))});
  refresh();
  EXPECT_THAT(referrers(id_of(7)), ElementsAre(id_of(1), id_of(2)));
  append({naming(3, id_of(7) + id_of(8))});
  refresh();
  EXPECT_THAT(referrers(id_of(7)), ElementsAre(id_of(1), id_of(2), id_of(3)));
  EXPECT_THAT(referrers(id_of(8)), ElementsAre(id_of(3)));
  EXPECT_THAT(referrers(id_of(1)), IsEmpty());  // its own id is no word about it
}

TEST_F(ObjectGraphTest, OutsideOfHomeOnlyDerivationsCount) {
  append({naming(1, id_of(7)), derived(2, id_of(8), id_of(7))});
  refresh(false);
  EXPECT_THAT(referrers(id_of(7)), IsEmpty());
  EXPECT_EQ(graph.origins(id_of(8)).size(), 1u);
}

// So many that several threads read them. Each entry names the one before it, also across the places where one thread's
// part ends and the next one's begins.
TEST_F(ObjectGraphTest, LosesNothingOfAJournalThatIsReadInParts) {
  constexpr std::uint64_t kAll = 210'000, kStep = 10'000;
  for (std::uint64_t from = 1; from <= kAll; from += kStep) {
    std::vector<NewObject> objects;
    for (std::uint64_t i = from; i < from + kStep; ++i)
      objects.push_back(i % kStep == 0 ? derived(i, id_of(i), id_of(i - 1)) : naming(i, id_of(i - 1)));
    append(objects);
  }
  refresh();
  for (std::uint64_t i = 1; i <= kAll; ++i) {
    if (i % 97 != 0 && (i % (kAll / 4)) > 2) continue;
    if (i % kStep == 0) continue;
    ASSERT_THAT(referrers(id_of(i - 1)), ElementsAre(id_of(i))) << i;
  }
  for (std::uint64_t i = kStep; i <= kAll; i += kStep) {
    const auto origins = graph.origins(id_of(i));
    ASSERT_EQ(origins.size(), 1u) << i;
    ASSERT_EQ(origins.front().id, id_of(i - 1));
    ASSERT_THAT(referrers(id_of(i - 1)), IsEmpty()) << "that it was made from it is no naming";
  }
}

}  // namespace
}  // namespace parley::node
