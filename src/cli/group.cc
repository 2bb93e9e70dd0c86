#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/uuid.h"
#include "cli/acting.h"
#include "cli/group_show.h"
#include "cli/groups.h"
#include "cli/witnesses.h"
#include "desk/saying.h"
#include "group/draft.h"
#include "node/charters.h"
#include "node/exchange.h"
#include "node/membership.h"
#include "node/peers.h"
#include "node/releases.h"
#include "release/confirm.h"
#include "view/charter.h"

namespace parley::cli {
namespace {

using view::changes_json, view::changes_text, view::charter_text, view::left_out_text, view::newcomers_json,
    view::NewVersion;

struct DraftArguments {
  std::string name, purpose, default_marking, retention, on_silence = "nothing", from, change, out;
  std::vector<std::string> with, without, uses, types, markings, answers, witnesses;
  std::vector<std::string> without_uses, without_types, without_markings, without_answers, without_witnesses;
  std::size_t quorum = 0;
  bool exercise = false, yes = false;
};

group::Member member_of(const group::Card& card) { return {card.identity_id, card.name, card.party_key}; }

// "high=2h,48h".
Result<group::AnswerTime> parse_answer_time(const std::string& text) {
  const std::size_t equals = text.find('='), comma = text.find(',', equals == std::string::npos ? 0 : equals);
  if (equals == std::string::npos || comma == std::string::npos)
    return Error{Code::invalid_input, "\"" + text + "\" is not SEVERITY=ACKNOWLEDGE,ANSWER, such as high=2h,48h"};
  group::AnswerTime out;
  out.severity = text.substr(0, equals);
  if (!group::is_severity(out.severity))
    return Error{Code::invalid_input, "\"" + out.severity + "\" is no severity: low, medium, high or critical"};
  PARLEY_TRY(out.acknowledge, parse_duration(text.substr(equals + 1, comma - equals - 1)));
  PARLEY_TRY(out.answer, parse_duration(text.substr(comma + 1)));
  return out;
}

// "VKEY" or "VKEY URL", as behind the name in a tlog-policy witness line.
Result<group::OutsideWitness> parse_witness(const std::string& text) {
  const std::size_t space = std::min(text.find(' '), text.size());
  group::OutsideWitness out;
  PARLEY_TRY(out.key, journal::VerifierKey::parse(text.substr(0, space)).in("--witness"));
  if (out.key.type != journal::SignatureType::cosignature_v1)
    return Error{Code::invalid_input,
                 "--witness: the key of " + out.key.name + " is that of a log; a witness gives one for cosignatures"};
  out.url = text.substr(std::min(space + 1, text.size()));
  while (out.url.ends_with('/')) out.url.pop_back();
  return out;
}

// What a draft begins with: the terms of the group that it is drawn from or changes, or ourselves alone.
Result<group::Terms> first_terms(Context& context, const DraftArguments& arguments, group::TermsChange& change) {
  group::Terms terms;
  const Micros time{now().value / 1000 * 1000};
  if (!arguments.from.empty() || !arguments.change.empty()) {
    PARLEY_TRY(const OpenGroup base, open_group(context, arguments.from.empty() ? arguments.change : arguments.from));
    terms = base.view.charter.terms;
    for (const std::string& who : arguments.without) {
      PARLEY_TRY(std::string identity, desk::Groups(*context.node).find_member(base, who));
      change.without.push_back(std::move(identity));
    }
    if (!arguments.from.empty()) {
      terms.derived_from = terms.id;
      terms.id.clear();
    } else {
      terms.modified = std::max(time, Micros{terms.modified.value + 1000});
    }
  } else {
    PARLEY_TRY(const group::Card own, context.node->peers().own_card_parsed());
    terms.members.push_back(member_of(own));
  }
  if (terms.id.empty()) terms.id = "charter--" + parley::to_string(uuid_v4()), terms.created = terms.modified = time;
  return terms;
}

Result<std::vector<group::Use>> uses_of(const std::vector<std::string>& words) {
  std::vector<group::Use> out;
  for (const std::string& word : words) {
    const auto use = group::use_of(word);
    if (!use)
      return Error{Code::invalid_input,
                   "\"" + word + "\" is no use of a group: interference, infrastructure, terrorism"};
    out.push_back(*use);
  }
  return out;
}

Result<std::vector<std::string>> markings_of(node::Node& node, const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (const std::string& word : words) {
    PARLEY_TRY(std::string id, parse_marking(node, word));
    out.push_back(std::move(id));
  }
  return out;
}

// What the options say is to be otherwise; without the members that leave.
Result<group::TermsChange> change_of(Context& context, const DraftArguments& arguments) {
  group::TermsChange change;
  change.name = arguments.name, change.purpose = arguments.purpose;
  for (const std::string& alias : arguments.with) {
    PARLEY_TRY(const node::Peer peer, context.node->peers().find(alias));
    change.with.push_back(member_of(peer.card));
  }
  PARLEY_TRY(change.uses, uses_of(arguments.uses));
  PARLEY_TRY(change.without_uses, uses_of(arguments.without_uses));
  change.types = arguments.types, change.without_types = arguments.without_types;
  PARLEY_TRY(change.markings, markings_of(*context.node, arguments.markings));
  PARLEY_TRY(change.without_markings, markings_of(*context.node, arguments.without_markings));
  if (!arguments.default_marking.empty()) {
    PARLEY_TRY(change.default_marking, parse_marking(*context.node, arguments.default_marking));
  }
  for (const std::string& text : arguments.answers) {
    PARLEY_TRY(auto time, parse_answer_time(text));
    change.answers.push_back(std::move(time));
  }
  change.without_answers = arguments.without_answers;
  for (const std::string& text : arguments.witnesses) {
    PARLEY_TRY(auto witness, parse_witness(text));
    change.witnesses.push_back(std::move(witness));
  }
  change.without_witnesses = arguments.without_witnesses;
  change.quorum = arguments.quorum;
  if (!arguments.retention.empty()) {
    PARLEY_TRY(change.retention, parse_duration(arguments.retention));
  }
  change.exercise = arguments.exercise;
  return change;
}

Result<group::Charter> drafted(Context& context, const DraftArguments& arguments, bool has_on_silence) {
  const bool is_new = arguments.from.empty() && arguments.change.empty();
  if (is_new && !arguments.without.empty()) return Error{Code::invalid_input, "--without goes with --from or --change"};
  if (is_new && arguments.name.empty())
    return Error{Code::invalid_input, "say what the group is called: parley group draft NAME"};
  if (is_new && arguments.with.empty())
    return Error{Code::invalid_input, "say with whom: --with PEER (parley peer list shows them)"};
  if (is_new && arguments.purpose.empty())
    return Error{Code::invalid_input, "say what the group is for: --purpose TEXT"};
  if (is_new && arguments.uses.empty())
    return Error{Code::invalid_input, "say what it may be used for: --use interference, infrastructure or terrorism"};
  PARLEY_TRY(group::TermsChange change, change_of(context, arguments));
  if (has_on_silence || is_new) {
    change.on_silence = group::on_silence_of(arguments.on_silence);
    if (!change.on_silence)
      return Error{Code::invalid_input,
                   "\"" + arguments.on_silence + "\" is no consequence of silence: nothing, escalate, consult"};
  }
  PARLEY_TRY(const group::Terms first, first_terms(context, arguments, change));
  PARLEY_TRY(const group::Terms terms, group::changed(first, change));
  return group::draft_charter(terms);
}

// What a version changes, and who would read what: against the one in force here, if there is one.
struct Beside {
  std::optional<node::GroupView> group;
  NewVersion version;
};
Result<Beside> beside_in_force(Context& context, const group::Terms& terms) {
  Beside out;
  if (auto group = context.node->membership().group(terms.id); group.ok()) out.group = std::move(*group);
  PARLEY_TRY(auto readings, context.node->charters().readings(terms));
  out.version = {.in_force = nullptr, .next = &terms, .readings = std::move(readings)};
  return out;
}
NewVersion version_of(const Beside& beside) {
  NewVersion out = beside.version;
  if (beside.group) out.in_force = &beside.group->charter.terms;
  return out;
}

// A refusal with the counts that it is about.
int fail_for_newcomers(Context& context, const Error& error, const std::vector<release::Reading>& readings) {
  if (!context.json) return context.fail(error);
  context.console.line(
      JsonLine()
          .raw("error", JsonLine().text("code", to_string(error.code)).text("message", error.message).str())
          .raw("newcomers", newcomers_json(readings))
          .str());
  return kRefused;
}

// Shows the charter and asks. Unlike may_destroy() this is for what can be taken back, or is said to be otherwise.
bool person_agrees(Context& context, const group::Charter& charter, const NewVersion& version,
                   const std::string& question) {
  context.console.err_lines(charter_text(charter));
  if (const std::string changes = changes_text(version); !changes.empty()) context.console.err_lines(changes);
  if (context.console.streams().in_is_terminal) return context.console.confirm(question);
  (void)context.fail({Code::forbidden, "nobody can be asked here; read it, then say --yes"});
  return false;
}

// What this node calls the group of a charter that it has kept.
std::string alias_of(Context& context, const std::string& charter) {
  for (const auto& one : context.node->charters().proposals())
    if (one.charter.terms.id == charter) return one.alias;
  const auto group = context.node->membership().group(charter);
  return group.ok() ? group->alias : charter;
}

int print_outcome(Context& context, const group::Charter& charter, std::string_view what, const NewVersion& version) {
  const std::string alias = alias_of(context, charter.terms.id);
  std::vector<std::string> missing;
  for (const group::Member& member : charter.terms.members)
    if (group::find_signature(charter, member.identity_id) == nullptr) missing.push_back(shown(member.name));
  if (context.json) {
    std::string quoted = json::string_array_text(missing);
    context.console.line(JsonLine()
                             .text("group", alias)
                             .text("id", charter.terms.id)
                             .text("name", charter.terms.name)
                             .text("version", to_string(charter.terms.modified))
                             .flag("complete", charter.complete())
                             .raw("unsigned", quoted)
                             .raw("changes", changes_json(version))
                             .raw("newcomers", newcomers_json(version.readings))
                             .str());
  } else {
    context.console.line(fmt::format("{} \"{}\" ({})", what, shown(alias), charter.terms.id));
    // What people type is made from the name, and another group may have it already.
    if (alias != charter.terms.name)
      context.console.line(
          fmt::format("The group \"{}\" is called \"{}\" here: that is what commands of this node take",
                      shown(charter.terms.name), shown(alias)));
    context.console.out(changes_text(version));
    context.console.out(left_out_text(charter.terms));
    if (missing.empty())
      context.console.line("Every member has signed: it is in force.");
    else
      context.console.line(fmt::format("Not yet signed by: {}", fmt::join(missing, ", ")));
  }
  return kDone;
}

int draft(Context& context, const DraftArguments& arguments, bool has_on_silence) {
  const auto charter = drafted(context, arguments, has_on_silence);
  if (!charter.ok()) return context.fail(charter.error());
  const auto beside = beside_in_force(context, charter->terms);
  if (!beside.ok()) return context.fail(beside.error());
  const NewVersion version = version_of(*beside);
  if (const auto may = require(context, node::Act::sign, charter->terms.id); !may.ok())
    return context.fail(may.error());
  if (release::all_allowed(version.readings) && !arguments.yes &&
      !person_agrees(
          context, *charter, version,
          arguments.out.empty() ? "Hand this draft to its members? Nobody has signed it yet." : "Write this draft?"))
    return kRefused;
  const std::string alias = arguments.name.empty() ? charter->terms.name : arguments.name;
  if (const auto kept = context.node->charters().draft(*charter, alias); !kept.ok())
    return fail_for_newcomers(context, kept.error(), version.readings);
  if (!arguments.out.empty()) {
    if (const auto written = write_text_file(context, arguments.out, charter->text + "\n"); !written.ok())
      return context.fail(written.error());
  }
  return print_outcome(context, *charter, "Drafted", version);
}

struct SignArguments {
  std::string what, alias, out;
  bool yes = false;
};

// The charter that `what` means: one under way, or the text in a file, which is then kept as under way.
Result<node::Charters::Proposal> proposal_of(Context& context, const SignArguments& arguments) {
  for (const auto& one : context.node->charters().proposals())
    if (one.alias == arguments.what || node::means(arguments.what, one.charter.terms.id)) return one;
  auto text = read_text_file(context, arguments.what);
  if (!text.ok()) return Error{Code::not_found, "there is no charter under way and no file \"" + arguments.what + "\""};
  PARLEY_TRY(const group::Charter charter, group::parse_charter(*text));
  const std::string alias = arguments.alias.empty() ? charter.terms.name : arguments.alias;
  return node::Charters::Proposal{charter, now(), alias};
}

int sign(Context& context, const SignArguments& arguments) {
  const auto proposal = proposal_of(context, arguments);
  if (!proposal.ok()) return context.fail(proposal.error());
  const group::Terms& terms = proposal->charter.terms;
  if (const auto may = require(context, node::Act::sign, terms.id); !may.ok()) return context.fail(may.error());
  const auto beside = beside_in_force(context, terms);
  if (!beside.ok()) return context.fail(beside.error());
  const NewVersion version = version_of(*beside);
  const bool is_signed = group::find_signature(proposal->charter, context.node->config().party.identity) != nullptr;
  if (!is_signed && release::all_allowed(version.readings) && !arguments.yes &&
      !person_agrees(
          context, proposal->charter, version,
          "Sign this charter for " + context.node->config().party.name + "? A signature cannot be taken back."))
    return kRefused;
  if (const auto kept = context.node->charters().propose(proposal->charter, proposal->alias); !kept.ok())
    return context.fail(kept.error());
  if (const auto group = context.node->membership().group(terms.id);
      group.ok() && group::terms_text(group->charter.terms) == group::terms_text(terms))
    return print_outcome(context, group->charter, "Nothing more to sign in", version);  // what was lacking came with it
  const auto signed_charter = context.node->charters().sign(terms.id, &terms);
  if (!signed_charter.ok()) return fail_for_newcomers(context, signed_charter.error(), version.readings);
  if (!arguments.out.empty()) {
    if (const auto written = write_text_file(context, arguments.out, signed_charter->text + "\n"); !written.ok())
      return context.fail(written.error());
  }
  return print_outcome(context, *signed_charter, "Signed", version);
}

int witness_lines(Context& context, const std::string& what) {
  const auto group = open_group(context, what);
  if (!group.ok()) return context.fail(group.error());
  return print_witness_lines(context, group->group);
}

int withdraw(Context& context, const std::string& what) {
  bool is_signed = false;
  for (const auto& one : context.node->charters().proposals())
    if (one.alias == what || one.charter.terms.id == what)
      is_signed = group::find_signature(one.charter, context.node->config().party.identity) != nullptr;
  if (const auto withdrawn = context.node->charters().withdraw(what); !withdrawn.ok())
    return context.fail(withdrawn.error());
  if (context.json) {
    context.console.line(JsonLine().text("withdrawn", what).flag("was_signed", is_signed).str());
    return kDone;
  }
  context.console.line(fmt::format("Withdrew the charter \"{}\" here; who has it already is to be told", shown(what)));
  if (is_signed)
    context.console.line(
        "This party's signature is out: the others can still complete this version, until a later one is in force. "
        "Until "
        "then every release is asked about for those who would join with it.");
  return kDone;
}

constexpr int kFarewells = 3;  // who is just then busy with an earlier head takes the next

// Tells the others, while they may still fetch from here, that this party leaves. Who does not have it afterwards.
Result<std::vector<std::string>> take_leave(Context& context, const OpenGroup& group) {
  auto text = desk::begin_message(group, "notification", false);
  text.text("name", context.node->config().party.name + " leaves this group")
      .text("incident_severity", "low")
      .raw("asks", json::string_array_text({"nothing"}))
      .flag("leaves", true);
  const std::vector<std::string> objects = {text.str()};
  PARLEY_TRY(const auto said, context.node->releases().send(*context.acting, {.group = group.group.charter.terms.id,
                                                                              .objects = objects,
                                                                              .shown = release::digest_of(objects),
                                                                              .journal = {}}));
  if (said.waits)
    return Error{Code::forbidden,
                 "the others cannot be told: a second person must agree first (parley release confirm " +
                     said.waits->name() + "); nobody has left"};
  for (const node::MemberView& member : group.group.members)
    if (member.own && member.journal != nullptr)
      PARLEY_TRY_STATUS(member.journal->publish());  // now: the others fetch what a signed head covers
  std::vector<std::string> untold;
  for (int attempt = 0; attempt < kFarewells; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(std::chrono::seconds(1));
    untold.clear();
    for (const auto& report : context.node->exchange().sync(group.group.charter.terms.id))
      if (report.held <= said.released.release_record) untold.push_back(shown(report.member));
    if (untold.empty()) break;
  }
  return untold;
}

int leave(Context& context, const std::string& what, bool draft_only, bool yes) {
  const auto known = context.node->membership().group(what);
  const auto drafts = context.node->charters().proposals();
  const bool is_draft = std::any_of(drafts.begin(), drafts.end(),
                                    [&](const auto& one) { return one.alias == what || one.charter.terms.id == what; });
  if (draft_only || (!known.ok() && is_draft)) return withdraw(context, what);
  if (!known.ok()) return context.fail(known.error());
  const auto group = open_group(context, what);
  if (!group.ok()) return context.fail(group.error());
  const std::string& alias = group->group.alias;
  if (const auto may = require(context, node::Act::sign, group->group.charter.terms.id); !may.ok())
    return context.fail(may.error());
  if (group->group.left) return context.fail({Code::conflict, "this party has left \"" + alias + "\" before"});
  if (!may_destroy(
          context, yes,
          fmt::format("Leave \"{}\"? What was said stays with everybody; nothing more is said, answered or fetched.",
                      shown(alias))))
    return kRefused;
  const auto untold = take_leave(context, *group);
  if (!untold.ok()) return context.fail(untold.error());
  if (const auto left = context.node->charters().leave(group->group.charter.terms.id); !left.ok())
    return context.fail(left.error());
  if (context.json) {
    context.console.line(JsonLine().text("left", alias).raw("not_told", json::string_array_text(*untold)).str());
    return kDone;
  }
  context.console.line(fmt::format("Left \"{}\"; its journals stay readable here", shown(alias)));
  if (!untold->empty())
    context.console.line(
        fmt::format("Could not be told now, so tell them on another channel: {}", fmt::join(*untold, ", ")));
  return kDone;
}

void add_draft(Command* app, Context& context) {
  auto* command = app->add_subcommand("draft", "Write a charter and hand it to its members to sign");
  command->footer(
      "A charter counts when every member has signed the same text. --from draws a smaller group from one that there "
      "is;\n"
      "--change writes a new version, which all sign again. Of both, what is not mentioned stays: --use, --type, "
      "--marking,\n"
      "--answer and --witness add to what there is, and --without-... takes away. Whoever joins with a new version "
      "reads\n"
      "everything that was ever released in the group: it is refused when the policy holds back any of that.");
  auto a = std::make_shared<DraftArguments>();
  command->add_option("NAME", a->name, "What the group is called");
  add_texts(command, "--with", a->with, "A peer that is to be a member (again for each)");
  command->add_option("--purpose", a->purpose, "What the group is for");
  add_texts(command, "--use", a->uses, "interference, infrastructure or terrorism (again for each)");
  add_texts(command, "--without-use", a->without_uses, "A use that it is not for any more (again for each)");
  add_texts(command, "--type", a->types, "An object type that may flow; \"*\": all (again for each)");
  add_texts(command, "--without-type", a->without_types, "A type that may not flow any more (again for each)");
  add_texts(command, "--marking", a->markings, "A marking that may flow: a TLP 2.0 level or an id (again for each)");
  add_texts(command, "--without-marking", a->without_markings, "A marking that may not flow any more (again for each)");
  command->add_option("--default-marking", a->default_marking,
                      "What unmarked objects count as (else the last --marking)");
  add_texts(command, "--answer", a->answers, "SEVERITY=ACKNOWLEDGE,ANSWER such as high=2h,48h (again for each)");
  add_texts(command, "--without-answer", a->without_answers, "A severity without an answer time (again for each)");
  command->add_option("--retention", a->retention, "How long content is kept, such as 365d");
  auto* silence =
      command->add_option("--on-silence", a->on_silence, "nothing, escalate or consult")->capture_default_str();
  add_texts(command, "--witness", a->witnesses,
            "'VKEY URL' of an outside witness: its verifier key and where it is asked; without URL its lines must come "
            "otherwise (again for each)");
  add_texts(command, "--without-witness", a->without_witnesses,
            "A witness that is not asked for any more, by its name (again for each)");
  command->add_option("--quorum", a->quorum, "So many of the witnesses must cosign (else all)");
  command->add_flag("--exercise", a->exercise, "A group for exercises");
  auto* from = command->add_option("--from", a->from, "Draw a smaller group from this one");
  add_texts(command, "--without", a->without, "A member that is not in it (again for each)");
  command->add_option("--change", a->change, "Write a new version of this group's charter")->excludes(from);
  command->add_option("--out", a->out, "Write the charter to a file as well, for exchange by file")
      ->type_name("FILE")
      ->uses(FileUse::writes);
  command->add_flag("--yes,-y", a->yes, "Do it without being asked");
  on_chosen(command, context, node::Act::sign, [a, silence](Context& c) { return draft(c, *a, silence->count() > 0); });
}

}  // namespace

void add_group(Command& app, Context& context) {
  auto* group = app.add_subcommand("group", "Groups: parties that signed the same charter");
  group->require_subcommand(1);
  add_draft(group, context);
  auto* one = group->add_subcommand("sign", "Sign a charter: one under way, or one in a file");
  auto arguments = std::make_shared<SignArguments>();
  one->add_option("CHARTER", arguments->what, "Its name, id or a file")->required()->uses(FileUse::reads);
  one->add_option("--alias", arguments->alias, "What this node calls the group (of a file)");
  one->add_option("--out", arguments->out, "Write the signed charter to this file, for exchange by file")
      ->type_name("FILE")
      ->uses(FileUse::writes);
  one->add_flag("--yes,-y", arguments->yes, "Do it without being asked");
  on_chosen(one, context, node::Act::sign, [arguments](Context& c) { return sign(c, *arguments); });
  on_chosen(group->add_subcommand("list", "Groups, and charters under way"), context, true, list_groups);
  auto* details = group->add_subcommand(
      "show", "The charter, the members, how timely each is, and which outside witnesses have cosigned");
  auto what = std::make_shared<std::string>();
  auto lines = std::make_shared<bool>(false);
  details->add_option("GROUP", *what, "Its name or id (else the only one)");
  details->add_flag("--witness-lines", *lines,
                    "Only what the operator of an outside witness adds: origin and key of each member's journal, as "
                    "log lines of a tlog-policy");
  on_chosen(details, context, true,
            [what, lines](Context& c) { return *lines ? witness_lines(c, *what) : show_group(c, *what); });
  auto* last =
      group->add_subcommand("leave", "Leave a group, which its members are told; or withdraw a charter under way");
  auto left = std::make_shared<std::string>();
  auto draft_only = std::make_shared<bool>(false), yes = std::make_shared<bool>(false);
  last->add_option("GROUP", *left, "Its name or id")->required();
  last->add_flag("--draft", *draft_only, "Withdraw the version under way and stay in the group");
  last->add_flag("--yes,-y", *yes, "Do it without being asked");
  on_chosen(last, context, node::Act::sign,
            [left, draft_only, yes](Context& c) { return leave(c, *left, *draft_only, *yes); });
}

}  // namespace parley::cli
