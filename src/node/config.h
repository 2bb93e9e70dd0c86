// parley.toml: how a node is set up. Every key is optional but [party] name; an unknown key is an error, because a
// misspelt one would silently mean its default.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/server.h"

namespace parley::node {

enum class Tls { off, files, self_signed };
enum class RequestLog { none, errors, all };

struct Config {
  struct Party {
    std::string name;      // "Ministry of the Interior"
    std::string identity;  // identity--UUID of the STIX identity that stands for the party
  } party;
  struct Server {
    std::string address = "127.0.0.1";
    std::uint16_t port = 6100;
    std::string public_url;  // what clients type; empty: from each request's Host
    Tls tls = Tls::off;
    std::filesystem::path tls_certificate, tls_key;   // relative to the node's folder
    int threads = 0;                                  // 0: one a processor
    std::vector<http::AddressRange> trusted_proxies;  // whose word on the client's address is taken (http/forwarded.h)
    http::Limits limits;
  } server;
  struct Taxii {
    std::string root = "api";  // path segment of the API root
    std::string title = "Parley";
    std::string description, contact;
    std::size_t page_objects = 1000, max_page_objects = 10'000;
    std::size_t max_page_bytes = 8u << 20;
    std::size_t cache_bytes = 64u << 20;
  } taxii;
  struct Journals {
    std::string domain = "localhost";  // first part of every journal's origin, fixed for life
    int publish_interval_ms = 500;
  } journals;
  struct Log {
    std::string level = "info";
    std::string file;  // empty: standard error
    RequestLog requests = RequestLog::errors;
  } log;
  // Whom to tell what comes in and what is due (group/notices.h).
  struct Duty {
    std::string command;  // run by /bin/sh, the text on standard input, PARLEY_SUBJECT, PARLEY_GROUP and PARLEY_KEY
                          // set; empty: none
    std::string webhook;  // http(s) URL that takes a POST of notice_json(); empty: none
    std::filesystem::path webhook_secret_file;  // its content is the key under which the webhook's bodies are signed;
                                                // relative to the node's folder; empty: unsigned
    int ahead_hours = 4;                        // told so long before something is due
  } duty;
  bool on_callers_word = false;  // [people]: on the command line a name alone is believed, and recorded as such
  bool open_metrics = false;     // /metrics without credentials
  // Other parties' nodes: a listener of its own, always TLS, where both sides show certificates that are pinned by the
  // cards.
  struct Peers {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;        // 0: nobody can ask this node; it only asks others
    std::string url;               // where others reach it; empty: https://DOMAIN:PORT
    int poll_ms = 5'000;           // how often each of them is asked for news, beside what it tells itself
    int witness_age_minutes = 60;  // a head that outside witnesses have not cosigned for longer is warned about

    std::string reachable_at(const std::string& domain) const;  // empty: nowhere
  } peers;
  // The room: what the node's own people see in a browser (docs/room.md).
  struct Room {
    bool enabled = true;
    std::string address = "127.0.0.1";  // another one needs TLS
    std::optional<std::uint16_t> port;  // 0: any free one; nothing: two above [server] port, or any free one
    std::string public_url;             // what people open; empty: http://NAME.localhost:PORT (web/public_url.h)
    bool tls = false;                   // with the certificate of [server]
    int idle_minutes = 15;              // a session that was not used for so long ends
    int session_hours = 10;             // ... and every one after so long
  } room;
  // How much others may make this node keep (node/storage.h). The limits leave room for a group of a million objects
  // and end long before a disk does; one object costs about 1.3 kB on disk and 112 bytes of memory.
  struct Storage {
    std::optional<std::uint64_t> reserve_bytes;          // free space kept for own work; nothing: see storage.h
    std::uint64_t party_bytes = std::uint64_t{4} << 30;  // of one party's journals, over all groups
    std::uint64_t party_objects = 2'000'000;             // likewise
    struct Party {
      std::string party;  // alias or identity
      std::optional<std::uint64_t> bytes, objects;
    };
    std::vector<Party> parties;  // with limits of their own
  } storage;
  // Where else a journal's head is known (docs/operator.md, "After restoring a backup").
  struct Witness {
    std::string journal;     // name
    std::string checkpoint;  // file path or http(s) URL
  };
  std::vector<Witness> witnesses;

  // Reads DIR/parley.toml. invalid_input names file, line, key and what could stand there.
  static Result<Config> load(const std::filesystem::path& file);
  static Result<Config> parse(std::string_view text, const std::string& file_name);
  // What is allowed and probably not meant, a sentence each with what to do.
  std::vector<std::string> warnings() const;
};

// Whether nobody but this machine can mean it by its name: "localhost", a loopback address.
bool is_for_trying_out(std::string_view domain);

// Whether it is a numeric address of loopback.
bool is_loopback(std::string_view address);

// The text of a new node's parley.toml, commented.
std::string initial_config(const Config& config);

}  // namespace parley::node
