// Between nodes: fetching other members' journals into mirrors, cosigning what is held, and taking their cosignatures
// back.
#include <fmt/format.h>

#include <algorithm>

#include "group/fields.h"
#include "group/messages.h"
#include "json/writer.h"
#include "node/group_pull.h"
#include "node/log.h"
#include "text/display.h"

namespace parley::node {
namespace {

using journal::Checkpoint;
using journal::Note;

constexpr int kInsufficientStorage = 507;  // RFC 4918 section 11.5

// Of a refusal for want of room (HTTP 507): what the other party says, as far as it is a line for people.
std::string words_of(std::string_view body) {
  const std::string line(body.substr(0, std::min<std::size_t>(body.find('\n'), 300)));
  return text::is_plain(line) ? line : std::string();
}

}  // namespace

Groups::SyncReport Groups::sync_member(const GroupView& view, const MemberView& member, PeerLink& link,
                                       const std::function<void(const SyncReport&)>& progress) {
  SyncReport report;
  report.group = view.alias, report.member = member.called;
  const auto* theirs = group::find_signature(view.charter, member.identity_id);
  const auto* mine = group::find_signature(view.charter, impl_->own_identity());
  if (!member.journal || theirs == nullptr || mine == nullptr) {
    report.problem = member.problem.empty() ? "its mirror cannot be opened" : member.problem;
    return report;
  }
  report.before = report.after = member.journal->size();
  const std::string& origin = theirs->journal_key.name;
  const std::uint64_t held_elsewhere = impl_->held_by_others(view.charter, origin);
  const auto pulled = [&]() -> Status {
    const Lock lock(impl_->sync_mutex(origin));
    taxii::MirrorClient client(sender(link), path_of(view, theirs->collection));
    auto head = client.head();
    if (!head.ok() && head.error().code == Code::not_found)
      return {};  // nothing there yet, or they have not installed the charter
    PARLEY_TRY_STATUS(head.ok() ? Status{} : Status{head.error()});
    Puller puller{*impl_, view, member, *theirs, nullptr};
    return puller.pull(client, *head, [&](std::uint64_t held) {
      report.after = held;
      if (progress) progress(report);
    });
  }();
  report.after = member.journal->size();
  impl_->answered(origin, pulled, held_elsewhere > member.journal->statistics().published);
  if (!pulled.ok())
    report.problem = pulled.error().message;
  else
    (void)impl_->db->seen(member.identity_id, now());

  impl_->compare_reached(view);
  // Also with one whose journal is stopped or has no room here: what it knows of the others' stays true.
  if (pulled.ok() || pulled.error().code == Code::conflict || pulled.error().code == Code::too_large) {
    const auto exchanged = impl_->exchange_receipts(view, member, link);
    const std::string problem =
        exchanged.ok() ? impl_->fetch_from_holder(view, member, link) : exchanged.error().message;
    if (report.problem.empty()) report.problem = problem;
  }

  // What they hold of ours, as far as their copy of our head says.
  for (const MemberView& own : view.members) {
    if (!own.own || !own.journal) continue;
    report.ours = own.journal->size();
    taxii::MirrorClient client(sender(link), path_of(view, mine->collection));
    const auto head = client.head();
    if (head.ok() && journal::verify_note(*head, {mine->journal_key}).ok()) {
      if (const auto led = impl_->check_own_head(view, head->to_string(), member.name); !led.ok()) {
        report.problem = led.error().message;
        break;
      }
      (void)impl_->take_head(view, *mine, *head);
      (void)own.journal->add_signatures(signed_by_members(view.charter, mine->journal_key, *head));
    }
    report.held = impl_->held_by(mine->journal_key.name, member.identity_id);
  }
  return report;
}

Status Groups::push(const GroupView& view, const MemberView& member, PeerLink& link) {
  const auto* mine = group::find_signature(view.charter, impl_->own_identity());
  for (const MemberView& own : view.members) {
    if (!own.own || !own.journal || mine == nullptr) continue;
    const std::string text = own.journal->checkpoint();
    if (text.empty()) return {};
    journal::AddCheckpoint request;
    PARLEY_TRY(request.note, Note::parse(text));
    PARLEY_TRY(request.head, Checkpoint::parse(request.note.text));
    request.old_size = impl_->held_by(mine->journal_key.name, member.identity_id);
    if (request.old_size == request.head.size) return {};
    for (int attempt = 0; attempt < 2; ++attempt) {
      request.proof.clear();
      if (request.old_size > request.head.size) {
        // A claim; the head under their copy would prove it.
        if (const auto theirs = taxii::MirrorClient(sender(link), path_of(view, mine->collection)).head(); theirs.ok())
          PARLEY_TRY_STATUS(impl_->check_own_head(view, theirs->to_string(), member.name));
        return Error{
            Code::conflict,
            fmt::format(
                "they say that they hold {} entries of this party's journal, which has {}, and show no head for that",
                request.old_size, request.head.size)};
      }
      if (request.old_size > 0 && request.old_size < request.head.size) {
        // Our head may have grown since; the proof is for the one that is shown.
        PARLEY_TRY(request.proof, own.journal->prove_consistency(request.old_size));
        if (own.journal->checkpoint() != text) return {};
      }
      PARLEY_TRY(const http::Response answer,
                 link.post("/" + view.root + "/add-checkpoint", request.to_string(), "text/plain; charset=utf-8"));
      if (answer.status == kInsufficientStorage) {
        std::string why = words_of(answer.body_text());
        if (why.empty()) why = member.name + " does not take more, and does not say why";
        impl_->keep_not_taken(mine->journal_key.name, member.identity_id, why);
        return Error{Code::too_large, why};
      }
      if (answer.status == 200) {
        impl_->keep_not_taken(mine->journal_key.name, member.identity_id, "");
        PARLEY_TRY(const Note answered, Note::parse(request.note.to_string() + std::string(answer.body_text())));
        const Note cosigned = signed_by_members(view.charter, mine->journal_key, answered);
        impl_->take_receipts(view.charter, cosigned);
        return own.journal->add_signatures(cosigned);
      }
      if (answer.status != 409)
        return Error{Code::unavailable, fmt::format("{} answered {} to our new head: {}", member.name, answer.status,
                                                    std::string(answer.body_text().substr(0, 300)))};
      request.old_size = std::strtoull(std::string(answer.body_text()).c_str(), nullptr, 10);
    }
  }
  return {};
}

journal::WitnessAnswer Groups::add_checkpoint(std::string_view root, const taxii::Principal& principal,
                                              std::string_view body) {
  const journal::WitnessAnswer unknown{404, "this log is not known here\n"};
  if (!principal.name.starts_with(kPeerPrefix)) return unknown;
  const std::string identity = principal.name.substr(kPeerPrefix.size());
  const auto view = group(root);
  if (!view.ok() || view->root != root || view->left) return unknown;
  const auto* theirs = group::find_signature(view->charter, identity);
  const auto* mine = group::find_signature(view->charter, impl_->own_identity());
  const MemberView* member = member_of(*view, identity);
  if (theirs == nullptr || mine == nullptr || member == nullptr || !member->journal) return unknown;
  const auto request = journal::AddCheckpoint::parse(body);
  if (request.ok() && request->head.origin == theirs->journal_key.name &&
      journal::verify_note(request->note, {theirs->journal_key}).ok()) {
    const auto compared =
        impl_->compare_head(*view, *theirs, signed_by_members(view->charter, theirs->journal_key, request->note));
    if (compared.ok() && *compared == Impl::HeadIs::contradicting)
      return {422, "this contradicts what this journal's key has signed before\n"};
  }
  if (!impl_->witness_key_wrong.empty()) return {503, "nothing can be cosigned here at the moment\n"};
  journal::Witness::Heads heads;
  heads.key = [&](std::string_view origin) {
    return origin == theirs->journal_key.name ? std::optional(theirs->journal_key) : std::nullopt;
  };
  heads.latest = [&](std::string_view) { return head_of(*member->journal); };
  const auto advance = [&](const Checkpoint& before, const Checkpoint& next, const Note& note) -> Result<bool> {
    const Lock lock(impl_->sync_mutex(theirs->journal_key.name));
    PARLEY_TRY(const Checkpoint known, head_of(*member->journal));
    if (known.size != before.size || known.root != before.root)
      return known.size == next.size && known.root == next.root;
    PARLEY_TRY(const auto back, impl_->lend_link(*this, identity));
    taxii::MirrorClient client(sender(*back), path_of(*view, theirs->collection));
    Puller puller{*impl_, *view, *member, *theirs, nullptr};
    PARLEY_TRY_STATUS(puller.pull(client, note, {}));
    PARLEY_TRY(const Checkpoint held, head_of(*member->journal));
    return held.size == next.size && held.root == next.root;
  };
  // What went wrong here - our names for others, our folders - stays here; they are told which of the two it is.
  heads.advance = [&](const Checkpoint& before, const Checkpoint& next, const Note& note) -> Result<bool> {
    auto advanced = advance(before, next, note);
    if (advanced.ok()) return advanced;
    log(LogLevel::info, "a head that was shown was not cosigned",
        {{"group", view->alias}, {"member", member->name}, {"why", advanced.error().message}});
    const Code code = advanced.error().code;
    {
      const Lock lock(impl_->mutex);
      if (const auto full = impl_->no_room.find(theirs->journal_key.name); full != impl_->no_room.end())
        return Error{Code::too_large, full->second.told(impl_->node.config().party.name)};
    }
    if (code == Code::conflict || code == Code::corrupt)
      return Error{code, "this journal is not what was signed before; it is not read on here until people have spoken"};
    return Error{Code::unavailable,
                 "what the checkpoint covers could not be fetched from your node; it will be tried again"};
  };
  auto answer = journal::Witness(mine->witness_key.name, impl_->witness_key, std::move(heads), [this] {
                  return seconds(impl_->node.time());
                }).add_checkpoint(body);
  if (answer.status != 200) return answer;
  (void)impl_->db->seen(identity, now());
  // One signature for each head, the one that is on record here: a second one would start a clock twice.
  const auto held = Note::parse(member->journal->checkpoint());
  const journal::NoteSignature* line = held.ok() ? line_by(*held, mine->witness_key) : nullptr;
  if (!request.ok() || line == nullptr || held->text != request->note.text)
    return {503, "the head has moved on; show it again\n"};
  answer.body = journal::to_string(*line);
  return answer;
}

// The state of a group, fed with what has come since the last call.
Result<group::State*> Groups::Impl::feed(const Groups& groups, const GroupView& view) {
  auto& fed = states[view.charter.terms.id];
  if (!fed.state || fed.charter != view.charter.text)
    fed = {.charter = view.charter.text,
           .state = std::make_unique<group::State>(view.charter, groups.received_at(view)),
           .next = {}};
  const journal::Query everything{.added_after = {},
                                  .ids = {},
                                  .types = {},
                                  .spec_versions = {"2.0", "2.1"},
                                  .versions = {.last = false, .first = false, .all = true, .exact = {}}};
  for (const MemberView& member : view.members) {
    if (!member.journal) continue;
    journal::Seq& from = fed.next[member.identity_id];
    while (from < member.journal->size()) {
      PARLEY_TRY(const journal::Page page, member.journal->read(everything, from, {}));
      for (const journal::Entry& entry : page.entries)
        fed.state->feed(
            {.author = member.identity_id, .seq = entry.seq, .added = entry.date_added, .text = entry.text});
      if (page.next == from) break;
      from = page.next;
      if (!page.more) break;
    }
  }
  return fed.state.get();
}

Status Groups::act() {
  const Lock lock(impl_->state_mutex);
  const auto all = views();
  for (const GroupView& view : *all) {
    if (view.left) continue;
    PARLEY_TRY(const group::State* const state, impl_->feed(*this, view));
    const group::View at_present = state->view(impl_->node.time());
    impl_->note_departures(view, at_present);
    for (const std::string& text : group::due_acts(at_present, impl_->own_identity())) {
      const auto released = release(view.charter.terms.id, {.objects = {text}, .released_by = {}, .confirmed_by = {}});
      if (!released.ok())
        log(LogLevel::warning, "what the node says by itself could not be said",
            {{"group", view.alias}, {"why", released.error().message}});
    }
  }
  return {};
}

Status Groups::for_each_state(Micros at, const std::function<void(const GroupView&, const group::View&)>& visit) {
  const Lock lock(impl_->state_mutex);
  for (const GroupView& view : groups()) {
    PARLEY_TRY(const group::State* const state, impl_->feed(*this, view));
    visit(view, state->view(at));
  }
  return {};
}

Groups::Activity Groups::activity() const {
  Activity out;
  out.entries += impl_->lobby_arrivals;
  const auto all = views();
  for (const GroupView& view : *all)
    for (const MemberView& member : view.members) {
      if (!member.journal) continue;
      out.entries += member.journal->size();
      if (member.own) out.published += member.journal->statistics().published;
    }
  const Lock lock(impl_->mutex);
  for (const auto& [key, known] : impl_->receipts) out.entries += known.size();
  return out;
}

std::vector<Groups::SyncReport> Groups::sync(std::string_view group_or_empty,
                                             const std::function<void(const SyncReport&)>& progress) {
  std::vector<SyncReport> out;
  (void)read_lobby();
  send_outbox();
  for (const GroupView& view : groups()) {
    if (view.left ||
        (!group_or_empty.empty() && view.alias != group_or_empty && view.charter.terms.id != group_or_empty))
      continue;
    const std::size_t first = out.size();
    struct Answering {
      const MemberView* member;
      std::unique_ptr<PeerLink> link;
      std::size_t row;
    };
    std::vector<Answering> reached;
    for (const MemberView& member : view.members) {
      if (member.own || member.left) continue;
      auto to = link(member.identity_id);
      if (!to.ok()) {
        out.emplace_back().problem = to.error().message;
        out.back().group = view.alias, out.back().member = member.name;
        if (member.journal) out.back().before = member.journal->size();
        continue;
      }
      const auto pushed = push(view, member, **to);
      out.push_back(sync_member(view, member, **to, progress));
      if (!pushed.ok() && out.back().problem.empty())
        out.back().problem = "they did not take our new head: " + pushed.error().message;
      if (out.back().problem.empty()) reached.push_back({&member, std::move(*to), out.size() - 1});
    }
    // Who asks now does not wait for another try: what those have who answered is taken of those who did not.
    impl_->wait_no_longer();
    for (const Answering& one : reached) out[one.row].problem = impl_->fetch_from_holder(view, *one.member, *one.link);
    std::size_t at = first;
    for (const MemberView& member : view.members) {
      if (member.own || member.left) continue;
      if (member.journal) out[at].after = member.journal->size();
      ++at;
    }
    show_to_witnesses(view, out);
  }
  (void)act();
  return out;
}

}  // namespace parley::node
