// Contacts, terms and recalls on a terminal: what every party said of them.
#pragma once

#include <vector>

#include "desk/contacts.h"
#include "desk/recalls.h"
#include "desk/terms.h"
#include "text/display.h"

namespace parley::view {

text::Table contacts_table(const std::vector<desk::Contacts::Line>& contacts);
text::Table terms_table(const std::vector<desk::Terms::Term>& terms);
text::Table recalls_table(const std::vector<desk::Recalls::Line>& recalls);

}  // namespace parley::view
