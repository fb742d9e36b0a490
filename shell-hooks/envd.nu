# envd's hook for nushell, 0.114 and later: in ~/.config/nushell/config.nu
#	$env.config.hooks.pre_prompt ++= [{ code: (envd hook nu) }]
#
# At the first prompt nushell evaluates this, which puts its own hooks in the
# place of that line's. Before each prompt, __envd_is_fresh says whether the last
# answer still holds. Only when it does not, the client is run; what it prints is
# data, which is applied whole or not at all: of a command that fails, nushell
# keeps no change. All is in $env.__envd, which programs do not get. The % calls
# what is nushell's own, whatever the user has by that name. Comments and
# indentation are left out of what `envd hook` prints.

const __envd_client = @CLIENT@

def __envd_is_fresh [] {
	let fresh = $env.__envd.fresh
	if $fresh == null or $env.PWD != $fresh.directory { return false }
	if ($env | %select --optional ...$fresh.names) != $fresh.values { return false }
	if false in ($fresh.present | %path exists) { return false }
	if true in ($fresh.absent | %path exists) { return false }
	if ($fresh.times | %is-empty) { return true }
	(%ls --directory ...$fresh.paths | %get modified | %into int) == $fresh.times
}

def __envd_of [tests what] {
	$tests | %each {|test| if $test.0 == $what { $test } } | %compact
}

def --env __envd_do_fresh [directory uses names tests] {
	let times = __envd_of $tests time
	$env.__envd.uses = $uses
	$env.__envd.fresh = {
		directory: $directory, names: $names
		values: ($env | %select --optional ...$names)
		present: (__envd_of $tests present | %each {|test| $test.1 })
		absent: (__envd_of $tests absent | %each {|test| $test.1 })
		paths: ($times | %each {|test| $test.1 }), times: ($times | %each {|test| $test.2 })
	}
}

# A list again if it is one for the user, with his '~/bin' as it was.
def __envd_path [old value] {
	if ($old | %describe) == string { return $value }
	let known = ($old | %default [] | %each {|entry|
		if ($entry | %describe) == string and $entry starts-with '~' { $entry }
	} | %compact)
	$value | %split row : | %each {|entry|
		$known | %each {|own|
			if ($own | %path expand --no-symlink) == $entry { $own }
		} | %compact | %append $entry | %first
	}
}

def --env __envd_set [name value] {
	let old = ($env | %get --optional $name)
	let convert = ($env.ENV_CONVERSIONS? | %get --optional $name | %get --optional from_string)
	%load-env {$name: (if $name == PATH {
		__envd_path $old $value
	} else if $convert == null {
		$value
	} else {
		try { %do $convert $value } catch { $value }
	})}
}

# What a project asks for, unless the user has no text there.
def --env __envd_put [name value] {
	let old = ($env | %get --optional $name)
	let convert = ($env.ENV_CONVERSIONS? | %get --optional $name | %get --optional from_string)
	if $old == null or $convert != null or ($old | %describe) == string {
		__envd_set $name $value
	} else {
		%print --stderr $"envd: ($name) is the shell's own and left alone"
	}
}

def --env __envd_apply [edits] {
	for edit in $edits {
		match $edit.0 {
			'set' => { __envd_set $edit.1 $edit.2 }
			'put' => { __envd_put $edit.1 $edit.2 }
			'unset' => { %hide-env --ignore-errors $edit.1 }
			'assign' => { $env.__envd = ($env.__envd | %upsert $edit.1 $edit.2) }
			'fresh' => { __envd_do_fresh $edit.1 $edit.2 $edit.3 $edit.4 }
		}
	}
}

# Runs the client; what it printed. Where the directory is gone or can't be
# entered, no program can be started.
def __envd_run [words] {
	try {
		^$__envd_client prompt nu ...$words
	} catch {
		%cd /
		^$__envd_client prompt nu ...$words
	}
}

# Asks what should be active: why is prompt, on, off, leave or deactivate. Not fresh
# until the last line of a whole answer says so. Silent when we are no longer
# installed.
def --env __envd_ask [why] {
	$env.__envd.fresh = null
	$env.__envd.n += 1
	$env.__envd.status = '1'
	let own = $env.__envd
	let hand = if '_OLD_VIRTUAL_PATH' in $env { '1' } else { '0' }
	try {
		let text = (__envd_run [$why $nu.pid $own.n $env.PWD $own.deadline $own.tries
			$hand])
		let end = $"#envd ($own.n)"
		if $text ends-with $end {
			__envd_apply ($"[($text)\n]" | %from nuon)
		}
	}
}

