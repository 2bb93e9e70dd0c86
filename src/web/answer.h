// What every answer of the room has, and the forms of those that say no.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"
#include "web/public_url.h"

namespace parley::web {

// Puts what keeps a page within itself in front of whatever the answer has: its content security policy, that it is in
// no frame and no other origin's, that a browser guesses no type and keeps nothing unless the answer says so.
http::Response secured(http::Response answer, const PublicUrl& url);

http::Response json_answer(std::string json, int status = 200);
http::Response page_answer(std::string html, int status = 200);
http::Response text_answer(int status, std::string_view sentence);
http::Response redirect(std::string_view path);  // 303: the next is a GET

// {"error":{"code","message"}}; `code` is for programs, the message for people.
http::Response json_error(int status, std::string_view code, std::string_view message);
// Of a desk. `right`: which was asked for, where there is one.
http::Response json_error(const Error& error, std::string_view right = {});

}  // namespace parley::web
