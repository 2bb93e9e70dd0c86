// How charters travel. A party that has accepted our card may post a charter to the lobby before there is any
// group; what it brings is checked for form at once and kept in node.db, and is read - its keys, names and
// signatures compared with the cards that are here - on the main thread of the worker. Our own go the other
// way, each in an outbox until the member has answered.
//
// What a peer can make this node do is bounded: the size of a charter, how many of one party wait, and (in
// peer_door.cc) how many it may bring in a minute. The answer is the same whatever is known here of the group or
// its members, or a member could find out by trying who else is a peer of this node.
#include "node/lobby.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/hash.h"
#include "group/messages.h"
#include "json/json.h"
#include "json/writer.h"
#include "node/charters.h"
#include "node/journals.h"
#include "node/log.h"
#include "node/node.h"
#include "node/peers.h"
#include "node/release_policy.h"
#include "node/storage.h"

namespace parley::node {
namespace {

// For what waits for one party, when a person waits with it: a charter is taken at once or not at all.
constexpr std::int64_t kPatienceMs = 10'000;

// Of one charter: some 40 members with their keys, names and signatures are a quarter of it.
constexpr std::size_t kMaxCharterBytes = 192u << 10;
constexpr std::size_t kQuotedBytes = 300;  // of what another node says, in our log

// The text that an artifact carries; empty when it carries none.
std::string payload_of(std::string_view artifact) {
  json::Parser parser;
  json::Object object;
  const auto parsed = parser.parse(artifact);
  if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS) return {};
  const auto bytes = from_base64(json::string_member(object, "payload_bin").value_or(""));
  return bytes ? std::string(as_text(*bytes)) : std::string();
}

// A charter on its way: the same terms with more signatures are another text of the same version, which no journal
// takes as the same object. So it travels as the payload of an artifact (STIX 2.1 section 6.1), a different one for
// each text.
std::string envelope_of(const std::string& text) {
  const std::string payload = to_base64(as_bytes(text));
  return fmt::format(
      R"({{"objects":[{{"type":"artifact","spec_version":"2.1","id":"{}","mime_type":"application/json","payload_bin":"{}"}}]}})",
      group::derived_id("artifact", text), payload);
}

// The text within such an envelope; empty: none.
std::string text_in(const std::string& envelope) {
  json::Parser parser;
  std::string_view payload;
  const auto parsed = parser.parse(envelope);
  if (!parsed.ok() || parsed->at_pointer("/objects/0/payload_bin").get_string().get(payload) != simdjson::SUCCESS)
    return {};
  const auto bytes = from_base64(payload);
  return bytes ? std::string(as_text(*bytes)) : std::string();
}

// That the party that brings it has withdrawn a version. It needs no signature: nobody else is believed in this, and
// what all have signed is not touched by it.
constexpr std::string_view kWithdrawal = "charter-withdrawal";
struct Withdrawal {
  std::string charter;
  Micros modified{};
};

std::string text_of(const Withdrawal& withdrawal) {
  return json::ObjectWriter()
      .text("type", kWithdrawal)
      .text("charter_ref", withdrawal.charter)
      .text("modified", to_string(withdrawal.modified))
      .str();
}

std::optional<Withdrawal> read_withdrawal(std::string_view text) {
  json::Parser parser;
  json::Object object;
  const auto parsed = parser.parse(text);
  if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS) return std::nullopt;
  if (json::string_member(object, "type") != kWithdrawal) return std::nullopt;
  const auto charter = json::string_member(object, "charter_ref");
  const auto modified = Timestamp::parse(json::string_member(object, "modified").value_or(""));
  if (!charter || !modified.ok()) return std::nullopt;
  return Withdrawal{std::string(*charter), modified->micros()};
}

