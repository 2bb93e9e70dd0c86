#include "cli/test_node.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

#include "base/bytes.h"
#include "base/file.h"
#include "json/json.h"

extern char** environ;

namespace parley::cli::testing {
namespace {

using std::chrono::steady_clock;

std::vector<std::string> environment_with(const std::filesystem::path& dir) {
  std::vector<std::string> out;
  for (char** at = environ; *at != nullptr; ++at)
    if (!std::string_view(*at).starts_with("PARLEY_DIR=")) out.emplace_back(*at);
  if (!dir.empty()) out.push_back("PARLEY_DIR=" + dir.string());
  return out;
}

// Starts the command with these descriptors as its standard streams.
pid_t spawn(const std::vector<std::string>& arguments, const std::filesystem::path& dir, int in, int out, int err) {
  std::vector<std::string> words{PARLEY_BINARY};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> environment = environment_with(dir);
  std::vector<char*> argv, envp;
  for (auto& word : words) argv.push_back(word.data());
  for (auto& word : environment) envp.push_back(word.data());
  argv.push_back(nullptr), envp.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, 0);
  posix_spawn_file_actions_adddup2(&actions, out, 1);
  posix_spawn_file_actions_adddup2(&actions, err, 2);
  pid_t pid = -1;
  const int failed = posix_spawn(&pid, PARLEY_BINARY, &actions, nullptr, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  EXPECT_EQ(failed, 0) << "cannot start " << PARLEY_BINARY;
  return pid;
}

int status_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

int wait_for(pid_t pid) {
  int status = 0;
  ::waitpid(pid, &status, 0);
  return status_of(status);
}

Fd temporary_file(const std::filesystem::path& path, const std::string& content = {}) {
  auto fd = open_file(path, O_RDWR | O_CREAT | O_TRUNC);
  EXPECT_TRUE(fd.ok());
  EXPECT_TRUE(write_all(fd->get(), content).ok());
  ::lseek(fd->get(), 0, SEEK_SET);
  return std::move(fd).value();
}

}  // namespace

TemporaryDir::TemporaryDir() {
  std::string pattern = (std::filesystem::temp_directory_path() / "parley-test-XXXXXX").string();
  path_ = ::mkdtemp(pattern.data());
}
TemporaryDir::~TemporaryDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Finished parley(const std::vector<std::string>& arguments, const std::string& input, const std::filesystem::path& dir) {
  const TemporaryDir files;
  const Fd in = temporary_file(files.path() / "in", input), out = temporary_file(files.path() / "out"),
           err = temporary_file(files.path() / "err");
  const pid_t pid = spawn(arguments, dir, in.get(), out.get(), err.get());
  Finished finished;
  finished.status = wait_for(pid);
  finished.out = read_file(files.path() / "out").value();
  finished.err = read_file(files.path() / "err").value();
  return finished;
}

struct Begun::Files {
  TemporaryDir dir;
  Fd in = temporary_file(dir.path() / "in"), out = temporary_file(dir.path() / "out"),
     err = temporary_file(dir.path() / "err");
};

Begun::Begun(const std::vector<std::string>& arguments, const std::filesystem::path& dir, int out)
    : files_(std::make_unique<Files>()),
      pid_(spawn(arguments, dir, files_->in.get(), out >= 0 ? out : files_->out.get(), files_->err.get())) {}

Begun::~Begun() {
  if (has_ended()) return;
  signal(SIGKILL);
  (void)finished();
}

void Begun::signal(int number) const {
  if (!status_) ::kill(pid_, number);
}

std::string Begun::err() const { return read_file(files_->dir.path() / "err").value(); }

bool Begun::has_ended() {
  int status = 0;
  if (!status_ && ::waitpid(pid_, &status, WNOHANG) == pid_) status_ = status_of(status);
  return status_.has_value();
}

Finished Begun::finished() {
  if (!status_) status_ = wait_for(pid_);
  return {*status_, read_file(files_->dir.path() / "out").value(), err()};
}

std::string member(const std::string& text, const std::string& name) {
  json::Parser parser;
  const auto value = parser.parse(text);
  if (!value.ok()) return "not JSON: " + text;
  simdjson::dom::element found;
  if (value->at_key(name).get(found) != simdjson::SUCCESS) return {};
  if (std::string_view string; found.get_string().get(string) == simdjson::SUCCESS) return std::string(string);
  return simdjson::minify(found);
}

std::string basic(const std::string& user, const std::string& password) {
  return "Basic " + to_base64(as_bytes(user + ":" + password));
}

TestNode::TestNode(const std::vector<std::string>& init_arguments) : dir_(temporary_.path() / "node") {
  std::vector<std::string> arguments{"init", dir_.string(), "--port", "0", "--json"};
  if (std::find(init_arguments.begin(), init_arguments.end(), "--party") == init_arguments.end())
    arguments.insert(arguments.end(), {"--party", "Ministry of the Interior"});
  arguments.insert(arguments.end(), init_arguments.begin(), init_arguments.end());
  const Finished made = parley(arguments);
  EXPECT_EQ(made.status, 0) << made.err << made.out;
  password = member(made.out, "password");
  collection = member(made.out, "collection");
  authorization = basic("admin", password);
}

TestNode::TestNode(std::filesystem::path dir, std::string its_password)
    : password(std::move(its_password)), dir_(std::move(dir)) {
  authorization = basic("admin", password);
}

TestNode::~TestNode() {
  if (pid_ > 0) stop(SIGKILL);
}

void TestNode::start() {
  const Fd in = temporary_file(temporary_.path() / "serve.in"), out = temporary_file(temporary_.path() / "serve.out"),
           err = temporary_file(temporary_.path() / "serve.err");
  pid_ = spawn({"serve", "--json"}, dir_, in.get(), out.get(), err.get());
  for (const auto until = steady_clock::now() + std::chrono::seconds(20); steady_clock::now() < until;) {
    const std::string line = read_file(temporary_.path() / "serve.out").value();
    if (line.ends_with('\n') && !member(line, "port").empty()) {
      url = member(line, "url");
      port = static_cast<std::uint16_t>(std::stoi(member(line, "port")));
      return;
    }
    if (int status; ::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  FAIL() << "the node does not serve: " << read_file(temporary_.path() / "serve.err").value()
         << read_file(temporary_.path() / "serve.out").value();
}

void TestNode::stop(int signal) {
  ::kill(pid_, signal);
  wait_for(std::exchange(pid_, -1));
}

std::string Client::raw(const std::string& bytes) const {
  const Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t sent = ::send(socket.get(), bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
    if (sent <= 0) break;
    at += static_cast<std::size_t>(sent);
  }
  std::string answer;
  for (char block[65536];;) {
    pollfd wait{socket.get(), POLLIN, 0};
    if (::poll(&wait, 1, 5000) <= 0) return answer;
    const ssize_t got = ::recv(socket.get(), block, sizeof block, 0);
    if (got <= 0) return answer;
    answer.append(block, static_cast<std::size_t>(got));
  }
}

http::Response Client::request(const std::string& method, const std::string& path, const std::string& body,
                               const http::Headers& headers) {
  http::ClientRequest ask{.url = url + path, .method = method, .headers = headers, .body = body};
  const auto usual = [&](const char* name, const std::string& value) {
    if (http::find_header(headers, name) == nullptr) ask.headers.emplace_back(name, value);
  };
  usual("Authorization", authorization);
  usual("Accept", "application/taxii+json;version=2.1");
  if (!body.empty()) usual("Content-Type", "application/taxii+json;version=2.1");
  std::erase_if(ask.headers, [](const auto& header) { return header.second.empty(); });
  auto answer = http::fetch(ask, client_options);
  if (answer.ok()) return std::move(answer).value();
  ADD_FAILURE() << method << " " << path << ": " << answer.error().message;
  return {.status = 0, .headers = {}, .body = {}, .header_block = {}};
}

}  // namespace parley::cli::testing
