// Quotation marks are the reader's only sign of whose words he reads, so they are set in one place. The marks are those
// that texts in Latin scripts and CJK use; an apostrophe inside a word is none.
#include "accounts/quotes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "accounts/model.h"
#include "accounts/text.h"

namespace parley::accounts {
namespace {

// The two lists go together by place. “ is in both: it opens in English and closes in German.
constexpr std::array<std::string_view, 7> kOpening = {"“", "„", "«", "\"", "‘", "「", "『"};
constexpr std::array<std::string_view, 7> kClosing = {"”", "“", "»", "\"", "’", "」", "』"};

// Which pair of marks opens at the front; -1: none.
int opens(std::string_view text) {
  for (std::size_t i = 0; i < kOpening.size(); ++i)
    if (text.starts_with(kOpening[i])) return static_cast<int>(i);
  return -1;
}

// The punctuation of the sentence around a quotation, which is not what was said. A question or exclamation mark is.
void cut_end(std::string_view& text) {
  while (!text.empty() && (text.back() == ',' || text.back() == '.' || text.back() == ' ')) text.remove_suffix(1);
}

// Whether the closing mark belongs to the mark at the front: none of its kind stands between them.
bool encloses(std::string_view text, int pair) {
  const std::string_view open = kOpening[static_cast<std::size_t>(pair)],
                         close = kClosing[static_cast<std::size_t>(pair)];
  if (text.size() < open.size() + close.size() || !text.ends_with(close)) return false;
  const std::string_view inside = text.substr(open.size(), text.size() - open.size() - close.size());
  // An apostrophe looks like the mark that closes, so of single marks only another that opens tells.
  return inside.find(open) == std::string_view::npos && (close == "’" || inside.find(close) == std::string_view::npos);
}

std::string_view without_marks(std::string_view text) {
  cut_end(text);
  const int pair = opens(text);
  if (pair < 0 || !encloses(text, pair)) return text;
  text.remove_prefix(kOpening[static_cast<std::size_t>(pair)].size());
  text.remove_suffix(kClosing[static_cast<std::size_t>(pair)].size());
  return text;
}

// What is set in double marks has single marks inside. A straight mark opens and closes by turns.
std::string with_single_marks(std::string_view text) {
  std::string out;
  bool open = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("“") || rest.starts_with("„"))
      out += "‘", at += 3;
    else if (rest.starts_with("”"))
      out += "’", at += 3;
    else if (rest.front() == '"')
      out += (open = !open) ? "‘" : "’", ++at;
    else
      out += rest.front(), ++at;
  }
  return out;
}

constexpr std::string_view kGap = " … ";

// The pieces of a quotation that a cue interrupted. When each of them stands in marks, all of it is one quotation.
std::vector<std::string_view> pieces_of(std::string_view words) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0;;) {
    const std::size_t end = words.find(kGap, at);
    out.push_back(words.substr(at, end == std::string_view::npos ? end : end - at));
    if (end == std::string_view::npos) return out;
    at = end + kGap.size();
  }
}

bool all_quoted(const std::vector<std::string_view>& pieces) {
  return std::all_of(pieces.begin(), pieces.end(), [](std::string_view piece) {
    return without_marks(piece).size() + 2 <= piece.size() && opens(piece) >= 0;
  });
}

}  // namespace

std::string bare_words(std::string_view words) {
  const auto pieces = pieces_of(words);
  if (!all_quoted(pieces)) {
    cut_end(words);
    return std::string(words);
  }
  std::string out;
  for (const std::string_view& piece : pieces) {
    std::string_view inside = without_marks(piece);
    // What ends the whole goes; between two pieces the author's own comma stays.
    if (&piece == &pieces.back()) cut_end(inside);
    out += (out.empty() ? "" : std::string(kGap)) + std::string(inside);
  }
  return out;
}

std::string in_quotes(std::string_view words) {
  const std::string bare = bare_words(words);
  return bare.empty() ? std::string() : "“" + with_single_marks(bare) + "”";
}

bool is_indirect_question(std::string_view content) {
  for (const std::string_view word : {"whether ", "who ", "what ", "when ", "where ", "why ", "how ", "if "})
    if (content.starts_with(word)) return true;
  return false;
}

namespace {

// Takes up what another one said without saying it himself: "declined to answer", "neither confirmed nor denied it".
bool only_answers(const Material& material, const Statement& statement) {
  const auto takes_none = [&] {
    return std::none_of(statement.stances.begin(), statement.stances.end(), [](const TakenStance& one) {
      return one.stance == Stance::affirms || one.stance == Stance::denies || one.stance == Stance::accepts ||
             one.stance == Stance::alleges;
    });
  };
  if (statement.same_as == kNone) {
    // "He would not say who proposed it": what he would not say is no word of his.
    const bool declines = std::any_of(statement.stances.begin(), statement.stances.end(), [](const TakenStance& one) {
      return one.stance == Stance::declines || one.stance == Stance::silent;
    });
    return declines && takes_none() && statement.form == Form::indirect &&
           is_indirect_question(joined(statement.content_spans));
  }
  const PartyIndex meant = material.statements()[statement.same_as].speaker;
  if (meant != kNone && statement.speaker != kNone && material.resolved(meant) == material.resolved(statement.speaker))
    return false;
  if (statement.content_spans.empty() && statement.words.empty()) return true;
  // "It" and "its contents" are the report's words for it; anything else is his answer.
  return statement.form == Form::indirect && takes_none();
}

// The sentence in which the text tells that somebody did something, by the words that say so.
std::string sentence_around(const Material& material, const Statement& statement) {
  if (statement.document == kNone || statement.cue_spans.empty()) return {};
  const std::string& text = material.documents()[statement.document].text;
  const std::size_t at = statement.cue_spans.front().byte_start;
  for (const Sentence& one : sentences_of(text))
    if (one.begin <= at && at < one.end) return text.substr(one.begin, one.end - one.begin);
  return {};
}

}  // namespace

