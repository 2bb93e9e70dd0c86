// The tables are ICU's: script of a letter, restriction levels, confusables. A USpoofChecker may be used by any number
// of threads once it is set up.
#include "names/names.h"

#include <fmt/format.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/utrans.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>

#include "base/ascii.h"
#include "base/mutex.h"
#include "text/code_point.h"
#include "text/display.h"

namespace parley::names {
namespace {

struct CloseChecker {
  void operator()(USpoofChecker* checker) const { uspoof_close(checker); }
};
using Checker = std::unique_ptr<USpoofChecker, CloseChecker>;

// The checks, by UTS 39: letters of scripts that are not written together, digits of several systems, marks that
// vanish in the letter below (an "i" with a dot above), and what is not seen. Confusables with other names are not a
// question of one name: looks_of() is for that.
Checker open_checker() {
  UErrorCode error = U_ZERO_ERROR;
  Checker checker(uspoof_open(&error));
  if (U_SUCCESS(error)) uspoof_setRestrictionLevel(checker.get(), USPOOF_HIGHLY_RESTRICTIVE);
  if (U_SUCCESS(error))
    uspoof_setChecks(checker.get(),
                     USPOOF_RESTRICTION_LEVEL | USPOOF_MIXED_NUMBERS | USPOOF_HIDDEN_OVERLAY | USPOOF_INVISIBLE,
                     &error);
  return U_SUCCESS(error) ? std::move(checker) : nullptr;
}

// Null when ICU's tables cannot be had.
const USpoofChecker* checker() {
  static const Checker the_checker = open_checker();
  return the_checker.get();
}

// The name comes from another party and the message goes to a screen: it is shown harmless and cut.
Error refused(std::string_view name, std::string_view why) {
  return {Code::invalid_input, fmt::format("\"{}\" cannot be a name: {}", text::fitted(name, 120), why)};
}

template <class Each>
void for_each_character(std::string_view text, Each each) {
  while (!text.empty()) {
    const text::CodePoint point = text::front(text);
    each(point.value, text.substr(0, point.bytes));
    text.remove_prefix(point.bytes);
  }
}

// Punctuation ends a word as a blank does: "CERT-Україна" is two words, each in one script.
bool is_word_end(char32_t point) {
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(point));
  return text::is_blank(point) || (category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO);
}

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words{""};
  for_each_character(name, [&](char32_t point, std::string_view bytes) {
    if (!is_word_end(point))
      words.back() += bytes;
    else if (!words.back().empty())
      words.emplace_back();
  });
  if (words.back().empty()) words.pop_back();
  return words;
}

// "Latin and Cyrillic".
// Common and inherited characters (digits, marks) belong to every script and are not named.
std::string scripts_of(std::string_view word) {
  std::vector<std::string> scripts;
  for_each_character(word, [&](char32_t point, std::string_view) {
    UErrorCode error = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(static_cast<UChar32>(point), &error);
    if (U_FAILURE(error) || script == USCRIPT_COMMON || script == USCRIPT_INHERITED) return;
    const std::string name = uscript_getName(script);
    if (std::find(scripts.begin(), scripts.end(), name) == scripts.end()) scripts.push_back(name);
  });
  return fmt::format("{}", fmt::join(scripts, " and "));
}

// Beginning as if a blank had been there makes a blank at the front count as doubled.
Status check_blanks(std::string_view name) {
  bool after_blank = true, other_blank = false, doubled = false;
  for_each_character(name, [&](char32_t point, std::string_view) {
    const bool blank = text::is_blank(point);
    other_blank = other_blank || (blank && point != ' ');
    doubled = doubled || (blank && after_blank);
    after_blank = blank;
  });
  if (other_blank) return refused(name, "it has a blank of another kind than a space; type a space");
  if (doubled || after_blank)
    return refused(name, "it begins or ends with a space, or has two side by side; take them out");
  return {};
}

