// Sentences with one of a few turns of phrase. Whom such a sentence is about stands in it, or, where it says "that is a
// change", beside it. Few turns and no more: a phrase that is missed can be read in the text, one that is put into the
// mouth of a paper cannot be unsaid. Cost: the length of the texts. Tests: source_says_test.cc.
#include "accounts/source_says.h"

#include <algorithm>
#include <array>

#include "accounts/model.h"
#include "accounts/names.h"
#include "accounts/quotes.h"
#include "accounts/text.h"

namespace parley::accounts {
namespace {

using What = SourceSays::What;

struct Turn {
  std::string_view words;
  What what;
};
// The longer before what it holds: "not inconsistent" is agreement.
constexpr std::string_view kThoseAre = "those are the ";  // minister’s words: of what was said just before
constexpr std::array<Turn, 44> kTurns = {{{"that is a change", What::change},
                                          {"this is a change", What::change},
                                          {"a change of position", What::change},
                                          {"has moved.", What::change},
                                          {"himself has moved", What::change},
                                          {"herself has moved", What::change},
                                          {"have moved.", What::change},
                                          {"has shifted", What::change},
                                          {"changed his ", What::change},
                                          {"changed her ", What::change},
                                          {"changed its ", What::change},
                                          {"changed their ", What::change},
                                          {"changed course", What::change},
                                          {"changed tack", What::change},
                                          {"reversed himself", What::change},
                                          {"reversed herself", What::change},
                                          {"reversed itself", What::change},
                                          {"reversed course", What::change},
                                          {"a reversal of", What::change},
                                          {"u-turn", What::change},
                                          {"about-face", What::change},
                                          {"backtracked", What::change},
                                          {"walked back", What::change},
                                          {"the same words", What::same_words},
                                          {"the same talking points", What::same_words},
                                          {"the same talking-points", What::same_words},
                                          {"the same line", What::same_words},
                                          {"the same phrase", What::same_words},
                                          {"the same formula", What::same_words},
                                          {"word for word", What::same_words},
                                          {kThoseAre, What::same_words},
                                          {"in identical words", What::same_words},
                                          {"not inconsistent", What::agreement},
                                          {"does not contradict", What::agreement},
                                          {"did not contradict", What::agreement},
                                          {"do not contradict", What::agreement},
                                          {"is consistent with", What::agreement},
                                          {"was consistent with", What::agreement},
                                          {"are consistent with", What::agreement},
                                          {"inconsistent with", What::contradiction},
                                          {"contradicted ", What::contradiction},
                                          {"contradicts ", What::contradiction},
                                          {"at odds with", What::contradiction},
                                          {"the opposite:", What::contradiction}}};

class Reader {
 public:
  explicit Reader(const Comparison& comparison) : material_(comparison.material()), names_(comparison.material()) {
    by_document_.resize(material_.documents().size());
    for (StatementIndex i = 0; i < material_.statements().size(); ++i) {
      const Statement& statement = material_.statements()[i];
      // A text of which nothing counts is not read at all: its source is turned off, or nobody recorded anything of it.
      if (statement.document != kNone && comparison.counts(i)) by_document_[statement.document].push_back(i);
    }
  }

  std::vector<SourceSays> read() {
    std::vector<SourceSays> out;
    for (DocumentIndex i = 0; i < material_.documents().size(); ++i)
      if (!by_document_[i].empty()) read(i, out);
    // By the names of documents, as their numbers depend on the order in which they came; within one document by the
    // text.
    std::stable_sort(out.begin(), out.end(), [&](const SourceSays& a, const SourceSays& b) {
      return material_.documents()[a.says.document].name < material_.documents()[b.says.document].name;
    });
    return out;
  }

