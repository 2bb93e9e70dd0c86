// `parley journal verify`: every line is read again and everything that it says twice is compared,
// from the leaf's commitment to the members that stand beside the object. It runs while the journal
// is in use. Appends do not disturb it, because only what was there at the beginning is looked at;
// erasures do, because they change lines that were looked at already, so they are reckoned up at
// the end, when the writer stands still.
#include "journal/verify.h"

#include <algorithm>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "journal/leaf.h"
#include "json/canonical.h"
#include "text/display.h"

namespace parley::journal {
namespace {

using store::Line;

Error wrong(std::string why) { return {Code::corrupt, std::move(why)}; }

class Verifier {
 public:
  Verifier(const store::EntryStore& store, std::uint64_t head_size, bool is_mirror)
      : store_(store), head_size_(head_size), is_mirror_(is_mirror) {}

  Status take(Seq seq, const Line& line) {
    if (auto checked = check(seq, line); !checked.ok()) return store_.damaged(seq, checked.error());
    tree_.append(leaf_hash(line.leaf));
    // The tree goes on beyond the head: entries that are not under one yet are checked as well.
    if (tree_.size() == head_size_) root_at_head_ = tree_.root();
    return {};
  }
  // Every line that is erased must have been erased by an entry, and the other way round. `done`: entries taken; what
  // was erased since then is told by entries behind them. Called while nothing is erased.
  Status finish(Seq done) {
    if (is_mirror_) return {};  // what is erased there is not told by entries, which are another's
    const auto read = store_.for_each_run(done, store_.size(), [&](Seq, std::span<const Line> lines) -> Status {
      for (const Line& line : lines) purged_.insert(line.purge.begin(), line.purge.end());
      return {};
    });
    PARLEY_TRY_STATUS(read);
    std::vector<Seq> different;
    std::set_symmetric_difference(erased_.begin(), erased_.end(), purged_.begin(), purged_.end(),
                                  std::back_inserter(different));
    // What differs may have been erased while the check ran: the line as it is now decides.
    for (const Seq seq : different) {
      PARLEY_TRY(const store::StoredLine stored, store_.read_line(seq));
      const bool erased = stored.line.kind == Line::Kind::erased;
      if (erased == purged_.contains(seq)) continue;
      return store_.damaged(
          seq, wrong(erased ? "it is erased, and no entry says so" : "an entry says that it is erased, and it is not"));
    }
    return {};
  }
  const Hash& root_at_head() const { return root_at_head_; }

 private:
  Status check(Seq seq, const Line& line) {
    PARLEY_TRY(const Leaf leaf, parse_leaf(line.leaf));
    const store::Record record = store_.record(seq);
    if (leaf.time.value != record.added) return wrong("its date is not the one in the index: rebuild it");
    if (leaf.time.value <= last_date_) return wrong("its date is not later than that of the entry before it");
    last_date_ = leaf.time.value;
    // In a mirror the author's purge entry is a line without content, as what it erases may still
    // be kept here.
    const Line::Kind of_purge = is_mirror_ ? Line::Kind::erased : Line::Kind::purge;
    if (leaf.kind == LeafKind::purge ? line.kind != of_purge : line.kind == Line::Kind::purge)
      return wrong("the line is of another kind than its entry");
    if (line.kind == Line::Kind::erased) erased_.insert(seq);
    if (line.kind == Line::Kind::purge) {
      if (leaf.of != line.purge || leaf.of.back() >= seq)
        return wrong("the line erases other entries than its entry says");
      purged_.insert(leaf.of.begin(), leaf.of.end());
    }
    return line.kind == Line::Kind::object ? check_object(seq, line, leaf, record) : Status{};
  }

  // The line repeats id and version so that an index can be built without parsing; here the two are
  // compared with what the object itself says.
  Status check_object(Seq seq, const Line& line, const Leaf& leaf, const store::Record& record) {
    PARLEY_TRY(const json::Element object, parser_.parse(line.object));
    canonical_.clear();
    PARLEY_TRY_STATUS(json::append_canonical(canonical_, object));
    const auto salt = hash_from_base64(line.salt);
    if (!salt || commitment(*salt, canonical_) != leaf.commit)
      return wrong("the object is not the one that the entry commits to");
    json::Object members;
    if (object.get(members) != simdjson::SUCCESS || json::string_member(members, "id") != line.id ||
        json::string_member(members, "modified").value_or(json::string_member(members, "created").value_or("")) !=
            line.version)
      return wrong("the line gives the object another id or version than the object has");
    if (record.id_hash == store_.id_hash(line.id)) return {};
    // Or it has been erased since the line was read.
    PARLEY_TRY(const store::StoredLine again, store_.read_line(seq));
    return again.line.kind == Line::Kind::object ? wrong("the index has another id for it: rebuild it") : Status{};
  }

  const store::EntryStore& store_;
  const std::uint64_t head_size_;
  const bool is_mirror_;
  Frontier tree_;
  Hash root_at_head_ = empty_root();
  std::int64_t last_date_ = std::numeric_limits<std::int64_t>::min();
  std::set<Seq> erased_, purged_;
  json::Parser parser_;
  std::string canonical_;
};

}  // namespace

Status verify_entries(const store::EntryStore& store, const std::string& checkpoint, const std::string& origin,
                      const std::optional<PublicKey>& key, bool is_mirror, const Exclusively& exclusively,
                      const std::function<Status(std::uint64_t)>& progress) {
  Checkpoint head;
  if (!checkpoint.empty()) {
    PARLEY_TRY(const Note note, Note::parse(checkpoint));
    if (key) {
      const auto verified = verify_note(note, {VerifierKey::make(origin, SignatureType::ed25519, *key)});
      if (!verified.ok()) return wrong("checkpoint: " + verified.error().message);
    }
    PARLEY_TRY(head, Checkpoint::parse(note.text));
    if (head.origin != origin) return wrong("checkpoint: it is of " + head.origin);
  }
  Verifier verifier(store, head.size, is_mirror);
  const Seq size = store.size();
  const auto read = store.for_each_run(0, size, [&](Seq first, std::span<const Line> lines) -> Status {
    for (std::size_t i = 0; i < lines.size(); ++i) PARLEY_TRY_STATUS(verifier.take(first + i, lines[i]));
    if (progress) PARLEY_TRY_STATUS(progress(first + lines.size()));
    return {};
  });
  PARLEY_TRY_STATUS(read);
  const auto finished = exclusively([&] { return verifier.finish(size); });
  PARLEY_TRY_STATUS(finished);
  if (head.size > size)
    return wrong(fmt::format("checkpoint: it covers {}, and here {} {}", text::counted(head.size, "entry", "entries"),
                             size == 1 ? "is" : "are", size));
  if (!checkpoint.empty() && verifier.root_at_head() != head.root)
    return wrong("checkpoint: the entries do not hash to its root");
  return {};
}

}  // namespace parley::journal
