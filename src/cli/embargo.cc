#include <fmt/format.h>

#include "cli/groups.h"

namespace parley::cli {
namespace {

// Blocked for good.
constexpr Micros kForever{253'402'300'799'999'999};  // the last moment of the year 9999

struct EmbargoArguments {
  std::string what, party = "*", until, reason;
};

Result<std::string> party_of(Context& context, const std::string& who) {
  if (who == "*") return who;
  PARLEY_TRY(const node::Peer peer, context.node->groups().peer(who));
  return peer.card.identity_id;
}

int put(Context& context, const EmbargoArguments& arguments) {
  const auto party = party_of(context, arguments.party);
  if (!party.ok()) return context.fail(party.error());
  Micros until = kForever;
  if (!arguments.until.empty()) {
    const auto when = parse_when(arguments.until, now());
    if (!when.ok()) return context.fail(when.error());
    until = *when;
  }
  if (const auto done = context.node->groups().put_embargo(
          {.party = *party, .what = arguments.what, .until = until, .reason = arguments.reason});
      !done.ok())
    return context.fail(done.error());
  if (context.json)
    context.console.line(JsonLine()
                             .text("what", arguments.what)
                             .text("party", *party)
                             .text("until", to_string(until))
                             .text("reason", arguments.reason)
                             .str());
  else
    context.console.line(fmt::format("{} does not leave {}{}", arguments.what,
                                     *party == "*" ? "to anybody" : "to a group that \"" + arguments.party + "\" is in",
                                     until == kForever ? "" : " before " + short_time(until)));
  return kDone;
}

int remove(Context& context, const EmbargoArguments& arguments) {
  const auto party = party_of(context, arguments.party);
  if (!party.ok()) return context.fail(party.error());
  if (const auto done = context.node->groups().remove_embargo(*party, arguments.what); !done.ok())
    return context.fail(done.error());
  context.console.line(context.json ? JsonLine().text("removed", arguments.what).text("party", *party).str()
                                    : "Removed: " + arguments.what + " may leave again, as far as the policy lets it");
  return kDone;
}

int list(Context& context) {
  Table table({"WHAT", "PARTY", "UNTIL", "REASON"});
  for (const auto& one : context.node->groups().embargoes()) {
    std::string party = one.party;
    if (const auto peer = context.node->groups().peer(one.party); peer.ok()) party = peer->alias;
    if (context.json)
      context.console.line(JsonLine()
                               .text("what", one.what)
                               .text("party", one.party)
                               .text("until", to_string(one.until))
                               .text("reason", one.reason)
                               .str());
    else
      table.add({shown(one.what), party == "*" ? "everybody" : shown(party),
                 one.until == kForever ? "for good" : short_time(one.until), shown(one.reason)});
  }
  if (!context.json) table.print(context.console);
  return kDone;
}

}  // namespace

void add_embargo(Command& app, Context& context) {
  auto* embargo = app.add_subcommand("embargo", "What this party itself keeps back, whatever a charter allows")
                      ->require_subcommand(1);
  auto a = std::make_shared<EmbargoArguments>();
  auto* one = embargo->add_subcommand("add", "Keep something back, for a time or for good");
  one->add_option("WHAT", a->what, "An object's id, a type, a marking's id, or a label")->required();
  one->add_option("--party", a->party, "Only from groups that this peer is in; \"*\": from all")->capture_default_str();
  one->add_option("--until", a->until, "A day, a timestamp or a time from now (else for good)");
  one->add_option("--reason", a->reason, "Why; shown in previews");
  on_chosen(one, context, node::Act::embargo, [a](Context& c) { return put(c, *a); });
  auto b = std::make_shared<EmbargoArguments>();
  auto* other = embargo->add_subcommand("remove", "Let it leave again");
  other->add_option("WHAT", b->what, "As the list shows it")->required();
  other->add_option("--party", b->party, "As it was added")->capture_default_str();
  on_chosen(other, context, node::Act::embargo, [b](Context& c) { return remove(c, *b); });
  auto* last = embargo->add_subcommand("list", "What is kept back");
  on_chosen(last, context, true, list);
}

}  // namespace parley::cli
