// What a printed page says of itself: from which bytes it was made, under which head, and how strictly it is marked.
#include "desk/provenance.h"

#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "desk/comparing.h"
#include "desk/test_party.h"
#include "json/with_member.h"
#include "node/deliberation.h"
#include "testing/source.h"

namespace parley::desk::testing {
namespace {

const std::filesystem::path kLakeTarn = parley::testing::source_dir() / "cases" / "lake-tarn";
constexpr std::string_view kGreen = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
                           kAmber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421";

class ProvenanceDesk : public PartyTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Cases(node())
                    .import_case(administrator(),
                                 {.text = read_file(kLakeTarn / "gold.json").value(),
                                  .file = "gold.json",
                                  .called = "lake-tarn",
                                  .read_text = [](const std::string& file) { return read_file(kLakeTarn / file); }},
                                 {})
                    .ok());
  }
  Provenance provenance(const std::string& event = {}) {
    const Comparing::Wanted wanted{.name = "lake-tarn", .event = event};
    const auto body = Comparing(node()).load(wanted).value();
    const auto comparison = Comparing::compare(body, wanted).value();
    const auto selection = Comparing(node()).select(comparison, wanted).value();
    return provenance_of(node(), comparison, selection, node().time()).value();
  }
  // The next version of the statement that is called so, with a marking.
  void mark(const std::string& name, std::string_view marking) {
    const Comparing::Wanted wanted{.name = "lake-tarn"};
    const auto body = Comparing(node()).load(wanted).value();
    journal::Query query;
    for (const auto& one : body.material.statements())
      if (one.name == name) query.ids = {one.id};
    const auto page = journal(node::kDeliberation).read(query, 0, {.objects = 1});
    std::string text = json::with_member(std::string(page->entries.front().text), "object_marking_refs",
                                         fmt::format(R"(["{}"])", marking));
    text = json::with_member(text, "modified", fmt::format(R"("{}")", to_string(node().time())));
    node::testing::Party::append_to(journal(node::kDeliberation), {text});
  }
};

TEST_F(ProvenanceDesk, NamesTheDocumentsByTheirBytesAndTheHeadUnderWhichTheyStand) {
  const Provenance from = provenance();
  ASSERT_EQ(from.documents.size(), 2u);
  const std::string text = read_file(kLakeTarn / "courier.txt").value();
  EXPECT_EQ(from.documents[0].voice, "the Courier (Strelsau)");
  EXPECT_EQ(from.documents[0].sha256, to_hex(sha256(text)));
  EXPECT_EQ(from.documents[0].bytes, text.size());
  ASSERT_EQ(from.heads.size(), 1u);
  EXPECT_EQ(from.heads[0].journal, node::kDeliberation);
  EXPECT_GT(from.heads[0].entries, 100u);
  EXPECT_FALSE(from.heads[0].root.empty());
  EXPECT_EQ(from.party, node().config().party.name);
  EXPECT_EQ(from.marking, "");
  EXPECT_EQ(from.marked, 0u);
}

TEST_F(ProvenanceDesk, IsMarkedAsTheStrictestOfWhatIsShown) {
  mark("c15", kGreen);
  EXPECT_EQ(provenance().marking, "TLP:GREEN");
  mark("c14", kAmber);
  const Provenance from = provenance();
  EXPECT_EQ(from.marking, "TLP:AMBER");
  EXPECT_EQ(from.marked, 2u);
  // What is not shown marks nothing: neither has to do with what Strake said as interior minister.
  EXPECT_EQ(provenance("E8").marking, "");
}

}  // namespace
}  // namespace parley::desk::testing
