// The browser's side as it was built (web/dist), in the program itself: no file of the machine is served, whatever a
// path says.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/message.h"

namespace parley::web {

struct EmbeddedFile {
  std::string_view path;  // "/assets/room.4f2a.js"
  std::string_view tag;   // by its content
  std::string_view plain, packed;
};
// Made by the build (cmake/EmbedFiles.cmake).
std::span<const EmbeddedFile> embedded_files();

// One that is served under its path. Nothing: there is none, and for "/index.html", which only who has signed in gets.
const EmbeddedFile* find_file(std::string_view path);
const EmbeddedFile& index_file();

// The answer with the file, packed when the request takes that, or 304 when the browser has it. What stands under
// /assets/ has its content in its name and is kept for ever; nothing else is kept.
http::Response file_answer(const EmbeddedFile& file, const http::Request& request);

// "text/css; charset=utf-8", by the end of the path.
std::string_view media_type(std::string_view path);

}  // namespace parley::web
