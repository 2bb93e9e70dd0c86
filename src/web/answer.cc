#include "web/answer.h"

#include "json/writer.h"

namespace parley::web {
namespace {

// Nothing but what this origin itself serves, and no text that becomes markup, script or style. `trusted-types 'none'`:
// no policy that could make one is ever made.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for "
    "'script'; trusted-types 'none'; report-uri /room/csp";

// What a page of ours has no use for. Only names that browsers know: they tell of others on their console.
constexpr std::string_view kPermissions =
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), "
    "geolocation=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), picture-in-picture=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self)";

int status_of(Code code) {
  switch (code) {
    case Code::invalid_input:
      return 400;
    case Code::not_found:
      return 404;
    case Code::conflict:
      return 409;
    case Code::unauthorized:
      return 401;
    case Code::forbidden:
      return 403;
    case Code::too_large:
      return 413;
    case Code::unsupported:
      return 501;
    case Code::unavailable:
      return 503;
    case Code::corrupt:
    case Code::internal:
      break;
  }
  return 500;
}

// The two that a page does something about by itself have words of their own.
std::string_view word_of(Code code) {
  if (code == Code::unauthorized) return "signed_out";
  if (code == Code::forbidden) return "no_right";
  return to_string(code);
}

std::string error_json(std::string_view code, std::string_view message, std::string_view right) {
  json::ObjectWriter error;
  error.text("code", code).text("message", message).text_if("right", right);
  return json::ObjectWriter().raw("error", error.str()).str();
}

}  // namespace

http::Response secured(http::Response answer, const PublicUrl& url) {
  http::Headers headers = {{"Content-Security-Policy", std::string(kPolicy)},
                           {"X-Content-Type-Options", "nosniff"},
                           {"Cross-Origin-Opener-Policy", "same-origin"},
                           {"Cross-Origin-Resource-Policy", "same-origin"},
                           // Not "no-referrer", which would make the Origin of a form "null".
                           {"Referrer-Policy", "same-origin"},
                           {"Permissions-Policy", std::string(kPermissions)}};
  if (url.is_secure()) headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  if (http::find_header(answer.headers, "Cache-Control") == nullptr) headers.emplace_back("Cache-Control", "no-store");
  headers.insert(headers.end(), std::make_move_iterator(answer.headers.begin()),
                 std::make_move_iterator(answer.headers.end()));
  answer.headers = std::move(headers);
  return answer;
}

http::Response json_answer(std::string json, int status) {
  return {status, {{"Content-Type", "application/json"}}, std::move(json), nullptr};
}

http::Response page_answer(std::string html, int status) {
  return {status, {{"Content-Type", "text/html; charset=utf-8"}}, std::move(html), nullptr};
}

http::Response text_answer(int status, std::string_view sentence) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::string(sentence) + "\n", nullptr};
}

http::Response redirect(std::string_view path) {
  return {
      303, {{"Location", std::string(path)}, {"Content-Type", "text/plain; charset=utf-8"}}, std::string(), nullptr};
}

http::Response json_error(int status, std::string_view code, std::string_view message) {
  return json_answer(error_json(code, message, {}), status);
}

http::Response json_error(const Error& error, std::string_view right) {
  const bool lacks_right = error.code == Code::forbidden;
  return json_answer(error_json(word_of(error.code), error.message, lacks_right ? right : std::string_view()),
                     status_of(error.code));
}

}  // namespace parley::web
