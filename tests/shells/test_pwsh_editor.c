/* PowerShell: what stands beside the hook at a prompt: line editing, prompts that
 * are drawn anew while a line is typed, keys that come early, names of the user's. */
#include "company.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

TestSuite(pwsh_editor, .init = hooked_setup, .fini = world_fini);

/* The keys are set anew with the mode. Ctrl-O is Escape, which together with what
 * follows it would be another key. */
#define VI(indicator)                                                               \
	"Set-PSReadLineOption -EditMode Vi -ViModeIndicator " indicator "\n"          \
	"Set-PSReadLineKeyHandler -Chord Ctrl+Enter -Function AcceptLine -ViMode Insert\n" \
	"Set-PSReadLineKeyHandler -Chord Ctrl+Enter -Function ViAcceptLine -ViMode Command\n" \
	"Set-PSReadLineKeyHandler -Chord Ctrl+o -Function ViCommandMode -ViMode Insert\n"
#define ESCAPE "\x0f"

static void no_error(struct pty *p)
{
	pty_expect(p, "$Error.Count", "0");
}

/* With two projects; for what is in PSReadLine only. */
static struct pty *edited(const char *before, const char *after)
{
	world_need("pwsh");
	if (!has_psreadline())
		world_skip("optional: PSReadLine is not installed");
	return beside("pwsh", before, after, NULL);
}

/* ---- prompts that are drawn more than once --------------------------------------- */

static void file_is(const char *name, const char *expected)
{
	char *text = world_read(world, name);

	cr_assert(text && strcmp(text, expected) == 0, "%s: %s", name, text);
	free(text);
}

/* What was typed is left behind a short prompt, and that has the label, as it has
 * with Python's own script. */
static void transient(const char *before, const char *after)
{
	struct pty *p = edited(before, after);
	char *screen;

	prompt_is(p, "[True:0:] @@");
	free(pty_run(p, "cd p"));
	prompt_is(p, "(.venv) [True:0:.venv] @@");
	free(pty_run(p, "which python3 >~/seen"));
	file_is("home/seen", worded("%s/p/.venv/bin/python3\n", world->home));
	free(pty_run(p, "sh -c 'exit 3'"));
	prompt_is(p, "(.venv) [False:3:.venv] @@");
	free(pty_run(p, "cd .."));
	prompt_is(p, "[True:3:] @@");
	free(pty_run(p, "cd q"));
	prompt_is(p, "(.venv) [True:3:.venv] @@");
	screen = pty_screen(p);
	cr_assert(strstr(screen, "\n> cd q"), "%s", screen);
	cr_assert(strstr(screen, "\n(.venv) > cd .."), "%s", screen);
	cr_assert_null(strstr(screen, "(.venv) (.venv)"), "%s", screen);
	free(screen);
	free(pty_run(p, "deactivate"));
	prompt_is(p, "[True:3:] @@");
}

#define TRANSIENT worded("$global:transient = $true\n%s", fixture("program.ps1"))

Test(pwsh_editor, transient_before) { transient(TRANSIENT, ""); }
Test(pwsh_editor, transient_behind) { transient("", TRANSIENT); }

/* Something at the right, and the cursor goes back for the label's end. */
#define AT_RIGHT(rows)                                                              \
	"function prompt { $e = [char]27; \"${e}7${e}[60Gto the right${e}8" rows       \
	PTY_PROMPT "\" }\n"

Test(pwsh_editor, right_prompt)
{
	struct pty *p = beside("pwsh", AT_RIGHT("`n"), "", NULL);
	char *screen;

	prompt_is(p, "@@");
	free(pty_run(p, "cd p"));
	prompt_is(p, "@@");
	screen = pty_screen(p);
	cr_assert(strstr(screen, "\n(.venv)"), "%s", screen);
	free(screen);
	free(pty_run(p, "which python3 >~/seen"));
	file_is("home/seen", worded("%s/p/.venv/bin/python3\n", world->home));
	free(pty_run(p, "cd ../q; clear"));
	screen = pty_screen(p);
	cr_assert_eq(occurrences(screen, "(.venv)"), 1, "%s", screen);
	cr_assert_eq(occurrences(screen, "to the right"), 1, "%s", screen);
	free(screen);
	free(pty_run(p, "cd ~; clear"));
	screen = pty_screen(p);
	cr_assert_null(strstr(screen, "(.venv)"), "%s", screen);
	free(screen);
}

/* In the very row where lines are typed. */
Test(pwsh_editor, right_prompt_in_the_row)
{
	struct pty *p = beside("pwsh", "", "function global:row {" AT_RIGHT("") "}", NULL);

	pty_type(p, ". row\n");
	pty_wait_text(p, "\n@@                                                         to the right");
	pty_type(p, "cd p\n");
	pty_wait_text(p, "(.venv) @@                                                 to the right");
	pty_type(p, "which python3 >~/seen; cd ~\n");
	pty_wait_text(p, "\n@@                                                         to the right");
	file_is("home/seen", worded("%s/p/.venv/bin/python3\n", world->home));
}

