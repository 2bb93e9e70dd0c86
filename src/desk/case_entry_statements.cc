// Statements of a case, entered one by one.
#include <charconv>

#include "accounts/notation_chain.h"
#include "accounts/notation_statement.h"
#include "base/ascii.h"
#include "desk/case_entries.h"
#include "desk/case_entry.h"
#include "desk/recording.h"

namespace parley::desk {
namespace {

Error is_no_line(const std::string& typed) {
  return Error{Code::invalid_input, fmt::format("in: \"{}\" is no line: the first one is 1", typed)};
}

// The document, by its short name or file, and behind a colon the line.
Status place(accounts::WorkedCase& of, const std::string& in, accounts::CaseStatement& out) {
  if (in.empty()) {
    if (!out.document.empty()) return {};
    if (of.documents.size() == 1) out.document = of.documents.front().id;
    return out.document.empty() ? Status(Error{Code::invalid_input, "in: say in which document it stands"}) : Status();
  }
  std::string name = in;
  // From the right and only before digits: a file may have a colon in its name.
  const std::size_t colon = in.rfind(':');
  if (colon != std::string::npos && is_digits(std::string_view(in).substr(colon + 1))) {
    const char* const last = in.data() + in.size();
    if (std::from_chars(in.data() + colon + 1, last, out.line).ec != std::errc())
      return Error{Code::invalid_input, fmt::format("in: \"{}\" has no such line", in)};
    if (out.line == 0) return is_no_line(in.substr(colon + 1));
    name = in.substr(0, colon);
  }
  const auto document = [&of](const std::string& called) {
    return std::find_if(of.documents.begin(), of.documents.end(), [&](const accounts::CaseDocument& one) {
      return one.id == called || one.file == called || name_of_file(one.file) == name_of_file(called);
    });
  };
  const auto at = document(name);
  const bool is_called_so = at != of.documents.end() && (at->id == name || at->file == name);
  // What is before the colon is one: then the line was mistyped, and not the document. Asked before a name without its
  // ending counts, since "post.txt:abc" is "post" without it.
  if (name == in && !is_called_so && colon != std::string::npos && document(in.substr(0, colon)) != of.documents.end())
    return is_no_line(in.substr(colon + 1));
  if (at == of.documents.end()) return Error{Code::not_found, fmt::format("in: the case has no document \"{}\"", name)};
  out.document = at->id;
  return {};
}

// "P1=accepts,negation"; what is said of a proposition replaces what was said of it before.
Status put_stance(const std::string& typed, accounts::CaseStatement& out) {
  const std::size_t equals = typed.find('=');
  if (equals == std::string::npos || equals == 0)
    return Error{Code::invalid_input,
                 fmt::format("stance: \"{}\" must be a proposition and a stance, such as P1=denies", typed)};
  accounts::CaseStance one;
  one.proposition = typed.substr(0, equals);
  std::erase_if(out.stances, [&](const accounts::CaseStance& old) { return old.proposition == one.proposition; });
  std::string rest = typed.substr(equals + 1);
  // The first word is the stance, and the others are what it is toward. Without any the stance is taken back.
  for (bool first = true; !rest.empty(); first = false) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    std::string word = rest.substr(0, comma);
    rest.erase(0, comma + (comma < rest.size() ? 1 : 0));
    if (first)
      one.stance = std::move(word);
    else
      one.toward.push_back(std::move(word));
  }
  if (!one.stance.empty()) out.stances.push_back(std::move(one));
  return {};
}

// Only what was said is changed, so that adding and editing are one function: a new statement begins empty.
Status put_statement(accounts::WorkedCase& of, const StatementEntry& from, accounts::CaseStatement& out) {
  PARLEY_TRY_STATUS(place(of, from.in, out));
  const auto set = [](std::string& to, const std::optional<std::string>& said) {
    if (said) to = *said;
  };
  set(out.speaker, from.speaker);
  set(out.addressee, from.to);
  // The places in the document that showed the old words do not show the new ones. A word that was typed again as it
  // was keeps its places.
  if (from.said && *from.said != out.when) out.when_quotes.clear();
  set(out.when, from.said);
  if (from.where && *from.where != out.where) out.where_quotes.clear();
  set(out.where, from.where);
  if (from.at && *from.at != out.occasion) out.occasion_quotes.clear();
  set(out.occasion, from.at);
  if (from.act && *from.act != out.act) out.act_quotes.clear();
  set(out.act, from.act);
  set(out.note, from.note);
  set(out.within, from.within);
  set(out.same_as, from.same_as);
  set(out.factuality, from.factuality);
  set(out.form, from.form);
  set(out.language, from.language);
  set(out.words, from.in_other_words);
  if (from.sure) out.confidence = *from.sure;
  // Quotations are replaced as a whole: pieces stand in reading order, and one piece alone could not say where it
  // belongs.
  if (!from.words.empty()) {
    out.quotes.clear();
    for (const std::string& piece : from.words) out.quotes.push_back({.text = piece, .from = {}, .span = {}});
  }
  for (const std::string& stance : from.stances) PARLEY_TRY_STATUS(put_stance(stance, out));
  // A chain that nobody touches stays. A new one is completed with the document's publisher, whom the line may leave
  // out.
  if (!from.via.empty() || out.chain.empty()) {
    out.chain.clear();
    for (const std::string& party : from.via) out.chain.push_back({.party = party, .manner = {}, .statement = {}});
    if (const auto* document = find_entry(of.documents, out.document))
      out.chain = accounts::notation::with_publisher(std::move(out.chain), document->publisher, out.speaker);
  }
  return {};
}

std::string free_name(const accounts::WorkedCase& of) {
  return name_after(of.statements.empty() ? std::string() : of.statements.back().id, of.statements.size(),
                    [&](const std::string& name) {
                      return std::any_of(of.statements.begin(), of.statements.end(),
                                         [&](const accounts::CaseStatement& one) { return one.id == name; });
                    });
}

// As the notation has it: the publisher asked, on what the answer is about.
accounts::CaseStatement question_of(accounts::WorkedCase& of, const accounts::CaseStatement& answer,
                                    const std::string& words) {
  const auto* const document = find_entry(of.documents, answer.document);
  accounts::CaseStatement out =
      accounts::notation::question_before(answer, document == nullptr ? std::string() : document->publisher);
  out.quotes.push_back({.text = words, .from = {}, .span = {}});
  return out;
}

}  // namespace

