# envd's hook for tcsh, 6.20 and later, at the end of ~/.tcshrc:
#	if ($?prompt) eval "`envd hook tcsh`"
#
# tcsh has no functions, so these are aliases of one line each; eval makes one line
# of all of it, hence each command ends in a semicolon. The client writes its answers
# into files of the shell's own directory, that are sourced: `answer`, and `test`,
# which says whether the answer still holds. Names and values that others have made
# are in these files, or in variables with :q, and nowhere in what is evaluated.
#
# A backslash within a name, and an `if` in front, keep the user's aliases of that
# name out of it. What fails within eval or source ends that, and not the rest; what
# fails in precmd itself makes tcsh take precmd away.

s\et __envd_client = @CLIENT@;
s\et __envd_n = 0;
s\et __envd_deadline = 0;
s\et __envd_tries = 0;
s\et __envd_dir = '';
s\et __envd_vars = '';
s\et __envd_uses = 0;
s\et __envd_label = '';
s\et __envd_always = '';
s\et __envd_shown = '';
s\et __envd_on = '';
s\et __envd_has = 0;
s\et __envd_status = 0;
s\et __envd_result = 0;
s\et __envd_fresh = 0;
s\et __envd_ok = 0;
s\et __envd_noise = 0;
s\et __envd_taken = '';

# Asks what should be on: the argument is why (prompt, on, off, leave, deactivate).
# Not fresh until the end of a whole answer says so. Silent when we are no longer
# installed.
alia\s __envd_ask 'if (1) @ __envd_n++; s\et __envd_fresh = 0; s\et __envd_status = 1; \
	if (-x $__envd_client:q) e\val __envd_get \!:1';
alia\s __envd_get 'if (1) set __envd_out = ("`__envd_run \!:1`"); \
	if ($#__envd_out == 2) e\val __envd_take';
alia\s __envd_run '$__envd_client:q prompt tcsh \!:1 $$ $__envd_n $cwd:q \
	$__envd_deadline $__envd_tries $?_OLD_VIRTUAL_PATH </dev/null';
alia\s __envd_take 'if ("$__envd_out[2]:q" == "#envd $__envd_n") \
	sourc\e $__envd_out[1]:q/answer; \
	if ("$__envd_dir:q" != "") alias __envd_command __envd_source; e\val __envd_name';
alia\s __envd_source 'sourc\e $__envd_dir:q/envd envd \!*';

# People know `deactivate`. It is there while an environment of ours is on, unless
# they have one of their own.
alia\s __envd_name 'if ("$__envd_on" != "" && ! $__envd_has) e\val __envd_name_it; \
	if ("$__envd_on" == "" && $__envd_has) e\val __envd_forget_it';
alia\s __envd_name_it 's\et __envd_has = 1; e\val __envd_read_it; \
	if ("$__envd_taken:q" == "") alias deactivate __envd_deactivate';
alia\s __envd_forget_it 's\et __envd_has = 0; e\val __envd_read_it; \
	if ("$__envd_taken:q" == __envd_deactivate) unalias deactivate';
# By way of a file: a command substitution would be a process.
alia\s __envd_read_it 'alia\s deactivate >! $__envd_dir:q/taken; \
	sourc\e $__envd_dir:q/envd read <$__envd_dir:q/taken';
alia\s __envd_deactivate 'if ("\!*" == nondestructive) e\val __envd_ask leave; \
	if ("\!*" != nondestructive) e\val __envd_ask deactivate';

# Where no prompt comes, it is the program alone.
alia\s envd '__envd_command \!*';
alia\s __envd_command '$__envd_client:q \!*';

# Without being heard under `set echo` and `set verbose`.
alia\s __envd_first 'if ($?echo || $?verbose) e\val __envd_hush; \
	if ($__envd_fresh) e\val __envd_look; if (! $__envd_fresh) e\val __envd_ask prompt';
alia\s __envd_look 's\et __envd_ok = 0; \
	if (-e $__envd_dir:q/test) sourc\e $__envd_dir:q/test; \
	s\et __envd_fresh = $__envd_ok';
alia\s __envd_hush 'if ($?echo) @ __envd_noise |= 1; if ($?verbose) @ __envd_noise |= 2; \
	unse\t echo verbose';
alia\s __envd_loud 'if ($__envd_noise & 2) set verbose; if ($__envd_noise & 1) set echo; \
	s\et __envd_noise = 0';

# The label is a variable that the prompt has in front; the prompt's text is put
# together by tcsh, which takes nothing in it for a sequence of its own.
s\et __envd_mark = '%${__envd_shown}';
alia\s __envd_last 's\et __envd_shown = $__envd_label:q; \
	if ($?VIRTUAL_ENV_DISABLE_PROMPT && "$__envd_always" == "") e\val __envd_hide; \
	if ($?prompt) e\val __envd_show; if ($__envd_noise) e\val __envd_loud';
alia\s __envd_hide 'if ("$VIRTUAL_ENV_DISABLE_PROMPT:q" != "") set __envd_shown = ""';
alia\s __envd_show 'if ("$__envd_shown:q" != "" && "$prompt:q" !~ *$__envd_mark:q*) \
	set prompt = "$__envd_mark:q$prompt:q"; \
	if ("$__envd_shown:q" == "" && "$prompt:q" =~ *$__envd_mark:q*) \
	set prompt = "$prompt:q:s/%${__envd_shown}//"';

# Theirs comes between ours: it sees the right environment, and $status as it was.
if (1) set __envd_theirs = ("`alia\s precmd`");
if ("$__envd_theirs:q" !~ *__envd_first*) alias precmd 's\et __envd_result = $status; \
	e\val __envd_first; s\et status = $__envd_result; '"$__envd_theirs:q"'; \
	e\val __envd_last';
