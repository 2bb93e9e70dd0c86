// A case file is what people have coded by hand of some documents. An import turns it into STIX objects with ids
// derived from the case and from what stands in the file (accounts/gold.h), so that the same file again finds its
// objects again. What is in the journal is compared with what would be written, and only the difference is appended:
// the same import twice adds nothing, and an edited file adds new versions of what was edited.
#include "desk/cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "accounts/gold.h"
#include "desk/deliberation.h"
#include "desk/own_objects.h"
#include "json/canonical.h"
#include "json/json.h"
#include "node/audit.h"
#include "node/deliberation.h"
#include "node/journals.h"
#include "node/own_identity.h"
#include "node/own_journal.h"

namespace parley::desk {
namespace {

// "Bridge: who was there" is also called "bridge" by people.
std::string first_part(const std::string& name) { return accounts::slug_of(name.substr(0, name.find(':'))); }

std::string case_name_of(std::string_view gold_text) {
  json::Parser parser;
  const auto element = parser.parse(gold_text);
  json::Object object;
  if (!element.ok() || element->get(object) != simdjson::SUCCESS) return {};
  return std::string(json::string_member(object, "name").value_or(""));
}

// Every match, page after page. Of many ids some at a time, since each page looks all of them up again.
Status for_each_match(const journal::Journal& journal, const journal::Query& query,
                      const std::function<Status(const journal::Entry&)>& visit) {
  constexpr std::size_t kIdsAtOnce = 2000;
  if (query.ids.size() > kIdsAtOnce) {
    journal::Query some{.added_after = query.added_after,
                        .ids = {},
                        .types = query.types,
                        .spec_versions = query.spec_versions,
                        .versions = query.versions};
    for (std::size_t begin = 0; begin < query.ids.size(); begin += kIdsAtOnce) {
      const std::size_t end = std::min(begin + kIdsAtOnce, query.ids.size());
      some.ids.assign(query.ids.begin() + static_cast<std::ptrdiff_t>(begin),
                      query.ids.begin() + static_cast<std::ptrdiff_t>(end));
      PARLEY_TRY_STATUS(for_each_match(journal, some, visit));
    }
    return {};
  }
  for (journal::Seq at = 0;;) {
    PARLEY_TRY(const auto page, journal.read(query, at, {.objects = 5000}));
    for (const auto& entry : page.entries) PARLEY_TRY_STATUS(visit(entry));
    if (!page.more) return {};
    at = page.next;
  }
}

// What is in the journal of these objects now: id -> text.
// A journal may hold a million other objects, but the ids of a case are known, and the index of ids leads to them
// directly.
Result<std::map<std::string, std::string>> newest(const journal::Journal& journal,
                                                  const std::vector<std::string>& ids) {
  std::map<std::string, std::string> out;
  journal::Query query;
  query.ids = ids;
  PARLEY_TRY_STATUS(for_each_match(journal, query, [&](const journal::Entry& entry) {
    out[std::string(entry.id)] = entry.text;
    return Status{};
  }));
  return out;
}

// The object as it must be appended; nothing when the journal has it with the same content. A changed one is a new
// version.
Result<std::optional<std::string>> to_append(const accounts::CaseObject& object,
                                             const std::map<std::string, std::string>& there, const std::string& time) {
  const auto known = there.find(object.id);
  if (known == there.end()) return std::optional(object.with_times(time, time));
  // An object without times of its own (an artifact with a document) has an id made of its content: the same id is the
  // same content, so there is nothing to compare.
  if (!object.timed) return std::optional<std::string>();
  json::Parser parser;
  PARLEY_TRY(const auto element, parser.parse(known->second));
  json::Object old;
  if (element.get(old) != simdjson::SUCCESS) return Error{Code::corrupt, object.id + " is no object"};
  const std::string created(json::string_member(old, "created").value_or("")),
      modified(json::string_member(old, "modified").value_or(""));
  // Compared in canonical form (RFC 8785), with the times of the stored one put in: what differs then is what a person
  // has changed, and not the order of members or the moment of the import.
  PARLEY_TRY(const std::string before, json::canonical(known->second));
  PARLEY_TRY(const std::string now, json::canonical(object.with_times(created, modified)));
  if (before == now) return std::optional<std::string>();
  return std::optional(object.with_times(created, time));
}

// The case that a grouping stands for; nothing when it is another kind of grouping.
// A grouping is a case when it has an external reference whose source name begins with the prefix of cases. Any other
// grouping in the journal is somebody's own and is passed over without a word.
std::optional<Case> case_of(json::Object grouping) {
  json::Array references, refs;
  if (grouping.at_key("external_references").get(references) != simdjson::SUCCESS) return std::nullopt;
  for (const json::Element one : references) {
    json::Object reference;
    if (one.get(reference) != simdjson::SUCCESS) continue;
    const auto source = json::string_member(reference, "source_name").value_or("");
    if (!source.starts_with(accounts::kCaseSource)) continue;
    Case found{.slug = std::string(source.substr(accounts::kCaseSource.size())),
               .name = std::string(json::string_member(grouping, "name").value_or("")),
               .journal = {},
               .grouping = {},
               .objects = {}};
    if (grouping.at_key("object_refs").get(refs) == simdjson::SUCCESS)
      for (const json::Element ref : refs)
        if (std::string_view id; ref.get(id) == simdjson::SUCCESS) found.objects.emplace_back(id);
    return found;
  }
  return std::nullopt;
}

// A case that was released stands in two journals, and so does one from before there was a journal for deliberation: it
// is one case. What this party goes on writing counts, then what it has elsewhere, then what others sent.
void keep_one_each(node::Node& node, std::vector<Case>& cases) {
  std::map<std::string, int> ranks;  // by journal
  for (const auto& row : node.journals().rows())
    ranks[row.name] = row.name == node::kDeliberation        ? 0
                      : row.root == node.config().taxii.root ? 1
                      : row.source.empty()                   ? 2
                                                             : 3;
  std::stable_sort(cases.begin(), cases.end(),
                   [&](const Case& a, const Case& b) { return ranks[a.journal] < ranks[b.journal]; });
  std::set<std::string> seen;
  std::erase_if(cases, [&](const Case& one) { return !seen.insert(one.grouping).second; });
}

}  // namespace

Result<ImportedCase> Cases::import_case(const node::Acting& acting, const CaseFile& file,
                                        const std::string& journal) const {
  PARLEY_TRY(const auto info, deliberation_or(node_, acting, node::Act::draft, journal));
  const std::string slug = file.called.empty() ? first_part(case_name_of(file.text)) : accounts::slug_of(file.called);
  const accounts::GoldOptions options{
      .slug = slug, .created_by = node_.config().party.identity, .read_text = file.read_text};
  PARLEY_TRY(const auto gold, accounts::read_gold(file.text, options).in(file.file));

  // The ids of a case are made in a namespace that its slug gives (accounts/gold.h). Two different cases under one slug
  // would share ids, and each import would write its objects as new versions of the other's. So a second name for a
  // slug is refused before anything is written.
  PARLEY_TRY(const auto cases, list(info.row.name));
  for (const Case& other : cases)
    if (other.slug == slug && other.name != gold.name)
      return Error{
          Code::conflict,
          fmt::format("called: journal \"{}\" has another case \"{}\" already: \"{}\". Give this one a name of its own",
                      info.row.name, slug, other.name)};
  // Under two slugs one case would be two, with every statement twice. Who wants that says so.
  for (const Case& other : cases)
    if (other.slug != slug && other.name == gold.name && !file.is_called_so)
      return Error{Code::conflict,
                   fmt::format("called: journal \"{0}\" has a case of this name already, \"{1}\", which is called "
                               "\"{2}\". If it is that one, call it \"{2}\"; if not, say what to call it",
                               info.row.name, other.name, other.slug)};
  std::vector<std::string> ids;
  for (const auto& object : gold.objects) ids.push_back(object.id);
  PARLEY_TRY(const auto there, newest(*info.journal, ids));

  std::vector<journal::NewObject> batch;
  ImportedCase out{.slug = slug,
                   .name = gold.name,
                   .grouping = gold.grouping,
                   .journal = info.row.name,
                   .objects = gold.objects.size(),
                   .statements = gold.statements,
                   .propositions = gold.propositions,
                   .documents = gold.documents,
                   .faults = gold.faults};
  // Milliseconds, as in the standard: one time for all objects of one import.
  const std::string time = to_string(node_.time()).substr(0, 23) + "Z";
  for (const auto& object : gold.objects) {
    PARLEY_TRY(const auto wanted, to_append(object, there, time));
    if (!wanted) continue;
    // One object that is not good STIX does not keep the others out: it is told as a fault, as the faults of the file
    // itself are.
    auto admitted = node::OwnJournal::admit_one(*wanted);
    if (admitted.ok())
      batch.push_back(std::move(*admitted));
    else
      out.faults.push_back(fmt::format("{} is not taken: {}", object.id, admitted.error().message));
  }
  // The act is recorded before the append and after all that can be refused, so that the audit has no record of an
  // import that never began.
  PARLEY_TRY(node::Recorded act,
             node::begin_act(node_, acting,
                             {.act = node::Act::draft, .what = "case import", .place = info.row.id, .about = ids}));
  PARLEY_TRY_STATUS(act.ended(node::append_as_party(*info.journal, node_.config(), batch)));
  out.stored = batch.size();
  return out;
}

// Cases are not kept in a table of their own. The groupings are found by type in the journals' index, so the list is
// always what the journals say. A journal that cannot be read is an error here: a list without its cases would say that
// there are none.
Result<std::vector<Case>> Cases::list(const std::string& journal) const {
  std::vector<Case> out;
  json::Parser parser;
  journal::Query query;
  query.types = {"grouping"};
  for (const auto& row : node_.journals().rows()) {
    if (!journal.empty() && row.name != journal && row.id != journal && row.alias != journal) continue;
    PARLEY_TRY(const auto info, node_.journals().open(row.id));
    PARLEY_TRY_STATUS(for_each_match(*info.journal, query, [&](const journal::Entry& entry) -> Status {
      PARLEY_TRY(const auto element, parser.parse(entry.text));
      json::Object object;
      if (element.get(object) != simdjson::SUCCESS) return {};
      if (auto found = case_of(object)) {
        found->journal = row.name;
        found->grouping = entry.id;
        out.push_back(std::move(*found));
      }
      return {};
    }));
  }
  return out;
}

Result<Case> Cases::find(const std::string& name, const std::string& journal) const {
  PARLEY_TRY(const auto cases, list(journal));
  std::vector<Case> found;
  // From what is surely meant to what may be: the first way that finds any decides.
  const auto take = [&](auto is_meant) {
    if (!found.empty()) return;
    std::copy_if(cases.begin(), cases.end(), std::back_inserter(found), is_meant);
    keep_one_each(node_, found);
  };
  const std::string slug = accounts::slug_of(name);
  take([&](const Case& one) { return one.slug == name || one.grouping == name; });
  take([&](const Case& one) { return one.name == name; });
  take([&](const Case& one) { return accounts::slug_of(one.name) == slug || first_part(one.name) == slug; });
  if (found.size() == 1) return std::move(found.front());
  if (!found.empty()) {
    std::string all;
    for (const Case& one : found)
      all += fmt::format("{}\"{}\" in journal \"{}\"", all.empty() ? "" : ", ", one.slug, one.journal);
    return Error{Code::conflict,
                 fmt::format("journal: \"{}\" means {} cases: {}; say in which, or the case by that name", name,
                             found.size(), all)};
  }
  // The same case may lie in several journals, and several of its parts in one.
  std::set<std::string> slugs;
  for (const Case& one : cases) slugs.insert(one.slug);
  const std::string known = fmt::format("{}", fmt::join(slugs, ", "));
  return Error{Code::not_found,
               fmt::format("there is no case \"{}\"; {}", name,
                           known.empty() ? "none was imported (parley case import FILE)" : "there are: " + known)};
}

Status Cases::load(const Case& found, std::optional<Micros> as_of, accounts::Material& material) const {
  PARLEY_TRY(const auto info, node_.journals().open(found.journal));
  accounts::Loader loader(material, as_of);
  // A statement of this party's own needs nobody to have put its identity into the case.
  const auto& party = node_.config().party;
  const std::string speaks = "\"speaker_ref\":\"" + party.identity + "\"";
  bool names_party = false;
  journal::Query query;
  query.ids = found.objects;
  // The statements last, and of them some at a time, so that a large case is in memory only once.
  constexpr std::size_t kStatementsAtOnce = 5000;
  const auto statements = std::stable_partition(query.ids.begin(), query.ids.end(),
                                                [](const std::string& id) { return !id.starts_with("statement--"); });
  material.reserve(material.statements().size() + static_cast<std::size_t>(query.ids.end() - statements));
  loader.keep_no_texts();
  std::size_t read = 0;
  // As of an earlier time an older version may be the one that counts, so all versions are read, and the loader takes
  // the newest of those that had been received by then.
  query.versions = {.last = !as_of.has_value(), .first = false, .all = as_of.has_value(), .exact = {}};
  PARLEY_TRY_STATUS(for_each_match(*info.journal, query, [&](const journal::Entry& entry) {
    // A search in the text, because the objects are parsed by the loader only. An answer too many costs one identity
    // too many, which nobody refers to.
    names_party = names_party || entry.text.find(speaks) != std::string::npos;
    if (entry.type == "statement" && ++read % kStatementsAtOnce == 0) loader.finish();
    return loader.add({.text = entry.text, .journal = found.journal, .seq = entry.seq, .received = entry.date_added})
        .in(std::string(entry.id));
  }));
  if (names_party && std::find(found.objects.begin(), found.objects.end(), party.identity) == found.objects.end()) {
    const std::string own = node::own_identity_object(node_.config());
    PARLEY_TRY_STATUS(
        loader.add({.text = own, .journal = found.journal, .seq = 0, .received = Micros{}}).in(party.name));
  }
  loader.finish();
  return {};
}

}  // namespace parley::desk
