// What goes on behind the writer: the Merkle log follows the entries, a head is signed now and then, and the derived
// files are synced, so that the next start finds its work done. One thread of its own; all calls are thread-safe.
//
// The log is fed from the segments, the same way after a start, a crash or a batch: it can only ever get what is
// durable.
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <thread>

#include "base/mutex.h"
#include "journal/journal.h"
#include "journal/log.h"
#include "store/embedded/store.h"

namespace parley::journal {

class Keeper {
 public:
  // Opens the log of the journal in `dir`.
  static Result<Log> open_log(const std::filesystem::path& dir, const std::string& origin);
  // `store` and `options` outlive the keeper.
  Keeper(Log log, store::EntryStore& store, const Options& options);
  ~Keeper();

  // Brings the log up to date. Fails with conflict when a witness knows a head that these entries do not lead to.
  Status catch_up();
  void start();
  // Publishes durably what is left; nothing happens in the background afterwards.
  Status stop();
  // There are new entries.
  void notify();

  // Signs a head over everything that is durable now.
  Status publish(Durability durability);
  // Puts another's head over everything that is durable in place (Log::adopt).
  Status adopt(const Note& head);
  Status add_signatures(const Note& cosigned);
  Result<Proof> prove_consistency(std::uint64_t old_size) const;
  // The tree of everything that is durable.
  Result<Frontier> frontier();
  Result<std::vector<Hash>> roots(std::span<const std::uint64_t> sizes);
  std::string checkpoint() const;
  std::uint64_t published() const { return published_.load(std::memory_order_acquire); }
  // Why the log does not follow the entries at the moment.
  std::optional<Error> trouble() const;
  Result<std::string> read_tile(const TilePath& tile) const;
  Result<TlogProof> prove(Seq seq);
  Result<TlogProof> prove(Seq seq, const Note& head) const;
  // Fails with conflict when the entries are fewer than the head covers or do not lead to it.
  Status check_head(const Checkpoint& known);
  // Nothing is signed any more; publish() fails with this.
  void refuse(const Error& why);
  Status verify_tiles(const std::function<void(std::uint64_t)>& progress) const { return log_.verify_tiles(progress); }
  // Makes every tile again from the entries; they must lead to the head that was signed.
  Status remake_tiles(const std::filesystem::path& dir);

 private:
  Status feed(std::uint64_t end) PARLEY_REQUIRES(log_mutex_);
  Status publish_fed(Durability durability) PARLEY_REQUIRES(log_mutex_);
  Status fed_again(Status done) PARLEY_REQUIRES(log_mutex_);
  void show_head() PARLEY_REQUIRES(log_mutex_);
  Status check_witnesses() PARLEY_REQUIRES(log_mutex_);
  Status check_fed(const Checkpoint& known) PARLEY_REQUIRES(log_mutex_);
  void run();
  Status work(bool publish_now);
  void tell(const Status& worked);

  store::EntryStore& store_;
  const Options& options_;

  mutable Mutex log_mutex_;
  Log log_;
  std::optional<Error> refused_ PARLEY_GUARDED_BY(log_mutex_);
  mutable Mutex head_mutex_;  // so that who asks for the head does not wait for a sync
  std::string head_ PARLEY_GUARDED_BY(head_mutex_);
  mutable Mutex trouble_mutex_;
  std::optional<Error> trouble_ PARLEY_GUARDED_BY(trouble_mutex_);
  std::atomic<std::uint64_t> published_{0}, fed_{0};
  std::uint64_t derived_synced_ = 0;  // the thread's

  Mutex wake_mutex_;
  std::condition_variable_any wake_;
  bool has_news_ PARLEY_GUARDED_BY(wake_mutex_) = false;
  bool stopping_ PARLEY_GUARDED_BY(wake_mutex_) = false;
  std::thread thread_;
};

}  // namespace parley::journal
