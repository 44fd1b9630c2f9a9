# shellcheck shell=bash disable=SC2034 # the lists are for those who source this
# What the project needs of the machine, how to see whether it is there, and which Debian package brings it.

# probe | Debian package | what it is. A probe is a command, with its oldest version if that matters, or the path of
# a file in a system folder.
NEEDS='
cmake>=3.25              | cmake                 | CMake 3.25 or newer
ninja                    | ninja-build           | the Ninja build tool
ccache                   | ccache                | ccache, from which comes what was compiled before
clang-19                 | clang-19              | Clang 19, the native compiler and the one behind Emscripten
ld.lld-19                | lld-19                | LLVM 19 linker
llvm-ar-19               | llvm-19               | LLVM 19 tools
lib/clang/19/lib/linux/libclang_rt.asan-*.a | libclang-rt-19-dev | LLVM 19 sanitizers
python3                  | python3               | Python 3, in which Emscripten is written
node>=18                 | nodejs                | Node.js 18 or newer
npm                      | npm                   | npm
share/nodejs/acorn       | node-acorn            | acorn, which Emscripten needs
xz                       | xz-utils              | xz
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
chromium-headless-shell  | chromium-headless-shell | Chromium without a window, in which most tests of the page run
chromedriver             | chromium-driver       | the WebDriver of Chromium
firefox-esr              | firefox-esr           | Firefox, in which the page is tested
WebKitWebDriver          | webkit2gtk-driver     | WebKitGTK and its WebDriver, in which the page is tested
Xvfb                     | xvfb                  | Xvfb, a screen for WebKitGTK
clang-format-19          | clang-format-19       | clang-format 19
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

# missing NEEDS: prints the lines whose probe fails, as "package oldest | what it is". The oldest version is 0 where any
# will do.
missing() {
  local probe package what oldest
  while IFS='|' read -r probe package what; do
    probe=${probe//[[:space:]]/}
    if [ -n "$probe" ] && ! present "$probe"; then
      case $probe in *'>='*) oldest=${probe#*>=} ;; *) oldest=0 ;; esac
      say "${package//[[:space:]]/} $oldest | ${what# }"
    fi
  done <<<"$1"
}

# candidates PACKAGE...: prints "package version" for each that apt could install.
candidates() {
  LC_ALL=C apt-cache policy "$@" 2>/dev/null |
    awk '/^[^ ]/ { name = substr($1, 1, length($1) - 1) } $1 == "Candidate:" && $2 != "(none)" { print name, $2 }'
}

# unavailable LINES: prints those of what `missing` printed whose package apt lacks, or has only in too old a version.
unavailable() {
  local package oldest what offered version
  local -a packages
  mapfile -t packages < <(cut -d' ' -f1 <<<"$1")
  offered=$(candidates "${packages[@]}")
  while read -r package oldest what; do
    version=$(sed -n "s/^$package //p" <<<"$offered")
    if [ -z "$version" ] || ! printf '%s\n' "$oldest" "$version" | sort -CV; then
      say "$package $oldest $what"
    fi
  done <<<"$1"
}

# can_install: whether there is apt, and a way to become root.
can_install() {
  have apt-get && { [ "$(id -u)" = 0 ] || { have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; }; }
}

# Makes apt ready: ends what an interrupted installation began, and reads what the archive has.
refresh() {
  as_root dpkg --configure -a
  as_root apt-get update -qq
}

# install LINES: installs the packages of what `missing` printed, all in one go.
install() {
  local -a packages
  mapfile -t packages < <(cut -d' ' -f1 <<<"$1" | sort -u)
  step "Installing ${#packages[@]} packages: ${packages[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q=1 --no-install-recommends \
    -o DPkg::Lock::Timeout=300 "${packages[@]}"
}
