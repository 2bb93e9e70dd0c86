#include <fmt/format.h>

#include <algorithm>

#include "cli/groups.h"
#include "node/find_object.h"

namespace parley::cli {
namespace {

struct AskArguments {
  std::string object, version, reason = "wrong", wish = "delete", replacement, text, severity, group;
  bool exercise = false;
  Speaking speaking;
};

// The groups in whose own journal the object is: it is recalled where it was released.
Result<std::vector<OpenGroup>> released_in(Context& context, const AskArguments& arguments) {
  PARLEY_TRY(auto groups, open_groups(context, arguments.group));
  std::vector<OpenGroup> out;
  for (OpenGroup& group : groups) {
    if (group.group.left) continue;
    for (const node::MemberView& member : group.group.members) {
      if (!member.own || member.journal == nullptr) continue;
      PARLEY_TRY(const bool has, member.journal->contains(arguments.object));
      if (has) out.push_back(std::move(group));
      break;
    }
  }
  if (out.empty())
    return Error{Code::not_found, arguments.object + " was not released by this party" +
                                      (arguments.group.empty() ? " in any group" : " in this group") +
                                      "; only who released an object can recall it"};
  return out;
}

int ask(Context& context, const AskArguments& given) {
  AskArguments arguments = given;
  auto id = node::whole_id(*context.node, given.object);
  if (!id.ok()) return context.fail(id.error());
  arguments.object = std::move(id).value();
  const auto groups = released_in(context, arguments);
  if (!groups.ok()) return context.fail(groups.error());
  int status = kDone;
  for (const OpenGroup& group : *groups) {
    auto text = own_message(group, "recall", arguments.exercise);
    text.text("object_ref", arguments.object).text("reason", arguments.reason).text("wish", arguments.wish);
    if (!arguments.version.empty()) text.text("version", arguments.version);
    if (!arguments.replacement.empty()) text.text("replacement_ref", arguments.replacement);
    if (!arguments.text.empty()) text.text("description", arguments.text);
    if (!arguments.severity.empty()) text.text("incident_severity", arguments.severity);
    status = worse(status, say(context, group, text.str(), arguments.speaking));
  }
  return status;
}

struct AnswerArguments {
  std::string what, refuse, done, group;
  bool confirm = false;
  Speaking speaking;
};

int answer(Context& context, const AnswerArguments& arguments) {
  if (arguments.confirm == !arguments.refuse.empty())
    return context.fail({Code::invalid_input, "say either --confirm or --refuse REASON"});
  const auto groups = open_groups(context, arguments.group);
  if (!groups.ok()) return context.fail(groups.error());
  for (const OpenGroup& group : *groups) {
    const auto recall = find_message(group.view.recalls, arguments.what, "recall");
    if (!recall.ok() && recall.error().code == Code::conflict) return context.fail(recall.error());
    if (!recall.ok()) continue;
    if ((*recall)->at.author == group.own)
      return context.fail({Code::forbidden, "this party asked for the recall; the others answer it"});
    auto text = own_message(group, "recall-answer", (*recall)->at.exercise);
    text.text("recall_ref", (*recall)->at.id).text("outcome", arguments.confirm ? "confirmed" : "refused");
    if (!arguments.refuse.empty()) text.text("reason", arguments.refuse);
    if (!arguments.done.empty()) text.text("done", arguments.done);
    const int status = say(context, group, text.str(), arguments.speaking);
    if (status == kDone && arguments.confirm && !context.json)
      context.console.line(
          "Nothing was deleted here: content goes only by an act of your own, and its leaf in the log stays.");
    return status;
  }
  return context.fail(
      {Code::not_found, "there is no recall \"" + arguments.what + "\"; parley recall status lists them"});
}

int status(Context& context, const std::string& what, const std::string& alias) {
  const auto groups = open_groups(context, alias);
  if (!groups.ok()) return context.fail(groups.error());
  Table table({"RECALL", "GROUP", "BY", "OBJECT", "REASON", "WISH", "PARTY", "STATE", "RECEIVED", "DUE", "SAID"});
  for (const OpenGroup& group : *groups)
    for (const group::RecallState& recall : group.view.recalls) {
      if (!what.empty() && !means(what, recall.at.id) && what != recall.recall.object) continue;
      for (const auto& party : recall.parties) {
        if (context.json) {
          JsonLine line;
          line.text("group", group.group.alias)
              .text("id", recall.at.id)
              .text("from", recall.at.author)
              .text("object", recall.recall.object)
              .text("reason", recall.recall.reason)
              .text("wish", recall.recall.wish)
              .text("party", party.party)
              .text("state", to_string(party.outcome))
              .flag("acknowledged", party.has_acknowledged);
          if (party.received) line.text("received", to_string(*party.received));
          if (party.answered) line.text("answered", to_string(*party.answered));
          if (party.due) line.text("due", to_string(*party.due));
          if (!party.reason.empty()) line.text("refused_because", party.reason);
          if (!party.done.empty()) line.text("done", party.done);
          if (!recall.recall.description.empty()) line.text("text", recall.recall.description);
          if (!recall.recall.replacement.empty()) line.text("replacement", recall.recall.replacement);
          context.console.line(line.flag("overdue", party.overdue).flag("exercise", recall.at.exercise).str());
        } else {
          table.add({short_uuid(recall.at.id), shown(group.group.alias), group.name(recall.at.author),
                     titled(context, recall.recall.object), recall.recall.reason, recall.recall.wish,
                     group.name(party.party), std::string(to_string(party.outcome)), short_time(party.received),
                     (party.overdue ? "OVERDUE " : "") + short_time(party.due),
                     shown(party.reason.empty() ? party.done : party.reason)});
        }
      }
    }
  if (!context.json) table.print(context.console);
  return kDone;
}

}  // namespace

void add_recall(Command& app, Context& context) {
  auto* recall =
      app.add_subcommand("recall", "Withdraw what was released: asked, confirmed, refused or silent, each on record");
  recall->require_subcommand(1);
  auto* one = recall->add_subcommand("ask", "Recall an object of this party, in every group where it was released");
  auto a = std::make_shared<AskArguments>();
  one->add_option("OBJECT", a->object, "Its id")->required();
  one->add_option("--version", a->version, "Only this version (its \"modified\"; else all)");
  one->add_option("--reason", a->reason,
                  "wrong, not-confirmed, source-at-risk, released-in-error, legal, superseded or other")
      ->capture_default_str();
  one->add_option("--wish", a->wish, "delete, stop-use, replace or mark")->capture_default_str();
  one->add_option("--replacement", a->replacement, "Id of what takes its place");
  one->add_option("--text,-t", a->text, "What there is to say");
  one->add_option("--severity", a->severity,
                  "low, medium, high or critical: decides the answer time (else none is due)");
  one->add_option("--group,-g", a->group, "Only in this group");
  one->add_flag("--exercise", a->exercise, "Mark it as an exercise");
  add_speaking(one, a->speaking);
  on_chosen(one, context, node::Act::recall, [a](Context& c) { return ask(c, *a); });

  auto* other = recall->add_subcommand("answer", "Confirm or refuse another party's recall");
  auto b = std::make_shared<AnswerArguments>();
  other->add_option("RECALL", b->what, "Its id or the beginning of its UUID")->required();
  other->add_flag("--confirm", b->confirm, "The wish is followed");
  other->add_option("--refuse", b->refuse, "It is not, for this reason");
  other->add_option("--done", b->done, "What was done");
  other->add_option("--group,-g", b->group, "Only in this group");
  add_speaking(other, b->speaking);
  on_chosen(other, context, node::Act::recall, [b](Context& c) { return answer(c, *b); });

  auto* last = recall->add_subcommand("status", "What each party did with each recall");
  auto what = std::make_shared<std::string>(), group = std::make_shared<std::string>();
  last->add_option("RECALL", *what, "Its id, the beginning of its UUID, or the id of the object");
  last->add_option("--group,-g", *group, "Only in this group");
  on_chosen(last, context, true, [what, group](Context& c) { return status(c, *what, *group); });
}

}  // namespace parley::cli
