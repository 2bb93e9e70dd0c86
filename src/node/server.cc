// The running node's two listeners: one for clients, with credentials, and one for other parties' nodes,
// where the certificate says who it is. Both have the same TAXII service behind them. Requests go to one of
// two places: what can be answered from memory is answered on the connection's own thread (`fast`),
// everything else on the pool (`slow`), and before a body is read it is asked how much of it may come and
// from whom (`screen`).
//
// A known party is no friend: it may be taken over, or want to keep this node busy. So each thing that it can
// make this node do - hold a thread, store a charter, have signatures checked - has a limit of its own below,
// counted by party.
#include "node/server.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <thread>

#include "base/mutex.h"
#include "http/certificate_check.h"
#include "http/peer.h"
#include "node/catalog.h"
#include "node/exchange.h"
#include "node/group_worker.h"
#include "node/health.h"
#include "node/journals.h"
#include "node/log.h"
#include "node/own_heads.h"
#include "node/peers.h"
#include "node/people.h"
#include "node/process_metrics.h"
#include "node/receipts.h"
#include "node/storage.h"
#include "node/upkeep.h"
#include "pattern/pattern.h"
#include "taxii/service.h"
#include "text/display.h"

namespace parley::node {
namespace {

constexpr std::string_view kAddCheckpoint = "/add-checkpoint";  // C2SP tlog-witness
constexpr std::string_view kReceipts = "/receipts";
constexpr std::string_view kLobbyPath = "/lobby/";
// What a party can make this node do by itself is bounded, so that it cannot keep the others waiting or fill the disk.
//
// Heads being fetched because somebody showed them, one of each party. Each holds a thread of the pool until the whole
// journal behind the head has come; the pool has four threads at least, so half of it is left for questions.
constexpr std::size_t kHeadsAtOnce = 2;
// Of a charter on its way, which travels in base64: more than the largest that the lobby takes (kMaxCharterBytes).
constexpr std::size_t kLobbyBytes = 256u << 10;
// A head with 100 signature lines, and a consistency proof of 63 lines (C2SP tlog-witness), are below 32 KiB.
constexpr std::size_t kAddCheckpointBytes = 64u << 10;
constexpr std::size_t kOwnPageBytes = 4u << 10;  // of a body that nobody has a use for
// Charters at once from one party, and then one a minute: who signs and sends all versions of every group that two
// parties can share stays below it, and who wants to keep this node busy with checking signatures does not get far.
constexpr double kLobbyBurst = 60;
constexpr double kLobbyPerSecond = 1.0 / 60;
// With who may know newer heads of our journals. A start waits for it, and a peer that is down must not keep a node
// from starting; who answers later is heard, too (OwnHeads).
constexpr auto kPatience = std::chrono::milliseconds(3'000);
// Clients that are remembered for the operator's table; then the longest silent ones go. Anybody can come from many
// addresses, so without a bound this would be memory that strangers fill.
constexpr std::size_t kMaxClients = 10'000;

// "192.0.2.1:4711" -> "192.0.2.1": one client opens many connections.
std::string_view address_of(std::string_view peer) { return http::peer_address(peer); }

bool is_own_page(std::string_view path) { return path == "/healthz" || path == "/metrics"; }

// How many connections the descriptors are enough for, of those that journals, tiles and the local socket leave.
// Half of the descriptors, and at most 256, are left to journals, tiles and the local socket; never fewer
// than four connections, or nobody could ask what is wrong.
std::size_t connections_of(double share) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return SIZE_MAX;
  const auto all = static_cast<std::size_t>(std::min<rlim_t>(limit.rlim_cur, 1u << 24));
  const std::size_t left = all - std::min<std::size_t>(all / 2, 256);
  return std::max<std::size_t>(static_cast<std::size_t>(static_cast<double>(left) * share), 4);
}

}  // namespace

struct NodeServer::Impl {
  explicit Impl(Node& its_node) : node(its_node) {}
  Node& node;
  std::unique_ptr<taxii::Service> service;
  std::unique_ptr<http::Server> server;

