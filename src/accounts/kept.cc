// Each value is written as it lies in memory, a text or list behind its length. One list of fields for each type serves
// both ways, so that what is read back is what was written; a field that is missing there shows in kept_test.cc.
#include "accounts/kept.h"

#include <cstring>

namespace parley::accounts {

// The inside of a Material, for this file.
struct KeptMaterial {
  template <class A, class M>
  static void fields(A& a, M& m) {
    a(m.parties_), a(m.propositions_), a(m.events_), a(m.documents_), a(m.statements_), a(m.problems_);
  }
  static void index(Material& m) { m.index(); }
};

namespace {

template <class T>
concept Plain = std::is_arithmetic_v<T> || std::is_enum_v<T>;
// One of these, to be written or to be read.
template <class T, class S>
concept Is = std::same_as<std::remove_const_t<T>, S>;

template <class A, Is<Micros> T>
void fields(A& a, T& one) {
  a(one.value);
}
template <class A, Is<Span> T>
void fields(A& a, T& one) {
  a(one.start), a(one.end), a(one.byte_start), a(one.byte_end), a(one.line), a(one.text);
}
template <class A, class T>
void record(A& a, T& one) {
  a(one.id), a(one.name), a(one.space), a(one.journal), a(one.seq), a(one.received), a(one.problems), a(one.known);
}
template <class A, Is<Party> T>
void fields(A& a, T& one) {
  record(a, one);
  a(one.title), a(one.kind), a(one.office), a(one.speaks_for), a(one.same_as), a(one.aliases), a(one.members);
}
template <class A, Is<Proposition::SameAs> T>
void fields(A& a, T& one) {
  a(one.proposition), a(one.according_to);
}
template <class A, Is<Proposition> T>
void fields(A& a, T& one) {
  record(a, one);
  a(one.text), a(one.negation_of), a(one.narrower_than), a(one.same_as), a(one.events);
}
template <class A, Is<Event> T>
void fields(A& a, T& one) {
  record(a, one);
  a(one.title), a(one.when), a(one.where), a(one.start), a(one.before), a(one.after), a(one.same_day);
}
template <class A, Is<Document> T>
void fields(A& a, T& one) {
  record(a, one);
  a(one.title), a(one.sha256), a(one.text), a(one.voice);
}
template <class A, Is<TakenStance> T>
void fields(A& a, T& one) {
  a(one.proposition), a(one.stance), a(one.negation), a(one.presupposed), a(one.in_part), a(one.word), a(one.strength);
  a(one.scope), a(one.conditional_on), a(one.other_readings);
}
template <class A, Is<Link> T>
void fields(A& a, T& one) {
  a(one.party), a(one.manner), a(one.statement);
}
template <class A, Is<DeclaredAccount> T>
void fields(A& a, T& one) {
  a(one.name), a(one.title), a(one.holder);
}
template <class A, Is<Statement> T>
void fields(A& a, T& one) {
  record(a, one);
  a(one.speaker), a(one.addressee), a(one.recorder), a(one.on_behalf_of), a(one.authority), a(one.occasion),
      a(one.when);
  a(one.where), a(one.medium), a(one.language), a(one.act), a(one.factual_condition), a(one.said), a(one.recorded);
  a(one.form), a(one.factuality), a(one.optional_reading), a(one.words), a(one.document), a(one.source_spans);
  a(one.cue_spans), a(one.content_spans), a(one.within), a(one.same_as), a(one.same_utterance), a(one.chain);
  a(one.stances), a(one.accounts), a(one.source_reliability), a(one.information_credibility), a(one.likelihood);
  a(one.confidence), a(one.authors), a(one.made_by);
}
template <class A, Is<TextSays> T>
void fields(A& a, T& one) {
  a(one.document), a(one.line), a(one.sentence), a(one.by), a(one.words);
}
template <class A, Is<SharedLine::Place> T>
void fields(A& a, T& one) {
  a(one.document), a(one.span);
}
template <class A, Is<SharedLine> T>
void fields(A& a, T& one) {
  a(one.line), a(one.verbatim), a(one.asserted), a(one.speakers), a(one.statements), a(one.places),
      a(one.one_utterance);
  a(one.weight), a(one.telling), a(one.instead_of_answer), a(one.found), a(one.source);
}
template <class A, Is<Utterance> T>
void fields(A& a, T& one) {
  a(one.statements), a(one.asserted);
}
template <class A, Is<SourceSays> T>
void fields(A& a, T& one) {
  a(one.what), a(one.says), a(one.of), a(one.beside);
}
template <class A, Is<Position> T>
void fields(A& a, T& one) {
  a(one.when), a(one.accounts), a(one.stances), a(one.affirms), a(one.denies), a(one.statements), a(one.through);
  a(one.near), a(one.unplaced), a(one.conditional_on);
}
template <class A, Is<Change> T>
void fields(A& a, T& one) {
  a(one.holder), a(one.proposition), a(one.changed), a(one.sequence), a(one.conditional_on), a(one.source);
}
template <class A, Is<Quotation> T>
void fields(A& a, T& one) {
  a(one.statement), a(one.text), a(one.own), a(one.itself), a(one.document), a(one.line);
}
template <class A, Is<NonAnswer::Answer> T>
void fields(A& a, T& one) {
  a(one.statement), a(one.how), a(one.quote);
}
template <class A, Is<NonAnswer> T>
void fields(A& a, T& one) {
  a(one.who), a(one.account), a(one.on), a(one.questions), a(one.question), a(one.asked_again), a(one.answers);
  a(one.document), a(one.line), a(one.sentence), a(one.before), a(one.subject), a(one.asked);
}
template <class A, Is<NonAnswers> T>
void fields(A& a, T& one) {
  a(one.recorded), a(one.told);
}
template <class A, Is<Found> T>
void fields(A& a, T& one) {
  a(one.shared_lines), a(one.utterances), a(one.source_says), a(one.moves), a(one.non_answers);
}
template <class A, Is<Material> T>
void fields(A& a, T& one) {
  KeptMaterial::fields(a, one);
}

class Writing {
 public:
  explicit Writing(const TakeBytes& out) : out_(out) { part_.reserve(kKeptPart); }
  template <Plain T>
  void operator()(const T& value) {
    put({reinterpret_cast<const char*>(&value), sizeof value});
  }
  void operator()(const std::string& text) {
    (*this)(static_cast<std::uint32_t>(text.size()));
    put(text);
  }
  // By a number; the text itself where it comes for the first time.
  void operator()(const SharedText& text) {
    const auto [at, is_new] = shared_.try_emplace(text.str(), static_cast<std::uint32_t>(shared_.size()));
    (*this)(at->second);
    if (is_new) (*this)(text.str());
  }
  template <class T>
  void operator()(const std::optional<T>& value) {
    (*this)(value.has_value());
    if (value) (*this)(*value);
  }
  template <class T>
  void operator()(const std::vector<T>& list) {
    (*this)(static_cast<std::uint32_t>(list.size()));
    for (const T& one : list) (*this)(one);
  }
  template <class T>
  requires(!Plain<T>) void operator()(const T& value) { fields(*this, value); }
  void end() { out_(part_); }

