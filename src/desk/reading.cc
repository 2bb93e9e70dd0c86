// Objects out of one journal, for a terminal, a file or a pipe: which are meant, and the text that they become. It
// reads page by page and hands each object on, so that an export of millions needs no more memory than one page. What
// an id means is looked up in all journals, since people type the beginning of one; what is then read comes from a
// single journal, because two journals may hold the same id with other content.
#include "desk/reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/uuid.h"
#include "json/writer.h"
#include "node/find_object.h"
#include "node/journals.h"
#include "stix/title.h"

namespace parley::desk {
namespace {

// Large enough that looking up the page costs little beside its objects.
constexpr std::uint64_t kPageObjects = 5000;

// A version that is named goes before all versions, as it is the narrower wish.
Result<journal::Query> query_of(const Reading::Wanted& wanted) {
  journal::Query query;
  query.types = wanted.types;
  if (wanted.all_versions) query.versions = {.last = false, .first = false, .all = true, .exact = {}};
  if (!wanted.since.empty()) {
    PARLEY_TRY(const Timestamp since, Timestamp::parse(wanted.since).in("since"));
    query.added_after = since.micros();
  }
  if (!wanted.version.empty()) {
    PARLEY_TRY(const Timestamp version, Timestamp::parse(wanted.version).in("version_at"));
    query.versions = {.last = false, .first = false, .all = false, .exact = {version}};
  }
  return query;
}

std::string bundle_id() { return "bundle--" + to_string(uuid_v4()); }

}  // namespace

// An id that the journal does not have is an error that names where it is. Without this the answer would be an empty
// list, which reads as if the object were nowhere.
Result<std::vector<std::string>> Reading::ids_in(const node::JournalInfo& info,
                                                 const std::vector<std::string>& typed) const {
  PARLEY_TRY(auto ids, node::whole_ids(node_, typed));
  for (const std::string& id : ids) {
    PARLEY_TRY(const bool is_here, info.journal->contains(id));
    if (is_here) continue;
    const std::string other = node::journal_with(node_, id);
    const auto there = node_.journals().open(other);
    const auto has_it = there.ok() ? there->journal->contains(id) : Result<bool>(false);
    return Error{Code::not_found, fmt::format("journal: \"{}\" has no such object: {}{}", info.row.name, id,
                                              has_it.ok() && *has_it ? fmt::format("; \"{}\" has it", other) : "")};
  }
  return ids;
}

Result<Reading::Selection> Reading::select(const Wanted& wanted) const {
  PARLEY_TRY(auto info, node_.journals().open(wanted.journal));
  PARLEY_TRY(auto ids, ids_in(info, wanted.ids));
  PARLEY_TRY(auto query, query_of(wanted));
  query.ids = std::move(ids);
  return Selection{std::move(info), std::move(query), wanted.limit};
}

// The journal of the first object is taken for all of them: whoever wants some from elsewhere names the journal.
Result<Reading::Selection> Reading::get(const Wanted& wanted) const {
  PARLEY_TRY(const auto whole, node::whole_ids(node_, wanted.ids));
  PARLEY_TRY(auto info,
             node_.journals().open(wanted.journal.empty() ? node::journal_with(node_, whole.front()) : wanted.journal));
  PARLEY_TRY(auto ids, ids_in(info, whole));
  PARLEY_TRY(auto query, query_of(wanted));
  query.ids = std::move(ids);
  return Selection{std::move(info), std::move(query), wanted.limit};
}

Status Reading::for_each(const Selection& selection, bool text_only,
                         const std::function<bool(const journal::Entry&)>& each) {
  const journal::Journal& journal = *selection.journal.journal;
  // The limit is counted over pages, and the last page is asked for no more than what is left of it.
  std::uint64_t left = selection.limit == 0 ? UINT64_MAX : selection.limit;
  for (journal::Seq at = 0; left > 0;) {
    PARLEY_TRY(const auto page,
               journal.read(selection.query, at, {.objects = std::min(left, kPageObjects), .text_only = text_only}));
    for (const auto& entry : page.entries)
      // The caller has had enough, which is no failure.
      if (!each(entry)) return {};
    left -= page.entries.size();
    if (!page.more) break;
    at = page.next;
  }
  return {};
}

// The text is made piece by piece and taken whenever the caller wants to write. Objects stand in it as they stand in
// the journal: nothing is parsed or written anew, so what was signed can still be checked.
ObjectsText::ObjectsText(Form form) : form_(form) {
  if (form_ == Form::bundle) text_ = fmt::format("{{\"type\":\"bundle\",\"id\":\"{}\",\"objects\":[\n", bundle_id());
}

void ObjectsText::add(std::string_view object) {
  if (form_ == Form::bundle && objects_ > 0) text_ += ",\n";
  text_ += object;
  if (form_ == Form::one_a_line) text_ += '\n';
  ++objects_;
}

void ObjectsText::end() {
  if (form_ == Form::one_a_line) return;
  // A bundle's "objects" must not be empty (STIX 2.1 section 8): an empty one has none. Nothing was taken of it yet.
  if (objects_ == 0)
    text_ = fmt::format("{{\"type\":\"bundle\",\"id\":\"{}\"}}\n", bundle_id());
  else
    text_ += "\n]}\n";
}

std::string ObjectsText::take() {
  bytes_ += text_.size();
  return std::exchange(text_, {});
}

// Sightings of one indicator stand one behind another, and a list of millions must not keep a name for each.
std::string Titles::of(std::string_view object) {
  constexpr std::size_t kMost = 100'000;
  return stix::title_of(object, [&](std::string_view id) {
    if (const auto at = known_.find(id); at != known_.end()) return at->second;
    if (known_.size() >= kMost) known_.clear();
    return known_.emplace(id, node::title_of(node_, std::string(id))).first->second;
  });
}

std::string listed_json(const journal::Entry& entry, Titles& titles) {
  return json::ObjectWriter()
      .number("entry", entry.seq)
      .text("date_added", to_string(entry.date_added))
      .text("id", entry.id)
      .text("type", entry.type)
      .text("version", entry.version)
      .text("name", titles.of(entry.text))
      .str();
}

}  // namespace parley::desk
