#!/bin/sh
# The command that `dotnet tool install PowerShell` makes is not the shell: it
# stays, and starts the shell as another process. And what PowerShell itself names
# as its program, $PSHOME/pwsh, may be executed by nobody but its owner.
#
# Seen with PowerShell 7.6.9 (NuGet) on .NET SDK 10.0.401, Debian 12, x86_64:
#
#   the process that was started is the shell: no
#   its command is: dotnet
#   mode of $PSHOME/pwsh: 744
#   given to all, it is the shell itself: yes
#
# A good guess would be that `exec pwsh` becomes the shell, as it does with the
# packages of Debian's kind, where $PID is the process that was started, and its name
# is pwsh. Whoever sends signals to that process, looks for its children or its name,
# meets the other one. Fails if any of this has changed. Needs: dotnet.
set -eu
version=7.6.9
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 POWERSHELL_TELEMETRY_OPTOUT=1
export DOTNET_CLI_HOME="$dir" HOME="$dir"
dotnet tool install PowerShell --version "$version" --tool-path "$dir/tool" >"$dir/log" 2>&1 ||
	{ cat "$dir/log"; exit 1; }

# pids PROGRAM: what sh was, and the shell that it became, in one line.
pids() {
	# shellcheck disable=SC2016
	sh -c 'printf "%s " $$; exec "$1" -NoProfile -NonInteractive -Command "\$PID"' sh "$1"
}
yes_if_same() {
	if [ "${1% *}" = "${1#* }" ]; then echo yes; else echo no; fi
}
# shellcheck disable=SC2016
home=$("$dir/tool/pwsh" -NoProfile -NonInteractive -Command '$PSHOME')
{
	echo "the process that was started is the shell: $(yes_if_same "$(pids "$dir/tool/pwsh")")"
	# shellcheck disable=SC2016
	echo "its command is: $("$dir/tool/pwsh" -NoProfile -NonInteractive \
		-Command '(Get-Process -Id $PID).ProcessName')"
	echo "mode of \$PSHOME/pwsh: $(stat -c %a "$home/pwsh")"
	chmod a+rx "$home/pwsh"
	echo "given to all, it is the shell itself: $(yes_if_same "$(pids "$home/pwsh")")"
} | tee "$dir/seen"
cat >"$dir/expected" <<'END'
the process that was started is the shell: no
its command is: dotnet
mode of $PSHOME/pwsh: 744
given to all, it is the shell itself: yes
END
cmp "$dir/seen" "$dir/expected"
