// What a node knows of other parties, in node.db: their cards, charters, receipts, and small notes. As NodeDb:
// thread-safe, durable, not on a hot path.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace parley::store {

struct PeerRow {
  std::string identity, alias, card;
  Micros accepted{};
  std::optional<Micros> last_seen;
};

struct CharterRow {
  std::string id;  // charter--UUID
  std::string alias;
  bool is_group = false, left = false;
  std::string text;      // of a group: the charter in force
  std::string proposal;  // a version that is not signed by all; empty: none
  Micros received{};
};

// That a holder had a journal's first `size` entries at a time: its cosignature.
struct ReceiptRow {
  std::uint64_t number =
      0;             // given when it is added: larger than any before in its group, and telling nothing of other groups
  std::string root;  // API root of the group
  std::string origin, holder;  // of the journal; identity id
  std::uint64_t size = 0;
  Micros time{};
  std::string note;  // the cosigned head
};

// That a member said in its journal that it leaves the group: computed from the journals, kept so that it is known
// before they are read.
struct DepartureRow {
  std::string charter, party;  // charter--UUID; identity id
  Micros at{};
};

struct EmbargoRow {
  std::string party, what, reason;
  Micros until{};
};

class GroupDb {
 public:
  static Result<std::unique_ptr<GroupDb>> open(const std::filesystem::path& file);
  ~GroupDb();

  Result<std::vector<PeerRow>> peers();
  Status put_peer(const PeerRow& row);  // conflict when another has the alias
  Status remove_peer(const std::string& identity);
  Status seen(const std::string& identity, Micros at);

  Result<std::vector<CharterRow>> charters();
  Status put_charter(const CharterRow& row);
  Status remove_charter(const std::string& id);

  Result<std::vector<DepartureRow>> departures();
  Status put_departure(const DepartureRow& row);
  Status remove_departure(const std::string& charter, const std::string& party);  // fine when there is none

  Result<std::vector<ReceiptRow>> receipts();  // by origin, holder, size
  Result<std::vector<ReceiptRow>> receipts_after(std::string_view root, std::uint64_t number,
                                                 std::size_t limit);  // by number
  Result<std::vector<ReceiptRow>> receipts_over(std::string_view origin, std::uint64_t size,
                                                std::size_t limit);  // of more than `size` entries, largest first
  // Of a holder for the sizes from `above` + 1 up to `upto`, by size.
  Result<std::vector<ReceiptRow>> receipts_between(std::string_view origin, std::string_view holder,
                                                   std::uint64_t above, std::uint64_t upto, std::size_t limit);
  Status add_receipt(const ReceiptRow& row);  // of several for one size the earliest stays
  Status remove_receipt(const ReceiptRow& row);

  Result<std::vector<EmbargoRow>> embargoes();
  Status put_embargo(const EmbargoRow& row);
  Status remove_embargo(const std::string& party, const std::string& what);  // not_found

  Result<std::optional<std::string>> note(std::string_view key);
  Status put_note(std::string_view key, std::string_view value);  // empty: removed
  Result<std::vector<std::pair<std::string, std::string>>> notes(std::string_view prefix);

 private:
  struct Impl;
  explicit GroupDb(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::store
