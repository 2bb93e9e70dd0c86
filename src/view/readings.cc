#include "view/readings.h"

#include <fmt/format.h>

#include <algorithm>

#include "accounts/quotes.h"
#include "text/display.h"
#include "view/lines.h"

namespace parley::view {
namespace {

using accounts::Material;
using accounts::Reading;
using accounts::ReadStance;

// What was read, then a line for each reader.
void put(Lines& out, const Material& material, const ReadStance& one, std::size_t columns) {
  // At most four lines of the terminal for each text, since words and reasons of others can be of any length.
  const auto line = [&](const std::string& text) { out.line(text::fitted(text, columns * 4)); };
  const auto& statement = material.statements()[one.statement];
  line(one.proposition == accounts::kNone
           ? fmt::format("Statement {}, as a whole", statement.name)
           : fmt::format("Statement {} on {}: {}", statement.name, material.propositions()[one.proposition].name,
                         material.propositions()[one.proposition].text));
  line(fmt::format("    “{}”", accounts::words_of(material, statement)));
  // Each with who reads so, how sure, and why, as far as they say it.
  for (const Reading& reading : one.readings)
    line(fmt::format("    {}: {}{}{}", accounts::in_words(material, reading.party, reading.readers), reading.stance,
                     reading.confidence ? fmt::format(", {} per cent sure", *reading.confidence) : "",
                     reading.why.empty() ? "" : ". " + reading.why));
}

// Alpha is not defined where all readings are of one category; that is said instead of a number.
std::string in_words(const accounts::Agreement& agreement) {
  if (agreement.pairs == 0) return "Nothing was read by two";
  return fmt::format(
      "{} read by two or more; all agree on {}. Of {}, {} agree. Krippendorff's alpha: {}",
      text::counted(agreement.units, "stance was", "stances were"), agreement.unanimous,
      text::counted(agreement.pairs, "pair of readings", "pairs of readings"), agreement.agreeing_pairs,
      agreement.alpha ? fmt::format("{:.3f}", *agreement.alpha) : "cannot be told, since nothing varies");
}

}  // namespace

// What differs first, since that is what has to be talked about.
std::string readings_text(const desk::Readings::SideBySide& all, std::size_t columns) {
  Lines out;
  for (const bool differ : {true, false}) {
    bool first = true;
    for (const ReadStance& one : all.readings) {
      if (one.differ() != differ) continue;
      if (first) out.line(differ ? "Read differently" : "Read alike");
      first = false;
      put(out, all.material, one, columns);
    }
  }
  return out.line(in_words(all.agreement)).take();
}

// Empty where nobody reads differently, so that a comparison has no empty part.
std::string read_differently_text(const Material& material, const std::vector<ReadStance>& readings,
                                  std::size_t columns) {
  Lines out;
  for (const ReadStance& one : readings)
    if (one.differ()) put(out, material, one, columns);
  const std::string text = out.take();
  return text.empty() ? text : "\nRead differently\n" + text;
}

}  // namespace parley::view
