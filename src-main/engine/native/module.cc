// The Node module: registers the operations when it is loaded, once a process.
#include <node_api.h>

#include "kernels.h"
#include "register.h"

namespace plateau {
#define DECLARED(isa)           \
  namespace isa {               \
  extern const Kernels table;   \
  }
DECLARED(plain)
#if defined(__x86_64__)
DECLARED(avx2)
DECLARED(avx512)
#endif

namespace {
struct Choice {
  const char* instructions;
  const Kernels* kernels;
};

Choice chosen() {
#if defined(__x86_64__)
  const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                    __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
  if (wide) return {"AVX-512", &avx512::table};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return {"AVX2", &avx2::table};
#endif
  return {"no vector extension", &plain::table};
}

const Choice CHOICE = chosen();
}  // namespace

const Kernels& kernels() { return *CHOICE.kernels; }
}  // namespace plateau

NAPI_MODULE_INIT() {
  const std::string problem = plateau::registerOperations();
  if (!problem.empty()) {
    napi_throw_error(env, nullptr, problem.c_str());
    return nullptr;
  }
  napi_value name;
  napi_create_string_utf8(env, plateau::CHOICE.instructions, NAPI_AUTO_LENGTH, &name);
  napi_set_named_property(env, exports, "instructions", name);
  return exports;
}
