// Independence, computed: what is joined is counted once.
//
// Those who have it from others are put aside first (reliance.cc), and what remains is joined by the three ways in
// which two words can be one: a relay that all ways of both go through, or that is one of them; one side, or one body
// inside the other; nothing else. A disjoint-set forest does it, so the order of statements plays no part. Two voices
// of others on one page stay two, and the page is named. Tests: origins_test.cc.
#include "accounts/origins.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "accounts/reliance.h"
#include "text/display.h"

namespace parley::accounts {
namespace {

// Others are of no side. A body for which somebody speaks is a side by itself.
PartyIndex side_or_none(const Material& material, PartyIndex party) {
  if (party == kNone) return kNone;
  const PartyIndex side = material.side_of(party);
  if (side != party) return side;
  const auto speaks_for_it = [&](const Party& one) {
    return one.speaks_for != kNone && material.resolved(one.speaks_for) == party;
  };
  return std::any_of(material.parties().begin(), material.parties().end(), speaks_for_it) ? party : kNone;
}

// Disjoint sets, without ranks and shortened ways: the voices on one proposition are few. The smallest member is the
// root, so sets come out in the order of their first voices.
class Sets {
 public:
  explicit Sets(std::size_t count) : up_(count) {
    for (std::size_t i = 0; i < count; ++i) up_[i] = i;
  }
  std::size_t root(std::size_t at) const {
    while (up_[at] != at) at = up_[at];
    return at;
  }
  void join(std::size_t a, std::size_t b) { up_[std::max(root(a), root(b))] = std::min(root(a), root(b)); }

 private:
  std::vector<std::size_t> up_;
};

// The ways are told from the speaker to the page, each once.
Originator originator_of(const Material& material, const Voice& voice) {
  Originator out{.party = voice.party,
                 .side = side_or_none(material, voice.party),
                 .own_voice = voice.own_voice,
                 .only_alleges = voice.only_alleges,
                 .statements = voice.statements,
                 .ways = {},
                 .hangs_on = voice.hangs_on};
  for (const StatementIndex index : voice.statements) {
    const Statement& statement = material.statements()[index];
    Way way{relays_of(material, statement), publisher_of(material, statement), statement.document};
    if (way.publisher != kNone) way.publisher = material.resolved(way.publisher);
    std::reverse(way.relays.begin(), way.relays.end());
    if (std::find(out.ways.begin(), out.ways.end(), way) == out.ways.end()) out.ways.push_back(std::move(way));
  }
  return out;
}

// On whom the others hang first, then who speaks himself, then the nearest to the page, then by name.
void order_voices(const Material& material, std::vector<Originator>& voices) {
  const auto relies = [&](const Originator& one) {
    return std::any_of(voices.begin(), voices.end(), [&](const Originator& other) {
      return std::find(one.hangs_on.begin(), one.hangs_on.end(), other.party) != one.hangs_on.end();
    });
  };
  const auto rank = [&](const Originator& one) { return std::tuple(!one.own_voice, relies(one), one.hangs_on.size()); };
  // Ranks are computed before anything moves, because each looks at all voices.
  std::vector<std::pair<std::tuple<bool, bool, std::size_t>, Originator>> ranked;
  for (Originator& one : voices) ranked.emplace_back(rank(one), one);
  std::sort(ranked.begin(), ranked.end(), [&](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    return text::natural_less(title_of(material, a.second.party), title_of(material, b.second.party));
  });
  voices.clear();
  for (auto& [key, one] : ranked) voices.push_back(std::move(one));
}

// Whether a text says that its speaker has something from a document: "I have read the trace", "according to the log",
// "the memo shows". That it only speaks of one tells nothing.
bool has_it_from(std::string_view text, std::string_view document) {
  // A shorter title stands by chance in other words.
  if (document.size() < 4) return false;
  for (std::size_t at = text.find(document); at != std::string_view::npos; at = text.find(document, at + 1)) {
    std::string_view before = text.substr(0, at), behind = text.substr(at + document.size());
    for (const std::string_view article : {"the ", "The "})
      if (before.ends_with(article)) before.remove_suffix(article.size());
    for (const std::string_view verb : {" read ", " seen ", " studied ", " checked ", "ccording to ", " rest on "})
      if (before.ends_with(verb)) return true;
    for (const std::string_view verb : {" shows", " says", " records", " proves"})
      if (behind.starts_with(verb)) return true;
  }
  return false;
}

// Bodies whose documents a voice has it from: it knows no more than they do.
std::set<PartyIndex> bodies_behind(const Material& material, const std::vector<const Party*>& documents,
                                   const Voice& voice) {
  std::set<PartyIndex> out;
  for (const Party* one : documents) {
    const Party& document = *one;
    for (const StatementIndex index : voice.statements) {
      const Statement& statement = material.statements()[index];
      const std::string text = statement.content_spans.empty() ? statement.words : joined(statement.content_spans);
      const bool has = has_it_from(text, document.title) ||
                       std::any_of(document.aliases.begin(), document.aliases.end(),
                                   [&](const std::string& alias) { return has_it_from(text, alias); });
      if (has) out.insert(material.side_of(document.speaks_for));
    }
  }
  return out;
}

void join_dependent(const Material& material, const std::vector<Voice>& voices, const std::vector<std::size_t>& kept,
                    Sets& sets) {
  // A side and each relay that everything of a voice goes through stand for those who have them in common.
  std::map<std::pair<bool, PartyIndex>, std::size_t> common;
  const auto share = [&](bool is_side, PartyIndex party, std::size_t place) {
    if (party == kNone) return;
    const auto [at, is_new] = common.try_emplace({is_side, party}, place);
    if (!is_new) sets.join(at->second, place);
  };
  std::vector<const Party*> documents;
  for (const Party& one : material.parties())
    if (one.kind == "document" && one.speaks_for != kNone) documents.push_back(&one);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const Voice& voice = voices[kept[i]];
    share(false, voice.party, i);
    share(true, side_or_none(material, voice.party), i);
    for (const PartyIndex relay : voice.hangs_on) share(false, relay, i);
    // The body is joined as a side: who speaks for it and who has it from its papers are of one origin.
    for (const PartyIndex body : bodies_behind(material, documents, voice)) share(true, body, i);
  }
}

}  // namespace

