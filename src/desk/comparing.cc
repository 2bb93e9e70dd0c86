// A comparison is made anew for each look: loaded, compared, and cut down to what a person wants to see. What was
// turned off or left out is decided before the comparison, and what is shown of it afterwards, so that hiding a part of
// a table never changes what the rest of it says.
#include "desk/comparing.h"

#include <fmt/format.h>

#include <algorithm>

#include "node/group_view.h"
#include "node/membership.h"
#include "node/node.h"

namespace parley::desk {
namespace {

// A source that is nowhere would leave everything in place without a word, and its reader would take what he sees for
// what the others say.
Status sources_are_here(const accounts::Material& material, const std::set<std::string>& names) {
  const auto named = [](const auto& list, const std::string& name) {
    return std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.name == name || one.id == name; });
  };
  for (const std::string& name : names) {
    const bool is_journal = std::any_of(material.statements().begin(), material.statements().end(),
                                        [&](const auto& one) { return one.journal == name; });
    if (!is_journal && !named(material.parties(), name) && !named(material.documents(), name))
      return Error{Code::not_found, fmt::format("without: there is no party, document or journal \"{}\" here", name)};
  }
  return {};
}

}  // namespace

// As of a moment already here, since what had not been received by then must not be in the comparison at all.
Result<Comparing::Body> Comparing::load(const Wanted& wanted) const {
  if (wanted.name.empty() == wanted.group.empty())
    return Error{Code::invalid_input,
                 "say what is compared: either a case (parley case list) or what the members of a group released"};
  const Cases cases(node_);
  Body body;
  if (!wanted.group.empty()) {
    PARLEY_TRY(body.title, cases.load_group(wanted.group, wanted.as_of, body.material));
    return body;
  }
  PARLEY_TRY(const Case found, cases.find(wanted.name, wanted.journal));
  PARLEY_TRY(auto info, node_.journals().open(found.journal));
  KeptCase kept(node_, std::move(info), found.grouping);
  PARLEY_TRY_STATUS(cases.load(found, wanted.as_of, body.material));
  if (!wanted.as_of && body.material.statements().size() >= KeptCase::kLeastStatements) body.kept = std::move(kept);
  body.title = found.name;
  return body;
}

Result<accounts::Comparison> Comparing::compare(const Body& body, const Wanted& wanted) {
  PARLEY_TRY_STATUS(sources_are_here(body.material, wanted.without));
  accounts::Options options{.as_of = wanted.as_of,
                            .said_by = wanted.said_by,
                            .without = wanted.without,
                            .optional_readings = wanted.all_readings};
  // With any option other statements count.
  if (!body.kept || wanted.said_by || !wanted.without.empty() || wanted.all_readings)
    return accounts::Comparison(body.material, std::move(options));
  if (auto known = body.kept->found())
    return accounts::Comparison(body.material, std::move(options), std::move(*known));
  accounts::Comparison out(body.material, std::move(options));
  body.kept->keep(accounts::found_in(out));
  return out;
}

// By looking at it, so that there is one way to make it. What fails here fails again for whoever looks, and is told
// there.
void Comparing::make_ready(const std::string& grouping, const std::string& journal) const {
  const Wanted wanted{.name = grouping, .journal = journal};
  if (const auto body = load(wanted); body.ok()) {
    [[maybe_unused]] const auto comparison = compare(*body, wanted);
  }
}

// Reads the words for what is shown, and refuses any that are unknown: a misspelled "disagreements" that showed
// everything would be taken for the list of disagreements.
Result<accounts::Selection> Comparing::select(const accounts::Comparison& comparison, const Wanted& wanted) const {
  accounts::Choice choice{.event = wanted.event, .between_a = {}, .between_b = {}, .ours = wanted.ours};
  if (!wanted.between.empty()) {
    if (wanted.between.size() != 2)
      return Error{Code::invalid_input, "between: two names are expected, with a comma between them: A,B"};
    if (wanted.between.front() == wanted.between.back())
      return Error{Code::invalid_input,
                   fmt::format("between: two different names are expected, not \"{}\" twice", wanted.between.front())};
    // Whether such accounts are there is asked of the comparison, which knows its names.
    choice.between_a = wanted.between.front();
    choice.between_b = wanted.between.back();
  }
  const auto only = accounts::only_from(wanted.only);
  if (!only)
    return Error{
        Code::invalid_input,
        fmt::format("only: disagreements, unanswered, changed or ours-only is expected, not \"{}\"", wanted.only)};
  choice.only = *only;
  // Alone it would change nothing, without a word.
  if (!wanted.ours.empty() && choice.only != accounts::Only::ours_only)
    return Error{Code::invalid_input, "ours: it says whose side ours-only shows, so it goes with only: ours-only"};
  // "Ours" without a name is this party, where the material knows it and nobody chose two others.
  const std::string& party = node_.config().party.name;
  if (choice.only == accounts::Only::ours_only && choice.ours.empty() && choice.between_a.empty() &&
      comparison.material().find_party(party))
    choice.ours = party;
  choice.first = wanted.first;
  // In a group its members are the sides, as far as the statements know them.
  if (!wanted.group.empty()) {
    PARLEY_TRY(const node::GroupView group, node_.membership().group(wanted.group));
    for (const node::MemberView& member : group.members) choice.sides.push_back(member.identity_id);
  }
  PARLEY_TRY(auto out, accounts::select(comparison, choice));
  if (!wanted.without.empty() && wanted.between.empty()) {
    // Who turns off what one side says wants to see what is left of that side, and not two other sides.
    const accounts::Comparison whole(
        comparison.material(),
        {.as_of = wanted.as_of, .said_by = wanted.said_by, .without = {}, .optional_readings = wanted.all_readings});
    // Its sides are those of the matter before any filter.
    choice.only = accounts::Only::everything;
    PARLEY_TRY(const auto all, accounts::select(whole, choice));
    out.whole_sides = accounts::sides_of(whole, all);
  }
  return out;
}

// By the names for people; of a journal, by its own.
std::string Comparing::title(const Body& body, const Wanted& wanted) {
  std::vector<std::string> names;
  for (const std::string& name : wanted.without) {
    std::string called;
    const auto look_in = [&](const auto& list) {
      for (const auto& one : list)
        if (called.empty() && (one.name == name || one.id == name)) called = one.title;
    };
    look_in(body.material.parties()), look_in(body.material.documents());
    names.push_back(called.empty() ? name : called);
  }
  return names.empty() ? body.title : fmt::format("Without {}: {}", fmt::join(names, ", "), body.title);
}

}  // namespace parley::desk
