// Where the entries of one journal lie: segments (the truth), records and the index of versions (derived). This is the
// one place that knows the files; docs/formats/journal.md describes them.
//
// One thread at a time is the writer: it stages a batch and commits it. Everything else may be called by any thread.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "store/embedded/line.h"
#include "store/embedded/records.h"
#include "store/embedded/segments.h"
#include "store/embedded/types.h"
#include "store/embedded/version_index.h"

namespace parley::store {

struct StoreOptions {
  std::uint64_t segment_bytes = 256u << 20;
  std::uint64_t hash_mask = ~std::uint64_t{0};  // tests make ids collide with it
  // Entries that somebody else knows to be there (a signed head): recovery does not drop one of them as torn, but
  // fails.
  std::uint64_t at_least = 0;
  std::filesystem::path boot_file = "/proc/sys/kernel/random/boot_id";
};

// Lines that will be written together.
struct Batch {
  std::string lines;
  std::vector<Record> records;
  std::vector<std::vector<EntryNumber>> purges;  // one for each record that is a purge, in order
  void clear() { lines.clear(), records.clear(), purges.clear(); }
  // How far it is filled, to go back to when what was staged since is not to be written.
  struct Mark {
    std::size_t lines, records, purges;
  };
  Mark mark() const { return {lines.size(), records.size(), purges.size()}; }
  void back_to(const Mark& mark) { lines.resize(mark.lines), records.resize(mark.records), purges.resize(mark.purges); }
};

// A line that was read, with the bytes that its views point into.
struct StoredLine {
  std::unique_ptr<char[]> bytes;
  Line line;
};

class EntryStore {
 public:
  static Status create(const std::filesystem::path& dir);
  // Finishes or takes back what a crash interrupted. Fails with corrupt, naming file and entry, when the segments do
  // not hold together.
  static Result<std::unique_ptr<EntryStore>> open(const std::filesystem::path& dir, const StoreOptions& options);

  std::uint64_t size() const { return index_.size(); }
  const Record& record(EntryNumber entry) const { return (*records_)[entry]; }
  const VersionIndex& index() const { return index_; }
  const TypeNames& types() const { return *types_; }
  const Segments& segments() const { return *segments_; }
  std::uint64_t id_hash(std::string_view id) const;

  // Fails with corrupt, naming file and entry, when the line is not what the record says.
  Result<StoredLine> read_line(EntryNumber entry) const;
  Result<Line> parse(EntryNumber entry, const Record& record, std::string_view text) const;
  Error damaged(EntryNumber entry, const Error& why) const;
  // A version of an object, with its flags as of one moment.
  struct Version {
    EntryNumber entry = 0;
    std::uint8_t flags = 0;
  };
  struct Lookup {
    std::vector<std::vector<Version>> versions;  // for each id its live versions, newest first
    bool shared = false;                         // some of them shares its hash with another id
    // As of that moment: of the journal, and of the entries in [from, to), which holds all versions of all ids.
    EntryNumber from = 0, to = 0;
    std::uint64_t size = 0, revision = 0;
  };
  Result<Lookup> find(std::span<const std::string_view> ids) const;
  // The version as exactly as it was written.
  Timestamp exact_version(EntryNumber entry) const;
  // Grows before and after erased bytes are overwritten (odd: under way). What was read while it changed is to be read
  // again; while it is odd, only entries that are not erased can be read.
  std::uint64_t erasures() const { return erasures_.load(std::memory_order_seq_cst); }

  // --- the writer
  // Adds a line to `batch`, which begins behind what is stored. `version_time` is not used for an unversioned object.
  Status stage(Batch& batch, const NewLine& line, std::uint64_t id_hash, bool hash_shared, Micros added,
               const Timestamp& version_time);
  // Writes the batch, makes it durable, and lets readers see it. On an error nothing of it is there.
  Status commit(Batch& batch);
  // Commits a batch of purges and then overwrites what they name.
  Status commit_purges(Batch& batch);
  // Overwrites the content of entries without any entry that says so: in a mirror, where entries are another's. Not
  // atomic: who needs it to be finished after a crash calls it again.
  Status erase(const std::vector<EntryNumber>& entries);
  // Makes the derived files durable too, so that the next start need not make them again. Any thread, one at a time.
  Status sync_derived();

  // Reads lines in order and hands them over in runs, with the number of the first. Any thread; stops at the first
  // error.
  Status for_each_run(EntryNumber from, EntryNumber to,
                      const std::function<Status(EntryNumber, std::span<const Line>)>& visit) const;
  // Makes the derived data again and compares. By the writer.
  struct RebuildReport {
    std::uint64_t entries = 0, differences = 0;
    std::string first_difference;
  };
  Result<RebuildReport> rebuild(const std::function<void(std::uint64_t)>& progress);

 private:
  friend class Recovery;
  EntryStore(std::filesystem::path dir, const StoreOptions& options);
  Result<Record> make_record(const Line& line, std::uint64_t position, std::size_t line_bytes);
  Result<std::uint32_t> head_for(const VersionIndex& index, EntryNumber entry, const Record& record) const;
  bool is_newer(EntryNumber left, EntryNumber right) const;
  Status index_entry(VersionIndex& index, EntryNumber entry, const Record& added) const;
  std::uint64_t compare_indexes(const VersionIndex& fresh, RebuildReport& report) const;
  Status write(Batch& batch);
  Status take_back(Error why) PARLEY_REQUIRES(sync_mutex_);
  Status publish(const Batch& batch);
  Status overwrite(const std::vector<EntryNumber>& entries);
  Status scrub(const std::vector<EntryNumber>& entries) PARLEY_REQUIRES(sync_mutex_);

  const std::filesystem::path dir_;
  const StoreOptions options_;
  std::unique_ptr<Segments> segments_;
  std::unique_ptr<RecordFile> records_;
  std::unique_ptr<TypeNames> types_;
  VersionIndex index_;
  std::atomic<std::uint64_t> erasures_{0};
  // Held while an erasure is under way and while the derived files are synced or shortened: a sync in the middle of an
  // erasure would make the next start believe that it was finished.
  Mutex sync_mutex_;
  bool broken_ =
      false;  // the writer's: the end of the segments is unknown, nothing may be appended until the next start
};

}  // namespace parley::store
