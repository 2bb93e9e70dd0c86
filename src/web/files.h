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

// One that anybody is served under its path, which begins with /assets/; null: there is none.
const EmbeddedFile* find_file(std::string_view path);
// The page of the application, which only who has signed in gets.
const EmbeddedFile& index_file();
// The path of the file that the build gives this part: "door", "icon". Empty: there is none.
std::string path_of_role(std::string_view role);

// The answer with the file, packed when the request takes that, or 304 when the browser has it. What stands under
// /assets/ has its content in its name and is kept for ever; nothing else is kept.
http::Response file_answer(const EmbeddedFile& file, const http::Request& request);

// "text/css; charset=utf-8", by the end of the path.
std::string_view media_type(std::string_view path);

}  // namespace parley::web
