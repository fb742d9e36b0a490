/* Beside prompts that are made anew at each prompt, and traps that see commands.
 * tests/shells/fixtures has what is like them. */
#include "company.h"

#include "fail.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(company, .init = hooked_setup, .fini = world_fini);

/* The shell's own status and pipe statuses, at a prompt in a project. */
static void statuses_are_kept(struct pty *p, const char *shell)
{
	line_to(p, "cd p; true | (exit 4) | false", LABEL);
	pty_expect(p, strcmp(shell, "bash") == 0 ? "echo $? ${PIPESTATUS[*]}" :
		   "echo $? $pipestatus", strcmp(shell, "bash") == 0 ? "1 0 4 1" : "1 0 4 1");
	line_to(p, "(exit 7)", LABEL);
	pty_expect(p, "echo $?", "7");
	line_to(p, "cd ~", NULL);
}

static void company(const char *shell, const char *before, const char *after)
{
	struct pty *p = beside(shell, before, after, NULL);

	in_and_out(p);
	statuses_are_kept(p, shell);
	world_pty_close(world, p);
	/* A shell that begins in a project. */
	p = world_shell_in(world, shell, "home/p");
	line_to(p, "", LABEL);
	line_to(p, "cd ..", NULL);
	in_and_out(p);
}

#define BEFORE(shell, name, lines) \
	Test(company, shell##_##name##_before) { company(#shell, lines, ""); }
#define BEHIND(shell, name, lines) \
	Test(company, shell##_##name##_behind) { company(#shell, "", lines); }
#define AROUND(shell, name, lines) BEFORE(shell, name, lines) BEHIND(shell, name, lines)

/* ---- bash --------------------------------------------------------------------- */

AROUND(bash, program, fixture("program.bash"))
AROUND(bash, preexec, fixture("preexec.bash"))
AROUND(bash, timer, fixture("timer.bash"))
BEHIND(bash, editor, fixture("editor.bash"))

/* ---- zsh ---------------------------------------------------------------------- */

static bool has_file(const char *path)
{
	if (access(path, R_OK) == 0)
		return true;
	world_skip("%s is not installed", path);
	return false;
}

AROUND(zsh, program, fixture("program.zsh"))
AROUND(zsh, theme, fixture("theme.zsh"))
AROUND(zsh, plugins, fixture("plugins.zsh"))

static void file_has(const char *name, const char *expected)
{
	char *text = world_read(world, name);

	cr_assert(text && strcmp(text, expected) == 0, "%s: %s", name, text);
	free(text);
}

/* A long prompt, and a short one that is left behind, over which the output moves. */
static void insistent(const char *before, const char *after)
{
	struct pty *p = beside("zsh", before, after, "home/p");
	char *history;

	free(pty_run(p, ""));
	prompt_is(p, "[0:0:.venv] @@");
	free(pty_run(p, "command -v python3 >~/seen"));
	file_has("home/seen", worded("%s/p/.venv/bin/python3\n", world->home));
	free(pty_run(p, "true | (exit 4) | false"));
	prompt_is(p, "[1:0 4 1:.venv] @@");
	free(pty_run(p, "cd .."));
	prompt_is(p, "[0:0:] @@");
	free(pty_run(p, "cd q"));
	prompt_is(p, "[0:0:.venv] @@");
	history = pty_screen(p);
	cr_assert(strstr(history, "(.venv) long"), "%s", history);
	cr_assert_null(strstr(history, "(.venv) (.venv)"), "%s", history);
	free(history);
	free(pty_run(p, "cd ~"));
	prompt_is(p, "[0:0:] @@");
	free(pty_run(p, "sh -c 'echo ${VIRTUAL_ENV-none}' >~/seen"));
	file_has("home/seen", "none\n");
}

Test(company, zsh_insistent_before) { insistent(fixture("insistent.zsh"), ""); }
Test(company, zsh_insistent_behind) { insistent("", fixture("insistent.zsh")); }

/* The Debian packages. */
static void packaged(const char *path, bool is_before)
{
	const char *line = worded(". %s", path);

	if (has_file(path))
		company("zsh", is_before ? line : "", is_before ? "" : line);
}

#define PACKAGED(name, path)                                            \
	Test(company, zsh_##name##_before) { packaged(path, true); }    \
	Test(company, zsh_##name##_behind) { packaged(path, false); }

PACKAGED(autosuggestions, "/usr/share/zsh-autosuggestions/zsh-autosuggestions.zsh")
PACKAGED(highlighting, "/usr/share/zsh-syntax-highlighting/zsh-syntax-highlighting.zsh")

#define P9K "/usr/share/powerlevel9k/powerlevel9k.zsh-theme"
#define P9K_SETTINGS                                                                \
	"POWERLEVEL9K_MODE=compatible; POWERLEVEL9K_LEFT_PROMPT_ELEMENTS=(dir)\n"         \
	"POWERLEVEL9K_RIGHT_PROMPT_ELEMENTS=(status); POWERLEVEL9K_PROMPT_ON_NEWLINE=true\n" \
	"POWERLEVEL9K_MULTILINE_LAST_PROMPT_PREFIX='@@ '\n"

/* The marker is in its second row, and the label in the first. */
static void powerlevel9k(bool is_before)
{
	const char *theme = P9K_SETTINGS ". " P9K;
	struct pty *p;
	char *screen;

	has_file(P9K);
	p = beside("zsh", is_before ? theme : "", is_before ? "" : theme, NULL);
	prompt_is(p, "@@");
	free(pty_run(p, "cd p"));
	expect_text(p, "command -v python3", "/home/p/.venv/bin/python3");
	free(pty_run(p, "clear"));
	screen = pty_screen(p);
	cr_assert_eq(occurrences(screen, "(.venv)"), 1, "%s", screen);
	free(screen);
	free(pty_run(p, "cd .."));
	free(pty_run(p, "clear"));
	screen = pty_screen(p);
	cr_assert_eq(occurrences(screen, "(.venv)"), 0, "%s", screen);
	free(screen);
}

Test(company, zsh_powerlevel9k_before) { powerlevel9k(true); }
Test(company, zsh_powerlevel9k_behind) { powerlevel9k(false); }

/* ---- fish, nushell and PowerShell ------------------------------------------------------- */

static void anew(const char *shell, const char *before, const char *after, const char *no)
{
	struct pty *p = beside(shell, before, after, NULL);

	in_and_out(p);
	run_to(p, "cd p", worded("(.venv) [%s:.venv] @@", no));
	run_to(p, "", worded("(.venv) [%s:.venv] @@", no));
	run_to(p, "sh -c 'exit 3'", worded("(.venv) [%s:.venv] @@",
					   strcmp(shell, "pwsh") == 0 ? "False:3" : "3:3"));
	run_to(p, "cd ~", worded("[%s:] @@", strcmp(shell, "pwsh") == 0 ? "True:3" : no));
	world_pty_close(world, p);
	p = world_shell_in(world, shell, "home/p");
	label_is(p, LABEL);
	python_is(p, "p/.venv");
}

Test(company, fish_program_before) { anew("fish", fixture("program.fish"), "", "0:0"); }
Test(company, fish_program_behind) { anew("fish", "", fixture("program.fish"), "0:0"); }
Test(company, nu_program_before)
{
	anew("nu", worded("source '%s'", fixture_path("program.nu")), "", "0:0");
}
Test(company, nu_program_behind)
{
	anew("nu", "", worded("source '%s'", fixture_path("program.nu")), "0:0");
}
Test(company, pwsh_program_before) { anew("pwsh", fixture("program.ps1"), "", "True:0"); }
Test(company, pwsh_program_behind) { anew("pwsh", "", fixture("program.ps1"), "True:0"); }

/* ---- bash once more -------------------------------------------------------------- */

/* The prompts that a program makes are told the status, and what is on. */
static void told_all(const char *before, const char *after)
{
	struct pty *p = beside("bash", before, after, NULL);

	run_to(p, "cd p", "(.venv) [0:0:.venv] @@");
	run_to(p, "(exit 3)", "(.venv) [3:3:.venv] @@");
	run_to(p, "true | (exit 4) | false", "(.venv) [1:0 4 1:.venv] @@");
	run_to(p, "cd ~", "[0:0:] @@");
	run_to(p, "envd nonsense 2>/dev/null", "[2:2:] @@");
}

Test(company, bash_told_before) { told_all(fixture("program.bash"), ""); }
Test(company, bash_told_behind) { told_all("", fixture("program.bash")); }

/* With bash-preexec, each of three in each order. */
Test(company, bash_told_preexec)
{
	for (int i = 0; i < 3; i++) {
		const char *trap = fixture("preexec.bash"), *program = fixture("program.bash");
		const char *both = worded("%s%s", trap, program);

		told_all(i == 1 ? "" : i ? trap : both, i == 0 ? "" : i == 1 ? both : program);
		world_fini();
		hooked_setup();
	}
}

#define TOLD "<cd p><true a><deactivate><envd on><cd ..><cd q><cd ..><echo \"$told\">"

/* Only what the user typed has fired the DEBUG trap, each once. */
static void told(const char *before, const char *after)
{
	struct pty *p = beside("bash", before, after, NULL);

	run_to(p, "told=", "@@");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "true a", "(.venv) @@");
	run_to(p, "deactivate", "@@");
	run_to(p, "envd on", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	run_to(p, "cd q", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	pty_expect(p, "echo \"$told\"", TOLD);
}

Test(company, bash_commands_preexec_before) { told(fixture("preexec.bash"), ""); }
Test(company, bash_commands_preexec_behind) { told("", fixture("preexec.bash")); }
Test(company, bash_commands_editor)
{
	told("TERM_PROGRAM=vscode", fixture("editor.bash"));
}

Test(company, bash_commands_editor_and_more)
{
	told("TERM_PROGRAM=vscode; PROMPT_COMMAND='x=$?'", fixture("editor.bash"));
}

/* Its marks are put around the prompt once, not once more at each change. */
Test(company, bash_editor_marks)
{
	struct pty *p = beside("bash", "TERM_PROGRAM=vscode; PROMPT_COMMAND='x=$?'",
			       fixture("editor.bash"), NULL);

	for (int i = 0; i < 5; i++) {
		run_to(p, "cd p; (exit 3)", "(.venv) @@");
		pty_expect(p, "echo $x", "3");
		run_to(p, "cd ~", "@@");
	}
	pty_expect(p, "x=${PS1//633;A}; echo $(((${#PS1} - ${#x}) / 5))", "1");
}

/* The clock is started by the user's commands, and stopped behind us. */
static void timed(const char *before, const char *after)
{
	struct pty *p = beside("bash", before, after, NULL);

	run_to(p, "cd p", "(.venv) @@");
	pty_expect(p, "echo \"<$measured|${title}>\"", "<cd p|echo \"<$measured|${title}>\">");
	run_to(p, "", "(.venv) @@");
	run_to(p, "true x", "(.venv) @@");
	pty_expect(p, "echo \"$measured\"", "true x");
	run_to(p, "cd ..", "@@");
	pty_expect(p, "echo \"$measured\"", "cd ..");
}

Test(company, bash_timed_before) { timed(fixture("timer.bash"), ""); }
Test(company, bash_timed_behind) { timed("", fixture("timer.bash")); }
