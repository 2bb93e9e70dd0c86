// Everything is read from the beginning of what is asked for: the journal is in the order of time, so `since` skips
// what is older, and the rest is a filter over some hundred bytes a record.
#include "desk/audits.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "journal/journal.h"
#include "node/audit.h"
#include "node/find_object.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/people.h"
#include "stix/parley.h"

namespace parley::desk {
namespace {

// Records that waited were appended later than they were made, and a clock may have been set: a record is looked for
// among what was appended since a day before.
constexpr std::int64_t kLateMicros = std::int64_t{86'400} * 1'000'000;

// A word that nobody knows would match nothing, and an empty answer would read as "nobody did this". So it is refused,
// with the words that there are.
Status check_words(const Audits::Wanted& wanted) {
  if (!wanted.act.empty() && !node::act_of(wanted.act)) {
    std::vector<std::string_view> known;
    for (const node::Act one : node::all_acts()) known.push_back(node::word_of(one));
    return Error{Code::invalid_input,
                 fmt::format("\"{}\" is no act; acts are: {}", wanted.act, fmt::join(known, ", "))};
  }
  if (!wanted.state.empty() && !node::act_state_of(wanted.state))
    return Error{Code::invalid_input,
                 fmt::format("\"{}\" is no state of an act: there are asked, done, failed and refused", wanted.state)};
  if (!wanted.group.empty() && !wanted.journal.empty())
    return Error{Code::invalid_input, "group: an act is in a group or in a journal; say one of the two"};
  return {};
}

// People type the beginning of an id as lists show it. Twelve characters at least for a bare beginning, so that a short
// word that happens to begin an id does not select half of the record.
bool is_about(const node::AuditRecord& record, const std::string& typed) {
  return std::any_of(record.about.begin(), record.about.end(), [&](const std::string& one) {
    return one == typed || node::means(typed, one) || (typed.size() >= 12 && one.starts_with(typed));
  });
}

// `since` is compared with the time in the record, which is when the person acted; the journal's own date only narrows
// what has to be read. A person is also found by what he asked for and another agreed to.
bool is_wanted(const node::AuditRecord& record, const Audits::Wanted& wanted, const std::string& place) {
  if (wanted.since && record.at < *wanted.since) return false;
  if (!wanted.person.empty() && record.person != wanted.person && record.asked_by != wanted.person) return false;
  if (!wanted.act.empty() && (!record.act || node::word_of(*record.act) != wanted.act)) return false;
  if (!wanted.state.empty() && node::word_of(record.state) != wanted.state) return false;
  if (!place.empty() && record.place != place) return false;
  return wanted.about.empty() || is_about(record, wanted.about);
}

}  // namespace

// Asking for the right records a refusal by itself (node/audit.h), so that whoever tries to read the audit without
// being allowed to is seen in it.
Status Audits::may_read(const node::Acting& acting) const {
  return node::may_begin(node_, acting, {.act = node::Act::audit, .what = "audit"});
}

// Of a group or journal that is gone, its id is what is left.
Result<std::string> Audits::place_of(const Wanted& wanted) const {
  if (!wanted.group.empty()) {
    if (wanted.group.starts_with("charter--")) return wanted.group;
    PARLEY_TRY(const node::GroupView group, node_.membership().group(wanted.group));
    return group.charter.terms.id;
  }
  if (wanted.journal.empty()) return std::string();
  for (const auto& row : node_.journals().rows())
    if (row.name == wanted.journal || row.id == wanted.journal || (!row.alias.empty() && row.alias == wanted.journal))
      return row.id;
  return Error{Code::not_found,
               fmt::format("there is no journal \"{}\"; parley journal list shows them", wanted.journal)};
}

Result<Audits::Listed> Audits::list(const node::Acting& acting, const Wanted& wanted) const {
  PARLEY_TRY_STATUS(may_read(acting));
  PARLEY_TRY_STATUS(check_words(wanted));
  PARLEY_TRY(const std::string place, place_of(wanted));
  Listed out;
  out.waiting = node_.audit().waiting();
  const auto rows = node_.journals().rows();
  // The journal is made with the first act. Until then there is nothing to list, which is no error.
  const bool there = std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.name == node::kAudit; });
  if (!there) return out;  // nothing was done yet
  PARLEY_TRY(const node::JournalInfo info, node_.journals().open(node::kAudit));
  journal::Query query;
  query.types = {std::string(stix::kAuditRecord)};
  if (wanted.since) query.added_after = Micros{wanted.since->value - kLateMicros};
  // With a limit the newest are wanted, and the journal is read from its oldest end: a window of so many lines is kept,
  // and what falls out of it at the front is counted.
  std::deque<Line> found;
  for (journal::Seq from = 0;;) {
    PARLEY_TRY(const journal::Page page, info.journal->read(query, from, {.objects = 5000}));
    for (const journal::Entry& entry : page.entries) {
      PARLEY_TRY(auto record,
                 node::read_audit_record(entry.text).in(fmt::format("journal \"audit\" entry {}", entry.seq)));
      if (!is_wanted(record, wanted, place)) continue;
      found.push_back({std::move(record), entry.seq, std::string(entry.text)});
      if (wanted.limit == 0 || found.size() <= wanted.limit) continue;
      found.pop_front();
      ++out.more;
    }
    if (!page.more) break;
    from = page.next;
  }
  out.lines.assign(std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  return out;
}

}  // namespace parley::desk
