// Who may ask for what. The order of the checks is what a client can learn from the answers: who is
// it (401), is there such a path and such a root for this client (404, in the same words whether it
// is missing or hidden), does the resource have the method (405), is the format acceptable (406),
// is there such a collection for this client (404 likewise), may it do that (403). Only then is a
// journal touched.
//
// A request is looked at twice when it has a body: once with its header alone (screen), where
// everything that can be refused is refused before a byte of the body is read, and once whole. Both
// go through the same functions, which at Stage::head stop where the body would be needed; so the
// two judge alike.
#include "taxii/service.h"

#include <exception>

#include "base/uuid.h"
#include "taxii/log_resources.h"
#include "taxii/media.h"
#include "taxii/service_impl.h"

namespace parley::taxii {
namespace {

constexpr std::string_view kRetryAfterSeconds = "30";
// No resource but POST's has a use for a body; what a client sends nevertheless is read and ignored up to this.
constexpr std::size_t kIgnoredBodyBytes = 16u << 10;
// Both bound the memory of KnownAdders to some megabytes, whatever paths and queries clients make up.
constexpr std::size_t kMaxAdders = 4096, kMaxAdderKeyBytes = 512;

// What is returned at Stage::head when nothing stands against the request; `admitted` says so, and nobody looks at it.
http::Response nothing_yet() { return {}; }

// The Host header is the client's word. It goes into URLs of an answer, so only what can stand in a
// host name is taken.
bool is_plain_host(std::string_view host) {
  for (const char c : host) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                       c == '-' || c == ':' || c == '[' || c == ']';
    if (!plain) return false;
  }
  return !host.empty();
}

// 422 is what TAXII says to JSON that is not what was to come (section 5.5).
int http_status(Code code) {
  switch (code) {
    case Code::invalid_input:
      return 400;
    case Code::unauthorized:
      return 401;
    case Code::forbidden:
      return 403;
    case Code::not_found:
      return 404;
    case Code::conflict:
      return 409;
    case Code::too_large:
      return 413;
    case Code::unsupported:
      return 422;
    case Code::unavailable:
      return 503;
    case Code::corrupt:
    case Code::internal:
      break;
  }
  return 500;
}

}  // namespace

http::Response taxii_answer(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", kTaxiiMediaType);
  // It depends on who asks. Caches that ignore whether a request has credentials do heed this.
  response.headers.emplace_back("Cache-Control", "no-store");
  response.body = std::move(body);
  return response;
}

// The id lets who asks and who operates speak of the same answer. A 401 offers both ways to say who
// one is.
http::Response error_answer(int status, std::string_view description, const Details& details) {
  const std::string error_id = to_string(uuid_v4());
  http::Response response = taxii_answer(
      status,
      render_error({.http_status = status, .description = description, .error_id = error_id, .details = details}));
  if (status == 401) {
    response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"parley\", charset=\"UTF-8\"");
    response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"parley\"");
  }
  if (status == 429 || status == 503) response.headers.emplace_back("Retry-After", kRetryAfterSeconds);
  return response;
}

// For what a client sent and an answer repeats. Cut between characters, so that the answer stays UTF-8.
std::string clip(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;  // whole characters
  return std::string(text.substr(0, most)) + "...";
}

// The body and the headers point into the cached page, which they keep: nothing is copied.
http::Response page_answer(const PagePtr& page) {
  http::Response response;
  response.body = http::SharedBody(page, &page->body);
  response.header_block = std::shared_ptr<const std::string>(page, &page->header_block);
  return response;
}

// The generation changes with anything that a principal may see, so a key from before finds
// nothing. The name stands behind its length, or a name and a path could be cut at another place.
void append_target_key(std::string& key, const Principal& principal, const http::Request& request) {
  append_varint(key, principal.generation);
  append_varint(key, principal.name.size());
  key += principal.name;
  key += request.path;
  key += '?';
  key += request.query;
}

Service::Impl::Impl(Catalog& the_catalog, ServiceOptions the_options)
    : catalog(the_catalog),
      options(std::move(the_options)),
      signer(catalog.cursor_key()),
      cache(options.cache_bytes),
      intakes(options.validate) {}

std::optional<std::size_t> KnownAdders::body_bytes(const std::string& key) const {
  const Lock lock(mutex_);
  const auto at = keys_.find(key);
  return at == keys_.end() ? std::nullopt : std::optional(at->second);
}

