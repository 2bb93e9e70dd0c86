#include "node/peer_door.h"

#include <algorithm>

#include "node/catalog.h"
#include "node/exchange.h"
#include "node/peers.h"
#include "node/receipts.h"

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
// A head with 100 signature lines, and a consistency proof of 63 lines (C2SP tlog-witness), are below 32 KiB.
constexpr std::size_t kAddCheckpointBytes = 64u << 10;
// Charters at once from one party, and then one a minute: who signs and sends all versions of every group that two
// parties can share stays below it, and who wants to keep this node busy with checking signatures does not get far.
constexpr double kLobbyBurst = 60;
constexpr double kLobbyPerSecond = 1.0 / 60;
constexpr std::size_t kWhyBytes = 300;  // of a refusal, in a line of the log

}  // namespace

// Whose certificate it is comes before everything else here: a stranger's body is not read, whatever the path.
std::optional<http::Admittance> PeerDoor::screen(const http::Request& head) const {
  const auto principal = node_.catalog().authenticate_certificate(head.client_certificate);
  if (!principal)
    return http::Admittance{.refused = noted(head, service_.refuse(401, "your certificate, " + head.client_certificate +
                                                                            ", is that of no party known here"))};
  if (head.method == http::Method::post && head.path.ends_with(kAddCheckpoint))
    return http::Admittance{.body_bytes = kAddCheckpointBytes, .sender = principal->name};
  return service_.screen_fast(head);
}

// For the log of requests and the table of clients. Why something was refused is the text of the answer itself: what
// nodes tell each other names nothing of this one.
http::Response PeerDoor::noted(const http::Request& request, http::Response response) const {
  const auto principal = node_.catalog().authenticate_certificate(request.client_certificate);
  std::string_view why = response.status >= 400 ? response.body_text() : std::string_view();
  why = why.substr(0, std::min(why.find('\n'), kWhyBytes));
  note_({.request = &request,
         .response = &response,
         .principal = principal ? std::string_view(principal->name) : std::string_view(),
         .collection = {},
         .cursor = {},
         .objects = 0,
         .error = why});
  return response;
}

// What can be answered from memory is `fast`; before a body is read it is asked how much of it may come.
http::Handler PeerDoor::handler() {
  http::Handler out;
  out.fast = [this](const http::Request& request) {
    return request.path == kNewsPath ? noted(request, news(request)) : service_.fast(request);
  };
  out.slow = [this](http::Request&& request) {
    if (request.method == http::Method::post && request.path.ends_with(kAddCheckpoint))
      return noted(request, add_checkpoint(request));
    if (auto page = receipts(request)) return noted(request, *std::move(page));
    if (auto refused = refused_in_lobby(request)) return noted(request, *std::move(refused));
    return service_.handle(std::move(request));
  };
  out.screen = [this](const http::Request& head) { return screen(head); };
  out.slow_screen = [this](const http::Request& head) { return service_.screen(head); };
  out.refuse = [this](int status, std::string_view why) { return service_.refuse(status, why); };
  return out;
}

// A party's place among those whose head is being fetched; given back however that ends.
class PeerDoor::Showing {
 public:
  Showing(PeerDoor& door, const std::string& name) : door_(door), name_(name) {
    const Lock lock(door_.mutex_);
    begun_ = door_.showing_.size() < kHeadsAtOnce && door_.showing_.insert(name_).second;
  }
  Showing(const Showing&) = delete;
  Showing& operator=(const Showing&) = delete;
  ~Showing() {
    if (!begun_) return;
    const Lock lock(door_.mutex_);
    door_.showing_.erase(name_);
  }
  bool has_begun() const { return begun_; }

 private:
  PeerDoor& door_;
  const std::string name_;
  bool begun_ = false;
};

