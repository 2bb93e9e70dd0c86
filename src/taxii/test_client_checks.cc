#include <charconv>
#include <map>
#include <set>

#include "taxii/test_client_checks.h"

namespace parley::taxii::checks {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  const http::Headers one{{std::string(a), std::string()}};
  return http::find_header(one, b) != nullptr;
}

std::string hex(int n, int width) {
  char digits[16];
  const char* const end = std::to_chars(digits, digits + sizeof digits, n, 16).ptr;
  const std::string text(static_cast<const char*>(digits), end);
  return std::string(static_cast<std::size_t>(width) - text.size(), '0') + text;
}

std::string objects_path(const Server& server, const std::string& collection) {
  return server.root + "collections/" + collection + "/objects/";
}
std::string manifest_path(const Server& server, const std::string& collection) {
  return server.root + "collections/" + collection + "/manifest/";
}

void expect_page(const http::Response& response) {
  ASSERT_EQ(response.status, 200) << response.body_text();
  EXPECT_EQ(header_of(response, "Content-Type"), kMediaType);
  EXPECT_TRUE(json_of(response).ok());
}

std::vector<std::string> expected_ids(int count) {
  std::vector<std::string> ids;
  for (int n = 0; n < count; ++n) ids.push_back(indicator_id(n));
  return ids;
}

// Goes on while `next_query` gives a query, at most 200 times, and returns all ids.
std::vector<std::string> collect(const Server& server, const std::string& path, const std::string& first_query,
                                 const std::string& authorization, const std::string& accept,
                                 const std::function<std::string(const http::Response&)>& next_query) {
  std::vector<std::string> all;
  std::string query = first_query;
  for (int pages = 0; pages < 200; ++pages) {
    const http::Response response = server.send(get(path, query, authorization, accept));
    expect_page(response);
    const std::vector<std::string> ids = ids_of(response);
    all.insert(all.end(), ids.begin(), ids.end());
    query = next_query(response);
    if (query.empty()) return all;
    EXPECT_FALSE(ids.empty()) << "an empty page that says there is more";
  }
  ADD_FAILURE() << "it does not end";
  return all;
}

// The loop of taxii2client.v21.as_pages: page 1 as asked, then `limit` = what page 1 held, while `more`.
std::vector<std::string> as_pages(const Server& server, const std::string& path, int per_request) {
  std::size_t limit = static_cast<std::size_t>(per_request);
  bool first = true;
  return collect(server, path, per_request == 0 ? "" : "limit=" + std::to_string(per_request), server.basic,
                 std::string(kMediaType), [&](const http::Response& response) -> std::string {
                   const Document page = json_of(response);
                   if (!page.flag("more")) return {};
                   if (first) limit = page.count("objects");
                   first = false;
                   return "limit=" + std::to_string(limit) + "&next=" + page.text("next");
                 });
}

}  // namespace

std::string header_of(const http::Response& response, std::string_view name) {
  if (const std::string* value = http::find_header(response.headers, name)) return *value;
  if (response.header_block == nullptr) return {};
  std::string_view block = *response.header_block;
  while (!block.empty()) {
    const std::string_view line = block.substr(0, block.find("\r\n"));
    block.remove_prefix(line.size() + 2);
    const std::size_t colon = line.find(": ");
    if (same_name(line.substr(0, colon), name)) return std::string(line.substr(colon + 2));
  }
  return {};
}

