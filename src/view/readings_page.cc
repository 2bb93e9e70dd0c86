// Several readings of the same words, on the page of a comparison: nothing where nobody reads differently.
#include <fmt/format.h>

#include <algorithm>

#include "accounts/quotes.h"
#include "view/readings.h"

namespace parley::view {

void put_read_differently(page::Html& html, const accounts::Material& material,
                          const std::vector<accounts::ReadStance>& readings) {
  if (std::none_of(readings.begin(), readings.end(), [](const auto& one) { return one.differ(); })) return;
  page::Element section(html.line(), "section", {{"class", "readings"}});
  html.element("h2", "Read differently", {{"id", "readings"}});
  html.element("p", "Who read the same words in two ways. Nothing is decided between them.", {{"class", "note"}});
  for (const accounts::ReadStance& one : readings) {
    // What is read alike stands on the page already, where it was said.
    if (!one.differ()) continue;
    const auto& statement = material.statements()[one.statement];
    html.line().open("p").element("q", accounts::words_of(material, statement)).text(" ");
    html.element("span", statement.name, {{"class", "id"}});
    if (one.proposition != accounts::kNone) html.text(" on: ").text(material.propositions()[one.proposition].text);
    html.close().open("ul");
    for (const accounts::Reading& reading : one.readings)
      html.element("li", fmt::format("{}: {}{}", accounts::in_words(material, reading.party, reading.readers),
                                     reading.stance, reading.why.empty() ? "" : ". " + reading.why));
    html.close();
  }
}

}  // namespace parley::view
