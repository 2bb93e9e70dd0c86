// What a node knows of other parties, in node.db: their cards, charters, receipts, and what became of exchanges. As
// NodeDb: thread-safe, durable, not on a hot path.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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

// A release that waits for a second person: which bytes, to whom under which charter, and who asked for it.
struct PendingReleaseRow {
  struct Object {
    std::string id, version;  // as the journal has it; `version` empty: an object without
  };
  std::string id;                          // 64 hexadecimal digits; people type the first 12
  std::string charter;                     // id
  std::string terms;                       // SHA-256 of the charter's terms
  std::string journal;                     // name of the own journal in which the objects are
  std::string sha256;                      // of the bytes
  std::string asked_by, asked_known;       // person; how it was known who that is (node/acting.h)
  std::optional<std::uint32_t> asked_uid;  // of the process that asked
  Micros asked{}, expires{};
  bool although_held_back = false;  // who asked has answered that it may leave nevertheless
  std::vector<Object> objects;
  std::string asked_token = {};  // the id of the one that proved who asked; empty: another proof, or not kept
};

// Who let something leave, who agreed or did not, and how each was known. Written before anything leaves.
struct ReleaseLogRow {
  std::uint64_t number = 0;            // given when it is added
  std::string charter;                 // id
  std::optional<std::uint64_t> entry;  // of the record in the group's journal; nothing: the node stopped in between
  Micros at{};
  std::uint64_t objects = 0;
  std::string sha256;
  std::string asked_by, asked_known;
  std::string confirmed_by, confirmed_known;  // empty: one person was enough
  bool although_held_back = false;            // as in PendingReleaseRow
  // It did not leave, because this person said no; who asked for it: he took it back.
  std::string rejected_by = {}, rejected_known = {}, why = {};
  // Who made the second person a user of this node, and when; empty: from before that was kept.
  std::string second_made_by = {};
  Micros second_made{};
  // From whom each had what he proved himself by.
  struct Proof {
    std::string token = {};  // its id; empty: another proof
    std::string from = {};   // who gave it, for people; empty: that is not recorded
    Micros given{};
  };
  Proof asked_proof = {}, second_proof = {};
  std::string pending = {};  // the id under which it waited; empty: it did not
};

// A release that waits or has left, as versions before 4 kept it: JSON under "confirm/NAME" or "released/GROUP/ENTRY".
struct OldReleaseRow {
  std::string key, text;
};

// That an object of ours was made from another: never removed.
struct DerivationRow {
  std::string derived, original;
  int how = 0;  // release::How
};

// A journal that is not read on, and why; or the proof that its author signed two histories.
struct OriginRow {
  std::string origin, text;
};
// A head that contradicts the history held here.
struct SplitHeadRow {
  std::string origin, sha256;  // of the head's text, hexadecimal
  std::uint64_t size = 0;
};
// Why a party takes no more of a journal of ours, or a witness does not cosign it.
struct NotTakenRow {
  std::string origin, who, why;  // identity or verifier key
};
// A charter on its way from or to a party: its text, or the envelope in which it is sent.
struct CharterOnItsWayRow {
  std::string party, charter, text;
};
// A version of a charter that this party has signed.
struct SignedVersionRow {
  std::string charter;
  Micros modified{};
  std::string text;  // the terms, as a charter without signatures
};

// That a party has withdrawn a version of a charter that was under way.
struct WithdrawnCharterRow {
  std::string charter;
  Micros modified{};
  std::string by;  // identity
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

  Result<std::vector<PendingReleaseRow>> pending_releases();  // by the time when they were asked for
  Status put_pending_release(const PendingReleaseRow& row);   // adds or replaces; conflict while it is taken
  Status remove_pending_release(const std::string& id);       // not_found
  // Of all who come at once, one takes it, and with that the line of the log is written; its number. not_found when it
  // does not wait any more, conflict while another has taken it, or when it was asked for anew meanwhile.
  Result<std::uint64_t> take_pending_release(const PendingReleaseRow& what, const ReleaseLogRow& row);
  // What was taken has left, as that entry; nothing: nothing of it was new, and the line goes. It waits no more.
  Status finish_pending_release(const std::string& id, std::uint64_t number, std::optional<std::uint64_t> entry);
  Status give_back_pending_release(const std::string& id, std::uint64_t number);  // it waits again, the line goes
  // What was taken when the node stopped waits again. The line stays, without an entry: it may have left.
  Status give_back_all_releases();
  // It waits no more, and the line says why; its number. Fails as taking it does.
  Result<std::uint64_t> reject_pending_release(const PendingReleaseRow& what, const ReleaseLogRow& row);
  Result<std::vector<ReleaseLogRow>> release_log();  // in the order in which they were added
  Result<std::uint64_t> add_release(const ReleaseLogRow& row);
  Status finish_release(std::uint64_t number, std::uint64_t entry);
  Status remove_release(std::uint64_t number);
  Result<std::vector<DerivationRow>> derivations();
  Status put_derivations(const std::vector<DerivationRow>& rows);  // all or none; of several ways the first stays

  // Of these, an empty text removes the row.
  Result<std::vector<OriginRow>> stopped();
  Status put_stopped(const OriginRow& row);
  Result<std::vector<OriginRow>> split_views();
  Status put_split_view(const OriginRow& row);
  Result<std::vector<OriginRow>> own_heads();  // that others have shown and a journal of ours does not lead to
  Status put_own_head(const OriginRow& row);
  Result<std::vector<NotTakenRow>> not_taken();  // by parties
  Status put_not_taken(const NotTakenRow& row);
  Result<std::vector<NotTakenRow>> witness_problems(std::string_view origin);
  Status put_witness_problem(const NotTakenRow& row);
  Result<std::vector<CharterOnItsWayRow>> lobby();  // brought by others; by party and charter
  Status put_lobby(const CharterOnItsWayRow& row);
  Result<std::vector<CharterOnItsWayRow>> outbox();  // not yet brought to others
  Status put_outbox(const CharterOnItsWayRow& row);

  Result<std::vector<SplitHeadRow>> split_heads();
  Status add_split_head(const SplitHeadRow& row);
  Status remove_split_head(const SplitHeadRow& row);
  Result<std::vector<SignedVersionRow>> signed_versions();
  Status add_signed_version(const SignedVersionRow& row);
  Result<std::vector<WithdrawnCharterRow>> withdrawn_charters();
  Status add_withdrawn_charter(const WithdrawnCharterRow& row);
  Status remove_withdrawn_charter(const WithdrawnCharterRow& row);  // fine when there is none
  Result<std::uint64_t> blamed(std::string_view party);             // files of evidence that were kept against it
  Status put_blamed(std::string_view party, std::uint64_t files);
  Result<bool> was_told(std::string_view notice);  // the duty officer; `notice` is a hash of what and how
  Status put_told(std::string_view notice, Micros at);
  Result<std::string> drafted_for(std::string_view draft);  // the charter's id; empty: not known
  Status put_drafted_for(std::string_view draft, std::string_view charter);

  // What versions before 4 kept of releases, until Releases (node/releases.h) has taken it over.
  Result<std::vector<OldReleaseRow>> old_releases();
  Status drop_old_releases();

 private:
  struct Impl;
  explicit GroupDb(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::store
