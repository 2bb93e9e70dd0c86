#include "journal/verify.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "journal/leaf.h"
#include "json/canonical.h"

namespace parley::journal {
namespace {

using store::Line;

Error wrong(std::string why) { return {Code::corrupt, std::move(why)}; }

class Verifier {
 public:
  Verifier(const store::EntryStore& store, std::uint64_t head_size) : store_(store), head_size_(head_size) {}

  Status take(Seq seq, const Line& line) {
    if (auto checked = check(seq, line); !checked.ok()) return store_.damaged(seq, checked.error());
    tree_.append(leaf_hash(line.leaf));
    if (tree_.size() == head_size_) root_at_head_ = tree_.root();
    return {};
  }
  // Every line that is erased must have been erased by an entry, and the other way round.
  Status finish() const {
    if (erased_ == purged_) return {};
    std::vector<Seq> difference;
    std::set_symmetric_difference(erased_.begin(), erased_.end(), purged_.begin(), purged_.end(), std::back_inserter(difference));
    const Seq seq = difference.front();
    return store_.damaged(seq, wrong(erased_.contains(seq) ? "it is erased, and no entry says so" : "an entry says that it is erased, and it is not"));
  }
  const Hash& root_at_head() const { return root_at_head_; }

 private:
  Status check(Seq seq, const Line& line) {
    PARLEY_TRY(const Leaf leaf, parse_leaf(line.leaf));
    const store::Record record = store_.record(seq);
    if (leaf.time.value != record.added) return wrong("its date is not the one in the index: rebuild it");
    if (leaf.time.value <= last_date_) return wrong("its date is not later than that of the entry before it");
    last_date_ = leaf.time.value;
    if ((leaf.kind == LeafKind::purge) != (line.kind == Line::Kind::purge)) return wrong("the line is of another kind than its entry");
    if (line.kind == Line::Kind::erased) erased_.insert(seq);
    if (line.kind == Line::Kind::purge) {
      if (leaf.of != line.purge || leaf.of.back() >= seq) return wrong("the line erases other entries than its entry says");
      purged_.insert(leaf.of.begin(), leaf.of.end());
    }
    return line.kind == Line::Kind::object ? check_object(line, leaf, record) : Status{};
  }

  Status check_object(const Line& line, const Leaf& leaf, const store::Record& record) {
    PARLEY_TRY(const json::Element object, parser_.parse(line.object));
    canonical_.clear();
    PARLEY_TRY_STATUS(json::append_canonical(canonical_, object));
    const auto salt = hash_from_base64(line.salt);
    if (!salt || commitment(*salt, canonical_) != leaf.commit) return wrong("the object is not the one that the entry commits to");
    json::Object members;
    if (object.get(members) != simdjson::SUCCESS || json::string_member(members, "id") != line.id ||
        json::string_member(members, "modified").value_or(json::string_member(members, "created").value_or("")) != line.version)
      return wrong("the line gives the object another id or version than the object has");
    if (record.id_hash != store_.id_hash(line.id)) return wrong("the index has another id for it: rebuild it");
    return {};
  }

  const store::EntryStore& store_;
  const std::uint64_t head_size_;
  Frontier tree_;
  Hash root_at_head_ = empty_root();
  std::int64_t last_date_ = std::numeric_limits<std::int64_t>::min();
  std::set<Seq> erased_, purged_;
  json::Parser parser_;
  std::string canonical_;
};

}  // namespace

Status verify_entries(const store::EntryStore& store, const std::string& checkpoint, const std::string& origin,
                      const std::optional<PublicKey>& key, const std::function<void(std::uint64_t)>& progress) {
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
  Verifier verifier(store, head.size);
  const Seq size = store.size();
  const auto read = store.for_each_run(0, size, [&](Seq first, std::span<const Line> lines) -> Status {
    for (std::size_t i = 0; i < lines.size(); ++i) PARLEY_TRY_STATUS(verifier.take(first + i, lines[i]));
    if (progress) progress(first + lines.size());
    return {};
  });
  PARLEY_TRY_STATUS(read);
  PARLEY_TRY_STATUS(verifier.finish());
  if (head.size > size) return wrong(fmt::format("checkpoint: it covers {} entries, and there are {}", head.size, size));
  if (!checkpoint.empty() && verifier.root_at_head() != head.root) return wrong("checkpoint: the entries do not hash to its root");
  return {};
}

}  // namespace parley::journal