// Their status resource may say that they have read it and do not take it: sending it again would change nothing.
void log_refusals(const std::string& identity, std::string_view status) {
  json::Parser parser;
  json::Object object, failure;
  json::Array failures;
  const auto parsed = parser.parse(status);
  if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS || object["failures"].get(failures) != simdjson::SUCCESS)
    return;
  for (const json::Element one : failures)
    if (one.get(failure) == simdjson::SUCCESS)
      log(LogLevel::warning, "a charter was not taken",
          {{"to", identity},
           {"why", std::string(json::string_member(failure, "message").value_or("")).substr(0, kQuotedBytes)}});
}

// How long a peer that has had too many wants to be left alone (429 and 503 with Retry-After, RFC 9110 section 10.2.3);
// 0: it does not. Of what it says an hour at most is kept, and a date counts as a minute.
std::chrono::seconds pause_wanted(const http::Response& answer) {
  if (answer.status != 429 && answer.status != 503) return {};
  const std::string* said = http::find_header(answer.headers, "Retry-After");
  if (said == nullptr) return std::chrono::seconds(answer.status == 429 ? 60 : 0);
  int seconds = 60;
  std::from_chars(said->data(), said->data() + said->size(), seconds);
  return std::chrono::seconds(std::clamp(seconds, 1, 3600));
}

// Whether it got there.
// 202 is the answer to every well-formed post (TAXII 2.1 section 5.5), also when the charter in it was
// refused: then it has arrived, and is not sent again.
bool post(PeerLink& link, const Peer& to, const std::string& envelope, std::chrono::seconds& pause) {
  const auto answer = link.post(fmt::format("/{}/collections/{}/objects/", kLobby, to.card.lobby), envelope,
                                "application/taxii+json;version=2.1");
  if (answer.ok()) pause = pause_wanted(*answer);
  if (!answer.ok() || answer->status != 202) return false;
  log_refusals(to.card.identity_id, answer->body_text());
  return true;
}

}  // namespace

// In memory is only for whom something waits, so that nobody reads node.db each time that a peer answers.
Status Lobby::reload() {
  PARLEY_TRY(const auto rows, db_.outbox());
  std::set<std::string> loaded;
  for (const auto& row : rows) loaded.insert(row.party);
  const Lock lock(mutex_);
  waiting_ = std::move(loaded);
  return {};
}

std::optional<store::CollectionRow> Lobby::made() const {
  for (const auto& row : node_.journals().rows())
    if (row.name == kLobby && row.root == kLobby) return row;
  return std::nullopt;
}

// Its id stands on our card, so it is made before the first card goes out.
Result<store::CollectionRow> Lobby::collection() {
  if (auto row = made()) return std::move(*row);
  return node_.journals().add({.name = std::string(kLobby),
                               .id = {},
                               .title = "Lobby",
                               .description = "Charters that other parties propose",
                               .alias = {},
                               .outside_read = false,
                               .outside_write = false,
                               .root = std::string(kLobby)});
}

// --- what others bring

// In the order of what it costs: who brings it, its size, its form with the signatures that it has
// (parse_charter()), whether it is between this party and the one that brings it, whether there is room. That its
// keys and names are those of the cards here is asked when it is read: the answer must not tell.
Status Lobby::put(const taxii::Principal& principal, std::string_view artifact) {
  const auto identity = peer_identity(principal);
  if (!identity) return Error{Code::forbidden, "only other parties' nodes bring charters"};
  const std::string text = payload_of(artifact);
  if (text.size() > kMaxCharterBytes)
    return Error{Code::too_large, fmt::format("a charter has at most {} KiB", kMaxCharterBytes >> 10)};
  if (const auto withdrawal = read_withdrawal(text))
    return withdrawn(*identity, withdrawal->charter, withdrawal->modified);
  const auto charter = group::parse_charter(text);
  if (!charter.ok()) return Error{Code::invalid_input, "the payload is no charter: " + charter.error().message};
  for (const std::string& member : {*identity, own_.identity})
    if (group::find_member(charter->terms, member) == nullptr)
      return Error{Code::forbidden, "the charter does not name both the party that brings it and this one as members"};
  if (const auto low = node_.storage().below_reserve())
    return Error{Code::unavailable, low->told(node_.config().party.name)};
  // From the count to the row, so that two that come at once do not both take the last place. A later text of
  // a charter that waits already replaces it and needs no place.
  const Lock lock(arriving_);
  PARLEY_TRY(auto waiting, db_.lobby());
  std::erase_if(waiting, [&](const auto& row) { return row.party != *identity; });
  const bool is_there =
      std::any_of(waiting.begin(), waiting.end(), [&](const auto& row) { return row.charter == charter->terms.id; });
  if (!is_there && waiting.size() >= kMostOfOneParty)
    return Error{Code::unavailable,
                 fmt::format("{} charters that you brought wait here already, and no more are kept", waiting.size())};
  PARLEY_TRY_STATUS(db_.put_lobby({*identity, charter->terms.id, charter->text}));
  ++arrivals_;
  node_.changes().signal();
  return {};
}

