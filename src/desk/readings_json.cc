// Readings side by side, for programs.
#include <fmt/format.h>

#include "desk/readings.h"
#include "json/writer.h"

namespace parley::desk {
namespace {

std::string to_json(const accounts::Material& material, const accounts::Reading& reading) {
  json::ObjectWriter out;
  out.text("party", material.called(reading.party)).text("identity", reading.party).texts("readers", reading.readers);
  if (reading.statement != accounts::kNone) out.text("statement", material.statements()[reading.statement].name);
  out.text("stance", reading.stance).text_if("why", reading.why);
  if (reading.confidence) out.number("confidence", *reading.confidence);
  return out.str();
}

}  // namespace

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
  out.text("title", of.title);
  std::vector<std::string> all;
  for (const accounts::ReadStance& one : of.readings) {
    std::vector<std::string> readings;
    for (const accounts::Reading& reading : one.readings) readings.push_back(to_json(of.material, reading));
    const accounts::Statement& statement = of.material.statements()[one.statement];
    json::ObjectWriter row;
    row.text("statement", statement.name).text("words", statement.words);
    if (one.proposition != accounts::kNone) row.text("proposition", of.material.propositions()[one.proposition].name);
    all.push_back(row.flag("differ", one.differ()).raw("readings", json::array_text(readings)).str());
  }
  out.raw("stances", json::array_text(all));
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
