// Non-answers out of the cells that decline, their questions out of what was recorded or stands in the same sentence,
// and those that no statement holds out of the sentences of the texts.
//
// Cost: the statements once for their questions, and each text once. Tests: answers_test.cc.
#include "accounts/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "accounts/model.h"
#include "accounts/sides.h"
#include "accounts/text.h"
#include "base/ascii.h"

namespace parley::accounts {
namespace {

using How = NonAnswer::How;

struct Cue {
  std::string_view words;
  How how;
};

// --- all the words by which a non-answer is known; English

// As they stand in a text behind the one who does not answer.
constexpr std::array<Cue, 18> kCues = {{{"neither confirmed nor denied", How::neither},
                                        {"did not answer", How::no_answer},
                                        {"did not respond", How::no_answer},
                                        {"did not reply", How::no_answer},
                                        {"has not answered", How::no_answer},
                                        {"has not responded", How::no_answer},
                                        {"has not spoken", How::no_answer},
                                        {"have not spoken", How::no_answer},
                                        {"gave no answer", How::no_answer},
                                        {"could not be reached", How::no_answer},
                                        {"would not say", How::declined},
                                        {"did not say", How::declined},
                                        {"would not comment", How::declined},
                                        {"did not comment", How::declined},
                                        {"had no comment", How::declined},
                                        {"declined to", How::declined},
                                        {"refused to say", How::declined},
                                        {"would not be drawn", How::declined}}};

// As parts of what a recorder wrote of the act; the first that stands there decides.
constexpr std::array<Cue, 11> kActs = {{{"not respond", How::no_answer},
                                        {"not answer", How::no_answer},
                                        {"not reply", How::no_answer},
                                        {"no answer", How::no_answer},
                                        {"declin", How::declined},
                                        {"refus", How::declined},
                                        {"would not", How::declined},
                                        {"not say", How::declined},
                                        {"not comment", How::declined},
                                        {"no comment", How::declined},
                                        {"not confirm", How::declined}}};
constexpr std::string_view kNeither = "neither";
// As a sentence tells that somebody was asked, and what.
constexpr std::string_view kAsking[] = {"asked ", "pressed ", "questioned "};
constexpr std::string_view kAskedOf[] = {"whether ", "about ", "if ", "why ", "what ", "who ", "how ", "when ", "time"};
// That somebody has not spoken does not say that he was asked.
constexpr std::string_view kNotSpoken = "not spoken";

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// From what is surely told to what is left: the words of the cue decide, and only without any that is known whether
// something was said instead.
How how_of(const Statement& statement, Stance stance) {
  // What the recorder marked as the verb and what he wrote of the act are searched alike: either may be missing.
  const std::string cue = lower_case(joined(statement.cue_spans) + " " + statement.act.str());
  if (has(cue, kNeither)) return How::neither;
  if (stance == Stance::silent) return How::not_mentioned;
  for (const Cue& act : kActs)
    if (has(cue, act.words)) return act.how;
  return statement.content_spans.empty() && statement.words.empty() ? How::declined : How::other_words;
}

// Where a statement stands in its document: the first of its spans.
const Span* place_of(const Statement& statement) {
  for (const auto* spans : {&statement.cue_spans, &statement.content_spans, &statement.source_spans})
    if (!spans->empty()) return &spans->front();
  return nullptr;
}

// "whether the lamp was lit" out of "Asked whether the lamp was lit, he said ...": from the word that asks to the comma
// behind the matter; nothing where the sentence tells of no question.
std::string question_in(std::string_view sentence) {
  const std::string lower = lower_case(sentence);
  if (lower.size() != sentence.size()) return {};  // letters whose cases differ in length: places would not fit
  for (const std::string_view asking : kAsking) {
    const std::size_t at = lower.find(asking);
    if (at == std::string::npos || (at > 0 && lower[at - 1] != ' ')) continue;
    const std::size_t begin = at + asking.size();
    for (std::size_t comma = lower.find(',', begin); comma != std::string::npos; comma = lower.find(',', comma + 1)) {
      const std::string_view clause = std::string_view(lower).substr(begin, comma - begin);
      for (const std::string_view about : kAskedOf)
        if (has(clause, about)) return std::string(sentence.substr(begin, comma - begin));
    }
  }
  return {};
}

// Nothing where the byte lies between two sentences or behind the last.
std::optional<Sentence> sentence_at(const std::vector<Sentence>& sentences, std::size_t byte) {
  const auto after = std::upper_bound(sentences.begin(), sentences.end(), byte,
                                      [](std::size_t at, const Sentence& one) { return at < one.begin; });
  if (after == sentences.begin() || byte >= std::prev(after)->end) return std::nullopt;
  return *std::prev(after);
}

// Who was recorded not to have answered, with no words and no place for them: what a text tells of him in the same
// document is that.
bool told_of_recorded(const Material& material, const NonAnswer& told, std::vector<NonAnswer>& recorded) {
  for (NonAnswer& one : recorded) {
    if (!one.recorded() || one.who != told.who || told.who == kNone || !told.asked || !one.sentence.empty()) continue;
    const bool here = std::all_of(one.answers.begin(), one.answers.end(), [&](const auto& answer) {
      const Statement& statement = material.statements()[answer.statement];
      return answer.quote.text.empty() && answer.how != How::not_mentioned && place_of(statement) == nullptr &&
             statement.document == told.document;
    });
    if (!here) continue;
    one.document = told.document, one.line = told.line, one.sentence = told.sentence, one.before = told.before;
    if (one.question.empty()) one.question = told.question;
    return true;
  }
  return false;
}

class Finder {
 public:
  explicit Finder(const Comparison& comparison) : comparison_(comparison), material_(comparison.material()) {
    sentences_.resize(material_.documents().size());
    in_document_.resize(sentences_.size());
    std::vector<bool> used(sentences_.size());
    for (StatementIndex i = 0; i < material_.statements().size(); ++i) {
      const Statement& statement = material_.statements()[i];
      if (statement.document != kNone && statement.known) in_document_[statement.document].push_back(i);
      if (!comparison.counts(i)) continue;
      if (statement.document != kNone) used[statement.document] = true;
      for (const TakenStance& taken : statement.stances)
        if (taken.stance == Stance::raises && taken.proposition != kNone) asked_[taken.proposition].push_back(i);
    }
    for (DocumentIndex d = 0; d < sentences_.size(); ++d)
      // Texts of which nothing counts (a source that is turned off) tell of nobody.
      if (used[d]) sentences_[d] = sentences_of(material_.documents()[d].text);
  }

