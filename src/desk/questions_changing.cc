// What was put and is to be said otherwise, or not at all: a new version of it, by who put it. Nothing is changed in
// place and nothing is taken out of others' journals; what they made of it, they made of what it said then, and screens
// say so.
#include <fmt/format.h>

#include <algorithm>

#include "desk/own_objects.h"
#include "desk/questions_work.h"
#include "json/canonical.h"
#include "json/with_member.h"
#include "node/find_object.h"

namespace parley::desk {
namespace {

using node::Act;

// Who has said something of it that stands: in a row or a column of a matrix, or as a conclusion. By the ids of
// parties, so that each is named once.
std::vector<std::string> judges_of(const assess::Question& question, const std::string& id) {
  const auto row = question.row_index(id), column = question.hypothesis_index(id);
  std::vector<std::string> out;
  for (const assess::Party& party : question.parties) {
    const assess::Matrix* matrix = question.matrix_of(party.id);
    bool judges = false;
    for (std::size_t r = 0; matrix != nullptr && r < matrix->cells.size(); ++r)
      for (std::size_t h = 0; h < matrix->cells[r].size(); ++h)
        judges = judges || ((row == r || column == h) && matrix->cells[r][h].counts());
    judges = judges || (matrix != nullptr && row && matrix->grades[*row].text() != "-");
    for (const assess::Conclusion& one : question.conclusions)
      judges = judges || (one.by == party.id && (one.hypothesis == id || std::ranges::count(one.rests_on, id) > 0));
    if (judges) out.push_back(party.name);
  }
  return out;
}

// People see rows where the objects are called evidence.
std::string_view kind_of(std::string_view type) { return type == "evidence" ? "row" : type; }

// Whether the two versions differ in nothing but their time.
Result<bool> says_the_same(const std::string& before, const std::string& now) {
  PARLEY_TRY(const std::string one, json::canonical(json::with_member(before, "modified", "\"\"")));
  PARLEY_TRY(const std::string other, json::canonical(json::with_member(now, "modified", "\"\"")));
  return one == other;
}

}  // namespace

// The question itself, a hypothesis, or a row. A name that is two of these is refused: a word for one must not become
// one for the other.
Result<Questions::Put> Questions::own_put(const Work& work, const std::string& typed) {
  struct Meant {
    std::string type, id, name, by;
  };
  std::vector<Meant> meant;
  const assess::Question& now = work.now;
  // The question is looked at by itself: it is not among its own hypotheses and rows.
  if (typed == now.name || node::means(typed, now.id)) meant.push_back({"question", now.id, now.name, now.by});
  // The error that says most: that something of this name was withdrawn is more than that there is none.
  std::optional<Error> none;
  for (const char* type : {"hypothesis", "evidence"}) {
    const auto found = work.find(type, typed);
    if (!found.ok()) {
      // A name that stands for two things is told at once. Not found may still be found as the other kind.
      if (found.error().code == Code::conflict) return found.error();
      if (!none || work.withdrawn(type, typed) != nullptr) none = found.error();
      continue;
    }
    if (const auto h = now.hypothesis_index(*found))
      meant.push_back({type, *found, now.hypotheses[*h].label, now.hypotheses[*h].by});
    if (const auto r = now.row_index(*found)) meant.push_back({type, *found, now.rows[*r].label, now.rows[*r].by});
  }
  if (meant.empty()) {
    for (const char* type : {"hypothesis", "evidence"})
      if (work.withdrawn(type, typed) != nullptr) return *none;
    return Error{Code::not_found, fmt::format("there is no hypothesis and no row \"{}\" of this question", typed)};
  }
  if (meant.size() > 1)
    return Error{Code::conflict,
                 fmt::format("\"{}\" is a {} and a {} here; give the id of the one that you mean: {} or {}", typed,
                             kind_of(meant[0].type), kind_of(meant[1].type), meant[0].id, meant[1].id)};
  const Meant& one = meant.front();
  if (one.id == assess::none_of_these_id(now.id))
    return Error{Code::forbidden, "\"none of these\" is always there, as it is: nobody put it"};
  // Asked of the objects of this party, and not of the name of who put it, which others could have taken.
  auto own = own_objects(work.desk, one.type, {{"id", one.id}});
  if (own.empty())
    return Error{Code::forbidden,
                 fmt::format("{} \"{}\" was put by {}, and only who put it says it otherwise or withdraws it; yours is "
                             "what you make of it, and what you put yourself",
                             kind_of(one.type), one.name, now.party_name(one.by))};
  return Put{one.type, one.id, one.name, std::move(own.front()), judges_of(now, one.id)};
}

// It goes where the version before it stands, so that whoever reads it there is told; not into the journal of a group,
// where nothing stands that was not released.
Result<KeptChange> Questions::change(const node::Acting& acting, std::string_view what, const std::string& journal,
                                     const Put& before, const QuestionObject& object) {
  // What was said by hand goes before everything: a person may want the new version elsewhere.
  std::string place = journal;
  if (place.empty() && OwnObjects(node_).own(before.now.origin.journal).ok()) place = before.now.origin.journal;
  PARLEY_TRY(Kept kept, append(acting, Act::draft, what, place, object));
  KeptChange out{std::move(kept), before.type, before.name, before.judged_by, {}};
  journal::Query query;
  query.ids = {before.id};
  PARLEY_TRY_STATUS(for_each_entry(query, [&](const store::CollectionRow& row, const journal::Entry&) -> Status {
    if (row.source.empty() && row.root != node_.config().taxii.root) out.released.push_back(row.name);
    return {};
  }));
  return out;
}

Result<KeptChange> Questions::reword(const node::Acting& acting, const Rewording& rewording) {
  PARLEY_TRY(const Work work, begin(rewording.question));
  PARLEY_TRY(Put put, own_put(work, rewording.what));
  const bool has_sources = !rewording.sources.empty() || !rewording.controlled_by.empty();
  const auto has = [](const std::string& text) { return !text.empty(); };
  if (!has_sources && !has(rewording.text) && !has(rewording.name) && !has(rewording.description))
    return Error{Code::invalid_input, "nothing is said anew: give a text, a name, a description, or sources"};
  if (has(rewording.description) && put.type == "evidence")
    return Error{Code::invalid_input, "description: a row has none; its text says what bears on the question"};
  if (has_sources && put.type != "evidence")
    return Error{Code::invalid_input, fmt::format("source: a {} has none; a row has", kind_of(put.type))};
  if (rewording.sources.empty() && !rewording.controlled_by.empty())
    return Error{Code::invalid_input, "controlled_by: say the sources anew as well, since both are said together"};
  const std::string& name = rewording.name;
  if (const auto there = work.find(put.type, name);
      put.type != "question" && !name.empty() && there.ok() && *there != put.id)
    return Error{Code::conflict,
                 fmt::format("name: there is a {} \"{}\" of this question already", kind_of(put.type), name)};
  if (put.type == "question" && !name.empty())
    for (const auto& other : work.desk.questions())
      if (other.name == name && other.id != put.id)
        return Error{Code::conflict, fmt::format("name: there is a question \"{}\" already ({})", name, other.id)};

  std::vector<std::string_view> anew;
  const std::pair<std::string_view, const std::string*> texts[] = {
      {"name", &name}, {"text", &rewording.text}, {"description", &rewording.description}};
  for (const auto& [property, value] : texts)
    if (!value->empty()) anew.push_back(property);
  if (has_sources) anew.insert(anew.end(), {"source_name", "source_ref", "sources", "controlled_by_ref"});
  QuestionObject object(node_, put.type);
  PARLEY_TRY_STATUS(object.keeps(put.now.text, anew));
  for (const auto& [property, value] : texts) object.text(property, *value);
  if (has_sources) PARLEY_TRY_STATUS(add_sources(object, work, rewording.sources, rewording.controlled_by));
  PARLEY_TRY(const bool same, says_the_same(put.now.text, object.str()));
  if (same) return Error{Code::conflict, fmt::format("{} \"{}\" says that already", kind_of(put.type), put.name)};
  if (!name.empty()) put.name = name;
  return change(acting, "question reword", rewording.journal, put, object);
}

Result<KeptChange> Questions::withdraw(const node::Acting& acting, const Withdrawal& withdrawal) {
  PARLEY_TRY(const Work work, begin(withdrawal.question));
  PARLEY_TRY(const Put put, own_put(work, withdrawal.what));
  QuestionObject object(node_, put.type);
  PARLEY_TRY_STATUS(object.keeps(put.now.text));
  object.raw("revoked", "true");
  return change(acting, "question withdraw", withdrawal.journal, put, object);
}

}  // namespace parley::desk
