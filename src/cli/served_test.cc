// The whole protocol over real sockets against a node that is served in this process, and what hostile or broken input
// does to it: each case ends in a clear error with the right status, nothing is lost, and the next request is served.
// Only what is about a process, such as its being killed, starts one.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "base/file.h"
#include "cli/test_party.h"
#include "json/json.h"
#include "testing/waiting.h"

namespace parley::cli::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* kMediaType = "application/taxii+json;version=2.1";

std::string identity(int number, const std::string& modified = "2026-07-09T18:30:00.000Z",
                     const std::string& name = "Duty team") {
  char uuid[37];
  std::snprintf(uuid, sizeof uuid, "f431f809-377b-45e0-aa1c-%012d", number);
  return std::string(R"({"type":"identity","spec_version":"2.1","id":"identity--)") + uuid +
         R"(","created":"2026-07-09T18:30:00.000Z","modified":")" + modified + R"(","name":")" + name +
         R"(","identity_class":"group"})";
}

std::string envelope(const std::vector<std::string>& objects) {
  std::string out = "{\"objects\":[";
  for (std::size_t i = 0; i < objects.size(); ++i) out += (i > 0 ? "," : "") + objects[i];
  return out + "]}";
}

std::string header(const http::Response& response, const char* name) {
  const auto* value = response.headers.empty() ? nullptr : http::find_header(response.headers, name);
  return value != nullptr ? *value : "";
}

std::string text(const http::Response& response) { return std::string(response.body_text()); }

// The ids of "objects" in an envelope or manifest.
std::vector<std::string> ids(const std::string& body) {
  json::Parser parser;
  std::vector<std::string> out;
  const auto value = parser.parse(body);
  simdjson::dom::array objects;
  if (!value.ok() || value->at_key("objects").get_array().get(objects) != simdjson::SUCCESS) return out;
  for (const auto object : objects) out.emplace_back(object["id"].get_string().value());
  return out;
}

std::string percent(const std::string& value) {
  std::string out;
  for (const char byte : value) {
    const auto c = static_cast<unsigned char>(byte);
    char escaped[4];
    std::snprintf(escaped, sizeof escaped, "%%%02X", c);
    out += std::isalnum(c) != 0 ? std::string(1, byte) : escaped;
  }
  return out;
}

class Served : public ::testing::Test {
 protected:
  void expect_alive() { EXPECT_EQ(node.get("/taxii2/").status, 200); }
  void expect_error(const http::Response& response, int status) {
    EXPECT_EQ(response.status, status) << text(response);
    EXPECT_EQ(header(response, "Content-Type"), kMediaType);
    EXPECT_FALSE(member(text(response), "title").empty()) << text(response);
  }
  ServedParty node;
  const std::string root = "/api/collections/" + node.collection, objects = root + "/objects/";
};

TEST_F(Served, DiscoveryLeadsToObjectsAndBack) {
  const auto discovery = node.get("/taxii2/");
  EXPECT_EQ(discovery.status, 200);
  EXPECT_EQ(header(discovery, "Content-Type"), kMediaType);
  EXPECT_EQ(member(text(discovery), "default"), "/api/")
      << "over plain HTTP the roots are relative (TAXII 2.1 section 4.1.1)";
  EXPECT_NE(text(node.get("/api/")).find("max_content_length"), std::string::npos);
  EXPECT_NE(text(node.get("/api/collections/")).find(node.collection), std::string::npos);

  const auto posted = node.post(objects, envelope({identity(1), identity(2), identity(3)}));
  EXPECT_EQ(posted.status, 202);
  EXPECT_EQ(member(text(posted), "success_count"), "3");
  EXPECT_EQ(text(node.get("/api/status/" + member(text(posted), "id") + "/")), text(posted));

  const auto read = node.get(objects);
  EXPECT_EQ(ids(text(read)).size(), 3u);
  EXPECT_FALSE(header(read, "X-TAXII-Date-Added-First").empty());
  EXPECT_FALSE(header(read, "X-TAXII-Date-Added-Last").empty());
  EXPECT_EQ(ids(text(node.get(objects + "?added_after=" + header(read, "X-TAXII-Date-Added-First")))).size(), 2u);
  EXPECT_EQ(node.request("HEAD", objects).status, 200);
}

