# shellcheck shell=bash disable=SC2034
# Running test programs, counting what they report, and the table at the end.

LOGS=$ROOT/build/test-logs
total_passed=0 total_failed=0 total_skipped=0
table=()
rm -rf "$LOGS"
mkdir -p "$LOGS"

# count_<runner> LOG: prints "passed failed skipped" from what the runner said at its end.
count_catch() {
  awk '/^All tests passed/ {print $(NF-2), 0, 0}
    /^test cases:/ {for (i = 2; i <= NF; ++i) {if ($i == "passed") p = $(i-1); if ($i == "failed") f = $(i-1)}
      print p+0, f+0, 0}' "$1"
}
count_node() {
  awk '/^(#|ℹ) pass / {p = $3} /^(#|ℹ) fail / {f = $3} /^(#|ℹ) skipped / {s = $3}
    END {if (p != "") print p, f, s}' "$1"
}
count_playwright() {
  awk '/^ +[0-9]+ (passed|flaky)/ {p += $1} /^ +[0-9]+ (failed|did not run|interrupted)/ {f += $1}
    /^ +[0-9]+ skipped/ {s += $1} END {if (p + f + s) print p+0, f+0, s+0}' "$1"
}

# run NAME RUNNER COMMAND...: runs a test program, shows what it says, and counts with count_RUNNER. A failing command
# counts as at least one failure, and so does one that tells no count. RUNNER `none`: the command is one test.
run() {
  local name=$1 runner=$2 log="$LOGS/${1//[^[:alnum:]]/-}.log" status=0 started=$SECONDS passed=0 failed=0 skipped=0
  shift 2
  step "$name"
  ("$@") > >(tee "$log") 2>&1 || status=$?
  wait
  if [ "$runner" = none ]; then
    passed=$((status == 0))
  elif ! read -r passed failed skipped < <("count_$runner" "$log"); then
    say "$name: the test program ended without a count of its tests."
    status=1
  fi
  [ "$status" = 0 ] || [ "${failed:-0}" -gt 0 ] || failed=1
  note "$name" "${passed:-0}" "${failed:-0}" "${skipped:-0}" "$((SECONDS - started)) s"
}

# skip NAME REASON: a test program that this machine cannot run.
skip() {
  step "$1"
  say "Not run: $2."
  note "$1" 0 0 1 "not run: $2"
}

note() {
  table+=("$(printf '%-32s %6s %6s %7s   %s' "$@")")
  total_passed=$((total_passed + $2)) total_failed=$((total_failed + $3)) total_skipped=$((total_skipped + $4))
}

# Prints the table and ends the command.
finish() {
  printf '\n%-32s %6s %6s %7s\n' '' passed failed skipped
  printf '%s\n' "${table[@]}"
  printf '\n%s passed, %s failed' "$total_passed" "$total_failed"
  [ "$total_skipped" = 0 ] || printf ', %s skipped' "$total_skipped"
  printf '\n'
  exit "$((total_failed > 0))"
}

# Sets RELAXED_SIMD_FLAGS to what node needs for relaxed SIMD; empties it and fails if node lacks its final form.
relaxed_simd_flags() {
  # A module whose one function is f32x4.relaxed_madd (fd 85 02).
  local madd=0061736d0100000001080160037b7b7b017b030201000a0d010b00200020012002fd85020b
  local probe="process.exit(+!WebAssembly.validate(Buffer.from('$madd', 'hex')))"
  RELAXED_SIMD_FLAGS=()
  node -e "$probe" && return
  RELAXED_SIMD_FLAGS=(--experimental-wasm-relaxed-simd)
  node "${RELAXED_SIMD_FLAGS[@]}" -e "$probe" 2>/dev/null || ! RELAXED_SIMD_FLAGS=()
}
