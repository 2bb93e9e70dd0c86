// parley release: what would leave, and letting it leave. Everything that decides is in src/release and, at the moment
// of the append, in Groups::release(); here it is shown, asked and recorded.
#include <fmt/format.h>

#include <algorithm>

#include "cli/groups.h"
#include "cli/release_desk.h"
#include "group/fields.h"
#include "release/confirm.h"

namespace parley::cli {
namespace {

using namespace release;

constexpr std::string_view kNotePrefix = "confirm/";
constexpr std::string_view kLogPrefix = "released/";  // GROUP/ENTRY, the entry with leading zeros

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

// People act by name: an existing user of this node.
Status check_person(Context& context, const std::string& person) {
  PARLEY_TRY(const auto users, context.node->access().users());
  if (person.empty())
    return Error{Code::invalid_input, "who releases this? say --as USER (parley user list shows them)"};
  if (person != node::Access::kAnonymous &&
      std::any_of(users.begin(), users.end(), [&](const auto& one) { return one.name == person; }))
    return {};
  return Error{Code::forbidden, fmt::format("\"{}\" is no user of this node; parley user list shows them", person)};
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
  return preview->decision >= Decision::needs_answer ? kRefused : kDone;
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

// Who let it leave: for this party only, the record in the group's journal names nobody.
void remember(Context& context, const ReleaseDesk& desk, const node::ReleaseRequest& request,
              const node::Released& released) {
  const auto is_new = [](const journal::Outcome& outcome) { return outcome.added == journal::Added::stored; };
  if (std::none_of(released.outcomes.begin(), released.outcomes.end(), is_new)) return;
  const std::string key = fmt::format("{}{}/{:012}", kLogPrefix, desk.group.charter.terms.id, released.release_record);
  const std::string value = JsonLine()
                                .text("at", to_string(now()))
                                .number("objects", request.objects.size())
                                .text("sha256", digest_of(request.objects))
                                .text("by", request.released_by)
                                .text("confirmed_by", request.confirmed_by.value_or(""))
                                .flag("although_held_back", request.although_held_back)
                                .str();
  if (auto kept = desk.groups.put_note(key, value); !kept.ok())
    context.console.err("parley: released, but not noted who did it: " + kept.error().message);
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

int wait_for_second_person(Context& context, const ReleaseDesk& desk, const ReleaseArguments& arguments,
                           const std::vector<std::string>& texts) {
  Pending pending{.group = desk.group.charter.terms.id,
                  .charter = charter_digest(desk.group.charter.terms),
                  .journal = desk.journal.row.name,
                  .objects = {},
                  .digest = digest_of(texts),
                  .asked_by = arguments.person,
                  .asked = now(),
                  .expires = {},
                  .although_held_back = arguments.although_held_back};
  pending.expires = {pending.asked.value + kConfirmationHours * 3'600'000'000};
  for (const std::string& text : texts) {
    std::string version = member_of(text, "modified");
    if (version.empty()) version = member_of(text, "created");
    pending.objects.push_back({member_of(text, "id"), std::move(version)});
  }
  const std::string name = name_of(pending);
  if (auto kept = desk.groups.put_note(std::string(kNotePrefix) + name, to_json(pending)); !kept.ok())
    return context.fail(kept.error());
  if (context.json) {
    context.console.line(JsonLine()
                             .text("pending", name)
                             .text("sha256", pending.digest)
                             .text("expires", to_string(pending.expires))
                             .str());
  } else {
    context.console.line(
        fmt::format("Nothing has left yet: a second person must agree, until {}.", to_string(pending.expires)));
    context.console.line(fmt::format("  parley release confirm {} --as USER", name));
    context.console.line(fmt::format("  SHA-256 of the bytes: {}", pending.digest));
  }
  return kDone;
}

int send(Context& context, const ReleaseArguments& arguments) {
  if (auto person = check_person(context, arguments.person); !person.ok()) return context.fail(person.error());
  auto desk = sit_down(context, arguments.to, arguments.from);
  if (!desk.ok()) return context.fail(desk.error());
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
  const auto texts = leaving(*preview);
  if (preview->decision == Decision::needs_second_person)
    return wait_for_second_person(context, *desk, arguments, texts);
  std::vector<Item> items;
  for (const ObjectPreview& one : preview->objects) items.push_back(one.item);
  const node::ReleaseRequest request{.objects = texts,
                                     .released_by = arguments.person,
                                     .confirmed_by = {},
                                     .derivations = derivations_of(items),
                                     .although_held_back = arguments.although_held_back};
  const auto released = desk->groups.release(desk->group.charter.terms.id, request);
  if (!released.ok()) return context.fail(released.error());
  remember(context, *desk, request, *released);
  return print_released(context, *desk, texts, *released);
}

Result<Pending> find_pending(node::Groups& groups, const std::string& name) {
  PARLEY_TRY(const auto note, groups.note(std::string(kNotePrefix) + name));
  if (!note)
    return Error{Code::not_found,
                 fmt::format("no release waits under the name \"{}\"; parley release pending lists them", name)};
  return parse_pending(*note);
}

// The very versions that were asked for; where they have changed since, the bytes will not be the same.
Result<std::vector<Item>> items_of(Context& context, const Pending& pending, const ReleaseDesk& desk) {
  std::vector<Item> items;
  for (const Pending::Object& one : pending.objects) {
    auto text = object_in(*desk.journal.journal, one.id, one.version);
    if (!text.ok())
      if (auto found = find_own(context, one.id, one.version); found.ok()) text = std::move(found->text);
    if (!text.ok()) return std::move(text).error();
    items.push_back({*text, *text});
  }
  return items;
}

int confirm(Context& context, const ReleaseArguments& arguments) {
  node::Groups& groups = context.node->groups();
  if (auto person = check_person(context, arguments.person); !person.ok()) return context.fail(person.error());
  const auto pending = find_pending(groups, arguments.name);
  if (!pending.ok()) return context.fail(pending.error());
  if (arguments.reject) {
    if (auto done = groups.put_note(std::string(kNotePrefix) + arguments.name, ""); !done.ok())
      return context.fail(done.error());
    if (context.json)
      context.console.line(JsonLine().text("rejected", arguments.name).str());
    else
      context.console.line(fmt::format("Rejected; \"{}\" asked for it", pending->asked_by));
    return kDone;
  }
  auto desk = sit_down(context, pending->group, pending->journal);
  if (!desk.ok()) return context.fail(desk.error());
  ask_policy(*desk, pending->although_held_back);
  auto items = items_of(context, *pending, *desk);
  if (!items.ok()) return context.fail(items.error());
  std::vector<std::string> texts;
  for (const Item& item : *items) texts.push_back(item.leaves);
  if (auto may = check_confirmation(*pending, arguments.person, texts, desk->group.charter.terms, now()); !may.ok())
    return context.fail(may.error());
  const std::vector<std::string> internal = {context.node->config().journals.domain};
  const Preview preview = release::preview(std::move(*items), desk->policy, {.internal_domains = internal});
  if (!context.json && !arguments.yes) {
    context.console.line(fmt::format("Asked for by \"{}\" at {}", pending->asked_by, to_string(pending->asked)));
    context.console.out(release_text(preview, desk->audience,
                                     static_cast<std::size_t>(context.console.streams().columns), ShowBytes::yes));
  }
  if (preview.decision >= Decision::needs_answer)
    return context.fail({Code::forbidden, "the policy refuses it by now, or asks; nothing was released"});
  if (!person_agrees(context, preview, desk->audience, arguments.yes))
    return context.console.err("Nothing was released."), kRefused;
  const node::ReleaseRequest request{.objects = texts,
                                     .released_by = pending->asked_by,
                                     .confirmed_by = arguments.person,
                                     .although_held_back = pending->although_held_back};
  const auto released = groups.release(pending->group, request);
  if (!released.ok()) return context.fail(released.error());
  remember(context, *desk, request, *released);
  // After the release: should the node stop in between, confirming once more finds everything there already.
  if (auto done = groups.put_note(std::string(kNotePrefix) + arguments.name, ""); !done.ok())
    context.console.err("parley: " + done.error().message);
  return print_released(context, *desk, texts, *released);
}

int list_pending(Context& context, const ReleaseArguments& arguments) {
  node::Groups& groups = context.node->groups();
  std::string only;
  if (!arguments.to.empty()) {
    const auto group = groups.group(arguments.to);
    if (!group.ok()) return context.fail(group.error());
    only = group->charter.terms.id;
  }
  Table table({"NAME", "GROUP", "OBJECTS", "ASKED BY", "EXPIRES"});
  for (const auto& [key, text] : groups.notes(kNotePrefix)) {
    const std::string name = key.substr(kNotePrefix.size());
    const auto pending = parse_pending(text);
    if (!pending.ok()) {
      context.console.err(fmt::format("parley: {}: {}; parley release confirm {} --reject removes it", name,
                                      pending.error().message, name));
      continue;
    }
    if (!only.empty() && only != pending->group) continue;
    const auto group = groups.group(pending->group);
    const std::string alias = group.ok() ? group->alias : pending->group;
    const bool expired = now() >= pending->expires;
    if (context.json)
      context.console.line(JsonLine()
                               .text("name", name)
                               .text("group", alias)
                               .number("objects", pending->objects.size())
                               .text("asked_by", pending->asked_by)
                               .text("asked", to_string(pending->asked))
                               .text("expires", to_string(pending->expires))
                               .flag("expired", expired)
                               .text("sha256", pending->digest)
                               .str());
    else
      table.add({name, alias, std::to_string(pending->objects.size()), pending->asked_by,
                 expired ? "expired" : to_string(pending->expires).substr(0, 16) + "Z"});
  }
  if (!context.json) table.print(context.console);
  return kDone;
}

int list_log(Context& context, const ReleaseArguments& arguments) {
  node::Groups& groups = context.node->groups();
  std::string only;
  if (!arguments.to.empty()) {
    const auto group = groups.group(arguments.to);
    if (!group.ok()) return context.fail(group.error());
    only = group->charter.terms.id;
  }
  Table table({"GROUP", "ENTRY", "AT", "OBJECTS", "BY", "AGREED", "ALTHOUGH"});
  for (const auto& [key, text] : groups.notes(kLogPrefix)) {
    const std::string id = key.substr(kLogPrefix.size(), key.rfind('/') - kLogPrefix.size());
    if (!only.empty() && id != only) continue;
    const auto group = groups.group(id);
    const std::string alias = group.ok() ? group->alias : id,
                      entry = std::to_string(std::strtoull(key.c_str() + key.rfind('/') + 1, nullptr, 10));
    if (context.json) {
      context.console.line(JsonLine().text("group", alias).raw("entry", entry).raw("release", text).str());
      continue;
    }
    json::Parser parser;
    const auto parsed = parser.parse(text);
    std::uint64_t objects = 0;
    bool although = false;
    if (parsed.ok() && parsed->at_key("objects").get_uint64().get(objects) != simdjson::SUCCESS) objects = 0;
    if (parsed.ok() && parsed->at_key("although_held_back").get_bool().get(although) != simdjson::SUCCESS)
      although = false;
    table.add({alias, entry, member_of(text, "at").substr(0, 19) + "Z", std::to_string(objects), member_of(text, "by"),
               member_of(text, "confirmed_by"), although ? "held back" : ""});
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
  send_command->add_option("--as", sent->person, "Who releases this: a user of this node")->type_name("USER");
  send_command->add_flag("--yes", sent->yes, "Do not ask");
  on_chosen(send_command, context, true, [sent](Context& c) { return send(c, *sent); });

  auto confirmed = std::make_shared<ReleaseArguments>();
  auto* confirm_command =
      release->add_subcommand("confirm", "Agree, as the second person, to a release of TLP:RED or TLP:AMBER+STRICT");
  confirm_command->add_option("NAME", confirmed->name, "As parley release pending shows it")->required();
  confirm_command->add_option("--as", confirmed->person, "Who agrees: another user than who asked")->type_name("USER");
  confirm_command->add_flag("--reject", confirmed->reject, "Do not agree: it is forgotten");
  confirm_command->add_flag("--yes", confirmed->yes, "Do not ask");
  on_chosen(confirm_command, context, true, [confirmed](Context& c) { return confirm(c, *confirmed); });

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
