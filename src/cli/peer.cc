#include <fmt/format.h>

#include <algorithm>

#include "cli/groups.h"

namespace parley::cli {
namespace {

int invite(Context& context, const std::string& out) {
  const auto line = context.node->groups().own_card();
  if (!line.ok()) return context.fail(line.error());
  const auto card = group::parse_card(*line);
  if (!card.ok()) return context.fail(card.error());
  if (!out.empty()) {
    if (const auto written = write_text_file(context, out, *line + "\n"); !written.ok())
      return context.fail(written.error());
  }
  if (context.json) {
    context.console.line(JsonLine()
                             .text("card", *line)
                             .text("fingerprint", group::fingerprint(*card))
                             .text("identity", card->identity_id)
                             .text("url", card->url)
                             .str());
    return kDone;
  }
  if (out.empty()) context.console.line(*line);
  context.console.err(
      fmt::format("\nHand over this line{}, and read this to the other party on another channel:\n\n    {}\n\nThey "
                  "run: parley peer accept LINE --alias NAME",
                  out.empty() ? "" : " (" + out + ")", group::fingerprint(*card)));
  return kDone;
}

struct AcceptArguments {
  std::string card, alias, fingerprint;
  bool yes = false;
};

std::string digits(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c >= '0' && c <= '9') out += c;
  return out;
}

// "Ministry of the Interior" -> "ministry-of-the-interior".
std::string alias_of(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9'))
      out += lower;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? "peer" : out;
}

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

int accept(Context& context, const AcceptArguments& arguments) {
  std::string text = arguments.card;
  if (!text.starts_with("parley1.")) {
    auto read = read_text_file(context, arguments.card);
    if (!read.ok()) return context.fail(read.error());
    text = std::move(*read);
  }
  const auto card = group::parse_card(text);
  if (!card.ok()) return context.fail(card.error());
  const auto known = context.node->groups().peer(card->identity_id);
  const std::string print = group::fingerprint(*card), alias = !arguments.alias.empty() ? arguments.alias
                                                               : known.ok()             ? known->alias
                                                                                        : alias_of(card->name);
  if (!arguments.fingerprint.empty() && digits(arguments.fingerprint) != digits(print))
    return context.fail(
        {Code::forbidden, "the fingerprint of this card is " + print +
                              ", not the one given: somebody changed the card, or it is another party's"});
  if (arguments.fingerprint.empty() && !arguments.yes) {
    show_card(context, *card, known.ok() ? &*known : nullptr);
    if (!context.console.confirm("Have they read the same fingerprint to you?"))
      return context.fail(
          {Code::forbidden, "not accepted; compare the fingerprint on another channel, or give it with --fingerprint"});
  }
  if (const auto done = context.node->groups().accept_peer(*card, alias); !done.ok()) return context.fail(done.error());
  context.console.line(context.json ? JsonLine()
                                          .text("peer", alias)
                                          .text("identity", card->identity_id)
                                          .text("name", card->name)
                                          .text("fingerprint", print)
                                          .str()
                                    : fmt::format("Accepted {} as \"{}\"", shown(card->name), alias));
  return kDone;
}

int list(Context& context) {
  const auto groups = open_groups(context, "");
  if (!groups.ok()) return context.fail(groups.error());
  Table table({"PEER", "PARTY", "ADDRESS", "LAST SEEN", "PING", "FINGERPRINT"});
  for (const node::Peer& peer : context.node->groups().peers()) {
    const group::PingState* last = nullptr;  // of ours
    for (const OpenGroup& group : *groups)
      for (const group::PingState& ping : group.view.pings)
        if (ping.to == peer.card.identity_id && ping.at.author == group.own &&
            (last == nullptr || last->at.added < ping.at.added))
          last = &ping;
    const std::string trip = last == nullptr ? "-"
                             : !last->round_trip
                                 ? "no answer to " + short_time(last->at.added)
                                 : fmt::format("{:.1f} s{}", static_cast<double>(last->round_trip->count()) / 1e6,
                                               last->at.exercise ? " (exercise)" : "");
    if (context.json) {
      JsonLine line;
      line.text("peer", peer.alias)
          .text("name", peer.card.name)
          .text("identity", peer.card.identity_id)
          .text("url", peer.card.url)
          .text("fingerprint", group::fingerprint(peer.card));
      if (peer.last_seen) line.text("last_seen", to_string(*peer.last_seen));
      if (last != nullptr) line.text("pinged", to_string(last->at.added)).flag("exercise", last->at.exercise);
      if (last != nullptr && last->round_trip)
        line.number("round_trip_us", static_cast<std::uint64_t>(last->round_trip->count()));
      context.console.line(line.str());
    } else {
      table.add({shown(peer.alias), shown(peer.card.name), peer.card.url.empty() ? "-" : peer.card.url,
                 short_time(peer.last_seen), trip, group::fingerprint(peer.card)});
    }
  }
  if (!context.json) table.print(context.console);
  return kDone;
}

struct PingArguments {
  std::string who, group;
  bool exercise = false;
};

// The group to ping in: the one named, else the first that both are in; nothing: there is none.
Result<std::optional<OpenGroup>> shared_group(Context& context, const PingArguments& arguments) {
  const auto opened = [&](std::string_view which) -> Result<std::optional<OpenGroup>> {
    PARLEY_TRY(OpenGroup group, open_group(context, std::string(which)));
    return std::optional(std::move(group));
  };
  if (!arguments.group.empty()) return opened(arguments.group);
  PARLEY_TRY(const node::Peer peer, context.node->groups().peer(arguments.who));
  for (const node::GroupView& group : context.node->groups().groups())
    if (!group.left && group::find_member(group.charter.terms, peer.card.identity_id) != nullptr)
      return opened(group.charter.terms.id);
  return std::optional<OpenGroup>();
}

// Before there is a group: whether the address, the port, TLS and both sides' certificates are right.
int reach(Context& context, const std::string& who) {
  const auto peer = context.node->groups().peer(who);
  if (!peer.ok()) return context.fail(peer.error());
  const auto reached = context.node->groups().reach(who);
  if (!reached.ok()) return context.fail(reached.error().in("\"" + peer->alias + "\""));
  const auto milliseconds = [](std::chrono::microseconds time) { return static_cast<double>(time.count()) / 1000; };
  if (context.json)
    context.console.line(JsonLine()
                             .text("peer", peer->alias)
                             .text("url", peer->card.url)
                             .number("connected_us", static_cast<std::uint64_t>(reached->connected.count()))
                             .number("answered_us", static_cast<std::uint64_t>(reached->answered.count()))
                             .str());
  else
    context.console.line(fmt::format(
        "\"{}\" answers at {} in {:.1f} ms ({:.1f} ms with the TLS handshake); it is who its card says, and knows this "
        "party's card. There is no group with it yet, so nothing was said or kept",
        shown(peer->alias), shown(peer->card.url), milliseconds(reached->answered), milliseconds(reached->connected)));
  return kDone;
}

int ping(Context& context, const PingArguments& arguments) {
  const auto shared = shared_group(context, arguments);
  if (!shared.ok()) return context.fail(shared.error());
  if (!*shared) return reach(context, arguments.who);
  const OpenGroup* const group = &**shared;
  const auto to = find_member(context, *group, arguments.who);
  if (!to.ok()) return context.fail(to.error());
  std::array<std::uint8_t, 16> nonce{};
  random_bytes(nonce);
  const std::string text =
      group::message_text(
          {.type = "ping", .id = {}, .author = group->own, .time = {group->now.value / 1000 * 1000}, .exercise = false})
          .raw("to_refs", json::string_array_text({*to}))
          .text("nonce", to_hex(nonce))
          .flag("exercise", arguments.exercise || group->exercise())
          .str();
  const int status = say(context, *group, text, {.yes = true, .out = {}});
  if (status == kDone && !context.json)
    context.console.line("The answer comes with the next exchange: parley peer list shows the time that it took");
  return status;
}

int remove(Context& context, const std::string& alias, bool yes) {
  if (!may_destroy(
          context, yes,
          fmt::format("Forget \"{}\"? Groups with it stay, but nothing is exchanged directly any more.", alias)))
    return kRefused;
  if (const auto done = context.node->groups().remove_peer(alias); !done.ok()) return context.fail(done.error());
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
  first->add_option("--out", *out, "Write the card to a file")->type_name("FILE");
  on_chosen(first, context, true, [out](Context& c) { return invite(c, *out); });

  auto* second = peer->add_subcommand("accept", "Take another party's card after comparing its fingerprint");
  auto arguments = std::make_shared<AcceptArguments>();
  second->add_option("CARD", arguments->card, "The line, a file with it, or \"-\"")->required();
  second->add_option("--alias", arguments->alias, "What this node calls the party (else made from its name)");
  second->add_option("--fingerprint", arguments->fingerprint,
                     "The fingerprint as it was read to you, instead of being asked");
  second->add_flag("--yes,-y", arguments->yes,
                   "Accept without comparing: only when the card came by a channel that you trust");
  on_chosen(second, context, true, [arguments](Context& c) { return accept(c, *arguments); });

  on_chosen(peer->add_subcommand("list", "Known parties, when each was last heard, how long the last ping took"),
            context, true, list);

  auto* third = peer->add_subcommand(
      "ping", "Ask the other node for a sign of life, timed; before there is a group: whether it can be reached");
  auto pinged = std::make_shared<PingArguments>();
  third->add_option("PEER", pinged->who, "What this node calls it")->required();
  third->add_option("--group,-g", pinged->group, "In this group (else the first that both are in)");
  third->add_flag("--exercise", pinged->exercise, "Mark it as an exercise");
  on_chosen(third, context, true, [pinged](Context& c) { return ping(c, *pinged); });

  auto* last = peer->add_subcommand("remove", "Forget a party");
  auto alias = std::make_shared<std::string>();
  auto yes = std::make_shared<bool>(false);
  last->add_option("PEER", *alias, "What this node calls it")->required();
  last->add_flag("--yes,-y", *yes, "Do it without being asked");
  on_chosen(last, context, true, [alias, yes](Context& c) { return remove(c, *alias, *yes); });
}

}  // namespace parley::cli
