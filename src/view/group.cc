// Groups on a terminal: the list, and one of them with its charter, how timely each member is, what is wrong, and how
// far outside witnesses have cosigned. The figures are those of the group's state, the same at every member, so that
// nobody is judged by numbers that only one side has.
#include "view/group.h"

#include <fmt/format.h>

#include "text/display.h"
#include "view/charter.h"
#include "view/lines.h"
#include "view/problems.h"
#include "view/words.h"

namespace parley::view {
namespace {

// In a cell of the table; problems_text() has the sentence.
// One trouble a member, the one that says most: who has left owes nothing more, and a journal that is not read on
// matters more than one for which there is no room.
std::string trouble_text(const node::MemberView& member) {
  if (member.left) return "left " + short_time(*member.left);
  if (!member.problem.empty()) return "not read on, see below";
  if (!member.wrong_copies.empty()) return "hands on what is refused, see below";
  if (!member.no_room.empty() && !member.takes_no_more.empty()) return "no room on either side, see below";
  if (!member.no_room.empty()) return "no room for more of it, see below";
  if (!member.takes_no_more.empty()) return "takes no more of ours, see below";
  return member.silent_since ? "not heard from since " + short_time(*member.silent_since) : "";
}

text::Table members_table(const std::vector<desk::Charters::Member>& members) {
  text::Table table(
      {"MEMBER", "ENTRIES", "INQUIRIES", "QUESTIONS", "IN TIME", "LATE", "OVERDUE", "MEDIAN ANSWER", "PROBLEM"});
  for (const auto& [one, witnessing, figures] : members)
    table.add({one.called + (one.own ? " (we)" : ""),
               one.journal != nullptr ? text::with_commas(one.journal->size()) : "-", std::to_string(figures.asked),
               std::to_string(figures.questions), std::to_string(figures.in_time), std::to_string(figures.late),
               std::to_string(figures.overdue), figures.median_answer ? text::about_time(*figures.median_answer) : "-",
               trouble_text(one)});
  return table;
}

// The witnesses that have not cosigned the newest head, each with what is known of the reason. One without an address
// is no fault of anybody: nodes do not ask it.
std::string who_lacks(const node::OutsideWitnesses::Witnessing& witnessing) {
  std::string out;
  for (const auto& one : witnessing.witnesses) {
    if (one.size >= witnessing.published) continue;
    const std::string why = !one.problem.empty()      ? one.problem
                            : one.witness.url.empty() ? "it is not asked by the nodes"
                                                      : "";
    out += fmt::format("{}{}{}", out.empty() ? "" : ", ", text::plain(one.witness.key.name),
                       why.empty() ? "" : " (" + text::plain(why) + ")");
  }
  return out;
}

}  // namespace

std::string groups_text(const std::vector<desk::Charters::Line>& groups) {
  text::Table table({"GROUP", "STATE", "MEMBERS", "VERSION", "ID"});
  for (const auto& one : groups)
    table.add({text::plain(one.alias), one.state, fmt::format("{}", fmt::join(one.called, ", ")),
               short_time(one.charter.terms.modified), one.charter.terms.id});
  return Lines().table(table).take();
}

// A charter under way, without a group yet, is all that there is to show. Else the order is from what holds to what is
// coming: the charter in force, the members, the witnesses, new versions, and last what in the journals counts as a
// fault.
std::string group_text(const desk::Charters::Details& details, const std::vector<desk::NodeStatus::Problem>& problems,
                       bool colours) {
  if (!details.room) return charter_text(details.under_way->charter) + warnings_text(*details.under_way);
  const desk::GroupRoom& room = *details.room;
  Lines out;
  out.add(charter_text(room.view.charter)).line();
  out.table(members_table(details.members)).add(problems_text(problems, colours));
  for (const auto& one : details.members)
    for (const auto& [what, count] : one.timeliness.said_later)
      out.line(fmt::format("{}: {} {}", one.view.called, text::counted(count, "message"), what));
  if (!room.view.charter.terms.witnesses.named.empty()) {
    out.line();
    for (const auto& one : details.members)
      out.line(fmt::format("{}: {}", one.view.called, witnessing_text(one.witnessing)));
  }
  for (const auto& pending : room.view.pending) {
    std::vector<std::string> names;
    // Counted by the signatures in the members' own journals, since that is where a version comes into force.
    for (const auto& identity : pending.missing) names.push_back(room.name(identity));
    out.line().line(fmt::format("A new version of {} is under way; not yet signed in its own journal: {}",
                                to_string(pending.charter.terms.modified), fmt::join(names, ", ")));
  }
  if (details.under_way) {
    out.line().line("Under way, not in force:").line();
    out.add(charter_text(details.under_way->charter)).line().add(warnings_text(*details.under_way));
    out.add(changes_text(*details.under_way));
  }
  for (const auto& one : room.view.faults)
    out.line(fmt::format("fault: {} entry {}: {} ({})", room.name(one.at.author), one.at.seq, text::plain(one.message),
                         one.code));
  return out.take();
}

// The log lines of a policy file (C2SP tlog-policy), to be pasted into the configuration of a witness: nothing else is
// printed.
std::string logs_text(const std::vector<desk::Charters::Log>& logs) {
  Lines out;
  for (const auto& one : logs) out.line("log " + one.verifier_key);
  return out.take();
}

// Two things that people mix up: which entries are witnessed by as many as the charter asks for, and who has not yet
// cosigned the newest head.
std::string witnessing_text(const node::OutsideWitnesses::Witnessing& witnessing) {
  if (witnessing.quorum == 0) return "no outside witnesses";
  std::string out;
  if (witnessing.size > 0)
    out = fmt::format("witnessed by {} of {} ({} asked for): entries 0..{} since {}",
                      witnessing.count_over(witnessing.size), witnessing.witnesses.size(), witnessing.quorum,
                      witnessing.size - 1, short_time(witnessing.since));
  else
    out = fmt::format("not yet witnessed: by {} of {} ({} asked for)", witnessing.count_over(1),
                      witnessing.witnesses.size(), witnessing.quorum);
  const std::string lacking = who_lacks(witnessing);
  if (!lacking.empty() && witnessing.published > 0)
    out += fmt::format("; the newest head, over {}, lacks {}", text::counted(witnessing.published, "entry", "entries"),
                       lacking);
  return out;
}

std::string unwitnessed_text(const desk::Unwitnessed& one) {
  return fmt::format("{}: the journal of {} has entries since {} that the outside witnesses have not cosigned: {}",
                     text::plain(one.group), one.member, short_time(one.witnessing.waiting),
                     witnessing_text(one.witnessing));
}

}  // namespace parley::view
