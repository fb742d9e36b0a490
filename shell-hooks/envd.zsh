# envd's hook for zsh, 5.0 and later: eval "$(envd hook zsh)" in ~/.zshrc.
#
# __envd_fresh says whether the last answer still holds; each answer defines it
# anew. Only when it does not, the client is run, and what it prints is
# evaluated. Comments and indentation are left out of what `envd hook` prints.
#
# `builtin` keeps the user's functions out of it, the backslash his aliases.

__envd_theirs=${functions[builtin]-}
[[ -z $__envd_theirs ]] || \unfunction builtin
\builtin typeset -g +x __envd_client=@CLIENT@ __envd_theirs
\builtin typeset -g +x __envd_n=0 __envd_deadline= __envd_tries= __envd_dir= __envd_vars= \
	__envd_uses= __envd_label= __envd_always= __envd_shown=${__envd_shown-} __envd_want= \
	__envd_on= __envd_has= __envd_status=0 __envd_result=0 \
	__envd_behind=__envd_last __envd_late= __envd_loses= __envd_path= __envd_twins= \
	__envd_zstat=
\builtin typeset -ga __envd_times

# One zstat is cheaper than what -nt has to look at; not in a zsh whose zstat has
# no nanoseconds.
if \builtin zmodload -F zsh/stat b:zstat 2>/dev/null &&
	\builtin zstat -A __envd_times -F %N +mtime / && [[ $__envd_times != *[^0-9]* ]]; then
	__envd_zstat=1
fi

__envd_fresh() { [[ ! . ]] }

# Asks what should be active: $1 is why (prompt, on, off, leave, deactivate). Not
# fresh until the last line of a whole answer says so. Silent when we are no
# longer installed. Even `builtin` may be a function of theirs.
__envd_ask() {
	{ \emulate -L zsh; \setopt no_xtrace } 2>/dev/null
	__envd_fresh() { [[ ! . ]] }
	__envd_n=$((__envd_n + 1))
	__envd_status=1
	if [[ -x $__envd_client ]]; then
		__envd_theirs=${functions[builtin]-}
		[[ -z $__envd_theirs ]] || \unfunction builtin
		__envd_get "$1"
		[[ -z $__envd_theirs ]] || functions[builtin]=$__envd_theirs
	fi
}

# Ctrl-C is ignored while an answer is evaluated (emulate -L gives the user's trap
# back). A shell that was given no PATH has one that is not exported.
__envd_get() {
	\builtin emulate -L zsh
	\builtin local __envd_out= __envd_hand="${_OLD_VIRTUAL_PATH+1}"
	if __envd_out=$(
		\builtin export PATH
		\builtin exec "$__envd_client" prompt zsh "$1" "$$" "$__envd_n" "${PWD-}" \
			"${__envd_deadline:-0}" "${__envd_tries:-0}" "${__envd_hand:-0}" </dev/null
	) &&
		[[ $__envd_out == *"#envd $__envd_n" ]]; then
		\builtin trap '' INT
		\builtin eval "$__envd_out"
		__envd_deactivate_function
	fi
}

# A variable that a project asks for, unless the shell has one of that name which
# is no plain exported string: a number would be evaluated, others are its own.
__envd_put() {
	{ \emulate -L zsh; \setopt no_xtrace } 2>/dev/null
	case ${(Pt)1-} in
	("" | scalar-export) \builtin export "$1=$2" ;;
	(*) \builtin print -u2 -r -- "envd: $1 is the shell's own and left alone" ;;
	esac
}

# People know `deactivate`. It is there while an environment of ours is on,
# unless they have one of their own. (`function`: an alias of that name would
# be put in before a "()".)
__envd_deactivate_function() {
	if [[ -n $__envd_on ]]; then
		if ! \builtin typeset -f deactivate >/dev/null; then
			function deactivate { __envd_deactivate "${1-}" }
			__envd_has=1
		fi
	elif [[ -n $__envd_has && -z ${_OLD_VIRTUAL_PATH+x} ]]; then
		if [[ ${functions[deactivate]-} == *__envd_deactivate* ]]; then
			\builtin unfunction deactivate
		fi
		__envd_has=
	fi
}

__envd_deactivate() {
	{ \emulate -L zsh; \setopt no_xtrace } 2>/dev/null
	if [[ ${1-} == nondestructive ]]; then
		__envd_ask leave
	else
		__envd_ask deactivate
	fi
	__envd_show
}

