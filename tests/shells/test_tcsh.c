/* tcsh: what is special to it. The rest is in test_each.c. */
#include "company.h"

#include "fail.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(tcsh, .init = hooked_setup, .fini = world_fini);

static struct pty *tcsh_in(const char *relative)
{
	return relative ? world_shell_in(world, "tcsh", relative) : world_shell(world, "tcsh");
}

/* ---- the prompt -------------------------------------------------------------- */

Test(tcsh, other_prompts)
{
	struct pty *p;

	project("p");
	p = tcsh_in("home/p");
	prompt_is(p, "(.venv) @@");
	run_to(p, "set prompt = 'new @@ '", "(.venv) new @@");
	run_to(p, "set prompt = \"outer $prompt:q\"", "outer (.venv) new @@");
	run_to(p, "cd ..", "outer new @@");
	pty_expect(p, "echo $prompt:q.", "outer new @@ .");
	run_to(p, "cd p", "(.venv) outer new @@");
	run_to(p, "setenv VIRTUAL_ENV_DISABLE_PROMPT 1", "outer new @@");
	run_to(p, "setenv VIRTUAL_ENV_DISABLE_PROMPT ''", "(.venv) outer new @@");
	run_to(p, "unsetenv VIRTUAL_ENV_DISABLE_PROMPT", "(.venv) outer new @@");
	run_to(p, "set prompt = '%B%%%b`$x'\\''\" @@ '", "(.venv) %`$x'\" @@");
	run_to(p, "cd ..", "%`$x'\" @@");
	pty_expect(p, "cd p; set prompt = 'two\\nrows @@ '", "(.venv) two");
	prompt_is(p, "rows @@");
	run_to(p, "set prompt = ('@@ ' then); unset prompt; set prompt = '@@ '; cd ..", "@@");
	run_to(p, "set prompt = ('@@ ' then); cd p", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	pty_expect(p, "echo $prompt:q.", "@@ .");
}

/* What else is run at a prompt: before the hook's line, behind it, later. */
static const char anew[] = "set i = 0; alias precmd '@ i++; set prompt = \"$i @@ \"'\n";

Test(tcsh, a_prompt_at_each_prompt)
{
	struct pty *p;

	project("p");
	for (int behind = 0; behind < 2; behind++) {
		rc_write("tcsh", behind ? "" : anew, behind ? anew : "");
		p = tcsh_in("home/p");
		prompt_is(p, "(.venv) 1 @@");
		run_to(p, "", "(.venv) 2 @@");
		run_to(p, "cd ..", "3 @@");
		world_pty_close(world, p);
	}
}

Test(tcsh, precmd_of_their_own)
{
	struct pty *p;

	project("p");
	rc_write("tcsh", "alias precmd 'set last = $status; set at = $PATH:q'", "");
	p = tcsh_in("home/p");
	run_to(p, "sh -c 'exit 3'", "(.venv) @@");
	pty_expect(p, "echo $last $status", "3 3");
	expect_home(p, "sh -c 'exec echo $0' \"$at:q\" | sed 's/:.*//'", "%H/p/.venv/bin");
	/* In the place of ours: it is back after the next cd. */
	run_to(p, "alias precmd 'set last = \"*$status\"'", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	run_to(p, "sh -c 'exit 4'", "@@");
	pty_expect(p, "echo \"$last:q\"", "*4");
	run_to(p, "cd p", "(.venv) @@");
	/* One that fails fails at each prompt, and is not taken away by tcsh. */
	expect_text(p, "alias precmd 'echo $no_such_variable'; cd ..", "Undefined");
	prompt_is(p, "@@");
	expect_text(p, "cd p", "Undefined");
	prompt_is(p, "(.venv) @@");
}

Test(tcsh, cwdcmd_of_their_own)
{
	struct pty *p;

	project("p");
	rc_write("tcsh", "alias cwdcmd 'echo went to $cwd:t'", "");
	p = tcsh_in(NULL);
	pty_expect(p, "cd p", "went to p");
	prompt_is(p, "(.venv) @@");
	run_to(p, "alias cwdcmd 'set went'; alias precmd 'set done'", "(.venv) @@");
	run_to(p, "eval \"`envd hook tcsh`\"; cd ..", "@@");
	pty_expect(p, "echo $?went $?done", "1 1");
}

Test(tcsh, hooked_twice)
{
	struct pty *p;

	project("p");
	rc_write("tcsh", "alias precmd '@ i++'; alias cwdcmd '@ j++'; set i = 0 j = 0",
		 "eval \"`envd hook tcsh`\"");
	p = tcsh_in(NULL);
	run_to(p, "cd p; eval \"`envd hook tcsh`\"", "(.venv) @@");
	pty_expect(p, "echo $i $j", "2 1");
	run_to(p, "cd ..", "@@");
	pty_expect(p, "echo $i $j", "4 2");
}

/* ---- settings, aliases and variables -------------------------------------------- */

static const char *const settings[] = {
	"set noclobber", "set backslash_quote", "set implicitcd", "set histlit",
	"set printexitvalue", "set autologout = 60", "set symlinks = chase",
	"set symlinks = expand", "set histchars = ',^'", "set histchars = ''", "set nonomatch",
	"set anyerror", "set time = 100", "set csubstnonl", "set listjobs notify", "set globstar globdot",
	"set correct = cmd; set autocorrect autolist autoexpand", "set rmstar", "bindkey -v",
	"set echo_style = none", "set history = 5 savehist = 5 merge",
	"alias set touch ~/pwned; alias eval touch ~/pwned; alias source touch ~/pwned",
	"alias setenv touch ~/pwned; alias unsetenv touch ~/pwned; alias rehash touch ~/pwned",
	"alias unset touch ~/pwned; alias @ touch ~/pwned; alias sched touch ~/pwned",
	"alias precmd ''; alias cd 'cd \\!* && echo -n'; alias then touch ~/pwned",
	"alias postcmd ':'; alias jobcmd ':'; alias periodic ':'; set tperiod = 0",
};

Test(tcsh, whatever_is_set)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		bool is_alias = strncmp(settings[i], "alias", 5) == 0;
		struct pty *p = beside("tcsh", is_alias ? "" : settings[i],
				       is_alias ? settings[i] : "", NULL);

		in_and_out(p);
		world_pty_close(world, p);
		if (access(world_path(world, "home/pwned"), F_OK) == 0)
			test_fail("an alias of theirs was called: %s", settings[i]);
	}
}

