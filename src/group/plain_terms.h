// Terms of a charter that are one value, or one list of words: a row here says how such a term is read, written and
// checked, typed and shown, and the rest of the house goes through the rows (charter.cc, draft.cc, view/charter.cc and
// the options of parley group draft). A new one is a member of Terms, a row here, its rule in
// stix/rules_framework.cc, and whatever it does (docs/architecture.md has the walk-through). Each is optional: a
// charter without it has not agreed on it, and reads as it always did.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "group/charter.h"
#include "group/fields.h"
#include "json/writer.h"

namespace parley::group {

struct PlainTerm {
  std::string_view name;    // in the object: "contact_roles"
  std::string_view label;   // on screens and in what a version changes; at most 12 characters
  std::string_view option;  // "--contact-roles"
  std::string_view help;
  // As a person typed it; "none": it is agreed no longer. invalid_input says what may be typed.
  Status (*set)(Terms& terms, std::string_view typed);
  std::string (*text)(const Terms& terms);  // for people; empty: not agreed
  void (*write)(const Terms& terms, json::ObjectWriter& out);
  void (*read)(Fields& fields, Terms& terms);
  Status (*check)(const Terms& terms);
};
std::span<const PlainTerm> plain_terms();
const PlainTerm* plain_term(std::string_view name);  // null: there is none

}  // namespace parley::group
