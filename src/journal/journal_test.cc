#include "journal/journal.h"

#include <gmock/gmock.h>

#include <fstream>

#include "journal/journal_fixture.h"
#include "journal/leaf.h"

namespace parley::journal {
namespace {

using testing::all_versions;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::JournalTest;
using ::testing::SizeIs;

constexpr const char* kOld = "2026-01-01T00:00:00.000Z";
constexpr const char* kMiddle = "2026-02-01T00:00:00.000Z";
constexpr const char* kNew = "2026-03-01T00:00:00.000Z";

TEST_F(JournalTest, WhatWasAppendedIsReadBackByteForByteAtOnceAndAfterReopening) {
  create_and_open();
  NewObject given = object(id_of(1));
  given.text = R"({"type":"indicator","id":")" + given.id +
               R"(","modified":"2026-01-01T00:00:00.000Z","x":1.50,"y":"é\u00e9\/"})";
  given.canonical = *json::canonical(given.text);
  const Outcome outcome = append(given);
  EXPECT_EQ(outcome.added, Added::stored);
  EXPECT_EQ(outcome.version, kOld);
  for (int i = 0; i < 2; ++i, open()) {
    const auto page = journal_->read({}, 0, {});
    ASSERT_TRUE(page.ok());
    ASSERT_THAT(page->entries, SizeIs(1));
    const Entry& entry = page->entries[0];
    EXPECT_EQ(entry.text, given.text);
    EXPECT_EQ(entry.id, given.id);
    EXPECT_EQ(entry.type, "indicator");
    EXPECT_EQ(entry.spec_version, "2.1");
    EXPECT_EQ(entry.version, kOld);
    EXPECT_EQ(entry.date_added, outcome.date_added);
    EXPECT_FALSE(page->more);
    EXPECT_EQ(page->next, 1u);
    EXPECT_TRUE(*journal_->contains(given.id));
    EXPECT_FALSE(*journal_->contains(id_of(2)));
  }
}

TEST_F(JournalTest, APageOfTextsHasTheSameObjectsAsAPageOfEverything) {
  create_and_open();
  for (int i = 0; i < 40; ++i)
    append(object(id_of(static_cast<std::uint64_t>(i), i % 7 == 0 ? "malware" : "indicator"), kOld,
                  std::string(static_cast<std::size_t>(i * 50), 'x')));
  for (const Query& query :
       {Query{}, Query{.added_after = {}, .ids = {}, .types = {"malware"}, .spec_versions = {}, .versions = {}}}) {
    const auto all = journal_->read(query, 0, {.objects = 30});
    const auto texts = journal_->read(query, 0, {.objects = 30, .text_only = true});
    ASSERT_TRUE(all.ok() && texts.ok());
    ASSERT_EQ(all->entries.size(), texts->entries.size());
    for (std::size_t i = 0; i < all->entries.size(); ++i) {
      EXPECT_EQ(all->entries[i].text, texts->entries[i].text);
      EXPECT_EQ(all->entries[i].seq, texts->entries[i].seq);
      EXPECT_EQ(all->entries[i].date_added, texts->entries[i].date_added);
    }
    EXPECT_EQ(all->more, texts->more);
  }
}

TEST_F(JournalTest, TheSameVersionAgainIsSuccessAndOtherContentAConflict) {
  create_and_open();
  const auto first = append(object(id_of(1)));
  const auto again = append(object(id_of(1)));
  EXPECT_EQ(again.added, Added::already_there);
  EXPECT_EQ(again.seq, first.seq);
  EXPECT_EQ(again.date_added, first.date_added);
  // The same instant in another spelling is the same version; its text differs, so the content does.
  EXPECT_EQ(append(object(id_of(1), "2026-01-01T00:00:00Z")).added, Added::conflict);
  EXPECT_EQ(append(object(id_of(1), kOld, "another")).added, Added::conflict);
  EXPECT_EQ(journal_->size(), 1u);
}

TEST_F(JournalTest, TwoOfOneIdInOneEnvelopeAreJudgedAsIfOneWereThere) {
  create_and_open();
  const auto outcomes =
      append({object(id_of(1)), object(id_of(1)), object(id_of(1), kOld, "x"), object(id_of(1), kNew)});
  ASSERT_THAT(outcomes, SizeIs(4));
  EXPECT_EQ(outcomes[0].added, Added::stored);
  EXPECT_EQ(outcomes[1].added, Added::already_there);
  EXPECT_EQ(outcomes[1].seq, outcomes[0].seq);
  EXPECT_EQ(outcomes[2].added, Added::conflict);
  EXPECT_EQ(outcomes[3].added, Added::stored);
  EXPECT_EQ(journal_->size(), 2u);
}

