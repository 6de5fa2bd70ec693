# Sourced by scripts/brum and scripts/test, with $repository set: installs what is missing or stale, then leaves the path of
# the pinned Bun in $bun. POSIX sh. Says nothing when all is up to date; else progress goes to stderr.
#
# node_modules/.brum-stamp holds two lines: what the packages were installed from (package.json, bun.lock, platform) and the
# path of the Bun to run. Only one run installs at a time: the lock is a symbolic link whose target is the owner's process
# id, because a link is made together with its content, where a directory would be without an owner for a moment.

setup_stamp="$repository/node_modules/.brum-stamp"
setup_lock="$repository/.bun/setup.lock"
setup_log="$repository/.bun/setup.log"
setup_limit=900 # seconds: longest wait for another run's installation
setup_locked=
setup_ticker=
setup_installer=

setup_fail() {
  setup_end
  printf 'brum: %s\n' "$@" >&2
  exit 1
}

# Ends what this set-up started and gives the lock back. Safe to call at any time and more than once.
setup_end() {
  setup_tick_end
  if [ -n "$setup_installer" ]; then
    kill "$setup_installer" 2>/dev/null
    setup_installer=
  fi
  if [ -n "$setup_locked" ]; then
    rm -f "$setup_lock" "$setup_log"
    setup_locked=
  fi
}

setup_interrupted() {
  [ -t 2 ] && printf '\n' >&2
  setup_end
  exit "$1"
}

# One updating line on a terminal, with the seconds that passed; one plain line elsewhere.
setup_tick() {
  if [ ! -t 2 ]; then
    printf 'brum: %s ...\n' "$1" >&2
    return
  fi
  (
    seconds=0
    while :; do
      printf '\r\033[Kbrum: %s ... %d s' "$1" "$seconds" >&2
      sleep 1 </dev/null >/dev/null 2>&1
      seconds=$((seconds + 1))
    done
  ) &
  setup_ticker=$!
}

setup_tick_end() {
  [ -n "$setup_ticker" ] || return 0
  kill "$setup_ticker" 2>/dev/null
  wait "$setup_ticker" 2>/dev/null
  setup_ticker=
  printf '\r\033[K' >&2
}

# setup_step TEXT ADVICE COMMAND...: runs the command in the repository, its output kept back and shown only when it fails.
setup_step() {
  setup_text=$1 setup_advice=$2
  shift 2
  setup_tick "$setup_text"
  (cd "$repository" && exec "$@") </dev/null >"$setup_log" 2>&1 &
  setup_installer=$!
  wait "$setup_installer"
  setup_status=$?
  setup_installer=
  setup_tick_end
  [ "$setup_status" -eq 0 ] && return
  cat "$setup_log" >&2
  setup_fail "$setup_text failed (status $setup_status); the output is above." "$setup_advice"
}

# What the packages depend on, as one line in $setup_wanted. Two programs are started: this runs on every start.
setup_read_wanted() {
  setup_wanted=$(cd "$repository" && cksum package.json bun.lock 2>/dev/null && uname -sm) ||
    setup_fail "package.json or bun.lock is missing in $repository." "Run this from a complete clone."
  setup_wanted=$(printf '%s ' $setup_wanted)
}

# True when the stamp fits and the Bun that it names is there.
setup_fresh() {
  bun= setup_found=
  [ -r "$setup_stamp" ] || return 1
  { IFS= read -r setup_found && IFS= read -r bun; } <"$setup_stamp"
  [ "$setup_found" = "$setup_wanted" ] && [ -x "$bun" ]
}

# Takes the lock, waiting while a living process holds it. A lock whose owner died is removed under a second, short lock, so
# that of two runs that both saw the dead owner only one removes, and none removes the other's new lock.
setup_take_lock() {
  mkdir -p "$repository/.bun" 2>/dev/null && [ -w "$repository/.bun" ] ||
    setup_fail "cannot write to $repository/.bun." "Packages are installed inside the clone: make it writable for this user."
  setup_waited=0
  until ln -s "$$" "$setup_lock" 2>/dev/null; do
    setup_owner=$(readlink "$setup_lock") || continue
    if ! kill -0 "$setup_owner" 2>/dev/null && mkdir "$setup_lock.takeover" 2>/dev/null; then
      [ "$(readlink "$setup_lock")" = "$setup_owner" ] && rm -f "$setup_lock"
      rmdir "$setup_lock.takeover"
      continue
    fi
    [ "$setup_waited" -eq 0 ] && setup_tick "waiting for another set-up of this clone (process $setup_owner)"
    [ "$setup_waited" -lt "$setup_limit" ] ||
      setup_fail "another set-up (process $setup_owner) holds $setup_lock for over $setup_limit s." \
        "If no other brum or test run is being set up, delete $setup_lock* and run again."
    sleep 1
    setup_waited=$((setup_waited + 1))
  done
  setup_tick_end
  setup_locked=1
}

