# envd's hook for tcsh, 6.20 and later, at the end of ~/.tcshrc:
#	if ($?tcsh && $?prompt) eval "`envd hook tcsh`"
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
s\et __envd_path = '';
s\et __envd_uses = 0;
s\et __envd_label = '';
s\et __envd_always = '';
s\et __envd_shown = '';
s\et __envd_on = '';
s\et __envd_has = 0;
s\et __envd_status = 0;
s\et __envd_result = 0;
s\et __envd_fresh = 0;
s\et __envd_hand = 0;
s\et __envd_hushed = 0;
s\et __envd_echo = 0;
s\et __envd_verbose = 0;
s\et __envd_taken = '';

# Asks what should be active: why is prompt, on, off, leave or deactivate. Not fresh
# until the end of a whole answer says so. Silent when we are no longer installed.
# (Where histchars are others, `\!*` is no argument.)
alia\s __envd_ask 'if (1) @ __envd_n++; s\et __envd_fresh = 0; s\et __envd_status = 1; \
	if (-fx $__envd_client:q) e\val __envd_get';
alia\s __envd_get 'if (1) set __envd_out = ("`__envd_run`"); \
	if ($#__envd_out == 2) e\val __envd_take';
alia\s __envd_run '$__envd_client:q prompt tcsh $__envd_why $$ $__envd_n $cwd:q \
	$__envd_deadline $__envd_tries $?_OLD_VIRTUAL_PATH </dev/null';
alia\s __envd_take 'if ("$__envd_out[2]:q" == "#envd $__envd_n") \
	sourc\e $__envd_out[1]:q/answer; \
	if ("$__envd_dir:q" != "") alias __envd_command __envd_source; e\val __envd_name';
alia\s __envd_source 'sourc\e $__envd_dir:q/envd envd';

# People know `deactivate`. It is there while an environment of ours is on, unless
# they have one of their own.
alia\s __envd_name 'if ("$__envd_on" != "" && ! $__envd_has) e\val __envd_name_it; \
	if ("$__envd_on" == "" && $__envd_has) e\val __envd_forget_it';
alia\s __envd_name_it 's\et __envd_has = 1; \
	s\et __envd_read = deactivate; e\val __envd_read; \
	if ("$__envd_taken:q" == "") alias deactivate __envd_deactivate';
alia\s __envd_forget_it 's\et __envd_has = 0; \
	s\et __envd_read = deactivate; e\val __envd_read; \
	if ("$__envd_taken:q" == __envd_deactivate) unalias deactivate';
alia\s __envd_deactivate 'sourc\e $__envd_dir:q/envd deactivate';

# An alias by way of a file: a command substitution would be a process.
alia\s __envd_read 's\et __envd_taken = ""; alia\s $__envd_read >! $__envd_dir:q/taken; \
	sourc\e $__envd_dir:q/envd read <$__envd_dir:q/taken';

# Where no prompt comes, it is the program alone.
alia\s envd __envd_command;
alia\s __envd_command '$__envd_client:q';

# At each prompt. Each command costs tcsh some 15 system calls, and an eval 60, so
# the four that are run each time do no more than look.
alia\s __envd_precmd '\
	if ($?echo || $?verbose || ! $?prompt || ! -e $__envd_dir:q/test) e\val __envd_odd; \
	if ($__envd_fresh) source $__envd_dir:q/test; \
	if (! $__envd_fresh) e\val __envd_prompt; \
	if ("$__envd_shown:q" != "$__envd_label:q" || $?VIRTUAL_ENV_DISABLE_PROMPT || \
	$__envd_hushed || "$__envd_label:q" != "" && "$prompt:q" !~ *$__envd_mark:q*) \
	e\val __envd_last';
alia\s __envd_odd 'if ($?echo || $?verbose) e\val __envd_hush; \
	if (! $?prompt) set prompt = ""; \
	if (! -e $__envd_dir:q/test) set __envd_fresh = 0';
