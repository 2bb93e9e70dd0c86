// A mirror believes nothing that it has not checked. Entries arrive with a signed head of their
// author; before the first of them is stored, each is checked for itself (its leaf is one, its date
// is later than the one before, its object is what the leaf commits to), then all of them together:
// the tree with them must be the one under the head, or be shown to begin it.
//
// What the objects say is not judged: the author's intake did that, and a mirror that refused an
// entry could not follow the tree any further. Nor is the head signed here; it is put in place with
// the author's signature.
#include "journal/follower.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <future>
#include <limits>
#include <unordered_map>

#include "base/file.h"
#include "text/display.h"

namespace parley::journal {
namespace {

// The numbers of entries that are being erased, one a line; there only while they are.
constexpr const char* kErasing = "erasing";
constexpr std::size_t kWorthAThread = 2048;  // entries

Error wrong(Seq seq, std::string_view why) { return {Code::corrupt, fmt::format("entry {}: {}", seq, why)}; }

}  // namespace

Follower::Follower(std::filesystem::path dir, store::EntryStore& store, Keeper& keeper, const Options& options)
    : dir_(std::move(dir)), store_(store), keeper_(keeper), options_(options) {}

// The file `erasing` is there when a crash came in the middle of an erasure. In a journal of one's
// own an entry tells what is to be erased; in a mirror entries are another's, so this list is all
// there is. Erasing again what is erased already changes nothing.
Status Follower::start() {
  PARLEY_TRY(tree_, keeper_.frontier());
  PARLEY_TRY(looked_at_, adopted_size());
  const auto text = read_file(dir_ / kErasing, 64u << 20);
  if (!text.ok()) return text.error().code == Code::not_found ? Status{} : Status{text.error()};
  std::vector<Seq> entries;
  for (std::size_t at = 0; at < text->size();) {
    const std::size_t end = std::min(text->find('\n', at), text->size());
    Seq seq = 0;
    const auto number = std::from_chars(text->data() + at, text->data() + end, seq);
    if (number.ec == std::errc() && number.ptr == text->data() + end && seq < store_.size()) entries.push_back(seq);
    at = end + 1;
  }
  return erase(entries);
}

// All or nothing: a batch with one bad entry stores none of them, so that the tree in memory and
// the one on disk never part.
Status Follower::extend(std::span<const ForeignEntry> entries, const Checkpoint& head, const Proof& proof) {
  const Seq first = store_.size();
  if (first + entries.size() > head.size)
    return Error{Code::conflict, fmt::format("{} given, and the head covers {}",
                                             text::counted(first + entries.size(), "entry", "entries"), head.size)};
  std::vector<Checked> checked(entries.size());
  const Micros before =
      first == 0 ? Micros{std::numeric_limits<std::int64_t>::min()} : Micros{store_.record(first - 1).added};
  // What is most of the work goes to two processors.
  const std::size_t half = entries.size() >= kWorthAThread ? entries.size() / 2 : entries.size();
  std::future<Status> behind;
  if (half < entries.size()) {
    const auto leaf = parse_leaf(entries[half - 1].leaf);
    const Micros last = leaf.ok() ? leaf->time : before;  // when it is not, the first half is refused
    behind = std::async(std::launch::async | std::launch::deferred, [&, last] {
      return check_run(entries.subspan(half), first + half, last, other_intake_, std::span(checked).subspan(half));
    });
  }
  const Status ahead = check_run(entries.first(half), first, before, intake_, std::span(checked).first(half));
  const Status rest = behind.valid() ? behind.get() : Status{};
  PARLEY_TRY_STATUS(ahead);
  PARLEY_TRY_STATUS(rest);
  // On a copy, because everything above may still be refused. `tree_` moves on only when the
  // entries are durable.
  Frontier tree = tree_;
  for (const Checked& one : checked) tree.append(one.leaf);
  const bool under_head = tree.size() == head.size
                              ? tree.root() == head.root
                              : verify_consistency(tree.size(), head.size, proof, tree.root(), head.root).ok();
  if (!under_head)
    return Error{Code::conflict, fmt::format("the entries up to {} are not those under the signed head over {}",
                                             tree.size(), head.size)};
  PARLEY_TRY_STATUS(stage(checked, entries));
  PARLEY_TRY_STATUS(options_.restores ? store_.commit_purges(batch_) : store_.commit(batch_));
  tree_ = std::move(tree);
  if (looked_at_ == first) {
    for (std::size_t i = 0; i < checked.size(); ++i)
      if (checked[i].erased) look_at(first + i, checked[i].of);
    looked_at_ = first + checked.size();
  }
  return {};
}

// Keeps withheld_: entries that came without content, until an erasure names them. The author may
// erase and must say so; content that is simply missing would let him show different members
// different things under one head.
void Follower::look_at(Seq seq, const std::vector<Seq>& erased) {
  if (erased.empty()) withheld_.insert(seq);
  for (const Seq one : erased) withheld_.erase(one);
}

Status Follower::check_run(std::span<const ForeignEntry> entries, Seq first, Micros last, Intake& intake,
                           std::span<Checked> out) const {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    PARLEY_TRY(out[i], check(entries[i], first + i, last, intake));
    out[i].leaf = leaf_hash(entries[i].leaf);
  }
  return {};
}

