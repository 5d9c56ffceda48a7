// Images of one operation on several threads, as far as cores are free.
#pragma once
#include <functional>

namespace plateau {

// How many threads may work for one call of `parallel`; each has a slot of its own, 0…slots() − 1.
int slots();

// Calls work(i, slot) for i = 0…count − 1, once each, in any order. TensorFlow runs several operations at a
// time: helpers join while fewer threads than cores work here, and leave when another operation begins.
void parallel(int count, const std::function<void(int index, int slot)>& work);

}  // namespace plateau
