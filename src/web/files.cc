#include "web/files.h"

#include <algorithm>
#include <utility>

#include "http/text.h"
#include "json/json.h"

namespace parley::web {
namespace {

constexpr std::string_view kIndex = "/index.html", kManifest = "/manifest.json", kAssets = "/assets/";

const EmbeddedFile* any_file(std::string_view path) {
  const auto all = embedded_files();
  const auto at = std::find_if(all.begin(), all.end(), [&](const EmbeddedFile& one) { return one.path == path; });
  return at == all.end() ? nullptr : &*at;
}

// Whether a list of tokens (RFC 9110 section 12.5.3) has this one, and does not forbid it by a weight of 0.
bool takes(const http::Request& request, std::string_view coding) {
  const std::string* field = request.header("Accept-Encoding");
  if (field == nullptr) return false;
  for (std::string_view rest = *field; !rest.empty();) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string_view item = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t weight = std::min(item.find(';'), item.size());
    if (!http::equals_ignoring_case(http::trim(item.substr(0, weight)), coding)) continue;
    std::string_view q = weight < item.size() ? http::trim(item.substr(weight + 1)) : std::string_view();
    if (!q.starts_with("q=")) return true;
    q.remove_prefix(2);
    return q.find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

bool has_it(const http::Request& request, const std::string& tag) {
  const std::string* field = request.header("If-None-Match");
  return field != nullptr && field->find(tag) != std::string::npos;
}

}  // namespace

std::string_view media_type(std::string_view path) {
  static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"},
  };
  for (const auto& [end, type] : kTypes)
    if (path.ends_with(end)) return type;
  return "application/octet-stream";
}

const EmbeddedFile* find_file(std::string_view path) { return path.starts_with(kAssets) ? any_file(path) : nullptr; }

// The build puts one in (src/web/placeholder, where there is no other).
const EmbeddedFile& index_file() {
  const EmbeddedFile* found = any_file(kIndex);
  PARLEY_CHECK(found != nullptr);
  return *found;
}

// {"files":[{"path":"assets/door.1a2b.css","role":"door"}]}: names change with each build, and roles do not.
std::string path_of_role(std::string_view role) {
  const EmbeddedFile* manifest = any_file(kManifest);
  if (manifest == nullptr) return {};
  json::Parser parser;
  const auto parsed = parser.parse(manifest->plain);
  json::Array files;
  if (!parsed.ok() || (*parsed)["files"].get(files) != simdjson::SUCCESS) return {};
  for (const json::Element file : files)
    if (json::text_member(file, "role") == role) return "/" + json::text_member(file, "path");
  return {};
}

// A tag of its own for each form, as RFC 9110 section 8.8.3.3 wants it.
http::Response file_answer(const EmbeddedFile& file, const http::Request& request) {
  const bool packed = file.packed.size() < file.plain.size() && takes(request, "gzip");
  const std::string tag = "\"" + std::string(file.tag) + (packed ? "-gzip\"" : "\"");
  http::Response out;
  out.headers = {
      {"Content-Type", std::string(media_type(file.path))},
      {"ETag", tag},
      {"Vary", "Accept-Encoding"},
      {"Cache-Control", file.path.starts_with(kAssets) ? "public, max-age=31536000, immutable" : "no-store"}};
  if (has_it(request, tag)) {
    out.status = 304;
    return out;
  }
  if (packed) out.headers.emplace_back("Content-Encoding", "gzip");
  out.body = std::string(packed ? file.packed : file.plain);
  return out;
}

}  // namespace parley::web
