/* elvish: what is special to it. The rest is in test_each.c. */
#include "hooked.h"

#include "fail.h"
#include "shells.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(elvish, .init = hooked_setup, .fini = world_fini);

/* What the prompts of shells.c end in: see pty.h. */
#define MARK "styled '" PTY_PROMPT "' $mark"

static struct pty *elvish_in(const char *relative)
{
	return relative ? world_shell_in(world, "elvish", relative) : world_shell(world, "elvish");
}

static void entries_are(struct pty *p, const char *n)
{
	pty_expect(p, "use str; echo (count [(each {|x| if (str:contains $x venv) { put 1 } } "
		      "$paths)])", n);
}

/* ---- the directory ----------------------------------------------------------- */

/* It has no names of links: $pwd is where it is. */
Test(elvish, directories)
{
	static const char *const ways[][2] = {
		{ "cd ~/p", "%H/p/.venv" }, { "cd q", "%H/p/q/.venv" }, { "cd ..", "%H/p/.venv" },
		{ "cd ~/r", "%H/r/.venv" }, { "cd ~/p; cd ~/r", "%H/r/.venv" },
		{ "cd ~/link", "%H/r/.venv" }, { "../p/q/", "%H/p/q/.venv" },
		{ "fn go { cd ~/p }; go", "%H/p/.venv" },
	};
	struct pty *p;

	project("p");
	project("p/q");
	project("r");
	cr_assert_eq(symlink("r", world_path(world, "home/link")), 0);
	p = elvish_in(NULL);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		run_to(p, ways[i][0], "(.venv) @@");
		expect_home(p, "echo $E:VIRTUAL_ENV", ways[i][1]);
		entries_are(p, "1");
	}
	run_to(p, "cd", "@@");
	entries_are(p, "0");
	run_to(p, "mkdir gone; cd gone; rmdir ~/gone", "@@");
	run_to(p, "cd ~/p", "(.venv) @@");
	expect_text(p, "mv ~/p ~/s", "deactivated ~/p/.venv, which is gone");
	prompt_is(p, "@@");
	entries_are(p, "0");
}

/* A key changes the directory, and the line that was begun stays. */
Test(elvish, a_key_changes_the_directory)
{
	struct pty *p;

	project("p");
	world_venv(world, "home/new/.venv");
	p = elvish_in(NULL);
	expect_text(p, "cd new", "envd allow");
	run_to(p, "cd ~/p", "(.venv) @@");
	run_to(p, "cd ~", "@@");
	pty_type(p, "echo begun");
	pty_wait_text(p, "@@ echo begun");
	pty_key(p, PTY_CTRL('l'));
	pty_wait_text(p, "LOCATION");
	pty_type(p, "~/p");
	pty_wait_text(p, "LOCATION  ~/p");
	pty_type(p, "\r");
	pty_wait_text(p, "(.venv) @@ echo begun");
	pty_type(p, " $E:VIRTUAL_ENV\r");
	pty_wait_prompt(p);
	pty_wait_text(p, world_path(world, "home/p/.venv"));
	prompt_is(p, "(.venv) @@");
	/* What is said then is shown, and leaves the line alone. */
	client("home/p", "deny", NULL);
	run_to(p, "cd ~", "@@");
	run_to(p, "rm -rf p", "@@");
	pty_expect(p, "echo end", "end");
}

/* ---- the prompt -------------------------------------------------------------- */

Test(elvish, other_prompts)
{
	struct pty *p;

	project("p");
	rc_write("elvish", "", "set edit:prompt = { put 'later '; " MARK " }\n");
	p = elvish_in("home/p");
	prompt_is(p, "(.venv) later @@");
	run_to(p, "set edit:prompt = { put 'new '; " MARK " }", "(.venv) new @@");
	run_to(p, "var old = $edit:prompt; set edit:prompt = { put 'outer '; $old }",
	       "(.venv) outer new @@");
	run_to(p, "var older = $edit:prompt; set edit:prompt = { $older }", "(.venv) outer new @@");
	run_to(p, "cd ..", "outer new @@");
	run_to(p, "cd p", "(.venv) outer new @@");
	run_to(p, "set E:VIRTUAL_ENV_DISABLE_PROMPT = 1", "outer new @@");
	run_to(p, "unset-env VIRTUAL_ENV_DISABLE_PROMPT", "(.venv) outer new @@");
	pty_expect(p, "set edit:prompt = { put 'two'; put \"\\nrows \"; " MARK " }", "(.venv) two");
	prompt_is(p, "rows @@");
	/* One that fails shows what it has. */
	free(pty_run(p, "set edit:prompt = { put 'bad '; " MARK "; fail no }"));
	prompt_is(p, "(.venv) bad @@");
	free(pty_run(p, "set edit:prompt = { " MARK " }"));
	prompt_is(p, "(.venv) @@");
}

