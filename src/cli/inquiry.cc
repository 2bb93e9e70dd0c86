// parley inquiry: formal questions, their answers, and what either side says on the way. What is done with them is done
// by desk/inquiries.h.
#include <fmt/format.h>

#include "cli/groups.h"
#include "cli/output.h"
#include "desk/inquiries.h"
#include "desk/own_objects.h"
#include "view/inquiry.h"

namespace parley::cli {
namespace {

// --- draft and send

struct DraftArguments {
  desk::Inquiries::Wanted wanted;
  std::string wished_for, marking, group, out;
};

// What came of drafting, for either way of showing it.
struct Drafted {
  desk::Draft draft;
  std::string group;  // its alias
  std::string flags;  // as warn_of_words() gives them
};

// The group is needed already for a draft: its members are whom one can ask, and its charter says which answer times a
// severity has.
Result<Drafted> drafted(Context& context, const DraftArguments& arguments) {
  PARLEY_TRY(const OpenGroup group, open_group(context, arguments.group));
  desk::Inquiries::Wanted wanted = arguments.wanted;
  if (!arguments.wished_for.empty()) {
    PARLEY_TRY(wanted.wished_for, parse_when(arguments.wished_for, group.now));
  }
  if (!arguments.marking.empty()) {
    PARLEY_TRY(wanted.marking, parse_marking(*context.node, arguments.marking));
  }
  const desk::Inquiries inquiries(*context.node);
  PARLEY_TRY(auto draft, inquiries.compose(group, wanted));
  // A draft is kept in the private journal, or in a file, never in both: two copies would drift apart, and the wrong
  // one would be sent.
  PARLEY_TRY_STATUS(arguments.out.empty() ? inquiries.keep(*context.acting, group, draft)
                                          : write_text_file(context, arguments.out, draft.text + "\n"));
  std::string flags = warn_of_words(context, group, draft.text);
  return Drafted{std::move(draft), group.group.alias, std::move(flags)};
}

int draft(Context& context, const DraftArguments& arguments) {
  const auto made = drafted(context, arguments);
  if (!made.ok()) return context.fail(made.error());
  const auto& [draft, group, flags] = *made;
  const std::string& id = draft.message.id;
  const bool kept = arguments.out.empty();
  if (context.json) {
    context.console.line(JsonLine()
                             .text("id", id)
                             .text("kept", kept ? desk::kDrafts : std::string_view(arguments.out))
                             .text("group", group)
                             .raw("inquiry", draft.text)
                             .raw("flags", flags)
                             .str());
  } else {
    context.console.lines(indented_json(draft.text));
    // With a kept draft the group is kept, too. A file has the message alone, byte for byte as it is sent.
    context.console.lines(fmt::format("\nDrafted {}; nothing was sent. Send it with: parley inquiry send {}", id,
                                      kept ? id : fmt::format("{} --group {}", arguments.out, group)));
  }
  return kDone;
}

// The draft that `what` means, from the private journal or a file.
// The private journal before a file, as everywhere: a file of that name in the current folder must not decide what is
// sent.
Result<desk::Draft> draft_of(Context& context, const std::string& what) {
  auto draft = desk::Inquiries(*context.node).find_draft(what);
  if (draft.ok() || draft.error().code != Code::not_found) return draft;
  auto text = read_text_file(context, what);
  if (!text.ok()) return Error{Code::not_found, "there is no draft and no file \"" + what + "\""};
  // An editor's last line feed is no part of the message. Anything else in the file is said as it stands.
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  return desk::Saying(*context.node).check(std::move(*text));
}

// The draft is sent as it was kept. It is checked again, since a file may have been changed since.
int send(Context& context, const std::string& what, const std::string& alias, const Speaking& speaking) {
  const auto draft = draft_of(context, what);
  if (!draft.ok()) return context.fail(draft.error());
  // Which group it is depends on who is asked, and on what it was drafted for; a draft in a file says only the first.
  const auto group = desk::Inquiries(*context.node).room_for(*draft, alias);
  if (!group.ok()) return context.fail(group.error());
  return say(context, *group, draft->text, speaking);
}

// --- answer

// Answers as they were typed: what they mean is read by the desk, with the moment of the room.
struct AnswerArguments {
  std::string what, group;
  desk::Inquiries::TypedAnswers typed;
  bool exercise = false;
  Speaking speaking;
};

// Answers can be given in parts, and each is a message; what was not answered stays open, with its clock.
int answer(Context& context, const AnswerArguments& arguments) {
  const desk::Inquiries inquiries(*context.node);
  const auto found = inquiries.find(arguments.what, arguments.group);
  if (!found.ok()) return context.fail(found.error());
  const auto answers = inquiries.read_answers(arguments.typed, found->room.now);
  if (!answers.ok()) return context.fail(answers.error());
  // Told with the options of this command, which the desk does not know.
  if (answers->empty())
    return context.fail({Code::invalid_input,
                         "say what of each question: --answer 1=TEXT, --refuse 2=REASON, --not-known 3, --later 4=48h, "
                         "--with 1=OBJECT"});
  return say(context, found->room, inquiries.answer(*found, *answers, arguments.exercise), arguments.speaking);
}

// --- progress

// The step as the desk takes it; its stage comes from the command that was chosen and not from an option.
struct ProgressArguments {
  desk::Inquiries::Step step;
  std::string what, group;
  Speaking speaking;
};

int progress(Context& context, const ProgressArguments& arguments) {
  const desk::Inquiries inquiries(*context.node);
  const auto found = inquiries.find(arguments.what, arguments.group);
  if (!found.ok()) return context.fail(found.error());
  // Made before anything is told, so that nobody reads of new clocks for a step that is then refused.
  const auto text = inquiries.progress(*found, arguments.step);
  // Before the sender decides: an escalation gives the other side its whole time again.
  // On standard error, also where a program reads the answer.
  if (text.ok() && arguments.step.stage == group::Stage::escalate) {
    const auto clocks = inquiries.new_clocks(*found, arguments.step.party);
    if (!clocks.ok()) return context.fail(clocks.error());
    put_err(context, view::new_clocks_text(found->room, *clocks));
  }
  return say(context, found->room, text, arguments.speaking);
}

// --- looking

// Why an inquiry was not received is in red, so this is no text as put_out() prints them.
int show(Context& context, const std::string& what, const std::string& group) {
  const auto found = desk::Inquiries(*context.node).find(what, group);
  if (!found.ok()) return context.fail(found.error());
  if (context.json)
    context.console.line(to_json(found->room, found->inquiry));
  else
    context.console.styled(view::inquiry_text(found->room, found->inquiry, context.console.streams().colours));
  return kDone;
}

// An inquiry that could not come in for want of room is told under the list, since no clock runs for it.
int list(Context& context, const std::string& group) {
  const auto rooms = open_groups(context, group);
  if (!rooms.ok()) return context.fail(rooms.error());
  if (!context.json) context.console.out(view::inquiries_text(*rooms));
  if (context.json)
    for (const OpenGroup& room : *rooms)
      for (const group::InquiryState& inquiry : room.view.inquiries) context.console.line(to_json(room, inquiry));
  print_held_up(context);
  return kDone;
}

// Two commands for one inquiry, so that one person can write it and another send it: the rights differ
// (docs/rights.md).
void add_draft_and_send(Command* app, Context& context) {
  auto* one = app->add_subcommand("draft", "Write an inquiry; nothing is sent");
  auto a = std::make_shared<DraftArguments>();
  desk::Inquiries::Wanted& w = a->wanted;
  one->add_option("SUBJECT", w.subject, "In a few words")->says_something()->required();
  add_texts(one, "--to", w.to, "Whom to ask (again for each)")->required();
  add_texts(one, "--question,-q", w.questions, "A question; numbered in the order given (again for each)")
      ->says_something()
      ->required();
  add_texts(one, "--about", w.about, "Id of an object that it is about (again for each)");
  one->add_option("--description", w.description, "What is known");
  one->add_option("--severity", w.severity, "low, medium, high or critical: decides the answer times")
      ->capture_default_str();
  one->add_option("--severity-text", w.severity_text, "The same on this party's own scale");
  add_texts(one, "--asks", w.asks,
            "information, preservation (of logs), action or nothing (again for each; else information)");
  one->add_option("--basis", w.basis, "On what the inquiry rests, if that is to be said");
  one->add_option("--wished-for", a->wished_for, "When an answer is wished: a day, a timestamp or a time from now");
  one->add_option("--marking", a->marking,
                  "A TLP 2.0 level or the id of a marking (else it counts as the charter's default)");
  one->add_option("--group,-g", a->group, "The group (else the only one)");
  one->add_flag("--exercise", w.exercise, "Mark it as an exercise");
  one->add_option("--out", a->out, "Keep the draft in this file instead of the private journal \"drafts\"")
      ->type_name("FILE")
      ->uses(FileUse::writes);
  on_chosen(one, context, node::Act::draft, [a](Context& c) { return draft(c, *a); });

  auto* other = app->add_subcommand("send", "Send a draft");
  auto what = std::make_shared<std::string>(), group = std::make_shared<std::string>();
  auto speaking = std::make_shared<Speaking>();
  other->add_option("DRAFT", *what, "Its id, or a file")->required()->uses(FileUse::reads);
  other->add_option("--group,-g", *group,
                    "The group (else the one it was drafted for, or the only one with these parties)");
  add_speaking(other, *speaking);
  on_chosen(other, context, node::Act::say,
            [what, group, speaking](Context& c) { return send(c, *what, *group, *speaking); });
}

// One option for each kind of answer, each given as often as there are questions: what is typed is NUMBER=WORDS.
void add_answer(Command* app, Context& context) {
  auto* command = app->add_subcommand("answer", "Answer questions, all or some");
  auto a = std::make_shared<AnswerArguments>();
  command->add_option("INQUIRY", a->what, "Its id or the beginning of its UUID")->required();
  add_texts(command, "--answer,-a", a->typed.answered, "NUMBER=TEXT (again for each)");
  add_texts(command, "--with", a->typed.with,
            "NUMBER=OBJECT: a statement or another object that answers (again for each)");
  add_texts(command, "--refuse", a->typed.refused, "NUMBER=REASON (again for each)");
  add_texts(command, "--not-known", a->typed.not_known, "NUMBER (again for each)");
  add_texts(command, "--later", a->typed.later, "NUMBER=WHEN: a day, a timestamp or a time from now (again for each)");
  command->add_option("--group,-g", a->group, "The group (else any)");
  command->add_flag("--exercise", a->exercise,
                    "Only when the inquiry is an exercise, which marks the answer by itself");
  add_speaking(command, a->speaking);
  on_chosen(command, context, node::Act::say, [a](Context& c) { return answer(c, *a); });
}

// The five steps are one message with a stage, and so one function; each stage has the options that the message may
// carry with it.
void add_progress(Command* app, Context& context, const char* name, const char* about, group::Stage stage) {
  auto* command = app->add_subcommand(name, about);
  auto a = std::make_shared<ProgressArguments>();
  desk::Inquiries::Step& s = a->step;
  s.stage = stage;
  command->add_option("INQUIRY", a->what, "Its id or the beginning of its UUID")->required();
  auto* text = command->add_option("--text,-t", s.text, "What there is to say");
  // Closing and escalating say enough by themselves. Any other step without words would tell the other side nothing.
  if (stage != group::Stage::close && stage != group::Stage::escalate) text->required();
  command->add_option("--party", s.party, "Only about this one of several that were asked");
  command->add_option("--group,-g", a->group, "The group (else any)");
  if (stage == group::Stage::insufficient) {
    command
        ->add_option("--question", s.questions,
                     "Number of a question that is not answered sufficiently (again for each; else all)")
        ->one_value_each();
    add_texts(command, "--reply", s.replies, "Id of the reply that is insufficient (else the latest)");
  }
  if (stage == group::Stage::escalate)
    command->add_option("--to-role", s.to_role, "policy, technical or duty")->capture_default_str();
  if (stage == group::Stage::status || stage == group::Stage::result)
    add_texts(command, "--with", s.objects, "Id of an object as evidence (again for each)");
  add_speaking(command, a->speaking);
  on_chosen(command, context, node::Act::say, [a](Context& c) { return progress(c, *a); });
}

}  // namespace

void add_inquiry(Command& app, Context& context) {
  auto* inquiry = app.add_subcommand("inquiry", "Formal questions between parties, with clocks that both sides see");
  // Writing and sending, answering, and what either side says on the way; then looking. Which side may say what is
  // checked by the desk.
  inquiry->require_subcommand(1);
  add_draft_and_send(inquiry, context);
  add_answer(inquiry, context);
  auto* one = inquiry->add_subcommand("status", "One inquiry with its history, or all of them");
  auto what = std::make_shared<std::string>(), group = std::make_shared<std::string>();
  one->add_option("INQUIRY", *what, "Its id or the beginning of its UUID");
  one->add_option("--group,-g", *group, "Only in this group");
  on_chosen(one, context, true,
            [what, group](Context& c) { return what->empty() ? list(c, *group) : show(c, *what, *group); });
  auto* listed = inquiry->add_subcommand("list", "All of them, as status without an id shows them");
  auto in = std::make_shared<std::string>();
  listed->add_option("--group,-g", *in, "Only in this group");
  on_chosen(listed, context, true, [in](Context& c) { return list(c, *in); });
  add_progress(inquiry, context, "report", "Say how it is going (either side)", group::Stage::status);
  add_progress(inquiry, context, "result", "Say what came of it (either side)", group::Stage::result);
  add_progress(inquiry, context, "insufficient", "Say which answers do not suffice; a new clock starts",
               group::Stage::insufficient);
  add_progress(inquiry, context, "escalate", "Take it to another level; a new clock starts", group::Stage::escalate);
  add_progress(inquiry, context, "close", "End it", group::Stage::close);
}

}  // namespace parley::cli
