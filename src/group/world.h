// For tests: the journals of several members, what each holds of the others, and clocks that need not agree.
#pragma once

#include <map>
#include <random>

#include "group/described.h"
#include "group/group_fixture.h"
#include "group/state.h"

namespace parley::group::testing {

inline constexpr std::int64_t kMinute = 60'000'000, kHour = 60 * kMinute, kDay = 24 * kHour;

class World {
 public:
  explicit World(int members, bool exercise = false) {
    std::vector<const Party*> all;
    for (int i = 1; i <= members; ++i) parties.push_back(party(i));
    for (const Party& one : parties) all.push_back(&one);
    Terms terms = terms_of(all);
    terms.exercise = exercise;
    charter = signed_by(terms, all);
  }

  const std::string& id(int number) const { return parties[static_cast<std::size_t>(number - 1)].identity_id; }
  Micros clock(int number) const { return {time + (skew.contains(number) ? skew.at(number) : 0)}; }
  void pass(std::int64_t micros) { time += micros; }

  // Appends to the journal of member `number`; the text may be handed in without thinking about times.
  journal::Seq say(int number, const std::string& text) {
    auto& journal = journals[id(number)];
    const std::int64_t last = journal.empty() ? 0 : journal.back().first.value;
    journal.emplace_back(Micros{std::max(clock(number).value, last + 1)}, text);
    return journal.size() - 1;
  }
  // `holder` cosigns what `author` has.
  void sync(int holder, int author) {
    heads[{id(author), id(holder)}].emplace_back(journals[id(author)].size(), clock(holder));
  }
  void sync_all() {
    for (int a = 1; a <= static_cast<int>(parties.size()); ++a)
      for (int b = 1; b <= static_cast<int>(parties.size()); ++b)
        if (a != b) sync(a, b);
  }
  ReceivedAt received_at() const {
    return [this](std::string_view author, journal::Seq seq, std::string_view holder) -> std::optional<Micros> {
      const auto found = heads.find({std::string(author), std::string(holder)});
      if (found == heads.end()) return std::nullopt;
      for (const auto& [size, when] : found->second)
        if (size > seq) return when;
      return std::nullopt;
    };
  }
  State state() const {
    State out(charter, received_at());
    for (const auto& [author, journal] : journals) feed(out, author, 0, journal.size());
    return out;
  }
  void feed(State& out, const std::string& author, std::size_t from, std::size_t to) const {
    const auto& journal = journals.at(author);
    for (std::size_t i = from; i < to; ++i)
      out.feed({.author = author, .seq = i, .added = journal[i].first, .text = journal[i].second});
  }
  // With all entries interleaved at random, each member's in order.
  State shuffled(std::mt19937& random) const {
    State out(charter, received_at());
    std::map<std::string, std::size_t> at;
    std::vector<std::string> turns;
    for (const auto& [author, journal] : journals) turns.insert(turns.end(), journal.size(), author);
    std::shuffle(turns.begin(), turns.end(), random);
    for (const std::string& author : turns) {
      const std::size_t i = at[author]++;
      feed(out, author, i, i + 1);
    }
    return out;
  }
  // Every node says what it says by itself.
  void act() {
    for (int i = 1; i <= static_cast<int>(parties.size()); ++i)
      for (const std::string& text : due_acts(state().view(clock(i)), id(i))) say(i, text);
  }
  View view(int number = 1) const { return state().view(clock(number)); }

  json::ObjectWriter message(int number, std::string_view type, std::string message_id = {},
                             bool exercise = false) const {
    return message_text({.type = std::string(type),
                         .id = std::move(message_id),
                         .author = id(number),
                         .time = clock(number),
                         .exercise = exercise});
  }
  static std::string id_of(std::string_view type, int number) {
    return fmt::format("{}--{:08x}-2222-4222-8222-222222222222", type, number);
  }

  std::string inquiry(int from, int to, const std::string& message_id, std::string_view severity = "high",
                      bool exercise = false) const {
    return message(from, "inquiry", message_id, exercise)
        .text("name", "What happened")
        .raw("to_refs", json::string_array_text({id(to)}))
        .raw("questions", R"([{"number":1,"text":"Who?"},{"number":2,"text":"When?"}])")
        .text("incident_severity", severity)
        .raw("asks", R"(["information"])")
        .str();
  }
  std::string reply(int from, const std::string& inquiry_id, const std::string& answers,
                    const std::string& message_id = {}, bool exercise = false) const {
    return message(from, "reply", message_id, exercise).text("inquiry_ref", inquiry_id).raw("answers", answers).str();
  }
  json::ObjectWriter progress(int from, const std::string& inquiry_id, std::string_view stage) const {
    return message(from, "progress").text("inquiry_ref", inquiry_id).text("stage", stage);
  }

  std::vector<Party> parties;
  Charter charter;
  std::int64_t time = kDawn.value;
  std::map<int, std::int64_t> skew;
  std::map<std::string, std::vector<std::pair<Micros, std::string>>> journals;
  std::map<std::pair<std::string, std::string>, std::vector<std::pair<std::uint64_t, Micros>>> heads;
};

// The inquiry that most tests ask.
inline const std::string kAsk = World::id_of("inquiry", 1);

inline std::vector<std::string> codes(const View& view) {
  std::vector<std::string> out;
  for (const Fault& one : view.faults) out.push_back(one.code);
  return out;
}

}  // namespace parley::group::testing
