// What came in is never stored as a list of its own. It is read off the state of each group, which is the same at every
// member, so that an item disappears when what it asks for has been done, by whomever and at whichever screen.
#include "desk/inbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "group/messages.h"
#include "json/json.h"
#include "node/charters.h"
#include "node/peers.h"
#include "text/display.h"

namespace parley::desk {

// Everything that came in, of one group after the other. What comes of the state of a group is at hand; the records of
// releases are read from the journals, by their type, and only when they can be wanted: nothing is owed for one.
class Inbox::Collecting {
 public:
  Collecting(node::Node& node, bool open_only) : node_(node), groups_(node), open_only_(open_only) {}

  // What of a group waits for this party is decided by the group's state, not here. Here each thing that came in
  // becomes one line.
  void add_room(const GroupRoom& room) {
    room_ = &room;
    const std::size_t first = items_.size();
    for (const group::InquiryState& one : room.view.inquiries) add_inquiry(one);
    for (const group::RecallState& one : room.view.recalls) add_recall(one);
    for (const auto& one : room.view.notifications)
      add(one.at, "notification", fmt::format("{} ({})", one.notification.name, one.notification.severity));
    for (const auto& one : room.view.positions)
      add(one.at, "position",
          fmt::format("{} {}: {}", one.position.speaker, one.position.stance, one.position.subject));
    add_later(first);
    for (const auto& one : room.view.pending)
      if (std::find(one.missing.begin(), one.missing.end(), room.own) != one.missing.end())
        items_.push_back({one.charter.terms.modified, room.group.alias, behind(one.charter), "charter",
                          one.charter.terms.id, "a new version is to be signed", one.charter.terms.exercise, true});
    for (const auto& one : room.view.faults)
      items_.push_back({one.at.added, room.group.alias, room.name(one.at.author), "fault", one.at.id,
                        fmt::format("entry {}: {}", one.at.seq, one.message), one.at.exercise, false});
    if (!open_only_) add_releases(first);
  }

  void add_charters_under_way() {
    const std::string& own = node_.config().party.identity;
    for (const auto& one : node_.charters().proposals()) {
      const group::Terms& terms = one.charter.terms;
      std::string text = fmt::format("under way, {} of {} signed", one.charter.signatures.size(), terms.members.size());
      // What was withdrawn is signed by nobody any more, so it waits for nobody.
      std::vector<std::string> by;
      for (const std::string& identity : one.withdrawn_by)
        if (const auto* member = group::find_member(terms, identity); member != nullptr && identity != own)
          by.push_back(node_.peers().called(identity, member->name));
      if (!by.empty()) text += fmt::format("; withdrawn by {}", fmt::join(by, ", "));
      items_.push_back({one.received, one.alias, behind(one.charter), "charter", terms.id, std::move(text),
                        terms.exercise, by.empty() && group::find_signature(one.charter, own) == nullptr});
    }
  }

  // Stable, so that items of one moment keep the order of the groups and of the kinds within a group.
  std::vector<Item> take() {
    if (open_only_) std::erase_if(items_, [](const Item& one) { return !one.needs_act; });
    std::stable_sort(items_.begin(), items_.end(), [](const Item& a, const Item& b) { return a.when > b.when; });
    return std::move(items_);
  }

 private:
  // Who stands behind a charter under way: the others that have signed it, which names no author; this party when it
  // alone has signed; nobody until one has.
  std::string behind(const group::Charter& charter) const {
    const std::string& own = node_.config().party.identity;
    const bool is_ours = group::find_signature(charter, own) != nullptr && charter.signatures.size() == 1;
    std::string names;
    for (const group::Member& member : charter.terms.members) {
      const bool has_signed = group::find_signature(charter, member.identity_id) != nullptr;
      if (!has_signed || (member.identity_id == own && !is_ours)) continue;
      names += (names.empty() ? "" : ", ") + node_.peers().called(member.identity_id, member.name);
    }
    return names;
  }

