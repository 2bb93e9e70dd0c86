// Load for the benchmarks: posts envelopes of generated STIX 2.1 objects over keep-alive connections and prints the
// rate.
//
//   parley_load HOST PORT PATH AUTHORIZATION OBJECTS CONNECTIONS [FIRST] [PER_ENVELOPE]
//
// Objects average about 400 bytes: indicators, attack patterns, malware, relationships, and three kinds of SCO, each
// with an identifier of its own (random version 4 UUIDs from a seeded generator, so ids arrive in no order). Plain
// sockets: what is measured is the server. Prints one JSON line:
// {"objects":N,"seconds":S,"objects_per_second":R,"refused":K}.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

struct Settings {
  std::string host, path, authorization;
  std::uint16_t port = 0;
  std::uint64_t objects = 0, first = 0;
  int connections = 4;
  std::uint64_t per_envelope = 1000;
};

// A generator that gives the same sequence for the same seed on every machine (mt19937_64), so that two runs post the
// same objects.
class Ids {
 public:
  explicit Ids(std::uint64_t seed) : random_(seed) {}
  std::string uuid() {
    static constexpr char kHex[] = "0123456789abcdef";
    std::uint64_t high = random_(), low = random_();
    char text[37] = "00000000-0000-4000-8000-000000000000";
    for (int i = 0, digit = 0; i < 36; ++i) {
      if (text[i] == '-') continue;
      std::uint64_t& half = digit < 16 ? high : low;
      const char hex = kHex[half & 15];
      half >>= 4;
      ++digit;
      // The version digit 4 stays, and the variant is one of 8, 9, a and b (RFC 9562 section 4).
      if (i == 14) continue;
      text[i] = i == 19 ? kHex[8 + (static_cast<unsigned>(hex) & 3)] : hex;
    }
    return text;
  }
  std::uint64_t number() { return random_(); }

 private:
  std::mt19937_64 random_;
};

// Object `number` of a mix as feeds have it: three in eight are indicators. Sizes and types repeat with the number,
// values with the generator.
void append_object(std::string& out, Ids& ids, std::uint64_t number) {
  const auto sdo = [&](std::string_view type, std::string_view rest) {
    out += R"({"type":")";
    out += type;
    out += R"(","spec_version":"2.1","id":")";
    out += type;
    out += "--" + ids.uuid();
    out +=
        R"(","created_by_ref":"identity--f431f809-377b-45e0-aa1c-6a4751cae5ff","created":"2026-07-09T18:30:00.000Z","modified":"2026-07-09T18:30:00.000Z",)";
    out += rest;
    out += '}';
  };
  const std::uint64_t r = ids.number();
  char text[256];
  switch (number % 8) {
    case 0:
    case 1:
    case 2:
      std::snprintf(
          text, sizeof text,
          R"("name":"Beacon %u","description":"Seen on the northern grid's jump hosts, observed by the duty team","indicator_types":["malicious-activity"],"pattern":"[ipv4-addr:value = '198.51.%u.%u']","pattern_type":"stix","valid_from":"2026-07-09T18:30:00Z")",
          static_cast<unsigned>(r % 100000), static_cast<unsigned>(r >> 8 & 255), static_cast<unsigned>(r >> 16 & 255));
      return sdo("indicator", text);
    case 3:
      std::snprintf(
          text, sizeof text,
          R"("name":"Technique %u","description":"Switching commands are sent outside the control room's hours","external_references":[{"source_name":"own","external_id":"T%u"}])",
          static_cast<unsigned>(r % 1000), static_cast<unsigned>(r % 1000));
      return sdo("attack-pattern", text);
    case 4:
      std::snprintf(
          text, sizeof text,
          R"("name":"Loader %u","is_family":false,"malware_types":["trojan"],"description":"Loads a second stage from the update server of a newspaper")",
          static_cast<unsigned>(r % 100000));
      return sdo("malware", text);
    case 5: {
      const std::string rest = R"("relationship_type":"uses","source_ref":"campaign--)" + ids.uuid() +
                               R"(","target_ref":"malware--)" + ids.uuid() + "\"";
      return sdo("relationship", rest);
    }
    case 6:
      out += R"({"type":"ipv4-addr","spec_version":"2.1","id":"ipv4-addr--)" + ids.uuid() + R"(","value":"203.0.)" +
             std::to_string(r & 255) + "." + std::to_string(r >> 8 & 255) + "\"}";
      return;
    default:
      out += R"({"type":"file","spec_version":"2.1","id":"file--)" + ids.uuid() + R"(","hashes":{"SHA-256":")";
      for (int i = 0; i < 4; ++i) {
        std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(ids.number()));
        out += text;
      }
      out += R"("},"size":)" + std::to_string(r % 1000000) + R"(,"name":"update.bin"})";
  }
}

