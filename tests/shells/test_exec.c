/* envd exec and export: one program, or a script, with the environment on. */
#include "hooked.h"
#include "shells.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(exec, .init = hooked_setup, .fini = world_fini);

/* Runs it in home/p; the exit status must be this. The world has the text. */
static char *run_words(int status, const char *const argv[])
{
	int is;
	char *out = world_run_in(world, "home/p", &is, argv);

	cr_assert_eq(is, status, "%s %s: %d, %s", argv[0], argv[1], is, out);
	return out;
}

#define RUN(status, ...) run_words(status, (const char *const[]){ __VA_ARGS__, NULL })

static void prints(const char *const argv[], const char *expected)
{
	char *out = run_words(0, argv), *text = NULL;
	const char *mark = strstr(expected, "%H");

	cr_assert(asprintf(&text, "%.*s%s%s\n", (int)(mark ? mark - expected : 0), expected,
			   mark ? world->home : "", mark ? mark + 2 : expected) > 0);
	cr_assert_str_eq(out, text);
	free(text);
	free(out);
}

#define PRINTS(expected, ...) prints((const char *const[]){ __VA_ARGS__, NULL }, expected)

Test(exec, has_the_environment)
{
	project("p");
	PRINTS("%H/p/.venv/bin/python3", "envd", "exec", "sh", "-c", "command -v python3");
	PRINTS("%H/p/.venv", "envd", "exec", "python3", "-c", "import sys; print(sys.prefix)");
	world_setenv(world, "PYTHONHOME", "/nowhere");
	PRINTS("%H/p/.venv", "envd", "exec", "--", "sh", "-c", "echo ${PYTHONHOME-$VIRTUAL_ENV}");
}

/* It is the program's own process: what it says, how it ends. */
Test(exec, becomes_the_program)
{
	project("p");
	free(RUN(7, "envd", "exec", "sh", "-c", "exit 7"));
	free(RUN(128 + 15, "envd", "exec", "sh", "-c", "kill -TERM $$"));
	free(RUN(127, "envd", "exec", "no-such-program"));
	free(RUN(126, "envd", "exec", "/etc/passwd"));
	PRINTS("x0077y", "sh", "-c", "umask 077; echo x | envd exec sh -c 'read r; echo $r$(umask)y'");
	PRINTS("same", "sh", "-c", "exec sh -c 'p=$$; exec envd exec sh -c \"[ \\$\\$ = $p ] && echo same\"'");
	PRINTS("-x --json", "envd", "exec", "echo", "-x", "--json");
	PRINTS("c", "sh", "-c", "trap '' USR1; envd exec sh -c 'kill -USR1 $$; echo c'");
}

Test(exec, elsewhere)
{
	project("p");
	world_mkdir(world, "home/p/deep");
	world_mkdir(world, "home/q");
	PRINTS("%H/p/deep", "sh", "-c", "cd ../q; envd exec -C ../p/deep sh -c 'pwd'");
	PRINTS("%H/p/deep", "sh", "-c", "cd ../q; envd exec -C../p/deep printenv PWD");
	PRINTS("%H/p/.venv", "sh", "-c", "cd ../q; envd exec -C ../p printenv VIRTUAL_ENV");
	free(RUN(126, "envd", "exec", "-C", "../q", "true"));
	free(RUN(126, "envd", "exec", "-C", "../nowhere", "true"));
	free(RUN(2, "envd", "exec"));
	free(RUN(2, "envd", "exec", "--"));
	free(RUN(2, "envd", "exec", "-C"));
	free(RUN(2, "envd", "exec", "--what", "true"));
}

/* What is on gives way to it, and is not in its PATH. */
Test(exec, replaces_what_is_on)
{
	struct pty *p;

	project("p");
	project("q");
	p = world_shell_in(world, "bash", "home/q");
	expect_home(p, "envd exec -C ../p sh -c 'echo $VIRTUAL_ENV'", "%H/p/.venv");
	pty_expect(p, "envd exec -C ../p sh -c 'echo $PATH' | tr : '\\n' | grep -c venv", "1");
	run_to(p, "deactivate", "@@");
	expect_home(p, "envd exec sh -c 'echo $VIRTUAL_ENV'", "%H/q/.venv");
	free(pty_run(p, "cd; . q/.venv/bin/activate"));
	expect_home(p, "envd exec -C p sh -c 'echo $VIRTUAL_ENV'", "%H/p/.venv");
	pty_expect(p, "envd exec -C p sh -c 'echo $PATH' | tr : '\\n' | grep -c venv", "1");
	python_is(p, "q/.venv");
	pty_expect(p, "CONDA_PREFIX=/c CONDA_DEFAULT_ENV=c PATH=/c/bin:$PATH "
		      "envd exec -C p sh -c 'echo ${CONDA_PREFIX-none} $PATH' | grep -c '^none.*/c/bin'",
		   "0");
}

