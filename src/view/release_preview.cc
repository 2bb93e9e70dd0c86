// What a person is shown before something leaves that nobody can take back. Everything that decides is on it: the
// audience by name, the verdict with its rules, what differs from ours, what the objects name and what becomes of it,
// the texts with what to look at, and, where asked for, the bytes themselves. The digest that the person agrees to is
// made of those bytes (release/confirm.h). Two forms of one value: text for people, JSON for programs. Neither decides
// anything.
#include "view/release_preview.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/writer.h"
#include "release/confirm.h"
#include "text/display.h"

namespace parley::view {
namespace {

using namespace release;
using text::counted, text::with_commas;

constexpr std::size_t kMaxShownText = 2000;  // bytes of one text on a terminal; --json has all

// Cut at the beginning of a UTF-8 character, and with the size of the whole, so that nobody takes the part for all of
// it.
std::string shortened(std::string_view text) {
  if (text.size() <= kMaxShownText) return std::string(text);
  std::size_t end = kMaxShownText;
  while (end > 0 && (text[end] & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + fmt::format(" ... ({} bytes in all)", text.size());
}

std::vector<std::string> plain_lines(std::string_view text, std::size_t columns) {
  return text::wrapped(text::plain(text, text::Lines::many), columns);
}

// The lines of a preview, indented.
// Text in columns, wrapped and never cut: the last words of a sentence can be the ones that matter. What others wrote
// is made plain before it is measured, since an invisible character would spoil the width as well.
class Writer {
 public:
  explicit Writer(std::size_t columns) : columns_(std::max<std::size_t>(columns, 40)) {}

  // A text of its own, every line of it indented.
  void line(std::size_t indent, std::string_view text) {
    for (const std::string& one : plain_lines(text, columns_ - indent)) add(std::string(indent, ' ') + one);
  }
  // A lead, and beside it a text in lines of its own.
  void beside(std::size_t indent, std::string_view lead, std::string_view text) {
    const std::string head = std::string(indent, ' ') + std::string(lead) + " ";
    const std::size_t at = text::width(head);
    // Too little is left beside the lead: the text goes below it.
    if (at + 20 > columns_) {
      line(indent, lead);
      return line(indent + 2, text);
    }
    bool first = true;
    for (const std::string& one : plain_lines(text, columns_ - at))
      add((std::exchange(first, false) ? head : std::string(at, ' ')) + one);
  }
  // Ours and what leaves beside each other, line by line, so that an eye going across finds what differs.
  void columns(std::size_t indent, std::string_view left, std::string_view right) {
    const std::size_t width = (columns_ - indent - 3) / 2;
    const auto a = plain_lines(left, width), b = plain_lines(right, width);
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i)
      add(std::string(indent, ' ') + text::padded(i < a.size() ? a[i] : "", width) + " | " +
          (i < b.size() ? b[i] : ""));
  }
  void blank() { out_ += '\n'; }
  std::string take() { return std::move(out_); }

 private:
  void add(std::string line) {
    while (!line.empty() && line.back() == ' ') line.pop_back();
    out_ += line + "\n";
  }
  std::size_t columns_;
  std::string out_;
};

// What the readers will be able to do with an identifier, from the harmless to what may tell too much.
std::string_view reference_text(ReferenceState state) {
  switch (state) {
    case ReferenceState::known:
      return "known to the group";
    case ReferenceState::released:
      return "released already";
    case ReferenceState::along:
      return "leaves with this";
    case ReferenceState::held_back:
      return "dangles: here and could leave; --with-references takes it along";
    case ReferenceState::refused:
      return "dangles: here, and the policy keeps it";
    case ReferenceState::elsewhere:
      return "dangles: not here";
  }
  return "";
}

// In capitals, since it is what one looks for in a long preview.
std::string_view verdict_text(Decision decision) {
  switch (decision) {
    case Decision::allowed:
      return "MAY LEAVE";
    case Decision::needs_second_person:
      return "NEEDS A SECOND PERSON";
    case Decision::needs_answer:
      return "NEEDS AN ANSWER";
    case Decision::refused:
      return "REFUSED";
  }
  return "";
}

// What speaks against stands line by line, with its place; rules that allow are named together, because nobody has to
// act on them.
void reasons(Writer& out, const Verdict& verdict) {
  std::string allowed;
  for (const Reason& reason : verdict.reasons) {
    if (reason.decision == Decision::allowed)
      allowed += (allowed.empty() ? "" : ", ") + reason.rule;
    else
      out.beside(2, fmt::format("{} {}:", reason.rule, reason.pointer), reason.message);
  }
  if (!allowed.empty()) out.beside(2, "allowed by", allowed);
}

void one_object(Writer& out, const ObjectPreview& one, ShowBytes bytes) {
  out.blank();
  out.line(0, fmt::format("{}{}", one.id.empty() ? "(no id)" : one.id, one.item.along ? " (comes along)" : ""));
  out.line(2, fmt::format("{}, {} bytes", verdict_text(one.verdict.decision), one.item.leaves.size()));
  reasons(out, one.verdict);
  if (!one.differences.empty()) out.line(2, "Differs from ours:"), out.columns(4, "OURS", "LEAVES");
  for (const Difference& difference : one.differences) {
    // The place stands above the two columns, since a JSON pointer is longer than half a line.
    out.line(4, difference.pointer);
    out.columns(4, difference.ours.empty() ? "(not there)" : shortened(difference.ours),
                difference.leaves.empty() ? "(left out)" : shortened(difference.leaves));
  }
  // What the group knows already needs no look. The rest is shown with what becomes of it.
  if (std::any_of(one.references.begin(), one.references.end(),
                  [](const Reference& r) { return r.state != ReferenceState::known; }))
    out.line(2, "Names:");
  for (const Reference& reference : one.references)
    if (reference.state != ReferenceState::known)
      out.line(4, reference.id),
          out.beside(6, reference.pointer + (reference.in_text ? " (in a text)" : ""), reference_text(reference.state));
  if (!one.texts.empty()) out.line(2, "Texts:");
  // All texts that people wrote, flagged or not: the flags find words, and a person finds meaning.
  for (const Text& text : one.texts) {
    out.beside(4, fmt::format("{} {}", text.flags.empty() ? "[ ]" : "[!]", text.pointer), shortened(text.text));
    if (!text.flags.empty()) out.beside(8, "look at:", flags_text(text.flags));
  }
  // What the object tells beyond its words, such as when somebody works or which tool wrote it.
  if (!one.tells.empty()) out.line(2, "Tells them:");
  for (const Telling& tell : one.tells) out.beside(4, fmt::format("{} {}", tell.what, tell.pointer), tell.message);
  if (bytes == ShowBytes::yes) out.line(2, "Bytes that leave:"), out.line(4, one.item.leaves);
}

// All reasons, also those that allow: a program may want to know which rule did.
std::string reasons_json(const Verdict& verdict) {
  std::vector<std::string> items;
  for (const Reason& one : verdict.reasons)
    items.push_back(json::ObjectWriter()
                        .text("rule", one.rule)
                        .text("decision", decision_word(one.decision))
                        .text("pointer", one.pointer)
                        .text("message", one.message)
                        .str());
  return json::array_text(items);
}

// Texts whole and with their flags, unlike on a terminal.
std::string texts_json(const std::vector<Text>& texts) {
  std::vector<std::string> items;
  for (const Text& one : texts) {
    std::vector<std::string> flags;
    for (const Flag& flag : one.flags)
      flags.push_back(json::ObjectWriter().text("concern", to_string(flag.concern)).text("words", flag.words).str());
    items.push_back(json::ObjectWriter()
                        .text("pointer", one.pointer)
                        .text("text", one.text)
                        .raw("flags", json::array_text(flags))
                        .str());
  }
  return json::array_text(items);
}

// "ours" and "leaves" of a difference are JSON texts, and one that is empty stands for a part that is not there.
std::string object_json(const ObjectPreview& one) {
  std::vector<std::string> different, references, tells;
  for (const Difference& d : one.differences) {
    json::ObjectWriter line;
    line.text("pointer", d.pointer);
    if (!d.ours.empty()) line.raw("ours", d.ours);
    if (!d.leaves.empty()) line.raw("leaves", d.leaves);
    different.push_back(line.str());
  }
  for (const Reference& r : one.references)
    references.push_back(json::ObjectWriter()
                             .text("pointer", r.pointer)
                             .text("id", r.id)
                             .text("state", to_string(r.state))
                             .flag("dangles", dangles(r.state))
                             .flag("in_text", r.in_text)
                             .str());
  for (const Telling& t : one.tells)
    tells.push_back(
        json::ObjectWriter().text("what", t.what).text("pointer", t.pointer).text("message", t.message).str());
  return json::ObjectWriter()
      .text("id", one.id)
      .text("type", one.type)
      .flag("along", one.item.along)
      .text("decision", decision_word(one.verdict.decision))
      .raw("reasons", reasons_json(one.verdict))
      .text("leaves", one.item.leaves)
      .text("ours", one.item.ours)
      .raw("differences", json::array_text(different))
      .raw("references", json::array_text(references))
      .raw("texts", texts_json(one.texts))
      .raw("tells", json::array_text(tells))
      .str();
}

}  // namespace

// The words of JSON, which programs branch on: they stay as they are.
std::string_view decision_word(Decision decision) {
  switch (decision) {
    case Decision::allowed:
      return "allowed";
    case Decision::needs_second_person:
      return "needs_second_person";
    case Decision::needs_answer:
      return "needs_answer";
    case Decision::refused:
      return "refused";
  }
  return "";
}

// What a flag is about and the words that raised it, made plain since they are part of a text that may come from
// others.
std::string flags_text(const std::vector<Flag>& flags) {
  std::vector<std::string> parts;
  for (const Flag& flag : flags)
    parts.push_back(fmt::format("{} \"{}\"", to_string(flag.concern), text::plain(flag.words)));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string release_text(const Preview& preview, const ReleaseAudience& audience, std::size_t columns,
                         ShowBytes bytes) {
  Writer out(columns);
  // The size of all that leaves, since that is what the readers will have.
  std::size_t size = 0;
  for (const ObjectPreview& one : preview.objects) size += one.item.leaves.size();
  out.line(0, fmt::format("To all of \"{}\": {}", audience.group, fmt::join(audience.members, ", ")));
  out.line(0, fmt::format("{}, {} bytes: {}", counted(preview.objects.size(), "object"), with_commas(size),
                          verdict_text(preview.decision)));
  if (preview.dangling > 0)
    out.line(0, fmt::format("{} of objects that they do not get", counted(preview.dangling, "identifier")));
  if (preview.flagged > 0) out.line(0, fmt::format("{} to be looked at, marked [!]", counted(preview.flagged, "text")));
  for (const ObjectPreview& one : preview.objects) one_object(out, one, bytes);
  return out.take();
}

// The digest is in it, so that a program can agree to what it was shown.
std::string release_json(const Preview& preview, const ReleaseAudience& audience) {
  std::vector<std::string> objects, bytes;
  for (const ObjectPreview& one : preview.objects)
    objects.push_back(object_json(one)), bytes.push_back(one.item.leaves);
  return json::ObjectWriter()
      .text("group", audience.group)
      .raw("audience", json::string_array_text(audience.members))
      .text("decision", decision_word(preview.decision))
      .number("dangling", preview.dangling)
      .number("flagged", preview.flagged)
      .text("sha256", digest_of(bytes))
      .raw("objects", json::array_text(objects))
      .str();
}

// One question for each flagged text, one for identifiers that lead nowhere, and the last for the whole, with the
// audience in it: a person who answers only the last has still read who will have it.
std::vector<std::string> release_questions(const release::Preview& preview, const ReleaseAudience& audience) {
  std::vector<std::string> out;
  for (const ObjectPreview& one : preview.objects)
    for (const Text& text : one.texts)
      if (!text.flags.empty())
        // Each text by its place and with what was found in it: the person says yes to this text and not to "the
        // texts".
        out.push_back(
            fmt::format("{} {}: {}. May this text leave as it is?", one.id, text.pointer, flags_text(text.flags)));
  if (preview.dangling > 0)
    out.push_back(fmt::format("{} of objects that they do not get stand in this. May they leave?",
                              text::counted(preview.dangling, "identifier")));
  out.push_back(fmt::format("Release {} to all of \"{}\" ({})?", text::counted(preview.objects.size(), "object"),
                            text::plain(audience.group),
                            text::plain(fmt::format("{}", fmt::join(audience.members, ", ")))));
  return out;
}

}  // namespace parley::view
