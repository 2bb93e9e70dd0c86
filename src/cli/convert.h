// Documents that other programs make of ours: Word by pandoc, PDF by Chromium. Each runs in a box of bubblewrap's in
// which there are the system's programs and fonts and an empty folder, no network, no variable of ours and nothing of
// this node: neither its folder nor its keys. What it is given comes in by a pipe, and what it makes goes out by one.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace parley::cli {

enum class Conversion { docx, pdf };  // of Markdown; of a page

// Fails with unavailable, and says what to install, when a program is not here, takes longer than two minutes, or makes
// nothing.
Result<std::string> converted(Conversion what, std::string_view input);

}  // namespace parley::cli