TEST_F(JournalTest, AnObjectWithoutVersionIsAnewVersionWhenItsContentIsNew) {
  create_and_open();
  const std::string id = id_of(1, "ipv4-addr");
  const auto first = append(object(id, ""));
  EXPECT_EQ(first.version, to_string(first.date_added));
  const auto second = append(object(id, "", "changed"));
  EXPECT_EQ(second.added, Added::stored);
  EXPECT_EQ(append(object(id, "")).seq, first.seq);
  EXPECT_EQ(append(object(id, "", "changed")).seq, second.seq);
  EXPECT_THAT(read_all({}), ElementsAre(object(id, "", "changed").text));
  Query exact;
  exact.versions = {.last = false, .first = false, .all = false, .exact = {*Timestamp::parse(first.version)}};
  EXPECT_THAT(read_all(exact), ElementsAre(object(id, "").text));
}

TEST_F(JournalTest, LastAndFirstGoByTheVersionNotByArrival) {
  create_and_open();
  const std::string id = id_of(1);
  append(object(id, kMiddle)), append(object(id, kOld)), append(object(id, kNew));
  for (int i = 0; i < 2; ++i, open()) {
    EXPECT_THAT(read_all({}), ElementsAre(object(id, kNew).text));
    Query query;
    query.ids = {id};
    query.versions = {.last = false, .first = true, .all = false, .exact = {}};
    EXPECT_THAT(read_all(query), ElementsAre(object(id, kOld).text));
    query.versions.last = true;
    EXPECT_THAT(read_all(query), ElementsAre(object(id, kOld).text, object(id, kNew).text));
    query.versions = all_versions();
    EXPECT_THAT(read_all(query, 1),
                ElementsAre(object(id, kMiddle).text, object(id, kOld).text, object(id, kNew).text));
  }
}

TEST_F(JournalTest, VersionsThatDifferBelowTheMicrosecondAreDifferent) {
  create_and_open();
  const std::string id = id_of(1), fine1 = "2026-01-01T00:00:00.0000001Z", fine2 = "2026-01-01T00:00:00.0000002Z";
  append({object(id, fine2), object(id, "2026-01-01T00:00:00Z"), object(id, fine1)});
  EXPECT_EQ(append(object(id, fine1)).added, Added::already_there);
  EXPECT_EQ(append(object(id, fine1, "x")).added, Added::conflict);
  EXPECT_THAT(read_all({}), ElementsAre(object(id, fine2).text));
  Query query;
  query.versions = {.last = false, .first = false, .all = false, .exact = {*Timestamp::parse(fine1)}};
  EXPECT_THAT(read_all(query), ElementsAre(object(id, fine1).text));
}

TEST_F(JournalTest, PagesAreCutByObjectsAndBytesAndAlwaysGiveOne) {
  create_and_open();
  std::vector<NewObject> objects;
  for (std::uint64_t i = 0; i < 10; ++i) objects.push_back(object(id_of(i)));
  append(objects);
  const auto two = journal_->read({}, 0, {.objects = 2, .bytes = 1000});
  ASSERT_TRUE(two.ok());
  EXPECT_THAT(two->entries, SizeIs(2));
  EXPECT_TRUE(two->more);
  EXPECT_EQ(two->next, 2u);
  const auto one = journal_->read({}, 9, {.objects = 100, .bytes = 1});
  ASSERT_TRUE(one.ok());
  EXPECT_THAT(one->entries, SizeIs(1));
  EXPECT_FALSE(one->more);
  EXPECT_THAT(read_all({}, 3), SizeIs(10));
  EXPECT_THAT(journal_->read({}, 99, {})->entries, IsEmpty());
}

