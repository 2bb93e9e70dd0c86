#include "cli/groups.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "cli/open_text.h"
#include "desk/releases.h"
#include "desk/saying.h"
#include "stix/markings.h"
#include "view/release_preview.h"

namespace parley::cli {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

}  // namespace

void add_speaking(Command* command, Speaking& speaking) {
  command->add_flag("--yes,-y", speaking.yes, "Do it without being asked");
  command->add_option("--out", speaking.out, "Write the object to this file instead of saying it")
      ->type_name("FILE")
      ->uses(FileUse::writes);
}

std::string warn_of_words(Context& context, const OpenGroup& group, const std::string& object) {
  const auto seen = desk::Saying(*context.node).preview(group, object);
  for (const release::Text& text : seen.texts)
    if (!text.flags.empty())
      context.console.err(fmt::format("parley: look at {}: {}", text.pointer, view::flags_text(text.flags)));
  if (const std::string unmarked = desk::counts_as(group, seen); !unmarked.empty())
    context.console.err("parley: " + unmarked);
  return desk::flags_json(group, seen);
}

std::optional<std::string> wants_to_say(Context& context, const OpenGroup& group, const std::string& text,
                                        const std::string& audience, const std::string& question, bool yes) {
  if (!yes) context.console.err_lines(indented_json(text));
  if (!yes && !audience.empty()) context.console.err_lines(audience);
  std::string flags = warn_of_words(context, group, text);
  if (!yes && !may_destroy(context, false, question)) return {};
  return flags;
}

int say(Context& context, const OpenGroup& group, const Result<std::string>& text, const Speaking& speaking) {
  if (!text.ok()) return context.fail(text.error());
  const desk::Saying saying(*context.node);
  const auto draft = saying.check(*text);
  if (!draft.ok()) return context.fail(draft.error());
  if (!speaking.out.empty()) {
    if (const auto written = write_text_file(context, speaking.out, *text + "\n"); !written.ok())
      return context.fail(written.error());
    context.console.line(context.json ? JsonLine().text("id", draft->message.id).text("file", speaking.out).str()
                                      : fmt::format("Wrote {} to {}", draft->message.id, speaking.out));
    return kDone;
  }
  const std::string audience =
      fmt::format("\nThis goes to group \"{}\": {}", shown(group.group.alias), fmt::join(saying.audience(group), ", "));
  const auto flags = wants_to_say(context, group, *text, audience, "Say this? It cannot be unsaid.", speaking.yes);
  if (!flags) return kRefused;
  const auto said = saying.say(*context.acting, group, *draft);
  if (!said.ok()) return context.fail(said.error());
  if (said->waits) return print_waiting(context, *said->waits, *flags);
  const bool before = said->outcome.added == journal::Added::already_there;
  context.console.line(context.json ? to_json(*said, *flags)
                                    : fmt::format("{} \"{}\": {} (entry {})", before ? "Was said before in" : "Said in",
                                                  shown(said->group), said->id, said->outcome.seq));
  return kDone;
}

int print_waiting(Context& context, const node::Releases::Waiting& waiting, const std::string& flags) {
  const auto& row = waiting.row;
  if (context.json) {
    context.console.line(desk::to_json(waiting, flags));
    return kWaits;
  }
  context.console.line(
      fmt::format("Nothing has left yet: a second person must agree, until {}.", to_string(row.expires)));
  context.console.line(fmt::format("  parley release confirm {} --as USER --password-file FILE", waiting.name()));
  context.console.line(fmt::format("  SHA-256 of the bytes: {}", row.sha256));
  return kWaits;
}

std::string known_words(std::string_view how) {
  const auto known = node::how_of(how);
  return std::string(known ? node::in_words(*known) : how);
}

Option* add_texts(Command* command, const std::string& name, std::vector<std::string>& out,
                  const std::string& description) {
  return command->add_option(name, out, description)->one_value_each();
}

Result<std::chrono::seconds> parse_duration(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const std::int64_t factor = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : unit == "d" ? 86'400 : 0;
  if (error != std::errc{} || value < 1 || value > 36'525 * 86'400ll || factor == 0)
    return Error{Code::invalid_input, "\"" + text + "\" is not a time such as 90s, 30m, 48h or 7d"};
  return std::chrono::seconds(value * factor);
}

Result<std::string> parse_marking(node::Node& node, const std::string& text) {
  static constexpr std::pair<std::string_view, stix::Tlp> kWords[] = {{"clear", stix::Tlp::clear},
                                                                      {"green", stix::Tlp::green},
                                                                      {"amber", stix::Tlp::amber},
                                                                      {"amber+strict", stix::Tlp::amber_strict},
                                                                      {"red", stix::Tlp::red}};
  static constexpr std::string_view kTlp2[] = {"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
                                               "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
                                               "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
                                               "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
                                               "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"};
  for (const auto& [word, level] : kWords)
    for (const std::string_view id : kTlp2)
      if (word == text && stix::tlp_marking(id)->level == level) return std::string(id);
  const node::TypedId typed(text);
  if (typed.type() == "marking-definition") {
    // The levels of TLP 2.0 are in no journal, and are meant by their beginnings all the same.
    for (const std::string_view id : kTlp2)
      if (typed.means(id)) return std::string(id);
    return node::whole_id(node, text);
  }
  return Error{
      Code::invalid_input,
      "\"" + text + "\" is no marking: clear, green, amber, amber+strict, red or the id of a marking definition"};
}

Result<Micros> parse_moment(const std::string& text) {
  const bool is_day = text.size() == 10 && text.find_first_not_of("0123456789-") == std::string::npos;
  const auto time = Timestamp::parse(is_day ? text + "T23:59:59.999999Z" : text);
  if (!time.ok())
    return Error{Code::invalid_input,
                 "\"" + text +
                     "\" is neither a timestamp (2026-11-30T12:00:00Z) nor a day (2026-11-30, up to its end in "
                     "UTC)"};
  return time->micros();
}

Result<Micros> parse_when(const std::string& text, Micros now) {
  if (const auto duration = parse_duration(text); duration.ok()) return Micros{now.value + duration->count() * kSecond};
  auto time = parse_moment(text);
  if (time.ok()) return time;
  return Error{Code::invalid_input,
               "\"" + text +
                   "\" is neither a timestamp (2026-11-30T12:00:00Z), a day (2026-11-30, up to its end in UTC) nor a "
                   "time from now (48h)"};
}

Result<std::string> read_text_file(Context& context, const std::string& path) {
  PARLEY_TRY(auto input, open_text(context.console, path, TextKind::any));
  return input.rest(1u << 20);
}

Status write_text_file(Context& context, const std::string& path, std::string_view text) {
  PARLEY_TRY(const Fd fd, context.console.open_output(path));
  return write_all(fd.get(), text);
}

}  // namespace parley::cli