/* ---- vi mode ---------------------------------------------------------------------- */

/* Each change of the mode draws the prompt again. */
static void vi(const char *settings)
{
	struct pty *p = edited("", settings);
	char *screen;

	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "clear", "(.venv) @@");
	pty_type(p, "Xcho 'here is'");
	pty_wait_text(p, "(.venv) @@ Xcho 'here is'");
	pty_type(p, ESCAPE "0re");
	pty_wait_text(p, "(.venv) @@ echo 'here is'");
	pty_type(p, "\n");
	pty_wait_prompt(p);
	prompt_is(p, "(.venv) @@");
	screen = pty_screen(p);
	cr_assert_eq(occurrences(screen, "(.venv)"), 2, "%s", screen);
	cr_assert(strstr(screen, "\nhere is\n"), "%s", screen);
	free(screen);
	run_to(p, "cd ~", "@@");
	run_to(p, "cd q", "(.venv) @@");
	python_is(p, "q/.venv");
	no_error(p);
}

Test(pwsh_editor, vi_mode) { vi(VI("None")); }
Test(pwsh_editor, vi_mode_cursor) { vi(VI("Cursor")); }
Test(pwsh_editor, vi_mode_prompt) { vi(VI("Prompt")); }

/* What the prompt says is so when it is drawn again in the midst of a line. */
Test(pwsh_editor, vi_mode_removed_meanwhile)
{
	struct pty *p = edited("", VI("Prompt"));

	run_to(p, "cd p", "(.venv) @@");
	pty_type(p, "'so'");
	pty_wait_text(p, "(.venv) @@ 'so'");
	cr_assert_eq(rename(world_path(world, "home/p/.venv"), world_path(world, "home/gone")), 0);
	pty_type(p, ESCAPE);
	pty_wait_text(p, "\n@@ 'so'");
	pty_type(p, "\n");
	pty_wait_prompt(p);
	prompt_is(p, "@@");
	python_is(p, NULL);
}

/* ---- keys ------------------------------------------------------------------------- */

/* By its name. */
static bool has_child(struct pty *p, void *name)
{
	int status;

	free(world_run(world, &status, "pgrep", "-P", worded("%d", (int)pty_pid(p)), "-x", name,
		       NULL));
	return status == 0;
}

static struct pty *stopped(void)
{
	struct pty *p;

	world_need("pgrep");
	world_setenv(world, "ENVD_DEADLINE_MS", "20000");
	p = beside("pwsh", "", "", NULL);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "cd ~", "@@");
	cr_assert_eq(kill(world_daemon_pid(world), SIGSTOP), 0);
	pty_type(p, "cd p\n");
	pty_wait_for(p, has_child, "envd", "no client was run");
	return p;
}

static void entries_are(struct pty *p, const char *n)
{
	pty_expect(p, "($env:PATH -split ':' -like '*venv*').Count", n);
}

#define KEYS                                                                        \
	"Set-PSReadLineKeyHandler -Chord Ctrl+o -ScriptBlock { Set-Location ~/p; "     \
	"[Microsoft.PowerShell.PSConsoleReadLine]::InvokePrompt() }"

/* A key changes the directory, and the line that was begun stays. */
Test(pwsh_editor, a_key_changes_the_directory)
{
	struct pty *p = edited("", KEYS);

	pty_type(p, "'so'");
	pty_wait_text(p, "@@ 'so'");
	pty_type(p, "\x0f");
	pty_wait_text(p, "(.venv) @@ 'so'");
	pty_type(p, "; which python3 >~/seen\n");
	pty_wait_prompt(p);
	prompt_is(p, "(.venv) @@");
	file_is("home/seen", worded("%s/p/.venv/bin/python3\n", world->home));
	/* Ctrl-L draws the screen again. */
	pty_type(p, "cd ~");
	pty_wait_text(p, "(.venv) @@ cd ~");
	pty_key(p, PTY_CTRL('l'));
	pty_type(p, "\n");
	pty_wait_prompt(p);
	prompt_is(p, "@@");
	no_error(p);
}

/* A daemon that does not answer, and Ctrl-C meanwhile. */
Test(pwsh_editor, interrupted)
{
	struct pty *p = stopped();

	cr_assert_eq(kill(-pty_pid(p), SIGINT), 0);
	cr_assert_eq(kill(world_daemon_pid(world), SIGCONT), 0);
	pty_wait_prompt(p);
	run_to(p, "", "(.venv) @@");
	entries_are(p, "1");
	python_is(p, "p/.venv");
	run_to(p, "cd ~", "@@");
	entries_are(p, "0");
	no_error(p);
}