Document::Document(std::string_view text) {
  const Result<json::Element> parsed = parser_->parse(text);
  ok_ = parsed.ok();
  if (ok_) root_ = *parsed;
}
bool Document::has(std::string_view name) const {
  return ok_ && root_.is_object() && root_[name].error() == simdjson::SUCCESS;
}
std::string Document::text(std::string_view name) const {
  std::string_view value;
  if (!has(name) || root_[name].get(value) != simdjson::SUCCESS) return {};
  return std::string(value);
}
std::int64_t Document::number(std::string_view name) const {
  std::int64_t value = -1;
  if (!has(name) || root_[name].get(value) != simdjson::SUCCESS) return -1;
  return value;
}
bool Document::flag(std::string_view name) const {
  bool value = false;
  return has(name) && root_[name].get(value) == simdjson::SUCCESS && value;
}
std::size_t Document::count(std::string_view array) const {
  json::Array values;
  if (!has(array) || root_[array].get(values) != simdjson::SUCCESS) return 0;
  return values.size();
}
std::vector<std::string> Document::each(std::string_view array, std::string_view name) const {
  std::vector<std::string> all;
  json::Array values;
  if (!has(array) || root_[array].get(values) != simdjson::SUCCESS) return all;
  for (const json::Element value : values) {
    std::string_view text;
    const bool is_text =
        name.empty() ? value.get(text) == simdjson::SUCCESS : value[name].get(text) == simdjson::SUCCESS;
    all.emplace_back(is_text ? text : "");
  }
  return all;
}

std::vector<std::string> ids_of(const http::Response& response) { return json_of(response).each("objects", "id"); }
std::string next_of(const http::Response& response) { return json_of(response).text("next"); }

http::Request get(std::string path, std::string query, std::string authorization, std::string accept) {
  http::Request request;
  request.method_text = "GET";
  request.path = std::move(path);
  request.query = std::move(query);
  request.headers.emplace_back("Host", "taxii.example.gov");
  if (!authorization.empty()) request.headers.emplace_back("Authorization", std::move(authorization));
  if (!accept.empty()) request.headers.emplace_back("Accept", std::move(accept));
  return request;
}

http::Request post(std::string path, std::string body, std::string authorization) {
  http::Request request = get(std::move(path), "", std::move(authorization));
  request.method = http::Method::post;
  request.method_text = "POST";
  request.headers.emplace_back("Content-Type", kMediaType);
  request.body = std::move(body);
  return request;
}

std::string indicator_id(int n) { return "indicator--" + hex(n, 8) + "-0000-4000-8000-" + hex(n, 12); }

std::string indicator(int n, std::string_view modified, std::string_view name) {
  return R"({"type":"indicator","spec_version":"2.1","id":")" + indicator_id(n) +
         R"(","created":"2026-01-01T00:00:00.000Z","modified":")" + std::string(modified) + R"(","name":")" +
         std::string(name) +
         R"(","pattern":"[ipv4-addr:value = '192.0.2.1']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z"})";
}

std::string address_id(int n) { return "ipv4-addr--" + hex(n, 8) + "-0000-5000-8000-" + hex(n, 12); }
std::string address(int n) {
  return R"({"type":"ipv4-addr","id":")" + address_id(n) + R"(","value":"192.0.2.)" + std::to_string(n % 250) + R"("})";
}

std::string envelope(const std::vector<std::string>& objects) {
  std::string text = R"({"objects":[)";
  for (std::size_t i = 0; i < objects.size(); ++i) text += (i == 0 ? "" : ",") + objects[i];
  return text + "]}";
}

std::vector<std::string> indicators(int count) {
  std::vector<std::string> objects;
  for (int n = 0; n < count; ++n) objects.push_back(indicator(n));
  return objects;
}

void add(const Server& server, const std::string& collection, const std::vector<std::string>& objects) {
  const http::Response response = server.send(post(objects_path(server, collection), envelope(objects), server.basic));
  ASSERT_EQ(response.status, 202) << response.body_text();
  const Document status = json_of(response);
  EXPECT_EQ(status.number("success_count"), static_cast<std::int64_t>(objects.size())) << response.body_text();
}

void expect_error(const http::Response& response, int status) {
  EXPECT_EQ(response.status, status) << response.body_text();
  EXPECT_EQ(header_of(response, "Content-Type"), kMediaType);
  const Document error = json_of(response);
  EXPECT_FALSE(error.text("title").empty()) << response.body_text();
  EXPECT_EQ(error.text("http_status"), std::to_string(status));
}