// What has not been read yet is never read. The answer is the same whether there was anything to withdraw.
Status Lobby::withdrawn(const std::string& by, const std::string& charter, Micros modified) {
  {
    const Lock lock(arriving_);
    PARLEY_TRY(const auto waiting, db_.lobby());
    for (const auto& row : waiting) {
      if (row.party != by || row.charter != charter) continue;
      const auto unread = group::parse_charter(row.text);
      if (unread.ok() && unread->terms.modified == modified) PARLEY_TRY_STATUS(db_.put_lobby({by, charter, ""}));
    }
  }
  return node_.charters().was_withdrawn(by, charter, modified);
}

// A row goes only after the charter was taken, and only when it is still the same text: stopped in between,
// it is read once more, which changes nothing.
Status Lobby::read() {
  const Lock lock(reading_);
  PARLEY_TRY(const auto waiting, db_.lobby());
  for (const auto& row : waiting) {
    const auto charter = group::parse_charter(row.text);
    bool is_news = false;
    const Status taken = charter.ok() ? node_.charters().take(*charter, "", is_news) : Status{charter.error()};
    if (!taken.ok())
      log(LogLevel::warning, "a charter in the lobby was not taken", {{"why", taken.error().message}});
    else if (is_news)
      log(LogLevel::info, "a charter came in", {{"name", charter->terms.name}});
    // Whoever brings what he had withdrawn wants it again.
    if (taken.ok()) PARLEY_TRY_STATUS(node_.charters().was_brought(row.party, charter->terms));
    // One that names a party without a card here, or that the disk has no room for, is read again.
    const bool waits =
        !taken.ok() && (taken.error().code == Code::forbidden || taken.error().code == Code::unavailable);
    if (waits) continue;
    const Lock arriving(arriving_);
    // What came meanwhile, a version with more signatures, is for the next time.
    PARLEY_TRY(const auto now_there, db_.lobby());
    for (const auto& one : now_there)
      if (one.party == row.party && one.charter == row.charter && one.text == row.text)
        PARLEY_TRY_STATUS(db_.put_lobby({row.party, row.charter, ""}));
  }
  return {};
}

// --- our own, to others

Status Lobby::hand_out(const group::Charter& charter) {
  // What is held now may have more signatures than what was given.
  const auto held = node_.charters().newest(charter.terms.id);
  const std::string& text = held ? held->text : charter.text;
  PARLEY_TRY_STATUS(may_leave(text).in("the charter was not given to the other members"));
  return give(charter.terms, envelope_of(text));
}

// Asked of each charter at the one place from which it leaves, whoever drew it, and once more of one that has waited:
// an embargo may have come meanwhile. What all have signed, all have read.
Status Lobby::may_leave(const std::string& text) const {
  const auto charter = group::parse_charter(text);
  if (charter.ok() && charter->complete()) return {};
  return node_.release_policy().names_nothing_held_back(text, charter.ok() ? &charter->terms : nullptr);
}

