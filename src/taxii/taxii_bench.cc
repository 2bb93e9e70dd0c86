// What an answer costs: from memory, rendered anew, and taking in an envelope.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "base/keys.h"
#include "base/uuid.h"
#include "taxii/service.h"

namespace parley::taxii {
namespace {

constexpr std::string_view kAuthorization = "Basic YWxpY2U6c2VjcmV0";
constexpr int kStored = 20'000;

// One root, one user, one collection.
class OneCollection : public Catalog {
 public:
  OneCollection() {
    const journal::Options options{.origin = "bench.example/1", .key = journal_key_, .witnesses = {}};
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_.parent_path());
    PARLEY_CHECK(journal::Journal::create(dir_, options).ok());
    auto opened = journal::Journal::open(dir_, options);
    PARLEY_CHECK(opened.ok());
    collection_.journal = std::move(*opened);
  }
  ~OneCollection() override {
    collection_.journal.reset();
    std::filesystem::remove_all(dir_);
  }
  Result<Principal> authenticate(std::string_view authorization, std::string_view) override {
    return *authenticate_fast(authorization);
  }
  std::optional<Principal> authenticate_fast(std::string_view authorization) override {
    if (authorization != kAuthorization) return std::nullopt;
    return Principal{"alice", true, 1};
  }
  Discovery discovery() override { return {}; }
  std::vector<ApiRoot> roots(const Principal&) override { return {{"api1", "Root", std::nullopt}}; }
  std::vector<Collection> collections(std::string_view, const Principal&) override { return {collection_}; }
  std::optional<Collection> collection(std::string_view, std::string_view id, const Principal&) override {
    return id == collection_.id ? std::optional(collection_) : std::nullopt;
  }
  Status keep_status(std::string_view, std::string_view, const Principal&, std::string) override { return {}; }
  Result<std::string> status(std::string_view, std::string_view, const Principal&) override {
    return Error{Code::not_found, {}};
  }
  std::span<const std::uint8_t> cursor_key() override { return key_; }

  const std::string& id() const { return collection_.id; }

 private:
  const std::filesystem::path dir_ =
      std::filesystem::temp_directory_path() / ("parley_taxii_bench_" + to_string(uuid_v4()));
  const std::shared_ptr<const SigningKey> journal_key_ = std::make_shared<const SigningKey>(SigningKey::generate());
  const std::vector<std::uint8_t> key_ = std::vector<std::uint8_t>(32, 1);
  Collection collection_{.id = to_string(uuid_v4()),
                         .title = "Bench",
                         .description = {},
                         .alias = {},
                         .can_read = true,
                         .can_write = true,
                         .can_delete = true,
                         .journal = {}};
};

std::string object_id(const Uuid& uuid) { return "indicator--" + to_string(uuid); }

// An indicator of a usual size.
std::string object(const Uuid& uuid, int n) {
  return R"({"type":"indicator","spec_version":"2.1","id":")" + object_id(uuid) +
         R"(","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-02T03:04:05.000Z","name":"Address seen in a wave against the grid )" +
         std::to_string(n) +
         R"(","pattern":"[ipv4-addr:value = '192.0.2.1']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z"})";
}

http::Request request(http::Method method, std::string path, std::string query) {
  http::Request request;
  request.method = method;
  request.path = std::move(path);
  request.query = std::move(query);
  request.headers = {{"Host", "127.0.0.1:8080"},           {"User-Agent", "taxii2-client/2.3.0"},
                     {"Accept-Encoding", "gzip, deflate"}, {"Accept", "application/taxii+json;version=2.1"},
                     {"Connection", "keep-alive"},         {"Authorization", std::string(kAuthorization)}};
  return request;
}

