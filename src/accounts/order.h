// In which order things were said and happened, as far as that is known: a partial order of occasions.
//
// It follows from what recorders give (an event before, after, on the same day as another), from times that settle it
// (when.h), and from words that give a time by something else and mean exactly one event: "hours ahead of the meeting",
// "since April", "in the past". What does not follow is unknown, and nothing is concluded across it. Constraints that
// contradict one another settle nothing either, and are told with the statements that they come from.
//
// Cost: the occasions that have a constraint, squared, for each occasion that is asked about; times by themselves cost
// nothing. A Comparison outlives its Order.
#pragma once

#include "accounts/accounts.h"
#include "accounts/when.h"

namespace parley::accounts {

// An event, or what an account said on no known event.
struct Occasion {
  EventIndex event = kNone;
  std::string title, when;             // as recorded; may be empty
  std::vector<AccountIndex> accounts;  // that were given there
  std::optional<Micros> exact;
  RoughTime time;
  std::string relation;  // the words that give its time by something else
};

class Order {
 public:
  enum class Is : std::uint8_t { before, after, same, unknown };

  explicit Order(const Comparison& comparison);
  ~Order();
  Order(Order&&) noexcept;

  const std::vector<Occasion>& occasions() const;
  std::size_t occasion_of(AccountIndex account) const;
  Is of(std::size_t a, std::size_t b) const;  // two occasions
  // Whether it can be told to be before or after any other that is placed by more than itself.
  bool placed(std::size_t occasion) const;
  // Those of these that are placed, so that nothing stands before what is known to be earlier; of what is not settled
  // the rough time decides, then the text. Then those that are unplaced. Costs the square of their number.
  std::vector<std::size_t> in_order(const std::vector<std::size_t>& occasions) const;
  // Contradictions, each as a sentence with its statements.
  const std::vector<std::string>& problems() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Made when it is first asked for, and kept by the comparison until a statement is added.
const Order& order_of(const Comparison& comparison);

}  // namespace parley::accounts
