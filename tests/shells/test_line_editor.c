/* What stands beside the hook where lines are typed: keys that come while the client
 * runs, messages of jobs, prompts in other places. (PowerShell: test_pwsh_editor.c.) */
#include "company.h"

#include "fail.h"
#include "processes.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

TestSuite(line_editor, .init = hooked_setup, .fini = world_fini);

#define WHERE "sh -c 'command -v python3 >~/seen'"
#define END   "sh -c 'echo the end'"

static void is_seen(const char *prefix)
{
	char *text = world_read(world, "home/seen");
	const char *expected = worded("%s/bin/python3\n", prefix);

	cr_assert(text && strcmp(text, expected) == 0, "%s", text);
	free(text);
}

/* ---- keys that come early ------------------------------------------------------ */

struct named {
	const char *name;
	bool is_there;
};

static bool look(pid_t pid, const char *name, void *data)
{
	struct named *named = data;

	(void)pid;
	named->is_there = strcmp(name, named->name) == 0;
	return !named->is_there;
}

/* Does a program of this name run? */
static bool runs(struct pty *p, void *name)
{
	struct named named = { .name = name };

	(void)p;
	processes_of(world->root, look, &named);
	return named.is_there;
}

/* On its way into p, with a daemon that does not answer. */
static struct pty *stopped(const char *shell)
{
	struct pty *p;

	if (strcmp(shell, "pwsh") == 0)
		world_skip("optional: test_pwsh_editor.c has that");
	world_setenv(world, "ENVD_DEADLINE_MS", "20000");
	p = beside(shell, "", "", NULL);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "cd ~", "@@");
	cr_assert_eq(kill(world_daemon_pid(world), SIGSTOP), 0);
	pty_type(p, "cd p\r");
	pty_wait_for(p, runs, "envd", "no client was run");
	return p;
}

static void goes_on(void)
{
	cr_assert_eq(kill(world_daemon_pid(world), SIGCONT), 0);
}

