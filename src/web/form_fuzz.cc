// Forms and cookies, as strangers send them.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "web/caller.h"
#include "web/form.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley::web;
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto form = parse_form(text); form.ok()) PARLEY_CHECK(form->size() <= 16);
  const std::string name = "__Host-parley-00000000";
  if (const auto found = cookie({{"Cookie", text}}, name)) {
    PARLEY_CHECK(text.find(name + "=" + *found) != std::string::npos);
    // With one put behind it there are two, and neither counts.
    PARLEY_CHECK(!cookie({{"Cookie", text + "; " + name + "=x"}}, name));
  }
  parley::http::Request request{.method = parley::http::Method::post,
                                .headers = {{"Origin", text}, {"Content-Type", text}}};
  PARLEY_CHECK(!why_not_ours(request, PublicUrl("http://a.localhost:1"), Sent::data).empty());
  return 0;
}
