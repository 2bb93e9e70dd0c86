// What each side means by a word. A term is an object like any other (docs/objects.md): said in a group, or kept in a
// journal.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/groups.h"
#include "cli/own_journal.h"
#include "journal/intake.h"
#include "node/own_identity.h"
#include "release/confirm.h"
#include "stix/parley.h"

namespace parley::cli {
namespace {

struct AddArguments {
  std::string term, meaning, language, explanation, description, group, journal;
  std::vector<std::string> different, same, used_in;
  bool yes = false;
};

std::string term_text(Context& context, const AddArguments& arguments) {
  const std::string own = context.node->config().party.identity;
  auto text = group::message_text(
      {.type = "term", .id = {}, .author = own, .time = {now().value / 1000 * 1000}, .exercise = false});
  text.text("term", arguments.term).text("meaning", arguments.meaning).text("party_ref", own);
  if (!arguments.language.empty()) text.text("term_lang", arguments.language);
  if (!arguments.description.empty()) text.text("description", arguments.description);
  if (!arguments.used_in.empty()) text.raw("used_in_refs", json::string_array_text(arguments.used_in));
  std::vector<std::string> different;
  for (const std::string& id : arguments.different) {
    json::ObjectWriter one;
    one.text("term_ref", id);
    if (!arguments.explanation.empty()) one.text("explanation", arguments.explanation);
    different.push_back(one.str());
  }
  if (!different.empty()) text.raw("not_equivalent_to", json::array_text(different));
  if (!arguments.same.empty()) text.raw("equivalent_to_refs", json::string_array_text(arguments.same));
  return text.str();
}

struct Term {
  std::string where, party, id, term, meaning, language;
  std::vector<std::string> different, same;
};

std::vector<std::string> references(json::Object object, std::string_view list, std::string_view member) {
  std::vector<std::string> out;
  json::Array array;
  if (object.at_key(list).get(array) != simdjson::SUCCESS) return out;
  for (const json::Element item : array) {
    std::string_view id;
    json::Object part;
    if (member.empty() ? item.get(id) == simdjson::SUCCESS
                       : item.get(part) == simdjson::SUCCESS && part.at_key(member).get(id) == simdjson::SUCCESS)
      out.emplace_back(id);
  }
  return out;
}

// The newest version of each term in a journal.
Status read_terms(const journal::Journal& journal, const std::string& where, const std::string& party,
                  json::Parser& parser, std::vector<Term>& out) {
  journal::Query query;
  query.types = {"term"};
  for (journal::Seq at = 0;;) {
    PARLEY_TRY(const auto page, journal.read(query, at, {}));
    for (const auto& entry : page.entries) {
      const auto root = parser.parse(entry.text);
      json::Object object;
      if (!root.ok() || root->get(object) != simdjson::SUCCESS) continue;
      const auto text = [&](std::string_view name) {
        return std::string(json::string_member(object, name).value_or(std::string_view()));
      };
      out.push_back({where, party, std::string(entry.id), text("term"), text("meaning"), text("term_lang"),
                     references(object, "not_equivalent_to", "term_ref"),
                     references(object, "equivalent_to_refs", "")});
    }
    if (!page.more) return {};
    at = page.next;
  }
}

// Every party's, by word. A journal speaks for its writer alone: a mirror's terms are never this party's.
Result<std::vector<Term>> all_terms(Context& context) {
  std::vector<Term> terms;
  json::Parser parser;
  std::set<std::string> in_groups;  // origins
  for (const node::GroupView& group : context.node->groups().groups())
    for (const node::MemberView& member : group.members) {
      if (member.journal == nullptr) continue;
      in_groups.insert(member.journal->origin());
      PARLEY_TRY_STATUS(read_terms(*member.journal, group.alias, member.name, parser, terms));
    }
  for (const auto& row : context.node->journal_rows()) {
    const auto info = context.node->journal(row.id);
    if (!info.ok() || info->journal == nullptr || in_groups.contains(info->journal->origin())) continue;
    PARLEY_TRY_STATUS(read_terms(*info->journal, row.name,
                                 row.source.empty() ? context.node->config().party.name : row.title, parser, terms));
  }
  std::stable_sort(terms.begin(), terms.end(), [](const Term& a, const Term& b) {
    return std::tie(a.term, a.party, a.id) < std::tie(b.term, b.party, b.id);
  });
  // Kept in a journal of ours and said in a group it is one term.
  terms.erase(std::unique(terms.begin(), terms.end(),
                          [](const Term& a, const Term& b) { return a.id == b.id && a.party == b.party; }),
              terms.end());
  return terms;
}

// Turns the beginnings of UUIDs, as the list shows them, into ids. Whole ids stay: the other term may not have come in
// yet.
Status complete_ids(const std::vector<Term>& terms, std::vector<std::string>& ids) {
  for (std::string& id : ids) {
    if (id.find("--") != std::string::npos) continue;
    std::string found;
    for (const Term& term : terms) {
      if (!means(id, term.id) || term.id == found) continue;
      if (!found.empty()) return Error{Code::conflict, "\"" + id + "\" means more than one term; give more of its id"};
      found = term.id;
    }
    if (found.empty())
      return Error{Code::not_found, "there is no term \"" + id + "\"; parley term list shows them with their ids"};
    id = found;
  }
  return {};
}

int keep(Context& context, const AddArguments& arguments, const journal::NewObject& term) {
  const auto info = own_journal(context, node::Act::draft, arguments.journal);
  if (!info.ok()) return context.fail(info.error());
  const auto outcomes = node::append_as_party(*info->journal, context.node->config(), std::span(&term, 1));
  if (!outcomes.ok()) return context.fail(outcomes.error());
  context.console.line(context.json ? JsonLine().text("id", term.id).text("journal", info->row.name).str()
                                    : fmt::format("Added {} to journal \"{}\"", term.id, info->row.name));
  return kDone;
}

int add(Context& context, AddArguments arguments) {
  const auto terms = all_terms(context);
  if (!terms.ok()) return context.fail(terms.error());
  for (auto* ids : {&arguments.different, &arguments.same})
    if (const auto completed = complete_ids(*terms, *ids); !completed.ok()) return context.fail(completed.error());
  const std::string text = term_text(context, arguments);
  journal::Intake intake;
  const auto admission = intake.admit(text);
  if (!admission.object) return context.fail({Code::invalid_input, admission.refusal.message});
  if (!arguments.journal.empty()) return keep(context, arguments, *admission.object);
  if (const auto known = somebody(context); !known.ok()) return context.fail(known.error());
  const auto group = open_group(context, arguments.group);
  if (!group.ok()) return context.fail(group.error());
  if (!arguments.yes) context.console.err_lines(indented_json(text));
  const std::string flags = warn_of_words(context, *group, text);
  if (!arguments.yes &&
      !may_destroy(context, false, fmt::format("Say this in \"{}\"? It cannot be unsaid.", shown(group->group.alias))))
    return kRefused;
  const std::vector<std::string> objects = {text};
  const auto sent = context.node->releases().send(*context.acting, {.group = group->group.charter.terms.id,
                                                                    .objects = objects,
                                                                    .shown = release::digest_of(objects),
                                                                    .journal = {}});
  if (!sent.ok()) return context.fail(sent.error());
  if (sent->waits) return print_waiting(context, *sent->waits, flags);
  context.console.line(
      context.json
          ? JsonLine().text("id", admission.object->id).text("group", group->group.alias).raw("flags", flags).str()
          : fmt::format("Said in \"{}\": {}", shown(group->group.alias), admission.object->id));
  return kDone;
}

int list(Context& context, const std::string& word) {
  const auto terms = all_terms(context);
  if (!terms.ok()) return context.fail(terms.error());
  Table table({"WORD", "PARTY", "WHERE", "ID", "NOT EQUIVALENT TO", "MEANING"});
  for (const Term& one : *terms) {
    if (!word.empty() && one.term != word && !means(word, one.id)) continue;
    if (context.json)
      context.console.line(JsonLine()
                               .text("id", one.id)
                               .text("where", one.where)
                               .text("party", one.party)
                               .text("term", one.term)
                               .text("meaning", one.meaning)
                               .text("lang", one.language)
                               .raw("not_equivalent_to", json::string_array_text(one.different))
                               .raw("equivalent_to", json::string_array_text(one.same))
                               .str());
    else {
      std::string different;
      for (const std::string& id : one.different) different += (different.empty() ? "" : ", ") + short_uuid(id);
      table.add(
          {shown(one.term), shown(one.party), shown(one.where), short_uuid(one.id), different, shown(one.meaning)});
    }
  }
  if (!context.json) table.print(context.console);
  return kDone;
}

}  // namespace

void add_term(Command& app, Context& context) {
  auto* term =
      app.add_subcommand("term", "What each side means by a word, and to which other meanings it is not equivalent");
  term->require_subcommand(1);
  auto* one = term->add_subcommand("add", "Say what this party means by a word");
  auto a = std::make_shared<AddArguments>();
  one->add_option("WORD", a->term, "The word")->says_something()->required();
  one->add_option("--meaning", a->meaning, "What this party means by it")->says_something()->required();
  one->add_option("--language", a->language, "Of the word, such as en");
  add_texts(one, "--not-equivalent", a->different,
            "A term that means something else: its id, or the beginning of its UUID as in the list (again for each)");
  one->add_option("--explanation", a->explanation, "How they differ");
  add_texts(one, "--equivalent", a->same, "A term that means the same, likewise (again for each)");
  add_texts(one, "--used-in", a->used_in, "Id of a proposition or statement that uses it so (again for each)");
  one->add_option("--description", a->description, "Further remarks");
  auto* group = one->add_option("--group,-g", a->group, "Say it in this group (else the only one)");
  one->add_option("--journal,-j", a->journal, "Keep it in this journal instead")->excludes(group);
  one->add_flag("--yes,-y", a->yes, "Do it without being asked");
  on_chosen(one, context, true, [a](Context& c) { return add(c, *a); });
  auto* other = term->add_subcommand("list", "The words of every party");
  auto word = std::make_shared<std::string>();
  other->add_option("WORD", *word, "Only this one");
  on_chosen(other, context, true, [word](Context& c) { return list(c, *word); });
}

}  // namespace parley::cli
