// Words as they are shown: whose they are, where they stand, and in quotation marks once.
#pragma once

#include "accounts/statement.h"

namespace parley::accounts {

// “…” around the words, whatever marks they bring: marks around the whole are not doubled, marks inside become single
// ones, and a comma or a full stop at the end goes. Nothing for no words.
std::string in_quotes(std::string_view words);
// Without the marks around the whole, as a JSON string has it.
std::string bare_words(std::string_view words);

// What a statement says: its recorded words, else those at its place in the document, else those of the statement that
// it means. Of who only leaves open what another one said, the sentence that tells so. May be empty.
std::string words_of(const Material& material, const Statement& statement);

// "whether a note exists": words that tell what was asked, in English.
bool is_indirect_question(std::string_view content);

struct Quotation {
  StatementIndex statement = kNone;
  std::string text;    // without marks around it
  bool own = false;    // the speaker's own words: they stand in quotation marks in the document
  bool itself = true;  // he says it to the page; else others tell it of him
  DocumentIndex document = kNone;
  std::size_t line = 0;  // 0: not known
};
// The longest run of a statement's words that stands in quotation marks, else all of them as the report has them.
Quotation quote_of(const Material& material, StatementIndex statement);
// The one that matters most: at first hand, direct, and longest; of equals the one that stands first.
Quotation strongest(const Material& material, const std::vector<StatementIndex>& statements);
// “work without fault” (the Vellin Post, line 11); nothing for no words.
std::string in_words(const Material& material, const Quotation& quote);

// The sentences of a text: ends of paragraphs, and full stops, question and exclamation marks before a capital letter.
struct Sentence {
  std::size_t begin = 0, end = 0;  // bytes
  std::size_t line = 0;            // from 1
};
std::vector<Sentence> sentences_of(std::string_view text);

}  // namespace parley::accounts
