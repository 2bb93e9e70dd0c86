// What a request costs before and after its handler: parsing, the head of the answer, the
// credentials. All of it runs on the threads that own the sockets, so it bounds how many requests a
// thread can serve.
#include <benchmark/benchmark.h>

#include "http/credentials.h"
#include "http/request_reader.h"
#include "http/response_head.h"

namespace parley::http {
namespace {

// As a real client sends it: a TAXII page with a filter, and Basic credentials.
constexpr std::string_view kRequest =
    "GET /api1/collections/91a7b528-80eb-42ed-a74d-c6fbd5a26116/objects/?match%5Btype%5D=indicator&limit=1000 "
    "HTTP/1.1\r\n"
    "Host: taxii.example.gov\r\nUser-Agent: bench\r\nAccept: application/taxii+json;version=2.1\r\n"
    "Authorization: Basic dXNlcjpwYXNzd29yZA==\r\n\r\n";

void ParseRequest(benchmark::State& state) {
  RequestReader parser({});
  for (auto _ : state) {
    parser.feed(kRequest);
    benchmark::DoNotOptimize(parser.request());
    parser.next();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ParseRequest);

// The second is always the same, as it nearly always is under load: the date line is not made anew.
void RenderHead(benchmark::State& state) {
  const Response response{
      200, {{"Content-Type", "application/taxii+json;version=2.1"}}, std::string(520, 'x'), nullptr};
  DateLine date;
  std::string out;
  for (auto _ : state) render_head(out, response, date.at(1'800'000'000), AfterResponse::keep_alive);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(RenderHead);

void ParseAuthorization(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_authorization("Basic dXNlcjpwYXNzd29yZA=="));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ParseAuthorization);

// With two threads as well, for they share the cache and may meet at its locks.
void VerifiedLookup(benchmark::State& state) {
  static VerifiedCache cache({});
  const std::string_view stored =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$S5aPzBO1bcpWyLCSg7hTqrRtMq7ZDmzgYRNpw5VnXzw";
  cache.remember("user", as_bytes("password"), stored);
  for (auto _ : state) benchmark::DoNotOptimize(cache.knows("user", as_bytes("password"), stored));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(VerifiedLookup)->Threads(1)->Threads(2);

}  // namespace
}  // namespace parley::http