std::size_t Support::originators() const {
  std::size_t out = 0;
  for (const Origin& one : origins) out += one.voices.size();
  return out;
}

Support support_of(const Comparison& comparison, PropositionIndex proposition, Side side,
                   const std::vector<AccountIndex>* shown) {
  const Material& material = comparison.material();
  Support out{.proposition = proposition, .side = side, .accounts = {}, .origins = {}, .relying = {}};
  const auto voices = supports_of(comparison, proposition, side, shown);
  const auto reliance = reliance_of(comparison, voices);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < voices.size(); ++i) {
    // Also those of whoever relies on another: they are accounts, and no origins.
    out.accounts.insert(out.accounts.end(), voices[i].accounts.begin(), voices[i].accounts.end());
    if (reliance[i].empty()) {
      kept.push_back(i);
      continue;
    }
    Reliant relying{.who = voices[i].party, .on = {}, .statements = voices[i].statements};
    for (const std::size_t j : reliance[i]) relying.on.push_back(voices[j].party);
    out.relying.push_back(std::move(relying));
  }
  std::sort(out.accounts.begin(), out.accounts.end());
  out.accounts.erase(std::unique(out.accounts.begin(), out.accounts.end()), out.accounts.end());

  // Only those who rely on no other voice are joined: the others were put aside above.
  Sets sets(kept.size());
  join_dependent(material, voices, kept, sets);
  std::vector<PartyIndex> other_side;
  for (const Voice& voice :
       supports_of(comparison, proposition, side == Side::affirms ? Side::denies : Side::affirms, shown))
    other_side.push_back(voice.party);
  std::map<std::size_t, Origin> by_root;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    Originator one = originator_of(material, voices[kept[i]]);
    one.both_sides = std::find(other_side.begin(), other_side.end(), one.party) != other_side.end();
    by_root[sets.root(i)].voices.push_back(std::move(one));
  }
  std::set<DocumentIndex> pages;
  for (auto& [root, origin] : by_root) {
    order_voices(material, origin.voices);
    origin.side = origin.voices.front().side;
    for (const Originator& one : origin.voices) {
      // An origin has a side when all of its voices are of it.
      if (one.side != origin.side) origin.side = kNone;
      for (const Way& way : one.ways) pages.insert(way.document);
    }
    out.origins.push_back(std::move(origin));
  }
  // Several origins that all stand in one document: whoever counts them should know that one paper chose them.
  if (out.origins.size() > 1 && pages.size() == 1) out.one_page = *pages.begin();
  std::sort(out.origins.begin(), out.origins.end(), [&](const Origin& a, const Origin& b) {
    const Originator &x = a.voices.front(), &y = b.voices.front();
    if (x.own_voice != y.own_voice) return x.own_voice;
    return text::natural_less(title_of(material, x.party), title_of(material, y.party));
  });
  return out;
}

