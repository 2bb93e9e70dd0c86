// What the parts of the page share: names, signs and words of what the comparison gives by index. comparison_page.cc
// puts the page together, comparison_page_propositions.cc and comparison_page_lists.cc write its parts.
#pragma once

#include "accounts/answers.h"
#include "page/html.h"
#include "view/comparison_page.h"

namespace parley::view {

// Inside of this folder only: a page speaks of nothing but what is compared.
using namespace accounts;

struct PageWriter {
  const Comparison& comparison;
  const Selection& selection;
  const PageOptions& options;
  page::Html html;
  std::set<AccountIndex> shown_accounts;
  std::set<PropositionIndex> shown_propositions;

  PageWriter(const Comparison& c, const Selection& s, const PageOptions& o)
      : comparison(c),
        selection(s),
        options(o),
        shown_accounts(s.accounts.begin(), s.accounts.end()),
        shown_propositions(s.propositions.begin(), s.propositions.end()) {}

  const Material& material() const { return comparison.material(); }
  const Statement& statement(StatementIndex index) const { return material().statements()[index]; }
  const Proposition& proposition(PropositionIndex index) const { return material().propositions()[index]; }
  const Account& account(AccountIndex index) const { return comparison.accounts()[index]; }
  // For people; the short name, or the identifier, of what has no title.
  std::string party(PartyIndex index) const;
  std::string event(EventIndex index) const;
  std::string document(DocumentIndex index) const;
  std::string title_of(AccountIndex index) const;
  // The words of a statement, or what stands in the document at its place.
  std::string words_of(const Statement& statement) const;
  // "the Courier (Strelsau), line 17"
  std::string place_of(const Statement& statement) const;
  std::string when_said(const Statement& statement) const;
  // The statement in whose content this one stands, at the outermost; itself when in none.
  StatementIndex outermost(StatementIndex index) const;
  std::string when_told(StatementIndex index) const;  // when the outermost was said, else when this was

  // Accounts of the selection with at least one cell.
  std::vector<AccountIndex> speaking() const;
  std::string cell_anchor(AccountIndex account, PropositionIndex proposition) const;
  void heading(std::string_view id, std::string_view title, std::string_view note = {});
  void fact(std::string_view name, std::string_view value);  // in a dl; nothing for an empty value

  // comparison_page_propositions.cc
  void propositions();
  void matrix();
  void matrix_heads(const std::vector<AccountIndex>& order);
  void matrix_row(PropositionIndex q, const std::vector<AccountIndex>& order);
  // Side by side in the matrix, the largest first.
  std::vector<AccountIndex> by_side(std::vector<AccountIndex> order);
  void legend();
  // comparison_page_lists.cc
  void changes();
  void shared_lines();
  void silences();
  bool shows(const NonAnswer& one) const;
  void proposition_link(PropositionIndex proposition);
  void timeline();
  // Of the events that a statement speaks of; `reported`: the statements within it.
  std::string happened(StatementIndex i, const std::vector<StatementIndex>& reported);
  void sources();
};

// The box that stands for a cell: "+" it is so, "−" it is not, "±" both, "∅" declines, "?" raises or doubts.
struct Sign {
  std::string_view text, css;
};
Sign sign_of(const Cell& cell);
std::string joined_words(const Cell& cell);  // "affirms and denies (in part)"
std::string counted(std::size_t n, std::string_view one, std::string_view many);

}  // namespace parley::view
