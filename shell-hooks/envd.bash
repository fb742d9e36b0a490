# envd's hook for bash, 3.2 and later: eval "$(envd hook bash)" in ~/.bashrc.
#
# __envd_fresh says whether the last answer still holds; each answer defines it
# anew. Only when it does not, the client is run, and what it prints is
# evaluated. Comments and indentation are left out of what `envd hook` prints.
#
# `\builtin` keeps the user's aliases and functions out of it. While nothing has
# changed, there are only [[ ]] and assignments, which have none.

# Even `builtin` may be a function of theirs, and is again after this.
__envd_own_builtin() {
	__envd_theirs=none
	\builtin eval __envd_theirs= >/dev/null 2>&1 || [[ . ]]
	if [[ -n $__envd_theirs ]]; then
		__envd_theirs=$(\declare -f builtin)
		\unset -f builtin
	fi
}

__envd_their_builtin() {
	if [[ -n $__envd_theirs ]]; then
		\eval "$__envd_theirs"
	fi
}

__envd_client=@CLIENT@
__envd_n=0
__envd_deadline=
__envd_tries=
__envd_dir=
__envd_vars=
__envd_uses=
__envd_label=
__envd_always=
__envd_shown=${__envd_shown-}
__envd_want=
__envd_on=
__envd_ran=x
__envd_result=0
__envd_status=0
__envd_has=
__envd_theirs=
__envd_nl=$'\n'
__envd_path=
__envd_twins=
__envd_placed=
__envd_x=
__envd_key=x

# What PROMPT_COMMAND gets, in front and at the end. Silent under `set -x`; $? and
# PIPESTATUS are bash's own care. A status that `&&` has seen fires no ERR trap and
# ends no shell under `set -e`. Opening /dev/null is a tenth of what an idle prompt
# costs: in front, it is done under `set -x` only (a loop without a round is not
# traced, and true).
#
# Timers, titles and the like hang on the DEBUG trap, which the end must not fire,
# as a user's command does. So it is a command only when a redirection of the
# function's definition fails: the label is not in PS1, PATH is not what it was, or
# nobody has emptied __envd_ran, which is filled again. Else it is from 0 to 0.
__envd_a='for __envd_x in ${-/*x*/}; do __envd_first 2 && [[ ! . ]]; done'
__envd_a=$__envd_a' && { __envd_first 3 && [[ . ]]; } 3>&2 2>/dev/null'
__envd_s='{ __envd_first 3 && __envd_keep && [[ . ]]; } 3>&2 2>/dev/null'
__envd_z='{ __envd_none() { [[ . ]]; }; } 2>&- <&"0${__envd_key#"$__envd_ran'
__envd_z=$__envd_z'${PS1##*"$__envd_shown"*}${PATH##"$__envd_path"}x"}'
__envd_z=$__envd_z'${__envd_key#"${__envd_ran:=x}"}"'
__envd_z=$__envd_z' || { __envd_last 3 && [[ . ]]; } 3>&2 2>/dev/null'

__envd_own_builtin
\builtin export -n __envd_client __envd_n __envd_deadline __envd_tries __envd_dir \
	__envd_vars __envd_uses __envd_label __envd_always __envd_shown __envd_want __envd_on \
	__envd_ran __envd_result __envd_status __envd_has __envd_theirs __envd_nl __envd_path \
	__envd_a __envd_s __envd_z __envd_twins __envd_placed __envd_x __envd_key
__envd_their_builtin

__envd_fresh() { [[ ! . ]]; }

# What a built-in prints, by way of a file: a command substitution would be a
# process.
__envd_take() {
	__envd_taken=
	if [[ -n $__envd_dir && -d $__envd_dir ]]; then
		\builtin "$@" >|"$__envd_dir/taken"
		IFS= \builtin read -r -d '' __envd_taken <"$__envd_dir/taken" || [[ . ]]
	else
		__envd_taken=$(\builtin "$@")
	fi
}

# A variable that a project asks for, unless the shell has one of that name which
# is no plain exported string: a number would be evaluated, others are its own.
__envd_put() {
	\builtin local __envd_taken
	__envd_take declare -p "$1" 2>/dev/null
	case $__envd_taken in
	"" | "declare -x $1"*) \builtin export "$1=$2" ;;
	*) \builtin printf "envd: %s is the shell's own and left alone\n" "$1" >&3 ;;
	esac
}

