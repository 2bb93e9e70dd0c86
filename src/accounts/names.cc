// What recorders add to a name to tell parties apart, "(of Ruritania)", is left out of sentences where the rest says
// enough; an article at the beginning is small there. Tests: telling_test.cc.
#include "accounts/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "accounts/case.h"
#include "accounts/model.h"

namespace parley::accounts {
namespace {

std::string for_sentence(const Material& material, PartyIndex party) {
  std::string out = title_of(material, party);
  if (const auto at = out.find(" ("); at != std::string::npos && at > 0 && out.ends_with(')')) out.resize(at);
  for (const std::string_view article : {"The ", "A ", "An "})
    if (out.starts_with(article)) out.front() = static_cast<char>(out.front() - 'A' + 'a');
  return out;
}

// The last word of a person's name; names of one word, and what is no person, are as brief as they get.
std::string surname(const Party& party, const std::string& full) {
  const auto space = full.rfind(' ');
  if (party.kind != "person" && party.kind != "individual") return full;
  return space == std::string::npos || space + 1 == full.size() ? full : full.substr(space + 1);
}

}  // namespace

Names::Names(const Material& material) {
  // Under each name the parties that would be called so. Two records of one party are one here, so they do not make
  // each other's name ambiguous.
  std::map<std::string, std::set<PartyIndex>> full, brief;
  const auto& parties = material.parties();
  for (PartyIndex i = 0; i < parties.size(); ++i) {
    const Party& party = parties[i];
    Telling::Name name{.party = i, .full = for_sentence(material, i), .brief = {}, .office = party.office};
    name.brief = surname(party, name.full);
    name.unnamed = is_unnamed(party.kind);
    full[name.full].insert(material.resolved(i)), brief[name.brief].insert(material.resolved(i));
    names_.push_back(std::move(name));
  }
  // In this order: what is brief for a party falls back on its full name, which may have to be the longer one.
  for (Telling::Name& name : names_) {
    if (full[name.full].size() > 1) name.full = title_of(material, name.party);
    if (brief[name.brief].size() > 1) name.brief = name.full;
  }
}

std::vector<std::vector<Telling::Name>> names_of_origins(const Names& names, const Support& support) {
  std::vector<std::vector<Telling::Name>> out;
  for (const Origin& origin : support.origins) {
    auto& voices = out.emplace_back();
    for (const Originator& one : origin.voices) voices.push_back(names.of(one.party));
  }
  return out;
}

std::string list_in_words(const std::vector<std::string>& parts) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i)
    out += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
  return out;
}

namespace {

// A paper "has" something, a person "tells" it.
bool is_paper(const Material& material, PartyIndex party) {
  return party != kNone && material.parties()[party].kind == "document";
}

// Of one way: who told it, nearest to the speaker first, as far as two links are told in a sentence.
std::string one_way(const Material& material, const Names& names, const std::vector<Reliance>& links) {
  const PartyIndex near = links.back().who, next = links.size() > 1 ? links[links.size() - 2].who : kNone;
  const std::string& teller = names.of(near).brief;
  if (links.size() == 1 || (!is_paper(material, near) && next == kNone))
    return fmt::format("as {} {} it", teller, is_paper(material, near) ? "has" : "tells");
  const std::string& other = names.of(next).brief;
  if (is_paper(material, near)) return fmt::format("as {} has it, through {}", teller, other);
  if (is_paper(material, next)) return fmt::format("as {} told it, according to {}", teller, other);
  return fmt::format("as {} told {}", teller, other);
}

}  // namespace

std::string as_told(const Material& material, const Names& names, const std::vector<StatementIndex>& statements,
                    std::vector<Telling::Name>& tellers) {
  std::vector<std::vector<Reliance>> ways;
  for (const StatementIndex index : statements) {
    auto links = relies_of(material, material.statements()[index]);
    // Heard from the speaker himself, so nobody told it.
    if (links.empty()) continue;
    const PartyIndex near = links.back().who;
    // Each teller once, with the first way that led to him; a sentence has no room for a second one.
    if (std::none_of(tellers.begin(), tellers.end(), [&](const auto& one) { return one.party == near; }))
      tellers.push_back(names.of(near)), ways.push_back(std::move(links));
  }
  if (ways.empty()) return {};
  std::sort(tellers.begin(), tellers.end(), [](const auto& a, const auto& b) { return a.brief < b.brief; });
  if (ways.size() == 1) return one_way(material, names, ways.front());
  std::vector<std::string> told;
  for (const Telling::Name& one : tellers) told.push_back(one.brief);
  return fmt::format("as {} tell it", list_in_words(told));
}

}  // namespace parley::accounts
