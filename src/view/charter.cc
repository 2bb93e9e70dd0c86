// A charter as people read it before they sign. Every term is shown, also where it has its usual value or allows
// nothing: what is left out of a text that binds would have to be guessed. Where another version is in force, what
// changes stands under it, and what each newcomer would get to read.
#include "view/charter.h"

#include <fmt/format.h>

#include <algorithm>

#include "group/draft.h"
#include "group/plain_terms.h"
#include "text/display.h"
#include "view/lines.h"
#include "view/words.h"

namespace parley::view {
namespace {

using Of = group::Difference::Of;

// Markings stand in the terms as ids; people know them by their level.
std::string shown_item(Of of, const std::string& item) {
  return text::plain(of == Of::markings || of == Of::default_marking ? marking_text(item) : item);
}

// Items as people know them, separated by commas.
std::string list_text(Of of, const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& one : items) out += (out.empty() ? "" : ", ") + shown_item(of, one);
  return out;
}

// A list is shown by what came and what went, a single value by both: only so can a reader see what a change takes from
// him. A member under another key is told by itself, since the name has stayed and the key is what counts.
std::string difference_text(const group::Difference& one) {
  if (one.of == Of::keys) return fmt::format("under another key: {}", list_text(one.of, one.added));
  if (one.added.empty() && one.removed.empty())
    return fmt::format("{}, before: {}", one.after.empty() ? "none" : shown_item(one.of, one.after),
                       one.before.empty() ? "none" : shown_item(one.of, one.before));
  const bool is_members = one.of == Of::members;
  std::string out;
  if (!one.added.empty()) out = fmt::format("{} {}", is_members ? "joins:" : "added:", list_text(one.of, one.added));
  if (!one.removed.empty())
    out += fmt::format("{}{} {}", out.empty() ? "" : "; ",
                       is_members ? "no longer in it:" : "no longer:", list_text(one.of, one.removed));
  return out;
}

// Written out here, because the word alone does not say who then has to do what.
std::string_view meaning_of(group::OnSilence on_silence) {
  switch (on_silence) {
    case group::OnSilence::nothing:
      return "";
    case group::OnSilence::escalate:
      return ": what is overdue goes to a higher contact by itself";
    case group::OnSilence::consult:
      return ": both sides owe each other a consultation when a time has passed";
  }
  return "";
}

}  // namespace

// The lines of one kind have their heading on the first of them only. Names and words are other parties' and are made
// plain; ids, keys and times have forms that were checked when the charter was parsed.
std::string charter_text(const group::Charter& charter) {
  std::string out;
  const auto line = [&](const std::string& text) { out += text + "\n"; };
  const group::Terms& terms = charter.terms;
  line(fmt::format("{}{}", terms.exercise ? "[EXERCISE] " : "", text::plain(terms.name)));
  line(fmt::format("charter      {}  version {}", terms.id, to_string(terms.modified)));
  line(fmt::format("purpose      {}", text::plain(terms.purpose)));
  std::string uses, types, markings;
  for (const auto use : terms.uses) uses += fmt::format("{}{}", uses.empty() ? "" : ", ", to_string(use));
  for (const auto& type : terms.object_types) types += (types.empty() ? "" : ", ") + text::plain(type);
  // One a line, since the id of a marking that is not of TLP fills one.
  for (const auto& marking : terms.markings)
    markings += fmt::format(
        "{}{}", markings.empty() ? "" : "\n             ",
        text::plain(marking_text(marking)) + (marking == terms.default_marking ? "  (of what is unmarked)" : ""));
  line(fmt::format("for          {}", uses));
  line(fmt::format("types        {}", types.empty() ? "only messages of the group itself" : types));
  line(fmt::format("markings     {}", markings.empty() ? "none" : markings));
  for (const auto& time : terms.answer_times)
    line(fmt::format("{}  {}: acknowledged within {}, answered within {}",
                     &time == &terms.answer_times.front() ? "answers    " : "           ", time.severity,
                     duration_text(time.acknowledge), duration_text(time.answer)));
  line(fmt::format("on silence   {}{}", to_string(terms.on_silence), meaning_of(terms.on_silence)));
  if (terms.retention.count() > 0)
    line(
        fmt::format("retention    {}, then it falls due for purging where it is held", duration_text(terms.retention)));
  for (const group::PlainTerm& term : group::plain_terms())
    if (const std::string shown = term.text(terms); !shown.empty())
      line(fmt::format("{:<12} {}", term.label, text::plain(shown)));
  // A witness without an address is asked by no node: its lines must come from the outside, and a reader has to know
  // that.
  for (const auto& [key, url] : terms.witnesses.named)
    line(fmt::format("{}  {}  {}",
                     &key == &terms.witnesses.named.front().key
                         ? fmt::format("witnesses    {} of {}:", terms.witnesses.quorum, terms.witnesses.named.size())
                         : std::string(20, ' '),
                     key.to_string(), url.empty() ? "not asked by the nodes" : text::plain(url)));
  if (terms.derived_from) line(fmt::format("drawn from   {}", *terms.derived_from));
  for (const group::Member& member : terms.members)
    line(fmt::format("{}  {}  {}  {}", &member == &terms.members.front() ? "members    " : "           ",
                     group::find_signature(charter, member.identity_id) != nullptr ? "signed  " : "UNSIGNED",
                     text::plain(member.name), member.party_key.to_string()));
  return out;
}

