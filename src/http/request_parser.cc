// A head is looked through line by line as it arrives, so that a bare LF is refused at once and not after a timeout; it
// is parsed when its empty line is there, straight from the caller's buffer when it came in one piece. Bodies are
// copied as they come. Covered by request_parser_test.cc (also cut at every byte) and request_fuzz.cc.
#include "http/request_parser.h"

#include <algorithm>
#include <array>

#include "http/text.h"

namespace parley::http {
namespace {

constexpr std::size_t kMethodBytes = 64;
constexpr std::size_t kRequestLineBytes = kMethodBytes + 12;  // without the target
constexpr std::size_t kChunkLineBytes = 1024;  // the size in hexadecimal and its extensions, which are ignored

// RFC 9110 section 5.5: visible characters, space, tab and bytes past ASCII.
bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 ? byte != 0x7F : byte == '\t';
  });
}

// What a Host may contain; what is more is never part of a name or an address and would end up in URLs that we send.
bool is_authority(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._:[]").find(c) != std::string_view::npos;
  });
}

Method method_of(std::string_view text) {
  if (text == "GET") return Method::get;
  if (text == "POST") return Method::post;
  if (text == "HEAD") return Method::head;
  if (text == "PUT") return Method::put;
  if (text == "DELETE") return Method::delete_;
  if (text == "OPTIONS") return Method::options;
  return Method::other;
}

bool has_token(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    if (equals_ignoring_case(trim(list.substr(0, comma)), token)) return true;
    if (comma == std::string_view::npos) return false;
    list.remove_prefix(comma + 1);
  }
  return false;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

void RequestParser::fail(int status, std::string_view why) {
  state_ = State::failed;
  refusal_ = {status, why};
}

void RequestParser::next() {
  state_ = State::idle;
  request_.headers.clear();
  // A large body's memory goes back; a small one's is used again.
  if (request_.body.capacity() > 64u << 10) std::string().swap(request_.body);
  request_.body.clear();
  pending_.clear(), authority_.clear();
  scanned_ = line_start_ = head_end_ = 0;
  http_1_0_ = expects_continue_ = has_host_ = has_length_ = chunked_ = false;
  keep_alive_ = true;
  remaining_ = trailer_bytes_ = 0;
  chunk_ = Chunk::none;
}

std::size_t RequestParser::feed(std::string_view bytes) {
  std::size_t used = 0;
  if (state_ == State::idle) {
    // RFC 9112 section 2.2: empty lines before a request are skipped.
    while (used < bytes.size() && (bytes[used] == '\r' || bytes[used] == '\n')) ++used;
    if (used == bytes.size()) return used;
    state_ = State::head;
    // TLS or another protocol on this port: said at once, not when the header's time is over.
    if (!is_token(bytes.substr(used, 1))) fail(400, "this is not an HTTP request");
  }
  while (used < bytes.size() && (state_ == State::head || state_ == State::body)) {
    const std::string_view rest = bytes.substr(used);
    if (state_ == State::head)
      used += feed_head(rest);
    else if (chunked_)
      used += feed_chunked(rest);
    else
      used += feed_fixed(rest);
  }
  return used;
}

std::size_t RequestParser::feed_head(std::string_view bytes) {
  const std::size_t before = pending_.size();
  std::string_view text = bytes;
  if (before > 0) {
    pending_.append(bytes.substr(0, limits_.header_bytes + 1 - std::min(before, limits_.header_bytes)));
    text = pending_;
  }
  const bool whole = find_head_end(text);
  if (state_ == State::failed) return bytes.size();
  if ((whole ? head_end_ : text.size()) > limits_.header_bytes) {
    fail(431, "the request header is too large");
    return bytes.size();
  }
  if (!whole) {
    if (before == 0) pending_.assign(bytes);
    return bytes.size();
  }
  parse_head(text.substr(0, head_end_));
  const std::size_t used = head_end_ - before;
  pending_.clear();
  return used;
}

bool RequestParser::find_head_end(std::string_view text) {
  while (true) {
    const std::size_t newline = text.find('\n', scanned_);
    if (line_start_ == 0 && std::min(newline, text.size()) > limits_.target_bytes + kRequestLineBytes) {
      fail(414, "the request target is too long");
      return false;
    }
    if (newline == std::string_view::npos) {
      scanned_ = text.size();
      return false;
    }
    if (newline == 0 || text[newline - 1] != '\r') {
      fail(400, "a line of the header ends in LF without CR");
      return false;
    }
    const bool empty = newline == line_start_ + 1;
    scanned_ = line_start_ = newline + 1;
    if (!empty) continue;
    head_end_ = newline + 1;
    return true;
  }
}