/* What is written comes behind what is put, whoever is faster. */
Test(elvish, prompts_that_write)
{
	struct pty *p;

	project("p");
	rc_write("elvish", "", "set edit:prompt = { print w(" MARK ") }\n");
	p = elvish_in("home/p");
	for (int i = 0; i < 100; i++)
		run_to(p, "", "(.venv) w@@");
	run_to(p, "cd ..", "w@@");
}

/* As some frameworks do. */
Test(elvish, a_prompt_at_each_prompt)
{
	struct pty *p;

	project("p");
	rc_write("elvish", "var i = 0\nset edit:before-readline = [$@edit:before-readline "
		 "{ set i = (+ $i 1); set edit:prompt = { put $i' '; " MARK " } }]\n", "");
	p = elvish_in("home/p");
	prompt_is(p, "(.venv) 1 @@");
	run_to(p, "", "(.venv) 2 @@");
	run_to(p, "cd ..", "3 @@");
}

/* ---- company ----------------------------------------------------------------- */

Test(elvish, hooks_that_were_replaced)
{
	struct pty *p;

	project("p");
	p = elvish_in(NULL);
	run_to(p, "var change = $edit:before-readline[0]; set edit:before-readline = [$change]", "@@");
	run_to(p, "", "@@");
	run_to(p, "cd p", "(.venv) @@");
	free(pty_run(p, "set edit:before-readline = [$change { fail x } $edit:before-readline[1]]"));
	free(pty_run(p, "cd .."));
	prompt_is(p, "@@");
}

Test(elvish, hooked_twice)
{
	struct pty *p;

	project("p");
	rc_write("elvish", "", "eval (envd hook elvish | slurp)");
	p = elvish_in(NULL);
	run_to(p, "cd p; eval (envd hook elvish | slurp)", "(.venv) @@");
	pty_expect(p, "echo (count $edit:before-readline) (count $after-chdir)", "2 1");
	run_to(p, "cd ..", "@@");
}

/* Functions and variables of the user's own, in the place of all that is used. */
Test(elvish, own_commands)
{
	struct pty *p;

	project("p");
	rc_write("elvish", "fn deactivate { echo theirs }\n"
		 "use builtin\n"
		 "fn put {|@a| e:touch ~/pwned; builtin:put $@a }\n"
		 "fn external {|@a| e:touch ~/pwned; builtin:external $@a }\n"
		 "fn set-env {|@a| e:touch ~/pwned }\nfn not {|@a| e:touch ~/pwned }\n"
		 "var n = x; var client = y; var own: = (ns [&]); var at = z\n", "\nrm -f ~/pwned\n");
	p = elvish_in("home/p");
	prompt_is(p, "(.venv) @@");
	pty_expect(p, "deactivate", "theirs");
	pty_expect(p, "echo $n $client $at", "x y z");
	run_to(p, "cd ..", "@@");
	run_to(p, "fn envd {|@a| echo mine }; cd p", "(.venv) @@");
	pty_expect(p, "envd off", "mine");
	cr_assert_neq(access(world_path(world, "home/pwned"), F_OK), 0);
}

Test(elvish, commands)
{
	struct pty *p;

	project("p");
	p = elvish_in("home/p");
	run_to(p, "deactivate", "@@");
	expect_text(p, "deactivate", "envd has activated nothing here");
	run_to(p, "cd ..; cd p", "@@");
	run_to(p, "envd on", "(.venv) @@");
	expect_text(p, "envd status | sed 's/daemon/&&/'", "daemondaemon: running");
	expect_text(p, "envd nonsense", "exited with 2");
	run_to(p, "envd off", "@@");
	run_to(p, "cd ..", "@@");
	run_to(p, "cd p", "(.venv) @@");
}

/* ---- others ------------------------------------------------------------------ */

