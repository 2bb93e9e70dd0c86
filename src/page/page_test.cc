// The promise of a page: what comes from outside is text, and nothing is loaded or run but what the page's own policy
// names.
#include <gmock/gmock.h>

#include "base/hash.h"
#include "page/html.h"

namespace parley::page {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const auto from = text.find(begin);
  if (from == std::string::npos) return {};
  return text.substr(from + begin.size(), text.find(end, from) - from - begin.size());
}

TEST(Html, EscapesTextAndAttributes) {
  Html html;
  html.open("p", {{"title", "\"><script>alert(1)</script>"}})
      .text("<img src=x onerror='alert(1)'> & \x01\x7f\xc2\x85")
      .close();
  EXPECT_EQ(html.take(),
            "<p title=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">&lt;img src=x onerror=&#39;alert(1)&#39;&gt; "
            "&amp; \\u{1}\\u{7F}\\u{85}</p>");
}

TEST(Html, KeepsTextOfEveryScriptAsItIs) {
  std::string out;
  append_escaped(out, "Графштарк – 格劳斯塔克\n\t“quoted”");
  EXPECT_EQ(out, "Графштарк – 格劳斯塔克\n “quoted”");
}

TEST(Html, ShowsByItsNumberWhatTurnsTheWritingOrIsNotSeen) {
  std::string out;
  append_escaped(out, "\u202egpj.exe \u2066a\u200b\u00ad\U000e0041");
  EXPECT_EQ(out, "\\u{202E}gpj.exe \\u{2066}a\\u{200B}\\u{AD}\\u{E0041}");
}

TEST(Html, LeavesOutAttributesThatAreNotPresent) {
  Html html;
  html.element("td", "x", {{"class", "first", false}, flag("hidden")});
  EXPECT_EQ(html.take(), "<td hidden>x</td>");
}

TEST(Document, NamesItsOnlyScriptAndStyleByHash) {
  const std::string page = document("A <b>title</b>", "<p>main</p>");
  const std::string policy = between(page, "Content-Security-Policy\" content=\"", "\"");
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
  EXPECT_THAT(policy, HasSubstr("style-src 'sha256-" + to_base64(sha256(between(page, "<style>", "</style>"))) + "'"));
  EXPECT_THAT(policy,
              HasSubstr("script-src 'sha256-" + to_base64(sha256(between(page, "<script>", "</script>"))) + "'"));
  EXPECT_THAT(page, HasSubstr("<title>A &lt;b&gt;title&lt;/b&gt;</title>"));
  for (const char* loaded : {"http://", "https://", "@import", "src="}) EXPECT_THAT(page, Not(HasSubstr(loaded)));
}

TEST(Document, BringsItsTwoFontsAndLoadsNothingElse) {
  for (const Look look : {Look::records, Look::sheet}) {
    const std::string page = document("A title", "<p>main</p>", {.look = look});
    EXPECT_THAT(between(page, "Content-Security-Policy\" content=\"", "\""), HasSubstr("font-src data:;"));
    std::size_t fonts = 0, bytes = 0;
    for (std::size_t at = page.find("url("); at != std::string::npos; at = page.find("url(", at + 1)) {
      EXPECT_EQ(page.compare(at, 26, "url(data:font/woff2;base64"), 0) << page.substr(at, 40);
      bytes += page.find(')', at) - at;
      ++fonts;
    }
    EXPECT_EQ(fonts, 2u);
    EXPECT_LE(bytes * 3 / 4, 60'000u) << "of the fonts; as text they are a third more";
  }
}

TEST(Document, WhatRunsAtTheFootOfAPageEndsNoStyle) {
  const std::string page =
      document("t", "m", {.look = Look::sheet, .running = "\"; } </style><script>alert(1)</script> \\ \n الكتاب"});
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  const std::string style = between(page, "<style>", "</style>");
  EXPECT_THAT(page, HasSubstr("style-src 'sha256-" + to_base64(sha256(style)) + "'"));
  EXPECT_THAT(style, HasSubstr("counter(pages)"));
}

TEST(Document, TheFirstSheetIsNumberedWhereMorePagesFollow) {
  const std::string many = document("A case", "", {.look = Look::sheet, .running = "X", .first_is_numbered = true}),
                    one = document("A case", "", {.look = Look::sheet, .running = "X"});
  EXPECT_THAT(many, HasSubstr("content: \"of \" counter(pages)"));
  EXPECT_THAT(one, Not(HasSubstr("content: \"of \" counter(pages)")));
}

TEST(Document, SaysItsLanguageAndTheDirectionInWhichItIsRead) {
  EXPECT_THAT(document("t", "m", {.language = "ar", .from_right = true}), HasSubstr("<html lang=\"ar\" dir=\"rtl\">"));
  EXPECT_THAT(document("t", "m"), HasSubstr("<html lang=\"en\">"));
}

TEST(Anchor, IsMadeOfHarmlessCharactersAndNeverShared) {
  EXPECT_EQ(anchor("q-", "Q1"), "q-Q1");
  EXPECT_EQ(anchor("q-", "a b"), "q-a.20b");
  EXPECT_NE(anchor("", "a.20b"), anchor("", "a b"));
  EXPECT_THAT(anchor("", "\"><script>"), Not(HasSubstr("<")));
}

TEST(ReadableTime, IsForPeopleAndLeavesOtherTextsAlone) {
  EXPECT_EQ(readable_time("2026-07-09T18:30:00.123456Z"), "9 July 2026, 18:30 UTC");
  EXPECT_EQ(readable_time("Tuesday night"), "Tuesday night");
  EXPECT_EQ(readable_time("2026-99-09T18:30:00Z"), "2026-99-09T18:30:00Z");
}

}  // namespace
}  // namespace parley::page
