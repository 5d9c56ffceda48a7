// Compiled once an instruction set: PLATEAU_ISA names it.
#include "kernels.h"

#include "separable.h"
#include "weightedSum.h"

namespace plateau {
namespace PLATEAU_ISA {

// Calls f with the kernel's size and stride as constants.
template <typename F>
void byKernel(const Geometry& g, F f) {
  const auto strided = [&](auto size) {
    g.stride == 1 ? f(size, std::integral_constant<int, 1>{}) : f(size, std::integral_constant<int, 2>{});
  };
  if (g.size == 3) strided(std::integral_constant<int, 3>{});
  else if (g.size == 5) strided(std::integral_constant<int, 5>{});
  else strided(std::integral_constant<int, 7>{});
}

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
    byKernel(a.geometry, [&](auto size, auto stride) { forward<lanes, size, stride>(a); });
  });
}
void separableGradient(const BackwardArguments& a) {
  byWidth(common(a.geometry), [&](auto lanes) {
    byKernel(a.geometry, [&](auto size, auto stride) { backward<lanes, size, stride>(a); });
  });
}

extern const Kernels table;
const Kernels table = {
    separable,
    separableGradient,
    [](const SumArguments& a) { byWidth(a.channels, [&](auto lanes) { weightedSum<lanes>(a); }); },
    [](const SumGradientArguments& a) { byWidth(a.channels, [&](auto lanes) { weightedSumGradient<lanes>(a); }); },
};

}  // namespace PLATEAU_ISA
}  // namespace plateau
