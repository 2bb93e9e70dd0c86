// For end-to-end tests: the built `parley` command run as a person runs it, and a node of its own served on a real
// socket.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/client.h"

namespace parley::cli::testing {

struct Finished {
  int status = 0;  // exit status; 128 + signal
  std::string out, err;
};

// Runs `parley ARGUMENTS...` with `input` on standard input and PARLEY_DIR set, for at most 60 s.
Finished parley(const std::vector<std::string>& arguments, const std::string& input = {},
                const std::filesystem::path& dir = {});

// The same, begun and not waited for. Ends with the test.
class Begun {
 public:
  // `out`: standard output goes there; else it is kept.
  Begun(const std::vector<std::string>& arguments, const std::filesystem::path& dir, int out = -1);
  ~Begun();
  Begun(const Begun&) = delete;
  Begun& operator=(const Begun&) = delete;
  void signal(int number) const;
  std::string err() const;  // what stands on standard error by now
  bool has_ended();
  Finished finished();  // waits for its end

 private:
  struct Files;
  std::unique_ptr<Files> files_;
  pid_t pid_ = -1;
  std::optional<int> status_;
};

// The value of a member of the one-line JSON object `json`; empty when there is none. For reading the command's --json
// output.
std::string member(const std::string& json, const std::string& name);

// A folder that goes with the test.
class TemporaryDir {
 public:
  TemporaryDir();
  ~TemporaryDir();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Who asks a node that is served.
class Client {
 public:
  // Raw bytes out, everything that comes back until the server closes or 5 s pass in silence.
  std::string raw(const std::string& bytes) const;
  // TAXII requests with the administrator's or another authorization; `headers` replace the usual ones of the same
  // name.
  http::Response request(const std::string& method, const std::string& path, const std::string& body = {},
                         const http::Headers& headers = {});
  http::Response get(const std::string& path, const http::Headers& headers = {}) {
    return request("GET", path, {}, headers);
  }
  http::Response post(const std::string& path, const std::string& body, const http::Headers& headers = {}) {
    return request("POST", path, body, headers);
  }

  std::string url, collection, authorization;
  std::uint16_t port = 0;
  http::ClientOptions client_options;
};

// An initialised node and, between start() and stop(), its server process. What needs no process of its own is shown
// with a Party or a ServedParty (test_party.h).
class TestNode : public Client {
 public:
  explicit TestNode(const std::vector<std::string>& init_arguments = {});
  // Of a folder that was made before and that nobody has open.
  TestNode(std::filesystem::path dir, std::string its_password);
  ~TestNode();

  Finished run(const std::vector<std::string>& arguments, const std::string& input = {}) {
    return parley(arguments, input, dir());
  }
  void start();
  void stop(int signal);  // SIGTERM, SIGKILL; waits
  pid_t pid() const { return pid_; }

  const std::filesystem::path& dir() const { return dir_; }
  std::string password;

 private:
  TemporaryDir temporary_;
  std::filesystem::path dir_;
  pid_t pid_ = -1;
};

std::string basic(const std::string& user, const std::string& password);

}  // namespace parley::cli::testing
