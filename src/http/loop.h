// Asio as the .cc files of this folder use it; no header includes this one.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>

#include "http/tls.h"
#include "http/worker.h"

namespace parley::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// What a Worker's thread runs.
struct Loop {
  asio::io_context context{1};  // one thread; others only post to it
  asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(context);
  asio::steady_timer sweep{context};
  std::thread thread;
};

// A connection on its way from the listener to its worker, on whose io_context the socket already is.
struct Arrival {
  tcp::socket socket;
  SslSession session;  // null: plain
  Admission admission;
};

}  // namespace parley::http
