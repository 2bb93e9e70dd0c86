// A contact for programs, with the party as an identity id. Whether it has expired was computed for the moment of the
// look.
#include "desk/contacts.h"

namespace parley::desk {

std::string to_json(const Contacts::Line& line) {
  const group::Contact& contact = line.state.contact;
  return json::ObjectWriter()
      .text("group", line.group)
      .text("party", contact.party)
      .text("role", to_string(contact.role))
      .text("name", contact.name)
      .text("contact_information", contact.contact_information)
      .text("hours", contact.hours)
      .texts("languages", contact.languages)
      .text("key", contact.key)
      .text("valid_until", to_string(contact.valid_until))
      .flag("expired", line.state.expired)
      .flag("exercise", line.state.at.exercise)
      .str();
}

}  // namespace parley::desk