Result<Follower::Checked> Follower::check(const ForeignEntry& entry, Seq seq, Micros& last, Intake& intake) const {
  const auto leaf = parse_leaf(entry.leaf);
  if (!leaf.ok()) return wrong(seq, leaf.error().message);
  if (leaf->time <= last) return wrong(seq, "its date is not later than that of the entry before it");
  last = leaf->time;
  Checked checked;
  checked.added = leaf->time;
  // No salt means that the content was erased: without it the commitment cannot be checked, so an
  // object that came along would be worth nothing.
  checked.erased = leaf->kind == LeafKind::purge || !entry.salt;
  if (leaf->kind == LeafKind::purge &&
      (entry.salt || !entry.object.empty() || leaf->of.empty() || leaf->of.back() >= seq))
    return wrong(seq, "it erases entries that are not before it, or has content");
  if (leaf->kind == LeafKind::purge) checked.of = leaf->of;
  if (checked.erased) return checked;
  auto object = intake.read(entry.object);
  if (!object.ok()) return wrong(seq, object.error().message);
  if (commitment(*entry.salt, object->canonical) != leaf->commit)
    return wrong(seq, "the object is not the one that the entry commits to");
  checked.object = std::move(object).value();
  checked.salt = *entry.salt;
  return checked;
}

Status Follower::stage(const std::vector<Checked>& checked, std::span<const ForeignEntry> entries) {
  batch_.clear();
  std::unordered_map<std::uint64_t, std::string_view> here;  // by hash of the id: what this batch has
  std::vector<store::EntryNumber> heads;
  for (std::size_t i = 0; i < checked.size(); ++i) {
    const Checked& one = checked[i];
    // Every entry is whole by itself: what was read together at its author's is no matter of ours.
    const bool purges = options_.restores && !one.of.empty();
    store::NewLine line{.rest = 0,
                        .leaf = entries[i].leaf,
                        .id = {},
                        .version = {},
                        .spec_version = {},
                        .salt = {},
                        .object = {},
                        .purge = {},
                        .erased = one.erased && !purges};
    if (purges) line.purge = one.of;
    if (one.erased) {
      PARLEY_TRY_STATUS(store_.stage(batch_, line, 0, false, one.added, {}));
      continue;
    }
    line.id = one.object.id, line.version = one.object.version, line.spec_version = one.object.spec_version;
    line.salt = one.salt, line.object = one.object.text;
    const std::uint64_t hash = store_.id_hash(one.object.id);
    const auto [at, added] = here.try_emplace(hash, one.object.id);
    // Two ids with one hash: the record has to say so, because then only the lines tell them apart.
    // Those of this batch are in no index yet.
    bool shared = !added && at->second != one.object.id;
    store_.index().heads(hash, heads);
    for (const Seq head : heads) {
      PARLEY_TRY(const store::StoredLine stored, store_.read_line(head));
      shared = shared || stored.line.id != one.object.id;
    }
    PARLEY_TRY_STATUS(store_.stage(batch_, line, hash, shared, one.added, one.object.version_time));
  }
  return {};
}

// The signature is verified here once more, whatever the caller did: a head that is put in place
// counts as the author's from then on. Withheld content is asked about last, when all entries under
// the head are there, since the erasure may stand behind what it erases.
Status Follower::adopt(const Note& head) {
  const auto verified = verify_note(head, {*options_.source});
  if (!verified.ok()) return verified.error().in("the head");
  PARLEY_TRY(const Checkpoint tree, Checkpoint::parse(head.text));
  PARLEY_TRY_STATUS(check_withheld(tree.size));
  return keeper_.adopt(head);
}

// What its author withholds must have been erased by an entry of his. Entries that came with extend() have been looked
// at already.
Status Follower::check_withheld(std::uint64_t end) {
  // A head over less than what was looked at: begin anew from the head in place, or erasures that
  // stand beyond `end` would excuse what is missing below it.
  if (end < looked_at_) {
    PARLEY_TRY(looked_at_, adopted_size());
    withheld_.clear();
  }
  const auto read = store_.for_each_run(looked_at_, end, [&](Seq first, std::span<const store::Line> lines) -> Status {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].kind == store::Line::Kind::object) continue;
      PARLEY_TRY(const Leaf leaf, parse_leaf(lines[i].leaf));
      look_at(first + i, leaf.of);
    }
    return {};
  });
  PARLEY_TRY_STATUS(read);
  looked_at_ = end;
  if (withheld_.empty()) return {};
  return wrong(*withheld_.begin(), "its content is withheld, and no entry says that it was erased");
}

Result<std::uint64_t> Follower::adopted_size() const {
  const std::string head = keeper_.checkpoint();
  if (head.empty()) return std::uint64_t{0};
  PARLEY_TRY(const Note note, Note::parse(head));
  PARLEY_TRY(const Checkpoint tree, Checkpoint::parse(note.text));
  return tree.size;
}

// The list first, durably; then the erasure; then the list goes. After a crash in between, start()
// does it again.
Status Follower::erase(const std::vector<Seq>& entries) {
  std::string text;
  for (const Seq seq : entries) text += fmt::format("{}\n", seq);
  PARLEY_TRY_STATUS(replace_file(dir_ / kErasing, text, Durability::durable));
  PARLEY_TRY_STATUS(store_.erase(entries));
  std::error_code ignored;
  std::filesystem::remove(dir_ / kErasing, ignored);
  return {};
}

}  // namespace parley::journal
