/* What envd.ini says of prompts: [prompt] format, show, generic and messages. */
#include "hooked.h"

#include "fail.h"
#include "shells.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(settings, .init = hooked_setup, .fini = world_fini);

static void set_ini(const char *text)
{
	world_write(world, "config/envd/envd.ini", text);
}

/* The daemon learns of a change by an event, so it may be the prompt after the
 * next one that shows it. */
static void prompt_becomes(struct pty *p, const char *prompt)
{
	long long deadline = test_now_ms() + test_deadline_ms();

	while (strcmp(pty_prompt(p), prompt) != 0) {
		if (test_now_ms() > deadline)
			test_late("the prompt stays \"%s\" instead of \"%s\"", pty_prompt(p), prompt);
		free(pty_run(p, ""));
	}
	prompt_is(p, prompt);
}

static void make_label(const char *relative, const char *label)
{
	char *file = NULL, *old, *text = NULL;

	cr_assert(asprintf(&file, "%s/.venv/pyvenv.cfg", relative) > 0);
	old = world_read(world, file);
	cr_assert(asprintf(&text, "%sprompt = %s\n", old, label) > 0);
	world_write(world, file, text);
	free(file);
	free(old);
	free(text);
}

/* ---- format ----------------------------------------------------------------- */

EACH_SHELL(settings, format)
{
	char *version, *prompt = NULL;
	struct pty *p;
	int status;

	project("p");
	make_label("home/p", "tools");
	set_ini("[prompt]\nformat = [{project}/{name} {label} {version}]\n");
	version = world_run(world, &status, "/usr/bin/python3", "-c",
			    "import sys; print('%d.%d.%d' % sys.version_info[:3])", NULL);
	cr_assert(asprintf(&prompt, "[p/.venv tools %.*s] @@", (int)strcspn(version, "\n"),
			   version) > 0);
	p = world_shell_in(world, shell, "home/p");
	prompt_is(p, prompt);
	run_to(p, "cd ~", "@@");
	run_to(p, "cd p", prompt);
	set_ini("[prompt]\nformat = \"{label}> \"\n");
	prompt_becomes(p, "tools> @@");
	/* Refused whole: the one before holds. */
	set_ini("[prompt]\nformat = {nothing}\nmessages = silent\n");
	run_to(p, "cd ~", "@@");
	run_to(p, "cd p", "tools> @@");
	set_ini("");
	prompt_becomes(p, "(tools) @@");
	python_is(p, "p/.venv");
	run_to(p, "cd ~", "@@");
	free(version);
	free(prompt);
}

/* Names from a stranger's archive: a directory, the label in its pyvenv.cfg. (A
 * backslash in a path is none to PowerShell.) */
EACH_SHELL(settings, hostile_names)
{
	static const char *const names[][3] = {
		{ "$(touch pwned)", "`touch pwned`", "<?touch pwned?|?(touch pwned)> @@" },
		{ "`touch pwned`", "$(touch pwned)", "<?(touch pwned)|?touch pwned?> @@" },
		{ "%n%{x%}{label}", "\\u{name}", "<?u{name}|?n?{x?}{label}> @@" },
		{ "a'b\"c;d!e", "\x1b[31m\xe2\x80\xaex", "<?[31m?x|a?b?c?d?e> @@" },
	};

	set_ini("[prompt]\nformat = <{label}|{project}>\n");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *place = NULL;
		struct pty *p;

		project(names[i][0]);
		cr_assert(asprintf(&place, "home/%s", names[i][0]) > 0);
		make_label(place, names[i][1]);
		p = world_shell_in(world, shell, place);
		prompt_is(p, names[i][2]);
		run_to(p, "cd ~", "@@");
		world_pty_close(world, p);
		cr_assert_neq(access(world_path(world, "home/pwned"), F_OK), 0);
		free(place);
	}
}

