// The idea: a session is bound to all by which its person was known when he signed in - the account, the password, the
// token, the tie to a uid - by a hash over them, and each look-up makes that hash again. So whatever takes one of them
// away ends the session at that moment, by whichever way it was taken, and no part of the node has to remember to tell.
//
// A plain SHA-256 of the secret suffices, as for tokens (access.cc): there is nothing to try through.
#include "node/sessions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/keys.h"
#include "node/log.h"

namespace parley::node {
namespace {

constexpr std::size_t kSecretDigits = 64;
// How often the last use is written at most. A node that was killed ends a session by so much too early.
constexpr std::int64_t kWriteMicros = 60 * std::int64_t{1'000'000};
constexpr std::size_t kMostAgentBytes = 200;
constexpr std::string_view kLinkPrefix = "link-";

std::string hash_of(std::string_view secret) { return to_hex(sha256(secret)); }

std::string new_secret() {
  std::array<std::uint8_t, 32> bytes;
  random_bytes(bytes);
  return to_hex(bytes);
}

std::string short_id() {
  std::array<std::uint8_t, 4> bytes;
  random_bytes(bytes);
  return to_hex(bytes);
}

// The account and what stands in it. The parts are of fixed length or end in a byte that a name cannot have.
std::string bound_to(const store::UserRow& user) {
  return to_hex(sha256(fmt::format("{}\n{}\n{}\n", user.name, user.created.value, user.password_hash)));
}

Micros after(Micros time, std::chrono::microseconds by) { return {time.value + by.count()}; }

}  // namespace

Result<std::unique_ptr<Sessions>> Sessions::open(const std::filesystem::path& node_db, Access& access,
                                                 const Limits& limits, std::function<Micros()> clock) {
  PARLEY_TRY(auto db, store::RoomDb::open(node_db));
  std::unique_ptr<Sessions> out(new Sessions(std::move(db), access, limits, std::move(clock)));
  PARLEY_TRY(auto rows, out->db_->sessions());
  const Lock lock(out->mutex_);
  for (auto& row : rows) {
    out->written_[row.hash] = row.last_used;
    out->rows_.emplace(row.hash, std::move(row));
  }
  return out;
}

Sessions::~Sessions() { keep_up(); }

// --- sessions

// Asked of what is in memory: the account as it is now, and not only that there is one of this name.
bool Sessions::still_proved(const store::SessionRow& row) const {
  const auto user = access_.user(row.user);
  if (!user || bound_to(*user) != row.bound) return false;
  const auto known = how_of(row.known);
  if (known == How::uid && user->uid != row.uid) return false;
  if (known != How::token || row.proof.starts_with(kLinkPrefix)) return known.has_value();
  const auto tokens = access_.tokens_of(row.user);
  return std::any_of(tokens.begin(), tokens.end(), [&](const auto& one) { return one.id == row.proof; });
}

bool Sessions::lasts(const store::SessionRow& row, Micros now) const {
  return now < after(row.since, limits_.whole) && now < after(row.last_used, limits_.idle) && still_proved(row);
}

Sessions::Session Sessions::shown(const store::SessionRow& row) const {
  return {.id = row.id,
          .user = row.user,
          .since = row.since,
          .last_used = row.last_used,
          .idle_ends = std::min(after(row.last_used, limits_.idle), after(row.since, limits_.whole)),
          .ends = after(row.since, limits_.whole),
          .from = {row.address, row.agent},
          .before = row.before,
          .before_address = row.before_address};
}

// The person as he was known when he signed in: a session proves nothing beyond that.
Acting Sessions::acting_of(const store::SessionRow& row, const std::string& address) const {
  const How known = how_of(row.known).value_or(How::word);
  return Acting(row.user, known, {.from = Origin::room, .uid = row.uid, .address = address},
                known == How::token ? row.proof : std::string());
}

// The person is looked up here, after the proof and before the session: what changes in between ends it at once.
Result<Sessions::Begun> Sessions::begin(const Acting& acting, const From& from) {
  const auto user = access_.user(acting.person());
  if (!user || user->name == Access::kAnonymous)
    return Error{Code::forbidden, fmt::format("\"{}\" is no user of this node any more", acting.person())};
  const Lock serial(changing_);
  Begun out{.secret = new_secret(), .session = {}};
  const Micros now = clock_();
  PARLEY_TRY(store::RoomPersonRow person, db_->person(acting.person()));
  const store::SessionRow row{.id = short_id(),
                              .hash = hash_of(out.secret),
                              .user = acting.person(),
                              .known = std::string(word_of(acting.known())),
                              .proof = acting.token(),
                              .uid = acting.caller().uid,
                              .bound = bound_to(*user),
                              .since = now,
                              .last_used = now,
                              .address = from.address,
                              .agent = from.agent.substr(0, kMostAgentBytes),
                              .before = person.signed_in,
                              .before_address = person.address};
  PARLEY_TRY_STATUS(make_room(row.user));
  PARLEY_TRY_STATUS(db_->put_session(row));
  person.signed_in = now;
  person.address = from.address;
  PARLEY_TRY_STATUS(db_->put_person(person));
  {
    const Lock lock(mutex_);
    written_[row.hash] = now;
    rows_.emplace(row.hash, row);
  }
  out.session = shown(row);
  return out;
}

// The latest used first, so the one at the end was used least lately.
Status Sessions::make_room(const std::string& user) {
  for (auto all = of(user); all.size() >= kMostOfAPerson; all.pop_back())
    PARLEY_TRY_STATUS(forget(hash_with(all.back().id), all.back().id));
  return {};
}

std::string Sessions::hash_with(const std::string& id) const {
  const Lock lock(mutex_);
  for (const auto& [hash, row] : rows_)
    if (row.id == id) return hash;
  return {};
}

std::optional<Sessions::Session> Sessions::find(std::string_view secret, Use use) {
  if (secret.size() != kSecretDigits) return std::nullopt;
  const std::string hash = hash_of(secret);
  const Micros now = clock_();
  store::SessionRow row;
  {
    const Lock lock(mutex_);
    const auto at = rows_.find(hash);
    if (at == rows_.end()) return std::nullopt;
    row = at->second;
  }
  // Outside of the lock: users have one of their own.
  if (!lasts(row, now)) return std::nullopt;
  if (use == Use::counts) {
    row.last_used = std::max(row.last_used, now);
    const Lock lock(mutex_);
    if (const auto at = rows_.find(hash); at != rows_.end()) at->second.last_used = row.last_used;
  }
  return shown(row);
}

Result<Acting> Sessions::acting(const Session& session, const std::string& address) {
  std::optional<store::SessionRow> row;
  {
    const Lock lock(mutex_);
    for (const auto& [hash, one] : rows_)
      if (one.id == session.id) row = one;
  }
  if (!row || !lasts(*row, clock_())) return Error{Code::unauthorized, "this session has ended: sign in again"};
  return acting_of(*row, address);
}

std::vector<Sessions::Session> Sessions::of(std::string_view user) {
  std::vector<store::SessionRow> found;
  {
    const Lock lock(mutex_);
    for (const auto& [hash, row] : rows_)
      if (row.user == user) found.push_back(row);
  }
  std::vector<Session> out;
  const Micros now = clock_();
  for (const store::SessionRow& row : found)
    if (lasts(row, now)) out.push_back(shown(row));
  std::sort(out.begin(), out.end(), [](const Session& a, const Session& b) { return a.last_used > b.last_used; });
  return out;
}

// Memory first: it has ended then, also when node.db cannot be written. What node.db still has would come back with the
// next start, so that it could not be taken out is an error.
Status Sessions::forget(const std::string& hash, const std::string& id) {
  {
    const Lock lock(mutex_);
    rows_.erase(hash);
    written_.erase(hash);
  }
  return db_->remove_session(id);
}

Status Sessions::end(const std::string& id) {
  const Lock serial(changing_);
  const std::string hash = hash_with(id);
  if (hash.empty()) return Error{Code::not_found, fmt::format("there is no session {}", id)};
  return forget(hash, id);
}

// --- links

std::string Sessions::new_link_id() { return std::string(kLinkPrefix) + short_id(); }

// Who makes one for himself hands on his own proof; for another it is a token of one use.
Result<std::string> Sessions::add_link(const Acting& acting, const std::string& user, const std::string& id) {
  const auto row = access_.user(user);
  if (!row || user == Access::kAnonymous)
    return Error{Code::not_found, fmt::format("there is no user \"{}\"; parley user add makes one", user)};
  const bool own = user == acting.person();
  const std::string secret = new_secret();
  Link link{.id = id, .user = user, .proof = {}, .made = clock_()};
  link.proof.user = user;
  link.proof.known = word_of(own ? acting.known() : How::token);
  link.proof.proof = own ? acting.token() : id;
  if (own) link.proof.uid = acting.caller().uid;
  link.proof.bound = bound_to(*row);
  const Lock lock(mutex_);
  const Micros now = clock_();
  std::erase_if(links_, [&](const auto& one) { return now >= after(one.second.made, kLinkLasts); });
  if (links_.size() >= kMostLinks)
    links_.erase(std::min_element(links_.begin(), links_.end(),
                                  [](const auto& a, const auto& b) { return a.second.made < b.second.made; }));
  links_.emplace(hash_of(secret), std::move(link));
  return secret;
}

std::optional<Sessions::ForWhom> Sessions::look_at_link(std::string_view secret) {
  if (secret.size() != kSecretDigits) return std::nullopt;
  const std::string hash = hash_of(secret);
  const Micros now = clock_();
  std::optional<Link> found;
  {
    const Lock lock(mutex_);
    if (const auto at = links_.find(hash); at != links_.end()) found = at->second;
  }
  if (!found || now >= after(found->made, kLinkLasts) || !still_proved(found->proof)) return std::nullopt;
  return ForWhom{found->user, after(found->made, kLinkLasts)};
}

// Taken out before anything else is asked: of two who come at once, one has it.
Result<Acting> Sessions::use_link(std::string_view secret, const std::string& address) {
  const Error over{Code::forbidden,
                   "this link was used before, is older than 15 minutes, or was made before the node was started: "
                   "parley room link makes another"};
  if (secret.size() != kSecretDigits) return over;
  const std::string hash = hash_of(secret);
  std::optional<Link> found;
  {
    const Lock lock(mutex_);
    if (auto taken = links_.extract(hash)) found = std::move(taken.mapped());
  }
  if (!found || clock_() >= after(found->made, kLinkLasts) || !still_proved(found->proof)) return over;
  return acting_of(found->proof, address);
}

// --- keeping up

void Sessions::keep_up() {
  const Lock serial(changing_);
  std::vector<store::SessionRow> all, dirty;
  {
    const Lock lock(mutex_);
    for (const auto& [hash, row] : rows_) {
      all.push_back(row);
      if (row.last_used.value >= written_[hash].value + kWriteMicros) dirty.push_back(row);
    }
    const Micros now = clock_();
    std::erase_if(links_, [&](const auto& one) { return now >= after(one.second.made, kLinkLasts); });
  }
  const Micros now = clock_();
  for (const store::SessionRow& row : all)
    if (!lasts(row, now)) (void)forget(row.hash, row.id);  // it has ended anyhow, whatever node.db says
  for (const store::SessionRow& row : dirty) {
    if (!lasts(row, now)) continue;
    if (const Status kept = db_->put_session(row); !kept.ok())
      return log(LogLevel::debug, "when a session was used last could not be kept", {{"why", kept.error().message}});
    const Lock lock(mutex_);
    if (const auto at = written_.find(row.hash); at != written_.end()) at->second = row.last_used;
  }
}

void Sessions::opened_at(const std::string& url) {
  const Lock lock(mutex_);
  url_ = url;
}

std::string Sessions::address() const {
  const Lock lock(mutex_);
  return url_;
}

}  // namespace parley::node
