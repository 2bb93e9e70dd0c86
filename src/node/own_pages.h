// The two pages that a running node has of itself: /healthz, which is open to everybody and tells nobody's business,
// and /metrics in the text format of Prometheus. Thread-safe.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "http/server.h"
#include "node/client_table.h"
#include "node/node.h"

namespace parley::node {

bool is_own_page(std::string_view path);

class OwnPages {
 public:
  using Statistics = std::function<http::ServerStatistics()>;  // of all listeners
  // These outlive it.
  OwnPages(Node& node, taxii::Service& service, const ClientTable& clients, Statistics statistics)
      : node_(node), service_(service), clients_(clients), statistics_(std::move(statistics)) {}

  // Nothing: the path is none of the two.
  std::optional<http::Response> answer(const http::Request& request) const;
  // Before the body of a request to one of them.
  http::Admittance screen(const http::Request& head) const;
  // `of_journals`: with what only those may see who may see which journals, and so groups, there are.
  std::string metrics(bool of_journals) const;

 private:
  http::Response healthz() const;
  bool may_read_metrics(const http::Request& request) const;
  void append_journal_metrics(std::string& out) const;

  Node& node_;
  taxii::Service& service_;
  const ClientTable& clients_;
  const Statistics statistics_;
};

}  // namespace parley::node
