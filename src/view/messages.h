// What was said in groups, as tables of a terminal, and what became of saying something.
#pragma once

#include <string>
#include <vector>

#include "desk/contacts.h"
#include "desk/inbox.h"
#include "desk/recalls.h"
#include "desk/saying.h"
#include "desk/terms.h"

namespace parley::view {

// Each is lines, ended.
std::string inbox_text(const desk::Inbox::Page& page, const desk::Inbox::Filter& filter);
// One message in full, with who said it.
std::string message_text(const desk::Groups::Found& found);
// "Said in \"drill\": ..."; of what waits for a second person see view/releases.h.
std::string said_text(const desk::Said& said);

std::string recalls_text(const std::vector<desk::Recalls::Line>& recalls);
std::string contacts_text(const std::vector<desk::Contacts::Line>& contacts);
std::string terms_text(const std::vector<desk::Terms::Term>& terms);

}  // namespace parley::view
