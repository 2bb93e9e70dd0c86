// Two locks for each journal: the list's lock guards what is known of all of them and is never held while one
// is opened; the journal's own `opening` makes those who want the same one wait for each other and nobody
// else. Rows are never removed while the node runs, so a pointer to one stays good without a lock.
//
// A journal that cannot be opened stays closed with its reason, and the node goes on with the others: a
// damaged folder must not take away what is sound. It is not tried again by itself, except where want of
// space was the reason.
#include "node/journals.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/file.h"
#include "base/hash.h"
#include "base/uuid.h"
#include "http/client.h"
#include "names/names.h"
#include "node/access.h"
#include "node/deliberation.h"
#include "node/health.h"
#include "node/keys.h"
#include "node/lobby.h"
#include "node/log.h"
#include "node/membership.h"
#include "node/own_heads.h"
#include "node/own_keys.h"
#include "node/upkeep.h"
#include "text/display.h"

namespace parley::node {
namespace {

namespace fs = std::filesystem;

// Entries that are not signed for longer are a problem: heads are signed within a second of them.
constexpr std::int64_t kLateHeadMicros = std::int64_t{60} * 1'000'000;
// Of a place that knows a head of ours. A start waits for it, so it must not be long; a head has some 200 bytes.
constexpr int kWitnessTimeoutMs = 10'000;
// Far above any head, because the place may be a page that a person has put it on.
constexpr std::size_t kMostWitnessBytes = 1 << 20;

// The folder and key file of a journal are named by the opaque last part of its origin.
std::string opaque_name(const store::CollectionRow& row) { return row.origin.substr(row.origin.rfind('/') + 1); }
fs::path key_file(const Node& node, const store::CollectionRow& row) {
  return node.dir() / "keys" / (opaque_name(row) + ".key");
}
// Of a mirror by our name for the collection: what another party calls its journal is no name for a folder of ours.
fs::path folder_of(const Node& node, const store::CollectionRow& row) {
  return row.source.empty() ? node.dir() / "journals" / opaque_name(row) : node.dir() / "mirrors" / row.id;
}

// 96 random bits: two journals of one domain never get the same origin, and it tells nobody how many there
// are.
std::string new_origin(const Config& config) {
  std::array<std::uint8_t, 12> name;
  random_bytes(name);
  return config.journals.domain + "/j/" + to_hex(name);
}

// A name that is a UUID could be taken for another journal's collection id, and one with a hyphen in front
// for an option.
bool is_journal_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text.front() != '-' && !is_uuid(text) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  c == '.';
         });
}

// What to do about a group's journal that is an old copy.
constexpr std::string_view kRecover =
    "; if this folder is an old copy, parley journal recover brings back from a member what is missing";

Error no_journal(std::string_view name) {
  return {Code::not_found, fmt::format("there is no journal \"{}\"; parley journal list shows them", name)};
}

// Asks one place for the head that it knows of a journal.
// Asked when the journal opens. Whether a place that does not answer matters is decided there
// (journal::Options).
std::function<Result<std::string>()> witness_reader(const std::string& place) {
  if (place.starts_with("http://") || place.starts_with("https://"))
    return [place]() -> Result<std::string> {
      http::ClientOptions options;
      options.timeout_ms = kWitnessTimeoutMs;
      options.body_bytes = kMostWitnessBytes;
      PARLEY_TRY(auto answer, http::fetch({.url = place, .headers = {}, .body = {}}, options));
      if (answer.status == 404) return Error{Code::not_found, place + " knows no head"};
      if (answer.status != 200) return Error{Code::unavailable, fmt::format("{} answered {}", place, answer.status)};
      return std::string(answer.body_text());
    };
  return [place]() -> Result<std::string> { return read_file(place, kMostWitnessBytes); };
}

}  // namespace

// by_name_ is built anew, because an alias may have gone to another journal.
Status Journals::reload() {
  PARLEY_TRY(const auto rows, db_.collections());
  const Lock lock(mutex_);
  for (const auto& row : rows) {
    if (Known* known = find(row.id); known != nullptr)
      known->row = row;
    else
      insert(std::make_unique<Known>(row));
  }
  by_name_.clear();
  for (const auto& one : known_) name(*one);
  return {};
}

Journals::Known* Journals::find(std::string_view name) const {
  const auto at = by_name_.find(name);
  return at == by_name_.end() ? nullptr : at->second;
}