// It takes the place of the charter where that has not left yet.
void Lobby::tell_withdrawn(const group::Terms& terms) {
  if (const Status given = give(terms, envelope_of(text_of({terms.id, terms.modified}))); !given.ok())
    log(LogLevel::warning, "members who are away are not told that a charter was withdrawn",
        {{"name", terms.name}, {"why", given.error().message}});
}

// What a peer says of one charter holds for all: it counts those of a party and not each by itself.
bool Lobby::may_bring(const std::string& identity) {
  const Lock lock(mutex_);
  const auto at = left_alone_until_.find(identity);
  return at == left_alone_until_.end() || std::chrono::steady_clock::now() >= at->second;
}

void Lobby::leave_alone(const std::string& identity, std::chrono::seconds pause) {
  const Lock lock(mutex_);
  if (pause.count() == 0) return void(left_alone_until_.erase(identity));
  left_alone_until_[identity] = std::chrono::steady_clock::now() + pause;
}

// The row in the outbox is written before the member counts as waiting, so that the next start knows it, too.
Status Lobby::give(const group::Terms& terms, const std::string& envelope) {
  for (const auto& member : terms.members) {
    if (member.identity_id == own_.identity) continue;
    const auto other = node_.peers().find(member.identity_id);
    if (!other.ok()) continue;
    // Who cannot be reached now gets it with the next exchange.
    bool sent = false;
    if (may_bring(member.identity_id)) {
      const auto to = node_.peers().link(member.identity_id);
      std::chrono::seconds pause{};
      sent = to.ok() && post(**to, *other, envelope, pause);
      leave_alone(member.identity_id, pause);
    }
    PARLEY_TRY_STATUS(db_.put_outbox({member.identity_id, terms.id, sent ? std::string() : envelope}));
    const Lock lock(mutex_);
    if (!sent) waiting_.insert(member.identity_id);
  }
  return {};
}

// The member is taken off the list first and put back when something was not sent: a charter that is handed
// out meanwhile puts it on the list again, and is not forgotten.
void Lobby::send_waiting(const std::string& identity, PeerLink& link) {
  if (!may_bring(identity)) return;
  {
    const Lock lock(mutex_);
    if (waiting_.erase(identity) == 0) return;
  }
  const auto other = node_.peers().find(identity);
  bool all_sent = other.ok();
  const auto rows = db_.outbox();
  all_sent = all_sent && rows.ok();
  if (all_sent)
    for (const auto& row : *rows) {
      if (row.party != identity) continue;
      const Status may = may_leave(text_in(row.text));
      if (!may.ok())
        log(LogLevel::warning, "a charter that waits for a member stays here", {{"why", may.error().message}});
      std::chrono::seconds pause{};
      const bool sent = may.ok() && post(link, *other, row.text, pause);
      all_sent = all_sent && sent;
      leave_alone(identity, pause);
      // One that is still kept although it was sent is sent once more after a restart, which does no harm.
      if (const Status forgotten = sent ? db_.put_outbox({row.party, row.charter, ""}) : Status{}; !forgotten.ok())
        log(LogLevel::warning, "a charter that was sent is still kept", {{"why", forgotten.error().message}});
      if (pause.count() > 0) break;  // the others would be refused as this one was
    }
  const Lock lock(mutex_);
  if (!all_sent) waiting_.insert(identity);
}

void Lobby::send_waiting(const std::function<bool()>& stopped) {
  std::set<std::string> waiting;
  {
    const Lock lock(mutex_);
    waiting = waiting_;
  }
  for (const std::string& identity : waiting) {
    const auto to = node_.peers().link(identity);
    if (!to.ok()) continue;
    (*to)->stops_when(stopped);
    (*to)->begins_exchange(kPatienceMs);
    send_waiting(identity, **to);
  }
}

}  // namespace parley::node
