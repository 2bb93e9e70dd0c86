// What the room refuses before it looks at anything else, and what every answer of it has, whoever gave it.
#include <set>

#include "base/file.h"
#include "json/json.h"
#include "testing/source.h"
#include "web/answer.h"
#include "web/files.h"
#include "web/route.h"
#include "web/test_browser.h"

namespace parley::web::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Request : public RoomTest {};

void expect_secured(const Answer& answer, const std::string& what) {
  EXPECT_THAT(answer.header("Content-Security-Policy"),
              StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
                         "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
                         "'none'; require-trusted-types-for 'script'; trusted-types 'none'"))
      << what;
  EXPECT_THAT(answer.header("Content-Security-Policy"), Not(HasSubstr("unsafe"))) << what;
  EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff") << what;
  EXPECT_EQ(answer.header("Cross-Origin-Opener-Policy"), "same-origin") << what;
  EXPECT_EQ(answer.header("Cross-Origin-Resource-Policy"), "same-origin") << what;
  EXPECT_EQ(answer.header("Referrer-Policy"), "same-origin") << what;
  EXPECT_THAT(answer.header("Permissions-Policy"), HasSubstr("camera=()")) << what;
  EXPECT_NE(answer.header("Cache-Control"), "") << what;
  // In the clear there is nothing to promise.
  EXPECT_EQ(answer.header("Strict-Transport-Security"), "") << what;
}

