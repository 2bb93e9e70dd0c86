// What a row shows, by what people type for it: an id or the beginning of one, or a name that parley compare prints. A
// name goes before the beginning of an id, because a short name may look like one; the same name in several cases is
// refused with the names that tell them apart.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "desk/comparing.h"
#include "desk/questions_work.h"
#include "node/find_object.h"
#include "node/journals.h"

namespace parley::desk {
namespace {

// "lake-tarn:c22": the case and the name in it. Nothing: no case is named.
std::optional<std::pair<std::string, std::string>> case_and_name(const std::string& typed) {
  const auto colon = typed.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == typed.size()) return std::nullopt;
  return std::pair(typed.substr(0, colon), typed.substr(colon + 1));
}

// What one case calls so: a statement, a proposition, or an account of a single statement, which stands for it. Nothing
// when it has no such name.
Result<std::optional<std::string>> named_in(const accounts::Material& material, const std::string& name) {
  for (const accounts::Statement& one : material.statements())
    if (one.known && one.name == name) return std::optional(one.id);
  if (const auto proposition = material.find_proposition(name))
    return std::optional(material.propositions()[*proposition].id);
  // Accounts are made by comparing and stand in no object, so the comparison is made for its names alone.
  const accounts::Comparison comparison(material, {.as_of = {}, .said_by = {}, .without = {}});
  const auto found = comparison.find_account(name);
  if (!found) return std::optional<std::string>();
  std::vector<std::string> names;
  for (const accounts::StatementIndex index : comparison.accounts()[*found].statements)
    names.push_back(material.statements()[index].name);
  // An account with one statement says nothing else, so its name means that statement.
  if (names.size() == 1)
    return std::optional(material.statements()[comparison.accounts()[*found].statements.front()].id);
  return Error{Code::conflict, fmt::format("{} is an account of {} statements, and a row shows one of them: {}", name,
                                           names.size(), fmt::join(names, ", "))};
}

}  // namespace

// By the id of the object, the names of the cases that call it so: one object can be in a case of our own and in the
// same case as it was released.
Result<Questions::Named> Questions::named_in_cases(const std::string& name, const std::vector<Case>& cases) const {
  Named out;
  for (const Case& one : cases) {
    accounts::Material material;
    PARLEY_TRY_STATUS(Cases(node_).load(one, {}, material));
    PARLEY_TRY(const auto id, named_in(material, name).in(one.slug));
    if (id) out[*id].insert(one.slug);
  }
  return out;
}

Result<std::string> Questions::object_by_name(const std::string& typed) const {
  const auto in_case = case_and_name(typed);
  const std::string name = in_case ? in_case->second : typed;
  // A named case is the only one looked into; else all of them, since a name may mean something in any.
  std::vector<Case> cases;
  if (in_case) {
    PARLEY_TRY(cases.emplace_back(), Cases(node_).find(in_case->first));
  } else {
    PARLEY_TRY(cases, Cases(node_).list());
  }
  PARLEY_TRY(const Named found, named_in_cases(name, cases));
  if (found.size() == 1) return found.begin()->first;
  if (found.empty())
    return Error{Code::not_found, fmt::format("there is no statement \"{}\" in {}", name,
                                              in_case ? fmt::format("the case \"{}\"", in_case->first)
                                                      : std::string("any case here (parley case list)"))};
  std::vector<std::string> names;
  for (const auto& [id, slugs] : found) names.push_back(fmt::format("{}:{}", *slugs.begin(), name));
  return Error{Code::conflict, fmt::format("\"{}\" means something in {} cases; say which: {}", name, found.size(),
                                           fmt::join(names, " or "))};
}

Result<std::string> Questions::find_object(const std::string& typed) {
  const node::TypedId typed_id(typed);
  // A type in front of it says that an id is meant.
  const bool is_id = typed_id.is_whole() || typed.find("--") != std::string::npos;
  if (!is_id) {
    auto named = object_by_name(typed);
    if (named.ok() || named.error().code != Code::not_found || case_and_name(typed)) return named;
    if (!typed_id.is_beginning())
      return Error{
          Code::not_found,
          fmt::format("no journal has an object \"{}\", and no case a statement of that name; evidence that is "
                      "no object here is written in words",
                      typed)};
  }
  // One sentence for both ways in which there is nothing: no beginning fits, or the whole id is of something elsewhere.
  const auto none = [](const std::string& id) {
    return Error{Code::not_found, fmt::format("no journal has an object \"{}\"; import it first", id)};
  };
  const auto found = node::whole_id(node_, typed);
  if (!found.ok()) return found.error().code == Code::not_found ? none(typed) : found.error();
  // A row stands for what is here: a whole id may be that of something elsewhere.
  journal::Query query;
  query.ids = {*found};
  bool is_here = false;
  PARLEY_TRY_STATUS(for_each_entry(query, [&](const store::CollectionRow&, const journal::Entry&) -> Status {
    is_here = true;
    return {};
  }));
  if (is_here) return *found;
  return none(*found);
}

}  // namespace parley::desk