  std::vector<NonAnswer> recorded() {
    std::map<std::pair<AccountIndex, std::vector<StatementIndex>>, NonAnswer> found;
    for (AccountIndex a = 0; a < comparison_.accounts().size(); ++a) {
      for (const auto& [on, answers] : open_matters(a)) {
        // What leaves several matters open by the same statements is one non-answer on all of them.
        NonAnswer& one = found[{a, answers}];
        one.account = a, one.who = comparison_.accounts()[a].holder;
        one.on.push_back(on);
      }
    }
    std::vector<NonAnswer> out = on_nothing();
    for (auto& [key, one] : found) {
      for (const StatementIndex index : key.second) one.answers.push_back(answer_of(index, one.on.front()));
      find_question(one);
      keep_sentence(one);
      // What somebody left open in a paper that others quote nobody has asked him.
      const bool itself = std::any_of(one.answers.begin(), one.answers.end(), [&](const auto& answer) {
        return speaks_itself(material_, material_.statements()[answer.statement]);
      });
      if (itself || !one.question.empty()) out.push_back(std::move(one));
    }
    std::stable_sort(out.begin(), out.end(), [](const NonAnswer& a, const NonAnswer& b) {
      return a.answers.front().statement < b.answers.front().statement;
    });
    return out;
  }

  // Where he used no words of his own, those of the text stand for them.
  void keep_sentence(NonAnswer& one) const {
    for (const auto& answer : one.answers)
      if (!answer.quote.text.empty()) return;
    for (const auto& answer : one.answers) {
      const Statement& statement = material_.statements()[answer.statement];
      const Span* place = place_of(statement);
      if (answer.how == How::not_mentioned || place == nullptr || statement.document == kNone) continue;
      const auto sentence = sentence_at(sentences_[statement.document], place->byte_start);
      if (!sentence) continue;
      one.document = statement.document, one.line = sentence->line;
      one.sentence = material_.documents()[one.document].text.substr(sentence->begin, sentence->end - sentence->begin);
      return;
    }
  }

