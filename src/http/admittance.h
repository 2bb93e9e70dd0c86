// What a handler says to a request whose header is here and whose body is not yet read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "http/message.h"

namespace parley::http {

struct Admittance {
  // Set: this is the answer, and no byte of the body is read for it; "100 Continue" is never sent either.
  std::optional<Response> refused = {};
  // A body that is larger is refused with 413, by its length when the header tells it.
  std::size_t body_bytes = SIZE_MAX;
  // In whose share of the memory for bodies it is counted: one of those who have proven who they are. Empty: a
  // stranger's, of whom all together get little.
  std::string sender = {};
};

}  // namespace parley::http