// The place is taken before anything is read of the head, and a party that has one already is told to come
// again: its second head would wait for the same journal's lock and hold one more thread.
http::Response PeerDoor::add_checkpoint(const http::Request& request) {
  const auto principal = node_.catalog().authenticate_certificate(request.client_certificate);
  if (!principal) return service_.refuse(401, "your certificate is that of no party known here");
  std::string_view root = request.path;
  root.remove_prefix(1);
  root.remove_suffix(std::min(root.size(), kAddCheckpoint.size()));
  const Showing place(*this, principal->name);
  if (!place.has_begun()) return service_.refuse(503, "heads are being fetched; show yours again in a moment");
  heard_from(*principal);
  const auto answer = node_.exchange().add_checkpoint(root, *principal, request.body);
  http::Response response;
  response.status = answer.status;
  response.headers = {{"Content-Type", answer.content_type}, {"Cache-Control", "no-store"}};
  if (answer.again_soon) response.headers.emplace_back("Retry-After", "1");
  response.body = answer.body;
  return response;
}

// A bucket for each party that fills by one a minute up to kLobbyBurst (429: RFC 6585 section 4). Kept for
// known parties only, so there are as many as there are cards.
std::optional<http::Response> PeerDoor::refused_in_lobby(const http::Request& request) {
  if (request.method != http::Method::post || !request.path.starts_with(kLobbyPath)) return std::nullopt;
  const auto principal = node_.catalog().authenticate_certificate(request.client_certificate);
  if (!principal) return std::nullopt;
  const auto now_at = std::chrono::steady_clock::now();
  const Lock lock(mutex_);
  Allowance& allowance = allowances_.try_emplace(principal->name, Allowance{kLobbyBurst, now_at}).first->second;
  const double passed = std::chrono::duration<double>(now_at - allowance.at).count();
  allowance = {std::min(kLobbyBurst, allowance.charters + passed * kLobbyPerSecond), now_at};
  if (allowance.charters < 1) {
    http::Response refused = service_.refuse(429, "too many charters; bring the next in a minute");
    std::erase_if(refused.headers, [](const auto& header) { return header.first == "Retry-After"; });
    refused.headers.emplace_back("Retry-After", "60");
    return refused;
  }
  allowance.charters -= 1;
  return std::nullopt;
}

// Nothing for all but a member of the group: then it is as any other path that is none.
std::optional<http::Response> PeerDoor::receipts(const http::Request& request) const {
  if (request.method != http::Method::get || !request.path.ends_with(kReceipts)) return std::nullopt;
  const auto principal = node_.catalog().authenticate_certificate(request.client_certificate);
  if (!principal) return std::nullopt;
  std::string_view root = request.path;
  root.remove_suffix(kReceipts.size());
  if (!root.empty()) root.remove_prefix(1);
  auto page = node_.receipts().page(root, *principal, request.query);
  if (!page) return std::nullopt;
  return http::Response{
      200, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, *std::move(page), nullptr};
}

// The function is copied out of the lock: it takes the worker's.
void PeerDoor::heard_from(const taxii::Principal& principal) {
  std::function<void(const std::string&)> told;
  {
    const Lock lock(mutex_);
    told = heard_;
  }
  if (told && principal.name.starts_with(kPeerPrefix)) told(principal.name.substr(kPeerPrefix.size()));
}

// Asked by every party every few seconds, and nearly always answered with what it knows: from memory, on the
// connection's own thread.
http::Response PeerDoor::news(const http::Request& request) {
  const auto principal = node_.catalog().authenticate_certificate(request.client_certificate);
  if (!principal) return service_.refuse(401, "your certificate is that of no party known here");
  if (request.method != http::Method::get) return service_.refuse(405, "this page can only be read");
  heard_from(*principal);
  return http::Response{200,
                        {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}},
                        node_.exchange().news_for(*principal),
                        nullptr};
}

void PeerDoor::tell(std::function<void(const std::string&)> heard) {
  const Lock lock(mutex_);
  heard_ = std::move(heard);
}

}  // namespace parley::node
