#include "view/case.h"

#include <fmt/format.h>

#include "view/lines.h"

namespace parley::view {

std::string case_text(const CaseTitle& title, const accounts::Material& material, std::size_t columns) {
  Lines out;
  const auto line = [&](const std::string& text) { out.line(text::fitted(text, columns * 4)); };
  line(fmt::format("{}  {}", title.slug, title.name));
  out.lines(fmt::format("journal {}, grouping {}\n", title.journal, title.grouping));
  for (const auto& document : material.documents())
    line(fmt::format("document     {:10} {} ({} bytes, SHA-256 {})", document.name, document.title,
                     document.text.size(), document.sha256));
  for (const auto& event : material.events())
    line(fmt::format("event        {:10} {}{}", event.name, event.title, event.when.empty() ? "" : ", " + event.when));
  for (const auto& proposition : material.propositions())
    line(fmt::format("proposition  {:10} {}", proposition.name, proposition.text));
  for (const auto& statement : material.statements()) {
    const std::string speaker = statement.speaker == accounts::kNone ? "?" : material.parties()[statement.speaker].name;
    line(fmt::format("statement    {:10} {} {}: {}{}", statement.name, speaker, statement.act, statement.words,
                     statement.optional_reading ? "  (optional)" : ""));
  }
  return out.take();
}

}  // namespace parley::view