// The skeleton is mostly as long as the name. When it is longer ICU says how long, and the second attempt has the
// room.
std::string skeleton(std::string_view name) {
  std::string out(name.size() * 4 + 64, '\0');
  for (int attempt = 0; attempt < 2; ++attempt) {
    UErrorCode error = U_ZERO_ERROR;
    const int32_t size = uspoof_getSkeletonUTF8(checker(), 0, name.data(), static_cast<int32_t>(name.size()),
                                                out.data(), static_cast<int32_t>(out.size()), &error);
    out.resize(static_cast<std::size_t>(std::max<int32_t>(size, 0)));
    if (error == U_BUFFER_OVERFLOW_ERROR) continue;
    return U_SUCCESS(error) ? out : std::string(name);
  }
  return std::string(name);
}

std::string lower_case(std::string_view name) {
  std::string out;
  for_each_character(name, [&](char32_t point, std::string_view) { text::append(out, text::lower(point)); });
  return out;
}

std::string upper_case(std::string_view name) {
  std::string out;
  for_each_character(name, [&](char32_t point, std::string_view) {
    text::append(out, static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(point))));
  });
  return out;
}

// Decomposed, as compatibility characters are read: "ﬁ" is "fi", a full-width A an A. `fold`: without case, "ß" as
// "ss".
enum class Case { kept, folded };
std::string decomposed(std::string_view name, Case folded = Case::kept) {
  utf8proc_uint8_t* raw = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(name.data()),
                                 static_cast<utf8proc_ssize_t>(name.size()), &raw,
                                 static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                                (folded == Case::folded ? UTF8PROC_CASEFOLD : 0)));
  const std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> mapped(raw, std::free);
  if (size < 0) return std::string(name);
  return {reinterpret_cast<const char*>(mapped.get()), static_cast<std::size_t>(size)};
}

// Nobody tells two names apart by these.
bool is_overlooked(char32_t point) {
  return !text::is_visible(point) || is_word_end(point) || (point >= 0x300 && point < 0x370);
}

bool is_letter_or_number(char32_t point) {
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(point));
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
         (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

// Whether a symbol reads as one letter or digit: a boxed A, a stroke for an l.
bool reads_as_letter(std::string_view symbol) {
  const auto letters = [](std::string_view text) {
    int count = 0;
    for_each_character(text, [&](char32_t point, std::string_view) { count += is_letter_or_number(point) ? 1 : 0; });
    return count;
  };
  return letters(decomposed(symbol)) == 1 || letters(skeleton(symbol)) == 1;
}

// Letters by their category that are drawn as small signs: a raised exclamation mark, a half colon, tone letters. One
// that stands for a letter ("ʰ") is read as that.
bool is_small_sign(char32_t point, std::string_view bytes) {
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(point));
  if (category != UTF8PROC_CATEGORY_LM && category != UTF8PROC_CATEGORY_SK) return false;
  const bool is_small =
      (point >= 0x2B0 && point < 0x300) || (point >= 0xA700 && point <= 0xA721) || (point >= 0xA788 && point <= 0xA78A);
  return is_small && (decomposed(bytes) == bytes || !reads_as_letter(bytes));
}

// Signs of trade and other symbols say nothing of who somebody is: "Borduria CERT" and the same with a "®", a "(TM)" or
// a star behind it are one name to a reader.
// An R in a circle is read as the sign where it ends a word, and as a letter within one.
std::string without_symbols(std::string_view name) {
  constexpr std::string_view kSigns[] = {"(r)", "(c)", "(tm)", "(sm)", "ⓡ", "Ⓡ", "ⓒ", "Ⓒ", "ᵀᴹ", "ᵗᵐ", "ˢᴹ", "ᴿ"};
  std::string out;
  while (!name.empty()) {
    const auto sign = std::find_if(std::begin(kSigns), std::end(kSigns), [&](std::string_view one) {
      if (!same_ignoring_case(name.substr(0, one.size()), one)) return false;
      const std::string_view rest = name.substr(one.size());
      return rest.empty() || !is_letter_or_number(text::front(rest).value);
    });
    const text::CodePoint point = text::front(name);
    const std::string_view bytes = name.substr(0, sign != std::end(kSigns) ? sign->size() : point.bytes);
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(point.value));
    const bool symbol = category >= UTF8PROC_CATEGORY_SM && category <= UTF8PROC_CATEGORY_SO;
    const bool is_kept = !is_small_sign(point.value, bytes) && (!symbol || reads_as_letter(bytes));
    if (sign == std::end(kSigns) && is_kept) out += bytes;
    name.remove_prefix(bytes.size());
  }
  return out;
}

