// What the commands on groups share: finding a group, its members and messages by what people type; saying something in
// it.
#pragma once

#include <chrono>

#include "cli/command.h"
#include "group/calendar.h"
#include "group/state.h"
#include "node/groups.h"
#include "node/releases.h"
#include "view/words.h"

namespace parley::cli {

// A group with everything computed for now.
struct OpenGroup {
  node::GroupView group;
  group::View view;
  std::string own;                                              // identity id of this party
  std::map<std::string, std::string, std::less<>> called = {};  // node::Groups::called() of the members, by identity
  Micros now{};

  // Of a member, fit for a terminal, with what this node calls it.
  std::string name(std::string_view identity) const;
  group::NameOf name_of() const {
    return [this](std::string_view identity) { return name(identity); };
  }
  bool exercise() const { return view.charter.terms.exercise; }
};

// By id or alias; empty: the only one that there is.
Result<OpenGroup> open_group(Context& context, const std::string& alias);
// All of them, or the one that `alias` names.
Result<std::vector<OpenGroup>> open_groups(Context& context, const std::string& alias);
// Identity id of a member of the group, by what this node calls the peer, by name or by identity id.
Result<std::string> find_member(Context& context, const OpenGroup& group, const std::string& who);
// Whether `text` means the object `id`: the whole of it, its short form, its UUID, or the beginning of that (four
// characters or more).
bool means(std::string_view text, std::string_view id);

// The one of `items` that `text` means; `at` is a member of each. not_found and conflict say what to type.
template <class Item>
Result<const Item*> find_message(const std::vector<Item>& items, const std::string& text, std::string_view what) {
  const Item* found = nullptr;
  for (const Item& item : items) {
    if (!means(text, item.at.id)) continue;
    if (item.at.id == text) return &item;
    if (found != nullptr && found->at.id != item.at.id)
      return Error{Code::conflict,
                   "\"" + text + "\" means more than one " + std::string(what) + "; give more of its id"};
    found = &item;
  }
  if (found == nullptr)
    return Error{Code::not_found, "there is no " + std::string(what) + " \"" + text + "\" in this group"};
  return found;
}

// "indicator--7c1f2a30 \"Beacon\"": an object by its id, with what it is called in the newest version that is here, in
// any journal; fit for one line of a terminal.
std::string titled(Context& context, const std::string& id);
// What it is called alone; empty when it is not here or has no name.
std::string title_here(Context& context, const std::string& id);

// The beginning of a message of this party.
json::ObjectWriter own_message(const OpenGroup& group, std::string_view type, bool exercise);
struct Speaking {
  bool yes = false;
  std::string out;  // a file that takes the text instead of the group
};
// Adds --yes and --out.
void add_speaking(Command* command, Speaking& speaking);
// Checks the message as the others will, shows it, asks, and appends it to this party's journal in the group. Prints
// what came of it.
int say(Context& context, const OpenGroup& group, const std::string& text, const Speaking& speaking);

// Tells that nothing has left and who can agree; returns kWaits.
int print_waiting(Context& context, const node::Releases::Waiting& waiting);
std::string known_words(std::string_view how);  // as node::word_of(How) wrote it: "by password"; empty: empty

// Options that take one text each time they are given, whatever characters it has.
Option* add_texts(Command* command, const std::string& name, std::vector<std::string>& out,
                  const std::string& description);
// "90s", "30m", "48h", "7d".
Result<std::chrono::seconds> parse_duration(const std::string& text);
// "clear", "green", "amber", "amber+strict", "red" (TLP 2.0), or the id of a marking.
Result<std::string> parse_marking(const std::string& text);
// A timestamp, or a day ("2026-11-30"), which is meant up to its end: the last microsecond of it, in UTC.
Result<Micros> parse_moment(const std::string& text);
// The same, or a duration from now.
Result<Micros> parse_when(const std::string& text, Micros now);
using view::distance_text, view::duration_text, view::indented_json, view::marking_text, view::short_time,
    view::short_uuid;
inline std::string shown(std::string_view text) { return text::plain(text); }  // fit for one line of a terminal
// What is wrong with what another party shows, for a terminal: in red there.
void line_in_red(Context& context, std::string_view text);
// Journals of other parties that are not read on, and why, in red: in all groups or the one with this charter; nothing
// when there are none.
void print_group_problems(Context& context, std::string_view charter = {});
// Whose journals are not taken further for want of room, here and at others, and what that means for inquiries: it is
// part of that, and stands under what shows inquiries, too.
void print_held_up(Context& context, std::string_view charter = {});
Result<std::string> read_text_file(Context& context, const std::string& path);  // "-" is standard input; 1 MB at most
Status write_text_file(Context& context, const std::string& path, std::string_view text);

// What is due to whom and when, in all groups; the part of `parley status`.
struct DueItem {
  std::string group;  // alias
  std::string own;
  group::Due due;
  std::string who, to;  // names
};
Result<std::vector<DueItem>> all_due(Context& context);
void print_due(Context& context, const std::vector<DueItem>& items, Micros now);
std::string due_json(const DueItem& item);
std::string due_calendar(Context& context, const std::vector<DueItem>& items, Micros now);

}  // namespace parley::cli
