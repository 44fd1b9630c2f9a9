# Finds Emscripten (the emcc on PATH if it is new enough, else the one that tools/setup put in the cache) and
# hands over to its own toolchain file.
if(NOT EMSCRIPTEN_ROOT_PATH)
  execute_process(COMMAND ${CMAKE_CURRENT_LIST_DIR}/../lib/where emscripten
    OUTPUT_VARIABLE EMSCRIPTEN_ROOT_PATH OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT EMSCRIPTEN_ROOT_PATH)
    message(FATAL_ERROR "Emscripten is missing: run tools/setup")
  endif()
endif()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES EMSCRIPTEN_ROOT_PATH)
include(${EMSCRIPTEN_ROOT_PATH}/cmake/Modules/Platform/Emscripten.cmake)
