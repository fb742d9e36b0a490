#!/bin/sh
# special.sh >special.inc: the names of variables that mean something to a shell
# by themselves, as sorted C strings, so that no project may set them: asked of
# the shells as far as they are installed, and written out from their manuals.
# Names that a rule of varname.c covers are in it too; they cost little.
set -u
export LC_ALL=C
home=$(mktemp -d) || exit 1
trap 'rm -rf "$home"' EXIT

# Each shell with an empty environment: what it has set is its own.
ask() {
	command -v "$1" >/dev/null || return 0
	env -i HOME="$home" PATH="$PATH" TERM=xterm "$@" 2>/dev/null </dev/null
}

written="AUTOLOGOUT BASH_COMPAT BASH_ENV BASH_REMATCH BASH_XTRACEFD BAUD CDPATH
	CHILD_MAX CMD_DURATION_MS COLUMNS COMPREPLY COMP_CWORD COMP_KEY COMP_LINE COMP_POINT COMP_TYPE
	COMP_WORDS COPROC CORRECT_IGNORE CORRECT_IGNORE_FILE CURRENT_FILE DIRSTACKSIZE ENV ENV_CONVERSIONS
	EXECIGNORE FCEDIT FIGNORE FILE_PWD FPATH FUNCNAME FUNCNEST GLOBIGNORE GROUP
	HISTCHARS HISTCONTROL HISTFILE HISTFILESIZE HISTIGNORE HISTSIZE HISTTIMEFORMAT
	HOST HOSTFILE HPATH IFS IGNOREEOF INPUTRC INSIDE_EMACS KEYTIMEOUT
	KSH_VERSION LAST_EXIT_CODE LINES LISTMAX LOGCHECK MAIL MAILCHECK MAILPATH MANPATH
	MAPFILE MODULE_PATH NOREBIND NULLCMD OLDPWD OPTARG PERIOD POSIXLY_CORRECT
	POSTEDIT PROCESS_PATH PROMPT PROMPT2 PROMPT3 PROMPT4 PROMPT_COMMAND PROMPT_DIRTRIM
	PS0 PS1 PS2 PS3 PS4 PSVAR READLINE_ARGUMENT READLINE_LINE READLINE_MARK
	READLINE_POINT READNULLCMD REMOTEHOST REPLY REPORTMEMORY REPORTTIME RPROMPT
	RPROMPT2 RPS1 RPS2 SAVEHIST SHLVL SPROMPT STTY SYSTYPE TERMCAP TIMEFMT
	TIMEFORMAT TMOUT TMPPREFIX TMPSUFFIX TTY TTYIDLE USERNAME VENDOR WATCH WATCHFMT
	WORDCHARS ZBEEP ZDOTDIR ZLE_LINE_ABORTED ZLE_REMOVE_SUFFIX_CHARS ZLE_RPROMPT_INDENT
	ZLE_SPACE_SUFFIX_CHARS"

modules="zsh/parameter zsh/zle zsh/complete zsh/sched zsh/zutil zsh/datetime zsh/mapfile zsh/system"

{
	ask bash --norc -ic 'compgen -v'
	ask bash --norc --posix -c 'compgen -v'
	ask zsh -f -c 'zmodload '"$modules"'; print -l ${(k)parameters}'
	ask fish -N -c 'set -n'
	ask tcsh -f -c '/usr/bin/env' | sed 's/=.*//'
	ask nu --no-config-file -c '$env | columns | to text'
	ask xonsh --no-rc -c 'print("\n".join(k for k in __xonsh__.env._vars if isinstance(k, str)))'
	printf '%s\n' $written
} | grep -E '^[A-Z][A-Z0-9_]{0,63}$' |
	grep -Ev '^(BROWSER|EDITOR|VISUAL|LANG|LC_.*|LOADED_.*_FILES|NO_COLOR|CLICOLOR|PAGER|LS_COLORS)$' |
	sort -u | sed 's/.*/"&",/'
