// A pattern is parsed, changed and written again, which almost none needs: a look for "ffff" comes first. An object
// path of ipv6-addr becomes one of ipv4-addr, and with it every comparison that stands beside it under AND, since one
// object has to fulfil them all (STIX 2.1 section 9.5). What says that a value is another one stays where it asks about
// IPv6 addresses: of those it is true as it stands.
#include "watch/mapped.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/bytes.h"
#include "json/json.h"
#include "json/text_member.h"
#include "json/with_member.h"
#include "pattern/address.h"
#include "pattern/pattern.h"
#include "stix/normalise.h"

namespace parley::watch {
namespace {

using pattern::Comparison;
using pattern::ComparisonExpression;
using pattern::Constant;
using pattern::ObservationExpression;
using pattern::Operator;

// "::ffff:192.0.2.%" with a wildcard, in the spelling that programs write.
std::optional<std::string> unmapped_wildcard(std::string_view text) {
  constexpr std::string_view kPrefix = "::ffff:";
  if (text.size() <= kPrefix.size() || !same_ignoring_case(text.substr(0, kPrefix.size()), kPrefix))
    return std::nullopt;
  const std::string_view rest = text.substr(kPrefix.size());
  if (rest.find('.') == std::string_view::npos || rest.find_first_not_of("0123456789.%_") != std::string_view::npos)
    return std::nullopt;
  return std::string(rest);
}

// LIKE has wildcards in its constant, which the parser of addresses refuses. The constant of MATCHES is an expression:
// the parser refuses it as well, and it stays as it is.
std::optional<std::string> unmapped(Operator op, const Constant& constant) {
  if (constant.kind != Constant::Kind::string) return std::nullopt;
  return op == Operator::like ? unmapped_wildcard(constant.text) : unmapped_address(constant.text);
}

bool asks_for_ipv6(const Comparison& comparison) {
  const auto& [type, steps] = comparison.path;
  return type == "ipv6-addr" && steps.size() == 1 && steps.front().key == "value";
}

// What `src_ref.value` and the like lead to may be of either family: only the constants change.
bool change_constants(Comparison& comparison) {
  bool changed = false;
  for (Constant& constant : comparison.constants) {
    if (auto plain = unmapped(comparison.op, constant)) {
      constant.text = std::move(*plain);
      changed = true;
    }
  }
  return changed;
}

// Of values of which some are mapped, two questions of which one has to be answered with yes.
bool change_ipv6(ComparisonExpression& node) {
  Comparison& comparison = node.comparison;
  const bool is_positive = !comparison.negated && comparison.op != Operator::not_equal;
  if (!is_positive || comparison.constants.empty()) return false;
  Comparison ipv4 = comparison, ipv6 = comparison;
  ipv4.path.type = "ipv4-addr";
  ipv4.constants.clear();
  ipv6.constants.clear();
  for (const Constant& constant : comparison.constants) {
    auto plain = unmapped(comparison.op, constant);
    (plain ? ipv4 : ipv6).constants.push_back(constant);
    if (plain) ipv4.constants.back().text = std::move(*plain);
  }
  if (ipv4.constants.empty()) return false;
  if (ipv6.constants.empty()) {
    comparison = std::move(ipv4);
    return true;
  }
  ComparisonExpression both;
  both.kind = ComparisonExpression::Kind::any_of;
  for (Comparison* one : {&ipv4, &ipv6}) {
    both.operands.emplace_back();
    both.operands.back().comparison = std::move(*one);
  }
  node = std::move(both);
  return true;
}

bool change(ComparisonExpression& node) {
  if (node.kind == ComparisonExpression::Kind::comparison) {
    if (asks_for_ipv6(node.comparison)) return change_ipv6(node);
    return stix::kind_of_path(pattern::to_text(node.comparison.path)) == stix::ValueKind::host &&
           change_constants(node.comparison);
  }
  bool changed = false, is_ipv4 = false;
  for (ComparisonExpression& operand : node.operands) {
    if (!change(operand)) continue;
    changed = true;
    is_ipv4 = is_ipv4 ||
              (operand.kind == ComparisonExpression::Kind::comparison && operand.comparison.path.type == "ipv4-addr");
  }
  // An object has one type: an operand that went to ipv4-addr alone would leave an AND that nothing can meet.
  if (node.kind == ComparisonExpression::Kind::all_of && is_ipv4)
    for (ComparisonExpression& operand : node.operands)
      if (operand.kind == ComparisonExpression::Kind::comparison && operand.comparison.path.type == "ipv6-addr")
        operand.comparison.path.type = "ipv4-addr";
  return changed;
}

bool change(ObservationExpression& node) {
  bool changed = node.kind == ObservationExpression::Kind::test && change(node.test);
  for (ObservationExpression& operand : node.operands) changed = change(operand) || changed;
  return changed;
}

std::string in_quotes(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

}  // namespace

// A mapped address (RFC 4291 section 2.5.5.2) has the group ffff with another group behind it in each of its spellings,
// so this misses none. What passes by chance only costs the closer look.
bool may_be_mapped(std::string_view text) {
  constexpr std::string_view kMark = "ffff:";
  return std::search(text.begin(), text.end(), kMark.begin(), kMark.end(),
                     [](char a, char b) { return to_lower(a) == b; }) != text.end();
}

// Asked for every address of a log, so what has no colon is not parsed: it cannot be mapped.
std::optional<std::string> unmapped_address(std::string_view value) {
  if (value.find(':') == std::string_view::npos) return std::nullopt;
  const auto block = pattern::AddressBlock::parse(value);
  const auto plain = block ? block->mapped_ipv4() : std::nullopt;
  return plain ? std::optional(plain->to_string()) : std::nullopt;
}

std::optional<std::string> unmapped_pattern(std::string_view text) {
  if (!may_be_mapped(text)) return std::nullopt;
  auto parsed = pattern::parse(text);
  if (!parsed.ok() || !change(*parsed)) return std::nullopt;
  return pattern::to_text(*parsed);
}

// An observed-data of STIX 2.0 has its objects within itself. Each is changed by itself and keeps its key, so that the
// references between them stay right.
std::optional<std::string> unmapped_object(std::string_view text) {
  if (!may_be_mapped(text)) return std::nullopt;
  const std::string type = json::text_member(text, "type");
  if (type == "ipv6-addr") {
    const auto plain = unmapped_address(json::text_member(text, "value"));
    if (!plain) return std::nullopt;
    return json::with_member(json::with_member(text, "type", "\"ipv4-addr\""), "value", in_quotes(*plain));
  }
  json::Parser parser;
  json::Object container;
  const auto parsed = parser.parse(text);
  if (type != "observed-data" || !parsed.ok() || parsed->at_key("objects").get(container) != simdjson::SUCCESS)
    return std::nullopt;
  std::string inner;
  bool changed = false;
  for (const auto field : container) {
    std::string one(simdjson::minify(field.value));
    if (auto plain = unmapped_object(one)) {
      one = std::move(*plain);
      changed = true;
    }
    inner += (inner.empty() ? "" : ",") + in_quotes(field.key) + ":" + one;
  }
  return changed ? std::optional(json::with_member(text, "objects", "{" + inner + "}")) : std::nullopt;
}

}  // namespace parley::watch
