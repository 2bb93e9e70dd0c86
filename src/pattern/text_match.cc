#define PCRE2_CODE_UNIT_WIDTH 8
#include "pattern/text_match.h"

#include <pcre2.h>
#include <utf8proc.h>

#include <cstdlib>

namespace parley::pattern {
namespace {

// From the first byte alone, which is enough because the text is known to be UTF-8.
std::size_t character_bytes(unsigned char lead) { return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4; }

// Wraps what matching needs and PCRE2 wants made once: one set a thread.
// The limits are against expressions that take exponential time on the right text ("(a+)+$"): an expression comes
// from one party and the text from another, so either may be chosen to hurt.
struct MatchMemory {
  pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
  pcre2_match_context* context = pcre2_match_context_create(nullptr);
  pcre2_jit_stack* stack = pcre2_jit_stack_create(32 * 1024, 1024 * 1024, nullptr);
  MatchMemory() {
    if (context == nullptr) return;
    pcre2_set_match_limit(context, Regex::kMaxSteps);
    pcre2_set_depth_limit(context, 10'000);
    pcre2_set_heap_limit(context, 16 * 1024);  // KiB
    pcre2_jit_stack_assign(context, nullptr, stack);
  }
  ~MatchMemory() {
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
    pcre2_jit_stack_free(stack);
  }
  MatchMemory(const MatchMemory&) = delete;
  MatchMemory& operator=(const MatchMemory&) = delete;
};

// PCRE2 answers with a negative size for a number that it has no text for.
std::string pcre_message(int code) {
  unsigned char buffer[256];
  const int size = pcre2_get_error_message(code, buffer, sizeof buffer);
  return size < 0 ? "error " + std::to_string(code)
                  : std::string(reinterpret_cast<char*>(buffer), static_cast<std::size_t>(size));
}

}  // namespace

// Section 9.6.1 compares LIKE and MATCHES in NFC, so that an accent may be written in either way.
std::string_view to_nfc(std::string_view text, std::string& storage) {
  // Every code point below U+0300 (in UTF-8: CC 80) is normal by itself and combines with nothing before it.
  bool simple = true;
  for (char c : text) simple &= static_cast<unsigned char>(c) < 0xCC;
  if (simple) return text;
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &mapped, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(mapped, &std::free);
  if (size < 0) return text;  // no memory, or not UTF-8 after all
  storage.assign(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
  return storage;
}

// A string constant on a binary property stands for the bytes of its characters, and none above U+00FF is one
// (section 9.6.4).
std::optional<std::string> to_latin1(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      out += text[i];
    } else {
      if (c > 0xC3 || i + 1 == text.size()) return {};
      out += static_cast<char>((c & 3) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3F));
    }
  }
  return out;
}

// On a mismatch only the last `%` is tried again one character later: what the earlier ones could give instead, it can
// too.
Result<bool> like(std::string_view text, std::string_view wildcard, Alphabet alphabet) {
  const auto step = [&](std::string_view s, std::size_t i) {
    return alphabet == Alphabet::bytes ? 1 : character_bytes(static_cast<unsigned char>(s[i]));
  };
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t t = 0, w = 0, retry_t = 0, retry_w = kNone, steps = 0;
  while (t < text.size()) {
    // Without a limit, "%a%a%a" over a long text of a's would take the product of both lengths.
    if (++steps > kMaxLikeSteps)
      return Error{Code::too_large, "LIKE was given up: the text and its wildcard are too long"};
    if (w < wildcard.size() && wildcard[w] == '%') {
      retry_w = ++w;
      retry_t = t;
    } else if (w < wildcard.size() && wildcard[w] == '_') {
      ++w;
      t += step(text, t);
    } else if (w < wildcard.size() && wildcard[w] == text[t]) {
      ++w;
      ++t;
    } else if (retry_w != kNone) {
      retry_t += step(text, retry_t);
      t = retry_t;
      w = retry_w;
    } else {
      return false;
    }
  }
  while (w < wildcard.size() && wildcard[w] == '%') ++w;
  return w == wildcard.size();
}

// PCRE2 stays in this file, so that nothing else has to know its header or its width of characters.
struct Regex::Impl {
  pcre2_code* code = nullptr;
  bool jit = false;
  ~Impl() { pcre2_code_free(code); }
};

Regex::Regex(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

// "." also matches a line feed; \C, which takes UTF-8 apart, is never allowed. Compiled to machine code where PCRE2
// can; where it cannot, matching is slower and the same.
Result<Regex> Regex::compile(std::string_view expression, Alphabet alphabet) {
  if (expression.size() > kMaxExpressionBytes)
    return Error{Code::too_large,
                 "the regular expression is longer than " + std::to_string(kMaxExpressionBytes) + " bytes"};
  const std::uint32_t options =
      PCRE2_DOTALL | PCRE2_NEVER_BACKSLASH_C | (alphabet == Alphabet::utf8 ? PCRE2_UTF | PCRE2_UCP : PCRE2_NEVER_UTF);
  int error = 0;
  std::size_t at = 0;
  auto impl = std::make_unique<Impl>();
  // PCRE2 takes a null pointer for an error even when the length is zero.
  if (expression.data() == nullptr) expression = "";
  impl->code =
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(), options, &error, &at, nullptr);
  if (impl->code == nullptr)
    return Error{Code::invalid_input,
                 "the regular expression is wrong at its byte " + std::to_string(at + 1) + ": " + pcre_message(error)};
  impl->jit = pcre2_jit_compile(impl->code, PCRE2_JIT_COMPLETE) == 0;
  return Regex(std::move(impl));
}

// Text that does not match within the limits is an error and not "no": a rule that was given up on has to be seen.
Result<bool> Regex::search(std::string_view text) const {
  // One for each thread, because matching writes into it while the expression itself is shared by all readers.
  thread_local MatchMemory memory;
  if (memory.data == nullptr || memory.context == nullptr)
    return Error{Code::unavailable, "no memory for a regular expression"};
  if (text.data() == nullptr) text = "";
  // Text is valid UTF-8 already: JSON was checked when it was read.
  const int result = pcre2_match(impl_->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0,
                                 PCRE2_NO_UTF_CHECK, memory.data, memory.context);
  if (result >= 0) return true;
  if (result == PCRE2_ERROR_NOMATCH) return false;
  return Error{Code::too_large, "a regular expression was given up: " + pcre_message(result)};
}

}  // namespace parley::pattern
