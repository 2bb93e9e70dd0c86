// Every act is the same: the case is read as it stands, changed as a value, checked as a file is checked
// (accounts/case_check.h), and what differs is appended (case_store.h). What did not hold before does not keep anybody
// from going on; what an act makes not hold refuses it.
#include "desk/case_entry.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "accounts/case_file.h"
#include "accounts/notation.h"
#include "accounts/notation_chain.h"
#include "base/ascii.h"
#include "desk/deliberation.h"
#include "desk/own_objects.h"
#include "json/writer.h"
#include "names/names.h"
#include "node/peers.h"
#include "stix/object.h"

namespace parley::desk {
namespace {

// A case is small enough to be searched from end to end. Nothing when there is none, which the callers below put into
// words.
template <class Entry>
Entry* find_entry(std::vector<Entry>& list, std::string_view name) {
  const auto at = std::find_if(list.begin(), list.end(), [&](const Entry& one) { return one.id == name; });
  return at == list.end() ? nullptr : &*at;
}

template <class Entry>
Result<Entry*> entry_of(std::vector<Entry>& list, std::string_view kind, const std::string& name) {
  if (Entry* const found = find_entry(list, name)) return found;
  return Error{Code::not_found, fmt::format("the case has no {} \"{}\"", kind, name)};
}

// Looks within one kind of thing: whether a name may stand for things of two kinds is asked of the whole case
// afterwards.
template <class Entry>
Status is_new(std::vector<Entry>& list, std::string_view kind, const std::string& name) {
  if (name.empty()) return Error{Code::invalid_input, fmt::format("name: a {} needs a short name", kind)};
  if (find_entry(list, name) == nullptr) return {};
  return Error{Code::conflict, fmt::format("name: the case has a {} \"{}\" already", kind, name)};
}

// What still names it is not looked for here: check_case() finds that when the whole case is checked after the change.
template <class Entry>
Status take_out(std::vector<Entry>& list, std::string_view kind, const std::string& name) {
  PARLEY_TRY(Entry* const found, entry_of(list, kind, name));
  list.erase(list.begin() + (found - list.data()));
  return {};
}

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
  for (const accounts::Fault& one : faults) out += (out.empty() ? "" : "; ") + accounts::in_words(one);
  return out;
}

// "post.txt" -> "post"
std::string name_of_file(const std::string& file) {
  const std::string last = file.substr(file.rfind('/') == std::string::npos ? 0 : file.rfind('/') + 1);
  return last.substr(0, last.rfind('.'));
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
  of.documents.push_back(std::move(one));
  return {};
}

// --- statements

// The document, by its short name or file, and behind a colon the line.
Status place(accounts::WorkedCase& of, const std::string& in, accounts::CaseStatement& out) {
  if (in.empty()) {
    if (!out.document.empty()) return {};
    if (of.documents.size() == 1) out.document = of.documents.front().id;
    return out.document.empty() ? Status(Error{Code::invalid_input, "in: say in which document it stands"}) : Status();
  }
  std::string name = in;
  // From the right and only before digits: a file may have a colon in its name.
  const std::size_t colon = in.rfind(':');
  if (colon != std::string::npos && is_digits(std::string_view(in).substr(colon + 1))) {
    const char* const last = in.data() + in.size();
    if (std::from_chars(in.data() + colon + 1, last, out.line).ec != std::errc())
      return Error{Code::invalid_input, fmt::format("in: \"{}\" has no such line", in)};
    name = in.substr(0, colon);
  }
  const auto at = std::find_if(of.documents.begin(), of.documents.end(), [&](const accounts::CaseDocument& one) {
    return one.id == name || one.file == name || name_of_file(one.file) == name_of_file(name);
  });
  if (at == of.documents.end()) return Error{Code::not_found, fmt::format("in: the case has no document \"{}\"", name)};
  out.document = at->id;
  return {};
}

// "P1=accepts,negation"; what is said of a proposition replaces what was said of it before.
Status put_stance(const std::string& typed, accounts::CaseStatement& out) {
  const std::size_t equals = typed.find('=');
  if (equals == std::string::npos || equals == 0)
    return Error{Code::invalid_input,
                 fmt::format("stance: \"{}\" must be a proposition and a stance, such as P1=denies", typed)};
  accounts::CaseStance one;
  one.proposition = typed.substr(0, equals);
  std::erase_if(out.stances, [&](const accounts::CaseStance& old) { return old.proposition == one.proposition; });
  std::string rest = typed.substr(equals + 1);
  // The first word is the stance, and the others are what it is toward. Without any the stance is taken back.
  for (bool first = true; !rest.empty(); first = false) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    std::string word = rest.substr(0, comma);
    rest.erase(0, comma + (comma < rest.size() ? 1 : 0));
    if (first)
      one.stance = std::move(word);
    else
      one.toward.push_back(std::move(word));
  }
  if (!one.stance.empty()) out.stances.push_back(std::move(one));
  return {};
}