TEST_F(Served, PagesByNextAndByDateSeeEverythingOnceWhileOthersWrite) {
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int batch = 0; batch < 40; ++batch) {
      std::vector<std::string> some;
      for (int i = 0; i < 10; ++i) some.push_back(identity(batch * 10 + i));
      node.post(objects, envelope(some));
    }
    done = true;
  });
  std::vector<std::string> by_date;
  std::string after;
  for (bool last = false; !last;) {
    last = done;
    const auto page = node.get(objects + "?limit=7" + (after.empty() ? "" : "&added_after=" + after));
    const auto some = ids(text(page));
    by_date.insert(by_date.end(), some.begin(), some.end());
    if (!some.empty()) after = header(page, "X-TAXII-Date-Added-Last"), last = false;
  }
  writer.join();
  std::vector<std::string> by_next;
  for (std::string next;;) {
    const auto page = text(node.get(objects + "?limit=9" + (next.empty() ? "" : "&next=" + percent(next))));
    const auto some = ids(page);
    by_next.insert(by_next.end(), some.begin(), some.end());
    next = member(page, "next");
    EXPECT_EQ(member(page, "more") == "true", !next.empty());
    if (next.empty()) break;
  }
  EXPECT_EQ(by_date.size(), 400u);
  EXPECT_EQ(by_next, by_date);
}

