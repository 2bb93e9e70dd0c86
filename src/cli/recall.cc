// parley recall: asking that something is used no more, and the answers. What is done with them is done by
// desk/recalls.h.
#include "cli/groups.h"
#include "cli/output.h"
#include "desk/recalls.h"
#include "view/messages.h"

namespace parley::cli {
namespace {

struct AskArguments {
  desk::Recalls::Wanted wanted;
  std::string group;
  Speaking speaking;
};

// One recall is asked for in each group where the object was released, and each is a message of its own. Asked about
// one by one: a person may want to recall in one group and not in another. The worst of the statuses is that of the
// command.
int ask(Context& context, const AskArguments& arguments) {
  const auto recalls = desk::Recalls(*context.node).ask(arguments.wanted, arguments.group);
  if (!recalls.ok()) return context.fail(recalls.error());
  int status = kDone;
  for (const auto& one : *recalls) status = worse(status, say(context, one.room, one.text, arguments.speaking));
  return status;
}

struct AnswerArguments {
  desk::Recalls::Answer answer;
  std::string group;
  Speaking speaking;
};

int answer(Context& context, const AnswerArguments& arguments) {
  const auto recall = desk::Recalls(*context.node).answer(arguments.answer, arguments.group);
  if (!recall.ok()) return context.fail(recall.error());
  const int status = say(context, recall->room, recall->text, arguments.speaking);
  // Confirming says what this party will do. People take the answer for the deed, so it is said that nothing was
  // deleted.
  if (status == kDone && arguments.answer.confirm && !context.json)
    context.console.line(
        "Nothing was deleted here: content goes only by an act of your own, and its leaf in the log stays.");
  return status;
}

// The whole list without an id, so that `list` is the same by another name.
int status(Context& context, const std::string& what, const std::string& group) {
  return put_out(context, desk::Recalls(*context.node).state(what, group), view::recalls_text);
}

}  // namespace

// Asking, answering and looking. Both of the first are acts with a right of their own, since a recall binds this party
// towards others.
void add_recall(Command& app, Context& context) {
  auto* recall =
      app.add_subcommand("recall", "Withdraw what was released: asked, confirmed, refused or silent, each on record");
  recall->require_subcommand(1);
  auto* one = recall->add_subcommand("ask", "Recall an object of this party, in every group where it was released");
  auto a = std::make_shared<AskArguments>();
  desk::Recalls::Wanted& w = a->wanted;
  one->add_option("OBJECT", w.object, "Its id")->required();
  one->add_option("--version", w.version, "Only this version (its \"modified\"; else all)");
  one->add_option("--reason", w.reason,
                  "wrong, not-confirmed, source-at-risk, released-in-error, legal, superseded or other")
      ->capture_default_str();
  one->add_option("--wish", w.wish, "delete, stop-use, replace or mark")->capture_default_str();
  one->add_option("--replacement", w.replacement, "Id of what takes its place");
  one->add_option("--text,-t", w.text, "What there is to say");
  one->add_option("--severity", w.severity,
                  "low, medium, high or critical: decides the answer time (else none is due)");
  one->add_option("--group,-g", a->group, "Only in this group");
  one->add_flag("--exercise", w.exercise, "Mark it as an exercise");
  add_speaking(one, a->speaking);
  on_chosen(one, context, node::Act::recall, [a](Context& c) { return ask(c, *a); });

  auto* other = recall->add_subcommand("answer", "Confirm or refuse another party's recall");
  auto b = std::make_shared<AnswerArguments>();
  other->add_option("RECALL", b->answer.recall, "Its id or the beginning of its UUID")->required();
  other->add_flag("--confirm", b->answer.confirm, "The wish is followed");
  other->add_option("--refuse", b->answer.refuse, "It is not, for this reason");
  other->add_option("--done", b->answer.done, "What was done");
  other->add_option("--group,-g", b->group, "Only in this group");
  add_speaking(other, b->speaking);
  on_chosen(other, context, node::Act::recall, [b](Context& c) { return answer(c, *b); });

  auto* last = recall->add_subcommand("status", "What each party did with each recall");
  auto what = std::make_shared<std::string>(), group = std::make_shared<std::string>();
  last->add_option("RECALL", *what, "Its id, the beginning of its UUID, or the id of the object");
  last->add_option("--group,-g", *group, "Only in this group");
  on_chosen(last, context, true, [what, group](Context& c) { return status(c, *what, *group); });

  auto* listed = recall->add_subcommand("list", "All of them, as status without an id shows them");
  auto in = std::make_shared<std::string>();
  listed->add_option("--group,-g", *in, "Only in this group");
  on_chosen(listed, context, true, [in](Context& c) { return status(c, {}, *in); });
}

}  // namespace parley::cli
