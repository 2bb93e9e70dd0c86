// The one place that knows sockets and TLS streams: connections over either.
#pragma once

#include <cstdint>
#include <memory>

#include "http/connection.h"

namespace parley::http {

std::shared_ptr<Connection> make_connection(Worker& worker, std::uint64_t id, Arrival arrival);

}  // namespace parley::http