/* A child of another shell, and in its own place. */
Test(elvish, child_shells)
{
	struct pty *p;

	world_need("elvish");
	project("p");
	p = world_shell_in(world, "bash", "home/p");
	prompt_is(p, "(.venv) @@");
	run_to(p, "elvish", "(.venv) @@");
	entries_are(p, "1");
	free(pty_run(p, "exec elvish"));        /* it may miss its own daemon then */
	prompt_is(p, "(.venv) @@");
	entries_are(p, "1");
	run_to(p, "cd ..", "@@");
	entries_are(p, "0");
	run_to(p, "exit", "(.venv) @@");
	python_is(p, "p/.venv");
}

/* There is no activate script for it. */
Test(elvish, by_hand)
{
	struct pty *p;

	project("p");
	p = elvish_in(NULL);
	run_to(p, "set E:VIRTUAL_ENV = /opt/x; cd p", "@@");
	pty_expect(p, "echo $E:VIRTUAL_ENV", "/opt/x");
	entries_are(p, "0");
	run_to(p, "unset-env VIRTUAL_ENV", "(.venv) @@");
	run_to(p, "set paths = [~/first $@paths ~/last]", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	expect_home(p, "echo $paths[0]", "%H/first");
	expect_home(p, "echo $paths[-1]", "%H/last");
	entries_are(p, "0");
}

Test(elvish, scripts_are_untouched)
{
	const char *argv[] = { "elvish", "-c", "which python3; echo $E:VIRTUAL_ENV.", NULL };
	const char *reads_rc[] = { "elvish", "-c", "eval (envd hook elvish | slurp); echo $E:ENVD_STATE.",
				   NULL };
	int status;
	char *text;

	world_need("elvish");
	project("p");
	client(NULL, "daemon", "stop");
	text = world_run_in(world, "home/p", &status, argv);
	cr_assert_str_eq(text, "/usr/bin/python3\n.\n");
	free(text);
	text = world_run_in(world, "home/p", &status, reads_rc);
	cr_assert_str_eq(text, ".\n");
	free(text);
	cr_assert_eq(world_daemon_pid(world), 0);
}

/* The program is gone; then a directory has its name, which it would go to. */
Test(elvish, no_longer_installed)
{
	struct pty *p;

	project("p");
	client(NULL, "daemon", "start");
	free(world_run(world, NULL, "cp", "-L", world_path(world, "bin/envd"), "copy", NULL));
	world_write(world, "config/elvish/rc.elv", shell_setup_find("elvish")->prompts);
	world_append(world, "config/elvish/rc.elv", "eval (~/copy hook elvish | slurp)\n");
	p = elvish_in("home/p");
	prompt_is(p, "(.venv) @@");
	run_to(p, "rm ~/copy", "(.venv) @@");
	run_to(p, "mkdir ~/copy", "(.venv) @@");
	expect_home(p, "echo $pwd", "%H/p");
}

/* ---- what it costs ------------------------------------------------------------ */

static int clients(void)
{
	static size_t last;
	char *text = world_read(world, "trace");
	int n;

	cr_assert(text);
	n = occurrences(text + last, "envd\", \"prompt\"");
	last = strlen(text);
	free(text);
	return n;
}

/* It can't tell a time. Where only names matter nothing is run, else the client
 * once a prompt. */
Test(elvish, costs)
{
	const char *argv[] = {
		"strace", "-D", "-f", "-qq", "-s", "4096", "-e", "trace=execve", "-e", "signal=none",
		"-o", world_path(world, "trace"), "elvish", NULL,
	};
	struct pty *p;

	world_need("elvish");
	world_need("strace");
	project("p");
	client(NULL, "daemon", "start");
	world_setenv(world, "ASAN_OPTIONS", "detect_leaks=0");  /* it can't under ptrace */
	p = world_pty(world, argv, NULL);
	pty_wait_prompt(p);
	cr_assert_gt(clients(), 0, "nothing was traced");
	for (int i = 0; i < 20 && (i == 0 || clients() > 0); i++)
		run_to(p, "", "@@");            /* what is young is asked for again */
	for (int i = 0; i < 40; i++)
		run_to(p, i % 2 ? "" : "nop x", "@@");
	cr_assert_eq(clients(), 0);
	run_to(p, "cd p", "(.venv) @@");
	cr_assert_eq(clients(), 1);
	for (int i = 0; i < 40; i++)
		run_to(p, i % 2 ? "" : "nop x", "(.venv) @@");
	cr_assert_eq(clients(), 40);
	run_to(p, "envd off", "@@");
	cr_assert_eq(clients(), 1);
	run_to(p, "", "@@");
	cr_assert_eq(clients(), 0);
}
