// Receipts: heads of members' journals that other members cosigned. Each shows that its signer held so many entries, on
// the signer's clock. Clocks of inquiries start with them, so all members must end up with the same ones: a node keeps
// every receipt that it meets, and hands all of them to whoever in the group asks. Of several for one head the earliest
// counts, and who held more held less as well, so the order in which they arrive decides nothing.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "json/object_text.h"
#include "node/groups_impl.h"

namespace parley::node {
namespace {

using journal::Checkpoint;
using journal::Note;

constexpr std::size_t kReceiptsAtOnce = 500;
constexpr int kMostPages = 200;  // of receipts taken in one sync
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
Status take_heads(Groups::Impl& impl, const GroupView& view, const MemberView& member, json::Array notes) {
  for (const json::Element one : notes) {
    std::string_view text;
    if (one.get(text) != simdjson::SUCCESS) return malformed();
    PARLEY_TRY(const Note note, Note::parse(text));
    if (note.text.size() > kMaxHeadBytes) return malformed();
    PARLEY_TRY(const Checkpoint tree, Checkpoint::parse(note.text));
    const group::Signature* author = of_origin(view.charter, tree.origin);
    if (author == nullptr) continue;  // of a member of another version of the charter
    if (const auto verified = journal::verify_note(note, {author->journal_key}); !verified.ok())
      return impl.blame(view, member, receipts_of(view),
                        {.kind = "wrong signature",
                         .why = verified.error().message,
                         .key = author->journal_key,
                         .known_head = {},
                         .shown_head = std::string(text)});
    PARLEY_TRY_STATUS(impl.take_head(view, *author, note));
  }
  return {};
}

Status take_split_views(Groups::Impl& impl, const GroupView& view, const MemberView& member, json::Array split_views) {
  for (const json::Element one : split_views) {
    json::Object object;
    if (one.get(object) != simdjson::SUCCESS) return malformed();
    const group::Signature* author = of_origin(view.charter, json::string_member(object, "origin").value_or(""));
    if (author == nullptr) continue;
    const auto proved = parse_split_view(object, author->journal_key);
    if (!proved.ok())
      return impl.blame(view, member, receipts_of(view),
                        {.kind = "no split view",
                         .why = proved.error().message,
                         .key = author->journal_key,
                         .known_head = std::string(json::string_member(object, "known_head").value_or("")),
                         .shown_head = std::string(json::string_member(object, "shown_head").value_or(""))});
    Refusal refusal = *proved;
    refusal.why = fmt::format("{} shows two heads that contradict each other", member.name);
    PARLEY_TRY_STATUS(impl.take_split_view(view, *author, refusal));
  }
  return {};
}

}  // namespace

bool is_by(const journal::NoteSignature& line, const journal::VerifierKey& key) {
  return line.name == key.name && line.hash == key.hash;
}

const journal::NoteSignature* line_by(const Note& note, const journal::VerifierKey& key) {
  const auto at =
      std::find_if(note.signatures.begin(), note.signatures.end(), [&](const auto& one) { return is_by(one, key); });
  return at == note.signatures.end() ? nullptr : &*at;
}

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

bool Groups::Impl::remember(HeldSizes& known, std::uint64_t size, Micros time) {
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

void Groups::Impl::take_receipts(const group::Charter& charter, const Note& note) {
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
  const auto mirror = node.journal(author->collection);
  const std::uint64_t held = mirror.ok() ? mirror->journal->size() : 0;
  for (const auto& [holder, key] : holders) {
    const journal::NoteSignature* line = line_by(note, *key);
    if (line == nullptr) continue;
    const auto verified = journal::verify_note({note.text, {*line}}, {*key});
    const auto time = verified.ok() ? time_of(verified->front()) : std::nullopt;
    if (!time) continue;
    const bool added = [&, &holder = holder] {
      const Lock lock(mutex);
      HeldSizes& known = receipts[{tree->origin, holder}];
      const auto ahead = std::upper_bound(known.begin(), known.end(), held,
                                          [](std::uint64_t size, const auto& one) { return size < one.first; });
      if (tree->size > held && known.end() - ahead >= kMostAheadOfMirror) return false;
      const bool is_new = remember(known, tree->size, *time);
      if (is_new) ++receipt_counts[group::root_of(charter.terms)];
      return is_new;
    }();
    is_news = is_news || added;
    if (added)
      (void)db->add_receipt({.number = 0,
                             .root = group::root_of(charter.terms),
                             .origin = tree->origin,
                             .holder = holder,
                             .size = tree->size,
                             .time = *time,
                             .note = note.to_string()});
  }
  if (is_news)
    node.bell()
        .ring();  // a clock may have started: after the head that it is under came, so that head's ring was too early
}

Status Groups::Impl::exchange_receipts(const GroupView& view, const MemberView& member, PeerLink& link) {
  const std::string key = view.root + "/" + member.identity_id;
  std::uint64_t next = 0;
  {
    const Lock lock(mutex);
    next = receipts_next[key];
  }
  json::Parser parser;
  for (int page = 0; page < kMostPages; ++page) {
    PARLEY_TRY(const http::Response answer, link.get(fmt::format("/{}/receipts?after={}", view.root, next)));
    if (answer.status == 404) return {};  // they have not installed the charter
    if (answer.status != 200)
      return Error{Code::unavailable, fmt::format("they answered {} to the question for receipts", answer.status)};
    PARLEY_TRY(const json::Element element, parser.parse(answer.body_text()));
    json::Object object;
    json::Array notes;
    std::uint64_t after = 0;
    bool more = false;
    if (element.get(object) != simdjson::SUCCESS || object["receipts"].get(notes) != simdjson::SUCCESS ||
        object["next"].get(after) != simdjson::SUCCESS || object["more"].get(more) != simdjson::SUCCESS ||
        (more && after <= next))
      return malformed();
    PARLEY_TRY_STATUS(take_heads(*this, view, member, notes));
    json::Array split_views;
    if (object["split_views"].get(split_views) == simdjson::SUCCESS)
      PARLEY_TRY_STATUS(take_split_views(*this, view, member, split_views));
    next = after;
    const Lock lock(mutex);
    receipts_next[key] = next;
    if (!more) break;
  }
  compare_reached(view);
  const Lock lock(mutex);
  unusable.erase({member.identity_id, receipts_of(view)});
  return {};
}

std::optional<std::string> Groups::receipts_page(std::string_view root, const taxii::Principal& principal,
                                                 std::string_view query) const {
  const auto roots = roots_of(principal);
  const auto view = group(root);
  if (!roots || !view.ok() || view->root != root ||
      std::none_of(roots->begin(), roots->end(), [&](const auto& one) { return one.name == root; }))
    return std::nullopt;
  std::uint64_t after = 0;
  constexpr std::string_view kAfter = "after=";
  if (query.starts_with(kAfter)) std::from_chars(query.data() + kAfter.size(), query.data() + query.size(), after);
  const auto rows = impl_->db->receipts_after(root, std::min<std::uint64_t>(after, INT64_MAX), kReceiptsAtOnce);
  if (!rows.ok()) return std::nullopt;
  std::vector<std::string> notes;
  for (const auto& row : *rows) {
    after = row.number;
    if (of_origin(view->charter, row.origin) == nullptr) continue;
    std::string text;
    append_json_string(text, row.note);
    notes.push_back(std::move(text));
  }
  std::vector<std::string> split_views;
  const Lock lock(impl_->mutex);
  for (const auto& signature : view->charter.signatures)
    if (const auto known = impl_->heads.find(signature.journal_key.name);
        known != impl_->heads.end() && !known->second.split_view.empty())
      split_views.push_back(known->second.split_view);
  return json::ObjectText()
      .number("next", after)
      .flag("more", rows->size() == kReceiptsAtOnce)
      .raw("receipts", json::array_text(notes))
      .raw("split_views", json::array_text(split_views))
      .str();
}

group::ReceivedAt Groups::received_at(const GroupView& view) const {
  std::map<std::string, std::string, std::less<>> origins;
  for (const auto& signature : view.charter.signatures) origins[signature.identity_id] = signature.journal_key.name;
  return [this, origins](std::string_view author, journal::Seq seq, std::string_view holder) -> std::optional<Micros> {
    const auto origin = origins.find(author);
    if (origin == origins.end()) return std::nullopt;
    const Lock lock(impl_->mutex);
    const auto at = impl_->receipts.find({origin->second, std::string(holder)});
    if (at == impl_->receipts.end()) return std::nullopt;
    const auto first =
        std::upper_bound(at->second.begin(), at->second.end(), seq,
                         [](journal::Seq wanted, const auto& receipt) { return wanted < receipt.first; });
    return first == at->second.end() ? std::nullopt : std::optional(first->second);
  };
}

std::vector<Groups::Receipt> Groups::receipts(const GroupView& view) const {
  std::vector<Receipt> out;
  const auto rows = impl_->db->receipts();
  if (!rows.ok()) return out;
  for (const auto& signature : view.charter.signatures)
    for (const auto& row : *rows)
      if (row.origin == signature.journal_key.name)
        out.push_back({signature.identity_id, row.holder, row.size, row.time, row.note});
  return out;
}

}  // namespace parley::node
