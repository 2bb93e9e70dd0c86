// Telling somebody who is not looking. Each way - a command, a webhook - is by itself, with its own memory of
// what was told and its own pause after a failure: a mail server that is down must not keep the pager silent,
// and must not make it ring twice.
//
// Nothing is told twice on purpose and nothing is lost: that somebody was told is written behind the telling,
// so a node that stops in between tells once more. What is told comes out of the group's state
// (group/notices.h), not out of a queue, so what is over by the time a way works again is not told any more.
#include "node/duty.h"

#include <fmt/format.h>

#include <chrono>

#include "base/file.h"
#include "base/hash.h"
#include "base/hmac.h"
#include "base/keys.h"
#include "base/program.h"
#include "group/notices.h"
#include "http/client.h"
#include "node/find_object.h"
#include "node/group_states.h"
#include "node/log.h"
#include "node/node.h"
#include "node/peers.h"
#include "store/embedded/group_db.h"

namespace parley::node {
namespace {

// A mail program that has not handed its mail over in half a minute hangs. The pauses after a failure begin
// with what a restart takes and end where a person who has mended it would not want to wait longer.
constexpr auto kPatience = std::chrono::seconds(30);
constexpr Duty::Clock::duration kFirstRetry = std::chrono::seconds(5), kLongestRetry = std::chrono::minutes(10);
constexpr std::string_view kByCommand = "command", kByWebhook = "webhook";

// Under which it is noted that somebody was told.
// The key of a notice names groups and members, and node.db needs to know only that it was told.
std::string hash_of(const std::string& group, std::string_view key, std::string_view way) {
  return to_hex(sha256(fmt::format("{}\n{}\n{}", group, key, way))).substr(0, 32);
}

// Runs `command` by the shell with the notice's body on its standard input; what it is about stands in the environment.
// Of other parties' words only their names in the charter are there, and in the command nothing: a subject with a quote
// or a semicolon in it would otherwise be run. No other variable is passed on, and what the command prints goes
// nowhere, as the node's own output may be a log that a machine reads.
Status run(const std::string& command, const std::string& group, const group::Notice& notice) {
  const Ran ran = run_program(
      {.path = "/bin/sh",
       .arguments = {"sh", "-c", command},
       .variables = {"PARLEY_SUBJECT=" + notice.subject, "PARLEY_GROUP=" + group, "PARLEY_KEY=" + notice.key,
                     "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
       .patience = kPatience},
      notice.body);
  if (ran.how == Ran::How::done) return {};
  return Error{Code::unavailable, ran.how == Ran::How::not_started ? "the command of [duty] cannot be started"
                                  : ran.how == Ran::How::out_of_time
                                      ? "the command of [duty] did not end within half a minute"
                                      : "the command of [duty] failed"};
}

}  // namespace

// The first trouble of a way keeps its time and its subject: people want to know since when nobody was told.
void DutyTroubles::put(const Trouble& trouble) {
  const Lock lock(mutex_);
  const auto [at, is_new] = by_way_.try_emplace(trouble.way, trouble);
  if (is_new) return;
  at->second.why = trouble.why;
  at->second.waiting = trouble.waiting;
}

void DutyTroubles::clear(std::string_view way) {
  const Lock lock(mutex_);
  if (const auto at = by_way_.find(way); at != by_way_.end()) by_way_.erase(at);
}

std::vector<DutyTroubles::Trouble> DutyTroubles::list() const {
  const Lock lock(mutex_);
  std::vector<Trouble> out;
  for (const auto& [way, trouble] : by_way_) out.push_back(trouble);
  return out;
}

std::vector<Duty::Channel> Duty::channels() const {
  std::vector<Channel> out;
  if (!config_.duty.command.empty())
    out.push_back({.name = kByCommand, .act = [this](const std::string& group, const group::Notice& notice) {
                     return run(config_.duty.command, group, notice);
                   }});
  if (!config_.duty.webhook.empty())
    out.push_back({.name = kByWebhook, .act = [this](const std::string& group, const group::Notice& notice) {
                     return post(group, notice);
                   }});
  return out;
}

void Duty::tell() {
  for (Channel& channel : channels_)
    if (clock_() >= channel.next_try) tell(channel, pending(channel));
}

// A slow command keeps nothing waiting but the next notice.
Duty::Pending Duty::pending(const Channel& channel) const {
  Pending out;
  const Status looked = node_.group_states().for_each(now(), [&](const GroupView& group, const group::View& view) {
    const auto name_of = [&](std::string_view identity) {
      const auto* member = group::find_member(view.charter.terms, identity);
      return node_.peers().called(identity, member != nullptr ? std::string_view(member->name) : identity);
    };
    for (auto& notice : group::notices(
             view, group.alias, config_.party.identity, name_of, std::chrono::hours(config_.duty.ahead_hours), now(),
             [&](std::string_view key) { return was_told(group.alias, key, channel.name); },
             [&](std::string_view id) { return title_of(node_, std::string(id)); }))
      out.emplace_back(group.alias, std::move(notice));
  });
  if (!looked.ok())
    log(LogLevel::warning, "what the duty officer is to be told could not be looked up",
        {{"why", looked.error().message}});
  return out;
}

// Each way by itself: when one fails and is tried again, the other does not tell twice.
void Duty::tell(Channel& channel, const Pending& notices) {
  std::size_t told = 0;
  // In order, and with the first failure the rest waits: whoever is told of the third thing before the first
  // would take it for the beginning.
  for (const auto& [group, notice] : notices) {
    if (was_told(group, notice.key, channel.name)) {
      ++told;
      continue;
    }
    const Status acted = channel.act(group, notice);
    if (!acted.ok()) {
      if (channel.failures == 0)
        log(LogLevel::error, "the duty officer was not told; it is tried again",
            {{"way", std::string(channel.name)}, {"subject", notice.subject}, {"why", acted.error().message}});
      troubles_.put({.way = std::string(channel.name),
                     .subject = notice.subject,
                     .why = acted.error().message,
                     .waiting = notices.size() - told,
                     .since = now()});
      channel.next_try =
          clock_() + std::min<Clock::duration>(kLongestRetry, kFirstRetry * (1 << std::min(channel.failures, 8)));
      ++channel.failures;
      return;
    }
    ++told;
    // Behind the telling: a crash in between tells once more, which is better than never.
    if (const Status kept = node_.group_db().put_told(hash_of(group, notice.key, channel.name), now()); !kept.ok())
      log(LogLevel::warning, "the duty officer was told, and may be told once more after a restart",
          {{"way", std::string(channel.name)}, {"why", kept.error().message}});
  }
  if (channel.failures == 0) return;
  log(LogLevel::info, "the duty officer can be told again", {{"way", std::string(channel.name)}});
  channel.failures = 0;
  troubles_.clear(channel.name);
}

// Signed, so that who takes it can tell it from what anybody else posts there. The secret is read each time: it can be
// replaced while the node runs.
Status Duty::post(const std::string& group, const group::Notice& notice) const {
  std::string body = group::notice_json(notice, group);
  http::Headers headers{{"Content-Type", "application/json"}};
  if (!config_.duty.webhook_secret_file.empty()) {
    constexpr std::size_t kMostSecretBytes = 4096;
    // A secret that cannot be read is a failure of this way: unsigned, the receiver could not tell it from a
    // forgery.
    PARLEY_TRY(
        std::string text,
        read_file(dir_ / config_.duty.webhook_secret_file, kMostSecretBytes).in("the secret of the webhook of [duty]"));
    // Editors end a file with a newline, which is no part of the secret.
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    if (text.empty()) return Error{Code::unavailable, "the file with the secret of the webhook of [duty] is empty"};
    const Secret secret{std::string_view(text)};
    headers.push_back({"X-Parley-Signature", "sha256=" + to_hex(hmac_sha256(secret.reveal(), body))});
  }
  http::ClientOptions options;
  options.timeout_ms = 10'000;
  PARLEY_TRY(const auto answer,
             http::fetch({.url = config_.duty.webhook, .method = "POST", .headers = std::move(headers), .body = body},
                         options));
  if (answer.status >= 200 && answer.status < 300) return {};
  return Error{Code::unavailable, "the webhook of [duty] answered " + std::to_string(answer.status)};
}

// When node.db cannot be read it is told once more: twice is a nuisance, never is a failure.
bool Duty::was_told(const std::string& group, std::string_view key, std::string_view way) const {
  const auto told = node_.group_db().was_told(hash_of(group, key, way));
  return told.ok() && *told;
}

}  // namespace parley::node