/* What is typed while the client waits is for the shell. */
Test(pwsh_editor, typed_ahead_of_an_answer)
{
	struct pty *p = stopped();

	pty_type(p, "which python3 >~/seen\n");
	pty_type(p, "cd ~\n");
	pty_type(p, "'the end'\n");
	cr_assert_eq(kill(world_daemon_pid(world), SIGCONT), 0);
	pty_wait_text(p, "\nthe end\n");
	pty_wait_prompt(p);
	prompt_is(p, "@@");
	file_is("home/seen", worded("%s/p/.venv/bin/python3\n", world->home));
	entries_are(p, "0");
	no_error(p);
}

Test(pwsh_editor, typed_ahead_of_a_command)
{
	struct pty *p;

	world_need("pgrep");
	p = beside("pwsh", "", "", NULL);
	cr_assert_eq(mkfifo(world_path(world, "home/wait"), 0600), 0);
	pty_type(p, "sh -c 'read line <wait'\n");
	pty_wait_for(p, has_child, "sh", "no command was run");
	pty_type(p, "cd p\nwhich python3 >~/seen\n'the end'\n");
	world_append(world, "home/wait", "\n");
	pty_wait_text(p, "\nthe end\n");
	pty_wait_prompt(p);
	prompt_is(p, "(.venv) @@");
	file_is("home/seen", worded("%s/p/.venv/bin/python3\n", world->home));
	no_error(p);
}

/* They have what was on when they were started, and say nothing when they end. */
Test(pwsh_editor, jobs)
{
	struct pty *p;

	allow_time();           /* each job is a process like the shell */
	p = beside("pwsh", "", "", NULL);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "$job = which python3 &", "(.venv) @@");
	run_to(p, "cd ~", "@@");
	expect_home(p, "Receive-Job -Wait $job", "%H/p/.venv/bin/python3");
	pty_expect(p, "Receive-Job -Wait (Start-Job { which python3 })", "/usr/bin/python3");
	run_to(p, "cd q", "(.venv) @@");
	run_to(p, "Get-Job | Remove-Job", "(.venv) @@");
	no_error(p);
}

/* ---- names of the user's own ------------------------------------------------------ */

/* Each cmdlet has a function of its name in its place, and so have words that other
 * shells know. Called by the hook, it leaves a mark. */
#define OWN                                                                         \
	"$all = (Get-Command -CommandType Cmdlet).Where{ $_.Name -notmatch "           \
	"'PSCallStack|ForEach-Object|Out-Default|-Module|Get-Command|PSReadLine' }\n"  \
	"foreach ($c in $all) { Set-Item \"function:global:$($c.Name)\" "              \
	"([scriptblock]::Create(\"if ((Get-PSCallStack).Command -match '__envd_') "    \
	"{ [IO.File]::AppendAllText('$HOME/ran', '$($c.Name) ') }; "                   \
	"`$input | $($c.ModuleName)\\$($c.Name) @args\")) }\n"                          \
	"foreach ($n in 'eval', 'printf', 'builtin', 'command', 'test', 'source', 'true', " \
	"'stat', 'unset', 'export', 'set', 'if') { Microsoft.PowerShell.Management\\"   \
	"Set-Item \"function:global:$n\" { [IO.File]::AppendAllText(\"$HOME/ran\", 'word ') } }\n"

#define CD "Remove-Alias -Force cd; $global:cds = 0; " \
	   "function global:cd { $global:cds++; Set-Location @args }\n"

static void none_called(void)
{
	char *ran = world_read(world, "home/ran");

	cr_assert_null(ran, "the hook ran: %s", ran);
}

static void own(const char *before, const char *after)
{
	struct pty *p = beside("pwsh", before, after, NULL);

	in_and_out(p);
	none_called();
	pty_expect(p, "$cds -ge 5", "True");
	expect_text(p, "printf x; test y; 'called'", "called");
	file_is("home/ran", "word word ");
	no_error(p);
}

Test(pwsh_editor, own_commands_before) { own(CD OWN, ""); }
Test(pwsh_editor, own_commands_behind) { own("", CD OWN); }

/* One of these is not ours then, and all else goes on. */
static void own_envd(const char *before, const char *after, const char *says)
{
	struct pty *p = beside("pwsh", before, after, NULL);

	run_to(p, "cd p", "(.venv) @@");
	pty_expect(p, "envd off", says);
	prompt_is(p, "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, "deactivate", "@@");
	run_to(p, "cd ../q", "(.venv) @@");
	run_to(p, "cd ~", "@@");
	python_is(p, NULL);
	no_error(p);
}

Test(pwsh_editor, own_envd_function) { own_envd("", "function envd { 'theirs' }", "theirs"); }
Test(pwsh_editor, own_envd_alias_before)
{
	own_envd("function mine { 'theirs' }; Set-Alias envd mine", "", "theirs");
}
Test(pwsh_editor, own_envd_alias_behind)
{
	own_envd("", "function mine { 'theirs' }; Set-Alias envd mine", "theirs");
}
