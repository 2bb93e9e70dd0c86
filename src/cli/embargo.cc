#include <fmt/format.h>

#include "cli/groups.h"
#include "node/embargo_words.h"

namespace parley::cli {
namespace {

// Blocked for good.
constexpr Micros kForever{253'402'300'799'999'999};  // the last moment of the year 9999

struct EmbargoArguments {
  std::string what, party = "*", until, reason;
  bool label = false;
};

Result<std::string> party_of(Context& context, const std::string& who) {
  if (who == "*") return who;
  PARLEY_TRY(const node::Peer peer, context.node->groups().peer(who));
  return peer.card.identity_id;
}

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

int put(Context& context, const EmbargoArguments& arguments) {
  const auto party = party_of(context, arguments.party);
  if (!party.ok()) return context.fail(party.error());
  Micros until = kForever;
  if (!arguments.until.empty()) {
    const auto when = parse_when(arguments.until, context.node->time());
    if (!when.ok()) return context.fail(when.error().in("--until"));
    until = *when;
  }
  const auto word =
      node::read_embargo_word(*context.node, arguments.what, arguments.label ? node::AsLabel::yes : node::AsLabel::no);
  if (!word.ok()) return context.fail(word.error());
  node::Groups& groups = context.node->groups();
  const release::Embargo embargo{.party = *party, .what = word->what, .until = until, .reason = arguments.reason};
  if (const auto done = groups.put_embargo(embargo); !done.ok()) return context.fail(done.error());
  const auto held = groups.held_back(embargo);
  if (!held.ok()) return context.fail(held.error().in("the embargo is kept, but what it holds back was not counted"));
  if (context.json) {
    context.console.line(JsonLine()
                             .text("what", word->what)
                             .text("kind", to_string(word->kind))
                             .text("name", word->name)
                             .text("party", *party)
                             .text("until", to_string(until))
                             .text("reason", arguments.reason)
                             .number("objects", held->objects)
                             .number("naming", held->naming)
                             .str());
    return kDone;
  }
  context.console.line(fmt::format("{} does not leave {}{}", shown(in_words(*word)),
                                   *party == "*" ? "to anybody" : "to a group that \"" + arguments.party + "\" is in",
                                   until == kForever ? "" : ", up to " + end_text(until)));
  context.console.line(fmt::format(
      "It holds back {} here{}; whatever is made from what is held stays, too", counted(held->objects, "object"),
      held->naming == 0 ? std::string()
                        : fmt::format(", and {} because {} such objects", with_commas(held->naming) + " more",
                                      held->naming == 1 ? "it names" : "they name")));
  return kDone;
}

int remove(Context& context, const EmbargoArguments& arguments) {
  const auto party = party_of(context, arguments.party);
  if (!party.ok()) return context.fail(party.error());
  const auto what = node::find_embargo(*context.node, *party, arguments.what);
  if (!what.ok()) return context.fail(what.error());
  const std::string words = in_words(node::embargo_word_of(*context.node, *what));
  if (const auto done = context.node->groups().remove_embargo(*party, *what); !done.ok())
    return context.fail(done.error());
  context.console.line(context.json ? JsonLine().text("removed", *what).text("party", *party).str()
                                    : "Removed: " + shown(words) + " may leave again, as far as the policy lets it");
  return kDone;
}

int list(Context& context) {
  Table table({"WHAT", "KIND", "PARTY", "UNTIL (UTC)", "REASON"});
  for (const auto& one : context.node->groups().embargoes()) {
    std::string party = one.party;
    if (const auto peer = context.node->groups().peer(one.party); peer.ok()) party = peer->alias;
    const node::EmbargoWord word = node::embargo_word_of(*context.node, one.what);
    const bool over = one.until <= context.node->time();
    if (context.json)
      context.console.line(JsonLine()
                               .text("what", one.what)
                               .text("kind", to_string(word.kind))
                               .text("name", word.name)
                               .text("party", one.party)
                               .text("until", to_string(one.until))
                               .flag("over", over)
                               .text("reason", one.reason)
                               .str());
    else
      table.add({shown(word.name.empty() ? one.what : one.what + " \"" + word.name + "\""),
                 std::string(to_string(word.kind)), party == "*" ? "everybody" : shown(party),
                 one.until == kForever ? "for good" : (over ? "over since " : "") + short_time(one.until),
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
         "WHAT", a->what,
         "An id or the beginning of one, a type, a level such as TLP:AMBER, a marking, or a label of objects here")
      ->required();
  one->add_flag("--label", a->label, "It is a label, also when nothing here has it");
  one->add_option("--party", a->party, "Only from groups that this peer is in; \"*\": from all")->capture_default_str();
  one->add_option("--until", a->until, "A day, to its end in UTC, a timestamp or a time from now (else for good)");
  one->add_option("--reason", a->reason, "Why; shown in previews");
  on_chosen(one, context, node::Act::embargo, [a](Context& c) { return put(c, *a); });
  auto b = std::make_shared<EmbargoArguments>();
  auto* other = embargo->add_subcommand("remove", "Let it leave again");
  other->add_option("WHAT", b->what, "As it was added, or as the list shows it")->required();
  other->add_option("--party", b->party, "As it was added")->capture_default_str();
  on_chosen(other, context, node::Act::embargo, [b](Context& c) { return remove(c, *b); });
  auto* last = embargo->add_subcommand("list", "What is kept back");
  on_chosen(last, context, true, list);
}

}  // namespace parley::cli
