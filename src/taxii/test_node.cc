#include "taxii/test_node.h"

#include <unistd.h>

#include "base/uuid.h"

namespace parley::taxii::checks {
namespace {

// In memory where there is such a place: these tests are not about durability.
std::filesystem::path scratch_dir() {
  std::error_code ignored;
  const std::filesystem::path memory = "/dev/shm";
  return std::filesystem::is_directory(memory, ignored) ? memory : std::filesystem::temp_directory_path();
}

}  // namespace

FakeCatalog::FakeCatalog()
    : dir_(scratch_dir() / ("parley_taxii_" + std::to_string(::getpid()) + "_" + to_string(uuid_v4()))) {}

FakeCatalog::~FakeCatalog() {
  kept_.clear();
  std::error_code ignored;
  std::filesystem::remove_all(dir_, ignored);
}

std::string FakeCatalog::make_collection(const std::string& alias, const std::string& root) {
  const std::string id = to_string(uuid_v4());
  const journal::Options options{.origin = "parley.example/" + id, .key = journal_key_, .witnesses = {}};
  std::filesystem::create_directories(dir_);
  const Status created = journal::Journal::create(dir_ / id, options);
  EXPECT_TRUE(created.ok()) << created.error().message;
  auto opened = journal::Journal::open(dir_ / id, options);
  EXPECT_TRUE(opened.ok()) << opened.error().message;
  Collection collection{.id = id,
                        .title = "Collection " + id,
                        .description = std::nullopt,
                        .alias = std::nullopt,
                        .journal = std::move(*opened)};
  if (!alias.empty()) collection.alias = alias;
  const Lock lock(mutex_);
  ++generation_;
  kept_.push_back({root, std::move(collection), {}});
  return id;
}

void FakeCatalog::grant(const std::string& principal, const std::string& collection, Rights rights) {
  const Lock lock(mutex_);
  ++generation_;
  for (Kept& kept : kept_)
    if (kept.collection.id == collection) kept.rights[principal] = rights;
}

journal::Journal& FakeCatalog::journal(const std::string& collection) {
  const Lock lock(mutex_);
  for (Kept& kept : kept_)
    if (kept.collection.id == collection) return *kept.collection.journal;
  PARLEY_CHECK(false);
}

void FakeCatalog::close(const std::string& collection, const std::string& why) {
  const Lock lock(mutex_);
  ++generation_;
  for (Kept& kept : kept_)
    if (kept.collection.id == collection) kept.collection.journal = nullptr, kept.collection.closed = why;
}

void FakeCatalog::remove_collections() {
  const Lock lock(mutex_);
  ++generation_;
  kept_.clear();
}

Result<Principal> FakeCatalog::authenticate(std::string_view authorization, std::string_view) {
  if (busy) return Error{Code::unavailable, "too many log-ins; try again in a minute"};
  if (std::optional<Principal> principal = authenticate_fast(authorization)) return *principal;
  return Error{Code::unauthorized, "wrong user name, password or token"};
}

std::optional<Principal> FakeCatalog::authenticate_fast(std::string_view authorization) {
  const Lock lock(mutex_);
  if (authorization == kAlice || authorization == kToken) return Principal{"alice", true, generation_};
  if (authorization == kReader) return Principal{"reader", false, generation_};
  if (authorization == kWriter) return Principal{"writer", false, generation_};
  if (authorization == kNobody) return Principal{"nobody", false, generation_};
  if (authorization.empty() && anonymous) return Principal{"anonymous", false, generation_};
  return std::nullopt;
}

Discovery FakeCatalog::discovery() {
  return {.title = "A TAXII server", .description = {}, .contact = "duty@example.gov", .default_root = "api1"};
}

std::vector<ApiRoot> FakeCatalog::roots(const Principal& principal) {
  std::vector<ApiRoot> roots{{"api1", "The first root", std::nullopt}};
  if (principal.administrator) roots.push_back({"secret", "Another root", "for few"});
  return roots;
}

std::optional<Collection> FakeCatalog::as_seen(const Kept& kept, const Principal& principal) const {
  Collection seen = kept.collection;
  const auto rights = kept.rights.find(principal.name);
  seen.can_read = principal.administrator || (rights != kept.rights.end() && rights->second.read);
  seen.can_write = principal.administrator || (rights != kept.rights.end() && rights->second.write);
  seen.can_delete = principal.administrator || (rights != kept.rights.end() && rights->second.remove);
  if (!seen.can_read && !seen.can_write) return std::nullopt;
  return seen;
}

std::vector<Collection> FakeCatalog::collections(std::string_view root, const Principal& principal) {
  const Lock lock(mutex_);
  std::vector<Collection> all;
  for (const Kept& kept : kept_) {
    if (kept.root != root) continue;
    if (std::optional<Collection> seen = as_seen(kept, principal)) all.push_back(std::move(*seen));
  }
  return all;
}

std::optional<Collection> FakeCatalog::collection(std::string_view root, std::string_view id,
                                                  const Principal& principal) {
  const Lock lock(mutex_);
  for (const Kept& kept : kept_)
    if (kept.root == root && (kept.collection.id == id || kept.collection.alias == id)) return as_seen(kept, principal);
  return std::nullopt;
}

Status FakeCatalog::keep_status(std::string_view root, std::string_view id, const Principal& owner, std::string json) {
  if (!keeps_status) return Error{Code::unavailable, "disk full"};
  const Lock lock(mutex_);
  statuses_[std::string(root) + "/" + std::string(id)] = {owner.name, std::move(json)};
  return {};
}

Result<std::string> FakeCatalog::status(std::string_view root, std::string_view id, const Principal& principal) {
  const Lock lock(mutex_);
  const auto found = statuses_.find(std::string(root) + "/" + std::string(id));
  if (found == statuses_.end() || (found->second.first != principal.name && !principal.administrator))
    return Error{Code::not_found, "no such status"};
  return found->second.second;
}

http::Response Node::remove(std::string path, std::string query, std::string authorization) {
  http::Request request = checks::get(std::move(path), std::move(query), std::move(authorization));
  request.method = http::Method::delete_;
  request.method_text = "DELETE";
  return send(std::move(request));
}

http::Response Node::with_method(http::Method method, std::string text, std::string path, std::string authorization) {
  http::Request request = checks::get(std::move(path), {}, std::move(authorization));
  request.method = method;
  request.method_text = std::move(text);
  return send(std::move(request));
}

Server Node::server() {
  return {.send = [this](http::Request request) { return send(std::move(request)); },
          .new_collection = [this] { return catalog.make_collection(); },
          .root = "/api1/",
          .basic = kAlice,
          .bearer = kToken};
}

}  // namespace parley::taxii::checks
