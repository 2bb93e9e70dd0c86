// A status resource is written behind the answer: a client that posts gets its 202 without waiting for
// another fsync, and finds the status at once, as it is in memory until it is written.
#include "node/statuses.h"

#include <fmt/format.h>

#include <chrono>
#include <vector>

#include "node/log.h"

namespace parley::node {
namespace {

// TAXII 2.1 section 4.3 asks for at least a day after completion.
constexpr std::int64_t kLifeMicros = std::int64_t{7} * 86400 * 1'000'000;
constexpr auto kBetweenBatches = std::chrono::milliseconds(200);
constexpr std::size_t kMostInMemory = 1000;  // that are written already

}  // namespace

Statuses::Statuses(store::NodeDb& db) : db_(db) {
  writer_ = std::thread([this] { write(); });
}

Statuses::~Statuses() {
  {
    const Lock lock(mutex_);
    stopping_ = true;
  }
  wakes_.notify_all();
  writer_.join();
}

void Statuses::keep(std::string_view root, std::string_view id, const taxii::Principal& owner, std::string json) {
  const Lock lock(mutex_);
  kept_[fmt::format("{}/{}", root, id)] = {std::string(root), std::string(id), owner.name, std::move(json), false};
}

// Somebody else's status is answered like one that there is not, so that nobody learns which ids exist.
Result<std::string> Statuses::find(std::string_view root, std::string_view id, const taxii::Principal& principal) {
  const Error missing{Code::not_found, "there is no such status"};
  store::NodeDb::StatusRow row;
  bool found = false;
  {
    const Lock lock(mutex_);
    if (const auto at = kept_.find(fmt::format("{}/{}", root, id)); at != kept_.end()) {
      row = {at->second.owner, at->second.json};
      found = true;
    }
  }
  if (!found) {
    auto stored = db_.status(root, id);
    if (!stored.ok()) return stored.error().code == Code::not_found ? missing : stored.error();
    row = std::move(stored).value();
  }
  if (row.owner != principal.name && !principal.administrator) return missing;
  return row.json;
}

// One that cannot be written stays what the client was told; it is missing after a restart, as one that is too old is.
// The log says so once for a batch: on a full disk that is every 200 ms with a POST in it.
void Statuses::write() {
  if (const Status dropped = db_.drop_statuses_before({now().value - kLifeMicros}); !dropped.ok())
    log(LogLevel::warning, "old status resources stay until the next start", {{"why", dropped.error().message}});
  for (bool last = false; !last;) {
    std::vector<Kept> batch;
    {
      Lock lock(mutex_);
      wakes_.wait_for(lock, kBetweenBatches, [this]() PARLEY_REQUIRES(mutex_) { return stopping_; });
      last = stopping_;
      for (auto& [key, one] : kept_) {
        if (one.written) continue;
        batch.push_back(one);
        one.written = true;
      }
      if (kept_.size() > kMostInMemory) std::erase_if(kept_, [](const auto& item) { return item.second.written; });
    }
    Status failed;
    for (const Kept& one : batch)
      if (const Status kept = db_.put_status(one.root, one.id, one.owner, one.json, now()); !kept.ok()) failed = kept;
    if (!failed.ok()) log(LogLevel::warning, "status resources could not be kept", {{"why", failed.error().message}});
  }
}

}  // namespace parley::node
