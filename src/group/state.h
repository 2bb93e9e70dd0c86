// What a group is at a moment: computed from the entries of all its members' journals and from when each is known to
// have had them. Nothing is stored and no clock of one's own decides, so all members see the same history; only what is
// overdue depends on the moment that one asks about.
//
// When a time passes, what the charter says of it has happened (silence.h).
//
// Clocks. An answer time starts when the asked party cosigned a head that covers the inquiry (on its own clock), and an
// answer counts from when the asker cosigned it. A sender's claim of a time decides nothing.
//
// feed() may be called with the members' entries interleaved in any way, as long as each member's come in order: the
// result is the same. Not thread-safe.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "group/messages.h"
#include "group/record.h"
#include "group/silence.h"
#include "json/json.h"

namespace parley::group {

// What a party said later of an earlier message of its own, which stays as it was. Every screen and every JSON that
// shows the message shows this beside it.
struct Later {
  std::string what;  // one word for it, "withdrawn": so it is told, and called in JSON
  std::string id;    // of the message that says so
  journal::Seq seq = 0;
  Micros added{};         // the author's own claim
  std::string text = {};  // in its words; may be empty
  std::size_t times = 1;  // that something was said of the message, with this
};

// A message and where it stands.
struct Place {
  std::string author, id;
  journal::Seq seq = 0;
  Micros added{};  // the author's own claim
  bool exercise = false;
  // The last that its author said of it; null: nothing. It never changes, and all copies of the place own it together.
  std::shared_ptr<const Later> later = {};
};
// A message about an earlier one of its author, and that one.
struct LaterState {
  Place at, of;
  Later said;
};

struct ContactState {
  Place at;
  Contact contact;
  Micros created{};
  bool expired = false;
};

struct PingState {
  Place at;
  std::string to, nonce;
  std::optional<Micros> received;  // by the party pinged, on its clock
  std::optional<Place> pong;
  std::optional<std::chrono::microseconds> round_trip;  // on the pinging party's clock alone
};

struct QuestionState {
  std::int64_t number = 0;
  std::string text;
  Outcome outcome = Outcome::open;
  std::optional<Place> reply;
  Answer answer;                   // as it stands there; meaningless while open
  std::optional<Micros> answered;  // when the asker had it
  std::optional<Micros> due;
  std::string insufficient;  // what the asker says is missing; empty: nothing
  bool overdue = false;      // of the clock that runs now
  bool late = false;         // the first agreed time passed before there was an answer, a refusal or "not known"
  bool settled() const { return outcome != Outcome::open && outcome != Outcome::later && insufficient.empty(); }
};

enum class InquiryStage { sent, received, acknowledged, answered, insufficient, escalated, closed };
std::string_view to_string(InquiryStage stage);

// The inquiry as one of the asked parties has it.
struct AskedState {
  std::string party;
  InquiryStage stage = InquiryStage::sent;
  std::optional<Micros> received;        // the clock's start
  std::optional<Place> acknowledgement;  // that repeats the right hash
  std::optional<Micros> acknowledged;    // when the asker had it
  std::optional<Micros> acknowledge_due;
  bool acknowledge_overdue = false;
  std::vector<QuestionState> questions;
  std::optional<Place> escalated;
  std::optional<Role> escalated_to;
  std::optional<Contact> escalated_contact;  // who speaks for the party in that role
  std::string result;                        // the last that either side reported
  std::vector<Silence> silences;             // times that passed, and what followed; by time
  bool overdue() const;
  std::optional<Micros> next_due() const;  // the earliest of what is open
};

struct Step {  // one line of the common history
  Place at;
  std::string what;  // "asked", "received", "acknowledged", "replied", "status", "result", "insufficient", "escalate",
                     // "close"; or Later::what
  std::string text;
  std::optional<Micros> received;  // by the other side
};

struct InquiryState {
  Place at;
  Inquiry inquiry;
  std::vector<AskedState> asked;
  std::optional<Place> closed;
  std::vector<Step> history;  // in an order that is the same for everybody
};

enum class RecallOutcome { not_received, silent, confirmed, refused };
std::string_view to_string(RecallOutcome outcome);

struct RecallState {
  Place at;
  Recall recall;
  struct Party {
    std::string party;
    RecallOutcome outcome = RecallOutcome::not_received;
    std::optional<Micros> received, acknowledged, answered, due;
    bool has_acknowledged = false, overdue = false;
    std::string reason, done;
    std::optional<Place> answer;         // where it confirmed or refused, the last time
    std::vector<Silence> silences = {};  // the time that passed, and what followed
  };
  std::vector<Party> parties;     // every other member
  std::vector<Place> about = {};  // what was said of it, by anybody
};

struct NotificationState {
  Place at;
  Notification notification;
};
// A member that has said that it leaves, and has signed no version of the charter after that. It answers nothing more:
// what it owed by then stays open, its clocks stand still, and nothing is due from it.
struct Departure {
  std::string party;
  Place at;
};
struct PositionState {
  Place at;
  Position position;
};

// What one party owes another, or itself.
struct Due {
  enum class Kind { acknowledge, answer, recall_answer, renew_contact, sign_charter, consult } kind = Kind::answer;
  std::string who, to;  // identity ids; `to` empty: the group
  std::string id, title;
  std::vector<std::int64_t> questions;
  std::optional<Micros> due;  // nothing: no time was agreed
  bool overdue = false, exercise = false;
};
std::string_view to_string(Due::Kind kind);

// How timely a party is, one side's figures like the other's.
struct Timeliness {
  std::string party;
  std::uint64_t asked = 0;  // inquiries that it received
  std::uint64_t acknowledged_in_time = 0, acknowledged_late = 0, acknowledgements_missing = 0;
  std::uint64_t questions = 0, in_time = 0, late = 0, overdue = 0;  // of those with a due time
  std::uint64_t answered = 0, refused = 0, not_known = 0, later = 0, open = 0;
  std::uint64_t recalls = 0, recalls_confirmed = 0, recalls_refused = 0, recalls_silent = 0;
  std::uint64_t pings = 0, pongs = 0;
  std::map<std::string, std::uint64_t> said_later;    // of its own messages, by the word: "withdrawn"
  std::optional<std::chrono::seconds> median_answer;  // from receipt to the asker's having it
};

// What a journal has in it that does not count, and why.
struct Fault {
  Place at;
  std::string code;  // stable: "invalid", "foreign-object", "not-asked", "exercise-mixed", ...
  std::string message;
};

struct PendingCharter {
  Charter charter;                   // with the signatures so far
  std::vector<std::string> missing;  // identity ids whose own journal does not hold their signature
};

// Everything at a moment.
struct View {
  Charter charter;  // the one in force
  std::vector<PendingCharter> pending;
  std::vector<ContactState> contacts;  // the newest of each party and role
  std::vector<PingState> pings;
  std::vector<NotificationState> notifications;
  std::vector<Departure> departures;                            // one of a member at most
  const Departure* departure_of(std::string_view party) const;  // null: it has not left
  std::vector<PositionState> positions;
  std::vector<InquiryState> inquiries;
  std::vector<RecallState> recalls;
  std::vector<LaterState> later;                            // by author, in order
  std::vector<Due> due;                                     // earliest first, those without a time last
  std::vector<Timeliness> timeliness, exercise_timeliness;  // in the charter's order of members
  std::vector<Fault> faults;
};

// A set of 64-bit hashes of pairs of texts, 8 bytes each; put in order when it is asked.
class KeySet {
 public:
  void add(std::uint64_t key) { keys_.push_back(key); }
  bool contains(std::uint64_t key) const;
  static std::uint64_t key_of(std::string_view one, std::string_view other);

