// Entering a case by hand: each act changes one thing of a case in a journal of this party's, and stores what differs
// as new versions or withdrawals. Nothing is stored that makes something not hold which held before.
//
// Everything is meant by the short name that the case gives it, or by the identifier of what stands elsewhere.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/case.h"
#include "desk/case_store.h"
#include "desk/cases.h"
#include "node/acting.h"
#include "node/node.h"

namespace parley::desk {

// Which case an act is about, as Cases::find() takes it.
struct CaseName {
  std::string name, journal = {};
};

struct NewDocument {
  std::string file;  // as the case calls it: beside the case file, or in a folder under it
  std::string text;  // byte for byte
  std::string name = {}, title = {}, publisher = {}, language = {};  // `name` empty: the file's, without its ending
};

// What is said of a statement. Of one that is there already only what is said here changes.
struct StatementEntry {
  std::string name = {};  // empty: the next number that is free
  std::string in = {};    // "post", "post.txt", "post:12"; empty: the only document
  std::optional<std::string> speaker = {}, to = {}, said = {}, where = {}, at = {}, act = {}, note = {}, within = {},
                             same_as = {}, factuality = {}, form = {}, in_other_words = {}, language = {};
  std::string asked = {};                 // of a new one: the question that it answers, as the document has it
  std::optional<int> sure = {};           // how sure the recorder is, 0 to 100
  std::vector<std::string> words = {};    // pieces, in reading order
  std::vector<std::string> stances = {};  // "P1=denies", "P1=accepts,negation"; "P1=" takes back
  std::vector<std::string> via = {};      // who passed it on, without the publisher and the speaker
};

struct PropositionEntry {
  std::string name, text;
  std::vector<std::string> about = {};
  std::string note = {};
};
struct EventEntry {
  std::string name, label;
  std::string when = {}, where = {}, note = {};
};
struct PartyEntry {
  std::string name, title;
  std::string kind = {}, office = {}, speaks_for = {}, note = {};
  std::string is = {};  // another party of the case, or one that is known here: its name, alias or identity
  std::vector<std::string> also = {};
};

enum class Order : std::uint8_t { before, after, same_day };

struct Entered {
  std::string slug = {}, journal = {}, grouping = {};
  std::string name = {};  // of what was entered, where it has one
  std::size_t fresh = 0, changed = 0, withdrawn = 0;
  accounts::Faults faults = {};         // what does not hold; with Unsound::refuse nothing was stored then
  std::vector<std::string> notes = {};  // what the person should know, each a sentence
  bool taken = true;
};

class CaseEntry {
 public:
  explicit CaseEntry(node::Node& node) : node_(node) {}

  // --- the case
  // Conflict when there is one of that name. `journal` empty: the one for deliberation.
  Result<Entered> begin(const node::Acting& acting, const CaseName& as, const std::string& title,
                        const std::vector<NewDocument>& documents) const;
  Result<Entered> add_document(const node::Acting& acting, const CaseName& in, const NewDocument& document) const;
  // As text in the notation, of whichever party's case.
  Result<std::string> notation(const CaseName& of) const;
  // The whole of it as that text says. Conflict when it is no more what `was` shows (as notation() gave it; empty: not
  // asked).
  Result<Entered> replace(const node::Acting& acting, const CaseName& in, const std::string& text,
                          const std::string& was, Unsound unsound) const;

  // --- statements
  Result<Entered> add_statement(const node::Acting& acting, const CaseName& in, const StatementEntry& statement) const;
  Result<Entered> edit_statement(const node::Acting& acting, const CaseName& in, const StatementEntry& statement) const;
  Result<Entered> withdraw_statement(const node::Acting& acting, const CaseName& in, const std::string& name) const;

  // --- what can be said
  Result<Entered> add_proposition(const node::Acting& acting, const CaseName& in,
                                  const PropositionEntry& proposition) const;
  Result<Entered> reword(const node::Acting& acting, const CaseName& in, const std::string& proposition,
                         const std::string& text) const;
  // An empty other takes it back.
  Result<Entered> narrower(const node::Acting& acting, const CaseName& in, const std::string& proposition,
                           const std::string& than) const;
  Result<Entered> negates(const node::Acting& acting, const CaseName& in, const std::string& proposition,
                          const std::string& other) const;
  Result<Entered> same_as(const node::Acting& acting, const CaseName& in, const std::string& proposition,
                          const std::string& other, const std::string& according_to) const;
  Result<Entered> withdraw_proposition(const node::Acting& acting, const CaseName& in, const std::string& name) const;

  // --- what happened, and who speaks
  Result<Entered> add_event(const node::Acting& acting, const CaseName& in, const EventEntry& event) const;
  Result<Entered> order(const node::Acting& acting, const CaseName& in, const std::string& event, Order order,
                        const std::string& other) const;
  Result<Entered> withdraw_event(const node::Acting& acting, const CaseName& in, const std::string& name) const;
  Result<Entered> add_party(const node::Acting& acting, const CaseName& in, const PartyEntry& party) const;
  Result<Entered> withdraw_party(const node::Acting& acting, const CaseName& in, const std::string& name) const;

 private:
  struct Work {
    accounts::WorkedCase of;
    accounts::CaseTexts& texts;
    Entered& out;
    std::string next_name;  // of one statement more, where it is known
  };
  using Change = std::function<Status(Work&)>;
  // `what` as a command has it: "statement add". With `more`, which makes one statement more, only what that needs is
  // read of a case, where that is enough.
  Result<Entered> change(const node::Acting& acting, std::string_view what, const CaseName& in, const Change& change,
                         const CaseStore::MakeStatement& more = {}) const;
  Result<std::string> known_party(const std::string& called) const;
  Status not_another_party(const PartyEntry& party, Entered& out) const;

  node::Node& node_;
};

std::string to_json(const Entered& entered);

}  // namespace parley::desk