// Only what was said is changed, so that adding and editing are one function: a new statement begins empty.
Status put_statement(accounts::WorkedCase& of, const StatementEntry& from, accounts::CaseStatement& out) {
  PARLEY_TRY_STATUS(place(of, from.in, out));
  const auto set = [](std::string& to, const std::optional<std::string>& said) {
    if (said) to = *said;
  };
  set(out.speaker, from.speaker);
  set(out.addressee, from.to);
  // The places in the document that showed the old words do not show the new ones. A word that was typed again as it
  // was keeps its places.
  if (from.said && *from.said != out.when) out.when_quotes.clear();
  set(out.when, from.said);
  if (from.where && *from.where != out.where) out.where_quotes.clear();
  set(out.where, from.where);
  if (from.at && *from.at != out.occasion) out.occasion_quotes.clear();
  set(out.occasion, from.at);
  if (from.act && *from.act != out.act) out.act_quotes.clear();
  set(out.act, from.act);
  set(out.note, from.note);
  set(out.within, from.within);
  set(out.same_as, from.same_as);
  set(out.factuality, from.factuality);
  set(out.form, from.form);
  set(out.language, from.language);
  set(out.words, from.in_other_words);
  if (from.sure) out.confidence = *from.sure;
  // Quotations are replaced as a whole: pieces stand in reading order, and one piece alone could not say where it
  // belongs.
  if (!from.words.empty()) {
    out.quotes.clear();
    for (const std::string& piece : from.words) out.quotes.push_back({.text = piece, .from = {}, .span = {}});
  }
  for (const std::string& stance : from.stances) PARLEY_TRY_STATUS(put_stance(stance, out));
  // A chain that nobody touches stays. A new one is completed with the document's publisher, whom the line may leave
  // out.
  if (!from.via.empty() || out.chain.empty()) {
    out.chain.clear();
    for (const std::string& party : from.via) out.chain.push_back({.party = party, .manner = {}, .statement = {}});
    if (const auto* document = find_entry(of.documents, out.document))
      out.chain = accounts::notation::with_publisher(std::move(out.chain), document->publisher, out.speaker);
  }
  return {};
}

// Places come in two ways, typed and found, which say the same.
bool says_the_same(accounts::CaseStatement a, accounts::CaseStatement b) {
  for (accounts::CaseStatement* one : {&a, &b}) {
    one->line = 0;
    for (auto* quotes : {&one->speaker_quotes, &one->addressee_quotes, &one->when_quotes, &one->where_quotes,
                         &one->occasion_quotes, &one->act_quotes, &one->quotes})
      for (accounts::Quote& quote : *quotes) {
        if (quote.span) quote.text = quote.span->text;
        quote.line = quote.nth = 0;
        quote.from.reset();
      }
  }
  return a == b;
}

// Whoever changes a statement has recorded it, too.
void recorded_also_by(const std::string& person, accounts::CaseStatement& of) {
  if (std::find(of.recorded_by.begin(), of.recorded_by.end(), person) == of.recorded_by.end())
    of.recorded_by.push_back(person);
}

// The same for all that are new or say something else than they did.
void recorded_by(const std::string& person, const accounts::WorkedCase& before, accounts::WorkedCase& of) {
  // The names point into `before`, which outlives this map.
  std::map<std::string_view, const accounts::CaseStatement*> known;
  for (const auto& one : before.statements) known.emplace(one.id, &one);
  for (auto& one : of.statements) {
    const auto was = known.find(one.id);
    if (was != known.end() && says_the_same(*was->second, one)) continue;
    // A statement that is new here and says who recorded it was taken over from somebody's text: his word stands.
    if (was == known.end() && !one.recorded_by.empty()) continue;
    recorded_also_by(person, one);
  }
}

std::string free_name(const accounts::WorkedCase& of) {
  return name_after(of.statements.empty() ? std::string() : of.statements.back().id, of.statements.size(),
                    [&](const std::string& name) {
                      return std::any_of(of.statements.begin(), of.statements.end(),
                                         [&](const accounts::CaseStatement& one) { return one.id == name; });
                    });
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
  recorded_by(acting.person(), store.stored().of, read.of);
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

// --- statements

// A statement without a name gets the next free one, which the answer then says.
Result<Entered> CaseEntry::add_statement(const node::Acting& acting, const CaseName& in,
                                         const StatementEntry& statement) const {
  const auto add = [&](Work& work) -> Status {
    accounts::CaseStatement one;
    one.id = !statement.name.empty() ? statement.name : work.next_name.empty() ? free_name(work.of) : work.next_name;
    PARLEY_TRY_STATUS(is_new(work.of.statements, "statement", one.id));
    PARLEY_TRY_STATUS(put_statement(work.of, statement, one));
    one.recorded_by = {acting.person()};
    work.out.name = one.id;
    // Last, since a statement that could not be read in full must not be in the case.
    work.of.statements.push_back(std::move(one));
    return {};
  };
  return change(acting, "statement add", in, add, [&](accounts::WorkedCase& of) -> Result<accounts::CaseStatement> {
    accounts::CaseStatement one;
    one.id = statement.name;
    PARLEY_TRY_STATUS(put_statement(of, statement, one));
    return one;
  });
}

Result<Entered> CaseEntry::edit_statement(const node::Acting& acting, const CaseName& in,
                                          const StatementEntry& statement) const {
  return change(acting, "statement edit", in, [&](Work& work) -> Status {
    PARLEY_TRY(auto* const there, entry_of(work.of.statements, "statement", statement.name));
    work.out.name = statement.name;
    // A copy, since saying the same again must not add a name to those who recorded it.
    const accounts::CaseStatement was = *there;
    PARLEY_TRY_STATUS(put_statement(work.of, statement, *there));
    if (!(was == *there)) recorded_also_by(acting.person(), *there);
    return {};
  });
}

Result<Entered> CaseEntry::withdraw_statement(const node::Acting& acting, const CaseName& in,
                                              const std::string& name) const {
  return change(acting, "statement withdraw", in, [&](Work& work) -> Status {
    PARLEY_TRY_STATUS(take_out(work.of.statements, "statement", name));
    // What only counted it among others counts the others.
    for (auto& account : work.of.accounts) std::erase(account.statements, name);
    for (auto& utterance : work.of.utterances) std::erase(utterance.statements, name);
    work.out.name = name;
    return {};
  });
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