  // Only sentences in which nothing that declines was recorded, and not what somebody is quoted as saying.
  std::vector<NonAnswer> in_texts() const {
    std::vector<NonAnswer> out;
    for (DocumentIndex d = 0; d < sentences_.size(); ++d) {
      const std::string_view text = material_.documents()[d].text;
      for (std::size_t i = 0; i < sentences_[d].size(); ++i) {
        const Sentence& sentence = sentences_[d][i];
        const std::string_view words = text.substr(sentence.begin, sentence.end - sentence.begin);
        if (!has_cue(words)) continue;
        // One non-answer a sentence, by the first cue of the list that stands there.
        for (const Cue& cue : kCues) {
          const std::size_t at = words.find(cue.words);
          if (at == std::string_view::npos || quoted(words, at) ||
              is_recorded(d, sentence, sentence.begin + at, cue.words.ends_with(kNotSpoken)))
            continue;
          NonAnswer one;
          one.document = d, one.line = sentence.line, one.sentence = words;
          one.subject = words.substr(0, at);
          while (!one.subject.empty() && (one.subject.back() == ' ' || one.subject.back() == ','))
            one.subject.pop_back();
          one.asked = !cue.words.ends_with(kNotSpoken);
          one.who = named_in(one.subject);
          one.question = question_in(words);
          if (i > 0 && sentences_[d][i - 1].line == sentence.line) {
            const Sentence& before = sentences_[d][i - 1];
            one.before = text.substr(before.begin, before.end - before.begin);
          }
          out.push_back(std::move(one));
          break;
        }
      }
    }
    return out;
  }

 private:
  static bool has_cue(std::string_view words) {
    static const Beginnings kBeginnings(kCues, [](const Cue& cue) { return cue.words; });
    for (std::size_t at = 0; at < words.size(); ++at)
      if (kBeginnings.at(words, at) && std::any_of(kCues.begin(), kCues.end(), [&](const Cue& cue) {
            return words.substr(at).starts_with(cue.words);
          }))
        return true;
    return false;
  }

  // What an account leaves open: matters on which it declines and takes no side, or of which it is told that it passed
  // them over.
  std::map<PropositionIndex, std::vector<StatementIndex>> open_matters(AccountIndex a) const {
    std::map<PropositionIndex, std::vector<StatementIndex>> out;
    const Account& account = comparison_.accounts()[a];
    for (const PropositionIndex on : account.speaks_on) {
      const Cell& cell = *comparison_.cell(a, on);
      // Who declines and takes a side all the same in one account has answered.
      if (cell.affirms || cell.denies) continue;
      for (const CellStance& stance : cell.stances)
        if (stance.stance == Stance::declines && !stance.by_negation)
          out[on].insert(out[on].end(), stance.statements.begin(), stance.statements.end());
    }
    for (const StatementIndex index : account.statements)
      for (const TakenStance& taken : material_.statements()[index].stances)
        if (taken.stance == Stance::silent && taken.proposition != kNone && !in_own_text(index) &&
            comparison_.cell(a, taken.proposition) == nullptr)
          out[taken.proposition].push_back(index);
    for (auto& [on, statements] : out) {
      std::sort(statements.begin(), statements.end());
      statements.erase(std::unique(statements.begin(), statements.end()), statements.end());
    }
    return out;
  }

  // Who says in a text of his own that he does not know was asked by nobody.
  bool in_own_text(StatementIndex index) const {
    const Statement& statement = material_.statements()[index];
    const PartyIndex publisher = publisher_of(material_, statement);
    return publisher != kNone && statement.speaker != kNone &&
           material_.resolved(publisher) == material_.resolved(statement.speaker);
  }

