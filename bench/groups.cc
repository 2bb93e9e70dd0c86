// Nodes in groups for the benchmarks: made, filled through releases and, where a hundred are wanted, served from one
// process.
//
//   parley_groups make DIR PARTIES SIZE
//       makes nodes DIR/0 ... DIR/PARTIES-1. 0 is in every group, the others in one each, SIZE members a group.
//   parley_groups objects DIR/N COUNT
//       prints objects of about 400 bytes that may leave to a group, a line each, as `release` releases them.
//   parley_groups release DIR/N COUNT BATCH
//       releases COUNT of them to the first group, BATCH in one release; prints the rate.
//   parley_groups serve DIR FIRST LAST
//       serves DIR/FIRST ... DIR/LAST until standard input ends.
//   parley_groups notice PARLEY DIR/N URL ROUNDS
//       has PARLEY release an object of DIR/N's journal "main" and asks URL, a TAXII collection, for it as a reader,
//       ROUNDS times; prints how long after the command's end it was there.
//
// Groups are g1, g2, ... Prints one JSON line. Nothing of it is fit for anything but measuring: one process plays
// parties that have nothing in common.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/bytes.h"
#include "base/uuid.h"
#include "http/client.h"
#include "node/charters.h"
#include "node/journals.h"
#include "node/node.h"
#include "node/peers.h"
#include "node/people.h"
#include "node/releases.h"
#include "node/server.h"
#include "release/confirm.h"

