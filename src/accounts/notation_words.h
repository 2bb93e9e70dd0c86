// What both the reader and the writer of the notation know: its marks, its words, and how a name or text is written
// that would be taken for one of them.
#pragma once

#include <string>
#include <string_view>

namespace parley::accounts::notation {

// Marks that begin a quotation, and those that end it; empty: it begins none.
std::string_view closing_marks(char32_t opening);

// A name that needs no brackets: visible, in one piece, without a mark of the notation, and none of its words.
bool is_plain_name(std::string_view name);
// A text that needs none: it ends at the next ";" or with its line, has no quotation, and no blank is lost of it.
bool is_plain_text(std::string_view text);

std::string name(std::string_view name);  // "corvo", "[Ines Corvo]"
std::string text(std::string_view text);  // "harbour master", "[one; two]"
std::string text_in_parenthesis(std::string_view text);
std::string bracketed(std::string_view text);
std::string quoted(std::string_view words);  // "\"The tug\""

inline constexpr std::string_view kKinds[] = {"person", "organisation", "publisher", "state",
                                              "group",  "document",     "unnamed"};
bool is_kind(std::string_view word);
bool is_stance(std::string_view word);
bool begins_a_line(std::string_view word);  // "party", "in", ...

}  // namespace parley::accounts::notation