TEST_F(JournalTest, QueriesCombineTypeDateAndSpecVersion) {
  create_and_open();
  std::vector<NewObject> objects;
  for (std::uint64_t i = 0; i < 300; ++i) objects.push_back(object(id_of(i, i % 100 == 7 ? "malware" : "tool")));
  objects[107].spec_version = "2.0";
  const auto outcomes = append(objects);
  Query query;
  query.types = {"malware", "no-such-type"};
  EXPECT_THAT(read_all(query), ElementsAre(objects[7].text, objects[107].text, objects[207].text));
  query.added_after = outcomes[7].date_added;
  EXPECT_THAT(read_all(query, 1), ElementsAre(objects[107].text, objects[207].text));
  query.spec_versions = {"2.1"};
  EXPECT_THAT(read_all(query), ElementsAre(objects[207].text));
  query.spec_versions = {"9.9"};
  EXPECT_THAT(read_all(query), IsEmpty());
  query = {};
  query.types = {"no-such-type"};
  EXPECT_THAT(read_all(query), IsEmpty());
}

TEST_F(JournalTest, DatesIncreaseAlsoWhenTheClockGoesBackwards) {
  std::int64_t time = 1'800'000'000'000'000;
  options_.clock = [&time] { return Micros{time -= 1'000'000}; };
  create_and_open();
  Micros last{};
  for (std::uint64_t i = 0; i < 20; ++i) {
    if (i == 10) open();
    const auto outcome = append(object(id_of(i)));
    EXPECT_GT(outcome.date_added, last);
    last = outcome.date_added;
  }
}

TEST_F(JournalTest, ErasingRemovesTheBytesKeepsTheLeafAndSaysSo) {
  create_and_open();
  const std::string id = id_of(1);
  append({object(id, kOld, "SECRET"), object(id_of(2)), object(id, kNew)});
  const auto before = journal_->prove(0);
  ASSERT_TRUE(before.ok());
  EXPECT_TRUE(before->object.has_value());
  VersionFilter old_only{.last = false, .first = true, .all = false, .exact = {}};
  EXPECT_EQ(*journal_->erase(id, old_only), 1u);
  for (int i = 0; i < 2; ++i, open()) {
    std::string bytes;
    std::ifstream file(journal_dir() / "segments" / "000000000000.ndjson");
    for (std::string line; std::getline(file, line);) bytes += line;
    EXPECT_THAT(bytes, Not(HasSubstr("SECRET")));
    EXPECT_THAT(read_all({}), ElementsAre(object(id_of(2)).text, object(id, kNew).text));
    Query first;
    first.ids = {id};
    first.versions = old_only;
    EXPECT_THAT(read_all(first), ElementsAre(object(id, kNew).text));
    const auto proof = journal_->prove(0);
    ASSERT_TRUE(proof.ok());
    EXPECT_EQ(proof->entry, before->entry);
    EXPECT_FALSE(proof->object.has_value());
    EXPECT_EQ(parse_leaf(journal_->prove(3)->entry)->of, std::vector<Seq>{0});
    const auto verified = journal_->verify();
    EXPECT_TRUE(verified.ok()) << verified.error().message;
    EXPECT_EQ(journal_->statistics().erased, 1u);
    EXPECT_EQ(journal_->statistics().objects, 2u);
  }
  EXPECT_EQ(*journal_->erase(id, all_versions()), 1u);
  EXPECT_FALSE(*journal_->contains(id));
  EXPECT_EQ(journal_->erase(id, all_versions()).error().code, Code::not_found);
  // What was erased may come again.
  EXPECT_EQ(append(object(id, kOld, "SECRET")).added, Added::stored);
  EXPECT_TRUE(*journal_->contains(id));
}

TEST_F(JournalTest, AnIdWhoseHashAnotherIdHasIsStillItself) {
  options_.hash_mask = 0xf000'0000'0000'0000;
  create_and_open();
  for (std::uint64_t i = 0; i < 60; ++i) append({object(id_of(i), kOld), object(id_of(i), kNew)});
  for (int round = 0; round < 3; ++round) {
    EXPECT_THAT(read_all({}), SizeIs(60));
    Query query;
    query.ids = {id_of(17), id_of(99)};
    EXPECT_THAT(read_all(query), ElementsAre(object(id_of(17), kNew).text));
    EXPECT_FALSE(*journal_->contains(id_of(99)));
    EXPECT_EQ(append(object(id_of(17), kNew)).added, Added::already_there);
    EXPECT_EQ(append(object(id_of(17), kNew, "x")).added, Added::conflict);
    EXPECT_EQ(journal_->statistics().objects, 60u);
    if (round == 1) journal_.reset(), std::filesystem::remove_all(journal_dir() / "index");
    open();
  }
  EXPECT_EQ(*journal_->erase(id_of(17), all_versions()), 2u);
  EXPECT_THAT(read_all({}), SizeIs(59));
  EXPECT_EQ(journal_->rebuild()->differences, 0u);
}

