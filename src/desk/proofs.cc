// What can be shown to somebody who trusts nobody here: that an object stands in a journal, under a head that others
// have cosigned, and who held it since when. A proof is a file that is checked without a node or a network
// (docs/formats). So a policy goes with it, which says whose cosignatures the reader is to find; it is made of those
// that the head really has, so that the file holds. What a reader believes is his own affair: with a key or a policy of
// his own, what the file says about them counts for nothing.
#include "desk/proofs.h"

#include <fmt/format.h>

#include <algorithm>

#include "desk/groups.h"
#include "node/find_object.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/outside_witnesses.h"
#include "node/receipts.h"
#include "text/display.h"

namespace parley::desk {
namespace {

constexpr std::int64_t kMinute = 60'000'000;  // microseconds

bool has_cosigned(const journal::Note& note, const journal::VerifierKey& key) {
  // A wrong line of one must not hide the good ones of others.
  return journal::verify_note(note, {key}).ok();
}

// The other members that have cosigned the head, and as many outside witnesses as the charter asks for; while those
// lack, the ones that are there.
journal::Policy policy_of(const group::Charter& charter, const journal::VerifierKey& log, const std::string& checkpoint,
                          Proof& out) {
  journal::Policy policy{.log = log, .quorum = {}};
  // A head that is not signed yet has no cosignatures: then the log's own key is the whole policy.
  const auto note = journal::Note::parse(checkpoint);
  if (!note.ok()) return policy;
  std::vector<journal::VerifierKey> members, present, absent;
  for (const auto& signature : charter.signatures)
    // The author's own cosignature says nothing that its signature does not say already.
    if (signature.journal_key.name != log.name && has_cosigned(*note, signature.witness_key))
      members.push_back(signature.witness_key);
  for (const auto& witness : charter.terms.witnesses.named)
    (has_cosigned(*note, witness.key) ? present : absent).push_back(witness.key);
  out.members = members.size();
  out.witnesses = present.size();
  out.witnesses_named = charter.terms.witnesses.named.size();
  out.quorum = charter.terms.witnesses.quorum;
  journal::Quorum outside = node::outside_quorum(charter.terms);
  if (!out.quorum_met()) {
    // A policy that the head does not satisfy would make the whole file prove nothing.
    outside = journal::Quorum::all_of(std::move(present));
    policy.others = std::move(absent);
  }
  policy.quorum = journal::Quorum::all_of(std::move(members), {std::move(outside)});
  return policy;
}

// The entry that is meant: the latest version, or the one with this time.
Result<journal::Seq> entry_of(const journal::Journal& journal, const std::string& id,
                              const std::optional<Timestamp>& version) {
  journal::Query query;
  query.ids = {id};
  if (version) query.versions = {.last = false, .first = false, .all = false, .exact = {*version}};
  PARLEY_TRY(const auto page, journal.read(query, 0, {.objects = 1}));
  if (page.entries.empty())
    return Error{Code::not_found, "there is no object " + id + (version ? " of that version" : "")};
  return page.entries[0].seq;
}

}  // namespace

// Without a journal it is the one in which the object would be looked for first, as everywhere (node/find_object.h).
Result<Proof> Proofs::of_object(const std::string& typed, const std::string& journal,
                                const std::optional<Timestamp>& version) const {
  PARLEY_TRY(const std::string id, node::whole_id(node_, typed));
  const std::string name = journal.empty() ? node::journal_with(node_, id) : journal;
  PARLEY_TRY(const auto info, node_.journals().open(name));
  PARLEY_TRY(const journal::Seq entry, entry_of(*info.journal, id, version));
  PARLEY_TRY(Proof proof, of_entry(name, entry));
  proof.id = id;
  return proof;
}

Result<Proof> Proofs::of_entry(std::string_view journal, journal::Seq entry) const {
  PARLEY_TRY(const auto info, node_.journals().open(journal));
  PARLEY_TRY(const std::string key, node_.journals().verifier_key(journal));
  PARLEY_TRY(const auto verifier, journal::VerifierKey::parse(key));
  const auto view = node_.membership().group(info.row.root);
  std::optional<journal::Note> head;
  // Where the charter names outside witnesses, the head to prove under is one that they have cosigned, if there is one
  // over this entry: the newest head is often too new for them.
  if (view.ok() && !view->charter.terms.witnesses.named.empty()) {
    const auto member = std::find_if(view->members.begin(), view->members.end(),
                                     [&](const node::MemberView& one) { return one.journal == info.journal; });
    if (member != view->members.end()) head = node_.outside_witnesses().witnessed_head(*view, *member, entry);
  }
  // Without such a head it is proved under the journal's own newest one.
  PARLEY_TRY(auto shown, info.journal->prove(entry, head));
  Proof out;
  journal::ProofBundle bundle{.proof = std::move(shown.proof),
                              .entry = shown.entry,
                              .object = shown.object,
                              .salt = shown.salt,
                              .policy = {.log = verifier, .quorum = {}},
                              .later = {}};
  if (view.ok()) bundle.policy = policy_of(view->charter, verifier, bundle.proof.checkpoint, out);
  out.text = journal::write_bundle(bundle);
  out.origin = info.row.origin;
  out.verifier_key = key;
  out.entry = entry;
  return out;
}

Result<journal::ProofReport> Proofs::verify(const Named& file, const Pinned& pinned) {
  // What is wrong with the key or the policy is said as such: the file may be sound all the same.
  std::optional<journal::VerifierKey> key;
  if (!pinned.key.text.empty()) {
    PARLEY_TRY(key, journal::VerifierKey::parse(pinned.key.text).in(pinned.key.name));
  }
  std::optional<journal::Policy> policy;
  if (!pinned.policy.text.empty()) {
    PARLEY_TRY(policy, journal::Policy::parse(pinned.policy.text).in(pinned.policy.name));
  }
  // A policy of the reader's goes before a key: it says more.
  auto report = policy ? journal::verify_bundle(file.text, *policy) : journal::verify_bundle(file.text, key);
  if (report.ok()) return report;
  return Error{Code::invalid_input, fmt::format("{} proves nothing: {}", file.name, report.error().message)};
}

namespace {

// The entries of one group with what a person means, and who holds each.
class Holders {
 public:
  Holders(const node::Receipts& receipts, const node::GroupView& group, std::vector<Holding>& out)
      : group_(group), received_(receipts.received_at(group)), receipts_(receipts.list(group)), out_(out) {}

