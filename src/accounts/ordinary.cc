// A small table of ordinary English, of our own making: in how many of a hundred invented reports a word stands (in
// sixty, thirty, fifteen, eight), without the names of their worlds, and what is as ordinary though those reports
// happen not to have it. Turns of phrase that officials and reporters use everywhere count as one common word, however
// rare their words are. In other languages nothing is known, and each word counts the same. Tests:
// shared_lines_test.cc.
#include "accounts/ordinary.h"

#include <array>
#include <unordered_map>

namespace parley::accounts {
namespace {

// In sixty of a hundred reports.
constexpr std::string_view kEverywhere =
    "a about according an and are as asked at be been but by did for from had has have he her his in is it its "
    "last no not of on one people she that the them they this to told was week were which who will with would "
    "year ";

// In thirty.
constexpr std::string_view kUsual =
    "after all am answer any aren't back because before believe both came can't claim closed confirmed could "
    "days described didn't do does doesn't don't every first foreign former found going government he's him "
    "hours how i i'll i'm i've if isn't it's know later look may me members minutes month more most my name "
    "never news now office officials only open or other out over own party points poll post president "
    "promised put question read release report run second she's show since so some state statement take tell "
    "than that's their there there's they're think third through time under up us vote want warned wasn't we'll "
    "we're what what's when where whether within without won't work wrote you you're ";

// In fifteen.
constexpr std::string_view kCommon =
    "accepted account accused added adviser again against ago agreed aides also always among analysts announced "
    "another anyone appeared argued being best better between big bill bit blamed board built can care case "
    "changed chief come comment committee company consider cost country course cut date decided declined denied "
    "different director disputed done door down each either emails end estimates evening everything evidence "
    "exchange expected explained fact figure follow gave general get give go good got governor great group hand "
    "hands hear heard held high himself hold home hope hospital house including intelligence interview into "
    "just keep kind law lawyer lead leaders least leave left less let letter like line list live long lost lot "
    "low made make man many matter meeting mention message met million ministry money morning moved much near "
    "need neither next night none nothing numbers off offered officers often old once opponent order our "
    "outside page paid paper parking part pay percent person plan point presidential press public published "
    "raised rally rate reached really recalled received records refused rejected remark replied reply requested "
    "returns ruling running same school secretary security see seen senator sent service shared should side "
    "signed single sit somebody something sort speaking spring start such suggested supporters supports survey "
    "table taken talk telephone thank then thing things those though today tomorrow too took town trade turned "
    "twice until urged used view wait water way ways well while whose why words writing your ";

// In eight.
constexpr std::string_view kKnown =
    "nobody above absolutely act actually advised afternoon agencies agency ahead almost alone already ambassador "
    "anonymity anything arrived assured attack attended attributes away began begins behind border break "
    "breakfast briefing bring brother budget building bureau buy cabinet cannot capital carried carry cautioned "
    "cent certain chair chairman chairwoman channel charges check citing city clear clearly client colleague "
    "commission complained completely conceded concern concluded conclusions condition conference confidence "
    "conversation copied copy count countries county court crew crowd data debate decision declared demanded "
    "deputy desk directs disagreed discuss discussed dismissed district doctors document doing donors doubled "
    "doubt draft driver earlier early eight else employs endorsed engineers enough entered entire ever "
    "everybody everyone examined executive experts expressed face failed families family far father fear few "
    "fifth filed finance find fine finished fire firm flat floor forces form friends full fund further given "
    "gone half hall happened hard head health help host husband idea important independent informed inquiry "
    "inside insisted intend interest issued itself job journalists judge kept knew known land late laughed "
    "learned led lies likely link listened little longer loss lunch majority manager margin market mate maybe "
    "mean meant media men might military mind mine mother must network northern notice obtained operator "
    "opinion parliament parties passed past per perhaps phone place plant played police politics position "
    "possible power present price print private privately program project proposal proposed provided quite "
    "quote race rang rather real regrets remains resigned respond rest result retired review right river road "
    "room scientists seats seemed sell send senior sentence serious serve several short shown simply small sold "
    "sound source speech spent split spoke spoken staff stage stand station stay still stood stop story study "
    "summary supposed sure team ten term test these thirty thought ticket tired together trains treated trouble "
    "truck true use version very video visit voice walked watching website welcomed went whole whom wife wins "
    "winter wish woman won workers written wrong yesterday young ";

// Their words as they may stand, endings cut.
constexpr std::array<std::string_view, 44> kTurns = {"great majority of",
                                                     "vast majority of",
                                                     "overwhelming majority of",
                                                     "take this very seriously",
                                                     "take this matter very seriously",
                                                     "takes very seriously",
                                                     "very seriously",
                                                     "on condition of anonymity",
                                                     "no further comment",
                                                     "further comment",
                                                     "cooperate fully",
                                                     "cooperating fully",
                                                     "fully cooperating",
                                                     "thoughts and prayers",
                                                     "at the end of the day",
                                                     "before the end of the year",
                                                     "by the end of the year",
                                                     "the end of the year",
                                                     "the end of the month",
                                                     "as soon as possible",
                                                     "in the coming days",
                                                     "in the coming weeks",
                                                     "rule of law",
                                                     "under investigation",
                                                     "ongoing investigation",
                                                     "for the first time",
                                                     "a matter of time",
                                                     "on behalf of",
                                                     "in accordance with",
                                                     "with immediate effect",
                                                     "until further notice",
                                                     "in the interest of",
                                                     "in good faith",
                                                     "to the best of my knowledge",
                                                     "beyond reasonable doubt",
                                                     "the international community",
                                                     "national security",
                                                     "law enforcement",
                                                     "human rights",
                                                     "prime minister",
                                                     "per cent of",
                                                     "news conference",
                                                     "not going to get into",
                                                     "thank you very much"};

void take(std::string_view words, unsigned bits, std::unordered_map<std::uint64_t, unsigned>& table) {
  // A stem that is in two lists keeps the value of the first, in which it is more ordinary.
  for (const Word& word : words_of(words)) table.emplace(word.stem, bits);
}

// By stems and made once, at the first word that is asked about.
const std::unordered_map<std::uint64_t, unsigned>& table() {
  static const auto kTable = [] {
    std::unordered_map<std::uint64_t, unsigned> out;
    take(kEverywhere, kEverywhereBits, out), take(kUsual, 4, out), take(kCommon, 6, out), take(kKnown, 8, out);
    return out;
  }();
  return kTable;
}

}  // namespace

unsigned bits_of(const Word& word, Ordinary language) {
  // A character of a script without spaces is in no table, in whatever language.
  if (word.single) return kSingleBits;
  if (language == Ordinary::unknown) return kUnknownBits;
  if (word.weak) return kWeakBits;
  const auto at = table().find(word.stem);
  return at == table().end() ? kRareBits : at->second;
}

const std::vector<std::vector<std::uint64_t>>& ordinary_turns() {
  static const auto kStems = [] {
    std::vector<std::vector<std::uint64_t>> out;
    for (const std::string_view turn : kTurns) {
      std::vector<std::uint64_t> stems;
      for (const Word& word : words_of(turn)) stems.push_back(word.stem);
      out.push_back(std::move(stems));
    }
    return out;
  }();
  return kStems;
}

}  // namespace parley::accounts
