// A node of a cell in eval mode: all operations of all its edges, image by image.
#pragma once
#include "convolutions.h"
#include "weightedSum.h"

namespace plateau {
namespace PLATEAU_ISA {

// Room for what one image of a node needs between its sources and its sum.
template <int L>
struct NodeMemory {
  Padded<L> inner;
  float *z, *band;  // z of twice the channels
  int bandRows;
};

inline int reachOf(const Chain& chain) { return chain.dilation * (chain.size - 1) / 2; }

// Calls finish(first row, rows, y of these rows) for all rows of a depthwise and a pointwise convolution of `v`.
template <int L, int K, int Stride, typename F>
inline void convolve(const Padded<L>& v, int dilation, const float* depthwise, const float* pointwise,
                     const NodeArguments& a, const NodeMemory<L>& memory, F finish) {
  const int start = v.border - dilation * (K - 1) / 2;
  for (int first = 0; first < a.height; first += memory.bandRows) {
    const int rows = std::min(memory.bandRows, a.height - first);
    for (int row = 0; row < rows; row++)
      depthwiseRow<L, K, Stride>(v, (first + row) * Stride + start, start, dilation, depthwise, a.channels, a.width,
                                 memory.z + long(row) * a.width * a.channels);
    products<L>(memory.z, pointwise, rows * a.width, a.channels, a.channels, memory.band);
    finish(first, rows, memory.band);
  }
}

// y += normal(band), rows of one image.
template <int L>
inline void addBand(const Affine& normal, const NodeArguments& a, int first, int rows, const float* band, float* y) {
  for (int c = 0; c < a.channels; c += L) {
    const AffineLanes<L> affine(normal, c);
    float* to = y + long(first) * a.width * a.channels + c;
    const float* from = band + c;
    for (int p = 0; p < rows * a.width; p++, to += a.channels, from += a.channels)
      store<L>(to, load<L>(to) + affine(load<L>(from)));
  }
}

// y += the chain at one image, whose activated source is `v`.
template <int L, int K, int Stride>
inline void addChain(const Chain& chain, const Padded<L>& v, const NodeArguments& a, const NodeMemory<L>& memory,
                     float* y) {
  const auto add = [&](const Affine& normal) {
    return [&](int first, int rows, const float* band) { addBand<L>(normal, a, first, rows, band, y); };
  };
  if (chain.stages == 1)
    return convolve<L, K, Stride>(v, chain.dilation, chain.depthwise[0], chain.pointwise[0], a, memory,
                                  add(chain.normal[0]));
  const Padded<L>& inner = memory.inner;
  convolve<L, K, Stride>(v, chain.dilation, chain.depthwise[0], chain.pointwise[0], a, memory,
                         [&](int first, int rows, const float* band) {
                           const Padded<L> from = {inner.at(0, first, 0), inner.width, inner.height, inner.border};
                           activate<L>(rows, a.width, a.channels, band, chain.normal[0], from);
                         });
  convolve<L, K, 1>(inner, chain.dilation, chain.depthwise[1], chain.pointwise[1], a, memory, add(chain.normal[1]));
}

// y += a factorized reduction: output pixel o sees pixels 2o and 2o + (1, 1), side by side.
template <int L>
inline void addReduction(const Chain& chain, const Padded<L>& v, const NodeArguments& a, const NodeMemory<L>& memory,
                         float* y) {
  const int inputs = 2 * a.channels;
  for (int first = 0; first < a.height; first += memory.bandRows) {
    const int rows = std::min(memory.bandRows, a.height - first);
    for (int row = 0; row < rows; row++)
      for (int tap = 0; tap < 2; tap++)
        for (int c = 0; c < a.channels; c += L) {
          const float* from = v.at(c, v.border + 2 * (first + row) + tap, v.border + tap);
          float* to = memory.z + long(row) * a.width * inputs + tap * a.channels + c;
          for (int p = 0; p < a.width; p++, from += 2 * L, to += inputs) store<L>(to, load<L>(from));
        }
    products<L>(memory.z, chain.pointwise[0], rows * a.width, inputs, a.channels, memory.band);
    addBand<L>(chain.normal[0], a, first, rows, memory.band, y);
  }
}

// The plain terms of one image.
template <int L>
inline void addPlain(const NodeArguments& a, int image, float* y) {
  const long floats = long(a.height) * a.width * a.channels;
  if (a.plain.terms == 0) return void(std::memset(y, 0, sizeof(float) * floats));
  const long rows = long(a.height) * a.width, chunk = chunkRows(a.channels);
  for (long from = 0; from < rows; from += chunk)
    sumRows<L>(a.plain, image * rows + from, std::min(chunk, rows - from));
}

template <int L>
void nodeImage(const NodeArguments& a, int image) {
  static thread_local Scratch scratch;
  const int band = bandRows(a.height, a.width);
  const long bandFloats = long(band) * a.width * a.channels;
  int border = 0;
  for (int i = 0; i < a.chainCount; i++) border = std::max(border, reachOf(a.chains[i]));
  // Chains of one source follow each other, so one activated image is enough.
  long floats = 0;
  for (int s = 0; s < a.sourceCount; s++)
    floats = std::max(floats, paddedFloats(a.sources[s].height, a.sources[s].width, a.channels, border));
  scratch.begin(floats + 3 * bandFloats + paddedFloats(a.height, a.width, a.channels, border), 4);
  const NodeMemory<L> memory = {padded<L>(scratch, a.height, a.width, a.channels, border), scratch.take(2 * bandFloats),
                                scratch.take(bandFloats), band};
  float* room = scratch.take(floats);
  float* y = a.y + image * long(a.height) * a.width * a.channels;
  addPlain<L>(a, image, y);
  for (int s = 0; s < a.sourceCount; s++) {
    const Source& from = a.sources[s];
    const Padded<L> source = cleared<L>(room, from.height, from.width, a.channels, border);
    activate<L>(from.height, from.width, a.channels, from.x + image * long(from.height) * from.width * a.channels,
                Affine(), source);
    for (int i = 0; i < a.chainCount; i++) {
      const Chain& chain = a.chains[i];
      if (chain.source != s) continue;
      if (chain.size == 1) addReduction<L>(chain, source, a, memory, y);
      else byKernel(chain.size, chain.stride, [&](auto size, auto stride) {
        addChain<L, size, stride>(chain, source, a, memory, y);
      });
    }
  }
}

template <int L>
void node(const NodeArguments& a) {
  parallel(a.batch, Share::ALL, [&](int image, int) { nodeImage<L>(a, image); });
}

}  // namespace PLATEAU_ISA
}  // namespace plateau
