// What a comparison is made from: statements with their speakers, propositions, events and documents, as read out of
// STIX objects (load.h) or built by hand in tests. Everything here is what somebody recorded; nothing here is computed.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "accounts/shared_text.h"
#include "accounts/span.h"
#include "base/time.h"

namespace parley::accounts {

// Places in the lists of a Material.
using PartyIndex = std::uint32_t;
using PropositionIndex = std::uint32_t;
using EventIndex = std::uint32_t;
using DocumentIndex = std::uint32_t;
using StatementIndex = std::uint32_t;
inline constexpr std::uint32_t kNone = UINT32_MAX;

// What every record has. `id` is the STIX identifier; `name` the short one that people use (the case file's own id),
// never empty once it is in a Material, and unique there: two objects that claim one name get the name of their case in
// front.
struct Record {
  std::string id, name;
  SharedText space;                // the case (or source) in which `name` was given
  SharedText journal;              // where it came from
  std::uint64_t seq = 0;           // its entry there
  std::optional<Micros> received;  // when that entry was added
  // What is wrong with it: shown beside everything computed from it. The record is kept and used as far as it can be.
  std::vector<std::string> problems;
};

struct Party : Record {
  std::string title;  // the name for people
  std::string kind;   // "person", "document", "publisher", ...
  std::string office;
  PartyIndex speaks_for = kNone;  // the side: a government, an organisation
  PartyIndex same_as = kNone;     // another name for that party, according to whoever recorded it
  std::vector<std::string> aliases;
  std::vector<PartyIndex> members;  // of a group: "the two leaders"
  bool known = false;               // false: referred to, but no such identity is here
};

struct Proposition : Record {
  std::string text;
  PropositionIndex negation_of = kNone, narrower_than = kNone;
  struct SameAs {
    PropositionIndex proposition;
    PartyIndex according_to;
  };
  std::vector<SameAs> same_as;
  std::vector<EventIndex> events;  // what it is about
  bool known = false;
};

struct Event : Record {
  std::string title, when, where;
  std::optional<Micros> start;
  std::vector<EventIndex> before, after, same_day;  // what was recorded of the order
  bool known = false;
};

struct Document : Record {
  std::string title, sha256;
  std::string text;          // empty when it is not here
  PartyIndex voice = kNone;  // who speaks in it when nobody else does: the publisher
  bool known = false;
};

enum class Stance : std::uint8_t { affirms, denies, accepts, declines, raises, alleges, doubts, silent, unknown };
std::string_view to_string(Stance stance);
Stance stance_from(std::string_view word);  // `unknown` for any other word

struct TakenStance {
  PropositionIndex proposition = kNone;
  Stance stance = Stance::unknown;
  bool negation = false;     // what is accepted (alleged, denied...) is the denial
  bool presupposed = false;  // not said outright
  bool in_part = false;
  SharedText word;  // the stance as it was written, when it is none of ours
  SharedText strength, scope, conditional_on;
  std::vector<std::string> other_readings;  // stances that are as good
};

// A link of the chain through which a statement came, from the page inwards. `statement`: the passing-on is itself one.
struct Link {
  PartyIndex party = kNone;
  SharedText manner;
  StatementIndex statement = kNone;
};

// The account to which its recorder counts a statement: "Fleck speaks here for Nordstrom".
struct DeclaredAccount {
  std::string name, title;
  PartyIndex holder = kNone;
};

enum class Form : std::uint8_t { unspecified, direct, mixed, indirect };
enum class Factuality : std::uint8_t { asserted, questioned, conditional, hedged };

struct Statement : Record {
  PartyIndex speaker = kNone, addressee = kNone, recorder = kNone;
  PartyIndex on_behalf_of = kNone;  // capacity: for whom
  SharedText authority;             // capacity: by what right
  EventIndex occasion = kNone;
  std::string when;
  SharedText where, medium, language, act, factual_condition;
  std::optional<Micros> said;      // when exactly, if that is known
  std::optional<Micros> recorded;  // when its recorder made the object
  Form form = Form::unspecified;
  Factuality factuality = Factuality::asserted;
  bool optional_reading = false;  // a careful reader may leave it out: it makes no cell by itself
  std::string words;              // exact words or paraphrase
  DocumentIndex document = kNone;
  std::vector<Span> source_spans, cue_spans, content_spans;
  StatementIndex within = kNone;               // in whose content it stands: hearsay
  StatementIndex same_as = kNone;              // whose content is meant ("declined to answer", "its contents")
  std::vector<StatementIndex> same_utterance;  // other reports of these words, according to the recorder
  std::vector<Link> chain;
  std::vector<TakenStance> stances;
  std::vector<DeclaredAccount> accounts;
  // Four separate judgements of the recorder, never merged.
  SharedText source_reliability;       // A to F
  SharedText information_credibility;  // 1 to 6
  SharedText likelihood;               // ICD 203 word
  std::optional<int> confidence;       // 0 to 100
  std::vector<std::string> authors;    // the people who recorded it
  SharedText made_by;                  // identity of the party whose object it is
  bool known = false;                  // false: referred to, but not here
};

// What somebody else says of a recorded statement, or of its stance on one proposition (readings.h).
struct SecondReading {
  enum class Says : std::uint8_t { accepts, disputes, notes };
  std::string id, journal;
  std::uint64_t seq = 0;
  std::string by;                    // identity of the party whose object it is
  std::vector<std::string> authors;  // the people
  StatementIndex statement = kNone;
  PropositionIndex proposition = kNone;  // none: the statement as a whole
  Says says = Says::notes;
  std::optional<TakenStance> reads;  // how they read it instead
  std::string text;                  // why, or what they note
};

// Append-only: indexes stay valid. A reference to something that is not here makes an unknown record, which is filled
// in when it comes. Not thread-safe for writing; any number may read.
class Material {
  // The places of the records of one list, found by identifier without a second copy of it.
  class Places {
   public:
    template <class T>
    std::uint32_t find(const std::vector<T>& list, std::string_view id) const {
      if (slots_.empty()) return kNone;
      for (std::size_t at = hash(id) & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1))
        if (slots_[at] == kNone || list[slots_[at]].id == id) return slots_[at];
    }
    // Of the last record of the list, which was not there.
    template <class T>
    void add(const std::vector<T>& list) {
      if (list.size() * 2 > slots_.size())
        all(list);
      else
        put(list.back().id, static_cast<std::uint32_t>(list.size() - 1));
    }
    // Of the whole list.
    template <class T>
    void all(const std::vector<T>& list) {
      slots_.assign(std::max<std::size_t>(16, std::bit_ceil(list.size() * 2)), kNone);
      for (std::uint32_t i = 0; i < list.size(); ++i) put(list[i].id, i);
    }

