#include "base/descriptors.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace parley {

std::optional<Descriptors> descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  Descriptors out{.open = 0, .most = limit.rlim_cur};
  std::error_code error;
  for (std::filesystem::directory_iterator at("/proc/self/fd", error), end; !error && at != end; at.increment(error))
    ++out.open;
  if (error.value() == EMFILE) return Descriptors{.open = out.most, .most = out.most};
  if (error) return std::nullopt;
  --out.open;  // the one that read the folder
  return out;
}

// Where nobody can say how many there are, there is nothing to refuse.
Status check_descriptors(std::uint64_t wanted) {
  const auto now = descriptors();
  if (!now || now->free() >= wanted) return {};
  return Error{Code::unavailable, fmt::format("this process may have {} files and connections open at a time (ulimit "
                                              "-n), and it takes {} at the least: raise that limit",
                                              now->most, now->open + wanted)};
}

}  // namespace parley
