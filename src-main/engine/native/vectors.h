// Short vectors of floats (an extension of GCC and Clang), scratch memory, and loops over tiles of pixels.
#pragma once
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#include <cstdlib>
#include <new>
#include <type_traits>

namespace plateau {
namespace PLATEAU_ISA {

template <int L>
struct Lanes {
  typedef float Vector __attribute__((vector_size(4 * L)));
  // The same anywhere in memory.
  typedef float Stored __attribute__((vector_size(4 * L), aligned(4), may_alias));
};
template <int L>
using Vector = typename Lanes<L>::Vector;

template <int L>
inline Vector<L> load(const float* from) {
  return *reinterpret_cast<const typename Lanes<L>::Stored*>(from);
}
template <int L>
inline void store(float* to, Vector<L> value) {
  *reinterpret_cast<typename Lanes<L>::Stored*>(to) = value;
}
// The same past the caches, for what nobody reads soon; `to` at the beginning of a cache line where L is 16.
template <int L>
inline void stream(float* to, Vector<L> value) {
#if defined(__AVX512F__)
  if constexpr (L == 16) return _mm512_stream_ps(to, (__m512)value);
#endif
  store<L>(to, value);
}
// ReLU; NaN stays NaN, so that a network that diverges shows.
template <int L>
inline Vector<L> positive(Vector<L> x) {
  return Vector<L>{} > x ? Vector<L>{} : x;
}

// Registers that the products of a tile may take, in vectors.
#if defined(__AVX512F__)
constexpr int WIDE = 16, TILE = 8, PAIR = 2;
#elif defined(__AVX__)
constexpr int WIDE = 8, TILE = 4, PAIR = 2;
#else
constexpr int WIDE = 4, TILE = 4, PAIR = 2;
#endif

// Calls f(constant P, first) for P = 8, 4, 1 pixels at a time.
template <int Largest, typename F>
inline void tiles(int count, F f) {
  int first = 0;
  if constexpr (Largest >= 8)
    for (; first + 8 <= count; first += 8) f(std::integral_constant<int, 8>{}, first);
  for (; first + 4 <= count; first += 4) f(std::integral_constant<int, 4>{}, first);
  for (; first < count; first++) f(std::integral_constant<int, 1>{}, first);
}

// Calls f with the kernel's size and stride as constants.
template <typename F>
inline void byKernel(int size, int stride, F f) {
  const auto strided = [&](auto known) {
    stride == 1 ? f(known, std::integral_constant<int, 1>{}) : f(known, std::integral_constant<int, 2>{});
  };
  if (size == 3) strided(std::integral_constant<int, 3>{});
  else if (size == 5) strided(std::integral_constant<int, 5>{});
  else strided(std::integral_constant<int, 7>{});
}

// Memory of this thread, kept from call to call; what a call asked for lives until the next `begin`.
class Scratch {
 public:
  // Room for so many floats in `pieces` pieces.
  void begin(long floats, int pieces) {
    const long wanted = floats + 16L * pieces;
    used_ = 0;
    if (wanted <= size_) return;
    std::free(memory_);
    size_ = wanted;
    memory_ = static_cast<float*>(std::aligned_alloc(64, 64 * ((4 * wanted + 63) / 64)));
    if (!memory_) throw std::bad_alloc();
  }
  float* take(long floats) {
    float* piece = memory_ + used_;
    used_ += (floats + 15) / 16 * 16;
    return piece;
  }
  ~Scratch() { std::free(memory_); }

 private:
  float* memory_ = nullptr;
  long size_ = 0, used_ = 0;
};

}  // namespace PLATEAU_ISA
}  // namespace plateau
