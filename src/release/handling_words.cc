#include "release/handling_words.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <string>

#include "release/fold.h"

namespace parley::release {
namespace {

// The words of each kind stand as they are read (word_key()).
// All words of a text must be of these two kinds, so that "secret scanning" or "restricted shell" says something
// else: "NATO SECRET", "SECRET//NOFORN", "EU-RESTREINT", "TRÈS SECRET DÉFENSE", "VS - Nur für den Dienstgebrauch".
constexpr std::string_view kSecrecies[] = {
    "secret",        "topsecret",      "confidential",   "confidentiel", "confidentielle",
    "confidencial",  "confidenziale",  "restricted",     "restreint",    "restreinte",
    "reservado",     "riservato",      "riservatissimo", "secreto",      "segreto",
    "segretissimo",  "secreta",        "geheim",         "geheime",      "vertraulich",
    "vertrouwelijk", "classified",     "noforn",         "fouo",         "orcon",
    "nfd",           "dienstgebrauch", "protected",      "diffusion",    "tajne",
    "poufne",        "zastrzezone",    "hemlig",         "salainen",     "luottamuksellinen",
    "titkos",        "bizalmas",       "gizli",          "cui",          "sbu",
    "les",           "sensitive",      "verschlusssache"};
constexpr std::string_view kBesideLevels[] = {
    "nato",        "otan",   "cosmic", "atomal",   "eu",       "ue",         "us",           "usa",
    "uk",          "un",     "fr",     "de",       "vs",       "v",          "top",          "tres",
    "streng",      "scisle", "zeer",   "erittain", "official", "defense",    "defence",      "nur",
    "fur",         "fuer",   "den",    "level",    "only",     "eyes",       "si",           "tk",
    "hcs",         "sap",    "rel",    "relto",    "to",       "fvey",       "five",         "nf",
    "imcon",       "propin", "nc",     "nr",       "ns",       "cts",        "and",          "law",
    "enforcement", "for",    "use",    "limited",  "limitee",  "controlled", "unclassified", "information",
    "a",           "b"};
constexpr std::string_view kWholeLatin[] = {"no-sharing",
                                            "no-share",
                                            "noshare",
                                            "nosharing",
                                            "dont-share",
                                            "not-shareable",
                                            "non-shareable",
                                            "not-for-sharing",
                                            "no-distribution",
                                            "no-forwarding",
                                            "no-foreign",
                                            "no-foreigners",
                                            "no-foreign-nationals",
                                            "not-for-foreigners",
                                            "no-foreign-release",
                                            "nodis",
                                            "internal-only",
                                            "internal-use",
                                            "nur-intern",
                                            "internal-use-only"};
constexpr std::string_view kWholeOther[] = {"секретно",
                                            "совершенно секретно",
                                            "сов секретно",
                                            "особой важности",
                                            "для служебного пользования",
                                            "дсп",
                                            "конфиденциально",
                                            "таємно",
                                            "цілком таємно",
                                            "для службового користування",
                                            "конфіденційно",
                                            "поверително",
                                            "строго секретно",
                                            "απόρρητο",
                                            "άκρως απόρρητο",
                                            "εμπιστευτικό",
                                            "機密",
                                            "极密",
                                            "極秘",
                                            "秘",
                                            "绝密",
                                            "秘密",
                                            "機密文件",
                                            "内部资料",
                                            "대외비",
                                            "비밀",
                                            "سري",
                                            "سري للغاية",
                                            "סודי",
                                            "סודי ביותר"};
// Not among them, with intent: admiralty-scale (how far a source is to be believed) and misp (what an object
// is), but for the one tag that forbids to hand on.
constexpr std::string_view kTaxonomies[] = {"nato-classif",
                                            "fr-classif",
                                            "de-vs",
                                            "dni-ism",
                                            "euci",
                                            "eu-classif",
                                            "iep-",
                                            "iep2-",
                                            "cssa-sharing",
                                            "misp-should-not-sync",
                                            "data-classification",
                                            "classification",
                                            "protective-marking"};
struct Words {
  Says says;
  std::span<const std::string_view> words;
};
constexpr Words kWords[] = {
    {Says::level, kSecrecies},  {Says::beside, kBesideLevels}, {Says::whole, kWholeLatin},
    {Says::whole, kWholeOther}, {Says::taxonomy, kTaxonomies},
};

// The levels in other languages, as they stand beside a scale: "rouge tlp", "PAP rot", "red" in Cyrillic.
constexpr std::string_view kOtherColours[] = {
    "rouge",     "rojo",     "roja",    "rosso",     "rossa",     "vermelho",  "vermelha",    "encarnado",
    "rot",       "rote",     "rood",    "rode",      "rod",       "rodt",      "czerwony",    "czerwone",
    "cerveny",   "cervena",  "crven",   "crvena",    "rdeca",     "rosu",      "piros",       "voros",
    "punainen",  "punane",   "sarkans", "raudona",   "kirmizi",   "merah",     "nyekundu",    "dearg",
    "coch",      "vermell",  "gorri",   "ambre",     "ambar",     "ambra",     "bernstein",   "gelb",
    "jaune",     "amarillo", "giallo",  "amarelo",   "geel",      "gul",       "zolty",       "zluta",
    "keltainen", "sari",     "orange",  "naranja",   "arancione", "laranja",   "oranje",      "pomaranczowy",
    "oranzova",  "oranssi",  "yellow",  "bursztyn",  "barnsten",  "borostyan", "meripihka",   "kehribar",
    "vert",      "verde",    "gruen",   "grun",      "groen",     "gron",      "zielony",     "zelena",
    "vihrea",    "yesil",    "blanc",   "blanco",    "bianco",    "branco",    "weiss",       "wit",
    "vit",       "bialy",    "bila",    "valkoinen", "beyaz",     "красный",   "красная",     "красное",
    "червоний",  "червен",   "желтый",  "янтарный",  "янтарь",    "жовтий",    "бурштиновий", "зеленый",
    "зелений",   "белый",    "білий",   "κόκκινο",   "πορτοκαλί", "κίτρινο",   "πράσινο",     "λευκό",
    "أحمر",      "برتقالي",  "כתום",    "אדום",      "红",        "红色",      "紅",          "赤",
    "橙",        "琥珀",     "黄",      "绿",        "緑",        "白",        "빨강",        "적색"};

// What may stand beside a colour in a label of two words, and makes a level of it: "niveau rouge", "class:rouge".
constexpr std::string_view kLevelWords[] = {
    "level",        "niveau", "nivel",    "nível",   "livello", "stufe",    "niva",          "poziom",      "taso",
    "szint",        "seviye", "nivo",     "nivell",  "уровень", "рівень",   "ниво",          "класс",       "class",
    "classe",       "clase",  "klasse",   "επίπεδο", "等级",    "レベル",   "مستوى",         "רמה",         "stoplight",
    "trafficlight", "ampel",  "semaforo", "semafor", "feu",     "светофор", "verkeerslicht", "sygnalizator"};
constexpr std::string_view kSmallWords[] = {
    "do",       "not",  "dont",   "no",       "only", "please", "share",     "sharing", "forward",
    "strictly", "keep", "handle", "handling", "as",   "is",     "marked",    "marking", "mark",
    "the",      "a",    "le",     "la",       "les",  "l",      "il",        "lo",      "el",
    "der",      "die",  "das",    "de",       "du",   "des",    "del",       "della",   "di",
    "do",       "da",   "of",     "van",      "nur",  "bitte",  "seulement", "solo",    "svp"};
constexpr std::string_view kHoldingWords[] = {
    "embargo",     "embargoed", "sperrfrist",   "sperre",     "gesperrt",    "zuruckgehalten", "zurueckgehalten",
    "withheld",    "withhold",  "held",         "hold",       "locked",      "frozen",         "blocked",
    "retenu",      "retenue",   "bloque",       "bloquee",    "bloqueado",   "bloqueada",      "retenido",
    "retenida",    "bloccato",  "bloccata",     "trattenuto", "vergrendeld", "geblokkeerd",    "wstrzymane",
    "zablokowane", "эмбарго",   "заблокировано"};
// Behind "no foreign", the longer before its beginning.
constexpr std::string_view kForeign[] = {
    "governments", "government", "dissemination", "distribution", "recipients", "disclosures",
    "disclosure",  "nationals",  "national",      "releases",     "release",    "citizens",
    "partners",    "persons",    "parties",       "sharing",      "access",     "states",
    "party",       "eyes",       "use",           "only",         "ers",        "er"};

// A skeleton makes some letters of other alphabets Latin, so a table goes through it, too.
std::set<std::string, std::less<>> keys_of(std::span<const std::string_view> words) {
  std::set<std::string, std::less<>> out;
  for (const std::string_view word : words) out.insert(word_key(word));
  return out;
}

}  // namespace

std::optional<Says> what_says(std::string_view key) {
  // Where one key stands in two rows of the table, the first row counts.
  static const auto all = [] {
    std::map<std::string, Says, std::less<>> out;
    for (const Words& row : kWords)
      for (const std::string_view word : row.words) out.try_emplace(word_key(word), row.says);
    return out;
  }();
  const auto at = all.find(key);
  return at == all.end() ? std::nullopt : std::optional(at->second);
}

bool begins_taxonomy(std::string_view key) {
  return std::any_of(std::begin(kTaxonomies), std::end(kTaxonomies),
                     [&](std::string_view one) { return key.starts_with(one); });
}

bool is_other_colour(std::string_view key) {
  static const auto all = keys_of(kOtherColours);
  return all.contains(key);
}

bool is_level_word(std::string_view key) {
  static const auto all = keys_of(kLevelWords);
  return all.contains(key);
}

bool is_level_and_colour(std::string_view key) {
  const auto is_colour = [](std::string_view one) { return one == "red" || one == "amber" || is_other_colour(one); };
  constexpr std::size_t kMost = 64;  // in bytes: longer than any two of them
  if (key.size() > kMost) return false;
  for (std::size_t at = 2; at + 2 < key.size(); ++at) {
    const std::string_view front = key.substr(0, at), back = key.substr(at);
    if ((is_level_word(front) && is_colour(back)) || (is_colour(front) && is_level_word(back))) return true;
  }
  return false;
}

bool is_small_word(std::string_view key) {
  static const auto all = keys_of(kSmallWords);
  return all.contains(key);
}

bool is_holding_word(std::string_view key) {
  static const auto all = keys_of(kHoldingWords);
  return all.contains(key);
}

bool is_no_foreign(std::string_view joined) {
  const auto begins = [&](std::string_view one) {
    if (!joined.starts_with(one)) return false;
    joined.remove_prefix(one.size());
    return true;
  };
  if (!begins("noforeign") && !begins("notforforeign") && !begins("nonforeign")) return false;
  while (!joined.empty())
    if (std::none_of(std::begin(kForeign), std::end(kForeign), begins)) return false;
  return true;
}

}  // namespace parley::release
