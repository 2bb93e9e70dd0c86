// Between nodes: fetching other members' journals into mirrors, cosigning what is held, and taking their cosignatures back.
#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "group/messages.h"
#include "journal/equivocation.h"
#include "json/object_text.h"
#include "node/groups_impl.h"
#include "node/log.h"
#include "taxii/mirror_client.h"

namespace parley::node {
namespace {

using journal::Checkpoint;
using journal::Note;

std::string path_of(const GroupView& view, const std::string& collection) { return fmt::format("/{}/collections/{}", view.root, collection); }

taxii::Send sender(PeerLink& link) {
  return [&link](const std::string& path) { return link.get(path); };
}

// The head that a journal of ours or a mirror shows; size 0 when there is none.
Result<Checkpoint> head_of(const journal::Journal& journal) {
  const std::string text = journal.checkpoint();
  if (text.empty()) return Checkpoint{.origin = journal.origin(), .size = 0, .root = journal::empty_root(), .extension = {}};
  PARLEY_TRY(const Note note, Note::parse(text));
  return Checkpoint::parse(note.text);
}

std::uint64_t seconds(Micros time) { return static_cast<std::uint64_t>(time.value / 1'000'000); }

// The text that an artifact carries; empty when it carries none.
std::string payload_of(std::string_view artifact) {
  json::Parser parser;
  json::Object object;
  const auto parsed = parser.parse(artifact);
  if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS) return {};
  const auto bytes = from_base64(json::string_member(object, "payload_bin").value_or(""));
  return bytes ? std::string(as_text(*bytes)) : std::string();
}

// What shows that something served was not what was signed: kept for good, one file each.
Status keep_evidence(const std::filesystem::path& dir, std::string_view kind, const std::string& origin, const std::string& why, const std::string& known_head,
                     const std::string& shown_head, const std::optional<taxii::RefusedEntry>& entry) {
  PARLEY_TRY_STATUS(make_directories(dir / "evidence"));
  json::ObjectText text;
  text.text("kind", kind).text("origin", origin).text("seen", to_string(now())).text("why", why).text("known_head", known_head).text("shown_head", shown_head);
  if (entry) text.number("entry", entry->seq).text("leaf", entry->leaf).text("salt", entry->salt).text("object", entry->object);
  const std::string name = fmt::format("{}-{}.json", to_string(now()), to_hex(as_bytes(origin)).substr(0, 16));
  return replace_file(dir / "evidence" / name, text.str() + "\n", Durability::durable);
}

const journal::NoteSignature* own_line(const Note& note, const journal::VerifierKey& key) {
  const auto at = std::find_if(note.signatures.begin(), note.signatures.end(), [&](const auto& one) { return one.name == key.name && one.hash == key.hash; });
  return at == note.signatures.end() ? nullptr : &*at;
}

struct Puller {
  Groups::Impl& impl;
  const GroupView& view;
  const MemberView& member;
  const group::Signature& signature;

  void problem(const std::string& what) {
    const Lock lock(impl.mutex);
    if (what.empty()) impl.problems.erase(signature.journal_key.name);
    else impl.problems[signature.journal_key.name] = what;
  }

  // What contradicts what was signed stops this journal, and nothing else, until a person has looked.
  Error refuse(std::string_view kind, const std::string& why, const std::string& shown, const std::optional<taxii::RefusedEntry>& entry) {
    (void)keep_evidence(impl.node.dir(), kind, signature.journal_key.name, why, member.journal->checkpoint(), shown, entry);
    const std::string text = fmt::format("{}: {}; the evidence is in {}", kind, why, (impl.node.dir() / "evidence").string());
    (void)impl.db->put_note("stopped/" + signature.journal_key.name, text);
    problem(text);
    log(LogLevel::error, "a journal was refused", {{"group", view.alias}, {"member", member.name}, {"kind", std::string(kind)}, {"why", why}});
    return {Code::conflict, text};
  }

