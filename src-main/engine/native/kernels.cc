// Compiled once an instruction set: PLATEAU_ISA names it.
#include "kernels.h"

#include "node.h"
#include "pointwise.h"
#include "separable.h"
#include "separableGradient.h"

namespace plateau {
namespace PLATEAU_ISA {

// Calls f with the widest vectors of which the channels are multiples.
template <typename F>
void byWidth(int channels, F f) {
  if constexpr (WIDE >= 16)
    if (channels % 16 == 0) return f(std::integral_constant<int, 16>{});
  if constexpr (WIDE >= 8)
    if (channels % 8 == 0) return f(std::integral_constant<int, 8>{});
  f(std::integral_constant<int, 4>{});
}

// Any number that divides channels and filters.
int common(const Geometry& g) { return g.channels | g.filters; }

void separable(const ForwardArguments& a) {
  byWidth(common(a.geometry), [&](auto lanes) {
    byKernel(a.geometry.size, a.geometry.stride, [&](auto size, auto stride) { forward<lanes, size, stride>(a); });
  });
}
void separableGradient(const BackwardArguments& a) {
  byWidth(common(a.geometry), [&](auto lanes) {
    byKernel(a.geometry.size, a.geometry.stride, [&](auto size, auto stride) { backward<lanes, size, stride>(a); });
  });
}

int common(const Sides& s, int filters) {
  for (int part = 0; part < s.parts; part++) filters |= s.channels[part];
  return filters;
}

extern const Kernels table;
const Kernels table = {
    separable,
    separableGradient,
    [](const PointwiseArguments& a) {
      byWidth(common(a.sides, a.filters), [&](auto lanes) { pointwise<lanes>(a); });
    },
    [](const PointwiseGradientArguments& a) {
      byWidth(common(a.sides, a.incoming.filters), [&](auto lanes) { pointwiseGradient<lanes>(a); });
    },
    [](const SumArguments& a) { byWidth(a.channels, [&](auto lanes) { weightedSum<lanes>(a); }); },
    [](const SumGradientArguments& a) { byWidth(a.channels, [&](auto lanes) { weightedSumGradient<lanes>(a); }); },
    [](const NodeArguments& a) { byWidth(a.channels, [&](auto lanes) { node<lanes>(a); }); },
};

}  // namespace PLATEAU_ISA
}  // namespace plateau