function envd {
	case "$#:${1-}" in
	(1:on|1:off)
		__envd_ask "$1"
		\return "$__envd_status"
		;;
	(*) "$__envd_client" "$@" ;;
	esac
}

# Is it not to be shown, or shown already? Prompts that show the environment by
# themselves say so by that variable, but these do not: liquidprompt,
# powerlevel9k and 10k where they have that segment.
__envd_is_shown() {
	[[ -n ${VIRTUAL_ENV_DISABLE_PROMPT-} || ${LP_ENABLE_VIRTUALENV-} == 1 ]] ||
		[[ -n ${functions[prompt_powerlevel9k_setup]-} && (
			-n ${POWERLEVEL9K_LEFT_PROMPT_ELEMENTS[(r)virtualenv(_joined|)]-} ||
			-n ${POWERLEVEL9K_RIGHT_PROMPT_ELEMENTS[(r)virtualenv(_joined|)]-}) ]]
}

# Puts the label in front of the prompt if it is not in there, or takes it out;
# never from a copy. An activate script has kept the prompt that it found, which
# had the label.
__envd_show() {
	{ \emulate -L zsh; \setopt no_xtrace } 2>/dev/null
	__envd_want=$__envd_label
	if [[ -n $__envd_want && -z $__envd_always ]] && __envd_is_shown; then
		__envd_want=
	fi
	if [[ $__envd_shown != "$__envd_want" && -n $__envd_shown ]]; then
		PS1="${PS1/$__envd_shown/}"
		if [[ ${_OLD_VIRTUAL_PS1-} == "$__envd_shown"* ]]; then
			_OLD_VIRTUAL_PS1="${_OLD_VIRTUAL_PS1#$__envd_shown}"
		fi
	fi
	if [[ ${PS1-} != *"$__envd_want"* ]]; then
		PS1=$__envd_want${PS1-}
	fi
	__envd_shown=$__envd_want
}

# First in precmd_functions: others see the right environment. Has somebody put
# himself behind our end, so that the label may be gone when he is through? Some
# do it again at each prompt: then only if it was gone once.
__envd_first() {
	{ __envd_result=$?; \emulate -L zsh; \setopt no_xtrace; __envd_fresh } 2>/dev/null ||
		__envd_ask prompt
	__envd_late=
	if [[ ${precmd_functions[-1]} != __envd_last ]]; then
		[[ ${PS1-} == *"$__envd_shown"* ]] || __envd_loses=1
		[[ ${precmd_functions[-1]} == "$__envd_behind" && -z $__envd_loses ]] ||
			__envd_late=1
		__envd_behind=${precmd_functions[-1]}
	fi
	__envd_path=${PATH-}
	[[ . ]]
}

# What others did to PATH is done.
__envd_again() {
	{ \emulate -L zsh; \setopt no_xtrace } 2>/dev/null
	if [[ ${PATH-} != "$__envd_path" ]] && ! __envd_fresh; then
		__envd_ask prompt
	fi
	__envd_show
}

# Last: what others did to the prompt is done, too, if there is anything to do. A
# loop without a round is not traced: /dev/null is opened under `set -x` only.
__envd_last() {
	repeat ${${-:#*x*}:+1}; do
		[[ $__envd_shown == "$__envd_label" && ${PS1-} == *"$__envd_shown"* &&
			-z ${VIRTUAL_ENV_DISABLE_PROMPT-} && ${PATH-} == "$__envd_path" &&
			${precmd_functions[-1]}$__envd_late == __envd_last ]] || __envd_tidy
	done
	repeat ${${(M)-:#*x*}:+1}; do
		{ __envd_tidy } 2>/dev/null
	done
}

# Who is behind us is put in front of it for the next time; for this time zsh/sched
# calls us when all are through, at the price of $pipestatus.
__envd_tidy() {
	\emulate -L zsh
	__envd_again
	if [[ ${precmd_functions[-1]} != __envd_last ]]; then
		__envd_install
	fi
	if [[ -n $__envd_late && -n $__envd_shown ]] && \zmodload zsh/sched; then
		\sched +0 __envd_after
	fi 2>/dev/null
	[[ . ]]
}

__envd_after() {
	__envd_again
	\return "$__envd_result"
}

__envd_install() {
	\emulate -L zsh
	precmd_functions=(__envd_first ${precmd_functions:#__envd_(first|last)} __envd_last)
}

if [[ -o interactive ]]; then
	\builtin typeset -ga precmd_functions
	__envd_install
fi
[[ -z $__envd_theirs ]] || functions[builtin]=$__envd_theirs