 private:
  void put(std::string_view bytes) {
    while (part_.size() + bytes.size() >= kKeptPart) {
      const std::size_t room = kKeptPart - part_.size();
      part_ += bytes.substr(0, room);
      bytes.remove_prefix(room);
      out_(part_);
      part_.clear();
    }
    part_ += bytes;
  }

  const TakeBytes& out_;
  std::string part_;
  std::unordered_map<std::string_view, std::uint32_t> shared_;
};

class Reading {
 public:
  explicit Reading(std::string_view in, std::size_t more = 0) : in_(in), more_(more) {}
  template <Plain T>
  void operator()(T& value) {
    if (const auto bytes = next(sizeof value); !bytes.empty()) std::memcpy(&value, bytes.data(), sizeof value);
  }
  void operator()(std::string& text) { text = next(count()); }
  void operator()(SharedText& text) {
    std::uint32_t number = 0;
    (*this)(number);
    if (number < shared_.size()) {
      text = shared_[number];
    } else {
      std::string now;
      (*this)(now);
      text = shared_.emplace_back(std::move(now));
    }
  }
  template <class T>
  void operator()(std::optional<T>& value) {
    bool there = false;
    (*this)(there);
    if (there && good_) (*this)(value.emplace());
  }
  template <class T>
  void operator()(std::vector<T>& list) {
    const std::uint32_t size = count();
    if constexpr (std::same_as<T, Statement>) list.reserve(size + more_);
    list.resize(size);
    for (T& one : list) (*this)(one);
  }
  template <class T>
  requires(!Plain<T>) void operator()(T& value) { fields(*this, value); }
  bool done() const { return good_ && in_.empty(); }

 private:
  // Of what takes a byte each at least: what says that it is longer than the rest is not ours.
  std::uint32_t count() {
    std::uint32_t out = 0;
    (*this)(out);
    if (out > in_.size()) good_ = false;
    return good_ ? out : 0;
  }
  std::string_view next(std::size_t size) {
    if (size > in_.size()) good_ = false;
    if (!good_) return {};
    const std::string_view out = in_.substr(0, size);
    in_.remove_prefix(size);
    return out;
  }
  std::string_view in_;
  std::size_t more_;
  bool good_ = true;
  std::vector<SharedText> shared_;
};

template <class T>
std::optional<T> read_back(std::string_view bytes, std::size_t more = 0) {
  Reading in(bytes, more);
  std::optional<T> out(std::in_place);
  in(*out);
  if (!in.done()) out.reset();
  return out;
}

template <class T>
void write(const T& value, const TakeBytes& out) {
  Writing writing(out);
  writing(value);
  writing.end();
}

}  // namespace

void write_bytes(const Material& material, const TakeBytes& out) { write(material, out); }
void write_bytes(const Found& found, const TakeBytes& out) { write(found, out); }
std::optional<Material> material_of(std::string_view bytes, std::size_t more) {
  auto out = read_back<Material>(bytes, more);
  if (out) KeptMaterial::index(*out);
  return out;
}
std::optional<Found> found_of(std::string_view bytes) { return read_back<Found>(bytes); }

}  // namespace parley::accounts
