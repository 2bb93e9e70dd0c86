// Making a folder a node, opening it, and the order in which its parts come and go. Opening is where a node
// finds out what is wrong with its folder: what makes it unsafe to go on (the wrong owner, keys that others
// can read) stops it here, and everything else - a damaged journal, a wrong key - is named in health() and
// the rest goes on.
#include "node/node.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/disk.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/uuid.h"
#include "group/names.h"
#include "http/server.h"
#include "names/names.h"
#include "node/audit.h"
#include "node/catalog.h"
#include "node/duty.h"
#include "node/folder_lock.h"
#include "node/health.h"
#include "node/journal_heads.h"
#include "node/journals.h"
#include "node/keys.h"
#include "node/log.h"
#include "node/own_certificate.h"
#include "node/own_keys.h"
#include "node/owner.h"
#include "node/people.h"
#include "node/sessions.h"
#include "node/statuses.h"
#include "node/storage.h"
#include "node/upkeep.h"
#include "text/display.h"

#include <sys/resource.h>
#include <unistd.h>

#include <array>

namespace parley::node {

namespace fs = std::filesystem;

// In the order in which they may need each other; they end the other way round.
struct Node::Impl {
  fs::path dir;
  std::function<Micros()> clock;
  Fd lock_file;
  Config config;
  DutyTroubles duty_troubles;
  ChangeEvent changes;  // before what signals it
  Health health;
  std::unique_ptr<store::NodeDb> db;
  std::unique_ptr<Access> access;
  std::unique_ptr<People> people;
  std::unique_ptr<Sessions> sessions;
  std::optional<Storage> storage;  // these are set by open()
  std::optional<OwnKeys> own_keys;
  std::optional<Journals> journals;
  std::optional<JournalHeads> heads;
  std::unique_ptr<Audit> audit;
  std::optional<Upkeep> upkeep;
  std::optional<Statuses> statuses;
  std::optional<Catalog> catalog;
};

Node::Node(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

// Whoever uses others ends before them: first what writes behind answers (statuses), then the thread that
// looks after everything, then the parts for other parties with their threads, then the audit journal's
// counts.
Node::~Node() {
  if (!impl_) return;
  impl_->statuses.reset();
  if (impl_->upkeep) impl_->upkeep->stop();
  close_groups();  // threads of it may still ask for journals
  impl_->audit.reset();
  if (!impl_->heads) return;
  // The last head of each is signed now and not when the journal ends, so that it is the one that is kept.
  impl_->heads->sign_last();
  impl_->heads->keep();
}

namespace {

// What a node that was just made consists of.
// The names that init itself writes, so that a failed one takes away those and nothing that somebody else has
// put there.
constexpr const char* kMadeByInit[] = {
    "journals",        "keys",        "lock",        "node.db",        "node.db-wal", "node.db-shm",
    "node.db.reserve", "parley.sock", "parley.toml", "parley.toml.new"};
// Less than this is too little for a node that is to hold anything.
constexpr std::uint64_t kLeastBytes = std::uint64_t{16} << 20;

Error not_empty(const fs::path& dir) {
  std::error_code ignored;
  const bool is_begun = fs::exists(dir / "keys", ignored) || fs::exists(dir / "parley.toml", ignored);
  if (!is_begun)
    return {Code::conflict, dir.string() + " is not empty; a node is made in a folder that is, or that does not exist"};
  return {Code::conflict,
          fmt::format("there is a node in {0} already, or the beginning of one: if `parley status --dir {0}` says that "
                      "it is none, an init was stopped there; remove the folder and run init again",
                      dir.string())};
}

// Why nothing can be written, when that is what it looks like. SQLite only says "disk I/O error".
std::string want_of_space(const fs::path& dir) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < kLeastBytes)
    return fmt::format(" - this process may write no file larger than {} bytes (ulimit -f): lift that limit",
                       limit.rlim_cur);
  const auto space = disk_space(dir);
  if (space.ok() && space->free_bytes < kLeastBytes)
    return fmt::format(" - the disk has {} bytes free: make room", space->free_bytes);
  return {};
}

}  // namespace

namespace {

// The path behind the host is not touched: there case matters.
std::string with_lower_host(std::string url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return url;
  const std::size_t end = std::min(url.find('/', scheme + 3), url.size());
  return to_lower(url.substr(0, end)) + url.substr(end);
}

}  // namespace