  // From the head that is served at `client` on: verified, fetched, cosigned.
  Status pull(taxii::MirrorClient& client, const Note& shown, const std::function<void(std::uint64_t)>& progress) {
    const auto stopped = impl.db->note("stopped/" + signature.journal_key.name);
    if (stopped.ok() && *stopped) {
      problem(**stopped);
      return Error{Code::conflict, **stopped};
    }
    if (shown.text.size() > kMaxHeadBytes) return Error{Code::too_large, "the head that is served is larger than any head"};
    const auto verified = journal::verify_note(shown, {signature.journal_key});
    if (!verified.ok()) return refuse("wrong signature", verified.error().message, shown.to_string(), std::nullopt);
    const auto head = Checkpoint::parse(shown.text);
    if (!head.ok() || head->origin != signature.journal_key.name)
      return refuse("foreign head", head.ok() ? "it is of " + head->origin : head.error().message, shown.to_string(), std::nullopt);
    const Note note = signed_by_members(view.charter, signature.journal_key, shown);
    journal::Journal& mirror = *member.journal;
    PARLEY_TRY(const Checkpoint known, head_of(mirror));
    if (head->size == known.size) {
      if (head->size != 0 && head->root != known.root) return refuse("split view", fmt::format("two roots were signed for {} entries", head->size), shown.to_string(), std::nullopt);
      impl.take_receipts(view.charter, note);
      if (head->size != 0) PARLEY_TRY_STATUS(mirror.add_signatures(note));  // lines that came later, such as outside witnesses'
      return cosign(*head);
    }
    if (head->size < known.size) return refuse("rolled back", fmt::format("a head over {} entries after one over {}", head->size, known.size), shown.to_string(), std::nullopt);
    if (mirror.size() < head->size) {
      const auto fetched = client.fetch(mirror, *head, progress);
      if (!fetched.ok() && (fetched.error().code == Code::corrupt || fetched.error().code == Code::conflict))
        return refuse("not what was signed", fetched.error().message, shown.to_string(), client.refused());
      PARLEY_TRY_STATUS(fetched);
    }
    if (mirror.size() != head->size) return {};  // further than this head from an earlier one: the next head will do
    const auto adopted = mirror.adopt(note);
    if (!adopted.ok() && (adopted.error().code == Code::corrupt || adopted.error().code == Code::conflict))
      return refuse("not what was signed", adopted.error().message, shown.to_string(), std::nullopt);
    PARLEY_TRY_STATUS(adopted);
    impl.take_receipts(view.charter, note);
    return cosign(*head);
  }

  // Ours under what is held in full; once for each head.
  Status cosign(const Checkpoint& head) {
    if (head.size == 0) return {};
    const auto* mine = group::find_signature(view.charter, impl.own_identity());
    PARLEY_TRY(Note note, Note::parse(member.journal->checkpoint()));
    if (!own_line(note, mine->witness_key)) {
      note.signatures.push_back(journal::cosign_note(note.text, mine->witness_key.name, impl.witness_key, seconds(impl.node.time())));
      PARLEY_TRY_STATUS(member.journal->adopt(note));
    }
    impl.take_receipts(view.charter, note);
    problem("");
    return {};
  }
};

}  // namespace

Groups::SyncReport Groups::sync_member(const GroupView& view, const MemberView& member, PeerLink& link, const std::function<void(const SyncReport&)>& progress) {
  SyncReport report;
  report.group = view.alias, report.member = member.name;
  const auto* theirs = group::find_signature(view.charter, member.identity_id);
  const auto* mine = group::find_signature(view.charter, impl_->own_identity());
  if (!member.journal || theirs == nullptr || mine == nullptr) {
    report.problem = member.problem.empty() ? "its mirror cannot be opened" : member.problem;
    return report;
  }
  report.before = report.after = member.journal->size();
  const auto pulled = [&]() -> Status {
    const Lock lock(impl_->sync_mutex(theirs->journal_key.name));
    taxii::MirrorClient client(sender(link), path_of(view, theirs->collection));
    auto head = client.head();
    if (!head.ok() && head.error().code == Code::not_found) return {};  // nothing there yet, or they have not installed the charter
    PARLEY_TRY_STATUS(head.ok() ? Status{} : Status{head.error()});
    Puller puller{*impl_, view, member, *theirs};
    return puller.pull(client, *head, [&](std::uint64_t held) {
      report.after = held;
      if (progress) progress(report);
    });
  }();
  report.after = member.journal->size();
  if (!pulled.ok()) report.problem = pulled.error().message;
  else (void)impl_->db->seen(member.identity_id, now());

  if (report.problem.empty())
    if (const auto exchanged = impl_->exchange_receipts(view, member.identity_id, link); !exchanged.ok()) report.problem = exchanged.error().message;

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
      const Note note = signed_by_members(view.charter, mine->journal_key, *head);
      impl_->take_receipts(view.charter, note);
      (void)own.journal->add_signatures(note);
    }
    const Lock lock(impl_->mutex);
    const auto& held = impl_->receipts[{mine->journal_key.name, member.identity_id}];
    if (!held.empty()) report.held = held.back().first;
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
    {
      const Lock lock(impl_->mutex);
      const auto& held = impl_->receipts[{mine->journal_key.name, member.identity_id}];
      if (!held.empty()) request.old_size = held.back().first;
    }
    if (request.old_size == request.head.size) return {};
    for (int attempt = 0; attempt < 2; ++attempt) {
      request.proof.clear();
      if (request.old_size > request.head.size) {
        // A claim; the head under their copy would prove it.
        if (const auto theirs = taxii::MirrorClient(sender(link), path_of(view, mine->collection)).head(); theirs.ok())
          PARLEY_TRY_STATUS(impl_->check_own_head(view, theirs->to_string(), member.name));
        return Error{Code::conflict, fmt::format("they say that they hold {} entries of this party's journal, which has {}, and show no head for that", request.old_size, request.head.size)};
      }
      if (request.old_size > 0 && request.old_size < request.head.size) {
        // Our head may have grown since; the proof is for the one that is shown.
        PARLEY_TRY(request.proof, own.journal->prove_consistency(request.old_size));
        if (own.journal->checkpoint() != text) return {};
      }
      PARLEY_TRY(const http::Response answer, link.post("/" + view.root + "/add-checkpoint", request.to_string(), "text/plain; charset=utf-8"));
      if (answer.status == 200) {
        PARLEY_TRY(const Note answered, Note::parse(request.note.to_string() + std::string(answer.body_text())));
        const Note cosigned = signed_by_members(view.charter, mine->journal_key, answered);
        impl_->take_receipts(view.charter, cosigned);
        return own.journal->add_signatures(cosigned);
      }
      if (answer.status != 409) return Error{Code::unavailable, fmt::format("{} answered {} to our new head: {}", member.name, answer.status, std::string(answer.body_text().substr(0, 300)))};
      request.old_size = std::strtoull(std::string(answer.body_text()).c_str(), nullptr, 10);
    }
  }
  return {};
}

