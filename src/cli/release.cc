// parley release: what would leave, and letting it leave. What decides is in src/release; who may, who agrees and the
// record of it in node/releases.h. Here it is shown and asked.
#include <fmt/format.h>

#include <algorithm>

#include "cli/acting.h"
#include "cli/groups.h"
#include "cli/release_desk.h"
#include "group/fields.h"
#include "node/people.h"
#include "node/releases.h"
#include "release/confirm.h"

namespace parley::cli {
namespace {

using namespace release;

Result<Preview> make_preview(Context& context, ReleaseDesk& desk, const ReleaseArguments& arguments) {
  ask_policy(desk, arguments.although_held_back);
  PARLEY_TRY(std::vector<Item> items, gather(context, desk, arguments));
  const std::vector<std::string> internal = {context.node->config().journals.domain};
  std::vector<std::string> withheld;
  for (const std::string& identity : arguments.pseudonyms) {
    const auto ours = desk.policy.find ? desk.policy.find(identity) : std::nullopt;
    if (std::string name = ours ? member_of(*ours, "name") : std::string(); !name.empty())
      withheld.push_back(std::move(name));
  }
  return release::preview(std::move(items), desk.policy, {.internal_domains = internal, .withheld_names = withheld});
}

std::vector<std::string> leaving(const Preview& preview) {
  std::vector<std::string> texts;
  for (const ObjectPreview& one : preview.objects) texts.push_back(one.item.leaves);
  return texts;
}

// What the policy has decided, as an exit status.
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

int show_preview(Context& context, const ReleaseArguments& arguments) {
  auto desk = sit_down(context, arguments.to, arguments.from);
  if (!desk.ok()) return context.fail(desk.error());
  const auto preview = make_preview(context, *desk, arguments);
  if (!preview.ok()) return context.fail(preview.error());
  if (context.json)
    context.console.line(release_json(*preview, desk->audience));
  else
    context.console.out(release_text(*preview, desk->audience,
                                     static_cast<std::size_t>(std::max(context.console.streams().columns, 40)),
                                     ShowBytes::yes));
  return status_of(preview->decision);
}

// Every flagged text, the dangling identifiers, and the whole. Without a terminal only with --yes.
bool person_agrees(Context& context, const Preview& preview, const ReleaseAudience& audience, bool yes) {
  if (yes) return true;
  Console& console = context.console;
  if (!console.streams().in_is_terminal) {
    console.err(
        "parley: what left cannot be taken back, and nobody can be asked here; read parley release preview, then say "
        "--yes");
    return false;
  }
  for (const ObjectPreview& one : preview.objects)
    for (const Text& text : one.texts)
      if (!text.flags.empty() && !console.confirm(fmt::format("{} {}: {}. May this text leave as it is?", one.id,
                                                              text.pointer, flags_text(text.flags))))
        return false;
  if (preview.dangling > 0 &&
      !console.confirm(fmt::format("{} of objects that they do not get stand in this. May they leave?",
                                   counted(preview.dangling, "identifier"))))
    return false;
  return console.confirm(
      fmt::format("Release {} to all of \"{}\" ({})?", counted(preview.objects.size(), "object"),
                  group::plain(audience.group, group::Lines::one),
                  group::plain(fmt::format("{}", fmt::join(audience.members, ", ")), group::Lines::one)));
}

int print_released(Context& context, const ReleaseDesk& desk, const std::vector<std::string>& texts,
                   const node::Released& released) {
  Console& console = context.console;
  std::vector<std::string> items;
  bool conflict = false;
  for (std::size_t i = 0; i < released.outcomes.size() && i < texts.size(); ++i) {
    const journal::Outcome& outcome = released.outcomes[i];
    const std::string id = member_of(texts[i], "id");
    const std::string_view how = outcome.added == journal::Added::stored          ? "released"
                                 : outcome.added == journal::Added::already_there ? "already_there"
                                                                                  : "conflict";
    conflict |= outcome.added == journal::Added::conflict;
    if (context.json)
      items.push_back(JsonLine()
                          .text("id", id)
                          .text("outcome", how)
                          .number("entry", outcome.seq)
                          .text("date_added", to_string(outcome.date_added))
                          .str());
    else
      console.line(fmt::format("{:<13} entry {:<6} {}", how, outcome.seq, id));
    if (!context.json && outcome.added == journal::Added::conflict)
      console.err(fmt::format("parley: {} was released before in this version with other content", id));
  }
  if (context.json) {
    console.line(JsonLine()
                     .text("group", desk.group.alias)
                     .raw("released", json_array(items))
                     .number("release_record", released.release_record)
                     .str());
  } else {
    const bool news = std::any_of(released.outcomes.begin(), released.outcomes.end(),
                                  [](const auto& one) { return one.added == journal::Added::stored; });
    if (news)
      console.line(fmt::format("Released to \"{}\"; the release itself is entry {}.", desk.group.alias,
                               released.release_record));
    else
      console.line(fmt::format("Nothing new for \"{}\".", desk.group.alias));
    if (!texts.empty())
      console.line(fmt::format("Whether they have it: parley receipt {}", member_of(texts.front(), "id")));
  }
  return conflict ? kRefused : kDone;
}

int send(Context& context, const ReleaseArguments& arguments) {
  auto desk = sit_down(context, arguments.to, arguments.from);
  if (!desk.ok()) return context.fail(desk.error());
  if (auto may = require(context, node::Act::ask_release, desk->group.charter.terms.id); !may.ok())
    return context.fail(may.error());
  const auto preview = make_preview(context, *desk, arguments);
  if (!preview.ok()) return context.fail(preview.error());
  if (preview->decision >= Decision::needs_answer) {
    if (context.json)
      context.console.line(release_json(*preview, desk->audience));
    else
      context.console.out(release_text(*preview, desk->audience,
                                       static_cast<std::size_t>(context.console.streams().columns), ShowBytes::no));
    if (!context.json)
      context.console.err(preview->decision == Decision::refused
                              ? "parley: nothing was released: the policy refuses it, for the reasons above"
                              : "parley: nothing was released: only what is held back names some of it, as said above; "
                                "if it may leave, say --although-held-back");
    return kRefused;
  }
  if (!context.json && !arguments.yes)
    context.console.out(release_text(*preview, desk->audience,
                                     static_cast<std::size_t>(context.console.streams().columns), ShowBytes::no));
  if (!person_agrees(context, *preview, desk->audience, arguments.yes))
    return context.console.err("Nothing was released."), kRefused;

  if (!arguments.redact.empty() || !arguments.pseudonyms.empty()) {
    if (auto kept = keep_at_home(context, *preview, *desk, arguments); !kept.ok()) return context.fail(kept.error());
  }
  // Where a second person will look for it.
  if (auto kept = keep_identity_at_home(context, *preview, *desk); !kept.ok()) return context.fail(kept.error());
  const auto texts = leaving(*preview);
  std::vector<Item> items;
  for (const ObjectPreview& one : preview->objects) items.push_back(one.item);
  const auto sent =
      context.node->releases().send(*context.acting, {.group = desk->group.charter.terms.id,
                                                      .objects = texts,
                                                      .shown = digest_of(texts),
                                                      .journal = desk->journal.row.name,
                                                      .derivations = derivations_of(items),
                                                      .although_held_back = arguments.although_held_back});
  if (!sent.ok()) return context.fail(sent.error());
  if (sent->waits) return print_waiting(context, *sent->waits);
  return print_released(context, *desk, texts, sent->released);
}

int reject(Context& context, const ReleaseArguments& arguments) {
  const auto rejected = context.node->releases().reject(*context.acting, arguments.name, arguments.why);
  if (!rejected.ok()) return context.fail(rejected.error());
  if (context.json)
    context.console.line(JsonLine().text("rejected", rejected->name()).str());
  else
    context.console.line(fmt::format("Rejected; \"{}\" asked for it", shown(rejected->row.asked_by)));
  return kDone;
}

int confirm(Context& context, const ReleaseArguments& arguments) {
  node::Releases& releases = context.node->releases();
  const auto waiting = releases.show(arguments.name);
  if (!waiting.ok()) return context.fail(waiting.error());
  const store::PendingReleaseRow& row = waiting->waiting.row;
  if (auto may = releases.may_confirm(*context.acting, waiting->waiting); !may.ok()) return context.fail(may.error());
  auto desk = sit_down(context, row.charter, row.journal);
  if (!desk.ok()) return context.fail(desk.error());
  ask_policy(*desk, row.although_held_back);
  std::vector<Item> items;
  for (const std::string& text : waiting->objects) items.push_back({text, text});
  const std::vector<std::string> internal = {context.node->config().journals.domain};
  const Preview preview = release::preview(std::move(items), desk->policy, {.internal_domains = internal});
  if (!context.json && !arguments.yes) {
    context.console.line(fmt::format("Asked for by \"{}\" ({}) at {}", shown(row.asked_by),
                                     known_words(row.asked_known), to_string(row.asked)));
    const std::string& second = context.acting->person();
    if (const std::string maker = releases.made_by(second); !maker.empty())
      context.console.line(
          fmt::format("You are \"{}\" ({}), {}", shown(second), in_words(context.acting->known()), shown(maker)));
    context.console.out(release_text(preview, desk->audience,
                                     static_cast<std::size_t>(context.console.streams().columns), ShowBytes::yes));
  }
  if (preview.decision >= Decision::needs_answer)
    return context.fail({Code::forbidden, "the policy refuses it by now, or asks; nothing was released"});
  if (!person_agrees(context, preview, desk->audience, arguments.yes))
    return context.console.err("Nothing was released."), kRefused;
  const auto texts = leaving(preview);
  const auto released = releases.confirm(*context.acting, row.id, digest_of(texts));
  if (!released.ok()) return context.fail(released.error());
  return print_released(context, *desk, texts, *released);
}

int confirm_or_reject(Context& context, const ReleaseArguments& arguments) {
  if (const auto known = somebody(context); !known.ok()) return context.fail(known.error());
  if (!arguments.why.empty() && !arguments.reject)
    return context.fail({Code::invalid_input, "--why says why something is rejected: it goes with --reject"});
  return arguments.reject ? reject(context, arguments) : confirm(context, arguments);
}

// The id of the group that --to names; empty: of all.
Result<std::string> only_group(Context& context, const std::string& to) {
  if (to.empty()) return std::string();
  PARLEY_TRY(const auto group, context.node->groups().group(to));
  return group.charter.terms.id;
}

int list_pending(Context& context, const ReleaseArguments& arguments) {
  const auto only = only_group(context, arguments.to);
  if (!only.ok()) return context.fail(only.error());
  const auto pending = context.node->releases().pending(*only);
  if (!pending.ok()) return context.fail(pending.error());
  Table table({"NAME", "GROUP", "OBJECTS", "ASKED BY", "KNOWN", "EXPIRES"});
  for (const auto& one : *pending) {
    const auto& row = one.row;
    const auto group = context.node->groups().group(row.charter);
    const std::string alias = group.ok() ? group->alias : row.charter;
    const bool expired = context.node->time() >= row.expires;
    if (context.json)
      context.console.line(JsonLine()
                               .text("name", one.name())
                               .text("group", alias)
                               .number("objects", row.objects.size())
                               .text("asked_by", row.asked_by)
                               .text("known", row.asked_known)
                               .text("asked", to_string(row.asked))
                               .text("expires", to_string(row.expires))
                               .flag("expired", expired)
                               .text("sha256", row.sha256)
                               .str());
    else
      table.add({one.name(), shown(alias), std::to_string(row.objects.size()), shown(row.asked_by),
                 known_words(row.asked_known), expired ? "expired" : to_string(row.expires).substr(0, 16) + "Z"});
  }
  if (!context.json) table.print(context.console);
  return kDone;
}

std::string log_json(const store::ReleaseLogRow& row, const std::string& alias) {
  JsonLine release;
  release.text("at", to_string(row.at))
      .number("objects", row.objects)
      .text("sha256", row.sha256)
      .text("by", row.asked_by)
      .text("known", row.asked_known)
      .text("confirmed_by", row.confirmed_by)
      .text("confirmed_known", row.confirmed_known)
      .flag("although_held_back", row.although_held_back);
  if (!row.rejected_by.empty())
    release.text("rejected_by", row.rejected_by).text("rejected_known", row.rejected_known).text("why", row.why);
  if (!row.second_made_by.empty())
    release.text("second_made_by", row.second_made_by).text("second_made", to_string(row.second_made));
  JsonLine line;
  line.text("group", alias);
  if (row.entry) line.number("entry", *row.entry);
  return line.raw("release", release.str()).str();
}

// A rejected one has no entry and never will; "?" is where the node stopped in between.
std::vector<std::string> log_line(const store::ReleaseLogRow& row, const std::string& alias) {
  const bool rejected = !row.rejected_by.empty();
  std::string remark = row.although_held_back ? "although held back" : "";
  if (rejected) {
    remark = row.rejected_by == row.asked_by ? "taken back" : "rejected";
    if (!row.why.empty()) remark += ": " + shown(row.why);
  }
  const std::string made =
      row.second_made_by.empty() ? "" : shown(row.second_made_by) + ", " + to_string(row.second_made).substr(0, 10);
  return {shown(alias),
          row.entry  ? std::to_string(*row.entry)
          : rejected ? "-"
                     : "?",
          to_string(row.at).substr(0, 19) + "Z",
          std::to_string(row.objects),
          shown(row.asked_by),
          known_words(row.asked_known),
          shown(rejected ? row.rejected_by : row.confirmed_by),
          known_words(rejected ? row.rejected_known : row.confirmed_known),
          made,
          remark};
}

int list_log(Context& context, const ReleaseArguments& arguments) {
  const auto only = only_group(context, arguments.to);
  if (!only.ok()) return context.fail(only.error());
  const auto log = context.node->releases().log(*only);
  if (!log.ok()) return context.fail(log.error());
  Table table({"GROUP", "ENTRY", "AT", "OBJECTS", "BY", "KNOWN", "SECOND", "KNOWN", "MADE BY", "REMARK"});
  for (const auto& row : *log) {
    const auto group = context.node->groups().group(row.charter);
    const std::string alias = group.ok() ? group->alias : row.charter;
    if (context.json)
      context.console.line(log_json(row, alias));
    else
      table.add(log_line(row, alias));
  }
  if (!context.json) table.print(context.console);
  return kDone;
}

void object_options(Command* command, const std::shared_ptr<ReleaseArguments>& arguments) {
  command->add_option("OBJECT", arguments->objects, "Identifiers of objects in the journal")->required();
  command->add_option("--to", arguments->to, "The group: all of it is the audience")->type_name("GROUP")->required();
  command
      ->add_option("--from", arguments->from,
                   "The journal in which the objects are (else main, then this party's other journals)")
      ->type_name("JOURNAL");
  command->add_flag("--although-held-back", arguments->although_held_back,
                    "Also what nothing names but objects that are held back; it is kept in the log that you said so");
  command->add_flag("--with-references", arguments->with_references,
                    "With what these refer to, as far as it may leave");
  add_texts(command, "--redact", arguments->redact,
            "Leave this part out (/description), or say it otherwise (/description=other words); in front of it an "
            "object's id if only there. Can be given several times")
      ->type_name("POINTER");
  add_texts(command, "--pseudonym", arguments->pseudonyms,
            "Name this identity by a pseudonym; can be given several times")
      ->type_name("ID");
}

}  // namespace

void add_release(Command& app, Context& context) {
  auto* release = app.add_subcommand("release", "What would leave to a group and why it may, and letting it leave");
  release->require_subcommand(1);

  auto shown = std::make_shared<ReleaseArguments>();
  auto* preview = release->add_subcommand(
      "preview", "The bytes that would leave, the reasons, references, texts and what they tell; nothing leaves");
  object_options(preview, shown);
  on_chosen(preview, context, true, [shown](Context& c) { return show_preview(c, *shown); });

  auto sent = std::make_shared<ReleaseArguments>();
  auto* send_command = release->add_subcommand("send", "Release objects to a group; asks about every flagged text");
  object_options(send_command, sent);
  send_command->add_flag("--yes", sent->yes, "Do not ask");
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
  confirm_command->add_flag("--yes", confirmed->yes, "Do not ask");
  // Who asked may take it back, without the right to confirm.
  on_chosen(confirm_command, context, true, [confirmed](Context& c) { return confirm_or_reject(c, *confirmed); });

  auto waiting = std::make_shared<ReleaseArguments>();
  auto* pending = release->add_subcommand("pending", "Releases that wait for a second person");
  pending->add_option("--to", waiting->to, "Only to this group")->type_name("GROUP");
  on_chosen(pending, context, true, [waiting](Context& c) { return list_pending(c, *waiting); });

  auto logged = std::make_shared<ReleaseArguments>();
  auto* log = release->add_subcommand("log", "Who released what and who agreed; known to this party only");
  log->add_option("--to", logged->to, "Only to this group")->type_name("GROUP");
  on_chosen(log, context, true, [logged](Context& c) { return list_log(c, *logged); });
}

}  // namespace parley::cli
