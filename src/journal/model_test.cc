// The journal against a slow and obvious one: random appends, erasures, reopenings and rebuildings, and after each some
// random queries that must give the same, page by page. And several threads at once, where a reader that follows must
// get every entry exactly once.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "journal/journal_fixture.h"

namespace parley::journal {
namespace {

using testing::all_versions;
using testing::JournalTest;

// Everything in one list, and every question answered by going through it.
class Model {
 public:
  struct Item {
    Seq seq;
    Micros added;
    NewObject object;
    Timestamp version;  // the date added when the object has none
    bool erased = false;
  };

  Outcome append(const NewObject& object, Seq seq, Micros added) {
    for (const Item& item : items_) {
      if (item.erased || item.object.id != object.id) continue;
      const bool same_content = item.object.canonical == object.canonical;
      const bool same_version = object.version.empty() ? same_content : item.version == object.version_time;
      if (same_version) return {same_content ? Added::already_there : Added::conflict, item.seq, item.added, {}};
    }
    Timestamp version = object.version_time;
    if (object.version.empty()) version = *Timestamp::parse(to_string(added));
    items_.push_back({seq, added, object, version});
    return {Added::stored, seq, added, {}};
  }
  std::size_t erase(const std::string& id, const VersionFilter& filter) {
    std::vector<Item*> chosen;
    for (Item& item : items_)
      if (item.object.id == id && !item.erased && selects(item, filter)) chosen.push_back(&item);
    for (Item* item : chosen) item->erased = true;
    return chosen.size();
  }
  std::vector<Seq> read(const Query& query) const {
    std::vector<Seq> found;
    for (const Item& item : items_) {
      const auto in = [](const std::vector<std::string>& list, const std::string& value) {
        return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
      };
      if (!item.erased && in(query.ids, item.object.id) && in(query.types, item.object.type) &&
          in(query.spec_versions, item.object.spec_version) && selects(item, query.versions) &&
          (!query.added_after || item.added > *query.added_after))
        found.push_back(item.seq);
    }
    return found;
  }
  const std::vector<Item>& items() const { return items_; }

