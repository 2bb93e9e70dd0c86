#include "names/names.h"

#include <gtest/gtest.h>

#include "text/display.h"

namespace parley::names {
namespace {

TEST(Names, TakesWhatPartiesAreCalled) {
  for (const std::string_view name :
       {"Party two", "Alba Interior Ministry", "CERT-Borduria", "Carpania Élections", "Министерство юстиции", "内政部",
        "東京都 CERT", "CERT України", "Ελληνική Αστυνομία", "وزارة الداخلية", "משרד הפנים", "गृह मंत्रालय", "국립 센터",
        "3rd Army (Signals)", "Smith & Sons' Lab no. 7", "Bộ Công an", "กระทรวงมหาดไทย", "R&D/IT – Unit_5"})
    EXPECT_TRUE(check(name).ok()) << name << ": " << (check(name).ok() ? "" : check(name).error().message);
}

TEST(Names, RefusesWhatIsNotSeenAsItIs) {
  std::string flood = "Party";
  for (int i = 0; i < 120; ++i) flood += "\u0301";
  for (const std::string& name : {std::string(),
                                  std::string(" "),
                                  std::string("Party two "),
                                  std::string(" Party two"),
                                  std::string("Party  two"),
                                  std::string("Party\ttwo"),
                                  std::string("Party\u00a0two"),
                                  std::string("Party\u3000two"),
                                  std::string("\u2800"),
                                  std::string("P\u0430rty two"),
                                  std::string("Party\u200b two"),
                                  std::string("Par\u00adty two"),
                                  std::string("Party\u2060 two"),
                                  std::string("Party \U000e0041two"),
                                  std::string("Party\ufeff two"),
                                  std::string("\u3164"),
                                  std::string("Party\u3164"),
                                  std::string("\u202eowt ytraP"),
                                  std::string("Party\ufe0f"),
                                  std::string("\u0301Party"),
                                  std::string("Party\x1b[31m"),
                                  std::string("Party\ntwo"),
                                  std::string("Party\xff"),
                                  std::string("Party\ue000"),
                                  std::string("..."),
                                  std::string("Party \u0661\u0031\u06f1"),
                                  std::string("\u0391BC"),
                                  std::string(300, 'a'),
                                  flood}) {
    const Status checked = check(name);
    ASSERT_FALSE(checked.ok()) << text::plain(name);
    EXPECT_TRUE(text::is_plain(checked.error().message)) << checked.error().message;
  }
  EXPECT_NE(check("P\u0430rty two").error().message.find("Latin and Cyrillic"), std::string::npos);
}

TEST(Names, LookAlikeWhenAPersonWouldTakeOneForTheOther) {
  for (const std::string_view other :
       {"Party two", "PARTY TWO", "party two", "Party  two", "Party-two", "Partytwo", "P\u0430rty two",
        "Party\u200b two", "Par\u00adty two", "Party\u2060 two", "Party tw\u03bf", "\uff30\uff41\uff52\uff54\uff59 two",
        "Pa\u0301rty two", "Party tw0", "\U0001d5e3arty two"})
    EXPECT_TRUE(look_alike("Party two", other)) << other;
  EXPECT_TRUE(look_alike("Illyria", "lllyria"));
  EXPECT_TRUE(look_alike("Illyria", "1llyria"));
  EXPECT_TRUE(look_alike("ILLYRIA", "illyria"));
  EXPECT_TRUE(look_alike("Ruritania", "RURlTANlA"));
  EXPECT_TRUE(look_alike("Ministry of Truth", "Ministry of Tr\u200buth"));
  EXPECT_TRUE(look_alike("modern", "rnodern"));
  EXPECT_TRUE(look_alike("scope", "\u0455\u0441\u043e\u0440\u0435"));  // all of it Cyrillic
}

TEST(Names, LookAlikeWhateverSymbolsStandBesideThem) {
  for (const std::string_view other :
       {"Borduria CERT®",      "Borduria CERT™",      "© Borduria CERT",     "Borduria CERT℠",
        "Borduria CERT (R)",   "Borduria CERT(tm)",   "Borduria CERT ★",     "Borduria CERT Ⓡ",
        "BORDURIA CERT®",      "Borduria+CERT",       "Borduria CERTᵀᴹ",     "Borduria CERTꜝ",
        "Borduria CERT\u02D1", "Borduria CERT\u02CC", "Borduria\u02D7CERT",  "Borduria CERT\uA716",
        "Borduria CERT\uA789", "Borduria CERT\u02EF", "Borduria CERT\uA788", "Borduria CERT 🛡",
        "Borduria CERT$",      "Borduria 🄲ERT"})
    EXPECT_TRUE(look_alike("Borduria CERT", other)) << other;
  EXPECT_FALSE(look_alike("Borduria CERT®", "Graustark CERT®"));
}

TEST(Names, LookAlikeWithAnyStrokeForAnLInEveryCase) {
  for (const auto& [a, b] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"Ministry of Truth", "Mlnistry of Truth"},
                                                                            {"Ministry of Truth", "M1nistry of Truth"},
                                                                            {"Ministry of Truth", "M|nistry of Truth"},
                                                                            {"MINISTRY OF TRUTH", "Mlnistry of truth"},
                                                                            {"Borduria CERT", "Bordurla CERT"},
                                                                            {"Borduria CERT", "BORDURLA CERT"},
                                                                            {"borduria cert", "BordurIa CERT"},
                                                                            {"Illyria", "Lllyrla"},
                                                                            {"Alba", "A1ba"}})
    EXPECT_TRUE(look_alike(a, b)) << a << ", " << b;
}