  // Guards clients and the counters. Held for one map look-up a request.
  mutable Mutex mutex;
  std::map<std::string, ClientView, std::less<>> clients PARLEY_GUARDED_BY(mutex);
  std::uint64_t objects_out PARLEY_GUARDED_BY(mutex) = 0;
  std::unique_ptr<LiveIndex> live PARLEY_GUARDED_BY(mutex);
  // By identity: who is showing a head now, and how many charters each may bring.
  struct Allowance {
    double charters = kLobbyBurst;
    std::chrono::steady_clock::time_point at = std::chrono::steady_clock::now();
  };
  std::set<std::string> showing PARLEY_GUARDED_BY(mutex);
  std::map<std::string, Allowance> allowances PARLEY_GUARDED_BY(mutex);  // of known parties only
  std::function<void(const std::string&)> heard
      PARLEY_GUARDED_BY(mutex);  // GroupWorker::heard_from(); before the servers, whose handlers call it until they end
  // Other parties' listener; null: none. Shared with who reads its statistics, while it ends.
  std::shared_ptr<http::Server> peers PARLEY_GUARDED_BY(mutex);
  std::unique_ptr<GroupWorker> worker;  // the last to begin, the first to end

  void note(const taxii::ServiceOptions::Event& event);
  void heard_from(const taxii::Principal& principal);
  void forget_some() PARLEY_REQUIRES(mutex);
  std::optional<http::Response> own_pages(const http::Request& request);
  http::Response healthz() const;
  void watch_storing(const taxii::ServiceOptions::Event& event);
  bool may_read_metrics(const http::Request& request);
  taxii::ServiceOptions service_options();
  http::Handler handler();  // of everybody's listener
  Result<std::unique_ptr<http::Server>> start_for_peers(http::ServerOptions options);
  class Showing;
  http::Admittance screen_own(const http::Request& head);
  std::optional<http::Admittance> screen_peer(const http::Request& head);
  http::ServerStatistics all_statistics() const;  // of both listeners
  http::Response add_checkpoint(const http::Request& request);
  std::optional<http::Response> refused_in_lobby(const http::Request& request);
  std::optional<http::Response> receipts(const http::Request& request);
  http::Response news(const http::Request& request);
  std::string metrics(bool of_journals) const;
  void append_journal_metrics(std::string& out) const;
};

// Called with every request, so the key is built in memory that the thread keeps, and the lock is held for
// the map alone. What is shown of a request is a stranger's text: made plain, and cut.
void NodeServer::Impl::note(const taxii::ServiceOptions::Event& event) {
  const http::Request& request = *event.request;
  const int status = event.response->status;
  const std::size_t bytes = event.response->body_text().size();
  {
    thread_local std::string key;
    key.assign(event.principal);
    key += '@';
    key += address_of(request.peer);
    const Lock lock(mutex);
    objects_out += event.objects;
    auto at = clients.find(key);
    if (at == clients.end()) {
      if (clients.size() >= kMaxClients) forget_some();
      at = clients.try_emplace(key).first;
      at->second.user = event.principal;
      at->second.address = address_of(request.peer);
      at->second.first = now();
    }
    ClientView& view = at->second;
    view.last = now();
    // Whoever asks, with or without a right, has this shown to the operator.
    if (const auto* agent = request.header("User-Agent")) view.agent = text::fitted(*agent, 200);
    view.request = text::fitted(request.method_text, 20) + ' ' + text::fitted(request.path, 500);
    view.status = status;
    view.cursor = text::fitted(event.cursor, 500);
    ++view.requests;
    if (status >= 400) ++view.errors;
    view.objects += event.objects;
    view.bytes += bytes;
  }
  watch_storing(event);
  const RequestLog wanted = node.config().log.requests;
  if (wanted == RequestLog::none || (wanted == RequestLog::errors && status < 400)) return;
  log(status >= 500 ? LogLevel::error : LogLevel::info, "request",
      {{"method", request.method_text},
       {"path", request.path.substr(0, 500)},
       {"status", std::to_string(status)},
       {"user", std::string(event.principal)},
       {"address", std::string(address_of(request.peer))},
       {"objects", std::to_string(event.objects)},
       {"bytes", std::to_string(bytes)},
       {"error", std::string(event.error)}});
}

// A look through all of them, but only when there are too many already.
void NodeServer::Impl::forget_some() {
  auto oldest = clients.begin();
  for (auto at = clients.begin(); at != clients.end(); ++at)
    if (at->second.last < oldest->second.last) oldest = at;
  clients.erase(oldest);
}

// Which journal or party it is, and why, only the log and `parley status` say: this page is open to everybody.
http::Response NodeServer::Impl::healthz() const {
  http::Response answer;
  answer.headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}};
  std::string degraded, warnings;
  for (const Problem& problem : node.health().problems()) {
    auto& lines = is_degraded(problem.trouble) ? degraded : warnings;
    const std::string line = fmt::format("{}: {}; see the log\n", is_degraded(problem.trouble) ? "degraded" : "warning",
                                         to_everybody(problem.trouble));
    if (lines.find(line) == std::string::npos) lines += line;
  }
  if (!degraded.empty()) answer.status = 503;
  answer.body = (degraded.empty() ? "ok\n" : degraded) + warnings;
  return answer;
}

