// For tests: the three worked cases. Lake Tarn and the Causeway are read from their files, statements only. Port Vellin
// has no gold: the statements that its README lists are put in by hand, as somebody who enters a case would have
// recorded them.
#pragma once

#include <gtest/gtest.h>

#include "accounts/accounts.h"
#include "accounts/fixture.h"
#include "accounts/gold.h"
#include "accounts/load.h"
#include "base/file.h"
#include "json/json.h"
#include "testing/vectors.h"

namespace parley::accounts::testing {

// A gold file: what a comparison of its statements has to come to by itself.
class Gold {
 public:
  explicit Gold(const std::filesystem::path& folder) : text_(read_file(folder / "gold.json").value()) {
    root_ = *parser_.parse(text_);
  }
  json::Element operator[](std::string_view section) const { return root_[section].value(); }
  json::Array list(std::string_view section) const { return list(root_, section); }

  // Members of anything in it; empty where there is none.
  static json::Array list(json::Element of, std::string_view name) { return of[name].get_array().value(); }
  static std::string text(json::Element of, std::string_view name) {
    std::string_view out;
    return of[name].get(out) == simdjson::SUCCESS ? std::string(out) : std::string();
  }
  static std::vector<std::string> texts(json::Element of, std::string_view name) {
    std::vector<std::string> out;
    json::Array all;
    if (of[name].get(all) != simdjson::SUCCESS) return out;
    for (const json::Element one : all) out.emplace_back(one.get_string().value());
    return out;
  }
  static bool flag(json::Element of, std::string_view name) {
    bool out = false;
    return of[name].get(out) == simdjson::SUCCESS && out;
  }

 private:
  std::string text_;
  json::Parser parser_;
  json::Element root_;
};

// What a reader computes must not be read: the sections that hold it get names that nobody knows.
inline Result<GoldCase> read_statements_only(const std::filesystem::path& folder, const std::string& slug) {
  PARLEY_TRY(std::string text, read_file(folder / "gold.json"));
  for (const std::string_view section : {"\"matrix\"", "\"verdicts\"", "\"changes_over_time\"", "\"shared_lines\""}) {
    const auto at = text.find(section);
    if (at != std::string::npos) text.replace(at + 1, 1, "x");
  }
  return read_gold(text, {.slug = slug, .created_by = {}, .read_text = [&](const std::string& name) {
                            return read_file(folder / name);
                          }});
}

inline Result<Material> worked_case(const std::filesystem::path& folder, const std::string& slug) {
  Material out;
  PARLEY_TRY(const GoldCase gold, read_statements_only(folder, slug));
  Loader loader(out);
  for (const CaseObject& object : gold.objects)
    PARLEY_TRY_STATUS(loader.add({.text = object.with_times("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z"),
                                  .journal = "main",
                                  .seq = 0,
                                  .received = {}}));
  loader.finish();
  return out;
}
inline Result<Material> lake_tarn(const std::filesystem::path& folder) { return worked_case(folder, "lake-tarn"); }

class PortVellin {
 public:
  Material material;

  // `folder` holds post.txt and courier.txt.
  explicit PortVellin(const std::filesystem::path& folder) {
    for (const char* const* one : {kPublishers[0], kPublishers[1]}) party(one[0], one[1], "publisher");
    for (const char* name : {"post", "courier"}) {
      Document document;
      document.id = std::string("artifact--") + name, document.name = name;
      document.title = name == std::string("post") ? "Harbour master blames tug for collision at Port Vellin"
                                                   : "Marlo Lines: ferry ran fast into a dark harbour";
      document.text = read_file(folder / (std::string(name) + ".txt")).value();
      document.voice = of(name);
      material.put(std::move(document));
    }
    parties();
    matters();
    statements();
  }

  PartyIndex of(std::string_view name) { return material.party("identity--" + std::string(name)); }
  PropositionIndex on(int number) { return material.proposition("proposition--P" + std::to_string(number)); }
  EventIndex at(std::string_view name) { return material.event("event--" + std::string(name)); }
  StatementIndex said(std::string_view name) { return material.statement("statement--" + std::string(name)); }

