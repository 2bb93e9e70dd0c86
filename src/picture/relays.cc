// Who relies on whom. Origins stand at the side where a line begins, grouped by side; those who pass words on in
// columns by how far they are from them; pages at the end. A relay stands at the mean height of what enters it, and all
// of a column are pushed apart. Lines run level through the columns and change their height only between them, in the
// gap where they cross the fewest names, and of those in the last: so a line that goes straight to the page drops late.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "picture/canvas.h"
#include "text/display.h"

namespace parley::picture {
namespace {

// What is beyond these is drawn as one, "others" or "N other documents", so that every line still ends somewhere.
constexpr std::size_t kMostInColumn = 8, kMostPages = 6;

// The measures of a drawing: the large one, and the one for the corner of the brief.
struct Measures {
  double width, names, sign, name_size, small_size, paper_width, column_gap, line_step, row_gap;
  std::size_t depth;  // columns of those who pass words on
  bool heads;
};
constexpr Measures kLarge{760, 146, 12, 12, 9.5, 116, 44, 7, 16, 3, true};
constexpr Measures kSmall{302, 68, 11, 11, 9.8, 58, 10, 6, 10, 2, false};

// Ways of one origin in one manner that take one path: drawn as one line.
struct Thread {
  std::size_t origin;  // of the drawn ones
  Sign sign;
  std::vector<std::size_t> nodes;  // of the drawn ones, by depth
  std::size_t page;
  auto operator<=>(const Thread&) const = default;
};
struct Node {
  std::size_t depth;
  Who who;
  bool paper = false;
  double y = 0, height = 0;
  std::vector<std::string> lines;
  std::string under;  // as it fits
};
// Who can know, or several of one path who are drawn as one: then `who` is the first of them.
struct Origin {
  Who who;
  double top = 0, height = 0;
  std::vector<std::string> lines;
};

class Drawing {
 public:
  Drawing(const Relays& of, const Reading& reading, const Measures& measures)
      : of_(of), reading_(reading), m_(measures), canvas_(measures.width, reading.from_right) {}

  // The order matters: what is drawn is chosen first, since a thread names origins and pages by their place in the
  // drawing; then places are given from the origins to the pages, each from what was placed before it; lines go below
  // names, as SVG paints in the order of its text.
  Sheet draw() {
    choose_origins();
    choose_pages();
    thread_ways();
    place_origins();
    place_columns();
    place_nodes();
    heads();
    lines();
    borrowings();
    names();
    if (!left_out_.empty())
      canvas_.text(6, height_ + 12, left_out_, {.size = m_.small_size, .ink = Ink::soft}), height_ += 20;
    return std::move(canvas_).take(height_ + 6, of_.title, of_.description);
  }