# In front of the prompt that is there, be it a string or a closure. Somebody may
# have kept one of ours and call it from his: the outermost has the label.
def __envd_show [prompt] {
	let label = ($env.__envd?.label? | %default '')
	let is_shown = ($label != '' and $env.__envd_inside? == null and
		($env.__envd.always == '1' or
		($env.VIRTUAL_ENV_DISABLE_PROMPT? | %default '') == ''))
	let text = (%with-env {__envd_inside: {}} {
		if ($prompt | %describe) == closure { %do $prompt } else { $prompt } })
	if $is_shown { $"($label)($text)" } else { $text }
}

def __envd_is_ours [what] {
	try {
		'__envd_' in (match ($what | %describe --detailed | %get type) {
			'closure' => (%view source $what)
			'record' => $what.code
			_ => $what
		})
	} catch {
		false
	}
}

def --env __envd_wrap [] {
	let prompt = $env.PROMPT_COMMAND?
	let is_closure = ($prompt | %describe) == closure
	if $prompt != null and not ($is_closure and (__envd_is_ours $prompt)) {
		$env.PROMPT_COMMAND = {|| __envd_show $prompt }
	}
}

def __envd_others [hooks] {
	$hooks | %default [] | %each {|hook| if not (__envd_is_ours $hook) { $hook } } | %compact
}

# Last, as others change PATH and make the prompt anew; and first, as those behind
# one that fails are not run, and each fails where the directory is gone.
def --env __envd_install [] {
	let others = __envd_others $env.config.hooks.pre_prompt?
	$env.config.hooks.pre_prompt = ([{|| try { __envd_begin } }] | %append $others |
		%append {|| try { __envd_end } })
}

def __envd_is_lost [] {
	try { %cd $env.PWD; false } catch { true }
}

def --env __envd_begin [] {
	if $env.__envd.is_begun or (__envd_is_lost) { __envd_prompt }
	$env.__envd.is_begun = true
}

def --env __envd_end [] {
	$env.__envd.is_begun = false
	__envd_prompt
}

# Who has put other hooks in the place of ours has them back now.
def --env __envd_moved [] {
	if not (__envd_is_ours ($env.config.hooks.pre_prompt.0?)) {
		__envd_install
		__envd_prompt
	}
}

def --env __envd_prompt [] {
	let status = $env.LAST_EXIT_CODE?
	if not (try { __envd_is_fresh } catch { false }) {
		__envd_ask prompt
	} else if $env.__envd.uses > 0 {
		$env.__envd.uses -= 1
		if $env.__envd.uses == 0 { $env.__envd.fresh = null }
	}
	try {
		__envd_wrap
		if not (__envd_is_ours ($env.config.hooks.pre_prompt | %last)) { __envd_install }
	}
	$env.LAST_EXIT_CODE = $status
}

def --env --wrapped envd [...words] {
	if $words == [on] or $words == [off] {
		__envd_ask $words.0
	} else {
		^$__envd_client ...$words
	}
}

def --env __envd_deactivate [mode] {
	if $env.__envd.on != '1' {
		%error make --unspanned {msg: 'envd has activated nothing here'}
	}
	__envd_ask (if $mode == nondestructive { 'leave' } else { 'deactivate' })
}

# People know `deactivate`. It is defined before the first command, unless they
# have one of their own.
def --env __envd_load [] {
	let own = ($env.__envd? | %default {n: 0, label: '', always: '', on: '', deadline: '0',
		tries: '0', dir: '', status: '0'})
	$env.__envd = ($own | %merge {uses: 0, fresh: null, is_begun: false})
	__envd_install
	let changes = ($env.config.hooks.env_change? | %default {})
	$env.config.hooks.env_change = ($changes | %upsert PWD
		(__envd_others $changes.PWD? | %append {|| try { __envd_moved } }))
	let others = __envd_others $env.config.hooks.pre_execution?
	$env.config.hooks.pre_execution = ($others | %append {
		condition: {|| (%which deactivate | %get 0?.type?) in [null external] }
		code: 'def --env deactivate [mode = ""] { __envd_deactivate $mode }
			__envd_loaded'
	})
	__envd_prompt
}

def --env __envd_loaded [] {
	$env.config.hooks.pre_execution = (__envd_others $env.config.hooks.pre_execution?)
}

__envd_load
