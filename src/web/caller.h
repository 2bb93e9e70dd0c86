// From where a request comes, as far as a browser tells: whether it may change anything here.
#pragma once

#include <string>

#include "http/message.h"
#include "web/public_url.h"

namespace parley::web {

enum class Sent { form, data };

// Why a request that would change something is refused; empty: it is of a page of this room. Both Sec-Fetch-Site and
// Origin have to be there and say so: only browsers use this listener, and all of them send both. What is sent as data
// has a header that a form cannot have.
std::string why_not_ours(const http::Request& request, const PublicUrl& url, Sent sent);

// Whether another site's page has a browser read this: never let in, whatever cookie comes with it.
bool is_read_by_others(const http::Request& request);

}  // namespace parley::web