// Everything that can be refused is refused before anything is written. Then DIR/keys is made, which is the
// claim: only one of two processes can make it, and from there on a failure takes away what this one has
// made.
Result<Initialized> Node::init(const fs::path& dir, const InitOptions& options) {
  std::error_code ignored;
  if (fs::exists(dir, ignored) && !fs::is_empty(dir, ignored)) return not_empty(dir);
  PARLEY_TRY_STATUS(check_owner(dir));
  if (options.party.empty()) return Error{Code::invalid_input, "--party must name whose node this is"};
  PARLEY_TRY_STATUS(names::check(options.party).in("--party"));
  Config config = options.config;
  // A name of a host is one name however it is written, and a card has it in lower case.
  config.journals.domain = to_lower(config.journals.domain);
  config.peers.url = with_lower_host(config.peers.url);
  if (const std::string& domain = config.journals.domain; !group::is_domain(domain))
    return Error{
        Code::invalid_input,
        fmt::format("the domain \"{}\" is not the name of a host, such as parley.example.gov: labels of letters, "
                    "digits and hyphens, with dots between them (a name in other letters in its xn-- form). It "
                    "is part of every journal's origin and stays for life",
                    text::plain(domain))};
  if (const std::string& url = config.peers.url; !url.empty() && !group::is_node_url(url))
    return Error{Code::invalid_input,
                 fmt::format("\"{}\" is not where other parties reach a node: https://HOST:PORT", text::plain(url))};
  config.party.name = options.party;
  config.party.identity = "identity--" + to_string(uuid_v4());
  // What is written must be readable again, or the folder would be left half made.
  PARLEY_TRY([[maybe_unused]] const Config read_back, Config::parse(initial_config(config), "parley.toml"));

  const bool was_there = fs::exists(dir, ignored);
  PARLEY_TRY_STATUS(make_directories(dir));
  // Made by one only: of two that make a node here at once, the other must not take away what this one has made.
  std::error_code failed;
  if (!fs::create_directory(dir / "keys", failed)) {
    if (!failed) return not_empty(dir);
    return Error{Code::unavailable, fmt::format("{}: {}", (dir / "keys").string(), failed.message())};
  }
  auto made = make(dir, config, options);
  if (made.ok()) return made;
  // Asked before the clean-up, which may itself make the room.
  const std::string why = made.error().message + want_of_space(dir);  // while what takes the space is there
  for (const char* const part : kMadeByInit) fs::remove_all(dir / part, ignored);
  if (!was_there) fs::remove(dir, ignored);
  return Error{made.error().code,
               fmt::format("no node was made in {}, and nothing of it is left there: {}", dir.string(), why)};
}

namespace {

constexpr std::size_t kCursorKeyBytes = 32, kCursorKeyFileBytes = 4096;

struct CursorKey {
  std::vector<std::uint8_t> bytes;
  Status status;  // whether it is on the disk
};

CursorKey make_cursor_key(const fs::path& dir) {
  CursorKey out{.bytes = std::vector<std::uint8_t>(kCursorKeyBytes), .status = {}};
  random_bytes(out.bytes);
  out.status = replace_file(dir / "keys" / "cursor.key", to_hex(out.bytes) + "\n", Durability::durable);
  return out;
}

// The key under which cursors are signed recognises nobody and nothing that lasts: without it clients that are in the
// middle of a list begin that list anew. So a node does not stand still for it. Where the new one cannot be written, it
// counts as long as this process runs.
Result<std::vector<std::uint8_t>> cursor_key_of(const fs::path& dir) {
  const fs::path file = dir / "keys" / "cursor.key";
  const auto text = read_file(file, kCursorKeyFileBytes);
  if (text.ok()) {
    auto key = from_hex(std::string_view(*text).substr(0, text->find('\n')));
    if (key && key->size() == kCursorKeyBytes) return std::move(*key);
  } else if (text.error().code != Code::not_found && text.error().code != Code::too_large) {
    return text.error();
  }
  const CursorKey made = make_cursor_key(dir);
  log(LogLevel::warning,
      "keys/cursor.key was lost or damaged, and was made anew: nothing is lost but the places of clients that are in "
      "the "
      "middle of a list, and these begin it anew",
      {{"written", made.status.ok() ? "yes" : made.status.error().message}});
  return made.bytes;
}

}  // namespace

// The configuration is written behind the keys: a folder with parley.toml counts as a node, and one without
// keys is none. The first administrator and journal are made by the ordinary calls, so that nothing about
// them is special.
Result<Initialized> Node::make(const fs::path& dir, const Config& config, const InitOptions& options) {
  std::error_code ignored;
  PARLEY_TRY_STATUS(make_directories(dir / "journals"));
  fs::permissions(dir, fs::perms::owner_all, ignored);
  fs::permissions(dir / "keys", fs::perms::owner_all, ignored);
  PARLEY_TRY_STATUS(write_key(dir / "keys" / "party.key", SigningKey::generate()));
  PARLEY_TRY_STATUS(make_cursor_key(dir).status);
  PARLEY_TRY([[maybe_unused]] const std::string certificate, make_missing_certificate(dir, config));
  PARLEY_TRY_STATUS(replace_file(dir / "parley.toml", initial_config(config), Durability::durable));

  PARLEY_TRY(auto node, open(dir));
  Initialized made;
  made.identity = config.party.identity;
  made.password = options.password.value_or(generate_password());
  // By the owner of the folder, as a second person's independence is later judged by who gave whom what.
  const People::Giver owner{.person = {}, .uid = options.uid.value_or(::geteuid()), .at = node->time()};
  PARLEY_TRY_STATUS(node->people().put_user(owner, options.administrator, made.password, true));
  PARLEY_TRY_STATUS(node->people().tie(owner, options.administrator, owner.uid));
  PARLEY_TRY(
      const auto row,
      node->journals().add(
          {.name = "main", .id = {}, .title = options.party, .description = {}, .alias = {}, .outside_write = true}));
  made.first_journal = row.name;
  made.first_collection = row.id;
  return made;
}

