/* PowerShell: names that it has trouble with, and environments of any name. What all
 * shells have in common is in test_path_names.c. */
#include "company.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(pwsh_names, .init = hooked_setup, .fini = world_fini);

#define VENV "python3 -m venv --without-pip "
#define OTHERS "[$env:VIRTUAL_ENV$env:VIRTUAL_ENV_PROMPT$env:ENVD_STATE$env:CONDA_PREFIX]"
#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

static const char *const names[] = {
	"$(touch pwned)", "`touch pwned`", "it's \"q\"", "new\nline", " spaces  ", "tab\there",
	"-dash", "*?[x]", "[", "~", "a!b!!", "a;b&c|d", "%n%{", "#x", "${HOME}", "$HOME",
	"esc\x1b[31m\x1b]0;t\x07", "x'$(touch pwned)'y", "`$(1)", "@@ ",
	"a\xe2\x80\x98;touch pwned;\xe2\x80\x99", "\xe2\x80\x9a\xe2\x80\x9b'",
	"\xe2\x80\xaerlo", "\xf0\x9f\x90\x8d", "soft\xc2\xadhyphen",
	"\\u\\h", "\\$(touch pwned)", "b\\",
};

static void no_error(struct pty *p)
{
	pty_expect(p, "$Error.Count", "0");
}

/* The environment at this path below the location is on, and found. */
static void is_on(struct pty *p, const char *below)
{
	pty_expect(p, worded("$env:VIRTUAL_ENV.Equals(%s)", below), "True");
	pty_expect(p, worded("(which python3 | Out-String).TrimEnd(\"`n\").Equals(%s + "
			     "'/bin/python3')", below), "True");
	pty_expect(p, "python3 -c 'import os, sys; print(sys.prefix == "
		   "os.environ[\"VIRTUAL_ENV\"])'", "True");
}

static void is_off(struct pty *p)
{
	prompt_is(p, "@@");
	pty_expect(p, "\"" OTHERS "\"; which python3", "[]\n/usr/bin/python3");
}

/* Its name is said above the prompt. With a line feed in it, activate names
 * another one, and that is asked about. */
static void make(struct pty *p, const char *name, const char *argument)
{
	const char *line = worded(VENV "-- %s", argument);

	if (strchr(name, '\n')) {
		expect_text(p, line, "was moved or copied");
		free(pty_run(p, "envd allow --yes"));
	} else {
		expect_text(p, line, "envd: activated ");
	}
	cr_assert_eq(pty_prompt(p)[0], '(', "%s", pty_prompt(p));
}

Test(pwsh_names, environments)
{
	struct pty *p;

	for (size_t i = 0; i < LENGTH(names); i++)
		world_write(world, worded("home/name-%zu", i), names[i]);
	p = world_shell(world, "pwsh");
	for (size_t i = 0; i < LENGTH(names); i++) {
		run_to(p, worded("$n = Get-Content -Raw ~/name-%zu; $null = mkdir ~/%zu; cd ~/%zu", i,
				 i, i), "@@");
		make(p, names[i], "\"./$n\"");
		cr_assert_null(strpbrk(pty_prompt(p), "'\"$`;\\!"), "%s", pty_prompt(p));
		is_on(p, "\"$PWD/$n\"");
		run_to(p, "cd ~", "@@");
	}
	pty_expect(p, "find $HOME -name pwned", "");
	is_off(p);
	no_error(p);
}

/* It takes them for slashes: it can't go there, and started there it takes itself to be
 * in a directory that is not there. */
Test(pwsh_names, backslashes)
{
	struct pty *p;

	project("a\\b");
	p = world_shell(world, "pwsh");
	expect_text(p, "cd -LiteralPath ~/a\\b", "does not exist");
	is_off(p);
	world_pty_close(world, p);
	p = world_shell_in(world, "pwsh", "home/a\\b");
	is_off(p);
	run_to(p, "cd ~", "@@");
	no_error(p);
}

/* A path that .NET can't name: nothing is put on, and it is said once. */
Test(pwsh_names, not_utf8)
{
	struct pty *p;

	world_venv(world, "home/p/.venv");
	cr_assert_eq(rename(world_path(world, "home/p/.venv"), world_path(world, "home/p/x\xff")),
		     0);
	world_mkdir(world, "home/bad\xff");
	allow(world_path(world, "home/p/x\xff"));
	p = world_shell(world, "pwsh");
	expect_text(p, "cd p", "its path is not valid UTF-8");
	prompt_is(p, "@@");
	is_off(p);
	run_to(p, "cd ..", "@@");
	p = world_shell_in(world, "pwsh", "home/bad\xff");
	prompt_is(p, "@@");
	run_to(p, "cd ~", "@@");
}
