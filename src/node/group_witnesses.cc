// Outside witnesses: those that a charter names are shown each new head of this party's journal in the group (C2SP
// tlog-witness), and their cosignatures are kept with the head and as receipts, so that members get them with both. A
// witness that is down, slow or lies costs its own line and nothing else.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/hash.h"
#include "group/fields.h"
#include "node/groups_impl.h"

namespace parley::node {
namespace {

using journal::Checkpoint;
using journal::Note;

constexpr std::int64_t kMicros = 1'000'000;
constexpr std::int64_t kClocksApart = 3600 * kMicros;   // between a witness and this node, at most
constexpr std::uint64_t kLastSecond = 253'402'300'799;  // of the year 9999
constexpr int kMostAttempts = 4;                        // at showing one head, which may grow meanwhile
constexpr std::size_t kQuoted = 200;                    // bytes of what a witness says, in our words about it

std::string problem_key(const std::string& origin, const group::OutsideWitness& witness) {
  return "witness/" + origin + " " + witness.key.to_string();
}

// Of a 409: a decimal size and a newline.
std::optional<std::uint64_t> size_in(std::string_view body) {
  if (body.ends_with('\n')) body.remove_suffix(1);
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), size);
  if (body.empty() || error != std::errc() || end != body.data() + body.size() ||
      (body.size() > 1 && body.front() == '0'))
    return std::nullopt;
  return size;
}

Error useless(std::string what) { return {Code::unavailable, std::move(what)}; }

// The witness's line out of its answer to `shown`: good, and made about now.
Result<journal::NoteSignature> line_of(const Note& shown, std::string_view answer, const journal::VerifierKey& key,
                                       Micros now, Micros earliest) {
  const auto note = Note::parse(shown.to_string() + std::string(answer));
  if (!note.ok()) return useless("its answer is no signature line");
  for (const auto& line : note->signatures) {
    if (!is_by(line, key)) continue;
    const auto verified = journal::verify_note({shown.text, {line}}, {key});
    if (!verified.ok()) return useless("its signature line is not one of this head under its key");
    const auto time = time_of(verified->front());
    if (!time || time->value > now.value + kClocksApart || time->value < earliest.value - kClocksApart)
      return useless("its cosignature is dated " + (time ? to_string(*time) : "past all calendars") +
                     ", which cannot be");
    return line;
  }
  return useless("its answer has no line under the key that the charter gives it");
}

}  // namespace

journal::Quorum outside_quorum(const group::Terms& terms) {
  journal::Quorum out{.threshold = terms.witnesses.quorum, .witnesses = {}, .groups = {}};
  for (const auto& witness : terms.witnesses.named) out.witnesses.push_back(witness.key);
  return out;
}

std::optional<Micros> time_of(const journal::Verified& cosignature) {
  if (!cosignature.timestamp || *cosignature.timestamp > kLastSecond) return std::nullopt;
  return Micros{static_cast<std::int64_t>(*cosignature.timestamp) * kMicros};
}

std::uint64_t Groups::Impl::held_by(const std::string& origin, const std::string& holder) {
  const Lock lock(mutex);
  const auto known = receipts.find({origin, holder});
  return known == receipts.end() || known->second.empty() ? 0 : known->second.back().first;
}

http::ClientOptions Groups::witness_client() {
  http::ClientOptions options;
  options.timeout_ms = 10'000;
  options.header_bytes = 16u << 10;
  options.body_bytes = 64u << 10;
  return options;
}

Result<std::string> Groups::Impl::head_at(const group::OutsideWitness& witness, const std::string& origin,
                                          http::Client& client) {
  PARLEY_TRY(const auto answer,
             client.send({.url = fmt::format("{}/{}/checkpoint", witness.url, to_hex(sha256({as_bytes(origin)}))),
                          .headers = {},
                          .body = {}}));
  if (answer.status != 200 && answer.status >= 500) return useless(fmt::format("it answered {}", answer.status));
  if (answer.status != 200) return Error{Code::not_found, "it shows no head of this journal"};
  return std::string(answer.body_text());
}