  // What this party has said itself is not in its own inbox.
  void add(const group::Place& at, std::string kind, std::string text, bool needs_act = false) {
    if (at.author == room_->own) return;
    // Who has left answers nothing there any more, so nothing waits for it.
    items_.push_back({at.added, room_->group.alias, room_->name(at.author), std::move(kind), at.id, std::move(text),
                      at.exercise, needs_act && !room_->group.left, at.later});
  }

  // What is about an earlier message of its author and has no item yet, from `first` on.
  void add_later(std::size_t first) {
    std::set<std::string> has_item;
    for (std::size_t i = first; i < items_.size(); ++i) has_item.insert(items_[i].id);
    for (const group::LaterState& one : room_->view.later)
      if (!has_item.contains(one.at.id))
        add(one.at, one.said.what,
            fmt::format("{}{}{}", groups_.titled(one.of.id), one.said.text.empty() ? "" : ": ", one.said.text));
  }

  // The inquiry itself, with what is open of it for who was asked; then what the others have said on it, each once: to
  // who asked what came of it, to who was asked that the time runs anew or that it went to another level. The whole
  // group sees all of it. An acknowledgement is left out: nodes send it by themselves, and inquiry status shows it.
  void add_inquiry(const group::InquiryState& one) {
    bool is_asked = false;
    for (const group::AskedState& track : one.asked) {
      if (track.party != room_->own) continue;
      is_asked = true;
      const auto open = std::count_if(track.questions.begin(), track.questions.end(),
                                      [](const auto& question) { return !question.settled(); });
      const bool is_open = open > 0 && track.stage != group::InquiryStage::closed;
      add(one.at, "inquiry",
          fmt::format("{} ({}, {}{})", one.inquiry.name, one.inquiry.severity, to_string(track.stage),
                      is_open ? fmt::format(", {} open", open) : ""),
          is_open);
    }
    if (!is_asked)
      add(one.at, "inquiry", fmt::format("{} ({}, to {})", one.inquiry.name, one.inquiry.severity, asked_of(one)));
    for (const group::AskedState& track : one.asked)
      add_silences(one.at, track.party, track.silences, one.inquiry.name);
    std::set<std::string> said;  // one message may be a step for each of several parties
    for (const group::Step& step : one.history)
      if (step.what != "asked" && step.what != "acknowledged" && said.insert(step.at.id).second)
        add(step.at, step.what, one.inquiry.name + (step.text.empty() ? "" : ": " + step.text));
  }
  // Who was asked, for the members that only read along.
  std::string asked_of(const group::InquiryState& one) const {
    std::string names;
    for (const group::AskedState& track : one.asked) names += (names.empty() ? "" : ", ") + room_->name(track.party);
    return names;
  }

  // What followed by the charter when a time passed, for both sides. It is no message of anybody's.
  void add_silences(const group::Place& about, const std::string& party, const std::vector<group::Silence>& silences,
                    const std::string& title) {
    if (room_->own != party && room_->own != about.author) return;
    // A silence asks for an act only where the charter says that both sides then owe each other a word, and only while
    // it lasts.
    const bool owes_a_word = std::any_of(room_->view.due.begin(), room_->view.due.end(), [&](const group::Due& due) {
      return due.kind == group::Due::Kind::consult && due.who == room_->own && due.id == about.id;
    });
    for (const group::Silence& one : silences)
      if (one.consequence != group::OnSilence::nothing)
        items_.push_back({one.since, room_->group.alias, room_->name(room_->own == party ? about.author : party),
                          "silence", about.id, title + ": " + group::sentence(one), about.exercise,
                          one.lasts && owes_a_word && !room_->group.left});
  }

  // A recall waits for an act of this party until it is confirmed or refused, also when it has only just arrived.
  void add_recall(const group::RecallState& one) {
    const auto own = std::find_if(one.parties.begin(), one.parties.end(),
                                  [&](const auto& party) { return party.party == room_->own; });
    const bool open = own != one.parties.end() && (own->outcome == group::RecallOutcome::silent ||
                                                   own->outcome == group::RecallOutcome::not_received);
    add(one.at, "recall",
        fmt::format("{} ({}, {}){}", groups_.titled(one.recall.object), one.recall.reason, one.recall.wish,
                    one.recall.description.empty() ? "" : ": " + one.recall.description),
        open);
    for (const auto& party : one.parties)
      add_silences(one.at, party.party, party.silences, groups_.titled(one.recall.object));
    if (one.at.author != room_->own) return;
    for (const auto& party : one.parties)
      if (party.answer)
        add(*party.answer, "recall-answer",
            fmt::format("{}: {}{}", groups_.titled(one.recall.object), to_string(party.outcome),
                        party.reason.empty() ? party.done.empty() ? "" : " (" + party.done + ")"
                                             : ", because: " + party.reason));
  }