 private:
  // Origins beyond the limit are put together where they take the same path in the same manner; then those with the
  // fewest ways are left to the list.
  void choose_origins() {
    using Paths = std::set<std::tuple<Sign, std::vector<std::size_t>, std::size_t>>;
    std::vector<Paths> paths(of_.origins.size());
    for (const auto& way : of_.ways) paths[way.origin].insert({way.sign, way.through, way.page});
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < of_.origins.size(); ++i)
      if (!paths[i].empty()) order.push_back(i);
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return side_rank(of_.origins[i].place); });
    std::vector<std::vector<std::size_t>> groups;
    std::map<std::pair<Place, Paths>, std::size_t> same;
    for (const std::size_t i : order) {
      const auto [at, is_new] = same.try_emplace({of_.origins[i].place, paths[i]}, groups.size());
      if (order.size() > kMostOrigins && !is_new)
        groups[at->second].push_back(i);
      else
        groups.push_back({i});
    }
    if (groups.size() > kMostOrigins) {
      std::vector<std::size_t> weight(groups.size());
      std::iota(weight.begin(), weight.end(), 0);
      std::ranges::stable_sort(weight, std::greater<>(), [&](std::size_t g) { return paths[groups[g][0]].size(); });
      std::set<std::size_t> kept(weight.begin(), weight.begin() + kMostOrigins);
      std::size_t out = 0;
      std::vector<std::vector<std::size_t>> rest;
      for (std::size_t g = 0; g < groups.size(); ++g)
        if (kept.contains(g))
          rest.push_back(groups[g]);
        else
          out += groups[g].size();
      groups = std::move(rest);
      left_out_ = fmt::format("And {} more, in the list.", out), canvas_.leave_to_list();
    }
    drawn_.assign(of_.origins.size(), std::nullopt);
    for (const auto& group : groups) {
      for (const std::size_t i : group) drawn_[i] = origins_.size();
      Origin one{of_.origins[group[0]], 0, 0, {}};
      one.lines = name_lines(one.who.name, Face::sans_strong, m_.name_size, m_.names - (m_.heads ? 16 : 2));
      canvas_.leave_if_cut(one.lines);
      if (group.size() > 1) one.lines.push_back(fmt::format("and {} more", group.size() - 1)), canvas_.leave_to_list();
      origins_.push_back(std::move(one));
    }
  }
  // The order of reading: A, B, who stands on both sides, others.
  static int side_rank(Place place) {
    return place == Place::a ? 0 : place == Place::b ? 1 : place == Place::both ? 2 : 3;
  }

  // The last place stands for all further documents, so page_of() maps each of them to it.
  void choose_pages() {
    const std::size_t kept = of_.pages.size() > kMostPages ? kMostPages - 1 : of_.pages.size();
    for (std::size_t i = 0; i < kept; ++i) pages_.push_back(of_.pages[i]);
    if (kept == of_.pages.size()) return;
    pages_.push_back(fmt::format("{} other documents", of_.pages.size() - kept)), canvas_.leave_to_list();
  }
  std::size_t page_of(std::size_t page) const { return std::min(page, pages_.size() - 1); }

  // A chain that is longer than there are columns keeps its ends; between them stands how many others passed it on. A
  // column with too many keeps the first and puts the rest into one.
  std::size_t node(std::size_t depth, Who who, bool paper) {
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      if (nodes_[i].depth == depth && nodes_[i].who.name == who.name && nodes_[i].who.under == who.under &&
          nodes_[i].paper == paper)
        return i;
    const auto in_column = std::ranges::count(nodes_, depth, &Node::depth);
    if (static_cast<std::size_t>(in_column) >= kMostInColumn - 1 && who.name != "others") {
      canvas_.leave_to_list();
      return node(depth, {"others", "", Place::others}, false);
    }
    nodes_.push_back({depth, std::move(who), paper, 0, 0, {}, {}});
    return nodes_.size() - 1;
  }
  // From ways to what is drawn of them: two ways that look alike become one thread. Sorted by origin and sign, so that
  // place_origins() and names() meet all threads of one sign one after the other and draw the sign once.
  void thread_ways() {
    std::set<Thread> seen;
    for (const auto& way : of_.ways) {
      if (!drawn_[way.origin]) continue;
      Thread thread{*drawn_[way.origin], way.sign, {}, page_of(way.page)};
      const std::size_t length = way.through.size(), most = m_.depth;
      for (std::size_t k = 0; k < std::min(length, most); ++k) {
        // In three columns the first, how many others, and the last; in two the first, and how many others.
        const bool middle = length > most && k == 1;
        if (middle) canvas_.leave_to_list();
        const std::size_t others = most == 3 ? length - 2 : length - 1;
        const auto& relay = of_.relays[way.through[length > most && k == 2 ? length - 1 : k]];
        thread.nodes.push_back(middle ? node(k, {fmt::format("{} others", others), "", Place::others}, false)
                                      : node(k, relay.who, relay.paper));
      }
      if (seen.insert(thread).second) threads_.push_back(std::move(thread));
    }
    std::ranges::stable_sort(threads_, {}, [](const Thread& t) { return std::pair(t.origin, t.sign); });
    for (const Node& one : nodes_) depth_ = std::max(depth_, one.depth + 1);
  }

  // How many threads begin at an origin.
  std::size_t count_of(std::size_t origin) const {
    return static_cast<std::size_t>(std::ranges::count(threads_, origin, &Thread::origin));
  }
  // Lines of one sign stand close, behind it; another sign begins lower.
  void place_origins() {
    double y = m_.heads ? 26 : 4;
    // The side that the origin before was of: another one begins lower and gets a heading in the large drawing.
    std::optional<Place> place;
    starts_.assign(threads_.size(), 0);
    for (std::size_t i = 0; i < origins_.size(); ++i) {
      Origin& origin = origins_[i];
      if (place != origin.who.place)
        y += (place ? (m_.heads ? 12 : 8) : 0), side_top_[origin.who.place] = y, y += m_.heads ? 16 : 0;
      place = origin.who.place;
      // Counted from the origin's own top here; starts_ is moved to its place when its whole height is known.
      double height = 0;
      const Sign* last = nullptr;
      for (std::size_t t = 0; t < threads_.size(); ++t) {
        if (threads_[t].origin != i) continue;
        if (last == nullptr || *last != threads_[t].sign)
          height += height == 0 ? m_.sign / 2 : m_.sign + 3;
        else
          height += m_.line_step;
        last = &threads_[t].sign;
        starts_[t] = height;
      }
      height += m_.sign / 2;
      const double text = static_cast<double>(origin.lines.size()) * (m_.name_size + 1) +
                          (origin.who.under.empty() || m_.heads ? 0 : m_.small_size + 1);
      origin.height = std::max({height, text, m_.sign});
      origin.top = y;
      for (std::size_t t = 0; t < threads_.size(); ++t)
        if (threads_[t].origin == i) starts_[t] += y + (origin.height - height) / 2;
      y += origin.height + m_.row_gap;
      side_end_[origin.who.place] = y - m_.row_gap;
    }
    height_ = y;
  }

  // As wide as their names; what is left is shared among the gaps.
  void place_columns() {
    const double begin = m_.names + m_.sign + 10, end = m_.width - m_.paper_width;
    // There is a gap before each column and one behind the last. Names are wrapped to what the gaps leave, and a column
    // that needs less gives the rest back to the gaps.
    const double gaps = m_.column_gap * static_cast<double>(depth_ + 1);
    const double most = depth_ == 0 ? 0 : std::min(130.0, (end - begin - gaps) / static_cast<double>(depth_));
    std::vector<double> widths(depth_, 0);
    for (Node& one : nodes_) {
      const double size = m_.name_size - 1, inner = most - (one.paper ? 10 : 0);
      one.lines = name_lines(one.who.name, Face::sans_strong, size, inner);
      double wide = 0;
      for (const auto& line : one.lines) wide = std::max(wide, width_of(line, Face::sans_strong, size));
      if (const auto under = lines_of(one.who.under, Face::sans, m_.small_size, inner, 1); !one.paper && !under.empty())
        one.under = under[0];
      wide = std::max(wide, width_of(one.under, Face::sans, m_.small_size));
      one.height =
          static_cast<double>(one.lines.size()) * (size + 1.5) + (one.under.empty() ? 0 : m_.small_size + 1.5) + 8;
      widths[one.depth] = std::max(widths[one.depth], wide + (one.paper ? 10 : 0) + 10);
    }
    const double used = std::accumulate(widths.begin(), widths.end(), 0.0);
    const double gap = (end - begin - used) / static_cast<double>(depth_ + 1);
    double x = begin;
    gaps_.push_back({x, x + gap});
    for (const double width : widths) {
      x += gap;
      columns_.push_back({x, x + width});
      gaps_.push_back({x + width, x + width + gap});
      x += width;
    }
  }

  // By depth: what enters a column was placed before it. Then the pages.
  void place_nodes() {
    const double top = m_.heads ? 30 : 6;
    for (std::size_t depth = 0; depth < depth_; ++depth) {
      std::vector<std::size_t> here;
      std::vector<double> wished, heights;
      for (std::size_t n = 0; n < nodes_.size(); ++n) {
        if (nodes_[n].depth != depth) continue;
        here.push_back(n);
        double sum = 0, count = 0;
        for (std::size_t t = 0; t < threads_.size(); ++t)
          if (threads_[t].nodes.size() > depth && threads_[t].nodes[depth] == n)
            sum += depth == 0 ? starts_[t] : nodes_[threads_[t].nodes[depth - 1]].y, ++count;
        // At least 28, so that one short name below another keeps a distance for the lines that enter them.
        wished.push_back(count == 0 ? top : sum / count), heights.push_back(std::max(28.0, nodes_[n].height));
      }
      const auto at = pushed_apart(wished, heights, 6, top);
      for (std::size_t i = 0; i < here.size(); ++i)
        nodes_[here[i]].y = at[i], height_ = std::max(height_, at[i] + heights[i] / 2);
    }
    std::vector<double> wished, heights;
    for (std::size_t p = 0; p < pages_.size(); ++p) {
      double sum = 0;
      std::set<std::pair<double, bool>> entering;
      for (std::size_t t = 0; t < threads_.size(); ++t)
        if (threads_[t].page == p) sum += entry_height(t), ++entries_[p];
      const auto lines = static_cast<double>(ends_at(p).size());
      page_lines_.push_back(
          lines_of(pages_[p], Face::sans_strong, m_.heads ? 11 : 10, m_.paper_width - (m_.heads ? 16 : 11), 2));
      heights.push_back(std::max((m_.heads ? 32.0 : 14.0) + static_cast<double>(page_lines_.back().size()) * 12,
                                 lines * m_.line_step + 14));
      wished.push_back(entries_[p] == 0 ? top : sum / static_cast<double>(entries_[p]));
    }
    // Pages keep a wider distance than names do: the dashed lines of borrowings run through it.
    page_y_ = pushed_apart(wished, heights, 18, top);
    page_height_ = heights;
    for (std::size_t p = 0; p < pages_.size(); ++p) height_ = std::max(height_, page_y_[p] + heights[p] / 2 + 2);
  }
  // The height at which a thread leaves whatever is last before its page: its origin or its last relay.
  double entry_height(std::size_t t) const {
    return threads_[t].nodes.empty() ? starts_[t] : nodes_[threads_[t].nodes.back()].y;
  }

  // What ends at a page: a line for each direct thread and one for each relay that comes last, by height.
  struct End {
    double from;
    std::optional<std::size_t> thread;  // direct
    std::size_t node = 0;
  };
  std::vector<End> ends_at(std::size_t page) const {
    std::vector<End> out;
    std::set<std::size_t> relays;
    for (std::size_t t = 0; t < threads_.size(); ++t) {
      if (threads_[t].page != page) continue;
      if (threads_[t].nodes.empty())
        out.push_back({starts_[t], t, 0});
      else if (relays.insert(threads_[t].nodes.back()).second)
        out.push_back({entry_height(t), std::nullopt, threads_[t].nodes.back()});
    }
    std::ranges::stable_sort(out, {}, &End::from);
    return out;
  }

  void heads() {
    if (!m_.heads) return;
    const TextStyle head{.size = 10, .face = Face::sans_strong, .ink = Ink::soft};
    canvas_.text(6, 12, "Who can know", head);
    if (!columns_.empty()) canvas_.text(columns_[0].first, 12, "Who passes it on", head);
    canvas_.text(m_.width - m_.paper_width, 12, "The page", head);
    for (const auto& [place, top] : side_top_) {
      const std::string name = place == Place::a      ? reading_.side_a
                               : place == Place::b    ? reading_.side_b
                               : place == Place::both ? "Both"
                                                      : "Others";
      const auto line = lines_of(name, Face::sans_strong, 10, m_.names - 16, 1);
      if (!line.empty())
        canvas_.text(16, top + 8, line[0], {.size = 10, .face = Face::sans_strong, .ink = ink_of(place)});
      canvas_.bar(4, top + 14, 3, side_end_.at(place) - top - 12, ink_of(place));
    }
  }

  // How many names lie on a level line through the columns `from` to `to`.
  // Only names are counted and no other lines: a line over a line can be followed, a line through a name cannot be
  // read.
  int crossed(double y, std::size_t from, std::size_t to) const {
    int out = 0;
    for (const Node& one : nodes_)
      if (one.depth >= from && one.depth < to && std::abs(one.y - y) < one.height / 2 + 1) ++out;
    return out;
  }
  // The gap, counted from the columns' begin, in which a line from behind column `from` (0: an origin) to column `to`
  // changes its height.
  std::size_t gap_for(double y0, double y1, std::size_t from, std::size_t to) const {
    std::size_t best = to;
    int least = INT32_MAX;
    // From the last gap backwards and only for something better, so that of equal gaps the last is taken.
    for (std::size_t gap = to + 1; gap-- > from;) {
      const int count = crossed(y0, from, gap) + crossed(y1, gap, to);
      if (count < least) least = count, best = gap;
    }
    return best;
  }
  // A line from behind column `from` to before column `to`, which changes its height in the gap that gap_for() found.
  void flow(double x0, double y0, double x1, double y1, std::size_t from, std::size_t to, Ink ink, bool dashed) {
    const auto& [begin, end] = gaps_[gap_for(y0, y1, from, to)];
    canvas_.flow({x0, y0}, std::max(x0, begin), std::min(end, x1), {x1, y1}, ink, dashed);
  }

  // Three kinds, each drawn once: from an origin to the first relay in the colour of the origin's side, between two
  // relays, and what ends at a page. Whatever goes to a relay is dashed, since the page has it from somebody else; from
  // the last relay to the page the line is whole, as it is that relay's own word to the page.
  void lines() {
    const double start = m_.names + m_.sign + 10;
    std::map<std::size_t, std::vector<std::size_t>> entering;  // node -> threads that come straight from an origin
    for (std::size_t t = 0; t < threads_.size(); ++t)
      if (!threads_[t].nodes.empty()) entering[threads_[t].nodes[0]].push_back(t);
    for (auto& [n, all] : entering) {
      std::ranges::stable_sort(all, {}, [&](std::size_t t) { return starts_[t]; });
      // Lines that enter one name are spread over its height, in the order in which they come, so that they do not
      // cross.
      const double step = std::min(6.0, (nodes_[n].height - 6) / static_cast<double>(all.size()));
      for (std::size_t k = 0; k < all.size(); ++k) {
        const double y = nodes_[n].y + (static_cast<double>(k) - static_cast<double>(all.size() - 1) / 2) * step;
        flow(start, starts_[all[k]], columns_[0].first - 2, y, 0, 0,
             ink_of(origins_[threads_[all[k]].origin].who.place), true);
      }
    }
    std::set<std::pair<std::size_t, std::size_t>> drawn;
    for (const Thread& thread : threads_)
      for (std::size_t k = 1; k < thread.nodes.size(); ++k) {
        const Node &from = nodes_[thread.nodes[k - 1]], &to = nodes_[thread.nodes[k]];
        if (drawn.insert({thread.nodes[k - 1], thread.nodes[k]}).second)
          flow(right_of(from), from.y, columns_[k].first - 2, to.y, k, k, Ink::soft, true);
      }
    for (std::size_t p = 0; p < pages_.size(); ++p) {
      const auto ends = ends_at(p);
      const double step = std::min(m_.line_step + 1,
                                   (page_height_[p] - 8) / static_cast<double>(std::max<std::size_t>(1, ends.size())));
      for (std::size_t k = 0; k < ends.size(); ++k) {
        const double y = page_y_[p] + (static_cast<double>(k) - static_cast<double>(ends.size() - 1) / 2) * step,
                     x = m_.width - m_.paper_width;
        if (ends[k].thread)
          flow(start, starts_[*ends[k].thread], x, y, 0, depth_,
               ink_of(origins_[threads_[*ends[k].thread].origin].who.place), threads_[*ends[k].thread].sign.told);
        else
          flow(right_of(nodes_[ends[k].node]), nodes_[ends[k].node].y, x, y, nodes_[ends[k].node].depth + 1, depth_,
               Ink::soft, false);
      }
    }
  }
  // Where the name ends, and not where its column does: a line begins beside the name that it comes from.
  double right_of(const Node& one) const {
    double wide = 0;
    for (const auto& line : one.lines) wide = std::max(wide, width_of(line, Face::sans_strong, m_.name_size - 1));
    wide = std::max(wide, width_of(one.under, Face::sans, m_.small_size));
    return columns_[one.depth].first + wide + (one.paper ? 10 : 0) + 6;
  }

  void names() {
    for (std::size_t i = 0; i < origins_.size(); ++i) {
      const Origin& one = origins_[i];
      // In the large drawing the heading of the side says whom somebody speaks for, so it is not repeated below each
      // name.
      const bool under = !m_.heads && !one.who.under.empty();
      const double step = m_.name_size + 1,
                   text = static_cast<double>(one.lines.size()) * step + (under ? m_.small_size + 1 : 0);
      double y = one.top + (one.height - text) / 2 + m_.name_size - 2;
      y = canvas_.lines(
          m_.names, y, one.lines, step,
          {.size = m_.name_size, .face = Face::sans_strong, .ink = ink_of(one.who.place), .anchor = Anchor::end});
      if (under) {
        const auto line = lines_of(one.who.under, Face::sans, m_.small_size, m_.names - 2, 1);
        canvas_.lines(m_.names, y - 1, line, step, {.size = m_.small_size, .ink = Ink::soft, .anchor = Anchor::end});
      }
      const Sign* last = nullptr;
      for (std::size_t t = 0; t < threads_.size(); ++t) {
        if (threads_[t].origin != i) continue;
        if (last == nullptr || *last != threads_[t].sign)
          canvas_.sign(m_.names + 6 + m_.sign / 2, starts_[t], m_.sign, threads_[t].sign, one.who.place);
        last = &threads_[t].sign;
      }
    }
    for (const Node& one : nodes_) {
      const double x = columns_[one.depth].first + 2, size = m_.name_size - 1, step = size + 1.5;
      const double text = one.height - 8;
      if (one.paper) canvas_.paper(x, one.y - one.height / 2, right_of(one) - x - 4, one.height, Ink::soft);
      double y = one.y - text / 2 + size - 1;
      y = canvas_.lines(x + (one.paper ? 5 : 2), y, one.lines, step,
                        {.size = size,
                         .face = Face::sans_strong,
                         .ink = one.paper ? Ink::ink : ink_of(one.who.place),
                         .halo = !one.paper});
      if (!one.under.empty())
        canvas_.text(x + 2, y - 1, one.under, {.size = m_.small_size, .ink = Ink::soft, .halo = true});
    }
    for (std::size_t p = 0; p < pages_.size(); ++p) {
      const double x = m_.width - m_.paper_width, top = page_y_[p] - page_height_[p] / 2;
      canvas_.paper(x, top, m_.paper_width - 2, page_height_[p], Ink::ink);
      const double size = m_.heads ? 11 : 10, rows = static_cast<double>(page_lines_[p].size()) + (m_.heads ? 1 : 0);
      double y = page_y_[p] - rows * 6.5 + size - 1;
      y = canvas_.lines(x + 7, y, page_lines_[p], 13, {.size = size, .face = Face::sans_strong});
      if (m_.heads)
        canvas_.text(x + 7, y + 1, text::counted(ends_at(p).size(), "line") + " in", {.size = 10, .ink = Ink::soft});
    }
  }

  // Between two pages, beside them: dashed, as everything that comes through another.
  void borrowings() {
    if (!m_.heads) return;
    std::set<std::pair<std::size_t, std::size_t>> drawn;
    for (const auto& one : of_.borrowings) {
      std::size_t from = page_of(one.from), to = page_of(one.to);
      // Between two pages one line, whichever takes from the other and however often; the list has every borrowing.
      if (from == to || !drawn.insert(std::minmax(from, to)).second) {
        canvas_.leave_to_list();
        continue;
      }
      if (page_y_[from] > page_y_[to]) std::swap(from, to);
      const double x = m_.width - 20 - static_cast<double>(drawn.size() - 1) * 8;
      const double y0 = page_y_[from] + page_height_[from] / 2, y1 = page_y_[to] - page_height_[to] / 2;
      canvas_.straight({x, y0}, {x, y1}, Ink::soft, 1.5, true);
      const auto words = lines_of(one.words, Face::sans, 9.5, m_.paper_width - 34, 2);
      // Its words only where nothing stands between the two.
      const bool next = std::ranges::none_of(page_y_, [&](double y) { return y > page_y_[from] && y < page_y_[to]; });
      if (next && y1 - y0 >= static_cast<double>(words.size()) * 12 + 4 && drawn.size() == 1)
        canvas_.lines(x - 6, (y0 + y1) / 2 - static_cast<double>(words.size()) * 6 + 9, words, 12,
                      {.size = 9.5, .ink = Ink::soft, .anchor = Anchor::end, .halo = true});
    }
  }

  const Relays& of_;
  const Reading& reading_;
  const Measures& m_;
  Canvas canvas_;
  std::vector<Origin> origins_;
  std::vector<std::optional<std::size_t>> drawn_;  // of each origin given
  std::vector<Node> nodes_;
  std::vector<Thread> threads_;
  std::vector<double> starts_;  // the height at which a thread begins
  std::vector<std::string> pages_;
  std::vector<std::vector<std::string>> page_lines_;
  std::vector<double> page_y_, page_height_;
  std::map<std::size_t, std::size_t> entries_;
  std::map<Place, double> side_top_, side_end_;
  std::vector<std::pair<double, double>> columns_, gaps_;
  std::size_t depth_ = 0;
  double height_ = 0;
  std::string left_out_;
};

