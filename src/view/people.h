// The people of a node on a terminal: who there is, what each may do, and what was just made for one.
#pragma once

#include <string>
#include <vector>

#include "desk/people.h"

namespace parley::view {

std::string people_text(const std::vector<desk::People::Line>& people);
std::string tokens_text(const std::vector<desk::People::Token>& tokens);
std::string person_text(const desk::People::Shown& person);
// What is shown once, a password or a token, stands on a line of its own.
std::string kept_text(const desk::People::Kept& kept);
std::string own_password_text(const desk::People::Own& own);
std::string new_token_text(const desk::People::NewToken& token);

}  // namespace parley::view
