// What the parts of the page share: names, places and signs of what the comparison and its telling give by index.
// comparison_page.cc puts the page together; comparison_brief.cc writes its first sheet, comparison_pictures.cc the
// pictures, comparison_details.cc what stands behind them.
#pragma once

#include "page/html.h"
#include "picture/picture.h"
#include "view/brief.h"
#include "view/comparison_page.h"

namespace parley::view {

// Inside of this folder only: a page speaks of nothing but what is compared.
using namespace accounts;

struct PageWriter {
  const Comparison& comparison;
  const Selection& selection;
  const Telling& telling;
  const PageOptions& options;
  Clauses clauses;
  picture::Reading reading;
  page::Html html;
  std::vector<const Telling::Line*> lines;                    // all, in the order in which they are told
  std::vector<std::pair<Telling::Kind, std::string>> groups;  // with what they are called here
  std::unordered_map<PropositionIndex, const Telling::Line*> line_of;
  std::unordered_map<AccountIndex, Standing> standing_of;
  std::unordered_map<PartyIndex, std::string> brief_names;

  PageWriter(const Comparison& c, const Selection& s, const Telling& t, const PageOptions& o);

  const Material& material() const { return comparison.material(); }
  const Statement& statement(StatementIndex index) const { return material().statements()[index]; }
  const Account& account(AccountIndex index) const { return comparison.accounts()[index]; }
  std::string text_of_proposition(PropositionIndex index) const;  // beginning with a capital letter
  // For people; the short name, or the identifier, of what has no title.
  std::string party(PartyIndex index) const;
  std::string brief_name(PartyIndex index) const;  // as the telling calls it a second time: "Tarlenheim"
  std::string event(EventIndex index) const;
  // A document by whom it speaks for: "the Courier (Strelsau)"; else by its title.
  std::string document(DocumentIndex index) const;
  // "the Courier (Strelsau), line 17"; empty where nothing is known.
  std::string place(DocumentIndex document, std::size_t line) const;
  std::size_t line_in_text(const Statement& statement) const;  // 0: not known
  std::string place_of(const Statement& statement) const;
  std::string source_name(const Telling::Moved& one) const;  // whose word it is that somebody moved
  std::string when_said(const Statement& statement) const;
  std::string names_of(const std::vector<StatementIndex>& statements) const;  // "c15 d24", for data-s
  std::string side_name(Standing standing) const;
  // The side beside the name of somebody: nothing where there are no sides, or he is that side himself.
  std::string side_of(PartyIndex party, Standing standing) const;
  std::string anchor_of(PropositionIndex proposition) const;
  std::string cell_anchor(AccountIndex account, PropositionIndex proposition) const;
  // Accounts of the selection with at least one cell that is told, by side.
  std::vector<AccountIndex> speaking() const;
  // What the texts themselves say of how the two sides stand to each other: "that is not inconsistent".
  std::vector<SourceSays> said_of_both() const;
  // "the Courier (Strelsau), line 17, of Tarlenheim and Quinnox"
  std::string whose_word(const SourceSays& one) const;
  // "The heading of the Courier says so in its own voice; its text has it from Tarlenheim alone. ..."
  std::string in_words(const Heading& one) const;
  // What there is to say of a proposition beside its sayings, such as whose heading says it, each a sentence.
  std::vector<std::string> notes_on(const Telling::Line& line) const;
  // Where somebody of one side changed on what the other says, each a sentence with its point.
  std::vector<std::string> turns_of_wholes() const;
  // Those who stand there in the sayings of a line.
  std::string names_at(const Telling::Line& line, const std::vector<std::size_t>& sayings) const;

  // Quotation marks, the place in an attribute, and the language where it is another one than the page's.
  void quotation(const Quotation& quote, std::size_t most = 0);
  // The same of words that stand in their marks already.
  void quotation_element(const std::string& words, const std::string& place, const std::string& language);
  // Sign, name, and what has to be said with it: "via Tarlenheim", "in part". Of those who tell it at most so many
  // columns, for a list in which room is short.
  void saying(const Telling::Line& line, const Telling::Saying& one, std::size_t tellers = SIZE_MAX);
  // The marking, why, and which page.
  void bar(bool foot, std::string_view last);

  void brief(bool alone);  // comparison_brief.cc
  // comparison_pictures.cc
  void pictures();
  void relays_picture(), order_picture(), matrix_picture(), wholes_picture(), strength_picture();
  // comparison_details.cc
  void word_for_word(), unanswered(), moved(), shared_lines(), every_statement(), how_to_read(), problems();
};

picture::Place place_of(Standing standing);
picture::Sign sign_of(const Telling::Saying& saying);
picture::Sign sign_of(const Cell& cell);
// To whom it was said, and in what way it came: a page has that once, with each statement.
enum class Way : bool { left_out, said };
// How a saying came and how far it goes: "via Tarlenheim, in part". With when, where the line has him twice.
std::string how_said(const Telling::Line& line, const Telling::Saying& saying, std::size_t tellers = SIZE_MAX,
                     Way way = Way::said);
// On how many accounts and origins each side of it rests, and on which: "So: 3 accounts, 2 origins: a passenger;
// Brandt, with a deckhand. Not so: 1 account, 1 origin: Vellin Transit."; of one who alone takes a side nothing that
// the reader does not see.
std::string rests_on(const Telling::Line& line);
using Origins = std::vector<std::vector<Telling::Name>>;
std::string rests_on(const std::string& so, const Origins& so_origins, const std::string& not_so,
                     const Origins& not_so_origins, std::string_view so_word, std::string_view not_so_word);
std::string joined_words(const Cell& cell);  // "affirms and denies (in part)"
// The four numbers of two wholes, each with what it is called and on what: "agree", "contradict each other",
// "one takes no side", "one is silent".
std::vector<std::pair<const char*, const std::vector<PropositionIndex>*>> parts_of(const Telling::Wholes& wholes);
picture::Relays relays_of(const PageWriter& page, const Telling::Line& line, bool only_told);
// The text cut at a word, with an ellipsis, where it is longer than `most` columns.
std::string shortened(const std::string& text, std::size_t most);

}  // namespace parley::view
