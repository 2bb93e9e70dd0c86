// Times are intervals whose ends are known or not; constraints are edges. One occasion is before another when a path
// leads there, each step of which is an edge or follows from two times. Only occasions with an edge can stand in the
// middle of a path, since times by themselves are transitive as far as they settle anything; so each question is one
// search over those. Tests: order_test.cc.
#include "accounts/order.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "accounts/model.h"
#include "accounts/quotes.h"
#include "accounts/sides.h"
#include "accounts/text.h"
#include "text/display.h"

namespace parley::accounts {
namespace {

// "Not before Monday", "before May": one end of when something was.
struct End {
  RoughTime time;
  bool strict = false;  // the time itself is left out
  bool known() const { return time.rank < 4; }
};

struct Edge {
  std::size_t from = 0, to = 0;            // `from` was before `to`
  std::vector<StatementIndex> statements;  // whose words say so; none: a recorder does
  std::string words;
};

// Before any day of the week of the reports.
constexpr RoughTime kThePast = {.rank = 2, .year = 0, .month = 0, .day = -1, .part_of_day = 0};

bool surely_before(const End& upper, const End& lower) {
  if (!upper.known() || !lower.known()) return false;
  const auto order = order_of(upper.time, lower.time);
  return order == std::partial_ordering::less ||
         (order == std::partial_ordering::equivalent && (upper.strict || lower.strict));
}

}  // namespace

// Built once, in the order of the constructor: each step uses the times and edges that those before it have found.
struct Order::Impl {
  explicit Impl(const Comparison& of) : accounts(of.accounts()), material(of.material()) {
    make_occasions();
    recorded();
    for (std::size_t i = 0; i < occasions.size(); ++i) read_words(i);
    share_days();
    begin_the_week();
    told_afterwards();
    find_contradictions();
  }

  void make_occasions();
  void take_time(std::size_t at, StatementIndex index);
  // Of words that many statements have alike.
  const RoughTime& time_in(const std::string& words) {
    const auto at = times.find(words);
    return at == times.end() ? times.emplace(words, rough_time(words)).first->second : at->second;
  }
  void recorded();
  void read_words(std::size_t at);
  void relate(std::size_t at, const RelativeTime& relative, std::vector<StatementIndex> statements,
              std::string_view words);
  std::optional<EventIndex> meant(std::string_view words) const;
  void share_days();
  std::optional<int> last_day() const;
  void turn_week(int first);
  void prepare_edges();
  void begin_the_week();
  void bound_next_days();
  std::vector<EventIndex> occasions_of_texts() const;
  void told_afterwards();
  void find_contradictions();
  bool contradicted() const;
  std::string told(const Edge& edge) const;

  // An edge to itself would be a contradiction of its own and put the occasion out of the order.
  void edge(std::size_t from, std::size_t to, std::vector<StatementIndex> statements, std::string words) {
    if (from == to) return;
    edges.push_back({from, to, std::move(statements), std::move(words)});
  }

  // Exact times go before words, but only where both have one: an exact time and a word are compared as rough times.
  bool by_time(std::size_t a, std::size_t b) const {
    const auto &x = occasions[a].exact, &y = occasions[b].exact;
    if (x && y) return *x < *y;
    return surely_before(upper[a], lower[b]);
  }
  PlaceInText first_words(std::size_t occasion) const;
  // Every occasion that follows `from`, by however many steps.
  const std::vector<bool>& after(std::size_t from) const;
  bool path(std::size_t from, std::size_t to) const;

