// Accounts and cells from statements, one statement at a time.
// What is built one by one, as statements come, must say the same as what is built from all at once. So lists are kept
// sorted by place, keys of accounts are made from a statement alone, and a cell only grows.
#include <fmt/format.h>

#include <algorithm>

#include "accounts/found.h"
#include "accounts/model.h"
#include "accounts/readings.h"
#include "names/names.h"

namespace parley::accounts {
namespace {

// Reports within reports within reports: beyond this nobody could follow, and a ring ends here.
constexpr int kMaxNesting = 64;

// Of what was received from nowhere - a case of one's own - the time of recording stands for it.
std::optional<Micros> time_known(const Statement& statement) {
  return statement.received ? statement.received : statement.recorded;
}

// By what people type: the short name or the whole identifier.
bool names(const std::set<std::string>& chosen, const Record& record) {
  return chosen.contains(record.name) || chosen.contains(record.id);
}

template <class T>
void append_new(std::vector<T>& list, T value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

}  // namespace

Comparison::Impl::Impl(const Material& of, Options with) : material(of), options(std::move(with)) {
  for (PartyIndex i = 0; i < material.parties().size(); ++i)
    if (names(options.without, material.parties()[i])) parties_off.insert(i);
  for (DocumentIndex i = 0; i < material.documents().size(); ++i)
    if (names(options.without, material.documents()[i])) documents_off.insert(i);
  // Before any statement is added: what is read twice decides to which account a statement goes.
  find_readings();
  // Most statements take one stance, and few accounts take two on one proposition.
  const std::size_t statements = material.statements().size();
  counted.reserve(statements), cells.reserve(statements), cell_at.reserve(statements);
  for (StatementIndex i = 0; i < statements; ++i) add(i);
}

// A speaker has not contradicted himself because two parties read one sentence of his in two ways. So what they read
// differently are accounts of their own, each with its reader's name; what they read alike is said once.
void Comparison::Impl::find_readings() {
  const auto same = same_words(material);
  if (same.empty()) return;
  const auto stances = [&](StatementIndex index) {
    std::set<std::tuple<PropositionIndex, std::string>> out;
    for (const TakenStance& one : material.statements()[index].stances) out.emplace(one.proposition, in_words(one));
    return out;
  };
  const ReadPropositions propositions(material);
  for (const auto& [statement, first] : same) {
    // A reading that is turned off cannot make the other one a second.
    if (!counts(statement) || !counts(first)) continue;
    if (stances(statement) == stances(first)) {
      again.insert(statement);
      continue;
    }
    read_again.insert(statement);
    if (!accounts::read_differently(propositions, material.statements()[first], material.statements()[statement]))
      continue;
    for (const StatementIndex one : {first, statement})
      for (const auto& [key, declared] : keys_of(one)) read_differently.insert(key);
  }
}

// With everything around it: turning off a source turns off what was only heard through it.
bool Comparison::Impl::counts(StatementIndex index) const {
  // A party is off under all of its names.
  const auto off = [&](PartyIndex party) {
    return party != kNone && (parties_off.contains(party) || parties_off.contains(material.resolved(party)));
  };
  StatementIndex at = index;
  for (int nesting = 0; at != kNone && nesting < kMaxNesting; ++nesting) {
    const Statement& statement = material.statements()[at];
    if (at == index || statement.known) {
      if (!statement.known) return false;
      if (options.as_of && time_known(statement) && *time_known(statement) > *options.as_of) return false;
      if (options.said_by && statement.said && *statement.said > *options.said_by) return false;
      if (!options.without.empty()) {
        if (off(statement.speaker) || off(statement.recorder) || options.without.contains(statement.journal))
          return false;
        if (statement.document != kNone &&
            (documents_off.contains(statement.document) || off(material.documents()[statement.document].voice)))
          return false;
        for (const Link& link : statement.chain)
          if (off(link.party)) return false;
      }
    }
    // What was said inside a statement that does not count is not heard of either.
    at = statement.within == index ? kNone : statement.within;
  }
  return true;
}

// May be called for a statement that is in already, and does nothing then.
void Comparison::Impl::add(StatementIndex index) {
  if (added.size() < material.statements().size()) added.resize(material.statements().size());
  on_proposition.resize(material.propositions().size());
  if (added[index] || !counts(index)) return;
  added[index] = true;
  // It counts, but another statement of the same words and stances is there and says it already.
  if (again.contains(index)) return;
  // Computed over all statements that count, and now there is one more.
  utterances.reset(), changes.reset(), moves.reset(), shared_lines.reset(), source_says.reset(), order.reset();
  non_answers.reset();
  counted.insert(std::upper_bound(counted.begin(), counted.end(), index), index);
  for (const AccountIndex account : accounts_for(index)) take(account, index);
}

// Declared accounts are exact and leave no other: what its recorder has counted is not put together a second
// time.
std::vector<AccountIndex> Comparison::Impl::accounts_for(StatementIndex index) {
  std::vector<AccountIndex> out;
  for (auto& [key, declared] : keys_of(index)) {
    if (read_differently.contains(key)) key += " as read by " + material.statements()[index].made_by.str();
    append_new(out, account_for(std::move(key), index, declared));
  }
  return out;
}

std::vector<std::pair<std::string, const DeclaredAccount*>> Comparison::Impl::keys_of(StatementIndex index) const {
  const Statement& statement = material.statements()[index];
  std::vector<std::pair<std::string, const DeclaredAccount*>> out;
  // Accounts of one name in two cases are two, and so are those that two recorders give to different holders.
  for (const DeclaredAccount& declared : statement.accounts)
    out.emplace_back(fmt::format("declared {} {} {}", statement.space, declared.name, declared.holder), &declared);
  if (!out.empty()) return out;
  const PartyIndex holder = material.resolved(statement.speaker);
  // On a known occasion a man says one thing, whoever prints it; without one, only the publisher and the time tell.
  std::string key =
      statement.occasion != kNone
          ? fmt::format("{} at {}", holder, statement.occasion)
          : fmt::format("{} in {} when {}", holder, publisher_of(material, statement), time_key(statement.when));
  for (const Link& link : behind_publisher(material, statement)) key += fmt::format(" via {}", link.party);
  out.emplace_back(std::move(key), nullptr);
  return out;
}

// "Monday", however the document has it ("On Monday", "on Monday"): one form of a day in the names that people type.
static std::string bare_day(const std::string& when) {
  constexpr std::string_view kDays[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  if (!when.starts_with("On ") && !when.starts_with("on ")) return when;
  const std::string day = when.substr(3);
  return std::ranges::find(kDays, day) == std::end(kDays) ? when : day;
}

// The first statement of an account gives it its holder, side, occasion and name; all others share the key
// and so agree on what counts.
AccountIndex Comparison::Impl::account_for(std::string key, StatementIndex index, const DeclaredAccount* declared) {
  const bool by_reader = key.find(" as read by ") != std::string::npos;
  const auto [at, is_new] = account_by_key.try_emplace(std::move(key), static_cast<AccountIndex>(accounts.size()));
  if (!is_new) return at->second;
  const Statement& statement = material.statements()[index];
  Account account;
  account.holder = declared != nullptr && declared->holder != kNone ? material.resolved(declared->holder)
                                                                    : material.resolved(statement.speaker);
  account.side = account.holder == kNone ? kNone : material.side_of(account.holder);
  // A holder who speaks for nobody may have spoken for somebody here.
  if (account.side == account.holder && statement.on_behalf_of != kNone)
    account.side = material.side_of(statement.on_behalf_of);
  account.occasion = statement.occasion;
  const Event* event = statement.occasion != kNone ? &material.events()[statement.occasion] : nullptr;
  account.when = statement.when.empty() && event != nullptr ? event->when : statement.when;
  account.channel = relays_of(material, statement);
  if (declared != nullptr) {
    account.declared = true;
    account.name = declared->name;
    account.title = declared->title.empty() ? declared->name : declared->title;
  } else {
    const std::string holder = account.holder == kNone ? "?" : material.parties()[account.holder].name;
    const PartyIndex publisher = publisher_of(material, statement);
    // Made of its key, so that people can type it and it stays the same as statements come.
    account.name = holder + "@" +
                   (event != nullptr        ? event->name
                    : !account.when.empty() ? bare_day(account.when)
                    : publisher != kNone    ? material.parties()[publisher].name
                                            : "?");
    account.title = account.holder == kNone ? "nobody named" : title_of(material, account.holder);
    if (event != nullptr && !event->title.empty())
      account.title += ": " + event->title;
    else if (!account.when.empty())
      account.title += ", " + bare_day(account.when);
    if (!account.channel.empty()) {
      // The link farthest from the page: that is according to whom.
      account.name += "~" + material.parties()[account.channel.back()].name;
      account.title += ", according to " + title_of(material, account.channel.back());
    }
  }
  if (by_reader) {
    account.reader = statement.made_by;
    const std::string reader = material.called(statement.made_by);
    account.name += "^" + names::handle_of(reader, "reader");
    account.title += ", as " + reader + " reads it";
  }
  // Two accounts may come to one name by different keys; the later one gets a number.
  const std::string wanted = account.name;
  for (int number = 2; !account_by_name.try_emplace(account.name, at->second).second; ++number)
    account.name = fmt::format("{}#{}", wanted, number);
  accounts.push_back(std::move(account));
  return at->second;
}

// A reading that may be left out is listed with the account, so that --why can show it, and makes no cell.
void Comparison::Impl::take(AccountIndex account, StatementIndex index) {
  const Statement& statement = material.statements()[index];
  auto& list = accounts[account].statements;
  list.insert(std::upper_bound(list.begin(), list.end(), index), index);
  if (left_out(statement)) return;
  for (const TakenStance& taken : statement.stances) {
    if (taken.stance == Stance::silent || taken.proposition == kNone) continue;
    take_stance(account, index, taken, taken.proposition, false);
    // One step only: the negation of a negation is written as what it is by whoever records it.
    const PropositionIndex base = material.propositions()[taken.proposition].negation_of;
    if (base != kNone && base != taken.proposition) take_stance(account, index, taken, base, true);
  }
}

// A stance that is taken again, with the same shades, adds its statement to the one that is there.
void Comparison::Impl::take_stance(AccountIndex account, StatementIndex index, const TakenStance& taken,
                                   PropositionIndex on, bool by_negation) {
  if (on_proposition.size() <= on) on_proposition.resize(material.propositions().size());
  const auto [at, is_new] = cell_at.try_emplace(cell_key(account, on), static_cast<std::uint32_t>(cells.size()));
  if (is_new) {
    cells.push_back({.account = account, .proposition = on, .stances = {}});
    on_proposition[on].push_back(at->second);
    auto& speaks = accounts[account].speaks_on;
    speaks.insert(std::upper_bound(speaks.begin(), speaks.end(), on), on);
  }
  Cell& cell = cells[at->second];
  auto same = std::find_if(cell.stances.begin(), cell.stances.end(), [&](const CellStance& one) {
    return one.stance == taken.stance && one.negation == taken.negation && one.presupposed == taken.presupposed &&
           one.in_part == taken.in_part && one.by_negation == by_negation;
  });
  if (same == cell.stances.end()) {
    cell.stances.push_back({taken.stance, taken.negation, taken.presupposed, taken.in_part, by_negation, {}});
    same = cell.stances.end() - 1;
  }
  // Careless or hostile material may have one stance twice in a statement.
  if (same->statements.empty() || same->statements.back() != index) same->statements.push_back(index);
  const Side side = side_of(*same);
  cell.affirms = cell.affirms || side == Side::affirms;
  cell.denies = cell.denies || side == Side::denies;
}

const Cell* Comparison::Impl::cell(AccountIndex account, PropositionIndex proposition) const {
  const auto at = cell_at.find(cell_key(account, proposition));
  return at == cell_at.end() ? nullptr : &cells[at->second];
}

// Doubting, declining, raising and silence take no side; each of the two turns, a denial accepted and a
// negation, turns the side round.
Side side_of(const CellStance& stance) {
  int side = 0;
  switch (stance.stance) {
    case Stance::affirms:
    case Stance::alleges:
    case Stance::accepts:
      side = 1;
      break;
    case Stance::denies:
      side = -1;
      break;
    default:
      return Side::none;
  }
  if (stance.negation) side = -side;
  if (stance.by_negation) side = -side;
  return side > 0 ? Side::affirms : Side::denies;
}

// The words of a matrix, made only here, so that screens, pages and JSON say the same.
std::string to_words(const CellStance& stance) {
  std::string out(to_string(stance.stance));
  if (stance.negation) out += " the denial";
  if (stance.by_negation) out += " the negation";
  std::string how;
  if (stance.presupposed) how = "presupposed";
  if (stance.in_part) how += how.empty() ? "in part" : ", in part";
  return how.empty() ? out : out + " (" + how + ")";
}

std::vector<std::string> Cell::words() const {
  std::vector<std::string> out;
  for (const CellStance& one : stances) {
    // "affirms" says all that "affirms (presupposed)" does.
    const bool said_plainly =
        (one.presupposed || one.in_part) && std::any_of(stances.begin(), stances.end(), [&](const CellStance& other) {
          return other.stance == one.stance && other.negation == one.negation && other.by_negation == one.by_negation &&
                 !other.presupposed && !other.in_part;
        });
    if (!said_plainly) out.push_back(to_words(one));
  }
  return out;
}

std::vector<StatementIndex> Cell::statements() const {
  std::vector<StatementIndex> out;
  for (const CellStance& one : stances) out.insert(out.end(), one.statements.begin(), one.statements.end());
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::agree:
      return "agree";
    case Verdict::contradict:
      return "contradict";
    case Verdict::not_inconsistent:
      return "not inconsistent";
    case Verdict::one_side_only:
      return "one side only";
    case Verdict::both_silent:
      return "both silent";
  }
  return "";
}

// The table of docs/accounts.md. It sees the two cells and nothing else, so that no verdict can depend on
// another.
Verdict verdict_between(const Cell* a, const Cell* b) {
  if (a == nullptr && b == nullptr) return Verdict::both_silent;
  if (a == nullptr || b == nullptr) return Verdict::one_side_only;
  const Side first = a->side(), second = b->side();
  if (first == Side::none || second == Side::none) return Verdict::not_inconsistent;
  return first == second ? Verdict::agree : Verdict::contradict;
}

std::string_view to_string(Told told) {
  switch (told) {
    case Told::neither:
      return "neither";
    case Told::true_only:
      return "true";
    case Told::false_only:
      return "false";
    case Told::both:
      return "both";
  }
  return "";
}

Comparison::Comparison(const Material& material, Options options)
    : impl_(std::make_unique<Impl>(material, std::move(options))) {}
Comparison::Comparison(const Material& material, Options options, Found known)
    : Comparison(material, std::move(options)) {
  impl_->shared_lines = std::move(known.shared_lines);
  impl_->utterances = std::move(known.utterances);
  impl_->source_says = std::move(known.source_says);
  impl_->moves = std::move(known.moves);
  impl_->non_answers = std::move(known.non_answers);
}
Found found_in(const Comparison& comparison) {
  return {.shared_lines = comparison.shared_lines(),
          .utterances = comparison.utterances(),
          .source_says = source_says(comparison),
          .moves = comparison.moves(),
          .non_answers = all_non_answers(comparison)};
}
Comparison::~Comparison() = default;
Comparison::Comparison(Comparison&&) noexcept = default;

void Comparison::add(StatementIndex statement) { impl_->add(statement); }
const Material& Comparison::material() const { return impl_->material; }
const Options& Comparison::options() const { return impl_->options; }
bool Comparison::counts(StatementIndex statement) const { return impl_->counts(statement); }
const std::vector<Account>& Comparison::accounts() const { return impl_->accounts; }
const std::vector<Cell>& Comparison::cells() const { return impl_->cells; }
const Cell* Comparison::cell(AccountIndex account, PropositionIndex proposition) const {
  return impl_->cell(account, proposition);
}

std::span<const std::uint32_t> Comparison::cells_on(PropositionIndex proposition) const {
  // A proposition that came after the last statement has no list yet.
  if (proposition >= impl_->on_proposition.size()) return {};
  return impl_->on_proposition[proposition];
}

std::optional<AccountIndex> Comparison::find_account(std::string_view name) const {
  const auto at = impl_->account_by_name.find(std::string(name));
  if (at == impl_->account_by_name.end()) return std::nullopt;
  return at->second;
}

std::vector<AccountIndex> Comparison::accounts_of(std::string_view name) const {
  if (const auto one = find_account(name)) return {*one};
  std::vector<AccountIndex> out;
  // No account is called so: a party stands for all accounts that it holds or that are of its side.
  const auto party = material().find_party(name);
  if (!party) return out;
  const PartyIndex wanted = material().resolved(*party);
  for (AccountIndex i = 0; i < accounts().size(); ++i)
    if (accounts()[i].holder == wanted || accounts()[i].side == wanted) out.push_back(i);
  return out;
}

Verdict Comparison::verdict(AccountIndex a, AccountIndex b, PropositionIndex proposition) const {
  return verdict_between(cell(a, proposition), cell(b, proposition));
}

// An account that contradicts itself tells both.
PropositionView Comparison::told(PropositionIndex proposition) const {
  PropositionView out{.proposition = proposition, .affirmed_by = {}, .denied_by = {}, .undecided = {}};
  bool affirmed = false, denied = false;
  for (const std::uint32_t at : cells_on(proposition)) {
    const Cell& cell = cells()[at];
    affirmed = affirmed || cell.affirms;
    denied = denied || cell.denies;
    if (cell.affirms) out.affirmed_by.push_back(cell.account);
    if (cell.denies) out.denied_by.push_back(cell.account);
    if (!cell.affirms && !cell.denies) out.undecided.push_back(cell.account);
  }
  out.told = affirmed && denied ? Told::both : affirmed ? Told::true_only : denied ? Told::false_only : Told::neither;
  for (auto* list : {&out.affirmed_by, &out.denied_by, &out.undecided}) std::sort(list->begin(), list->end());
  return out;
}

void for_each_verdict(const Comparison& comparison, bool one_sided,
                      const std::function<void(const PairVerdict&)>& each) {
  const auto count = static_cast<AccountIndex>(comparison.accounts().size());
  for (PropositionIndex q = 0; q < comparison.material().propositions().size(); ++q) {
    // Looked up by account only when silent ones are asked for too: then each pair is gone through, and a
    // hash look-up for each would cost more.
    std::vector<const Cell*> speaking(one_sided ? count : 0);
    std::vector<AccountIndex> accounts;
    for (const std::uint32_t at : comparison.cells_on(q)) {
      accounts.push_back(comparison.cells()[at].account);
      if (one_sided) speaking[accounts.back()] = &comparison.cells()[at];
    }
    if (accounts.empty()) continue;
    std::sort(accounts.begin(), accounts.end());
    if (one_sided) {
      for (AccountIndex a = 0; a < count; ++a)
        for (AccountIndex b = a + 1; b < count; ++b)
          if (speaking[a] != nullptr || speaking[b] != nullptr)
            each({a, b, q, verdict_between(speaking[a], speaking[b])});
    } else {
      for (std::size_t i = 0; i < accounts.size(); ++i)
        for (std::size_t j = i + 1; j < accounts.size(); ++j)
          each({accounts[i], accounts[j], q, comparison.verdict(accounts[i], accounts[j], q)});
    }
  }
}

// By counting sides: with hundreds of accounts there are millions of pairs.
VerdictCounts count_verdicts(const Comparison& comparison) {
  VerdictCounts out;
  const std::uint64_t all = comparison.accounts().size();
  for (PropositionIndex q = 0; q < comparison.material().propositions().size(); ++q) {
    std::uint64_t affirm = 0, deny = 0, none = 0;
    for (const std::uint32_t at : comparison.cells_on(q)) {
      const Side side = comparison.cells()[at].side();
      ++(side == Side::affirms ? affirm : side == Side::denies ? deny : none);
    }
    const std::uint64_t speaking = affirm + deny + none;
    const auto pairs = [](std::uint64_t n) { return n == 0 ? 0 : n * (n - 1) / 2; };
    // Pairs within a side agree, pairs across contradict, and whoever takes no side is not inconsistent with
    // anybody.
    out.agree += pairs(affirm) + pairs(deny);
    out.contradict += affirm * deny;
    out.not_inconsistent += none * (affirm + deny) + pairs(none);
    out.one_side_only += speaking * (all - speaking);
  }
  return out;
}

}  // namespace parley::accounts