// The first one keeps a name: no journal takes another's away by an alias.
void Journals::name(Known& one) {
  for (const std::string& name : {one.row.name, one.row.id, one.row.alias})
    if (!name.empty()) by_name_.try_emplace(name, &one);
}

void Journals::insert(std::unique_ptr<Known> one) {
  name(*one);
  by_root_[one->row.root].push_back(one.get());
  known_.push_back(std::move(one));
}

std::vector<store::CollectionRow> Journals::rows() const {
  const Lock lock(mutex_);
  std::vector<store::CollectionRow> out;
  for (const auto& one : known_) out.push_back(one->row);
  return out;
}

// None goes as long as this lives, so what is handed out stays.
std::vector<Journals::Known*> Journals::all() const {
  const Lock lock(mutex_);
  std::vector<Known*> out;
  for (const auto& one : known_) out.push_back(one.get());
  return out;
}

// --- opening

// The heads that this journal must lead to come from wherever others have seen it: places in parley.toml,
// what members and outside witnesses have shown, and node.db, which lies apart from the journal's folder. A
// mirror has only its key.
journal::Options Journals::options_of(const store::CollectionRow& row, std::shared_ptr<const SigningKey> key) const {
  journal::Options options;
  options.origin = row.origin;
  options.key = std::move(key);
  options.publish_interval_ms = node_.config().journals.publish_interval_ms;
  options.on_head = [&changes = node_.changes()] { changes.signal(); };
  options.on_append = [&node = node_](const Status& done) { node.upkeep().stored(done); };
  options.clock = clock_;
  for (const auto& witness : node_.config().witnesses)
    if (witness.journal == row.name) options.witnesses.push_back(witness_reader(witness.checkpoint));
  if (!row.source.empty()) {
    if (auto source = journal::VerifierKey::parse(row.source); source.ok()) options.source = std::move(source).value();
    return options;
  }
  std::vector<std::string> heads = node_.own_heads().known(row.origin);
  if (const auto kept = db_.signed_head(row.origin); kept.ok() && *kept) heads.push_back(**kept);
  for (const std::string& head : heads) options.witnesses.push_back([head]() -> Result<std::string> { return head; });
  return options;
}

// node.db has the public key. A folder from before it did has a signed head, or the charter knows it
// (OwnParty::open()).
// The wrong key is no error here: the journal opens without one and can be read. It is recognised by the
// public key that is known, or, where none is, by the head that lies in the folder.
Status Journals::find_key(const store::CollectionRow& row, Opened& out) const {
  const std::optional<PublicKey> expected = node_.own_keys().known(row.origin);
  const fs::path file = key_file(node_, row), folder = folder_of(node_, row);
  PARLEY_TRY(OwnKey found, own_key(file, expected, fmt::format("journal \"{}\"", row.name)));
  const auto head = read_file(folder / "checkpoint", 1u << 20);
  const auto note = head.ok() ? journal::Note::parse(*head) : Result<journal::Note>(head.error());
  const auto key = journal::VerifierKey::make(row.origin, journal::SignatureType::ed25519, found.known);
  if (found.wrong.empty() && note.ok() && !journal::verify_note(*note, {key}).ok())
    found.wrong = fmt::format(
        "{} is not the key that signed the head in {}. Nothing is signed with it until the right "
        "file is brought back from a backup and the node started again",
        file.string(), folder.string());
  out.wrong_key = found.wrong;
  out.public_key = found.known;
  if (!out.wrong_key.empty()) return {};
  out.key = std::make_shared<const SigningKey>(std::move(found.key));
  if (!expected) node_.own_keys().expect(row.origin, *out.public_key);
  return {};
}

// Slow - it reads the folder and asks witnesses - and so called with no lock of the list.
Result<Journals::Opened> Journals::open_folder(const store::CollectionRow& row) const {
  Opened out;
  if (row.source.empty()) PARLEY_TRY_STATUS(find_key(row, out));
  PARLEY_TRY(out.journal, journal::Journal::open(folder_of(node_, row), options_of(row, out.key)));
  return out;
}

// Looked at twice, before and after waiting for `opening`: of several who ask at once the first opens it, and
// the others find it open or its reason.
void Journals::open_one(Known& one) {
  store::CollectionRow row;
  const auto is_to_be_opened = [&] {
    const Lock lock(mutex_);
    row = one.row;
    return !one.journal && one.problem.empty();
  };
  if (!is_to_be_opened()) return;
  const Lock opening(one.opening);
  if (!is_to_be_opened()) return;  // somebody else has, meanwhile
  auto opened = open_folder(row);
  const Lock lock(mutex_);
  take(one, std::move(opened));
}

