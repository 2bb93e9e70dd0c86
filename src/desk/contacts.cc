// A contact is a message of a party about itself, with an end: a name that nobody renews expires, and every member sees
// that it has. There is one contact for each role and group, and its id is derived from these, so that two people who
// name somebody at the same time make two versions of one contact and not two contacts.
#include "desk/contacts.h"

#include "desk/typed.h"

namespace parley::desk {

Result<std::string> Contacts::name(const GroupRoom& room, const Wanted& wanted) const {
  if (!group::role_of(wanted.role))
    return Error{Code::invalid_input, "\"" + wanted.role + "\" is no role: policy, technical or duty"};
  if (wanted.until <= room.now)
    return Error{Code::invalid_input,
                 "until: a time to come is expected, and " + typed_time(wanted.until) + " has passed"};
  // The contact of a role keeps its id, so that renewing it is a new version of the same.
  const std::string id = group::derived_id("contact", room.id() + "\n" + room.own + "\n" + wanted.role);
  group::Envelope envelope{.type = "contact",
                           .id = id,
                           .author = room.own,
                           // Milliseconds, which is the least that STIX 2.1 section 3.2 asks for and all that is
                           // written: a version is recognised by this time, so nothing finer may decide.
                           .time = {room.now.value / 1000 * 1000},
                           .exercise = wanted.exercise || room.exercise()};
  // A later version keeps when the contact was first named; STIX wants one `created` for all versions of an object.
  for (const group::ContactState& one : room.view.contacts)
    if (one.at.id == id && one.at.author == room.own) envelope.created = one.created;
  auto text = group::message_text(envelope);
  text.text("party_ref", room.own)
      .text("role", wanted.role)
      .text("name", wanted.name)
      .text("contact_information", wanted.reach);
  text.text_if("hours", wanted.hours);
  if (!wanted.languages.empty()) text.texts("languages", wanted.languages);
  text.text_if("key", wanted.key);
  text.text_if("appointed_by", wanted.appointed_by);
  text.text("valid_from", to_string(room.now)).text("valid_until", typed_time(wanted.until));
  return text.str();
}

Result<std::vector<Contacts::Line>> Contacts::list(const std::string& which) const {
  PARLEY_TRY(const auto rooms, Groups(node_).rooms(which));
  std::vector<Line> out;
  for (const GroupRoom& room : rooms)
    for (const group::ContactState& one : room.view.contacts)
      out.push_back({room.group.alias, room.name(one.contact.party), one});
  return out;
}

}  // namespace parley::desk
