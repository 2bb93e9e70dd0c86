// An object is released for its matter, and says more: who wrote it and when, with what, where somebody
// looks. None of that is forbidden, so nothing here refuses; it is told to the person who releases it, by the
// name of a property or its form.
#include "release/tells.h"

#include <fmt/format.h>

#include <algorithm>

#include "group/fields.h"
#include "release/references.h"
#include "release/walk.h"
#include "stix/parley.h"

namespace parley::release {
namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The name of an object of ours, made plain for a line; empty where there is none, and then its identifier is shown.
std::string name_of(std::string_view id, const Context& context) {
  const auto text = context.find ? context.find(id) : std::nullopt;
  if (!text) return {};
  const ParserLease parser;
  const auto parsed = parser->parse(*text);
  json::Object object;
  if (!parsed.ok() || parsed->get_object().get(object) != simdjson::SUCCESS) return {};
  return group::plain(json::string_member(object, "name").value_or(""), group::Lines::one);
}

// Digits that say more than the second: "2026-07-09T18:30:00.123Z" -> ".123".
std::string_view fraction(std::string_view time) {
  const std::size_t dot = time.find('.');
  if (dot == std::string_view::npos) return {};
  const std::string_view digits = time.substr(dot, time.size() - dot - 1);
  return digits.find_first_not_of(".0") == std::string_view::npos ? std::string_view() : digits;
}

// The beginning of a text, for a line; characters stay whole.
std::string beginning(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return group::plain(text, group::Lines::one);
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return group::plain(text.substr(0, bytes), group::Lines::one) + "...";
}

class Tells {
 public:
  Tells(json::Element element, json::Object object, const Context& context)
      : element_(element),
        object_(object),
        context_(context),
        type_(json::string_member(object, "type").value_or("")) {}

  // From what is told by the whole object to what single members tell.
  std::vector<Telling> run() {
    author();
    source();
    Place place;
    // By the name of each member at any depth: tools put such properties wherever they like.
    for_each_value(element_, place, "", [&](std::string_view name, json::Element value, bool in_list) {
      if (!in_list)
        member(name, value, place.pointer());
      else if (name == "external_references")
        external_reference(value, place.pointer());
    });
    return std::move(tells_);
  }

 private:
  void say(std::string_view what, std::string_view pointer, std::string message) {
    tells_.push_back({std::string(what), std::string(pointer), std::move(message)});
  }

  void author() {
    const auto author = json::string_member(object_, "created_by_ref");
    if (!author) return;
    if (*author == context_.own_identity)
      return say("author", "/created_by_ref", "that this party itself is the author");
    const std::string name = name_of(*author, context_);
    say("author", "/created_by_ref",
        name.empty() ? fmt::format("that {} wrote it", *author)
                     : fmt::format("that \"{}\" wrote it, by its identifier", name));
  }

  // Some types say by themselves that there is somebody who looks.
  void source() {
    if (type_ == "observed-data")
      say("source", "",
          "that we saw this ourselves, when and how often: that there is somebody or something that looks there");
    if (type_ == "sighting") say("source", "", "that we saw it, when and how often");
    if (type_ == "malware-analysis") say("source", "", "that we had the sample, and with what we look at samples");
    if (type_ == "identity") say("source", "", "that we deal with this person or organisation, and how to reach it");
  }

  void member(std::string_view name, json::Element value, const std::string& pointer) {
    // Some names say something about us only as a member of the object itself; deeper down they are about something
    // else.
    const bool top = pointer.find('/', 1) == std::string::npos;
    std::string_view text;
    const bool is_text = value.get_string().get(text) == simdjson::SUCCESS;
    Timestamp time;
    // First, since a time is told by its form, whatever its name is.
    if (is_text && Timestamp::parse(text, time)) return this->time(name, text, pointer);
    if (name.starts_with("x_") || name.starts_with("x-"))
      return say("custom", pointer, "a property of our own tools: what they are, and perhaps their inner numbers");
    if (top && name == "where_sighted_refs") return say("source", pointer, "where we look");
    if (top && name == "confidence") return say("rating", pointer, "how sure we are");
    if (top && name == "contact_information") return say("author", pointer, "how to reach somebody");
    if (top && name == "authors") return say("author", pointer, "who of us wrote it");
    // Parley's own extension tells nothing: every member of a group uses Parley.
    if (name.starts_with("extension-definition--") && name != stix::kParleyExtension)
      return say("custom", pointer, "an extension: which tools we use");
    if (is_text &&
        is_one_of(name, {"product", "version", "tool_version", "configuration_version", "analysis_engine_version",
                         "analysis_definition_version", "pattern_version", "creator_tool", "user_agent", "generator"}))
      say("tool", pointer, fmt::format("a program or its version: \"{}\"", beginning(text, 60)));
    if (is_one_of(name, {"host_vm_ref", "installed_software_refs"}))
      say("tool", pointer, "with what we look at samples");
  }

  // Two things in a time: that it is one of ours, and that it is finer than anybody needs, by which it can be
  // matched with records elsewhere.
  void time(std::string_view name, std::string_view text, const std::string& pointer) {
    const std::string_view finer = fraction(text);
    const bool ours = is_one_of(name, {"created", "modified", "first_observed", "last_observed", "submitted",
                                       "analysis_started", "analysis_ended"}) ||
                      (type_ == "sighting" && is_one_of(name, {"first_seen", "last_seen"}));
    // A time of the matter itself, to the second, tells nothing about us.
    if (finer.empty() && !ours) return;
    const std::string_view meaning = name == "created" || name == "modified" ? "when we wrote it"
                                     : ours                                  ? "when we saw it"
                                                                             : "a time";
    say("time", pointer,
        finer.empty()
            ? fmt::format("{}: {}", meaning, text)
            : fmt::format("{}, finer than the second ({}): it can be matched with other records", meaning, text));
  }

  // The number at a source is told in words as well: by it the other side finds the same report.
  void external_reference(json::Element value, const std::string& pointer) {
    json::Object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return;
    const auto part = [&](std::string_view name) {
      return beginning(json::string_member(object, name).value_or(""), 80);
    };
    const std::string id = part("external_id"), url = part("url");
    say("reference", pointer,
        fmt::format("that we know the source \"{}\"{}{}{}{}", part("source_name"), id.empty() ? "" : ", its number ",
                    id, url.empty() ? "" : ", at ", url));
  }

  json::Element element_;
  json::Object object_;
  const Context& context_;
  std::string_view type_;
  std::vector<Telling> tells_;
};

}  // namespace

// What is no object tells nothing; the policy refuses it anyhow.
std::vector<Telling> tells_of(json::Element element, const Context& context) {
  json::Object object;
  if (element.get_object().get(object) != simdjson::SUCCESS) return {};
  return Tells(element, object, context).run();
}

}  // namespace parley::release
