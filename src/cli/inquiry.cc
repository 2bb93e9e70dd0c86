#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "cli/inquiries.h"
#include "journal/intake.h"
#include "node/deliberation.h"
#include "node/own_identity.h"

namespace parley::cli {
namespace {

using node::kDrafts;

// --- draft and send

struct DraftArguments {
  std::string subject, description, severity = "medium", severity_text, basis, wished_for, marking, group, out;
  std::vector<std::string> to, questions, about, asks;
  bool exercise = false;
};

Result<std::string> inquiry_text(Context& context, const OpenGroup& group, const DraftArguments& arguments) {
  std::vector<std::string> to, questions;
  for (const std::string& who : arguments.to) {
    PARLEY_TRY(std::string identity, find_member(context, group, who));
    if (identity == group.own) return Error{Code::invalid_input, "an inquiry goes to another party"};
    to.push_back(std::move(identity));
  }
  for (const std::string& question : arguments.questions)
    questions.push_back(json::ObjectWriter().number("number", questions.size() + 1).text("text", question).str());
  auto text = own_message(group, "inquiry", arguments.exercise);
  text.text("name", arguments.subject);
  if (!arguments.description.empty()) text.text("description", arguments.description);
  text.raw("to_refs", json::string_array_text(to)).raw("questions", json::array_text(questions));
  if (!arguments.about.empty()) text.raw("object_refs", json::string_array_text(arguments.about));
  if (!arguments.basis.empty()) text.text("basis", arguments.basis);
  text.text("incident_severity", arguments.severity);
  if (!arguments.severity_text.empty()) text.text("severity_text", arguments.severity_text);
  text.raw("asks",
           json::string_array_text(arguments.asks.empty() ? std::vector<std::string>{"information"} : arguments.asks));
  if (!arguments.wished_for.empty()) {
    PARLEY_TRY(const Micros time, parse_when(arguments.wished_for, group.now));
    if (time <= group.now)
      return Error{Code::invalid_input,
                   "the answer is wished for a time to come, and " + arguments.wished_for + " has passed"};
    text.text("wished_for", to_string(time));
  }
  if (!arguments.marking.empty()) {
    PARLEY_TRY(const std::string marking, parse_marking(arguments.marking));
    text.raw("object_marking_refs", json::string_array_text({marking}));
  }
  std::string out = text.str();
  PARLEY_TRY(const auto checked, group::read_message(out));
  return out;
}

Status keep_draft(Context& context, const std::string& text) {
  const auto rows = context.node->journal_rows();
  if (std::none_of(rows.begin(), rows.end(), [](const auto& row) { return row.name == kDrafts; })) {
    const node::NewJournal wanted{.name = std::string(kDrafts),
                                  .id = {},
                                  .title = "Drafts",
                                  .description = "What this party has not said yet",
                                  .alias = {},
                                  .outside_read = false,
                                  .outside_write = false};
    PARLEY_TRY(const auto made, context.node->add_journal(wanted));
  }
  PARLEY_TRY(const auto info, context.node->journal(kDrafts));
  journal::Intake intake;
  auto admission = intake.admit(text);
  if (!admission.object) return Error{Code::invalid_input, admission.refusal.message};
  PARLEY_TRY(const auto outcomes,
             node::append_as_party(*info.journal, context.node->config(), std::span(&*admission.object, 1)));
  if (outcomes.front().added == journal::Added::conflict)
    return Error{Code::conflict, "there is another draft with this id"};
  return {};
}

int draft(Context& context, const DraftArguments& arguments) {
  const auto group = open_group(context, arguments.group);
  if (!group.ok()) return context.fail(group.error());
  const auto text = inquiry_text(context, *group, arguments);
  if (!text.ok()) return context.fail(text.error());
  const std::string id = group::read_message(*text)->id;
  const Status kept =
      arguments.out.empty() ? keep_draft(context, *text) : write_text_file(context, arguments.out, *text + "\n");
  if (!kept.ok()) return context.fail(kept.error());
  if (context.json) {
    context.console.line(JsonLine()
                             .text("id", id)
                             .text("kept", arguments.out.empty() ? std::string(kDrafts) : arguments.out)
                             .raw("inquiry", *text)
                             .str());
  } else {
    context.console.lines(indented_json(*text));
    context.console.lines(fmt::format("\nDrafted {}; nothing was sent. Send it with: parley inquiry send {}", id,
                                      arguments.out.empty() ? id : arguments.out));
  }
  return kDone;
}

// The text of the draft that `what` means, from the private journal or a file.
Result<std::string> draft_text(Context& context, const std::string& what) {
  if (const auto info = context.node->journal(kDrafts); info.ok()) {
    std::string found;
    for (journal::Seq at = 0;;) {
      PARLEY_TRY(const auto page, info->journal->read({}, at, {}));
      for (const auto& entry : page.entries) {
        if (!means(what, entry.id)) continue;
        if (!found.empty() && entry.id != what)
          return Error{Code::conflict, "\"" + what + "\" means more than one draft; give more of its id"};
        found = entry.text;
      }
      if (!page.more) break;
      at = page.next;
    }
    if (!found.empty()) return found;
  }
  auto text = read_text_file(context, what);
  if (!text.ok()) return Error{Code::not_found, "there is no draft and no file \"" + what + "\""};
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  return text;
}

// The group to send it in: the one named, else the only one that has everybody who is asked as a member.
Result<OpenGroup> group_for(Context& context, const std::string& alias, const group::Inquiry& inquiry) {
  if (!alias.empty()) return open_group(context, alias);
  std::string found;
  for (const node::GroupView& group : context.node->groups().groups()) {
    const bool all = std::all_of(inquiry.to.begin(), inquiry.to.end(), [&](const std::string& one) {
      return group::find_member(group.charter.terms, one) != nullptr;
    });
    if (group.left || !all) continue;
    if (!found.empty())
      return Error{Code::invalid_input, "more than one group has these parties: say which with --group"};
    found = group.charter.terms.id;
  }
  if (found.empty()) return Error{Code::not_found, "no group has everybody who is asked as a member"};
  return open_group(context, found);
}

int send(Context& context, const std::string& what, const std::string& alias, const Speaking& speaking) {
  const auto text = draft_text(context, what);
  if (!text.ok()) return context.fail(text.error());
  const auto message = group::read_message(*text);
  if (!message.ok()) return context.fail(message.error());
  const auto* inquiry = std::get_if<group::Inquiry>(&message->body);
  if (inquiry == nullptr) return context.fail({Code::invalid_input, "\"" + what + "\" is no inquiry"});
  const auto group = group_for(context, alias, *inquiry);
  if (!group.ok()) return context.fail(group.error());
  return say(context, *group, *text, speaking);
}

// --- answer

struct AnswerArguments {
  std::string what, group;
  std::vector<std::string> answers, refusals, not_known, later, with;
  bool exercise = false;
  Speaking speaking;
};

// "2=text" -> 2 and the text; "2" -> 2.
Result<std::pair<std::int64_t, std::string>> numbered(const std::string& text, bool needs_text) {
  const std::size_t equals = text.find('=');
  const std::string_view digits = std::string_view(text).substr(0, equals);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size() || number < 1 ||
      (needs_text && equals == std::string::npos))
    return Error{Code::invalid_input, "\"" + text + "\" does not begin with the number of a question" +
                                          (needs_text ? " and \"=\", such as 2=text" : "")};
  return std::pair{number, equals == std::string::npos ? std::string() : text.substr(equals + 1)};
}

Status has_question(const group::Inquiry& inquiry, std::int64_t number) {
  const auto& questions = inquiry.questions;
  if (std::any_of(questions.begin(), questions.end(), [&](const group::Question& one) { return one.number == number; }))
    return {};
  return Error{Code::invalid_input, fmt::format("the inquiry has no question {}", number)};
}

Result<std::string> reply_text(const OpenGroup& group, const group::InquiryState& inquiry,
                               const AnswerArguments& arguments) {
  std::map<std::int64_t, json::ObjectWriter> answers;
  std::map<std::int64_t, std::vector<std::string>> objects;
  for (const std::string& text : arguments.with) {
    PARLEY_TRY(const auto one, numbered(text, true));
    objects[one.first].push_back(one.second);
  }
  const auto add = [&](const std::vector<std::string>& texts, group::Outcome outcome, std::string_view name) -> Status {
    for (const std::string& text : texts) {
      PARLEY_TRY(const auto one, numbered(text, !name.empty()));
      PARLEY_TRY_STATUS(has_question(inquiry.inquiry, one.first));
      auto [answer, is_new] = answers.try_emplace(one.first);
      if (!is_new) return Error{Code::invalid_input, fmt::format("question {} is answered twice", one.first)};
      answer->second.number("question", static_cast<std::uint64_t>(one.first))
          .text("outcome", group::to_string(outcome));
      if (outcome == group::Outcome::later) {
        PARLEY_TRY(const Micros until, parse_when(one.second, group.now));
        if (until <= group.now)
          return Error{Code::invalid_input, fmt::format("question {}: \"later\" is a time to come, and {} has passed",
                                                        one.first, one.second)};
        answer->second.text("until", to_string(until));
      } else if (!name.empty()) {
        answer->second.text(name, one.second);
      }
    }
    return {};
  };
  PARLEY_TRY_STATUS(add(arguments.answers, group::Outcome::answered, "text"));
  PARLEY_TRY_STATUS(add(arguments.refusals, group::Outcome::refused, "reason"));
  PARLEY_TRY_STATUS(add(arguments.not_known, group::Outcome::not_known, ""));
  PARLEY_TRY_STATUS(add(arguments.later, group::Outcome::later, "until"));
  std::vector<std::string> items;
  for (auto& [number, answer] : answers) {
    if (const auto with = objects.find(number); with != objects.end())
      answer.raw("object_refs", json::string_array_text(with->second)), objects.erase(with);
    items.push_back(answer.str());
  }
  for (const auto& [number, with] : objects) {
    PARLEY_TRY_STATUS(has_question(inquiry.inquiry, number));
    items.push_back(json::ObjectWriter()
                        .number("question", static_cast<std::uint64_t>(number))
                        .text("outcome", "answered")
                        .raw("object_refs", json::string_array_text(with))
                        .str());
  }
  if (items.empty())
    return Error{
        Code::invalid_input,
        "say what of each question: --answer 1=TEXT, --refuse 2=REASON, --not-known 3, --later 4=48h, --with 1=OBJECT"};
  return own_message(group, "reply", inquiry.at.exercise || arguments.exercise)
      .text("inquiry_ref", inquiry.at.id)
      .raw("answers", json::array_text(items))
      .str();
}

int answer(Context& context, const AnswerArguments& arguments) {
  const auto found = find_inquiry(context, arguments.what, arguments.group);
  if (!found.ok()) return context.fail(found.error());
  const auto& to = found->inquiry.inquiry.to;
  if (std::find(to.begin(), to.end(), found->group.own) == to.end())
    return context.fail({Code::forbidden, "this party was not asked"});
  if (arguments.exercise && !found->inquiry.at.exercise)
    return context.fail({Code::invalid_input, "the inquiry is real: an exercise cannot answer it"});
  const auto text = reply_text(found->group, found->inquiry, arguments);
  if (!text.ok()) return context.fail(text.error());
  return say(context, found->group, *text, arguments.speaking);
}

// --- progress

struct ProgressArguments {
  std::string what, group, text, to_role = "policy", party;
  std::vector<std::string> replies, objects;
  std::vector<std::int64_t> questions;
  Speaking speaking;
};

// The replies that an "insufficient" judges: those named, else the latest to each question that it is about.
Result<std::vector<std::string>> judged(const FoundInquiry& found, const ProgressArguments& arguments,
                                        const std::string& party) {
  std::vector<std::string> out;
  for (const std::int64_t number : arguments.questions) PARLEY_TRY_STATUS(has_question(found.inquiry.inquiry, number));
  for (const group::AskedState& track : found.inquiry.asked) {
    if (!party.empty() && track.party != party) continue;
    for (const group::QuestionState& question : track.questions) {
      const bool about = arguments.questions.empty() ||
                         std::find(arguments.questions.begin(), arguments.questions.end(), question.number) !=
                             arguments.questions.end();
      if (!question.reply || !about) continue;
      const bool named = arguments.replies.empty() ||
                         std::any_of(arguments.replies.begin(), arguments.replies.end(),
                                     [&](const std::string& one) { return means(one, question.reply->id); });
      if (named && std::find(out.begin(), out.end(), question.reply->id) == out.end())
        out.push_back(question.reply->id);
    }
  }
  if (out.empty())
    return Error{Code::invalid_input,
                 "nothing was replied to these questions yet; when a time has passed in silence, escalate"};
  return out;
}

// Before the sender decides: an escalation gives the other side its whole time again.
void tell_new_clock(Context& context, const FoundInquiry& found, const std::string& party) {
  if (context.json) return;
  for (const group::AnswerTime& time : found.group.view.charter.terms.answer_times) {
    if (time.severity != found.inquiry.inquiry.severity) continue;
    for (const group::AskedState& track : found.inquiry.asked) {
      if (!party.empty() && track.party != party) continue;
      for (const group::QuestionState& question : track.questions)
        if (!question.settled() && question.due)
          context.console.err(fmt::format(
              "Question {} to {} is due {} ({}). Once they have received the escalation, they have {} again.",
              question.number, found.group.name(track.party), short_time(question.due),
              distance_text(*question.due, found.group.now), duration_text(time.answer)));
    }
  }
}

int progress(Context& context, const ProgressArguments& arguments, group::Stage stage) {
  const auto found = find_inquiry(context, arguments.what, arguments.group);
  if (!found.ok()) return context.fail(found.error());
  const bool asker = found->inquiry.at.author == found->group.own;
  if (!asker && stage != group::Stage::status && stage != group::Stage::result)
    return context.fail({Code::forbidden, "only the party that asked can do this"});
  auto text = own_message(found->group, "progress", found->inquiry.at.exercise);
  text.text("inquiry_ref", found->inquiry.at.id).text("stage", group::to_string(stage));
  std::string party;
  if (!arguments.party.empty()) {
    const auto member = find_member(context, found->group, arguments.party);
    if (!member.ok()) return context.fail(member.error());
    party = *member;
    text.text("party_ref", party);
  }
  if (stage == group::Stage::insufficient) {
    const auto replies = judged(*found, arguments, party);
    if (!replies.ok()) return context.fail(replies.error());
    text.raw("reply_refs", json::string_array_text(*replies));
  }
  if (!arguments.questions.empty()) text.raw("questions", fmt::format("[{}]", fmt::join(arguments.questions, ",")));
  if (stage == group::Stage::escalate) {
    text.text("to_role", arguments.to_role);
    tell_new_clock(context, *found, party);
  }
  if (!arguments.text.empty()) text.text("description", arguments.text);
  if (!arguments.objects.empty()) text.raw("object_refs", json::string_array_text(arguments.objects));
  return say(context, found->group, text.str(), arguments.speaking);
}

void add_draft_and_send(Command* app, Context& context) {
  auto* one = app->add_subcommand("draft", "Write an inquiry; nothing is sent");
  auto a = std::make_shared<DraftArguments>();
  one->add_option("SUBJECT", a->subject, "In a few words")->says_something()->required();
  add_texts(one, "--to", a->to, "Whom to ask (again for each)")->required();
  add_texts(one, "--question,-q", a->questions, "A question; numbered in the order given (again for each)")
      ->says_something()
      ->required();
  add_texts(one, "--about", a->about, "Id of an object that it is about (again for each)");
  one->add_option("--description", a->description, "What is known");
  one->add_option("--severity", a->severity, "low, medium, high or critical: decides the answer times")
      ->capture_default_str();
  one->add_option("--severity-text", a->severity_text, "The same on this party's own scale");
  add_texts(one, "--asks", a->asks,
            "information, preservation (of logs), action or nothing (again for each; else information)");
  one->add_option("--basis", a->basis, "On what the inquiry rests, if that is to be said");
  one->add_option("--wished-for", a->wished_for, "When an answer is wished: a day, a timestamp or a time from now");
  one->add_option("--marking", a->marking, "A TLP 2.0 level or the id of a marking");
  one->add_option("--group,-g", a->group, "The group (else the only one)");
  one->add_flag("--exercise", a->exercise, "Mark it as an exercise");
  one->add_option("--out", a->out, "Keep the draft in this file instead of the private journal \"drafts\"")
      ->type_name("FILE")
      ->uses(FileUse::writes);
  on_chosen(one, context, node::Act::draft, [a](Context& c) { return draft(c, *a); });

  auto* other = app->add_subcommand("send", "Send a draft");
  auto what = std::make_shared<std::string>(), group = std::make_shared<std::string>();
  auto speaking = std::make_shared<Speaking>();
  other->add_option("DRAFT", *what, "Its id, or a file")->required()->uses(FileUse::reads);
  other->add_option("--group,-g", *group, "The group (else the only one with these parties)");
  add_speaking(other, *speaking);
  on_chosen(other, context, node::Act::say,
            [what, group, speaking](Context& c) { return send(c, *what, *group, *speaking); });
}

void add_answer(Command* app, Context& context) {
  auto* command = app->add_subcommand("answer", "Answer questions, all or some");
  auto a = std::make_shared<AnswerArguments>();
  command->add_option("INQUIRY", a->what, "Its id or the beginning of its UUID")->required();
  add_texts(command, "--answer,-a", a->answers, "NUMBER=TEXT (again for each)");
  add_texts(command, "--with", a->with, "NUMBER=OBJECT: a statement or another object that answers (again for each)");
  add_texts(command, "--refuse", a->refusals, "NUMBER=REASON (again for each)");
  add_texts(command, "--not-known", a->not_known, "NUMBER (again for each)");
  add_texts(command, "--later", a->later, "NUMBER=WHEN: a day, a timestamp or a time from now (again for each)");
  command->add_option("--group,-g", a->group, "The group (else any)");
  command->add_flag("--exercise", a->exercise,
                    "Only when the inquiry is an exercise, which marks the answer by itself");
  add_speaking(command, a->speaking);
  on_chosen(command, context, node::Act::say, [a](Context& c) { return answer(c, *a); });
}

void add_progress(Command* app, Context& context, const char* name, const char* about, group::Stage stage) {
  auto* command = app->add_subcommand(name, about);
  auto a = std::make_shared<ProgressArguments>();
  command->add_option("INQUIRY", a->what, "Its id or the beginning of its UUID")->required();
  auto* text = command->add_option("--text,-t", a->text, "What there is to say");
  if (stage != group::Stage::close && stage != group::Stage::escalate) text->required();
  command->add_option("--party", a->party, "Only about this one of several that were asked");
  command->add_option("--group,-g", a->group, "The group (else any)");
  if (stage == group::Stage::insufficient) {
    command
        ->add_option("--question", a->questions,
                     "Number of a question that is not answered sufficiently (again for each; else all)")
        ->one_value_each();
    add_texts(command, "--reply", a->replies, "Id of the reply that is insufficient (else the latest)");
  }
  if (stage == group::Stage::escalate)
    command->add_option("--to-role", a->to_role, "policy, technical or duty")->capture_default_str();
  if (stage == group::Stage::status || stage == group::Stage::result)
    add_texts(command, "--with", a->objects, "Id of an object as evidence (again for each)");
  add_speaking(command, a->speaking);
  on_chosen(command, context, node::Act::say, [a, stage](Context& c) { return progress(c, *a, stage); });
}

}  // namespace

void add_inquiry(Command& app, Context& context) {
  auto* inquiry = app.add_subcommand("inquiry", "Formal questions between parties, with clocks that both sides see");
  inquiry->require_subcommand(1);
  add_draft_and_send(inquiry, context);
  add_answer(inquiry, context);
  auto* one = inquiry->add_subcommand("status", "One inquiry with its history, or all of them");
  auto what = std::make_shared<std::string>(), group = std::make_shared<std::string>();
  one->add_option("INQUIRY", *what, "Its id or the beginning of its UUID");
  one->add_option("--group,-g", *group, "Only in this group");
  on_chosen(one, context, true, [what, group](Context& c) { return inquiry_status(c, *what, *group); });
  add_progress(inquiry, context, "report", "Say how it is going (either side)", group::Stage::status);
  add_progress(inquiry, context, "result", "Say what came of it (either side)", group::Stage::result);
  add_progress(inquiry, context, "insufficient", "Say which answers do not suffice; a new clock starts",
               group::Stage::insufficient);
  add_progress(inquiry, context, "escalate", "Take it to another level; a new clock starts", group::Stage::escalate);
  add_progress(inquiry, context, "close", "End it", group::Stage::close);
}

}  // namespace parley::cli
