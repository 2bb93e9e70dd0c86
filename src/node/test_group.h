// For tests: parties with nodes of their own in one process, a group between them, and servers that tell the truth or
// what a test makes of it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "node/exchange.h"
#include "node/node.h"
#include "taxii/service.h"

namespace parley::node::testing {

// A folder that goes with the test, in memory where that can be.
class Folder {
 public:
  Folder();
  ~Folder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// A STIX object that any charter of these tests lets flow; `number` gives the identifier.
std::string identity_object(const std::string& author, int number, const std::string& name = "Duty team");

// What a party's server does with a request: `truthful` gives the answer that an honest node would give.
using Truthful = std::function<http::Response(http::Request)>;
using Answer = std::function<http::Response(const http::Request& request, const Truthful& truthful)>;

class Party {
 public:
  // `skew`: how far this party's clock is from the true one.
  Party(const std::filesystem::path& dir, const std::string& name, std::chrono::microseconds skew = {});
  ~Party();

  Node& node() { return *node_; }
  // Its clock goes on by so much more.
  void pass(std::chrono::microseconds time) { skew_ += time.count(); }
  const std::string& identity() const { return node_->config().party.identity; }
  // Closed, `meanwhile` with its folder, and opened again; it has to be told to serve. No journal of it may be held on
  // to.
  void restart(const std::function<void(const std::filesystem::path& dir)>& meanwhile = {});
  // What it keeps against others, in order.
  std::vector<std::string> evidence() const;
  // Answers other parties' nodes, but asks nobody by itself, unlike NodeServer. `answer` null: the truth.
  void serve(Answer answer = {});
  void stop_serving();
  // What is served in the place of this party's journal in the group; null: the journal itself.
  void serve_instead(std::shared_ptr<journal::Journal> journal);

  // This party's journal in `group`, and its mirror of another's.
  std::shared_ptr<journal::Journal> own_journal(const std::string& group = "drill");
  std::shared_ptr<journal::Journal> mirror_of(const Party& other, const std::string& group = "drill");
  // Appended to the own journal past every policy, and published.
  void append(const std::vector<std::string>& objects);
  // Appended to any journal.
  static void append_to(journal::Journal& journal, const std::vector<std::string>& objects);
  // The key of the own journal, and another journal under the same origin and key.
  std::shared_ptr<const SigningKey> journal_key();
  std::shared_ptr<journal::Journal> forked_journal(const std::filesystem::path& dir);
  // The path under which its journal is served: "/ROOT/collections/ID/".
  std::string served_at();
  // The report of the sync with `other`.
  SyncReport sync_with(const Party& other);

 private:
  struct Served;
  void open();
  const std::filesystem::path dir_;
  std::atomic<std::int64_t> skew_;  // of its clock, in microseconds
  std::unique_ptr<Node> node_;
  std::shared_ptr<journal::Journal> instead_;
  std::unique_ptr<Served> served_;
};

// Whether a file of evidence proves by itself that a journal's author signed two histories.
bool proves_split_view(const std::string& evidence);

// Exchanges cards between all and makes the group "drill", signed by all; `change` may add to its terms.
void make_group(const std::vector<Party*>& parties, const std::function<void(group::Terms&)>& change = {});

}  // namespace parley::node::testing