  // The record of a release is no message. One that carries messages only is passed over: each has an item of its own
  // already, from `first` on.
  void add_releases(std::size_t first) {
    std::set<std::string> said;
    for (std::size_t i = first; i < items_.size(); ++i) said.insert(items_[i].id);
    journal::Query records;
    records.types = {"release"};
    for (const node::MemberView& member : room_->group.members) {
      if (member.own || member.journal == nullptr) continue;
      // A journal that cannot be read shows no releases. The rest of the inbox is worth having without it, and what is
      // wrong with the journal is told beside it (desk/status.h).
      for (journal::Seq from = 0;;) {
        const auto page = member.journal->read(records, from, {});
        if (!page.ok()) break;
        for (const journal::Entry& entry : page->entries) {
          std::string text = released_text(entry.text, said);
          if (!text.empty())
            items_.push_back({entry.date_added, room_->group.alias, room_->name(member.identity_id), "release",
                              std::string(entry.id), std::move(text), room_->exercise(), false});
        }
        if (!page->more) break;
        from = page->next;
      }
    }
  }

  // "3 objects: indicator 7c1f2a30 "Beacon", ...", of a record of a release; the first few by name, without messages
  // that are items themselves. Empty when nothing else is in it.
  std::string released_text(std::string_view record, const std::set<std::string>& said) {
    constexpr std::size_t kNamed = 3;
    json::Object members;
    json::Array released;
    const auto parsed = parser_.parse(record);
    // Another party's record may be anything that its node appended. That it cannot be read is shown, and does not hide
    // what else came in.
    if (!parsed.ok() || parsed->get_object().get(members) != simdjson::SUCCESS) return "what cannot be read";
    const auto list = json::member(members, "released");
    if (!list || list->get_array().get(released) != simdjson::SUCCESS) return "what cannot be read";
    std::size_t count = 0, messages = 0;
    std::string names;
    for (const json::Element one : released) {
      json::Object object;
      if (one.get_object().get(object) != simdjson::SUCCESS) continue;
      const std::string id(json::string_member(object, "object_ref").value_or(""));
      if (said.contains(id) && group::is_message_type(id.substr(0, id.find("--")))) {
        ++messages;
        continue;
      }
      if (++count > kNamed) continue;
      names += (names.empty() ? ": " : ", ") + groups_.titled(id);
    }
    if (count == 0 && messages > 0) return {};
    return text::counted(count, "object") + names + (count > kNamed ? ", ..." : "");
  }

  node::Node& node_;
  const Groups groups_;
  const bool open_only_;
  const GroupRoom* room_ = nullptr;  // the one whose items are being added
  json::Parser parser_;
  std::vector<Item> items_;
};

Result<Inbox::Page> Inbox::list(const Filter& filter) const {
  // Everything is collected before a page is cut out of it: the order is by time over all groups, and an item that
  // needs an act may be an old one.
  PARLEY_TRY(const auto rooms, Groups(node_).rooms(filter.group));
  Collecting collecting(node_, filter.open_only);
  for (const GroupRoom& room : rooms) collecting.add_room(room);
  if (filter.group.empty()) collecting.add_charters_under_way();
  Page page{.items = collecting.take()};
  page.total = page.items.size();
  const auto begin = page.items.begin() + static_cast<std::ptrdiff_t>(std::min(filter.from, page.total));
  page.items.erase(page.items.begin(), begin);
  if (filter.most > 0 && page.items.size() > filter.most) page.items.resize(filter.most);
  return page;
}

}  // namespace parley::desk
