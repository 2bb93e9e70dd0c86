// What the others said to us, and what is said without a question: notifications and positions.
#include <fmt/format.h>

#include <algorithm>

#include "cli/groups.h"

namespace parley::cli {
namespace {

struct Item {
  Micros when{};
  std::string group, from, kind, id, text;
  bool exercise = false, needs_act = false;
};

void add_messages(std::vector<Item>& out, const OpenGroup& group) {
  const auto add = [&](const group::Place& at, std::string kind, std::string text, bool needs_act) {
    if (at.author == group.own) return;
    out.push_back({at.added, group.group.alias, group.name(at.author), std::move(kind), at.id, std::move(text),
                   at.exercise, needs_act});
  };
  for (const auto& one : group.view.inquiries) {
    for (const auto& track : one.asked) {
      if (track.party == group.own) {
        const auto open = std::count_if(track.questions.begin(), track.questions.end(),
                                        [](const auto& question) { return !question.settled(); });
        const bool is_open = open > 0 && track.stage != group::InquiryStage::closed;
        add(one.at, "inquiry",
            fmt::format("{} ({}, {}{})", one.inquiry.name, one.inquiry.severity, to_string(track.stage),
                        is_open ? fmt::format(", {} open", open) : ""),
            is_open);
      }
    }
    if (one.at.author != group.own) continue;
    for (const group::Step& step : one.history)
      if (step.what != "asked" && step.what != "acknowledged")
        add(step.at, step.what, one.inquiry.name + (step.text.empty() ? "" : ": " + step.text), false);
  }
  for (const auto& one : group.view.recalls) {
    const auto own = std::find_if(one.parties.begin(), one.parties.end(),
                                  [&](const auto& party) { return party.party == group.own; });
    const bool open = own != one.parties.end() && (own->outcome == group::RecallOutcome::silent ||
                                                   own->outcome == group::RecallOutcome::not_received);
    add(one.at, "recall",
        fmt::format("{} ({}, {}){}", one.recall.object, one.recall.reason, one.recall.wish,
                    one.recall.description.empty() ? "" : ": " + one.recall.description),
        open);
  }
  for (const auto& one : group.view.notifications)
    add(one.at, "notification", fmt::format("{} ({})", one.notification.name, one.notification.severity), false);
  for (const auto& one : group.view.positions)
    add(one.at, "position",
        fmt::format("{} {}: {}{}", one.position.speaker, one.position.stance, one.position.subject,
                    one.withdrawn ? " (withdrawn)" : ""),
        false);
  for (const auto& one : group.view.pending)
    if (std::find(one.missing.begin(), one.missing.end(), group.own) != one.missing.end())
      out.push_back({one.charter.terms.modified, group.group.alias, "", "charter", one.charter.terms.id,
                     "a new version is to be signed", one.charter.terms.exercise, true});
  for (const auto& one : group.view.faults)
    out.push_back({one.at.added, group.group.alias, group.name(one.at.author), "fault", one.at.id,
                   fmt::format("entry {}: {}", one.at.seq, one.message), one.at.exercise, false});
}

int inbox(Context& context, const std::string& alias, bool open_only) {
  const auto groups = open_groups(context, alias);
  if (!groups.ok()) return context.fail(groups.error());
  std::vector<Item> items;
  for (const OpenGroup& group : *groups) add_messages(items, group);
  const std::string own = context.node->config().party.identity;
  if (alias.empty())
    for (const auto& one : context.node->groups().proposals())
      items.push_back(
          {one.received, one.alias, "", "charter", one.charter.terms.id,
           fmt::format("under way, {} of {} signed", one.charter.signatures.size(), one.charter.terms.members.size()),
           one.charter.terms.exercise, group::find_signature(one.charter, own) == nullptr});
  if (open_only) std::erase_if(items, [](const Item& one) { return !one.needs_act; });
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.when > b.when; });
  Table table({"", "SAID", "GROUP", "FROM", "WHAT", "ID", "TEXT"});
  for (const Item& one : items) {
    if (context.json)
      context.console.line(JsonLine()
                               .text("group", one.group)
                               .text("from", one.from)
                               .text("kind", one.kind)
                               .text("id", one.id)
                               .text("added", to_string(one.when))
                               .text("text", one.text)
                               .flag("needs_act", one.needs_act)
                               .flag("exercise", one.exercise)
                               .str());
    else
      table.add({one.needs_act ? "*" : " ", short_time(one.when), shown(one.group), one.from, one.kind,
                 short_id(one.id), (one.exercise ? "[EXERCISE] " : "") + shown(one.text)});
  }
  if (context.json) return kDone;
  if (items.empty())
    context.console.line(open_only ? "Nothing waits for this party." : "Nothing came in.");
  else
    table.print(context.console);
  if (!context.json) print_held_up(context);
  return kDone;
}

// What was said under this id, by whom, in full. The latest of several versions.
int read_message(Context& context, const std::string& what, const std::string& alias) {
  const auto groups = open_groups(context, alias);
  if (!groups.ok()) return context.fail(groups.error());
  struct Found {
    const OpenGroup* group = nullptr;
    std::string id, author, text;
    Micros added{};
  } found;
  bool several = false;
  json::Parser parser;
  for (const OpenGroup& group : *groups) {
    const auto looked = context.node->groups().for_each(group.group, [&](const group::Record& record) -> Status {
      const auto root = parser.parse(record.text);
      json::Object object;
      if (!root.ok() || root->get(object) != simdjson::SUCCESS) return {};
      const std::string id(json::string_member(object, "id").value_or(""));
      if (!means(what, id)) return {};
      if (!found.id.empty() && found.id != id) several = true;
      found = {&group, id, std::string(record.author), std::string(record.text), record.added};
      return {};
    });
    if (!looked.ok()) return context.fail(looked.error());
  }
  if (found.group == nullptr)
    return context.fail({Code::not_found, "nothing was said under \"" + what + "\"; parley inbox lists what came in"});
  if (several)
    return context.fail({Code::conflict, "\"" + what + "\" means more than one object; give more of its id"});
  if (context.json) {
    context.console.line(JsonLine()
                             .text("group", found.group->group.alias)
                             .text("from", found.author)
                             .text("added", to_string(found.added))
                             .raw("object", found.text)
                             .str());
    return kDone;
  }
  context.console.line(fmt::format("{}, in \"{}\", {}:\n", found.group->name(found.author),
                                   shown(found.group->group.alias), short_time(found.added)));
  context.console.line(indented_json(found.text));
  return kDone;
}