// A small l, a capital I, a one and a stroke are one line to a reader, and a small i nearly so, in whichever case a
// name is written or typed.
std::string with_one_stroke(std::string look) {
  for (char& c : look)
    if (std::string_view("iIL1|").find(c) != std::string_view::npos) c = 'l';
  return look;
}

std::string bare(std::string_view name) {
  std::string out;
  for_each_character(decomposed(without_symbols(name)), [&](char32_t point, std::string_view bytes) {
    if (!is_overlooked(point)) out += bytes;
  });
  return out;
}

}  // namespace

// From cheap to dear, and from what a person can mend at once to what needs explaining. The size comes first, so that
// nothing below works on more than 256 bytes.
Status check(std::string_view name) {
  if (name.empty()) return Error{Code::invalid_input, "a name must not be empty"};
  if (name.size() > kMostBytes) return refused(name, fmt::format("it is longer than {} bytes", kMostBytes));
  PARLEY_TRY_STATUS(check_blanks(name));
  if (!text::is_plain(name))
    return refused(name,
                   "it has characters that are not seen, that change the direction of writing, or more than four marks "
                   "on one letter; here they are shown by their numbers");
  bool says_something = false;
  for_each_character(name, [&](char32_t point, std::string_view) {
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(point));
    says_something = says_something || (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
                     (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
  });
  if (!says_something) return refused(name, "it has no letter and no digit");
  if (checker() == nullptr) return Error{Code::internal, "the tables of ICU (libicu) are not there"};
  // Word by word, because a name of a party often has its own language and a Latin abbreviation side by side, and ICU
  // would refuse both together.
  for (const std::string& word : words_of(name)) {
    UErrorCode error = U_ZERO_ERROR;
    const int32_t found = uspoof_checkUTF8(checker(), word.data(), static_cast<int32_t>(word.size()), nullptr, &error);
    if (U_FAILURE(error)) return refused(name, "it is not UTF-8");
    if ((found & USPOOF_RESTRICTION_LEVEL) != 0)
      return refused(name, fmt::format("\"{}\" mixes letters of {}, which look alike; write each word in one script",
                                       text::plain(word), scripts_of(word)));
    if ((found & USPOOF_MIXED_NUMBERS) != 0) return refused(name, "it mixes digits of several writing systems");
    if (found != 0) return refused(name, "it has marks that hide in the letters below them");
  }
  return {};
}

// Without ICU's tables names are compared by their lower case without accents: less is found, but what is equal for
// everybody still is.
std::vector<std::string> looks_of(std::string_view name, Strokes strokes) {
  if (checker() == nullptr) return {bare(lower_case(name))};
  // A capital I is taken for a small l, which only the name as it is written shows, or written in capitals; "PARTY" for
  // "party", which only its lower case does.
  std::vector<std::string> out{bare(skeleton(bare(name))), bare(skeleton(bare(lower_case(name)))),
                               bare(skeleton(bare(upper_case(name)))),
                               bare(skeleton(lower_case(skeleton(bare(name)))))};
  if (strokes == Strokes::one_letter) {
    out.push_back(with_one_stroke(bare(skeleton(lower_case(skeleton(bare(name)))))));
    out.push_back(with_one_stroke(bare(skeleton(bare(lower_case(name))))));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// A look that is empty, of a name with nothing but dashes for example, is like no other.
bool look_alike(std::string_view a, std::string_view b, Strokes strokes) {
  const auto x = looks_of(a, strokes), y = looks_of(b, strokes);
  return std::any_of(x.begin(), x.end(), [&](const std::string& one) {
    return !one.empty() && std::find(y.begin(), y.end(), one) != y.end();
  });
}

namespace {

struct CloseTransliterator {
  void operator()(UTransliterator* one) const { utrans_close(one); }
};

// In ASCII, as far as ICU's tables go (CLDR's transforms). What they write for letters that Latin lacks, such as the
// soft sign or an alef, is no letter to type and is left out.
std::string in_latin(std::string_view name) {
  static Mutex mutex;  // ICU does not say that a transliterator may be used by several threads
  const Lock lock(mutex);
  static const std::unique_ptr<UTransliterator, CloseTransliterator> transliterator = [] {
    const icu::UnicodeString rules = u"Any-Latin; [[:Lm:]'’‘] Remove; Latin-ASCII; [[:Lm:]'] Remove";
    UErrorCode error = U_ZERO_ERROR;
    UTransliterator* made =
        utrans_openU(rules.getBuffer(), rules.length(), UTRANS_FORWARD, nullptr, 0, nullptr, &error);
    return std::unique_ptr<UTransliterator, CloseTransliterator>(U_SUCCESS(error) ? made : nullptr);
  }();
  if (transliterator == nullptr) return std::string(name);
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(name.data(), static_cast<int32_t>(std::min(name.size(), kMostBytes))));
  int32_t size = text.length();
  const int32_t room = size * 8 + 64;  // a letter becomes a few
  std::u16string buffer(static_cast<std::size_t>(room), u'\0');
  std::copy_n(text.getBuffer(), size, buffer.data());
  int32_t end = size;
  UErrorCode error = U_ZERO_ERROR;
  utrans_transUChars(transliterator.get(), buffer.data(), &size, room, 0, &end, &error);
  if (U_FAILURE(error)) return std::string(name);
  std::string out;
  icu::UnicodeString(buffer.data(), size).toUTF8String(out);
  return out;
}

bool is_letter_of(char32_t point) {
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(point));
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

}  // namespace

// First without case and accents ("É" is an "e" and a mark, which is dropped). Only when letters are left that are
// not Latin is ICU's transliteration asked, since it would write "ä" as "a" and "ß" as "ss" in the same way but costs
// a lock.
std::string handle_of(std::string_view name, std::string_view otherwise) {
  // Latin letters that Unicode does not take apart.
  static const std::map<char32_t, std::string_view> kLetters = {{U'ø', "o"},  {U'ł', "l"},  {U'đ', "d"}, {U'ð', "d"},
                                                                {U'ħ', "h"},  {U'ŧ', "t"},  {U'ı', "i"}, {U'æ', "ae"},
                                                                {U'œ', "oe"}, {U'þ', "th"}, {U'ŋ', "ng"}};
  std::string plain = decomposed(name, Case::folded);
  bool is_foreign = false;
  for_each_character(plain, [&](char32_t point, std::string_view) {
    is_foreign = is_foreign || (point >= 0x80 && is_letter_of(point) && !kLetters.contains(point));
  });
  if (is_foreign) plain = decomposed(in_latin(name), Case::folded);
  std::string out;
  for_each_character(plain, [&](char32_t point, std::string_view bytes) {
    if (text::is_mark(point) || !text::is_visible(point)) return;
    const auto letter = kLetters.find(point);
    const char c = point < 0x80 ? bytes.front() : ' ';
    if (letter != kLetters.end())
      out += letter->second;
    else if (is_digit(c) || is_letter(c))
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  });
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? std::string(otherwise) : out;
}

}  // namespace parley::names
