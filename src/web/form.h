// What a browser sends of itself: the fields of a form, and a cookie.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace parley::web {

using Form = std::map<std::string, std::string, std::less<>>;
// The fields of an application/x-www-form-urlencoded body, or the parameters of a query. invalid_input where that is
// not well-formed UTF-8, where a name comes twice (which of two counts would be a matter of who reads it), or where
// there are more or longer ones than any form of ours has.
Result<Form> parse_form(std::string_view text);

// The value of the cookie of that name. Nothing: there is none, or there are two, of which one was put there by
// somebody else.
std::optional<std::string> cookie(const http::Headers& headers, std::string_view name);

}  // namespace parley::web
