// parley embargo: what this party keeps back, whatever a charter allows.
#include "cli/groups.h"
#include "cli/output.h"
#include "desk/embargoes.h"
#include "view/embargoes.h"

namespace parley::cli {
namespace {

struct EmbargoArguments {
  desk::Embargoes::Wanted wanted;
  std::string until;
  bool label = false;
};

// Without --until it is for good, which is the desk's default: whoever forgets the option holds back too long and not
// too short.
Result<desk::Embargoes::Put> kept(Context& context, const EmbargoArguments& arguments) {
  desk::Embargoes::Wanted wanted = arguments.wanted;
  wanted.as_label = arguments.label ? node::AsLabel::yes : node::AsLabel::no;
  if (!arguments.until.empty()) {
    PARLEY_TRY(wanted.until, parse_when(arguments.until, context.node->time()).in("--until"));
  }
  return desk::Embargoes(*context.node).put(*context.acting, wanted);
}

// The answer says what the word was taken for: an id, a type, a level, a marking or a label.
int put(Context& context, const EmbargoArguments& arguments) {
  return put_out(context, kept(context, arguments),
                 [&](const desk::Embargoes::Put& put) { return view::embargo_text(put, arguments.wanted.party); });
}

// What may leave again is said in words, since an embargo is often removed by the short form under which it was listed.
int remove(Context& context, const desk::Embargoes::Wanted& wanted) {
  return put_out(context, desk::Embargoes(*context.node).remove(*context.acting, wanted.what, wanted.party),
                 [](const desk::Embargoes::Removed& removed) { return view::removed_text(removed) + "\n"; });
}

// Also those that are over, until somebody removes them: they say why something did not leave then.
int list(Context& context) { return put_out(context, desk::Embargoes(*context.node).list(), view::embargoes_text); }

}  // namespace

// Adding and removing have one right: who may hold back may let go again, and each is recorded.
void add_embargo(Command& app, Context& context) {
  auto* embargo = app.add_subcommand("embargo", "What this party itself keeps back, whatever a charter allows")
                      ->require_subcommand(1);
  auto a = std::make_shared<EmbargoArguments>();
  auto* one = embargo->add_subcommand(
      "add", "Keep something back, with whatever is made from it or names it, for a time or for good");
  one->add_option(
         "WHAT", a->wanted.what,
         "An id or the beginning of one, a type, a level such as TLP:AMBER, a marking, or a label of objects here")
      ->required();
  // A word that nothing here has as a label is refused as a slip of the pen; the flag says that it is meant for what is
  // still to come.
  one->add_flag("--label", a->label, "It is a label, also when nothing here has it");
  one->add_option("--party", a->wanted.party, "Only from groups that this peer is in; \"*\": from all")
      ->capture_default_str();
  one->add_option("--until", a->until, "A day, to its end in UTC, a timestamp or a time from now (else for good)");
  one->add_option("--reason", a->wanted.reason, "Why; shown in previews");
  on_chosen(one, context, node::Act::embargo, [a](Context& c) { return put(c, *a); });
  auto b = std::make_shared<desk::Embargoes::Wanted>();
  auto* other = embargo->add_subcommand("remove", "Let it leave again");
  other->add_option("WHAT", b->what, "As it was added, or as the list shows it")->required();
  other->add_option("--party", b->party, "As it was added")->capture_default_str();
  on_chosen(other, context, node::Act::embargo, [b](Context& c) { return remove(c, *b); });
  auto* last = embargo->add_subcommand("list", "What is kept back");
  on_chosen(last, context, true, list);
}

}  // namespace parley::cli