void oasis_content_type_has_every_accept_token(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, indicators(2));
  const std::string in = server.root + "collections/" + collection + "/";
  for (const std::string& path :
       {std::string("/taxii2/"), server.root, server.root + "collections/", in, in + "objects/", in + "manifest/",
        in + "objects/" + indicator_id(0) + "/", in + "objects/" + indicator_id(0) + "/versions/"}) {
    SCOPED_TRACE(path);
    expect_page(server.send(get(path, "", server.basic)));
    expect_page(server.send(get(path, "", server.basic, "application/taxii+json; version=2.1")));
  }
}

void oasis_objects_as_pages_with_another_limit(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, indicators(57));
  const std::string path = objects_path(server, collection);
  EXPECT_EQ(as_pages(server, path, 10), expected_ids(57));
  EXPECT_EQ(as_pages(server, path, 0), expected_ids(57));
  EXPECT_EQ(as_pages(server, path, 100'000'000), expected_ids(57));
  // The limit changes on the way, and the same cursor is asked twice.
  const std::string next = next_of(server.send(get(path, "limit=5", server.basic)));
  for (int again = 0; again < 2; ++again) {
    const std::vector<std::string> ids = ids_of(server.send(get(path, "limit=50&next=" + next, server.basic)));
    ASSERT_EQ(ids.size(), 50u);
    EXPECT_EQ(ids.front(), indicator_id(5));
  }
}

void oasis_manifest_as_pages_ends(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, indicators(25));
  EXPECT_EQ(as_pages(server, manifest_path(server, collection), 10), expected_ids(25));
  EXPECT_EQ(as_pages(server, manifest_path(server, collection), 5), expected_ids(25));  // ends on a full page
}

void oasis_datetime_without_fraction(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, indicators(3));
  for (const char* time :
       {"2020-01-01T00:00:00Z", "2020-01-01T00%3A00%3A00Z", "2020-01-01T00:00:00.5Z", "2020-01-01T00:00:00.123Z",
        "2020-01-01T00:00:00.123456Z", "2020-01-01T00:00:00.123456789Z"}) {
    SCOPED_TRACE(time);
    EXPECT_EQ(
        ids_of(server.send(get(objects_path(server, collection), "added_after=" + std::string(time), server.basic)))
            .size(),
        3u);
  }
}

void oasis_status_counts_agree_with_lists(const Server& server) {
  const std::string collection = server.new_collection();
  const std::string bad = R"({"type":"indicator","spec_version":"2.1","id":")" + indicator_id(7) + R"("})";
  const http::Response answer = server.send(
      post(objects_path(server, collection), envelope({indicator(0), bad, indicator(1), indicator(0)}), server.basic));
  ASSERT_EQ(answer.status, 202) << answer.body_text();
  const std::string id = json_of(answer).text("id");
  const http::Response later = server.send(get(server.root + "status/" + id + "/", "", server.basic));
  for (const http::Response& response : {answer, later}) {
    const Document status = json_of(response);
    EXPECT_EQ(status.text("status"), "complete");
    EXPECT_EQ(status.number("total_count"), 4);
    EXPECT_EQ(status.number("success_count"), 3);
    EXPECT_EQ(status.number("failure_count"), 1);
    EXPECT_EQ(status.number("pending_count"), 0);
    EXPECT_EQ(status.each("successes", "id"), (std::vector{indicator_id(0), indicator_id(1), indicator_id(0)}));
    EXPECT_EQ(status.each("failures", "id"), (std::vector{indicator_id(7)}));
    EXPECT_FALSE(status.each("failures", "message").front().empty());
    EXPECT_FALSE(status.each("failures", "version").front().empty());
  }
}

