// A restored folder looks perfectly sound, so it cannot find out by itself that it is old. Three kinds of
// places know better: members with their mirrors, outside witnesses, and this node's own node.db. They are asked before
// the first append of a process, and whatever they show that our own key has signed is believed.
//
// A node that nobody can be reached from goes on: it cannot know, and a network that is down must not keep a
// party from its own work. The heads that come later are compared all the same.
#include "node/own_heads.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>

#include "node/journals.h"
#include "node/lobby.h"
#include "node/log.h"
#include "node/membership.h"
#include "node/node.h"
#include "node/outside_witnesses.h"
#include "node/peers.h"
#include "node/pull.h"
#include "node/receipts.h"
#include "text/display.h"

namespace parley::node {
namespace {

using journal::Checkpoint;
using journal::Note;

// Of one question. Less than kPatience, so that a command's first append waits for whoever answers and for nobody else.
constexpr int kAskTimeoutMs = 2'500;
constexpr auto kPatience = std::chrono::milliseconds(3'000);  // of a command before its first append

}  // namespace

// One place that is asked once, about all groups that it has with us: a peer with whom we share five groups is reached
// over one connection, one question after the other.
struct OwnHeads::Respondent {
  std::optional<Peer> peer;
  std::optional<group::OutsideWitness> witness;
  std::vector<GroupView> views;
};

OwnHeads::~OwnHeads() { stop_asking(); }

// Those who still ask see ending_ before their next question; the one that is on its way has kAskTimeoutMs at most. The
// threads are joined without the lock, which they take.
void OwnHeads::stop_asking() {
  std::vector<std::thread> threads;
  {
    const Lock lock(mutex_);
    ending_ = true;
    threads.swap(asking_);
  }
  for (auto& thread : threads) thread.join();
}

// Anybody may show anything, so only what our own key has signed counts: it is proof against us whoever hands it over,
// and nothing else can close a journal of ours. A head of another length that the journal leads to is no news, and one
// that it cannot be compared with (other than by a conflict) proves nothing.
Status OwnHeads::check(const GroupView& view, const std::string& text, const std::string& who) {
  const auto* mine = group::find_signature(view.charter, own_.identity);
  const auto note = Note::parse(text);
  if (mine == nullptr || !note.ok() || note->text.size() > kMaxHeadBytes ||
      !journal::verify_note(*note, {mine->journal_key}).ok())
    return {};
  const auto head = Checkpoint::parse(note->text);
  if (!head.ok() || head->origin != mine->journal_key.name) return {};
  const auto info = node_.journals().open(mine->collection);
  if (!info.ok()) return {};  // closed already
  const auto leads = info->journal->check_head(*head);
  if (leads.ok() || leads.error().code != Code::conflict) return {};
  // Kept, so that the next start knows it when nobody can be asked.
  const Note shown = signed_by_members(view.charter, mine->journal_key, *note);
  if (const auto kept = db_.put_own_head({head->origin, shown.to_string()}); !kept.ok())
    log(LogLevel::error, "a head could not be kept", {{"why", kept.error().message}});
  const Error why{Code::conflict, who + " was asked: " + leads.error().message};
  node_.journals().close(mine->collection, why);
  node_.membership().journals_changed();  // nobody goes on with the journal that was closed
  log(LogLevel::error, "a journal of ours is not what it was",
      {{"group", view.alias}, {"asked", who}, {"why", leads.error().message}});
  return why;
}

std::vector<OwnHeads::Respondent> OwnHeads::respondents(const std::vector<GroupView>& asked_of) const {
  std::map<std::string, Respondent> found;  // by identity or key
  for (const GroupView& view : asked_of) {
    for (const MemberView& member : view.members) {
      auto peer = node_.peers().find(member.identity_id);
      if (member.own || !peer.ok() || peer->card.url.empty()) continue;
      Respondent& one = found[member.identity_id];
      one.peer = std::move(peer).value();
      one.views.push_back(view);
    }
    for (const auto& witness : view.charter.terms.witnesses.named) {
      if (witness.url.empty()) continue;
      Respondent& one = found[witness.key.to_string() + " " + witness.url];
      one.witness = witness;
      one.views.push_back(view);
    }
  }
  std::vector<Respondent> out;
  for (auto& [key, one] : found) out.push_back(std::move(one));
  return out;
}

// On a thread of its own, with a connection that has the short patience; the ordinary links wait for half a
// minute.
void OwnHeads::ask_one(const Respondent& respondent) {
  std::optional<PeerLink> link;
  if (respondent.peer)
    link.emplace(respondent.peer->card.url, respondent.peer->card.tls_fingerprint, own_.certificate,
                 own_.certificate_key, kAskTimeoutMs);
  http::ClientOptions options = OutsideWitnesses::client_options();
  options.connect_timeout_ms = options.timeout_ms = kAskTimeoutMs;
  std::optional<http::Client> client;  // reads the system's certificates: only where it is needed
  if (respondent.witness) client.emplace(options);
  for (const GroupView& view : respondent.views) {
    {
      const Lock lock(mutex_);
      if (ending_) return;
    }
    const auto* mine = group::find_signature(view.charter, own_.identity);
    const auto* own = own_member(view);
    if (mine == nullptr || own == nullptr || !own->journal) continue;
    if (respondent.witness) {
      // Who does not answer says nothing about our journal, and is shown the next head anyhow.
      (void)node_.outside_witnesses().ask(view, *own->journal, *respondent.witness, *client);
      continue;
    }
    const auto head = taxii::MirrorClient(sender(*link), path_of(view, mine->collection)).head();
    if (head.ok()) (void)check(view, head->to_string(), respondent.peer->card.name);
  }
}

// Threads are kept and joined at the end, not detached: they use the node.
void OwnHeads::ask(const std::vector<GroupView>& asked_of, std::chrono::milliseconds patience) {
  struct Waiting {
    Mutex mutex;
    std::condition_variable_any done;
    std::size_t left PARLEY_GUARDED_BY(mutex) = 0;
  };
  auto all = respondents(asked_of);
  // Shared because who is slow answers when nobody waits any more.
  const auto waiting = std::make_shared<Waiting>();
  {
    const Lock lock(waiting->mutex);
    waiting->left = all.size();
  }
  {
    const Lock lock(mutex_);
    if (ending_) return;
    for (Respondent& one : all)
      asking_.emplace_back([this, waiting, respondent = std::move(one)] {
        ask_one(respondent);
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

// Marked as asked before anybody has answered: an append that comes meanwhile does not ask once more. It waits for no
// answer either, which is right because a server asks at its start, before it takes any.
void OwnHeads::ask_for_all(std::chrono::milliseconds patience) {
  std::vector<GroupView> views = node_.membership().groups();
  std::erase_if(views, [](const GroupView& view) {
    const auto* own = own_member(view);
    return view.left || own == nullptr || !own->journal;
  });
  {
    const Lock lock(mutex_);
    for (const GroupView& view : views) asked_.insert(own_member(view)->journal->origin());
  }
  ask(views, patience);
}

void OwnHeads::began(const std::string& origin) {
  const Lock lock(mutex_);
  asked_.insert(origin);
}

// Asked once in each process and not with every append: what others hold of ours can only have come from here since.
// The journal is opened after that and not before, because an answer closes it when it is an old copy.
Status OwnHeads::may_append(const GroupView& view) {
  const auto* mine = group::find_signature(view.charter, own_.identity);
  if (mine == nullptr) return Error{Code::forbidden, "this party is not a member of \"" + view.alias + "\""};
  const bool first = [&] {
    const Lock lock(mutex_);
    return asked_.insert(mine->journal_key.name).second;
  }();
  const auto* own = own_member(view);
  if (first && own != nullptr && own->journal) ask({view}, kPatience);
  const auto info = node_.journals().open(mine->collection);
  return info.ok() ? Status{} : Status{Error{Code::conflict, info.error().message}};
}

Status OwnHeads::before_append(const store::CollectionRow& row) {
  if (!row.source.empty()) return {};
  for (const GroupView& view : node_.membership().groups())
    if (view.root == row.root) return may_append(view);
  return {};
}

// What members showed and contradicted, and the largest head of which this node has a receipt. The journal
// must lead to both when it opens.
std::vector<std::string> OwnHeads::known(const std::string& origin) const {
  std::vector<std::string> out;
  if (const auto shown = db_.own_heads(); shown.ok())
    for (const auto& row : *shown)
      if (row.origin == origin) out.push_back(row.text);
  if (const auto newest = db_.receipts_over(origin, 0, 1); newest.ok() && !newest->empty())
    out.push_back(newest->front().note);
  return out;
}

// From the rows and not by opening it: the journal that is to be recovered is closed.
Result<store::CollectionRow> OwnHeads::row_of(const std::string& name) const {
  for (const auto& row : node_.journals().rows())
    if (row.name == name || row.id == name || (!row.alias.empty() && row.alias == name)) return row;
  return Error{Code::not_found, "there is no journal \"" + name + "\"; parley journal list shows them"};
}

// The member is trusted for nothing: its head must be signed by our own key, and every entry is checked under that head
// before it is stored, as when a mirror is fetched. Only the newest that this one member has comes back; if another has
// more, its head closes the journal again at the next start, and the same is done with that one.
Result<std::uint64_t> OwnHeads::recover(const std::string& name, const std::string& from_peer,
                                        const std::function<void(std::uint64_t)>& progress) {
  PARLEY_TRY(const store::CollectionRow row, row_of(name));
  const auto view = node_.membership().group(row.root);
  const auto* mine = view.ok() ? group::find_signature(view->charter, own_.identity) : nullptr;
  if (mine == nullptr || mine->collection != row.id)
    return Error{Code::invalid_input,
                 "\"" + name + "\" is not this party's journal in a group: nobody has a mirror of it"};
  PARLEY_TRY(const Peer peer, node_.peers().find(from_peer));
  PARLEY_TRY(const auto link, node_.peers().link(peer.card.identity_id));
  link->begins_exchange();
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
                   fmt::format("{} holds {} of this journal, and here it has {}: ask another member", peer.alias,
                               text::counted(head.size, "entry", "entries"), journal.size())};
    PARLEY_TRY_STATUS(client.fetch(journal, head, progress));
    return journal.adopt(note);
  };
  PARLEY_TRY_STATUS(node_.journals().recover(row.id, fetch));
  // Kept on, it only says once more what the journal now leads to.
  if (const Status forgotten = db_.put_own_head({head.origin, ""}); !forgotten.ok())
    log(LogLevel::warning, "that a journal was behind is still kept", {{"why", forgotten.error().message}});
  node_.membership().journals_changed();
  log(LogLevel::info, "a journal was recovered",
      {{"group", view->alias}, {"from", peer.alias}, {"entries", std::to_string(head.size)}});
  return head.size;
}

}  // namespace parley::node
