// One section for each term, with the functions of its row. A row is complete when the term can be read,
// written, checked, typed and shown; nothing outside of this file knows its name.
#include "group/plain_terms.h"

#include <fmt/format.h>

#include <algorithm>

#include "group/messages.h"

namespace parley::group {
namespace {

// --- contact_roles: in which roles every member names who speaks for it. What is missing is due (reckoning.cc), so
// that an escalation finds somebody.

Status check_contact_roles(const Terms& terms) {
  for (const std::string& one : terms.contact_roles) {
    if (!role_of(one))
      return Error{Code::invalid_input,
                   "charter: \"" + plain(one, Lines::one) + "\" is no role of a contact: policy, technical, duty"};
    if (std::count(terms.contact_roles.begin(), terms.contact_roles.end(), one) > 1)
      return Error{Code::invalid_input, "charter: the role \"" + one + "\" stands in its contact roles twice"};
  }
  return {};
}

// What was there is replaced: a short list is easier to say whole than by what changes in it. An empty piece
// between two commas is refused by the check, as it is no role.
Status set_contact_roles(Terms& terms, std::string_view typed) {
  terms.contact_roles.clear();
  if (typed == "none") return {};
  for (std::size_t at = 0; at <= typed.size();) {
    const std::size_t comma = std::min(typed.find(',', at), typed.size());
    terms.contact_roles.emplace_back(typed.substr(at, comma - at));
    at = comma + 1;
  }
  return check_contact_roles(terms);
}

std::string contact_roles_text(const Terms& terms) { return fmt::format("{}", fmt::join(terms.contact_roles, ", ")); }

// Left out where there are none, so that charters from before the term keep their text.
void write_contact_roles(const Terms& terms, json::ObjectWriter& out) {
  if (!terms.contact_roles.empty()) out.texts("contact_roles", terms.contact_roles);
}

// There are three roles, each of at most nine letters.
void read_contact_roles(Fields& fields, Terms& terms) {
  fields.texts("contact_roles", terms.contact_roles, 3, 16, Fields::Need::optional);
}

// The order in which they stand on screens and in the text of a charter before it is put into canonical form.
constexpr PlainTerm kPlainTerms[] = {
    {.name = "contact_roles",
     .label = "contacts",
     .option = "--contact-roles",
     .help = "In which roles every member names a contact: policy, technical, duty, with commas; \"none\"",
     .set = set_contact_roles,
     .text = contact_roles_text,
     .write = write_contact_roles,
     .read = read_contact_roles,
     .check = check_contact_roles},
};

}  // namespace

std::span<const PlainTerm> plain_terms() { return kPlainTerms; }

const PlainTerm* plain_term(std::string_view name) {
  for (const PlainTerm& one : kPlainTerms)
    if (one.name == name) return &one;
  return nullptr;
}

}  // namespace parley::group
