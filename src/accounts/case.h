// A worked case as people enter it: the documents, the parties, what happened, what can be said of it, and who said it,
// by the short names that the case gives. It is read from a file (case_json.h), looked up in its documents and checked
// (case_check.h), and made into STIX objects (case_objects.h).
//
// A reference is a short name of the case, or the STIX identifier of something that stands elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/span.h"

namespace parley::accounts {

// The line of the file on which something was entered; 0 where lines mean nothing. Two entries that say the same are
// the same wherever they stand.
struct EnteredAt {
  std::size_t line = 0;
  bool operator==(const EnteredAt&) const { return true; }
};

// Words of a document, as somebody points at them: their text and, where it stands there more than once, on which line
// or as which of them.
struct Quote {
  std::string text;
  std::size_t line = 0;             // from 1; 0: not said
  std::size_t nth = 0;              // of those on the line, else of all; from 1; 0: not said
  std::optional<std::size_t> from;  // the code point at which it begins
  std::optional<Span> span;         // where it stands: as the file has it, or as it was found
  EnteredAt at = {};
  bool operator==(const Quote&) const = default;
};
using Quotes = std::vector<Quote>;

struct CaseDocument {
  std::string id, file, title, publisher, language;
  std::string sha256;  // recorded; empty: whatever the file is
  EnteredAt at = {};
  bool operator==(const CaseDocument&) const = default;
};

struct CaseParty {
  std::string id, name, kind, office, note;
  std::string speaks_for, same_as;
  std::vector<std::string> aliases, members;
  EnteredAt at = {};
  bool operator==(const CaseParty&) const = default;
};

// What a party is where nobody says it: who publishes a document is a publisher, who has an office is a person, and "a
// passenger" is unnamed. Empty: that cannot be known.
std::string usual_kind(const CaseParty& of, bool publishes);
// "unnamed person": who is not named is of some other kind all the same, if that is known.
std::string unnamed(std::string_view kind);
bool is_unnamed(std::string_view kind);

struct CaseEvent {
  std::string id, label, when, where, note;
  std::vector<std::string> before, after, same_day;  // other events, where only that is known of the time
  EnteredAt at = {};
  bool operator==(const CaseEvent&) const = default;
};

// That two propositions mean the same is somebody's opinion.
struct CaseSameAs {
  std::string proposition, according_to;
  EnteredAt at = {};
  bool operator==(const CaseSameAs&) const = default;
};

struct CaseProposition {
  std::string id, text, note;
  std::string negation_of, narrower_than;
  std::vector<CaseSameAs> same_as;
  std::vector<std::string> events;
  EnteredAt at = {};
  bool operator==(const CaseProposition&) const = default;
};

struct CaseAccount {
  std::string id, label, holder;
  std::vector<std::string> statements;
  EnteredAt at = {};
  bool operator==(const CaseAccount&) const = default;
};

// Statements that report one utterance.
struct CaseUtterance {
  std::vector<std::string> statements;
  EnteredAt at = {};
  bool operator==(const CaseUtterance&) const = default;
};

struct CaseStance {
  std::string proposition, stance;
  std::vector<std::string> toward;  // "negation", "presupposed", "in-part"
  std::string strength, scope, conditional_on;
  std::vector<std::string> other_readings;
  EnteredAt at = {};
  bool operator==(const CaseStance&) const = default;
};

struct CaseLink {
  std::string party, manner, statement;
  EnteredAt at = {};
  bool operator==(const CaseLink&) const = default;
};

struct CaseStatement {
  std::string id, document;
  std::size_t line = 0;  // of the document: decides where a quotation without a line of its own stands more than once
  std::string speaker, addressee;
  Quotes speaker_quotes, addressee_quotes;
  std::string when, where, occasion, medium;
  Quotes when_quotes, where_quotes, occasion_quotes;
  std::string act;
  Quotes act_quotes;
  Quotes quotes;      // of what is said
  std::string words;  // what is said in other words than the document's; else the quotations are the words
  std::string same_as, within;
  std::string language, form, factuality, conditional_on, note;
  std::vector<CaseStance> stances;
  std::vector<CaseLink> chain;  // from the page inwards
  bool optional_reading = false, by_author = false;
  std::vector<std::string> recorded_by;  // people
  std::optional<int> confidence;         // how sure they are, 0 to 100
  EnteredAt at = {};
  bool operator==(const CaseStatement&) const = default;
};

// The line on which its other quotations are looked for where they stand more than once: its own, or that of its words.
std::size_t near_line(const CaseStatement& statement);
// What is said: its words, else those of its quotations, "one … two".
std::string words_of(const CaseStatement& statement);

// Who recorded the whole case, where a file says that once: each statement has it already.
struct RecordedBy {
  std::vector<std::string> people;
  bool operator==(const RecordedBy&) const { return true; }
};

struct WorkedCase {
  std::string name, description;
  RecordedBy recorded_by = {};
  std::vector<CaseDocument> documents;
  std::vector<CaseParty> parties;
  std::vector<CaseEvent> events;
  std::vector<CaseProposition> propositions;
  std::vector<CaseAccount> accounts;
  std::vector<CaseUtterance> utterances;
  std::vector<CaseStatement> statements;
  std::vector<std::string> others;  // identifiers of what stands elsewhere and belongs to the case
  bool operator==(const WorkedCase&) const = default;
};

// The words that a stance, a form and a factuality may be besides; others are told, and left out of objects.
bool is_toward(std::string_view word);
bool is_form(std::string_view word);
bool is_factuality(std::string_view word);

// Something that does not hold.
struct Fault {
  std::size_t line = 0;  // of the file; 0 where lines mean nothing
  std::string where;     // "statement s3"
  std::string what;      // a sentence
  bool fatal = false;    // without it there is no case to speak of, whatever is let pass
  bool operator==(const Fault&) const = default;
};
using Faults = std::vector<Fault>;
// Adds a fault. Beyond so many nobody reads on, and a file could fill the memory with them: the last says that there
// are more, and is fatal when one of these is.
inline constexpr std::size_t kMostFaults = 10'000;
void tell(Faults& faults, Fault fault);
std::string in_words(const Fault& fault);  // "line 12: statement s3: ..."
// For people: what is the same in several places is told once, with the other lines behind it, unless something near
// is known that was meant, which has to be looked at in each place.
Faults told_once(const Faults& faults);

}  // namespace parley::accounts
