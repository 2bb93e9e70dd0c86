#include "web/form.h"

#include "http/text.h"

namespace parley::web {
namespace {

constexpr std::size_t kMostFields = 16, kMostValueBytes = 4096;

}  // namespace

Result<Form> parse_form(std::string_view text) {
  PARLEY_TRY(auto fields, http::parse_query(text));
  if (fields.size() > kMostFields) return Error{Code::invalid_input, "there are too many fields"};
  Form out;
  for (auto& [name, value] : fields) {
    if (name.size() > kMostValueBytes || value.size() > kMostValueBytes)
      return Error{Code::invalid_input, "a field is too long"};
    if (!out.emplace(std::move(name), std::move(value)).second)
      return Error{Code::invalid_input, "a field is there twice"};
  }
  return out;
}

// RFC 6265 section 4.2.1: pairs with "; " between them. A field may come more than once behind a proxy.
std::optional<std::string> cookie(const http::Headers& headers, std::string_view name) {
  std::optional<std::string> out;
  for (const auto& [key, field] : headers) {
    if (!http::equals_ignoring_case(key, "Cookie")) continue;
    for (std::string_view rest = field; !rest.empty();) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = http::trim(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
      if (out) return std::nullopt;
      out = std::string(pair.substr(equals + 1));
    }
  }
  return out;
}

}  // namespace parley::web
