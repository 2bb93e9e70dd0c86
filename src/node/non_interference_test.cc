// Non-interference: what a party is answered is the same, byte for byte, whether or not there is anything that was not
// released to it.
//
// Two worlds, alike but for what is unreleased (test_two_worlds.h), get the same random requests; every answer must be
// the same. What Parley draws at random for each answer - identifiers of errors and of status resources - is blanked
// first; nothing else is.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "journal/witness.h"
#include "node/catalog.h"
#include "node/exchange.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/own_acts.h"
#include "node/peers.h"
#include "node/receipts.h"
#include "node/server.h"
#include "node/test_two_worlds.h"

namespace parley::node::testing {
namespace {

constexpr std::size_t kCasesOfWorlds = 500, kCasesBetweenAdditions = 50;
constexpr Micros kNow{1'795'000'000'123'456};
constexpr const char* kTaxii = "application/taxii+json;version=2.1";

// A request to the TAXII service, or a head shown to the witness; `there` as the other world's status resources are
// named.
struct Case {
  http::Request here, there;
  bool is_head = false;
  std::string root;
};

struct Answer {
  std::string text;    // all of it, identifiers blanked
  std::string status;  // id of a status resource that was made
  std::string next, date;
};

void blank(std::string& text, std::string_view before, std::size_t length) {
  for (std::size_t at = text.find(before); at != text.npos; at = text.find(before, at + before.size() + length))
    if (at + before.size() + length <= text.size()) text.replace(at + before.size(), length, length, '*');
}

std::string between(std::string_view text, std::string_view before, char end) {
  const std::size_t at = text.find(before);
  if (at == text.npos) return {};
  const std::string_view rest = text.substr(at + before.size());
  return std::string(rest.substr(0, rest.find(end)));
}

Answer as_answer(const http::Response& response) {
  Answer answer;
  std::string body(response.body_text());
  if (body.starts_with("{\"id\":\"") &&
      body.substr(std::min<std::size_t>(43, body.size())).starts_with("\",\"status\":")) {
    answer.status = body.substr(7, 36);
    body.replace(7, 36, 36, '*');
  }
  blank(body, "\"error_id\":\"", 36);
  answer.text = fmt::format("{}\n", response.status);
  for (const auto& [name, value] : response.headers) answer.text += name + ": " + value + "\n";
  if (response.header_block) answer.text += *response.header_block;
  answer.next = between(body, "\"next\":\"", '"');
  answer.date = between(answer.text, "X-TAXII-Date-Added-Last: ", '\r');
  answer.text += "\n" + body;
  return answer;
}

// What a catalog may let out that it must not: to see that the test sees it.
enum class Leak { none, roots, collections, status, mark, other_status_code, conflicts };

// A node as the service sees it, with a hole in it.
class Leaky : public taxii::Catalog {
 public:
  Leaky(Node& node, Leak leak) : node_(node), leak_(leak) {}
  Result<taxii::Principal> authenticate(std::string_view authorization, std::string_view peer) override {
    return node_.catalog().authenticate(authorization, peer);
  }
  std::optional<taxii::Principal> authenticate_fast(std::string_view authorization) override {
    return node_.catalog().authenticate_fast(authorization);
  }
  std::optional<taxii::Principal> authenticate_certificate(std::string_view fingerprint) override {
    return node_.catalog().authenticate_certificate(fingerprint);
  }
  taxii::Discovery discovery() override {
    auto out = node_.catalog().discovery();
    if (leak_ == Leak::mark) out.description = fmt::format("{} journals", node_.journals().rows().size());
    return out;
  }
  std::vector<taxii::ApiRoot> roots(const taxii::Principal& principal) override {
    auto out = node_.catalog().roots(principal);
    if (leak_ == Leak::roots)
      for (const auto& root : node_.membership().roots())
        if (std::none_of(out.begin(), out.end(), [&](const auto& one) { return one.name == root.name; }))
          out.push_back(root);
    return out;
  }
  std::vector<taxii::Collection> collections(std::string_view root, const taxii::Principal& principal) override {
    if (leak_ != Leak::collections) return node_.catalog().collections(root, principal);
    return node_.catalog().collections(root, {.name = "admin", .administrator = true, .generation = 0});
  }
  std::optional<taxii::Collection> collection(std::string_view root, std::string_view id,
                                              const taxii::Principal& principal) override {
    auto out = node_.catalog().collection(root, id, principal);
    // As if the lobby kept what comes: then another's artifact of the same id would show.
    if (out && leak_ == Leak::conflicts) out->only_type.reset(), out->deliver = {};
    return out;
  }
  Status keep_status(std::string_view root, std::string_view id, const taxii::Principal& owner,
                     std::string json) override {
    return node_.catalog().keep_status(root, id, owner, std::move(json));
  }
  Result<std::string> status(std::string_view root, std::string_view id, const taxii::Principal& principal) override {
    auto out = node_.catalog().status(root, id, principal);
    if (leak_ == Leak::status && !out.ok())
      return node_.catalog().status(root, id, {.name = {}, .administrator = true, .generation = 0});
    if (leak_ == Leak::other_status_code && !out.ok() &&
        node_.catalog().status(root, id, {.name = {}, .administrator = true, .generation = 0}).ok())
      return Error{Code::forbidden, "there is no such status"};
    return out;
  }
  std::span<const std::uint8_t> cursor_key() override { return node_.catalog().cursor_key(); }

 private:
  Node& node_;
  const Leak leak_;
};

class Asking {
 public:
  Asking(std::uint64_t seed, Leak leak = Leak::none)
      : worlds_(seed),
        random_(seed * 31 + 1),
        one_(worlds_.plain(), leak),
        other_(worlds_.fuller(), leak),
        here_(one_, options()),
        there_(other_, options()) {
    for (int i = 0; i < 3; ++i) worlds_.add_unreleased(other_);
  }

  // Asks `cases` things in both worlds; false at the first different answer, which difference() then tells.
  bool run(std::size_t cases) {
    for (std::size_t i = 0; i < cases; ++i) {
      if (i % kCasesBetweenAdditions == kCasesBetweenAdditions - 1) worlds_.add_unreleased(other_);
      Case one = random_case();
      const std::string asked = fmt::format("{} {}?{} cert \"{}\" {}", one.here.method_text, one.here.path,
                                            one.here.query, one.here.client_certificate, one.here.body.substr(0, 500));
      const Answer here = ask(here_, worlds_.plain(), one, std::move(one.here)),
                   there = ask(there_, worlds_.fuller(), one, std::move(one.there));
      ++answers_[here.text.substr(0, 3)];
      if (here.text != there.text) {
        difference_ = fmt::format("case {}: {}\n--- without:\n{}\n--- with:\n{}", i, asked, here.text, there.text);
        return false;
      }
      learn(here, there);
    }
    return true;
  }
  const std::string& difference() const { return difference_; }
  const std::map<std::string, std::size_t>& answers() const { return answers_; }

 private:
  static taxii::ServiceOptions options() {
    taxii::ServiceOptions options;
    options.page_objects = 5;
    options.clock = [] { return kNow; };
    return options;
  }

  static Answer ask(taxii::Service& service, Node& node, const Case& one, http::Request request) {
    if (one.is_head) {
      const auto principal = node.catalog().authenticate_certificate(request.client_certificate);
      if (!principal) return {};
      if (request.path == kNewsPath)
        return {.text = node.exchange().news_for(*principal), .status = {}, .next = {}, .date = {}};
      if (request.method == http::Method::get) {
        const auto page = node.receipts().page(one.root, *principal, request.query);
        return {.text = page ? "200\n" + *page : std::string("404\n"), .status = {}, .next = {}, .date = {}};
      }
      const auto told = node.exchange().add_checkpoint(one.root, *principal, request.body);
      return {.text = fmt::format("{}\n{}\n{}", told.status, told.content_type, told.body),
              .status = {},
              .next = {},
              .date = {}};
    }
    if (auto fast = service.fast(request)) return as_answer(*fast);
    return as_answer(service.handle(std::move(request)));
  }

  void learn(const Answer& here, const Answer& there) {
    if (!here.status.empty()) worlds_.names.statuses.push_back({here.status, there.status});
    if (!here.next.empty()) nexts_.push_back(here.next);
    if (!here.date.empty()) dates_.push_back(here.date);
  }

  void say_who(http::Request& request) {
    const std::size_t who = below(random_, 100);
    const auto authorization = [&](std::string value) {
      request.headers.emplace_back("Authorization", std::move(value));
    };
    if (who < 55)
      request.client_certificate = certificate_of(kAsker);
    else if (who < 67)
      request.client_certificate = certificate_of(kStranger);
    else if (who < 70)
      request.client_certificate = certificate_of(99);
    else if (who < 79)
      authorization("Bearer " + worlds_.outsider_token);
    else if (who < 90)
      authorization("Bearer " + worlds_.reader_token);
    else if (who < 93)
      authorization("Bearer parley_0123456789");
    else if (who < 94)
      authorization("Basic nonsense");
    if (chance(random_, 5) && !request.client_certificate.empty()) authorization("Bearer " + worlds_.reader_token);
    request.secure = !request.client_certificate.empty();
    request.peer = fmt::format("192.0.2.{}:{}", below(random_, 250), below(random_, 60000));
    if (chance(random_, 96))
      request.headers.emplace_back("Accept", chance(random_, 95) ? kTaxii : one_of(kAccepts, random_));
    if (chance(random_, 20)) request.headers.emplace_back("Host", "ruritania.example");
  }

  std::string item() {
    switch (below(random_, 12)) {
      case 0:
        return "";
      case 1:
        return "manifest/";
      case 2:
        return "checkpoint";
      case 3:
        return "tile/0/000";
      case 4:
        return fmt::format("tile/{}/000.p/{}", one_of(std::vector<std::string>{"0", "entries", "1"}, random_),
                           1 + below(random_, 20));
      case 5:
        return fmt::format("salts/{}/{}", below(random_, 12), below(random_, 12));
      case 6:
        return "objects/" + one_of(worlds_.names.objects, random_) + "/";
      case 7:
        return "objects/" + one_of(worlds_.names.objects, random_) + "/versions/";
      case 8:
        return "junk/";
      default:
        return "objects/";
    }
  }

  std::string query() {
    std::string out;
    const auto add = [&](const std::string& text) { out += (out.empty() ? "" : "&") + text; };
    if (chance(random_, 40)) add(fmt::format("limit={}", below(random_, 6)));
    if (chance(random_, 20))
      add(dates_.empty() || chance(random_, 20) ? "added_after=2026-01-01T00:00:00Z"
                                                : "added_after=" + one_of(dates_, random_));
    if (chance(random_, 25) && !nexts_.empty()) add("next=" + one_of(nexts_, random_));
    if (chance(random_, 10))
      add("match[id]=" + one_of(worlds_.names.objects, random_) + "," + one_of(worlds_.names.objects, random_));
    if (chance(random_, 10))
      add("match[type]=" +
          std::string(one_of(std::vector<std::string>{"identity", "charter", "release", "campaign,tool"}, random_)));
    if (chance(random_, 10))
      add("match[version]=" +
          one_of(std::vector<std::string>{"all", "first", "last", "2026-03-01T00:00:00.000Z", "banana"}, random_));
    if (chance(random_, 3)) add("match[spec_version]=2.1");
    if (chance(random_, 2)) add("%zz=1");
    return out;
  }

  Case random_case() {
    if (chance(random_, 5)) return random_head();
    if (chance(random_, 2)) return receipts_of_somebody();
    http::Request request;
    request.method = http::Method::get, request.method_text = "GET";
    if (chance(random_, 12)) std::tie(request.method, request.method_text) = one_of(kMethods, random_);
    say_who(request);
    const Names& names = worlds_.names;
    Names::Place place = one_of(names.places, random_);
    for (int tries = 0; tries < 5 && chance(random_, 70) && (place.root == "api") != request.client_certificate.empty();
         ++tries)
      place = names.places[below(random_, names.known_to_all)];
    if (chance(random_, 15)) place.root = one_of(names.roots, random_);
    if (chance(random_, 10)) place.collection = one_of(names.collections, random_);
    Names::StatusName status;
    switch (below(random_, 12)) {
      case 0:
        request.path = "/taxii2/";
        break;
      case 1:
        request.path = "/" + place.root + "/";
        break;
      case 2:
        request.path = "/" + place.root + "/collections/";
        break;
      case 3:
        status = one_of(names.statuses, random_);
        request.path = "/" + (chance(random_, 60) ? "lobby" : place.root) + "/status/";
        break;
      case 4:
        for (const auto& one : names.places)
          if (one.root == "lobby" && chance(random_, 80)) place = one;
        request.method = http::Method::post, request.method_text = "POST";
        if (chance(random_, 95)) request.headers.emplace_back("Content-Type", kTaxii);
        request.body = "{\"objects\":[" + random_artifact(random_) +
                       (chance(random_, 50) ? "," + random_artifact(random_) : "") + (chance(random_, 95) ? "]}" : "");
        request.path = "/" + place.root + "/collections/" + place.collection + "/objects/";
        break;
      case 5:
        request.path = one_of(kOddPaths, random_);
        break;
      default:
        request.path = "/" + place.root + "/collections/" + place.collection + "/" + item();
        if (chance(random_, 70)) request.query = query();
    }
    if (chance(random_, 3) && request.path.size() > 1) request.path.pop_back();
    Case out{request, request, false, {}};
    if (!status.here.empty()) out.here.path += status.here + "/", out.there.path += status.there + "/";
    return out;
  }

  Case receipts_of_somebody() {
    http::Request request;
    request.method = http::Method::get, request.method_text = "receipts";
    request.client_certificate = certificate_of(chance(random_, 80) ? kAsker : kStranger);
    request.query = chance(random_, 70) ? fmt::format("after={}", below(random_, 30)) : std::string();
    if (chance(random_, 50)) request.path = kNewsPath;
    return {request, request, true, one_of(worlds_.names.roots, random_)};
  }

  // A head of a journal of the asker's, true or not, under a group's root or another.
  Case random_head() {
    http::Request request;
    request.method = http::Method::post, request.method_text = "add-checkpoint";
    request.client_certificate = certificate_of(chance(random_, 80) ? kAsker : kStranger);
    const auto& known = one_of(worlds_.heads, random_);
    journal::AddCheckpoint ask;
    ask.head = {.origin = chance(random_, 90) ? known.origin : "node3.example/j/1",
                .size = known.size + below(random_, 3),
                .root = known.hash,
                .extension = {}};
    if (chance(random_, 10)) ask.head.root[0] ^= 1;
    ask.old_size = chance(random_, 60) ? known.size : below(random_, 20);
    const Party signer = party_of(chance(random_, 90) ? kAsker : kFriend);
    ask.note.text = ask.head.to_string();
    ask.note.signatures.push_back(journal::sign_note(ask.note.text, ask.head.origin, signer.journal_key));
    request.body = chance(random_, 95) ? ask.to_string() : "old 0\n";
    const std::string root = chance(random_, 60) ? known.root : one_of(worlds_.names.roots, random_);
    return {request, request, true, root};
  }

  inline static const std::vector<std::string> kAccepts = {"application/json", "*/*",
                                                           "application/taxii+json;version=2.0", "text/html"};
  inline static const std::vector<std::pair<http::Method, std::string>> kMethods = {{http::Method::head, "HEAD"},
                                                                                    {http::Method::put, "PUT"},
                                                                                    {http::Method::delete_, "DELETE"},
                                                                                    {http::Method::post, "POST"},
                                                                                    {http::Method::options, "OPTIONS"}};
  inline static const std::vector<std::string> kOddPaths = {
      "/", "/healthz", "/metrics", "//", "/api/%zz/", "/lobby", "/api/collections/main/", "/add-checkpoint"};

  TwoWorlds worlds_;
  Random random_;
  Leaky one_, other_;
  taxii::Service here_, there_;
  std::vector<std::string> nexts_, dates_;
  std::map<std::string, std::size_t> answers_;
  std::string difference_;
};

std::size_t cases_wanted() {
  const char* text = std::getenv("PARLEY_NONINTERFERENCE_CASES");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 20'000;
}

TEST(NonInterference, EveryAnswerIsTheSameWhetherOrNotThereIsMore) {
  const char* first = std::getenv("PARLEY_NONINTERFERENCE_SEED");
  std::uint64_t seed = first != nullptr ? std::strtoull(first, nullptr, 10) : 1;
  std::map<std::string, std::size_t> answers;
  for (std::size_t done = 0; done < cases_wanted(); done += kCasesOfWorlds, ++seed) {
    Asking asking(seed);
    ASSERT_TRUE(asking.run(kCasesOfWorlds)) << "PARLEY_NONINTERFERENCE_SEED=" << seed << ", " << asking.difference();
    for (const auto& [status, count] : asking.answers()) answers[status] += count;
  }
  // A test whose requests are all refused would show nothing.
  std::string told;
  for (const auto& [status, count] : answers) told += fmt::format(" {}: {}", status, count);
  RecordProperty("answers", told);
  EXPECT_GT(answers["200"], cases_wanted() / 8) << told;
  EXPECT_GT(answers["202"], cases_wanted() / 100) << told;
  EXPECT_GT(answers["404"], cases_wanted() / 20) << told;
}

// Acknowledgements and pongs come from the group's own journals and receipts, and from nothing else that is here.
TEST(NonInterference, WhatANodeSaysByItselfIsTheSame) {
  const auto said = [](Node& node) {
    EXPECT_TRUE(node.own_acts().act().ok());
    std::vector<std::string> out;
    for (const GroupView& view : node.membership().groups()) {
      if (group::find_member(view.charter.terms, party_of(kAsker).identity_id) == nullptr) continue;
      (void)node.membership().for_each(view, [&](const group::Record& record) {
        if (record.author == node.config().party.identity) out.emplace_back(record.text);
        return Status{};
      });
    }
    return out;
  };
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    TwoWorlds worlds(seed);
    for (int i = 0; i < 10; ++i) worlds.add_unreleased(worlds.fuller().catalog());
    const auto here = said(worlds.plain());
    EXPECT_EQ(here, said(worlds.fuller())) << seed;
    for (const char* type : {"\"pong\"", "\"acknowledgement\""})
      EXPECT_TRUE(std::any_of(here.begin(), here.end(), [&](const std::string& text) {
        return text.find(type) != text.npos;
      })) << type;
  }
}

// Over sockets, with the pages that are not TAXII's.
TEST(NonInterference, TheServerItselfTellsNoMore) {
  TwoWorlds worlds(7);
  for (int i = 0; i < 12; ++i) worlds.add_unreleased(worlds.fuller().catalog());
  const auto here = NodeServer::start(worlds.plain()), there = NodeServer::start(worlds.fuller());
  ASSERT_TRUE(here.ok() && there.ok());
  const auto fetch = [&](NodeServer& server, const std::string& path, const std::string& token) {
    http::ClientRequest request{
        .url = server.url() + path, .method = "GET", .headers = {{"Accept", kTaxii}}, .body = {}};
    if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
    auto answer = http::fetch(request);
    EXPECT_TRUE(answer.ok()) << answer.error().message;
    std::erase_if(answer->headers, [](const auto& header) { return header.first == "Date" || header.first == "date"; });
    return as_answer(*answer).text;
  };
  std::vector<std::string> paths = {"/healthz", "/taxii2/", "/", "/add-checkpoint"};
  for (const std::string& root : worlds.names.roots) paths.push_back("/" + root + "/");
  for (const auto& place : worlds.names.places)
    paths.push_back("/" + place.root + "/collections/" + place.collection + "/objects/");
  for (const std::string& token : {std::string(), worlds.outsider_token, worlds.reader_token})
    for (const std::string& path : paths) EXPECT_EQ(fetch(**here, path, token), fetch(**there, path, token)) << path;
  // Its numbers differ with every connection; that there are journals is not among them.
  const std::string metrics = fetch(**there, "/metrics", worlds.outsider_token);
  EXPECT_NE(metrics.find("parley_requests_total"), metrics.npos) << metrics;
  EXPECT_EQ(metrics.find("journal"), metrics.npos) << metrics;
}

// The test must see what it is there to see.
TEST(NonInterference, AHoleIsFound) {
  for (const Leak leak :
       {Leak::roots, Leak::collections, Leak::status, Leak::mark, Leak::other_status_code, Leak::conflicts}) {
    bool found = false;
    for (std::uint64_t seed = 1; seed <= 8 && !found; ++seed) found = !Asking(seed, leak).run(kCasesOfWorlds);
    EXPECT_TRUE(found) << "leak " << static_cast<int>(leak);
  }
}

}  // namespace
}  // namespace parley::node::testing
