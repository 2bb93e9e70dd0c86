// Why a value is met by nothing. It is compared with what the index compares: values in normal form
// (docs/formats/normalisation.md). One that has no normal form is compared byte by byte, and a log
// has values in usual spelling; so it can hardly ever be met, and it is asked what is wrong with
// it, from what can be put right with certainty to what cannot.
//
// Only equality is looked at: LIKE and MATCHES may ask for anything, and a negated comparison is
// met by nearly everything.
#include "watch/unmeetable.h"

#include <functional>

#include "base/ascii.h"
#include "pattern/address.h"
#include "pattern/pattern.h"
#include "stix/normalise.h"
#include "watch/record.h"

namespace parley::watch {
namespace {

using pattern::Comparison;
using pattern::ComparisonExpression;
using pattern::ObservationExpression;
using stix::ValueKind;

struct Texts {
  std::string_view name, words;
};
// By Unmeetable: the name for machines, and the end of the sentence "its value ...".
constexpr Texts kTexts[] = {{"defanged", "is defanged"},
                            {"blanks", "has blanks around it"},
                            {"wildcard", "has a \"*\", which only LIKE and MATCHES know how to write (\"%\")"},
                            {"port", "has a port, which belongs to network-traffic:dst_port"},
                            {"block", "is a block of addresses with bits set behind its prefix"},
                            {"no_scheme", "is a URL without its scheme"},
                            {"other_kind", "is of another kind than its object path"},
                            {"hash", "has not the length or the digits of its algorithm"}};
static_assert(std::size(kTexts) == kUnmeetables);

bool is_normal(ValueKind kind, std::string_view value) { return stix::normalise(kind, value).ok(); }

// The digests stand together in ValueKind.
bool is_hash(ValueKind kind) { return kind >= ValueKind::md5 && kind <= ValueKind::sha3_512; }

// What is wrong with one value, or nothing. Paths without a normal form and accounts may hold any text, so nothing can
// be said of them.
std::optional<UnmeetableValue> judge(ValueKind kind, std::string_view value) {
  if (kind == ValueKind::none || kind == ValueKind::account_id || kind == ValueKind::account_login) return std::nullopt;
  // "hxxp" is a scheme by its grammar.
  const auto scheme = [](std::string_view url) { return url.substr(0, url.find(':')); };
  const bool normal = is_normal(kind, value);
  if (normal && kind != ValueKind::url) return std::nullopt;
  const auto found = [&](Unmeetable what, std::string_view meant = {}) {
    return UnmeetableValue{what, std::string(value), std::string(meant)};
  };
  bool changed = false;
  const std::string plain = stix::refang(value, changed);
  if (normal && (!changed || scheme(plain) == scheme(value))) return std::nullopt;
  const std::string_view meant = trimmed(plain, kJsonBlanks);
  if (changed && is_normal(kind, meant)) return found(Unmeetable::defanged, meant);
  if (const auto bare = trimmed(value, kJsonBlanks); bare.size() < value.size() && is_normal(kind, bare))
    return found(Unmeetable::blanks, bare);
  // A digest has no other spellings: whatever is wrong with it cannot be put right.
  if (is_hash(kind)) return found(Unmeetable::hash);
  if (value.find('*') != std::string_view::npos && kind != ValueKind::url) return found(Unmeetable::wildcard);
  if (kind == ValueKind::url) {
    const std::string whole = "http://" + std::string(value);
    if (value.find("://") == std::string_view::npos && value.find('.') != std::string_view::npos &&
        is_normal(kind, whole))
      return found(Unmeetable::no_scheme, whole);
    return std::nullopt;  // other characters may be in a log just so
  }
  if (kind == ValueKind::ipv4 || kind == ValueKind::ipv6)
    if (const auto block = pattern::AddressBlock::parse(value);
        block && value.find('/') != std::string_view::npos && block->ipv6 == (kind == ValueKind::ipv6))
      return found(Unmeetable::block, block->to_string());
  if (value.find("://") != std::string_view::npos) return found(Unmeetable::other_kind);
  if (const auto host = without_port(value); host.size() < value.size() && is_normal(kind, host))
    return found(Unmeetable::port, host);
  if (const auto shape = shape_of(value); shape && kind != ValueKind::host) return found(Unmeetable::other_kind);
  return std::nullopt;
}

using Visit = std::function<void(ValueKind kind, pattern::Constant& constant)>;

// Every string of the comparisons by equality and IN that are not negated.
void visit(ComparisonExpression& node, const Visit& each) {
  for (ComparisonExpression& operand : node.operands) visit(operand, each);
  if (node.kind != ComparisonExpression::Kind::comparison) return;
  Comparison& comparison = node.comparison;
  if (comparison.negated || (comparison.op != pattern::Operator::equal && comparison.op != pattern::Operator::in))
    return;
  const ValueKind kind = stix::kind_of_path(pattern::to_text(comparison.path));
  for (pattern::Constant& constant : comparison.constants)
    if (constant.kind == pattern::Constant::Kind::string) each(kind, constant);
}
void visit(ObservationExpression& node, const Visit& each) {
  for (ObservationExpression& operand : node.operands) visit(operand, each);
  if (node.kind == ObservationExpression::Kind::test) visit(node.test, each);
}

// "[path = 'value']", which most patterns are, decided without parsing. Not `plain`: it has another form.
struct Plain {
  bool plain = false;
  std::optional<UnmeetableValue> wrong;
};
Plain look_plainly(std::string_view text) {
  if (!text.starts_with('[') || !text.ends_with("']")) return {};
  const std::size_t equals = text.find(" = '");
  if (equals == std::string_view::npos) return {};
  const std::string_view value = text.substr(equals + 4, text.size() - equals - 6);
  if (value.find_first_of("'\\") != std::string_view::npos) return {};
  return {true, judge(stix::kind_of_path(text.substr(1, equals - 1)), value)};
}

}  // namespace

std::string_view to_string(Unmeetable kind) { return kTexts[static_cast<std::size_t>(kind)].name; }
std::string_view describe(Unmeetable kind) { return kTexts[static_cast<std::size_t>(kind)].words; }

std::vector<UnmeetableValue> unmeetable_values(std::string_view text) {
  std::vector<UnmeetableValue> out;
  // Also of a pattern that the parser refuses, as it does a hash of the wrong length.
  if (Plain plain = look_plainly(text); plain.plain) {
    if (plain.wrong) out.push_back(std::move(*plain.wrong));
    return out;
  }
  auto parsed = pattern::parse(text);
  if (!parsed.ok()) return out;
  visit(*parsed, [&](ValueKind kind, pattern::Constant& constant) {
    if (auto found = judge(kind, constant.text)) out.push_back(std::move(*found));
  });
  return out;
}

// The parsed pattern is changed and written again, so that quoting and the rest of it stay right.
std::optional<std::string> refanged_pattern(std::string_view text) {
  if (const Plain plain = look_plainly(text); plain.plain && !plain.wrong) return std::nullopt;
  auto parsed = pattern::parse(text);
  if (!parsed.ok()) return std::nullopt;
  bool changed = false;
  visit(*parsed, [&](ValueKind kind, pattern::Constant& constant) {
    const auto found = judge(kind, constant.text);
    if (!found || found->kind != Unmeetable::defanged) return;
    constant.text = found->meant;
    changed = true;
  });
  return changed ? std::optional(pattern::to_text(*parsed)) : std::nullopt;
}

}  // namespace parley::watch