void Node::announce_stopping() { say_stopping(impl_->lock_file); }

// Owner and configuration first, since they cost nothing and say most; the lock before anything is read that
// another process could be writing.
Result<std::unique_ptr<Node>> Node::open(const fs::path& dir, std::function<Micros()> clock, Purpose purpose) {
  auto impl = std::make_unique<Impl>();
  impl->dir = dir;
  impl->clock = std::move(clock);
  PARLEY_TRY_STATUS(check_owner(dir));
  std::error_code ignored;
  if (!fs::exists(dir / "parley.toml", ignored)) {
    std::string where = fs::absolute(dir, ignored).lexically_normal().string();
    if (where.size() > 1 && where.ends_with('/')) where.pop_back();
    return Error{
        Code::not_found,
        fmt::format("{0} is no Parley node (it has no parley.toml). Say which one with --dir DIR or PARLEY_DIR, "
                    "or make one with: parley init {1} --party NAME",
                    where, where == "/" ? "DIR" : where)};
  }
  PARLEY_TRY(impl->config, Config::load(dir / "parley.toml"));
  PARLEY_TRY(impl->lock_file, lock_folder(dir, purpose == Purpose::serve ? "serve" : "command"));
  // A key that others could read may have been copied: nothing is signed with it until a person has looked.
  if (const auto readable = keys_open_to_others(dir / "keys"); !readable.empty())
    return Error{Code::forbidden,
                 fmt::format("private keys in {} can be read by others than their owner: {}. Whoever has read them can "
                             "speak as this party; say who that can be, and then: chmod -R go= {}",
                             (dir / "keys").string(), fmt::join(readable, ", "), (dir / "keys").string())};
  PARLEY_TRY(auto cursor_key, cursor_key_of(dir));
  PARLEY_TRY(impl->db, store::NodeDb::open(dir / "node.db"));
  impl->storage.emplace(dir, impl->config.storage);
  impl->own_keys.emplace(dir / "keys", *impl->db, impl->health);
  PARLEY_TRY(impl->access, Access::load(*impl->db));
  impl->people = std::make_unique<People>(*impl->access, impl->config.on_callers_word);
  PARLEY_TRY(impl->sessions, Sessions::open(dir / "node.db", *impl->access,
                                            {.idle = std::chrono::minutes(impl->config.room.idle_minutes),
                                             .whole = std::chrono::hours(impl->config.room.session_hours)},
                                            impl->clock));
  std::unique_ptr<Node> node(new Node(std::move(impl)));
  Impl& opened = *node->impl_;
  opened.journals.emplace(*node, *opened.db, opened.clock);
  opened.heads.emplace(*node, *opened.db, *opened.journals, opened.clock);
  // Told of each append, so it is there before the first.
  opened.upkeep.emplace(*node, *opened.db, *opened.journals, *opened.heads);
  PARLEY_TRY_STATUS(opened.journals->reload());
  PARLEY_TRY_STATUS(node->open_groups(*node));
  // Behind the groups, because it names places by them, and in front of everything that acts.
  PARLEY_TRY(opened.audit, Audit::open(*node));
  opened.upkeep->start(purpose);
  opened.statuses.emplace(*opened.db);
  opened.catalog.emplace(*node, *opened.access, *opened.journals, *opened.statuses, std::move(cursor_key));
  return node;
}

const fs::path& Node::dir() const { return impl_->dir; }
const Config& Node::config() const { return impl_->config; }
Micros Node::time() const { return impl_->clock(); }

Access& Node::access() { return *impl_->access; }
People& Node::people() { return *impl_->people; }
Audit& Node::audit() { return *impl_->audit; }
Sessions& Node::sessions() { return *impl_->sessions; }
OwnKeys& Node::own_keys() { return *impl_->own_keys; }
Journals& Node::journals() { return *impl_->journals; }
Catalog& Node::catalog() { return *impl_->catalog; }
Storage& Node::storage() { return *impl_->storage; }
Health& Node::health() { return impl_->health; }
Upkeep& Node::upkeep() { return *impl_->upkeep; }
DutyTroubles& Node::duty_troubles() { return impl_->duty_troubles; }
ChangeEvent& Node::changes() { return impl_->changes; }

}  // namespace parley::node
