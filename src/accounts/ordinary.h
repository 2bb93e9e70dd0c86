// Inside of accounts: how much a word tells, by how ordinary it is. The bits are rough: what matters is that "nobody
// really knows" weighs more than "it is true that it is".
#pragma once

#include "accounts/text.h"

namespace parley::accounts {

inline constexpr unsigned kRareBits = 11;    // of a word that is in no table
inline constexpr unsigned kUnknownBits = 7;  // of any word of a language for which there is none
inline constexpr unsigned kWeakBits = 1;     // of an article, a pronoun and the like, in English
inline constexpr unsigned kEverywhereBits = 2;
inline constexpr unsigned kSingleBits = 4;  // of a character of a script without spaces

enum class Ordinary : std::uint8_t { english, unknown };
unsigned bits_of(const Word& word, Ordinary language);
// Turns of phrase that everybody uses, as stems.
const std::vector<std::vector<std::uint64_t>>& ordinary_turns();

}  // namespace parley::accounts
