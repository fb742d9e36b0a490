#!/bin/sh
# essential.sh >essential.inc: the commands that no environment may hide
# unasked, as sorted C strings. They are the programs of Debian's essential
# packages and of those named here, as far as they are installed; the rest of
# the list is written out, so that the result differs little between machines.
#
# Left out is what people do install into environments, and expect to come
# first there: Python's own commands, cmake, ninja, node, npm.
set -eu
export LC_ALL=C

packages="apt bzip2 curl ed git gpg less make man-db mawk mount
	openssh-client passwd patch procps psmisc rsync systemd tmux unzip wget
	xz-utils zip zsh-common"

written="apk apt aptitude awk bash brew bzr cc chsh clang clang++ cl clear cpp
	csh curl dash delta dnf doas docker ed elvish emacs emacsclient envd envd-daemon
	exa eza fd fish flatpak fzf g++ gawk gcc gdb gh git git-lfs gpg gpg-agent gpg2
	gpgv helix hg hx ip jj ksh kubectl ld less lldb lua make man mise mksh more
	mosh nano nc netstat nft nix nix-shell nohup nu nvim oh-my-posh openssl
	pacman passwd perl pgrep ping pkexec pkill podman ps pwsh rg rpm
	rsync ruby scp screen sftp sh sl snap ss ssh ssh-add ssh-agent ssh-keygen
	starship strace su sudo sudoedit svn tcsh tmux top tput vi view vim
	vimdiff visudo wget which xdg-open xonsh yum zellij zoxide zsh zypper"

{
	{
		dpkg-query -W -f '${Essential} ${Package}\n' | sed -n 's/^yes //p'
		printf '%s\n' $packages
	} | xargs dpkg -L 2>/dev/null | sed -n 's|^\(/usr\)*/s*bin/||p'
	printf '%s\n' $written
} | sed '/\//d; /^\[$/!{/[^A-Za-z0-9_.+-]/d;}' |
	grep -Ev '^(python|pip|pydoc|idle|wheel|easy_install|systemd-|apt-(sortpkgs|extracttemplates|ftparchive)|dpkg-(realpath|maintscript))' |
	sort -u | sed 's/.*/"&",/'
