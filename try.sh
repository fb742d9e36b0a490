#!/bin/bash
# ./try.sh          what is needed is installed, envd is built and shown at work
# ./try.sh check    what the tests need is installed too, and they are run
#
# For Debian and Ubuntu, as root or with sudo. Nothing of envd is installed.
set -eu
cd "$(dirname "$0")"

build_packages=(gcc make musl-tools pkg-config libc6-dev libuv1-dev libinih-dev libsqlite3-dev
	libmd-dev python3 python3-venv)
check_packages=(libcriterion-dev libvterm-dev zsh fish elvish tcsh xonsh direnv tmux strace mandoc
	shellcheck python3-virtualenv virtualenv git rsync unzip zip acl tar procps util-linux)

# need PACKAGE...: installs those that are missing.
need() {
	local missing=() package as_root=()
	for package; do
		if [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
			missing+=("$package")
		fi
	done
	[[ ${#missing[@]} -gt 0 ]] || return 0
	[[ $(id -u) == 0 ]] || as_root=(sudo)
	echo "Installing: ${missing[*]}"
	${as_root[@]+"${as_root[@]}"} apt-get -q update
	${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
		apt-get -q install -y --no-install-recommends "${missing[@]}"
}

case ${1-} in
"")
	need "${build_packages[@]}"
	make -s -j"$(nproc)" BUILD="${BUILD:-build}"
	/usr/bin/python3 -I tests/demo/demo.py "${BUILD:-build}"
	;;
check)
	need "${build_packages[@]}" "${check_packages[@]}"
	make -s -j"$(nproc)" BUILD="${BUILD:-build}"
	if [[ -z ${ENVD_TEST_NU-} ]] && ! command -v nu >/dev/null && command -v npm >/dev/null; then
		ENVD_TEST_NU=$(tests/nushell "$PWD/${BUILD:-build}/nushell") || ENVD_TEST_NU=
		export ENVD_TEST_NU
	fi
	if [[ -z ${ENVD_TEST_PWSH-} ]] && ! command -v pwsh >/dev/null && command -v dotnet >/dev/null; then
		ENVD_TEST_PWSH=$(tests/powershell "$PWD/${BUILD:-build}/powershell") || ENVD_TEST_PWSH=
		export ENVD_TEST_PWSH
	fi
	make BUILD="${BUILD:-build}" check
	;;
*)
	sed -n '1d; s/^# \{0,1\}//p; /^set/q' "$0" >&2
	exit 2
	;;
esac