namespace {

using namespace parley;
using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

constexpr std::string_view kPassword = "correct horse battery staple";
constexpr std::string_view kGreen = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb";  // TLP:GREEN

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

// A benchmark that goes on after a failure measures something else, so each step ends the program with what went wrong.
void check(const Status& status, const std::string& what) {
  if (status.ok()) return;
  fmt::print(stderr, "parley_groups: {}: {}\n", what, status.error().message);
  std::exit(3);
}

template <typename T>
T take(Result<T> result, const std::string& what) {
  check(result.ok() ? Status{} : Status{result.error()}, what);
  return std::move(result).value();
}

// Below the ports that the system gives to who connects: a node that is served later must still find it free.
std::uint16_t free_port() {
  // Begun at another port in each run, so that runs behind each other do not meet the last one's connections.
  static std::uint32_t next = static_cast<std::uint32_t>(now().value / 1000 % 17'000);
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const auto port = static_cast<std::uint16_t>(15'000 + next++ % 17'000);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    const bool bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    if (bound) return port;
  }
  check(Error{Code::unavailable, "none is free"}, "a port");
  return 0;
}

// Object `number` of the party; the same text each time.
// Multiplying by an odd constant maps numbers to numbers one to one, so no identifier comes twice.
std::string object_text(const std::string& author, std::uint64_t number) {
  const std::uint64_t mixed = (number + 1) * 0x9E3779B97F4A7C15u;  // so that identifiers come in no order
  return fmt::format(
      R"({{"type":"malware","spec_version":"2.1","id":"malware--{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}","created_by_ref":"{}","created":"2026-07-09T18:30:00.000Z",)"
      R"("modified":"2026-07-09T18:30:00.000Z","name":"Loader {}","description":"Seen on the jump hosts of the northern grid by the duty team","is_family":false,)"
      R"("object_marking_refs":["{}"]}})",
      mixed >> 32, mixed >> 16 & 0xffff, mixed >> 4 & 0xfff, mixed & 0xfff, number, author, number, kGreen);
}

// The hub, which is in every group, takes as many threads as the machine has; the others have nothing to do but be
// there, and with one thread each a hundred of them fit into one process.
void make_node(const fs::path& dir, int number) {
  node::InitOptions options;
  options.party = fmt::format("Party {}", number);
  options.password = std::string(kPassword);
  // Any free port for outside clients: hundreds of nodes share one machine.
  options.config.server.port = 0;
  options.config.server.threads = number == 0 ? 0 : 1;
  options.config.journals.domain = fmt::format("party{}.example", number);
  options.config.peers.port = free_port();
  options.config.peers.url = fmt::format("https://127.0.0.1:{}", options.config.peers.port);
  take(node::Node::init(dir, options), dir.string());
}

// Cards of each to each, and the charter by hand: nobody has to be served for it.
void make_group(const std::vector<node::Node*>& nodes, int number) {
  group::Terms terms;
  terms.id = fmt::format("charter--{}", to_string(uuid_v4()));
  terms.created = terms.modified = {now().value / 1000 * 1000};
  terms.name = fmt::format("g{}", number), terms.purpose = "Measuring";
  terms.uses = {group::Use::infrastructure};
  terms.object_types = {"*"};
  terms.markings = {std::string(kGreen)};
  terms.default_marking = kGreen;
  for (node::Node* one : nodes) {
    const auto card = take(one->peers().own_card_parsed(), "card");
    terms.members.push_back({card.identity_id, card.name, card.party_key});
    for (node::Node* other : nodes)
      if (other != one && !other->peers().find(card.identity_id).ok())
        check(other->peers().accept(card, card.domain.substr(0, card.domain.find('.'))), "card of " + card.name);
  }
  std::sort(terms.members.begin(), terms.members.end(),
            [](const auto& a, const auto& b) { return a.identity_id < b.identity_id; });
  group::Charter charter = take(group::draft_charter(terms), "charter");
  for (node::Node* one : nodes) {
    check(one->charters().propose(charter, terms.name), "charter");
    charter = take(one->charters().sign(terms.id), "signature");
  }
  // Once more to all, now that every signature is there: so the group begins at each of them.
  for (node::Node* one : nodes) check(one->charters().propose(charter, terms.name), "charter");
}

// The hub stays open, since it signs in each group; the others are opened for their own group only, so that hundreds
// need no more memory than one group does.
int make(const fs::path& dir, int parties, int size) {
  for (int i = 0; i < parties; ++i) make_node(dir / std::to_string(i), i);
  const auto hub = take(node::Node::open(dir / "0"), "0");
  int groups = 0;
  for (int first = 1; first < parties; first += size - 1) {
    std::vector<std::unique_ptr<node::Node>> others;
    std::vector<node::Node*> members = {hub.get()};
    for (int i = first; i < std::min(first + size - 1, parties); ++i) {
      others.push_back(take(node::Node::open(dir / std::to_string(i)), std::to_string(i)));
      members.push_back(others.back().get());
    }
    make_group(members, ++groups);
  }
  fmt::print("{{\"parties\":{},\"groups\":{}}}\n", parties, groups);
  return 0;
}

int write_objects(const fs::path& dir, std::uint64_t count) {
  const auto node = take(node::Node::open(dir), dir.string());
  for (std::uint64_t i = 0; i < count; ++i) fmt::print("{}\n", object_text(node->config().party.identity, i));
  return 0;
}

// Only the calls that release are timed. Making the texts is the benchmark's own work.
int release_objects(const fs::path& dir, std::uint64_t count, std::uint64_t batch) {
  const auto node = take(node::Node::open(dir), dir.string());
  std::uint64_t bytes = 0;
  double spent = 0;
  const auto admin =
      take(node->people().by_uid({.from = node::Origin::command, .uid = ::geteuid()}), "the administrator");
  for (std::uint64_t done = 0; done < count;) {
    node::Releases::Request request{.group = "g1", .objects = {}, .shown = {}, .journal = {}};
    for (; done < count && request.objects.size() < batch; ++done)
      bytes += request.objects.emplace_back(object_text(node->config().party.identity, done)).size();
    const auto begin = Clock::now();
    request.shown = release::digest_of(request.objects);
    take(node->releases().send(admin, request), "release");
    spent += seconds_since(begin);
  }
  fmt::print("{{\"objects\":{},\"object_bytes\":{},\"seconds\":{:.3f},\"objects_per_second\":{:.0f}}}\n", count,
             bytes / std::max<std::uint64_t>(count, 1), spent, static_cast<double>(count) / spent);
  return 0;
}

// As many descriptors as the system allows: each connection and each open journal needs some.
int serve(const fs::path& dir, int first, int last) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  std::vector<std::unique_ptr<node::Node>> nodes;
  std::vector<std::unique_ptr<node::NodeServer>> servers;
  for (int i = first; i <= last; ++i) {
    nodes.push_back(take(node::Node::open(dir / std::to_string(i)), std::to_string(i)));
    nodes.back()->journals().open_all();
    servers.push_back(take(node::NodeServer::start(*nodes.back()), std::to_string(i)));
  }
  fmt::print("{{\"serving\":{}}}\n", servers.size());
  std::fflush(stdout);
  char byte;
  while (::read(STDIN_FILENO, &byte, 1) > 0) {
  }
  // Servers end before their nodes, which they work on.
  servers.clear();
  return 0;
}

