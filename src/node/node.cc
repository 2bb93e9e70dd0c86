#include "node/node.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <map>
#include <thread>

#include "base/disk.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mutex.h"
#include "base/uuid.h"
#include "group/fields.h"
#include "http/client.h"
#include "http/server.h"
#include "names/names.h"
#include "node/deliberation.h"
#include "node/duty.h"
#include "node/groups.h"
#include "node/health.h"
#include "node/keys.h"
#include "node/log.h"
#include "node/own_keys.h"
#include "node/owner.h"
#include "node/people.h"
#include "node/releases.h"
#include "node/storage.h"

namespace parley::node {
namespace {

namespace fs = std::filesystem;

// Status resources are kept this long (TAXII 2.1 section 4.3 asks for at least a day after completion).
constexpr std::int64_t kStatusLifeMicros = std::int64_t{7} * 86400 * 1'000'000;

// Looked for this often what is wrong, and a signed head kept in node.db.
constexpr auto kHealthInterval = std::chrono::seconds(5);
// Entries that are not signed for longer are a problem: heads are signed within a second of them.
constexpr std::int64_t kLateHeadMicros = std::int64_t{60} * 1'000'000;
// With less free than this nothing useful can be stored.
constexpr std::uint64_t kFullBytes = 1u << 20;
constexpr std::size_t kProbeBytes = 64u << 10;
constexpr std::string_view kStopping = "stopping";  // stands in the lock file
constexpr auto kStopPatience = std::chrono::seconds(15);

// The folder and key file of a journal are named by the opaque last part of its origin.
std::string opaque_name(const store::CollectionRow& row) { return row.origin.substr(row.origin.rfind('/') + 1); }

std::string new_origin(const Config& config) {
  std::array<std::uint8_t, 12> name;
  random_bytes(name);
  return config.journals.domain + "/j/" + to_hex(name);
}

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

// Asks one place for the head that it knows of a journal.
std::function<Result<std::string>()> witness_reader(const std::string& place) {
  if (place.starts_with("http://") || place.starts_with("https://"))
    return [place]() -> Result<std::string> {
      http::ClientOptions options;
      options.timeout_ms = 10'000;
      options.body_bytes = 1 << 20;
      PARLEY_TRY(auto answer, http::fetch({.url = place, .headers = {}, .body = {}}, options));
      if (answer.status == 404) return Error{Code::not_found, place + " knows no head"};
      if (answer.status != 200) return Error{Code::unavailable, fmt::format("{} answered {}", place, answer.status)};
      return std::string(answer.body_text());
    };
  return [place]() -> Result<std::string> { return read_file(place, 1 << 20); };
}

}  // namespace

struct Node::Impl {
  fs::path dir;
  std::function<Micros()> clock;
  Fd lock_file;
  Config config;
  DutyTroubles duty_troubles;
  Bell bell;  // before what rings it
  std::unique_ptr<store::NodeDb> db;
  std::unique_ptr<Access> access;
  std::unique_ptr<People> people;
  std::unique_ptr<Groups> groups;
  std::unique_ptr<Releases> releases;
  std::string party_key;
  std::vector<std::uint8_t> cursor_key;
  Health health;
  std::optional<Storage> storage;  // set by open()

  struct Room {
    store::CollectionRow row;
    std::shared_ptr<const SigningKey> key;  // null: of a mirror, or not the right one, which signs nothing
    std::optional<PublicKey> public_key;    // under which an own journal's heads stand
    std::shared_ptr<journal::Journal> journal;
    std::string problem;
    bool for_want_of_space = false;  // `problem` may go away by itself
    std::string head_kept;           // in node.db
  };
  // Guards rooms. Held while a journal is opened, which happens once each.
  mutable Mutex mutex;
  std::vector<std::unique_ptr<Room>> rooms PARLEY_GUARDED_BY(mutex);

  struct KeptStatus {
    std::string root, id, owner, json;
    bool written = false;
  };
  // Guards the newest status resources, which reach node.db in batches behind the answers: a POST does not wait for it.
  Mutex status_mutex;
  std::map<std::string, KeptStatus, std::less<>> statuses PARLEY_GUARDED_BY(status_mutex);  // by root/id
  std::condition_variable_any status_wakes;
  bool stopping PARLEY_GUARDED_BY(status_mutex) = false;
  std::thread status_writer;
  std::atomic<bool> file_too_large{false};  // what could not be stored: a limit that a small file does not reach

  Room* find(std::string_view name) PARLEY_REQUIRES(mutex) {
    for (const auto& room : rooms)
      if (room->row.name == name || room->row.id == name || (!room->row.alias.empty() && room->row.alias == name))
        return room.get();
    return nullptr;
  }

