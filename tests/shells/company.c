/* company: see company.h. */
#include "company.h"

#include "fail.h"
#include "shells.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *fixture_path(const char *name)
{
	const char *path = worded("tests/shells/fixtures/%s", name);
	char *real = realpath(path, NULL);

	if (!real)
		test_fail("no %s here", path);
	return world_keep(world, real);
}

const char *fixture(const char *name)
{
	return worded(". '%s'\n", fixture_path(name));
}

struct pty *beside(const char *shell, const char *before, const char *after,
		   const char *relative)
{
	world_need(shell);
	project("p");
	project("q");
	rc_write(shell, before, after);
	return relative ? world_shell_in(world, shell, relative) : world_shell(world, shell);
}

bool has_psreadline(void)
{
	char *program = shell_program("pwsh");
	int status = 1;

	if (program)
		free(world_run(world, &status, program, "-NoProfile", "-c",
			       "exit !(Get-Module -ListAvailable PSReadLine)", NULL));
	free(program);
	return status == 0;
}

void label_is(struct pty *p, const char *label)
{
	const char *row = pty_prompt(p);
	int n = occurrences(row, "(.venv)");

	if (n != (label ? 1 : 0) || (label && !strstr(row, label))) {
		char *screen = pty_history(p);

		test_fail("\"%s\", with%s label wanted:\n%s", row, label ? "" : "out a", screen);
	}
}

void line_to(struct pty *p, const char *line, const char *label)
{
	free(pty_run(p, line));
	label_is(p, label);
}

void in_and_out(struct pty *p)
{
	char *path = pty_run(p, "sh -c 'echo $PATH'");

	label_is(p, NULL);
	line_to(p, "cd p", LABEL);
	python_is(p, "p/.venv");
	line_to(p, "", LABEL);
	line_to(p, "cd ../q", LABEL);
	python_is(p, "q/.venv");
	line_to(p, "cd ~", NULL);
	python_is(p, NULL);
	line_to(p, "cd p", LABEL);
	line_to(p, "deactivate", NULL);
	line_to(p, "envd on", LABEL);
	line_to(p, "cd ~", NULL);
	pty_expect(p, "sh -c 'echo $PATH'", path);
	free(path);
}
