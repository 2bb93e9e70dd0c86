// parley release: what would leave, and letting it leave. What decides is in src/release; who may, who agrees and the
// record of it in desk/releases.h. Here it is shown and asked.
#include <fmt/format.h>

#include <algorithm>

#include "cli/acting.h"
#include "cli/groups.h"
#include "cli/output.h"
#include "desk/releases.h"
#include "view/release_preview.h"
#include "view/releases.h"

namespace parley::cli {
namespace {

using release::Decision;
using view::release_json, view::release_text, view::ShowBytes;

// Of all commands here; each fills in what it has an option for.
struct ReleaseArguments {
  desk::Releases::Request request;
  std::string name, why;
  bool yes = false, reject = false;
};

// What the policy has decided, as an exit status.
// The preview has the status that sending would have, so that a script can look before it asks.
int status_of(Decision decision) {
  switch (decision) {
    case Decision::allowed:
      return kDone;
    case Decision::needs_second_person:
      return kWaits;
    case Decision::needs_answer:
    case Decision::refused:
      break;
  }
  return kRefused;
}

// Not narrower than forty columns, also where there is no terminal.
void print_preview(Context& context, const desk::Releases::Preview& preview, ShowBytes bytes) {
  const auto columns = static_cast<std::size_t>(std::max(context.console.streams().columns, 40));
  context.console.out(release_text(preview.shown, preview.audience, columns, bytes));
}

// Nothing leaves and nobody is asked, so it needs no right; what it shows is what this party has anyway.
int show_preview(Context& context, const desk::Releases::Request& request) {
  const auto preview = desk::Releases(*context.node).preview(request);
  if (!preview.ok()) return context.fail(preview.error());
  if (context.json)
    context.console.line(release_json(preview->shown, preview->audience));
  else
    print_preview(context, *preview, ShowBytes::yes);
  return status_of(preview->shown.decision);
}

// Each of the questions is answered by itself: who agrees to all at once has read none of them. Without a terminal
// nobody can be asked, and only --yes says so.
bool person_agrees(Context& context, const desk::Releases::Preview& preview, bool yes) {
  if (yes) return true;
  Console& console = context.console;
  const auto questions = view::release_questions(preview.shown, preview.audience);
  // Nobody is there to answer. What is printed says what would have to be read; --yes says that somebody has read it.
  if (!console.streams().in_is_terminal)
    console.err(
        "parley: what left cannot be taken back, and nobody can be asked here; read parley release preview, then say "
        "--yes");
  else if (std::all_of(questions.begin(), questions.end(), [&](const auto& one) { return console.confirm(one); }))
    return true;
  console.err("Nothing was released.");
  return false;
}

int print_sent(Context& context, const desk::Releases::Sent& sent) {
  // Who was asked has ticked each off; who said yes beforehand has not seen them.
  if (!context.console.streams().in_is_terminal)
    for (const auto& [id, text] : sent.flagged)
      context.console.err(fmt::format("parley: look at {} {}: {}", id, text.pointer, view::flags_text(text.flags)));
  // Nothing has left yet, and this is neither a failure nor done.
  if (sent.waits) return print_waiting(context, *sent.waits);
  // A conflict releases nothing of that object: what is in the group already stays as it was said.
  int status = kDone;
  // Each object is looked at, as one conflict says nothing about the others, which were released.
  for (const auto& [id, outcome] : sent.objects) {
    if (outcome.added != journal::Added::conflict) continue;
    status = kRefused;
    if (!context.json)
      context.console.err(fmt::format("parley: {} was released before in this version with other content", id));
  }
  put_out(context, Result<desk::Releases::Sent>(sent), view::sent_text);
  return status;
}

// The reasons are the answer, so they are printed whole; the bytes are not, since nothing leaves.
int refused(Context& context, const desk::Releases::Preview& preview) {
  if (context.json) {
    context.console.line(release_json(preview.shown, preview.audience));
    return kRefused;
  }
  print_preview(context, preview, ShowBytes::no);
  context.console.err(preview.shown.decision == Decision::refused
                          ? "parley: nothing was released: the policy refuses it, for the reasons above"
                          : "parley: nothing was released: only what is held back names some of it, as said above; "
                            "if it may leave, say --although-held-back");
  return kRefused;
}

// The right first, since the preview of a large release takes time and tells what is here. What the policy refuses is
// shown with its reasons, whoever asked; what a person must answer is asked here; and what is sent is called by the
// digest of what was shown.
int send(Context& context, const ReleaseArguments& arguments) {
  const desk::Releases releases(*context.node);
  if (const auto may = releases.may_send(*context.acting, arguments.request.group); !may.ok())
    return context.fail(may.error());
  const auto preview = releases.preview(arguments.request);
  if (!preview.ok()) return context.fail(preview.error());
  if (preview->shown.decision >= Decision::needs_answer) return refused(context, *preview);
  if (!context.json && !arguments.yes) print_preview(context, *preview, ShowBytes::no);
  if (!person_agrees(context, *preview, arguments.yes)) return kRefused;
  const auto sent = releases.send(*context.acting, *preview, preview->sha256);
  return sent.ok() ? print_sent(context, *sent) : context.fail(sent.error());
}

// Nothing is shown first: who rejects need not have read it, and the reason is his own.
int reject(Context& context, const ReleaseArguments& arguments) {
  const auto rejected = desk::Releases(*context.node).reject(*context.acting, arguments.name, arguments.why);
  if (!rejected.ok()) return context.fail(rejected.error());
  context.console.line(context.json ? JsonLine().text("rejected", rejected->name()).str()
                                    : fmt::format("Rejected; \"{}\" asked for it", shown(rejected->row.asked_by)));
  return kDone;
}

// The second person sees who asked and the bytes themselves, and not only their names: he agrees to these bytes.
int confirm(Context& context, const ReleaseArguments& arguments) {
  const desk::Releases releases(*context.node);
  const auto found = releases.to_confirm(*context.acting, arguments.name);
  if (!found.ok()) return context.fail(found.error());
  if (!found->one_shell.empty())
    context.console.err(fmt::format("parley: {} (parley user set {} --no-uid unties it)", found->one_shell,
                                    shown(found->waiting.row.asked_by)));
  if (!context.json && !arguments.yes) {
    context.console.out(view::asked_text(*found, *context.acting));
    print_preview(context, found->preview, ShowBytes::yes);
  }
  // The policy has changed since it was asked for: an embargo, a charter, a recall. What may not leave any more is not
  // asked about.
  if (found->preview.shown.decision >= Decision::needs_answer)
    return context.fail({Code::forbidden, "the policy refuses it by now, or asks; nothing was released"});
  if (!person_agrees(context, found->preview, arguments.yes)) return kRefused;
  const auto sent = releases.confirm(*context.acting, *found, found->preview.sha256);
  return sent.ok() ? print_sent(context, *sent) : context.fail(sent.error());
}

// A reason belongs to a refusal. With an agreement it would be thrown away without a word.
int confirm_or_reject(Context& context, const ReleaseArguments& arguments) {
  if (const auto known = somebody(context); !known.ok()) return context.fail(known.error());
  if (!arguments.why.empty() && !arguments.reject)
    return context.fail({Code::invalid_input, "--why says why something is rejected: it goes with --reject"});
  return arguments.reject ? reject(context, arguments) : confirm(context, arguments);
}

// What waits, and what has left: both are known to this party alone.
int list_pending(Context& context, const std::string& group) {
  return put_out(context, desk::Releases(*context.node).pending(group), view::pending_text);
}

// Who asked and who agreed, or who rejected it and why.
int list_log(Context& context, const std::string& group) {
  return put_out(context, desk::Releases(*context.node).log(group), view::log_text);
}

// The same options for the preview and for sending, so that one line is turned into the other by a single word.
void object_options(Command* command, desk::Releases::Request& request) {
  command->add_option("OBJECT", request.objects, "Identifiers of objects in the journal")->required();
  command->add_option("--to", request.group, "The group: all of it is the audience")->type_name("GROUP")->required();
  command
      ->add_option("--from", request.journal,
                   "The journal in which the objects are (else main, then this party's other journals)")
      ->type_name("JOURNAL");
  command->add_flag("--although-held-back", request.although_held_back,
                    "Also what nothing names but objects that are held back; it is kept in the log that you said so");
  command->add_flag("--with-references", request.with_references, "With what these refer to, as far as it may leave");
  add_texts(command, "--redact", request.redact,
            "Leave this part out (/description), or say it otherwise (/description=other words); in front of it an "
            "object's id if only there. Can be given several times")
      ->type_name("POINTER");
  add_texts(command, "--pseudonym", request.pseudonyms, "Name this identity by a pseudonym; can be given several times")
      ->type_name("ID");
}

}  // namespace

void add_release(Command& app, Context& context) {
  auto* release = app.add_subcommand("release", "What would leave to a group and why it may, and letting it leave");
  release->require_subcommand(1);

  auto shown = std::make_shared<desk::Releases::Request>();
  auto* preview = release->add_subcommand(
      "preview", "The bytes that would leave, the reasons, references, texts and what they tell; nothing leaves");
  object_options(preview, *shown);
  on_chosen(preview, context, true, [shown](Context& c) { return show_preview(c, *shown); });

  auto sent = std::make_shared<ReleaseArguments>();
  auto* send_command = release->add_subcommand("send", "Release objects to a group; asks about every flagged text");
  object_options(send_command, sent->request);
  send_command->add_flag("--yes,-y", sent->yes, "Do not ask");
  on_chosen(send_command, context, node::Act::ask_release, [sent](Context& c) { return send(c, *sent); });

  auto confirmed = std::make_shared<ReleaseArguments>();
  auto* confirm_command =
      release->add_subcommand("confirm", "Agree, as the second person, to a release of TLP:RED or TLP:AMBER+STRICT");
  confirm_command->add_option("NAME", confirmed->name, "As parley release pending shows it")->required();
  confirm_command->footer(
      "Who agrees proves who he is: --as USER with --password-stdin, --password-file or --token-file, or asked for the "
      "password\n"
      "at a terminal. He has the right to confirm, and is another person than who asked: not another name of the same "
      "uid.");
  confirm_command->add_flag("--reject", confirmed->reject, "Do not agree: it does not wait any more; the log keeps it");
  confirm_command->add_option("--why", confirmed->why, "Why not, for the log of this party")->type_name("TEXT");
  confirm_command->add_flag("--yes,-y", confirmed->yes, "Do not ask");
  // Who asked may take it back, without the right to confirm.
  on_chosen(confirm_command, context, true, [confirmed](Context& c) { return confirm_or_reject(c, *confirmed); });

  auto waiting = std::make_shared<std::string>();
  auto* pending = release->add_subcommand("pending", "Releases that wait for a second person");
  pending->add_option("--to", *waiting, "Only to this group")->type_name("GROUP");
  on_chosen(pending, context, true, [waiting](Context& c) { return list_pending(c, *waiting); });

  auto logged = std::make_shared<std::string>();
  auto* log = release->add_subcommand("log", "Who released what and who agreed; known to this party only");
  log->add_option("--to", *logged, "Only to this group")->type_name("GROUP");
  on_chosen(log, context, true, [logged](Context& c) { return list_log(c, *logged); });
}

}  // namespace parley::cli
