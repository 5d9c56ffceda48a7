#pragma once
#include <string>

namespace plateau {
// Makes the operations known to the TensorFlow of this process; an empty string, or what went wrong.
std::string registerOperations();
}  // namespace plateau
