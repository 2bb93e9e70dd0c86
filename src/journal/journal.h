// A journal: one party's append-only sequence of STIX object versions, which is write-ahead log, database, TAXII
// collection and transparency log at once (docs/formats/journal.md).
//
// Thread-safe. One process has it open (a lock file sees to that). What append() has acknowledged survives kill -9 and
// power loss and is readable at once; reading never waits for writing.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/keys.h"
#include "base/time.h"
#include "journal/proof.h"

namespace parley::journal {

using Seq = std::uint64_t;  // entry number, from 0; also the leaf index in the Merkle tree

// An object that passed the checks, ready to be appended. Made by Intake (intake.h).
struct NewObject {
  std::string text;       // compact JSON, tokens as they came
  std::string canonical;  // RFC 8785 form: what the commitment covers and equality means
  std::string id;
  std::string type;
  std::string spec_version;  // "2.1" or "2.0"
  std::string version;       // `modified`, else `created`, as written; empty: the date added is the version
  Timestamp version_time;    // meaningless when `version` is empty
  bool revoked = false;      // the version withdraws the object: its entry says so
};

enum class Added {
  stored,
  already_there,  // the same id and version with the same content: success, nothing written
  conflict,       // the same id and version with other content: refused, nothing overwritten
};
struct Outcome {
  Added added = Added::stored;
  Seq seq = 0;          // of the entry stored now, or of the one that was there
  Micros date_added{};  // likewise
  std::string version;  // as TAXII shows it
};

// Which versions of an object count (TAXII 2.1 section 3.4.1). `exact` may be combined with the others.
struct VersionFilter {
  bool last = true, first = false, all = false;
  std::vector<Timestamp> exact;
};
struct Query {
  std::optional<Micros> added_after;  // strictly
  std::vector<std::string> ids;       // empty: any
  std::vector<std::string> types;
  std::vector<std::string> spec_versions;  // empty: the newest of each object version, which is any
  VersionFilter versions;
};

struct Entry {
  Seq seq = 0;
  Micros date_added{};
  std::string_view id, type, spec_version;
  std::string_view version;  // as TAXII shows it: as written, or the date added
  std::string_view text;     // the object
};
// Under which conditions a page read before is still what a new read would give.
struct Validity {
  Seq from = 0, to = 0;               // the entries looked at: [from, to)
  std::uint64_t revision = 0;         // of these entries' flags (superseded, erased)
  std::optional<std::uint64_t> size;  // set when the end of the journal was reached
};
struct Page {
  std::vector<Entry> entries;  // views into `bytes`
  bool more = false;           // there is at least one further match
  Seq next = 0;                // where to go on
  Validity validity;
  std::vector<std::unique_ptr<char[]>> bytes;
};
struct PageLimits {
  std::size_t objects = 1000;
  std::size_t bytes = 8u << 20;  // of object text; one object is always given
  // Only the objects are read: id, type, spec_version and version of each Entry stay empty. Half the bytes of a line
  // are not the object, and where matches lie apart, reading them is most of the cost.
  bool text_only = false;
};

// An entry of another party's journal, as it came from there. Views.
struct ForeignEntry {
  std::string_view leaf;
  std::optional<std::array<std::uint8_t, 32>> salt;  // nothing: its content was erased, or the entry is a purge
  std::string_view object;                           // JSON text
};

struct Options {
  std::string origin;  // of the checkpoint: schema-less URL prefix, fixed for life
  std::shared_ptr<const SigningKey>
      key;  // the journal key; shared because readers of cached pages may close the journal last
  // Set: this is a mirror of the journal that signs with this key. It is read like any other, and written by extend()
  // and adopt() only.
  std::optional<VerifierKey> source = {};
  // With `source`: the folder is not a mirror but the journal itself, which gets back entries that it has lost;
  // erasures among them are carried out.
  bool restores = false;
  int publish_interval_ms =
      500;  // a new head is signed at most this often on average; after a pause a few are signed at once
  // Called when a new head is in place, by the thread that put it there and with the journal's locks held: it may wake
  // somebody and no more.
  std::function<void()> on_head = {};
  // Called after each append() that stored something, and after each that could not be written, with what came of it:
  // by the thread that appended, with no lock of the journal held.
  std::function<void(const Status&)> on_append = {};
  // Other places where this journal's head is known (a witness's `<origin hash>/checkpoint`, a mirror, a file on
  // another disk). Each gives the note's text, or not_found. On open a larger or a different head there means that this
  // folder is an old copy: refuse to sign.
  std::vector<std::function<Result<std::string>()>> witnesses;
  std::function<Micros()> clock = now;
  std::uint64_t segment_bytes = 256u << 20;     // a segment of this size is followed by the next
  std::uint64_t hash_mask = ~std::uint64_t{0};  // for tests: of the hash of an id, so that ids collide
};

class Journal {
 public:
  // Makes an empty journal in `dir`, which must not exist or be empty.
  static Status create(const std::filesystem::path& dir, const Options& options);
  // Opens it, finishing what a crash interrupted. Fails with corrupt when what is stored does not hold together (and
  // says which file and entry), unavailable when another process has it open, conflict when a witness knows a larger or
  // another head.
  static Result<std::unique_ptr<Journal>> open(const std::filesystem::path& dir, Options options);
  ~Journal();  // publishes and indexes what is left

