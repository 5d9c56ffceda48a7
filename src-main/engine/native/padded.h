// An image with a border, and what ReLU sees of it.
#pragma once
#include <cstring>

#include "kernels.h"
#include "vectors.h"

namespace plateau {
namespace PLATEAU_ISA {

// An image with a border of zeros, L channels by L channels: pixels of a plane lie L floats apart, a distance
// that the compiler knows.
template <int L>
struct Padded {
  float* data;
  int width, height, border;

  float* at(int c, int y, int x) const { return data + ((long(c / L) * height + y) * width + x) * L; }
};

inline long paddedFloats(int height, int width, int channels, int border) {
  return long(height + 2 * border) * (width + 2 * border) * channels;
}
inline long paddedFloats(const Geometry& g) { return paddedFloats(g.height, g.width, g.channels, g.reach()); }

// An Affine of L channels in registers.
template <int L>
struct AffineLanes {
  Vector<L> mean, scale, shift;
  explicit AffineLanes(const Affine& of, int c)
      : mean(of.mean ? load<L>(of.mean + c) : Vector<L>{}),
        scale(of.mean ? load<L>(of.scale + c) : Vector<L>{} + 1.0f),
        shift(of.mean ? load<L>(of.shift + c) : Vector<L>{}) {}
  Vector<L> operator()(Vector<L> x) const { return (x - mean) * scale + shift; }
};

// relu(before(x)) of one image [height, width, channels] into the inside of `to`.
template <int L>
inline void activate(int height, int width, int channels, const float* x, const Affine& before, const Padded<L>& to) {
  for (int row = 0; row < height; row++)
    for (int c = 0; c < channels; c += L) {
      const AffineLanes<L> affine(before, c);
      const float* from = x + long(row) * width * channels + c;
      float* at = to.at(c, row + to.border, to.border);
      for (int p = 0; p < width; p++, from += channels, at += L) store<L>(at, positive<L>(affine(load<L>(from))));
    }
}

// A padded image in `data`, its border cleared, and with `whole` its inside, too.
template <int L>
inline Padded<L> cleared(float* data, int height, int width, int channels, int border, bool whole = false) {
  const Padded<L> image = {data, width + 2 * border, height + 2 * border, border};
  const auto clear = [](float* from, float* to) { std::memset(from, 0, sizeof(float) * (to - from)); };
  if (whole) clear(data, data + paddedFloats(height, width, channels, border));
  else
    for (int c = 0; c < channels; c += L) {
      clear(image.at(c, 0, 0), image.at(c, border, border));
      // The end of a row and the beginning of the next one.
      for (int y = border; y < height + border - 1; y++) clear(image.at(c, y, width + border), image.at(c, y + 1, border));
      clear(image.at(c, height + border - 1, width + border), image.at(c, image.height, 0));
    }
  return image;
}
template <int L>
inline Padded<L> padded(Scratch& scratch, int height, int width, int channels, int border, bool whole = false) {
  float* data = scratch.take(paddedFloats(height, width, channels, border));
  return cleared<L>(data, height, width, channels, border, whole);
}
template <int L>
inline Padded<L> padded(Scratch& scratch, const Geometry& g, bool whole = false) {
  return padded<L>(scratch, g.height, g.width, g.channels, g.reach(), whole);
}

}  // namespace PLATEAU_ISA
}  // namespace plateau
