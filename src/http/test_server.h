// For tests of this folder: a server with a handler for everything, and a socket that sends whatever it is told.
#pragma once

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"
#include "http/server.h"

namespace parley::http {

// A folder that goes with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "parley-http-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline ServerOptions quick_options() {
  ServerOptions options;
  options.limits.header_bytes = 4096;
  options.limits.target_bytes = 2048;
  options.limits.body_bytes = 1u << 20;
  return options;
}

// /fast/... answers on the I/O thread, /slow/... on the pool; /throw throws; both say what they got.
inline Handler echo_handler() {
  const auto describe = [](const Request& request) {
    return Response{200,
                    {{"Content-Type", "text/plain"}},
                    request.method_text + " " + request.path + "?" + request.query + " " +
                        std::to_string(request.body.size()) + "\n" + request.body,
                    nullptr};
  };
  Handler handler;
  handler.fast = [describe](const Request& request) -> std::optional<Response> {
    if (request.path == "/throw/fast") throw std::runtime_error("secret detail");
    if (request.path == "/large") return Response{200, {}, std::make_shared<const std::string>(8u << 20, 'x'), nullptr};
    if (request.path == "/none") return Response{204, {}, std::string(), nullptr};
    if (request.path.starts_with("/slow") || request.path == "/throw/slow") return std::nullopt;
    return describe(request);
  };
  handler.slow = [describe](Request&& request) {
    if (request.path == "/throw/slow") throw 5;
    return describe(request);
  };
  handler.refuse = [](int status, std::string_view why) {
    return Response{
        status, {{"Content-Type", "application/json"}}, "{\"title\":\"" + std::string(why) + "\"}", nullptr};
  };
  return handler;
}

inline std::unique_ptr<Server> start_or_die(const ServerOptions& options, Handler handler = echo_handler()) {
  auto server = Server::start(options, std::move(handler));
  if (!server.ok()) ADD_FAILURE() << server.error().message;
  return server.ok() ? std::move(server).value() : nullptr;
}

class RawSocket {
 public:
  explicit RawSocket(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  bool connected() const { return connected_; }
  int fd() const { return fd_.get(); }
  bool send(std::string_view data) {
    while (!data.empty()) {
      const ssize_t put = ::send(fd_.get(), data.data(), data.size(), MSG_NOSIGNAL);
      if (put <= 0) return false;
      data.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
  }
  void end_output() { ::shutdown(fd_.get(), SHUT_WR); }
  // Reads until `enough` is satisfied, the end, or the time is over.
  template <class Enough>
  std::string read_until(Enough enough, int timeout_ms = 5000) {
    std::string out;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
    while (!enough(out)) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
      pollfd wait{fd_.get(), POLLIN, 0};
      if (left <= 0 || ::poll(&wait, 1, static_cast<int>(left)) <= 0) break;
      char chunk[65536];
      const ssize_t got = ::recv(fd_.get(), chunk, sizeof chunk, 0);
      if (got <= 0) {
        ended_ = true;
        break;
      }
      out.append(chunk, static_cast<std::size_t>(got));
    }
    return out;
  }
  std::string read_all(int timeout_ms = 5000) {
    return read_until([](const std::string&) { return false; }, timeout_ms);
  }
  std::string read_containing(std::string_view text, int timeout_ms = 5000) {
    return read_until([&](const std::string& got) { return got.find(text) != std::string::npos; }, timeout_ms);
  }
  bool ended() const { return ended_; }

 private:
  Fd fd_;
  bool connected_ = false, ended_ = false;
};

// Everything that the server sends on a connection of its own in answer to `bytes`, until it closes.
inline std::string answer_to(std::uint16_t port, std::string_view bytes, int timeout_ms = 5000) {
  RawSocket socket(port);
  socket.send(bytes);
  std::string out = socket.read_all(timeout_ms);
  EXPECT_TRUE(socket.ended()) << "the connection stays open after: " << out;
  return out;
}

// The next request is served.
inline void expect_alive(std::uint16_t port) {
  EXPECT_THAT(answer_to(port, "GET /alive HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              ::testing::StartsWith("HTTP/1.1 200 OK\r\n"));
}

}  // namespace parley::http