// Each origin with every way, also those that are not drawn.
std::string list_of(const Relays& of) {
  page::Html html;
  html.open("ul", {{"class", "twin"}});
  // In the order of origins as they were given, each with its ways as they were given.
  std::vector<std::vector<const Relays::Way*>> ways(of.origins.size());
  for (const auto& way : of.ways) ways[way.origin].push_back(&way);
  for (std::size_t i = 0; i < of.origins.size(); ++i) {
    if (ways[i].empty()) continue;
    const Who& who = of.origins[i];
    page::Element item(html.line(), "li");
    html.open("b", {{"class", fmt::format("hue {}", class_of(who.place))}}).element("bdi", who.name).close().text(" ");
    for (std::size_t k = 0; k < ways[i].size(); ++k) {
      const Relays::Way& way = *ways[i][k];
      if (k > 0) html.text("; ");
      page::Element span(html, "span", {{"data-s", way.statements, !way.statements.empty()}});
      write(html, way.sign, who.place);
      if (way.sign.in_part) html.element("small", "in part ");
      // From the page inwards, as people tell it: "told by A, who has it from B".
      for (std::size_t r = way.through.size(); r-- > 0;) {
        const auto& relay = of.relays[way.through[r]];
        const bool first = r + 1 == way.through.size();
        html.element("small", first                                 ? "told by "
                              : of.relays[way.through[r + 1]].paper ? ", which has it from "
                                                                    : ", who has it from ")
            .element("bdi", relay.who.name);
      }
      html.text(way.through.empty() ? "in " : ", in ").element("bdi", of.pages[way.page]);
      if (!way.words.empty()) html.text(", ").text(way.words);
    }
    html.text(".");
  }
  for (const auto& one : of.borrowings)
    html.element("li", fmt::format("{} takes from {}: {}.", of.pages[one.to], of.pages[one.from], one.words));
  html.close();
  return html.take();
}

}  // namespace

Drawn picture_relays(const Relays& of, const Reading& reading) {
  Drawn out;
  if (of.ways.empty() || of.pages.empty()) return out;
  out.sheets.push_back(Drawing(of, reading, kLarge).draw());
  out.list = list_of(of);
  return out;
}

Sheet small_relays(const Relays& of, const Reading& reading) { return Drawing(of, reading, kSmall).draw(); }

}  // namespace parley::picture
