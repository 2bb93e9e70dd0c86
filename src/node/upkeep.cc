// The thread that looks every few seconds whether all is well. A full disk is found out here and by failed
// writes, and is said once in health(); a trouble is over when a look finds it gone.
#include "node/upkeep.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "base/descriptors.h"
#include "base/disk.h"
#include "base/file.h"
#include "node/audit.h"
#include "node/health.h"
#include "node/log.h"
#include "node/retention.h"
#include "node/storage.h"

namespace parley::node {
namespace {

namespace fs = std::filesystem;

constexpr auto kInterval = std::chrono::seconds(5);
// With less free than this it is tried whether anything can be stored, and said in any case.
constexpr std::uint64_t kFullBytes = 1u << 20;
constexpr const char* kNotStored = "write";  // in health()
// What is written to find out: more than a file system keeps in the inode itself, and no burden every few seconds.
constexpr std::size_t kProbeBytes = 64u << 10;

}  // namespace

// A file is written because free space alone says too little: quotas, a limit of the process and a file system without
// inodes refuse a write on a disk that has room.
bool Upkeep::can_write_a_file() const {
  const fs::path probe = node_.dir() / ".space";
  const auto written = [&]() -> Status {
    PARLEY_TRY(const Fd fd, open_file(probe, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW));
    return write_all(fd.get(), std::string(kProbeBytes, ' '));
  }();
  std::error_code ignored;
  fs::remove(probe, ignored);
  return written.ok();
}

// Full and nearly full have one key, so that the worse of the two takes the place of the other. That nothing can be
// stored is said of what was tried and failed: some kilobytes that are free take an embargo or a user, and a file
// system may keep more for itself than it says.
std::optional<Problem> problem_of_disk(const Storage& storage, const fs::path& dir,
                                       const std::function<bool()>& can_write) {
  const auto space = storage.space();
  if (!space.ok()) return std::nullopt;
  const std::string is_free = fmt::format("{} are free where {} lies", binary_bytes(space->free_bytes), dir.string());
  const auto low = storage.below_reserve();
  const bool hardly = space->free_bytes < kFullBytes;
  if (hardly && !can_write())
    return Problem{Trouble::cannot_write,
                   fmt::format("the disk is full: {}. Nothing of any size can be stored until there is room; what is "
                               "there can be read",
                               is_free)};
  const std::string others =
      low ? fmt::format(", less than the reserve of {}: other parties' journals and charters wait, ",
                        binary_bytes(low->limit))
          : std::string(": ");
  if (hardly)
    return Problem{Trouble::below_reserve,
                   fmt::format("hardly anything is free: {}{}own work goes on for as long as it fits; an import or "
                               "a POST may be refused",
                               is_free, others)};
  if (low) return Problem{Trouble::below_reserve, is_free + others + "own work goes on"};
  return std::nullopt;
}

void Upkeep::check_disk() {
  if (auto problem = problem_of_disk(node_.storage(), node_.dir(), [this] { return can_write_a_file(); }))
    node_.health().set("disk", *std::move(problem));
  else
    node_.health().clear("disk");
  db_.set_room_aside();
  if (const std::string why = db_.read_only_because(); !why.empty())
    node_.health().set("node.db",
                       {Trouble::cannot_write,
                        fmt::format("node.db can be read and not be written ({}): users, rights and groups stay as "
                                    "they are until there is room",
                                    why)});
  else
    node_.health().clear("node.db");
  look_at_what_was_not_stored();
  check_folder();
}

// The files in it are their owner's alone, and yet their names, sizes and times tell others what is done here and when.
void Upkeep::check_folder() {
  if (const auto mode = open_to_others(node_.dir()))
    node_.health().set("folder",
                       {Trouble::readable_by_others,
                        fmt::format("the folder {0} is open to others on this machine (mode {1:04o}): they see "
                                    "names, sizes and times of what is in it. chmod 700 {0} closes it",
                                    node_.dir().string(), *mode)});
  else
    node_.health().clear("folder");
}

// Before the last one is taken: then commands, which are how somebody could look, are not taken any more either.
void Upkeep::check_descriptors() {
  constexpr std::uint64_t kFew = 16;
  const auto files = descriptors();
  if (files && files->free() < kFew)
    node_.health().set("descriptors",
                       {Trouble::few_descriptors,
                        fmt::format("{} of {} files and connections that this process may have at a time (ulimit -n) "
                                    "are open: commands, clients and other members may have to wait. Raise the limit, "
                                    "or lower [limits] connections",
                                    files->open, files->most)});
  else
    node_.health().clear("descriptors");
}

// A listener keeps below what the system allows, so it turns clients away long before the last descriptor is taken.
// One look's refusals are enough to say so: whoever was turned away may well be what watches this node.
void Upkeep::check_connections() {
  const Lock lock(watching_);
  if (!crowds_) return;
  for (const Crowd& crowd : crowds_()) {
    const bool more = std::exchange(turned_away_[crowd.whose], crowd.turned_away) != crowd.turned_away;
    const std::string key = "connections of " + crowd.whose;
    if (!more && crowd.open < crowd.most) node_.health().clear(key);
    if (!more) continue;
    const std::size_t wanted = node_.config().server.limits.connections;
    const auto files = descriptors();
    const std::string by =
        crowd.most < wanted && files
            ? fmt::format(
                  "as the {} files and connections that this process may have (ulimit -n) leave no more. Raise "
                  "that limit",
                  files->most)
            : std::string(
                  "as [limits] connections in parley.toml says. Raise it, or see in `parley status` who they "
                  "are");
    node_.health().set(key, {Trouble::few_descriptors,
                             fmt::format("{} are turned away ({} since the start): at most {} may be connected at a "
                                         "time, {}",
                                         crowd.whose, crowd.turned_away, crowd.most, by)});
  }
}

void Upkeep::watch_connections(Crowds crowds) {
  const Lock lock(watching_);
  crowds_ = std::move(crowds);
  for (const auto& [whose, count] : turned_away_) node_.health().clear("connections of " + whose);
  turned_away_.clear();
}

void Upkeep::check() {
  check_disk();
  check_descriptors();
  check_connections();
  journals_.open_all();
  check_heads();
  // What an earlier process could not record waits still: whoever asks is told why that is so now, or it is over.
  node_.audit().keep_up();
}

void Upkeep::check_heads() {
  heads_.check();
  journals_.reopen_starved();
}

// Called with each append, so what is the usual case costs the reading of a flag.
void Upkeep::stored(const std::string& journal, const Status& done) {
  if (done.ok()) return could_store(journal);
  // Others say of an object that it is not one, or of a journal that it is closed.
  if (done.error().code == Code::unavailable || done.error().code == Code::too_large)
    could_not_store(journal, done.error().message);
}

// One that failed for another reason, such as a journal that is busy, is told from a full disk by trying.
void Upkeep::could_not_store(const std::string& journal, std::string_view why) {
  const bool too_large = why.find(std::strerror(EFBIG)) != std::string_view::npos;
  if (!too_large && can_write_a_file()) return;
  {
    const Lock lock(failing_);
    failed_[journal] = {std::string(why), too_large};
  }
  if (!not_stored_.exchange(true)) {
    // Where even this cannot be written, it is known until this process ends.
    if (const Status kept = db_.put_not_stored(why, node_.time()); !kept.ok())
      log(LogLevel::warning, "that something could not be stored is not kept over a restart",
          {{"why", kept.error().message}});
  }
  node_.health().set(kNotStored, {Trouble::cannot_write, fmt::format("what is brought cannot be stored: {}", why)});
}

// What of others still fails is what is said from then on. Of a journal that had not failed there is nothing to say.
void Upkeep::could_store(const std::string& journal) {
  if (!not_stored_) return;
  std::string still;
  {
    const Lock lock(failing_);
    const bool had_failed = failed_.erase(journal) + failed_.erase(std::string()) > 0;
    if (!failed_.empty() && !had_failed) return;
    if (!failed_.empty()) still = failed_.begin()->second.why;
    if (failed_.empty()) not_stored_ = false;
  }
  if (!still.empty())
    return node_.health().set(kNotStored,
                              {Trouble::cannot_write, fmt::format("what is brought cannot be stored: {}", still)});
  node_.health().clear(kNotStored);
  if (const Status removed = db_.remove_not_stored(); !removed.ok())
    log(LogLevel::warning, "that something could not be stored before is still kept",
        {{"why", removed.error().message}});
}

// What another process of this node could not store: a command on the stopped node, or the node before it was
// restarted.
void Upkeep::remember() {
  const auto kept = db_.not_stored();
  if (!kept.ok() || !*kept) return;
  not_stored_ = true;
  look_at_what_was_not_stored();
}

// When a probe goes well there is room again, and clients should come back, so it is no more than a warning; only an
// append shows that it is over. Of a file that had reached the largest size that this process may write a small probe
// says nothing.
void Upkeep::look_at_what_was_not_stored() {
  if (!not_stored_) return;
  {
    const Lock lock(failing_);
    for (const auto& [journal, failed] : failed_)
      if (failed.file_too_large) return;
  }
  const auto kept = db_.not_stored();
  if (!kept.ok() || !*kept) return;
  const bool has_room = can_write_a_file();
  node_.health().set(
      kNotStored,
      {has_room ? Trouble::not_stored : Trouble::cannot_write,
       fmt::format("what was brought on {} could not be stored: {}{}", to_string((*kept)->at).substr(0, 19) + "Z",
                   (*kept)->why,
                   has_room ? ". Nothing has been stored since; what was not stored has to be brought again" : "")});
}

void Upkeep::start(Node::Purpose purpose) {
  serves_ = purpose == Node::Purpose::serve;
  remember();
  check_disk();
  check_descriptors();
  thread_ = std::thread([this] { run(); });
}

void Upkeep::stop() {
  {
    const Lock lock(mutex_);
    stopping_ = true;
  }
  wakes_.notify_all();
  if (thread_.joinable()) thread_.join();
}

// Nothing is held while it looks: a disk that hangs must not keep stop() from saying that it is time.
void Upkeep::run() {
  Lock lock(mutex_);
  while (true) {
    wakes_.wait_for(lock, kInterval, [this]() PARLEY_REQUIRES(mutex_) { return stopping_; });
    if (stopping_) return;
    lock.unlock();
    check_disk();
    check_descriptors();
    check_connections();
    check_heads();
    heads_.keep();
    node_.audit().keep_up();
    if (serves_) node_.retention().carry_out_in_turn();
    lock.lock();
  }
}

}  // namespace parley::node
