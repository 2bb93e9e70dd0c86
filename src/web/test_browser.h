// For tests: a node with its room, in the test's process, and a browser that sends what the test wants, byte for byte.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "desk/sign_ins.h"
#include "http/test_server.h"
#include "node/journals.h"
#include "node/people.h"
#include "node/sessions.h"
#include "node/test_acting.h"
#include "node/test_group.h"
#include "testing/waiting.h"
#include "web/room_server.h"

namespace parley::web::testing {

inline constexpr const char* kPassword = "a word of several";

struct Answer {
  int status = 0;
  http::Headers headers;
  std::string body;
  std::string header(std::string_view name) const {
    const std::string* found = http::find_header(headers, name);
    return found == nullptr ? std::string() : *found;
  }
};

// Of the bytes that a server sends for one request.
inline Answer read_answer(const std::string& bytes) {
  Answer out;
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string::npos || bytes.size() < 12) return out;
  out.status = std::atoi(bytes.substr(9, 3).c_str());
  out.body = bytes.substr(end + 4);
  for (std::size_t at = bytes.find("\r\n") + 2; at < end;) {
    const std::size_t line_end = bytes.find("\r\n", at);
    const std::string line = bytes.substr(at, line_end - at);
    const std::size_t colon = line.find(": ");
    out.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    at = line_end + 2;
  }
  return out;
}

class Browser {
 public:
  explicit Browser(const RoomServer& room) : port_(room.port()), origin_(room.url()) {}

  const std::string& origin() const { return origin_; }
  std::uint16_t port() const { return port_; }
  std::string host() const { return origin_.substr(origin_.find("//") + 2); }
  std::string cookie;  // "name=value"; empty: none
  std::string language;

  // What a page of the room sends with a POST.
  http::Headers data_headers() const {
    return {{"Sec-Fetch-Site", "same-origin"},
            {"Origin", origin_},
            {"Content-Type", "application/json"},
            {"Parley-Room", "1"}};
  }
  http::Headers form_headers() const {
    return {
        {"Sec-Fetch-Site", "same-origin"}, {"Origin", origin_}, {"Content-Type", "application/x-www-form-urlencoded"}};
  }

  std::string bytes(const std::string& method, const std::string& target, const http::Headers& headers = {},
                    const std::string& body = {}, const std::string& host_field = {}) const {
    std::string out = method + " " + target + " HTTP/1.1\r\nHost: " + (host_field.empty() ? host() : host_field) +
                      "\r\nConnection: close\r\n";
    if (!cookie.empty()) out += "Cookie: " + cookie + "\r\n";
    if (!language.empty()) out += "Accept-Language: " + language + "\r\n";
    for (const auto& [name, value] : headers) out += name + ": " + value + "\r\n";
    if (!body.empty() || method == "POST") out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return out + "\r\n" + body;
  }
  Answer raw(const std::string& request) const { return read_answer(http::answer_to(port_, request, 20'000)); }
  Answer get(const std::string& target, const http::Headers& headers = {}) const {
    return raw(bytes("GET", target, headers));
  }
  Answer post(const std::string& target, const std::string& body = "{}") const {
    return raw(bytes("POST", target, data_headers(), body));
  }
  Answer post_form(const std::string& target, const std::string& body) const {
    return raw(bytes("POST", target, form_headers(), body));
  }
  // Takes what the answer sets, as a browser does.
  Answer sign_in(const std::string& name, const std::string& password = kPassword, const std::string& next = "") {
    std::string escaped = password;
    for (char& c : escaped)
      if (c == ' ') c = '+';
    Answer out = post_form("/sign-in", "name=" + name + "&password=" + escaped + "&next=" + next);
    take_cookie(out);
    return out;
  }
  void take_cookie(const Answer& answer) {
    const std::string line = answer.header("Set-Cookie");
    if (!line.empty()) cookie = line.substr(0, line.find(';'));
  }
  std::string secret() const { return cookie.substr(cookie.find('=') + 1); }
  bool is_in() const { return get("/room/me", {{"Parley-Unattended", "1"}}).status == 200; }

 private:
  std::uint16_t port_;
  std::string origin_;
};

// A party with "anna", who may see, and "boris", who may nothing; both have the password.
class RoomTest : public ::testing::Test {
 protected:
  RoomTest() {
    add("anna");
    add("boris");
    EXPECT_TRUE(node().people().allow("anna", node::Act::see, node::kEverywhere).ok());
    open();
  }
  node::Node& node() { return party_.node(); }
  RoomServer& room() { return *room_; }
  Browser browser() { return Browser(*room_); }
  Browser signed_in(const std::string& name = "anna") {
    Browser out = browser();
    EXPECT_EQ(out.sign_in(name).status, 303);
    return out;
  }
  void add(const std::string& name) { EXPECT_TRUE(node().access().put_user(name, kPassword, false).ok()); }
  void open(const Waiting::Limits& waiting = {}) {
    room_.reset();
    auto started = RoomServer::start(node(), nullptr, waiting);
    ASSERT_TRUE(started.ok()) << started.error().message;
    room_ = std::move(*started);
  }
  void close() { room_.reset(); }
  node::Acting administrator() { return node::testing::administrator(node()); }
  // The records of the journal `audit`, as text.
  std::string audit() {
    const auto info = node().journals().open("audit");
    if (!info.ok()) return {};
    std::string out;
    const auto page = info->journal->read({}, 0, {});
    if (page.ok())
      for (const auto& one : page->entries) out += std::string(one.text) + "\n";
    return out;
  }

  node::testing::Folder folder_;
  node::testing::Party party_{folder_.path() / "one", "ruritania"};
  std::unique_ptr<RoomServer> room_;
};

}  // namespace parley::web::testing