/* Without file names and tildes, and at the end of the first command that fails. */
Test(tcsh, noglob_and_e)
{
	struct pty *p;

	project("p");
	p = tcsh_in(NULL);
	run_to(p, "set noglob", "@@");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "deactivate; envd on", "(.venv) @@");
	expect_text(p, "envd ls", ".venv");
	run_to(p, "cd ..", "@@");
	run_to(p, "unset noglob", "@@");
	run_to(p, "tcsh -e", "@@");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "", "(.venv) @@");
	run_to(p, "deactivate", "@@");
	run_to(p, "cd ..", "@@");
	pty_expect(p, "echo $shlvl", "2");
}

/* tcsh shows what it does then, and goes on to. */
Test(tcsh, echo_and_verbose)
{
	static const char *const names[] = { "echo", "verbose" };
	struct pty *p;

	project("p");
	for (size_t i = 0; i < 2; i++) {
		p = tcsh_in(NULL);
		free(pty_run(p, worded("set %s", names[i])));
		free(pty_run(p, "cd p"));
		prompt_is(p, "(.venv) @@");
		expect_no_text(p, "", " -M ");
		expect_text(p, worded("sh -c 'echo s$0' $?%s", names[i]), "\ns1");
		expect_no_text(p, "cd ..", "setenv");
		prompt_is(p, "@@");
		world_pty_close(world, p);
	}
}

