// For tests: a house with objects, a group of three, and what the policy is asked with.
#pragma once

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "json/json.h"
#include "release/policy.h"

namespace parley::release::testing {

inline constexpr std::string_view kClear = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487";
inline constexpr std::string_view kGreen = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb";
inline constexpr std::string_view kAmber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421";
inline constexpr std::string_view kStrict = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003";
inline constexpr std::string_view kRed = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";
inline constexpr std::string_view kOldAmber = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82";
inline constexpr std::string_view kOldRed = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed";
inline constexpr std::string_view kStatement = "marking-definition--11111111-1111-4111-8111-111111111111";
inline constexpr std::string_view kUnknown = "marking-definition--22222222-2222-4222-8222-222222222222";
inline constexpr std::string_view kUs = "identity--a0000000-0000-4000-8000-000000000001";
inline constexpr std::string_view kThem = "identity--b0000000-0000-4000-8000-000000000002";
inline constexpr std::string_view kThird = "identity--c0000000-0000-4000-8000-000000000003";
inline constexpr std::string_view kAnalyst = "identity--d0000000-0000-4000-8000-000000000004";
inline constexpr Micros kNoon{1'795'000'000'000'000};

inline std::string id_of(std::string_view type, int number) {
  return fmt::format("{}--{:08x}-0000-4000-8000-00000000abcd", type, number);
}

// Members beside type, id and times, as JSON text beginning with a comma; empty: none.
inline std::string object(std::string_view type, int number, const std::string& members = "") {
  return fmt::format(
      R"({{"type":"{}","spec_version":"2.1","id":"{}","created":"2026-07-09T18:30:00.000Z","modified":"2026-07-09T18:30:00.000Z"{}}})",
      type, id_of(type, number), members);
}
inline std::string marked(std::string_view marking) { return fmt::format(R"(,"object_marking_refs":["{}"])", marking); }
inline std::string malware(int number, const std::string& members = marked(kGreen)) {
  return object("malware", number, R"(,"is_family":false,"name":"Beacon")" + members);
}

struct World {
  World() {
    auto& terms = charter.terms;
    terms.id = "charter--7c1f2a30-5b7e-4c1d-9f7a-0c4b1d2e3f40";
    terms.created = terms.modified = kNoon;
    terms.name = "Northern grid";
    terms.purpose = "Find out what happened.";
    terms.members = {{std::string(kUs), "Ruritania", {}},
                     {std::string(kThem), "Graustark", {}},
                     {std::string(kThird), "Borduria", {}}};
    terms.object_types = {"*"};
    for (const auto marking : {kClear, kGreen, kAmber, kStrict, kRed, kStatement}) terms.markings.emplace_back(marking);
    terms.default_marking = kAmber;
    charter.signatures.resize(3);
  }

  Context context() const {
    Context context;
    context.charter = &charter;
    context.own_identity = kUs;
    context.embargoes = embargoes;
    context.now = kNoon;
    context.find = [this](std::string_view id) -> std::optional<std::string> {
      asked.emplace(id);
      const auto there = objects.find(id);
      return there == objects.end() ? std::nullopt : std::optional(there->second);
    };
    context.is_released = [this](std::string_view id) {
      asked.emplace(id);
      return released.contains(id);
    };
    context.is_in_group = [this](std::string_view id) { return in_group.contains(id) || released.contains(id); };
    context.although_held_back = although_held_back;
    if (!derivations.empty()) context = with_derivations(std::move(context), derivations);
    if (!older.empty())
      context.versions = [this](std::string_view id) {
        std::vector<std::string> all;
        if (const auto there = older.find(id); there != older.end()) all = there->second;
        if (const auto there = objects.find(id); there != objects.end()) all.push_back(there->second);
        return all;
      };
    if (asks_for_referrers)
      context.referrers = [this](std::string_view id, const Context::Visit& visit) {
        for (const auto& [referrer, text] : objects)
          if (referrer != id && text.find(id) != std::string::npos && !visit(referrer)) return;
      };
    return context;
  }
  Verdict ask(std::string_view object) const { return evaluate(object, context()); }
  std::string add(std::string text) {
    json::Parser parser;
    const json::Element element = *parser.parse(text);
    objects[std::string(std::string_view(element["id"]))] = text;
    return text;
  }

  group::Charter charter;
  std::vector<Embargo> embargoes;
  std::map<std::string, std::string, std::less<>> objects;
  std::set<std::string, std::less<>> released, in_group;
  std::vector<Derivation> derivations;
  std::map<std::string, std::vector<std::string>, std::less<>> older;  // versions before the one in `objects`
  bool asks_for_referrers = false, although_held_back = false;
  mutable std::set<std::string> asked;  // ids that find and is_released were asked for
};

// The rules that spoke with `decision`, with their pointers: "tlp-red /description".
inline std::vector<std::string> rules(const Verdict& verdict, Decision decision) {
  std::vector<std::string> found;
  for (const Reason& reason : verdict.reasons)
    if (reason.decision == decision)
      found.push_back(reason.pointer.empty() ? reason.rule : reason.rule + " " + reason.pointer);
  return found;
}

}  // namespace parley::release::testing
