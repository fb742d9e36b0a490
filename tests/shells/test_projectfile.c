/* .envd.ini: what a project asks for, given when its content is allowed. */
#include "hooked.h"

#include "fail.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(projectfile, .init = hooked_setup, .fini = world_fini);

#define ASKS "envd: not activated: ~/p/.envd.ini has settings of its own. To see and allow them: envd allow"

static void set_file(const char *text)
{
	world_write(world, "home/p/.envd.ini", text);
}

static void value_is(struct pty *p, const char *name, const char *value)
{
	char *line = NULL;

	cr_assert(asprintf(&line, "sh -c 'echo ${%s-none}'", name) > 0);
	pty_expect(p, line, value);
	free(line);
}

/* A program in home/DIR that says where it is. */
static void tool(const char *dir, const char *name)
{
	char *path = NULL, *text = NULL;

	cr_assert(asprintf(&path, "home/%s/%s", dir, name) > 0);
	cr_assert(asprintf(&text, "#!/bin/sh\necho %s\n", dir) > 0);
	cr_assert_eq(chmod(world_write(world, path, text), 0755), 0);
	free(path);
	free(text);
}

EACH_SHELL(projectfile, with_an_environment)
{
	struct pty *p;

	project("p");
	world_mkdir(world, "home/p/sub");
	tool("p/tools", "mytool");
	set_file("[vars]\nDEBUG = 1\nSPACED = a 'b' \"c\" $(touch ~/pwned) `x` \\ %n!\n"
		 "[path]\nprepend = tools\n[prompt]\nlabel = thesis\n");
	world_setenv(world, "DEBUG", "mine");
	p = world_shell(world, shell);
	pty_expect(p, "cd p", ASKS);
	prompt_is(p, "@@");
	value_is(p, "DEBUG", "mine");
	expect_text(p, "envd allow --yes", "trusted");
	prompt_is(p, "(thesis) @@");
	value_is(p, "DEBUG", "1");
	value_is(p, "SPACED", "a 'b' \"c\" $(touch ~/pwned) `x` \\ %n!");
	pty_expect(p, "mytool", "p/tools");
	python_is(p, "p/.venv");
	run_to(p, "cd sub", "(thesis) @@");
	run_to(p, "cd ~", "@@");
	value_is(p, "DEBUG", "mine");
	value_is(p, "SPACED", "none");
	run_to(p, "cd p", "(thesis) @@");
	run_to(p, "envd off", "@@");
	value_is(p, "SPACED", "none");
	run_to(p, "envd on", "(thesis) @@");
	value_is(p, "DEBUG", "1");
	cr_assert_neq(access(world_path(world, "home/pwned"), F_OK), 0);
}

/* Another content is another question, at the next prompt; the first is still
 * allowed when it comes back. */
EACH_SHELL(projectfile, changed)
{
	struct pty *p;

	project("p");
	p = world_shell_in(world, shell, "home/p");
	prompt_is(p, "(.venv) @@");
	expect_text(p, "sh -c 'printf \"[vars]\\nDEBUG = 1\\n\" >.envd.ini'", "has settings of its own");
	prompt_is(p, "@@");
	expect_text(p, "envd allow --yes", "trusted");
	prompt_is(p, "(.venv) @@");
	value_is(p, "DEBUG", "1");
	expect_text(p, "sh -c 'echo DEBUG2 = 2 >>.envd.ini'", "has settings of its own");
	prompt_is(p, "@@");
	value_is(p, "DEBUG", "none");
	free(pty_run(p, "sh -c 'printf \"[vars]\\nDEBUG = 1\\n\" >.envd.ini'"));
	prompt_is(p, "(.venv) @@");
	value_is(p, "DEBUG", "1");
	free(pty_run(p, "sh -c 'echo LD_PRELOAD = /x >>.envd.ini'"));
	prompt_is(p, "@@");
	expect_text(p, "envd why", "LD_PRELOAD belongs to the shell");
	free(pty_run(p, "rm .envd.ini"));
	prompt_is(p, "(.venv) @@");
	value_is(p, "DEBUG", "none");
}

EACH_SHELL(projectfile, without_an_environment)
{
	struct pty *p;

	tool("p/tools", "mytool");
	set_file("[vars]\nDEBUG = 1\n[path]\nprepend = tools\n");
	p = world_shell(world, shell);
	pty_expect(p, "cd p", ASKS);
	expect_text(p, "envd allow --yes", "trusted");
	prompt_is(p, "@@");
	value_is(p, "DEBUG", "1");
	pty_expect(p, "mytool", "p/tools");
	python_is(p, NULL);
	made_to(p, "python3 -m venv --without-pip .venv", "p/.venv", "(.venv) @@");
	value_is(p, "DEBUG", "1");
	python_is(p, "p/.venv");
	run_to(p, "cd ~", "@@");
	value_is(p, "DEBUG", "none");
}

EACH_SHELL(projectfile, another_environment_or_none)
{
	struct pty *p;

	project("p");
	project("q");
	set_file("[env]\npath = ../q/.venv\n");
	p = world_shell(world, shell);
	expect_text(p, "cd p", "envd allow");
	expect_text(p, "envd allow --yes", "trusted");
	prompt_is(p, "(.venv) @@");
	python_is(p, "q/.venv");
	run_to(p, "cd ~", "@@");
	set_file("[env]\nnone = yes\n");
	expect_text(p, "cd p", "envd allow");
	expect_text(p, "envd allow --yes", "trusted");
	prompt_is(p, "@@");
	python_is(p, NULL);
}

