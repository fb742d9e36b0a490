# envd's hook for fish, 3.1 and later: `envd hook fish | source` in
# ~/.config/fish/config.fish.
#
# __envd_fresh says whether the last answer still holds; each answer defines it
# anew. Only when it does not, the client is run, and what it prints is
# evaluated. Comments and indentation are left out of what `envd hook` prints.

builtin set -gu __envd_client @CLIENT@
builtin set -gu __envd_n 0
builtin set -gu __envd_deadline 0
builtin set -gu __envd_tries 0
builtin set -gu __envd_dir ''
builtin set -gu __envd_vars ''
builtin set -gu __envd_uses 0
builtin set -gu __envd_label ''
builtin set -gu __envd_always ''
builtin set -gu __envd_on ''
builtin set -gu __envd_has ''
builtin set -gu __envd_status 0
builtin set -gu __envd_at ''
builtin set -gu __envd_path ''
builtin set -gu __envd_in
builtin set -q __envd_wraps
or builtin set -gu __envd_wraps 0

function __envd_fresh
	return 1
end

# Asks what should be active: $argv is why (prompt, on, off, leave, deactivate). Not
# fresh until the last line of a whole answer says so. Ctrl-C ends this before
# anything is evaluated. Silent when we are no longer installed.
function __envd_ask
	function __envd_fresh
		return 1
	end
	builtin set -g __envd_n (builtin math $__envd_n + 1)
	builtin set -g __envd_status 1
	builtin test -x $__envd_client
	or return 0
	builtin set -l hand 0
	builtin set -q _OLD_VIRTUAL_PATH
	and builtin set hand 1
	builtin set -l IFS \n
	builtin set -l out (command $__envd_client prompt fish $argv[1] $fish_pid $__envd_n "$PWD" \
		$__envd_deadline $__envd_tries $hand </dev/null)
	if builtin test $status = 0 -a "x$out[-1]" = "x#envd $__envd_n"
		builtin eval (builtin string join -- \n $out | builtin string collect)
		__envd_deactivate_function
	end
	return 0
end

# A variable that a project asks for, unless the shell has one of that name for
# itself.
function __envd_put
	if builtin set -q $argv[1]; and not builtin set -qx $argv[1]
		builtin printf "envd: %s is the shell's own and left alone\n" $argv[1] >&2
	else
		builtin set -gx $argv[1] $argv[2]
	end
end

# Ours have this for a description.
function __envd_is_ours
	builtin functions -D -v $argv[1] | builtin string match -q envd
end

# People know `deactivate`. It is there while an environment of ours is on,
# unless they have one of their own.
function __envd_deactivate_function
	if builtin test -n "$__envd_on"
		if not builtin functions -q deactivate
			function deactivate -d envd
				if builtin test "x$argv[1]" = xnondestructive
					__envd_ask leave
				else
					__envd_ask deactivate
				end
			end
			builtin set -g __envd_has 1
		end
	else if builtin test -n "$__envd_has"; and not builtin set -q _OLD_VIRTUAL_PATH
		if builtin functions -q deactivate; and __envd_is_ours deactivate
			builtin functions -e deactivate
		end
		builtin set -g __envd_has ''
	end
end

function envd
	switch (builtin count $argv)":$argv[1]"
		case 1:on 1:off
			__envd_ask $argv[1]
			return $__envd_status
		case '*'
			command $__envd_client $argv
	end
end

# $status as it was, and $pipestatus of up to three commands.
function __envd_return
	return $argv[1]
end

# The prompt that is there becomes __envd_prompt_N, and ours goes in front of it.
# Somebody (an activate script) may have kept one of ours and call it from his:
# each has the one that was there when it was made; the outermost has the label.
# A key may have changed the directory and want the prompt painted again, or
# another tool PATH since we looked.
function __envd_wrap
	__envd_is_ours fish_prompt
	and return 0
	builtin functions -q fish_prompt
	or return 0
	builtin set -g __envd_wraps (builtin math "($__envd_wraps + 1) % 64")
	builtin functions -q __envd_prompt_$__envd_wraps
	and builtin functions -e __envd_prompt_$__envd_wraps
	builtin functions -c fish_prompt __envd_prompt_$__envd_wraps
	builtin eval "function fish_prompt -d envd
		__envd_paint $__envd_wraps \$status \$pipestatus
	end"
end

# Is it not to be shown, or shown already? Prompts that show the environment by
# themselves say so by that variable, but bobthefish does not.
function __envd_is_shown
	builtin test -n "$VIRTUAL_ENV_DISABLE_PROMPT"
	and return 0
	builtin functions -q __bobthefish_prompt_virtualfish
	and builtin test "$theme_display_virtualenv" != no
end

function __envd_paint
	builtin contains -- $argv[1] $__envd_in
	and return 0
	if builtin test -z "$__envd_in"
		if builtin test "$PWD" != "$__envd_at" -o "$PATH" != "$__envd_path"
			__envd_first
		end
		if builtin test -n "$__envd_label"
			builtin test -z "$__envd_always"
			and __envd_is_shown
			or builtin printf %s $__envd_label
		end
	end
	builtin set -g __envd_in $__envd_in $argv[1]
	if not builtin set -q argv[4]; or builtin set -q argv[6]
		__envd_return $argv[2]
	else if builtin set -q argv[5]
		__envd_return $argv[3] | __envd_return $argv[4] | __envd_return $argv[5]
	else
		__envd_return $argv[3] | __envd_return $argv[4]
	end
	__envd_prompt_$argv[1]
	builtin set -g __envd_in $__envd_in[1..-2]
end

function __envd_first
	builtin set -g __envd_at $PWD
	__envd_fresh
	or __envd_ask prompt
	builtin set -g __envd_path "$PATH"
end

# At each prompt. fish keeps $status for the prompt by itself.
if builtin status is-interactive
	function __envd_event --on-event fish_prompt
		builtin set -g __envd_in
		__envd_first
		__envd_wrap
	end
end
