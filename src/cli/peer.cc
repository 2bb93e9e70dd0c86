// parley peer: other parties, before and beside groups.
#include "desk/peers.h"

#include <fmt/format.h>

#include "cli/groups.h"
#include "cli/output.h"
#include "view/peers.h"

namespace parley::cli {
namespace {

using desk::Peers;

// The card goes to standard output, alone on its line, to be piped on; what is to be read aloud goes to standard error.
// Both together in one file would be a fingerprint that comes by the way of the card, which proves nothing.
int invite(Context& context, const std::string& out) {
  const auto card = Peers(*context.node).own_card();
  if (!card.ok()) return context.fail(card.error());
  if (!out.empty()) {
    if (const auto written = write_text_file(context, out, card->line + "\n"); !written.ok())
      return context.fail(written.error());
  }
  if (context.json || out.empty()) context.console.line(context.json ? to_json(*card) : card->line);
  if (!context.json) context.console.err_lines(view::own_card_text(*card, out));
  return kDone;
}

struct AcceptArguments {
  std::string card, alias, fingerprint;
  bool yes = false, although_alike = false;
};

// The card that is given: the line itself, or a file with it.
Result<Peers::Offered> offered(Context& context, const std::string& card) {
  std::string text = card;
  // A card is known by the mark with which it begins; anything else is the name of a file.
  if (text.find("parley1.") == std::string::npos) {
    PARLEY_TRY(text, read_text_file(context, card));
  }
  return Peers(*context.node).read(text);
}

// The one question on which all trust in the peer rests. With --fingerprint the digits are compared here; with --yes a
// person says that it was done otherwise. Without a terminal and without either it is refused: no default is safe.
Status compared(Context& context, const Peers::Offered& card, const AcceptArguments& arguments) {
  if (!arguments.fingerprint.empty()) return Peers::compare(card, arguments.fingerprint);
  if (arguments.yes) return {};
  context.console.err_lines(view::offered_text(card));
  if (context.console.confirm("Have they read the same fingerprint to you?")) return {};
  return Error{Code::forbidden,
               "not accepted; compare the fingerprint on another channel, or give it with --fingerprint"};
}

int accept(Context& context, const AcceptArguments& arguments) {
  const auto card = offered(context, arguments.card);
  if (!card.ok()) return context.fail(card.error());
  if (const auto same = compared(context, *card, arguments); !same.ok()) return context.fail(same.error());
  // Refused unless it was said: two parties whose names look the same are how one of them is taken for the other.
  const auto alike = arguments.although_alike ? node::Alike::taken : node::Alike::refused;
  const auto alias = Peers(*context.node).accept(*context.acting, *card, arguments.alias, alike);
  if (!alias.ok()) return context.fail(alias.error());
  if (arguments.although_alike && !card->looks_like.empty())
    context.console.err(fmt::format("parley: the name \"{}\" looks like {}; both are marked wherever they are shown",
                                    shown(card->card.name), card->looks_like));
  // Told after the card was taken: it does not forbid to know both parties, only to be in a group with both.
  if (!card->same_domain.empty()) context.console.err("parley: " + view::same_domain_line(*card));
  context.console.line(context.json ? to_json(*card, *alias)
                                    : fmt::format("Accepted {} as \"{}\"", shown(card->card.name), *alias));
  return kDone;
}

struct PingArguments {
  std::string who, group;
  bool exercise = false;
};

// What a ping is depends on whether there is a group: a message in its journal, or a look at the other node.
int ping(Context& context, const PingArguments& arguments) {
  const Peers peers(*context.node);
  const auto shared = peers.room_with(arguments.who, arguments.group);
  if (!shared.ok()) return context.fail(shared.error());
  // Before there is a group: whether the address, the port, TLS and both sides' certificates are right.
  if (!*shared) return put_out(context, peers.reach(arguments.who), view::reached_text);
  const OpenGroup& group = **shared;
  // A ping is a message and is said as one, but without being asked: it tells nothing but that this node is there.
  const int status =
      say(context, group, peers.ping(group, arguments.who, arguments.exercise), {.yes = true, .out = {}});
  if (status == kDone && !context.json)
    context.console.line("The answer comes with the next exchange: parley peer list shows the time that it took");
  return status;
}

// Asked about, since taking the party in again means to compare fingerprints again.
int remove(Context& context, const std::string& alias, bool yes) {
  if (!may_destroy(
          context, yes,
          fmt::format("Forget \"{}\"? Groups with it stay, but nothing is exchanged directly any more.", alias)))
    return kRefused;
  return print_done(context, Peers(*context.node).remove(*context.acting, alias), "removed", alias,
                    fmt::format("Removed \"{}\"", alias));
}

}  // namespace

void add_peer(Command& app, Context& context) {
  auto* peer = app.add_subcommand("peer", "Other parties: exchange of cards, pings");
  peer->require_subcommand(1);
  auto* one =
      peer->add_subcommand("invite", "Print this party's card: one line to hand over, and a fingerprint to read aloud");
  auto out = std::make_shared<std::string>();
  one->add_option("--out", *out, "Write the card to a file")->type_name("FILE")->uses(FileUse::writes);
  on_chosen(one, context, true, [out](Context& c) { return invite(c, *out); });

  one = peer->add_subcommand("accept", "Take another party's card after comparing its fingerprint");
  auto a = std::make_shared<AcceptArguments>();
  one->add_option("CARD", a->card, "The line, a file with it, or \"-\"")
      ->says_something()
      ->required()
      ->uses(FileUse::reads);
  one->add_option("--alias", a->alias, "What this node calls the party (else made from its name)");
  one->add_option("--fingerprint", a->fingerprint, "The fingerprint as it was read to you, instead of being asked");
  one->add_flag("--yes,-y", a->yes, "Accept without comparing: only when the card came by a channel that you trust");
  one->add_flag("--although-alike", a->although_alike,
                "Accept a name that looks like another known party's; it is marked wherever it is shown");
  on_chosen(one, context, node::Act::peers, [a](Context& c) { return accept(c, *a); });

  on_chosen(peer->add_subcommand("list", "Known parties, when each was last heard, how long the last ping took"),
            context, true, [](Context& c) { return put_out(c, Peers(*c.node).list(), view::peers_text); });

  one = peer->add_subcommand(
      "ping", "Ask the other node for a sign of life, timed; before there is a group: whether it can be reached");
  auto p = std::make_shared<PingArguments>();
  one->add_option("PEER", p->who, "What this node calls it")->required();
  one->add_option("--group,-g", p->group, "In this group (else the first that both are in)");
  one->add_flag("--exercise", p->exercise, "Mark it as an exercise");
  on_chosen(one, context, node::Act::say, [p](Context& c) { return ping(c, *p); });

  one = peer->add_subcommand("remove", "Forget a party");
  one->add_option("PEER", a->alias, "What this node calls it")->required();
  one->add_flag("--yes,-y", a->yes, "Do it without being asked");
  on_chosen(one, context, node::Act::peers, [a](Context& c) { return remove(c, a->alias, a->yes); });
}

}  // namespace parley::cli
