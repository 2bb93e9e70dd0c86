// Through whom a statement came, and what hangs on whom.
// A statement's chain goes from the page inwards: publisher, who told the publisher, who told him. Whoever
// prints a thing is no link that could have got it wrong unnoticed, as the page can be looked at; so links
// count behind the publisher only. To whom somebody spoke is no link: only who passed the words on is one, and then
// stands in the chain.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "accounts/model.h"
#include "accounts/names.h"

namespace parley::accounts {

const std::string& title_of(const Material& material, PartyIndex party) {
  static const std::string kNobody = "somebody";
  if (party == kNone) return kNobody;
  const Party& of = material.parties()[party];
  return of.title.empty() ? of.name : of.title;
}

// The voice of the document, or, where no document says whose voice it is, the outermost link, unless that
// passing-on is a statement of its own.
PartyIndex publisher_of(const Material& material, const Statement& statement) {
  if (statement.document != kNone && material.documents()[statement.document].voice != kNone)
    return material.documents()[statement.document].voice;
  return statement.chain.empty() || statement.chain.front().statement != kNone ? kNone : statement.chain.front().party;
}

// A chain may or may not begin with the publisher itself: that first link is left out.
std::span<const Link> behind_publisher(const Material& material, const Statement& statement) {
  const std::span<const Link> chain = statement.chain;
  const PartyIndex publisher = publisher_of(material, statement);
  const bool first_is_publisher = !chain.empty() && publisher != kNone && chain.front().party != kNone &&
                                  material.resolved(chain.front().party) == material.resolved(publisher);
  return first_is_publisher ? chain.subspan(1) : chain;
}

// A name that stands twice in a row is one link, and the speaker is no link to himself.
std::vector<PartyIndex> relays_of(const Material& material, const Statement& statement) {
  std::vector<PartyIndex> out;
  for (const Link& link : behind_publisher(material, statement)) {
    const PartyIndex party = link.party == kNone ? kNone : material.resolved(link.party);
    if (out.empty() || out.back() != party || party == kNone) out.push_back(party);
  }
  const PartyIndex speaker = statement.speaker == kNone ? kNone : material.resolved(statement.speaker);
  while (!out.empty() && speaker != kNone && out.back() == speaker) out.pop_back();
  return out;
}

PartyIndex origin_of(const Material& material, const Statement& statement) {
  for (const DeclaredAccount& declared : statement.accounts)
    if (declared.holder != kNone) return material.resolved(declared.holder);
  return statement.speaker == kNone ? kNone : material.resolved(statement.speaker);
}

namespace {

bool is_document(const Material& material, PartyIndex party) {
  return party != kNone && material.parties()[party].kind == "document";
}

// A body's own mouth: its document, in which it speaks itself, or who speaks for it.
bool own_mouth(const Material& material, const Statement& statement, const Link& link, bool innermost) {
  if (link.party == kNone) return false;
  const PartyIndex origin = origin_of(material, statement), party = material.resolved(link.party);
  const PartyIndex owner = material.parties()[party].speaks_for;
  if (owner != kNone && material.resolved(owner) == origin) return true;
  // "The Office in its report": nobody else stands between it and its paper.
  if (innermost && is_document(material, party))
    return link.statement == kNone && statement.within == kNone && owner == kNone;
  // "A spokesman said that the ministry disputes it": his statement was counted to the ministry by its recorder.
  return link.statement != kNone && material.statements()[link.statement].known &&
         origin_of(material, material.statements()[link.statement]) == origin;
}

}  // namespace

// From the page inwards, each with the one whose words he passes on.
std::vector<Reliance> relies_of(const Material& material, const Statement& statement) {
  std::vector<Reliance> out;
  const auto links = behind_publisher(material, statement);
  PartyIndex inner = statement.speaker == kNone ? kNone : material.resolved(statement.speaker);
  for (std::size_t i = links.size(); i > 0; --i) {
    const Link& link = links[i - 1];
    const PartyIndex party = link.party == kNone ? kNone : material.resolved(link.party);
    if ((party == inner && party != kNone) || own_mouth(material, statement, link, i == links.size())) continue;
    out.insert(out.begin(), {party, inner});
    inner = party;
  }
  return out;
}

bool speaks_itself(const Material& material, const Statement& statement) {
  return relies_of(material, statement).empty();
}

// Bounded, because others' objects may refer to each other in any way; a ring longer than that is none that
// anybody would meet.
bool loops(const Material& material, StatementIndex start) {
  std::set<StatementIndex> seen;
  std::vector<StatementIndex> next = {start};
  while (!next.empty() && seen.size() < 256) {
    const StatementIndex at = next.back();
    next.pop_back();
    const Statement& statement = material.statements()[at];
    const auto follow = [&](StatementIndex to) {
      if (to != kNone && to != start && seen.insert(to).second) next.push_back(to);
      return to == start;
    };
    if (follow(statement.within)) return true;
    for (const Link& link : statement.chain)
      if (follow(link.statement)) return true;
  }
  return false;
}

namespace {

// " (to the town council)", of whom he spoke to and who is no link.
std::string addressed(const Material& material, const Statement& statement, const std::vector<PartyIndex>& relays) {
  if (statement.addressee == kNone) return {};
  const PartyIndex to = material.resolved(statement.addressee), publisher = publisher_of(material, statement);
  if (std::find(relays.begin(), relays.end(), to) != relays.end()) return {};
  if (publisher != kNone && material.resolved(publisher) == to) return {};
  return fmt::format(" (to {})", title_of(material, to));
}

// " (told the union's lawyer)".
std::string in_which_way(const Material& material, const Statement& statement, PartyIndex relay) {
  for (const Link& link : statement.chain)
    if (link.party != kNone && material.resolved(link.party) == relay)
      if (const std::string manner = manner_in_words(material, link); !manner.empty())
        return fmt::format(" ({})", manner);
  return {};
}

// Whether words that a recorder typed behind a name go on in the sentence: "told the lawyer", "read it aloud".
bool begins_with_verb(std::string_view words) {
  const std::string_view first = words.substr(0, words.find(' '));
  constexpr std::string_view kVerbs[] = {"told", "said",  "wrote",  "read",  "gave",  "sent",   "put",
                                         "says", "tells", "writes", "reads", "gives", "quotes", "states"};
  return first.ends_with("ed") || std::find(std::begin(kVerbs), std::end(kVerbs), first) != std::end(kVerbs);
}

// The way of a statement as a sentence, from the speaker outwards.
class TheWay {
 public:
  TheWay(const Material& material, const Statement& statement) : material_(material), statement_(statement) {}