void oasis_deletes_an_object(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, {indicator(0), indicator(0, "2026-02-02T00:00:00.000Z"), indicator(1)});
  const std::string path = objects_path(server, collection) + indicator_id(0) + "/";
  http::Request request = get(path, "", server.basic);
  request.method = http::Method::delete_;
  request.method_text = "DELETE";
  const http::Response response = server.send(request);
  EXPECT_EQ(response.status, 200) << response.body_text();
  EXPECT_EQ(header_of(response, "Content-Type"), kMediaType);
  expect_error(server.send(get(path, "", server.basic)), 404);
  EXPECT_EQ(ids_of(server.send(get(objects_path(server, collection), "match[version]=all", server.basic))),
            std::vector{indicator_id(1)});
  expect_error(server.send(request), 404);
}

void opencti_default_accept(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, indicators(1));
  for (const char* accept :
       {"application/json, text/plain, */*", "application/json", "*/*", "", "application/taxii+json"}) {
    SCOPED_TRACE(accept);
    expect_page(server.send(get(objects_path(server, collection), "", server.basic, accept)));
  }
}

void opencti_sends_next_with_a_new_added_after(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, indicators(30));
  const auto follow = [](const http::Response& response) -> std::string {
    if (!json_of(response).flag("more")) return {};
    return "limit=10&next=" + next_of(response) + "&added_after=" + header_of(response, "X-TAXII-Date-Added-Last");
  };
  EXPECT_EQ(collect(server, objects_path(server, collection), "limit=10&added_after=2020-01-01T00:00:00Z", server.basic,
                    "application/taxii+json;version=2.1", follow),
            expected_ids(30));
  // Even an added_after in the future does not lose what the cursor promises.
  const std::string next = next_of(server.send(get(objects_path(server, collection), "limit=10", server.basic)));
  EXPECT_EQ(ids_of(server.send(get(objects_path(server, collection), "added_after=2999-01-01T00:00:00Z&next=" + next,
                                   server.basic)))
                .size(),
            20u);
}

void opencti_date_headers_on_every_page(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, indicators(3));
  const std::string in = server.root + "collections/" + collection + "/";
  for (const std::string& path : {in + "objects/", in + "manifest/", in + "objects/" + indicator_id(0) + "/",
                                  in + "objects/" + indicator_id(0) + "/versions/"}) {
    SCOPED_TRACE(path);
    for (const http::Method method : {http::Method::get, http::Method::head}) {
      http::Request request = get(path, "", server.basic);
      request.method = method;
      request.method_text = method == http::Method::get ? "GET" : "HEAD";
      const http::Response response = server.send(request);
      ASSERT_EQ(response.status, 200);
      EXPECT_EQ(header_of(response, "X-TAXII-Date-Added-First").size(), 27u);
      EXPECT_EQ(header_of(response, "X-TAXII-Date-Added-Last").size(), 27u);
      EXPECT_LE(header_of(response, "X-TAXII-Date-Added-First"), header_of(response, "X-TAXII-Date-Added-Last"));
    }
  }
}

void opencti_advances_by_date_added_alone(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, indicators(57));  // one envelope: elsewhere all of them get one date
  for (const std::string& path : {objects_path(server, collection), manifest_path(server, collection)}) {
    EXPECT_EQ(collect(server, path, "limit=10", server.basic, "*/*",
                      [](const http::Response& response) -> std::string {
                        if (!json_of(response).flag("more")) return {};
                        return "limit=10&added_after=" + header_of(response, "X-TAXII-Date-Added-Last");
                      }),
              expected_ids(57));
  }
}