std::string words_of(const Material& material, const Statement& statement) {
  // The words of a question are not those of whoever left it open, nor is the "it" that stands for them.
  if (only_answers(material, statement)) {
    std::string sentence = sentence_around(material, statement);
    return sentence.empty() ? joined(statement.cue_spans) : sentence;
  }
  if (!statement.words.empty()) return statement.words;
  if (!statement.content_spans.empty()) return joined(statement.content_spans);
  if (statement.same_as == kNone) return {};
  // One step only: hostile material can let statements mean one another in a ring.
  const Statement& meant = material.statements()[statement.same_as];
  return meant.words.empty() ? joined(meant.content_spans) : meant.words;
}

namespace {

// The longest stretch between double marks; nothing where none is.
std::string_view quoted_run(std::string_view text) {
  std::string_view best;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find("“", at);
    if (open == std::string_view::npos) break;
    const std::size_t begin = open + std::string_view("“").size(), end = text.find("”", begin);
    // A quotation that goes on in the next piece is closed by the end of the words.
    const std::string_view run = text.substr(begin, end == std::string_view::npos ? end : end - begin);
    if (run.size() > best.size()) best = run;
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  cut_end(best);
  return best;
}

}  // namespace

Quotation quote_of(const Material& material, StatementIndex index) {
  const Statement& statement = material.statements()[index];
  Quotation out{.statement = index, .document = statement.document};
  out.itself = speaks_itself(material, statement);
  for (const auto* spans : {&statement.content_spans, &statement.cue_spans, &statement.source_spans}) {
    if (spans->empty()) continue;
    out.line = spans->front().line;
    break;
  }
  const std::string words = words_of(material, statement);
  const std::string_view run = quoted_run(words);
  // What the recorder calls direct speech, or stands in marks from end to end, is all the speaker's; of anything else
  // only the longest stretch in marks is.
  const bool whole = statement.form == Form::direct || all_quoted(pieces_of(words));
  // A sentence that tells of him may quote somebody else.
  const bool told = only_answers(material, statement);
  out.own = !told && (whole || !run.empty());
  out.text = whole || told || run.empty() ? bare_words(words) : std::string(run);
  return out;
}

// Words before none, then who speaks himself, then his own words, then the longer ones; of equals the first stays.
Quotation strongest(const Material& material, const std::vector<StatementIndex>& statements) {
  Quotation best;
  const auto rank = [](const Quotation& one) {
    return std::tuple(!one.text.empty(), one.itself, one.own, one.text.size());
  };
  for (const StatementIndex index : statements) {
    Quotation one = quote_of(material, index);
    if (best.statement == kNone || rank(one) > rank(best)) best = std::move(one);
  }
  return best;
}

std::string in_words(const Material& material, const Quotation& quote) {
  const std::string words = in_quotes(quote.text);
  if (words.empty()) return {};
  std::string place;
  if (quote.document != kNone) {
    const Document& document = material.documents()[quote.document];
    place = document.voice != kNone  ? title_of(material, document.voice)
            : document.title.empty() ? document.name
                                     : document.title;
  }
  if (quote.line > 0) place += fmt::format("{}line {}", place.empty() ? "" : ", ", quote.line);
  return place.empty() ? words : fmt::format("{} ({})", words, place);
}

// A line is never crossed: a heading ends like no sentence and must not be joined with what follows.
std::vector<Sentence> sentences_of(std::string_view text) {
  std::vector<Sentence> out;
  std::size_t begin = 0, line = 1;
  const auto finish = [&](std::size_t end) {
    while (begin < end && text[begin] == ' ') ++begin;
    if (begin < end) out.push_back({begin, end, line});
    begin = end;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') {
      finish(at);
      begin = at + 1, ++line;
      continue;
    }
    if (text[at] != '.' && text[at] != '?' && text[at] != '!') continue;
    std::size_t end = at + 1;
    for (const std::string_view close : {"”", "’", "»", "\""})
      if (text.substr(end).starts_with(close)) end += close.size();
    // "ten. He" ends a sentence, "3.5" and "p. 4" do not.
    if (end >= text.size() || text[end] != ' ') continue;
    const std::string_view next = text.substr(end + 1);
    // From 0xc3 on bytes begin letters outside of ASCII. Whether these are capitals is not asked.
    const bool capital = !next.empty() && ((next.front() >= 'A' && next.front() <= 'Z') || opens(next) >= 0 ||
                                           static_cast<unsigned char>(next.front()) >= 0xc3);
    if (capital) finish(end), at = end;
  }
  finish(text.size());
  return out;
}

}  // namespace parley::accounts
