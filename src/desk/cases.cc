// A case file is what people have coded by hand of some documents. An import turns it into STIX objects with ids
// derived from the case and from what stands in the file (accounts/case_objects.h), so that the same file again finds
// its objects again, and only what differs is appended (desk/case_store.h).
#include "desk/cases.h"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

#include "accounts/case_file.h"
#include "accounts/case_objects.h"
#include "desk/case_store.h"
#include "desk/comparing.h"
#include "desk/deliberation.h"
#include "desk/kept_case.h"
#include "desk/own_objects.h"
#include "desk/recording.h"
#include "json/json.h"
#include "json/members.h"
#include "node/audit.h"
#include "node/deliberation.h"
#include "node/journals.h"
#include "node/own_identity.h"

namespace parley::desk {
namespace {

// "Bridge: who was there" is also called "bridge" by people.
std::string first_part(const std::string& name) { return accounts::slug_of(name.substr(0, name.find(':'))); }

bool is_statement(std::string_view id) { return id.starts_with("statement--"); }

// Every match, page after page. With `text_only` an entry has its object and when it came, and no more: that is half of
// what lies there.
Status for_each_match(const journal::Journal& journal, const journal::Query& query,
                      const std::function<Status(const journal::Entry&)>& visit, bool text_only = false) {
  for (journal::Seq at = 0;;) {
    PARLEY_TRY(const auto page, journal.read(query, at, {.objects = 5000, .text_only = text_only}));
    for (const auto& entry : page.entries) PARLEY_TRY_STATUS(visit(entry));
    if (!page.more) return {};
    at = page.next;
  }
}

// The objects with these identifiers, some at a time, since each page looks all of them up again.
Status for_each_of(const journal::Journal& journal, std::span<const std::string_view> ids,
                   const journal::VersionFilter& versions, const std::function<Status(const journal::Entry&)>& visit) {
  constexpr std::size_t kIdsAtOnce = 2000;
  journal::Query query;
  query.versions = versions;
  for (std::size_t begin = 0; begin < ids.size(); begin += kIdsAtOnce) {
    const auto some = ids.subspan(begin, std::min(kIdsAtOnce, ids.size() - begin));
    query.ids.assign(some.begin(), some.end());
    PARLEY_TRY_STATUS(for_each_match(journal, query, visit, std::all_of(some.begin(), some.end(), is_statement)));
  }
  return {};
}

// By name, identifier or alias; no name means any.
bool is_called(const store::CollectionRow& row, const std::string& journal) {
  return journal.empty() || row.name == journal || row.id == journal || row.alias == journal;
}

// The case that a grouping stands for; nothing when it is another kind of grouping.
// A grouping is a case when it has an external reference whose source name begins with the prefix of cases. Any other
// grouping in the journal is somebody's own and is passed over without a word.
// One that was withdrawn is none any more.
std::optional<Case> case_of(json::Object grouping) {
  if (bool revoked = false; grouping.at_key("revoked").get(revoked) == simdjson::SUCCESS && revoked)
    return std::nullopt;
  json::Array references;
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
    json::for_each_in<std::string_view>(grouping, "object_refs",
                                        [&](std::string_view id) { found.objects.emplace_back(id); });
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

namespace {

// What was read and what is said of it, which are needed together by an import and apart by a check.
struct ReadCase {
  accounts::CaseFileRead read;
  CheckedCase checked;
};
// Reads the file and counts what is in it. Of quotations only those count that were found in their documents.
Result<ReadCase> read_case(const CaseFile& file) {
  PARLEY_TRY(auto read, accounts::read_case_file(file.text, file.read_text).in(file.file));
  const accounts::WorkedCase& of = read.of;
  std::size_t quotations = 0;
  for (const auto& one : of.statements)
    for (const auto* quotes : {&one.speaker_quotes, &one.addressee_quotes, &one.when_quotes, &one.where_quotes,
                               &one.occasion_quotes, &one.act_quotes, &one.quotes})
      quotations += static_cast<std::size_t>(
          std::count_if(quotes->begin(), quotes->end(), [](const accounts::Quote& quote) { return quote.span; }));
  CheckedCase checked{.slug = file.called.empty() ? first_part(of.name) : accounts::slug_of(file.called),
                      .name = of.name,
                      .documents = of.documents.size(),
                      .parties = of.parties.size(),
                      .events = of.events.size(),
                      .propositions = of.propositions.size(),
                      .statements = of.statements.size(),
                      .quotations = quotations,
                      .faults = read.faults,
                      .is_case = read.is_case()};
  if (checked.name.empty()) checked.name = checked.slug;
  return ReadCase{std::move(read), std::move(checked)};
}

// The ids of a case are made in a namespace that its slug gives. Two different cases under one slug would share ids,
// and each import would write its objects as new versions of the other's. So a second name for a slug is refused before
// anything is written. "called" begins the error only where that was said.
Status is_no_other(const std::vector<Case>& cases, const std::string& journal, const std::string& slug,
                   const std::string& name, bool is_called_so) {
  for (const Case& other : cases) {
    if (other.slug == slug && other.name != name)
      return Error{
          Code::conflict,
          fmt::format("{}journal \"{}\" has another case \"{}\" already: \"{}\". Give this one a name of its own",
                      is_called_so ? "called: " : "", journal, slug, other.name)};
    // Under two slugs one case would be two, with every statement twice. Who wants that says so.
    if (other.slug != slug && other.name == name && !is_called_so)
      return Error{Code::conflict,
                   fmt::format("journal \"{0}\" has a case of this name already, \"{1}\", which is called "
                               "\"{2}\". If it is that one, call it \"{2}\"; if not, say what to call it",
                               journal, name, other.slug)};
  }
  return {};
}

}  // namespace

// The same reading as for an import, so that a check tells what an import would find wrong with the file.
Result<CheckedCase> Cases::check(const CaseFile& file) {
  PARLEY_TRY(auto read, read_case(file));
  return std::move(read.checked);
}

Result<ImportedCase> Cases::import_case(const node::Acting& acting, CaseFile file, const std::string& journal,
                                        Unsound unsound) const {
  auto out = take(acting, std::move(file), journal, unsound);
  // Whoever looks at a large case first would else wait for what is only done once. Now, as all that the import had in
  // memory is let go, and given back, as a look needs as much again.
  if (out.ok() && out->taken && out->checked.statements >= KeptCase::kLeastStatements) {
    ::malloc_trim(0);
    Comparing(node_).make_ready(out->grouping, out->journal);
  }
  return out;
}

Result<ImportedCase> Cases::take(const node::Acting& acting, CaseFile file, const std::string& journal,
                                 Unsound unsound) const {
  PARLEY_TRY(const auto info, deliberation_or(node_, acting, node::Act::draft, journal));
  PARLEY_TRY(auto from, read_case(file));
  // A large case would else be in memory once more.
  std::string().swap(file.text);
  accounts::CaseFileRead& read = from.read;
  ImportedCase out{.checked = std::move(from.checked), .taken = false, .grouping = {}, .journal = info.row.name};
  if (!out.checked.is_case || (unsound == Unsound::refuse && !out.checked.faults.empty())) return out;

  const std::string& slug = out.checked.slug;
  const Lock lock(CaseStore::changing(node_, info));
  PARLEY_TRY(const auto cases, list(info.row.name));
  PARLEY_TRY_STATUS(is_no_other(cases, info.row.name, slug, out.checked.name, file.is_called_so));
  // The case as it was imported before: what is in the file is then compared with it. Else it is a new one.
  const auto same = std::find_if(cases.begin(), cases.end(), [&](const Case& one) { return one.slug == slug; });
  const std::string grouping = same == cases.end() ? "" : same->grouping;
  PARLEY_TRY(const CaseStore store, CaseStore::open(node_, info, slug, grouping));
  recorded_by(acting.person(), Enters::file, store.stored().of, read.of);
  PARLEY_TRY(const auto difference, store.difference(read.of, read.texts));
  out.checked.faults.insert(out.checked.faults.end(), difference.faults.begin(), difference.faults.end());
  out.grouping = difference.grouping;
  out.objects = difference.objects;
  if (unsound == Unsound::refuse && !difference.faults.empty()) return out;
  // A large case would else be in memory twice while it is appended.
  read.of = {};
  // The act is recorded before the append and after all that can be refused, so that the audit has no record of an
  // import that never began.
  PARLEY_TRY_STATUS(store.append(acting, "case import", difference));
  out.taken = true;
  out.fresh = difference.fresh;
  out.changed = difference.changed;
  out.withdrawn = difference.withdrawn;
  return out;
}

Result<RemovedCase> Cases::remove(const node::Acting& acting, const std::string& name,
                                  const std::string& journal) const {
  PARLEY_TRY(auto found, find(name, journal));
  PARLEY_TRY(const auto info, OwnObjects(node_).journal(acting, node::Act::draft, found.journal));
  const Lock lock(CaseStore::changing(node_, info));
  PARLEY_TRY(const CaseStore store, CaseStore::open(node_, info, found.slug, found.grouping));
  PARLEY_TRY_STATUS(store.is_ours());
  // Under the same lock as a change, so that no statement is entered into a case that is being withdrawn.
  PARLEY_TRY(const auto difference, store.withdrawal());
  PARLEY_TRY_STATUS(store.append(acting, "case remove", difference, node::Effect::takes_away));
  return RemovedCase{std::move(found), difference.withdrawn};
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
    if (!is_called(row, journal)) continue;
    PARLEY_TRY(const auto info, node_.journals().open(row.id));
    const std::size_t before = out.size();
    std::map<std::string, std::size_t, std::less<>> others;  // how many objects each names
    PARLEY_TRY_STATUS(for_each_match(*info.journal, query, [&](const journal::Entry& entry) -> Status {
      PARLEY_TRY(const auto element, parser.parse(entry.text));
      json::Object object;
      if (element.get(object) != simdjson::SUCCESS) return {};
      if (auto found = case_of(object)) {
        found->journal = row.name;
        found->grouping = entry.id;
        out.push_back(std::move(*found));
      } else if (entry.text.find(fmt::format("\"{}", accounts::kChapterSource)) != std::string_view::npos) {
        json::for_each_in<std::string_view>(object, "object_refs",
                                            [&](std::string_view) { ++others[std::string(entry.id)]; });
      }
      return {};
    }));
    for (Case& one : std::span(out).subspan(before))
      for (const std::string& id : one.objects)
        if (const auto chapter = others.find(id); chapter != others.end()) one.in_chapters += chapter->second;
  }
  return out;
}

// By the identifier, or by the one that the name makes, so that nothing else need be read: a journal may have cases
// with many chapters, which are groupings, too.
Result<std::vector<Case>> Cases::called(const std::string& name, const std::string& journal) const {
  std::vector<Case> out;
  json::Parser parser;
  for (const auto& row : node_.journals().rows()) {
    if (!is_called(row, journal)) continue;
    PARLEY_TRY(const auto info, node_.journals().open(row.id));
    const bool is_id = name.starts_with("grouping--");
    for (int again = 0;; ++again) {
      const std::string id = is_id ? name : accounts::made_id(name, accounts::CaseKind::grouping, "", again);
      PARLEY_TRY(const auto found, newest_of(*info.journal, {id}));
      if (found.empty()) break;
      PARLEY_TRY(const auto element, parser.parse(found.begin()->second));
      json::Object object;
      auto one = element.get(object) == simdjson::SUCCESS ? case_of(object) : std::nullopt;
      if (one && (is_id || one->slug == name)) {
        one->journal = row.name, one->grouping = id;
        out.push_back(std::move(*one));
      }
      // What was withdrawn may have been entered again under the next one.
      if (one || is_id) break;
    }
  }
  return out;
}

Result<Case> Cases::find(const std::string& name, const std::string& journal) const {
  PARLEY_TRY(auto found, called(name, journal));
  keep_one_each(node_, found);
  if (found.size() == 1) return std::move(found.front());
  found.clear();
  PARLEY_TRY(const auto cases, list(journal));
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
    // Which cases they are is in the error, so that the next try can name one.
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
  const KeptCase kept(node_, info, found.grouping);
  // As of an earlier time it is read anew, and so is what goes beside another case.
  const bool may_be_kept = !as_of && material.statements().empty() && material.parties().empty();
  std::optional<accounts::Material> known;
  if (may_be_kept) known = kept.material();
  if (known) {
    material = std::move(*known);
  } else {
    // The grouping is read again behind KeptCase: what is kept as of now must not lack what came just before.
    std::map<std::string, std::string> chapters;
    PARLEY_TRY(const auto grouping, newest_of(*info.journal, {found.grouping}));
    auto refs = grouping.empty() ? Result<std::vector<std::string>>(found.objects) : refs_of(grouping.begin()->second);
    if (!refs.ok()) return refs.error();
    PARLEY_TRY(const auto objects, with_chapters(*info.journal, found.slug, *refs, chapters));
    std::vector<std::string_view> names(objects.begin(), objects.end());
    std::stable_partition(names.begin(), names.end(), [](auto id) { return !is_statement(id); });
    if (may_be_kept) {
      PARLEY_TRY(known, as_kept_before(found, info, kept, names));
    }
    if (known)
      material = std::move(*known);
    else
      PARLEY_TRY_STATUS(load_objects(found, info, names, 0, as_of, material));
    if (may_be_kept && material.statements().size() >= KeptCase::kLeastStatements) kept.keep(material, names);
  }
  accounts::Loader loader(material, as_of);
  PARLEY_TRY_STATUS(load_second_readings(found, as_of, loader));
  loader.finish();
  return {};
}

// What was kept, and the statements that came since, as long as that is surely what reading all of it would give: the
// new ones are the last of the case, nothing has named them before they were there, and they name nothing that is not.
Result<std::optional<accounts::Material>> Cases::as_kept_before(const Case& found, const node::JournalInfo& info,
                                                                const KeptCase& kept,
                                                                std::span<const std::string_view> names) const {
  constexpr std::size_t kMostMore = 500;
  std::optional<accounts::Material> out;
  auto earlier = kept.earlier(names);
  if (!earlier) return out;
  accounts::Material& material = earlier->material;
  const auto more = names.subspan(earlier->named);
  const bool are_new = std::all_of(
      more.begin(), more.end(), [&](std::string_view id) { return is_statement(id) && !material.find_statement(id); });
  if (more.size() > kMostMore || !are_new) return out;
  const auto others = [](const accounts::Material& of) {
    return std::array{of.parties().size(), of.propositions().size(), of.events().size(), of.documents().size()};
  };
  const auto others_before = others(material);
  const std::size_t statements = material.statements().size() + more.size();
  PARLEY_TRY_STATUS(load_objects(found, info, names, earlier->named, {}, material));
  if (others(material) == others_before && material.statements().size() == statements) out = std::move(material);
  return out;
}

Status Cases::load_objects(const Case& found, const node::JournalInfo& info, std::span<const std::string_view> names,
                           std::size_t known, std::optional<Micros> as_of, accounts::Material& material) const {
  accounts::Loader loader(material, as_of);
  // A statement of this party's own needs nobody to have put its identity into the case.
  const auto& party = node_.config().party;
  loader.look_for_speaker(party.identity);
  // The statements last, and of them some at a time, so that a large case is in memory only once.
  constexpr std::size_t kStatementsAtOnce = 5000;
  material.reserve(material.statements().size() + names.size() - known);
  // Texts that the material has taken in are let go, or a large case would be in memory twice.
  loader.keep_no_texts();
  std::size_t read = 0;
  // As of an earlier time an older version may be the one that counts, so all versions are read, and the loader takes
  // the newest of those that had been received by then.
  const journal::VersionFilter versions{
      .last = !as_of.has_value(), .first = false, .all = as_of.has_value(), .exact = {}};
  const auto load = [&](std::span<const std::string_view> ids) {
    return for_each_of(*info.journal, ids, versions, [&](const journal::Entry& entry) {
      if ((entry.type.empty() || entry.type == "statement") && ++read % kStatementsAtOnce == 0) loader.finish();
      return loader.add({.text = entry.text, .journal = found.journal, .seq = entry.seq, .received = entry.date_added})
          .in(entry.id.empty() ? fmt::format("entry {}", entry.seq) : std::string(entry.id));
    });
  };
  if (known > 0) {
    // The documents' texts, against which statements are checked, are not in the material as they came.
    std::vector<std::string_view> texts;
    std::copy_if(names.begin(), names.end(), std::back_inserter(texts),
                 [](std::string_view id) { return id.starts_with("artifact--"); });
    PARLEY_TRY_STATUS(load(texts));
  }
  PARLEY_TRY_STATUS(load(names.subspan(known)));
  if (loader.found_speaker() && std::find(names.begin(), names.end(), party.identity) == names.end()) {
    const std::string own = node::own_identity_object(node_.config());
    PARLEY_TRY_STATUS(
        loader.add({.text = own, .journal = found.journal, .seq = 0, .received = Micros{}}).in(party.name));
  }
  loader.finish();
  return {};
}

// What was said of a case's statements: beside it, and where this party keeps what it weighs. Whether an opinion is on
// one of them is the loader's to see; one on none of them is not even parsed.
Status Cases::load_second_readings(const Case& found, std::optional<Micros> as_of, accounts::Loader& loader) const {
  PARLEY_TRY(const auto own, node_.journals().open(found.journal));
  std::vector<std::string> ids;  // read when there is anything to look up
  journal::Query query;
  // Both kinds in which a second reader speaks (desk/readings.h).
  query.types = {"opinion", "note"};
  query.versions = {.last = !as_of.has_value(), .first = false, .all = as_of.has_value(), .exact = {}};
  for (const auto& row : node_.journals().rows()) {
    if (row.name != found.journal && row.name != node::kDeliberation) continue;
    PARLEY_TRY(const auto info, node_.journals().open(row.id));
    PARLEY_TRY_STATUS(for_each_match(*info.journal, query, [&](const journal::Entry& entry) -> Status {
      constexpr std::string_view kStatement = "\"statement--";
      constexpr std::size_t kIdBytes = 47;  // "statement--" and a UUID
      bool ours = false;
      if (ids.empty()) {
        std::map<std::string, std::string> chapters;
        PARLEY_TRY(ids, with_chapters(*own.journal, found.slug, found.objects, chapters));
        std::sort(ids.begin(), ids.end());
      }
      for (std::size_t at = entry.text.find(kStatement); at != std::string_view::npos && !ours;
           at = entry.text.find(kStatement, at + 1))
        ours = std::binary_search(ids.begin(), ids.end(), entry.text.substr(at + 1, kIdBytes));
      if (!ours) return {};
      return loader.add({.text = entry.text, .journal = row.name, .seq = entry.seq, .received = entry.date_added});
    }));
  }
  return {};
}

}  // namespace parley::desk
