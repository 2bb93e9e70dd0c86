// For tests: ports of 127.0.0.1.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <string>
#include <vector>

#include "base/file.h"

namespace parley::testing {

// Takes a port for this process among all that ask here, as tests run beside each other: a name in the abstract space
// of Unix sockets, which Linux gives up when the process ends. False: another process has it.
inline bool claim_port(std::uint16_t port) {
  static std::vector<Fd> claims;
  Fd claim(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const std::string name = "parley-test-port-" + std::to_string(port);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path + 1, name.size());  // behind a zero: the abstract space
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  if (::bind(claim.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0) return false;
  claims.push_back(std::move(claim));
  return true;
}

// One that nobody uses at the moment and that nobody gets by accident until this process ends: it lies below the ports
// that Linux gives to connections and to listeners that name none (from 32768). 0 when there is none.
inline std::uint16_t free_port() {
  constexpr std::uint16_t kFirst = 20000, kCount = 12000;
  const auto begin = static_cast<unsigned>(::getpid()) * 7u;  // processes that start together look in different places
  for (unsigned i = 0; i < kCount; ++i) {
    const auto port = static_cast<std::uint16_t>(kFirst + (begin + i) % kCount);
    const Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 && claim_port(port))
      return port;
  }
  return 0;
}

}  // namespace parley::testing
