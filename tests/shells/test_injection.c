/* What others ran by an environment's name: the scripts that venv and virtualenv
 * put into it had its path and its prompt in them without quotes. Real
 * environments of such names, in each shell; nothing of theirs is run here. */
#include "company.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(injection, .init = hooked_setup, .fini = world_fini);

static const char *const names[] = {
	"a\";touch pwned;\"b", "a';touch pwned;'b", "a$(touch pwned)b", "a`touch pwned`b",
	"a;touch pwned #", "__VIRTUAL_PROMPT__|touch pwned",
};

/* PowerShell takes itself to be elsewhere then. */
static bool is_there(const char *shell, const char *name)
{
	return strcmp(shell, "pwsh") != 0 || !strchr(name, '\\');
}

static void is_not_run(const char *shell, const char *const maker[])
{
	int status;

	world_need(shell);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *relative = worded("home/%s", names[i]);
		const char *argv[16];
		struct pty *p;
		size_t n = 0;
		char *out;

		world_mkdir(world, relative);
		for (; maker[n]; n++)
			argv[n] = maker[n];
		argv[n++] = "--prompt";
		argv[n++] = names[i];
		argv[n++] = ".venv";
		argv[n] = NULL;
		out = world_run_in(world, relative, &status, argv);
		cr_assert_eq(status, 0, "%s", out);
		free(out);
		allow(world_path(world, relative));
		p = world_shell_in(world, shell, relative);
		python_is(p, is_there(shell, names[i]) ? worded("%s/.venv", names[i]) : NULL);
		free(pty_run(p, "deactivate"));
		free(pty_run(p, "envd on"));
		free(pty_run(p, "cd .."));
		python_is(p, NULL);
		prompt_is(p, "@@");
		world_pty_close(world, p);
		cr_assert_neq(access(world_path(world, worded("%s/pwned", relative)), F_OK), 0,
			      "%s", names[i]);
		cr_assert_neq(access(world_path(world, "home/pwned"), F_OK), 0, "%s", names[i]);
	}
}

EACH_SHELL(injection, cve_2024_9287)
{
	static const char *const maker[] = { "/usr/bin/python3", "-m", "venv", "--without-pip",
					     NULL };

	is_not_run(shell, maker);
}

EACH_SHELL(injection, cve_2024_53899)
{
	static const char *const maker[] = { "virtualenv", "-q", "--without-pip", NULL };

	world_need("virtualenv");
	is_not_run(shell, maker);
}
