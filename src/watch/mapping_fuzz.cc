// Mapping files and known-good lists of any bytes.
#include "watch/known_good.h"
#include "watch/mapping.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley::watch;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)Mapping::parse(text, "fuzz");
  KnownGood lists;
  if (lists.add(text, "fuzz").ok())
    for (const char* value : {"192.0.2.1", "www.example.org", "http://u@[2001:db8::1]:80/x", "."})
      (void)lists.find(parley::pattern::path::url_value, value);
  return 0;
}