// What this node has not yet asked the witness in this process: the head that it knows. Many witnesses show none, and
// then the answer to ours must do.
Status Groups::Impl::meet(const GroupView& view, const journal::Journal& journal, const group::OutsideWitness& witness,
                          http::Client& client) {
  const std::string key = journal.origin() + " " + witness.key.to_string();
  {
    const Lock lock(asked_mutex);
    if (met.contains(key)) return {};
  }
  const auto head = head_at(witness, journal.origin(), client);
  if (!head.ok() && head.error().code != Code::not_found) return head.error();
  if (head.ok()) PARLEY_TRY_STATUS(check_own_head(view, *head, "witness " + witness.key.name));
  const Lock lock(asked_mutex);
  met.insert(key);
  return {};
}

Status Groups::Impl::show(const GroupView& view, journal::Journal& journal, const group::Signature& mine,
                          const group::OutsideWitness& witness, http::Client& client) {
  PARLEY_TRY_STATUS(meet(view, journal, witness, client));
  std::optional<std::uint64_t> told;  // the size that it said it has
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    const std::string text = journal.checkpoint();
    if (text.empty()) return {};
    PARLEY_TRY(const Note own, Note::parse(text));
    journal::AddCheckpoint request;
    PARLEY_TRY(request.head, Checkpoint::parse(own.text));
    const std::uint64_t size = request.head.size, held = held_by(mine.journal_key.name, holder_of(witness));
    if (size == 0 || (held == size && !told)) return {};
    request.note.text = own.text;
    for (const auto& line : own.signatures)
      if (is_by(line, mine.journal_key)) request.note.signatures.push_back(line);
    request.old_size = told.value_or(held);
    if (request.old_size > size) {
      // A claim; only a head under our own key would prove it.
      if (const auto head = head_at(witness, journal.origin(), client); head.ok())
        PARLEY_TRY_STATUS(check_own_head(view, *head, "witness " + witness.key.name));
      return Error{Code::conflict,
                   fmt::format("it says that it has cosigned a head over {} entries, and this journal has {} under its "
                               "newest: either this folder is an old copy, or the witness is wrong",
                               request.old_size, size)};
    }
    if (request.old_size > 0 && request.old_size < size) {
      PARLEY_TRY(request.proof, journal.prove_consistency(request.old_size));
      // The proof leads to the newest head: it must still be this one.
      const auto now_there = Note::parse(journal.checkpoint());
      if (!now_there.ok() || now_there->text != own.text) continue;
    }
    PARLEY_TRY(const auto answer, client.send({.url = witness.url + "/add-checkpoint",
                                               .method = "POST",
                                               .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
                                               .body = request.to_string()}));
    if (answer.status == 200) {
      PARLEY_TRY(const auto line,
                 line_of(request.note, answer.body_text(), witness.key, node.time(), view.charter.terms.created));
      Note cosigned = request.note;
      cosigned.signatures.push_back(line);
      take_receipts(view.charter, cosigned);
      return journal.add_signatures(cosigned);
    }
    const std::string said(answer.body_text().substr(0, kQuoted));
    if (answer.status != 409)
      return useless(fmt::format("it answered {}: {}", answer.status, group::plain(said, group::Lines::one)));
    const auto known = size_in(answer.body_text());
    if (!known) return useless("it answered 409 without a size");
    if (*known == request.old_size)
      return Error{
          Code::conflict,
          fmt::format("it says that it knows another head over {} entries than this journal leads to", *known)};
    told = *known;
  }
  return useless("the head moves on faster than it answers");
}

void Groups::Impl::keep_witness_problem(const std::string& origin, const group::OutsideWitness& witness,
                                        const std::string& problem) {
  const std::string key = problem_key(origin, witness);
  if (const auto known = db->note(key); known.ok() && known->value_or("") == problem) return;
  (void)db->put_note(key, problem);
}

Status Groups::show_to_witness(const GroupView& view, const group::OutsideWitness& witness, http::Client& client) {
  const auto* mine = group::find_signature(view.charter, impl_->own_identity());
  for (const MemberView& member : view.members) {
    if (!member.own || !member.journal || mine == nullptr || witness.url.empty()) continue;
    const auto shown = impl_->show(view, *member.journal, *mine, witness, client);
    impl_->keep_witness_problem(mine->journal_key.name, witness, shown.ok() ? "" : shown.error().message);
    return shown;
  }
  return {};
}

void Groups::show_to_witnesses(const GroupView& view, std::vector<SyncReport>& reports) {
  const auto* mine = group::find_signature(view.charter, impl_->own_identity());
  const MemberView* own = own_member(view);
  if (mine == nullptr || own == nullptr || !own->journal) return;
  for (const auto& witness : view.charter.terms.witnesses.named) {
    if (witness.url.empty()) continue;
    http::Client client(witness_client());
    const auto shown = show_to_witness(view, witness, client);
    SyncReport& report = reports.emplace_back();
    report.group = view.alias, report.member = "witness " + witness.key.name;
    report.ours = own->journal->size(), report.held = impl_->held_by(mine->journal_key.name, holder_of(witness));
    if (!shown.ok()) report.problem = shown.error().message;
  }
}