/* Without an answer the label stays as it is, and silence is kept. */
EACH_SHELL(settings, kept_without_an_answer)
{
	struct pty *p;
	pid_t daemon;

	project("p");
	world_mkdir(world, "home/p/sub");
	world_setenv(world, "ENVD_DEADLINE_MS", "2000");
	set_ini("[prompt]\nformat = <{label}>\nmessages = silent\n");
	p = world_shell_in(world, shell, "home/p");
	prompt_is(p, "<.venv> @@");
	daemon = world_daemon_pid(world);
	cr_assert_eq(kill(daemon, SIGSTOP), 0);
	run_to(p, "cd sub", "<.venv> @@");
	run_to(p, "cd ~", "@@");
	cr_assert_eq(kill(daemon, SIGCONT), 0);
}

/* ---- show ------------------------------------------------------------------- */

EACH_SHELL(settings, show)
{
	struct pty *p;

	project("p");
	p = world_shell_in(world, shell, "home/p");
	prompt_is(p, "(.venv) @@");
	run_to(p, says(shell, WORDS_SET, "VIRTUAL_ENV_DISABLE_PROMPT", "1"), "@@");
	set_ini("[prompt]\nshow = always\n");
	prompt_becomes(p, "(.venv) @@");
	run_to(p, "cd ~", "@@");
	run_to(p, "cd p", "(.venv) @@");
	set_ini("[prompt]\nshow = never\n");
	prompt_becomes(p, "@@");
	run_to(p, says(shell, WORDS_UNSET, "VIRTUAL_ENV_DISABLE_PROMPT", ""), "@@");
	python_is(p, "p/.venv");
	pty_expect(p, "sh -c 'echo $VIRTUAL_ENV_PROMPT'", ".venv");
	set_ini("[prompt]\nshow = auto\n");
	prompt_becomes(p, "(.venv) @@");
}

/* starship shows the environment by itself. Its variable is inherited by other
 * shells, which it does not draw the prompt of. */
EACH_SHELL(settings, starship)
{
	struct pty *p;

	project("p");
	world_setenv(world, "STARSHIP_SHELL", "another");
	p = world_shell_in(world, shell, "home/p");
	prompt_is(p, "(.venv) @@");
	world_setenv(world, "STARSHIP_SHELL", shell);
	p = world_shell_in(world, shell, "home/p");
	prompt_is(p, "@@");
	python_is(p, "p/.venv");
	set_ini("[prompt]\nshow = always\n");
	prompt_becomes(p, "(.venv) @@");
}

/* The others, as what they leave in a shell. */
static const struct {
	const char *shell, *setting;
	bool is_shown;
} frameworks[] = {
	{ "bash", "LP_ENABLE_VIRTUALENV=1", true },
	{ "bash", "LP_ENABLE_VIRTUALENV=0", false },
	{ "bash", "GIT_PROMPT_VIRTUALENV='(_VIRTUALENV_) '", true },
	{ "bash", "GIT_PROMPT_VIRTUALENV='(_VIRTUALENV_) ' GIT_PROMPT_WITH_VIRTUAL_ENV=0", false },
	{ "zsh", "LP_ENABLE_VIRTUALENV=1", true },
	{ "zsh", "prompt_powerlevel9k_setup() {}; POWERLEVEL9K_LEFT_PROMPT_ELEMENTS=(dir virtualenv)",
	  true },
	{ "zsh", "prompt_powerlevel9k_setup() {}; POWERLEVEL9K_RIGHT_PROMPT_ELEMENTS=("
		 "virtualenv_joined time)", true },
	{ "zsh", "prompt_powerlevel9k_setup() {}; POWERLEVEL9K_LEFT_PROMPT_ELEMENTS=(dir my_virtualenv)",
	  false },
	{ "zsh", "POWERLEVEL9K_LEFT_PROMPT_ELEMENTS=(dir virtualenv)", false },
	{ "fish", "function __bobthefish_prompt_virtualfish; end", true },
	{ "fish", "function __bobthefish_prompt_virtualfish; end; set -g theme_display_virtualenv no",
	  false },
};

static void each_framework(const char *shell)
{
	project("p");
	for (size_t i = 0; i < sizeof(frameworks) / sizeof(*frameworks); i++) {
		struct pty *p;

		if (strcmp(frameworks[i].shell, shell) != 0)
			continue;
		rc_write(shell, frameworks[i].setting, "");
		p = world_shell_in(world, shell, "home/p");
		prompt_is(p, frameworks[i].is_shown ? "@@" : "(.venv) @@");
		python_is(p, "p/.venv");
		world_pty_close(world, p);
	}
}