 private:
  mutable std::vector<std::uint64_t> keys_;
  mutable std::size_t sorted_ = 0;  // so many of them are in order
};

class State {
 public:
  // `charter` is complete: a version that is or was in force. Later ones, and earlier ones for what was said under
  // them, are found in the journals.
  State(Charter charter, ReceivedAt received_at);

  // Never fails: what does not count becomes a fault. An entry at or before the last one of its author is passed over.
  void feed(const Record& record);
  std::optional<journal::Seq> last(std::string_view author) const;

  View view(Micros now) const;

  struct Fed {
    Place at;
    Message message;
    // Of what says something of an earlier message of its author: that, and which message of the author it is about.
    std::shared_ptr<const Later> says = {};
    std::size_t of = 0;
  };

 private:
  friend class Reckoning;
  void feed_object(const Record& record, json::Element root);
  void feed_message(const Record& record, std::string_view id);
  // Puts what a message says of an earlier one beside that one. False: it must not say so, and does not count.
  bool follow(Fed& fed);
  void fault(const Place& at, std::string_view code, std::string message);

  Charter first_;
  ReceivedAt received_at_;
  json::Parser parser_;
  std::map<std::string, journal::Seq, std::less<>> last_;
  std::map<std::string, std::vector<Fed>, std::less<>> messages_;  // by author, in order
  // By author and id the message in messages_, of several versions the last.
  std::map<std::pair<std::string, std::string>, std::size_t> said_;
  std::vector<Fault> faults_;
  // An object that names another party as its author: a copy of what that party said, or said in its name.
  struct Relayed {
    Place at;
    std::string author;  // whom it names
    std::uint64_t text_key = 0;
    bool is_message = false;
  };
  std::vector<Relayed> relayed_;
  // Of (author, id) and of (author, text) of every entry, to tell which object is whose.
  KeySet ids_, texts_;
};

// What the node of `own` says by itself, as texts to append: the acknowledgement of an inquiry or a recall that it has
// received, the answer to a ping. Saying it twice is harmless: the texts are the same until they are found in the
// journal.
std::vector<std::string> due_acts(const View& view, std::string_view own);

}  // namespace parley::group
