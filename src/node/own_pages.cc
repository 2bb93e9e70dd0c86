#include "node/own_pages.h"

#include <fmt/format.h>

#include <algorithm>

#include "node/access.h"
#include "node/catalog.h"
#include "node/health.h"
#include "node/journals.h"
#include "node/peer_silence.h"
#include "node/peers.h"
#include "node/people.h"
#include "node/process_metrics.h"
#include "node/storage.h"

namespace parley::node {
namespace {

constexpr std::size_t kOwnPageBytes = 4u << 10;  // of a body that nobody has a use for

}  // namespace

bool is_own_page(std::string_view path) { return path == "/healthz" || path == "/metrics"; }

// Which journal or party it is, and why, only the log and `parley status` say: this page is open to everybody.
http::Response OwnPages::healthz() const {
  http::Response answer;
  answer.headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}};
  std::string degraded, warnings;
  for (const Problem& problem : node_.health().problems()) {
    // That another party's node is away says nothing of this one's health, and is nobody's business out there.
    if (problem.trouble == Trouble::peer_silent) continue;
    auto& lines = is_degraded(problem.trouble) ? degraded : warnings;
    const std::string line = fmt::format("{}: {}; see the log\n", is_degraded(problem.trouble) ? "degraded" : "warning",
                                         to_everybody(problem.trouble));
    if (lines.find(line) == std::string::npos) lines += line;
  }
  if (!degraded.empty()) answer.status = 503;
  answer.body = (degraded.empty() ? "ok\n" : degraded) + warnings;
  return answer;
}

bool OwnPages::may_read_metrics(const http::Request& request) const {
  const std::string* authorization = request.header("Authorization");
  if (authorization == nullptr) return false;
  const auto principal = node_.catalog().authenticate(*authorization, request.peer);
  if (!principal.ok()) return false;
  return principal->administrator || node_.people().may(principal->name, Act::metrics, kEverywhere).ok();
}

// Journals, and so groups, are for who has the right to the metrics, and what is wrong with them, too: who may see the
// rest must not learn how many there are.
std::string OwnPages::metrics(bool of_journals) const {
  std::string out;
  append_process_metrics(out);
  const auto metric = [&](std::string_view name, std::string_view type, std::string_view help, std::uint64_t value) {
    out += fmt::format("# HELP parley_{0} {2}\n# TYPE parley_{0} {1}\nparley_{0} {3}\n", name, type, help, value);
  };
  auto http = statistics_();
  metric("connections", "gauge", "Open connections.", http.connections_open);
  metric("connections_total", "counter", "Connections since the start.", http.connections_total);
  metric("requests_total", "counter", "Requests since the start.", http.requests);
  metric("refused_total", "counter", "Requests refused before they reached TAXII.", http.refused);
  metric("timeouts_total", "counter", "Connections dropped for being slow.", http.timeouts);
  metric("tls_failures_total", "counter", "TLS handshakes that failed.", http.tls_failures);
  metric("received_bytes_total", "counter", "Bytes received.", http.bytes_in);
  metric("sent_bytes_total", "counter", "Bytes sent.", http.bytes_out);
  const ClientTable::Totals totals = clients_.totals();
  metric("objects_sent_total", "counter", "Objects sent.", totals.objects_sent);
  metric("clients", "gauge", "Clients seen since the start.", totals.clients);
  // Of both listeners, and of every kind: those too that are refused by header, or before there is a request.
  out += "# HELP parley_responses_total Answers by HTTP status.\n# TYPE parley_responses_total counter\n";
  for (const int status : {401, 413}) http.by_status.try_emplace(status, 0);  // there from the start, to alarm by
  for (const auto& [status, count] : http.by_status)
    out += fmt::format("parley_responses_total{{status=\"{}\"}} {}\n", status, count);
  const auto failures = node_.access().failures();
  out += fmt::format(
      "# HELP parley_log_ins_failed_total Credentials that were not accepted.\n"
      "# TYPE parley_log_ins_failed_total counter\n"
      "parley_log_ins_failed_total{{kind=\"password\"}} {}\nparley_log_ins_failed_total{{kind=\"token\"}} {}\n"
      "parley_log_ins_failed_total{{kind=\"put_off\"}} {}\n",
      failures.passwords, failures.tokens, failures.put_off);
  if (of_journals) append_journal_metrics(out);
  return out;
}

