// What the commands on groups share: finding a group, its members and messages by what people type; saying something in
// it.
#pragma once

#include "cli/command.h"
#include "desk/groups.h"
#include "desk/typed.h"
#include "node/releases.h"
#include "view/words.h"

namespace parley::cli {

using OpenGroup = desk::GroupRoom;

// By id or alias; empty: the only one that there is.
inline Result<OpenGroup> open_group(Context& context, const std::string& alias) {
  return desk::Groups(*context.node).open(alias);
}
// All of them, or the one that `alias` names.
inline Result<std::vector<OpenGroup>> open_groups(Context& context, const std::string& alias) {
  return desk::Groups(*context.node).rooms(alias);
}

struct Speaking {
  bool yes = false;
  std::string out;                  // a file that takes the text instead of the group
  bool although_held_back = false;  // the person has answered that it may name what only held-back objects name
};
// Adds --yes, --out and --although-held-back.
void add_speaking(Command* command, Speaking& speaking);
// Checks the message as the others will, shows it, asks, and says it in the group. Prints what came of it. A text that
// could not be made is the failure that it is.
int say(Context& context, const OpenGroup& group, const Result<std::string>& text, const Speaking& speaking);
// Shows a text that is to be said, warns of its words and asks, unless `yes`. Nothing when the person does not want it;
// else what warn_of_words() returned.
std::optional<std::string> wants_to_say(Context& context, const OpenGroup& group, const std::string& text,
                                        const std::string& audience, const std::string& question, bool yes);

// What is to be looked at in texts that people wrote, before they leave: words of handling that the marking does not
// say, addresses and the like (release/preview.h), and how strictly it counts unmarked. Printed as warnings whether or
// not somebody is asked; returned for --json, as a list of {"pointer","concern","words"}.
std::string warn_of_words(Context& context, const OpenGroup& group, const std::string& object);
// Tells that nothing has left and who can agree; returns kWaits. `flags`: as warn_of_words() returned them.
int print_waiting(Context& context, const node::Releases::Waiting& waiting, const std::string& flags = {});

// Options that take one text each time they are given, whatever characters it has.
Option* add_texts(Command* command, const std::string& name, std::vector<std::string>& out,
                  const std::string& description);
using desk::parse_duration, desk::parse_marking, desk::parse_moment, desk::parse_past, desk::parse_when;
using view::distance_text, view::duration_text, view::indented_json, view::marking_text, view::short_time,
    view::short_uuid;
inline std::string shown(std::string_view text) { return text::plain(text); }  // fit for one line of a terminal
// What is wrong with what another party shows, for a terminal: in red there.
void line_in_red(Context& context, std::string_view text);
// Journals of other parties that are not read on, and why, in red; nothing when there are none.
void print_group_problems(Context& context);
// Whose journals are not taken further for want of room, here and at others, and what that means for inquiries: it is
// part of that, and stands under what shows inquiries, too.
void print_held_up(Context& context);
Result<std::string> read_text_file(Context& context, const std::string& path);  // "-" is standard input; 1 MB at most
Status write_text_file(Context& context, const std::string& path, std::string_view text);

}  // namespace parley::cli