/* A tool that hides a command comes later: it is asked about, again. */
EACH_SHELL(projectfile, a_tool_hides_a_command)
{
	struct pty *p;

	project("p");
	world_mkdir(world, "home/p/tools");
	set_file("[path]\nprepend = tools\n");
	client("home/p", "allow", "--yes");
	p = world_shell_in(world, shell, "home/p");
	prompt_is(p, "(.venv) @@");
	expect_text(p, "cp /bin/true tools/git", "would hide the system command");
	prompt_is(p, "@@");
	free(pty_run(p, "rm tools/git"));
	prompt_is(p, "(.venv) @@");
}

static bool is_asked_twice(struct pty *p, void *data)
{
	char *text = pty_screen(p);
	bool is = occurrences(text, "[y/N]") == 2;

	(void)data;
	free(text);
	return is;
}

/* What is allowed is shown, and what may run code is marked. */
EACH_SHELL(projectfile, is_shown)
{
	struct pty *p;
	char *said;

	project("p");
	set_file("[vars]\nDEBUG = 1\nPYTHONPATH = src \xe2\x80\xae\n[path]\nprepend = tools\n"
		 "[prompt]\nlabel = thesis\n");
	p = world_shell_in(world, shell, "home/p");
	pty_type(p, "envd allow\n");
	pty_wait_text(p, "y/N");
	said = pty_screen(p);
	cr_assert(strstr(said, "~/p/.envd.ini has settings of its own"), "%s", said);
	cr_assert(strstr(said, "DEBUG = 1\n"), "%s", said);
	cr_assert(strstr(said, "PYTHONPATH = src \\u{202e}    (can make programs run code"), "%s", said);
	cr_assert(strstr(said, "adds to PATH: ~/p/tools"), "%s", said);
	cr_assert(strstr(said, "label in the prompt: thesis"), "%s", said);
	free(said);
	pty_type(p, "n\n");
	pty_wait_prompt(p);
	prompt_is(p, "@@");
	pty_type(p, "envd allow\n");
	pty_wait_for(p, is_asked_twice, NULL, "not asked again");
	pty_type(p, "y\n");
	pty_wait_prompt(p);
	prompt_is(p, "(thesis) @@");
}

/* ---- what is special to a shell ------------------------------------------------ */

/* A name that means something in this very shell. */
static void own_variables(const char *shell, const char *own, const char *expected)
{
	struct pty *p;

	project("p");
	set_file("[vars]\nAAA = a[$(touch ~/pwned)]\nBBB = x\nCCC = y\nDDD = z\n");
	client("home/p", "allow", "--yes");
	rc_write(shell, own, "");
	p = world_shell(world, shell);
	expect_text(p, "cd p", "envd: AAA is the shell's own and left alone");
	prompt_is(p, "(.venv) @@");
	pty_expect(p, "echo $AAA $BBB $CCC", expected);
	value_is(p, "DDD", "z");
	free(pty_run(p, "cd ~"));
	prompt_is(p, "@@");
	pty_expect(p, "echo $AAA $BBB $CCC", expected);
	cr_assert_neq(access(world_path(world, "home/pwned"), F_OK), 0);
}

Test(projectfile, bash_own_variables)
{
	own_variables("bash", "declare -i AAA=1; readonly BBB=2; CCC=3", "1 2 3");
}

Test(projectfile, zsh_own_variables)
{
	own_variables("zsh", "typeset -i AAA=1; readonly BBB=2; CCC=3", "1 2 3");
}

Test(projectfile, fish_own_variables)
{
	own_variables("fish", "set -g AAA 1; set -g BBB 2; set -U CCC 3", "1 2 3");
}

/* What is no text there, but for what the user has a conversion. */
Test(projectfile, nu_own_variables)
{
	static const char own[] =
		"$env.AAA = 1; $env.BBB = [2]; $env.CCC = {a: 3}\n"
		"$env.ENV_CONVERSIONS = {SOME_DIRS: {from_string: {|s| $s | split row :}"
		" to_string: {|l| $l | str join :}}}\n";
	static const char *const line = "[$env.AAA $env.BBB $env.CCC] | to nuon";
	struct pty *p;

	world_need("nu");
	project("p");
	set_file("[vars]\nAAA = (touch ~/pwned)\nBBB = x\nCCC = y\nDDD = $env.HOME \"z\"\n"
		 "SOME_DIRS = /c:/d\n");
	client("home/p", "allow", "--yes");
	rc_write("nu", own, "");
	p = world_shell(world, "nu");
	expect_text(p, "cd p", "envd: AAA is the shell's own and left alone");
	prompt_is(p, "(.venv) @@");
	pty_expect(p, line, "[1, [2], {a: 3}]");
	value_is(p, "DDD", "$env.HOME \"z\"");
	value_is(p, "SOME_DIRS", "/c:/d");
	pty_expect(p, "$env.SOME_DIRS | to nuon", "[/c, /d]");
	free(pty_run(p, "cd ~"));
	prompt_is(p, "@@");
	pty_expect(p, line, "[1, [2], {a: 3}]");
	value_is(p, "SOME_DIRS", "none");
	cr_assert_neq(access(world_path(world, "home/pwned"), F_OK), 0);
}

/* A list of directories is one in xonsh, which expands what is in it. */
Test(projectfile, xonsh_own_variables)
{
	struct pty *p;

	own_variables("xonsh", "$AAA = 1; $BBB = [2]; $CCC = 3", "1 [2] 3");
	set_file("[vars]\nMY_PATH = /a:/$HOME/~/b\nSOME_DIRS = /c\n");
	client("home/p", "allow", "--yes");
	p = world_shell_in(world, "xonsh", "home/p");
	prompt_is(p, "(.venv) @@");
	value_is(p, "MY_PATH", "/a:/$HOME/~/b");
	value_is(p, "SOME_DIRS", "/c");
	run_to(p, "cd ~", "@@");
	value_is(p, "MY_PATH", "none");
}