  // One statement; its words are looked up in the text of its document.
  struct Said {
    std::string name, doc, speaker, to, occasion, when, act, words;
    std::vector<std::string> via;
    std::vector<TakenStance> stances;
  };
  StatementIndex put(const Said& one) {
    Statement out;
    out.id = "statement--" + one.name, out.name = one.name;
    out.document = material.document("artifact--" + one.doc);
    out.speaker = of(one.speaker);
    if (!one.to.empty()) out.addressee = of(one.to);
    if (!one.occasion.empty()) out.occasion = at(one.occasion);
    out.when = one.when, out.act = one.act, out.words = one.words;
    out.chain.push_back({of(one.doc), "reports", kNone});
    for (const std::string& link : one.via) out.chain.push_back({of(link), "reports", kNone});
    out.stances = one.stances;
    if (!one.words.empty()) out.content_spans.push_back(span(material.documents()[out.document].text, one.words));
    const bool quoted = one.words.starts_with("“");
    out.form = quoted && one.words.ends_with("”") ? Form::direct : Form::mixed;
    return material.put(std::move(out));
  }

 private:
  static constexpr const char* kPublishers[2][2] = {{"post", "the Vellin Post"}, {"courier", "the Oriel Courier"}};

  void party(const char* name, const char* title, const char* kind, const char* speaks_for = "") {
    Party out;
    out.id = std::string("identity--") + name, out.name = name, out.title = title, out.kind = kind;
    if (*speaks_for != '\0') out.speaks_for = of(speaks_for);
    material.put(std::move(out));
  }

  void parties() {
    party("marlo", "Marlo Lines", "organisation");
    party("transit", "Vellin Transit", "organisation");
    party("corvo", "Ines Corvo", "person");
    party("hessel", "Jan Hessel", "person", "transit");
    party("lookout", "the lookout of the ferry", "unnamed", "transit");
    party("gant", "Peter Gant", "person", "marlo");
    party("brandt", "Ole Brandt", "person", "marlo");
    party("passenger", "a passenger", "unnamed");
    party("deckhand", "a deckhand of the ferry", "unnamed");
    party("union", "the seamen’s union", "organisation");
    party("letter", "a letter of the seamen’s union", "document", "union");
    party("moll", "Dita Moll", "person", "union");
    party("council", "the town council", "organisation");
    party("board", "the Maritime Board", "organisation");
    party("reve", "Anton Reve", "person");
  }

  void matters() {
    const char* texts[] = {"the tug crossed a red light",
                           "the tug had its lamps lit",
                           "the harbour lights worked without fault",
                           "the ferry came faster than four knots",
                           "the tug’s mate had been drinking",
                           "the tug’s crew were shouting before the blow"};
    for (int i = 0; i < 6; ++i) {
      Proposition out;
      out.id = "proposition--P" + std::to_string(i + 1), out.name = "P" + std::to_string(i + 1), out.text = texts[i];
      material.put(std::move(out));
    }
    const char* events[][3] = {{"council", "Corvo before the town council", "Monday"},
                               {"blow", "the collision", "Wednesday night"},
                               {"quay", "on the quay", ""},
                               {"post", "Corvo to the Post", "Thursday"},
                               {"gant1", "Gant to the Post", "Thursday"},
                               {"gant2", "Gant to the Courier", "Friday"},
                               {"asked", "Corvo, asked on Friday", "Friday"},
                               {"note", "the note of Vellin Transit", "Friday"}};
    for (const auto& one : events) {
      Event out;
      out.id = std::string("event--") + one[0], out.name = one[0], out.title = one[1], out.when = one[2];
      material.put(std::move(out));
    }
  }

  static TakenStance taken(int proposition, Stance stance) {
    TakenStance out;
    out.proposition = static_cast<PropositionIndex>(proposition - 1), out.stance = stance;
    return out;
  }

