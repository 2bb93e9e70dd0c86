// parley erase: one object's content, after its versions were shown. The desk finds and the desk erases, with the same
// filter; here is only the person in between (desk/erasing.h).
#include <fmt/format.h>

#include "cli/command.h"
#include "desk/erasing.h"

namespace parley::cli {
namespace {

// "main" unless a journal is named: content is never looked for in several journals to be erased from all of them.
struct EraseArguments {
  std::string id, journal = "main", version;
  bool yes = false;
};

// Shown and asked on standard error, so that --json on standard output stays JSON.
bool may_erase(Context& context, const desk::Erasing::Found& found, bool yes) {
  if (yes) return true;
  for (const auto& one : found.versions)
    // The beginning of each version, enough to recognise what is about to go.
    context.console.err(fmt::format("entry {}  {}  {}", one.entry, one.version, one.text.substr(0, 400)));
  context.console.err(
      found.mirror
          ? "This is what another party said. Its leaf in the log stays; the content is gone from this node."
          : "An entry will say that this was erased. Its leaf in the log stays; copies that others hold stay.");
  // Asked in any case here, since --yes has returned above.
  const std::size_t count = found.versions.size();
  return may_destroy(
      context, false,
      fmt::format("Erase {} version{} of {}? This cannot be undone.", count, count == 1 ? "" : "s", found.id));
}

// Without a person and without --yes nothing is erased, and the status is that of a refusal: nothing was done.
int erase(Context& context, const EraseArguments& arguments) {
  const desk::Erasing erasing(*context.node);
  const auto found = erasing.find(*context.acting, arguments.id, arguments.journal, arguments.version);
  if (!found.ok()) return context.fail(found.error());
  // What was found is handed on with the filter that found it, so that what goes is what was asked about
  // (desk/erasing.cc).
  if (!may_erase(context, *found, arguments.yes)) return kRefused;
  const auto erased = erasing.erase(*context.acting, *found);
  if (!erased.ok()) return context.fail(erased.error());
  context.console.line(
      context.json ? JsonLine().text("id", found->id).text("journal", found->journal).number("erased", *erased).str()
                   : fmt::format("Erased {} version{} of {} in \"{}\"; the leaves stay", *erased,
                                 *erased == 1 ? "" : "s", found->id, found->journal));
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
