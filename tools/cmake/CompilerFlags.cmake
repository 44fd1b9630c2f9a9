# Flags that every file of ours gets, and the two targets they travel in:
#   fitting_room_flags  language, warnings, exceptions, threads; what every room links
#   fitting_room_simd   the SIMD level and <wasm_simd128.h>, for rooms with SIMD code
# The SIMD level is also given to every file: Eigen's alignment and XNNPACK's parameter structs depend on
# it, so two levels in one program would disagree about the layout of the same type.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)

if(EMSCRIPTEN)
  set_property(CACHE FITTING_ROOM_VARIANT PROPERTY STRINGS relaxed-threads simd-threads simd)
  string(COMPARE EQUAL "${FITTING_ROOM_VARIANT}" relaxed-threads FITTING_ROOM_RELAXED_SIMD)
  string(REGEX MATCH "threads$" FITTING_ROOM_THREADS "${FITTING_ROOM_VARIANT}")
  add_compile_options(-msimd128 -fwasm-exceptions)
  add_link_options(-fwasm-exceptions)
  if(FITTING_ROOM_RELAXED_SIMD)
    add_compile_options(-mrelaxed-simd)
  endif()
  if(FITTING_ROOM_THREADS)
    add_compile_options(-pthread)
    add_link_options(-pthread)
  endif()
else()
  set(FITTING_ROOM_THREADS ON)
  add_compile_options(-pthread)
  add_link_options(-pthread -fuse-ld=lld)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    add_compile_options(-mavx2 -mfma)
  endif()
endif()

# Names of files, as failing tests tell them, begin at the top of the checkout, wherever it is.
add_compile_options(-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)

if(FITTING_ROOM_SANITIZE)
  add_compile_options(-fdebug-prefix-map=${PROJECT_SOURCE_DIR}/= -fdebug-compilation-dir=.)
  set(FITTING_ROOM_SANITIZER_FLAGS -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(FITTING_ROOM_FUZZ)
  # libFuzzer sees which branches an input takes; a number too large for its new type is not looked for otherwise.
  list(APPEND FITTING_ROOM_SANITIZER_FLAGS -fsanitize=fuzzer-no-link,float-cast-overflow)
endif()
if(FITTING_ROOM_COVERAGE)
  set(FITTING_ROOM_COVERAGE_FLAGS -fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()

add_library(fitting_room_flags INTERFACE)
target_include_directories(fitting_room_flags INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(fitting_room_flags INTERFACE
  -Wall -Wextra -Wshadow -Wpedantic ${FITTING_ROOM_SANITIZER_FLAGS} ${FITTING_ROOM_COVERAGE_FLAGS})

add_library(fitting_room_simd INTERFACE)
if(NOT EMSCRIPTEN)
  target_include_directories(fitting_room_simd SYSTEM INTERFACE ${PROJECT_SOURCE_DIR}/tools/cmake/simd)
endif()
