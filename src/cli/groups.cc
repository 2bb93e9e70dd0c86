// What every command has that says something in a group: the message is checked as the others will check it, shown with
// who reads it, asked about, and said. Nothing that was said can be unsaid, so there is one way of asking, here, and no
// command has a shorter one of its own.
#include "cli/groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "cli/open_text.h"
#include "desk/releases.h"
#include "desk/saying.h"
#include "view/messages.h"
#include "view/release_preview.h"
#include "view/releases.h"

namespace parley::cli {

// The options that every command has which says something, in one place and with the same words.
void add_speaking(Command* command, Speaking& speaking) {
  command->add_flag("--yes,-y", speaking.yes, "Do it without being asked");
  command->add_option("--out", speaking.out, "Write the object to this file instead of saying it")
      ->type_name("FILE")
      ->uses(FileUse::writes);
  command->add_flag("--although-held-back", speaking.although_held_back,
                    "Say it although it names an object that nothing here names but what is held back");
}

// The same eyes as for a release (release/preview.h): a message has texts that people wrote, too.
std::string warn_of_words(Context& context, const OpenGroup& group, const std::string& object) {
  const auto seen = desk::Saying(*context.node).preview(group, object);
  for (const release::Text& text : seen.texts)
    if (!text.flags.empty())
      context.console.err(fmt::format("parley: look at {}: {}", text.pointer, view::flags_text(text.flags)));
  if (const std::string unmarked = desk::counts_as(group, seen); !unmarked.empty())
    context.console.err("parley: " + unmarked);
  return desk::flags_json(group, seen);
}

// In this order: the bytes, who reads them, what in them deserves a second look, and only then the question. Warnings
// are printed whether or not somebody is asked, since a script's output is read by somebody, too.
std::optional<std::string> wants_to_say(Context& context, const OpenGroup& group, const std::string& text,
                                        const std::string& audience, const std::string& question, bool yes) {
  if (!yes) context.console.err_lines(indented_json(text));
  if (!yes && !audience.empty()) context.console.err_lines(audience);
  std::string flags = warn_of_words(context, group, text);
  if (!yes && !may_destroy(context, false, question)) return {};
  return flags;
}

// Checked before anything else: what the others would pass over as no message cannot be taken back once it is said. A
// text that goes to a file is checked as well, because somebody will send that file.
int say(Context& context, const OpenGroup& group, const Result<std::string>& text, const Speaking& speaking) {
  if (!text.ok()) return context.fail(text.error());
  const desk::Saying saying(*context.node);
  const auto draft = saying.check(*text);
  if (!draft.ok()) return context.fail(draft.error());
  if (!speaking.out.empty()) {
    if (const auto written = write_text_file(context, speaking.out, *text + "\n"); !written.ok())
      return context.fail(written.error());
    context.console.line(context.json ? JsonLine().text("id", draft->message.id).text("file", speaking.out).str()
                                      : fmt::format("Wrote {} to {}", draft->message.id, speaking.out));
    return kDone;
  }
  const std::string audience =
      fmt::format("\nThis goes to group \"{}\": {}", shown(group.group.alias), fmt::join(saying.audience(group), ", "));
  const auto flags = wants_to_say(context, group, *text, audience, "Say this? It cannot be unsaid.", speaking.yes);
  if (!flags) return kRefused;
  const auto said = saying.say(
      *context.acting, group, *draft,
      speaking.although_held_back ? desk::Saying::AlthoughHeldBack::yes : desk::Saying::AlthoughHeldBack::no);
  if (!said.ok()) return context.fail(said.error());
  if (said->waits) return print_waiting(context, *said->waits, *flags);
  if (context.json)
    context.console.line(to_json(*said, *flags));
  else
    context.console.out(view::said_text(*said));
  return kDone;
}

// A status of its own for what waits (command.h): a script that took it for done would tell people that something left
// which did not.
int print_waiting(Context& context, const node::Releases::Waiting& waiting, const std::string& flags) {
  if (context.json)
    context.console.line(desk::to_json(waiting, flags));
  else
    context.console.out(view::waiting_text(waiting));
  return kWaits;
}

// A list whose option takes one value each time, so that it never swallows an operand behind it.
Option* add_texts(Command* command, const std::string& name, std::vector<std::string>& out,
                  const std::string& description) {
  return command->add_option(name, out, description)->one_value_each();
}

// A card, a charter or a message is a few kilobytes; a megabyte of anything else was named by mistake.
Result<std::string> read_text_file(Context& context, const std::string& path) {
  PARLEY_TRY(auto input, open_text(context.console, path, TextKind::any));
  return input.rest(1u << 20);
}

// By way of the console: the file is the caller's, also when the command runs in the node.
Status write_text_file(Context& context, const std::string& path, std::string_view text) {
  PARLEY_TRY(const Fd fd, context.console.open_output(path));
  return write_all(fd.get(), text);
}

}  // namespace parley::cli
