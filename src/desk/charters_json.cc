// Charters for programs. The terms themselves are never written anew here: a charter is handed out as the text that was
// signed, because a signature covers bytes, and a second rendering could differ from them.
#include "desk/charters.h"
#include "desk/proofs.h"
#include "json/writer.h"

namespace parley::desk {
namespace {

// What a newcomer would read of what there is: all of it, and what of it is held back and by which rule.
std::string tally_json(const release::Tally& tally) {
  return json::ObjectWriter()
      .number("total", tally.total)
      .number("held_back", tally.held_back)
      .number("tlp_red", tally.red)
      .number("tlp_amber_strict", tally.amber_strict)
      .number("under_embargo", tally.embargoed)
      .number("refused_otherwise", tally.otherwise)
      .number("recalled", tally.recalled)
      .str();
}

// One for each who joins, with the counts of what it would read.
std::string newcomers_json(const std::vector<release::Reading>& readings) {
  std::vector<std::string> out;
  for (const release::Reading& one : readings) {
    std::vector<std::string> held;
    for (const auto& item : one.held_back)
      held.push_back(
          json::ObjectWriter().text("id", item.id).text("rule", item.rule).text("message", item.message).str());
    out.push_back(json::ObjectWriter()
                      .text("id", one.who.identity_id)
                      .text("name", one.who.name)
                      .flag("another_key", one.who.has_another_key)
                      .flag("allowed", one.allowed())
                      .raw("objects", tally_json(one.objects))
                      .raw("messages", tally_json(one.messages))
                      .number("erased", one.erased)
                      .raw("held_back", json::array_text(held))
                      .str());
  }
  return json::array_text(out);
}

// {"of","added","removed"} of a list, {"of","before","after"} of what has one value.
std::string changes_json(const std::vector<group::Difference>& changes) {
  std::vector<std::string> out;
  for (const group::Difference& one : changes) {
    json::ObjectWriter line;
    line.text("of", group::label_of(one));
    // A difference is of one kind or of the other; which members the line has says which.
    if (one.added.empty() && one.removed.empty())
      line.text("before", one.before).text("after", one.after);
    else
      line.raw("added", json::string_array_text(one.added)).raw("removed", json::string_array_text(one.removed));
    out.push_back(line.str());
  }
  return json::array_text(out);
}

// Other charters of the same name, which could be taken for this one.
std::string namesakes_json(const std::vector<Charters::Version::Namesake>& namesakes) {
  std::vector<std::string> out;
  for (const auto& one : namesakes)
    out.push_back(json::ObjectWriter()
                      .text("group", one.alias)
                      .text("id", one.id)
                      .text("version", to_string(one.modified))
                      .flag("in_force", one.in_force)
                      .str());
  return json::array_text(out);
}

// Versions that are not in force yet, with the members in whose own journals a signature is missing.
std::string pending_json(const GroupRoom& room) {
  std::vector<std::string> out;
  for (const auto& one : room.view.pending) {
    std::vector<std::string> names;
    for (const auto& identity : one.missing) names.push_back(room.name(identity));
    out.push_back(
        json::ObjectWriter().text("version", to_string(one.charter.terms.modified)).texts("unsigned", names).str());
  }
  return json::array_text(out);
}

// How a member has kept the agreed times. All are counts of the group's whole history, so that a reader can compute
// shares of any kind; a median is given only where there is an answer to take it of.
std::string timeliness_json(const group::Timeliness& figures) {
  json::ObjectWriter line;
  line.number("asked", figures.asked)
      .number("acknowledged_in_time", figures.acknowledged_in_time)
      .number("acknowledged_late", figures.acknowledged_late)
      .number("acknowledgements_missing", figures.acknowledgements_missing)
      .number("questions", figures.questions)
      .number("in_time", figures.in_time)
      .number("late", figures.late)
      .number("overdue", figures.overdue)
      .number("answered", figures.answered)
      .number("refused", figures.refused)
      .number("not_known", figures.not_known)
      .number("later", figures.later)
      .number("open", figures.open)
      .number("recalls", figures.recalls)
      .number("recalls_confirmed", figures.recalls_confirmed)
      .number("recalls_refused", figures.recalls_refused)
      .number("recalls_silent", figures.recalls_silent)
      .number("pings", figures.pings)
      .number("pongs", figures.pongs);
  if (figures.median_answer)
    line.number("median_answer_seconds", static_cast<std::uint64_t>(figures.median_answer->count()));
  for (const auto& [what, count] : figures.said_later) line.number(what, count);
  return line.str();
}

// Troubles stand as separate members, empty where there is none, since each wants something else done about it.
std::string member_json(const Charters::Member& member) {
  const node::MemberView& one = member.view;
  return json::ObjectWriter()
      .text("id", one.identity_id)
      .text("name", one.name)
      .text("called", one.called)
      .flag("own", one.own)
      // Nothing has come of a member without a journal here, and so it has no entries.
      .number("entries", one.journal != nullptr ? one.journal->size() : 0)
      .raw("witnessing", to_json(member.witnessing))
      .text("left", one.left ? to_string(*one.left) : "")
      .text("problem", one.problem)
      .text("no_room", one.no_room)
      .text("takes_no_more", one.takes_no_more)
      .text("silent_since", one.silent_since ? to_string(*one.silent_since) : "")
      .text("wrong_copies", one.wrong_copies)
      .raw("timeliness", timeliness_json(member.timeliness))
      .str();
}

}  // namespace

// A refusal for newcomers is told with the counts that it is about: they are what one has to do something about.
std::string to_json(const Error& refusal, const Charters::Version& about) {
  const std::string error =
      json::ObjectWriter().text("code", to_string(refusal.code)).text("message", refusal.message).str();
  return json::ObjectWriter().raw("error", error).raw("newcomers", newcomers_json(about.readings)).str();
}

std::string to_json(const Charters::Version& version) {
  const group::Terms& terms = version.charter.terms;
  return json::ObjectWriter()
      .text("group", version.alias)
      .text("id", terms.id)
      .text("name", terms.name)
      .text("version", to_string(terms.modified))
      .flag("complete", version.charter.complete())
      .raw("unsigned", json::string_array_text(version.lacking()))
      .raw("withdrawn_by", json::string_array_text(version.withdrawn_by))
      .raw("namesakes", namesakes_json(version.namesakes))
      .raw("changes", changes_json(version.changes()))
      .raw("newcomers", newcomers_json(version.readings))
      // Markings that are milder than one that may flow, and may not.
      .raw("may_not_flow", json::string_array_text(group::milder_markings_left_out(terms)))
      .str();
}

std::string to_json(const Charters::Line& line) {
  // By name here, as the list is for choosing one; the details have the ids.
  std::vector<std::string> names;
  for (const group::Member& member : line.charter.terms.members) names.push_back(member.name);
  return json::ObjectWriter()
      .text("group", line.alias)
      .text("id", line.charter.terms.id)
      .text("state", line.state)
      .text("version", to_string(line.charter.terms.modified))
      .flag("exercise", line.charter.terms.exercise)
      .raw("members", json::string_array_text(names))
      .raw("called", json::string_array_text(line.called))
      .str();
}

// A charter under way without a group is the charter alone, as the text that is to be signed.
std::string to_json(const Charters::Details& details) {
  if (!details.room) return details.under_way->charter.text;
  const GroupRoom& room = *details.room;
  // Faults by the entry that has them, since its author can say something about exactly that.
  std::vector<std::string> members, faults;
  for (const Charters::Member& one : details.members) members.push_back(member_json(one));
  for (const auto& one : room.view.faults)
    faults.push_back(json::ObjectWriter()
                         .text("author", one.at.author)
                         .number("entry", one.at.seq)
                         .text("code", one.code)
                         .text("message", one.message)
                         .str());
  // The version that is being signed stands beside the one in force, since both are there until all have signed.
  const auto& next = details.under_way;
  return json::ObjectWriter()
      .text("group", room.group.alias)
      .text("root", room.group.root)
      .flag("left", room.group.left)
      .raw("charter", room.view.charter.text)
      .raw("members", json::array_text(members))
      .raw("faults", json::array_text(faults))
      .raw("pending", pending_json(room))
      .raw("under_way", next ? next->charter.text : "null")
      .raw("changes", changes_json(next ? next->changes() : std::vector<group::Difference>()))
      .raw("newcomers", newcomers_json(next ? next->readings : std::vector<release::Reading>()))
      .raw("withdrawn_by", json::string_array_text(next ? next->withdrawn_by : std::vector<std::string>()))
      .raw("namesakes", namesakes_json(next ? next->namesakes : std::vector<Charters::Version::Namesake>()))
      .str();
}

std::string to_json(const Charters::Log& log) {
  return json::ObjectWriter()
      .text("member", log.member)
      .text("origin", log.origin)
      .text("verifier_key", log.verifier_key)
      .str();
}

std::string to_json(const Charters::Withdrawn& withdrawn) {
  return json::ObjectWriter().text("withdrawn", withdrawn.what).flag("was_signed", withdrawn.was_signed).str();
}

std::string to_json(const Charters::Left& left) {
  return json::ObjectWriter().text("left", left.group).raw("not_told", json::string_array_text(left.not_told)).str();
}

}  // namespace parley::desk