// What clients bring and cannot be stored is seen in the answers.
void NodeServer::Impl::watch_storing(const taxii::ServiceOptions::Event& event) {
  // The journal tells of its appends itself (journal::Options); what fails before that is seen here alone.
  if (event.request->method == http::Method::post && event.response->status == 503)
    node.upkeep().could_not_store(event.error);
}

bool NodeServer::Impl::may_read_metrics(const http::Request& request) {
  const std::string* authorization = request.header("Authorization");
  if (authorization == nullptr) return false;
  const auto principal = node.catalog().authenticate(*authorization, request.peer);
  if (!principal.ok()) return false;
  return principal->administrator || node.people().may(principal->name, Act::metrics, kEverywhere).ok();
}

http::ServerStatistics NodeServer::Impl::all_statistics() const {
  http::ServerStatistics sum = server->statistics();
  std::shared_ptr<http::Server> second;
  {
    const Lock lock(mutex);
    second = peers;
  }
  if (second == nullptr) return sum;
  const http::ServerStatistics other = second->statistics();
  sum.connections_open += other.connections_open;
  sum.connections_total += other.connections_total;
  sum.requests += other.requests;
  sum.refused += other.refused;
  sum.timeouts += other.timeouts;
  sum.tls_failures += other.tls_failures;
  sum.bytes_in += other.bytes_in;
  sum.bytes_out += other.bytes_out;
  for (const auto& [status, count] : other.by_status) sum.by_status[status] += count;
  return sum;
}

