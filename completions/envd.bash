# bash completion for envd(1). The words are fixed; nothing that comes from a
# file, a name or the command line is ever evaluated. Where an argument is a
# directory or a file, nothing is offered here and bash itself completes it.

# What of the words given begins with what is typed.
_envd_offer() {
	local word
	for word; do
		if [[ $word == "$_envd_typed"* ]]; then
			COMPREPLY+=("$word")
		fi
	done
}

# A program by its name, then files.
_envd_exec() {
	local at=2 name
	if [[ ${COMP_WORDS[2]} == -C ]]; then
		at=4
	fi
	compopt -o default 2>/dev/null
	if [[ $COMP_CWORD == "$at" && -n $_envd_typed && $_envd_typed != */* ]]; then
		while IFS= read -r name; do
			COMPREPLY+=("$(printf %q "$name")")
		done < <(compgen -c -- "$_envd_typed")
	fi
}

_envd() {
	local _envd_typed=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local command=${COMP_WORDS[1]} file=
	COMPREPLY=()

	# "--python=x" is three words, or one where = is no word break.
	if [[ $_envd_typed == = ]]; then
		_envd_typed=
		file=$before
	elif [[ $before == = ]]; then
		file=${COMP_WORDS[COMP_CWORD - 2]}
	elif [[ $COMP_CWORD -gt 2 ]]; then
		file=$before
	fi
	case $file in
	--python)
		compopt -o default 2>/dev/null
		return
		;;
	--prompt | --trust-owner)
		compopt +o dirnames 2>/dev/null
		return
		;;
	esac

	if [[ $COMP_CWORD == 1 ]]; then
		compopt +o dirnames 2>/dev/null
		_envd_offer create ls status why allow deny trust on off exec export hook daemon \
			--help --version
		return
	fi
	if [[ $_envd_typed == -* ]]; then
		case $command in
		create)
			compopt -o nospace 2>/dev/null
			_envd_offer --python= --prompt= --help
			;;
		ls) _envd_offer --json --help ;;
		allow)
			compopt -o nospace 2>/dev/null
			_envd_offer --tree --yes --trust-owner= --help
			;;
		trust) _envd_offer --json --gone --yes --help ;;
		export) _envd_offer --json --dotenv --help ;;
		exec)
			if [[ $COMP_CWORD == 2 ]]; then
				_envd_offer --help
			else
				compopt -o default 2>/dev/null
			fi
			;;
		status | why | deny | on | off | hook | daemon) _envd_offer --help ;;
		esac
		return
	fi
	case $command in
	create | why | allow | deny) return ;;
	exec)
		if [[ $before != -C ]]; then
			_envd_exec
		fi
		return
		;;
	export)
		if [[ $before == -C ]]; then
			return
		fi
		_envd_offer sh bash zsh fish pwsh xonsh elvish nu tcsh
		;;
	hook) _envd_offer bash zsh fish pwsh xonsh elvish nu tcsh ;;
	trust)
		if [[ $COMP_CWORD != 2 ]]; then
			return
		fi
		_envd_offer ls forget
		;;
	daemon) _envd_offer start stop restart status ;;
	esac
	compopt +o dirnames 2>/dev/null
}

complete -o dirnames -F _envd envd
