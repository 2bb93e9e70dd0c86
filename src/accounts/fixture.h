// For tests: materials made by hand and at random, to be compared.
#pragma once

#include <random>

#include "accounts/accounts.h"

namespace parley::accounts::testing {

inline std::string id_of(std::string_view type, std::size_t number) {
  return std::string(type) + "--" + std::to_string(number);
}

// A material with parties, propositions and events 0, 1, 2...
struct World {
  Material material;

  explicit World(std::size_t parties = 6, std::size_t propositions = 6, std::size_t events = 3) {
    for (std::size_t i = 0; i < parties; ++i) {
      Party party;
      party.id = id_of("identity", i), party.name = "p" + std::to_string(i), party.title = "Party" + std::to_string(i);
      material.put(std::move(party));
    }
    for (std::size_t i = 0; i < propositions; ++i) {
      Proposition proposition;
      proposition.id = id_of("proposition", i), proposition.name = "Q" + std::to_string(i);
      material.put(std::move(proposition));
    }
    for (std::size_t i = 0; i < events; ++i) {
      Event event;
      event.id = id_of("event", i), event.name = "E" + std::to_string(i);
      material.put(std::move(event));
    }
  }

  static Statement statement(std::size_t number, PartyIndex speaker, EventIndex occasion,
                             std::vector<TakenStance> stances) {
    Statement out;
    out.id = id_of("statement", number), out.name = "s" + std::to_string(number);
    out.speaker = speaker, out.occasion = occasion, out.stances = std::move(stances);
    return out;
  }
};

inline TakenStance on(PropositionIndex proposition, Stance stance, bool negation = false) {
  TakenStance out;
  out.proposition = proposition, out.stance = stance, out.negation = negation;
  return out;
}

// A random case: the same for the same seed.
struct RandomCase {
  World world{5, 5, 3};
  std::vector<Statement> statements;

  explicit RandomCase(unsigned seed) {
    std::mt19937 random(seed);
    const auto below = [&](unsigned n) { return static_cast<std::uint32_t>(random() % n); };
    const std::size_t count = 1 + below(40);
    for (std::size_t i = 0; i < count; ++i) {
      std::vector<TakenStance> stances;
      for (unsigned k = below(3); k > 0; --k)
        stances.push_back(on(below(5), static_cast<Stance>(below(9)), below(6) == 0));
      Statement statement = World::statement(i, below(5), below(4) == 3 ? kNone : below(3), std::move(stances));
      statement.optional_reading = below(8) == 0;
      statement.journal = below(2) == 0 ? "ours" : "theirs";
      statement.received = Micros{static_cast<std::int64_t>(below(100))};
      if (below(3) == 0) statement.chain.push_back({below(5), "said", kNone});
      if (i > 0 && below(4) == 0) statement.within = below(static_cast<unsigned>(i));
      if (below(5) == 0) statement.accounts.push_back({"A" + std::to_string(below(3)), "", statement.speaker});
      statements.push_back(std::move(statement));
    }
  }
  void put_all() {
    for (const Statement& one : statements) world.material.put(one);
  }
};

}  // namespace parley::accounts::testing
