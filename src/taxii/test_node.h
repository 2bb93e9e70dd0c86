// For tests: a catalog over a few values, with real journals in a temporary folder, and a service over it.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/keys.h"
#include "base/mutex.h"
#include "taxii/service.h"
#include "taxii/test_client_checks.h"

namespace parley::taxii::checks {

struct Rights {
  bool read = false, write = false, remove = false;
};

inline const std::string kAlice = "Basic YWxpY2U6c2VjcmV0";  // reads, writes and deletes everything
inline const std::string kToken = "Bearer token-of-alice";   // likewise
inline const std::string kReader = "Bearer reader";          // reads what `grant` says, and so on
inline const std::string kWriter = "Bearer writer";
inline const std::string kNobody = "Bearer nobody";  // known, without any right

class FakeCatalog : public Catalog {
 public:
  FakeCatalog();
  ~FakeCatalog() override;

  std::string make_collection(const std::string& alias = {}, const std::string& root = "api1");
  void grant(const std::string& principal, const std::string& collection, Rights rights);
  journal::Journal& journal(const std::string& collection);
  void remove_collections();
  void close(const std::string& collection, const std::string& why);  // for a fault
  bool anonymous = false;                                             // whether requests without credentials are let in
  bool keeps_status = true;                                           // false: keep_status fails
  bool busy = false;                                                  // authenticate() has too much to do

  Result<Principal> authenticate(std::string_view authorization, std::string_view peer) override;
  std::optional<Principal> authenticate_fast(std::string_view authorization) override;
  Discovery discovery() override;
  std::vector<ApiRoot> roots(const Principal& principal) override;
  std::vector<Collection> collections(std::string_view root, const Principal& principal) override;
  std::optional<Collection> collection(std::string_view root, std::string_view id, const Principal& principal) override;
  Status keep_status(std::string_view root, std::string_view id, const Principal& owner, std::string json) override;
  Result<std::string> status(std::string_view root, std::string_view id, const Principal& principal) override;
  std::span<const std::uint8_t> cursor_key() override { return key_; }

 private:
  struct Kept {
    std::string root;
    Collection collection;
    std::map<std::string, Rights> rights;
  };
  std::optional<Collection> as_seen(const Kept& kept, const Principal& principal) const;

  const std::filesystem::path dir_;
  const std::shared_ptr<const SigningKey> journal_key_ = std::make_shared<const SigningKey>(SigningKey::generate());
  const std::vector<std::uint8_t> key_ = std::vector<std::uint8_t>(32, 7);
  Mutex mutex_;
  std::uint64_t generation_ = 1;
  std::vector<Kept> kept_;
  std::map<std::string, std::pair<std::string, std::string>> statuses_;  // id -> owner, json
};

// A service with what tests ask of it.
struct Node {
  explicit Node(ServiceOptions options = {}) : service(catalog, std::move(options)) {}

  http::Response send(http::Request request) {
    if (std::optional<http::Response> response = service.fast(request)) return *response;
    return service.handle(std::move(request));
  }
  http::Response get(std::string path, std::string query = {}, std::string authorization = kAlice,
                     std::string accept = std::string(kMediaType)) {
    return send(checks::get(std::move(path), std::move(query), std::move(authorization), std::move(accept)));
  }
  http::Response post(std::string path, std::string body, std::string authorization = kAlice) {
    return send(checks::post(std::move(path), std::move(body), std::move(authorization)));
  }
  http::Response remove(std::string path, std::string query = {}, std::string authorization = kAlice);
  http::Response with_method(http::Method method, std::string text, std::string path,
                             std::string authorization = kAlice);
  // "/api1/collections/{id}/" and what is in it.
  static std::string in(const std::string& collection, std::string_view rest = {}) {
    return "/api1/collections/" + collection + "/" + std::string(rest);
  }
  // As the checks for clients want it.
  Server server();

  FakeCatalog catalog;
  Service service;
};

}  // namespace parley::taxii::checks