// Journals, and so groups, are for who has the right to the metrics, and what is wrong with them, too: who may see the
// rest must not learn how many there are.
std::string NodeServer::Impl::metrics(bool of_journals) const {
  std::string out;
  append_process_metrics(out);
  const auto metric = [&](std::string_view name, std::string_view type, std::string_view help, std::uint64_t value) {
    out += fmt::format("# HELP parley_{0} {2}\n# TYPE parley_{0} {1}\nparley_{0} {3}\n", name, type, help, value);
  };
  auto http = all_statistics();
  metric("connections", "gauge", "Open connections.", http.connections_open);
  metric("connections_total", "counter", "Connections since the start.", http.connections_total);
  metric("requests_total", "counter", "Requests since the start.", http.requests);
  metric("refused_total", "counter", "Requests refused before they reached TAXII.", http.refused);
  metric("timeouts_total", "counter", "Connections dropped for being slow.", http.timeouts);
  metric("tls_failures_total", "counter", "TLS handshakes that failed.", http.tls_failures);
  metric("received_bytes_total", "counter", "Bytes received.", http.bytes_in);
  metric("sent_bytes_total", "counter", "Bytes sent.", http.bytes_out);
  {
    const Lock lock(mutex);
    metric("objects_sent_total", "counter", "Objects sent.", objects_out);
    metric("clients", "gauge", "Clients seen since the start.", clients.size());
  }
  // Of both listeners, and of every kind: those too that are refused by header, or before there is a request.
  out += "# HELP parley_responses_total Answers by HTTP status.\n# TYPE parley_responses_total counter\n";
  for (const int status : {401, 413}) http.by_status.try_emplace(status, 0);  // there from the start, to alarm by
  for (const auto& [status, count] : http.by_status)
    out += fmt::format("parley_responses_total{{status=\"{}\"}} {}\n", status, count);
  const auto failures = node.access().failures();
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
void NodeServer::Impl::append_journal_metrics(std::string& out) const {
  const auto metric = [&](std::string_view name, std::string_view type, std::string_view help, std::uint64_t value) {
    out += fmt::format("# HELP parley_{0} {2}\n# TYPE parley_{0} {1}\nparley_{0} {3}\n", name, type, help, value);
  };
  const auto problems = node.health().problems();
  if (const auto space = node.storage().space(); space.ok()) {
    metric("disk_free_bytes", "gauge", "Bytes free where the node lies.", space->free_bytes);
    metric("disk_reserve_bytes", "gauge", "Bytes that are kept free for own work.",
           node.storage().reserve_bytes(*space));
  }
  out += "# HELP parley_problems What is wrong at the moment, by kind.\n# TYPE parley_problems gauge\n";
  for (const Trouble trouble : kTroubles)
    out += fmt::format(
        "parley_problems{{kind=\"{}\"}} {}\n", word_of(trouble),
        std::count_if(problems.begin(), problems.end(), [&](const Problem& one) { return one.trouble == trouble; }));
  const auto per_journal = [&](std::string_view name, std::string_view help,
                               const std::function<std::uint64_t(const journal::Journal::Statistics&)>& value) {
    out += fmt::format("# HELP parley_journal_{0} {1}\n# TYPE parley_journal_{0} gauge\n", name, help);
    for (const auto& row : node.journals().rows())
      if (const auto info = node.journals().open(row.id); info.ok())
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
std::optional<http::Response> NodeServer::Impl::own_pages(const http::Request& request) {
  if (!is_own_page(request.path)) return std::nullopt;
  if (request.method != http::Method::get && request.method != http::Method::head) {
    auto answer = service->refuse(405, "this page can only be read");
    answer.headers.emplace_back("Allow", "GET, HEAD");
    return answer;
  }
  if (request.path == "/healthz") return healthz();
  const bool trusted = may_read_metrics(request);
  if (!trusted && !node.config().open_metrics) {
    return service->refuse(401,
                           "/metrics needs the credentials of a user with the right metrics (parley user set NAME "
                           "--allow metrics), or [metrics] open = true in parley.toml");
  }
  http::Response answer;
  answer.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}, {"Cache-Control", "no-store"}};
  answer.body = metrics(trusted);
  return answer;
}

// Before the body of a request to one of them.
http::Admittance NodeServer::Impl::screen_own(const http::Request& head) {
  if (head.method == http::Method::get || head.method == http::Method::head) return {.body_bytes = kOwnPageBytes};
  return {.refused = own_pages(head)};
}

// Whose certificate it is comes before everything else here: a stranger's body is not read, whatever the path.
std::optional<http::Admittance> NodeServer::Impl::screen_peer(const http::Request& head) {
  const auto principal = node.catalog().authenticate_certificate(head.client_certificate);
  if (!principal)
    return http::Admittance{.refused = service->refuse(401, "your certificate, " + head.client_certificate +
                                                                ", is that of no party known here")};
  if (head.method == http::Method::post && head.path.ends_with(kAddCheckpoint))
    return http::Admittance{.body_bytes = kAddCheckpointBytes, .sender = principal->name};
  auto admittance = service->screen_fast(head);
  // Its own bound, because what the configuration lets clients bring may be gigabytes.
  if (admittance && head.path.starts_with(kLobbyPath)) admittance->body_bytes = kLobbyBytes;
  return admittance;
}

// Other parties' nodes: the same service, but only for those whose certificate is on a card.
Result<std::unique_ptr<http::Server>> NodeServer::Impl::start_for_peers(http::ServerOptions options) {
  const Config& config = node.config();
  options.address = config.peers.address;
  options.port = config.peers.port;
  options.io_threads = 1;
  // Certificates are asked for and taken as they are: who is meant by one is decided by its fingerprint
  // (screen_peer()).
  options.tls = http::TlsOptions{node.dir() / "keys" / "peer.pem", node.dir() / "keys" / "peer.key", true};
  http::Handler handler;
  handler.fast = [this](const http::Request& request) {
    return request.path == kNewsPath ? news(request) : service->fast(request);
  };
  handler.slow = [this](http::Request&& request) {
    if (request.method == http::Method::post && request.path.ends_with(kAddCheckpoint)) return add_checkpoint(request);
    if (auto page = receipts(request)) return *std::move(page);
    if (auto refused = refused_in_lobby(request)) return *std::move(refused);
    return service->handle(std::move(request));
  };
  handler.screen = [this](const http::Request& head) { return screen_peer(head); };
  handler.slow_screen = [this](const http::Request& head) {
    http::Admittance admittance = service->screen(head);
    if (head.path.starts_with(kLobbyPath)) admittance.body_bytes = std::min(admittance.body_bytes, kLobbyBytes);
    return admittance;
  };
  handler.refuse = [this](int status, std::string_view why) { return service->refuse(status, why); };
  options.trusted_proxies.clear();  // TLS ends here: nobody else can have said who it is
  options.limits.connections = std::min(config.server.limits.connections, connections_of(0.25));
  return http::Server::start(options, std::move(handler));
}

// A party's place among those whose head is being fetched; given back however that ends.
class NodeServer::Impl::Showing {
 public:
  Showing(Impl& server, const std::string& name) : server_(server), name_(name) {
    const Lock lock(server_.mutex);
    begun_ = server_.showing.size() < kHeadsAtOnce && server_.showing.insert(name_).second;
  }
  Showing(const Showing&) = delete;
  Showing& operator=(const Showing&) = delete;
  ~Showing() {
    if (!begun_) return;
    const Lock lock(server_.mutex);
    server_.showing.erase(name_);
  }
  bool has_begun() const { return begun_; }

 private:
  Impl& server_;
  const std::string name_;
  bool begun_ = false;
};

// The place is taken before anything is read of the head, and a party that has one already is told to come
// again: its second head would wait for the same journal's lock and hold one more thread.
http::Response NodeServer::Impl::add_checkpoint(const http::Request& request) {
  const auto principal = node.catalog().authenticate_certificate(request.client_certificate);
  if (!principal) return service->refuse(401, "your certificate is that of no party known here");
  std::string_view root = request.path;
  root.remove_prefix(1);
  root.remove_suffix(std::min(root.size(), kAddCheckpoint.size()));
  const Showing place(*this, principal->name);
  if (!place.has_begun()) return service->refuse(503, "heads are being fetched; show yours again in a moment");
  heard_from(*principal);
  const auto answer = node.exchange().add_checkpoint(root, *principal, request.body);
  http::Response response;
  response.status = answer.status;
  response.headers = {{"Content-Type", answer.content_type}, {"Cache-Control", "no-store"}};
  response.body = answer.body;
  return response;
}

// A bucket for each party that fills by one a minute up to kLobbyBurst (429: RFC 6585 section 4). Kept for
// known parties only, so there are as many as there are cards.
std::optional<http::Response> NodeServer::Impl::refused_in_lobby(const http::Request& request) {
  if (request.method != http::Method::post || !request.path.starts_with(kLobbyPath)) return std::nullopt;
  if (request.body.size() > kLobbyBytes) return service->refuse(413, "a charter has at most 256 KiB");
  const auto principal = node.catalog().authenticate_certificate(request.client_certificate);
  if (!principal) return std::nullopt;
  const auto now_at = std::chrono::steady_clock::now();
  const Lock lock(mutex);
  Allowance& allowance = allowances[principal->name];
  const double passed = std::chrono::duration<double>(now_at - allowance.at).count();
  allowance = {std::min(kLobbyBurst, allowance.charters + passed * kLobbyPerSecond), now_at};
  if (allowance.charters < 1) return service->refuse(429, "too many charters; bring the next in a minute");
  allowance.charters -= 1;
  return std::nullopt;
}

// Nothing for all but a member of the group: then it is as any other path that is none.
std::optional<http::Response> NodeServer::Impl::receipts(const http::Request& request) {
  if (request.method != http::Method::get || !request.path.ends_with(kReceipts)) return std::nullopt;
  const auto principal = node.catalog().authenticate_certificate(request.client_certificate);
  if (!principal) return std::nullopt;
  std::string_view root = request.path;
  root.remove_suffix(kReceipts.size());
  if (!root.empty()) root.remove_prefix(1);
  auto page = node.receipts().page(root, *principal, request.query);
  if (!page) return std::nullopt;
  return http::Response{
      200, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, *std::move(page), nullptr};
}

// The function is copied out of the lock: it takes the worker's.
void NodeServer::Impl::heard_from(const taxii::Principal& principal) {
  std::function<void(const std::string&)> tell;
  {
    const Lock lock(mutex);
    tell = heard;
  }
  if (tell && principal.name.starts_with(kPeerPrefix)) tell(principal.name.substr(kPeerPrefix.size()));
}

// Asked by every party every few seconds, and nearly always answered with what it knows: from memory, on the
// connection's own thread.
http::Response NodeServer::Impl::news(const http::Request& request) {
  const auto principal = node.catalog().authenticate_certificate(request.client_certificate);
  if (!principal) return service->refuse(401, "your certificate is that of no party known here");
  if (request.method != http::Method::get) return service->refuse(405, "this page can only be read");
  heard_from(*principal);
  return http::Response{200,
                        {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}},
                        node.exchange().news_for(*principal),
                        nullptr};
}