journal::WitnessAnswer Groups::add_checkpoint(std::string_view root, const taxii::Principal& principal, std::string_view body) {
  const journal::WitnessAnswer unknown{404, "this log is not known here\n"};
  if (!principal.name.starts_with(kPeerPrefix)) return unknown;
  const std::string identity = principal.name.substr(kPeerPrefix.size());
  const auto view = group(root);
  if (!view.ok() || view->root != root || view->left) return unknown;
  const auto* theirs = group::find_signature(view->charter, identity);
  const auto* mine = group::find_signature(view->charter, impl_->own_identity());
  const auto member = std::find_if(view->members.begin(), view->members.end(), [&](const MemberView& one) { return one.identity_id == identity; });
  if (theirs == nullptr || mine == nullptr || member == view->members.end() || !member->journal) return unknown;
  journal::Witness::Heads heads;
  heads.key = [&](std::string_view origin) { return origin == theirs->journal_key.name ? std::optional(theirs->journal_key) : std::nullopt; };
  heads.latest = [&](std::string_view) { return head_of(*member->journal); };
  const auto advance = [&](const Checkpoint& before, const Checkpoint& next, const Note& note) -> Result<bool> {
    const Lock lock(impl_->sync_mutex(theirs->journal_key.name));
    PARLEY_TRY(const Checkpoint known, head_of(*member->journal));
    if (known.size != before.size || known.root != before.root) return known.size == next.size && known.root == next.root;
    PARLEY_TRY(const auto back, impl_->lend_link(*this, identity));
    taxii::MirrorClient client(sender(*back), path_of(*view, theirs->collection));
    Puller puller{*impl_, *view, *member, *theirs};
    PARLEY_TRY_STATUS(puller.pull(client, note, {}));
    PARLEY_TRY(const Checkpoint held, head_of(*member->journal));
    return held.size == next.size && held.root == next.root;
  };
  // What went wrong here - our names for others, our folders - stays here; they are told which of the two it is.
  heads.advance = [&](const Checkpoint& before, const Checkpoint& next, const Note& note) -> Result<bool> {
    auto advanced = advance(before, next, note);
    if (advanced.ok()) return advanced;
    log(LogLevel::info, "a head that was shown was not cosigned", {{"group", view->alias}, {"member", member->name}, {"why", advanced.error().message}});
    const Code code = advanced.error().code;
    if (code == Code::conflict || code == Code::corrupt) return Error{code, "this journal is not what was signed before; it is not read on here until people have spoken"};
    return Error{Code::unavailable, "what the checkpoint covers could not be fetched from your node; it will be tried again"};
  };
  heads.equivocation = [&](const Checkpoint& known, const Note& other) {
    Puller puller{*impl_, *view, *member, *theirs};
    (void)puller.refuse("split view", fmt::format("two roots were signed for {} entries", known.size), other.to_string(), std::nullopt);
  };
  auto answer = journal::Witness(mine->witness_key.name, impl_->witness_key, std::move(heads), [this] { return seconds(impl_->node.time()); }).add_checkpoint(body);
  if (answer.status != 200) return answer;
  // One signature for each head, the one that is on record here: a second one would start a clock twice.
  const auto held = Note::parse(member->journal->checkpoint());
  const auto shown = journal::AddCheckpoint::parse(body);
  const journal::NoteSignature* line = held.ok() ? own_line(*held, mine->witness_key) : nullptr;
  if (!shown.ok() || line == nullptr || held->text != shown->note.text) return {503, "the head has moved on; show it again\n"};
  answer.body = journal::to_string(*line);
  return answer;
}

