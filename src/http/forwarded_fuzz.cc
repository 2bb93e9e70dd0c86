// Forwarded and X-Forwarded-For as strangers send them through a trusted proxy: whatever they say, the client is an
// address in its one spelling, and what a client writes before the proxy's own element changes nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "http/forwarded.h"
#include "http/peer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley::http;
  const std::string text(reinterpret_cast<const char*>(data), size);
  static const std::vector<AddressRange> trusted = {AddressRange::parse("127.0.0.0/8").value(),
                                                    AddressRange::parse("2001:db8::/32").value()};
  const std::string peer = "127.0.0.1:4711";
  for (const char* field : {"Forwarded", "X-Forwarded-For"}) {
    const std::string client = client_behind({{field, text}}, peer, trusted);
    const std::string address(peer_address(client));
    PARLEY_CHECK(node_address(address) == address);
    PARLEY_CHECK(client_behind({{field, text}}, "192.0.2.1:1", trusted) == "192.0.2.1:1");
    // A field of its own in front, and the proxy's element behind.
    const std::string last = field == std::string("Forwarded") ? "for=203.0.113.9" : "203.0.113.9";
    PARLEY_CHECK(client_behind({{field, text}, {field, last}}, peer, trusted) == "203.0.113.9:0");
  }
  (void)client_behind({{"Forwarded", text}, {"X-Forwarded-For", text}}, peer, trusted);
  if (const auto range = AddressRange::parse(text); range.ok())
    PARLEY_CHECK(range.value().contains(text.substr(0, text.find('/'))));
  return 0;
}
