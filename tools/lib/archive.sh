# shellcheck shell=bash
# What comes from the archive of packages, yet is not installed: the sources of XNNPACK and Catch2, which are built
# with ours; and Emscripten for Debian 12, whose own is too old. They go into private folders of the cache. The
# machine's own packages and apt settings stay untouched; the archive is found where the machine's own sources say it
# is, and apt checks its signature and every hash.

EMSCRIPTEN_VERSION=3.1.69
EMSCRIPTEN_DIR=emscripten-$EMSCRIPTEN_VERSION-1 # the last number is this recipe's: raise it when it changes
EMSCRIPTEN_OLDEST=3.1.60                        # older ones write other opcodes for relaxed SIMD
SOURCES=(xnnpack pthreadpool fp16 fxdiv catch2)
SOURCES_DIR=sources-1
XNNPACK_VERSION=0.0~git20241108 # the one whose files tools/cmake/xnnpack names

# on_bookworm: whether this is Debian 12.
on_bookworm() { [ "$(os_release VERSION_CODENAME)" = bookworm ] && have apt-get; }

# suite: prints the suite that has the sources as we build them: for every Debian that of Debian 13.
suite() { if [ "$(os_release ID)" = debian ]; then say trixie; else os_release VERSION_CODENAME; fi; }

# offers_sources: whether that suite has XNNPACK's in our version.
offers_sources() {
  have apt-get || return 1
  [ "$(suite)" = trixie ] || [[ $(candidates libxnnpack-dev) == "libxnnpack-dev $XNNPACK_VERSION"* ]]
}

# aside FOLDER COMMAND...: an apt command with the package lists in FOLDER.
aside() {
  local state=$1
  shift
  APT_CONFIG="$state/apt.conf" "$@"
}

# Prepares FOLDER for `aside`, with the lists of `suite`.
aside_lists() {
  local state=$1 archive
  # shellcheck disable=SC2016 # apt fills these in
  archive=$(apt-get indextargets --format '$(CODENAME) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
    awk -v codename="$(os_release VERSION_CODENAME)" '$1 == codename && $2 == "main" { print $3; exit }')
  [ -n "$archive" ] || fail "apt's sources name no archive for $(os_release PRETTY_NAME)"
  mkdir -p "$state"/{lists,cache,state}
  : >"$state/status"
  cat >"$state/aside.sources" <<END
Types: deb deb-src
URIs: $archive
Suites: $(suite)
Components: main $([ "$(os_release ID)" = debian ] || say universe)
Signed-By: /usr/share/keyrings/$(os_release ID)-archive-keyring.gpg
END
  cat >"$state/apt.conf" <<END
Dir::State "$state/state";
Dir::State::lists "$state/lists";
Dir::State::status "$state/status";
Dir::Cache "$state/cache";
Dir::Etc::sourcelist "$state/aside.sources";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Sandbox::User "$(id -un)";
APT::Update::Error-Mode "any";
END
  aside "$state" apt-get update -qq
}

# Emscripten for Debian 12 runs LLVM 19 from the machine's own suite; only its scripts, system libraries and Binaryen
# are taken from Debian 13, with the C library that Binaryen needs.
make_emscripten() {
  local prefix=$1 downloads="$1/downloads" final="$CACHE/$EMSCRIPTEN_DIR" package tool
  aside_lists "$downloads"
  say "Downloading Emscripten $EMSCRIPTEN_VERSION (246 MB)"
  (cd "$downloads" && aside "$downloads" apt-get download -q=1 \
    "emscripten=$EMSCRIPTEN_VERSION*" binaryen libc6 libstdc++6 libgcc-s1)
  say "Unpacking Emscripten"
  for package in "$downloads"/*.deb; do
    # Its libraries for position-independent code and link-time optimisation are three quarters of its size.
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$prefix" --exclude='*/wasm32-emscripten/lto*' \
      --exclude='*/wasm32-emscripten/pic' --exclude='./usr/share/doc' --exclude='./usr/share/man'
  done
  rm -rf "$downloads"

  # Binaryen's programs run on the C library that came with them.
  mkdir -p "$prefix/binaryen/bin"
  for tool in "$prefix"/usr/bin/wasm*; do
    cat >"$prefix/binaryen/bin/${tool##*/}" <<'END'
#!/bin/sh
prefix=$(dirname "$0")/../..
exec "$prefix"/usr/lib/*-linux-gnu/ld-linux*.so.? --library-path "$(echo "$prefix"/usr/lib/*-linux-gnu)" \
  "$prefix/usr/bin/$(basename "$0")" "$@"
END
    chmod +x "$prefix/binaryen/bin/${tool##*/}"
  done

  cat >"$prefix/usr/share/emscripten/.emscripten" <<END
LLVM_ROOT = '/usr/bin'
LLVM_ADD_VERSION = '19'
CLANG_ADD_VERSION = '19'
BINARYEN_ROOT = '$final/binaryen'
NODE_JS = '$(command -v node)'
CACHE = '$final/usr/share/emscripten/cache'
FROZEN_CACHE = True
END
  # Its JavaScript optimiser needs acorn, which node looks for beside the scripts.
  mkdir -p "$prefix/usr/share/emscripten/node_modules"
  ln -sfn /usr/share/nodejs/acorn "$prefix/usr/share/emscripten/node_modules/acorn"
}

# Prints the folder of an emcc that is new enough: the one on PATH, or ours in the cache; fails if neither is there.
emscripten_root() {
  local emcc version root
  if emcc=$(command -v emcc) && version=$(emcc --version 2>/dev/null | sed -nE '1s/.* ([0-9]+\.[0-9]+\.[0-9]+).*/\1/p') &&
    [ -n "$version" ] && printf '%s\n' "$EMSCRIPTEN_OLDEST" "$version" | sort -CV; then
    for root in "$(dirname "$(readlink -f "$emcc")")" /usr/share/emscripten; do
      if [ -f "$root/cmake/Modules/Platform/Emscripten.cmake" ]; then
        say "$root"
        return
      fi
    done
  fi
  root=$CACHE/$EMSCRIPTEN_DIR/usr/share/emscripten
  [ -d "$root" ] && say "$root"
}

# The sources as upstream's tar files: nothing here is a Debian build of them.
make_sources() {
  local folder=$1 downloads="$1/downloads" name
  aside_lists "$downloads"
  say "Downloading the sources of XNNPACK and Catch2 (4 MB)"
  (cd "$downloads" && aside "$downloads" apt-get source -q=1 --tar-only --download-only "${SOURCES[@]}")
  for name in "${SOURCES[@]}"; do
    mkdir "$folder/$name"
    tar -x -f "$downloads/$name"_*.orig.tar.* -C "$folder/$name"
    # Some of the tar files hold one top folder, some none.
    if [ "$(find "$folder/$name" -mindepth 1 -maxdepth 1 | wc -l)" = 1 ]; then
      mv "$folder/$name"/* "$folder/$name.inner"
      rmdir "$folder/$name"
      mv "$folder/$name.inner" "$folder/$name"
    fi
  done
  rm -rf "$downloads"
}
