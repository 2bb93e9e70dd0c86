// Inside of the notation's reader: one line, its head and behind each ";" a key with what it says. What is not
// understood is told and passed over up to the next ";", so that one slip of the pen costs one part of one line.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/case.h"
#include "accounts/notation_cursor.h"

namespace parley::accounts::notation {

class Parts {
 public:
  explicit Parts(Faults& faults) : faults_(faults) {}

  // The line that is read from now on; it must outlive the reading of it.
  void begin(Cursor& in) { in_ = &in, where_ = "the line"; }
  Cursor& in() { return *in_; }
  std::size_t line() const { return in_->line(); }
  // Where what is told from now on stands: "statement 2".
  void at(std::string where) { where_ = std::move(where); }
  void fault(std::string what);

  struct Key {
    std::string_view word;
    std::function<void()> take;
  };
  // "; key value; key value". What is left of a part that was not read in whole is told.
  void read(const std::vector<Key>& keys);
  Key text_key(std::string_view word, std::string& out);
  Key name_key(std::string_view word, std::string& out);
  Key names_key(std::string_view word, std::vector<std::string>& out);
  Key party_key(std::string_view word, std::string& out);

  // Puts the value in its place; what stands twice is told.
  void put(std::string& out, std::optional<std::string> value, std::string_view key);
  void twice(std::string_view key);
  void names(std::vector<std::string>& out);
  void texts(std::vector<std::string>& out);
  // A party, who may be declared here: "corvo = Ines Corvo". Its name ends before one of `ends`, or a quotation.
  std::optional<std::string> party(std::string_view ends = ";");
  // Keys of two words are known by their first one; the second has to follow. What is told when it does not is told
  // here, and the caller reads nothing more of the part.
  bool second_word(std::string_view first, std::string_view wanted);
  // Up to the next ";" that stands neither in a quotation nor in brackets.
  void pass_over();

  std::vector<CaseParty> declared;  // parties that were declared where they were named

 private:
  Faults& faults_;
  Cursor* in_ = nullptr;
  std::string where_;
};

// "; did you mean ...?"
std::string nearest_word(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace parley::accounts::notation