void elastic_pages_while_next_is_there(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, indicators(20));
  std::string last;
  EXPECT_EQ(collect(server, objects_path(server, collection), "limit=10&added_after=2020-01-01T00:00:00Z", server.basic,
                    "application/json",
                    [&](const http::Response& response) -> std::string {
                      last = header_of(response, "X-TAXII-Date-Added-Last");
                      const std::string next = next_of(response);
                      EXPECT_EQ(json_of(response).has("next"), !next.empty()) << "an empty next";
                      return next.empty() ? "" : "limit=10&added_after=2020-01-01T00:00:00Z&next=" + next;
                    }),
            expected_ids(20));
  const http::Response later = server.send(get(objects_path(server, collection), "added_after=" + last, server.basic));
  EXPECT_EQ(later.body_text(), "{}");
}

void elastic_drops_added_after_with_next(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, indicators(10));
  const std::string middle =
      header_of(server.send(get(objects_path(server, collection), "limit=5", server.basic)), "X-TAXII-Date-Added-Last");
  add(server, collection, {indicator(10), indicator(11), indicator(12)});
  const http::Response first =
      server.send(get(objects_path(server, collection), "limit=4&added_after=" + middle, server.basic));
  EXPECT_EQ(ids_of(first).front(), indicator_id(5));
  const std::vector<std::string> rest =
      ids_of(server.send(get(objects_path(server, collection), "next=" + next_of(first), server.basic)));
  EXPECT_EQ(rest, (std::vector{indicator_id(9), indicator_id(10), indicator_id(11), indicator_id(12)}));
}

void elastic_bearer_and_no_slash(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, indicators(2));
  std::string path = objects_path(server, collection);
  path.pop_back();
  const http::Response response =
      server.send(get(path, "limit=1", server.bearer, "application/taxii+json;version=2.1"));
  expect_page(response);  // no redirect
  expect_page(server.send(get(path, "limit=1&next=" + next_of(response), server.bearer)));
  http::Request request = post(path, envelope({indicator(2)}), server.bearer);
  EXPECT_EQ(server.send(request).status, 202);
}

void sentinel_polls_everything_with_basic(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, indicators(1500));  // more than a server page
  const http::Response first =
      server.send(get(objects_path(server, collection), "match[type]=indicator", server.basic));
  expect_page(first);
  EXPECT_TRUE(json_of(first).flag("more"));
  EXPECT_EQ(
      collect(server, objects_path(server, collection), "match[type]=indicator", server.basic, std::string(kMediaType),
              [](const http::Response& response) -> std::string {
                return next_of(response).empty() ? "" : "match[type]=indicator&next=" + next_of(response);
              }),
      expected_ids(1500));
}

void sentinel_polls_again_without_duplicates(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, indicators(5));
  const http::Response first =
      server.send(get(objects_path(server, collection), "added_after=2020-01-01T00:00:00.000000Z", server.basic));
  const std::string last = header_of(first, "X-TAXII-Date-Added-Last");
  add(server, collection, indicators(5));  // the same again: nothing new
  EXPECT_EQ(server.send(get(objects_path(server, collection), "added_after=" + last, server.basic)).body_text(), "{}");
  add(server, collection, {indicator(5)});
  EXPECT_EQ(ids_of(server.send(get(objects_path(server, collection), "added_after=" + last, server.basic))),
            std::vector{indicator_id(5)});
}

void splunk_asks_for_indicators(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, {address(1), indicator(0), address(2), indicator(1)});
  const http::Response response =
      server.send(get(objects_path(server, collection), "match%5Btype%5D=indicator&limit=1000", server.basic,
                      "application/taxii+json; version=2.1"));
  EXPECT_EQ(ids_of(response), expected_ids(2));
}

void eclecticiq_hundred_at_a_time_since_the_epoch(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, indicators(250));
  std::size_t largest = 0;
  EXPECT_EQ(collect(server, objects_path(server, collection), "limit=100&added_after=1970-01-01T00:00:00Z",
                    server.basic, std::string(kMediaType),
                    [&](const http::Response& response) -> std::string {
                      largest = std::max(largest, ids_of(response).size());
                      return next_of(response).empty()
                                 ? ""
                                 : "limit=100&added_after=1970-01-01T00:00:00Z&next=" + next_of(response);
                    }),
            expected_ids(250));
  EXPECT_EQ(largest, 100u);
}

