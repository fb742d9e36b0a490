# envd's hook for elvish, 0.19 and later: in ~/.config/elvish/rc.elv
#	eval (envd hook elvish | slurp)
#
# __envd_fresh says whether the last answer still holds; an answer may define it
# anew. When it does not hold, the client is run, and what it prints is evaluated
# with nothing in sight but elvish's own commands and the variables of own:.
# Comments and indentation are left out of what `envd hook` prints.

use builtin
use file
use path
use str

# Without a terminal there is no editor.
var editor = (try { builtin:eval 'builtin:put $edit:' } catch e { builtin:ns [&] })
var edit: = $editor

# Whether there is something of that name, and it is what another leads to.
fn is {|path @other|
	try {
		var real = (path:eval-symlinks $path)
		builtin:put (or (builtin:eq $other []) ^
			(builtin:eq $real (path:eval-symlinks $@other)))
	} catch e {
		builtin:put $false
	}
}

fn never { builtin:put $false }

var own: = (builtin:ns [
	&__envd_fresh~=$never~ &__envd_is~=$is~ &__envd_vars='' &__envd_uses=0
	&__envd_label='' &__envd_always='' &__envd_on='' &__envd_deadline=0 &__envd_tries=0
	&__envd_dir='' &__envd_status=0
])
var client = @CLIENT@
var n = 0
var at = ''
var went = $E:PWD
var name = $pwd
var is-reading = $false
var is-inside = $false

# Its name when the shell went there: it may have been renamed or removed since.
fn directory {
	if (builtin:not-eq $E:PWD $went) {
		set went = $E:PWD
		set name = $pwd
	}
	builtin:put $name
}

fn run {|why|
	(builtin:external $client) prompt elvish $why $pid $n $at $own:__envd_deadline ^
		$own:__envd_tries 0 </dev/null | builtin:slurp
}

# While a line is edited, what is said goes where it leaves the line alone.
fn run-quietly {|why|
	var said = (file:pipe)
	try {
		run $why 2>$said
	} finally {
		file:close $said[w]
		var text = (builtin:slurp <$said[r])
		file:close $said[r]
		if (builtin:not-eq $text '') {
			edit:notify $text
		}
	}
}

# Asks what should be active: $why is prompt, on, off or deactivate. Not fresh until
# the last line of a whole answer says so. Silent when we are no longer installed.
fn ask {|why|
	set own:__envd_fresh~ = $never~
	set own:__envd_status = 1
	set n = (builtin:+ $n 1)
	set at = (directory)
	var text = ''
	if (path:is-regular &follow-symlink $client) {
		try {
			set text = (if $is-reading { run-quietly $why } else { run $why })
		} catch e { }
	}
	if (str:has-suffix $text '#envd '$n) {
		builtin:eval &ns=$own: $text
	}
}

fn ask-at-prompt {
	try {
		if (builtin:not (and (builtin:eq $at (directory)) (own:__envd_fresh))) {
			ask prompt
		}
	} catch e { }
}

# In front of the prompt that is there. What it writes is shown when it is at its
# end, what it puts at once: the label comes first if more is put behind it than
# is kept waiting. Somebody may have kept one of ours and call it from his: the
# outermost has the label.
fn wrap {|prompt|
	builtin:put {
		if $is-inside {
			$prompt
		} else {
			set is-inside = $true
			try {
				if (and (builtin:not-eq $own:__envd_label '') ^
						(or (builtin:eq $own:__envd_always 1) ^
						(builtin:eq $E:VIRTUAL_ENV_DISABLE_PROMPT ''))) {
					builtin:put $own:__envd_label
					builtin:repeat 64 ''
				}
				$prompt
			} finally {
				set is-inside = $false
			}
		}
	}
}

fn command {|@words|
	if (or (builtin:eq $words [on]) (builtin:eq $words [off])) {
		ask $@words
		if (builtin:not-eq $own:__envd_status 0) {
			builtin:fail 'envd has no answer'
		}
	} else {
		(builtin:external $client) $@words
	}
}

fn turn-off {|@words|
	if (builtin:eq $own:__envd_on '') {
		builtin:fail 'envd has activated nothing here'
	}
	ask deactivate
}

var prompt = $nil
var at-prompt = ''

fn before {
	ask-at-prompt
	if (builtin:not-eq $edit:prompt $prompt) {
		set prompt = (wrap $edit:prompt)
		set edit:prompt = $prompt
	}
	set is-reading = $true
	set at-prompt = $E:PATH
}

# Others may have changed PATH behind us before the prompt.
fn after {|code|
	set is-reading = $false
	if (builtin:not-eq $E:PATH $at-prompt) {
		ask-at-prompt
	}
}

fn install {
	if (builtin:not (builtin:has-value $edit:before-readline $before~)) {
		set edit:before-readline = [$@edit:before-readline $before~]
	}
	if (builtin:not (builtin:has-value $edit:after-readline $after~)) {
		set edit:after-readline = [$@edit:after-readline $after~]
	}
}

# A key may change the directory and have the prompt painted again. Who has put
# other hooks in the place of ours has them back now.
fn moved {|dir|
	try {
		set name = $pwd
		if $is-reading {
			ask-at-prompt
		}
		install
	} catch e { }
}

fn is-ours {|hook|
	try {
		builtin:eq $hook[body] $moved~[body]
	} catch e {
		builtin:put $false
	}
}

# Only what is no block of its own sees the names of the start-up file.
var theirs = (builtin:resolve deactivate)

# The second time, all is there.
if (and (builtin:has-key $edit: prompt) ^
		(builtin:not (or $false (builtin:each $is-ours~ $after-chdir)))) {
	install
	set after-chdir = [$@after-chdir $moved~]
	edit:add-var envd~ $command~
	if (builtin:not-eq $theirs '$deactivate~') {
		edit:add-var deactivate~ $turn-off~
	}
}