TEST_F(Served, BadBodiesStoreNothingAndPoisonNothing) {
  const std::string deep(100'000, '[');
  const std::pair<std::string, const char*> bodies[] = {
      {"not json", "not JSON"},
      {"", "empty"},
      {"{\"objects\":[" + identity(1), "truncated"},
      {"5", "a number"},
      {"null", "null"},
      {"[]", "an array"},
      {"{\"objects\":5}", "objects no array"},
      {deep, "nested"},
      {"{\"objects\":[\"\xff\xfe\"]}", "invalid UTF-8"},
      {"{\"objects\":[{\"a\":NaN}]}", "NaN"},
      {"{\"objects\":[" + identity(1) + "]} trailing", "trailing text"}};
  for (const auto& [body, what] : bodies) {
    const auto answer = node.post(objects, body, {{"Content-Type", kMediaType}});
    EXPECT_TRUE(answer.status == 400 || answer.status == 422) << what << ": " << answer.status;
    EXPECT_FALSE(member(text(answer), "title").empty()) << what;
  }
  // These are JSON envelopes: each bad object is refused by itself, the good one beside it is stored.
  const std::string bad[] = {
      "1",
      "{}",
      "{\"type\":5,\"id\":[]}",
      R"({"type":"identity","type":"identity"})",
      R"({"type":"identity","spec_version":"2.1","id":5})",
      R"({"type":"identity","spec_version":"2.1","id":"identity--f431f809-377b-45e0-aa1c-000000000099","created":"yesterday","modified":"0000-13-01T00:00:00Z","name":"x"})",
      R"({"type":"file","spec_version":"2.1","id":"file--f431f809-377b-45e0-aa1c-000000000098","name":"x","size":9007199254740993})"};
  int stored = 0;
  for (const auto& object : bad) {
    const auto answer = node.post(objects, envelope({object, identity(++stored)}));
    EXPECT_EQ(answer.status, 202) << object << text(answer);
    EXPECT_EQ(member(text(answer), "success_count"), "1") << object << text(answer);
    EXPECT_EQ(member(text(answer), "failure_count"), "1") << object;
  }
  EXPECT_EQ(ids(text(node.get(objects))).size(), static_cast<std::size_t>(stored));
  // Years 0 and 9999 are timestamps; two objects with one id and version in an envelope are one, or a conflict.
  const auto years =
      node.post(objects, envelope({identity(500, "9999-12-31T23:59:59.999Z"), identity(501), identity(501),
                                   identity(501, "2026-07-09T18:30:00.000Z", "Another")}));
  EXPECT_EQ(member(text(years), "success_count"), "3") << text(years);
  EXPECT_EQ(member(text(years), "failure_count"), "1");
  expect_alive();
}

TEST_F(Served, BadParametersAreToldApart) {
  node.post(objects, envelope({identity(1)}));
  for (const char* query :
       {"limit=0", "limit=-1", "limit=abc", "limit=", "added_after=yesterday", "added_after=2026-02-30T00:00:00Z",
        "match[version]=banana", "match[type]=a&match[type]=b", "match[version]=all,first,banana",
        "added_after=2026-01-01T00:00:00Z&added_after=2026-01-01T00:00:00Z", "next=made-up", "next=%ff", "limit=%zz"})
    expect_error(node.get(objects + "?" + query), 400);
  EXPECT_EQ(node.get(objects + "?limit=1000000000").status, 200);
  EXPECT_EQ(node.get(objects + "?limit=99999999999999999999999").status / 100, 2) << "larger than any page: capped";
  EXPECT_EQ(node.get(objects + "?added_after=1970-01-01T00:00:00Z").status, 200);
  expect_error(node.get("/nowhere/"), 404);
  expect_error(node.get("/api/collections/00000000-0000-4000-8000-000000000000/objects/"), 404);
  expect_error(node.get(objects, {{"Accept", "text/html"}}), 406);
  expect_error(node.post(objects, envelope({identity(1)}), {{"Content-Type", "text/plain"}}), 415);
  const auto put = node.request("PUT", objects, "{}");
  expect_error(put, 405);
  EXPECT_NE(header(put, "Allow").find("GET"), std::string::npos);
  for (const char* accept :
       {"", "*/*", "application/json", "application/taxii+json", "application/taxii+json; version=2.1",
        "application/json, text/plain, */*", "application/taxii+json;version=2.1;q=0.9, */*;q=0.1"})
    EXPECT_EQ(node.get(objects, {{"Accept", accept}}).status, 200) << accept;
}

TEST_F(Served, RightsAreKeptAndTheHiddenLooksLikeTheMissing) {
  node.run({"journal", "add", "secret", "--id", "365fed99-08fa-4cdb-a6fe-000000000001"});
  node.run({"journal", "add", "tips", "--id", "365fed99-08fa-4cdb-a6fe-000000000002", "--outside", "inbox"});
  const std::string reader =
      basic("reader",
            member(node.run({"user", "add", "reader", "--read", "main", "--write", "tips", "--json"}).out, "password"));
  const std::string token = "Bearer " + member(node.run({"token", "add", "reader", "--json"}).out, "token");
  for (const std::string& who : {reader, token}) {
    const http::Headers as{{"Authorization", who}};
    EXPECT_EQ(node.get(objects, as).status, 200);
    expect_error(node.post(objects, envelope({identity(1)}), as), 403);
    const auto hidden = node.get("/api/collections/365fed99-08fa-4cdb-a6fe-000000000001/objects/", as);
    const auto missing = node.get("/api/collections/365fed99-08fa-4cdb-a6fe-000000000009/objects/", as);
    EXPECT_EQ(hidden.status, 404);
    EXPECT_EQ(missing.status, 404);
    EXPECT_EQ(text(node.get("/api/collections/", as)).find("000000000001"), std::string::npos);
    EXPECT_EQ(
        node.post("/api/collections/365fed99-08fa-4cdb-a6fe-000000000002/objects/", envelope({identity(9)}), as).status,
        202);
    expect_error(node.get("/api/collections/365fed99-08fa-4cdb-a6fe-000000000002/objects/", as), 403);
    expect_error(node.request("DELETE", objects + "identity--f431f809-377b-45e0-aa1c-000000000001/", {}, as), 403);
  }
  for (const std::string& who :
       {std::string(), basic("reader", "wrong"), basic("nobody", "wrong"), std::string("Bearer parley_0"),
        std::string("Negotiate x"), std::string("Basic !!!")}) {
    const auto refused = node.get("/api/collections/", {{"Authorization", who}});
    expect_error(refused, 401);
    EXPECT_NE(header(refused, "WWW-Authenticate").find("Basic"), std::string::npos);
  }
  node.run({"user", "revoke", "reader", "--yes"});
  EXPECT_EQ(node.get(objects, {{"Authorization", reader}}).status, 401);
  EXPECT_EQ(node.get(objects, {{"Authorization", token}}).status, 401);
}

TEST_F(Served, DeletedContentIsGoneAndTheJournalStillVerifies) {
  node.post(objects, envelope({identity(1), identity(2, "2026-07-09T18:30:00.000Z", "Zenda listening post")}));
  const std::string second = objects + "identity--f431f809-377b-45e0-aa1c-000000000002/";
  EXPECT_EQ(node.get(second).status, 200);
  EXPECT_EQ(node.request("DELETE", second).status, 200);
  expect_error(node.get(second), 404);
  expect_error(node.request("DELETE", second), 404);
  EXPECT_EQ(ids(text(node.get(objects))).size(), 1u);
  const auto verified = node.run({"journal", "verify", "main"});
  EXPECT_EQ(verified.status, 0) << verified.err;
  EXPECT_NE(verified.out.find("erased"), std::string::npos);
  node.restart([](const std::filesystem::path& dir) {
    for (const auto& file : std::filesystem::recursive_directory_iterator(dir / "journals"))
      if (!file.is_directory()) {
        EXPECT_EQ(read_file(file.path()).value().find("Zenda"), std::string::npos) << file.path();
      }
  });
}

TEST_F(Served, HostileBytesOnTheSocketHarmNobody) {
  const std::string get = "GET /taxii2/ HTTP/1.1\r\nHost: x\r\nAuthorization: " + node.authorization + "\r\n";
  const std::pair<std::string, const char*> cases[] = {
      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 TLS on a plain port\r\n\r\n", " 400 "},
      {"GET\r\n\r\n", " 400 "},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", " 400 "},
      {get + "X: " + std::string(100'000, 'x') + "\r\n\r\n", " 431 "},
      {"POST " + objects + " HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", " 413 "},
      {"POST " + objects + " HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       " 400 "},
      {"POST " + objects + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nlies\r\n0\r\n\r\n",
       " 401 "},
      {"POST " + objects + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + node.authorization +
           "\r\nContent-Type: application/taxii+json;version=2.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nlies\r\n0"
           "\r\n\r\n",
       " 400 "},
      {"POST " + objects + " HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", " 400 "},
  };
  for (const auto& [bytes, status] : cases) {
    const std::string answer = node.raw(bytes);
    EXPECT_NE(answer.substr(0, 40).find(status), std::string::npos) << bytes.substr(0, 60) << "\n"
                                                                    << answer.substr(0, 200);
    expect_alive();
  }
}

TEST_F(Served, CursorsSurviveARestart) {
  std::vector<std::string> some;
  for (int i = 0; i < 30; ++i) some.push_back(identity(i));
  node.post(objects, envelope(some));
  const std::string next = member(text(node.get(objects + "?limit=10&match[type]=identity")), "next");
  node.restart();
  const auto page = ids(text(node.get(objects + "?limit=5&added_after=1999-01-01T00:00:00Z&next=" + percent(next))));
  ASSERT_EQ(page.size(), 5u);
  EXPECT_EQ(page[0], member(some[10], "id"));
}

TEST_F(Served, MetricsAndHealth) {
  const auto health = node.get("/healthz", {{"Authorization", ""}});
  EXPECT_EQ(health.status, 200);
  EXPECT_EQ(text(health), "ok\n");
  EXPECT_EQ(node.get("/metrics", {{"Authorization", ""}}).status, 401);
  const auto metrics = node.get("/metrics");
  EXPECT_EQ(metrics.status, 200);
  EXPECT_NE(text(metrics).find("parley_requests_total"), std::string::npos);
  node.get("/taxii2/");
  const auto status = node.run({"status"});
  EXPECT_NE(status.out.find("admin@127.0.0.1"), std::string::npos) << status.out;
}

// As logrotate does it.
TEST(ServedProcess, ALogThatWasMovedAwayIsBegunAnewOnSighup) {
  TestNode node;
  const auto log = node.dir() / "parley.log", moved = node.dir() / "parley.log.1";
  std::string config = read_file(node.dir() / "parley.toml").value();
  config.replace(config.find("requests = \"errors\""), 19, "file = \"parley.log\"\nrequests = \"all\"");
  ASSERT_TRUE(replace_file(node.dir() / "parley.toml", config, Durability::relaxed).ok());
  node.start();
  const auto has = [](const std::filesystem::path& file, const std::string& what) {
    const auto text = read_file(file);
    return text.ok() && text->find(what) != std::string::npos;
  };
  ASSERT_EQ(node.get("/taxii2/").status, 200);
  ASSERT_TRUE(parley::testing::eventually([&] { return has(log, "/taxii2/"); }));
  std::filesystem::rename(log, moved);
  const auto size = std::filesystem::file_size(moved);
  ASSERT_EQ(::kill(node.pid(), SIGHUP), 0);
  ASSERT_TRUE(parley::testing::eventually([&] { return std::filesystem::exists(log); }));
  ASSERT_EQ(node.get("/taxii2/").status, 200);
  EXPECT_TRUE(parley::testing::eventually([&] { return has(log, "/taxii2/"); }));
  EXPECT_EQ(std::filesystem::file_size(moved), size) << "nothing more comes into the old one";
  EXPECT_FALSE(has(log, "\"level\":\"error\"")) << "of a certificate that there is none of";
  node.stop(SIGTERM);
}

// Somebody has set a limit (ulimit -f): the kernel sends a signal that ends whoever does not ignore it.
TEST(ServedProcess, AFileSizeLimitRefusesAndEndsNoServer) {
  TestNode node;
  node.start();
  const std::string objects = "/api/collections/" + node.collection + "/objects/";
  rlimit before{};
  ASSERT_EQ(::prlimit(node.pid(), RLIMIT_FSIZE, nullptr, &before), 0);
  const rlimit small{2u << 20, before.rlim_max};
  ASSERT_EQ(::prlimit(node.pid(), RLIMIT_FSIZE, &small, nullptr), 0);
  int number = 0, acknowledged = 0, status = 202;
  while (status == 202 && number < 20'000) {
    std::vector<std::string> some;
    for (int i = 0; i < 100; ++i) some.push_back(identity(++number));
    status = node.post(objects, envelope(some)).status;
    if (status == 202) acknowledged = number;
  }
  EXPECT_EQ(status, 503);
  EXPECT_GT(acknowledged, 0);
  EXPECT_EQ(node.get(objects + "?limit=1").status, 200) << "it goes on";
  node.stop(SIGTERM);
  EXPECT_EQ(node.run({"journal", "verify", "main"}).status, 0);
  node.start();
  EXPECT_EQ(node.post(objects, envelope({identity(1'000'000)})).status, 202);
  for (const int one : {1, acknowledged})
    EXPECT_EQ(ids(text(node.get(objects + member(identity(one), "id") + "/"))).size(), 1u) << one;
}

TEST(ServedProcess, AcknowledgedObjectsSurviveKill) {
  TestNode node;
  node.start();
  const std::string objects = "/api/collections/" + node.collection + "/objects/";
  std::vector<std::string> acknowledged;
  for (int round = 0; round < 3; ++round) {
    std::atomic<bool> stop = false;
    std::thread writer([&] {
      http::Client client;
      for (int i = 0; !stop; ++i) {
        const std::string object = identity(round * 100'000 + i);
        const auto answer = client.send(
            {.url = node.url + objects,
             .method = "POST",
             .headers = {{"Authorization", node.authorization}, {"Accept", kMediaType}, {"Content-Type", kMediaType}},
             .body = envelope({object})});
        if (!answer.ok() || answer->status != 202) break;
        acknowledged.push_back(member(object, "id"));
      }
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(150 + 70 * round));  // killed at work: the load itself
    node.stop(SIGKILL);
    stop = true;
    writer.join();
    node.start();
    std::vector<std::string> there;
    for (std::string next;;) {
      const auto page = text(node.get(objects + "?limit=5000" + (next.empty() ? "" : "&next=" + percent(next))));
      const auto some = ids(page);
      there.insert(there.end(), some.begin(), some.end());
      next = member(page, "next");
      if (next.empty()) break;
    }
    std::sort(there.begin(), there.end());
    for (const auto& id : acknowledged)
      EXPECT_TRUE(std::binary_search(there.begin(), there.end(), id)) << id << " was acknowledged and is lost";
  }
  EXPECT_GT(acknowledged.size(), 10u);
  EXPECT_EQ(node.run({"journal", "verify", "main"}).status, 0);
}

TEST(ServedProcess, APortThatIsTakenIsNamed) {
  TestNode first, second;
  first.start();
  std::string config = read_file(second.dir() / "parley.toml").value();
  config.replace(config.find("port = 0"), 8, "port = " + std::to_string(first.port));
  ASSERT_TRUE(replace_file(second.dir() / "parley.toml", config, Durability::relaxed).ok());
  const auto refused = second.run({"serve"});
  EXPECT_EQ(refused.status, 3);
  EXPECT_NE(refused.err.find(std::to_string(first.port)), std::string::npos) << refused.err;
}

// With a few it would take them all for itself, say that it serves, and answer nobody.
TEST(ServedProcess, ThatMayOpenTooFewFilesDoesNotStartAndSaysHowManyItTakes) {
  TestNode node;
  const std::string said = (node.dir().parent_path() / "said").string();
  const int status = std::system(
      fmt::format("ulimit -n 42; exec '{}' serve --dir '{}' >'{}' 2>&1", PARLEY_BINARY, node.dir().string(), said)
          .c_str());
  EXPECT_EQ(WEXITSTATUS(status), 3);
  EXPECT_THAT(read_file(said).value(), AllOf(HasSubstr("42 files"), HasSubstr("ulimit -n"), HasSubstr("takes 13")));
}

TEST_F(Served, ADamagedJournalStaysClosedAndTheOthersAreServed) {
  node.run({"journal", "add", "other", "--outside", "both"});
  node.run({"import", "-"}, identity(1) + identity(2));
  node.restart([](const std::filesystem::path& dir) {
    for (const auto& file : std::filesystem::recursive_directory_iterator(dir / "journals")) {
      if (file.path().extension() != ".ndjson" || file.file_size() == 0) continue;
      std::string segment = read_file(file.path()).value();
      segment[segment.size() / 2] ^= 1;
      segment[10] = '#';
      ASSERT_TRUE(replace_file(file.path(), segment, Durability::relaxed).ok());
    }
  });
  const auto verified = node.run({"journal", "verify", "main"});
  EXPECT_NE(verified.status, 0);
  EXPECT_NE((verified.err + verified.out).find("segment"), std::string::npos) << verified.err;
  expect_alive();
  EXPECT_NE(text(node.get("/api/collections/")).find("other"), std::string::npos);
}

TEST(ServedProcess, TlsIsServedAlsoWhenInitHadMadeNoCertificate) {
  TestNode node({"--self-signed"});
  std::filesystem::remove(node.dir() / "keys" / "tls.pem");
  std::filesystem::remove(node.dir() / "keys" / "tls.key");
  node.client_options.ca_file = node.dir() / "keys" / "tls.pem";
  node.start();
  EXPECT_EQ(node.get("/taxii2/").status, 200);
}

TEST(ServedProcess, OfACertificateThatDoesNotDoConfigCheckSaysTheSame) {
  TestNode node({"--self-signed"}), other({"--self-signed"});
  const auto pem = node.dir() / "keys" / "tls.pem", key = node.dir() / "keys" / "tls.key";
  EXPECT_EQ(node.run({"config", "check"}).status, 0);
  const auto expect_the_same = [&](const std::string& what) {
    SCOPED_TRACE(what);
    const Finished checked = node.run({"config", "check"}), served = node.run({"serve"});
    EXPECT_EQ(checked.status, 1);
    EXPECT_EQ(served.status, 3);
    EXPECT_EQ(checked.err, served.err);
    EXPECT_THAT(checked.err, ::testing::HasSubstr(what));
  };
  std::filesystem::copy_file(other.dir() / "keys" / "tls.key", key, std::filesystem::copy_options::overwrite_existing);
  expect_the_same("does not belong to");
  std::filesystem::remove(key);
  expect_the_same("tls.key is not");
  std::filesystem::remove(pem);
  EXPECT_EQ(node.run({"config", "check"}).status, 0) << "serve makes both";
}

TEST(ServedProcess, TlsWithASelfSignedCertificate) {
  TestNode node({"--self-signed"});
  node.client_options.ca_file = node.dir() / "keys" / "tls.pem";
  node.start();
  EXPECT_TRUE(node.url.starts_with("https://"));
  EXPECT_EQ(node.get("/taxii2/").status, 200);
  node.raw("GET / HTTP/1.1\r\n\r\n");
  node.raw(std::string(1000, '\x80'));
  EXPECT_EQ(node.get("/taxii2/").status, 200);
}

}  // namespace
}  // namespace parley::cli::testing