struct NotifyArguments {
  std::string subject, description, severity = "medium", severity_text, origin, group;
  std::vector<std::string> to, about, asks;
  bool exercise = false;
  Speaking speaking;
};

int notify(Context& context, const NotifyArguments& arguments) {
  const auto group = open_group(context, arguments.group);
  if (!group.ok()) return context.fail(group.error());
  auto text = own_message(*group, "notification", arguments.exercise);
  text.text("name", arguments.subject);
  if (!arguments.description.empty()) text.text("description", arguments.description);
  std::vector<std::string> to;
  for (const std::string& who : arguments.to) {
    const auto member = find_member(context, *group, who);
    if (!member.ok()) return context.fail(member.error());
    to.push_back(*member);
  }
  if (!to.empty()) text.raw("to_refs", json::string_array_text(to));
  if (!arguments.about.empty()) text.raw("object_refs", json::string_array_text(arguments.about));
  text.text("severity", arguments.severity);
  if (!arguments.severity_text.empty()) text.text("severity_text", arguments.severity_text);
  if (!arguments.origin.empty()) text.text("claimed_origin", arguments.origin);
  text.raw("asks",
           json::string_array_text(arguments.asks.empty() ? std::vector<std::string>{"nothing"} : arguments.asks));
  return say(context, *group, text.str(), arguments.speaking);
}

struct PositionArguments {
  std::string statement, speaker, authority, subject, stance, audience = "private", group;
  std::vector<std::string> about;
  bool exercise = false;
  Speaking speaking;
};

int position(Context& context, const PositionArguments& arguments) {
  const auto group = open_group(context, arguments.group);
  if (!group.ok()) return context.fail(group.error());
  auto text = own_message(*group, "position", arguments.exercise);
  text.text("speaker", arguments.speaker)
      .text("authority", arguments.authority)
      .text("subject", arguments.subject)
      .text("stance", arguments.stance)
      .text("statement", arguments.statement)
      .text("audience", arguments.audience);
  if (!arguments.about.empty()) text.raw("object_refs", json::string_array_text(arguments.about));
  return say(context, *group, text.str(), arguments.speaking);
}

}  // namespace

void add_inbox(Command& app, Context& context) {
  auto* command =
      app.add_subcommand("inbox", "What the others said to this party; * marks what waits for an act of ours");
  auto what = std::make_shared<std::string>(), group = std::make_shared<std::string>();
  auto open = std::make_shared<bool>(false);
  command->add_option("MESSAGE", *what, "Print this one in full: its id or the beginning of its UUID");
  command->add_option("--group,-g", *group, "Only in this group");
  command->add_flag("--open", *open, "Only what waits for an act of ours");
  on_chosen(command, context, true, [what, group, open](Context& c) {
    return what->empty() ? inbox(c, *group, *open) : read_message(c, *what, *group);
  });

  auto* one = app.add_subcommand("notify", "Tell the others something; nothing is owed in return");
  auto a = std::make_shared<NotifyArguments>();
  one->add_option("SUBJECT", a->subject, "In a few words")->required();
  one->add_option("--description", a->description, "What is known");
  one->add_option("--severity", a->severity, "low, medium, high or critical")->capture_default_str();
  one->add_option("--severity-text", a->severity_text, "The same on this party's own scale");
  one->add_option("--origin", a->origin, "From where it appears to come");
  add_texts(one, "--to", a->to, "Whom it concerns most (again for each; the whole group sees it)");
  add_texts(one, "--about", a->about, "Id of an object (again for each)");
  add_texts(one, "--asks", a->asks, "nothing, information, preservation or action (again for each; else nothing)");
  one->add_option("--group,-g", a->group, "The group (else the only one)");
  one->add_flag("--exercise", a->exercise, "Mark it as an exercise");
  add_speaking(one, a->speaking);
  on_chosen(one, context, true, [a](Context& c) { return notify(c, *a); });

  auto* other = app.add_subcommand("position", "State this party's position: who speaks, with what authority, on what");
  auto b = std::make_shared<PositionArguments>();
  other->add_option("STATEMENT", b->statement, "The position in words")->required();
  other->add_option("--speaker", b->speaker, "Who speaks")->required();
  other->add_option("--authority", b->authority, "With what authority")->required();
  other->add_option("--subject", b->subject, "On what")->required();
  other->add_option("--stance", b->stance, "affirms, denies, accepts, declines-to-say, raises, alleges or demands")
      ->required();
  other->add_option("--audience", b->audience, "private (the group) or public (may be quoted)")->capture_default_str();
  add_texts(other, "--about", b->about, "Id of an object (again for each)");
  other->add_option("--group,-g", b->group, "The group (else the only one)");
  other->add_flag("--exercise", b->exercise, "Mark it as an exercise");
  add_speaking(other, b->speaking);
  on_chosen(other, context, true, [b](Context& c) { return position(c, *b); });
}

}  // namespace parley::cli
