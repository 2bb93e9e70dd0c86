// Each call makes the text of one message and appends nothing. What makes a message count is decided where it is read,
// by group/state.h at every member alike; the checks here are those that spare a person a message that would count as a
// fault, and say in his words what is wrong.
#include "desk/inquiries.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "desk/own_objects.h"
#include "desk/typed.h"
#include "node/journals.h"
#include "node/membership.h"
#include "store/embedded/group_db.h"

namespace parley::desk {
namespace {

// Questions are known by their number in the inquiry, which both sides see. A number that is not there would be passed
// over by everybody who reads the answer.
Status has_question(const group::Inquiry& inquiry, std::int64_t number) {
  const auto& questions = inquiry.questions;
  if (std::any_of(questions.begin(), questions.end(), [&](const group::Question& one) { return one.number == number; }))
    return {};
  return Error{Code::invalid_input, fmt::format("the inquiry has no question {}", number)};
}

// Lists of an inquiry are short, as people write them.
template <class List, class Value>
bool has(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

// --- drafts

// The text is made and checked here, and is what is later sent, byte for byte: a draft that was read again and changed
// would be another message than the one that was looked at.
Result<Draft> Inquiries::compose(const GroupRoom& room, const Wanted& wanted) const {
  // Numbered from one in the order in which they were typed; ascending is what the reader at the other side insists on
  // (group/messages.cc).
  std::vector<std::string> to, questions;
  PARLEY_TRY_STATUS(check_subject(wanted.subject));
  for (const std::string& who : wanted.to) {
    PARLEY_TRY(std::string identity, Groups(node_).find_member(room, who));
    if (identity == room.own) return Error{Code::invalid_input, "an inquiry goes to another party"};
    to.push_back(std::move(identity));
  }
  for (const std::string& question : wanted.questions)
    questions.push_back(json::ObjectWriter().number("number", questions.size() + 1).text("text", question).str());
  // A wish for a time that has passed can only be a slip.
  if (wanted.wished_for && *wanted.wished_for <= room.now)
    return Error{Code::invalid_input,
                 "the answer is wished for a time to come, and " + typed_time(*wanted.wished_for) + " has passed"};
  PARLEY_TRY(const auto about, node::whole_ids(node_, wanted.about).in("about"));
  auto text = begin_message(room, "inquiry", wanted.exercise);
  text.text("name", wanted.subject);
  text.text_if("description", wanted.description);
  text.texts("to_refs", to).raw("questions", json::array_text(questions));
  if (!about.empty()) text.texts("object_refs", about);
  text.text_if("basis", wanted.basis);
  text.text("incident_severity", wanted.severity);
  text.text_if("severity_text", wanted.severity_text);
  text.texts("asks", wanted.asks.empty() ? std::vector<std::string>{"information"} : wanted.asks);
  if (wanted.wished_for) text.text("wished_for", typed_time(*wanted.wished_for));
  if (!wanted.marking.empty()) text.texts("object_marking_refs", std::vector<std::string>{wanted.marking});
  return Saying(node_).check(text.str());
}

Status Inquiries::keep(const node::Acting& acting, const GroupRoom& room, const Draft& draft) const {
  const OwnObjects own(node_);
  PARLEY_TRY(const auto journal, own.drafts(acting));
  PARLEY_TRY(const auto outcomes,
             own.append(acting, node::Act::draft, "inquiry draft", journal, std::span(&draft.text, 1)));
  // The same bytes again are the same draft. Other content under the same id and version would be lost without a word.
  if (outcomes.front().added == journal::Added::conflict)
    return Error{Code::conflict, "there is another draft with this id"};
  return node_.group_db().put_drafted_for(draft.message.id, room.id());
}

namespace {

// Calls `visit` with the newest version of everything in "drafts"; not at all when nothing was ever drafted.
Status for_each_draft(node::Node& node, const std::vector<std::string>& types,
                      const std::function<Status(const journal::Entry&)>& visit) {
  const auto info = node.journals().open(kDrafts);
  if (!info.ok()) return info.error().code == Code::not_found ? Status{} : Status(info.error());
  journal::Query query;
  query.types = types;
  for (journal::Seq at = 0;;) {
    PARLEY_TRY(const journal::Page page, info->journal->read(query, at, {}));
    for (const journal::Entry& entry : page.entries) PARLEY_TRY_STATUS(visit(entry));
    if (!page.more) return {};
    at = page.next;
  }
}

}  // namespace

// Each is checked anew, so that one that would be refused when it is sent is found out here.
Result<std::vector<Draft>> Inquiries::drafts() const {
  std::vector<Draft> out;
  PARLEY_TRY_STATUS(for_each_draft(node_, {"inquiry"}, [&](const journal::Entry& entry) -> Status {
    PARLEY_TRY(Draft draft, Saying(node_).check(std::string(entry.text)));
    out.push_back(std::move(draft));
    return {};
  }));
  return out;
}

// All drafts are looked at, of whatever type, so that an id that two of them could mean is never taken for one. A whole
// id decides whatever else was found before it.
Result<Draft> Inquiries::find_draft(const std::string& typed) const {
  const node::TypedId wanted(typed);
  std::string found, id;
  PARLEY_TRY_STATUS(for_each_draft(node_, {}, [&](const journal::Entry& entry) -> Status {
    if (!wanted.means(entry.id) || id == wanted.text()) return {};
    if (!found.empty() && entry.id != wanted.text())
      return Error{Code::conflict, "\"" + typed + "\" means more than one draft; give more of its id"};
    found = entry.text;
    id = entry.id;
    return {};
  }));
  if (found.empty()) return Error{Code::not_found, "there is no draft \"" + typed + "\""};
  return Saying(node_).check(std::move(found));
}

namespace {

// Whether everybody who is asked can be asked there.
bool can_be_asked_in(const node::GroupView& group, const group::Inquiry& inquiry) {
  return !group.left && std::all_of(inquiry.to.begin(), inquiry.to.end(), [&](const std::string& one) {
    return group::find_member(group.charter.terms, one) != nullptr;
  });
}

}  // namespace

// Without a name, and when it is not known what it was written for, the group has to be the only one that could be
// meant: an inquiry in the wrong group is read by all of its members, and cannot be unsaid. For the same reason no
// other group takes the place of the one that it was written for.
Result<GroupRoom> Inquiries::room_for(const Draft& draft, const std::string& which) const {
  const auto* inquiry = std::get_if<group::Inquiry>(&draft.message.body);
  if (inquiry == nullptr) return Error{Code::invalid_input, "\"" + draft.message.id + "\" is no inquiry"};
  if (!which.empty()) return Groups(node_).open(which);
  PARLEY_TRY(const std::string kept_for, node_.group_db().drafted_for(draft.message.id));
  std::string found;
  const auto all = node_.membership().views();
  for (const node::GroupView& group : *all) {
    const std::string& id = group.charter.terms.id;
    if (!can_be_asked_in(group, *inquiry)) continue;
    if (!kept_for.empty() && id != kept_for) continue;
    if (!found.empty()) return Error{Code::invalid_input, "group: more than one has these parties; say which is meant"};
    found = id;
  }
  if (found.empty() && !kept_for.empty())
    return Error{
        Code::conflict,
        "group: in the one that it was drafted for, this party or somebody who is asked is no member any more; "
        "say which is meant"};
  if (found.empty()) return Error{Code::not_found, "no group has everybody who is asked as a member"};
  return Groups(node_).open(found);
}

// --- under way

// In any group when none is named: a person who answers has the id before his eyes and seldom the group. A conflict in
// one group ends the search, since more of the id is wanted whatever the other groups have.
Result<Inquiries::Found> Inquiries::find(const std::string& typed, const std::string& which) const {
  PARLEY_TRY(auto rooms, Groups(node_).rooms(which));
  std::optional<Found> found;
  for (GroupRoom& room : rooms) {
    const auto inquiry = find_message(room.view.inquiries, typed, "inquiry");
    if (!inquiry.ok()) {
      if (inquiry.error().code == Code::conflict) return inquiry.error();
      continue;
    }
    // An id is only unique in its group: two groups may be told the same inquiry.
    if (found)
      return Error{Code::conflict, "group: more than one has an inquiry \"" + typed + "\"; say which is meant"};
    group::InquiryState copy = **inquiry;
    found = Found{std::move(room), std::move(copy)};
  }
  if (!found) return Error{Code::not_found, "there is no inquiry \"" + typed + "\"; parley inquiry status lists them"};
  return std::move(*found);
}

// Only where nothing was received and a reason is known: that the other side cannot take it in.
std::string Inquiries::why_not_received(const GroupRoom& room, const group::AskedState& track) {
  const node::MemberView* asked = node::member_of(room.group, track.party);
  return track.received || asked == nullptr ? std::string() : asked->takes_no_more;
}

namespace {

// One answer as the reply has it. What goes with an outcome is checked where the reply is read.
Result<json::ObjectWriter> answer_text(const group::Answer& answer, Micros now) {
  json::ObjectWriter out;
  out.number("question", answer.question).text("outcome", group::to_string(answer.outcome));
  if (answer.until) {
    if (*answer.until <= now)
      return Error{Code::invalid_input, fmt::format("question {}: \"later\" is a time to come, and {} has passed",
                                                    answer.question, typed_time(*answer.until))};
    out.text("until", typed_time(*answer.until));
  }
  out.text_if("text", answer.text);
  out.text_if("reason", answer.reason);
  return out;
}

// An answer that consists of objects goes along with words on the same question, in whichever order they are given.
bool gives_objects_only(const group::Answer& answer) {
  return answer.outcome == group::Outcome::answered && answer.text.empty() && !answer.objects.empty();
}

}  // namespace

Result<std::string> Inquiries::answer(const Found& found, std::span<const group::Answer> answers, bool exercise) const {
  const auto& [room, inquiry] = found;
  if (!has(inquiry.inquiry.to, room.own)) return Error{Code::forbidden, "this party was not asked"};
  if (exercise && !inquiry.at.exercise)
    return Error{Code::invalid_input, "the inquiry is real: an exercise cannot answer it"};
  // Words and objects are collected apart, by question, and put together at the end: people give both in any order on
  // the command line, and one question has one answer.
  std::map<std::int64_t, json::ObjectWriter> said;
  std::map<std::int64_t, std::vector<std::string>> objects;
  for (const group::Answer& one : answers) {
    PARLEY_TRY_STATUS(has_question(inquiry.inquiry, one.question));
    PARLEY_TRY(const auto ids, node::whole_ids(node_, one.objects));
    auto& with = objects[one.question];
    with.insert(with.end(), ids.begin(), ids.end());
    if (gives_objects_only(one)) continue;
    PARLEY_TRY(auto text, answer_text(one, room.now));
    if (!said.emplace(one.question, std::move(text)).second)
      return Error{Code::invalid_input, fmt::format("question {} is answered twice", one.question)};
  }
  // First what was said of a question, then what only objects answer: both in the order of the questions.
  std::vector<std::string> items;
  for (auto& [number, text] : said) {
    // Taken out, so that what remains is what only objects answer.
    const auto with = objects.extract(number);
    if (!with.mapped().empty()) text.texts("object_refs", with.mapped());
    items.push_back(text.str());
  }
  for (const auto& [number, with] : objects)
    items.push_back(
        json::ObjectWriter().number("question", number).text("outcome", "answered").texts("object_refs", with).str());
  if (items.empty())
    return Error{Code::invalid_input,
                 "say what of each question: answered, with words or objects, refused, not known, or later"};
  return begin_message(room, "reply", inquiry.at.exercise || exercise)
      .text("inquiry_ref", inquiry.at.id)
      .raw("answers", json::array_text(items))
      .str();
}

namespace {

// The replies that an "insufficient" judges: those named, else the latest to each question that it is about.
Result<std::vector<std::string>> judged(const Inquiries::Found& found, const Inquiries::Step& step,
                                        const std::string& party) {
  std::vector<std::string> out;
  for (const std::int64_t number : step.questions) PARLEY_TRY_STATUS(has_question(found.inquiry.inquiry, number));
  for (const group::AskedState& track : found.inquiry.asked) {
    if (!party.empty() && track.party != party) continue;
    for (const group::QuestionState& question : track.questions) {
      const bool about = step.questions.empty() || has(step.questions, question.number);
      if (!question.reply || !about) continue;
      const std::string& reply = question.reply->id;
      const bool named = step.replies.empty() || std::any_of(step.replies.begin(), step.replies.end(),
                                                             [&](const auto& one) { return node::means(one, reply); });
      if (named && !has(out, reply)) out.push_back(reply);
    }
  }
  if (out.empty())
    return Error{Code::invalid_input,
                 "nothing was replied to these questions yet; when a time has passed in silence, escalate"};
  return out;
}

}  // namespace

// One message type for all steps of an inquiry (docs/inquiries.md); the stage says which. What each may carry is what
// the reader at the other side accepts.
Result<std::string> Inquiries::progress(const Found& found, const Step& step) const {
  const auto& [room, inquiry] = found;
  // How it goes and what came of it either side may say; whether answers suffice is for who asked.
  if (inquiry.at.author != room.own && step.stage != group::Stage::status && step.stage != group::Stage::result)
    return Error{Code::forbidden, "only the party that asked can do this"};
  PARLEY_TRY(const auto objects, node::whole_ids(node_, step.objects));
  // An exercise exactly where the inquiry is one, since the two must not mix.
  auto text = begin_message(room, "progress", inquiry.at.exercise);
  text.text("inquiry_ref", inquiry.at.id).text("stage", group::to_string(step.stage));
  // Empty: the step is about all that were asked.
  std::string party;
  if (!step.party.empty()) {
    PARLEY_TRY(party, Groups(node_).find_member(room, step.party));
    text.text("party_ref", party);
  }
  if (step.stage == group::Stage::insufficient) {
    PARLEY_TRY(const auto replies, judged(found, step, party));
    text.texts("reply_refs", replies);
  }
  if (!step.questions.empty()) text.raw("questions", fmt::format("[{}]", fmt::join(step.questions, ",")));
  if (step.stage == group::Stage::escalate) text.text("to_role", step.to_role);
  text.text_if("description", step.text);
  if (!objects.empty()) text.texts("object_refs", objects);
  return text.str();
}

// The agreed times are those of the charter that is in force now, not of the one under which was asked: so the clock is
// computed at both sides.
Result<std::vector<Inquiries::NewClock>> Inquiries::new_clocks(const Found& found, const std::string& party) const {
  std::string only;
  if (!party.empty()) {
    PARLEY_TRY(only, Groups(node_).find_member(found.room, party));
  }
  std::vector<NewClock> out;
  for (const group::AnswerTime& time : found.room.view.charter.terms.answer_times) {
    if (time.severity != found.inquiry.inquiry.severity) continue;
    for (const group::AskedState& track : found.inquiry.asked) {
      if (!only.empty() && track.party != only) continue;
      for (const group::QuestionState& question : track.questions)
        // A question that is settled has no clock, and one for which no time was agreed never gets one.
        if (!question.settled() && question.due)
          out.push_back({question.number, track.party, *question.due, time.answer});
    }
  }
  return out;
}

}  // namespace parley::desk
