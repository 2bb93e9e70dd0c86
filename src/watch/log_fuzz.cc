// Every log reader on any bytes, in any pieces: no crash, and every line is counted.
#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "watch/observation.h"
#include "watch/stix_log.h"

namespace {

parley::watch::Mapping mapping_of(bool json) {
  using parley::watch::Mapping;
  using parley::watch::Role;
  Mapping out;
  out.kind = json ? Mapping::Kind::json : Mapping::Kind::csv;
  out.fields = {{"a", Role::source_address}, {"b.c", Role::host}, {"t", Role::time}, {"u", Role::any}};
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley::watch;
  if (size < 2) return 0;
  const int choice = data[0] % 9;
  const std::size_t step = data[1] + 1u;
  const std::string_view text(reinterpret_cast<const char*>(data + 2), size - 2);
  const Mapping mapping = mapping_of(choice % 2 == 0);
  LogOptions options{.format = {}, .mapping = &mapping};
  if (choice < 7) options.format = static_cast<Format>(choice);
  std::size_t at = 0;
  Log log(
      "fuzz",
      [&](char* out, std::size_t room) -> parley::Result<std::size_t> {
        const std::size_t count = std::min({room, step, text.size() - at});
        std::memcpy(out, text.data() + at, count);
        at += count;
        return count;
      },
      options);
  if (!log.open().ok()) return 0;
  if (log.format() == Format::stix) {
    StixLog observations(log);
    for (auto next = observations.next(); next.ok() && *next != nullptr; next = observations.next()) {
    }
    return 0;
  }
  std::uint64_t records = 0;
  while (log.next()) {
    ++records;
    auto built = build_observation(log.record(), log.at(), Purpose::evaluation);
    (void)built.prepare();
  }
  if (records != log.counts().records || log.counts().skipped() > log.counts().lines) std::abort();
  return 0;
}