Test(tcsh, long_path)
{
	struct pty *p;
	char *path;

	project("p");
	p = tcsh_in(NULL);
	run_to(p, "setenv PATH \"$PATH\":`seq -s : -f /a/directory/%g 2000`", "@@");
	path = pty_run(p, "sh -c 'echo ${#PATH}'");
	cr_assert_gt(atoi(path), 30000);
	run_to(p, "cd p", "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, "cd ..", "@@");
	pty_expect(p, "sh -c 'echo ${#PATH}'", path);
	free(path);
}

/* ---- times --------------------------------------------------------------------- */

/* Many changes in one second: each is seen, though its times are the same. */
Test(tcsh, changes_in_one_second)
{
	struct pty *p;

	project("p");
	p = tcsh_in("home/p");
	settle_in(p, "tcsh");
	for (int i = 0; i < 20; i++) {
		run_to(p, "sed -i '1i prompt = one' .venv/pyvenv.cfg", "(one) @@");
		run_to(p, "sed -i 1d .venv/pyvenv.cfg", "(.venv) @@");
	}
	settle_in(p, "tcsh");
	prompt_is(p, "(.venv) @@");
}

/* ---- commands ----------------------------------------------------------------- */

Test(tcsh, commands)
{
	struct pty *p;

	project("p");
	world_mkdir(world, "home/a b*");
	p = tcsh_in("home/p");
	run_to(p, "deactivate", "@@");
	run_to(p, "envd on && false || envd off", "@@");
	run_to(p, "false && envd on", "@@");
	run_to(p, "envd on", "(.venv) @@");
	pty_expect(p, "echo $status", "0");
	expect_text(p, "envd status | sed 's/daemon/&&/'", "daemondaemon: running");
	run_to(p, "envd ls > ~/list", "(.venv) @@");
	expect_text(p, "cat ~/list", "~/p/.venv");
	expect_text(p, "envd nonsense; echo s$status", "s2");
	expect_text(p, "(envd status)", "daemon: running");
	expect_text(p, "set d = '~/a b*'; envd why \"$home/a b*\"", "~/a b*");
	expect_text(p, "envd", "usage: envd");
	expect_text(p, "envd why \"`echo /tmp`\" \\! 'x;y'", "one directory at a time");
	run_to(p, "source /dev/null deactivate", "(.venv) @@");
	run_to(p, "envd off; cd ..", "@@");
	run_to(p, "alias deactivate 'echo mine'; cd p", "(.venv) @@");
	pty_expect(p, "deactivate", "mine");
	run_to(p, "cd ..", "@@");
	pty_expect(p, "deactivate", "mine");
	run_to(p, "unalias deactivate; cd p; cd ..; cd p", "(.venv) @@");
	run_to(p, "deactivate nondestructive", "@@");
	run_to(p, "envd on", "(.venv) @@");
	run_to(p, "alias deactivate 'echo mine'; cd ..", "@@");
	pty_expect(p, "deactivate", "mine");
}

/* A tcsh that reads the same file and has no prompt; with and without the line's
 * own condition. */
Test(tcsh, scripts_are_untouched)
{
	const char *argv[] = { "tcsh", "-c", "which python3; echo $?VIRTUAL_ENV $?ENVD_STATE; cd /; "
			       "cd; envd hook --help | sed -n 1p", NULL };
	static const char said[] = "/usr/bin/python3\n0 0\nusage: envd hook SHELL\n";
	int status;
	char *text;

	world_need("tcsh");
	project("p");
	client(NULL, "daemon", "stop");
	rc_write("tcsh", "", "");
	text = world_run_in(world, "home/p", &status, argv);
	cr_assert_str_eq(text, said, "%s", text);
	free(text);
	world_write(world, "home/.tcshrc", "if ($?tcsh && $?prompt) eval \"`envd hook tcsh`\"\n");
	text = world_run_in(world, "home/p", &status, argv);
	cr_assert_str_eq(text, said, "%s", text);
	free(text);
	cr_assert_eq(world_daemon_pid(world), 0);
}

/* ---- when things go wrong -------------------------------------------------------- */

Test(tcsh, its_directory_is_removed)
{
	struct pty *p;

	project("p");
	p = tcsh_in("home/p");
	settle_in(p, "tcsh");
	run_to(p, "rm -rf $__envd_dir:q", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	run_to(p, "rm -rf $__envd_dir:q; cd p", "(.venv) @@");
	run_to(p, "deactivate", "@@");
}

/* Odd characters in the way to its files; with a newline, nothing is done. */
Test(tcsh, odd_runtime_directories)
{
	static const char *const names[] = { "a b", "x'y\"`z`", "*?[]{}~", "!$HOME;#", "\\", "\n" };

	project("p");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *name = worded("home/run%s", names[i]);
		struct pty *p;

		client(NULL, "daemon", "stop");
		world_mkdir(world, name);
		cr_assert_eq(chmod(world_path(world, name), 0700), 0);
		world_setenv(world, "XDG_RUNTIME_DIR", world_path(world, name));
		p = tcsh_in(NULL);
		run_to(p, "cd p", *names[i] == '\n' ? "@@" : "(.venv) @@");
		run_to(p, "cd ..", "@@");
		world_pty_close(world, p);
	}
	cr_assert_neq(access(world_path(world, "home/pwned"), F_OK), 0);
}

Test(tcsh, no_longer_installed)
{
	struct pty *p;

	project("p");
	client(NULL, "daemon", "start");
	free(world_run(world, NULL, "cp", "-L", world_path(world, "bin/envd"), "copy", NULL));
	world_write(world, "home/.tcshrc", shell_setup_find("tcsh")->prompts);
	world_append(world, "home/.tcshrc", "eval \"`~/copy hook tcsh`\"\n");
	p = tcsh_in("home/p");
	prompt_is(p, "(.venv) @@");
	run_to(p, "rm ~/copy", "(.venv) @@");
	run_to(p, "mkdir ~/copy", "(.venv) @@");
	run_to(p, "cd .", "(.venv) @@");
	expect_home(p, "echo $cwd", "%H/p");
}

/* What is typed meanwhile is there at the next prompt. */
Test(tcsh, typed_ahead)
{
	struct pty *p;

	project("p");
	world_setenv(world, "ENVD_DEADLINE_MS", "5000");
	p = tcsh_in(NULL);
	cr_assert_eq(kill(world_daemon_pid(world), SIGSTOP), 0);
	pty_type(p, "cd p\r");
	pty_wait_for(p, client_waits, NULL, "no client was run");
	pty_type(p, "echo $VIRTUAL_ENV:h:t; echo typed\r");
	cr_assert_eq(kill(world_daemon_pid(world), SIGCONT), 0);
	pty_wait_text(p, "\np\ntyped\n(.venv) @@");
	run_to(p, "cd ..", "@@");
}