// A statement without a name gets the next free one, which the answer then says.
Result<Entered> CaseEntry::add_statement(const node::Acting& acting, const CaseName& in,
                                         const StatementEntry& statement) const {
  const auto add = [&](Work& work) -> Status {
    accounts::CaseStatement one;
    one.id = !statement.name.empty() ? statement.name : work.next_name.empty() ? free_name(work.of) : work.next_name;
    PARLEY_TRY_STATUS(is_new(work.of.statements, "statement", one.id));
    PARLEY_TRY_STATUS(put_statement(work.of, statement, one));
    one.recorded_by = {acting.person()};
    work.out.name = one.id;
    if (!statement.asked.empty()) {
      accounts::CaseStatement question = question_of(work.of, one, statement.asked);
      PARLEY_TRY_STATUS(is_new(work.of.statements, "statement", question.id));
      work.of.statements.push_back(std::move(question));
    }
    // Last, since a statement that could not be read in full must not be in the case.
    work.of.statements.push_back(std::move(one));
    return {};
  };
  // A question comes with its answer, and so is more than one statement more.
  if (!statement.asked.empty()) return change(acting, "statement add", in, add);
  return change(acting, "statement add", in, add, [&](accounts::WorkedCase& of) -> Result<accounts::CaseStatement> {
    accounts::CaseStatement one;
    one.id = statement.name;
    PARLEY_TRY_STATUS(put_statement(of, statement, one));
    return one;
  });
}

Result<Entered> CaseEntry::edit_statement(const node::Acting& acting, const CaseName& in,
                                          const StatementEntry& statement) const {
  return change(acting, "statement edit", in, [&](Work& work) -> Status {
    PARLEY_TRY(auto* const there, entry_of(work.of.statements, "statement", statement.name));
    work.out.name = statement.name;
    // A copy, since saying the same again must not add a name to those who recorded it.
    const accounts::CaseStatement was = *there;
    PARLEY_TRY_STATUS(put_statement(work.of, statement, *there));
    if (!(was == *there)) recorded_also_by(acting.person(), *there);
    return {};
  });
}

Result<Entered> CaseEntry::withdraw_statement(const node::Acting& acting, const CaseName& in,
                                              const std::string& name) const {
  return change(acting, "statement withdraw", in, [&](Work& work) -> Status {
    PARLEY_TRY_STATUS(take_out(work.of.statements, "statement", name));
    // What only counted it among others counts the others.
    for (auto& account : work.of.accounts) std::erase(account.statements, name);
    for (auto& utterance : work.of.utterances) std::erase(utterance.statements, name);
    work.out.name = name;
    return {};
  });
}

}  // namespace parley::desk