NodeServer::NodeServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
// The worker first, as it uses everything; then the peers' listener; everybody's listener ends with the
// members.
NodeServer::~NodeServer() {
  impl_->worker.reset();
  std::shared_ptr<http::Server> last;  // ends outside of the lock, which its handlers take
  {
    const Lock lock(impl_->mutex);
    last.swap(impl_->peers);
  }
}

namespace {

http::ServerOptions listener_options(const Node& node) {
  const Config& config = node.config();
  http::ServerOptions out;
  out.address = config.server.address;
  out.port = config.server.port;
  const int processors = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  out.io_threads = config.server.threads > 0 ? config.server.threads : processors;
  // Requests of the pool wait for the disk and for password hashes, so there are more of them than
  // processors; four at least, because heads that are being fetched may hold two.
  out.pool_threads = std::max(4, 2 * processors);
  out.limits = config.server.limits;
  // Of the descriptors a quarter is left to the other parties' listener where there is one: however many clients
  // connect, receipts go on.
  out.limits.connections = std::min(out.limits.connections, connections_of(config.peers.port != 0 ? 0.75 : 1));
  // Two pages of the largest kind for one address, whatever the configuration says.
  out.limits.answers_bytes = std::max(out.limits.answers_bytes, 8 * config.taxii.max_page_bytes);
  out.trusted_proxies = config.server.trusted_proxies;
  if (config.server.tls == Tls::files)
    out.tls = http::TlsOptions{node.dir() / config.server.tls_certificate, node.dir() / config.server.tls_key};
  if (config.server.tls == Tls::self_signed)
    out.tls = http::TlsOptions{node.dir() / "keys" / "tls.pem", node.dir() / "keys" / "tls.key"};
  return out;
}

}  // namespace

