# shellcheck shell=bash
# What Debian 12 has only in too old a version comes from Debian 13's archive: Emscripten and XNNPACK's source.
# They go into private folders of the cache. The machine's own packages and apt settings stay untouched; the
# archive is found where the machine's own sources say it is, and apt checks its signature and every hash.

EMSCRIPTEN_VERSION=3.1.69
EMSCRIPTEN_DIR=emscripten-$EMSCRIPTEN_VERSION-1 # the last number is this recipe's: raise it when it changes
EMSCRIPTEN_OLDEST=3.1.60                        # older ones write other opcodes for relaxed SIMD
XNNPACK_DIR=xnnpack-20241108-1

# trixie FOLDER COMMAND...: an apt command with Debian 13's package lists, its state in FOLDER.
trixie() {
  local state=$1
  shift
  APT_CONFIG="$state/apt.conf" "$@"
}

# Prepares FOLDER for `trixie`.
trixie_lists() {
  local state=$1 archive
  # shellcheck disable=SC2016 # apt fills these in
  archive=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    awk '$2 == "bookworm" && $3 == "main" { print $1; exit }')
  [ -n "$archive" ] || fail "apt's sources name no archive for Debian 12 (bookworm, main)"
  mkdir -p "$state"/{lists,cache,state}
  : >"$state/status"
  cat >"$state/trixie.sources" <<END
Types: deb deb-src
URIs: $archive
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
  cat >"$state/apt.conf" <<END
Dir::State "$state/state";
Dir::State::lists "$state/lists";
Dir::State::status "$state/status";
Dir::Cache "$state/cache";
Dir::Etc::sourcelist "$state/trixie.sources";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Sandbox::User "$(id -un)";
END
  trixie "$state" apt-get update -qq
}

# Emscripten runs LLVM 19 from the machine's own suite; only its scripts, system libraries and Binaryen are
# taken from Debian 13, with the C library that Binaryen needs.
make_emscripten() {
  local prefix=$1 downloads="$1/downloads" final="$CACHE/$EMSCRIPTEN_DIR" package tool
  trixie_lists "$downloads"
  say "Downloading Emscripten $EMSCRIPTEN_VERSION (246 MB)"
  (cd "$downloads" && trixie "$downloads" apt-get download -q=1 \
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

# XNNPACK and what it is built from, as upstream's tar files: nothing here is a Debian build of it.
make_xnnpack() {
  local sources=$1 downloads="$1/downloads" name
  trixie_lists "$downloads"
  say "Downloading XNNPACK's source (3 MB)"
  (cd "$downloads" && trixie "$downloads" apt-get source -q=1 --tar-only --download-only xnnpack pthreadpool fp16 fxdiv)
  for name in xnnpack pthreadpool fp16 fxdiv; do
    mkdir "$sources/$name"
    tar -x -f "$downloads/$name"_*.orig.tar.* -C "$sources/$name"
    # Some of the tar files hold one top folder, some none.
    if [ "$(find "$sources/$name" -mindepth 1 -maxdepth 1 | wc -l)" = 1 ]; then
      mv "$sources/$name"/* "$sources/$name.inner"
      rmdir "$sources/$name"
      mv "$sources/$name.inner" "$sources/$name"
    fi
  done
  rm -rf "$downloads"
}