// Puts the outcome in place, with the list's lock held, and says in health() what is wrong. An old copy of a
// journal of a group can be mended by a command, so the message names it.
void Journals::take(Known& one, Result<Opened> opened) {
  const std::string name = "journal/" + one.row.id, key = "key/" + one.row.id;
  if (!opened.ok()) {
    const bool old_copy = opened.error().code == Code::conflict && one.row.root != node_.config().taxii.root;
    one.for_want_of_space = opened.error().code == Code::unavailable;
    one.problem = opened.error().message + (old_copy ? std::string(kRecover) : "");
    node_.health().set(name, {Trouble::journal_closed, fmt::format("journal \"{}\": {}", one.row.name, one.problem)});
    return;
  }
  one.key = std::move(opened->key);
  one.public_key = opened->public_key;
  one.journal = std::move(opened->journal);
  node_.health().clear(name);
  if (opened->wrong_key.empty()) {
    node_.health().clear(key);
    return;
  }
  // Read by everybody who may, written by nobody: what came in now would lie there unsigned.
  one.journal->refuse({Code::unavailable, opened->wrong_key});
  node_.health().set(key, {Trouble::wrong_key, fmt::format("journal \"{}\": {}", one.row.name, opened->wrong_key)});
}

// The ordinary case, a journal that is open, is one look-up under the lock.
Result<JournalInfo> Journals::open(std::string_view name) {
  Known* one = nullptr;
  {
    const Lock lock(mutex_);
    one = find(name);
    if (one == nullptr) return no_journal(name);
    if (one->journal) return JournalInfo{one->row, one->journal};
  }
  open_one(*one);
  const Lock lock(mutex_);
  if (!one->journal) return Error{Code::unavailable, fmt::format("journal \"{}\": {}", one->row.name, one->problem)};
  return JournalInfo{one->row, one->journal};
}

void Journals::open_all() {
  for (Known* one : all()) open_one(*one);
}

Result<std::string> Journals::verifier_key(std::string_view name) {
  PARLEY_TRY([[maybe_unused]] const JournalInfo info, open(name));
  const Lock lock(mutex_);
  const Known* one = find(name);
  if (!one->own()) return one->row.source;
  return journal::VerifierKey::make(one->row.origin, journal::SignatureType::ed25519, *one->public_key).to_string();
}

// --- adding and changing

// Under adding_, so that it is still true when the row is written.
Status Journals::is_free(const store::CollectionRow& row) const {
  const Lock lock(mutex_);
  for (const std::string& name : {row.name, row.id, row.alias})
    if (!name.empty() && find(name) != nullptr)
      return Error{Code::conflict, "\"" + name + "\" is taken by another journal"};
  return {};
}

// Folder, row, list: stopped in between, a folder that nobody knows is left, and no row without a folder.
// A folder that is there, from an attempt that was cut off, is used again.
Status Journals::make(std::unique_ptr<Known> one, const fs::path& folder) {
  std::error_code ignored;
  if (!fs::exists(folder / "journal.json", ignored))
    PARLEY_TRY_STATUS(journal::Journal::create(folder, options_of(one->row, one->key)));
  PARLEY_TRY_STATUS(db_.add_collection(one->row));
  auto opened = open_folder(one->row);
  const Lock lock(mutex_);
  take(*one, std::move(opened));
  const std::string problem = one->problem;
  insert(std::move(one));
  return problem.empty() ? Status{} : Status{Error{Code::internal, problem}};
}

namespace {

// What is this party's alone is so from the first moment on, and whatever is said of it later. The lobby is the node's
// own: who may bring something there, and what, is no matter of a setting. Neither name is another journal's alias,
// which would be in the way when the node makes its own.
// Also for names that only look alike: a journal "aud1t" could be given to clients and be written to in the belief
// that it is the other.
Status stays_own(const store::CollectionRow& row) {
  const auto is_own = [](std::string_view name) { return name == kLobby || is_closed_journal(name); };
  if (!row.alias.empty() && is_own(row.alias))
    return Error{Code::forbidden,
                 fmt::format("\"{}\" is a journal of the node itself, and no alias of another", row.alias)};
  for (const std::string_view own : {kLobby, std::string_view(kDrafts), std::string_view(kDeliberation),
                                     std::string_view("sightings"), std::string_view(kAudit)})
    for (const std::string& name : {row.name, row.alias})
      if (name != own && names::look_alike(name, own))
        return Error{Code::forbidden, fmt::format("\"{}\" looks like \"{}\", which is a journal of the node itself: "
                                                  "choose a name that can be told apart",
                                                  name, own)};
  if (row.name == kLobby && (row.root != kLobby || row.outside_read || row.outside_write))
    return Error{Code::forbidden, fmt::format("\"{}\" is where other parties' charters come in: the node makes it by "
                                              "itself, and only parties that it knows bring something there",
                                              kLobby)};
  if (!is_closed_journal(row.name) || (!row.outside_read && !row.outside_write)) return {};
  return Error{Code::forbidden, fmt::format("journal \"{}\" is this party's alone: no outside client can be given it. "
                                            "What others shall have is released, or imported into another journal",
                                            row.name)};
}

}  // namespace

