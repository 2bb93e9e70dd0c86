// What a node looks after every few seconds: whether the disk has room, whether heads are signed, and that the newest
// of them stand in node.db. What it finds is said in health(), until it is over. Thread-safe.
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "node/health.h"
#include "node/journal_heads.h"
#include "node/journals.h"
#include "node/locks.h"
#include "node/storage.h"

namespace parley::node {

// What is wrong with the disk on which `dir` lies; nothing: it has room. `can_write` is asked when hardly anything is
// free.
std::optional<Problem> problem_of_disk(const Storage& storage, const std::filesystem::path& dir,
                                       const std::function<bool()>& can_write);

// The connections of one listener: how many there are and may be, and how many more came since the start and found
// none.
struct Crowd {
  std::string whose;  // "clients"
  std::uint64_t open = 0, most = 0, turned_away = 0;
};

class Upkeep {
 public:
  Upkeep(Node& node, store::NodeDb& db, Journals& journals, JournalHeads& heads)
      : node_(node), db_(db), journals_(journals), heads_(heads) {}
  ~Upkeep() { stop(); }
  // A node that is open for a command carries out no standing orders: only the running one does.
  void start(Node::Purpose purpose);
  void stop() PARLEY_EXCLUDES(mutex_);

  // All of it now: the disk, journals that could not be opened, heads that are not signed, and records of acts that
  // wait.
  void check();
  void check_disk();
  void check_descriptors();
  // Where connections are counted, for as long as there are listeners; null: there are none any more. Not called any
  // more when this has returned.
  using Crowds = std::function<std::vector<Crowd>()>;
  void watch_connections(Crowds crowds) PARLEY_EXCLUDES(watching_);
  void check_connections() PARLEY_EXCLUDES(watching_);
  // What came of an append to a journal (its id), whoever made it: a client, a command, the node itself. One that
  // failed for want of space is a problem until one to the same journal works again: that a record of some bytes fits
  // into another says nothing. After a restart, of which node.db has the reason and not the journal, any will do.
  void stored(const std::string& journal, const Status& done) PARLEY_EXCLUDES(failing_);
  // Looks whether what could not be stored, as `why` says, was so for want of space. An empty journal: none is known.
  void could_not_store(const std::string& journal, std::string_view why) PARLEY_EXCLUDES(failing_);

 private:
  bool can_write_a_file() const;
  void check_heads();
  void could_store(const std::string& journal) PARLEY_EXCLUDES(failing_);
  void remember();
  void check_folder();
  void look_at_what_was_not_stored() PARLEY_EXCLUDES(failing_);
  void run() PARLEY_EXCLUDES(mutex_);

  Node& node_;
  store::NodeDb& db_;
  Journals& journals_;
  JournalHeads& heads_;
  bool serves_ = false;                  // set before the thread begins
  std::atomic<bool> not_stored_{false};  // the last append to some journal failed for want of space
  // To which, and why; without a name that of which no journal is known.
  struct Failed {
    std::string why;
    bool file_too_large = false;  // as long as this process runs: a limit that a small file does not reach
  };
  Mutex failing_ PARLEY_LEAF;
  std::map<std::string, Failed> failed_ PARLEY_GUARDED_BY(failing_);
  Mutex watching_;  // held while they are asked
  Crowds crowds_ PARLEY_GUARDED_BY(watching_);
  std::map<std::string, std::uint64_t> turned_away_
      PARLEY_GUARDED_BY(watching_);  // at the last look, by whose they are
  Mutex mutex_ PARLEY_LEAF;
  bool stopping_ PARLEY_GUARDED_BY(mutex_) = false;
  std::condition_variable_any wakes_;
  std::thread thread_;
};

}  // namespace parley::node