  journal::Options journal_options(const Room& room) PARLEY_REQUIRES(mutex) {
    journal::Options options;
    options.origin = room.row.origin;
    options.key = room.key;
    if (!room.row.source.empty())
      if (auto source = journal::VerifierKey::parse(room.row.source); source.ok())
        options.source = std::move(source).value();
    options.publish_interval_ms = config.journals.publish_interval_ms;
    options.on_head = [this] { bell.ring(); };
    options.clock = clock;
    for (const auto& witness : config.witnesses)
      if (witness.journal == room.row.name) options.witnesses.push_back(witness_reader(witness.checkpoint));
    if (const auto kept = room.row.source.empty() ? db->known("head/" + room.row.origin)
                                                  : Result<std::vector<std::pair<std::string, std::string>>>(
                                                        std::vector<std::pair<std::string, std::string>>());
        kept.ok())
      for (const auto& [name, head] : *kept)
        options.witnesses.push_back([head = head]() -> Result<std::string> { return head; });
    if (groups && room.row.source.empty())
      for (const std::string& head : groups->known_heads(room.row.origin))
        options.witnesses.push_back([head]() -> Result<std::string> { return head; });
    return options;
  }

  // By our name for the collection: what another party calls its journal is no name for a folder of ours.
  fs::path mirror_folder(const store::CollectionRow& row) const { return dir / "mirrors" / row.id; }

  void open_room(Room& room) PARLEY_REQUIRES(mutex);
  // The key of an own journal, when it is the one that the journal signed with so far; `wrong` says why it is not.
  Status find_key(Room& room, std::string& wrong) PARLEY_REQUIRES(mutex);