 private:
  void read(DocumentIndex index, std::vector<SourceSays>& out) {
    const std::string& text = material_.documents()[index].text;
    const std::string lower = lower_case(text);
    // Letters that change their length when they become small would shift every place.
    if (lower.size() != text.size()) return;
    const auto sentences = sentences_of(text);
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      const std::string_view words =
          std::string_view(lower).substr(sentences[i].begin, sentences[i].end - sentences[i].begin);
      if (const auto found = turn_in(words))
        take(index, sentences, i, sentences[i].begin + found->second, found->first->what, out);
    }
  }

  // The first turn of the list that stands there, and where: looked for at the beginnings of words only, as texts are
  // long.
  static std::optional<std::pair<const Turn*, std::size_t>> turn_in(std::string_view words) {
    // Nearly all words are ruled out without a look at the list.
    static const Beginnings kBeginnings(kTurns, [](const Turn& turn) { return turn.words; });
    const Turn* best = kTurns.end();
    std::size_t place = 0;
    for (std::size_t at = 0; at < words.size(); ++at) {
      if (!kBeginnings.at(words, at) || (at > 0 && is_letter(words[at - 1]))) continue;
      for (const Turn* turn = kTurns.begin(); turn != best; ++turn)
        if (words.substr(at).starts_with(turn->words)) {
          best = turn, place = at;
          break;
        }
    }
    if (best == kTurns.end()) return std::nullopt;
    return std::pair(best, place);
  }

  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

  void take(DocumentIndex index, const std::vector<Sentence>& sentences, std::size_t at, std::size_t cue, What what,
            std::vector<SourceSays>& out) const {
    const Document& document = material_.documents()[index];
    const Sentence& sentence = sentences[at];
    SourceSays one{.what = what, .says = {index, sentence.line, {}, document.voice}, .of = {}, .beside = {}};
    one.says.sentence = document.text.substr(sentence.begin, sentence.end - sentence.begin);
    // The words may be in somebody's mouth: then it is he who says so and not the paper.
    if (const StatementIndex said = spoken_at(index, cue); said != kNone)
      one.says.by = origin_of(material_, material_.statements()[said]);
    else if (in_quotation(document.text, sentence.begin, cue))
      return;  // somebody's words that nobody recorded
    // A change is of one, sameness and contradiction are of two at least. With fewer nothing is told, since it would
    // have to be guessed who is meant.
    const std::size_t least = what == What::change ? 1 : 2;
    add_named(document, sentence, one.of);
    if (const std::string_view from = std::string_view(document.text).substr(cue, sentence.end - cue);
        lower_case(from).starts_with(kThoseAre)) {
      if (!whose_words(from.substr(kThoseAre.size()), one.of)) return;
      // The turn before it, which in a transcript is another paragraph.
      if (at > 0) one.beside = within(index, sentences[at - 1]);
    }
    // The sentences beside it, in the same paragraph only: what stands in another one is hardly what "that" points at.
    const auto next = at + 1 < sentences.size() && sentences[at + 1].line == sentence.line ? at + 1 : at;
    const auto last = at > 0 && sentences[at - 1].line == sentence.line ? at - 1 : at;
    for (const std::size_t where : {at, next, last}) {
      if (one.beside.empty()) one.beside = within(index, sentences[where]);
      if (one.of.size() < least)
        for (const StatementIndex beside : within(index, sentences[where]))
          add(one.of, origin_of(material_, material_.statements()[beside]));
      // Names in the sentences beside it count only as long as somebody is missing.
      if (where != at && one.of.size() < least) add_named(document, sentences[where], one.of);
    }
    if (one.of.size() >= least) out.push_back(std::move(one));
  }

  // Of "minister’s words": the one who goes by that here. False where it says nothing of anybody's words, or where more
  // than one goes by it.
  bool whose_words(std::string_view rest, std::vector<PartyIndex>& of) const {
    const std::size_t end = std::min(rest.find("’s words"), rest.find("'s words"));
    if (end == std::string_view::npos) return false;
    const std::string alias = "the " + std::string(rest.substr(0, end));
    std::vector<PartyIndex> all;
    for (PartyIndex i = 0; i < material_.parties().size(); ++i) {
      const auto& aliases = material_.parties()[i].aliases;
      if (std::find(aliases.begin(), aliases.end(), alias) != aliases.end()) add(all, material_.resolved(i));
    }
    if (all.size() > 1) return false;
    for (const PartyIndex one : all) add(of, one);
    return true;
  }

