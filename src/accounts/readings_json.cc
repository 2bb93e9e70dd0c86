// Readings side by side, for programs.
#include "accounts/quotes.h"
#include "accounts/readings.h"
#include "json/writer.h"

namespace parley::accounts {
namespace {

std::string to_json(const Material& material, const Reading& reading) {
  json::ObjectWriter out;
  out.text("party", material.called(reading.party)).text("identity", reading.party).texts("readers", reading.readers);
  // A reading that somebody gave afterwards, of another's statement, has no statement of its own.
  if (reading.statement != kNone) out.text("statement", material.statements()[reading.statement].name);
  out.text("stance", reading.stance).text_if("why", reading.why);
  if (reading.confidence) out.number("confidence", *reading.confidence);
  return out.str();
}

}  // namespace

std::string readings_json(const Material& material, const std::vector<ReadStance>& all) {
  std::vector<std::string> rows;
  for (const ReadStance& one : all) {
    std::vector<std::string> readings;
    for (const Reading& reading : one.readings) readings.push_back(to_json(material, reading));
    const Statement& statement = material.statements()[one.statement];
    json::ObjectWriter row;
    row.text("statement", statement.name).text("words", words_of(material, statement));
    if (one.proposition != kNone)
      row.text("proposition", material.propositions()[one.proposition].name)
          .text("text", material.propositions()[one.proposition].text);
    rows.push_back(row.flag("differ", one.differ()).raw("readings", json::array_text(readings)).str());
  }
  return json::array_text(rows);
}

}  // namespace parley::accounts
