// Who may let what leave. Two rules carry it. Whatever leaves has a line in the log first, with who asked and
// who agreed, so that a crash can leave a line too many and never an object without one. And what a person
// agrees to is pinned by the hash of the bytes that he was shown, so that nothing can be exchanged between
// looking and leaving.
//
// A release that waits is kept as ids, versions and a hash: its bytes are read from the journals again when
// it is confirmed, and whatever has been erased or changed since makes the hash another one.
#include "node/releases.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/json.h"
#include "json/text_member.h"
#include "node/deliberation.h"
#include "node/journals.h"
#include "node/lobby.h"
#include "node/log.h"
#include "node/membership.h"
#include "node/own_journal.h"
#include "node/people.h"
#include "node/provenance.h"
#include "node/release_policy.h"
#include "release/confirm.h"
#include "release/walk.h"
#include "stix/parley.h"
#include "stix/rules.h"

namespace parley::node {
namespace {

constexpr std::string_view kOldPending = "confirm/";  // store::OldReleaseRow::key
constexpr std::string_view kOldLog = "released/";     // followed by GROUP/ENTRY
constexpr std::size_t kWhyBytes = 2000;               // of why something was rejected

Act act_for(std::string_view type) {
  if (type == "recall" || type == "recall-answer") return Act::recall;
  if (type == "charter") return Act::sign;
  if (type == "term") return Act::say;
  if (type == "release") return Act::ask_release;
  const auto framework = stix::framework_objects();
  const bool message =
      std::any_of(framework.begin(), framework.end(), [&](const stix::ObjectType* one) { return one->name == type; });
  return message ? Act::say : Act::ask_release;
}

// The newest text of an object, in whichever journal has it first; empty: none has.
std::string text_of(Node& node, const std::string& id) {
  journal::Query query;
  query.ids = {id};
  for (const auto& row : node.journals().rows()) {
    const auto info = node.journals().open(row.id);
    if (!info.ok()) continue;
    const auto page = info->journal->read(query, 0, {.objects = 1, .text_only = true});
    if (page.ok() && !page->entries.empty()) return std::string(page->entries.front().text);
  }
  return {};
}

// How the policy decides on all of it; nobody is asked about what is refused.
release::Decision decision_on(const std::vector<std::string>& objects, const release::Context& context) {
  release::Decision worst = release::Decision::allowed;
  for (const std::string& text : objects) worst = std::max(worst, release::evaluate(text, context).decision);
  return worst;
}
static_assert(release::Decision::allowed < release::Decision::needs_second_person &&
              release::Decision::needs_second_person < release::Decision::needs_answer &&
              release::Decision::needs_answer < release::Decision::refused);

release::Pending pending_of(const store::PendingReleaseRow& row) {
  release::Pending out{.group = row.charter,
                       .charter = row.terms,
                       .journal = row.journal,
                       .objects = {},
                       .digest = row.sha256,
                       .asked_by = row.asked_by,
                       .asked = row.asked,
                       .expires = row.expires,
                       .although_held_back = row.although_held_back};
  for (const auto& object : row.objects) out.objects.push_back({object.id, object.version});
  return out;
}

store::PendingReleaseRow row_of(const release::Pending& pending, std::string_view known,
                                std::optional<std::uint32_t> uid) {
  store::PendingReleaseRow out{.id = release::id_of(pending),
                               .charter = pending.group,
                               .terms = pending.charter,
                               .journal = pending.journal,
                               .sha256 = pending.digest,
                               .asked_by = pending.asked_by,
                               .asked_known = std::string(known),
                               .asked_uid = uid,
                               .asked = pending.asked,
                               .expires = pending.expires,
                               .although_held_back = pending.although_held_back,
                               .objects = {}};
  for (const auto& object : pending.objects) out.objects.push_back({object.id, object.version});
  return out;
}

// Who made the person a user of this node: of a name that was removed and made again, the last.
std::optional<store::GivenRow> maker_of(Node& node, std::string_view person) {
  const auto rows = node.people().given_to(person);
  std::optional<store::GivenRow> found;
  if (rows.ok())
    for (const auto& row : *rows)
      if (row.what == kAccount) found = row;
  return found;
}

void put_maker(Node& node, std::string_view person, store::ReleaseLogRow& row) {
  const auto maker = maker_of(node, person);
  if (maker) row.second_made_by = giver_words(*maker), row.second_made = maker->at;
}

// From whom the person has what he proved himself by, as far as that is recorded.
store::ReleaseLogRow::Proof proof_of(Node& node, const std::string& person, std::string_view known,
                                     const std::string& token, Micros at) {
  store::ReleaseLogRow::Proof out{.token = token, .from = {}, .given = {}};
  const auto gift = Provenance(node.access()).gift(person, how_of(known).value_or(How::word), token, at);
  if (gift.ok() && *gift) out.from = giver_words(**gift), out.given = (*gift)->at;
  return out;
}

constexpr const char* kWaits = ", waits for a second person";

// What is recorded of it: a message by its type, anything else as a release.
// A single message is recorded under its own name, so that people find "inquiry" and not "release send" for
// it.
Deed leaving(Node& node, const GroupView& group, const std::vector<std::string>& objects) {
  Deed deed{.act = Act::ask_release, .what = "release send", .place = group.charter.terms.id};
  for (const std::string& text : objects) deed.about.push_back(json::text_member(text, "id"));
  if (objects.size() != 1) return deed;
  const std::string type = json::text_member(objects.front(), "type");
  deed.act = act_for(node, objects.front());
  if (deed.act != Act::ask_release) deed.what = type;
  return deed;
}

std::vector<std::string> name_and_objects(const Releases::Waiting& waiting) {
  std::vector<std::string> out = {waiting.name()};
  for (const auto& object : waiting.row.objects) out.push_back(object.id);
  return out;
}

Error not_what_was_shown() {
  return {Code::conflict, "nothing was released: what would leave is not what was shown; look at it once more"};
}

// A line of the old log: {"at","objects","sha256","by","confirmed_by"} under "released/GROUP/ENTRY".
std::optional<store::ReleaseLogRow> old_log_row(std::string_view key, const std::string& text) {
  const std::size_t slash = key.rfind('/');
  if (!key.starts_with(kOldLog) || slash < kOldLog.size()) return std::nullopt;
  const release::ParserLease parser;
  const auto parsed = parser->parse(text);
  if (!parsed.ok()) return std::nullopt;
  store::ReleaseLogRow row;
  row.charter = key.substr(kOldLog.size(), slash - kOldLog.size());
  row.entry = std::strtoull(std::string(key.substr(slash + 1)).c_str(), nullptr, 10);
  if (const auto at = Timestamp::parse(json::text_member(text, "at")); at.ok()) row.at = at->micros();
  if (parsed->at_key("objects").get_uint64().get(row.objects) != simdjson::SUCCESS) row.objects = 0;
  row.sha256 = json::text_member(text, "sha256");
  row.asked_by = json::text_member(text, "by");
  row.confirmed_by = json::text_member(text, "confirmed_by");
  bool although = false;
  if (parsed->at_key("although_held_back").get_bool().get(although) == simdjson::SUCCESS)
    row.although_held_back = although;
  // Nobody had to prove anything then.
  row.asked_known = word_of(How::word);
  if (!row.confirmed_by.empty()) row.confirmed_known = word_of(How::word);
  return row;
}

}  // namespace

// Of a row of corrections that of the first message. The row ends, since each names one that was said before; the bound
// is for texts that nobody has said.
Act act_for(Node& node, const std::string& object) {
  constexpr int kLongestRow = 100;
  std::string type = json::text_member(object, "type"), text = object;
  for (int i = 0; type == "correction" && i < kLongestRow; ++i) {
    const std::string of = json::text_member(text, "of_ref");
    type = of.substr(0, of.find("--"));
    if (type == "correction") text = text_of(node, of);
  }
  return act_for(type);
}

Result<std::unique_ptr<Releases>> Releases::open(Node& node, store::GroupDb& db) {
  std::unique_ptr<Releases> out(new Releases(node, db));
  PARLEY_TRY_STATUS(out->take_over_old_rows());
  // The folder is one process's, so whoever had taken one is gone with the process before.
  if (const Status freed = db.give_back_all_releases(); !freed.ok())
    node::log(LogLevel::warning, "a release that was being confirmed when the node stopped cannot be confirmed yet",
              {{"why", freed.error().message}});
  return out;
}

// First every row is written, then the old table goes: stopped in between, the next start writes what waits once more
// as the same row, and finds what is in the log.
Status Releases::take_over_old_rows() {
  PARLEY_TRY(const auto old, db().old_releases());
  if (old.empty()) return {};
  PARLEY_TRY(const auto there, db().release_log());
  std::vector<store::ReleaseLogRow> rows;
  for (const auto& [key, text] : old) {
    if (!key.starts_with(kOldPending)) {
      if (auto row = old_log_row(key, text)) rows.push_back(std::move(*row));
      continue;
    }
    // One that cannot be read is no approval: it must be asked for again.
    if (const auto pending = release::parse_pending(text); pending.ok())
      PARLEY_TRY_STATUS(db().put_pending_release(row_of(*pending, word_of(How::word), std::nullopt)));
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  for (const store::ReleaseLogRow& row : rows) {
    const bool known = std::any_of(there.begin(), there.end(), [&](const store::ReleaseLogRow& one) {
      return one.charter == row.charter && one.entry == row.entry;
    });
    if (!known) {
      PARLEY_TRY([[maybe_unused]] const std::uint64_t number, db().add_release(row));
    }
  }
  return db().drop_old_releases();
}

// Each object by its type: who may release must not thereby be able to send inquiries, and the other way
// round.
Status Releases::may_ask(const Acting& acting, const GroupView& group, const std::vector<std::string>& objects) const {
  for (const std::string& text : objects)
    PARLEY_TRY_STATUS(node_.people().may(acting, act_for(node_, text), group.charter.terms.id));
  return {};
}

Result<GroupView> Releases::group_of(const Request& request) const {
  PARLEY_TRY(GroupView group, node_.membership().group(request.group));
  if (group.left) return Error{Code::forbidden, "this party has left \"" + group.alias + "\""};
  if (!request.journal.empty()) PARLEY_TRY_STATUS(is_not_audit(node_, request.journal));
  return group;
}

// The right is asked for and the act recorded in one call, before anything is looked at. When it comes to
// wait, the record says so in the end and names what waits.
Result<Releases::Sent> Releases::send(const Acting& acting, const Request& request) {
  PARLEY_TRY(const GroupView group, group_of(request));
  const Deed deed = leaving(node_, group, request.objects);
  PARLEY_TRY(Recorded act, node_.audit().begin(acting, deed, may_ask(acting, group, request.objects)));
  auto sent = let_leave(acting, group, request);
  if (sent.ok() && sent->waits) {
    std::vector<std::string> about = deed.about;
    about.insert(about.begin(), sent->waits->name());
    act.as(deed.what + kWaits).about(about, deed.about.size());
  }
  return act.ended(std::move(sent));
}

Result<Releases::Sent> Releases::send_as_part_of(const Recorded&, const Acting& acting, const Request& request) {
  PARLEY_TRY(const GroupView group, group_of(request));
  PARLEY_TRY_STATUS(refused_is_recorded(node_, acting, leaving(node_, group, request.objects),
                                        may_ask(acting, group, request.objects)));
  return let_leave(acting, group, request);
}

// What is refused is refused by let_go(), with all reasons; here it is only asked whether a second person is
// needed.
Result<Releases::Sent> Releases::let_leave(const Acting& acting, const GroupView& group, const Request& request) {
  if (release::digest_of(request.objects) != request.shown) return not_what_was_shown();
  release::Context context = release::with_derivations(node_.release_policy().context(group), request.derivations);
  context.although_held_back = request.although_held_back;
  if (decision_on(request.objects, context) == release::Decision::needs_second_person) {
    // First of all, so that it is known when the second person is asked, and whatever happens in between.
    PARLEY_TRY_STATUS(node_.release_policy().put_derivations(request.derivations));
    PARLEY_TRY(Waiting waiting, wait(acting, group, request));
    return Sent{std::move(waiting)};
  }
  const Asked asked{.person = acting.person(),
                    .known = std::string(word_of(acting.known())),
                    .token = acting.token(),
                    .at = node_.time(),
                    .although_held_back = request.although_held_back,
                    .derivations = request.derivations,
                    .caller = acting.caller()};
  PARLEY_TRY(Released released, let_go(group, request.objects, asked, nullptr));
  return Sent{{}, std::move(released)};
}

store::ReleaseLogRow Releases::line_of(const GroupView& group, const std::vector<std::string>& objects,
                                       const Asked& asked, const Acting* second) const {
  store::ReleaseLogRow row{.number = 0,
                           .charter = group.charter.terms.id,
                           .entry = {},
                           .at = node_.time(),
                           .objects = objects.size(),
                           .sha256 = release::digest_of(objects),
                           .asked_by = asked.person,
                           .asked_known = asked.known,
                           .confirmed_by = second != nullptr ? second->person() : "",
                           .confirmed_known = second != nullptr ? std::string(word_of(second->known())) : "",
                           .although_held_back = asked.although_held_back,
                           .asked_proof = proof_of(node_, asked.person, asked.known, asked.token, asked.at),
                           .pending = asked.waiting != nullptr ? asked.waiting->row.id : ""};
  if (second == nullptr) return row;
  put_maker(node_, second->person(), row);
  row.second_proof = proof_of(node_, second->person(), row.confirmed_known, second->token(), row.at);
  return row;
}

// The line of the log first, without the entry that is not known yet: whatever leaves has one. With that line what
// waited is taken, so that nobody else confirms or rejects it; and what has come to light since then is asked for last.
Result<Released> Releases::let_go(const GroupView& group, const std::vector<std::string>& objects, const Asked& asked,
                                  const Acting* second) {
  const store::ReleaseLogRow row = line_of(group, objects, asked, second);
  auto taken = asked.waiting == nullptr ? db().add_release(row) : db().take_pending_release(asked.waiting->row, row);
  if (!taken.ok() && asked.waiting != nullptr) return gone(asked.waiting->row.id, taken.error());
  PARLEY_TRY(const std::uint64_t number, std::move(taken).in("nothing was released: who does it cannot be recorded"));
  ReleaseRequest request{.objects = objects,
                         .released_by = asked.person,
                         .confirmed_by = {},
                         .derivations = asked.derivations,
                         .although_held_back = asked.although_held_back,
                         .caller = asked.caller};
  if (second != nullptr) request.confirmed_by = second->person();
  const auto append = [&]() -> Result<Released> {
    if (second != nullptr && asked.waiting != nullptr) PARLEY_TRY_STATUS(may_confirm(*second, *asked.waiting));
    return node_.release_policy().release(row.charter, request);
  };
  auto released = append();
  // What has left has left, and its line is there, with or without the number of its entry. What could not be taken off
  // the list is, until the next start, one that somebody confirms; and then waits again, though there is nothing new.
  if (const Status kept = settle(asked, number, released); !kept.ok())
    node::log(LogLevel::error, "what became of a release could not be kept",
              {{"released", released.ok() ? "yes" : "no"}, {"why", kept.error().message}});
  return released;
}

// Where nothing was new, or nothing was released, the line goes again: it says that something left. What did not leave
// waits again.
Status Releases::settle(const Asked& asked, std::uint64_t number, const Result<Released>& released) {
  const bool any_new = released.ok() && released->release_record != 0;
  if (asked.waiting == nullptr)
    return any_new ? db().finish_release(number, released->release_record) : db().remove_release(number);
  const std::string& id = asked.waiting->row.id;
  if (!released.ok()) return db().give_back_pending_release(id, number);
  return db().finish_pending_release(id, number, any_new ? std::optional(released->release_record) : std::nullopt);
}

// What is new has no journal yet, and while it waits it must be somewhere from which the same bytes can be
// read again.
Status Releases::keep_in_drafts(const std::vector<std::string>& objects) {
  PARLEY_TRY(const JournalInfo info, OwnJournal(node_).drafts());
  PARLEY_TRY(const auto admitted, OwnJournal::admit(objects));
  PARLEY_TRY(const auto outcomes, info.journal->append(admitted));
  for (const journal::Outcome& one : outcomes)
    if (one.added == journal::Added::conflict)
      return Error{Code::conflict, "there is another draft with the same id and version"};
  return {};
}

Result<Releases::Waiting> Releases::wait(const Acting& acting, const GroupView& group, const Request& request) {
  release::Pending pending{.group = group.charter.terms.id,
                           .charter = release::charter_digest(group.charter.terms),
                           .journal = request.journal,
                           .objects = {},
                           .digest = request.shown,
                           .asked_by = acting.person(),
                           .asked = node_.time(),
                           .expires = {},
                           .although_held_back = request.although_held_back};
  const bool is_new = pending.journal.empty();
  if (is_new) {
    PARLEY_TRY_STATUS(keep_in_drafts(request.objects));
    pending.journal = kDrafts;
  }
  pending.expires = {pending.asked.value + release::kConfirmationHours * 3'600'000'000};
  for (const std::string& text : request.objects) {
    std::string version = json::text_member(text, "modified");
    if (version.empty()) version = json::text_member(text, "created");
    pending.objects.push_back({json::text_member(text, "id"), std::move(version)});
  }
  if (is_new) {  // white space between tokens is not kept, and a draft may have been there in other bytes
    PARLEY_TRY(const auto kept, objects_of({row_of(pending, "", {})}));
    pending.digest = release::digest_of(kept);
  }
  // Asking twice starts the time anew, for who asked: another's asking must not make him the asker, who then is free
  // to agree.
  const auto before = find(release::name_of(pending));
  const bool waits_already = before.ok() && node_.time() < before->row.expires;
  if (waits_already && before->row.asked_by != acting.person())
    return Error{Code::conflict, fmt::format("\"{}\" has asked for exactly this already: parley release confirm {}",
                                             before->row.asked_by, before->name())};
  Waiting waiting{row_of(pending, word_of(acting.known()), acting.caller().uid)};
  waiting.row.asked_token = acting.token();
  // What was given since the first asking stays given since it was asked for, and by what it was asked for stays as
  // well.
  if (waits_already) {
    waiting.row.asked = before->row.asked;
    waiting.row.asked_known = before->row.asked_known;
    waiting.row.asked_uid = before->row.asked_uid;
    waiting.row.asked_token = before->row.asked_token;
  }
  PARLEY_TRY_STATUS(db().put_pending_release(waiting.row));
  return waiting;
}

// Twelve digits at least, as people are shown them: a shorter one could mean a release that somebody else has
// just made.
Result<Releases::Waiting> Releases::find(std::string_view name) {
  std::optional<Waiting> found;
  PARLEY_TRY(auto rows, db().pending_releases());
  for (auto& row : rows) {
    if (name.size() < 12 || !row.id.starts_with(name)) continue;
    if (found) return Error{Code::conflict, fmt::format("\"{}\" means more than one release; give more of it", name)};
    found = Waiting{std::move(row)};
  }
  if (found) return std::move(*found);
  return gone(name, {Code::not_found, fmt::format("no release waits under the name \"{}\"; parley release pending "
                                                  "lists them",
                                                  name)});
}

// What became of it, for who comes second; else `why` as it is.
Error Releases::gone(std::string_view name, const Error& why) {
  if (why.code != Code::not_found && why.code != Code::conflict) return why;
  const auto rows = db().release_log();
  if (!rows.ok() || name.size() < 12) return why;
  const auto line = std::find_if(rows->rbegin(), rows->rend(),
                                 [&](const store::ReleaseLogRow& row) { return row.pending.starts_with(name); });
  if (line == rows->rend()) return why;
  const std::string handle = line->pending.substr(0, 12), at = to_string(line->at).substr(0, 19) + "Z";
  if (why.code == Code::conflict) {
    if (line->entry || !line->rejected_by.empty()) return why;
    return {why.code, fmt::format("\"{}\" confirms the release \"{}\" at this moment; parley release log shows what "
                                  "becomes of it",
                                  line->confirmed_by, handle)};
  }
  const std::string& no = line->rejected_by;
  if (!no.empty())
    return {why.code, fmt::format("no release waits under the name \"{}\" any more, and nothing of it was released: "
                                  "\"{}\" {} at {}",
                                  handle, no, no == line->asked_by ? "took it back" : "rejected it", at)};
  return {why.code, fmt::format("no release waits under the name \"{}\" any more: \"{}\" confirmed it at {}, and it "
                                "was released (parley release log)",
                                handle, line->confirmed_by, at)};
}

// Asked where the node stopped while it was confirmed: a line of the log lacks its entry, and nobody knows whether it
// had left before.
Status Releases::has_not_left(const Waiting& waiting) {
  PARLEY_TRY(const auto rows, db().release_log());
  const bool stopped = std::any_of(rows.begin(), rows.end(), [&](const store::ReleaseLogRow& row) {
    return row.pending == waiting.row.id && !row.entry && row.rejected_by.empty();
  });
  if (!stopped) return {};
  PARLEY_TRY(const GroupView group, node_.membership().group(waiting.row.charter));
  const MemberView* own = own_member(group);
  if (own == nullptr || !own->journal) return {};
  for (const auto& object : waiting.row.objects) {
    PARLEY_TRY(const auto there, text_in(*own->journal, object));
    if (there)
      return Error{Code::conflict,
                   fmt::format("it has left already: the node stopped while it was confirmed (the line of parley "
                               "release log without an entry), so it cannot be rejected any more; parley release "
                               "confirm {} once more takes it off the list",
                               waiting.name())};
  }
  return {};
}

Result<std::optional<std::string>> Releases::text_in(const journal::Journal& journal,
                                                     const store::PendingReleaseRow::Object& object) {
  journal::Query query;
  query.ids = {object.id};
  if (!object.version.empty()) {
    PARLEY_TRY(const Timestamp time, Timestamp::parse(object.version).in(object.id));
    query.versions = {.last = false, .first = false, .all = false, .exact = {time}};
  }
  PARLEY_TRY(const auto page, journal.read(query, 0, {.objects = 1, .text_only = true}));
  if (page.entries.empty()) return std::optional<std::string>();
  return std::optional(std::string(page.entries.front().text));
}

// The very versions that were asked for, in the journal that was named, else in any other of this party's: where they
// have changed since, the bytes will not be the same.
Result<std::vector<std::string>> Releases::objects_of(const Waiting& waiting) {
  std::vector<std::string> places = {waiting.row.journal};
  for (const auto& row : node_.journals().rows())
    if (row.source.empty() && row.root != kLobby && row.name != kAudit) places.push_back(row.id);
  std::vector<std::string> out;
  for (const auto& object : waiting.row.objects) {
    std::optional<std::string> found;
    for (const std::string& place : places) {
      const auto info = node_.journals().open(place);
      if (!info.ok()) continue;
      PARLEY_TRY(found, text_in(*info->journal, object));
      if (found) break;
    }
    if (!found)
      return Error{Code::not_found,
                   fmt::format("{} is not in this party's journals any more; send it again", object.id)};
    out.push_back(std::move(*found));
  }
  return out;
}

Result<Releases::Shown> Releases::show(std::string_view name) {
  PARLEY_TRY(Waiting waiting, find(name));
  PARLEY_TRY(std::vector<std::string> objects, objects_of(waiting));
  if (release::digest_of(objects) != waiting.row.sha256)
    return Error{Code::conflict, "these are not the bytes that were asked for; send it again"};
  return Shown{std::move(waiting), std::move(objects)};
}

// Of an older row whose proof is not known it counts as a mere word.
Status Releases::may_confirm(const Acting& second, const Waiting& waiting) const {
  const store::PendingReleaseRow& row = waiting.row;
  PARLEY_TRY_STATUS(node_.people().may(second, Act::confirm, row.charter));
  return node_.people().is_second(
      second, {row.asked_by, how_of(row.asked_known).value_or(How::word), row.asked_uid, row.asked, row.asked_token});
}

Result<Released> Releases::confirm(const Acting& second, std::string_view name, std::string_view shown) {
  PARLEY_TRY(const Waiting waiting, find(name));
  const store::PendingReleaseRow& row = waiting.row;
  PARLEY_TRY(const GroupView group, node_.membership().group(row.charter));
  PARLEY_TRY(Recorded act, node_.audit().begin(second, confirming(waiting), may_confirm(second, waiting)));
  return act.ended(agree(second, waiting, group, shown));
}

Deed Releases::confirming(const Waiting& waiting) const {
  return {.act = Act::confirm,
          .what = "release confirm",
          .place = waiting.row.charter,
          .about = name_and_objects(waiting),
          .count = waiting.row.objects.size(),
          .asked_by = waiting.row.asked_by,
          .asked_proof_from =
              proof_of(node_, waiting.row.asked_by, waiting.row.asked_known, waiting.row.asked_token, waiting.row.asked)
                  .from};
}

// Everything is asked again at this moment: the bytes, the charter, the time, and whether the asker may still
// ask.
Result<Released> Releases::agree(const Acting& second, const Waiting& waiting, const GroupView& group,
                                 std::string_view shown) {
  const store::PendingReleaseRow& row = waiting.row;
  PARLEY_TRY(const std::vector<std::string> objects, objects_of(waiting));
  PARLEY_TRY_STATUS(
      release::check_confirmation(pending_of(row), second.person(), objects, group.charter.terms, node_.time()));
  if (shown != row.sha256) return not_what_was_shown();
  // Who asked may have lost the right since, or be gone.
  for (const std::string& text : objects)
    PARLEY_TRY_STATUS(node_.people()
                          .may(row.asked_by, act_for(node_, text), row.charter)
                          .in("nothing was released: who asked for it may not any more"));
  // Should the node stop in between, it waits again, and confirming it once more finds everything there already.
  return let_go(group, objects,
                {.person = row.asked_by,
                 .known = row.asked_known,
                 .token = row.asked_token,
                 .at = row.asked,
                 .although_held_back = row.although_held_back,
                 .caller = second.caller(),
                 .waiting = &waiting},
                &second);
}

std::string Releases::made_by(std::string_view person) const {
  const auto maker = maker_of(node_, person);
  return maker ? fmt::format("made by {} on {}", giver_words(*maker), to_string(maker->at).substr(0, 10)) : "";
}

// Taking back what oneself has asked for needs no right: it only takes away.
Result<Releases::Waiting> Releases::reject(const Acting& acting, std::string_view name, std::string_view why) {
  PARLEY_TRY(Waiting waiting, find(name));
  const bool asked_himself = acting.person() == waiting.row.asked_by;
  Deed deed = confirming(waiting);
  deed.act = asked_himself ? Act::ask_release : Act::confirm;
  deed.what = asked_himself ? "release take back" : "release reject";
  deed.effect = Effect::takes_away;
  const Status may = asked_himself ? Status{} : node_.people().may(acting, Act::confirm, waiting.row.charter);
  PARLEY_TRY(Recorded act, node_.audit().begin(acting, deed, may));
  return act.ended(take_off(acting, std::move(waiting), why));
}

Result<Releases::Waiting> Releases::take_off(const Acting& acting, Waiting waiting, std::string_view why) {
  const store::PendingReleaseRow& asked = waiting.row;
  if (why.size() > kWhyBytes)
    return Error{Code::too_large,
                 fmt::format("why it is rejected has {} bytes; at most {} are kept", why.size(), kWhyBytes)};
  store::ReleaseLogRow row{.number = 0,
                           .charter = asked.charter,
                           .entry = {},
                           .at = node_.time(),
                           .objects = asked.objects.size(),
                           .sha256 = asked.sha256,
                           .asked_by = asked.asked_by,
                           .asked_known = asked.asked_known,
                           .confirmed_by = {},
                           .confirmed_known = {},
                           .although_held_back = asked.although_held_back,
                           .rejected_by = acting.person(),
                           .rejected_known = std::string(word_of(acting.known())),
                           .why = std::string(why),
                           .pending = asked.id};
  put_maker(node_, acting.person(), row);
  row.asked_proof = proof_of(node_, asked.asked_by, asked.asked_known, asked.asked_token, asked.asked);
  row.second_proof = proof_of(node_, acting.person(), row.rejected_known, acting.token(), row.at);
  PARLEY_TRY_STATUS(has_not_left(waiting));
  // The line, and that it waits no more, are one change: what was rejected is not forgotten, and what somebody confirms
  // at this moment is not rejected.
  if (const auto taken = db().reject_pending_release(asked, row); !taken.ok()) {
    const Code code = taken.error().code;
    if (code == Code::not_found || code == Code::conflict) return gone(asked.id, taken.error());
    return Error{code, "it waits still: who rejects it cannot be recorded: " + taken.error().message};
  }
  return waiting;
}

Result<std::vector<Releases::Waiting>> Releases::pending(std::string_view charter) {
  PARLEY_TRY(auto rows, db().pending_releases());
  std::vector<Waiting> out;
  for (auto& row : rows)
    if (charter.empty() || row.charter == charter) out.push_back({std::move(row)});
  return out;
}

Result<std::vector<store::ReleaseLogRow>> Releases::log(std::string_view charter) {
  PARLEY_TRY(auto rows, db().release_log());
  if (!charter.empty()) std::erase_if(rows, [&](const auto& row) { return row.charter != charter; });
  return rows;
}

}  // namespace parley::node