void RequestParser::parse_head(std::string_view head) {
  bool first = true;
  while (state_ == State::head) {
    const std::size_t end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + 2);
    if (line.empty()) return finish_head();
    if (first ? !parse_request_line(line) : !parse_field(line)) return;
    first = false;
  }
}

bool RequestParser::parse_request_line(std::string_view line) {
  const std::size_t first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    fail(400, "the request line must be METHOD TARGET HTTP/1.1");
    return false;
  }
  const std::string_view method = line.substr(0, first), version = line.substr(last + 1);
  if (!is_token(method) || method.size() > kMethodBytes) {
    fail(400, "the method is not a name");
    return false;
  }
  if (version.size() != 8 || !version.starts_with("HTTP/") || version[6] != '.' || version[5] < '0' ||
      version[5] > '9' || version[7] < '0' || version[7] > '9') {
    fail(400, "the request line must end in HTTP/1.1");
    return false;
  }
  if (version[5] != '1') {
    fail(method == "PRI" ? 400 : 505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
    return false;
  }
  http_1_0_ = version[7] == '0';
  keep_alive_ = !http_1_0_;
  request_.method_text.assign(method);
  request_.method = method_of(method);
  return parse_target(line.substr(first + 1, last - first - 1));
}

bool RequestParser::parse_target(std::string_view target) {
  if (target.size() > limits_.target_bytes) {
    fail(414, "the request target is too long");
    return false;
  }
  const bool visible =
      std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7F && c != '#'; });
  if (target.empty() || !visible) {
    fail(400, "the request target has characters that must be percent-encoded");
    return false;
  }
  const std::size_t scheme = target.find("://");
  if (target == "*" && request_.method == Method::options) {
    // RFC 9112 section 3.2.4: about the server as a whole.
  } else if (scheme != std::string_view::npos && target.front() != '/' &&
             (equals_ignoring_case(target.substr(0, scheme), "http") ||
              equals_ignoring_case(target.substr(0, scheme), "https"))) {
    // Section 3.2.2: the authority in the target replaces the Host field.
    target.remove_prefix(scheme + 3);
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    authority_.assign(target.substr(0, end));
    if (authority_.empty() || !is_authority(authority_)) {
      fail(400, "the request target names no valid host");
      return false;
    }
    target.remove_prefix(end);
  } else if (target.front() != '/') {
    fail(400, "the request target must be a path");
    return false;
  }
  const std::size_t question = target.find('?');
  request_.path.assign(target.substr(0, question));
  if (request_.path.empty()) request_.path = "/";
  request_.query.assign(question == std::string_view::npos ? std::string_view() : target.substr(question + 1));
  return true;
}

bool RequestParser::parse_field(std::string_view line) {
  if (line.front() == ' ' || line.front() == '\t') {
    fail(400, "folded header lines are not accepted");
    return false;
  }
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  if (colon == std::string_view::npos || !is_token(name)) {
    fail(400, "a header line is not NAME: VALUE");
    return false;
  }
  const std::string_view value = trim(line.substr(colon + 1));
  if (!is_field_value(value)) {
    fail(400, "a header value has control characters");
    return false;
  }
  if (request_.headers.size() == limits_.header_fields) {
    fail(431, "the request has too many header fields");
    return false;
  }
  if (!parse_framing_field(name, value)) return false;
  request_.headers.emplace_back(name, value);
  return true;
}

// The fields that decide where the request ends and whether another follows.
bool RequestParser::parse_framing_field(std::string_view name, std::string_view value) {
  if (equals_ignoring_case(name, "Content-Length")) {
    unsigned long long length = 0;
    if (has_length_ || !parse_decimal(value, length)) {
      fail(400, has_length_ ? "Content-Length is given twice" : "Content-Length is not a number");
      return false;
    }
    has_length_ = true;
    remaining_ = length;
  } else if (equals_ignoring_case(name, "Transfer-Encoding")) {
    if (chunked_ || http_1_0_ || !equals_ignoring_case(value, "chunked")) {
      // 400 where it is an attempt to be read in two ways, 501 for a coding that we do not know.
      fail(chunked_ || http_1_0_ ? 400 : 501, "the only Transfer-Encoding accepted is one \"chunked\", in HTTP/1.1");
      return false;
    }
    chunked_ = true;
  } else if (equals_ignoring_case(name, "Host")) {
    if (has_host_ || !is_authority(value)) {
      fail(400, has_host_ ? "Host is given twice" : "Host is not a name or an address");
      return false;
    }
    has_host_ = true;
  } else if (equals_ignoring_case(name, "Connection")) {
    if (has_token(value, "close"))
      keep_alive_ = false;
    else if (http_1_0_ && has_token(value, "keep-alive"))
      keep_alive_ = true;
  } else if (equals_ignoring_case(name, "Expect")) {
    if (!equals_ignoring_case(value, "100-continue")) {
      fail(417, "the only expectation that can be met is 100-continue");
      return false;
    }
    expects_continue_ = !http_1_0_;
  }
  return true;
}