   private:
    static std::size_t hash(std::string_view id) { return std::hash<std::string_view>()(id); }
    void put(std::string_view id, std::uint32_t place) {
      std::size_t at = hash(id) & (slots_.size() - 1);
      while (slots_[at] != kNone) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = place;
    }
    std::vector<std::uint32_t> slots_;  // a power of two, at most half of them taken
  };

 public:
  const std::vector<Party>& parties() const { return parties_; }
  const std::vector<Proposition>& propositions() const { return propositions_; }
  const std::vector<Event>& events() const { return events_; }
  const std::vector<Document>& documents() const { return documents_; }
  const std::vector<Statement>& statements() const { return statements_; }

  // The place of the record with this STIX identifier, made when there is none.
  PartyIndex party(std::string_view id) { return place(parties_, id); }
  PropositionIndex proposition(std::string_view id) { return place(propositions_, id); }
  EventIndex event(std::string_view id) { return place(events_, id); }
  DocumentIndex document(std::string_view id) { return place(documents_, id); }
  StatementIndex statement(std::string_view id) { return place(statements_, id); }

  // Puts a record at the place of its id, replacing an earlier version of it. Names that collide are told apart, spans
  // are checked against the document if it is here, and what is wrong is written into `problems`. Documents come before
  // their statements.
  PartyIndex put(Party record) { return put_in(parties_, std::move(record)); }
  PropositionIndex put(Proposition record) { return put_in(propositions_, std::move(record)); }
  EventIndex put(Event record) { return put_in(events_, std::move(record)); }
  DocumentIndex put(Document record);
  StatementIndex put(Statement record);
  // Replaces what the same object said before.
  void put(std::string_view id, std::vector<SecondReading> all);
  const std::vector<SecondReading>& second_readings() const { return second_readings_; }

  // Room for so many statements, so that they need not move while they come.
  void reserve(std::size_t statements) { statements_.reserve(statements); }

  // What could not be read at all, and clashes between records.
  const std::vector<std::string>& problems() const { return problems_; }
  void problem(std::string text) { problems_.push_back(std::move(text)); }

  // By short name, name for people or STIX identifier; nothing when none or several have it.
  std::optional<PartyIndex> find_party(std::string_view name) const;
  std::optional<PropositionIndex> find_proposition(std::string_view name) const;
  std::optional<EventIndex> find_event(std::string_view name) const;
  std::optional<StatementIndex> find_statement(std::string_view id) const;  // by identifier
  // The name for people of the party with this identity, or the beginning of the identity.
  std::string called(std::string_view identity) const;

  // The party behind the names it is given (`same_as` followed; a ring of them ends where it began).
  PartyIndex resolved(PartyIndex party) const;
  // The same, and on to the side it speaks for, if any.
  PartyIndex side_of(PartyIndex party) const;

 private:
  template <class T>
  std::uint32_t place(std::vector<T>& list, std::string_view id);
  template <class T>
  std::uint32_t put_in(std::vector<T>& list, T record);
  template <class T>
  void give_name(const std::vector<T>& list, std::uint32_t index, T& record);
  friend struct KeptMaterial;  // kept.cc
  // Makes whatever follows from the lists.
  void index();

  std::vector<Party> parties_;
  std::vector<Proposition> propositions_;
  std::vector<Event> events_;
  std::vector<Document> documents_;
  std::vector<Statement> statements_;
  std::vector<SecondReading> second_readings_;
  std::vector<CodePoints> points_;                        // of the documents' texts
  std::array<Places, 5> places_;                          // of each list
  std::unordered_map<std::string, std::uint32_t> names_;  // "P:name" and the like, of known records
  std::vector<std::string> problems_;
};

}  // namespace parley::accounts
