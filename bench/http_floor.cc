// What the HTTP server costs by itself: a page and an object from memory, the object behind Basic authentication.
// `http_floor PORT PAGE_BYTES OBJECT_BYTES [CERTIFICATE KEY]` serves /page and /object on 127.0.0.1 until standard
// input ends. nginx.conf.in serves the same bytes from files; http_floor.sh measures both side by side.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "http/credentials.h"
#include "http/server.h"

namespace {

using namespace parley;

http::SharedBody body_of(const char* bytes) {
  return std::make_shared<const std::string>(std::strtoul(bytes, nullptr, 10), 'x');
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 && argc != 6)
    return std::fputs("usage: http_floor PORT PAGE_BYTES OBJECT_BYTES [CERTIFICATE KEY]\n", stderr), 2;
  http::ServerOptions options;
  options.port = static_cast<std::uint16_t>(std::strtoul(argv[1], nullptr, 10));
  if (argc == 6) options.tls = http::TlsOptions{argv[4], argv[5]};
  const http::SharedBody page = body_of(argv[2]), object = body_of(argv[3]);
  // The header fields of a page of TAXII, so that an answer has the size that a node's has.
  const auto block = std::make_shared<const std::string>(
      "Content-Type: application/taxii+json;version=2.1\r\n"
      "X-TAXII-Date-Added-First: 2026-11-22T08:24:53.123456Z\r\nX-TAXII-Date-Added-Last: "
      "2026-11-22T08:24:53.123456Z\r\n");
  // As in a node after the first request of a client: the password was verified, and is recognised from then on without
  // hashing it again.
  http::VerifiedCache cache({});
  const std::string stored = "the stored hash of user's password";
  cache.remember("user", as_bytes("password"), stored);

  http::Handler handler;
  // Everything is answered on the thread that reads the socket, as a node answers what it has in memory.
  handler.fast = [&](const http::Request& request) -> std::optional<http::Response> {
    if (request.path == "/page") return http::Response{200, {}, page, block};
    const std::string* header = request.header("Authorization");
    if (header == nullptr) return http::Response{401, {{"WWW-Authenticate", "Basic"}}, std::string("who?\n"), nullptr};
    const auto credentials = http::parse_authorization(*header);
    const auto* basic = credentials.ok() ? std::get_if<http::BasicCredentials>(&*credentials) : nullptr;
    if (basic == nullptr || !cache.knows(basic->user, basic->password.reveal(), stored))
      return http::Response{403, {}, std::string("no\n"), nullptr};
    return http::Response{200, {}, object, block};
  };
  handler.log = [](std::string_view message) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(message.size()), message.data());
  };
  const auto server = http::Server::start(options, std::move(handler));
  if (!server.ok()) return std::fprintf(stderr, "http_floor: %s\n", server.error().message.c_str()), 3;
  std::printf("127.0.0.1:%u\n", (*server)->port());
  std::fflush(stdout);
  char byte;
  while (::read(STDIN_FILENO, &byte, 1) > 0) continue;
  return 0;
}