void RequestParser::finish_head() {
  if (!http_1_0_ && !has_host_) return fail(400, "the Host field is missing");
  if (chunked_ && has_length_) return fail(400, "Content-Length and Transfer-Encoding are both given");
  if (remaining_ > limits_.body_bytes) return fail(413, "the request body is too large");
  if (!authority_.empty()) {
    for (auto& [name, value] : request_.headers)
      if (equals_ignoring_case(name, "Host")) value = authority_;
    if (!has_host_) request_.headers.emplace_back("Host", authority_);
  }
  if (chunked_) chunk_ = Chunk::size;
  state_ = chunked_ || remaining_ > 0 ? State::body : State::done;
  // A length is a claim: memory follows the bytes that arrive.
  if (remaining_ > 0) request_.body.reserve(std::min<std::size_t>(remaining_, 256u << 10));
}

std::size_t RequestParser::feed_fixed(std::string_view bytes) {
  const std::size_t take = std::min(bytes.size(), remaining_);
  request_.body.append(bytes.substr(0, take));
  if ((remaining_ -= take) == 0) state_ = State::done;
  return take;
}

std::size_t RequestParser::feed_chunked(std::string_view bytes) {
  if (chunk_ == Chunk::data) {
    const std::size_t take = std::min(bytes.size(), remaining_);
    request_.body.append(bytes.substr(0, take));
    if ((remaining_ -= take) == 0) chunk_ = Chunk::data_end;
    return take;
  }
  const std::size_t limit = chunk_ == Chunk::size       ? kChunkLineBytes
                            : chunk_ == Chunk::data_end ? 2
                                                        : limits_.header_bytes;
  const std::size_t used = take_line(bytes, limit);
  if (state_ == State::body && pending_.ends_with('\n')) chunk_line();
  return used;
}

// Adds to `pending_` up to and with the next LF.
std::size_t RequestParser::take_line(std::string_view bytes, std::size_t limit) {
  const std::size_t newline = bytes.find('\n');
  const std::size_t take = newline == std::string_view::npos ? bytes.size() : newline + 1;
  if (pending_.size() + take > limit) {
    fail(chunk_ == Chunk::trailer ? 431 : 400,
         chunk_ == Chunk::data_end ? "a chunk is longer than it said" : "a line of the chunked body is too long");
    return bytes.size();
  }
  pending_.append(bytes.substr(0, take));
  return take;
}

// A line of chunked framing (RFC 9112 section 7.1) is whole in `pending_`.
void RequestParser::chunk_line() {
  if (!pending_.ends_with("\r\n")) return fail(400, "a line of the chunked body ends in LF without CR");
  const std::string_view line = std::string_view(pending_).substr(0, pending_.size() - 2);
  if (chunk_ == Chunk::data_end) {
    chunk_ = Chunk::size;
  } else if (chunk_ == Chunk::trailer) {
    trailer_bytes_ += pending_.size();
    if (trailer_bytes_ > limits_.header_bytes) return fail(431, "the trailer is too large");
    const std::size_t colon = line.find(':');
    if (line.empty())
      state_ = State::done;
    else if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) || !is_field_value(line))
      return fail(400, "a trailer line is not NAME: VALUE");
  } else {
    std::size_t digits = 0, size = 0;
    for (; digits < line.size() && hex_digit(line[digits]) >= 0; ++digits) {
      if (digits == 15) return fail(413, "the request body is too large");
      size = size << 4 | static_cast<std::size_t>(hex_digit(line[digits]));
    }
    const std::string_view extension = trim(line.substr(digits));
    if (digits == 0 || (!extension.empty() && extension.front() != ';') || !is_field_value(extension))
      return fail(400, "a chunk does not begin with its size");
    if (size > limits_.body_bytes - std::min(limits_.body_bytes, request_.body.size()))
      return fail(413, "the request body is too large");
    remaining_ = size;
    chunk_ = size == 0 ? Chunk::trailer : Chunk::data;
  }
  pending_.clear();
}

}  // namespace parley::http