// The key first, then its public half, then folder and row: a crash leaves a key without a journal, which
// does no harm, and never a journal whose key is not on the disk.
Result<store::CollectionRow> Journals::add(const NewJournal& wanted) {
  if (!is_journal_name(wanted.name))
    return Error{Code::invalid_input, "a journal's name has 1 to 64 letters, digits, '-', '_' and '.', and is no UUID"};
  if (!wanted.alias.empty() && !is_journal_name(wanted.alias))
    return Error{Code::invalid_input, "an alias has 1 to 64 letters, digits, '-', '_' and '.', and is no UUID"};
  if (!wanted.id.empty() && !is_uuid(wanted.id))
    return Error{Code::invalid_input, "\"" + wanted.id + "\" is not a UUID, which a collection id must be"};
  store::CollectionRow row{.id = wanted.id.empty() ? to_string(uuid_v4()) : wanted.id,
                           .name = wanted.name,
                           .root = wanted.root.empty() ? node_.config().taxii.root : wanted.root,
                           .title = wanted.title.empty() ? wanted.name : wanted.title,
                           .description = wanted.description,
                           .alias = wanted.alias,
                           .origin = new_origin(node_.config()),
                           .outside_read = wanted.outside_read,
                           .outside_write = wanted.outside_write,
                           .source = {},
                           .created = now()};
  PARLEY_TRY_STATUS(stays_own(row));
  const Lock adding(adding_);
  PARLEY_TRY_STATUS(is_free(row));
  auto one = std::make_unique<Known>(row);
  one->key = std::make_shared<const SigningKey>(SigningKey::generate());
  PARLEY_TRY_STATUS(write_key(key_file(node_, row), *one->key));
  PARLEY_TRY_STATUS(db_.put_own_key(row.origin, to_hex(one->key->public_key())));
  PARLEY_TRY_STATUS(make(std::move(one), folder_of(node_, row)));
  // What was remembered for principals has no word about the new collection.
  PARLEY_TRY_STATUS(node_.access().renew());
  return row;
}

// The collection id is chosen by another party and becomes the name of a folder here: only a UUID can be no
// path.
Status Journals::add_mirror(const store::CollectionRow& row) {
  if (!is_uuid(row.id))
    return Error{Code::invalid_input, "\"" + row.id + "\" is not a UUID, which a collection id must be"};
  PARLEY_TRY(const auto source, journal::VerifierKey::parse(row.source));
  if (source.name != row.origin)
    return Error{Code::invalid_input, "the key is that of " + source.name + ", not of " + row.origin};
  const Lock adding(adding_);
  PARLEY_TRY_STATUS(is_free(row));
  PARLEY_TRY_STATUS(make(std::make_unique<Known>(row), folder_of(node_, row)));
  return node_.access().renew();
}

// Written to node.db before it counts in memory: what a person has closed to clients stays closed after a
// restart.
Status Journals::update(const store::CollectionRow& row) {
  PARLEY_TRY_STATUS(stays_own(row));
  {
    const Lock lock(mutex_);
    if (find(row.id) == nullptr) return Error{Code::not_found, "there is no journal " + row.id};
  }
  PARLEY_TRY_STATUS(db_.update_collection(row));
  {
    const Lock lock(mutex_);
    Known* one = find(row.id);
    if (!one->row.alias.empty()) by_name_.erase(one->row.alias);
    one->row = row;
    name(*one);
  }
  return node_.access().renew();
}

