# Third-party headers that Debian installs in /usr/include. A WebAssembly compiler must never see all of
# /usr/include (its libc is another), so each library's folder is linked into a folder of the build tree
# and only that one is on the include path; the native build does the same, to find the same files.
set(FITTING_ROOM_HEADERS ${PROJECT_BINARY_DIR}/third_party/include)

function(fitting_room_header_library name header link)
  find_path(${name}_DIR ${header} PATHS /usr/local/include /usr/include PATH_SUFFIXES eigen3 NO_CMAKE_FIND_ROOT_PATH)
  if(NOT ${name}_DIR)
    message(FATAL_ERROR "${header} is missing: run tools/setup")
  endif()
  file(MAKE_DIRECTORY ${FITTING_ROOM_HEADERS})
  file(CREATE_LINK ${${name}_DIR}/${link} ${FITTING_ROOM_HEADERS}/${link} SYMBOLIC)
  if(NOT TARGET ${name})
    add_library(${name} INTERFACE)
    target_include_directories(${name} SYSTEM INTERFACE ${FITTING_ROOM_HEADERS})
  endif()
endfunction()

fitting_room_header_library(nlohmann_json nlohmann/json.hpp nlohmann)
fitting_room_header_library(eigen Eigen/Core Eigen)

# Third-party sources, built with ours: XNNPACK in xnnpack/, and Catch2, by its own CMake files.
set(FITTING_ROOM_SOURCES "" CACHE PATH "Folder with the sources xnnpack, pthreadpool, fp16, fxdiv and catch2")
if(NOT FITTING_ROOM_SOURCES)
  execute_process(COMMAND ${PROJECT_SOURCE_DIR}/tools/lib/where sources
    OUTPUT_VARIABLE FITTING_ROOM_SOURCES OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT FITTING_ROOM_SOURCES)
    message(FATAL_ERROR "The sources of XNNPACK and Catch2 are missing: run tools/setup")
  endif()
endif()

add_subdirectory(${FITTING_ROOM_SOURCES}/catch2 ${PROJECT_BINARY_DIR}/third_party/catch2 EXCLUDE_FROM_ALL SYSTEM)
# It needs no speed and no debugging: cheap compiles, five times over, matter more.
set_target_properties(Catch2 PROPERTIES UNITY_BUILD ON)
target_compile_options(Catch2 PRIVATE -O1 -g0)