# Evaluates an answer with Ctrl-C ignored, so that none is applied in part.
__envd_eval() {
	\builtin local __envd_taken
	__envd_take trap -p INT
	\builtin trap '' INT
	\builtin eval "$1"
	if [[ -n $__envd_taken ]]; then
		\builtin eval "$__envd_taken"
	else
		\builtin trap - INT
	fi
}

# Asks what should be active: $1 is why (prompt, on, off, deactivate). Not fresh
# until the last line of a whole answer says so. The hook's descriptor 3 is the
# terminal's stderr. A shell that was given no PATH has one that is not exported.
# Silent when we are no longer installed.
__envd_ask() {
	__envd_fresh() { [[ ! . ]]; }
	__envd_n=$((__envd_n + 1))
	__envd_status=1
	if [[ -x $__envd_client ]]; then
		__envd_own_builtin
		__envd_get "$1"
		__envd_their_builtin
	fi
}

__envd_get() {
	\builtin local __envd_out= __envd_hand="${_OLD_VIRTUAL_PATH+1}"
	if __envd_out=$(
		\builtin export PATH
		\builtin exec "$__envd_client" prompt bash "$1" "$$" "$__envd_n" "${PWD-}" \
			"${__envd_deadline:-0}" "${__envd_tries:-0}" "${__envd_hand:-0}" \
			2>&3 3>&- </dev/null
	) && [[ $__envd_out == *"#envd $__envd_n" ]]; then
		__envd_eval "$__envd_out"
		__envd_deactivate_function
	fi
}

# People know `deactivate`. It is there while an environment of ours is on,
# unless they have one of their own. (`function`: an alias of that name would
# be put in before a "()".)
__envd_deactivate_function() {
	\builtin local __envd_taken
	if [[ -n $__envd_on ]]; then
		if ! \builtin declare -F deactivate >/dev/null; then
			function deactivate { __envd_deactivate "${1-}"; }
			__envd_has=1
		fi
	elif [[ -n $__envd_has && -z ${_OLD_VIRTUAL_PATH+x} ]]; then
		__envd_take declare -f deactivate
		if [[ $__envd_taken == *__envd_deactivate* ]]; then
			\builtin unset -f deactivate
		fi
		__envd_has=
	fi
}

__envd_deactivate() {
	if [[ ${1-} == nondestructive ]]; then
		{ __envd_ask leave; } 3>&2
	else
		{ __envd_ask deactivate; } 3>&2
	fi
	__envd_show
}

function envd {
	case "$#:${1-}" in
	1:on | 1:off)
		{ __envd_ask "$1"; } 3>&2
		\return "$__envd_status"
		;;
	*) "$__envd_client" "$@" ;;
	esac
}

# Is it not to be shown, or shown already? Prompts that show the environment by
# themselves say so by that variable, but these do not: liquidprompt,
# bash-git-prompt.
__envd_is_shown() {
	[[ -n ${VIRTUAL_ENV_DISABLE_PROMPT-} || ${LP_ENABLE_VIRTUALENV-} == 1 ||
		(-n ${GIT_PROMPT_VIRTUALENV-} && ${GIT_PROMPT_WITH_VIRTUAL_ENV:-1} == 1) ]]
}

