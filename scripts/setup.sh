# Sourced by scripts/brum and scripts/test, with $repository set: installs what is missing or stale, then leaves the path of
# the pinned Bun in $bun. POSIX sh. Says nothing when all is up to date; else progress goes to stderr.
#
# node_modules/.brum-stamp holds three lines: what the packages were installed from (package.json, bun.lock, platform), the
# path of the Bun to run, and the packages that must be there. Paths are relative to the clone, which may be copied. While
# packages are being installed there is no stamp, but node_modules/.brum-unfinished.
#
# Only one run installs at a time: the lock is a symbolic link whose target is the owner's process id, because a link is made
# together with its content, where a directory would be without an owner for a moment.

setup_stamp="$repository/node_modules/.brum-stamp"
setup_unfinished="$repository/node_modules/.brum-unfinished"
setup_lock="$repository/.bun/setup.lock"
setup_log="$repository/.bun/setup.log"
setup_pid="$repository/.bun/setup.pid" # process id of the installer that runs
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
    setup_ended=$setup_installer setup_installer=
    kill "$setup_ended" 2>/dev/null
    wait "$setup_ended" 2>/dev/null # The next run must not meet it.
  fi
  if [ -n "$setup_locked" ]; then
    rm -f "$setup_lock" "$setup_log" "$setup_pid"
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
    while kill -0 "$$" 2>/dev/null; do # Until this run ends, however it does.
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

# setup_step TEXT COMMAND...: runs the command in the repository, its output kept back and shown only when it fails.
setup_step() {
  setup_text=$1
  shift
  setup_tick "$setup_text"
  # The inner shell writes down its own process id, which the command then takes over.
  (cd "$repository" && exec sh -c 'echo "$$" >"$0" && exec "$@"' "$setup_pid" "$@") </dev/null >"$setup_log" 2>&1 &
  setup_installer=$!
  wait "$setup_installer"
  setup_status=$?
  setup_installer=
  setup_tick_end
  [ "$setup_status" -eq 0 ] && return
  cat "$setup_log" >&2
  setup_fail "$setup_text failed (status $setup_status); the output of \"${1##*/}\" is above." \
    "If it does not name the cause, see whether the npm registry can be reached (behind a proxy: HTTPS_PROXY)," \
    "whether this user may write to $repository, and whether the disk has room. Then run again."
}

# What the packages depend on, as one line in $setup_wanted. Two programs are started: this runs on every start.
setup_read_wanted() {
  setup_wanted=$(cd "$repository" && cksum package.json bun.lock 2>/dev/null && uname -sm) ||
    setup_fail "package.json or bun.lock is missing in $repository." "Run this from a complete clone."
  setup_words=$setup_wanted setup_wanted=
  for setup_word in $setup_words; do setup_wanted="$setup_wanted$setup_word "; done
}

# True when the stamp fits, and the Bun and the packages that it names are there. Starts no program.
setup_fresh() {
  [ -r "$setup_stamp" ] || return 1
  bun= setup_found= setup_names=
  { IFS= read -r setup_found && IFS= read -r bun && IFS= read -r setup_names; } <"$setup_stamp" || return 1
  bun=$repository/$bun
  [ "$setup_found" = "$setup_wanted" ] && [ -x "$bun" ] || return 1
  for setup_name in $setup_names; do
    [ -e "$repository/node_modules/$setup_name/package.json" ] || return 1
  done
}

# Writes the stamp for $bun, a path below the clone, and all packages that are in node_modules.
setup_write_stamp() {
  setup_names=
  for setup_name in "$repository"/node_modules/*/package.json "$repository"/node_modules/@*/*/package.json; do
    [ -e "$setup_name" ] || continue
    setup_name=${setup_name%/package.json}
    setup_names="$setup_names ${setup_name#"$repository/node_modules/"}"
  done
  printf '%s\n' "$setup_wanted" "${bun#"$repository/"}" "$setup_names" >"$setup_stamp.$$" &&
    mv "$setup_stamp.$$" "$setup_stamp"
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
  setup_await_orphan
}

# Of a run that was killed, the installer may still live, and would change what this run installs: waits for its end. Where
# the system tells processes' directories, another process that got its id is not waited for.
setup_await_orphan() {
  [ -r "$setup_pid" ] && IFS= read -r setup_orphan <"$setup_pid" || return 0
  setup_waited=0
  while kill -0 "$setup_orphan" 2>/dev/null; do
    [ -d /proc/self ] && [ "$(readlink "/proc/$setup_orphan/cwd")" != "$repository" ] && break
    [ "$setup_waited" -eq 0 ] && setup_tick "waiting for the installer of a run that was killed (process $setup_orphan)"
    [ "$setup_waited" -lt "$setup_limit" ] ||
      setup_fail "the installer of a run that was killed (process $setup_orphan) has not ended for $setup_limit s." \
        "End it and run again."
    sleep 1
    setup_waited=$((setup_waited + 1))
  done
  setup_tick_end
}

# After an installation that did not end well a package may lack files without the installer noticing: begins anew. A Bun
# that runs is kept.
setup_clear_unfinished() {
  [ -e "$setup_unfinished" ] || return 0
  if ! setup_bun_in "$repository/.bun/node_modules" && setup_bun_in "$repository/node_modules"; then
    mkdir -p "$repository/.bun/node_modules/.bin" && cp "$bun" "$repository/.bun/node_modules/.bin/bun"
  fi
  rm -rf "$repository/node_modules" || setup_fail "cannot delete $repository/node_modules."
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
  setup_bun_in "$repository/.bun/node_modules" && return
  setup_bun_in "$repository/node_modules" && return
  setup_path_bun=$(command -v bun) && setup_path_version=$("$setup_path_bun" --version 2>/dev/null) || setup_path_bun=
  bun=$setup_path_bun
  [ -n "$bun" ] && [ "$setup_path_version" = "$setup_version" ] && return
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
  # A cache of its own: the user's may be unwritable, or hold files of root.
  setup_step "fetching Bun $setup_version" npm install --prefix .bun --cache .bun/npm \
    --no-save --no-package-lock --no-audit --no-fund "bun@$setup_version"
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
    setup_clear_unfinished
    mkdir -p "$repository/node_modules" 2>/dev/null && [ -w "$repository/node_modules" ] ||
      setup_fail "cannot write to $repository/node_modules." "Make $repository writable for this user."
    setup_find_bun
    : >"$setup_unfinished" && rm -f "$setup_stamp" || setup_fail "cannot write to $repository/node_modules."
    setup_step "installing packages" "$bun" install --frozen-lockfile
    setup_bun_in "$repository/node_modules" ||
      setup_fail "the packages are installed, but the Bun $setup_version among them does not run." \
        "Delete $repository/node_modules and run again."
    rm -f "$setup_unfinished" && setup_write_stamp || setup_fail "cannot write $setup_stamp."
    rm -rf "$repository/.bun/node_modules" "$repository/.bun/npm" # Only needed until now; 300 MB.
    [ -t 2 ] || printf 'brum: packages are installed.\n' >&2
  fi
  setup_end
  trap - INT TERM HUP
}

setup