  std::string sentence() {
    const auto links = behind_publisher(material_, statement_);
    const PartyIndex speaker = statement_.speaker == kNone ? kNone : material_.resolved(statement_.speaker);
    last_ = speaker;
    std::string begin = title_of(material_, speaker);
    // Who speaks for him, and his own paper, are his mouth and nobody who was told.
    std::vector<const Link*> others;
    for (std::size_t i = links.size(); i > 0; --i) {
      const Link& link = links[i - 1];
      const PartyIndex party = link.party == kNone ? kNone : material_.resolved(link.party);
      if (party == speaker && party != kNone) continue;
      if (others.empty() && own_mouth(material_, statement_, link, i == links.size()))
        begin += fmt::format(", {} {},", is_document(material_, party) ? "in" : "through", title_of(material_, party));
      else if (others.empty() || party == kNone || others.back()->party == kNone ||
               material_.resolved(others.back()->party) != party)
        others.push_back(&link);
    }
    const std::string to = addressed(material_, statement_, relays_of(material_, statement_));
    if (!to.empty())
      clause(fmt::format("{} said it {}", std::exchange(begin, {}), std::string_view(to).substr(2, to.size() - 3))),
          to_another_ = true;
    else if (others.empty())
      clause(begin + " said it");
    for (const Link* link : others) passed_on(*link, std::exchange(begin, {}));
    const PartyIndex publisher = publisher_of(material_, statement_);
    if (publisher != kNone && material_.resolved(publisher) != last_)
      clause(title_of(material_, publisher) + " reports it");
    return std::move(out_);
  }

 private:
  void clause(const std::string& words) { out_ += (out_.empty() ? "" : "; ") + words; }

  // `from`: the speaker, whom no clause has named yet; empty behind the first one.
  void passed_on(const Link& link, const std::string& from) {
    const PartyIndex party = link.party == kNone ? kNone : material_.resolved(link.party);
    const std::string name = title_of(material_, party), manner = manner_in_words(material_, link);
    const bool told = is_document(material_, last_) || to_another_;
    const std::string& giver = from.empty() ? title_of(material_, last_) : from;
    if (is_document(material_, party)) {
      clause(name + " has it" + (to_another_ ? "" : " from " + giver));
      open_ = false;
    } else if (told) {
      // From a paper, or from what was said to somebody else.
      clause(name + " " + (begins_with_verb(manner) ? manner : "passed it on" + bracketed(manner)));
      open_ = false;
    } else {
      if (open_)
        out_ += ", who told " + name;
      else
        clause(giver + " told " + name);
      open_ = manner.empty();
      if (begins_with_verb(manner))
        out_ += ", who " + manner;
      else
        out_ += bracketed(manner);
    }
    last_ = party, to_another_ = false;
  }
  static std::string bracketed(const std::string& words) { return words.empty() ? words : " (" + words + ")"; }