// A reading that holds nothing back is told as well: that a newcomer would get to read all of it is what the members
// agree to.
std::string changes_text(const desk::Charters::Version& version) {
  std::string out;
  if (version.in_force) {
    for (const group::Difference& one : version.changes())
      out += fmt::format("  {:<15}  {}\n", group::label_of(one), difference_text(one));
    out = out.empty() ? "Nothing changes against the version in force.\n" : "Changes to the version in force:\n" + out;
  }
  for (const release::Reading& one : version.readings) {
    out += release::sentence(one) + ".\n";
    for (const auto& held : one.held_back)
      out += fmt::format("  {}  {}: {}\n", held.id, held.rule, text::plain(held.message));
  }
  return out;
}

// A charter that lets TLP:RED flow and not TLP:GREEN is nearly always an oversight, and one that names no type often.
// Neither is refused, only told, with the options that would mend it.
std::string left_out_text(const group::Terms& terms) {
  std::string names, options;
  for (const std::string& id : group::milder_markings_left_out(terms)) {
    const std::string name = marking_text(id);
    std::string word = name.substr(name.find(':') + 1);
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    names += (names.empty() ? "" : ", ") + name;
    options += " --marking " + word;
  }
  std::string out;
  if (terms.object_types.empty())
    out =
        "No object can flow in it, only messages of the group itself. To let some flow add --type TYPE (again for "
        "each), or --type '*' for every type\n";
  if (!names.empty())
    out +=
        fmt::format("May not flow in it, although something stricter may: {}. To let it flow add{}\n", names, options);
  return out;
}

std::string warnings_text(const desk::Charters::Version& version) {
  std::string out;
  if (!version.withdrawn_by.empty())
    out +=
        fmt::format("Withdrawn by {}: as it is, it does not come into force.\n", fmt::join(version.withdrawn_by, ", "));
  for (const auto& one : version.namesakes)
    out += fmt::format("Another charter of this name {}: \"{}\", version {}, {}.\n",
                       one.in_force ? "is in force" : "is under way", text::plain(one.alias), to_string(one.modified),
                       one.id);
  return out;
}

// The charter as people read it, and below it what warns of this version and what it changes.
std::string version_text(const desk::Charters::Version& version) {
  const std::string more = warnings_text(version) + changes_text(version);
  return charter_text(version.charter) + (more.empty() ? "" : "\n" + more);
}

// What was done, what the group is called here, what changes, and who has still to sign: the last line is what a person
// acts on.
std::string outcome_text(std::string_view done, const desk::Charters::Version& version) {
  const group::Terms& terms = version.charter.terms;
  Lines out;
  out.line(fmt::format("{} \"{}\" ({})", done, text::plain(version.alias), terms.id));
  // What people type is made from the name, and another group may have it already.
  if (version.alias != terms.name)
    out.line(fmt::format("The group \"{}\" is called \"{}\" here: that is what commands of this node take",
                         text::plain(terms.name), text::plain(version.alias)));
  out.add(warnings_text(version));
  out.add(changes_text(version));
  out.add(left_out_text(terms));
  const auto lacking = version.lacking();
  if (lacking.empty())
    out.line("Every member has signed: it is in force.");
  else
    out.line(fmt::format("Not yet signed by: {}", fmt::join(lacking, ", ")));
  return out.take();
}

std::string withdrawn_text(const desk::Charters::Withdrawn& withdrawn) {
  Lines out;
  out.line(fmt::format(
      "Withdrew the charter \"{}\"; the other members' nodes are told, and nobody else's signature brings it back",
      text::plain(withdrawn.what)));
  // A signature is a file that others hold: what is forgotten here is not forgotten there.
  if (withdrawn.was_signed)
    out.line(
        "This party's signature is out: the others can still complete this version, until a later one is in force. "
        "Until then every release is asked about for those who would join with it.");
  return out.take();
}

std::string left_text(const desk::Charters::Left& left) {
  Lines out;
  out.line(fmt::format("Left \"{}\"; its journals stay readable here", text::plain(left.group)));
  if (!left.not_told.empty())
    out.line(fmt::format("Could not be told now, so tell them on another channel: {}", fmt::join(left.not_told, ", ")));
  return out.take();
}

}  // namespace parley::view