void xsoar_time_with_and_without_milliseconds(const Server& server) {
  const std::string collection = server.new_collection();
  add(server, collection, indicators(120));
  for (const char* time : {"2021-05-05T12:00:00Z", "2021-05-05T12:00:00.000Z", "2021-05-05T12:00:00.000000Z"}) {
    SCOPED_TRACE(time);
    const http::Response response =
        server.send(get(objects_path(server, collection), "limit=100&added_after=" + std::string(time), server.bearer));
    EXPECT_EQ(ids_of(response).size(), 100u);
    EXPECT_TRUE(json_of(response).flag("more"));
  }
}

void misp_builds_urls_itself(const Server& server) {
  const std::string collection = server.new_collection();
  const Document discovery = json_of(server.send(get("/taxii2/", "", server.basic)));
  const std::vector<std::string> roots = discovery.each("api_roots", "");
  ASSERT_FALSE(roots.empty());
  for (const std::string& root : roots) {
    // One path segment at the top, so that "<base>/<root>/collections/" is right.
    const std::size_t host = root.find("://");
    const std::string path = host == root.npos ? root : root.substr(root.find('/', host + 3));
    EXPECT_EQ(std::count(path.begin(), path.end(), '/'), 2) << root;
    expect_page(server.send(get(path + "collections/", "", server.basic)));
    expect_page(server.send(get(path + "collections", "", server.basic)));
  }
  const std::vector<std::string> ids =
      json_of(server.send(get(server.root + "collections/", "", server.basic))).each("collections", "id");
  EXPECT_NE(std::find(ids.begin(), ids.end(), collection), ids.end());
}

void misp_pushes_marking_definitions(const Server& server) {
  const std::string collection = server.new_collection();
  const std::string green =
      R"({"type":"marking-definition","spec_version":"2.1","id":"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",)"
      R"("created":"2017-01-20T00:00:00.000Z","definition_type":"tlp","name":"TLP:GREEN","definition":{"tlp":"green"}})";
  add(server, collection, {green, indicator(0)});
  add(server, collection, {green, indicator(1)});  // it comes with every push
  const http::Response manifest = server.send(get(manifest_path(server, collection), "", server.basic));
  EXPECT_EQ(ids_of(manifest).size(), 3u);
  EXPECT_EQ(json_of(manifest).each("objects", "version").front(), "2017-01-20T00:00:00.000Z");
}

void any_pages_versions_and_object(const Server& server) {
  const std::string collection = server.new_collection();
  std::vector<std::string> versions, objects;
  for (int minute = 10; minute < 20; ++minute) {
    versions.push_back("2026-01-02T03:" + std::to_string(minute) + ":00.000Z");
    objects.push_back(indicator(0, versions.back()));
  }
  add(server, collection, objects);
  const std::string path = objects_path(server, collection) + indicator_id(0) + "/";
  const auto pages = [&](const std::string& at, const std::string& parameters, std::string_view array,
                         std::string_view name) {
    std::vector<std::string> all;
    std::string query = parameters;
    for (int count = 0; count < 20; ++count) {
      const http::Response response = server.send(get(at, query, server.basic));
      expect_page(response);
      const Document page = json_of(response);
      const std::vector<std::string> some = page.each(array, name);
      all.insert(all.end(), some.begin(), some.end());
      EXPECT_EQ(page.flag("more"), !page.text("next").empty());
      if (!page.flag("more")) return all;
      query = parameters + "&next=" + page.text("next");
    }
    ADD_FAILURE() << "it does not end";
    return all;
  };
  EXPECT_EQ(pages(path + "versions/", "limit=3", "versions", ""), versions);
  EXPECT_EQ(pages(path, "limit=3&match[version]=all", "objects", "modified"), versions);
}

}  // namespace parley::taxii::checks
