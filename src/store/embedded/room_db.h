// What the room keeps in node.db: sessions, as hashes of their secrets; what each person has chosen and seen there. As
// NodeDb: thread-safe, durable, not on a hot path.
//
// Its tables are made by the first write and not when the file is opened: a node starts on a full disk, also the first
// time with this version.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace parley::store {

// A person who has signed in, in one browser.
struct SessionRow {
  std::string id;    // short, for people and records
  std::string hash;  // SHA-256 of the secret, hexadecimal
  std::string user;
  // How it was known who signs in (node/acting.h), and by which token, link or uid.
  std::string known, proof = {};
  std::optional<std::uint32_t> uid = {};
  std::string bound;  // over what the user is known by; another one ends the session
  Micros since{}, last_used{};
  std::string address, agent;  // from where, and with what, as the browser says
  // When and from where the person had signed in before.
  std::optional<Micros> before = {};
  std::string before_address = {};

  auto operator<=>(const SessionRow&) const = default;
};

// What of a person lasts longer than a session.
struct RoomPersonRow {
  std::string user;
  std::string language = {};          // empty: none was chosen
  std::optional<Micros> signed_in{};  // the last time
  std::string address = {};           // from where
};

// Up to which entry of a journal a person has seen what is new.
struct SeenRow {
  std::string user, journal;  // id of the collection
  std::uint64_t entries = 0;
};

class RoomDb {
 public:
  static Result<std::unique_ptr<RoomDb>> open(const std::filesystem::path& file);
  ~RoomDb();

  Result<std::vector<SessionRow>> sessions();
  Status put_session(const SessionRow& row);     // adds or replaces
  Status remove_session(const std::string& id);  // nothing happens when there is none; also on a full disk

  Result<RoomPersonRow> person(const std::string& user);  // without a row: as the defaults above
  Status put_person(const RoomPersonRow& row);
  Result<std::vector<SeenRow>> seen(const std::string& user);
  Status put_seen(const SeenRow& row);  // never less than there was
  Status forget_person(const std::string& user);

 private:
  struct Impl;
  explicit RoomDb(std::unique_ptr<Impl> impl);
  Result<bool> has_tables();
  Status make_tables();
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::store
