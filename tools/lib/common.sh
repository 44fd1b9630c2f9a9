# shellcheck shell=bash disable=SC2034 # the variables are for those who source this
# Shared by the commands in tools/: where things are, how they speak, and how a folder comes into the cache.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# Tools and data live outside the checkout, so that a second clone finds them there.
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/fitting-room
# The last number is the recipe's (tools/lib/dataset.mjs): raise it when that writes other files.
DATASET_DIR=dataset-2

say() { printf '%s\n' "$*"; }
step() { printf '\n==> %s\n' "$*"; }
complain() { printf '%s\n' "$*" >&2; }
fail() {
  complain "${0##*/}: $*"
  exit 1
}
# Prints the comment at the top of the command.
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; }
have() { command -v "$1" >/dev/null 2>&1; }
# os_release FIELD: prints what the system says of itself.
os_release() { sed -nE "s/^$1=\"?([^\"]*)\"?\$/\1/p" "${OS_RELEASE-/etc/os-release}" 2>/dev/null || true; }

# as_root COMMAND...: as it is for root, through sudo for others.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# into_cache NAME COMMAND...: makes the folder $CACHE/NAME by running COMMAND with an empty folder as its last
# argument. The folder gets its name only when COMMAND has succeeded: an interrupted run leaves nothing that
# looks finished, and the next one starts it again.
into_cache() {
  local name=$1 unfinished="$CACHE/unfinished-$1"
  shift
  [ ! -d "$CACHE/$name" ] || return 0
  rm -rf "$unfinished"
  mkdir -p "$unfinished"
  "$@" "$unfinished"
  mv "$unfinished" "$CACHE/$name"
}