// How long it takes until somebody sees what was released: from the end of the command to the first page that has the
// object. The object is imported before, so that this is no part of it; the wait between two looks is a millisecond,
// which is the resolution of the result.
int notice(const std::string& parley, const fs::path& dir, const std::string& collection, int rounds) {
  const std::string command = fmt::format("'{}' --dir '{}' ", parley, dir.string());
  const fs::path file = dir.parent_path() / "notice.ndjson";
  const node::Config config = take(node::Config::load(dir / "parley.toml"), "parley.toml");
  std::FILE* out = std::fopen(file.c_str(), "w");
  if (out == nullptr) check(Error{Code::unavailable, "cannot be written"}, file.string());
  std::vector<std::string> ids;
  for (int i = 0; i < rounds; ++i) {
    const std::string text = object_text(config.party.identity, 1'000'000'000u + static_cast<unsigned>(i));
    fmt::print(out, "{}\n", text);
    const std::size_t at = text.find("malware--");
    ids.push_back(text.substr(at, text.find('"', at) - at));
  }
  std::fclose(out);
  if (std::system((command + "import '" + file.string() + "' >/dev/null").c_str()) != 0)
    check(Error{Code::unavailable, "import failed"}, parley);
  http::Client client;
  const std::string basic = "Basic " + to_base64(as_bytes(fmt::format("admin:{}", kPassword)));
  std::vector<double> took;
  for (const std::string& id : ids) {
    if (std::system((command + "release send " + id + " --to g1 --as admin --yes >/dev/null").c_str()) != 0)
      check(Error{Code::unavailable, "release failed"}, parley);
    const auto begin = Clock::now();
    for (bool there = false; !there;) {
      const http::Response page =
          take(client.send({.url = collection + "objects/?match%5Bid%5D=" + id,
                            .method = "GET",
                            .headers = {{"Accept", "application/taxii+json;version=2.1"}, {"Authorization", basic}},
                            .body = {}}),
               "a page");
      if (page.status != 200)
        check(Error{Code::unavailable, fmt::format("{} {}", page.status, page.body_text())}, collection);
      there = page.body_text().find(id) != std::string_view::npos;
      if (seconds_since(begin) > 30) check(Error{Code::unavailable, "did not arrive within 30 s"}, id);
      if (!there) ::usleep(1000);
    }
    took.push_back(seconds_since(begin) * 1000);
    ::usleep(static_cast<unsigned>(took.size() * 137'000 %
                                   800'000));  // as people and scripts do, and at no fixed distance from whatever ticks
  }
  std::sort(took.begin(), took.end());
  fmt::print("{{\"rounds\":{},\"median_ms\":{:.1f},\"worst_ms\":{:.1f}}}\n", took.size(), took[took.size() / 2],
             took.back());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const auto number = [&](std::size_t at) { return std::strtoull(words[at].c_str(), nullptr, 10); };
  if (words.size() == 4 && words[0] == "make" && number(2) >= 2 && number(3) >= 2)
    return make(words[1], static_cast<int>(number(2)), static_cast<int>(number(3)));
  if (words.size() == 3 && words[0] == "objects") return write_objects(words[1], number(2));
  if (words.size() == 4 && words[0] == "release")
    return release_objects(words[1], number(2), std::max<std::uint64_t>(number(3), 1));
  if (words.size() == 4 && words[0] == "serve")
    return serve(words[1], static_cast<int>(number(2)), static_cast<int>(number(3)));
  if (words.size() == 5 && words[0] == "notice")
    return notice(words[1], words[2], words[3], static_cast<int>(number(4)));
  fmt::print(stderr,
             "usage: parley_groups make DIR PARTIES SIZE | objects DIR COUNT | release DIR COUNT BATCH | serve DIR "
             "FIRST LAST | notice PARLEY DIR URL ROUNDS\n");
  return 2;
}
