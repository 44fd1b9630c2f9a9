# Headers that most files read, parsed once for all rooms. Only with FITTING_ROOM_PRECOMPILE, which the native preset
# leaves off: it would hide a forgotten #include.
set(FITTING_ROOM_PRECOMPILED
  <algorithm> <array> <cmath> <cstdint> <functional> <memory> <optional> <span> <string> <vector> <nlohmann/json.hpp>)
if(FITTING_ROOM_PRECOMPILE)
  file(WRITE ${PROJECT_BINARY_DIR}/precompiled.cpp "")
  add_library(fitting_room_precompiled STATIC ${PROJECT_BINARY_DIR}/precompiled.cpp)
  target_link_libraries(fitting_room_precompiled PRIVATE fitting_room_flags nlohmann_json)
  target_precompile_headers(fitting_room_precompiled PRIVATE ${FITTING_ROOM_PRECOMPILED})
endif()

# fitting_room_room(<room> SOURCES <file>... [HOT <file>...] [DEPENDS <room>...] [LIBRARIES <target>...])
#   The static library fitting_room_<room> from src/<room>/. DEPENDS names rooms, LIBRARIES other targets.
#   A room without SOURCES is headers only. HOT names the sources where the time goes: in WebAssembly, which visitors
#   download, all others are compiled for size (see the preset).
function(fitting_room_room name)
  cmake_parse_arguments(PARSE_ARGV 1 room "" "" "SOURCES;HOT;DEPENDS;LIBRARIES")
  if(room_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "fitting_room_room(${name}): unknown arguments ${room_UNPARSED_ARGUMENTS}")
  endif()
  list(TRANSFORM room_DEPENDS PREPEND fitting_room_)
  set(target fitting_room_${name})
  if(room_SOURCES)
    add_library(${target} STATIC ${room_SOURCES})
    set(reach PUBLIC)
    if(EMSCRIPTEN)
      set_source_files_properties(${room_HOT} PROPERTIES COMPILE_OPTIONS -O3 SKIP_PRECOMPILE_HEADERS ON)
    endif()
    if(FITTING_ROOM_PRECOMPILE)
      target_precompile_headers(${target} REUSE_FROM fitting_room_precompiled)
    endif()
  else()
    add_library(${target} INTERFACE)
    set(reach INTERFACE)
  endif()
  target_link_libraries(${target} ${reach}
    fitting_room_flags fitting_room_simd eigen nlohmann_json ${room_DEPENDS} ${room_LIBRARIES})
  set_property(GLOBAL APPEND PROPERTY FITTING_ROOM_ROOMS ${target})
endfunction()
