#include "cli/groups.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "cli/text_input.h"
#include "group/messages.h"
#include "release/confirm.h"
#include "stix/markings.h"
#include "stix/title.h"

namespace parley::cli {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

Result<OpenGroup> computed(Context& context, node::GroupView view) {
  node::Groups& groups = context.node->groups();
  OpenGroup out;
  out.own = context.node->config().party.identity;
  out.now = now();
  group::State state(view.charter, groups.received_at(view));
  PARLEY_TRY_STATUS(groups
                        .for_each(view,
                                  [&](const group::Record& record) {
                                    state.feed(record);
                                    return Status{};
                                  })
                        .in(view.alias));
  out.view = state.view(out.now);
  out.group = std::move(view);
  for (const group::Charter* charter : {&out.group.charter, &out.view.charter})
    for (const group::Member& member : charter->terms.members)
      out.called[member.identity_id] = groups.called(member.identity_id, member.name);
  return out;
}

}  // namespace

std::string OpenGroup::name(std::string_view identity) const {
  const auto known = called.find(identity);
  return known != called.end() ? known->second : shown(identity);
}

Result<OpenGroup> open_group(Context& context, const std::string& alias) {
  node::Groups& groups = context.node->groups();
  if (!alias.empty()) {
    PARLEY_TRY(auto view, groups.group(alias));
    return computed(context, std::move(view));
  }
  std::vector<node::GroupView> all = groups.groups();
  std::erase_if(all, [](const node::GroupView& one) { return one.left; });
  if (all.empty()) return Error{Code::not_found, "this party is in no group; parley group draft begins one"};
  if (all.size() > 1)
    return Error{Code::invalid_input,
                 "there is more than one group: say which with --group (parley group list shows them)"};
  return computed(context, std::move(all.front()));
}

Result<std::vector<OpenGroup>> open_groups(Context& context, const std::string& alias) {
  std::vector<OpenGroup> out;
  if (!alias.empty()) {
    PARLEY_TRY(auto one, open_group(context, alias));
    out.push_back(std::move(one));
    return out;
  }
  for (node::GroupView& view : context.node->groups().groups()) {
    PARLEY_TRY(auto one, computed(context, std::move(view)));
    out.push_back(std::move(one));
  }
  return out;
}

Result<std::string> find_member(Context& context, const OpenGroup& group, const std::string& who) {
  std::string identity = who;
  if (const auto peer = context.node->groups().peer(who); peer.ok()) identity = peer->card.identity_id;
  for (const group::Member& member : group.view.charter.terms.members)
    // However A to Z are written: who is no peer any more is still typed as the peer was called.
    if (member.identity_id == identity || same_ignoring_case(member.name, who)) return member.identity_id;
  std::string could;
  for (const group::Member& member : group.view.charter.terms.members)
    could += (could.empty() ? "" : ", ") + group.name(member.identity_id);
  return Error{Code::not_found, "\"" + who + "\" is not a member of this group; members are: " + could};
}

bool means(std::string_view text, std::string_view id) {
  if (text == id) return true;
  if (text == text::short_id(id)) return true;
  const std::size_t dashes = id.find("--");
  return text.size() >= 4 && dashes != std::string_view::npos && id.substr(dashes + 2).starts_with(text);
}

std::string title_here(Context& context, const std::string& id) {
  const journal::Query query{.added_after = {}, .ids = {id}, .types = {}, .spec_versions = {}, .versions = {}};
  for (const auto& row : context.node->journal_rows()) {
    const auto info = context.node->journal(row.id);
    if (!info.ok() || info->journal == nullptr) continue;
    const auto page = info->journal->read(query, 0, {.objects = 1, .text_only = true});
    if (!page.ok() || page->entries.empty()) continue;
    if (std::string title = stix::title_of(page->entries.front().text); !title.empty()) return title;
  }
  return {};
}

std::string titled(Context& context, const std::string& id) {
  const std::string title = title_here(context, id);
  return shown(title.empty() ? text::short_id(id) : text::short_id(id) + " \"" + title + "\"");
}

json::ObjectWriter own_message(const OpenGroup& group, std::string_view type, bool exercise) {
  return group::message_text({.type = std::string(type),
                              .id = {},
                              .author = group.own,
                              .time = {group.now.value / 1000 * 1000},
                              .exercise = exercise || group.exercise()});
}

void add_speaking(Command* command, Speaking& speaking) {
  command->add_flag("--yes,-y", speaking.yes, "Do it without being asked");
  command->add_option("--out", speaking.out, "Write the object to this file instead of saying it")
      ->type_name("FILE")
      ->uses(FileUse::writes);
}

int say(Context& context, const OpenGroup& group, const std::string& text, const Speaking& speaking) {
  const auto message = group::read_message(text);
  if (!message.ok()) return context.fail(message.error());
  if (!speaking.out.empty()) {
    if (const auto written = write_text_file(context, speaking.out, text + "\n"); !written.ok())
      return context.fail(written.error());
    context.console.line(context.json ? JsonLine().text("id", message->id).text("file", speaking.out).str()
                                      : fmt::format("Wrote {} to {}", message->id, speaking.out));
    return kDone;
  }
  if (!speaking.yes) {
    context.console.err_lines(indented_json(text));
    std::string audience;
    for (const group::Member& member : group.view.charter.terms.members)
      if (member.identity_id != group.own) audience += (audience.empty() ? "" : ", ") + group.name(member.identity_id);
    context.console.err_lines(fmt::format("\nThis goes to group \"{}\": {}", shown(group.group.alias), audience));
    if (!may_destroy(context, false, "Say this? It cannot be unsaid.")) return kRefused;
  }
  const std::vector<std::string> objects = {text};
  const auto sent = context.node->releases().send(
      *context.acting,
      {.group = group.group.charter.terms.id, .objects = objects, .shown = release::digest_of(objects), .journal = {}});
  if (!sent.ok()) return context.fail(sent.error());
  if (sent->waits) return print_waiting(context, *sent->waits);
  const auto& outcome = sent->released.outcomes.front();
  if (context.json)
    context.console.line(JsonLine()
                             .text("id", message->id)
                             .text("type", message->type)
                             .text("group", group.group.alias)
                             .number("entry", outcome.seq)
                             .flag("exercise", message->exercise)
                             .text("date_added", to_string(outcome.date_added))
                             .str());
  else
    context.console.line(fmt::format("{} \"{}\": {} (entry {})",
                                     outcome.added == journal::Added::already_there ? "Was said before in" : "Said in",
                                     shown(group.group.alias), message->id, outcome.seq));
  return kDone;
}

int print_waiting(Context& context, const node::Releases::Waiting& waiting) {
  const auto& row = waiting.row;
  if (context.json) {
    context.console.line(JsonLine()
                             .text("pending", waiting.name())
                             .text("sha256", row.sha256)
                             .text("expires", to_string(row.expires))
                             .str());
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

Result<std::string> parse_marking(const std::string& text) {
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
  if (text.starts_with("marking-definition--")) return text;
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
  PARLEY_TRY(auto input, TextInput::open(context.console, path, TextKind::any));
  return input.rest(1u << 20);
}

Status write_text_file(Context& context, const std::string& path, std::string_view text) {
  PARLEY_TRY(const Fd fd, context.console.open_output(path));
  return write_all(fd.get(), text);
}

}  // namespace parley::cli