  // By their numbers in the README, and behind them what it calls right as well.
  void statements() {
    using enum Stance;
    put({"n01",
         "post",
         "corvo",
         "post",
         "post",
         "Thursday",
         "says",
         "“The tug crossed a red light,”",
         {},
         {taken(1, affirms)}});
    put({"n02",
         "post",
         "hessel",
         "corvo",
         "quay",
         "",
         "tells",
         "that the tug “came out of the dark without a lamp”",
         {"corvo"},
         {taken(2, denies)}});
    put({"n03",
         "post",
         "lookout",
         "hessel",
         "",
         "",
         "tells",
         "that the crew of the tug were shouting in panic before the blow",
         {"corvo", "hessel"},
         {taken(6, affirms)}});
    put({"n04",
         "post",
         "gant",
         "post",
         "gant1",
         "Thursday",
         "says",
         "that the Kestrel “had every lamp lit and every right of way”",
         {},
         {taken(2, affirms)}});
    put({"n05",
         "post",
         "gant",
         "post",
         "gant1",
         "Thursday",
         "declines",
         "that the company “does not discuss its people”",
         {},
         {taken(5, declines)}});
    put({"n06",
         "post",
         "corvo",
         "council",
         "council",
         "Monday",
         "tells",
         "that the harbour lights “work without fault”",
         {},
         {taken(3, affirms)}});
    put({"n07",
         "post",
         "corvo",
         "post",
         "post",
         "Thursday",
         "says",
         "that one of the two red lamps at the inner mouth “has been unsteady since spring”",
         {},
         {taken(3, denies)}});
    put({"n08", "post", "passenger", "post", "", "", "tells", "that it felt “more like ten”", {}, {taken(4, alleges)}});
    put({"n09",
         "courier",
         "brandt",
         "",
         "",
         "",
         "sees",
         "“Our captain saw her come round the mole at ten knots or more,”",
         {"gant"},
         {taken(4, affirms)}});
    put({"n10",
         "courier",
         "deckhand",
         "brandt",
         "quay",
         "",
         "admits",
         "that “we were late and we were flying”",
         {"letter", "brandt"},
         {taken(4, affirms)}});
    put({"n11",
         "courier",
         "transit",
         "courier",
         "note",
         "Friday",
         "says",
         "“The Aurelia was not late and was not fast,”",
         {},
         {taken(4, denies)}});
    put({"n12",
         "courier",
         "corvo",
         "",
         "asked",
         "Friday",
         "declines",
         "that she would “leave that to the Maritime Board”",
         {},
         {taken(3, declines)}});
    put({"x01",
         "courier",
         "gant",
         "courier",
         "gant2",
         "Friday",
         "says",
         "“There was no red light to cross.",
         {},
         {taken(1, denies)}});
    put({"x02",
         "courier",
         "gant",
         "courier",
         "gant2",
         "Friday",
         "says",
         "that the harbour lights were out",
         {},
         {taken(3, denies)}});
    put({"x03",
         "post",
         "transit",
         "",
         "",
         "Thursday",
         "says",
         "that the Aurelia kept to her timetable and to the rules, and that her speed at the mouth was four knots",
         {},
         {taken(4, denies)}});
    put({"x04",
         "courier",
         "reve",
         "",
         "",
         "",
         "says",
         "that the harbour “works without fault”",
         {},
         {taken(3, accepts)}});
  }

  static Span span(const std::string& text, const std::string& words) {
    const std::size_t at = text.find(words);
    EXPECT_NE(at, std::string::npos) << words;
    EXPECT_EQ(text.find(words, at + 1), std::string::npos) << words << ": more than once";
    Span out;
    const std::string_view before = std::string_view(text).substr(0, at);
    out.byte_start = at, out.byte_end = at + words.size(), out.text = words;
    out.start = CodePoints(before).count(), out.end = out.start + CodePoints(words).count();
    out.line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    return out;
  }
};

}  // namespace parley::accounts::testing