TEST_F(JournalTest, APageStaysValidUntilSomethingInItChanges) {
  create_and_open();
  std::vector<NewObject> objects;
  for (std::uint64_t i = 0; i < 3000; ++i) objects.push_back(object(id_of(i)));
  append(objects);
  const auto first = journal_->read({}, 0, {.objects = 1000}), last = journal_->read({}, 2500, {.objects = 1000});
  Query by_id, absent;
  by_id.ids = {id_of(5)}, absent.ids = {id_of(5), id_of(4000)};
  const auto one = journal_->read(by_id, 0, {}), none = journal_->read(absent, 0, {});
  append(object(id_of(9000)));
  EXPECT_TRUE(journal_->still_valid(first->validity));
  EXPECT_FALSE(journal_->still_valid(last->validity));
  EXPECT_TRUE(journal_->still_valid(one->validity));
  EXPECT_FALSE(journal_->still_valid(none->validity));
  append(object(id_of(5), kNew));
  EXPECT_FALSE(journal_->still_valid(first->validity));
  EXPECT_FALSE(journal_->still_valid(one->validity));
}

TEST_F(JournalTest, OnlyOneProcessHasItOpen) {
  create_and_open();
  const auto second = Journal::open(journal_dir(), options_);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, Code::unavailable);
  EXPECT_EQ(Journal::create(journal_dir(), options_).error().code, Code::conflict);
}

TEST_F(JournalTest, ProofsHoldForEveryEntry) {
  create_and_open();
  std::vector<NewObject> objects;
  for (std::uint64_t i = 0; i < 300; ++i) objects.push_back(object(id_of(i)));
  append(objects);
  const Policy policy{.log = VerifierKey::make(options_.origin, SignatureType::ed25519, key_->public_key()),
                      .quorum = {}};
  for (const Seq seq : {0u, 255u, 256u, 299u}) {
    const auto proof = journal_->prove(seq);
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    const auto verdict = verify_proof(proof->proof, proof->entry, policy);
    EXPECT_TRUE(verdict.ok()) << verdict.error().message;
    EXPECT_EQ(commitment(*proof->salt, *proof->object), parse_leaf(proof->entry)->commit);
    EXPECT_EQ(*proof->object, objects[seq].canonical);
  }
  EXPECT_EQ(journal_->prove(300).error().code, Code::not_found);
}

TEST_F(JournalTest, KnowsTheRootOfEverySizeItEverHad) {
  create_and_open();
  std::vector<NewObject> objects;
  for (std::uint64_t i = 0; i < 600; ++i) objects.push_back(object(id_of(i)));
  append(objects);
  ASSERT_TRUE(journal_->publish().ok());
  append(object(id_of(600)));  // not published yet
  std::vector<std::uint64_t> sizes;
  std::vector<Hash> wanted;
  Frontier tree;
  for (Seq seq = 0;; ++seq) {
    sizes.push_back(seq), wanted.push_back(tree.root());
    if (seq == 601) break;
    tree.append(leaf_hash(journal_->prove(seq)->entry));
  }
  EXPECT_EQ(journal_->roots(sizes).value(), wanted);
  EXPECT_EQ(journal_->frontier()->root(), wanted.back());
  for (const std::size_t at : {std::size_t{1}, std::size_t{255}, std::size_t{256}, std::size_t{257}, std::size_t{600}})
    EXPECT_EQ(journal_->roots({&sizes[at], 1})->front(), wanted[at]);
  const std::uint64_t more = 602;
  EXPECT_EQ(journal_->roots({&more, 1}).error().code, Code::not_found);
}

TEST_F(JournalTest, SegmentsFollowOneAnotherAndReadAsOne) {
  options_.segment_bytes = 2000;
  create_and_open();
  for (std::uint64_t i = 0; i < 50; ++i) append({object(id_of(2 * i)), object(id_of(2 * i + 1))});
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(journal_dir() / "segments")) ++files;
  EXPECT_GT(files, 10u);
  for (int i = 0; i < 2; ++i, open()) {
    EXPECT_THAT(read_all({}, 7), SizeIs(100));
    EXPECT_TRUE(journal_->verify().ok());
  }
  journal_.reset();
  std::filesystem::remove_all(journal_dir() / "index");
  open();
  EXPECT_THAT(read_all({}), SizeIs(100));
}

}  // namespace
}  // namespace parley::journal
