# shellcheck shell=bash disable=SC2034 # the lists are for those who source this
# What the project needs of the machine, how to see whether it is there, and which Debian package brings it.

# probe | Debian package | what it is. A probe is a command, with its oldest version if that matters, or the path of
# a file in a system folder.
NEEDS='
cmake>=3.25              | cmake                 | CMake 3.25 or newer
ninja                    | ninja-build           | the Ninja build tool
clang-19                 | clang-19              | Clang 19, the native compiler and the one behind Emscripten
ld.lld-19                | lld-19                | LLVM 19 linker
llvm-ar-19               | llvm-19               | LLVM 19 tools
lib/clang/19/lib/linux/libclang_rt.asan-*.a | libclang-rt-19-dev | LLVM 19 sanitizers
python3                  | python3               | Python 3, in which Emscripten is written
node>=18                 | nodejs                | Node.js 18 or newer
npm                      | npm                   | npm
share/nodejs/acorn       | node-acorn            | acorn, which Emscripten needs
xz                       | xz-utils              | xz
include/c++/*/vector     | libstdc++-12-dev      | the C++ standard library
include/catch2/catch.hpp | catch2                | Catch2 2.13
include/eigen3/Eigen/Core | libeigen3-dev        | Eigen 3.4
include/nlohmann/json.hpp | nlohmann-json3-dev   | JSON for Modern C++
include/CLI/CLI.hpp      | libcli11-dev          | CLI11
include/simde/wasm/simd128.h | libsimde-dev      | SIMDe
include/stb/stb_image.h  | libstb-dev            | stb_image
include/zlib.h           | zlib1g-dev            | zlib
share/datasets/fashion-mnist | dataset-fashion-mnist | the Fashion-MNIST images
'
# Only the tests need these.
TEST_NEEDS='
chromium                 | chromium              | Chromium, in which the page is tested
chromedriver             | chromium-driver       | the WebDriver of Chromium
firefox-esr              | firefox-esr           | Firefox, in which the page is tested
WebKitWebDriver          | webkit2gtk-driver     | WebKitGTK and its WebDriver, in which the page is tested
Xvfb                     | xvfb                  | Xvfb, a screen for WebKitGTK
clang-format             | clang-format          | clang-format 14
shellcheck               | shellcheck            | ShellCheck
'
# Only tools/bench --kernels needs this.
KERNEL_NEEDS='
include/benchmark/benchmark.h | libbenchmark-dev | Google Benchmark
'
# Only tools/bench needs these, to measure against; it does without what it cannot get.
PEER_NEEDS='
lib/python3/dist-packages/torch | python3-torch | PyTorch
lib/*/openblas-pthread/libblas.so.3 | libopenblas0-pthread | OpenBLAS, without which PyTorch is slow
'

# present PROBE
present() {
  case $1 in
    *'>='*) have "${1%>=*}" && printf '%s\n' "${1#*>=}" "$("${1%>=*}" --version | grep -oEm1 '[0-9]+(\.[0-9]+)+')" | sort -CV ;;
    */*) compgen -G "/usr/$1" >/dev/null || compgen -G "/usr/local/$1" >/dev/null || compgen -G "/usr/lib/llvm-19/$1" >/dev/null ;;
    *) have "$1" ;;
  esac
}

# missing NEEDS: prints the lines whose probe fails, as "package | what it is".
missing() {
  local probe package what
  while IFS='|' read -r probe package what; do
    probe=${probe//[[:space:]]/}
    if [ -n "$probe" ] && ! present "$probe"; then
      printf '%s | %s\n' "${package//[[:space:]]/}" "${what# }"
    fi
  done <<<"$1"
}

# on_bookworm: whether this is Debian 12.
on_bookworm() { have apt-get && grep -q '^VERSION_CODENAME=bookworm$' /etc/os-release 2>/dev/null; }

# can_install: whether this is Debian 12 with a way to become root.
can_install() {
  on_bookworm && { [ "$(id -u)" = 0 ] || { have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; }; }
}

# install LINES: installs the packages of what `missing` printed, all in one go.
install() {
  local -a packages
  mapfile -t packages < <(cut -d' ' -f1 <<<"$1" | sort -u)
  step "Installing ${#packages[@]} Debian packages: ${packages[*]}"
  as_root dpkg --configure -a # ends what an interrupted installation began
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q=1 --no-install-recommends \
    -o DPkg::Lock::Timeout=300 "${packages[@]}"
}