  void keep_heads();
  void check_heads();
  void check_disk();
  bool can_write_a_file() const;
  void write_statuses();
};

// node.db has the public key. A folder from before it did has a signed head, or the charter knows it
// (Groups::open()).
Status Node::Impl::find_key(Room& room, std::string& wrong) {
  const std::string name = "key/" + room.row.origin;
  const auto known = db->known(name);
  std::optional<PublicKey> expected;
  if (known.ok() && !known->empty()) expected = public_key_from(known->front().second);
  PARLEY_TRY(OwnKey found, parley::node::own_key(dir / "keys" / (opaque_name(room.row) + ".key"), expected,
                                                 fmt::format("journal \"{}\"", room.row.name)));
  const auto head = read_file(dir / "journals" / opaque_name(room.row) / "checkpoint", 1u << 20);
  const auto note = head.ok() ? journal::Note::parse(*head) : Result<journal::Note>(head.error());
  const auto key = journal::VerifierKey::make(room.row.origin, journal::SignatureType::ed25519, found.known);
  if (found.wrong.empty() && note.ok() && !journal::verify_note(*note, {key}).ok())
    found.wrong = fmt::format(
        "{} is not the key that signed the head in {}. Nothing is signed with it until the right "
        "file is brought back from a backup and the node started again",
        (dir / "keys" / (opaque_name(room.row) + ".key")).string(),
        (dir / "journals" / opaque_name(room.row)).string());
  wrong = found.wrong;
  room.public_key = found.known;
  if (!wrong.empty()) return {};
  room.key = std::make_shared<const SigningKey>(std::move(found.key));
  if (!expected) (void)db->put_known(name, to_hex(*room.public_key));  // a full disk: the next start does it
  return {};
}

void Node::Impl::open_room(Room& room) {
  if (room.journal || !room.problem.empty()) return;
  std::string wrong_key;
  const auto open = [&]() PARLEY_REQUIRES(mutex) -> Result<std::unique_ptr<journal::Journal>> {
    if (!room.row.source.empty()) return journal::Journal::open(mirror_folder(room.row), journal_options(room));
    PARLEY_TRY_STATUS(find_key(room, wrong_key));
    return journal::Journal::open(dir / "journals" / opaque_name(room.row), journal_options(room));
  };
  auto journal = open();
  const std::string name = "journal/" + room.row.id;
  if (!journal.ok()) {
    const bool old_copy = journal.error().code == Code::conflict && room.row.root != config.taxii.root;
    room.for_want_of_space = journal.error().code == Code::unavailable;
    room.problem = journal.error().message + (old_copy ? std::string(kRecover) : "");
    health.set(name, {Trouble::journal_closed, fmt::format("journal \"{}\": {}", room.row.name, room.problem)});
    return;
  }
  room.journal = std::move(journal).value();
  health.clear(name);
  if (wrong_key.empty()) {
    health.clear("key/" + room.row.id);
    return;
  }
  // Read by everybody who may, written by nobody: what came in now would lie there unsigned.
  room.journal->refuse({Code::unavailable, wrong_key});
  health.set("key/" + room.row.id, {Trouble::wrong_key, fmt::format("journal \"{}\": {}", room.row.name, wrong_key)});
}

// The signed heads of own journals, apart from their folders: one that is rolled back alone contradicts them. Not with
// every head, because node.db is synced with every change.
void Node::Impl::keep_heads() {
  std::vector<std::pair<std::string, std::string>> heads;  // by origin
  {
    const Lock lock(mutex);
    for (const auto& room : rooms) {
      if (!room->journal || !room->key || !room->row.source.empty()) continue;
      std::string head = room->journal->checkpoint();
      if (head.empty() || head == room->head_kept) continue;
      room->head_kept = head;
      heads.emplace_back(room->row.origin, std::move(head));
    }
  }
  for (const auto& [origin, head] : heads)
    if (!db->put_known("head/" + origin, head).ok()) {
      const Lock lock(mutex);
      for (const auto& room : rooms)
        if (room->row.origin == origin) room->head_kept.clear();  // tried again
    }
}

void Node::Impl::check_heads() {
  struct Late {
    std::string id, name;
    std::shared_ptr<journal::Journal> journal;
  };
  std::vector<Late> late;
  {
    const Lock lock(mutex);
    for (const auto& room : rooms) {
      if (room->journal && room->key && room->row.source.empty())
        late.push_back({room->row.id, room->row.name, room->journal});
      else if (!room->journal && room->for_want_of_space) {
        room->problem.clear();
        open_room(*room);
      }
    }
  }
  for (const Late& one : late) {
    const auto is_late = [&] {
      const auto statistics = one.journal->statistics();
      const auto first = one.journal->date_added(statistics.published);
      return statistics.published < statistics.entries && first && clock().value - first->value > kLateHeadMicros;
    };
    const std::string name = "head/" + one.id;
    if (!is_late()) {
      health.clear(name);
      continue;
    }
    const auto published = one.journal->publish();  // says why
    if (published.ok()) {
      health.clear(name);
      continue;
    }
    const auto statistics = one.journal->statistics();
    health.set(name,
               {Trouble::not_signed,
                fmt::format("journal \"{}\": {} of its {} entries are under no signed head, the first since {}: {}",
                            one.name, statistics.entries - statistics.published, statistics.entries,
                            to_string(one.journal->date_added(statistics.published).value_or(Micros{})),
                            published.error().message)});
  }
}

bool Node::Impl::can_write_a_file() const {
  const fs::path probe = dir / ".space";
  const auto written = [&]() -> Status {
    PARLEY_TRY(const Fd fd, open_file(probe, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW));
    return write_all(fd.get(), std::string(kProbeBytes, ' '));
  }();
  std::error_code ignored;
  fs::remove(probe, ignored);
  return written.ok();
}

void Node::Impl::check_disk() {
  const auto space = storage->space();
  if (space.ok() && space->free_bytes < kFullBytes)
    health.set("disk", {Trouble::cannot_write,
                        fmt::format("the disk is full: {} are free where {} lies. Nothing can be stored until there is "
                                    "room; what is there can be read",
                                    binary_bytes(space->free_bytes), dir.string())});
  else if (const auto low = storage->below_reserve(); space.ok() && low)
    health.set("disk",
               {Trouble::below_reserve,
                fmt::format("{} are free where {} lies, less than the reserve of {}: other parties' journals and "
                            "charters wait, own work goes on",
                            binary_bytes(space->free_bytes), dir.string(), binary_bytes(low->limit))});
  else
    health.clear("disk");
  if (const std::string why = db->read_only_because(); !why.empty())
    health.set("node.db", {Trouble::cannot_write,
                           fmt::format("node.db can be read and not be written ({}): users, rights and groups stay as "
                                       "they are until there is room",
                                       why)});
  else
    health.clear("node.db");
  if (health.has("write") && !file_too_large && can_write_a_file()) health.clear("write");
}

// Writes what is new every 200 ms, forgets what is written when there is much of it, and once a start what is old.
void Node::Impl::write_statuses() {
  (void)db->drop_statuses_before({now().value - kStatusLifeMicros});
  bool last = false;
  auto next_check = std::chrono::steady_clock::now() + kHealthInterval;
  while (!last) {
    if (std::chrono::steady_clock::now() >= next_check) {
      check_disk();
      check_heads();
      keep_heads();
      next_check = std::chrono::steady_clock::now() + kHealthInterval;
    }
    std::vector<KeptStatus> batch;
    {
      Lock lock(status_mutex);
      status_wakes.wait_for(lock, std::chrono::milliseconds(200),
                            [this]() PARLEY_REQUIRES(status_mutex) { return stopping; });
      last = stopping;
      for (auto& [key, kept] : statuses)
        if (!kept.written) batch.push_back(kept), kept.written = true;
      if (statuses.size() > 1000) std::erase_if(statuses, [](const auto& item) { return item.second.written; });
    }
    for (const auto& kept : batch) (void)db->put_status(kept.root, kept.id, kept.owner, kept.json, now());
  }
}

Node::Node(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Node::~Node() {
  if (!impl_) return;
  {
    const Lock lock(impl_->status_mutex);
    impl_->stopping = true;
  }
  impl_->status_wakes.notify_all();
  if (impl_->status_writer.joinable()) impl_->status_writer.join();
  impl_->releases.reset();
  impl_->groups.reset();  // threads of it may still ask for journals
  {
    // The last head of each is signed now and not when the journal ends, so that it is the one that is kept.
    const Lock lock(impl_->mutex);
    for (const auto& room : impl_->rooms) {
      if (!room->journal || !room->key || !room->row.source.empty()) continue;
      const auto statistics = room->journal->statistics();
      if (statistics.published == statistics.entries) continue;
      if (const auto signed_last = room->journal->publish(); !signed_last.ok())
        log(LogLevel::warning, "the last head could not be signed",
            {{"journal", room->row.name}, {"why", signed_last.error().message}});
    }
  }
  impl_->keep_heads();
}

Result<Initialized> Node::init(const fs::path& dir, const InitOptions& options) {
  std::error_code ignored;
  if (fs::exists(dir, ignored) && !fs::is_empty(dir, ignored))
    return Error{Code::conflict, dir.string() + " is not empty; a node is made in a folder of its own"};
  PARLEY_TRY_STATUS(check_owner(dir));
  if (options.party.empty()) return Error{Code::invalid_input, "--party must name whose node this is"};
  PARLEY_TRY_STATUS(names::check(options.party).in("--party"));
  Config config = options.config;
  config.party.name = options.party;
  config.party.identity = "identity--" + to_string(uuid_v4());
  // What is written must be readable again, or the folder would be left half made.
  PARLEY_TRY([[maybe_unused]] const Config read_back, Config::parse(initial_config(config), "parley.toml"));

  PARLEY_TRY_STATUS(make_directories(dir / "keys"));
  PARLEY_TRY_STATUS(make_directories(dir / "journals"));
  fs::permissions(dir, fs::perms::owner_all, ignored);
  fs::permissions(dir / "keys", fs::perms::owner_all, ignored);
  PARLEY_TRY_STATUS(write_key(dir / "keys" / "party.key", SigningKey::generate()));
  std::array<std::uint8_t, 32> cursor_key;
  random_bytes(cursor_key);
  PARLEY_TRY_STATUS(replace_file(dir / "keys" / "cursor.key", to_hex(cursor_key) + "\n", Durability::durable));
  if (config.server.tls == Tls::self_signed)
    PARLEY_TRY_STATUS(
        http::write_self_signed(dir / "keys" / "tls.pem", dir / "keys" / "tls.key", config.journals.domain, 825));
  PARLEY_TRY_STATUS(replace_file(dir / "parley.toml", initial_config(config), Durability::durable));

  PARLEY_TRY(auto node, open(dir));
  Initialized made;
  made.identity = config.party.identity;
  made.password = options.password.value_or(generate_password());
  PARLEY_TRY_STATUS(node->access().put_user(options.administrator, made.password, true));
  PARLEY_TRY_STATUS(node->people().tie(options.administrator, options.uid.value_or(::geteuid())));
  PARLEY_TRY(
      const auto row,
      node->add_journal(
          {.name = "main", .id = {}, .title = options.party, .description = {}, .alias = {}, .outside_write = true}));
  made.first_journal = row.name;
  made.first_collection = row.id;
  return made;
}

namespace {

// What the lock file says, "PID serve", "PID command" or "PID stopping": for the words of whoever comes second, never
// believed otherwise.
Error in_use(const fs::path& dir, std::string_view words) {
  const std::size_t space = words.find(' ');
  const std::string_view pid = words.substr(0, space);
  const bool known = !pid.empty() && pid.find_first_not_of("0123456789") == std::string_view::npos;
  if (known && words.substr(space + 1).starts_with("serve"))
    return {Code::unavailable, fmt::format("parley serve runs here (pid {}) and has {} open", pid, dir.string())};
  return {Code::unavailable, fmt::format("another parley command{} has {} open; try again when it is done",
                                         known ? fmt::format(" (pid {})", pid) : "", dir.string())};
}

// The lock on the folder. While the one that has it open says that it is stopping, the next one waits: a service that
// is restarted must not fail because the old one signs its last head.
Result<Fd> take_lock(const fs::path& dir, Node::Purpose purpose) {
  PARLEY_TRY(Fd file, open_file(dir / "lock", O_RDWR | O_CREAT));
  const auto patience = std::chrono::steady_clock::now() + kStopPatience;
  while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    const auto words = read_file(dir / "lock", 4096);
    if (!words.ok() || words->find(kStopping) == std::string::npos || std::chrono::steady_clock::now() >= patience)
      return in_use(dir, words.ok() ? std::string_view(*words) : std::string_view());
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  const std::string words = fmt::format("{} {}\n", ::getpid(), purpose == Node::Purpose::serve ? "serve" : "command");
  if (!truncate_file(file.get(), 0).ok() || !write_at(file.get(), words, 0).ok())
    log(LogLevel::warning, "the lock file does not say who has the folder", {{"folder", dir.string()}});
  return file;
}

}  // namespace

void Node::announce_stopping() {
  const auto said = write_at(impl_->lock_file.get(), fmt::format("{} {}\n", ::getpid(), kStopping), 0);
  if (!said.ok())
    log(LogLevel::warning, "the lock file does not say that this node stops", {{"why", said.error().message}});
}

Result<std::unique_ptr<Node>> Node::open(const fs::path& dir, std::function<Micros()> clock, Purpose purpose) {
  auto impl = std::make_unique<Impl>();
  impl->dir = dir;
  impl->clock = std::move(clock);
  PARLEY_TRY_STATUS(check_owner(dir));
  std::error_code ignored;
  if (!fs::exists(dir / "parley.toml", ignored)) {
    const std::string where = fs::absolute(dir, ignored).lexically_normal().string();
    return Error{
        Code::not_found,
        fmt::format("{0} is no Parley node (it has no parley.toml). Say which one with --dir DIR or PARLEY_DIR, "
                    "or make one with: parley init {0} --party NAME",
                    where)};
  }
  PARLEY_TRY(impl->config, Config::load(dir / "parley.toml"));
  PARLEY_TRY(impl->lock_file, take_lock(dir, purpose));
  if (const auto readable = keys_open_to_others(dir / "keys"); !readable.empty())
    return Error{Code::forbidden,
                 fmt::format("private keys in {} can be read by others than their owner: {}. Whoever has read them can "
                             "speak as this party; say who that can be, and then: chmod -R go= {}",
                             (dir / "keys").string(), fmt::join(readable, ", "), (dir / "keys").string())};
  PARLEY_TRY(const std::string cursor_text, read_file(dir / "keys" / "cursor.key", 4096));
  const auto cursor_key = from_hex(std::string_view(cursor_text).substr(0, cursor_text.find('\n')));
  if (!cursor_key || cursor_key->size() != 32)
    return Error{Code::corrupt, (dir / "keys" / "cursor.key").string() +
                                    " is damaged; remove it to have a new one (clients then begin their paging anew)"};
  impl->cursor_key = *cursor_key;
  PARLEY_TRY(impl->db, store::NodeDb::open(dir / "node.db"));
  impl->storage.emplace(dir, impl->config.storage);
  PARLEY_TRY(impl->access, Access::load(*impl->db));
  impl->people = std::make_unique<People>(*impl->access, impl->config.on_callers_word);
  PARLEY_TRY(const auto rows, impl->db->collections());
  {
    const Lock lock(impl->mutex);
    for (const auto& row : rows) {
      impl->rooms.push_back(std::make_unique<Impl::Room>());
      impl->rooms.back()->row = row;
    }
  }
  std::unique_ptr<Node> node(new Node(std::move(impl)));
  PARLEY_TRY(node->impl_->groups, Groups::open(*node));
  PARLEY_TRY(node->impl_->releases, Releases::open(*node));
  node->impl_->check_disk();
  node->impl_->status_writer = std::thread([raw = node->impl_.get()] { raw->write_statuses(); });
  return node;
}

Health& Node::health() { return impl_->health; }
std::vector<std::string> Node::problems() const {
  std::vector<std::string> out;
  for (Problem& problem : impl_->health.problems()) out.push_back(std::move(problem.text));
  return out;
}
Storage& Node::storage() { return *impl_->storage; }

void Node::check_health() {
  impl_->check_disk();
  open_all();
  impl_->check_heads();
}

void Node::could_not_store(std::string_view why) {
  const bool too_large = why.find(std::strerror(EFBIG)) != std::string_view::npos;
  if (!too_large && impl_->can_write_a_file()) return;
  impl_->file_too_large = too_large;
  impl_->health.set("write", {Trouble::cannot_write, fmt::format("what is brought cannot be stored: {}", why)});
}

void Node::could_store() {
  if (impl_->health.has("write")) impl_->health.clear("write");
}

std::string Node::known(std::string_view name) {
  const auto found = impl_->db->known(name);
  if (found.ok())
    for (const auto& [key, value] : *found)
      if (key == name) return value;
  return {};
}

Status Node::put_known(std::string_view name, std::string_view value) { return impl_->db->put_known(name, value); }

Result<OwnKey> Node::own_key(std::string_view name, const std::optional<PublicKey>& expected) {
  const std::string kept = fmt::format("key/{}", name);
  auto known = public_key_from(this->known(kept));
  const bool is_new = !known;
  if (is_new) known = expected;
  PARLEY_TRY(OwnKey found, parley::node::own_key(impl_->dir / "keys" / fmt::format("{}.key", name), known,
                                                 name == "party" ? "this party" : "this party's receipts"));
  if (name == "party") impl_->party_key = to_hex(sha256({found.known})).substr(0, 32);
  if (!found.wrong.empty())
    impl_->health.set(kept, {Trouble::wrong_key, found.wrong});
  else if (is_new)
    (void)impl_->db->put_known(kept, to_hex(found.known));
  return found;
}

const fs::path& Node::dir() const { return impl_->dir; }
const Config& Node::config() const { return impl_->config; }
Micros Node::time() const { return impl_->clock(); }
Access& Node::access() { return *impl_->access; }
DutyTroubles& Node::duty_troubles() { return impl_->duty_troubles; }
Bell& Node::bell() { return impl_->bell; }
Groups& Node::groups() { return *impl_->groups; }
People& Node::people() { return *impl_->people; }
Releases& Node::releases() { return *impl_->releases; }
std::string Node::party_key() const { return impl_->party_key; }

std::vector<store::CollectionRow> Node::journal_rows() const {
  const Lock lock(impl_->mutex);
  std::vector<store::CollectionRow> rows;
  for (const auto& room : impl_->rooms) rows.push_back(room->row);
  return rows;
}

Result<JournalInfo> Node::journal(std::string_view name) {
  const Lock lock(impl_->mutex);
  Impl::Room* room = impl_->find(name);
  if (room == nullptr)
    return Error{Code::not_found, fmt::format("there is no journal \"{}\"; parley journal list shows them", name)};
  impl_->open_room(*room);
  if (!room->journal) return Error{Code::unavailable, fmt::format("journal \"{}\": {}", room->row.name, room->problem)};
  return JournalInfo{room->row, room->journal, {}};
}

Result<store::CollectionRow> Node::add_journal(const NewJournal& wanted) {
  if (!is_journal_name(wanted.name))
    return Error{Code::invalid_input, "a journal's name has 1 to 64 letters, digits, '-', '_' and '.', and is no UUID"};
  if (!wanted.alias.empty() && !is_journal_name(wanted.alias))
    return Error{Code::invalid_input, "an alias has 1 to 64 letters, digits, '-', '_' and '.', and is no UUID"};
  if (!wanted.id.empty() && !is_uuid(wanted.id))
    return Error{Code::invalid_input, "\"" + wanted.id + "\" is not a UUID, which a collection id must be"};
  store::CollectionRow row{.id = wanted.id.empty() ? to_string(uuid_v4()) : wanted.id,
                           .name = wanted.name,
                           .root = wanted.root.empty() ? impl_->config.taxii.root : wanted.root,
                           .title = wanted.title.empty() ? wanted.name : wanted.title,
                           .description = wanted.description,
                           .alias = wanted.alias,
                           .origin = new_origin(impl_->config),
                           .outside_read = wanted.outside_read,
                           .outside_write = wanted.outside_write,
                           .source = {},
                           .created = now()};
  const Lock lock(impl_->mutex);
  for (const std::string& name : {row.name, row.id, row.alias})
    if (!name.empty() && impl_->find(name) != nullptr)
      return Error{Code::conflict, "\"" + name + "\" is taken by another journal"};
  auto room = std::make_unique<Impl::Room>();
  room->row = row;
  room->key = std::make_shared<const SigningKey>(SigningKey::generate());
  room->public_key = room->key->public_key();
  PARLEY_TRY_STATUS(write_key(impl_->dir / "keys" / (opaque_name(row) + ".key"), *room->key));
  PARLEY_TRY_STATUS(impl_->db->put_known("key/" + row.origin, to_hex(*room->public_key)));
  PARLEY_TRY_STATUS(
      journal::Journal::create(impl_->dir / "journals" / opaque_name(row), impl_->journal_options(*room)));
  PARLEY_TRY_STATUS(impl_->db->add_collection(row));
  impl_->open_room(*room);
  if (!room->journal) return Error{Code::internal, room->problem};
  impl_->rooms.push_back(std::move(room));
  PARLEY_TRY_STATUS(impl_->access->renew());
  return row;
}

Status Node::add_mirror(const store::CollectionRow& row) {
  if (!is_uuid(row.id))
    return Error{Code::invalid_input, "\"" + row.id + "\" is not a UUID, which a collection id must be"};
  PARLEY_TRY(const auto source, journal::VerifierKey::parse(row.source));
  if (source.name != row.origin)
    return Error{Code::invalid_input, "the key is that of " + source.name + ", not of " + row.origin};
  const Lock lock(impl_->mutex);
  for (const std::string& name : {row.name, row.id})
    if (impl_->find(name) != nullptr) return Error{Code::conflict, "\"" + name + "\" is taken by another journal"};
  auto room = std::make_unique<Impl::Room>();
  room->row = row;
  const fs::path folder = impl_->mirror_folder(row);
  std::error_code ignored;
  if (!fs::exists(folder / "journal.json", ignored))
    PARLEY_TRY_STATUS(journal::Journal::create(folder, impl_->journal_options(*room)));
  PARLEY_TRY_STATUS(impl_->db->add_collection(row));
  impl_->open_room(*room);
  if (!room->journal) return Error{Code::internal, room->problem};
  impl_->rooms.push_back(std::move(room));
  return impl_->access->renew();
}

Status Node::update_journal(const store::CollectionRow& row) {
  if (is_closed_journal(row.name) && (row.outside_read || row.outside_write))
    return Error{Code::forbidden,
                 fmt::format("journal \"{}\" is this party's alone: no outside client can be given it. "
                             "What others shall have is released, or imported into another journal",
                             row.name)};
  const Lock lock(impl_->mutex);
  Impl::Room* room = impl_->find(row.id);
  if (room == nullptr) return Error{Code::not_found, "there is no journal " + row.id};
  PARLEY_TRY_STATUS(impl_->db->update_collection(row));
  room->row = row;
  return impl_->access->renew();
}

void Node::close_journal(std::string_view id, const Error& why) {
  std::shared_ptr<journal::Journal> closed;  // ends outside of the lock
  {
    const Lock lock(impl_->mutex);
    Impl::Room* room = impl_->find(id);
    if (room == nullptr || !room->journal) return;
    room->journal->refuse(why);
    room->problem = why.message + std::string(kRecover);
    room->for_want_of_space = false;
    impl_->health.set("journal/" + room->row.id,
                      {Trouble::journal_closed, fmt::format("journal \"{}\": {}", room->row.name, room->problem)});
    closed = std::move(room->journal);
  }
  (void)impl_->access->renew();
}

Status Node::recover(std::string_view name, const std::function<Status(journal::Journal&)>& fetch) {
  journal::Options options;
  fs::path folder;
  std::string id;
  {
    const Lock lock(impl_->mutex);
    Impl::Room* room = impl_->find(name);
    if (room == nullptr || !room->row.source.empty())
      return Error{Code::not_found,
                   fmt::format("this party has no journal \"{}\"; parley journal list shows them", name)};
    impl_->open_room(*room);
    if (room->journal)
      return Error{Code::conflict,
                   fmt::format("journal \"{}\" is in use: nothing is known to be missing in it", room->row.name)};
    std::string wrong_key;
    PARLEY_TRY_STATUS(impl_->find_key(*room, wrong_key));
    if (!wrong_key.empty()) return Error{Code::unavailable, wrong_key};
    options = impl_->journal_options(*room);
    options.source = journal::VerifierKey::make(room->row.origin, journal::SignatureType::ed25519, *room->public_key);
    options.key = nullptr;
    options.witnesses.clear();
    options.restores = true;
    folder = impl_->dir / "journals" / opaque_name(room->row);
    id = room->row.id;
    room->problem = "it is being recovered";
  }
  const auto fetched = [&]() -> Status {
    PARLEY_TRY(const auto journal, journal::Journal::open(folder, options));
    return fetch(*journal);
  }();
  {
    const Lock lock(impl_->mutex);
    Impl::Room* room = impl_->find(id);
    room->problem.clear();
    impl_->open_room(*room);
    if (!room->journal && fetched.ok()) return Error{Code::conflict, room->problem};
  }
  PARLEY_TRY_STATUS(impl_->access->renew());
  return fetched;
}

void Node::open_all() {
  const Lock lock(impl_->mutex);
  for (const auto& room : impl_->rooms) impl_->open_room(*room);
}

Result<std::string> Node::verifier_key(std::string_view name) {
  PARLEY_TRY(const JournalInfo info, journal(name));
  const Lock lock(impl_->mutex);
  const Impl::Room* room = impl_->find(name);
  if (!room->row.source.empty()) return room->row.source;
  return journal::VerifierKey::make(info.row.origin, journal::SignatureType::ed25519, *room->public_key).to_string();
}

Result<taxii::Principal> Node::authenticate(std::string_view authorization, std::string_view peer) {
  return impl_->access->authenticate(authorization, peer);
}

bool Node::must_hash(std::string_view authorization) { return impl_->access->must_hash(authorization); }

std::optional<taxii::Principal> Node::authenticate_fast(std::string_view authorization) {
  return impl_->access->authenticate_fast(authorization);
}

std::optional<taxii::Principal> Node::authenticate_certificate(std::string_view fingerprint) {
  return impl_->groups->principal_of(fingerprint);
}

taxii::Discovery Node::discovery() {
  const auto& taxii = impl_->config.taxii;
  taxii::Discovery out{.title = taxii.title, .description = {}, .contact = {}, .default_root = taxii.root};
  if (!taxii.description.empty()) out.description = taxii.description;
  if (!taxii.contact.empty()) out.contact = taxii.contact;
  return out;
}

// A party of a group sees the lobby and its groups; everybody else what they may read or write, whichever root it is
// under.
std::vector<taxii::ApiRoot> Node::roots(const taxii::Principal& principal) {
  const taxii::ApiRoot own{.name = impl_->config.taxii.root, .title = impl_->config.party.name, .description = {}};
  if (const auto of_peer = impl_->groups->roots_of(principal)) return *of_peer;
  std::vector<taxii::ApiRoot> out = {own};
  for (const taxii::ApiRoot& root : impl_->groups->roots())
    if (!collections(root.name, principal).empty()) out.push_back(root);
  return out;
}

// The roots of groups are not admitted to: an unknown root and one that somebody may not see get the same answer.
bool Node::has_root(std::string_view) { return true; }

namespace {

// What the collection's own limits and the principal's rights leave; to another party, what its groups let it.
std::optional<taxii::Collection> as_seen(const store::CollectionRow& row,
                                         const std::shared_ptr<journal::Journal>& journal, const Access& access,
                                         Groups& groups, const taxii::Principal& principal,
                                         const std::string& own_root) {
  taxii::Collection out{.id = row.id, .title = row.title, .description = {}, .alias = {}, .journal = journal};
  if (const auto rights = groups.rights_of(principal, row)) {
    out.can_read = rights->read, out.can_write = rights->write;
    if (row.root == kLobby) {
      out.only_type = "artifact";  // in which a charter travels
      out.deliver = [&groups, principal](std::string_view artifact) {
        return groups.put_in_lobby(principal, artifact);
      };
    }
  } else {
    const Rights given = access.rights(principal, row.id);
    out.can_read = given.read && row.outside_read;
    out.can_write = given.write && row.outside_write && row.root == own_root;  // into a group only a release goes
    out.can_delete = given.remove && row.root == own_root;
  }
  if (!journal || (!out.can_read && !out.can_write)) return std::nullopt;
  if (!row.description.empty()) out.description = row.description;
  if (!row.alias.empty()) out.alias = row.alias;
  return out;
}

}  // namespace

std::vector<taxii::Collection> Node::collections(std::string_view root, const taxii::Principal& principal) {
  const Lock lock(impl_->mutex);
  std::vector<taxii::Collection> out;
  for (const auto& room : impl_->rooms) {
    if (room->row.root != root) continue;
    impl_->open_room(*room);
    if (auto seen =
            as_seen(room->row, room->journal, *impl_->access, *impl_->groups, principal, impl_->config.taxii.root))
      out.push_back(std::move(*seen));
  }
  return out;
}

std::optional<taxii::Collection> Node::collection(std::string_view root, std::string_view id,
                                                  const taxii::Principal& principal) {
  const Lock lock(impl_->mutex);
  for (const auto& room : impl_->rooms) {
    if (room->row.root != root || (room->row.id != id && (room->row.alias.empty() || room->row.alias != id))) continue;
    impl_->open_room(*room);
    return as_seen(room->row, room->journal, *impl_->access, *impl_->groups, principal, impl_->config.taxii.root);
  }
  return std::nullopt;
}

Status Node::keep_status(std::string_view root, std::string_view id, const taxii::Principal& owner, std::string json) {
  const Lock lock(impl_->status_mutex);
  std::string key = fmt::format("{}/{}", root, id);
  impl_->statuses[std::move(key)] = {std::string(root), std::string(id), owner.name, std::move(json), false};
  return {};
}

Result<std::string> Node::status(std::string_view root, std::string_view id, const taxii::Principal& principal) {
  const Error missing{Code::not_found, "there is no such status"};
  store::NodeDb::StatusRow row;
  bool found = false;
  {
    const Lock lock(impl_->status_mutex);
    if (const auto at = impl_->statuses.find(fmt::format("{}/{}", root, id)); at != impl_->statuses.end())
      row = {at->second.owner, at->second.json}, found = true;
  }
  if (!found) {
    auto stored = impl_->db->status(root, id);
    if (!stored.ok()) return stored.error().code == Code::not_found ? missing : stored.error();
    row = std::move(stored).value();
  }
  // Somebody else's status looks like one that does not exist.
  if (row.owner != principal.name && !principal.administrator) return missing;
  return row.json;
}

std::span<const std::uint8_t> Node::cursor_key() { return impl_->cursor_key; }

}  // namespace parley::node