// One keep-alive connection that posts and reads the whole answer before it posts again, as TAXII clients do. Small
// writes are not held back for larger ones (TCP_NODELAY), since a client that waits for an answer would otherwise wait
// for the timer of the other side.
class Connection {
 public:
  explicit Connection(const Settings& settings) : settings_(settings) {
    fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(settings.port);
    ::inet_pton(AF_INET, settings.host.c_str(), &address.sin_addr);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("connect");
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  ~Connection() { ::close(fd_); }

  // Posts `body` and returns the answer's body; ends the program unless it is 202.
  std::string post(const std::string& body) {
    const std::string head = "POST " + settings_.path + " HTTP/1.1\r\nHost: " + settings_.host +
                             "\r\nAuthorization: " + settings_.authorization +
                             "\r\nAccept: application/taxii+json;version=2.1\r\nContent-Type: "
                             "application/taxii+json;version=2.1\r\nContent-Length: " +
                             std::to_string(body.size()) + "\r\n\r\n";
    send_all(head);
    send_all(body);
    std::string answer;
    std::size_t end;
    while ((end = answer.find("\r\n\r\n")) == std::string::npos) receive(answer);
    // Behind "HTTP/1.1 ". Any other status would be a rate of refusals.
    if (answer.compare(9, 3, "202") != 0) {
      std::fprintf(stderr, "%s\n", answer.substr(0, 2000).c_str());
      std::exit(1);
    }
    const std::size_t at = answer.find("Content-Length: ");
    const std::size_t size = std::strtoull(answer.c_str() + at + 16, nullptr, 10);
    while (answer.size() < end + 4 + size) receive(answer);
    return answer.substr(end + 4);
  }

 private:
  [[noreturn]] static void fail(const char* what) {
    std::perror(what);
    std::exit(1);
  }
  void send_all(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) fail("send");
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void receive(std::string& into) {
    char block[65536];
    const ssize_t got = ::recv(fd_, block, sizeof block, 0);
    if (got <= 0) fail("recv");
    into.append(block, static_cast<std::size_t>(got));
  }
  const Settings& settings_;
  int fd_ = -1;
};

// The status resource of TAXII 2.1 (section 4.3) counts what was refused; searched in the text, since nothing else of
// it is wanted.
std::uint64_t failures_in(const std::string& status) {
  const std::size_t at = status.find("\"failure_count\":");
  return at == std::string::npos ? 0 : std::strtoull(status.c_str() + at + 16, nullptr, 10);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7) {
    std::fprintf(stderr, "usage: %s HOST PORT PATH AUTHORIZATION OBJECTS CONNECTIONS [FIRST] [PER_ENVELOPE]\n",
                 argv[0]);
    return 2;
  }
  Settings settings;
  settings.host = argv[1];
  settings.port = static_cast<std::uint16_t>(std::atoi(argv[2]));
  settings.path = argv[3];
  settings.authorization = argv[4];
  settings.objects = std::strtoull(argv[5], nullptr, 10);
  settings.connections = std::atoi(argv[6]);
  if (argc > 7) settings.first = std::strtoull(argv[7], nullptr, 10);
  if (argc > 8) settings.per_envelope = std::strtoull(argv[8], nullptr, 10);

  const std::uint64_t envelopes = (settings.objects + settings.per_envelope - 1) / settings.per_envelope;
  std::atomic<std::uint64_t> next = 0, refused = 0, sent = 0;
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < settings.connections; ++i)
    threads.emplace_back([&] {
      Connection connection(settings);
      std::string body;
      // Envelopes are taken from a common counter, so that a slow connection takes fewer.
      for (std::uint64_t envelope; (envelope = next++) < envelopes;) {
        const std::uint64_t first = envelope * settings.per_envelope;
        const std::uint64_t count = std::min(settings.per_envelope, settings.objects - first);
        // Seeded by the number of its first object: which connection takes an envelope does not change what is in it.
        Ids ids(settings.first + first + 1);
        body = "{\"objects\":[";
        for (std::uint64_t k = 0; k < count; ++k) {
          if (k > 0) body += ',';
          append_object(body, ids, first + k);
        }
        body += "]}";
        refused += failures_in(connection.post(body));
        sent += count;
      }
    });
  for (auto& thread : threads) thread.join();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("{\"objects\":%llu,\"seconds\":%.3f,\"objects_per_second\":%.0f,\"refused\":%llu}\n",
              static_cast<unsigned long long>(sent), seconds, static_cast<double>(sent) / seconds,
              static_cast<unsigned long long>(refused));
  return refused == 0 ? 0 : 1;
}