 private:
  bool selects(const Item& item, const VersionFilter& filter) const {
    bool last = true, first = true;
    for (const Item& other : items_) {
      if (other.erased || other.object.id != item.object.id) continue;
      const auto order = other.version != item.version ? other.version <=> item.version : other.seq <=> item.seq;
      last &= order <= 0, first &= order >= 0;
    }
    return filter.all || (filter.last && last) || (filter.first && first) ||
           std::find(filter.exact.begin(), filter.exact.end(), item.version) != filter.exact.end();
  }
  std::vector<Item> items_;
};

class ModelTest : public JournalTest {
 protected:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  std::string random_id() {
    static constexpr const char* kTypes[] = {"indicator", "malware", "ipv4-addr", "x-rare"};
    const std::uint64_t number = below(25);
    return id_of(number, kTypes[number % 20 == 19 ? 3 : number % 3]);
  }
  NewObject random_object() {
    static constexpr const char* kVersions[] = {"2026-01-01T00:00:00Z",          "2026-01-01T00:00:00.0000001Z",
                                                "2026-01-01T00:00:00.00000010Z", "2026-02-01T00:00:00.5Z",
                                                "1969-12-31T23:59:59.999999Z",   "0001-01-01T00:00:00Z"};
    const std::string id = random_id();
    const bool versioned = !id.starts_with("ipv4-addr");
    auto made = object(id, versioned ? kVersions[below(std::size(kVersions))] : "", below(4) == 0 ? "other" : "name");
    // The id alone decides, so that a version does not come in two of them.
    if (id.starts_with("malware")) made.spec_version = "2.0";
    return made;
  }
  VersionFilter random_versions() {
    VersionFilter filter{.last = below(2) == 0, .first = below(3) == 0, .all = below(4) == 0, .exact = {}};
    if (below(4) == 0 && !model_.items().empty()) filter.exact = {model_.items()[below(model_.items().size())].version};
    return filter;
  }
  Query random_query() {
    Query query;
    query.versions = random_versions();
    if (below(3) == 0 && !model_.items().empty())
      query.added_after = model_.items()[below(model_.items().size())].added;
    while (below(3) == 0) query.ids.push_back(random_id());
    while (below(3) == 0)
      query.types.push_back(id_of(0, below(2) == 0 ? "malware" : "x-rare").substr(0, below(2) == 0 ? 7 : 6));
    if (below(4) == 0) query.spec_versions = {below(2) == 0 ? "2.0" : "2.1"};
    return query;
  }
  void append_some() {
    std::vector<NewObject> objects(1 + below(6));
    for (NewObject& one : objects) one = random_object();
    const auto outcomes = append(objects);
    ASSERT_EQ(outcomes.size(), objects.size());
    for (std::size_t i = 0; i < objects.size(); ++i) {
      const Outcome expected = model_.append(objects[i], outcomes[i].seq, outcomes[i].date_added);
      ASSERT_EQ(static_cast<int>(outcomes[i].added), static_cast<int>(expected.added)) << objects[i].text;
      // Which of two equal versions is named is free when an unversioned one was erased and came again.
      ASSERT_EQ(outcomes[i].seq, expected.seq) << objects[i].text;
      ASSERT_EQ(outcomes[i].date_added, expected.date_added);
    }
  }
  void erase_some() {
    const std::string id = random_id();
    const VersionFilter filter = random_versions();
    const std::size_t expected = model_.erase(id, filter);
    const auto erased = journal_->erase(id, filter);
    ASSERT_EQ(erased.ok() ? *erased : 0, expected);
    if (!erased.ok()) {
      ASSERT_EQ(erased.error().code, Code::not_found);
    }
  }
  void compare(const Query& query) {
    std::vector<Seq> found;
    const std::size_t objects = 1 + below(30);
    Seq from = 0;
    for (bool more = true; more;) {
      const auto page = journal_->read(query, from, {.objects = objects, .bytes = 200 + below(4000)});
      ASSERT_TRUE(page.ok()) << page.error().message;
      ASSERT_TRUE(!page->more || !page->entries.empty());
      for (const Entry& entry : page->entries) {
        found.push_back(entry.seq);
        const auto item = std::find_if(model_.items().begin(), model_.items().end(),
                                       [&](const auto& one) { return one.seq == entry.seq; });
        ASSERT_NE(item, model_.items().end());
        ASSERT_EQ(entry.text, item->object.text);
        ASSERT_EQ(entry.id, item->object.id);
        ASSERT_EQ(entry.type, item->object.type);
        ASSERT_EQ(entry.spec_version, item->object.spec_version);
        ASSERT_EQ(entry.version, item->object.version.empty() ? to_string(item->added) : item->object.version);
      }
      from = page->next, more = page->more;
      remember(query, *page, objects);
    }
    ASSERT_EQ(found, model_.read(query));
  }
  // A page that is said to be valid must be what a new read gives.
  struct Remembered {
    Query query;
    Seq from, objects;
    std::vector<Seq> entries;
    bool more;
    Validity validity;
  };
  void remember(const Query& query, const Page& page, std::size_t objects) {
    if (below(10) != 0 || page.entries.empty()) return;
    std::vector<Seq> entries;
    for (const Entry& entry : page.entries) entries.push_back(entry.seq);
    const auto again = journal_->read(query, entries.front(), {.objects = objects});
    entries.clear();
    for (const Entry& entry : again->entries) entries.push_back(entry.seq);
    remembered_.push_back({query, again->entries.front().seq, objects, entries, again->more, again->validity});
  }
  void check_remembered() {
    std::erase_if(remembered_, [&](const Remembered& one) {
      if (!journal_->still_valid(one.validity)) return true;
      const auto page = journal_->read(one.query, one.from, {.objects = one.objects});
      std::vector<Seq> entries;
      for (const Entry& entry : page->entries) entries.push_back(entry.seq);
      EXPECT_EQ(entries, one.entries);
      EXPECT_EQ(page->more, one.more);
      still_valid_ += 1;
      return false;
    });
  }

  void run(int steps, unsigned seed) {
    random_.seed(seed);
    create_and_open();
    for (int step = 0; step < steps; ++step) {
      const std::uint64_t choice = below(100);
      if (choice < 70)
        ASSERT_NO_FATAL_FAILURE(append_some()) << "seed " << seed << " step " << step;
      else if (choice < 85)
        ASSERT_NO_FATAL_FAILURE(erase_some()) << "seed " << seed << " step " << step;
      else if (choice < 95)
        open(), remembered_.clear();
      else if (choice < 97)
        ASSERT_EQ(journal_->rebuild()->differences, 0u);
      else
        journal_.reset(), std::filesystem::remove_all(journal_dir() / "index"), open(), remembered_.clear();
      check_remembered();
      for (int i = 0; i < 3; ++i)
        ASSERT_NO_FATAL_FAILURE(compare(random_query())) << "seed " << seed << " step " << step;
    }
    std::set<std::string> live;
    Query everything;
    everything.versions = all_versions();
    for (const Seq seq : model_.read(everything))
      for (const auto& item : model_.items())
        if (item.seq == seq) live.insert(item.object.id);
    EXPECT_EQ(journal_->statistics().objects, live.size());
    EXPECT_GT(still_valid_, 0u);
    const auto verified = journal_->verify();
    EXPECT_TRUE(verified.ok()) << verified.error().message;
  }

