// What the parts of a question's page share: names, signs and places. question_page.cc puts the page together;
// question_brief.cc writes its first sheet, question_pictures.cc the pictures, question_page_rows.cc the evidence,
// question_page_parties.cc what follows from it for each party, question_page_past.cc what was said before.
#pragma once

#include "assess/brief.h"
#include "page/html.h"
#include "picture/orders.h"
#include "view/question_page.h"

namespace parley::view {

struct QuestionWriter {
  const assess::View& view;
  const assess::Question& question;
  const QuestionPageOptions& options;
  assess::Brief brief;
  page::Html html;

  QuestionWriter(const assess::View& v, const QuestionPageOptions& o)
      : view(v), question(v.question), options(o), brief(assess::brief_of(v)) {}

  const std::string& party(std::size_t matrix) const { return question.party_name(question.matrices[matrix].party); }
  picture::Place place(std::size_t matrix) const;
  // "a", "b", "c": the class that gives a party its colour and the form of its rule.
  std::string css(std::size_t matrix) const { return std::string(picture::class_of(place(matrix))); }
  // "Unit 9 (H1)": what it says and its short name, once when the two are the same; of a long one, "H1: The unit that
  // …".
  std::string named(std::size_t hypothesis) const;
  const std::string& label(std::size_t hypothesis) const { return question.hypotheses[hypothesis].label; }
  std::string anchor_of(std::size_t row) const { return page::anchor("e-", question.rows[row].id); }
  // "E1", a link to the row in the details where those are.
  void link(std::size_t row);
  // The sign of a rating with its words for whoever does not see it.
  void sign(std::size_t matrix, std::size_t row, std::size_t hypothesis);
  // How far the row tells the hypotheses apart, by this party's ratings.
  void tells(std::size_t matrix, std::size_t row);
  // Whose order would be another by somebody else's word on this row: "for both"; empty: nobody's.
  std::string disputed_by(std::size_t row) const;
  // "Without the note (E1): H2 comes first", its beginning strong.
  void clause(const assess::Clause& one);
  void part(std::string_view id, std::string_view title, std::string_view note = {});

  void sheet();                      // question_brief.cc
  picture::Drawn orders(bool wide);  // question_pictures.cc
  picture::Drawn stated();
  void pictures();
  void rows();  // question_page_rows.cc
  // question_page_parties.cc
  void hypotheses(), rankings(), turning(), collecting(), disputes(), conclusions();
  // question_page_past.cc
  void problems(), changes(), withdrawn(), looking_back(), how_to_read();
};

// "++", and what it says in words: "very consistent".
std::string_view mark_of(assess::Consistency value);
std::string words_of(assess::Consistency value);
// Whether it speaks against the hypothesis, and so counts.
bool is_against(const assess::Rating& rating);
// No ratio makes anything certain, so neither end is ever printed.
std::string percent(double probability);

}  // namespace parley::view