// New identifiers each time: the same objects again would be found and not stored.
http::Request post_of(const OneCollection& catalog, int count, std::vector<Uuid>* ids = nullptr) {
  http::Request post = request(http::Method::post, "/api1/collections/" + catalog.id() + "/objects/", {});
  post.headers.emplace_back("Content-Type", "application/taxii+json;version=2.1");
  post.body = R"({"objects":[)";
  for (int n = 0; n < count; ++n) {
    const Uuid uuid = uuid_v4();
    if (ids != nullptr) ids->push_back(uuid);
    post.body += (n == 0 ? "" : ",") + object(uuid, n);
  }
  post.body += "]}";
  return post;
}

// A collection with objects in it. Without a cache (0) each answer is made anew.
struct Loaded {
  explicit Loaded(std::size_t cache_bytes = 64u << 20) : service(catalog, {.cache_bytes = cache_bytes}) {
    for (int n = 0; n < kStored / 1000; ++n) PARLEY_CHECK(service.handle(post_of(catalog, 1000, &ids)).status == 202);
  }
  http::Request get(std::string_view rest, std::string query = {}) const {
    return request(http::Method::get, "/api1/collections/" + catalog.id() + "/" + std::string(rest), std::move(query));
  }
  OneCollection catalog;
  Service service;
  std::vector<Uuid> ids;
};

void report(benchmark::State& state, const http::Response& response) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(response.body_text().size()));
}

// The page of a client that polls: found by its request line, not copied.
void HotPage(benchmark::State& state) {
  static Loaded loaded;
  const http::Request get = loaded.get("objects/", "limit=1000");
  http::Response response = loaded.service.handle(http::Request(get));
  for (auto _ : state) response = *loaded.service.fast(get);
  report(state, response);
}
BENCHMARK(HotPage)->Threads(1)->Threads(2)->UseRealTime();

void HotObject(benchmark::State& state) {
  static Loaded loaded;
  const http::Request get = loaded.get("objects/" + object_id(loaded.ids[777]) + "/");
  http::Response response = loaded.service.handle(http::Request(get));
  for (auto _ : state) response = *loaded.service.fast(get);
  report(state, response);
}
BENCHMARK(HotObject)->Threads(1)->Threads(2)->UseRealTime();

// Read, rendered and sent to nobody; with a type all match, so that the filter's own cost shows.
void ColdPage(benchmark::State& state) {
  Loaded loaded(0);
  const http::Request get =
      loaded.get("objects/", state.range(0) == 0 ? "limit=1000" : "limit=1000&match[type]=indicator");
  http::Response response;
  for (auto _ : state) response = loaded.service.handle(http::Request(get));
  report(state, response);
}
BENCHMARK(ColdPage)->Arg(0)->Arg(1)->ArgName("match_type");

void ColdManifest(benchmark::State& state) {
  Loaded loaded(0);
  const http::Request get = loaded.get("manifest/", "limit=1000");
  http::Response response;
  for (auto _ : state) response = loaded.service.handle(http::Request(get));
  report(state, response);
}
BENCHMARK(ColdManifest);

// Spread over all objects, so that the memory in which they lie is not the same each time.
void ColdObject(benchmark::State& state) {
  Loaded loaded(0);
  std::size_t n = 0;
  for (auto _ : state) {
    const http::Request get = loaded.get("objects/" + object_id(loaded.ids[n++ * 7919 % loaded.ids.size()]) + "/");
    benchmark::DoNotOptimize(loaded.service.handle(http::Request(get)));
  }
}
BENCHMARK(ColdObject);

// In real time, since the sync of the disk is part of it.
void PostEnvelopeOf1000(benchmark::State& state) {
  OneCollection catalog;
  Service service(catalog, {});
  for (auto _ : state) {
    state.PauseTiming();
    http::Request post = post_of(catalog, 1000);
    state.ResumeTiming();
    PARLEY_CHECK(service.handle(std::move(post)).status == 202);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * 1000);
}
BENCHMARK(PostEnvelopeOf1000)->UseRealTime();

}  // namespace
}  // namespace parley::taxii
