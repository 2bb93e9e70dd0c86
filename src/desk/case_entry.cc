// Every act is the same: the case is read as it stands, changed as a value, checked as a file is checked
// (accounts/case_check.h), and what differs is appended (case_store.h). What did not hold before does not keep anybody
// from going on; what an act makes not hold refuses it.
#include "desk/case_entry.h"

#include <fmt/format.h>

#include <algorithm>

#include "accounts/case_file.h"
#include "accounts/notation.h"
#include "accounts/notation_words.h"
#include "base/ascii.h"
#include "desk/case_entries.h"
#include "desk/deliberation.h"
#include "desk/own_objects.h"
#include "desk/recording.h"
#include "json/writer.h"
#include "names/names.h"
#include "node/peers.h"
#include "stix/object.h"

namespace parley::desk {
namespace {

// What is found wrong now and was not before, wherever it stands.
accounts::Faults what_is_new(const accounts::Faults& now, accounts::Faults before) {
  accounts::Faults out;
  for (const accounts::Fault& one : now) {
    const auto at = std::find_if(before.begin(), before.end(), [&](const accounts::Fault& old) {
      return old.where == one.where && old.what == one.what;
    });
    if (at == before.end())
      out.push_back(one);
    else
      before.erase(at);
  }
  return out;
}

// Several faults in one error, as an error has one message and nobody should have to try again for each of them.
std::string all_in_words(const accounts::Faults& faults) {
  std::string out;
  for (const accounts::Fault& one : accounts::told_once(faults))
    out += (out.empty() ? "" : "; ") + accounts::in_words(one);
  return out;
}

// The text is put first, and the document is listed only when that was taken: from a document without its text nothing
// could be quoted.
Status put_document(accounts::WorkedCase& of, accounts::CaseTexts& texts, const NewDocument& from) {
  accounts::CaseDocument one;
  one.id = from.name.empty() ? name_of_file(from.file) : from.name;
  one.file = from.file;
  one.title = from.title;
  one.publisher = from.publisher;
  one.language = from.language;
  PARLEY_TRY_STATUS(is_new(of.documents, "document", one.id));
  PARLEY_TRY_STATUS(texts.put(one.id, from.text).in(from.file));
  // Of whom nothing else was said: who publishes is a publisher.
  if (auto* const publisher = find_entry(of.parties, one.publisher); publisher != nullptr && publisher->kind.empty())
    publisher->kind = accounts::usual_kind(*publisher, true);
  of.documents.push_back(std::move(one));
  return {};
}

// "person", "unnamed person"; nothing is settled later. Of what a case imports any word stays.
Status is_kind(std::string_view kind) {
  constexpr std::string_view kUnnamed = "unnamed ";
  if (kind.empty() || accounts::notation::is_kind(kind)) return {};
  if (kind.starts_with(kUnnamed) && accounts::notation::is_kind(kind.substr(kUnnamed.size()))) return {};
  return Error{Code::invalid_input, fmt::format("kind: \"{}\" is none: {}, or \"unnamed person\" and the like", kind,
                                                fmt::join(accounts::notation::kKinds, ", "))};
}

Result<CaseStore> opened(node::Node& node, const node::JournalInfo& in, const Case& of,
                         const CaseStore::MakeStatement& more) {
  if (more) {
    PARLEY_TRY(auto end, CaseStore::open_end(node, in, of.slug, of.grouping, more));
    if (end) return std::move(*end);
  }
  return CaseStore::open(node, in, of.slug, of.grouping);
}

}  // namespace

// --- every act

Result<Entered> CaseEntry::change(const node::Acting& acting, std::string_view what, const CaseName& in,
                                  const Change& change, const CaseStore::MakeStatement& more) const {
  PARLEY_TRY(const Case found, Cases(node_).find(in.name, in.journal));
  PARLEY_TRY(const auto info, OwnObjects(node_).journal(acting, node::Act::draft, found.journal));
  const Lock lock(CaseStore::changing(node_, info));
  PARLEY_TRY(CaseStore store, opened(node_, info, found, more));
  PARLEY_TRY_STATUS(store.is_ours());
  Entered out{.slug = found.slug, .journal = found.journal, .grouping = found.grouping, .name = {}};
  accounts::Faults before, faults;
  accounts::WorkedCase was = store.stored().of;
  // Only faults that this change brings are counted against it. An older case may have some already, and must stay open
  // to the very change that mends them.
  check_case(was, store.stored().texts, before);
  accounts::CaseTexts& texts = store.texts();
  Work work{.of = store.stored().of, .texts = texts, .out = out, .next_name = store.next_name()};
  PARLEY_TRY_STATUS(change(work));
  check_case(work.of, texts, faults);
  faults = what_is_new(faults, before);
  if (!faults.empty()) return Error{Code::invalid_input, all_in_words(faults)};
  PARLEY_TRY(const auto difference, store.difference(work.of, texts));
  if (!difference.faults.empty()) return Error{Code::invalid_input, all_in_words(difference.faults)};
  PARLEY_TRY_STATUS(store.append(acting, what, difference));
  out.fresh = difference.fresh;
  out.changed = difference.changed;
  out.withdrawn = difference.withdrawn;
  return out;
}

// --- the case

Result<Entered> CaseEntry::begin(const node::Acting& acting, const CaseName& as, const std::string& title,
                                 const std::vector<NewDocument>& documents) const {
  PARLEY_TRY(const auto info, deliberation_or(node_, acting, node::Act::draft, as.journal));
  const std::string slug = accounts::slug_of(as.name);
  const Lock lock(CaseStore::changing(node_, info));
  // Under the lock, so that two who begin a case of one name at the same time are told apart.
  PARLEY_TRY(const auto cases, Cases(node_).list(info.row.name));
  for (const Case& other : cases)
    if (other.slug == slug)
      return Error{Code::conflict, fmt::format("name: journal \"{}\" has a case \"{}\" already", info.row.name, slug)};
  accounts::WorkedCase of;
  accounts::CaseTexts texts;
  of.name = title.empty() ? as.name : title;
  for (const NewDocument& one : documents) PARLEY_TRY_STATUS(put_document(of, texts, one));
  accounts::Faults faults;
  check_case(of, texts, faults);
  // Its publisher is nobody yet: the party is entered next.
  std::erase_if(faults, [](const accounts::Fault& one) { return !one.fatal; });
  if (!faults.empty()) return Error{Code::invalid_input, all_in_words(faults)};
  PARLEY_TRY(const CaseStore store, CaseStore::open(node_, info, slug, {}));
  PARLEY_TRY(const auto difference, store.difference(of, texts));
  if (!difference.faults.empty()) return Error{Code::invalid_input, all_in_words(difference.faults)};
  PARLEY_TRY_STATUS(store.append(acting, "case new", difference));
  return Entered{.slug = slug,
                 .journal = info.row.name,
                 .grouping = difference.grouping,
                 .name = {},
                 .fresh = difference.fresh,
                 .changed = difference.changed};
}

Result<Entered> CaseEntry::add_document(const node::Acting& acting, const CaseName& in,
                                        const NewDocument& document) const {
  return change(acting, "case add-document", in,
                [&](Work& work) { return put_document(work.of, work.texts, document); });
}

// For looking only, so it takes no right and no lock; replace() finds out when it is stale.
Result<std::string> CaseEntry::notation(const CaseName& of) const {
  PARLEY_TRY(const Case found, Cases(node_).find(of.name, of.journal));
  PARLEY_TRY(const auto info, node_.journals().open(found.journal));
  PARLEY_TRY(const CaseStore store, CaseStore::open(node_, info, found.slug, found.grouping));
  return accounts::write_notation(store.stored().of, store.stored().texts);
}

// The texts are those that are there, by the documents' names; a file is not looked for.
Result<Entered> CaseEntry::replace(const node::Acting& acting, const CaseName& in, const std::string& text,
                                   const std::string& was, Unsound unsound) const {
  PARLEY_TRY(const Case found, Cases(node_).find(in.name, in.journal));
  PARLEY_TRY(const auto info, OwnObjects(node_).journal(acting, node::Act::draft, found.journal));
  const Lock lock(CaseStore::changing(node_, info));
  PARLEY_TRY(const CaseStore store, CaseStore::open(node_, info, found.slug, found.grouping));
  PARLEY_TRY_STATUS(store.is_ours());
  const accounts::CaseTexts& there = store.stored().texts;
  if (!was.empty() && accounts::write_notation(store.stored().of, there) != was)
    return Error{Code::conflict, fmt::format("the case \"{}\" was changed meanwhile: look at it again", found.slug)};
  std::map<std::string, std::string> files;
  for (const accounts::CaseDocument& one : store.stored().of.documents)
    // By the names that the notation has for them, which are those of the files as they were added.
    if (const auto* known = there.find(one.id)) files[one.file] = known->in.text();
  PARLEY_TRY(auto read, accounts::read_case_file(text, [&](const std::string& file) -> Result<std::string> {
               if (const auto at = files.find(file); at != files.end()) return at->second;
               return Error{Code::not_found,
                            fmt::format("the case has no text of a file \"{}\": add it as a document first", file)};
             }));
  Entered out{.slug = found.slug,
              .journal = found.journal,
              .grouping = found.grouping,
              .name = {},
              .faults = read.faults,
              .notes = {},
              .taken = false};
  if (!read.is_case() || (unsound == Unsound::refuse && !read.faults.empty())) return out;
  // Before the difference is made, since who recorded a statement is a part of it.
  recorded_by(acting.person(), Enters::changed_text, store.stored().of, read.of);
  PARLEY_TRY(const auto difference, store.difference(read.of, read.texts));
  out.faults.insert(out.faults.end(), difference.faults.begin(), difference.faults.end());
  if (unsound == Unsound::refuse && !difference.faults.empty()) return out;
  PARLEY_TRY_STATUS(store.append(acting, "case edit", difference));
  out.taken = true;
  out.fresh = difference.fresh;
  out.changed = difference.changed;
  out.withdrawn = difference.withdrawn;
  return out;
}

// --- what can be said

Result<Entered> CaseEntry::add_proposition(const node::Acting& acting, const CaseName& in,
                                           const PropositionEntry& proposition) const {
  return change(acting, "proposition add", in, [&](Work& work) -> Status {
    PARLEY_TRY_STATUS(is_new(work.of.propositions, "proposition", proposition.name));
    accounts::CaseProposition one;
    one.id = work.out.name = proposition.name;
    one.text = proposition.text;
    one.note = proposition.note;
    one.events = proposition.about;
    work.of.propositions.push_back(std::move(one));
    return {};
  });
}

// Only the words change. What parties were recorded to say of the proposition is tied to its name and stays.
Result<Entered> CaseEntry::reword(const node::Acting& acting, const CaseName& in, const std::string& proposition,
                                  const std::string& text) const {
  return change(acting, "proposition reword", in, [&](Work& work) -> Status {
    PARLEY_TRY(auto* const there, entry_of(work.of.propositions, "proposition", proposition));
    there->text = text;
    work.out.name = proposition;
    return {};
  });
}

// An empty name takes it back. Whether the other proposition is there is asked of the whole case afterwards.
Result<Entered> CaseEntry::narrower(const node::Acting& acting, const CaseName& in, const std::string& proposition,
                                    const std::string& than) const {
  return change(acting, "proposition narrower", in, [&](Work& work) -> Status {
    PARLEY_TRY(auto* const there, entry_of(work.of.propositions, "proposition", proposition));
    there->narrower_than = than;
    work.out.name = proposition;
    return {};
  });
}

Result<Entered> CaseEntry::negates(const node::Acting& acting, const CaseName& in, const std::string& proposition,
                                   const std::string& other) const {
  return change(acting, "proposition negates", in, [&](Work& work) -> Status {
    PARLEY_TRY(auto* const there, entry_of(work.of.propositions, "proposition", proposition));
    there->negation_of = other;
    work.out.name = proposition;
    return {};
  });
}

Result<Entered> CaseEntry::same_as(const node::Acting& acting, const CaseName& in, const std::string& proposition,
                                   const std::string& other, const std::string& according_to) const {
  return change(acting, "proposition same-as", in, [&](Work& work) -> Status {
    PARLEY_TRY(auto* const there, entry_of(work.of.propositions, "proposition", proposition));
    // Said again by the same party it is said once.
    std::erase_if(there->same_as, [&](const accounts::CaseSameAs& one) {
      return one.proposition == other && one.according_to == according_to;
    });
    there->same_as.push_back({.proposition = other, .according_to = according_to});
    work.out.name = proposition;
    return {};
  });
}

Result<Entered> CaseEntry::withdraw_proposition(const node::Acting& acting, const CaseName& in,
                                                const std::string& name) const {
  return change(acting, "proposition withdraw", in, [&](Work& work) {
    work.out.name = name;
    return take_out(work.of.propositions, "proposition", name);
  });
}

// --- what happened, and who speaks

Result<Entered> CaseEntry::add_event(const node::Acting& acting, const CaseName& in, const EventEntry& event) const {
  return change(acting, "event add", in, [&](Work& work) -> Status {
    PARLEY_TRY_STATUS(is_new(work.of.events, "event", event.name));
    accounts::CaseEvent one;
    one.id = work.out.name = event.name;
    one.label = event.label;
    one.when = event.when;
    one.where = event.where;
    one.note = event.note;
    work.of.events.push_back(std::move(one));
    return {};
  });
}

Result<Entered> CaseEntry::order(const node::Acting& acting, const CaseName& in, const std::string& event, Order order,
                                 const std::string& other) const {
  const std::string_view what = order == Order::before  ? "event before"
                                : order == Order::after ? "event after"
                                                        : "event same-day";
  return change(acting, what, in, [&](Work& work) -> Status {
    PARLEY_TRY(auto* const there, entry_of(work.of.events, "event", event));
    // An order that is said twice stands there once.
    auto& list = order == Order::before ? there->before : order == Order::after ? there->after : there->same_day;
    if (std::find(list.begin(), list.end(), other) == list.end()) list.push_back(other);
    work.out.name = event;
    return {};
  });
}

Result<Entered> CaseEntry::withdraw_event(const node::Acting& acting, const CaseName& in,
                                          const std::string& name) const {
  return change(acting, "event withdraw", in, [&](Work& work) {
    work.out.name = name;
    return take_out(work.of.events, "event", name);
  });
}

// A party that is known here: this one, or one whose card was accepted.
Result<std::string> CaseEntry::known_party(const std::string& called) const {
  const auto& own = node_.config().party;
  // An identifier is taken at its word: the party need not be known here to be spoken of.
  if (stix::is_identifier(called)) return called;
  if (same_ignoring_case(called, own.name)) return own.identity;
  for (const node::Peer& peer : node_.peers().list())
    if (peer.alias == called || same_ignoring_case(peer.card.name, called)) return peer.card.identity_id;
  return Error{Code::not_found,
               fmt::format("is: \"{}\" is neither a party of the case nor one that is known here", called)};
}

// A name that looks like a known party's would have that party say what another said.
Status CaseEntry::not_another_party(const PartyEntry& party, Entered& out) const {
  const auto look = [&](const std::string& name, const std::string& called) -> Status {
    if (!names::look_alike(party.title, name)) return {};
    if (same_ignoring_case(party.title, name)) {
      out.notes.push_back(fmt::format(
          "\"{}\" is the name of a party that is known here ({}): if it is that party, tie it to it", name, called));
      return {};
    }
    return Error{
        Code::conflict,
        fmt::format("title: \"{}\" looks like \"{}\", a party that is known here: give it another name, or say that "
                    "it is that party",
                    party.title, name)};
  };
  PARLEY_TRY_STATUS(look(node_.config().party.name, "this party"));
  for (const node::Peer& peer : node_.peers().list()) PARLEY_TRY_STATUS(look(peer.card.name, peer.alias));
  return {};
}

Result<Entered> CaseEntry::add_party(const node::Acting& acting, const CaseName& in, const PartyEntry& party) const {
  return change(acting, "party add", in, [&](Work& work) -> Status {
    PARLEY_TRY_STATUS(is_new(work.of.parties, "party", party.name));
    PARLEY_TRY_STATUS(is_kind(party.kind));
    accounts::CaseParty one;
    one.id = work.out.name = party.name;
    one.name = party.title;
    one.kind = party.kind;
    one.office = party.office;
    one.note = party.note;
    one.speaks_for = party.speaks_for;
    one.aliases = party.also;
    // A party of the case goes before one that is known here: within a case people use the case's names.
    if (find_entry(work.of.parties, party.is) != nullptr) {
      one.same_as = party.is;
    } else if (!party.is.empty()) {
      PARLEY_TRY(one.same_as, known_party(party.is));
    } else {
      PARLEY_TRY_STATUS(not_another_party(party, work.out));
    }
    // As the notation has it.
    const bool publishes =
        std::ranges::any_of(work.of.documents, [&](const auto& document) { return document.publisher == one.id; });
    if (one.kind.empty()) one.kind = accounts::usual_kind(one, publishes);
    work.of.parties.push_back(std::move(one));
    return {};
  });
}

Result<Entered> CaseEntry::withdraw_party(const node::Acting& acting, const CaseName& in,
                                          const std::string& name) const {
  return change(acting, "party withdraw", in, [&](Work& work) {
    work.out.name = name;
    return take_out(work.of.parties, "party", name);
  });
}

}  // namespace parley::desk
