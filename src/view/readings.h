// Several readings of the same words, for a terminal and a page.
#pragma once

#include <string>

#include "accounts/readings.h"
#include "desk/readings.h"
#include "page/html.h"

namespace parley::view {

// Each thing that somebody else has read, a line for each reader, and how far they agree.
std::string readings_text(const desk::Readings::SideBySide& readings, std::size_t columns);
// Behind a comparison: what of it is read differently, with whose each reading is; empty where nothing is.
std::string read_differently_text(const accounts::Material& material, const std::vector<accounts::ReadStance>& readings,
                                  std::size_t columns);
// The same as a part of a page.
void put_read_differently(page::Html& html, const accounts::Material& material,
                          const std::vector<accounts::ReadStance>& readings);

}  // namespace parley::view