Status Groups::read_lobby() {
  const Lock lock(impl_->state_mutex);
  auto lobby = impl_->node.journal(kLobby);
  if (!lobby.ok() || lobby->row.root != kLobby) return {};
  const journal::Query everything{.added_after = {}, .ids = {}, .types = {"artifact"}, .spec_versions = {}, .versions = {.last = false, .first = false, .all = true, .exact = {}}};
  while (true) {
    PARLEY_TRY(const journal::Page page, lobby->journal->read(everything, impl_->lobby_next, {}));
    for (const journal::Entry& entry : page.entries) {
      const auto charter = group::parse_charter(payload_of(entry.text));
      bool changed = false;
      Status taken = charter.ok() ? impl_->take_proposal(*this, *charter, "", changed) : Status{charter.error()};
      if (!taken.ok()) log(LogLevel::warning, "a charter in the lobby was not taken", {{"why", taken.error().message}});
      else if (changed) log(LogLevel::info, "a charter came in", {{"name", charter->terms.name}});
    }
    impl_->lobby_next = page.next;
    if (!page.more) break;
  }
  return {};
}

// The state of a group, fed with what has come since the last call.
Result<group::State*> Groups::Impl::feed(const Groups& groups, const GroupView& view) {
  auto& fed = states[view.charter.terms.id];
  if (!fed.state || fed.charter != view.charter.text)
    fed = {.charter = view.charter.text, .state = std::make_unique<group::State>(view.charter, groups.received_at(view)), .next = {}};
  const journal::Query everything{.added_after = {}, .ids = {}, .types = {}, .spec_versions = {"2.0", "2.1"}, .versions = {.last = false, .first = false, .all = true, .exact = {}}};
  for (const MemberView& member : view.members) {
    if (!member.journal) continue;
    journal::Seq& from = fed.next[member.identity_id];
    while (from < member.journal->size()) {
      PARLEY_TRY(const journal::Page page, member.journal->read(everything, from, {}));
      for (const journal::Entry& entry : page.entries) fed.state->feed({.author = member.identity_id, .seq = entry.seq, .added = entry.date_added, .text = entry.text});
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
    for (const std::string& text : group::due_acts(*state, impl_->own_identity(), impl_->node.time())) {
      const auto released = release(view.charter.terms.id, {.objects = {text}, .released_by = {}, .confirmed_by = {}});
      if (!released.ok()) log(LogLevel::warning, "what the node says by itself could not be said", {{"group", view.alias}, {"why", released.error().message}});
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
  if (const auto lobby = impl_->node.journal(kLobby); lobby.ok()) out.entries += lobby->journal->size();
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

std::vector<Groups::SyncReport> Groups::sync(std::string_view group_or_empty, const std::function<void(const SyncReport&)>& progress) {
  std::vector<SyncReport> out;
  (void)read_lobby();
  send_outbox();
  for (const GroupView& view : groups()) {
    if (view.left || (!group_or_empty.empty() && view.alias != group_or_empty && view.charter.terms.id != group_or_empty)) continue;
    for (const MemberView& member : view.members) {
      if (member.own) continue;
      auto to = link(member.identity_id);
      if (!to.ok()) {
        out.emplace_back().problem = to.error().message;
        out.back().group = view.alias, out.back().member = member.name;
        continue;
      }
      const auto pushed = push(view, member, **to);
      out.push_back(sync_member(view, member, **to, progress));
      if (!pushed.ok() && out.back().problem.empty()) out.back().problem = "they did not take our new head: " + pushed.error().message;
    }
    show_to_witnesses(view, out);
  }
  (void)act();
  return out;
}

}  // namespace parley::node