/* A shell that is started so is as one that came here by itself. */
static void child(const char *shell, const char *line)
{
	struct pty *p;

	project("p");
	project("q");
	p = world_shell_in(world, "bash", "home/q");
	run_to(p, line, "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, "cd ../q", "(.venv) @@");
	python_is(p, "q/.venv");
	run_to(p, "cd ..", "@@");
	python_is(p, NULL);
	free(pty_run(p, "exit"));
	prompt_is(p, "(.venv) @@");
	python_is(p, "q/.venv");
	free(pty_run(p, "cd; . q/.venv/bin/activate"));
	pty_expect(p, strcmp(shell, "bash") == 0 ? "envd exec -C p bash --noprofile -i" :
						    "envd exec -C p zsh -d -i", "");
	prompt_is(p, "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, "cd ..", "@@");
	python_is(p, NULL);
}

Test(exec, bash_child) { child("bash", "envd exec -C ../p bash --noprofile -i"); }

Test(exec, zsh_child)
{
	world_need("zsh");
	child("zsh", "envd exec -C ../p zsh -d -i");
}

/* ---- export ------------------------------------------------------------------ */

/* In a script; one that has it on already changes nothing by it. */
static void in_script(const char *program, const char *evaluate)
{
	char *script = NULL, *out, *path = shell_program(program);
	const char *argv[] = { path, "-c", NULL, NULL };
	int status;

	world_need(program);
	project("p");
	cr_assert(asprintf(&script, "%s; %s; python3 -c 'import sys; print(sys.prefix)'",
			   evaluate, evaluate) > 0);
	argv[2] = script;
	out = world_run_in(world, "home/p", &status, argv);
	cr_assert_eq(status, 0, "%s", out);
	cr_assert(strstr(out, "/p/.venv\n"), "%s", out);
	free(out);
	free(script);
	free(path);
}

#define XONSH_EXPORT "exec(__import__('subprocess').check_output(['envd', 'export', 'xonsh'], " \
		     "env=${...}.detype()))"

Test(exec, sh_export) { in_script("sh", "set -eu; eval \"$(envd export)\""); }
Test(exec, bash_export) { in_script("bash", "set -eu; eval \"$(envd export bash)\""); }
Test(exec, zsh_export) { in_script("zsh", "set -eu; eval \"$(envd export zsh)\""); }
Test(exec, fish_export) { in_script("fish", "envd export fish | source"); }
Test(exec, elvish_export) { in_script("elvish", "eval (envd export elvish | slurp)"); }
Test(exec, pwsh_export) { in_script("pwsh", "envd export pwsh | Out-String | Invoke-Expression"); }
Test(exec, xonsh_export) { in_script("xonsh", XONSH_EXPORT); }

Test(exec, tcsh_export) { in_script("tcsh", "eval \"`envd export tcsh`\""); }

/* It evaluates no text, but reads data; or is given the text to begin with. */
Test(exec, nu_export) { in_script("nu", "envd export --json | from json | load-env"); }
Test(exec, nu_export_as_text)
{
	static const char script[] = "exec \"$0\" -c \"$(envd export nu)\n"
				     "^python3 -c 'import sys; print(sys.prefix)'\"";
	char *nu = shell_program("nu");

	world_need("nu");
	project("p");
	world_setenv(world, "PYTHONHOME", "/nonexistent");
	PRINTS("%H/p/.venv", "sh", "-c", script, nu);
	client("home/p", "deny", NULL);
	free(RUN(1, "sh", "-c", script, nu));
	free(nu);
}

/* A script that goes on without would install into the wrong place. */
static void ends_script(int status, const char *program, const char *script)
{
	char *path = shell_program(program);

	world_need(program);
	world_mkdir(world, "home/p");
	free(RUN(status, path, "-c", script));
	free(path);
}

Test(exec, sh_export_fails) { ends_script(1, "sh", "set -e; eval \"$(envd export)\"; exit 5"); }
Test(exec, bash_export_fails) { ends_script(1, "bash", "set -e; eval \"$(envd export bash)\"; exit 5"); }
Test(exec, zsh_export_fails) { ends_script(1, "zsh", "set -e; eval \"$(envd export zsh)\"; exit 5"); }
Test(exec, fish_export_fails) { ends_script(1, "fish", "envd export fish | source; or exit 1; exit 5"); }
Test(exec, elvish_export_fails)
{
	ends_script(2, "elvish", "eval (envd export elvish | slurp); exit 5");
}

Test(exec, pwsh_export_fails)
{
	ends_script(1, "pwsh", "envd export pwsh | Out-String | Invoke-Expression; exit 5");
}
Test(exec, nu_export_fails)
{
	ends_script(126, "nu", "envd export --json | from json | load-env; exit 5");
}

Test(exec, xonsh_export_fails) { ends_script(1, "xonsh", XONSH_EXPORT "; exit(5)"); }

Test(exec, tcsh_export_fails) { ends_script(1, "tcsh", "eval \"`envd export tcsh`\"; exit 5"); }

Test(exec, export_for_programs)
{
	static const char read_json[] =
		"envd export --json | python3 -c 'import json, sys; v = json.load(sys.stdin);"
		"print(v[\"VIRTUAL_ENV\"], v[\"PYTHONHOME\"], v[\"VIRTUAL_ENV_PROMPT\"])'";

	client(NULL, "allow", world_venv(world, "home/p/.venv"));
	PRINTS("%H/p/.venv None .venv", "sh", "-c", read_json);
	PRINTS("%H/p/.venv", "sh", "-c", "set -a; eval \"$(envd export --dotenv)\"; printenv VIRTUAL_ENV");
	world_setenv(world, "PATH", world_path(world, "bin:/usr/bin:/bin:/it's \"$x`\\"));
	PRINTS("/it's \"$x`\\", "sh", "-c",
	       "p=$PATH; eval \"$(envd export --dotenv)\"; [ \"$PATH\" = \"$VIRTUAL_ENV/bin:$p\" ] && "
	       "echo \"${PATH##*:}\"");
	world_setenv(world, "PATH", world_path(world, "bin:/usr/bin:/bin:/\xff"));
	free(RUN(1, "envd", "export", "--json"));
	free(RUN(2, "envd", "export", "--json", "bash"));
	free(RUN(2, "envd", "export", "ksh"));
}
