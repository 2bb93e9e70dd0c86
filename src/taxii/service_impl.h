// The inside of Service: what its parts (service.cc: who may ask what; reading.cc: GET; writing.cc: POST, DELETE)
// share.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "journal/intake.h"
#include "taxii/cursor.h"
#include "taxii/filter.h"
#include "taxii/page_cache.h"
#include "taxii/resources.h"
#include "taxii/route.h"
#include "taxii/service.h"

namespace parley::taxii {

// One request on its way, and what is to be told about it afterwards.
enum class Stage : std::uint8_t { whole, head };  // head: the body is not here yet

struct Exchange {
  const http::Request& request;
  Principal principal{};
  bool anonymous = false;  // no credentials came
  Route route{};
  std::string collection{}, cursor{}, error{};
  std::size_t objects = 0;
  std::size_t max_content_length = 0;  // of the root
  Stage stage = Stage::whole;
  bool admitted = false;  // at Stage::head: nothing speaks against it so far, and the answer given is none
};

// Who may POST where, as it was found out for a principal of that generation (catalog.h): a few thousand keys, all
// forgotten when there are more. Thread-safe.
class KnownAdders {
 public:
  // How much one POST may carry; nothing: it is not known that it may be made.
  std::optional<std::size_t> body_bytes(const std::string& key) const;
  void insert(std::string key, std::size_t body_bytes);

 private:
  mutable Mutex mutex_;
  std::unordered_map<std::string, std::size_t> keys_ PARLEY_GUARDED_BY(mutex_);
};

// Intakes are not thread-safe and worth keeping: a request borrows one that is free, or makes one.
class IntakePool {
 public:
  explicit IntakePool(stix::ValidateOptions options) : options_(options) {}
  std::unique_ptr<journal::Intake> borrow();
  void give_back(std::unique_ptr<journal::Intake> intake);

 private:
  const stix::ValidateOptions options_;
  Mutex mutex_;
  std::vector<std::unique_ptr<journal::Intake>> free_ PARLEY_GUARDED_BY(mutex_);
};

using Details = std::vector<std::pair<std::string_view, std::string>>;
http::Response taxii_answer(int status, std::string body);
http::Response error_answer(int status, std::string_view description, const Details& details = {});
// 415 for a POST of something else.
std::optional<http::Response> refuse_content(const http::Request& request);
std::string clip(std::string_view text, std::size_t most = 100);  // of what a client sent, in a message

struct Service::Impl {
  Impl(Catalog& catalog, ServiceOptions options);

  Catalog& catalog;
  const ServiceOptions options;
  const CursorSigner signer;
  PageCache cache;
  IntakePool intakes;
  KnownAdders adders;

  // service.cc
  std::optional<http::Response> fast(const http::Request& request);
  std::optional<Principal> principal_from_memory(const http::Request& request) const;
  std::optional<http::Admittance> screen_fast(const http::Request& head);
  http::Admittance screen(const http::Request& head);
  http::Response answer(Exchange& exchange);
  http::Response answer_known(Exchange& exchange, const ApiRoot& root);
  http::Response in_collection(Exchange& exchange);
  // 503 to who may do what the request asks for in a collection that is closed; nothing when it is open.
  std::optional<http::Response> refuse_closed(Exchange& exchange, const Collection& collection) const;
  http::Response not_visible(const Exchange& exchange, std::string_view what) const;
  http::Response refuse_principal(Exchange& exchange, const Error& error) const;
  // An error of a lower part as an answer. What only the operator should read goes to the exchange, not to the client.
  http::Response refuse_for(Exchange& exchange, const Error& error) const;
  void tell(const Exchange& exchange, const http::Response& response) const;
  std::string url_base(const http::Request& request) const;

  // reading.cc
  http::Response read_page(Exchange& exchange, const Collection& collection);
  // writing.cc
  http::Response add_objects(Exchange& exchange, const Collection& collection);
  http::Response delete_object(Exchange& exchange, const Collection& collection);
};

// Under what a page is found again by the same client with the same request line.
void append_target_key(std::string& key, const Principal& principal, const http::Request& request);
http::Response page_answer(const PagePtr& page);

}  // namespace parley::taxii
