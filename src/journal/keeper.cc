// The thread behind a journal. The writer acknowledges an entry once its segment is synced;
// bringing it into the Merkle tree, signing a head and syncing the derived files come after that
// and may be late, because each can be done again from the segments.
//
// Two locks, always taken in this order: log_mutex_ guards the log and is held while tiles are
// written and heads are signed; head_mutex_ guards only the text of the last head, so that a reader
// of the head never waits for a disk. wake_mutex_ and trouble_mutex_ stand alone and are never held
// while working.
#include "journal/keeper.h"
#include "text/display.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

namespace parley::journal {
namespace {

constexpr std::uint64_t kFeedEntries = 4096;  // so many new entries are worth waking up for
constexpr int kHeadsAtOnce = 10;  // signed without waiting for the interval, after a pause of as many intervals
constexpr std::uint64_t kSyncEntries = 131'072;           // and so many a sync of the derived files
constexpr auto kLongestPause = std::chrono::seconds(10);  // after what has failed

// The head that a witness gives, when it is signed by this journal's key. A witness that cannot be asked, or that shows
// what we did not sign, must not stop us.
std::optional<Checkpoint> signed_head(const Result<std::string>& text, const Options& options) {
  if (!text.ok() || options.key == nullptr) return std::nullopt;
  const auto note = Note::parse(*text);
  if (!note.ok()) return std::nullopt;
  if (!verify_note(*note, {VerifierKey::make(options.origin, SignatureType::ed25519, options.key->public_key())}).ok())
    return std::nullopt;
  auto head = Checkpoint::parse(note->text);
  if (!head.ok() || head->origin != options.origin) return std::nullopt;
  return std::move(head).value();
}

}  // namespace

Result<Log> Keeper::open_log(const std::filesystem::path& dir, const std::string& origin) {
  auto log = Log::open(dir, origin);
  // Damaged tiles are made again from the entries, and only if these lead to the head that was signed.
  if (!log.ok() && log.error().code == Code::corrupt) return Log::open_to_rebuild(dir, origin);
  return log;
}

Keeper::Keeper(Log log, store::EntryStore& store, const Options& options)
    : store_(store), options_(options), log_(std::move(log)) {}

Keeper::~Keeper() { static_cast<void>(stop().ok()); }

// Before anything can be signed: first the entries under our own head, which must lead to it; then
// what others know of us, compared while the tree is no larger than it must be; then the rest. A
// witness that knows more than this folder has is found before the first new signature, which is
// the one that could do harm.
Status Keeper::catch_up() {
  const Lock lock(log_mutex_);
  if (log_.published_size() > store_.size())
    return Error{Code::corrupt, fmt::format("the signed head covers {} and the segments hold only {}: some are missing",
                                            text::counted(log_.published_size(), "entry", "entries"), store_.size())};
  PARLEY_TRY_STATUS(feed(log_.published_size()));
  PARLEY_TRY_STATUS(check_witnesses());
  PARLEY_TRY_STATUS(feed(store_.size()));
  // Not an error: what is read is in memory, and the next head tries again.
  static_cast<void>(fed_again(log_.sync_remade()).ok());
  published_ = log_.published_size();
  derived_synced_ = store_.size();
  const Lock head_lock(head_mutex_);
  head_ = log_.checkpoint();
  return {};
}

// In ascending order of size: the tree only grows, and a head over exactly as many entries as the
// tree has can be compared by its root alone, without a proof.
Status Keeper::check_witnesses() {
  std::vector<Checkpoint> heads;
  for (const auto& witness : options_.witnesses)
    if (auto head = signed_head(witness(), options_)) heads.push_back(std::move(*head));
  std::sort(heads.begin(), heads.end(), [](const Checkpoint& a, const Checkpoint& b) { return a.size < b.size; });
  for (const Checkpoint& head : heads) PARLEY_TRY_STATUS(check_fed(head));
  return {};
}

Status Keeper::check_head(const Checkpoint& known) {
  const Lock lock(log_mutex_);
  return check_fed(known);
}

void Keeper::refuse(const Error& why) {
  const Lock lock(log_mutex_);
  refused_ = why;
}

// Whether the entries here lead to `known`. More than this folder has: an old copy. As many as are
// in the tree: compare the roots. Fewer: a consistency proof up to the published head decides,
// because that head is what this folder stands for.
Status Keeper::check_fed(const Checkpoint& known) {
  if (known.size > store_.size())
    return Error{Code::conflict,
                 fmt::format("a head of this journal over {} was signed (a witness, a member or node.db has "
                             "it), and this folder has {}: it is an old copy, and signing from it would contradict "
                             "what was signed before",
                             text::counted(known.size, "entry", "entries"), store_.size())};
  const Error other{
      Code::conflict,
      fmt::format("another head of this journal over {} was signed (a witness, a member or node.db has it) "
                  "than this folder leads to",
                  text::counted(known.size, "entry", "entries"))};
  if (known.size > log_.size()) PARLEY_TRY_STATUS(feed(known.size));
  if (known.size == log_.size()) return log_.root() == known.root ? Status{} : other;
  if (known.size == 0) return {};
  // A head of ours that a crash lost here: the next one will cover it.
  if (known.size > log_.published_size())
    return Error{Code::unavailable, "the entries of that head are not under a published one yet"};
  PARLEY_TRY(const Note note, Note::parse(log_.checkpoint()));
  PARLEY_TRY(const Checkpoint own, Checkpoint::parse(note.text));
  PARLEY_TRY(const Proof proof, log_.prove_consistency(known.size));
  if (!verify_consistency(known.size, own.size, proof, known.root, own.root).ok()) return other;
  return {};
}

// Appends the leaves behind what the log holds, from the segments and never from memory: the log
// can only ever get what is durable.
Status Keeper::feed(std::uint64_t end) {
  std::vector<std::string_view> leaves;
  const auto fed =
      store_.for_each_run(log_.size(), std::max(end, log_.size()), [&](Seq, std::span<const store::Line> lines) {
        leaves.clear();
        for (const store::Line& line : lines) leaves.push_back(line.leaf);
        return log_.append(leaves);
      });
  fed_.store(log_.size(), std::memory_order_relaxed);
  return fed;
}

// Asked each time, under the lock: after refuse() has returned, no further head is signed.
Status Keeper::publish_fed(Durability durability) {
  if (options_.key == nullptr) return Error{Code::unavailable, "the journal was opened without its key"};
  if (refused_) return *refused_;
  PARLEY_TRY_STATUS(fed_again(log_.publish(*options_.key, durability)));
  show_head();
  return {};
}

// A sync that failed takes the log back to what is on disk; what is read and proved wants the rest of it, too.
Status Keeper::fed_again(Status done) {
  if (!done.ok()) static_cast<void>(feed(store_.size()).ok());
  return done;
}

// The size first, then the text: whoever reads the text finds its size published.
void Keeper::show_head() {
  published_.store(log_.published_size(), std::memory_order_release);
  {
    const Lock lock(head_mutex_);
    head_ = log_.checkpoint();
  }
  if (options_.on_head) options_.on_head();
}

Status Keeper::adopt(const Note& head) {
  const Lock lock(log_mutex_);
  PARLEY_TRY_STATUS(feed(store_.size()));
  PARLEY_TRY_STATUS(fed_again(log_.adopt(head, Durability::durable)));
  show_head();
  return {};
}

// Cosignatures arrive long after the head that they stand under; when it is no longer the last one
// they are dropped here, and kept as receipts elsewhere (node/receipts.h).
Status Keeper::add_signatures(const Note& cosigned) {
  const Lock lock(log_mutex_);
  PARLEY_TRY(Note head, Note::parse(log_.checkpoint()));
  // Only while nothing was appended to the log since: a head is put in place over everything there is.
  if (head.text != cosigned.text || log_.size() != log_.published_size()) return {};
  bool is_new = false;
  for (const NoteSignature& one : cosigned.signatures) {
    const auto same = std::find_if(head.signatures.begin(), head.signatures.end(), [&](const NoteSignature& other) {
      return other.name == one.name && other.hash == one.hash;
    });
    if (same != head.signatures.end()) continue;
    head.signatures.push_back(one);
    is_new = true;
  }
  if (!is_new) return {};
  PARLEY_TRY_STATUS(fed_again(log_.adopt(head, Durability::relaxed)));
  show_head();
  return {};
}

Result<Proof> Keeper::prove_consistency(std::uint64_t old_size) const {
  const Lock lock(log_mutex_);
  return log_.prove_consistency(old_size);
}

Result<Frontier> Keeper::frontier() {
  const Lock lock(log_mutex_);
  PARLEY_TRY_STATUS(feed(store_.size()));
  return log_.frontier();
}

Result<std::vector<Hash>> Keeper::roots(std::span<const std::uint64_t> sizes) {
  const Lock lock(log_mutex_);
  if (std::any_of(sizes.begin(), sizes.end(),
                  [this](std::uint64_t one) PARLEY_REQUIRES(log_mutex_) { return one > log_.size(); }))
    PARLEY_TRY_STATUS(feed(store_.size()));
  return log_.roots(sizes);
}

Status Keeper::publish(Durability durability) {
  const Lock lock(log_mutex_);
  PARLEY_TRY_STATUS(feed(store_.size()));
  return publish_fed(durability);
}

std::string Keeper::checkpoint() const {
  const Lock lock(head_mutex_);
  return head_;
}

Result<std::string> Keeper::read_tile(const TilePath& tile) const {
  const Lock lock(log_mutex_);
  return log_.read_tile(tile);
}

// Whoever asks for the proof of an entry that no head covers yet gets a head at once, instead of
// waiting for the interval.
Result<TlogProof> Keeper::prove(Seq seq) {
  const Lock lock(log_mutex_);
  if (seq >= log_.published_size()) {
    PARLEY_TRY_STATUS(feed(store_.size()));
    PARLEY_TRY_STATUS(publish_fed(Durability::relaxed));
  }
  return log_.prove(seq);
}

Result<TlogProof> Keeper::prove(Seq seq, const Note& head) const {
  const Lock lock(log_mutex_);
  return log_.prove(seq, head);
}

// The head in place stays the measure: the entries must lead to its root on the way, or appending
// fails with conflict. What is made again is the tiles, never the history.
Status Keeper::remake_tiles(const std::filesystem::path& dir) {
  const Lock lock(log_mutex_);
  const std::string head = log_.checkpoint();
  PARLEY_TRY(log_, Log::open_to_rebuild(dir, options_.origin));
  if (!options_.source) {
    PARLEY_TRY_STATUS(feed(store_.size()));
    return publish_fed(Durability::durable);
  }
  // A mirror may hold entries beyond the head that its source has signed.
  PARLEY_TRY(const Note note, Note::parse(head));
  PARLEY_TRY(const Checkpoint tree, Checkpoint::parse(note.text));
  PARLEY_TRY_STATUS(feed(tree.size));
  PARLEY_TRY_STATUS(fed_again(log_.adopt(note, Durability::durable)));
  return feed(store_.size());
}

// Called after every batch, so it must be cheap: a thread that knows of news already is woken again
// only when enough has gathered to be worth it.
void Keeper::notify() {
  {
    const Lock lock(wake_mutex_);
    if (has_news_ && store_.size() - fed_.load(std::memory_order_relaxed) < kFeedEntries) return;
    has_news_ = true;
  }
  wake_.notify_one();
}

void Keeper::start() {
  thread_ = std::thread([this] {
    ::pthread_setname_np(::pthread_self(), "parley-log");  // so that bench/run and operators can tell what it costs
    run();
  });
}

// The thread first, then the last head: nothing can be appended to the log behind it.
Status Keeper::stop() {
  if (!thread_.joinable()) return {};
  {
    const Lock lock(wake_mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
  Status status;
  if (options_.key != nullptr) status = publish(Durability::durable);
  auto synced = store_.sync_derived();
  return status.ok() ? std::move(synced) : std::move(status);
}

// Sleeps until there is something new, then lets it gather: until a head may be signed or much has come. What comes now
// and then is so under a head at once, and what comes without end costs one head an interval. What has failed is tried
// again at growing intervals, whatever comes meanwhile: a disk that cannot be read would be asked without a pause.
void Keeper::run() {
  using Clock = std::chrono::steady_clock;
  const auto interval = std::chrono::milliseconds(std::max(1, options_.publish_interval_ms));
  auto next_publish = Clock::now() + interval;
  Clock::duration pause{};
  while (true) {
    {
      Lock lock(wake_mutex_);
      while (!has_news_ && !stopping_) wake_.wait(lock);
      while (!stopping_ && Clock::now() < next_publish &&
             store_.size() - fed_.load(std::memory_order_relaxed) < kFeedEntries)
        wake_.wait_until(lock, next_publish);
      if (stopping_) return;
    }
    const bool due = Clock::now() >= next_publish;
    if (due) {
      const Lock lock(wake_mutex_);
      has_news_ = false;
    }
    const Status worked = work(due);
    tell(worked);
    if (due) next_publish = std::max(next_publish + interval, Clock::now() - (kHeadsAtOnce - 1) * interval);
    pause = worked.ok() ? Clock::duration{}
                        : std::min<Clock::duration>(std::max<Clock::duration>(2 * pause, interval), kLongestPause);
    if (worked.ok()) continue;
    Lock lock(wake_mutex_);
    has_news_ = true;
    wake_.wait_for(lock, pause, [this]() PARLEY_REQUIRES(wake_mutex_) { return stopping_; });
  }
}

// What fails here (a full disk) is tried again, and publish() and trouble() tell.
Status Keeper::work(bool publish_now) {
  Status done;
  {
    const Lock lock(log_mutex_);
    done = feed(store_.size());
    // What could be read before an entry that cannot is signed all the same.
    if (publish_now && options_.key != nullptr)
      if (const Status published = publish_fed(Durability::relaxed); done.ok()) done = published;
  }
  if (store_.size() - derived_synced_ >= kSyncEntries && store_.sync_derived().ok()) derived_synced_ = store_.size();
  return done;
}

void Keeper::tell(const Status& worked) {
  const Lock lock(trouble_mutex_);
  if (worked.ok())
    trouble_.reset();
  else
    trouble_ = worked.error();
}

std::optional<Error> Keeper::trouble() const {
  const Lock lock(trouble_mutex_);
  return trouble_;
}

}  // namespace parley::journal