// All are forgotten at once when there are too many: they are found out again by one slow look
// each.
void KnownAdders::insert(std::string key, std::size_t body_bytes) {
  if (key.size() > kMaxAdderKeyBytes) return;
  const Lock lock(mutex_);
  if (keys_.size() >= kMaxAdders) keys_.clear();
  keys_.insert_or_assign(std::move(key), body_bytes);
}

// Without a hash of a password and without the disk, for the threads that may not wait. A client
// certificate counts before any header: it was proven in the handshake.
std::optional<Principal> Service::Impl::principal_from_memory(const http::Request& request) const {
  if (!request.client_certificate.empty()) return catalog.authenticate_certificate(request.client_certificate);
  const std::string* authorization = request.header("authorization");
  return catalog.authenticate_fast(authorization != nullptr ? std::string_view(*authorization) : std::string_view());
}

// A POST by somebody who was let in with the same request line before, and whose rights have not
// changed since.
std::optional<http::Admittance> Service::Impl::screen_fast(const http::Request& head) {
  if (head.method != http::Method::post || refuse_content(head)) return std::nullopt;
  if (!accepts_taxii(head.headers, StixRange::refused)) return std::nullopt;
  const std::optional<Principal> principal = principal_from_memory(head);
  if (!principal) return std::nullopt;
  thread_local std::string key;
  key.clear();
  append_target_key(key, *principal, head);
  const auto body_bytes = adders.body_bytes(key);
  if (!body_bytes) return std::nullopt;
  const bool named = head.header("authorization") != nullptr || !head.client_certificate.empty();
  return http::Admittance{.body_bytes = *body_bytes, .sender = named ? principal->name : std::string()};
}

// A refusal ends the request, so it is told to the operator here; one that is admitted is told when it is answered.
http::Admittance Service::Impl::screen(const http::Request& head) {
  Exchange exchange{.request = head, .stage = Stage::head};
  http::Response response;
  try {
    response = answer(exchange);
  } catch (const std::exception& error) {
    exchange.admitted = false;
    response = refuse_for(exchange, {Code::internal, error.what()});
  }
  if (!exchange.admitted) {
    tell(exchange, response);
    return {.refused = std::move(response)};
  }
  const std::string sender = exchange.anonymous ? std::string() : exchange.principal.name;
  if (head.method != http::Method::post) return {.body_bytes = kIgnoredBodyBytes, .sender = sender};
  std::string key;
  append_target_key(key, exchange.principal, head);
  adders.insert(std::move(key), exchange.max_content_length);
  return {.body_bytes = exchange.max_content_length, .sender = sender};
}

// The way of most requests: one lookup, no parse and no copy. Whatever is not quite certain goes
// the long way.
std::optional<http::Response> Service::Impl::fast(const http::Request& request) {
  if (request.method != http::Method::get && request.method != http::Method::head) return std::nullopt;
  if (!accepts_taxii(request.headers, StixRange::refused)) return std::nullopt;
  const std::optional<Principal> principal = principal_from_memory(request);
  if (!principal) return std::nullopt;
  thread_local std::string key;  // keeps its memory: this path allocates nothing for it
  key.clear();
  append_target_key(key, *principal, request);
  const PagePtr page = cache.find_target(key);
  if (page == nullptr) return std::nullopt;

  http::Response response = page_answer(page);
  if (options.on_request)
    options.on_request({&request, &response, principal->name, page->collection, page->next, page->objects, {}});
  return response;
}

http::Response Service::Impl::not_visible(const Exchange& exchange, std::string_view what) const {
  // The same whether it exists or not. Who has not said who it is may yet be allowed to see it.
  if (exchange.anonymous) return error_answer(401, "say who you are, by HTTP Basic or a Bearer token");
  return error_answer(404, std::string(what) + " does not exist, or you may not see it");
}

// Below 500 the message is for the client, who can do something about it. From 500 on it is for the
// operator: it may name files and states of this node.
http::Response Service::Impl::refuse_for(Exchange& exchange, const Error& error) const {
  const int status = http_status(error.code);
  if (status < 500) return error_answer(status, error.message);
  exchange.error = error.message;
  return error_answer(status, status == 503 ? "this cannot be done at the moment; nothing was changed; try again later"
                                            : "something went wrong inside the server; its log says what");
}