  // Appends all of `objects` or, on an error, none; durable when it returns. Several callers share one fsync. Objects
  // that are there already or conflict are passed over; the others are stored with strictly increasing date_added.
  Result<std::vector<Outcome>> append(std::span<const NewObject> objects);
  // Erases the content of an object's versions that `versions` selects (all of them with VersionFilter{all}), keeps
  // their leaves, and appends an entry that says so (not in a mirror, whose entries are another's). Returns how many
  // were erased; not_found when there is none.
  Result<std::size_t> erase(std::string_view id, const VersionFilter& versions);

  // Matches from entry `from` on, in order. Erased objects never match.
  Result<Page> read(const Query& query, Seq from, const PageLimits& limits) const;
  bool still_valid(const Validity& validity) const;
  // Whether any entry has this id (erased ones do not count).
  Result<bool> contains(std::string_view id) const;

  std::uint64_t size() const;  // entries, durable
  struct Statistics {
    std::uint64_t entries = 0, objects = 0, erased = 0, indexed = 0, published = 0, segment_bytes = 0;
    Micros first_added{}, last_added{};
    // Why the log does not follow the entries at the moment: they cannot be read back, or its files not be written. It
    // is tried again at growing intervals.
    std::optional<Error> trouble = {};
  };
  Statistics statistics() const;
  std::optional<Micros> date_added(Seq seq) const;  // nothing: there is no such entry
  const std::string& origin() const;

  // Signs a head over everything durable now.
  Status publish();
  std::string checkpoint() const;
  Result<std::string> read_tile(const TilePath& tile) const;
  // What shows that an entry is in the journal (see docs/formats/proof.md); publishes first when the entry is newer
  // than the head.
  struct EntryProof {
    TlogProof proof;
    std::string entry;                  // the leaf
    std::optional<std::string> object;  // canonical form; nothing when erased
    std::optional<Hash> salt;
  };
  Result<EntryProof> prove(Seq seq);
  // The same under `head`, an earlier head of this journal that the caller has verified and that may have other
  // cosignatures.
  Result<EntryProof> prove(Seq seq, const std::optional<Note>& head);

  // Whether this journal leads to a head that is known elsewhere to have been signed with its key. Fails with conflict
  // when it does not: the folder is an old copy, or there are two; unavailable when that cannot be told yet.
  Status check_head(const Checkpoint& known) const;
  // From now on nothing is appended, erased or signed: each fails with `why`.
  void refuse(const Error& why);

  // --- mirrors
  bool is_mirror() const;
  // Takes the next entries, [size(), size() + entries.size()), of the signed tree `head`, which may be larger; `proof`
  // then leads from the tree with these entries to `head`. Checked before anything is written: each leaf is one, dates
  // increase, each object is what its leaf commits to, and the entries are those under `head`. Durable when it returns.
  // Fails with corrupt, naming the entry, or, when the entries are not under `head`, with conflict.
  Status extend(std::span<const ForeignEntry> entries, const Checkpoint& head, const Proof& proof);
  // Puts a head in place that the source signed over exactly the entries there are; further signature lines
  // (cosignatures) come along.
  Status adopt(const Note& head);
  // Adds the signature lines of `cosigned` to the published head, if it is still the same one; verified by the caller.
  Status add_signatures(const Note& cosigned);
  // The salts of entries [from, from + count), 32 bytes each, zeros where the content is gone: what a mirror needs
  // beside tiles and objects.
  Result<std::string> read_salts(Seq from, std::size_t count) const;
  // Leads from the tree of `old_size` entries to the published head.
  Result<Proof> prove_consistency(std::uint64_t old_size) const;
  // The roots of the trees of the first so many entries, published or not: what a head over as many must have. Not
  // found beyond size(). Ask for many at once, neighbours together; the log waits meanwhile, 0.1 ms for each that lies
  // alone.
  Result<std::vector<Hash>> roots(std::span<const std::uint64_t> sizes) const;
  // The tree of all entries.
  Result<Frontier> frontier() const;

  // Reads everything again and checks it: segment lines, order and dates, commitments, leaves, tiles, root, checkpoint
  // signature. `progress` is called with entries done, and ends it by an error. Else the error names the first entry
  // that does not hold.
  Status verify(const std::function<Status(std::uint64_t)>& progress = {}) const;
  // Builds every index anew from the segments and compares it with the one there was.
  struct RebuildReport {
    std::uint64_t entries = 0, differences = 0;
    std::string first_difference;
  };
  Result<RebuildReport> rebuild(const std::function<void(std::uint64_t)>& progress = {});

 private:
  struct Impl;
  explicit Journal(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::journal
