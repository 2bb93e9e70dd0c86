// For tests: a view as text.
#pragma once

#include <fmt/format.h>

#include <string>

#include "group/state.h"

namespace parley::group::testing {

// Everything that a view says, for comparison.
inline std::string described(const View& view) {
  std::string out;
  const auto time = [](const std::optional<Micros>& at) { return at ? to_string(*at) : std::string("-"); };
  const auto place = [&](const Place& at) {
    return fmt::format(
        "{}/{} {} {}{}", at.author.substr(10, 8), at.seq, at.id, at.exercise,
        at.later ? fmt::format(" {} {} by {}: {}", at.later->what, at.later->times, at.later->id, at.later->text) : "");
  };
  out += view.charter.text + "\n";
  for (const auto& one : view.pending)
    out += fmt::format("pending {} {}\n", one.charter.text, fmt::join(one.missing, ","));
  for (const auto& one : view.contacts)
    out += fmt::format("contact {} {} {}\n", place(one.at), one.contact.name, one.expired);
  for (const auto& one : view.pings)
    out += fmt::format("ping {} {} {} {}\n", place(one.at), one.to, time(one.received),
                       one.round_trip ? one.round_trip->count() : -1);
  for (const auto& one : view.notifications) out += fmt::format("notification {}\n", place(one.at));
  for (const auto& one : view.positions) out += fmt::format("position {}\n", place(one.at));
  for (const auto& one : view.later)
    out += fmt::format("later {} {} {}\n", place(one.at), one.said.what, place(one.of));
  for (const auto& one : view.inquiries) {
    out += fmt::format("inquiry {} closed {}\n", place(one.at), one.closed ? place(*one.closed) : "-");
    for (const auto& track : one.asked) {
      out += fmt::format("  {} {} received {} acknowledged {} due {} {} result {}\n", track.party,
                         to_string(track.stage), time(track.received), time(track.acknowledged),
                         time(track.acknowledge_due), track.acknowledge_overdue, track.result);
      for (const auto& silence : track.silences)
        out += fmt::format("    {} {} {}\n", sentence(silence), silence.contact ? silence.contact->name : "-",
                           silence.lasts);
      for (const auto& question : track.questions)
        out += fmt::format("    {} {} {} {} insufficient {} due {} {} {}\n", question.number,
                           to_string(question.outcome), question.answer.text, time(question.answered),
                           question.insufficient, time(question.due), question.overdue, question.late);
    }
    for (const auto& step : one.history)
      out += fmt::format("  {} {} {} {}\n", place(step.at), step.what, step.text, time(step.received));
  }
  for (const auto& one : view.recalls)
    for (const auto& party : one.parties) {
      out += fmt::format("recall {} {} {} {} {}\n", place(one.at), party.party, to_string(party.outcome),
                         time(party.received), party.overdue);
      for (const auto& silence : party.silences) out += fmt::format("  {} {}\n", sentence(silence), silence.lasts);
    }
  for (const auto& one : view.due)
    out += fmt::format("due {} {} {} {} {} {} {}\n", to_string(one.kind), one.who, one.to, one.id,
                       fmt::join(one.questions, ","), time(one.due), one.overdue);
  for (const auto* figures : {&view.timeliness, &view.exercise_timeliness})
    for (const auto& one : *figures)
      out += fmt::format("timeliness {} {} {} {} {} {} {} {} {} {} {} {} {}\n", one.party, one.asked,
                         one.acknowledged_in_time, one.acknowledged_late, one.questions, one.in_time, one.late,
                         one.overdue, one.answered, one.refused, one.recalls, one.pongs,
                         one.median_answer ? one.median_answer->count() : -1);
  for (const auto& one : view.faults) out += fmt::format("fault {} {} {}\n", place(one.at), one.code, one.message);
  return out;
}

}  // namespace parley::group::testing