// TAXII has no status for a log-in that has to wait: 429 (RFC 6585 section 4) with Retry-After says it.
http::Response Service::Impl::refuse_principal(Exchange& exchange, const Error& error) const {
  if (error.code == Code::unavailable)
    return error_answer(429, error.message);  // too many log-ins at once, or wrong ones
  return refuse_for(exchange, error);
}

// Who asks is settled before the path is looked at, so that a stranger learns nothing of what exists.
http::Response Service::Impl::answer(Exchange& exchange) {
  const http::Request& request = exchange.request;
  const std::string* header = request.header("authorization");
  const std::string_view authorization = header != nullptr ? std::string_view(*header) : std::string_view();
  // Whoever sends no credentials is the anonymous user, who may be allowed to see something.
  exchange.anonymous = authorization.empty();
  if (!request.client_certificate.empty()) {
    auto known = catalog.authenticate_certificate(request.client_certificate);
    if (!known)
      return error_answer(401, "your certificate, " + request.client_certificate + ", is that of no party known here");
    exchange.anonymous = false;
    exchange.principal = std::move(*known);
  } else {
    Result<Principal> principal = catalog.authenticate(authorization, request.peer);
    if (!principal.ok()) return refuse_principal(exchange, principal.error());
    exchange.principal = std::move(*principal);
  }

  Result<Route> route = parse_route(request.path);
  if (!route.ok()) return refuse_for(exchange, route.error());
  exchange.route = std::move(*route);
  if (exchange.route.resource == Resource::discovery) return answer_known(exchange, {});
  // Only roots that this client may see are looked at, so a hidden one is as good as none.
  for (const ApiRoot& root : catalog.roots(exchange.principal))
    if (root.name == exchange.route.root) return answer_known(exchange, root);
  return not_visible(exchange, "this API root");
}

// The resources of the log are no TAXII and have media types of their own, so Accept is not looked at for them here.
http::Response Service::Impl::answer_known(Exchange& exchange, const ApiRoot& root) {
  const http::Request& request = exchange.request;
  const Route& route = exchange.route;
  exchange.max_content_length =
      std::min(root.max_content_length.value_or(options.max_content_length), options.max_content_length);
  if (!is_allowed(route.resource, request.method)) {
    http::Response response = error_answer(405, "this resource allows " + std::string(allowed_methods(route.resource)));
    response.headers.emplace_back("Allow", allowed_methods(route.resource));
    return response;
  }
  const StixRange stix = route.resource == Resource::manifest ? StixRange::accepted : StixRange::refused;
  if (!is_of_log(route.resource) && !accepts_taxii(request.headers, stix))
    return error_answer(406, "this server answers with " + std::string(kTaxiiMediaType) + " only; let Accept allow it");

  const bool of_collection = !route.collection.empty();
  if (exchange.stage == Stage::head && !of_collection) return exchange.admitted = true, nothing_yet();
  switch (route.resource) {
    case Resource::discovery:
      return taxii_answer(200,
                          render_discovery(catalog.discovery(), catalog.roots(exchange.principal), url_base(request)));
    case Resource::root:
      return taxii_answer(200, render_root(root, exchange.max_content_length));
    case Resource::collections:
      return taxii_answer(200, render_collections(catalog.collections(route.root, exchange.principal)));
    case Resource::status: {
      Result<std::string> status = catalog.status(route.root, route.item, exchange.principal);
      if (status.ok()) return taxii_answer(200, std::move(*status));
      if (status.error().code == Code::not_found) return not_visible(exchange, "this status");
      return refuse_for(exchange, status.error());
    }
    default:
      return in_collection(exchange);
  }
}

// A collection that is closed for a fault stays listed, and the answer is 503 and not 404: it exists, and the client is
// to come back.
std::optional<http::Response> Service::Impl::refuse_closed(Exchange& exchange, const Collection& collection) const {
  if (collection.journal) return std::nullopt;
  exchange.error = collection.closed;
  return error_answer(503, "this collection is closed until this node's operator has looked at it: " +
                               collection.closed + "; nothing was changed");
}