  const std::vector<Account>& accounts;
  const Material& material;
  std::vector<Occasion> occasions;
  std::unordered_map<std::string, RoughTime> times;  // see time_in()
  std::vector<std::size_t> occasion_of;              // by account
  std::vector<End> lower, upper;
  std::vector<Edge> edges;
  struct NextDay {
    std::size_t occasion, other;
    int days;  // after the other: 1 or -1
  };
  std::vector<NextDay> days;
  std::vector<std::size_t> constrained;  // occasions with an edge
  std::vector<std::vector<std::size_t>> next;
  std::vector<bool> torn;  // in a contradiction
  std::vector<std::string> problems;
  mutable std::map<std::size_t, std::vector<bool>> reached;
  mutable std::map<std::size_t, PlaceInText> first_places;  // of occasions that were asked for
};

// One occasion an event, at the same index, and one for each account that has no event; the places of events below rely
// on that.
void Order::Impl::make_occasions() {
  for (EventIndex i = 0; i < material.events().size(); ++i) {
    const Event& event = material.events()[i];
    Occasion one{.event = i, .title = event.title, .when = event.when, .accounts = {}, .exact = event.start};
    one.time = event.start ? rough_time(*event.start) : rough_time(event.when);
    occasions.push_back(std::move(one));
  }
  occasion_of.resize(accounts.size());
  for (AccountIndex i = 0; i < accounts.size(); ++i) {
    if (accounts[i].occasion == kNone) {
      occasions.push_back({.event = kNone, .title = accounts[i].title, .when = accounts[i].when, .accounts = {}});
      occasions.back().time = rough_time(accounts[i].when);
    }
    occasion_of[i] = accounts[i].occasion == kNone ? occasions.size() - 1 : accounts[i].occasion;
    Occasion& occasion = occasions[occasion_of[i]];
    occasion.accounts.push_back(i);
    for (const StatementIndex index : accounts[i].statements) take_time(occasion_of[i], index);
  }
  lower.resize(occasions.size()), upper.resize(occasions.size());
  for (std::size_t i = 0; i < occasions.size(); ++i) lower[i].time = upper[i].time = occasions[i].time;
}

// Of an occasion that has no time of its own the earliest that a statement has; what is said exactly goes before words.
void Order::Impl::take_time(std::size_t at, StatementIndex index) {
  Occasion& occasion = occasions[at];
  const Statement& statement = material.statements()[index];
  const bool own = occasion.event != kNone && (material.events()[occasion.event].start ||
                                               time_in(material.events()[occasion.event].when).rank < 4);
  const RoughTime words = time_in(statement.when);
  if (own) {
    const auto order = order_of(words, occasion.time);
    // Times that cannot be compared do not contradict each other.
    if (order != std::partial_ordering::less && order != std::partial_ordering::greater) return;
    problems.push_back(fmt::format("contradictory times: {} is of “{}”, and its occasion {} of “{}”", statement.name,
                                   statement.when, material.events()[occasion.event].name, occasion.when));
    return;
  }
  if (statement.said && (!occasion.exact || *statement.said < *occasion.exact))
    occasion.exact = statement.said, occasion.time = rough_time(*statement.said);
  if (!occasion.exact && words.rank < 4 && (occasion.time.rank == 4 || words < occasion.time)) occasion.time = words;
}

void Order::Impl::recorded() {
  for (EventIndex i = 0; i < material.events().size(); ++i) {
    for (const EventIndex other : material.events()[i].before) edge(i, other, {}, {});
    for (const EventIndex other : material.events()[i].after) edge(other, i, {}, {});
  }
}

// The event with that short name, or the one whose name has all of these words, when there is exactly one; of several
// the one that begins with them: "the meeting" is "the meeting at the lake" and not "Tarlenheim on the meeting". What
// has more words than any name is meant by its first: "the briefing announced in Brennick".
std::optional<EventIndex> Order::Impl::meant(std::string_view words) const {
  for (EventIndex i = 0; i < material.events().size(); ++i)
    if (material.events()[i].known && material.events()[i].name == words) return i;
  const auto stems_of = [](std::string_view text) {
    std::vector<std::uint64_t> out;
    for (const Word& word : accounts::words_of(text))
      if (!word.weak) out.push_back(word.stem);
    return out;
  };
  const auto wanted = stems_of(words);
  if (wanted.empty()) return std::nullopt;
  std::vector<EventIndex> all, beginning, first;
  for (EventIndex i = 0; i < material.events().size(); ++i) {
    const auto title = stems_of(material.events()[i].title);
    if (!title.empty() && title.front() == wanted.front()) first.push_back(i);
    // In whatever order the words stand.
    const bool has_all = std::all_of(wanted.begin(), wanted.end(), [&](std::uint64_t one) {
      return std::find(title.begin(), title.end(), one) != title.end();
    });
    if (!has_all) continue;
    all.push_back(i);
    if (title.size() >= wanted.size() && std::equal(wanted.begin(), wanted.end(), title.begin()))
      beginning.push_back(i);
  }
  if (all.size() == 1) return all.front();
  if (!all.empty()) return beginning.size() == 1 ? std::optional(beginning.front()) : std::nullopt;
  return wanted.size() > 1 && first.size() == 1 ? std::optional(first.front()) : std::nullopt;
}

// Words that say when in relation to a time narrow the interval of the occasion; in relation to an event they make an
// edge. What is already known of an end is kept.
void Order::Impl::relate(std::size_t at, const RelativeTime& relative, std::vector<StatementIndex> statements,
                         std::string_view words) {
  using enum RelativeTime::Is;
  const auto take = [&] { occasions[at].relation = words; };
  if (relative.is == in_the_past) {
    if (!upper[at].known()) upper[at] = {kThePast, false}, take();
    return;
  }
  if (const RoughTime time = rough_time(relative.to); time.rank < 4) {
    const bool earlier = relative.is == before || relative.is == day_before;
    if (earlier && !upper[at].known())
      upper[at] = {time, true}, take();
    else if (!earlier && !lower[at].known())
      lower[at] = {time, relative.is != since}, take();
    return;
  }
  const auto event = meant(relative.to);
  // "Since" an event makes no edge: an edge is strict, and what was since the event may have been at it.
  if (!event || *event == at || relative.is == since) return;
  take();
  if (relative.is == day_before || relative.is == day_after)
    days.push_back({at, *event, relative.is == day_after ? 1 : -1});
  if (relative.is == before || relative.is == day_before)
    edge(at, *event, std::move(statements), std::string(words));
  else
    edge(*event, at, std::move(statements), std::string(words));
}

// The words of the event, and of what was said there. Where nothing is recorded, what stands at the beginning of the
// sentence, before its first comma, unless it belongs to what somebody says.
void Order::Impl::read_words(std::size_t at) {
  const Occasion& occasion = occasions[at];
  if (const auto relative = relative_time(occasion.when)) {
    std::vector<StatementIndex> statements;
    for (const AccountIndex account : occasion.accounts)
      for (const StatementIndex index : accounts[account].statements) statements.push_back(index);
    relate(at, *relative, std::move(statements), std::string(occasion.when));
  }
  for (const AccountIndex account : std::vector(occasion.accounts)) {
    for (const StatementIndex index : accounts[account].statements) {
      const Statement& statement = material.statements()[index];
      // Words of which the occasion has none, or others.
      if (!statement.when.empty() && statement.when != occasion.when)
        if (const auto relative = relative_time(statement.when)) relate(at, *relative, {index}, statement.when);
      if (!statement.when.empty() || occasions[at].time.rank < 4 || !occasions[at].relation.empty()) continue;
      if (statement.document == kNone || statement.content_spans.empty()) continue;
      const std::string_view text = material.documents()[statement.document].text;
      const std::size_t begin = statement.content_spans.front().byte_start;
      if (begin > text.size()) continue;
      const std::size_t line = text.rfind('\n', begin == 0 ? 0 : begin - 1);
      const std::size_t from = line == std::string_view::npos ? 0 : line + 1;
      for (const Sentence& sentence : sentences_of(text.substr(from, text.find('\n', begin) - from))) {
        if (from + sentence.begin > begin || begin >= from + sentence.end) continue;
        const std::string_view words = text.substr(from + sentence.begin, sentence.end - sentence.begin);
        const std::size_t comma = words.find(',');
        if (comma == std::string_view::npos || from + sentence.begin + comma >= begin) break;
        if (const auto relative = relative_time(words.substr(0, comma)))
          relate(at, *relative, {index}, words.substr(0, comma));
        break;
      }
    }
  }
}

// What was on one day has one day: an occasion without a time takes that of the other.
void Order::Impl::share_days() {
  const auto day_of = [](RoughTime time) {
    time.part_of_day = 0;
    return time;
  };
  // A day is passed on along rows of them; each round passes it one further.
  bool again = true;
  for (std::size_t rounds = 0; again && rounds < 64; ++rounds) {
    again = false;
    for (EventIndex i = 0; i < material.events().size(); ++i) {
      for (const EventIndex j : material.events()[i].same_day) {
        for (const auto& [a, b] : {std::pair(i, j), std::pair(j, i)}) {
          if (occasions[a].time.rank == 4 || occasions[b].time.rank < 4) continue;
          occasions[b].time = lower[b].time = upper[b].time = day_of(occasions[a].time);
          again = true;
        }
      }
    }
    // "The day after the failure" is a day of the week where the failure has one.
    for (const NextDay& one : days) {
      if (occasions[one.occasion].time.rank < 4 || occasions[one.other].time.rank != 2) continue;
      RoughTime time = day_of(occasions[one.other].time);
      time.day = (time.day + one.days + 6) % 7 + 1;
      occasions[one.occasion].time = lower[one.occasion].time = upper[one.occasion].time = time;
      again = true;
    }
  }
  for (EventIndex i = 0; i < material.events().size(); ++i)
    for (const EventIndex j : material.events()[i].same_day) {
      const RoughTime a = day_of(occasions[i].time), b = day_of(occasions[j].time);
      const auto order = order_of(a, b);
      if (order != std::partial_ordering::less && order != std::partial_ordering::greater) continue;
      problems.push_back(fmt::format(
          "contradictory times: {} is recorded to be on one day with {}, but one is of {} and the other of {}",
          material.events()[i].name, material.events()[j].name, occasions[i].when, occasions[j].when));
    }
}

// The day on which a report says that it was written: "BRENNICK, Wednesday. The failure ..." at its head.
std::optional<int> Order::Impl::last_day() const {
  // By the number of the day in the week, so reports of one day are one.
  std::set<int> days_of_reports;
  for (const Document& document : material.documents()) {
    // A dateline stands at the head, behind a place whose name is short; anywhere else a day after a comma is a part of
    // a sentence.
    constexpr std::size_t kHead = 600, kPlace = 60;
    const std::string_view head = std::string_view(document.text).substr(0, kHead);
    for (std::size_t at = 0; at < head.size();) {
      const std::size_t end = std::min(head.find('\n', at), head.size());
      const std::string_view line = head.substr(at, end - at);
      at = end + 1;
      // A short name of a place, a comma, the day, and nothing more or a full stop.
      const std::size_t comma = line.rfind(", ", kPlace);
      if (comma == std::string_view::npos || comma == 0) continue;
      std::string_view rest = line.substr(comma + 2);
      rest = rest.substr(0, rest.find('.'));
      if (const RoughTime time = rough_time(rest); time.rank == 2 && rest.size() < 24) days_of_reports.insert(time.day);
    }
  }
  if (days_of_reports.empty()) return std::nullopt;
  // Of several the one after which most days pass without a report: Wednesday and Thursday end on Thursday.
  std::optional<int> last;
  int longest = 0;
  for (const int day : days_of_reports) {
    int free_days = 1;
    while (free_days < 7 && !days_of_reports.contains((day + free_days - 1) % 7 + 1)) ++free_days;
    // Two that leave equally many days free do not tell which of them is the last.
    if (free_days == longest) last.reset();
    if (free_days > longest) longest = free_days, last = day;
  }
  return last;
}

// Numbers the days of the week from `first` on, where they were numbered from Monday.
void Order::Impl::turn_week(int first) {
  const auto turn = [&](RoughTime& time) {
    if (time.rank == 2 && time.day > 0) time.day = (time.day - first + 7) % 7 + 1;
  };
  for (std::size_t i = 0; i < occasions.size(); ++i) turn(occasions[i].time), turn(lower[i].time), turn(upper[i].time);
}

// The days of the week are of the seven days up to the last report. Where no report says of which day it is, the week
// begins on Monday, or on the latest day before with which nothing contradicts what is known.
void Order::Impl::begin_the_week() {
  prepare_edges();
  if (const auto last = last_day())
    turn_week(*last % 7 + 1);
  else
    for (int turns = 0; turns < 7 && contradicted(); ++turns) turn_week(7);
  bound_next_days();
}

// The day after something that was before Sunday was Monday at the latest: within the week, whose days are in order
// now.
void Order::Impl::bound_next_days() {
  for (const NextDay& one : days) {
    // Its own time says more than a bound could.
    if (occasions[one.occasion].time.rank < 4) continue;
    const bool later = one.days > 0;
    End& end = later ? upper[one.occasion] : lower[one.occasion];
    for (const Edge& edge : edges) {
      if ((later ? edge.from : edge.to) != one.other) continue;
      RoughTime day = later ? upper[edge.to].time : lower[edge.from].time;
      if (day.rank != 2 || day.day < 1) continue;
      day.day += one.days, day.part_of_day = 0;
      if (day.day < 1 || day.day > 7) continue;
      if (!end.known() || (end.time.rank == 2 && (later ? day.day < end.time.day : day.day > end.time.day)))
        end = {day, false};
    }
  }
}

// Of each text the one occasion on which its own voice speaks in it: a statement that a ministry handed out on Thursday
// is of Thursday with all that it tells. None where the voice speaks on several.
std::vector<EventIndex> Order::Impl::occasions_of_texts() const {
  std::vector<EventIndex> out(material.documents().size(), kNone);
  std::vector<bool> several(out.size());
  for (const Account& account : accounts) {
    if (account.occasion == kNone) continue;
    for (const StatementIndex index : account.statements) {
      const Statement& statement = material.statements()[index];
      if (statement.document == kNone || statement.speaker == kNone || statement.within != kNone) continue;
      const PartyIndex voice = material.documents()[statement.document].voice;
      if (voice == kNone || material.resolved(voice) != material.resolved(statement.speaker)) continue;
      EventIndex& of = out[statement.document];
      if (of != kNone && of != account.occasion) several[statement.document] = true;
      of = account.occasion;
    }
  }
  for (std::size_t i = 0; i < out.size(); ++i)
    if (several[i]) out[i] = kNone;
  return out;
}

// What somebody tells of another's words was said before he tells it: a statement inside another one's words, and what
// a text tells, before the text. Only where nothing else says which was first, so that what the texts and the recorder
// say always goes before; and of what was said, not of what might be.
void Order::Impl::told_afterwards() {
  // Each costs a search of its own; a case with more has times, or nobody could read it.
  constexpr std::size_t kMost = 200;
  std::set<std::pair<EventIndex, EventIndex>> pairs;
  const auto texts = occasions_of_texts();
  for (const Account& account : accounts) {
    if (account.occasion == kNone) continue;
    const auto tell = [&](EventIndex then) {
      if (then == kNone || then == account.occasion) return;
      // Two that have times are in order by these, or in none.
      if (occasions[then].time.rank == 4 || occasions[account.occasion].time.rank == 4)
        pairs.emplace(account.occasion, then);
    };
    const auto tell_with = [&](StatementIndex around) {
      if (around != kNone && material.statements()[around].known) tell(material.statements()[around].occasion);
    };
    for (const StatementIndex index : account.statements) {
      const Statement& statement = material.statements()[index];
      if (statement.factuality == Factuality::conditional || statement.factuality == Factuality::questioned) continue;
      tell_with(statement.within);
      for (const Link& link : statement.chain) tell_with(link.statement);
      if (statement.document != kNone) tell(texts[statement.document]);
    }
  }
  if (pairs.empty() || pairs.size() > kMost) return;
  reached.clear();
  std::erase_if(pairs,
                [&](const auto& pair) { return path(pair.first, pair.second) || path(pair.second, pair.first); });
  const std::size_t before = edges.size();
  for (const auto& [earlier, later] : pairs) edge(earlier, later, {}, {});
  prepare_edges();
  reached.clear();
  // Two who tell of each other settle nothing, and contradict nobody.
  std::vector<bool> ring(edges.size());
  for (std::size_t i = before; i < edges.size(); ++i) ring[i] = path(edges[i].to, edges[i].from);
  std::vector<Edge> kept;
  for (std::size_t i = 0; i < edges.size(); ++i)
    if (!ring[i]) kept.push_back(std::move(edges[i]));
  edges = std::move(kept);
  prepare_edges();
  reached.clear();
}

const std::vector<bool>& Order::Impl::after(std::size_t from) const {
  // Kept for each occasion that was asked about, until edges or times change.
  const auto [at, is_new] = reached.try_emplace(from);
  std::vector<bool>& out = at->second;
  if (!is_new) return out;
  out.resize(occasions.size());
  std::vector<std::size_t> open = {from};
  std::vector<bool> seen(occasions.size());
  while (!open.empty()) {
    const std::size_t here = open.back();
    open.pop_back();
    const auto reach = [&](std::size_t to) {
      out[to] = true;
      if (!seen[to]) seen[to] = true, open.push_back(to);
    };
    for (const std::size_t to : next[here]) reach(to);
    // Through times only to where an edge goes on.
    for (const std::size_t to : constrained)
      if (!out[to] && to != here && by_time(here, to)) reach(to);
  }
  return out;
}

bool Order::Impl::path(std::size_t from, std::size_t to) const {
  if (by_time(from, to)) return true;
  if (constrained.empty()) return false;
  const auto& reach = after(from);
  if (reach[to]) return true;
  // The last step may be by time.
  return std::any_of(constrained.begin(), constrained.end(),
                     [&](std::size_t middle) { return reach[middle] && by_time(middle, to); });
}

// Looked up once, since an occasion may have half of all statements.
PlaceInText Order::Impl::first_words(std::size_t occasion) const {
  const auto [at, is_new] = first_places.try_emplace(occasion);
  PlaceInText& out = at->second;
  if (!is_new) return out;
  for (const AccountIndex account : occasions[occasion].accounts)
    for (const StatementIndex index : accounts[account].statements)
      if (PlaceInText place = place_in_text(material, index); out.statement.empty() || place < out)
        out = std::move(place);
  return out;
}

// "E1 before E2 (recorded)", or with the words that say so and their statements: a reader has to find what contradicts.
std::string Order::Impl::told(const Edge& edge) const {
  const auto name = [&](std::size_t at) {
    const Occasion& one = occasions[at];
    return one.event != kNone ? material.events()[one.event].name : accounts[one.accounts.front()].name;
  };
  std::string out = fmt::format("{} before {}", name(edge.from), name(edge.to));
  if (edge.words.empty()) return out + " (recorded)";
  std::vector<std::string> statements;
  for (const StatementIndex one : edge.statements) statements.push_back(material.statements()[one].name);
  return out + fmt::format(" (“{}”, {})", edge.words, fmt::join(statements, ", "));
}

void Order::Impl::prepare_edges() {
  next.assign(occasions.size(), {}), torn.resize(occasions.size());
  constrained.clear();
  for (const Edge& one : edges) {
    next[one.from].push_back(one.to);
    constrained.push_back(one.from), constrained.push_back(one.to);
  }
  std::sort(constrained.begin(), constrained.end());
  constrained.erase(std::unique(constrained.begin(), constrained.end()), constrained.end());
}

// The times were turned since the last question, so nothing that was reached before holds.
bool Order::Impl::contradicted() const {
  reached.clear();
  return std::any_of(edges.begin(), edges.end(), [&](const Edge& one) { return path(one.to, one.from); });
}

// An edge is contradicted when its end is before its beginning; what stands in such a ring settles nothing.
void Order::Impl::find_contradictions() {
  reached.clear();
  for (const Edge& one : edges) {
    if (!path(one.to, one.from)) continue;
    torn[one.from] = torn[one.to] = true;
    std::string against;
    for (const Edge& other : edges)
      if (&other != &one && (path(other.to, other.from) || other.to == one.from))
        against += (against.empty() ? "" : "; ") + told(other);
    const auto when = [&](std::size_t at) {
      return occasions[at].when.empty() ? std::string("no time") : "“" + occasions[at].when + "”";
    };
    problems.push_back(fmt::format(
        "contradictory times: {}, but {}", told(one),
        against.empty() ? fmt::format("the first is of {} and the second of {}", when(one.from), when(one.to))
                        : against));
  }
}

Order::Order(const Comparison& of) : impl_(std::make_unique<Impl>(of)) {}
Order::~Order() = default;
Order::Order(Order&&) noexcept = default;

const Order& order_of(const Comparison& comparison) {
  auto& kept = comparison.inside().order;
  if (!kept) kept.emplace(comparison);
  return *kept;
}

const std::vector<Occasion>& Order::occasions() const { return impl_->occasions; }
std::size_t Order::occasion_of(AccountIndex account) const { return impl_->occasion_of[account]; }
const std::vector<std::string>& Order::problems() const { return impl_->problems; }

Order::Is Order::of(std::size_t a, std::size_t b) const {
  if (a == b) return Is::same;
  // In a ring each is before the other, so neither is told.
  if (impl_->torn[a] || impl_->torn[b]) return Is::unknown;
  const bool before = impl_->path(a, b), after = impl_->path(b, a);
  if (before == after) return Is::unknown;
  return before ? Is::before : Is::after;
}

bool Order::placed(std::size_t occasion) const {
  if (impl_->torn[occasion]) return false;
  return impl_->occasions[occasion].exact || impl_->lower[occasion].known() || impl_->upper[occasion].known() ||
         std::binary_search(impl_->constrained.begin(), impl_->constrained.end(), occasion);
}

// Topologically: whatever has nothing open before it comes next, the earliest by its rough time first.
std::vector<std::size_t> Order::in_order(const std::vector<std::size_t>& wanted) const {
  std::vector<std::size_t> open, out, unplaced;
  for (const std::size_t one : wanted) (placed(one) ? open : unplaced).push_back(one);
  std::map<std::size_t, PlaceInText> places;
  for (const std::size_t one : wanted) places.emplace(one, impl_->first_words(one));
  // What has no time stands just before the first thing of which it is known to be earlier.
  std::map<std::size_t, std::pair<RoughTime, bool>> about;  // and whether that is its own
  for (const std::size_t one : wanted) {
    std::pair<RoughTime, bool> of(occasions()[one].time, true);
    if (of.first.rank == 4)
      for (const std::size_t later : impl_->next[one])
        if (const RoughTime& time = occasions()[later].time; time < of.first) of = {time, false};
    about.emplace(one, of);
  }
  const auto earlier = [&](std::size_t a, std::size_t b) {
    const Occasion &x = occasions()[a], &y = occasions()[b];
    if (x.exact && y.exact && *x.exact != *y.exact) return *x.exact < *y.exact;
    const auto &s = about.at(a), &t = about.at(b);
    if (s != t) return s < t;
    if (places[a] < places[b] || places[b] < places[a]) return places[a] < places[b];
    return text::natural_less(x.title, y.title);
  };
  std::sort(open.begin(), open.end(), earlier);
  std::sort(unplaced.begin(), unplaced.end(), earlier);
  std::vector<std::size_t> ahead(open.size());  // how many of the open ones come before it
  for (std::size_t i = 0; i < open.size(); ++i)
    for (std::size_t j = 0; j < open.size(); ++j) ahead[i] += i != j && of(open[j], open[i]) == Is::before;
  std::vector<bool> done(open.size());
  while (out.size() < open.size()) {
    std::size_t next = 0;
    // There is always one, since what is before another is before all that follows it.
    while (done[next] || ahead[next] > 0) ++next;
    done[next] = true;
    out.push_back(open[next]);
    for (std::size_t j = 0; j < open.size(); ++j)
      if (!done[j] && of(open[next], open[j]) == Is::before) --ahead[j];
  }
  out.insert(out.end(), unplaced.begin(), unplaced.end());
  return out;
}

}  // namespace parley::accounts