  // Every version and both versions of STIX: whoever asks who holds an object asks about all that was said under its
  // id.
  Status look(const node::TypedId& typed) {
    journal::Query query;
    // The index of ids knows whole ones only. For a beginning the entries' ids are compared, and no object is parsed.
    if (typed.is_whole()) query.ids = typed.spellings();
    query.spec_versions = {"2.0", "2.1"};
    query.versions = {.last = false, .first = false, .all = true, .exact = {}};
    for (const node::MemberView& member : group_.members) {
      if (member.journal == nullptr) continue;
      for (journal::Seq from = 0;;) {
        PARLEY_TRY(const journal::Page page, member.journal->read(query, from, {}));
        for (const journal::Entry& entry : page.entries)
          if (typed.means(entry.id)) add(member, entry);
        if (!page.more) break;
        from = page.next;
      }
    }
    return {};
  }

 private:
  // One line for each other member and each outside witness, also for those who are not known to hold it: that somebody
  // is missing is what one looks for.
  void add(const node::MemberView& author, const journal::Entry& entry) {
    const Holding begun{.group = group_.alias,
                        .id = std::string(entry.id),
                        .author = author.identity_id,
                        .author_name = name_of(author.identity_id),
                        .entry = entry.seq,
                        .holder = {},
                        .holder_name = {},
                        .since = {},
                        .head = {}};
    for (const auto& member : group_.charter.terms.members) {
      if (member.identity_id == author.identity_id) continue;
      Holding one = begun;
      one.holder = member.identity_id;
      one.holder_name = name_of(member.identity_id);
      one.since = received_(author.identity_id, entry.seq, member.identity_id);
      if (const auto* receipt = first_over(author.identity_id, entry.seq, member.identity_id)) {
        one.size = receipt->size;
        one.head = receipt->note;
      }
      out_.push_back(std::move(one));
    }
    for (const auto& witness : group_.charter.terms.witnesses.named) {
      Holding one = begun;
      one.is_witness = true;
      one.holder = witness.key.to_string();
      one.holder_name = witness.key.name;
      one.since = received_(author.identity_id, entry.seq, node::holder_of(witness));
      out_.push_back(std::move(one));
    }
  }

  // The smallest cosigned head that covers the entry is the earliest proof that the holder had it. A head over `size`
  // entries covers the entries from 0 to `size` - 1.
  const node::Receipts::Receipt* first_over(std::string_view author, journal::Seq entry,
                                            std::string_view holder) const {
    const node::Receipts::Receipt* first = nullptr;
    for (const auto& receipt : receipts_)
      if (receipt.author == author && receipt.holder == holder && receipt.size > entry &&
          (first == nullptr || receipt.size < first->size))
        first = &receipt;
    return first;
  }

  // As people call the member here; an identity that is no member any more is shown as it is, made plain.
  std::string name_of(std::string_view identity) const {
    const node::MemberView* member = node::member_of(group_, identity);
    return member != nullptr ? member->called : text::plain(identity);
  }

  const node::GroupView& group_;
  const group::ReceivedAt received_;
  const std::vector<node::Receipts::Receipt> receipts_;
  std::vector<Holding>& out_;
};

}  // namespace

Result<std::vector<Holding>> Proofs::holders(const std::string& typed, const std::string& group) const {
  // Groups that this party has left are among them: who holds what there is as good a question as before.
  std::vector<node::GroupView> views;
  if (group.empty()) {
    views = node_.membership().groups();
  } else {
    PARLEY_TRY(auto one, node_.membership().group(group));
    views.push_back(std::move(one));
  }
  std::vector<Holding> out;
  bool found = false;
  for (const node::GroupView& view : views) {
    // By the lines that came and not by the objects: a group of one member has none to tell of.
    const std::size_t before = out.size();
    PARLEY_TRY_STATUS(Holders(node_.receipts(), view, out).look(node::TypedId(typed)).in(view.alias));
    found = found || out.size() > before;
  }
  if (!found) return Error{Code::not_found, "no group's journal holds \"" + typed + "\""};
  return out;
}

// Witnesses are asked behind each new head and may take their time, so nothing is told before the configured patience
// has passed. A group that this party has left is nobody's worry here any more.
std::vector<Unwitnessed> Proofs::unwitnessed() const {
  std::vector<Unwitnessed> out;
  const std::int64_t patience = node_.config().peers.witness_age_minutes * kMinute;
  for (const node::GroupView& view : node_.membership().groups()) {
    if (view.left) continue;
    for (const node::MemberView& member : view.members) {
      auto witnessing = node_.outside_witnesses().witnessing(view, member);
      if (witnessing.quorum == 0 || !witnessing.waiting || node_.time().value - witnessing.waiting->value <= patience)
        continue;
      out.push_back({view.alias, member.called, std::move(witnessing)});
    }
  }
  return out;
}

}  // namespace parley::desk
