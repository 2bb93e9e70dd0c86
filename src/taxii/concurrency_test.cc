// Readers that page while others write: every object version once, none lost, none deleted.
#include <gmock/gmock.h>

#include <atomic>
#include <set>
#include <thread>

#include "taxii/test_node.h"

namespace parley::taxii {
namespace {

using namespace checks;

constexpr int kWriters = 3, kEnvelopes = 20, kPerEnvelope = 6;
constexpr int kTotal = kWriters * kEnvelopes * kPerEnvelope;

class WhileOthersWrite : public ::testing::Test {
 protected:
  void start_writers() {
    for (int writer = 0; writer < kWriters; ++writer) {
      writers.emplace_back([this, writer] {
        for (int n = 0; n < kEnvelopes; ++n) {
          std::vector<std::string> some;
          for (int i = 0; i < kPerEnvelope; ++i)
            some.push_back(indicator((writer * kEnvelopes + n) * kPerEnvelope + i));
          EXPECT_EQ(node.post(path, envelope(some)).status, 202);
        }
        ++finished;
      });
    }
  }
  // Polls until the writers are done and one more poll has found nothing. `position` gives the query that goes on
  // behind a page.
  std::vector<std::string> poll(const std::string& first,
                                const std::function<std::string(const http::Response&)>& position) {
    std::vector<std::string> seen;
    std::string query = first;
    while (true) {
      const bool done = finished == kWriters;
      const http::Response response = node.get(path, query);
      EXPECT_EQ(response.status, 200);
      const std::vector<std::string> ids = ids_of(response);
      seen.insert(seen.end(), ids.begin(), ids.end());
      if (!ids.empty()) query = position(response);
      if (ids.empty() && done) return seen;
    }
  }
  void join() {
    for (std::thread& writer : writers) writer.join();
  }
  static void expect_each_once(const std::vector<std::string>& seen) {
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(kTotal));
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), seen.size());
  }

  Node node;
  std::string collection = node.catalog.make_collection();
  std::string path = Node::in(collection, "objects/");
  std::vector<std::thread> writers;
  std::atomic<int> finished = 0;
};

TEST_F(WhileOthersWrite, APollerByDateAddedSeesEachObjectOnce) {
  start_writers();
  const auto seen = poll("limit=7", [](const http::Response& response) {
    return "limit=7&added_after=" + header_of(response, "X-TAXII-Date-Added-Last");
  });
  join();
  expect_each_once(seen);
}

TEST_F(WhileOthersWrite, APollerByNextSeesEachObjectOnce) {
  start_writers();
  const auto seen = poll("limit=7", [](const http::Response& response) {
    const std::string next = next_of(response);  // none at the end: then by date
    return next.empty() ? "limit=7&added_after=" + header_of(response, "X-TAXII-Date-Added-Last")
                        : "limit=7&next=" + next;
  });
  join();
  expect_each_once(seen);
}

TEST_F(WhileOthersWrite, ManyPollersOverTheCacheAgree) {
  start_writers();
  std::vector<std::vector<std::string>> seen(3);
  std::vector<std::thread> pollers;
  for (std::vector<std::string>& mine : seen)
    pollers.emplace_back([&] {
      mine = poll("limit=50", [](const http::Response& response) {
        return "limit=50&added_after=" + header_of(response, "X-TAXII-Date-Added-Last");
      });
    });
  for (std::thread& poller : pollers) poller.join();
  join();
  for (const std::vector<std::string>& mine : seen) {
    expect_each_once(mine);
    EXPECT_EQ(mine, seen.front());
  }
}

TEST_F(WhileOthersWrite, NeverMoreWithAnEmptyPageThoughObjectsAreDeleted) {
  checks::add(node.server(), collection, indicators(60));
  std::thread deleter([&] {
    for (int n = 59; n >= 0; n -= 2) EXPECT_EQ(node.remove(path + indicator_id(n) + "/").status, 200);
    ++finished;
  });
  while (finished == 0) {
    std::string query = "limit=7";
    for (int pages = 0; pages < 30 && !query.empty(); ++pages) {
      const http::Response response = node.get(path, query);
      EXPECT_FALSE(json_of(response).flag("more") && ids_of(response).empty()) << response.body_text();
      query = next_of(response).empty() ? "" : "limit=7&next=" + next_of(response);
    }
  }
  deleter.join();
  EXPECT_EQ(ids_of(node.get(path)).size(), 30u);
}

}  // namespace
}  // namespace parley::taxii
