// The small change of sentences: propositions as clauses, numbers as words, and where a text has some words.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "accounts/accounts.h"

namespace parley::view {

// "two", "twelve", "13".
std::string number_word(std::size_t n);
// At the beginning of a sentence or an entry; only letters of ASCII are made capitals.
std::string capital(std::string text);
// What is told of somebody, behind his name: ": asked whether ..."; of a sentence that begins with the name the rest.
std::string behind_name(const std::string& name, const std::string& text);

// A proposition as a clause: "the talks were about looking ahead", after "that" or "whether". Its first letter becomes
// small when the word is one that the texts of the case write small, or one that never is a name. For one thread.
class Clauses {
 public:
  explicit Clauses(const accounts::Material& material);
  std::string of(accounts::PropositionIndex proposition) const;
  std::string of(std::string_view text) const;
  // Where a text has these words, as they stand; nothing when none has them.
  struct Place {
    accounts::DocumentIndex document = accounts::kNone;
    std::size_t line = 0;
  };
  std::optional<Place> place_of(std::string_view words) const;

 private:
  bool is_small(const std::string& word) const;

  const accounts::Material& material_;
  // Learned when it is first asked for: all texts are read for it.
  mutable std::optional<std::set<std::string, std::less<>>> small_;
};

}  // namespace parley::view
