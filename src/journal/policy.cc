// The text form of C2SP tlog-policy, as far as a proof of one log needs it: one log, witnesses, and a quorum that is none, one
// witness, or k of a group of witnesses. Groups of groups are refused rather than weakened.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "journal/proof.h"

namespace parley::journal {
namespace {

constexpr std::size_t kMaxPolicyBytes = 1u << 20;

Error refused(std::string_view why) { return {Code::invalid_input, "policy: " + std::string(why)}; }

std::vector<std::string_view> split_words(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

struct Group {
  std::size_t threshold = 0;
  std::vector<VerifierKey> members;
};

class Reader {
 public:
  Result<Policy> read(std::string_view text);

 private:
  using Words = std::span<const std::string_view>;
  Status read_line(Words words);
  Status read_log(Words words);
  Status read_witness(Words words);
  Status read_group(Words words);
  Status read_quorum(Words words);
  Status define(std::string_view name, Group group);

  std::optional<VerifierKey> log_;
  std::vector<VerifierKey> witnesses_;
  std::map<std::string, Group, std::less<>> names_;  // a witness is a group of one
  std::set<std::string, std::less<>> groups_, members_;
  std::optional<std::string> quorum_;
};

Status Reader::define(std::string_view name, Group group) {
  if (name == "none") return refused("the name \"none\" has a meaning of its own");
  if (!names_.emplace(std::string(name), std::move(group)).second) return refused("the name " + std::string(name) + " is defined twice");
  return {};
}

Status Reader::read_log(Words words) {
  if (words.size() < 2 || words.size() > 3) return refused("a log line is: log VKEY [URL]");
  PARLEY_TRY(VerifierKey key, VerifierKey::parse(words[1]));
  if (key.type != SignatureType::ed25519) return refused("the key of " + key.name + " is not one of a log");
  if (log_) return Error{Code::unsupported, "policy: more than one log"};
  log_ = std::move(key);
  return {};
}

Status Reader::read_witness(Words words) {
  if (words.size() < 3 || words.size() > 4) return refused("a witness line is: witness NAME VKEY [URL]");
  PARLEY_TRY(VerifierKey key, VerifierKey::parse(words[2]));
  if (key.type != SignatureType::cosignature_v1) return refused("the key of " + key.name + " is not one of a witness");
  if (std::any_of(witnesses_.begin(), witnesses_.end(), [&](const VerifierKey& one) { return one.key == key.key; }))
    return refused("the key of " + key.name + " is listed twice");
  witnesses_.push_back(key);
  return define(words[1], {1, {std::move(key)}});
}

Status Reader::read_group(Words words) {
  if (words.size() < 4) return refused("a group line is: group NAME all|any|NUMBER NAME...");
  Group group;
  for (const std::string_view name : words.subspan(3)) {
    const auto member = names_.find(name);
    if (member == names_.end()) return refused(std::string(name) + " is not defined above its use");
    if (groups_.contains(name)) return Error{Code::unsupported, "policy: a group of groups, " + std::string(words[1])};
    if (!members_.emplace(name).second) return refused(std::string(name) + " is a member twice");
    group.members.push_back(member->second.members.front());
  }
  const std::string_view threshold = words[2];
  if (threshold == "all") group.threshold = group.members.size();
  else if (threshold == "any") group.threshold = 1;
  else {
    const auto [end, error] = std::from_chars(threshold.data(), threshold.data() + threshold.size(), group.threshold);
    if (error != std::errc{} || end != threshold.data() + threshold.size() || group.threshold < 1 || group.threshold > group.members.size())
      return refused("the threshold of " + std::string(words[1]) + " is not between 1 and the number of its members");
  }
  groups_.emplace(words[1]);
  return define(words[1], std::move(group));
}

Status Reader::read_quorum(Words words) {
  if (words.size() != 2) return refused("a quorum line is: quorum NAME");
  if (quorum_) return refused("more than one quorum line");
  if (words[1] != "none" && !names_.contains(words[1])) return refused(std::string(words[1]) + " is not defined above its use");
  quorum_ = words[1];
  return {};
}

Status Reader::read_line(Words words) {
  if (words[0] == "log") return read_log(words);
  if (words[0] == "witness") return read_witness(words);
  if (words[0] == "group") return read_group(words);
  if (words[0] == "quorum") return read_quorum(words);
  return refused("a line begins with log, witness, group or quorum, not with " + std::string(words[0].substr(0, 40)));
}

Result<Policy> Reader::read(std::string_view text) {
  if (text.size() > kMaxPolicyBytes) return Error{Code::too_large, "a policy of more than 1 MB"};
  const auto bad = std::find_if(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n') || byte == 0x7f;
  });
  if (bad != text.end()) return refused("a control character");
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const auto words = split_words(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.empty() || words[0].starts_with('#')) continue;
    PARLEY_TRY_STATUS(read_line(words).in("line " + std::to_string(number)));
  }
  if (!log_) return refused("it names no log");
  if (!quorum_) return refused("it has no quorum line");
  if (*quorum_ == "none") return Policy{std::move(*log_), std::move(witnesses_), 0};
  // Witnesses outside of the quorum count for nothing.
  Group& group = names_.find(*quorum_)->second;
  return Policy{std::move(*log_), std::move(group.members), group.threshold};
}

}  // namespace

Result<Policy> Policy::parse(std::string_view text) { return Reader().read(text); }

std::string Policy::to_string() const {
  std::string out = "log " + log.to_string() + "\n";
  std::string members;
  for (std::size_t i = 0; i < witnesses.size(); ++i) {
    // Names of keys may be the same; these are not.
    const std::string name = "w" + std::to_string(i + 1);
    out += "witness " + name + " " + witnesses[i].to_string() + "\n";
    members += " " + name;
  }
  if (quorum == 0) return out + "quorum none\n";
  return out + "group g " + std::to_string(quorum) + members + "\nquorum g\n";
}

}  // namespace parley::journal
