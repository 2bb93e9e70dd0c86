#include <fmt/format.h>

#include "cli/groups.h"
#include "desk/peers.h"

namespace parley::cli {
namespace {

int invite(Context& context, const std::string& out) {
  const auto card = desk::Peers(*context.node).own_card();
  if (!card.ok()) return context.fail(card.error());
  if (!out.empty()) {
    if (const auto written = write_text_file(context, out, card->line + "\n"); !written.ok())
      return context.fail(written.error());
  }
  if (context.json) {
    context.console.line(to_json(*card));
    return kDone;
  }
  if (out.empty()) context.console.line(card->line);
  context.console.err_lines(
      fmt::format("\nHand over this line{}, and read this to the other party on another channel:\n\n    {}\n\nThey "
                  "run: parley peer accept LINE --alias NAME",
                  out.empty() ? "" : " (" + out + ")", card->fingerprint));
  return kDone;
}

struct AcceptArguments {
  std::string card, alias, fingerprint;
  bool yes = false, although_alike = false;
};

// What there is to compare, and what is new in the card of a party that is known.
void show_card(Context& context, const group::Card& card, const node::Peer* known) {
  const auto line = [&](std::string_view what, const std::string& value, const std::string& before) {
    context.console.err(fmt::format("{:12} {}{}", what, value,
                                    known != nullptr && value != before ? "   (before: " + before + ")" : ""));
  };
  const auto address = [](const group::Card& of) {
    return of.url.empty() ? std::string("none: it asks others, and nobody can read what it says") : of.url;
  };
  const group::Card& before = known != nullptr ? known->card : card;
  if (known != nullptr)
    context.console.err(fmt::format("A new card of \"{}\", who is known here.", shown(known->alias)));
  line("party", shown(card.name), shown(before.name));
  line("identity", card.identity_id, before.identity_id);
  line("domain", card.domain, before.domain);
  line("address", address(card), address(before));
  line("fingerprint", group::fingerprint(card), group::fingerprint(before));
  context.console.err("");
}

// The card that is given: the line itself, or a file with it.
Result<desk::Peers::Offered> offered(Context& context, const std::string& card) {
  std::string text = card;
  if (text.find("parley1.") == std::string::npos) {
    PARLEY_TRY(text, read_text_file(context, card));
  }
  return desk::Peers(*context.node).read(text);
}

Status compared(Context& context, const desk::Peers::Offered& card, const AcceptArguments& arguments) {
  if (!arguments.fingerprint.empty()) return desk::Peers::compare(card, arguments.fingerprint);
  if (arguments.yes) return {};
  show_card(context, card.card, card.known ? &*card.known : nullptr);
  if (context.console.confirm("Have they read the same fingerprint to you?")) return {};
  return Error{Code::forbidden,
               "not accepted; compare the fingerprint on another channel, or give it with --fingerprint"};
}

int accept(Context& context, const AcceptArguments& arguments) {
  const auto card = offered(context, arguments.card);
  if (!card.ok()) return context.fail(card.error());
  if (const auto same = compared(context, *card, arguments); !same.ok()) return context.fail(same.error());
  const auto alias = desk::Peers(*context.node)
                         .accept(*context.acting, *card, arguments.alias,
                                 arguments.although_alike ? node::Alike::taken : node::Alike::refused);
  if (!alias.ok()) return context.fail(alias.error());
  if (!card->same_domain.empty())
    context.console.err(
        fmt::format("parley: it has the domain \"{}\", as \"{}\" has: no group can have both as members. One of the "
                    "two would have to make its node anew with a domain of its own (parley init --domain)",
                    shown(card->card.domain), card->same_domain));
  context.console.line(context.json ? JsonLine()
                                          .text("peer", *alias)
                                          .text("identity", card->card.identity_id)
                                          .text("name", card->card.name)
                                          .text("fingerprint", card->fingerprint)
                                          .str()
                                    : fmt::format("Accepted {} as \"{}\"", shown(card->card.name), *alias));
  return kDone;
}

std::string trip_text(const std::optional<group::PingState>& last) {
  if (!last) return "-";
  if (!last->round_trip) return "no answer to " + short_time(last->at.added);
  return fmt::format("{:.1f} s{}", static_cast<double>(last->round_trip->count()) / 1e6,
                     last->at.exercise ? " (exercise)" : "");
}

int list(Context& context) {
  const auto peers = desk::Peers(*context.node).list();
  if (!peers.ok()) return context.fail(peers.error());
  Table table({"PEER", "PARTY", "ADDRESS", "LAST SEEN", "PING", "FINGERPRINT"});
  for (const auto& one : *peers) {
    const node::Peer& peer = one.peer;
    if (context.json)
      context.console.line(to_json(one));
    else
      table.add({peer.alias, one.called, peer.card.url.empty() ? "-" : peer.card.url, short_time(peer.last_seen),
                 trip_text(one.last), group::fingerprint(peer.card)});
  }
  if (!context.json) table.print(context.console);
  return kDone;
}

struct PingArguments {
  std::string who, group;
  bool exercise = false;
};

// Before there is a group: whether the address, the port, TLS and both sides' certificates are right.
int reach(Context& context, const std::string& who) {
  const auto reached = desk::Peers(*context.node).reach(who);
  if (!reached.ok()) return context.fail(reached.error());
  const auto milliseconds = [](std::chrono::microseconds time) { return static_cast<double>(time.count()) / 1000; };
  const auto& [peer, times] = *reached;
  context.console.line(
      context.json
          ? to_json(*reached)
          : fmt::format(
                "\"{}\" answers at {} in {:.1f} ms ({:.1f} ms with the TLS handshake); it is who its card says, "
                "and knows this party's card. There is no group with it yet, so nothing was said or kept",
                shown(peer.alias), shown(peer.card.url), milliseconds(times.answered), milliseconds(times.connected)));
  return kDone;
}

int ping(Context& context, const PingArguments& arguments) {
  const desk::Peers peers(*context.node);
  const auto shared = peers.room_with(arguments.who, arguments.group);
  if (!shared.ok()) return context.fail(shared.error());
  if (!*shared) return reach(context, arguments.who);
  const OpenGroup& group = **shared;
  const int status =
      say(context, group, peers.ping(group, arguments.who, arguments.exercise), {.yes = true, .out = {}});
  if (status == kDone && !context.json)
    context.console.line("The answer comes with the next exchange: parley peer list shows the time that it took");
  return status;
}

int remove(Context& context, const std::string& alias, bool yes) {
  if (!may_destroy(
          context, yes,
          fmt::format("Forget \"{}\"? Groups with it stay, but nothing is exchanged directly any more.", alias)))
    return kRefused;
  if (const auto done = desk::Peers(*context.node).remove(*context.acting, alias); !done.ok())
    return context.fail(done.error());
  context.console.line(context.json ? JsonLine().text("removed", alias).str() : fmt::format("Removed \"{}\"", alias));
  return kDone;
}

}  // namespace

void add_peer(Command& app, Context& context) {
  auto* peer = app.add_subcommand("peer", "Other parties: exchange of cards, pings");
  peer->require_subcommand(1);
  auto* first =
      peer->add_subcommand("invite", "Print this party's card: one line to hand over, and a fingerprint to read aloud");
  auto out = std::make_shared<std::string>();
  first->add_option("--out", *out, "Write the card to a file")->type_name("FILE")->uses(FileUse::writes);
  on_chosen(first, context, true, [out](Context& c) { return invite(c, *out); });

  auto* second = peer->add_subcommand("accept", "Take another party's card after comparing its fingerprint");
  auto arguments = std::make_shared<AcceptArguments>();
  second->add_option("CARD", arguments->card, "The line, a file with it, or \"-\"")->required()->uses(FileUse::reads);
  second->add_option("--alias", arguments->alias, "What this node calls the party (else made from its name)");
  second->add_option("--fingerprint", arguments->fingerprint,
                     "The fingerprint as it was read to you, instead of being asked");
  second->add_flag("--yes,-y", arguments->yes,
                   "Accept without comparing: only when the card came by a channel that you trust");
  second->add_flag("--although-alike", arguments->although_alike,
                   "Accept a name that looks like another known party's; it is marked wherever it is shown");
  on_chosen(second, context, node::Act::peers, [arguments](Context& c) { return accept(c, *arguments); });

  on_chosen(peer->add_subcommand("list", "Known parties, when each was last heard, how long the last ping took"),
            context, true, list);

  auto* third = peer->add_subcommand(
      "ping", "Ask the other node for a sign of life, timed; before there is a group: whether it can be reached");
  auto pinged = std::make_shared<PingArguments>();
  third->add_option("PEER", pinged->who, "What this node calls it")->required();
  third->add_option("--group,-g", pinged->group, "In this group (else the first that both are in)");
  third->add_flag("--exercise", pinged->exercise, "Mark it as an exercise");
  on_chosen(third, context, node::Act::say, [pinged](Context& c) { return ping(c, *pinged); });

  auto* last = peer->add_subcommand("remove", "Forget a party");
  auto alias = std::make_shared<std::string>();
  auto yes = std::make_shared<bool>(false);
  last->add_option("PEER", *alias, "What this node calls it")->required();
  last->add_flag("--yes,-y", *yes, "Do it without being asked");
  on_chosen(last, context, node::Act::peers, [alias, yes](Context& c) { return remove(c, *alias, *yes); });
}

}  // namespace parley::cli