taxii::ServiceOptions NodeServer::Impl::service_options() {
  const Config& config = node.config();
  taxii::ServiceOptions out;
  out.public_url = config.server.public_url;
  out.page_objects = config.taxii.page_objects;
  out.max_page_objects = config.taxii.max_page_objects;
  out.max_page_bytes = config.taxii.max_page_bytes;
  out.max_content_length = config.server.limits.body_bytes;
  out.cache_bytes = config.taxii.cache_bytes;
  out.validate = {.warnings = false, .check_pattern = pattern::check_indicator_pattern};
  out.on_request = [this](const taxii::ServiceOptions::Event& event) { note(event); };
  return out;
}

// The node's own pages first, which are no TAXII; everything else is the service's.
http::Handler NodeServer::Impl::handler() {
  http::Handler out;
  out.fast = [this](const http::Request& request) { return service->fast(request); };
  out.slow = [this](http::Request&& request) {
    if (auto own = own_pages(request)) return std::move(*own);
    return service->handle(std::move(request));
  };
  out.screen = [this](const http::Request& head) -> std::optional<http::Admittance> {
    if (is_own_page(head.path)) return screen_own(head);
    return service->screen_fast(head);
  };
  out.slow_screen = [this](const http::Request& head) { return service->screen(head); };
  out.is_log_in = [this](const http::Request& request) { return service->is_log_in(request); };
  out.refuse = [this](int status, std::string_view why) { return service->refuse(status, why); };
  return out;
}