  static void add(std::vector<PartyIndex>& list, PartyIndex party) {
    if (party == kNone) return;
    const auto at = std::lower_bound(list.begin(), list.end(), party);
    if (at == list.end() || *at != party) list.insert(at, party);
  }

  // The outermost statement whose content holds a byte.
  StatementIndex spoken_at(DocumentIndex document, std::size_t byte) const {
    for (const StatementIndex index : by_document_[document]) {
      const Statement& statement = material_.statements()[index];
      if (statement.within != kNone) continue;
      for (const Span& span : statement.content_spans)
        if (span.byte_start <= byte && byte < span.byte_end) return index;
    }
    return kNone;
  }

  // Whether the last mark before it opens. Straight marks do not tell, so only curly ones are asked.
  static bool in_quotation(std::string_view text, std::size_t begin, std::size_t at) {
    const std::string_view before = text.substr(begin, at - begin);
    const std::size_t open = before.rfind("“"), close = before.rfind("”");
    return open != std::string_view::npos && (close == std::string_view::npos || close < open);
  }

  // Outermost statements that begin in a sentence.
  std::vector<StatementIndex> within(DocumentIndex document, const Sentence& sentence) const {
    std::vector<StatementIndex> out;
    for (const StatementIndex index : by_document_[document]) {
      const Statement& statement = material_.statements()[index];
      if (statement.within != kNone) continue;
      for (const auto* spans : {&statement.content_spans, &statement.cue_spans}) {
        if (spans->empty()) continue;
        const std::size_t at = spans->front().byte_start;
        if (sentence.begin <= at && at < sentence.end) out.push_back(index);
        break;
      }
    }
    return out;
  }

  void add_named(const Document& document, const Sentence& sentence, std::vector<PartyIndex>& out) const {
    const std::string_view words =
        std::string_view(document.text).substr(sentence.begin, sentence.end - sentence.begin);
    for (PartyIndex i = 0; i < material_.parties().size(); ++i) {
      const PartyIndex party = material_.resolved(i);
      // A paper that names itself is the one who says it, not one of whom it is said.
      if (document.voice != kNone && party == material_.resolved(document.voice)) continue;
      const Telling::Name& name = names_.of(i);
      if (stands_in(words, name.full) || stands_in(words, name.brief)) add(out, party);
    }
  }

  // As whole words; a body that is only in somebody's title ("Foreign Minister of Ruritania") is told, too.
  static bool stands_in(std::string_view text, std::string_view name) {
    // Initials and the like stand in too many words.
    if (name.size() < 3) return false;
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
      // With this bit set capitals are small, which is_letter() asks for.
      const bool begins = at == 0 || !is_letter(static_cast<char>(text[at - 1] | 0x20));
      const std::size_t end = at + name.size();
      const bool ends =
          end == text.size() || text.substr(end).starts_with("’") || !is_letter(static_cast<char>(text[end] | 0x20));
      if (begins && ends) return true;
    }
    return false;
  }

  const Material& material_;
  Names names_;
  std::vector<std::vector<StatementIndex>> by_document_;
};

}  // namespace

std::string_view to_string(What what) {
  switch (what) {
    case What::change:
      return "a change";
    case What::same_words:
      return "the same words";
    case What::contradiction:
      return "a contradiction";
    case What::agreement:
      return "no contradiction";
  }
  return "";
}

const std::vector<SourceSays>& source_says(const Comparison& comparison) {
  auto& kept = comparison.inside().source_says;
  if (!kept) kept = Reader(comparison).read();
  return *kept;
}

}  // namespace parley::accounts