alia\s __envd_prompt 's\et __envd_why = prompt; e\val __envd_ask';
alia\s __envd_last 's\et __envd_shown = $__envd_label:q; \
	if ($?VIRTUAL_ENV_DISABLE_PROMPT && "$__envd_always" == "") e\val __envd_hide; \
	e\val __envd_show; if ($__envd_hushed) e\val __envd_loud';

# Under `set echo` and `set verbose`, most of it is done unheard.
alia\s __envd_hush 's\et __envd_hushed = 1; if ($?echo) set __envd_echo = 1; \
	if ($?verbose) set __envd_verbose = 1; unse\t echo verbose';
alia\s __envd_loud 'if ($__envd_verbose) set verbose; if ($__envd_echo) set echo; \
	s\et __envd_verbose = 0; s\et __envd_echo = 0; s\et __envd_hushed = 0';

# The label is a variable that the prompt has in front; the prompt's text is put
# together by tcsh, which takes nothing in it for a sequence of its own.
s\et __envd_mark = '%${__envd_shown}';
alia\s __envd_hide 'if ("$VIRTUAL_ENV_DISABLE_PROMPT:q" != "") set __envd_shown = ""';
alia\s __envd_show '\
	if ("$__envd_shown:q" != "" && "$prompt:q" !~ *$__envd_mark:q*) \
	set prompt = $__envd_mark:q$prompt[1]:q; \
	if ("$__envd_shown:q" == "" && "$prompt:q" =~ *$__envd_mark:q*) \
	set prompt = "$prompt:q:s/%${__envd_shown}//"';

# With theirs, which sees the right environment, and $status as it was. What it did
# to PATH is seen to at once.
alia\s __envd_precmd_of_two 's\et __envd_result = $status; \
	if ($?echo || $?verbose || ! $?prompt || ! -e $__envd_dir:q/test) e\val __envd_odd; \
	if ($__envd_fresh) source $__envd_dir:q/test; \
	if (! $__envd_fresh) e\val __envd_prompt; \
	if ($?PATH) e\val __envd_note; e\val __envd_theirs; if ($?PATH) e\val __envd_again; \
	e\val __envd_last';
alia\s __envd_note 's\et __envd_path = $PATH:q';
alia\s __envd_theirs 's\et status = $__envd_result; __envd_their_precmd';
alia\s __envd_again 'if ("$PATH:q" != "$__envd_path:q") e\val __envd_renew';
alia\s __envd_renew 'if ($__envd_fresh) source $__envd_dir:q/test; \
	if (! $__envd_fresh) e\val __envd_prompt';

alia\s __envd_install 'if (1) set __envd_theirs = ("`alia\s precmd`"); \
	if ("$__envd_theirs:q" == "") alias precmd __envd_precmd; \
	if ("$__envd_theirs:q" != "" && "$__envd_theirs:q" !~ *__envd_precmd*) \
	alias __envd_their_precmd "$__envd_theirs:q"; \
	if ("$__envd_theirs:q" != "" && "$__envd_theirs:q" !~ *__envd_precmd*) \
	alias precmd __envd_precmd_of_two';

# Who puts his own in the place of ours has both at the first prompt, later after
# the next cd. (An error in what is run by sched ends the shell, a Ctrl-C within an
# eval is one.)
alia\s __envd_cwdcmd 'if ($?prompt) e\val __envd_check; __envd_their_cwdcmd';
alia\s __envd_check 's\et __envd_taken = ""; \
	s\et __envd_read = precmd; if (-d "$__envd_dir:q") e\val __envd_read; \
	if ("$__envd_taken:q" !~ *__envd_precmd*) e\val __envd_install';

e\val __envd_install;
if (1) set __envd_theirs = ("`alia\s cwdcmd`");
if ("$__envd_theirs:q" !~ *__envd_cwdcmd*) alias __envd_their_cwdcmd "$__envd_theirs:q";
alia\s cwdcmd __envd_cwdcmd;
if ($?prompt) sched +0:00 __envd_install;