// What only those may see who may see which journals, and so groups, there are.
void OwnPages::append_journal_metrics(std::string& out) const {
  const auto metric = [&](std::string_view name, std::string_view type, std::string_view help, std::uint64_t value) {
    out += fmt::format("# HELP parley_{0} {2}\n# TYPE parley_{0} {1}\nparley_{0} {3}\n", name, type, help, value);
  };
  const auto problems = node_.health().problems();
  if (const auto space = node_.storage().space(); space.ok()) {
    metric("disk_free_bytes", "gauge", "Bytes free where the node lies.", space->free_bytes);
    metric("disk_reserve_bytes", "gauge", "Bytes that are kept free for own work.",
           node_.storage().reserve_bytes(*space));
  }
  out += "# HELP parley_problems What is wrong at the moment, by kind.\n# TYPE parley_problems gauge\n";
  for (const Trouble trouble : kTroubles)
    out += fmt::format(
        "parley_problems{{kind=\"{}\"}} {}\n", word_of(trouble),
        std::count_if(problems.begin(), problems.end(), [&](const Problem& one) { return one.trouble == trouble; }));
  out +=
      "# HELP parley_peer_last_heard_seconds When another party's node was heard from last, in seconds since 1970; 0: "
      "never.\n# TYPE parley_peer_last_heard_seconds gauge\n";
  for (const Peer& peer : node_.peers().list()) {
    auto heard = node_.peer_silence().last_heard(peer.card.identity_id);
    if (!heard) heard = peer.last_seen;
    out += fmt::format("parley_peer_last_heard_seconds{{peer=\"{}\"}} {}\n", label_value(peer.alias),
                       heard ? heard->value / 1'000'000 : 0);
  }
  const auto per_journal = [&](std::string_view name, std::string_view help,
                               const std::function<std::uint64_t(const journal::Journal::Statistics&)>& value) {
    out += fmt::format("# HELP parley_journal_{0} {1}\n# TYPE parley_journal_{0} gauge\n", name, help);
    for (const auto& row : node_.journals().rows())
      if (const auto info = node_.journals().open(row.id); info.ok())
        out += fmt::format("parley_journal_{}{{collection=\"{}\",name=\"{}\"}} {}\n", name, row.id,
                           label_value(row.name), value(info->journal->statistics()));
  };
  per_journal("entries", "Entries in the journal.", [](const auto& s) { return s.entries; });
  per_journal("objects", "Object versions in the journal.", [](const auto& s) { return s.objects; });
  per_journal("published", "Entries under the signed head.", [](const auto& s) { return s.published; });
  per_journal("indexed", "Entries in the index.", [](const auto& s) { return s.indexed; });
  per_journal("segment_bytes", "Bytes in segment files.", [](const auto& s) { return s.segment_bytes; });
  metric("journals_damaged", "gauge", "Journals that cannot be opened.",
         static_cast<std::uint64_t>(std::count_if(problems.begin(), problems.end(), [](const Problem& one) {
           return one.trouble == Trouble::journal_closed;
         })));
}

// The few pages that are not TAXII's.
std::optional<http::Response> OwnPages::answer(const http::Request& request) const {
  if (!is_own_page(request.path)) return std::nullopt;
  if (request.method != http::Method::get && request.method != http::Method::head) {
    auto answer = service_.refuse(405, "this page can only be read");
    answer.headers.emplace_back("Allow", "GET, HEAD");
    return answer;
  }
  if (request.path == "/healthz") return healthz();
  const bool trusted = may_read_metrics(request);
  if (!trusted && !node_.config().open_metrics) {
    return service_.refuse(401,
                           "/metrics needs the credentials of a user with the right metrics (parley user set NAME "
                           "--allow metrics), or [metrics] open = true in parley.toml");
  }
  http::Response page;
  page.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}, {"Cache-Control", "no-store"}};
  page.body = metrics(trusted);
  return page;
}

http::Admittance OwnPages::screen(const http::Request& head) const {
  if (head.method == http::Method::get || head.method == http::Method::head) return {.body_bytes = kOwnPageBytes};
  return {.refused = answer(head)};
}

}  // namespace parley::node