  // "Questions sent to the ministry were not answered": what was asked is not said, so it is on no proposition.
  std::vector<NonAnswer> on_nothing() const {
    std::vector<NonAnswer> out;
    for (AccountIndex a = 0; a < comparison_.accounts().size(); ++a) {
      const Account& account = comparison_.accounts()[a];
      for (const StatementIndex index : account.statements) {
        const Statement& statement = material_.statements()[index];
        if (!statement.stances.empty() || statement.same_as == kNone || statement.same_as == index ||
            in_own_text(index))
          continue;
        const How how = how_of(statement, Stance::unknown);
        if (how != How::no_answer && how != How::neither) continue;
        NonAnswer one;
        one.account = a, one.who = account.holder;
        one.questions = {statement.same_as};
        one.answers.push_back({.statement = index, .how = how, .quote = quote_of(material_, index)});
        out.push_back(std::move(one));
      }
    }
    return out;
  }

  NonAnswer::Answer answer_of(StatementIndex index, PropositionIndex on) const {
    const Statement& statement = material_.statements()[index];
    Stance stance = Stance::declines;
    for (const TakenStance& taken : statement.stances)
      if (taken.proposition == on && taken.stance == Stance::silent) stance = Stance::silent;
    NonAnswer::Answer out{.statement = index, .how = how_of(statement, stance), .quote = {}};
    out.quote = quote_of(material_, index);
    // What was asked is not what was answered: "declined to answer" has no words of its own.
    if (statement.content_spans.empty() && statement.same_as != kNone) out.quote.text.clear();
    // The report's wording stands only for an answer: "that it does not discuss patients", not "who proposed it".
    if (!out.quote.own && (out.how != How::other_words || statement.same_as != kNone)) out.quote.text.clear();
    if (!out.quote.own && out.quote.text.starts_with("that ")) out.quote.text.erase(0, 5);
    return out;
  }

  // A question that stands right before an answer on the same occasion, whomever it was put to: who answers what a
  // colleague was asked was asked as well.
  StatementIndex put_before(StatementIndex answer, PropositionIndex on) const {
    const Statement& statement = material_.statements()[answer];
    const Span* place = place_of(statement);
    const auto asked = asked_.find(on);
    if (asked == asked_.end() || place == nullptr || statement.document == kNone || statement.occasion == kNone)
      return kNone;
    StatementIndex best = kNone;
    for (const StatementIndex index : asked->second) {
      const Statement& question = material_.statements()[index];
      const Span* there = place_of(question);
      if (question.document != statement.document || question.occasion != statement.occasion || there == nullptr ||
          question.within != kNone || there->byte_start >= place->byte_start)
        continue;
      if (best == kNone || place_of(material_.statements()[best])->byte_start < there->byte_start) best = index;
    }
    return best;
  }

  // A question on the matter that was put to him, or on the same occasion to nobody named; where none was recorded,
  // what the sentence of the answer says of it.
  void find_question(NonAnswer& one) const {
    const EventIndex occasion = comparison_.accounts()[one.account].occasion;
    // Who passed a thing over was asked nothing; what he was asked on another day is another day's.
    const bool passed_over = std::all_of(one.answers.begin(), one.answers.end(),
                                         [](const auto& answer) { return answer.how == How::not_mentioned; });
    for (const PropositionIndex on : one.on) {
      const auto asked = asked_.find(on);
      if (asked == asked_.end() || passed_over) continue;
      for (const StatementIndex index : asked->second) {
        const Statement& question = material_.statements()[index];
        if (question.occasion != kNone && occasion != kNone && question.occasion != occasion) continue;
        // A question within another statement is told by somebody and was not put here; one by himself he has asked and
        // not been asked.
        const bool to_him = question.addressee != kNone && material_.resolved(question.addressee) == one.who;
        const bool there = question.addressee == kNone && question.occasion == occasion &&
                           (occasion != kNone || near(question, one.answers.front().statement));
        if ((to_him || there) && question.within == kNone &&
            (question.speaker == kNone || material_.resolved(question.speaker) != one.who) &&
            std::find(one.questions.begin(), one.questions.end(), index) == one.questions.end())
          one.questions.push_back(index);
      }
      for (const auto& answer : one.answers)
        if (const StatementIndex index = put_before(answer.statement, on);
            index != kNone && std::find(one.questions.begin(), one.questions.end(), index) == one.questions.end())
          one.questions.push_back(index);
    }
    std::sort(one.questions.begin(), one.questions.end(), [&](StatementIndex a, StatementIndex b) {
      const PlaceInText x = place_in_text(material_, a), y = place_in_text(material_, b);
      return x < y || (!(y < x) && a < b);
    });
    for (const StatementIndex index : one.questions) {
      std::string words = bare_words(words_of(material_, material_.statements()[index]));
      if (words.empty()) continue;
      if (one.question.empty())
        one.question = std::move(words);
      else if (words != one.question)
        one.asked_again.push_back(std::move(words));
    }
    for (const auto& answer : one.answers) {
      const Statement& statement = material_.statements()[answer.statement];
      const Span* place = place_of(statement);
      if (!one.question.empty() || place == nullptr || statement.document == kNone) continue;
      const std::string_view text = material_.documents()[statement.document].text;
      if (const auto sentence = sentence_at(sentences_[statement.document], place->byte_start))
        one.question = question_in(text.substr(sentence->begin, sentence->end - sentence->begin));
    }
    // "did not say whether a note exists": what he would not say is what was asked.
    for (const auto& answer : one.answers) {
      const Statement& statement = material_.statements()[answer.statement];
      if (one.question.empty() && answer.how == How::declined && statement.same_as == kNone)
        if (const std::string content = joined(statement.content_spans); is_indirect_question(content))
          one.question = bare_words(content);
    }
  }

