// A drawing that measures what is put on it: texts, signs, lines and sheets of paper become SVG, and the box of each
// text and sign is kept. Coordinates are those of a page read from the left; on one that is read from the right they
// are mirrored here and nowhere else.
#pragma once

#include <utility>

#include "picture/measure.h"
#include "picture/picture.h"

namespace parley::picture {

enum class Anchor { start, middle, end };
enum class Ink { ink, soft, faint, line, a, b, others };
Ink ink_of(Place place);

struct TextStyle {
  double size = 11;
  Face face = Face::sans;
  Ink ink = Ink::ink;
  Anchor anchor = Anchor::start;
  bool halo = false;  // a rim of paper, over lines
};

class Canvas {
 public:
  Canvas(double width, bool from_right) : width_(width), from_right_(from_right) {}

  void text(double x, double y, std::string_view text, const TextStyle& style = {});
  // One under the other; returns the y behind the last.
  double lines(double x, double y, const std::vector<std::string>& lines, double step, const TextStyle& style = {});
  void sign(double x, double y, double size, const Sign& sign, Place place);  // x, y: the middle
  // A path of pairs of coordinates: "M" begins, "L" goes straight, "C" curves by three pairs.
  using Point = std::pair<double, double>;
  void straight(Point from, Point to, Ink ink, double stroke = 1, bool dashed = false);
  // At the height of `from` up to x `begin`, over to the height of `to` by x `end`, and on.
  void flow(Point from, double begin, double end, Point to, Ink ink, bool dashed, double stroke = 1.5);
  void dotted(Point from, Point to);
  void paper(double x, double y, double width, double height, Ink ink);
  void band(double x, double y, double width, double height);
  void bar(double x, double y, double width, double height, Ink ink);
  void dot(double x, double y, double radius, Ink ink);
  void ring(double x, double y, double radius, Ink ink);  // a dot that is not filled
  void diamond(double x, double y, bool full);
  void gap(double x, double y);  // years lie between

  // Something stands in the list alone.
  void leave_to_list() { whole_ = false; }
  // The same where the last of these lines was cut short.
  void leave_if_cut(const std::vector<std::string>& lines);

  Sheet take(double height, std::string_view title, std::string_view description) &&;

 private:
  double at(double x) const { return from_right_ ? width_ - x : x; }
  void path(std::string_view css, std::string_view d, double stroke, std::string_view dashes = {});
  void keep(double x, double y, double width, double height, std::string_view what);
  double width_;
  bool from_right_;
  std::string out_;
  std::vector<Box> boxes_;
  bool whole_ = true;
};

// Places in which things of these heights stand, in order, with `gap` between them, none above `top`, each as near to
// where it would like to be as the others let it. Middles in, middles out.
std::vector<double> pushed_apart(const std::vector<double>& wished, const std::vector<double>& heights, double gap,
                                 double top);

}  // namespace parley::picture
