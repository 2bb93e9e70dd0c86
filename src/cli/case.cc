#include "cli/case.h"
#include "cli/own_journal.h"
#include "cli/stix_reader.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <set>

#include "accounts/accounts.h"
#include "accounts/gold.h"
#include "accounts/report.h"
#include "journal/intake.h"
#include "json/canonical.h"
#include "node/own_identity.h"
#include "text/display.h"

namespace parley::cli {
namespace {

constexpr std::size_t kMaxCaseBytes = 256u << 20;
constexpr std::size_t kShownFaults = 20;

struct CaseArguments {
  std::string path, journal, name, as;
};

// A document of a case, byte for byte: its statements say where in it they stand, and what its SHA-256 is.
Result<std::string> read_whole(Console& console, const std::string& path) {
  PARLEY_TRY(const Fd fd, console.open_input(path));
  const auto read = read_from(fd.get());
  std::string text;
  for (char block[65536];;) {
    PARLEY_TRY(const std::size_t got, read(block, sizeof block).in(path));
    if (got == 0) return text;
    text.append(block, got);
    if (text.size() > kMaxCaseBytes) return Error{Code::too_large, path + " is larger than a case may be"};
  }
}

// The case file itself, which is JSON.
Result<std::string> read_case_file(Console& console, const std::string& path) {
  PARLEY_TRY(auto input, TextInput::open(console, path, TextKind::json));
  if (input.empty()) return Error{Code::invalid_input, path + std::string(kEmptyFile)};
  return input.rest(kMaxCaseBytes);
}

bool is_folder(Console& console, const std::string& path) {
  const auto fd = console.open_input(path);
  struct stat info {};
  return fd.ok() && ::fstat(fd->get(), &info) == 0 && S_ISDIR(info.st_mode);
}

// The file of a case, and what people would call the case by where it lies.
struct Place {
  std::string file, folder, called;
};
Place place_of(Console& console, std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  if (is_folder(console, path)) path += "/gold.json";
  Place out{path, "", ""};
  const std::size_t slash = path.rfind('/');
  const std::string file = slash == std::string::npos ? path : path.substr(slash + 1);
  if (slash != std::string::npos) out.folder = path.substr(0, slash + 1);
  if (file != "gold.json") {
    out.called = file.substr(0, file.rfind('.'));
  } else if (slash != std::string::npos && slash > 0) {
    const std::size_t before = path.rfind('/', slash - 1);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    out.called = path.substr(begin, slash - begin);
  }
  if (out.called == "." || out.called == "..") out.called.clear();
  return out;
}

std::string first_part(const std::string& name) { return accounts::slug_of(name.substr(0, name.find(':'))); }

std::string case_name_of(std::string_view gold_text) {
  json::Parser parser;
  const auto element = parser.parse(gold_text);
  json::Object object;
  if (!element.ok() || element->get(object) != simdjson::SUCCESS) return {};
  return std::string(json::string_member(object, "name").value_or(""));
}

std::string now_in_millis() { return to_string(now()).substr(0, 23) + "Z"; }

// What is in the journal of these objects now: id -> text.
Result<std::map<std::string, std::string>> newest(const journal::Journal& journal,
                                                  const std::vector<std::string>& ids) {
  std::map<std::string, std::string> out;
  journal::Query query;
  query.ids = ids;
  for (journal::Seq at = 0;;) {
    PARLEY_TRY(const auto page, journal.read(query, at, {.objects = 5000}));
    for (const auto& entry : page.entries) out[std::string(entry.id)] = entry.text;
    if (!page.more) return out;
    at = page.next;
  }
}

// The object as it must be appended; nothing when the journal has it with the same content. A changed one is a new
// version.
Result<std::optional<std::string>> to_append(const accounts::CaseObject& object,
                                             const std::map<std::string, std::string>& there, const std::string& time) {
  const auto known = there.find(object.id);
  if (known == there.end()) return std::optional(object.with_times(time, time));
  if (!object.timed) return std::optional<std::string>();
  json::Parser parser;
  PARLEY_TRY(const auto element, parser.parse(known->second));
  PARLEY_TRY(const json::Object old, [&]() -> Result<json::Object> {
    json::Object out;
    if (element.get(out) != simdjson::SUCCESS) return Error{Code::corrupt, object.id + " is no object"};
    return out;
  }());
  const std::string created(json::string_member(old, "created").value_or("")),
      modified(json::string_member(old, "modified").value_or(""));
  PARLEY_TRY(const std::string before, json::canonical(known->second));
  PARLEY_TRY(const std::string now, json::canonical(object.with_times(created, modified)));
  if (before == now) return std::optional<std::string>();
  return std::optional(object.with_times(created, time));
}

int import_case(Context& context, const CaseArguments& arguments) {
  Console& console = context.console;
  auto info = deliberation_or(context, node::Act::draft, arguments.journal);
  if (!info.ok()) return context.fail(info.error());
  const Place place = place_of(console, arguments.path);
  const auto text = read_case_file(console, place.file);
  if (!text.ok()) return context.fail(text.error()), text.error().code == Code::invalid_input ? kRefused : kCouldNotRun;
  const std::string name = case_name_of(*text);
  const std::string slug = !arguments.as.empty()   ? accounts::slug_of(arguments.as)
                           : !place.called.empty() ? accounts::slug_of(place.called)
                                                   : first_part(name);
  const accounts::GoldOptions options{
      .slug = slug, .created_by = context.node->config().party.identity, .read_text = [&](const std::string& file) {
        return read_whole(console, place.folder + file);
      }};
  const auto gold = accounts::read_gold(*text, options);
  if (!gold.ok()) return context.fail(gold.error().in(place.file));

  auto cases = find_cases(*context.node, info->row.name);
  if (!cases.ok()) return context.fail(cases.error());
  for (const FoundCase& other : *cases) {
    if (other.slug == slug && other.name != gold->name)
      return context.fail(
          {Code::conflict,
           fmt::format(
               "journal \"{}\" has another case \"{}\" already: \"{}\". Give this one its own name with --as NAME",
               info->row.name, slug, other.name)});
  }
  std::vector<std::string> ids;
  for (const auto& object : gold->objects) ids.push_back(object.id);
  const auto there = newest(*info->journal, ids);
  if (!there.ok()) return context.fail(there.error());

  journal::Intake intake;
  std::vector<journal::NewObject> batch;
  std::vector<std::string> faults = gold->faults;
  const std::string time = now_in_millis();
  for (const auto& object : gold->objects) {
    const auto wanted = to_append(object, *there, time);
    if (!wanted.ok()) return context.fail(wanted.error());
    if (!*wanted) continue;
    auto admission = intake.admit(**wanted);
    if (admission.object)
      batch.push_back(std::move(*admission.object));
    else
      faults.push_back(fmt::format("{} is not taken: {}", object.id, admission.refusal.message));
  }
  const auto appended = node::append_as_party(*info->journal, context.node->config(), batch);
  if (!appended.ok()) return context.fail(appended.error());
  if (context.json) {
    std::vector<std::string> texts;
    for (const auto& fault : faults) {
      std::string one;
      append_json_string(one, fault);
      texts.push_back(std::move(one));
    }
    console.line(JsonLine()
                     .text("case", slug)
                     .text("name", gold->name)
                     .text("grouping", gold->grouping)
                     .text("journal", info->row.name)
                     .number("objects", gold->objects.size())
                     .number("stored", batch.size())
                     .number("statements", gold->statements)
                     .number("propositions", gold->propositions)
                     .raw("faults", json_array(texts))
                     .str());
  } else {
    for (std::size_t i = 0; i < std::min(faults.size(), kShownFaults); ++i)
      console.err(text::fitted("does not hold: " + faults[i], 400));
    if (faults.size() > kShownFaults)
      console.err(fmt::format("and {} more; --json shows all", faults.size() - kShownFaults));
    console.lines(fmt::format(
        "Case \"{}\" in journal \"{}\": {}, {}, {}; new are {} of {}\nCompare with: parley compare {}", slug,
        info->row.name, counted(gold->statements, "statement"), counted(gold->propositions, "proposition"),
        counted(gold->documents, "document"), batch.size(), counted(gold->objects.size(), "object"), slug));
  }
  return faults.empty() ? kDone : kRefused;
}

int list_cases(Context& context, const CaseArguments& arguments) {
  const auto cases = find_cases(*context.node, arguments.journal);
  if (!cases.ok()) return context.fail(cases.error());
  Table table({"CASE", "JOURNAL", "OBJECTS", "NAME"});
  for (const FoundCase& one : *cases) {
    if (context.json)
      context.console.line(JsonLine()
                               .text("case", one.slug)
                               .text("name", one.name)
                               .text("journal", one.journal)
                               .text("grouping", one.grouping)
                               .number("objects", one.objects.size())
                               .str());
    else
      table.add({one.slug, one.journal, with_commas(one.objects.size()), text::fitted(one.name, 200)});
  }
  if (!context.json) table.print(context.console);
  return kDone;
}

int show_case(Context& context, const CaseArguments& arguments) {
  const auto found = find_case(*context.node, arguments.name, arguments.journal);
  if (!found.ok()) return context.fail(found.error());
  accounts::Material material;
  if (auto loaded = load_case(*context.node, *found, {}, material); !loaded.ok()) return context.fail(loaded.error());
  Console& console = context.console;
  const auto field = [&](const std::string& text) {
    return text::fitted(text, static_cast<std::size_t>(std::max(console.streams().columns, 40)) * 4);
  };
  if (context.json) {
    for (const auto& statement : material.statements()) {
      if (!statement.known) continue;
      console.line(
          JsonLine()
              .text("id", statement.name)
              .text("object", statement.id)
              .text("speaker", statement.speaker == accounts::kNone ? "" : material.parties()[statement.speaker].name)
              .text("act", statement.act)
              .text("words", statement.words)
              .flag("optional", statement.optional_reading)
              .number("entry", statement.seq)
              .str());
    }
    return kDone;
  }
  console.line(field(fmt::format("{}  {}", found->slug, found->name)));
  console.lines(fmt::format("journal {}, grouping {}\n", found->journal, found->grouping));
  for (const auto& document : material.documents())
    console.line(field(fmt::format("document     {:10} {} ({} bytes, SHA-256 {})", document.name, document.title,
                                   document.text.size(), document.sha256)));
  for (const auto& event : material.events())
    console.line(field(
        fmt::format("event        {:10} {}{}", event.name, event.title, event.when.empty() ? "" : ", " + event.when)));
  for (const auto& proposition : material.propositions())
    console.line(field(fmt::format("proposition  {:10} {}", proposition.name, proposition.text)));
  for (const auto& statement : material.statements()) {
    const std::string speaker = statement.speaker == accounts::kNone ? "?" : material.parties()[statement.speaker].name;
    console.line(field(fmt::format("statement    {:10} {} {}: {}{}", statement.name, speaker, statement.act,
                                   statement.words, statement.optional_reading ? "  (optional)" : "")));
  }
  return kDone;
}

void journal_option(Command* command, const std::shared_ptr<CaseArguments>& arguments, const std::string& what) {
  command->add_option("--journal,-j", arguments->journal, what);
}

// A case that was released stands in two journals, and so does one from before there was a journal for deliberation: it
// is one case. What this party goes on writing counts, then what it has elsewhere, then what others sent.
void keep_one_each(node::Node& node, std::vector<FoundCase>& cases) {
  std::map<std::string, int> ranks;  // by journal
  for (const auto& row : node.journal_rows())
    ranks[row.name] = row.name == node::kDeliberation        ? 0
                      : row.root == node.config().taxii.root ? 1
                      : row.source.empty()                   ? 2
                                                             : 3;
  std::stable_sort(cases.begin(), cases.end(),
                   [&](const FoundCase& a, const FoundCase& b) { return ranks[a.journal] < ranks[b.journal]; });
  std::set<std::string> seen;
  std::erase_if(cases, [&](const FoundCase& one) { return !seen.insert(one.grouping).second; });
}

}  // namespace

Result<std::vector<FoundCase>> find_cases(node::Node& node, const std::string& journal) {
  std::vector<FoundCase> out;
  json::Parser parser;
  for (const auto& row : node.journal_rows()) {
    if (!journal.empty() && row.name != journal && row.id != journal && row.alias != journal) continue;
    PARLEY_TRY(const auto info, node.journal(row.id));
    journal::Query query;
    query.types = {"grouping"};
    for (journal::Seq at = 0;;) {
      PARLEY_TRY(const auto page, info.journal->read(query, at, {.objects = 1000}));
      for (const auto& entry : page.entries) {
        PARLEY_TRY(const auto element, parser.parse(entry.text));
        json::Object object;
        json::Array references, refs;
        if (element.get(object) != simdjson::SUCCESS ||
            object.at_key("external_references").get(references) != simdjson::SUCCESS)
          continue;
        for (const json::Element one : references) {
          json::Object reference;
          if (one.get(reference) != simdjson::SUCCESS) continue;
          const auto source = json::string_member(reference, "source_name").value_or("");
          if (!source.starts_with(accounts::kCaseSource)) continue;
          FoundCase found{std::string(source.substr(accounts::kCaseSource.size())),
                          std::string(json::string_member(object, "name").value_or("")),
                          row.name,
                          std::string(entry.id),
                          {}};
          if (object.at_key("object_refs").get(refs) == simdjson::SUCCESS)
            for (const json::Element ref : refs)
              if (std::string_view id; ref.get(id) == simdjson::SUCCESS) found.objects.emplace_back(id);
          out.push_back(std::move(found));
          break;
        }
      }
      if (!page.more) break;
      at = page.next;
    }
  }
  return out;
}

Result<FoundCase> find_case(node::Node& node, const std::string& name, const std::string& journal) {
  PARLEY_TRY(const auto cases, find_cases(node, journal));
  std::vector<FoundCase> found;
  const auto take = [&](auto is_meant) {
    if (!found.empty()) return;
    std::copy_if(cases.begin(), cases.end(), std::back_inserter(found), is_meant);
    keep_one_each(node, found);
  };
  take([&](const FoundCase& one) { return one.slug == name || one.grouping == name; });
  take([&](const FoundCase& one) { return one.name == name; });
  take([&](const FoundCase& one) {
    return accounts::slug_of(one.name) == accounts::slug_of(name) || first_part(one.name) == accounts::slug_of(name);
  });
  // One grouping in several journals is one case: a case that was released stands in the group's journal, too. The
  // journals come in the order in which they were made, so it is read where it was entered.
  std::vector<FoundCase> once;
  for (FoundCase& one : found)
    if (std::none_of(once.begin(), once.end(), [&](const FoundCase& other) { return other.grouping == one.grouping; }))
      once.push_back(std::move(one));
  found = std::move(once);
  if (found.size() == 1) return std::move(found.front());
  if (!found.empty())
    return Error{
        Code::conflict,
        fmt::format(
            "\"{}\" means {} cases, the first two in journals \"{}\" and \"{}\"; say --journal, or the case's own name",
            name, found.size(), found[0].journal, found[1].journal)};
  std::string known;
  for (const FoundCase& one : cases) known += (known.empty() ? "" : ", ") + one.slug;
  return Error{Code::not_found,
               fmt::format("there is no case \"{}\"; {}", name,
                           known.empty() ? "none was imported (parley case import FILE)" : "there are: " + known)};
}

Status load_case(node::Node& node, const FoundCase& found, std::optional<Micros> as_of, accounts::Material& material) {
  PARLEY_TRY(const auto info, node.journal(found.journal));
  accounts::Loader loader(material, as_of);
  // A statement of this party's own needs nobody to have put its identity into the case.
  const auto& party = node.config().party;
  const std::string speaks = "\"speaker_ref\":\"" + party.identity + "\"";
  bool names_party = false;
  journal::Query query;
  query.ids = found.objects;
  query.versions = {.last = !as_of.has_value(), .first = false, .all = as_of.has_value(), .exact = {}};
  for (journal::Seq at = 0;;) {
    PARLEY_TRY(const auto page, info.journal->read(query, at, {.objects = 5000}));
    for (const auto& entry : page.entries) {
      names_party = names_party || entry.text.find(speaks) != std::string::npos;
      PARLEY_TRY_STATUS(
          loader.add({.text = entry.text, .journal = found.journal, .seq = entry.seq, .received = entry.date_added})
              .in(std::string(entry.id)));
    }
    if (!page.more) break;
    at = page.next;
  }
  if (names_party && std::find(found.objects.begin(), found.objects.end(), party.identity) == found.objects.end()) {
    const std::string own = node::own_identity_object(node.config());
    PARLEY_TRY_STATUS(
        loader.add({.text = own, .journal = found.journal, .seq = 0, .received = Micros{}}).in(party.name));
  }
  loader.finish();
  return {};
}

void add_case(Command& app, Context& context) {
  auto* command = app.add_subcommand("case", "Worked cases: who said what in some documents, ready to be compared");
  command->require_subcommand(1);
  auto imported = std::make_shared<CaseArguments>();
  auto* import_command = command->add_subcommand(
      "import", "Read a case file with the texts beside it into a journal; the same again adds nothing");
  import_command->add_option("FILE", imported->path, "The case file, or the folder in which it is called gold.json")
      ->required()
      ->uses(FileUse::reads_in);
  import_command->add_option("--as", imported->as, "How to call the case (else its folder's or file's name)")
      ->type_name("NAME");
  journal_option(import_command, imported, "Name, alias or collection id (else main)");
  on_chosen(import_command, context, node::Act::draft, [imported](Context& c) { return import_case(c, *imported); });

  auto listed = std::make_shared<CaseArguments>();
  auto* list_command = command->add_subcommand("list", "The cases in a journal, or in all");
  journal_option(list_command, listed, "Only this journal");
  on_chosen(list_command, context, true, [listed](Context& c) { return list_cases(c, *listed); });

  auto shown = std::make_shared<CaseArguments>();
  auto* show_command = command->add_subcommand("show", "A case's documents, events, propositions and statements");
  show_command->add_option("CASE", shown->name, "As list shows it")->required();
  journal_option(show_command, shown, "Only this journal");
  on_chosen(show_command, context, true, [shown](Context& c) { return show_case(c, *shown); });
}

}  // namespace parley::cli