  // In one sentence.
  bool near(const Statement& question, StatementIndex answer) const {
    const Statement& other = material_.statements()[answer];
    const Span *a = place_of(question), *b = place_of(other);
    if (a == nullptr || b == nullptr || question.document != other.document || question.document == kNone) return false;
    const auto sentence = sentence_at(sentences_[question.document], a->byte_start);
    return sentence && sentence->begin <= b->byte_start && b->byte_start < sentence->end;
  }

  static bool quoted(std::string_view sentence, std::size_t at) {
    const std::size_t open = sentence.rfind("“", at), close = sentence.rfind("”", at);
    return open != std::string_view::npos && (close == std::string_view::npos || close < open);
  }

  // A cue inside of any recorded words was read by the recorder. A statement that declines in the same sentence is what
  // the cue tells of.
  bool is_recorded(DocumentIndex document, const Sentence& sentence, std::size_t cue, bool not_spoken) const {
    for (const StatementIndex i : in_document_[document]) {
      const Statement& statement = material_.statements()[i];
      const bool declines = std::any_of(statement.stances.begin(), statement.stances.end(), [](const TakenStance& one) {
        return one.stance == Stance::declines || one.stance == Stance::silent;
      });
      // That he has not spoken is told beside what others tell of him, whoever has recorded it as a silence.
      if (not_spoken && declines) continue;
      for (const auto* spans : {&statement.cue_spans, &statement.content_spans})
        for (const Span& span : *spans)
          if ((span.byte_start <= cue && cue < span.byte_end) ||
              (declines && sentence.begin <= span.byte_start && span.byte_start < sentence.end))
            return true;
    }
    return false;
  }

  // The party whose name is the longest in the words; else the one whose name ends like them, if it is the only one:
  // "The Board" for the Maritime Board.
  PartyIndex named_in(std::string_view words) const {
    PartyIndex best = kNone;
    bool several = false;  // "the minister" may be two
    std::size_t longest = 0;
    std::vector<PartyIndex> by_last;
    const auto last_of = [](std::string_view name) {
      const auto all = accounts::words_of(name);
      return all.empty() ? std::string_view() : name.substr(all.back().begin, all.back().end - all.back().begin);
    };
    for (PartyIndex i = 0; i < material_.parties().size(); ++i) {
      const Party& party = material_.parties()[i];
      std::vector<std::string_view> names = {party.title, party.office};
      for (const std::string& alias : party.aliases) names.push_back(alias);
      for (std::string_view name : names) {
        if (name.starts_with("the ")) name.remove_prefix(4);
        // Shorter names stand by chance in other words.
        if (name.size() < 4 || name.size() < longest || !has(words, name)) continue;
        several = name.size() == longest && best != i;
        longest = name.size(), best = i;
      }
      // Kept for when no whole name stands there; of several that end alike none is meant.
      if (const auto last = last_of(party.title); last.size() >= 4 && last == last_of(words)) by_last.push_back(i);
    }
    if (best == kNone && by_last.size() == 1) best = by_last.front();
    return best == kNone || several ? kNone : material_.resolved(best);
  }