Test(settings, bash_frameworks) { each_framework("bash"); }
Test(settings, zsh_frameworks) { each_framework("zsh"); }
Test(settings, fish_frameworks) { each_framework("fish"); }

/* ---- generic ---------------------------------------------------------------- */

EACH_SHELL(settings, generic)
{
	struct pty *p;

	project("p");
	project("q");
	make_label("home/q", "tools");
	set_ini("[prompt]\ngeneric = project\n");
	p = world_shell_in(world, shell, "home/p");
	prompt_is(p, "(p) @@");
	pty_expect(p, "sh -c 'echo $VIRTUAL_ENV_PROMPT'", "p");
	run_to(p, "cd ../q", "(tools) @@");
	run_to(p, "cd ../p", "(p) @@");
	set_ini("[prompt]\ngeneric = label\n");
	prompt_becomes(p, "(.venv) @@");
	pty_expect(p, "sh -c 'echo $VIRTUAL_ENV_PROMPT'", ".venv");
	run_to(p, "cd ~", "@@");
	pty_expect(p, "sh -c 'echo ${VIRTUAL_ENV_PROMPT-none}'", "none");
}

/* ---- messages --------------------------------------------------------------- */

EACH_SHELL(settings, silent)
{
	struct pty *p;

	world_venv(world, "home/asks/.venv");
	project("p");
	set_ini("[prompt]\nmessages = silent\n");
	p = world_shell(world, shell);
	run_to(p, "cd asks", "@@");
	/* That is asked by the user himself. */
	expect_text(p, "envd on", "envd: ~/asks/.venv is not trusted yet: it existed");
	run_to(p, "cd ~/p", "(.venv) @@");
	run_to(p, "rm -rf .venv", "@@");
	run_to(p, "cd ~", "@@");
	set_ini("[prompt]\nmessages = normal\nformat = {label}\n");
	project("q");
	run_to(p, "cd q", ".venv @@");
	expect_text(p, "rm -rf .venv", "envd: deactivated ~/q/.venv, which is gone");
}

EACH_SHELL(settings, verbose)
{
	struct pty *p;

	project("p");
	project("q");
	set_ini("[prompt]\nmessages = verbose\n");
	p = world_shell(world, shell);
	expect_text(p, "cd p", "envd: activated ~/p/.venv (Python 3.");
	run_to(p, "sh -c 'mkdir sub'; cd sub", "(.venv) @@");
	expect_text(p, "cd ~/q", "envd: activated ~/q/.venv (Python 3.");
	pty_expect(p, "deactivate", "envd: deactivated ~/q/.venv");
	expect_text(p, "envd on", "envd: activated ~/q/.venv (Python 3.");
	pty_expect(p, "cd ~", "envd: deactivated ~/q/.venv");
	expect_text(p, "cd q", "envd: activated ~/q/.venv");
	pty_expect(p, "rm -rf .venv", "envd: deactivated ~/q/.venv, which is gone; python3 is the system's again");
}

/* NO_COLOR counts unless it is empty. What PowerShell gets from the client it hands
 * on by itself, so that is never coloured. */
EACH_SHELL(settings, no_color)
{
	static const char *const values[] = { NULL, "", "1" };

	world_venv(world, "home/asks/.venv");
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		bool is_coloured = !(values[i] && *values[i]) && strcmp(shell, "pwsh") != 0;
		struct pty *p;

		world_setenv(world, "NO_COLOR", values[i]);
		p = world_shell(world, shell);
		expect_text(p, "cd asks", "envd: ~/asks/.venv is not trusted yet: it existed");
		cr_assert_eq(pty_is_coloured(p, "envd:"), is_coloured, "NO_COLOR %s",
			     values[i] ? values[i] : "not set");
		cr_assert(!pty_is_coloured(p, "~/asks/.venv is not"));
		world_pty_close(world, p);
	}
}
