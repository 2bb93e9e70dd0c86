// Whether this party's own journals in groups are what they were. A folder that was restored from a backup lacks what
// it signed since, and signing from it would give out two histories under one key. The others know better: members
// serve their mirrors of our journals, outside witnesses the head that they cosigned, and this node's own receipts hold
// heads too. A head that our key signed and that a journal does not lead to closes the journal; what nobody's signature
// shows is only reported.
#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>

#include "node/group_pull.h"
#include "node/log.h"

namespace parley::node {
namespace {

using journal::Checkpoint;
using journal::Note;

constexpr int kAskTimeoutMs = 2'500;
constexpr auto kPatience = std::chrono::milliseconds(3'000);  // of a command before its first append

std::string behind_key(const std::string& origin) { return "behind/" + origin; }

}  // namespace

Groups::Impl::~Impl() {
  std::vector<std::thread> threads;
  {
    const Lock lock(asked_mutex);
    ending = true;
    threads.swap(asking);
  }
  for (auto& thread : threads) thread.join();
}

Status Groups::Impl::check_own_head(const GroupView& view, const std::string& text, const std::string& who) {
  const auto* mine = group::find_signature(view.charter, own_identity());
  const auto note = Note::parse(text);
  if (mine == nullptr || !note.ok() || note->text.size() > kMaxHeadBytes ||
      !journal::verify_note(*note, {mine->journal_key}).ok())
    return {};
  const auto head = Checkpoint::parse(note->text);
  if (!head.ok() || head->origin != mine->journal_key.name) return {};
  const auto info = node.journal(mine->collection);
  if (!info.ok()) return {};  // closed already
  const auto leads = info->journal->check_head(*head);
  if (leads.ok() || leads.error().code != Code::conflict) return {};
  // Kept, so that the next start knows it when nobody can be asked.
  const Note shown = signed_by_members(view.charter, mine->journal_key, *note);
  if (const auto kept = db->put_note(behind_key(head->origin), shown.to_string()); !kept.ok())
    log(LogLevel::error, "a head could not be kept", {{"why", kept.error().message}});
  const Error why{Code::conflict, who + " was asked: " + leads.error().message};
  node.close_journal(mine->collection, why);
  {
    const Lock lock(mutex);
    refresh_snapshot();  // nobody goes on with the journal that was closed
  }
  log(LogLevel::error, "a journal of ours is not what it was",
      {{"group", view.alias}, {"asked", who}, {"why", leads.error().message}});
  return why;
}

std::vector<Groups::Impl::Knower> Groups::Impl::knowers(const Groups& groups,
                                                        const std::vector<GroupView>& asked_of) const {
  std::map<std::string, Knower> found;  // by identity or key
  for (const GroupView& view : asked_of) {
    for (const MemberView& member : view.members) {
      auto peer = groups.peer(member.identity_id);
      if (member.own || !peer.ok() || peer->card.url.empty()) continue;
      Knower& one = found[member.identity_id];
      one.peer = std::move(peer).value();
      one.views.push_back(view);
    }
    for (const auto& witness : view.charter.terms.witnesses.named) {
      if (witness.url.empty()) continue;
      Knower& one = found[witness.key.to_string() + " " + witness.url];
      one.witness = witness;
      one.views.push_back(view);
    }
  }
  std::vector<Knower> out;
  for (auto& [key, one] : found) out.push_back(std::move(one));
  return out;
}

void Groups::Impl::ask_one(const Knower& knower) {
  std::optional<PeerLink> link;
  if (knower.peer)
    link.emplace(knower.peer->card.url, knower.peer->card.tls_fingerprint, peer_certificate(), peer_key(),
                 kAskTimeoutMs);
  http::ClientOptions options = witness_client();
  options.connect_timeout_ms = options.timeout_ms = kAskTimeoutMs;
  std::optional<http::Client> client;  // reads the system's certificates: only where it is needed
  if (knower.witness) client.emplace(options);
  for (const GroupView& view : knower.views) {
    {
      const Lock lock(asked_mutex);
      if (ending) return;
    }
    const auto* mine = group::find_signature(view.charter, own_identity());
    const auto* own = own_member(view);
    if (mine == nullptr || own == nullptr || !own->journal) continue;
    if (knower.witness) {
      (void)meet(view, *own->journal, *knower.witness, *client);
      continue;
    }
    const auto head = taxii::MirrorClient(sender(*link), path_of(view, mine->collection)).head();
    if (head.ok()) (void)check_own_head(view, head->to_string(), knower.peer->card.name);
  }
}

void Groups::Impl::ask(const Groups& groups, const std::vector<GroupView>& asked_of,
                       std::chrono::milliseconds patience) {
  struct Waiting {
    Mutex mutex;
    std::condition_variable_any done;
    std::size_t left PARLEY_GUARDED_BY(mutex) = 0;
  };
  auto all = knowers(groups, asked_of);
  // Shared because who is slow answers when nobody waits any more.
  const auto waiting = std::make_shared<Waiting>();
  {
    const Lock lock(waiting->mutex);
    waiting->left = all.size();
  }
  {
    const Lock lock(asked_mutex);
    for (Knower& one : all)
      asking.emplace_back([this, waiting, knower = std::move(one)] {
        ask_one(knower);
        {
          const Lock counted(waiting->mutex);
          --waiting->left;
        }
        waiting->done.notify_all();
      });
  }
  Lock lock(waiting->mutex);
  waiting->done.wait_for(lock, patience, [&]() PARLEY_REQUIRES(waiting->mutex) { return waiting->left == 0; });
}

void Groups::ask_for_own_heads(std::chrono::milliseconds patience) {
  std::vector<GroupView> views = groups();
  std::erase_if(views, [](const GroupView& view) {
    const auto* own = own_member(view);
    return view.left || own == nullptr || !own->journal;
  });
  {
    const Lock lock(impl_->asked_mutex);
    for (const GroupView& view : views) impl_->asked.insert(own_member(view)->journal->origin());
  }
  impl_->ask(*this, views, patience);
}

Status Groups::Impl::may_append(const Groups& groups, const GroupView& view) {
  const auto* mine = group::find_signature(view.charter, own_identity());
  if (mine == nullptr) return Error{Code::forbidden, "this party is not a member of \"" + view.alias + "\""};
  const bool first = [&] {
    const Lock lock(asked_mutex);
    return asked.insert(mine->journal_key.name).second;
  }();
  const auto* own = own_member(view);
  if (first && own != nullptr && own->journal) ask(groups, {view}, kPatience);
  const auto info = node.journal(mine->collection);
  return info.ok() ? Status{} : Status{Error{Code::conflict, info.error().message}};
}

Status Groups::before_append(const store::CollectionRow& row) {
  if (!row.source.empty()) return {};
  for (const GroupView& view : groups())
    if (view.root == row.root) return impl_->may_append(*this, view);
  return {};
}

std::vector<std::string> Groups::known_heads(const std::string& origin) const {
  std::vector<std::string> out;
  if (const auto behind = impl_->db->note(behind_key(origin)); behind.ok() && *behind) out.push_back(**behind);
  if (const auto newest = impl_->db->receipts_over(origin, 0, 1); newest.ok() && !newest->empty())
    out.push_back(newest->front().note);
  return out;
}

Result<std::uint64_t> Groups::recover(const std::string& name, const std::string& from_peer,
                                      const std::function<void(std::uint64_t)>& progress) {
  const auto rows = impl_->node.journal_rows();
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& one) {
    return one.name == name || one.id == name || (!one.alias.empty() && one.alias == name);
  });
  if (row == rows.end())
    return Error{Code::not_found, "there is no journal \"" + name + "\"; parley journal list shows them"};
  const auto view = group(row->root);
  const auto* mine = view.ok() ? group::find_signature(view->charter, impl_->own_identity()) : nullptr;
  if (mine == nullptr || mine->collection != row->id)
    return Error{Code::invalid_input,
                 "\"" + name + "\" is not this party's journal in a group: nobody has a mirror of it"};
  PARLEY_TRY(const Peer peer, this->peer(from_peer));
  PARLEY_TRY(const auto link, this->link(peer.card.identity_id));
  taxii::MirrorClient client(sender(*link), path_of(*view, mine->collection));
  PARLEY_TRY(const Note shown, client.head().in(peer.alias));
  PARLEY_TRY_STATUS(journal::verify_note(shown, {mine->journal_key}).ok()
                        ? Status{}
                        : Error{Code::corrupt, peer.alias + " shows a head that this party has not signed"});
  PARLEY_TRY(const Checkpoint head, Checkpoint::parse(shown.text));
  const Note note = signed_by_members(view->charter, mine->journal_key, shown);
  const auto fetch = [&](journal::Journal& journal) -> Status {
    if (head.origin != journal.origin())
      return Error{Code::corrupt, peer.alias + " shows the head of another journal, " + head.origin};
    if (head.size <= journal.size())
      return Error{Code::conflict,
                   fmt::format("{} holds {} entries of this journal and there are {} here: ask another member",
                               peer.alias, head.size, journal.size())};
    PARLEY_TRY_STATUS(client.fetch(journal, head, progress));
    return journal.adopt(note);
  };
  PARLEY_TRY_STATUS(impl_->node.recover(row->id, fetch));
  (void)impl_->db->put_note(behind_key(head.origin), "");
  {
    const Lock lock(impl_->mutex);
    impl_->refresh_snapshot();
  }
  log(LogLevel::info, "a journal was recovered",
      {{"group", view->alias}, {"from", peer.alias}, {"entries", std::to_string(head.size)}});
  return head.size;
}

}  // namespace parley::node
