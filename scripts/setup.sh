# shellcheck shell=bash
# What the other scripts share; sourced by them from the root of the checkout.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

refuse() { echo "$*" >&2; exit 1; }

need_dotnet() {
  command -v dotnet >/dev/null || refuse "The .NET 10 SDK is missing: get it from https://dotnet.microsoft.com/download/dotnet/10.0 or your package manager (dotnet-sdk-10.0)."
  [[ $(dotnet --version 2>/dev/null) == 10.* ]] || refuse "The .NET 10 SDK is needed, but here is only $(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd, | grep . || echo none): get it from https://dotnet.microsoft.com/download/dotnet/10.0."
}

need_node() {
  command -v node >/dev/null && command -v npm >/dev/null || refuse "Node.js 20 or newer, with npm, is missing: get it from https://nodejs.org or your package manager."
  local version; version=$(node --version)
  [[ $version =~ ^v([0-9]+) && ${BASH_REMATCH[1]} -ge 20 ]] || refuse "Node.js 20 or newer is needed, but here is $version: get it from https://nodejs.org."
}

npm_packages() { # the copy of the lock file tells what was installed last
  cmp -s package-lock.json node_modules/.crm-lock && return
  echo "Installing npm packages"
  npm_config_update_notifier=false npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || refuse "npm ci failed: see the lines above."
  cp package-lock.json node_modules/.crm-lock
}

# What a project is built from; more conditions of find may follow.
sources() { find src "$1" Directory.*.props global.json \( -name bin -o -name obj \) -prune -o -type f "${@:2}" -print | LC_ALL=C sort -u; }

# Builds a project in Release, unless nothing has changed since the last time (a build that does nothing takes seconds).
# The mark it leaves is as old as the start of the build and lists the files, so that one that has gone is missed too.
build_release() {
  local project=$1 built=$1/obj/built started log
  if [ -f "$built" ] && [ -z "$(sources "$project" -newer "$built")" ] && sources "$project" | cmp -s - "$built"; then return; fi
  echo "Building $project (the first time takes a minute or two)"
  started=$(mktemp) log=$(mktemp)
  dotnet build "$project" -c Release -v q -nologo -clp:ErrorsOnly >"$log" 2>&1 || { cat "$log" >&2; rm -f "$started" "$log"; refuse "The build failed: see the lines above."; }
  sources "$project" >"$log"
  touch -r "$started" "$log"
  mv "$log" "$built"
  rm -f "$started"
}

# Becomes the host, with these verbs.
host() {
  ASPNETCORE_CONTENTROOT=${ASPNETCORE_CONTENTROOT:-$PWD/src/Host} exec dotnet src/Host/bin/Release/net10.0/Crm.Host.dll "$@"
}

prepare_host() { need_dotnet; need_node; npm_packages; node scripts/assets.mjs; build_release src/Host; }