// What is under way in other threads has a pointer of its own; refuse() makes it fail there, too.
void Journals::close(std::string_view id, const Error& why) {
  std::shared_ptr<journal::Journal> closed;  // ends outside of the lock
  {
    const Lock lock(mutex_);
    Known* one = find(id);
    if (one == nullptr || !one->journal) return;
    one->journal->refuse(why);
    one->problem = why.message + std::string(kRecover);
    one->for_want_of_space = false;
    node_.health().set("journal/" + one->row.id,
                       {Trouble::journal_closed, fmt::format("journal \"{}\": {}", one->row.name, one->problem)});
    closed = std::move(one->journal);
  }
  // Pages that were cached for clients would otherwise go on being served.
  if (const Status renewed = node_.access().renew(); !renewed.ok())
    log(LogLevel::warning, "answers from before a journal was closed may be given for a while",
        {{"why", renewed.error().message}});
}

// The order: nobody may use the journal while it is written to by fetch(), so the reason that it is being
// recovered is set under the lock and `opening` is held throughout. It is opened as if it were a mirror of
// itself, with our own key as the source and nothing to sign with, and without witnesses, whose heads it does
// not lead to yet. Whatever comes of that, it is opened again the ordinary way, which asks the witnesses.
Status Journals::recover(std::string_view name, const std::function<Status(journal::Journal&)>& fetch) {
  Known* one = nullptr;
  store::CollectionRow row;
  {
    const Lock lock(mutex_);
    one = find(name);
    if (one == nullptr || !one->own())
      return Error{Code::not_found,
                   fmt::format("this party has no journal \"{}\"; parley journal list shows them", name)};
    row = one->row;
  }
  open_one(*one);
  const Lock opening(one->opening);  // nobody opens it meanwhile
  {
    const Lock lock(mutex_);
    if (one->journal)
      return Error{Code::conflict,
                   fmt::format("journal \"{}\" is in use: nothing is known to be missing in it", row.name)};
    one->problem = "it is being recovered";
  }
  const auto fetched = [&]() -> Status {
    Opened found;
    PARLEY_TRY_STATUS(find_key(row, found));
    if (!found.wrong_key.empty()) return Error{Code::unavailable, found.wrong_key};
    journal::Options options = options_of(row, nullptr);
    options.source = journal::VerifierKey::make(row.origin, journal::SignatureType::ed25519, *found.public_key);
    options.witnesses.clear();
    options.restores = true;
    PARLEY_TRY(const auto journal, journal::Journal::open(folder_of(node_, row), options));
    return fetch(*journal);
  }();
  auto opened = open_folder(row);
  {
    const Lock lock(mutex_);
    one->problem.clear();
    take(*one, std::move(opened));
    if (!one->journal && fetched.ok()) return Error{Code::conflict, one->problem};
  }
  PARLEY_TRY_STATUS(node_.access().renew());
  return fetched;
}

// --- as others see them

// What the collection's own limits and the principal's rights leave; to another party, what its groups let it.
// Two kinds of principal: a party, whose rights follow from the charters (Membership::rights_of()), and a
// user, whose rights follow from what it was given, within what the row says outside clients may do. A
// collection that one may neither read nor write is not there for him.
std::optional<taxii::Collection> Journals::as_seen(const Known& one, const taxii::Principal& principal) const {
  const store::CollectionRow& row = one.row;
  const std::string& own_root = node_.config().taxii.root;
  if (row.name == kAudit) return std::nullopt;  // also one of before that name was kept free, which says otherwise
  taxii::Collection out{.id = row.id, .title = row.title, .description = {}, .alias = {}, .journal = one.journal};
  if (const auto rights = node_.membership().rights_of(principal, row)) {
    out.can_read = rights->read;
    out.can_write = rights->write;
    if (row.root == kLobby) {
      out.only_type = "artifact";  // in which a charter travels
      out.deliver = [&node = node_, principal](std::string_view artifact) {
        return node.lobby().put(principal, artifact);
      };
    }
  } else {
    const Rights given = node_.access().rights_table().of(principal, row.id);
    out.can_read = given.read && row.outside_read;
    out.can_write = given.write && row.outside_write && row.root == own_root;  // into a group only a release goes
    out.can_delete = given.remove && row.root == own_root;
  }
  if (!out.can_read && !out.can_write) return std::nullopt;
  if (!one.journal) out.closed = to_everybody(Trouble::journal_closed);
  if (!row.description.empty()) out.description = row.description;
  if (!row.alias.empty()) out.alias = row.alias;
  return out;
}

