# shellcheck shell=bash
# Building: CMake's presets, and the site put together from the engine, the page and the data.

VARIANTS=(relaxed-threads simd-threads simd)
SITE=$ROOT/build/site

# alone COMMAND...: runs it while no other build runs in this checkout.
alone() {
  mkdir -p "$ROOT/build"
  (
    flock -n 8 || {
      say "Another build is running: waiting for it"
      flock 8
    }
    "$@" 8>&-
  ) 8>"$ROOT/build/lock"
}

# build_preset PRESET TARGET...: configures if need be and builds.
build_preset() { alone build_preset_alone "$@"; }
build_preset_alone() {
  local preset=$1 folder="$ROOT/build/$1" emscripten tools
  shift
  step "Building $preset"
  mkdir -p "$folder"
  # What was built with other tools or settings is of no use, here or in tools/lib/compile's cache: then it starts anew.
  emscripten=$("$ROOT/tools/lib/where" emscripten)
  tools=$(say "$emscripten" && cat "$emscripten/emscripten-version.txt" && clang-19 --version &&
    "$ROOT/tools/lib/where" sources && cksum <"$ROOT/CMakePresets.json")
  # Ours reads its settings beside its scripts; those of another installation must not come in between.
  case $tools in "$CACHE"/*) unset EM_CONFIG ;; esac
  # Emscripten starts Python for each file: without the detour through a version manager's wrapper, if there is one.
  PYTHON=${PYTHON-$(python3 -c 'import sys; print(sys.executable)')}
  export PYTHON
  if [ ! -f "$folder/build.ninja" ] || [ "$(cat "$folder/made-with" 2>/dev/null)" != "$tools" ]; then
    (cd "$ROOT" && cmake --fresh --preset "$preset" >"$folder/configure.log" 2>&1) || {
      cat "$folder/configure.log" >&2
      fail "CMake cannot configure $preset"
    }
    printf '%s\n' "$tools" >"$folder/made-with"
  fi
  cmake --build "$folder" --target "$@"
}

# join_sections FOLDER: puts the sections of the page where index.html names them, and their style sheets into one.
join_sections() {
  (
    cd "$1"
    awk 'match($0, /^<!-- sections\/[a-z\/]+\.html -->$/) {
        file = substr($0, 6, length($0) - 9)
        while ((got = (getline line < file)) > 0) print line
        if (got < 0) exit 1
        next
      } { print }' index.html >joined
    mv joined index.html
    cat "$ROOT/web/node_modules/uplot/dist/uPlot.min.css" page.css sections/*/*.css >joined
    mv joined page.css
    rm -f sections/*/*.html sections/*/*.css
  )
}

# Puts the site together beside the old one and swaps them, so that it is never half there.
build_site() { alone build_site_alone; }
build_site_alone() {
  local next="$SITE.next" variant build
  step "Putting build/site together"
  rm -rf "$next"
  mkdir -p "$next"
  tar -c -C "$ROOT/web" --exclude=./node_modules --exclude='./package*.json' --exclude=tsconfig.json \
    --exclude=./eslint.config.js --exclude=./screenshot.png --exclude='*.d.ts' --exclude=./.npmrc . | tar -x -C "$next"
  node "$ROOT/web/node_modules/typescript/bin/tsc" -p "$ROOT/web/engine" --outDir "$next/engine"
  for variant in "${VARIANTS[@]}"; do
    cp "$ROOT/build/wasm-$variant/src/bindings/fitting-room-$variant".{js,wasm} "$next/engine/"
  done
  join_sections "$next"
  cp -r "$ROOT/model" "$next/model"
  cp -r "$CACHE/$DATASET_DIR" "$next/data"
  build=$(node "$ROOT/tools/lib/seal.mjs" "$next" "$ROOT/web/package-lock.json" "$ROOT/tools/lib/"{bundle,page-files}.mjs)
  node "$ROOT/tools/lib/bundle.mjs" "$next" "$build"
  find "$next" -type d -empty -delete
  node "$ROOT/tools/lib/list-files.mjs" "$next"
  # Servers that can hand out compressed copies find them.
  find "$next" -path "$next/data" -prune -o -type f -size +1k \
    -regex '.*\.\(html\|css\|js\|json\|svg\|wasm\|safetensors\)' -exec gzip -9 -k -n {} +
  rm -rf "$SITE.old"
  [ ! -d "$SITE" ] || mv "$SITE" "$SITE.old"
  mv "$next" "$SITE"
  rm -rf "$SITE.old"
}
