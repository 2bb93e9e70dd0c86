#include "node/client_table.h"

#include "http/peer.h"
#include "text/display.h"

namespace parley::node {
namespace {

// Clients that are remembered; then the longest silent one goes. Anybody can come from many addresses, so without a
// bound this would be memory that strangers fill.
constexpr std::size_t kMostClients = 10'000;

}  // namespace

// The key is built in memory that the thread keeps, and the lock is held for the map alone. What is shown of a request
// is a stranger's text: made plain, and cut. One client opens many connections, so its port is no part of the key.
void ClientTable::note(const taxii::ServiceOptions::Event& event) {
  const http::Request& request = *event.request;
  const int status = event.response->status;
  thread_local std::string key;
  key.assign(event.principal);
  key += '@';
  key += http::peer_address(request.peer);
  const Lock lock(mutex_);
  objects_sent_ += event.objects;
  auto at = clients_.find(key);
  if (at == clients_.end()) {
    if (clients_.size() >= kMostClients) forget_one();
    at = clients_.try_emplace(key).first;
    at->second.user = event.principal;
    at->second.address = http::peer_address(request.peer);
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
  view.bytes += event.response->body_text().size();
}

// A look through all of them, but only when there are too many already.
void ClientTable::forget_one() {
  auto oldest = clients_.begin();
  for (auto at = clients_.begin(); at != clients_.end(); ++at)
    if (at->second.last < oldest->second.last) oldest = at;
  clients_.erase(oldest);
}

std::vector<ClientView> ClientTable::list() const {
  const Lock lock(mutex_);
  std::vector<ClientView> out;
  for (const auto& [key, view] : clients_) out.push_back(view);
  return out;
}

ClientTable::Totals ClientTable::totals() const {
  const Lock lock(mutex_);
  return {.clients = clients_.size(), .objects_sent = objects_sent_};
}

}  // namespace parley::node