TEST(Names, DoNotLookAlikeWhenTheyAreTold) {
  for (const auto& [a, b] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"Party two", "Party three"},
                                                                            {"Alba", "Borduria"},
                                                                            {"CERT 1", "CERT 2"},
                                                                            {"内政部", "外交部"},
                                                                            {"कुल", "कल"}})
    EXPECT_FALSE(look_alike(a, b)) << a << ", " << b;
}

TEST(Names, OfOtherScriptsBecomeHandlesToo) {
  EXPECT_EQ(handle_of("Ελλάς", "group"), "ellas");
  EXPECT_EQ(handle_of("Україна", "peer"), "ukraina");
  EXPECT_EQ(handle_of("Министерство юстиции", "peer"), "ministerstvo-usticii");
  EXPECT_EQ(handle_of("CERT України 2", "peer"), "cert-ukraini-2");
  for (const std::string_view name :
       {"Львів", "وزارة الداخلية", "משרד הפנים", "गृह मंत्रालय", "국립 센터", "กระทรวงมหาดไทย"}) {
    const std::string handle = handle_of(name, "peer");
    EXPECT_NE(handle, "peer") << name;
    EXPECT_EQ(handle.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos) << handle;
  }
  EXPECT_EQ(handle_of("Ελλ\xff", "peer"), "ell") << "what is no UTF-8 ends nothing";
}

TEST(Names, BecomeHandlesThatCanBeTyped) {
  EXPECT_EQ(handle_of("Carpania Élections Office", "peer"), "carpania-elections-office");
  EXPECT_EQ(handle_of("Ministry of the Interior", "peer"), "ministry-of-the-interior");
  EXPECT_EQ(handle_of("Bộ Công an", "peer"), "bo-cong-an");
  EXPECT_EQ(handle_of("ﬁrst - \u200bone!", "peer"), "first-one");
  EXPECT_EQ(handle_of("Łódź Straße Ærø", "peer"), "lodz-strasse-aero");
  EXPECT_EQ(handle_of("内政部", "peer"), "nei-zheng-bu");
  EXPECT_EQ(handle_of("🙂 !", "peer"), "peer");
}

}  // namespace
}  // namespace parley::names
