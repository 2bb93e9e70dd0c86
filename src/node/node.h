// A party's node: its folder opened, and a class for each thing in it, which callers reach by its name:
// node.journals(), node.people(), and those of group_parts.h, such as node.peers(). What the TAXII service and every
// command work on.
//
//   DIR/parley.toml       configuration          DIR/node.db     users, tokens, rights, collections, status resources
//   DIR/keys/             seeds, mode 0600       DIR/journals/   one folder a journal, named by its opaque id
//   DIR/lock              held while open        DIR/parley.sock the running node's local socket
//
// Thread-safe. One process has a node open.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "node/access.h"
#include "node/change_event.h"
#include "node/config.h"
#include "node/group_parts.h"

namespace parley::node {

class Audit;         // audit.h
class Catalog;       // catalog.h
class DutyTroubles;  // duty.h
class Health;        // health.h
class Journals;      // journals.h
class OwnKeys;       // own_keys.h
class People;        // people.h
class Sessions;      // sessions.h
class Storage;       // storage.h
class Upkeep;        // upkeep.h

struct InitOptions {
  std::string party;
  std::string administrator = "admin";
  std::optional<std::uint32_t> uid;     // of the administrator on this machine; nothing: of this process
  std::optional<std::string> password;  // generated when absent
  Config config;                        // address, port, TLS, public URL, domain
};
struct Initialized {
  std::string identity;          // of the party
  std::string password;          // of the administrator; shown once
  std::string first_journal;     // name
  std::string first_collection;  // id
};

class Node : public GroupParts {
 public:
  // Makes DIR (which must not exist or be empty) a node: keys, identity, configuration, first administrator, one
  // journal "main".
  static Result<Initialized> init(const std::filesystem::path& dir, const InitOptions& options);
  // Fails with not_found when DIR is no node, forbidden when it belongs to another user than this process's,
  // unavailable when another process has it open, invalid_input for its configuration. `clock` dates entries, heads and
  // receipts. `purpose` is what others are told who find it open.
  enum class Purpose { command, serve };
  static Result<std::unique_ptr<Node>> open(const std::filesystem::path& dir, std::function<Micros()> clock = now,
                                            Purpose purpose = Purpose::command);
  ~Node() override;
  // Said when it begins to stop: whoever opens the folder meanwhile waits for it instead of failing.
  void announce_stopping();

  const std::filesystem::path& dir() const;
  const Config& config() const;
  Micros time() const;  // by this node's clock

  Access& access();
  People& people();
  Audit& audit();        // who did what
  Sessions& sessions();  // who has signed in to the room
  OwnKeys& own_keys();
  Journals& journals();
  Catalog& catalog();             // what the TAXII service asks
  Storage& storage();             // how much others may fill
  Health& health();               // what is wrong at the moment
  Upkeep& upkeep();               // finds that out, every few seconds and when asked
  DutyTroubles& duty_troubles();  // of the running node's duty officer
  // Signalled whenever a journal or mirror has a new head, a receipt came, and when peers or groups change.
  ChangeEvent& changes();

 private:
  struct Impl;
  static Result<Initialized> make(const std::filesystem::path& dir, const Config& config, const InitOptions& options);
  explicit Node(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::node
