// A receipt is a cosignature: who has cosigned a head has every entry under it. Kept are the notes themselves
// in node.db, which prove it to anybody, and in memory for each journal and holder the sizes with their
// times, which is what clocks of inquiries are computed from. A later size includes the earlier ones, so
// "since when did he have entry N" is the time of the first size above N.
//
// Members hand receipts on, so that everybody knows of everybody's. What is handed on is checked like what
// comes at first hand, and is bounded, since two members could otherwise make receipts without end.
#include "node/receipts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "json/json.h"
#include "json/writer.h"
#include "node/heads.h"
#include "node/journals.h"
#include "node/log.h"
#include "node/membership.h"
#include "node/node.h"
#include "node/peers.h"

namespace parley::node {
namespace {

using journal::Checkpoint;
using journal::Note;

// Of a page that is asked for, and of one that is answered: some 250 kB with notes of usual length.
constexpr std::size_t kReceiptsAtOnce = 500;
// Of receipts taken in one exchange: 100,000. Who has more goes on with the next, and who answers without end keeps one
// thread for a while and no more.
constexpr int kMostPages = 200;
// Of one holder, over more entries than the mirror has. Two members could otherwise sign and cosign heads without end
// over entries that do not exist; an honest author signs two heads a second at most, and the mirror follows.
constexpr std::ptrdiff_t kMostAheadOfMirror = 10'000;

const group::Signature* of_origin(const group::Charter& charter, std::string_view origin) {
  for (const auto& signature : charter.signatures)
    if (signature.journal_key.name == origin) return &signature;
  return nullptr;
}

Error malformed() { return {Code::corrupt, "what they show as receipts is none"}; }
std::string receipts_of(const GroupView& view) { return view.root + "/receipts"; }

// Heads that a member hands on: one that its author has not signed is the member's fault.
Status take_heads(Node& node, const GroupView& view, const MemberView& member, json::Array notes) {
  for (const json::Element one : notes) {
    std::string_view text;
    if (one.get(text) != simdjson::SUCCESS) return malformed();
    PARLEY_TRY(const Note note, Note::parse(text));
    if (note.text.size() > kMaxHeadBytes) return malformed();
    PARLEY_TRY(const Checkpoint tree, Checkpoint::parse(note.text));
    const group::Signature* author = of_origin(view.charter, tree.origin);
    if (author == nullptr) continue;  // of a member of another version of the charter
    if (const auto verified = journal::verify_note(note, {author->journal_key}); !verified.ok())
      return node.heads().blame(view, member, receipts_of(view),
                                {.kind = "wrong signature",
                                 .why = verified.error().message,
                                 .key = author->journal_key,
                                 .known_head = {},
                                 .shown_head = std::string(text)});
    PARLEY_TRY_STATUS(node.heads().take(view, *author, note));
  }
  return {};
}

// A proof must prove what it says by itself, or whoever hands it on could stop any journal.
Status take_split_views(Node& node, const GroupView& view, const MemberView& member, json::Array split_views) {
  for (const json::Element one : split_views) {
    json::Object object;
    if (one.get(object) != simdjson::SUCCESS) return malformed();
    const group::Signature* author = of_origin(view.charter, json::string_member(object, "origin").value_or(""));
    if (author == nullptr) continue;
    const auto proved = parse_split_view(object, author->journal_key);
    if (!proved.ok())
      return node.heads().blame(view, member, receipts_of(view),
                                {.kind = "no split view",
                                 .why = proved.error().message,
                                 .key = author->journal_key,
                                 .known_head = std::string(json::string_member(object, "known_head").value_or("")),
                                 .shown_head = std::string(json::string_member(object, "shown_head").value_or(""))});
    Refusal refusal = *proved;
    refusal.why = fmt::format("{} shows two heads that contradict each other", member.name);
    PARLEY_TRY_STATUS(node.heads().take_split_view(view, *author, refusal));
  }
  return {};
}

}  // namespace

// By name and key hash, as a signed note identifies a key (C2SP signed-note); whether the signature is good
// is asked apart.
bool is_by(const journal::NoteSignature& line, const journal::VerifierKey& key) {
  return line.name == key.name && line.hash == key.hash;
}

const journal::NoteSignature* line_by(const Note& note, const journal::VerifierKey& key) {
  const auto at =
      std::find_if(note.signatures.begin(), note.signatures.end(), [&](const auto& one) { return is_by(one, key); });
  return at == note.signatures.end() ? nullptr : &*at;
}

// One line for each key at most, each of them good. Everything else in a note - unknown keys, duplicates,
// broken lines - is dropped here, so that nobody can make this node keep or hand on what it cannot check.
Note signed_by_members(const group::Charter& charter, const journal::VerifierKey& journal_key, const Note& note) {
  std::vector<journal::VerifierKey> keys = {journal_key};
  for (const auto& signature : charter.signatures) keys.push_back(signature.witness_key);
  for (const auto& witness : charter.terms.witnesses.named) keys.push_back(witness.key);
  Note out{note.text, {}};
  for (const auto& key : keys)
    for (const auto& line : note.signatures) {
      if (!is_by(line, key) || !journal::verify_note({note.text, {line}}, {key}).ok()) continue;
      out.signatures.push_back(line);
      break;
    }
  return out;
}

// Times never descend with the size: who had more at a time had the less then, too. So a new receipt may take
// the time of the next larger one, and gives its own to smaller ones that have a later time.
bool Receipts::remember(HeldSizes& known, std::uint64_t size, Micros time) {
  auto at = std::lower_bound(known.begin(), known.end(), size,
                             [](const auto& one, std::uint64_t wanted) { return one.first < wanted; });
  const bool is_new = at == known.end() || at->first != size;
  if (is_new)
    at = known.insert(at, {size, time});
  else if (at->second <= time)
    return false;
  at->second = time;
  if (const auto after = std::next(at); after != known.end()) at->second = std::min(time, after->second);
  for (; at != known.begin() && std::prev(at)->second > at->second; --at) std::prev(at)->second = at->second;
  return true;
}

// In memory for good: clocks are computed from them with every question.
Status Receipts::reload() {
  PARLEY_TRY(const auto rows, db_.receipts());
  std::map<Key, HeldSizes, KeyLess> held;
  std::map<std::string, std::uint64_t, std::less<>> counts;
  for (const auto& row : rows) {
    remember(held[{row.origin, row.holder}], row.size, row.time);
    ++counts[row.root];
  }
  const Lock lock(mutex_);
  held_ = std::move(held);
  counts_ = std::move(counts);
  return {};
}

bool Receipts::take_one(const std::string& root, const Checkpoint& tree, const std::string& holder, Micros time,
                        std::uint64_t held) {
  const Lock lock(mutex_);
  HeldSizes& known = held_[{tree.origin, holder}];
  const auto ahead = std::upper_bound(known.begin(), known.end(), held,
                                      [](std::uint64_t size, const auto& one) { return size < one.first; });
  if (tree.size > held && known.end() - ahead >= kMostAheadOfMirror) return false;
  if (!remember(known, tree.size, time)) return false;
  ++counts_[root];
  return true;
}

// The author's own line on its journal is no receipt. Each holder's line is verified by itself, in whatever
// note it came.
void Receipts::take(const group::Charter& charter, const Note& note) {
  const auto tree = Checkpoint::parse(note.text);
  if (!tree.ok() || tree->size == 0) return;
  const group::Signature* author = of_origin(charter, tree->origin);
  if (author == nullptr) return;
  std::vector<std::pair<std::string, const journal::VerifierKey*>> holders;
  for (const auto& signature : charter.signatures)
    if (signature.identity_id != author->identity_id)
      holders.emplace_back(signature.identity_id, &signature.witness_key);
  for (const auto& witness : charter.terms.witnesses.named) holders.emplace_back(holder_of(witness), &witness.key);
  bool is_news = false;
  const auto mirror = node_.journals().open(author->collection);
  const std::uint64_t held = mirror.ok() ? mirror->journal->size() : 0;
  const std::string root = group::root_of(charter.terms);
  for (const auto& [holder, key] : holders) {
    const journal::NoteSignature* line = line_by(note, *key);
    if (line == nullptr) continue;
    const auto verified = journal::verify_note({note.text, {*line}}, {*key});
    const auto time = verified.ok() ? time_of(verified->front()) : std::nullopt;
    if (!time || !take_one(root, *tree, holder, *time, held)) continue;
    is_news = true;
    // The exchange goes on without: the receipt counts until a restart, and other members have it, too.
    const Status kept = db_.add_receipt({.number = 0,
                                         .root = root,
                                         .origin = tree->origin,
                                         .holder = holder,
                                         .size = tree->size,
                                         .time = *time,
                                         .note = note.to_string()});
    if (!kept.ok()) log(LogLevel::warning, "a receipt could not be kept", {{"why", kept.error().message}});
  }
  // A clock may have started: after the head that it is under came, so that head's signal was too early.
  if (is_news) node_.changes().signal();
}

// --- from and to other members

// `next` must grow while there is more, or a peer could answer the same page for ever.
Status Receipts::take_page(const GroupView& view, const MemberView& member, std::string_view body, std::uint64_t& next,
                           bool& more) {
  json::Parser parser;
  PARLEY_TRY(const json::Element element, parser.parse(body));
  json::Object object;
  json::Array notes, split_views;
  std::uint64_t after = 0;
  if (element.get(object) != simdjson::SUCCESS || object["receipts"].get(notes) != simdjson::SUCCESS ||
      object["next"].get(after) != simdjson::SUCCESS || object["more"].get(more) != simdjson::SUCCESS ||
      (more && after <= next))
    return malformed();
  PARLEY_TRY_STATUS(take_heads(node_, view, member, notes));
  if (object["split_views"].get(split_views) == simdjson::SUCCESS)
    PARLEY_TRY_STATUS(take_split_views(node_, view, member, split_views));
  next = after;
  return {};
}

// `next_` is kept in memory only: after a restart all receipts are asked for once more, of which nearly all
// are known.
Status Receipts::exchange(const GroupView& view, const MemberView& member, PeerLink& link) {
  const std::string key = view.root + "/" + member.identity_id;
  std::uint64_t next = 0;
  {
    const Lock lock(mutex_);
    next = next_[key];
  }
  bool more = true;
  for (int page = 0; more && page < kMostPages; ++page) {
    PARLEY_TRY(const http::Response answer, link.get(fmt::format("/{}/receipts?after={}", view.root, next)));
    if (answer.status == 404) return {};  // they have not installed the charter
    if (answer.status != 200)
      return Error{Code::unavailable, fmt::format("they answered {} to the question for receipts", answer.status)};
    PARLEY_TRY_STATUS(take_page(view, member, answer.body_text(), next, more));
    const Lock lock(mutex_);
    next_[key] = next;
  }
  node_.heads().compare_reached(view);
  node_.heads().copy_is_good(member.identity_id, receipts_of(view));
  return {};
}

// Nothing is said to whoever is not in the group, as if the path did not exist. Numbers grow with what is
// added and belong to the group alone, so that nobody can count what goes on in others.
std::optional<std::string> Receipts::page(std::string_view root, const taxii::Principal& principal,
                                          std::string_view query) const {
  const auto roots = node_.membership().roots_of(principal);
  const auto view = node_.membership().group(root);
  if (!roots || !view.ok() || view->root != root ||
      std::none_of(roots->begin(), roots->end(), [&](const auto& one) { return one.name == root; }))
    return std::nullopt;
  std::uint64_t after = 0;
  constexpr std::string_view kAfter = "after=";
  if (query.starts_with(kAfter)) std::from_chars(query.data() + kAfter.size(), query.data() + query.size(), after);
  const auto rows = db_.receipts_after(root, std::min<std::uint64_t>(after, INT64_MAX), kReceiptsAtOnce);
  if (!rows.ok()) return std::nullopt;
  std::vector<std::string> notes;
  for (const auto& row : *rows) {
    // Also of one that is passed over, or the same page would be asked for again and again.
    after = row.number;
    if (of_origin(view->charter, row.origin) == nullptr) continue;
    std::string text;
    append_json_string(text, row.note);
    notes.push_back(std::move(text));
  }
  std::vector<std::string> split_views;
  for (const auto& signature : view->charter.signatures)
    if (std::string proof = node_.heads().proof_of_split_view(signature.journal_key.name); !proof.empty())
      split_views.push_back(std::move(proof));
  return json::ObjectWriter()
      .number("next", after)
      .flag("more", rows->size() == kReceiptsAtOnce)
      .raw("receipts", json::array_text(notes))
      .raw("split_views", json::array_text(split_views))
      .str();
}

// --- what is known

std::optional<Receipts::Cosigned> Receipts::largest(std::string_view origin, std::string_view holder) const {
  const Lock lock(mutex_);
  const auto known = held_.find(KeyLess::View{origin, holder});
  if (known == held_.end() || known->second.empty()) return std::nullopt;
  return Cosigned{known->second.back().first, known->second.back().second};
}

std::optional<Receipts::Cosigned> Receipts::first_over(std::string_view origin, std::string_view holder,
                                                       std::uint64_t size) const {
  const Lock lock(mutex_);
  const auto known = held_.find(KeyLess::View{origin, holder});
  if (known == held_.end()) return std::nullopt;
  const auto at = std::lower_bound(known->second.begin(), known->second.end(), size,
                                   [](const auto& receipt, std::uint64_t wanted) { return receipt.first < wanted; });
  if (at == known->second.end()) return std::nullopt;
  return Cosigned{at->first, at->second};
}

std::uint64_t Receipts::held_by(std::string_view origin, std::string_view holder) const {
  const auto cosigned = largest(origin, holder);
  return cosigned ? cosigned->size : 0;
}

std::uint64_t Receipts::held_by_others(const group::Charter& charter, std::string_view origin) const {
  std::uint64_t most = 0;
  for (const auto& signature : charter.signatures) most = std::max(most, held_by(origin, signature.identity_id));
  return most;
}

group::ReceivedAt Receipts::received_at(const GroupView& view) const {
  std::map<std::string, std::string, std::less<>> origins;
  for (const auto& signature : view.charter.signatures) origins[signature.identity_id] = signature.journal_key.name;
  return [this, origins](std::string_view author, journal::Seq seq, std::string_view holder) -> std::optional<Micros> {
    const auto origin = origins.find(author);
    if (origin == origins.end()) return std::nullopt;
    const auto first = first_over(origin->second, holder, seq + 1);
    return first ? std::optional(first->time) : std::nullopt;
  };
}

std::vector<Receipts::Receipt> Receipts::list(const GroupView& view) const {
  std::vector<Receipt> out;
  const auto rows = db_.receipts();
  if (!rows.ok()) return out;
  for (const auto& signature : view.charter.signatures)
    for (const auto& row : *rows)
      if (row.origin == signature.journal_key.name)
        out.push_back({signature.identity_id, row.holder, row.size, row.time, row.note});
  return out;
}

// From node.db, because what was removed may have given its time to others.
Status Receipts::recount(const std::string& origin, const std::string& holder) {
  HeldSizes known;
  for (std::uint64_t from = 0;;) {
    PARLEY_TRY(const auto rows, db_.receipts_between(origin, holder, from, UINT64_MAX, kReceiptsAtOnce));
    for (const auto& row : rows) remember(known, row.size, row.time);
    if (rows.size() < kReceiptsAtOnce) break;
    from = rows.back().size;
  }
  const Lock lock(mutex_);
  held_[{origin, holder}] = std::move(known);
  return {};
}

std::uint64_t Receipts::on_record(std::string_view root) const {
  const Lock lock(mutex_);
  const auto at = counts_.find(root);
  return at == counts_.end() ? 0 : at->second;
}

std::uint64_t Receipts::known() const {
  const Lock lock(mutex_);
  std::uint64_t out = 0;
  for (const auto& [key, sizes] : held_) out += sizes.size();
  return out;
}

}  // namespace parley::node