  const Material& material_;
  const Statement& statement_;
  std::string out_;
  PartyIndex last_ = kNone;  // who has it now
  bool open_ = false;        // the sentence ends with his name, and can go on with "who"
  bool to_another_ = false;  // he said it to somebody, who is not the one who passed it on
};

}  // namespace

std::string manner_in_words(const Material& material, const Link& link, const Names* names) {
  std::string manner = link.manner.str();
  const std::size_t space = manner.find(' ');
  if (space == std::string::npos) return {};
  if (manner.rfind(' ') != space) return manner;
  const std::string_view last = std::string_view(manner).substr(space + 1);
  for (PartyIndex i = 0; i < material.parties().size(); ++i)
    if (material.parties()[i].known && material.parties()[i].name == last)
      return manner.substr(0, space + 1) + (names == nullptr ? title_of(material, i) : names->of(i).brief);
  return manner;
}

std::string way_of(const Material& material, const Statement& statement) {
  const auto relays = relays_of(material, statement);
  std::string out = addressed(material, statement, relays), via;
  if (!out.empty()) out = out.substr(2, out.size() - 3);
  for (const PartyIndex relay : relays)
    via = title_of(material, relay) + in_which_way(material, statement, relay) + (via.empty() ? "" : " → " + via);
  if (!via.empty()) out += (out.empty() ? "via " : ", via ") + via;
  return out;
}

// Written from the inside out, as people tell it.
Hearsay hearsay_of(const Material& material, StatementIndex index) {
  const Statement& statement = material.statements()[index];
  Hearsay out;
  const auto relays = relays_of(material, statement);
  out.depth = static_cast<unsigned>(relays.size());
  out.loops = loops(material, index);
  out.chain = title_of(material, statement.speaker) + addressed(material, statement, relays);
  for (auto relay = relays.rbegin(); relay != relays.rend(); ++relay)
    out.chain += " → " + title_of(material, *relay) + in_which_way(material, statement, *relay);
  // What somebody writes in his own paper came through nobody.
  const PartyIndex publisher = publisher_of(material, statement);
  const PartyIndex last = !relays.empty() ? relays.front() : statement.speaker;
  const bool own_paper = last != kNone && publisher != kNone && material.resolved(last) == material.resolved(publisher);
  if (publisher != kNone && !own_paper) out.chain += " → " + title_of(material, publisher);
  out.told = TheWay(material, statement).sentence();
  return out;
}

// The links that all chains share: if one of those is wrong, all are. A statement with no link leaves nothing
// in common.
std::vector<Reliance> hangs_on(const Material& material, std::span<const StatementIndex> statements) {
  std::vector<Reliance> common;
  bool first = true;
  for (const StatementIndex index : statements) {
    const auto links = relies_of(material, material.statements()[index]);
    if (first)
      common = links;
    else
      std::erase_if(common, [&](const Reliance& one) {
        return std::none_of(links.begin(), links.end(), [&](const Reliance& other) { return other.who == one.who; });
      });
    first = false;
  }
  return common;
}

std::string in_words(const Material& material, const std::vector<Reliance>& links) {
  std::string out;
  PartyIndex named = kNone;  // who was named just before and is "it" now
  for (auto link = links.rbegin(); link != links.rend(); ++link) {
    if (!out.empty()) out += ", and ";
    out += title_of(material, link->who);
    if (is_document(material, link->who)) {
      const PartyIndex owner = material.parties()[link->who].speaks_for;
      // A title such as "a letter of the union" says it already.
      if (owner != kNone && title_of(material, link->who).find(title_of(material, owner)) == std::string::npos)
        out += fmt::format(" (a document of {})", title_of(material, owner));
      out += " being genuine";
    } else {
      const bool it = link->whom == named && is_document(material, named);
      out += fmt::format(" reporting {} rightly", it ? "it" : title_of(material, link->whom));
    }
    named = link->who;
  }
  return out;
}

// The statements' own times go before that of the occasion, which may have lasted.
RoughTime time_of(const Material& material, const Account& account) {
  for (const StatementIndex index : account.statements) {
    const Statement& statement = material.statements()[index];
    if (statement.said) return rough_time(*statement.said);
    if (const RoughTime time = rough_time(statement.when); time.rank < 4) return time;
  }
  if (account.occasion == kNone) return rough_time(account.when);
  const Event& event = material.events()[account.occasion];
  return event.start ? rough_time(*event.start) : rough_time(event.when);
}

Hearsay Comparison::hearsay(StatementIndex statement) const { return hearsay_of(material(), statement); }

}  // namespace parley::accounts
