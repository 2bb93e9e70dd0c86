// What others said, and what became of what was said: the inbox, a message in full, recalls, contacts and terms. All of
// it is others' words, so all of it is made plain, and whatever is an exercise says so in front.
#include "view/messages.h"

#include <fmt/format.h>

#include "view/lines.h"
#include "view/words.h"

namespace parley::view {
namespace {

// Nobody may take an exercise for what is real, so it says so wherever a line of it is shown.
std::string_view mark_of(bool exercise) { return exercise ? "[EXERCISE] " : ""; }

}  // namespace

std::string inbox_text(const desk::Inbox::Page& page, const desk::Inbox::Filter& filter) {
  if (page.items.empty()) return filter.open_only ? "Nothing waits for this party.\n" : "Nothing came in.\n";
  text::Table table({"", "SAID", "GROUP", "FROM", "WHAT", "ID", "TEXT"});
  for (const desk::Inbox::Item& one : page.items)
    table.add({one.needs_act ? "*" : " ", short_time(one.when), text::plain(one.group),
               one.kind == "charter" && one.from.empty() ? "(nobody signed)" : one.from, one.kind,
               text::short_id(one.id),
               fmt::format("{}{}{}", mark_of(one.exercise), text::fitted(one.text, kMostOfASentence),
                           later_mark(one.later))});
  return Lines().table(table).take();
}

// The text as it was signed, only laid out: nothing of it is left out or renamed.
std::string message_text(const desk::Groups::Found& found) {
  Lines out;
  out.line(fmt::format("{}, in \"{}\", {}:", found.author_name, text::plain(found.group), short_time(found.added)));
  if (found.later) out.line(later_text(found.later));
  return out.line().lines(indented_json(found.text)).take();
}

std::string said_text(const desk::Said& said) {
  // The same message again is no failure: whoever was cut off the first time sends it twice.
  const bool before = said.outcome.added == journal::Added::already_there;
  return fmt::format("{} \"{}\": {} (entry {})\n", before ? "Was said before in" : "Said in", text::plain(said.group),
                     said.id, said.outcome.seq);
}

// What stands last is what the party itself has to say: its reason or what it has done; while it is silent, what
// follows from the silence.
std::string recalls_text(const std::vector<desk::Recalls::Line>& recalls) {
  text::Table table({"RECALL", "GROUP", "BY", "OBJECT", "REASON", "WISH", "PARTY", "STATE", "RECEIVED", "DUE", "SAID"});
  for (const auto& [group, from, name, object, recall, party, left] : recalls)
    table.add(
        {short_uuid(recall.at.id), text::plain(group), from, object,
         text::fitted(recall.recall.reason, kMostOfASentence), text::fitted(recall.recall.wish, kMostOfASentence), name,
         std::string(to_string(party.outcome)), short_time(party.received),
         left ? "left " + short_time(left) : (party.overdue ? "OVERDUE " : "") + short_time(party.due),
         text::fitted(group::lasting(party.silences) != nullptr ? group::sentence(party.silences.back())
                      : party.reason.empty()                    ? party.done
                                                                : party.reason,
                      kMostOfAText) +
             (party.answer && party.answer->later
                  ? "  " + text::fitted(later_text(party.answer->later), kMostOfASentence)
                  : "") +
             (recall.at.later ? "  The recall: " + text::fitted(later_text(recall.at.later), kMostOfASentence) : "")});
  return Lines().table(table).take();
}

// An expired contact stays in the list, marked: until somebody else is named it is still the best one has.
std::string contacts_text(const std::vector<desk::Contacts::Line>& contacts) {
  text::Table table({"GROUP", "PARTY", "ROLE", "NAME", "REACH", "HOURS", "LANGUAGES", "VALID UNTIL"});
  for (const desk::Contacts::Line& line : contacts) {
    const group::Contact& contact = line.state.contact;
    table.add({text::plain(line.group), line.party_name, std::string(to_string(contact.role)),
               text::fitted(contact.name, kMostOfASentence), text::fitted(contact.contact_information, kMostOfAText),
               text::fitted(contact.hours, kMostOfASentence),
               text::fitted(fmt::format("{}", fmt::join(contact.languages, " ")), kMostOfASentence),
               (line.state.expired ? "EXPIRED " : "") + short_time(contact.valid_until)});
  }
  return Lines().table(table).take();
}

// Words that parties use, each with who means what by it and which other meanings it is not the same as.
std::string terms_text(const std::vector<desk::Terms::Term>& terms) {
  text::Table table({"WORD", "PARTY", "WHERE", "ID", "NOT EQUIVALENT TO", "MEANING"});
  for (const desk::Terms::Term& one : terms) {
    std::vector<std::string> different;
    for (const std::string& id : one.different) different.push_back(short_uuid(id));
    table.add({text::fitted(one.term, kMostOfASentence), text::plain(one.party), text::plain(one.where),
               short_uuid(one.id), fmt::format("{}", fmt::join(different, ", ")),
               text::fitted(one.meaning, kMostOfAText)});
  }
  return Lines().table(table).take();
}

}  // namespace parley::view