// Opened one by one without the lock; nobody's list waits for a journal that somebody else is opening under
// another root.
std::vector<taxii::Collection> Journals::collections(std::string_view root, const taxii::Principal& principal) {
  std::vector<Known*> under;
  {
    const Lock lock(mutex_);
    if (const auto at = by_root_.find(root); at != by_root_.end()) under = at->second;
  }
  std::vector<taxii::Collection> out;
  for (Known* one : under) {
    open_one(*one);
    const Lock lock(mutex_);
    if (auto seen = as_seen(*one, principal)) out.push_back(std::move(*seen));
  }
  return out;
}

std::optional<taxii::Collection> Journals::collection(std::string_view root, std::string_view id,
                                                      const taxii::Principal& principal) {
  Known* one = nullptr;
  {
    const Lock lock(mutex_);
    one = find(id);
    // A name is for people: over TAXII it is no address.
    if (one == nullptr || one->row.root != root || (one->row.id != id && one->row.alias != id)) return std::nullopt;
    if (one->journal) return as_seen(*one, principal);
  }
  open_one(*one);
  const Lock lock(mutex_);
  return as_seen(*one, principal);
}

std::set<std::string, std::less<>> Journals::roots_seen_by(const taxii::Principal& principal) {
  open_all();
  const Lock lock(mutex_);
  std::set<std::string, std::less<>> out;
  for (const auto& [root, under] : by_root_)
    if (std::any_of(under.begin(), under.end(),
                    [&](const Known* one) PARLEY_REQUIRES(mutex_) { return as_seen(*one, principal).has_value(); }))
      out.insert(root);
  return out;
}

// --- every few seconds

// Not with every head, because node.db is synced with every change.
// A head in node.db is what catches a journal folder that was restored by itself: it would then contradict
// node.db. It lags a few seconds behind, which only makes it ask for less.
void Journals::keep_heads() {
  struct New {
    Known* one;
    std::string origin, head;
  };
  std::vector<New> heads;
  {
    const Lock lock(mutex_);
    for (const auto& one : known_) {
      if (!one->journal || !one->key || !one->own()) continue;
      std::string head = one->journal->checkpoint();
      if (!head.empty() && head != one->head_kept) heads.push_back({one.get(), one->row.origin, std::move(head)});
    }
  }
  for (New& each : heads) {
    if (!db_.put_signed_head(each.origin, each.head).ok()) continue;  // tried again the next time
    const Lock lock(mutex_);
    each.one->head_kept = std::move(each.head);
  }
}

// Signing is tried here before anything is said: the reason that comes back is the one that people need.
void Journals::check_head(const std::string& id, const std::string& name, journal::Journal& journal) const {
  const auto statistics = journal.statistics();
  const auto first = journal.date_added(statistics.published);
  const bool is_late =
      statistics.published < statistics.entries && first && clock_().value - first->value > kLateHeadMicros;
  Status published;
  if (is_late) published = journal.publish();  // says why it could not before
  if (published.ok()) {
    node_.health().clear("head/" + id);
    return;
  }
  const auto still = journal.statistics();
  node_.health().set(
      "head/" + id,
      {Trouble::not_signed,
       fmt::format(
           "journal \"{}\": of {}, {} under no signed head, the first since {}: {}", name,
           text::counted(still.entries, "entry", "entries"),
           still.entries - still.published == 1 ? "1 is" : fmt::format("{} are", still.entries - still.published),
           to_string(journal.date_added(still.published).value_or(Micros{})), published.error().message)});
}

// A journal that was closed for want of space is tried again with each look, as space comes back without
// anybody's doing.
void Journals::check_heads() {
  for (Known* one : all()) {
    std::shared_ptr<journal::Journal> journal;
    std::string id, name;
    bool again = false;
    {
      const Lock lock(mutex_);
      if (one->journal && one->key && one->own()) journal = one->journal;
      again = !one->journal && one->for_want_of_space;
      if (again) one->problem.clear();
      id = one->row.id;
      name = one->row.name;
    }
    if (again) open_one(*one);
    if (journal) check_head(id, name, *journal);
  }
}

// What was appended in the last half second would otherwise be signed only by the next start.
void Journals::sign_last_heads() {
  for (Known* one : all()) {
    std::shared_ptr<journal::Journal> journal;
    std::string name;
    {
      const Lock lock(mutex_);
      if (!one->journal || !one->key || !one->own()) continue;
      journal = one->journal;
      name = one->row.name;
    }
    const auto statistics = journal->statistics();
    if (statistics.published == statistics.entries) continue;
    if (const auto signed_last = journal->publish(); !signed_last.ok())
      log(LogLevel::warning, "the last head could not be signed",
          {{"journal", name}, {"why", signed_last.error().message}});
  }
}

}  // namespace parley::node