# Puts the label in front of the prompt if it is not in there, or takes it out;
# never from a copy. An activate script has kept the prompt that it found, which
# had the label. VS Code puts marks around each PS1 that it has not seen, and would
# put them around its own.
__envd_show() {
	__envd_want=$__envd_label
	if [[ -n $__envd_want && -z $__envd_always ]] && __envd_is_shown; then
		__envd_want=
	fi
	PS1=${PS1-}
	if [[ $__envd_shown != "$__envd_want" || $PS1 != *"$__envd_want"* ]]; then
		if [[ -n ${__vsc_custom_PS1-} && $PS1 == "$__vsc_custom_PS1" ]]; then
			PS1=${__vsc_original_PS1-}
		fi
		if [[ -n $__envd_shown ]]; then
			PS1=${PS1/"$__envd_shown"/}
			if [[ ${_OLD_VIRTUAL_PS1-} == "$__envd_shown"* ]]; then
				_OLD_VIRTUAL_PS1=${_OLD_VIRTUAL_PS1#"$__envd_shown"}
			fi
		fi
		if [[ $PS1 != *"$__envd_want"* ]]; then
			PS1=$__envd_want$PS1
		fi
	fi
	__envd_shown=$__envd_want
}

# The first thing of each prompt: others see the right environment, and what is
# behind it in a string the last command's status. $1: where messages go.
__envd_first() {
	__envd_result=$?
	__envd_fresh || { __envd_ask prompt; } 3>&"$1" 2>/dev/null
	if [[ $__envd_shown != "$__envd_label" || ${PS1-} != *"$__envd_shown"* ||
		-n ${VIRTUAL_ENV_DISABLE_PROMPT-} ||
		${PROMPT_COMMAND[*]-}${precmd_functions[*]-} != "$__envd_placed" ]]; then
		__envd_tidy 2>/dev/null
	fi
	__envd_ran=
	__envd_path=${PATH-}
}

__envd_tidy() {
	__envd_show
	if ! __envd_is_installed; then
		__envd_install
	fi
	__envd_placed=${PROMPT_COMMAND[*]-}${precmd_functions[*]-}
}

__envd_keep() {
	\return "$__envd_result"
}

# The last, where it is needed. What others did to PATH and to the prompt is done.
# If somebody has put his commands in the place of ours, it does all by itself and
# repairs that.
__envd_last() {
	if [[ -n $__envd_ran ]]; then
		__envd_install
	fi
	__envd_first "$1"
}

# bash-preexec (which iTerm2, WezTerm, atuin and others bring) has a list of
# functions. What stands behind its own end is a user's command to it.
__envd_precmd() {
	{ __envd_first 3 && [[ . ]]; } 3>&2 2>/dev/null
}

__envd_has_preexec() {
	[[ -n ${bash_preexec_imported-}${__bp_imported-} ]]
}

__envd_is_installed() {
	__envd_want=${PROMPT_COMMAND[*]-}
	__envd_want=${__envd_want%__bp_interactive_mode}
	[[ $__envd_want == *"$__envd_z" || $__envd_want == *"$__envd_z"? ]] &&
		{ ! __envd_has_preexec || [[ ${precmd_functions[*]-} == *__envd_precmd* ]]; }
}

# As elements of an array (5.1), so that what others put behind us sees PIPESTATUS
# too; but to VS Code, the first element is all that there is.
__envd_install() {
	__envd_own_builtin
	\builtin local __envd_front="$__envd_a" __envd_end= __envd_c
	\builtin local -a __envd_rest
	__envd_rest=()
	for __envd_c in ${PROMPT_COMMAND[@]+"${PROMPT_COMMAND[@]}"}; do
		if [[ $__envd_c == *__bp_interactive_mode ]]; then
			__envd_end=__bp_interactive_mode
			__envd_c=${__envd_c%__bp_interactive_mode}
		fi
		__envd_c=${__envd_c/%"$__envd_nl"/}
		__envd_c=${__envd_c/%"$__envd_z"/}
		__envd_c=${__envd_c/%"$__envd_nl"/}
		__envd_c=${__envd_c/#"$__envd_a"/}
		__envd_c=${__envd_c/#"$__envd_s"/}
		__envd_c=${__envd_c/#"$__envd_nl"/}
		[[ -z $__envd_c ]] || __envd_rest+=("$__envd_c")
	done
	if __envd_has_preexec; then
		__envd_front=
		if [[ ${precmd_functions[*]-} != *__envd_precmd* ]]; then
			precmd_functions=(__envd_precmd
				${precmd_functions[@]+"${precmd_functions[@]}"})
		fi
	fi
	if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
		if [[ ${__envd_front:+${__envd_rest[0]-}} && ${TERM_PROGRAM-} == vscode ]]; then
			__envd_rest[0]=$__envd_s$__envd_nl${__envd_rest[0]}
			__envd_front=
		fi
		PROMPT_COMMAND=(${__envd_front:+"$__envd_front"}
			${__envd_rest[@]+"${__envd_rest[@]}"}
			"$__envd_z" ${__envd_end:+"$__envd_end"})
	else
		__envd_c=${__envd_front:+$__envd_s$__envd_nl}${__envd_rest[0]-}
		__envd_c=${__envd_c%"$__envd_nl"}${__envd_c:+$__envd_nl}$__envd_z
		PROMPT_COMMAND=$__envd_c${__envd_end:+$__envd_nl$__envd_end}
	fi
	__envd_their_builtin
}

if [[ $- == *i* ]]; then
	__envd_install
fi
