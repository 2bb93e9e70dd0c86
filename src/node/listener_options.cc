#include "node/listener_options.h"

#include <algorithm>
#include <thread>

#include "base/descriptors.h"
#include "node/own_certificate.h"
#include "node/serving.h"

namespace parley::node {
namespace {

// How many connections the descriptors are enough for. Half of them, and at most 256, are left to journals, tiles and
// the local socket; a node with so many journals that these take more leaves a few beside them, too. Never fewer than
// four connections, or nobody could ask what is wrong.
std::size_t connections_of(double share) {
  const auto files = descriptors();
  if (!files) return SIZE_MAX;
  const auto all = static_cast<std::size_t>(std::min<std::uint64_t>(files->most, 1u << 24));
  const std::size_t open = std::min(all, static_cast<std::size_t>(files->open) + kDescriptorsForCommands);
  const std::size_t left = all - std::max(std::min<std::size_t>(all / 2, 256), open);
  return std::max<std::size_t>(static_cast<std::size_t>(static_cast<double>(left) * share), 4);
}

}  // namespace

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
  if (const auto files = certificate_files(node.dir(), config))
    out.tls = http::TlsOptions{files->certificate, files->key};
  return out;
}

// Certificates are asked for and taken as they are: who is meant by one is decided by its fingerprint (PeerDoor).
http::ServerOptions peer_listener_options(const Node& node) {
  const Config& config = node.config();
  http::ServerOptions out = listener_options(node);
  out.address = config.peers.address;
  out.port = config.peers.port;
  out.io_threads = 1;
  out.tls = http::TlsOptions{node.dir() / "keys" / "peer.pem", node.dir() / "keys" / "peer.key", true};
  out.trusted_proxies.clear();  // TLS ends here: nobody else can have said who it is
  out.limits.connections = std::min(config.server.limits.connections, connections_of(0.25));
  return out;
}

// A browser keeps six connections, and what waits for news holds one of them. Bodies are forms and small objects.
http::ServerOptions room_listener_options(const Node& node) {
  constexpr std::size_t kConnections = 512;
  const Config& config = node.config();
  http::ServerOptions out = listener_options(node);
  out.address = config.room.address;
  const std::uint16_t usual = config.server.port == 0 || config.server.port > 65533
                                  ? std::uint16_t{0}
                                  : static_cast<std::uint16_t>(config.server.port + 2);
  out.port = config.room.port.value_or(usual);
  out.io_threads = 1;
  out.pool_threads = 4;
  if (!config.room.tls) out.tls.reset();
  out.limits.connections = std::min({config.server.limits.connections, kConnections, connections_of(0.25)});
  out.limits.body_bytes = std::min<std::size_t>(out.limits.body_bytes, 1u << 20);
  out.limits.log_in_threads = 1;  // as Access has slots for
  return out;
}

}  // namespace parley::node
