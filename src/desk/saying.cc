// A message takes the way of every release (node/releases.h): the policy is asked about it, a second person agrees
// where the charter's markings want one, and the log says who spoke. There is no shorter way for what is "only a
// message", because the others cannot tell the two apart either.
#include "desk/saying.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/json.h"
#include "node/audit.h"
#include "node/people.h"
#include "node/release_policy.h"
#include "node/releases.h"
#include "release/confirm.h"
#include "release/handling.h"
#include "stix/markings.h"
#include "text/code_point.h"

namespace parley::desk {

json::ObjectWriter begin_message(const GroupRoom& room, std::string_view type, bool exercise) {
  return group::message_text({.type = std::string(type),
                              .id = {},
                              .author = room.own,
                              // STIX shows milliseconds: what is written is what is compared with later versions.
                              .time = {room.now.value / 1000 * 1000},
                              .exercise = exercise || room.exercise()});
}

Status check_subject(std::string_view subject) {
  if (subject.size() <= kMostOfASubject) return {};
  return Error{Code::invalid_input,
               fmt::format("the subject has {} bytes, and {} are the most: what is more belongs in "
                           "the text",
                           subject.size(), kMostOfASubject)};
}

// Names and beginnings of ids become whole ids before the text is made, so that every member reads the same and nobody
// has to guess whom a short name meant here.
Result<std::string> Saying::notification(const GroupRoom& room, const Notice& notice) const {
  PARLEY_TRY_STATUS(check_subject(notice.subject));
  std::vector<std::string> to;
  for (const std::string& who : notice.to) {
    PARLEY_TRY(std::string identity, Groups(node_).find_member(room, who));
    to.push_back(std::move(identity));
  }
  PARLEY_TRY(const auto about, node::whole_ids(node_, notice.about).in("about"));
  auto text = begin_message(room, "notification", notice.exercise);
  text.text("name", notice.subject);
  text.text_if("description", notice.description);
  if (!to.empty()) text.texts("to_refs", to);
  if (!about.empty()) text.texts("object_refs", about);
  text.text("incident_severity", notice.severity);
  text.text_if("severity_text", notice.severity_text);
  text.text_if("claimed_origin", notice.origin);
  text.texts("asks", notice.asks.empty() ? std::vector<std::string>{"nothing"} : notice.asks);
  return text.str();
}

// The words are the party's own and are taken as they are; only ids are completed.
Result<std::string> Saying::position(const GroupRoom& room, const Statement& statement) const {
  PARLEY_TRY_STATUS(check_subject(statement.subject));
  PARLEY_TRY(const auto about, node::whole_ids(node_, statement.about).in("about"));
  auto text = begin_message(room, "position", statement.exercise);
  text.text("speaker", statement.speaker)
      .text("authority", statement.authority)
      .text("subject", statement.subject)
      .text("stance", statement.stance)
      .text("statement", statement.statement)
      .text("audience", statement.audience);
  if (!about.empty()) text.texts("object_refs", about);
  return text.str();
}

namespace {

// A question of an inquiry, or one that a reply answers, by its number.
Status has_question(const group::Message& message, std::int64_t number) {
  // Of any other message there are none, which is told apart from a number that is not among them.
  std::vector<std::int64_t> numbers;
  if (const auto* inquiry = std::get_if<group::Inquiry>(&message.body))
    for (const auto& one : inquiry->questions) numbers.push_back(one.number);
  if (const auto* reply = std::get_if<group::Reply>(&message.body))
    for (const auto& one : reply->answers) numbers.push_back(one.question);
  if (std::find(numbers.begin(), numbers.end(), number) != numbers.end()) return {};
  if (numbers.empty())
    return Error{Code::invalid_input,
                 "question: " + message.id + " is about no questions: only an inquiry and a reply are"};
  return Error{Code::not_found, fmt::format("question: {} is about no question {}, but about {}", message.id, number,
                                            fmt::join(numbers, ", "))};
}

}  // namespace

// What every other node asks of a correction is asked here first, by the same function: a person is told why, instead
// of having it in the journal as a fault.
Result<Saying::ToSay> Saying::correction(const Correcting& correcting, const std::string& which) const {
  const Groups groups(node_);
  auto found = groups.find_said(correcting.message, which);
  if (!found.ok() && found.error().code == Code::not_found && !which.empty())
    if (const auto elsewhere = groups.find_said(correcting.message); elsewhere.ok())
      return Error{Code::forbidden, elsewhere->id + " was said in \"" + elsewhere->group +
                                        "\": a correction goes to those who could read it, and so to the same group"};
  if (!found.ok()) return found.error();
  PARLEY_TRY(GroupRoom room, groups.open(found->group));
  if (found->author != room.own)
    return Error{Code::forbidden,
                 found->id + " was said by " + room.name(found->author) + ": only who said a message corrects it"};
  PARLEY_TRY(const auto earlier, group::read_message(found->text));
  auto text = begin_message(room, "correction", earlier.exercise);
  text.text("of_ref", found->id).text("text", correcting.text);
  if (correcting.question != 0) {
    PARLEY_TRY_STATUS(has_question(earlier, correcting.question));
    text.number("question", static_cast<std::uint64_t>(correcting.question));
  }
  text.text_if("reason", correcting.reason);
  text.text_if("audience", earlier.audience.stated);
  if (!earlier.audience.to.empty()) text.texts("to_refs", earlier.audience.to);
  if (!earlier.audience.markings.empty()) text.texts("object_marking_refs", earlier.audience.markings);
  PARLEY_TRY(const auto draft, check(text.str()));
  // What was said of it since: what was corrected already is not corrected again, but its last correction is.
  const std::string last = found->later ? found->later->id : std::string();
  if (auto objection = group::objection_to(draft.message, earlier, last))
    return Error{objection->code == "out-of-order" ? Code::conflict : Code::invalid_input,
                 std::move(objection->message)};
  return ToSay{std::move(room), draft.text};
}

// What passes here is read by the same code at every other member (group/messages.h). A message that they would pass
// over as a fault could never be taken back from this party's journal, so it is refused before it is there.
namespace {

// Whether anything of it is seen: not only blanks, fillers and characters of no width.
bool has_something_to_see(std::string_view text) {
  while (!text.empty()) {
    const text::CodePoint point = text::front(text);
    if (point.valid && text::is_visible(point.value) && !text::is_blank(point.value)) return true;
    text.remove_prefix(point.bytes);
  }
  return false;
}

// What heads a message is what people see of it in every list. Refused to who writes it, and not to others: what
// counts as a message is the same on every node, of whatever version.
Status says_something(const std::string& message) {
  json::Parser parser;
  PARLEY_TRY(const json::Element root, parser.parse(message));
  json::Object object;
  if (root.get(object) != simdjson::SUCCESS) return {};
  for (const std::string_view name : {"name", "statement", "term", "meaning", "speaker", "reason", "text"})
    if (const auto value = json::string_member(object, name); value && !has_something_to_see(*value))
      return Error{Code::invalid_input, fmt::format("\"{}\" says nothing that can be seen", name)};
  json::Array questions;
  const auto list = json::member(object, "questions");
  if (!list || list->get(questions) != simdjson::SUCCESS) return {};
  for (const json::Element one : questions) {
    json::Object question;
    if (one.get(question) != simdjson::SUCCESS) continue;
    if (const auto value = json::string_member(question, "text"); value && !has_something_to_see(*value))
      return Error{Code::invalid_input, "a question says nothing that can be seen"};
  }
  return {};
}

}  // namespace

Result<Draft> Saying::check(std::string text) const {
  PARLEY_TRY(auto message, group::read_message(text));
  PARLEY_TRY_STATUS(says_something(text));
  return Draft{std::move(text), std::move(message)};
}

// Nobody redacts a message, so it leaves as it is; that is why a person sees the words in it that may tell too much.
release::ObjectPreview Saying::preview(const GroupRoom& room, const std::string& text) const {
  const std::vector<std::string> internal = {node_.config().journals.domain};
  std::vector<release::Item> items;
  items.push_back({text, text});
  auto shown =
      release::preview(std::move(items), node_.release_policy().context(room.group), {.internal_domains = internal});
  return std::move(shown.objects.front());
}

// By the terms that the journals show now: whoever joins with a version that has just come into force reads it as well.
std::vector<std::string> Saying::audience(const GroupRoom& room) const {
  std::vector<std::string> names;
  for (const group::Member& member : room.view.charter.terms.members)
    if (member.identity_id != room.own) names.push_back(room.name(member.identity_id));
  return names;
}

// An unmarked message is nothing unusual, and counting as TLP:GREEN needs no word. It is told only where the default is
// so strict that a second person is asked, because then it also decides who can still join.
std::string counts_as(const GroupRoom& room, const release::ObjectPreview& preview) {
  const auto& reasons = preview.verdict.reasons;
  const bool is_unmarked = std::any_of(reasons.begin(), reasons.end(), [](const release::Reason& one) {
    return one.rule == "unmarked" && one.decision == release::Decision::allowed;
  });
  const stix::TlpMarking* standard = stix::tlp_marking(room.group.charter.terms.default_marking);
  if (!is_unmarked || standard == nullptr || !release::needs_second_person(standard->level)) return {};
  return fmt::format(
      "nothing marks it, so it counts as {0}, the charter's default: "
      "as everything that is {0}, it is for those who are in the group now, "
      "and a version of the charter with which somebody joins is refused for it",
      release::to_string(standard->level));
}

Result<Said> Saying::say(const node::Acting& acting, const GroupRoom& room, const Draft& draft,
                         AlthoughHeldBack although) const {
  // Asked here as well as at the append, so that who may not is told before anything waits or is written.
  PARLEY_TRY_STATUS(node::may_begin(node_, acting,
                                    {.act = node::act_for(node_, draft.text),
                                     .what = draft.message.type,
                                     .place = room.id(),
                                     .about = {draft.message.id}}));
  const std::vector<std::string> objects = {draft.text};
  // The journal is left empty because a message is new: while it waits for a second person it is kept among the drafts,
  // and from there the second person reads it.
  PARLEY_TRY(auto sent, node_.releases().send(acting, {.group = room.id(),
                                                       .objects = objects,
                                                       .shown = release::digest_of(objects),
                                                       .journal = {},
                                                       .derivations = {},
                                                       .although_held_back = although == AlthoughHeldBack::yes}));
  Said said{.id = draft.message.id,
            .type = draft.message.type,
            .group = room.group.alias,
            .exercise = draft.message.exercise,
            .waits = std::move(sent.waits)};
  // One object was sent, so there is one outcome; while it waits there is none.
  if (!said.waits) said.outcome = sent.released.outcomes.front();
  return said;
}

}  // namespace parley::desk