# Finds a Bun that runs below the given node_modules folder; leaves its path in $bun. The package's own file is a
# placeholder until its install script ran, which a package manager may forbid: then the platform package has the program.
setup_bun_in() {
  for bun in "$1/.bin/bun" "$1"/@oven/bun-*/bin/bun; do
    [ -x "$bun" ] && [ "$("$bun" --version 2>/dev/null)" = "$setup_version" ] && return
  done
  return 1
}

# Finds or fetches a Bun to install with; leaves its path in $bun.
setup_find_bun() {
  setup_bun_in "$repository/node_modules" && return
  setup_path_bun=$(command -v bun) && setup_path_version=$("$setup_path_bun" --version 2>/dev/null) || setup_path_bun=
  bun=$setup_path_bun
  [ -n "$bun" ] && [ "$setup_path_version" = "$setup_version" ] && return
  setup_bun_in "$repository/.bun/node_modules" && return
  setup_problem= setup_solution=
  if ! command -v npm >/dev/null 2>&1; then
    setup_problem="neither Bun nor npm was found, and one of them is needed to install the packages."
    setup_solution="Install Node 20 or newer (https://nodejs.org; on Debian: apt-get install nodejs npm) or Bun (https://bun.com)."
  else
    setup_node=$(node -p process.versions.node 2>/dev/null) || setup_node=missing
    if ! [ "${setup_node%%.*}" -ge 20 ] 2>/dev/null; then
      setup_problem="npm needs Node 20 or newer to fetch Bun; here Node is $setup_node."
      setup_solution="Update Node (https://nodejs.org) or install Bun (https://bun.com), then run again."
    fi
  fi
  if [ -n "$setup_problem" ]; then
    bun=$setup_path_bun
    [ -n "$bun" ] && return # A Bun of another version is good enough to install the pinned one.
    setup_fail "$setup_problem" "$setup_solution"
  fi
  setup_step "fetching Bun $setup_version" "$setup_network" \
    npm install --prefix .bun --no-save --no-package-lock --no-audit --no-fund "bun@$setup_version"
  setup_bun_in "$repository/.bun/node_modules" ||
    setup_fail "npm installed Bun $setup_version, but it does not run on this machine ($(uname -sm))." \
      "See https://bun.com/docs/installation for the systems that it supports."
}

setup() {
  setup_read_wanted
  setup_fresh && return
  trap 'setup_interrupted 130' INT
  trap 'setup_interrupted 143' TERM
  trap 'setup_interrupted 129' HUP
  setup_take_lock
  if ! setup_fresh; then # Another run may have installed while this one waited.
    setup_version=$(sed -n 's/^ *"bun": *"\([0-9][^"]*\)".*/\1/p' "$repository/package.json" | tail -n 1)
    setup_network="Check the network connection to the npm registry (behind a proxy: HTTPS_PROXY) and run again."
    setup_find_bun
    setup_step "installing packages" "$setup_network" "$bun" install --frozen-lockfile
    setup_bun_in "$repository/node_modules" ||
      setup_fail "the packages are installed, but the Bun $setup_version among them does not run." \
        "Delete $repository/node_modules and run again."
    printf '%s\n%s\n' "$setup_wanted" "$bun" >"$setup_stamp.$$" && mv "$setup_stamp.$$" "$setup_stamp" ||
      setup_fail "cannot write $setup_stamp."
    rm -rf "$repository/.bun/node_modules" # Only needed until now; 200 MB.
    [ -t 2 ] || printf 'brum: packages are installed.\n' >&2
  fi
  setup_end
  trap - INT TERM HUP
}

setup
