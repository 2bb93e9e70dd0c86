// parley group: charters, and the groups that they make. What is done with them is done by desk/charters.h; here it is
// shown and asked.
#include <fmt/format.h>

#include "cli/groups.h"
#include "cli/output.h"
#include "desk/charters.h"
#include "desk/status.h"
#include "group/plain_terms.h"
#include "view/charter.h"
#include "view/group.h"

namespace parley::cli {
namespace {

using Version = desk::Charters::Version;

// Shows the charter and asks. Unlike may_destroy() this is for what can be taken back, or is said to be otherwise.
bool person_agrees(Context& context, const Version& version, const std::string& question) {
  // The whole text is shown, and not only what changes: it is the whole text that is signed.
  put_err(context, view::version_text(version));
  if (context.console.streams().in_is_terminal) return context.console.confirm(question);
  (void)context.fail({Code::forbidden, "nobody can be asked here; read it, then say --yes"});
  return false;
}

// A refusal with the counts that it is about.
int refused(Context& context, const Error& error, const Version& version) {
  if (!context.json) return context.fail(error);
  context.console.line(to_json(error, version));
  return kRefused;
}

// To the file that is to have it as well, if one is, and as what became of it.
int put_out_version(Context& context, std::string_view done, const Version& version, const std::string& file) {
  // Before it is told: whoever reads that it was signed may go on to the file.
  if (!file.empty())
    if (const auto written = write_text_file(context, file, version.charter.text + "\n"); !written.ok())
      return context.fail(written.error());
  return put_out(context, Result<Version>(version),
                 [done](const Version& one) { return view::outcome_text(done, one); });
}

// Whether it could be read, whatever it is.
template <class Value>
Status read_status(const Result<Value>& read) {
  return read.ok() ? Status{} : Status{read.error()};
}

// What is typed in a notation of its own stands beside what the desk takes, until it was read.
struct DraftArguments {
  desk::Charters::Wanted wanted;
  std::string retention, on_silence = "nothing", out;
  std::vector<std::string> answers, witnesses;
  bool yes = false;
};

// With what the line says in a notation of its own.
Result<desk::Charters::Wanted> wanted_of(const DraftArguments& arguments) {
  desk::Charters::Wanted wanted = arguments.wanted;
  for (const std::string& text : arguments.answers) {
    PARLEY_TRY(auto time, desk::Charters::read_answer_time(text));
    wanted.answers.push_back(std::move(time));
  }
  for (const std::string& text : arguments.witnesses) {
    PARLEY_TRY(auto witness, desk::Charters::read_witness(text));
    wanted.witnesses.push_back(std::move(witness));
  }
  if (!arguments.retention.empty()) {
    PARLEY_TRY(wanted.retention, parse_duration(arguments.retention));
  }
  return wanted;
}

// What may not come is not asked about: the act refuses it, with the counts.
int draft(Context& context, const DraftArguments& arguments) {
  const auto wanted = wanted_of(arguments);
  if (!wanted.ok()) return context.fail(wanted.error());
  const desk::Charters charters(*context.node);
  const auto version = charters.compose(*wanted);
  if (!version.ok()) return context.fail(version.error());
  if (const auto may = charters.may_sign(*context.acting, *version); !may.ok()) return context.fail(may.error());
  const std::string question =
      // A draft that goes to a file reaches nobody by itself, so the question is another one.
      arguments.out.empty() ? "Hand this draft to its members? Nobody has signed it yet." : "Write this draft?";
  if (version->may_come() && !arguments.yes && !person_agrees(context, *version, question)) return kRefused;
  const auto kept = charters.draft(*context.acting, *version);
  if (!kept.ok()) return refused(context, kept.error(), *version);
  return put_out_version(context, "Drafted", *kept, arguments.out);
}

struct SignArguments {
  std::string what, alias, out;
  bool yes = false;
};

// The charter that is meant: one under way, or the text in a file.
Result<Version> version_of(Context& context, const SignArguments& arguments) {
  const desk::Charters charters(*context.node);
  // What is under way goes before a file: a file of the same name in the current folder must not decide what is signed.
  auto found = charters.find(arguments.what);
  if (found.ok() || found.error().code != Code::not_found) return found;
  const auto text = read_text_file(context, arguments.what);
  if (!text.ok()) return Error{Code::not_found, "there is no charter under way and no file \"" + arguments.what + "\""};
  return charters.read(*text, arguments.alias);
}

int sign(Context& context, const SignArguments& arguments) {
  const desk::Charters charters(*context.node);
  const auto version = version_of(context, arguments);
  if (!version.ok()) return context.fail(version.error());
  if (const auto may = charters.may_sign(*context.acting, *version); !may.ok()) return context.fail(may.error());
  const std::string question =
      "Sign this charter for " + context.node->config().party.name + "? A signature cannot be taken back.";
  // Whoever has signed this version already is asked nothing: signing again adds no obligation, and only hands on what
  // came meanwhile.
  const bool asks = !version->is_signed && version->may_come() && !arguments.yes;
  if (asks && !person_agrees(context, *version, question)) return kRefused;
  const auto done = charters.sign(*context.acting, *version);
  if (!done.ok()) return refused(context, done.error(), *version);
  // Nothing new was made, so there is nothing to write into a file.
  if (done->before) return put_out_version(context, "Nothing more to sign in", done->version, "");
  return put_out_version(context, "Signed", done->version, arguments.out);
}

// What is wrong in a group stands under the list, because the one word of its state has no room for the reason.
int list(Context& context) {
  const int status = put_out(context, desk::Charters(*context.node).list(), view::groups_text);
  print_group_problems(context);
  return status;
}

// A group with all that is known of its members, or a charter under way, which has only its text.
int show(Context& context, const std::string& what) {
  const auto details = desk::Charters(*context.node).show(what);
  if (!details.ok()) return context.fail(details.error());
  if (context.json) {
    context.console.line(to_json(*details));
    return kDone;
  }
  std::vector<desk::NodeStatus::Problem> problems;
  // A charter under way has no journals yet, and so nothing that could be wrong with them.
  if (details->room) problems = desk::NodeStatus(*context.node).problems(details->room->id());
  context.console.styled(view::group_text(*details, problems, context.console.streams().colours));
  return kDone;
}

// For somebody outside who knows nothing of groups: origins and keys, in the form that their configuration has.
int witness_lines(Context& context, const std::string& what) {
  return put_out(context, desk::Charters(*context.node).logs(what), view::logs_text);
}

// One word for two things, as people use it: with a group of this name it is left, with a draft alone the draft is
// withdrawn. --draft says that the draft is meant although there is a group.
int leave(Context& context, const std::string& what, bool draft_only, bool yes) {
  const desk::Charters charters(*context.node);
  if (draft_only || charters.is_only_under_way(what))
    return put_out(context, charters.withdraw(*context.acting, what), view::withdrawn_text);
  const auto room = charters.to_leave(*context.acting, what);
  if (!room.ok()) return context.fail(room.error());
  const std::string question =
      fmt::format("Leave \"{}\"? What was said stays with everybody; nothing more is said, answered or fetched.",
                  shown(room->group.alias));
  if (!may_destroy(context, yes, question)) return kRefused;
  return put_out(context, charters.leave(*context.acting, *room), view::left_text);
}

// Each list has an option that adds to it and one that takes away, since a change says only what differs
// (group/draft.h).
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
  desk::Charters::Wanted& w = a->wanted;
  command->add_option("NAME", w.name, "What the group is called");
  add_texts(command, "--with", w.with, "A peer that is to be a member (again for each)");
  command->add_option("--purpose", w.purpose, "What the group is for");
  add_texts(command, "--use", w.uses, "interference, infrastructure or terrorism (again for each)");
  add_texts(command, "--without-use", w.without_uses, "A use that it is not for any more (again for each)");
  add_texts(command, "--type", w.types, "An object type that may flow; \"*\": all (again for each)");
  add_texts(command, "--without-type", w.without_types, "A type that may not flow any more (again for each)");
  add_texts(command, "--marking", w.markings, "A marking that may flow: a TLP 2.0 level or an id (again for each)");
  add_texts(command, "--without-marking", w.without_markings, "A marking that may not flow any more (again for each)");
  command->add_option("--default-marking", w.default_marking,
                      "What unmarked objects count as (else the last --marking)");
  add_texts(command, "--answer", a->answers, "SEVERITY=ACKNOWLEDGE,ANSWER such as high=2h,48h (again for each)")
      ->fits([](const std::string& text) { return read_status(desk::Charters::read_answer_time(text)); });
  add_texts(command, "--without-answer", w.without_answers, "A severity without an answer time (again for each)");
  command->add_option("--retention", a->retention, "How long content is kept, such as 365d")
      ->fits([](const std::string& text) { return read_status(parse_duration(text)); });
  auto* silence =
      command->add_option("--on-silence", a->on_silence, "nothing, escalate or consult")->capture_default_str();
  for (const group::PlainTerm& term : group::plain_terms())
    // An option for each plain term of a charter, made from the same rows that read, check and show it
    // (group/plain_terms.h): a new term has its option without a line here.
    command->add_option(std::string(term.option), w.plain[std::string(term.name)], std::string(term.help));
  add_texts(command, "--witness", a->witnesses,
            "'VKEY URL' of an outside witness: its verifier key and where it is asked; without URL its lines must come "
            "otherwise (again for each)")
      ->fits([](const std::string& text) { return read_status(desk::Charters::read_witness(text)); });
  add_texts(command, "--without-witness", w.without_witnesses,
            "A witness that is not asked for any more, by its name (again for each)");
  command->add_option("--quorum", w.quorum, "So many of the witnesses must cosign (else all)");
  command->add_flag("--exercise", w.exercise, "A group for exercises");
  auto* from = command->add_option("--from", w.from, "Draw a smaller group from this one");
  add_texts(command, "--without", w.without, "A member that is not in it (again for each)");
  command->add_option("--change", w.change, "Write a new version of this group's charter")->excludes(from);
  command->add_option("--out", a->out, "Write the charter to a file as well, for exchange by file")
      ->type_name("FILE")
      ->uses(FileUse::writes);
  command->add_flag("--yes,-y", a->yes, "Do it without being asked");
  on_chosen(command, context, node::Act::sign, [a, silence](Context& c) {
    // Only when it was given: --help shows the default of a new group, and a change must not be taken back to it.
    if (silence->count() > 0) a->wanted.on_silence = a->on_silence;
    return draft(c, *a);
  });
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
  on_chosen(group->add_subcommand("list", "Groups, and charters under way"), context, true, list);
  auto* details = group->add_subcommand(
      "show", "The charter, the members, how timely each is, and which outside witnesses have cosigned");
  auto what = std::make_shared<std::string>();
  auto lines = std::make_shared<bool>(false);
  details->add_option("GROUP", *what, "Its name or id (else the only one)");
  details->add_flag("--witness-lines", *lines,
                    "Only what the operator of an outside witness adds: origin and key of each member's journal, as "
                    "log lines of a tlog-policy");
  on_chosen(details, context, true,
            [what, lines](Context& c) { return *lines ? witness_lines(c, *what) : show(c, *what); });
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
