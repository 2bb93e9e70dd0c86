#include <fmt/format.h>

#include "cli/groups.h"
#include "desk/embargoes.h"
#include "node/release_policy.h"

namespace parley::cli {
namespace {

struct EmbargoArguments {
  desk::Embargoes::Wanted wanted;
  std::string until;
  bool label = false;
};

// "indicator--… "Beacon"", "every object of type indicator", "what is marked TLP:AMBER".
std::string in_words(const node::EmbargoWord& word) {
  using Kind = node::EmbargoWord::Kind;
  const std::string named = word.name.empty() ? std::string() : fmt::format(" \"{}\"", word.name);
  switch (word.kind) {
    case Kind::everything:
      return "everything";
    case Kind::object:
      return word.what + named;
    case Kind::type:
      return "every object of type " + word.what;
    case Kind::marking:
      return "what is marked " + word.what + named;
    case Kind::level:
      return "what is marked " + (word.name.empty() ? word.what : word.name);
    case Kind::label:
      return fmt::format("what has the label \"{}\"", word.what);
  }
  return word.what;
}

// The last second of it; the message says UTC, since a day ends elsewhere at another time.
std::string end_text(Micros until) { return to_string(until).substr(0, 19) + "Z (UTC)"; }

using ReleasedBefore = node::ReleasePolicy::ReleasedBefore;

// An embargo does not take back what has left: said in whole sentences, with what can still be done.
void print_released_before(Context& context, const std::vector<ReleasedBefore>& all) {
  for (const ReleasedBefore& one : all) {
    const std::string group = shown(one.group), readers = shown(fmt::format("{}", fmt::join(one.readers, ", ")));
    const std::string what = fmt::format("{} that it means {} released in \"{}\" before",
                                         counted(one.objects, "object"), one.objects == 1 ? "was" : "were", group);
    if (one.signed_version)
      context.console.line(
          fmt::format("{}; {} will read that as soon as the version of {} is in force, which this party has signed. A "
                      "later version "
                      "without goes before it: parley group draft --change {}",
                      what, readers, to_string(*one.signed_version), group));
    else
      context.console.line(fmt::format(
          "{} and can be read there by {}: an embargo takes nothing back (parley recall ask withdraws it, on record)",
          what, readers));
  }
}

Result<desk::Embargoes::Put> kept(Context& context, const EmbargoArguments& arguments) {
  desk::Embargoes::Wanted wanted = arguments.wanted;
  wanted.as_label = arguments.label ? node::AsLabel::yes : node::AsLabel::no;
  if (!arguments.until.empty()) {
    PARLEY_TRY(wanted.until, parse_when(arguments.until, context.node->time()).in("--until"));
  }
  return desk::Embargoes(*context.node).put(*context.acting, wanted);
}

int put(Context& context, const EmbargoArguments& arguments) {
  const auto put = kept(context, arguments);
  if (!put.ok()) return context.fail(put.error());
  if (context.json) {
    context.console.line(to_json(*put));
    return kDone;
  }
  const auto& [embargo, word, held, before] = *put;
  const std::string& peer = arguments.wanted.party;
  context.console.line(fmt::format("{} does not leave {}{}", shown(in_words(word)),
                                   embargo.party == "*" ? "to anybody" : "to a group that \"" + peer + "\" is in",
                                   embargo.until == desk::kForGood ? "" : ", up to " + end_text(embargo.until)));
  context.console.line(fmt::format(
      "It holds back {} here{}; whatever is made from what is held stays, too", counted(held.objects, "object"),
      held.naming == 0 ? std::string()
                       : fmt::format(", and {} because {} such objects", with_commas(held.naming) + " more",
                                     held.naming == 1 ? "it names" : "they name")));
  print_released_before(context, before);
  return kDone;
}

int remove(Context& context, const desk::Embargoes::Wanted& wanted) {
  const auto removed = desk::Embargoes(*context.node).remove(*context.acting, wanted.what, wanted.party);
  if (!removed.ok()) return context.fail(removed.error());
  context.console.line(context.json ? JsonLine().text("removed", removed->what).text("party", removed->party).str()
                                    : "Removed: " + shown(in_words(removed->word)) +
                                          " may leave again, as far as the policy lets it");
  return kDone;
}

int list(Context& context) {
  Table table({"WHAT", "KIND", "PARTY", "UNTIL (UTC)", "REASON"});
  for (const auto& line : desk::Embargoes(*context.node).list()) {
    const auto& [one, word, party, over] = line;
    if (context.json)
      context.console.line(to_json(line));
    else
      table.add({shown(word.name.empty() ? one.what : one.what + " \"" + word.name + "\""),
                 std::string(to_string(word.kind)), party == "*" ? "everybody" : shown(party),
                 one.until == desk::kForGood ? "for good" : (over ? "over since " : "") + short_time(one.until),
                 shown(one.reason)});
  }
  if (!context.json) table.print(context.console);
  return kDone;
}

}  // namespace

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