std::size_t Groups::Witnessing::count_over(std::uint64_t entries) const {
  return static_cast<std::size_t>(
      std::count_if(witnesses.begin(), witnesses.end(), [&](const Cosigner& one) { return one.size >= entries; }));
}

Groups::Witnessing Groups::witnessing(const GroupView& view, const MemberView& member) const {
  Witnessing out;
  const group::Witnesses& asked = view.charter.terms.witnesses;
  const auto* signature = group::find_signature(view.charter, member.identity_id);
  if (signature == nullptr) return out;
  const std::string& origin = signature->journal_key.name;
  out.quorum = asked.quorum;
  out.published = member.journal ? member.journal->statistics().published : 0;
  std::vector<std::uint64_t> sizes;
  for (const auto& witness : asked.named) {
    Cosigner& one = out.witnesses.emplace_back();
    one.witness = witness;
    {
      const Lock lock(impl_->mutex);
      const auto known = impl_->receipts.find({origin, holder_of(witness)});
      if (known != impl_->receipts.end() && !known->second.empty())
        one.size = known->second.back().first, one.since = known->second.back().second;
    }
    sizes.push_back(one.size);
    if (!member.own) continue;
    if (const auto problem = impl_->db->note(problem_key(origin, witness)); problem.ok())
      one.problem = problem->value_or("");
  }
  if (out.quorum == 0 || out.quorum > sizes.size()) return out;
  std::sort(sizes.rbegin(), sizes.rend());
  out.size = sizes[out.quorum - 1];
  if (out.size > 0) {
    std::vector<Micros> times;
    const Lock lock(impl_->mutex);
    for (const auto& one : out.witnesses) {
      if (one.size < out.size) continue;
      const auto& known = impl_->receipts.at({origin, holder_of(one.witness)});
      times.push_back(
          std::lower_bound(known.begin(), known.end(), out.size, [](const auto& receipt, std::uint64_t wanted) {
            return receipt.first < wanted;
          })->second);
    }
    std::sort(times.begin(), times.end());
    out.since = times[out.quorum - 1];
  }
  if (member.journal && out.size < out.published) out.waiting = member.journal->date_added(out.size);
  return out;
}

std::optional<Note> Groups::witnessed_head(const GroupView& view, const MemberView& member, journal::Seq seq) const {
  constexpr std::size_t kMostRows = 2000;
  const auto* signature = group::find_signature(view.charter, member.identity_id);
  if (signature == nullptr || !member.journal) return std::nullopt;
  const journal::Quorum quorum = outside_quorum(view.charter.terms);
  // Each row has one cosignature for certain, and others of its head may stand in other rows.
  std::vector<Note> heads;
  const auto found = [&]() -> std::optional<Note> {
    for (const Note& head : heads) {
      Note note = signed_by_members(view.charter, signature->journal_key, head);
      const auto verified = journal::verify_note(note, quorum.keys());
      if (verified.ok() && quorum.met_by(*verified)) return note;
    }
    return std::nullopt;
  };
  const auto add = [&](const Note& note) {
    const auto known = std::find_if(heads.begin(), heads.end(), [&](const Note& one) { return one.text == note.text; });
    Note& merged = known == heads.end() ? heads.emplace_back(Note{note.text, {}}) : *known;
    merged.signatures.insert(merged.signatures.end(), note.signatures.begin(), note.signatures.end());
  };
  const std::uint64_t published = member.journal->statistics().published;
  const auto rows = impl_->db->receipts_over(signature->journal_key.name, seq, kMostRows);
  std::uint64_t size = published;
  if (const auto newest = Note::parse(member.journal->checkpoint()); newest.ok() && published > seq) add(*newest);
  for (const auto& row : rows.ok() ? *rows : std::vector<store::ReceiptRow>{}) {
    if (row.size > published) continue;
    if (row.size != size) {
      if (auto head = found()) return head;
      heads.clear(), size = row.size;
    }
    if (const auto note = Note::parse(row.note); note.ok()) add(*note);
  }
  return found();
}

}  // namespace parley::node