EACH_SHELL(line_editor, interrupted)
{
	struct pty *p = stopped(shell);

	if (strcmp(shell, "fish") == 0)         /* it begins no new line for the key */
		cr_assert_eq(kill(-pty_pid(p), SIGINT), 0);
	else
		pty_type(p, "\x03");
	goes_on();
	pty_wait_prompt(p);
	run_to(p, "", "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, "cd ~", "@@");
	python_is(p, NULL);
	cr_assert(!runs(p, "envd"));
}

/* Of what came early, nushell takes the first line: see test_nu_settings.c. */
static void can_wait(const char *shell)
{
	if (strcmp(shell, "nu") == 0)
		world_skip("optional: nushell takes one line that comes early");
	if (strcmp(shell, "pwsh") == 0)
		world_skip("optional: test_pwsh_editor.c has that");
}

/* What is typed while the client waits is for the shell. */
EACH_SHELL(line_editor, typed_ahead_of_an_answer)
{
	struct pty *p;

	can_wait(shell);
	p = stopped(shell);
	pty_type(p, WHERE "\r");
	pty_type(p, "cd ~\r");
	pty_type(p, END "\r");
	goes_on();
	pty_wait_text(p, "\nthe end\n");
	pty_wait_prompt(p);
	prompt_is(p, "@@");
	is_seen(worded("%s/p/.venv", world->home));
	python_is(p, NULL);
}

EACH_SHELL(line_editor, typed_ahead_of_a_command)
{
	struct pty *p;

	can_wait(shell);
	p = beside(shell, "", "", NULL);
	cr_assert_eq(mkfifo(world_path(world, "home/wait"), 0600), 0);
	pty_type(p, "sh -c 'read line <wait'\r");
	pty_wait_for(p, runs, "sh", "no command was run");
	pty_type(p, "cd p\r");
	pty_type(p, WHERE "\r");
	pty_type(p, END "\r");
	world_append(world, "home/wait", "\n");
	pty_wait_text(p, "\nthe end\n");
	pty_wait_prompt(p);
	prompt_is(p, "(.venv) @@");
	is_seen(worded("%s/p/.venv", world->home));
}

/* ---- jobs ------------------------------------------------------------------------ */

static int count(struct pty *p, const char *text)
{
	char *history = pty_history(p);
	int n = occurrences(history, text);

	free(history);
	return n;
}

/* That one has ended is said once, be it at the prompt where the client is run. */
static void job(const char *shell, const char *said)
{
	struct pty *p = beside(shell, "", "", NULL);
	long long deadline = test_now_ms() + test_deadline_ms();

	cr_assert_eq(mkfifo(world_path(world, "home/wait"), 0600), 0);
	free(pty_run(p, "sh -c 'read line <wait' &"));
	world_append(world, "home/wait", "\n");
	if (strcmp(shell, "elvish") == 0)       /* it tells while a line is edited only */
		pty_wait_text(p, said);
	line_to(p, "cd p", LABEL);
	while (count(p, said) == 0) {
		if (test_now_ms() > deadline)
			test_late("that the job has ended is not said");
		line_to(p, "", LABEL);
	}
	line_to(p, "cd ~", NULL);
	line_to(p, "cd q", LABEL);
	line_to(p, "cd ~", NULL);
	cr_assert_eq(count(p, said), 1, "%s", pty_history(p));
}

Test(line_editor, bash_job) { job("bash", "Done "); }
Test(line_editor, zsh_job) { job("zsh", " done "); }
Test(line_editor, fish_job) { job("fish", "has ended"); }
Test(line_editor, tcsh_job) { job("tcsh", "Done "); }
Test(line_editor, elvish_job) { job("elvish", " finished"); }

/* ---- prompts in other places ------------------------------------------------------ */

/* Something stands behind the cursor, so pty_wait_prompt would wait. */
static bool has_row(struct pty *p, void *data)
{
	char *screen = pty_screen(p), *last;
	size_t n = strlen(screen);
	bool is_there;

	while (n > 0 && screen[n - 1] == '\n')
		screen[--n] = '\0';
	last = strrchr(screen, '\n');
	is_there = strstr(last ? last : screen, "to the right") && strcmp(pty_prompt(p), data) == 0;
	free(screen);
	return is_there;
}

static void enter(struct pty *p, const char *line, const char *prompt)
{
	pty_type(p, worded("%s\r", line));
	pty_wait_for(p, has_row, (void *)prompt, worded("no prompt \"%s\"", prompt));
}

static void right_in(struct pty *p, const char *setting)
{
	char *screen;

	enter(p, setting, "@@");
	enter(p, "cd p", "(.venv) @@");
	enter(p, WHERE "; cd ~", "@@");
	is_seen(worded("%s/p/.venv", world->home));
	enter(p, "cd p; cd ../q", "(.venv) @@");
	enter(p, "envd off", "@@");
	enter(p, "envd on", "(.venv) @@");
	enter(p, "cd ~; clear", "@@");
	screen = pty_screen(p);
	cr_assert_eq(occurrences(screen, "to the right"), 1, "%s", screen);
	cr_assert_null(strstr(screen, "venv"), "%s", screen);
	free(screen);
}

static void right(const char *shell, const char *setting)
{
	right_in(beside(shell, "", "", NULL), setting);
}

Test(line_editor, zsh_right) { right("zsh", "RPROMPT='to the right'"); }
Test(line_editor, fish_right) { right("fish", "function fish_right_prompt; echo to the right; end"); }
Test(line_editor, elvish_right) { right("elvish", "set edit:rprompt = { put 'to the right' }"); }
Test(line_editor, nu_right) { right("nu", "$env.PROMPT_COMMAND_RIGHT = 'to the right'"); }
Test(line_editor, tcsh_right) { right("tcsh", "set rprompt = 'to the right'"); }

/* xonsh has more with prompt_toolkit, which may be in a place of its own. */
static struct pty *xonsh_toolkit(const char *settings)
{
	const char *argv[] = { "xonsh", "--shell-type", "prompt_toolkit", NULL };
	struct pty *p;
	int status;

	world_need("xonsh");
	world_setenv(world, "PYTHONPATH", getenv("PYTHONPATH"));
	free(world_run(world, &status, "/usr/bin/python3", "-c", "import prompt_toolkit", NULL));
	if (status != 0)
		world_skip("optional: prompt_toolkit is not installed");
	project("p");
	project("q");
	rc_write("xonsh", settings, "");
	p = world_pty(world, argv, NULL);
	pty_wait_prompt(p);
	return p;
}

Test(line_editor, xonsh_right)
{
	right_in(xonsh_toolkit(""), "$RIGHT_PROMPT = 'to the right'");
}

/* What was typed is left behind a short prompt. */
static void transient(const char *before, const char *after)
{
	struct pty *p = beside("fish", before, after, NULL);
	char *screen;

	free(pty_run(p, "cd p"));
	prompt_is(p, "(.venv) [0:0:.venv] @@");
	free(pty_run(p, "sh -c 'exit 3'"));
	prompt_is(p, "(.venv) [3:3:.venv] @@");
	free(pty_run(p, "cd ~"));
	prompt_is(p, "[0:0:] @@");
	screen = pty_screen(p);
	cr_assert_eq(strncmp(screen, "> cd p\n", 7), 0, "%s", screen);
	cr_assert(strstr(screen, "\n(.venv) > cd ~\n"), "%s", screen);
	cr_assert_null(strstr(screen, "(.venv) (.venv)"), "%s", screen);
	free(screen);
}

#define TRANSIENT worded("set -g transient 1\n%s", fixture("program.fish"))

Test(line_editor, fish_transient_before) { transient(TRANSIENT, ""); }
Test(line_editor, fish_transient_behind) { transient("", TRANSIENT); }

/* The label is in the first row. */
static void rows(const char *shell)
{
	struct pty *p = beside(shell, "", says(shell, WORDS_PROMPT, "top\\n", NULL), NULL);

	pty_expect(p, "cd p", "(.venv) top");
	prompt_is(p, "@@");
	pty_expect(p, "", "(.venv) top");
	pty_expect(p, "cd ~", "top");
	prompt_is(p, "@@");
}

Test(line_editor, fish_rows) { rows("fish"); }
Test(line_editor, xonsh_rows) { rows("xonsh"); }
Test(line_editor, tcsh_rows) { rows("tcsh"); }

/* ---- vi mode ---------------------------------------------------------------------- */

/* in, out: what the prompt has in front in each mode, if anything. */
static void vi_in(struct pty *p, const char *in, const char *out)
{
	prompt_is(p, worded("%s@@", in));
	free(pty_run(p, "cd p"));
	prompt_is(p, worded("%s(.venv) @@", in));
	pty_type(p, "Xcho here is");
	pty_wait_text(p, "(.venv) @@ Xcho here is");
	pty_type(p, "\x1b");
	pty_wait_text(p, worded("%s(.venv) @@ Xcho here is", out));
	pty_type(p, "0re");
	pty_wait_text(p, worded("%s(.venv) @@ echo here is", out));
	pty_type(p, "\r");
	pty_wait_text(p, "\nhere is\n");
	pty_wait_prompt(p);
	prompt_is(p, worded("%s(.venv) @@", in));
	free(pty_run(p, "cd ~"));
	prompt_is(p, worded("%s@@", in));
	free(pty_run(p, "cd q"));
	prompt_is(p, worded("%s(.venv) @@", in));
	python_is(p, "q/.venv");
}

static void vi(const char *shell, const char *setting, const char *in, const char *out)
{
	vi_in(beside(shell, "", setting, NULL), in, out);
}

Test(line_editor, xonsh_vi) { vi_in(xonsh_toolkit("$VI_MODE = True"), "", ""); }
Test(line_editor, bash_vi) { vi("bash", "set -o vi", "", ""); }
Test(line_editor, bash_vi_shown)
{
	vi("bash", "set -o vi; bind 'set show-mode-in-prompt on'", "(ins)", "(cmd)");
}
Test(line_editor, zsh_vi) { vi("zsh", "bindkey -v", "", ""); }
Test(line_editor, fish_vi) { vi("fish", "fish_vi_key_bindings", "[I] ", "[N] "); }
Test(line_editor, tcsh_vi) { vi("tcsh", "bindkey -v", "", ""); }
