// Finds quotations in a document: whoever enters a statement says the words and, where they stand there more than once,
// which are meant; code points, bytes and line are computed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/case.h"
#include "base/result.h"

namespace parley::accounts {

// One document, as it is. Not thread-safe: what a search needs of the text is made with the first one that needs it.
class Locator {
 public:
  explicit Locator(std::string text);  // valid UTF-8

  // The one place that is meant. Quotation marks, apostrophes, dashes and white space of one kind stand for those of
  // another where the text as it was typed is not there; what cuts a word counts only where nothing else is there.
  // Where several places remain, the only one on `near_line` (0: none) is meant. Fails with not_found, saying how near
  // it comes, and with conflict, naming the lines, when nothing decides.
  Result<Span> find(const Quote& quote, std::size_t near_line = 0);
  // A quotation that find() leads back to the span, with as little beside the text as that takes.
  Quote quote_of(const Span& span, std::size_t near_line = 0);

  const std::string& text() const { return text_; }
  const CodePoints& points() const { return points_; }
  std::size_t lines() const { return lines_.size(); }

 private:
  struct Place {
    std::size_t from = 0, to = 0;  // bytes
  };
  // The text with one spelling of what people type in several, and the byte of the text for each of its bytes.
  struct Folded {
    std::string text;
    std::vector<std::size_t> bytes;
  };
  static Folded fold(std::string_view text);
  const Folded& folded();
  std::vector<Place> places(std::string_view words, bool as_typed);
  std::vector<Place> meant(const Quote& quote);
  bool cuts_a_word(const Place& place) const;
  std::size_t line_of(std::size_t byte) const;
  Span span_of(const Place& place) const;
  std::string how_near(std::string_view words);
  std::string in_lines(const std::vector<Place>& places) const;

  std::string text_;
  CodePoints points_;
  std::vector<std::size_t> lines_;  // the byte at which each begins
  std::optional<Folded> folded_;
};

}  // namespace parley::accounts
