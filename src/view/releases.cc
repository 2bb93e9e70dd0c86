// Releases on a terminal: what left, what waits for a second person, and the log of who let what leave. The log names
// people of this party and stays here; what goes along to the group names nobody.
#include "view/releases.h"

#include <fmt/format.h>

#include <algorithm>

#include "node/acting.h"
#include "view/lines.h"

namespace parley::view {

// How somebody was known is kept as a word; one that a later version wrote is shown as it is.
std::string known_words(std::string_view how) {
  const auto known = node::how_of(how);
  return std::string(known ? node::in_words(*known) : how);
}

// The same release again adds nothing, and says so: somebody who was cut off sends it twice.
std::string sent_text(const desk::Releases::Sent& sent) {
  Lines out;
  for (const auto& [id, outcome] : sent.objects)
    out.line(fmt::format("{:<13} entry {:<6} {}", desk::word_of(outcome.added), outcome.seq, id));
  const bool is_news = std::any_of(sent.objects.begin(), sent.objects.end(),
                                   [](const auto& one) { return one.outcome.added == journal::Added::stored; });
  if (is_news)
    out.line(fmt::format("Released to \"{}\"; the release itself is entry {}.", sent.group, sent.release_record));
  else
    out.line(fmt::format("Nothing new for \"{}\".", sent.group));
  if (!sent.objects.empty()) out.line(fmt::format("Whether they have it: parley receipt {}", sent.objects.front().id));
  return out.take();
}

std::string waiting_text(const node::Releases::Waiting& waiting) {
  Lines out;
  out.line(fmt::format("Nothing has left yet: a second person must agree, until {}.", to_string(waiting.row.expires)));
  out.line(fmt::format("  parley release confirm {} --as USER --password-file FILE", waiting.name()));
  out.line(fmt::format("  SHA-256 of the bytes: {}", waiting.row.sha256));
  return out.take();
}

// Who asked, how he proved it, and who made the person that now agrees: what the second person needs to judge whether
// they are really two.
std::string asked_text(const desk::Releases::ToConfirm& what, const node::Acting& second) {
  const auto& row = what.waiting.row;
  Lines out;
  out.line(fmt::format("Asked for by \"{}\" ({}) at {}", text::plain(row.asked_by), known_words(row.asked_known),
                       to_string(row.asked)));
  if (!what.asked_proof_from.empty())
    out.line(fmt::format("What proved that was given by \"{}\"", text::plain(what.asked_proof_from)));
  if (!what.made_by.empty())
    out.line(fmt::format("You are \"{}\" ({}), {}", text::plain(second.person()), node::in_words(second.known()),
                         text::plain(what.made_by)));
  return out.take();
}

std::string pending_text(const std::vector<desk::Releases::Pending>& pending) {
  text::Table table({"NAME", "GROUP", "OBJECTS", "ASKED BY", "KNOWN", "EXPIRES"});
  for (const auto& [waiting, group, expired] : pending) {
    const auto& row = waiting.row;
    table.add({waiting.name(), text::plain(group), std::to_string(row.objects.size()), text::plain(row.asked_by),
               known_words(row.asked_known), expired ? "expired" : to_string(row.expires).substr(0, 16) + "Z"});
  }
  return Lines().table(table).take();
}

namespace {

// From whom the person had what he proved himself by: one who has it from the other, or both from a third, are no two.
std::string proof_text(std::string_view known, const std::string& person, const store::ReleaseLogRow::Proof& proof) {
  std::string out = known_words(known);
  if (proof.from.empty()) return out;
  return out + (proof.from == person ? std::string(", own") : ", from " + text::plain(proof.from));
}

// A rejected one has no entry and never will; "?" is where the node stopped in between.
std::string entry_text(const store::ReleaseLogRow& row) {
  if (row.entry) return std::to_string(*row.entry);
  return row.rejected_by.empty() ? "?" : "-";
}

std::string remark_text(const store::ReleaseLogRow& row) {
  if (row.rejected_by.empty()) return row.although_held_back ? "although held back" : "";
  const std::string what = row.rejected_by == row.asked_by ? "taken back" : "rejected";
  return row.why.empty() ? what : what + ": " + text::plain(row.why);
}

// Who made the second person a user, and when: two names of one person's making are not two persons' agreement, and
// whoever reads the log later can judge it.
std::string made_text(const store::ReleaseLogRow& row) {
  if (row.second_made_by.empty()) return "";
  return text::plain(row.second_made_by) + ", " + to_string(row.second_made).substr(0, 10);
}

}  // namespace

// One row for each release or refusal, with both persons and how each was known. It is what somebody reads a year later
// to find out whether two people agreed.
std::string log_text(const std::vector<desk::Releases::Logged>& log) {
  text::Table table({"GROUP", "ENTRY", "AT", "OBJECTS", "BY", "KNOWN", "SECOND", "KNOWN", "MADE BY", "REMARK"});
  for (const auto& [row, group] : log) {
    const bool rejected = !row.rejected_by.empty();
    table.add({text::plain(group), entry_text(row), to_string(row.at).substr(0, 19) + "Z", std::to_string(row.objects),
               text::plain(row.asked_by), proof_text(row.asked_known, row.asked_by, row.asked_proof),
               text::plain(rejected ? row.rejected_by : row.confirmed_by),
               proof_text(rejected ? row.rejected_known : row.confirmed_known,
                          rejected ? row.rejected_by : row.confirmed_by, row.second_proof),
               made_text(row), remark_text(row)});
  }
  return Lines().table(table).take();
}

}  // namespace parley::view