TEST_F(Request, EveryAnswerKeepsThePageWithinItself) {
  Browser anna = signed_in();
  const Browser nobody = browser();
  const std::map<std::string, std::pair<int, Answer>> all = {
      {"the application", {200, anna.get("/")}},
      {"data", {200, anna.get("/room/me")}},
      {"the form", {200, nobody.get("/sign-in")}},
      {"to the form", {303, nobody.get("/inbox")}},
      {"signed out", {401, nobody.get("/room/me")}},
      {"not from here", {403, nobody.raw(nobody.bytes("POST", "/sign-in", {}, "name=a"))}},
      {"no such page", {404, nobody.get("/../etc/passwd")}},
      {"no such data", {404, nobody.get("/room/none")}},
      {"no such file", {404, nobody.get("/assets/none.js")}},
      {"another method", {405, nobody.raw(nobody.bytes("DELETE", "/room/me"))}},
      {"another host", {421, nobody.raw(nobody.bytes("GET", "/", {}, {}, "evil.example"))}},
      {"a report", {204, nobody.raw(nobody.bytes("POST", "/room/csp", {}, "{}"))}},
      {"malformed", {400, nobody.raw("GET / HTTP/1.1\r\nbad\r\n\r\n")}},
      {"no host", {400, nobody.raw("GET / HTTP/1.1\r\n\r\n")}},
      {"a large header", {431, nobody.get("/", {{"X", std::string(40'000, 'x')}})}},
      {"a long target", {414, nobody.get("/" + std::string(20'000, 'x'))}},
      {"a large form", {413, nobody.post_form("/sign-in", std::string(100'000, 'x'))}},
      {"a large object", {413, anna.post("/room/language", std::string(100'000, 'x'))}},
  };
  for (const auto& [what, expected] : all) {
    EXPECT_EQ(expected.second.status, expected.first) << what;
    expect_secured(expected.second, what);
    EXPECT_EQ(expected.second.header("Cache-Control"), "no-store") << what;
  }
}

TEST(Secured, PromisesTlsWhereThereIsTls) {
  const auto answer = secured(text_answer(200, "x"), PublicUrl("https://room.example.gov"));
  EXPECT_NE(answer.headers.end(), std::find_if(answer.headers.begin(), answer.headers.end(), [](const auto& one) {
              return one.first == "Strict-Transport-Security";
            }));
}

TEST(PublicUrl, IsOneHostAndOneOrigin) {
  const PublicUrl url("https://Room.example.gov:443");
  EXPECT_EQ(url.origin(), "https://room.example.gov");
  EXPECT_TRUE(url.is_host("room.example.gov"));
  EXPECT_TRUE(url.is_host("ROOM.example.gov:443"));
  EXPECT_FALSE(url.is_host("room.example.gov:80"));
  EXPECT_FALSE(url.is_host("room.example.gov."));
  EXPECT_FALSE(url.is_host("evil.example"));
  EXPECT_FALSE(url.is_origin("https://room.example.gov:8443"));
  EXPECT_FALSE(url.is_origin("http://room.example.gov"));
  EXPECT_FALSE(url.is_origin("null"));
}

TEST_F(Request, OnlyTheRoomsOwnNameIsAnswered) {
  Browser anna = signed_in();
  const std::string port = std::to_string(anna.port());
  for (const std::string& host :
       {std::string("evil.example"), "127.0.0.1:" + port, "localhost:" + port, std::string("ruritania.localhost"),
        "x." + anna.host(), "ruritania.localhost.:" + port}) {
    const Answer answer = anna.raw(anna.bytes("GET", "/room/me", {}, {}, host));
    EXPECT_EQ(answer.status, 421) << host;
    EXPECT_THAT(answer.body, HasSubstr(anna.origin())) << host;
  }
  // A target that names a host counts, and not the field behind it (RFC 9112 section 3.2.2).
  EXPECT_EQ(anna.raw(anna.bytes("GET", "http://evil.example/room/me")).status, 421);
  EXPECT_EQ(anna.raw(anna.bytes("GET", "/room/me", {{"X-Forwarded-Host", "evil.example"}})).status, 200);
}

// Each of them by each way in which it would come from elsewhere. Nothing may have happened after any of it.
TEST_F(Request, WhatWouldChangeSomethingHasToComeFromAPageOfTheRoom) {
  Browser anna = signed_in();
  const auto without = [](http::Headers headers, const std::string& name, const std::string& instead) {
    std::erase_if(headers, [&](const auto& one) { return one.first == name; });
    if (!instead.empty()) headers.emplace_back(name, instead);
    return headers;
  };
  const std::vector<std::pair<std::string, std::string>> wrong = {{"Sec-Fetch-Site", ""},
                                                                  {"Sec-Fetch-Site", "cross-site"},
                                                                  {"Sec-Fetch-Site", "same-site"},
                                                                  {"Sec-Fetch-Site", "none"},
                                                                  {"Origin", ""},
                                                                  {"Origin", "null"},
                                                                  {"Origin", "http://localhost"},
                                                                  {"Origin", anna.origin() + ".evil.example"},
                                                                  {"Content-Type", ""},
                                                                  {"Content-Type", "text/plain"},
                                                                  {"Parley-Room", ""},
                                                                  {"Parley-Room", "2"}};
  for (const Endpoint& one : endpoints()) {
    if (one.method != http::Method::post || one.place == Place::csp) continue;
    std::string path(one.path);
    if (const auto at = path.find("{token}"); at != std::string::npos) path.replace(at, 7, std::string(64, '0'));
    for (const auto& [name, value] : wrong) {
      const bool form = !is_data(one.place);
      if (form && name == "Parley-Room") continue;
      const http::Headers headers = without(form ? anna.form_headers() : anna.data_headers(), name, value);
      const std::string body = form ? "name=anna&password=x" : R"({"language":"de"})";
      EXPECT_EQ(anna.raw(anna.bytes("POST", path, headers, body)).status, 403) << path << " " << name << ": " << value;
    }
    auto twice = is_data(one.place) ? anna.data_headers() : anna.form_headers();
    twice.emplace_back("Origin", anna.origin());
    EXPECT_EQ(anna.raw(anna.bytes("POST", path, twice, "{}")).status, 403) << path << ": two origins";
  }
  EXPECT_THAT(anna.get("/room/me").body, HasSubstr(R"("language":"en")"));
}

TEST_F(Request, AnotherSitesPageReadsNothing) {
  const Browser anna = signed_in();
  for (const char* const site : {"cross-site", "same-site"})
    EXPECT_EQ(anna.get("/room/me", {{"Sec-Fetch-Site", site}}).status, 403) << site;
  for (const char* const site : {"same-origin", "none"})
    EXPECT_EQ(anna.get("/room/me", {{"Sec-Fetch-Site", site}}).status, 200) << site;
}

TEST_F(Request, AGetChangesNothingAndHasNoBody) {
  Browser anna = signed_in();
  for (const Endpoint& one : endpoints()) {
    if (one.method != http::Method::post || takes(one.place, http::Method::get)) continue;
    EXPECT_EQ(anna.get(std::string(one.path)).status, 405) << one.path;
  }
  EXPECT_EQ(anna.raw(anna.bytes("GET", "/room/me", {}, "{}")).status, 400);
  EXPECT_TRUE(anna.is_in());
}

TEST_F(Request, HostileTargetsAreNowhere) {
  Browser anna = signed_in();
  for (const std::string& target : {"/../",
                                    "/..",
                                    "/a/../b",
                                    "/./",
                                    "//",
                                    "//etc/passwd",
                                    "/a//b",
                                    "/%2e%2e/etc/passwd",
                                    "/%2E%2E/",
                                    "/..%2f..%2f",
                                    "/a%2fb",
                                    "/a%5cb",
                                    "/a\\b",
                                    "/%00",
                                    "/a%0d%0ab",
                                    "/%zz",
                                    "/%",
                                    "/%2",
                                    "/assets/../index.html",
                                    "/assets/%2e%2e/index.html",
                                    "/assets/",
                                    "/assets",
                                    "/room",
                                    "/room/",
                                    "/room/me/",
                                    "/room/../room/me",
                                    "/room/inbox/../me",
                                    "/room/inbox/",
                                    "/room/inbox/a%2fb",
                                    "/room/inbox/a.b",
                                    "/link",
                                    "/link/",
                                    "/link/x",
                                    "/link/",
                                    "/sign-in/",
                                    "/%72oom/me",
                                    "/room/%6de",
                                    "/room/ME",
                                    "/inbox/",
                                    "/a%7f",
                                    "/index%2ehtml"})
    EXPECT_EQ(anna.get(target).status, 404) << target;
}

TEST_F(Request, NeitherTheManifestNorThePageIsAFile) {
  const Browser nobody = browser();
  for (const char* const path : {"/index.html", "/manifest.json"}) EXPECT_EQ(nobody.get(path).status, 303) << path;
}

TEST_F(Request, FilesAreKeptByTheirContent) {
  for (const EmbeddedFile& file : embedded_files()) {
    if (!file.path.starts_with("/assets/")) continue;
    const Browser nobody = browser();
    const std::string path(file.path);
    const Answer plain = nobody.get(path), packed = nobody.get(path, {{"Accept-Encoding", "br, gzip;q=0.5"}});
    expect_secured(plain, path);
    EXPECT_EQ(plain.body, file.plain) << path;
    EXPECT_THAT(plain.header("Cache-Control"), HasSubstr("immutable")) << path;
    if (packed.header("Content-Encoding") == "gzip") EXPECT_EQ(packed.body, file.packed) << path;
    EXPECT_EQ(nobody.get(path, {{"If-None-Match", plain.header("ETag")}}).status, 304) << path;
    EXPECT_EQ(nobody.get(path, {{"Accept-Encoding", "gzip;q=0"}}).header("Content-Encoding"), "") << path;
  }
  EXPECT_THAT(std::string(media_type("/assets/a.exe")), "application/octet-stream");
}

TEST_F(Request, ReportsOfBrowsersAreTakenWhateverTheySay) {
  const Browser nobody = browser();
  for (const std::string& body :
       {std::string(R"({"csp-report":{"effective-directive":"script-src","document-uri":"http://x/link/secret"}})"),
        std::string("{}"), std::string("no json"), std::string("{\"csp-report\":[]}"), std::string()})
    EXPECT_EQ(nobody.raw(nobody.bytes("POST", "/room/csp", {{"Content-Type", "application/csp-report"}}, body)).status,
              204)
        << body;
}

// What stands in docs/api/room.json and what there is are the same.
TEST(Description, HasEveryAddressAndNoOther) {
  const auto text = read_file(parley::testing::source_dir() / "docs" / "api" / "room.json", 1u << 20);
  ASSERT_TRUE(text.ok()) << text.error().message;
  json::Parser parser;
  const auto parsed = parser.parse(*text);
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  std::set<std::string> described, there;
  json::Object paths;
  ASSERT_EQ((*parsed)["paths"].get(paths), simdjson::SUCCESS);
  for (const auto [path, item] : paths) {
    json::Object methods;
    ASSERT_EQ(item.get(methods), simdjson::SUCCESS);
    for (const auto [method, operation] : methods)
      if (method == "get" || method == "post") described.insert(std::string(method) + " " + std::string(path));
  }
  for (const Endpoint& one : endpoints())
    there.insert((one.method == http::Method::get ? "get " : "post ") + std::string(one.path));
  EXPECT_EQ(described, there);
}

}  // namespace
}  // namespace parley::web::testing