  std::mt19937_64 random_;
  Model model_;
  std::vector<Remembered> remembered_;
  std::uint64_t still_valid_ = 0;
};

// PARLEY_SEED tries another sequence.
unsigned seed() {
  const char* set = std::getenv("PARLEY_SEED");
  return set != nullptr ? static_cast<unsigned>(std::atoi(set)) : 1;
}

TEST_F(ModelTest, RandomOperationsGiveWhatTheModelGives) { run(250, seed()); }

TEST_F(ModelTest, TheSameWhenIdsCollideAndSegmentsAreSmall) {
  options_.hash_mask = 0x8000'0000'0000'0000;
  options_.segment_bytes = 3000;
  run(250, seed() + 1'000'000);
}

TEST_F(ModelTest, AReaderWhoFollowsGetsEveryEntryOnceInOrderWhileOthersWrite) {
  constexpr std::uint64_t kWriters = 4, kEnvelopes = 60, kObjects = 20;
  create_and_open();
  std::atomic<int> running{kWriters};
  std::vector<std::thread> threads;
  for (std::uint64_t writer = 0; writer < kWriters; ++writer)
    threads.emplace_back([&, writer] {
      for (std::uint64_t envelope = 0; envelope < kEnvelopes; ++envelope) {
        std::vector<NewObject> objects;
        for (std::uint64_t i = 0; i < kObjects; ++i)
          objects.push_back(object(id_of((writer * kEnvelopes + envelope) * kObjects + i)));
        const auto outcomes = journal_->append(objects);
        ASSERT_TRUE(outcomes.ok());
        // Readable at once by who wrote it.
        EXPECT_TRUE(*journal_->contains(objects.back().id));
        for (std::size_t i = 1; i < outcomes->size(); ++i) EXPECT_EQ((*outcomes)[i].seq, (*outcomes)[i - 1].seq + 1);
      }
      --running;
    });
  std::vector<std::vector<Seq>> seen(2);
  for (auto& one : seen)
    threads.emplace_back([&] {
      std::optional<Micros> after;
      for (bool last_round = false;;) {
        Query query;
        query.added_after = after;
        const auto page = journal_->read(query, 0, {.objects = 37});
        ASSERT_TRUE(page.ok());
        for (const Entry& entry : page->entries) one.push_back(entry.seq), after = entry.date_added;
        if (page->entries.empty() && last_round) break;
        last_round = running == 0;
      }
    });
  for (auto& thread : threads) thread.join();
  for (const auto& one : seen) {
    ASSERT_EQ(one.size(), kWriters * kEnvelopes * kObjects);
    for (Seq seq = 0; seq < one.size(); ++seq) ASSERT_EQ(one[seq], seq);
  }
  EXPECT_TRUE(journal_->verify().ok());
}

TEST_F(ModelTest, AnObjectThatIsRevisedAndErasedAllTheTimeIsAlwaysSeenInOneVersion) {
  create_and_open();
  std::vector<NewObject> filling;
  for (std::uint64_t i = 0; i < 200; ++i) filling.push_back(object(id_of(100 + i)));
  append(filling);
  append(object(id_of(1), "2026-01-01T00:00:00Z"));
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (int round = 0; round < 150; ++round) {
      EXPECT_TRUE(
          journal_->append({{object(id_of(1), fmt::format("2026-01-01T00:00:{:02}.{:03}Z", round % 60, round))}}).ok());
      if (round % 3 != 2) continue;
      EXPECT_TRUE(journal_->erase(id_of(1), {.last = false, .first = true, .all = false, .exact = {}}).ok());
    }
    stop = true;
  });
  std::vector<std::thread> readers;
  for (const bool by_id : {true, false})
    readers.emplace_back([&, by_id] {
      Query query;
      if (by_id) query.ids = {id_of(1)};
      while (!stop) {
        const auto page = journal_->read(query, 0, {});
        ASSERT_TRUE(page.ok()) << page.error().message;
        ASSERT_EQ(page->entries.size(), by_id ? 1u : 201u);
        for (const Entry& entry : page->entries) ASSERT_EQ(entry.text.substr(0, 8), "{\"type\":");
      }
    });
  // What is erased while it is verified is no damage.
  while (!stop) {
    const auto verified = journal_->verify();
    EXPECT_TRUE(verified.ok()) << verified.error().message;
  }
  writer.join();
  for (auto& reader : readers) reader.join();
}

}  // namespace
}  // namespace parley::journal