// The worker comes last: it talks to peers, who may ask back at once.
Result<std::unique_ptr<NodeServer>> NodeServer::start(Node& node) {
  // Before anything is signed or served: a journal that was restored from a backup must not go on as if it were the
  // newest.
  node.own_heads().ask_for_all(kPatience);
  auto impl = std::make_unique<Impl>(node);
  impl->service = std::make_unique<taxii::Service>(node.catalog(), impl->service_options());
  const http::ServerOptions options = listener_options(node);
  PARLEY_TRY(impl->server, http::Server::start(options, impl->handler()));
  // With a certificate and a key that do not belong together nobody could connect; the rest is served.
  if (node.config().peers.port != 0 &&
      http::check_key_pair(node.dir() / "keys" / "peer.pem", node.dir() / "keys" / "peer.key").ok()) {
    PARLEY_TRY(std::unique_ptr<http::Server> started, impl->start_for_peers(options));
    const Lock lock(impl->mutex);
    impl->peers = std::move(started);
  }
  impl->worker = std::make_unique<GroupWorker>(node);
  {
    const Lock lock(impl->mutex);
    impl->heard = impl->worker->heard_from();
  }
  return std::unique_ptr<NodeServer>(new NodeServer(std::move(impl)));
}

std::uint16_t NodeServer::port() const { return impl_->server->port(); }

std::string NodeServer::url() const {
  const auto& server = impl_->node.config().server;
  if (!server.public_url.empty()) return server.public_url;
  const bool v6 = server.address.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", server.tls == Tls::off ? "http" : "https", v6 ? "[" : "", server.address,
                     v6 ? "]" : "", port());
}

std::vector<ClientView> NodeServer::clients() const {
  const Lock lock(impl_->mutex);
  std::vector<ClientView> out;
  for (const auto& [key, view] : impl_->clients) out.push_back(view);
  return out;
}

http::ServerStatistics NodeServer::statistics() const { return impl_->all_statistics(); }
std::string NodeServer::metrics() const { return impl_->metrics(true); }
LiveIndex& NodeServer::live_index() {
  const Lock lock(impl_->mutex);
  if (!impl_->live) impl_->live = std::make_unique<LiveIndex>(impl_->node);
  return *impl_->live;
}
Status NodeServer::reload() { return impl_->server->reload_tls(); }

}  // namespace parley::node
