// Checks that a TAXII 2.1 server serves the clients in use, each named after the client whose requests it imitates
// (docs/taxii.md). They know the server only as a function from request to answer, so that they run over plain calls
// and over sockets alike.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "json/json.h"

namespace parley::taxii::checks {

struct Server {
  std::function<http::Response(http::Request)> send;
  std::function<std::string()>
      new_collection;  // an empty one that `basic` and `bearer` may read, write and delete from; its id
  std::string root = "/api1/";
  std::string basic, bearer;  // Authorization values
};

inline constexpr std::string_view kMediaType = "application/taxii+json;version=2.1";

// The value of a header, wherever the answer keeps it; empty when there is none.
std::string header_of(const http::Response& response, std::string_view name);

// A parsed JSON body. Keeps its parser.
class Document {
 public:
  explicit Document(std::string_view text);
  bool ok() const { return ok_; }
  bool has(std::string_view name) const;
  std::string text(std::string_view name) const;     // "" when missing or no string
  std::int64_t number(std::string_view name) const;  // -1 likewise
  bool flag(std::string_view name) const;            // false likewise
  std::size_t count(std::string_view array) const;   // 0 when missing
  // Member `name` of each object in `array`; with an empty name the array holds the strings themselves.
  std::vector<std::string> each(std::string_view array, std::string_view name) const;

 private:
  std::unique_ptr<json::Parser> parser_ = std::make_unique<json::Parser>();
  json::Element root_{};
  bool ok_ = false;
};
inline Document json_of(const http::Response& response) { return Document(response.body_text()); }
std::vector<std::string> ids_of(const http::Response& response);
std::string next_of(const http::Response& response);

http::Request get(std::string path, std::string query, std::string authorization,
                  std::string accept = std::string(kMediaType));
http::Request post(std::string path, std::string body, std::string authorization);

// STIX 2.1 objects that are valid, number `n` each with an id of its own.
std::string indicator_id(int n);
std::string indicator(int n, std::string_view modified = "2026-01-02T03:04:05.000Z",
                      std::string_view name = "an indicator");
std::string address_id(int n);
std::string address(int n);  // ipv4-addr, an SCO without spec_version
std::string envelope(const std::vector<std::string>& objects);
std::vector<std::string> indicators(int count);

// Adds `objects` and expects all of them to be taken.
void add(const Server& server, const std::string& collection, const std::vector<std::string>& objects);

// An error as TAXII wants it: the status, the media type, a title, and http_status in agreement.
void expect_error(const http::Response& response, int status);

// OASIS taxii2-client 2.3
void oasis_content_type_has_every_accept_token(const Server& server);
void oasis_objects_as_pages_with_another_limit(const Server& server);
void oasis_manifest_as_pages_ends(const Server& server);
void oasis_datetime_without_fraction(const Server& server);
void oasis_status_counts_agree_with_lists(const Server& server);
void oasis_deletes_an_object(const Server& server);
// OpenCTI feed
void opencti_default_accept(const Server& server);
void opencti_sends_next_with_a_new_added_after(const Server& server);
void opencti_date_headers_on_every_page(const Server& server);
void opencti_advances_by_date_added_alone(const Server& server);
// Elastic ti_custom
void elastic_pages_while_next_is_there(const Server& server);
void elastic_drops_added_after_with_next(const Server& server);
void elastic_bearer_and_no_slash(const Server& server);
// Microsoft Sentinel
void sentinel_polls_everything_with_basic(const Server& server);
void sentinel_polls_again_without_duplicates(const Server& server);
// Splunk Enterprise Security
void splunk_asks_for_indicators(const Server& server);
// EclecticIQ
void eclecticiq_hundred_at_a_time_since_the_epoch(const Server& server);
// Cortex XSOAR
void xsoar_time_with_and_without_milliseconds(const Server& server);
// MISP
void misp_builds_urls_itself(const Server& server);
void misp_pushes_marking_definitions(const Server& server);
// Any
void any_pages_versions_and_object(const Server& server);

}  // namespace parley::taxii::checks
