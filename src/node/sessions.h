// Who has signed in to the room: sessions, and the links by which somebody signs in once.
//
// A session is 256 random bits in a cookie; only their hash is kept, in node.db. It acts as its person with the rights
// that he has now, and ends when he signs out, when it was not used for so long or is so old (Limits), when its person
// is removed or his password changes, when the token or tie that proved him is taken away, and when it is ended in the
// list. Nothing has to be told of these: each look-up asks whether all by which the person was known is as it was.
//
// A link is 256 random bits, too, is kept in memory alone, and goes with the process, with its first use, or after 15
// minutes.
//
// Thread-safe. Looking a session up never waits for the disk.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "node/access.h"
#include "node/acting.h"
#include "node/locks.h"
#include "store/embedded/room_db.h"

namespace parley::node {

class Sessions {
 public:
  struct Limits {
    std::chrono::microseconds idle = std::chrono::minutes(15), whole = std::chrono::hours(10);
  };
  static constexpr std::size_t kMostOfAPerson = 20;  // the one that was used least lately gives way
  static constexpr std::size_t kMostLinks = 100;     // that nobody has used; the oldest gives way
  static constexpr std::chrono::minutes kLinkLasts{15};

  // `clock`: the node's. With the sessions that node.db has.
  static Result<std::unique_ptr<Sessions>> open(const std::filesystem::path& node_db, Access& access,
                                                const Limits& limits, std::function<Micros()> clock);
  ~Sessions();  // what was used last is kept

  // --- sessions
  struct From {
    std::string address, agent;
  };
  struct Session {
    std::string id, user;  // the id is for people and records, and opens nothing
    Micros since{}, last_used{}, idle_ends{}, ends{};
    From from;
    // When and from where the person had signed in before; nothing: never.
    std::optional<Micros> before = {};
    std::string before_address = {};
  };
  struct Begun {
    std::string secret;  // given to the browser, and kept nowhere
    Session session;
  };
  // For who has proved himself.
  Result<Begun> begin(const Acting& acting, const From& from) PARLEY_EXCLUDES(changing_, mutex_);
  // Nothing: there is none by this secret, or it has ended. What a person does counts as use; what a page asks by
  // itself does not, or an open window would never end.
  enum class Use { counts, looks };
  std::optional<Session> find(std::string_view secret, Use use) PARLEY_EXCLUDES(mutex_);
  // Its person, as he was known when he signed in. Forbidden when it has ended meanwhile. `address`: where the request
  // comes from.
  Result<Acting> acting(const Session& session, const std::string& address) PARLEY_EXCLUDES(mutex_);
  std::vector<Session> of(std::string_view user) PARLEY_EXCLUDES(mutex_);  // that last, the latest first
  // not_found when there is none of this id.
  Status end(const std::string& id) PARLEY_EXCLUDES(changing_, mutex_);

  // --- links
  // That of `acting` for himself proves what he has proved. For another user it proves no more than a token that
  // `acting` had given him (node/provenance.h); `id` names it in records, and is written down before this is called.
  static std::string new_link_id();
  Result<std::string> add_link(const Acting& acting, const std::string& user, const std::string& id)
      PARLEY_EXCLUDES(mutex_);  // the secret
  struct ForWhom {
    std::string user;
    Micros until{};
  };
  std::optional<ForWhom> look_at_link(std::string_view secret) PARLEY_EXCLUDES(mutex_);  // nothing: it is none any more
  // Uses it up. Forbidden when it was used before, is too old, or what its maker was known by is not so any more.
  Result<Acting> use_link(std::string_view secret, const std::string& address) PARLEY_EXCLUDES(mutex_);

  // --- what lasts longer than a session
  store::RoomDb& kept() { return *db_; }
  // Every few seconds: what has ended is forgotten, and when each was used last is written.
  void keep_up() PARLEY_EXCLUDES(changing_, mutex_);
  // Where the room is, for who is to be told; set while it is open. Empty: it is not.
  void opened_at(const std::string& url) PARLEY_EXCLUDES(mutex_);
  std::string address() const PARLEY_EXCLUDES(mutex_);

 private:
  struct Link {
    std::string id, user;
    store::SessionRow
        proof;  // how who made it, or was given it, is known; only its `known`, `proof`, `uid` and `bound`
    Micros made{};
  };
  using Rows = std::map<std::string, store::SessionRow, std::less<>>;  // by hash

  Sessions(std::unique_ptr<store::RoomDb> db, Access& access, const Limits& limits, std::function<Micros()> clock)
      : db_(std::move(db)), access_(access), limits_(limits), clock_(std::move(clock)) {}
  bool still_proved(const store::SessionRow& row) const;
  bool lasts(const store::SessionRow& row, Micros now) const;
  Session shown(const store::SessionRow& row) const;
  Acting acting_of(const store::SessionRow& row, const std::string& address) const;
  std::string hash_with(const std::string& id) const PARLEY_EXCLUDES(mutex_);  // empty: none
  Status make_room(const std::string& user) PARLEY_REQUIRES(changing_) PARLEY_EXCLUDES(mutex_);
  Status forget(const std::string& hash, const std::string& id) PARLEY_REQUIRES(changing_) PARLEY_EXCLUDES(mutex_);

  const std::unique_ptr<store::RoomDb> db_;
  Access& access_;
  const Limits limits_;
  const std::function<Micros()> clock_;
  // One change at a time, from node.db to memory. Who only looks does not take it.
  Mutex changing_ PARLEY_SERIAL;
  mutable Mutex mutex_ PARLEY_LEAF;
  Rows rows_ PARLEY_GUARDED_BY(mutex_);
  std::map<std::string, Micros> written_ PARLEY_GUARDED_BY(mutex_);           // last_used as node.db has it, by hash
  std::map<std::string, Link, std::less<>> links_ PARLEY_GUARDED_BY(mutex_);  // by hash
  std::string url_ PARLEY_GUARDED_BY(mutex_);
};

}  // namespace parley::node
