// Who recorded a statement of a case: whoever was at the keyboard when it was entered, and who changed it since.
#pragma once

#include <string>

#include "accounts/case.h"

namespace parley::desk {

// Whoever changes a statement has recorded it, too.
void recorded_also_by(const std::string& person, accounts::CaseStatement& of);
// Of a whole case that a person enters, `before` being what is stored of it: what is new or says something else than it
// did is his. What says the same stays whose it was, also where the text does not repeat that. For what is new a file
// may name somebody else; a text that was only changed names those who recorded the rest of it.
enum class Enters { file, changed_text };
void recorded_by(const std::string& person, Enters what, const accounts::WorkedCase& before, accounts::WorkedCase& of);

}  // namespace parley::desk
