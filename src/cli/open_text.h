// A file that the line names, opened as the caller and read as text (input/text_input.h).
#pragma once

#include "cli/console.h"
#include "input/text_input.h"

namespace parley::cli {

using input::is_about_content, input::shown_name, input::TextInput, input::TextKind;

// "-" is standard input. Reading ends when the command is to end.
inline Result<input::File> open_file(Console& console, const std::string& name) {
  PARLEY_TRY(Fd fd, console.open_input(name));
  return input::file_of(std::move(fd), [&console] { return console.ends_here() || console.stopped(); });
}
inline Result<TextInput> open_text(Console& console, const std::string& name, TextKind kind) {
  PARLEY_TRY(input::File file, open_file(console, name));
  return TextInput::open(std::move(file), name, kind);
}

}  // namespace parley::cli