std::string in_words(const Support& support) {
  return fmt::format("{}, {}", text::counted(support.accounts.size(), "account"),
                     text::counted(support.origins.size(), "origin"));
}

// From the page to the originator, one line a way; those who rely on others stand below, each with on whom.
std::vector<std::string> tree_of(const Material& material, const Support& support) {
  std::vector<std::string> out;
  for (const Origin& origin : support.origins) {
    for (const Originator& one : origin.voices) {
      for (const Way& way : one.ways) {
        std::string line;
        const auto add = [&](PartyIndex party) { line += (line.empty() ? "" : " ← ") + title_of(material, party); };
        if (way.publisher != kNone && way.publisher != one.party) add(way.publisher);
        for (auto relay = way.relays.rbegin(); relay != way.relays.rend(); ++relay) add(*relay);
        add(one.party);
        if (std::find(out.begin(), out.end(), line) == out.end()) out.push_back(std::move(line));
      }
    }
  }
  for (const Reliant& one : support.relying) {
    std::vector<std::string> names;
    for (const PartyIndex on : one.on) names.push_back(title_of(material, on));
    out.push_back(fmt::format("{} ← {}", title_of(material, one.who), fmt::join(names, ", ")));
  }
  return out;
}

namespace {

// The first line of a text, or a later line by itself that ends like no sentence.
bool is_heading(const Document& document, const Statement& statement) {
  if (statement.content_spans.empty()) return false;
  const Span& span = statement.content_spans.front();
  if (span.line == 1) return true;
  if (span.byte_end > document.text.size()) return false;
  const std::size_t begin = document.text.rfind('\n', span.byte_start) + 1;  // npos + 1: the beginning
  const std::string_view line =
      std::string_view(document.text).substr(begin, document.text.find('\n', span.byte_start) - begin);
  // A longer line is a paragraph, in bytes of a text in a Latin script.
  constexpr std::size_t kLongest = 120;
  return !line.empty() && line.size() <= kLongest && line.find_last_of(".!?”") != line.size() - 1;
}

Side side_taken(const TakenStance& taken) {
  return side_of(CellStance{taken.stance, taken.negation, taken.presupposed, taken.in_part, false, {}});
}

}  // namespace

// Headings are often recorded as what a careful reader may leave out; the flag does not depend on that.
std::vector<Heading> headings(const Comparison& comparison) {
  const Material& material = comparison.material();
  std::vector<Heading> out;
  // What the bodies of the texts tell, by text, proposition and side, where a heading says it: hardly any does.
  std::map<std::tuple<DocumentIndex, PropositionIndex, Side>, std::set<PartyIndex>> told;
  std::vector<Heading> found;
  const auto each_side_taken = [&](auto take) {
    for (StatementIndex i = 0; i < material.statements().size(); ++i) {
      const Statement& statement = material.statements()[i];
      if (statement.document == kNone || statement.speaker == kNone || !comparison.counts(i)) continue;
      const Document& document = material.documents()[statement.document];
      const bool own =
          document.voice != kNone && material.resolved(statement.speaker) == material.resolved(document.voice);
      for (const TakenStance& taken : statement.stances)
        if (const Side side = taken.proposition == kNone ? Side::none : side_taken(taken); side != Side::none)
          take(i, taken.proposition, side, own);
    }
  };
  each_side_taken([&](StatementIndex i, PropositionIndex on, Side side, bool own) {
    const DocumentIndex document = material.statements()[i].document;
    if (!own || !is_heading(material.documents()[document], material.statements()[i])) return;
    found.push_back({i, on, side, kNone});
    told[{document, on, side}];
  });
  if (found.empty()) return out;
  each_side_taken([&](StatementIndex i, PropositionIndex on, Side side, bool own) {
    const Statement& statement = material.statements()[i];
    const auto at = own ? told.end() : told.find({statement.document, on, side});
    if (at != told.end()) at->second.insert(origin_of(material, statement));
  });
  for (Heading& one : found) {
    const auto at = told.find({material.statements()[one.heading].document, one.proposition, one.side});
    if (at == told.end() || at->second.size() != 1) continue;
    one.origin = *at->second.begin();
    out.push_back(one);
  }
  return out;
}

}  // namespace parley::accounts
