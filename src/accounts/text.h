// The words of a line in a form in which two speakers' versions of it can be told to be the same. No language is
// required: words are runs of letters and digits in any script, characters of scripts written without spaces are words
// by themselves; endings are cut for English only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::accounts {

std::uint32_t next_code_point(std::string_view text, std::size_t& at);  // `text` is UTF-8; U+FFFD for what is not
bool is_word_character(std::uint32_t code_point);

struct Word {
  std::size_t begin = 0, end = 0;  // bytes
  std::uint64_t exact = 0;         // hash of the word in lower case
  std::uint64_t stem = 0;          // hash without its ending
  bool weak = false;               // says little by itself: "the", "that", "we"
  bool single = false;             // one character of a script without spaces
};
std::vector<Word> words_of(std::string_view text);

// The same in two steps, for who has seen most words before: where the words of a text are, and each of them.
struct WordPlace {
  std::size_t begin = 0, end = 0;
  bool single = false;
};
void find_words(std::string_view text, std::vector<WordPlace>& out);  // replaces what is in `out`
Word word_at(std::string_view text, const WordPlace& place);

std::string lower_case(std::string_view word);     // of any script
std::string stem_of(std::string_view lower_case);  // English endings cut
bool is_weak_word(std::string_view lower_case);

// Where one of a few phrases may begin: two bytes rule out nearly every place of a long text. Each has two at least.
class Beginnings {
 public:
  template <class List, class TextOf>
  Beginnings(const List& phrases, TextOf text_of) : pairs_(1 << 16) {
    for (const auto& one : phrases) pairs_[pair(text_of(one), 0)] = true;
  }
  bool at(std::string_view text, std::size_t place) const {
    return place + 1 < text.size() && pairs_[pair(text, place)];
  }

 private:
  static std::size_t pair(std::string_view text, std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(text[at])) << 8 |
           static_cast<unsigned char>(text[at + 1]);
  }
  std::vector<bool> pairs_;
};

}  // namespace parley::accounts
