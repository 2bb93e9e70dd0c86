// Inside of accounts: the words of statements, each with what it tells, as lines are looked for in them
// (shared_lines.cc).
#pragma once

#include <unordered_map>
#include <unordered_set>

#include "accounts/statement.h"
#include "accounts/text.h"

namespace parley::accounts {

inline constexpr unsigned kNameBits = 1;     // of a name: it tells who is meant, not what is said
inline constexpr unsigned kTellingBits = 7;  // of a word of which a line needs one
inline constexpr unsigned kSharedBits = 15;  // of what two statements share that are laid side by side

struct WordLine {
  StatementIndex statement = kNone;
  std::string text;         // the pieces with a new line between them
  std::vector<Word> words;  // at most 400
  std::vector<unsigned> bits;
  std::vector<bool> quoted;
  std::vector<std::pair<std::size_t, std::size_t>> marks;  // bytes between quote marks
};

// [first, last] places in WordLine::words.
struct Range {
  std::uint32_t line, first, last;
};

// Made when they are asked for, and kept only then: of a large case hardly any statement shares a line, and all of them
// together would be several times as large as the case.
class WordLines {
 public:
  WordLines(const Material& material, std::vector<StatementIndex> statements);

  std::size_t size() const { return statements_.size(); }
  WordLine make(std::size_t number) const;
  const WordLine& operator[](std::uint32_t number) const;
  // Whether the text of one comes before that of the other, without making either.
  bool before(std::uint32_t a, std::uint32_t b) const;

 private:
  const Material& material_;
  std::vector<StatementIndex> statements_;
  std::unordered_set<std::uint64_t> names_;
  mutable std::unordered_map<std::uint32_t, WordLine> made_;
};

}  // namespace parley::accounts