  const Comparison& comparison_;
  const Material& material_;
  std::vector<std::vector<Sentence>> sentences_;
  std::vector<std::vector<StatementIndex>> in_document_;
  std::map<PropositionIndex, std::vector<StatementIndex>> asked_;
};

}  // namespace

std::string_view to_string(How how) {
  switch (how) {
    case How::declined:
      return "declined to answer";
    case How::other_words:
      return "said this instead of an answer";
    case How::neither:
      return "neither confirmed nor denied";
    case How::no_answer:
      return "gave no answer";
    case How::not_mentioned:
      return "did not speak of it";
  }
  return "";
}

bool goes_on(std::string_view question) {
  if (question.empty() || question.front() < 'a' || question.front() > 'z') return false;
  return std::any_of(std::begin(kAskedOf), std::end(kAskedOf), [&](std::string_view about) {
    const std::size_t at = question.find(about);
    return at != std::string_view::npos && (at == 0 || question[at - 1] == ' ');
  });
}

namespace {

// "The Board would not say what it shows": what is meant stands in the sentence before.
bool refers_back(std::string_view sentence) {
  for (const std::string_view word : {" it", " them", " this", " that"}) {
    for (std::size_t at = sentence.find(word); at != std::string_view::npos; at = sentence.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      if (word == " that" ? end == sentence.size() || sentence[end] == '.'
                          : end == sentence.size() || !is_letter(sentence[end]))
        return true;
    }
  }
  return false;
}

}  // namespace

std::string in_words(const Material& material, const NonAnswer& one) {
  const auto asked = [](const std::string& question) { return goes_on(question) ? question : in_quotes(question); };
  std::string out;
  if (!one.question.empty()) {
    out = "asked " + asked(one.question);
    for (const std::string& again : one.asked_again) out += ", then " + asked(again);
    if (one.recorded()) out += ", ";
  }
  for (std::size_t i = 0; i < one.answers.size(); ++i) {
    const auto& answer = one.answers[i];
    const std::string words = in_quotes(answer.quote.text);
    out += (i > 0 ? ", then " : "") + std::string(to_string(answer.how)) + (words.empty() ? "" : ", " + words);
  }
  if (one.sentence.empty()) return out;
  const Document& document = material.documents()[one.document];
  const std::string& paper = document.voice != kNone ? title_of(material, document.voice) : document.name;
  if (one.recorded()) return fmt::format("{} ({}, {}, line {})", out, in_quotes(one.sentence), paper, one.line);
  // A reader must see that nobody recorded this and that it can be looked up in the text.
  const bool needs_more =
      !one.before.empty() &&
      refers_back(std::string_view(one.sentence).substr(std::min(one.subject.size(), one.sentence.size())));
  return fmt::format("{}{}{} (only the text tells: {}, line {})", needs_more ? one.before : "", needs_more ? " " : "",
                     one.sentence, paper, one.line);
}

const NonAnswers& all_non_answers(const Comparison& comparison) {
  auto& kept = comparison.inside().non_answers;
  if (!kept) {
    Finder finder(comparison);
    kept = NonAnswers{.recorded = finder.recorded(), .told = finder.in_texts()};
  }
  return *kept;
}

std::vector<NonAnswer> non_answers(const Comparison& comparison, const Shown* shown) {
  const NonAnswers& all = all_non_answers(comparison);
  std::vector<NonAnswer> out;
  std::copy_if(all.recorded.begin(), all.recorded.end(), std::back_inserter(out),
               [&](const NonAnswer& one) { return shown == nullptr || shown->accounts[one.account]; });
  for (const NonAnswer& one : all.told)
    if (!told_of_recorded(comparison.material(), one, out)) out.push_back(one);
  return out;
}

}  // namespace parley::accounts
