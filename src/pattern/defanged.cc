#include "pattern/defanged.h"

#include "pattern/pattern.h"
#include "stix/normalise.h"

// A pattern with "hxxp" or "[.]" in a value can match nothing. It is never changed silently: what it would be
// refanged is offered, with the whole pattern as it would be.
namespace parley::pattern {
namespace {

// Brackets in a file name or a registry key are just brackets.
bool is_network_value(stix::ValueKind kind) {
  using enum stix::ValueKind;
  return kind == domain || kind == ipv4 || kind == ipv6 || kind == url || kind == email || kind == host;
}

// A path of a URL may well have "(at)" in it; its scheme and host may not have been touched for no reason.
std::string_view part_to_judge(stix::ValueKind kind, std::string_view value) {
  if (kind != stix::ValueKind::url) return value;
  const std::size_t slashes = value.find("//");
  return slashes == std::string_view::npos ? value : value.substr(0, value.find('/', slashes + 2));
}

// Changes the tree as it goes, so that printing it at the end gives the refanged pattern; the first value found is
// the example for the message.
class Finder {
 public:
  std::optional<Defanged> found;

  void look(ObservationExpression& node) {
    if (node.kind == ObservationExpression::Kind::test) look(node.test);
    for (auto& operand : node.operands) look(operand);
  }

 private:
  void look(ComparisonExpression& node) {
    if (node.kind == ComparisonExpression::Kind::comparison) look(node.comparison);
    for (auto& operand : node.operands) look(operand);
  }
  void look(Comparison& comparison) {
    const Operator op = comparison.op;
    // In a regular expression "[.]" is a dot, and right as it is.
    if (op != Operator::equal && op != Operator::not_equal && op != Operator::in && op != Operator::like) return;
    const stix::ValueKind kind = stix::kind_of_path(to_text(comparison.path));
    if (!is_network_value(kind)) return;
    for (Constant& constant : comparison.constants) {
      bool changed = false;
      if (constant.kind != Constant::Kind::string) continue;
      // The part that must not have brackets decides whether it is defanged; when it is, the whole value is refanged.
      (void)stix::refang(part_to_judge(kind, constant.text), changed);
      if (!changed) continue;
      std::string refanged = stix::refang(constant.text, changed);
      if (!found) found = Defanged{constant.text, refanged, {}};
      constant.text = std::move(refanged);
    }
  }
};

}  // namespace

// Asked of every indicator that comes in: parsing is only paid for when a sign stands somewhere.
bool may_be_defanged(std::string_view text) { return stix::may_be_defanged(text); }

std::optional<Defanged> find_defanged(std::string_view pattern) {
  if (!may_be_defanged(pattern)) return std::nullopt;
  ObservationExpression parsed;
  if (!parse(pattern, parsed)) return std::nullopt;
  Finder finder;
  finder.look(parsed);
  if (finder.found) finder.found->pattern = to_text(parsed);
  return finder.found;
}

bool find_defanged_value(std::string_view pattern, std::string& value, std::string& refanged) {
  auto found = find_defanged(pattern);
  if (!found) return false;
  value = std::move(found->value);
  refanged = std::move(found->refanged);
  return true;
}

}  // namespace parley::pattern