// A collection that the client may neither read nor write is not told of. One that it may only
// write, or only read, is visible, so there it is 403 and not 404.
http::Response Service::Impl::in_collection(Exchange& exchange) {
  const Route& route = exchange.route;
  const std::optional<Collection> collection = catalog.collection(route.root, route.collection, exchange.principal);
  if (!collection || (!collection->can_read && !collection->can_write)) return not_visible(exchange, "this collection");
  exchange.collection = collection->id;
  if (route.resource == Resource::collection) {
    if (exchange.stage == Stage::head) return exchange.admitted = true, nothing_yet();
    return taxii_answer(200, render_collection(*collection));
  }

  if (exchange.request.method == http::Method::post) {
    if (!collection->can_write) return error_answer(403, "you may read this collection, but not add to it");
    if (auto refused = refuse_content(exchange.request)) return *std::move(refused);
    if (auto refused = refuse_closed(exchange, *collection)) return *std::move(refused);
    if (exchange.stage == Stage::head) return exchange.admitted = true, nothing_yet();
    return add_objects(exchange, *collection);
  }
  if (exchange.request.method == http::Method::delete_) {
    // Section 5.7: only where one may both read and write. Parley asks for a right of its own besides.
    if (!collection->can_read || !collection->can_write || !collection->can_delete)
      return error_answer(403, "you may not delete from this collection");
    if (auto refused = refuse_closed(exchange, *collection)) return *std::move(refused);
    if (exchange.stage == Stage::head) return exchange.admitted = true, nothing_yet();
    return delete_object(exchange, *collection);
  }
  if (!collection->can_read) return error_answer(403, "you may add to this collection, but not read it");
  if (auto refused = refuse_closed(exchange, *collection)) return *std::move(refused);
  if (exchange.stage == Stage::head) return exchange.admitted = true, nothing_yet();
  if (is_of_log(route.resource)) {
    auto answer = log_answer(*collection->journal, route, exchange.anonymous ? Readers::everybody : Readers::some);
    if (answer.ok()) return std::move(answer).value();
    if (answer.error().code == Code::not_found) return error_answer(404, answer.error().message);
    return refuse_for(exchange, answer.error());
  }
  return read_page(exchange, *collection);
}

// The configured URL, else what the client called this server by, over TLS only (section 4.1.1).
std::string Service::Impl::url_base(const http::Request& request) const {
  if (!options.public_url.empty()) return options.public_url;
  const std::string* host = request.header("host");
  if (!request.secure || host == nullptr || !is_plain_host(*host)) return {};
  return "https://" + *host;
}

void Service::Impl::tell(const Exchange& exchange, const http::Response& response) const {
  if (!options.on_request) return;
  options.on_request({&exchange.request, &response, exchange.principal.name, exchange.collection, exchange.cursor,
                      exchange.objects, exchange.error});
}

Service::Service(Catalog& catalog, ServiceOptions options)
    : impl_(std::make_unique<Impl>(catalog, std::move(options))) {}
Service::~Service() = default;

// Whether a path is TAXII's, without asking who wants it: the server has other handlers beside this one.
bool Service::owns(std::string_view path) const {
  const std::string_view segment = first_segment(path);
  if (segment == "taxii2") return true;
  const Result<std::string> name = http::percent_decode(segment);
  return name.ok() && !name->empty() && impl_->catalog.has_root(*name);
}

std::optional<http::Response> Service::fast(const http::Request& request) { return impl_->fast(request); }
std::optional<http::Admittance> Service::screen_fast(const http::Request& head) { return impl_->screen_fast(head); }
http::Admittance Service::screen(const http::Request& head) { return impl_->screen(head); }

// Whether a request will cost the hash of a password, and so belongs into the lane of the log-ins (http/pool.h).
bool Service::is_log_in(const http::Request& request) {
  const std::string* authorization = request.header("authorization");
  return authorization != nullptr && request.client_certificate.empty() && impl_->catalog.must_hash(*authorization);
}

http::Response Service::handle(http::Request&& request) {
  Exchange exchange{.request = request};
  http::Response response;
  // The last resort: libraries throw when memory ends, and one request must not end the others.
  try {
    response = impl_->answer(exchange);
  } catch (const std::exception& error) {
    response = impl_->refuse_for(exchange, {Code::internal, error.what()});
  }
  impl_->tell(exchange, response);
  return response;
}

// For what the HTTP server refuses by itself, so that its errors look like all others (section 3.6.1).
http::Response Service::refuse(int status, std::string_view why) const { return error_answer(status, why); }

}  // namespace parley::taxii
