#include <fmt/format.h>

#include "cli/acting.h"
#include "node/find_object.h"
#include "node/groups.h"

namespace parley::cli {
namespace {

struct EraseArguments {
  std::string id, journal = "main", version;
  bool yes = false;
};

int erase(Context& context, const EraseArguments& given) {
  EraseArguments arguments = given;
  auto id = node::whole_id(*context.node, given.id);
  if (!id.ok()) return context.fail(id.error());
  arguments.id = std::move(id).value();
  const auto info = context.node->journal(arguments.journal);
  if (!info.ok()) return context.fail(info.error());
  if (const auto may = require(context, node::Act::erase, info->row.id); !may.ok()) return context.fail(may.error());
  journal::Journal& journal = *info->journal;
  journal::VersionFilter versions{.last = false, .first = false, .all = arguments.version.empty(), .exact = {}};
  if (!arguments.version.empty()) {
    const auto time = Timestamp::parse(arguments.version);
    if (!time.ok()) return context.fail(time.error().in("--version"));
    versions.exact = {*time};
  }
  const journal::Query query{
      .added_after = {}, .ids = {arguments.id}, .types = {}, .spec_versions = {"2.0", "2.1"}, .versions = versions};
  const auto found = journal.read(query, 0, {});
  if (!found.ok()) return context.fail(found.error());
  if (found->entries.empty())
    return context.fail(
        {Code::not_found, fmt::format("journal \"{}\" holds no such version of {}", info->row.name, arguments.id)});
  if (!arguments.yes) {
    for (const journal::Entry& entry : found->entries)
      context.console.err(fmt::format("entry {}  {}  {}", entry.seq, entry.version, entry.text.substr(0, 400)));
    context.console.err(
        journal.is_mirror()
            ? "This is what another party said. Its leaf in the log stays; the content is gone from this node."
            : "An entry will say that this was erased. Its leaf in the log stays; copies that others hold stay.");
    if (!may_destroy(context, false,
                     fmt::format("Erase {} version{} of {}? This cannot be undone.", found->entries.size(),
                                 found->entries.size() == 1 ? "" : "s", arguments.id)))
      return kRefused;
  }
  if (const auto may = context.node->groups().before_append(info->row); !may.ok()) return context.fail(may.error());
  const auto erased = journal.erase(arguments.id, versions);
  if (!erased.ok()) return context.fail(erased.error());
  if (context.json)
    context.console.line(
        JsonLine().text("id", arguments.id).text("journal", info->row.name).number("erased", *erased).str());
  else
    context.console.line(fmt::format("Erased {} version{} of {} in \"{}\"; the leaves stay", *erased,
                                     *erased == 1 ? "" : "s", arguments.id, info->row.name));
  return kDone;
}

}  // namespace

void add_erase(Command& app, Context& context) {
  auto* command =
      app.add_subcommand("erase", "Erase an object's content from a journal or a mirror; its leaf in the log stays");
  auto arguments = std::make_shared<EraseArguments>();
  command->add_option("OBJECT", arguments->id, "Its id")->required();
  command->add_option("--journal,-j", arguments->journal, "The journal, or a mirror such as GROUP.PARTY")
      ->capture_default_str();
  command->add_option("--version", arguments->version, "Only this version (else all)");
  command->add_flag("--yes,-y", arguments->yes, "Do not ask");
  on_chosen(command, context, node::Act::erase, [arguments](Context& c) { return erase(c, *arguments); });
}

}  // namespace parley::cli
