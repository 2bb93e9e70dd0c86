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

// A word of a line, as far as two lines are laid side by side. Of a large case all of them are kept.
struct LineWord {
  std::uint32_t stem;  // its number: equal for equal stems
  std::uint8_t bits;
  std::uint8_t most;  // that it can weigh in this case (line_pairs.cc); at first the same
  bool weak : 1, single : 1, quoted : 1;
};

// Made when they are asked for, and kept only then: of a large case hardly any statement shares a line, and all of them
// together would be several times as large as the case.
class WordLines {
 public:
  WordLines(const Material& material, std::vector<StatementIndex> statements);

  std::size_t size() const { return statements_.size(); }
  const WordLine& operator[](std::uint32_t number) const;
  // Its words are added to `out`. What a word tells is looked up once for all lines.
  void add_words(std::uint32_t number, std::vector<LineWord>& out);
  // Of those that were added, by their numbers; what was looked up for them is let go.
  std::vector<std::uint64_t> take_stems();
  // Whether the text of one comes before that of the other, without making either.
  bool before(std::uint32_t a, std::uint32_t b) const;

 private:
  // What a word tells wherever it stands.
  struct Known {
    std::uint64_t exact = 0, stem = 0;
    std::uint32_t number = 0;
    std::uint8_t bits_english = 0, bits_unknown = 0;
    bool weak = false, plain = false, of_party = false;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  Known known_of(std::string_view text, const WordPlace& place) const;
  const Known& known(std::string_view text, const WordPlace& place);
  WordLine make(std::uint32_t number) const;

  const Material& material_;
  std::vector<StatementIndex> statements_;
  std::unordered_set<std::uint64_t> names_;
  std::unordered_map<std::string, Known, TextHash, std::equal_to<>> known_;  // by the word as it is written
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;                 // of stems
  std::vector<std::uint64_t> stems_;
  std::vector<std::uint64_t> beginnings_;  // of the texts of those that were added: eight bytes, to be compared as such
  std::vector<WordPlace> places_;
  mutable std::unordered_map<std::uint32_t, WordLine> made_;
};

}  // namespace parley::accounts
