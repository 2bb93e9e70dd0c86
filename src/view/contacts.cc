#include "view/contacts.h"

#include <fmt/format.h>

#include "view/words.h"

namespace parley::view {

text::Table contacts_table(const std::vector<desk::Contacts::Line>& contacts) {
  text::Table table({"GROUP", "PARTY", "ROLE", "NAME", "REACH", "HOURS", "LANGUAGES", "VALID UNTIL"});
  for (const auto& line : contacts) {
    const group::Contact& contact = line.state.contact;
    table.add({line.group, line.party_name, std::string(to_string(contact.role)), contact.name,
               contact.contact_information, contact.hours, fmt::format("{}", fmt::join(contact.languages, " ")),
               (line.state.expired ? "EXPIRED " : "") + short_time(contact.valid_until)});
  }
  return table;
}

text::Table terms_table(const std::vector<desk::Terms::Term>& terms) {
  text::Table table({"WORD", "PARTY", "WHERE", "ID", "NOT EQUIVALENT TO", "MEANING"});
  for (const auto& one : terms) {
    std::vector<std::string> different;
    for (const std::string& id : one.different) different.push_back(short_uuid(id));
    table.add({one.term, one.party, one.where, short_uuid(one.id), fmt::format("{}", fmt::join(different, ", ")),
               one.meaning});
  }
  return table;
}

text::Table recalls_table(const std::vector<desk::Recalls::Line>& recalls) {
  text::Table table({"RECALL", "GROUP", "BY", "OBJECT", "REASON", "WISH", "PARTY", "STATE", "RECEIVED", "DUE", "SAID"});
  for (const auto& [group, from, name, object, recall, party, left] : recalls)
    table.add({short_uuid(recall.at.id), group, from, object, recall.recall.reason, recall.recall.wish, name,
               std::string(to_string(party.outcome)), short_time(party.received),
               // Nothing is due from who left, whatever was before.
               left ? "left " + short_time(left) : (party.overdue ? "OVERDUE " : "") + short_time(party.due),
               party.reason.empty() ? party.done : party.reason});
  return table;
}

}  // namespace parley::view
