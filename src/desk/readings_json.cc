// Readings side by side, for programs.
#include <fmt/format.h>

#include "desk/readings.h"
#include "json/writer.h"

namespace parley::desk {

std::string to_json(const KeptReading& kept) {
  return json::ObjectWriter()
      .text("id", kept.kept.id)
      .text("journal", kept.kept.journal)
      .number("entry", kept.kept.entry)
      .text("date_added", to_string(kept.kept.date_added))
      .flag("changes", kept.changes)
      .str();
}

std::string to_json(const Readings::SideBySide& of) {
  json::ObjectWriter out;
  out.text("title", of.title).raw("stances", accounts::readings_json(of.material, of.readings));
  const accounts::Agreement& agreement = of.agreement;
  json::ObjectWriter counts;
  counts.number("units", agreement.units)
      .number("unanimous", agreement.unanimous)
      .number("pairs", agreement.pairs)
      .number("agreeing_pairs", agreement.agreeing_pairs);
  if (agreement.alpha)
    counts.raw("alpha", fmt::format("{:.3f}", *agreement.alpha));
  else
    counts.raw("alpha", "null");
  return out.raw("agreement", counts.str()).str();
}

}  // namespace parley::desk
