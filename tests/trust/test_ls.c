/* envd ls says of each environment what would become of it at a prompt. */
#include "mini.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct world *world;

static void run_in_home(const char *script)
{
	const char *argv[] = { "sh", "-ec", script, NULL };
	int status;
	char *out = world_run_in(world, "home", &status, argv);

	cr_assert_eq(status, 0, "%s: %s", script, out);
	free(out);
}

/* One of each kind, known to the daemon by a question about it. */
static void setup(void)
{
	static const char *const names[] = { "allowed", "asked", "broken", "denied", "hiding",
					     "open" };

	world = world_new();
	mini_be_patient(world);
	mini_functions(world);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *path;

		cr_assert(asprintf(&path, "home/%s/.venv", names[i]) > 0);
		mini_env(world, path);
		free(path);
	}
	mini_envd(world, "home/allowed", 0, "allow", NULL, NULL);
	mini_envd(world, "home/denied", 0, "deny", NULL, NULL);
	run_in_home("cp /bin/true hiding/.venv/bin/git; chmod o+w open/.venv/bin; "
		    "rm broken/.venv/bin/python*; ln -s /nowhere broken/.venv/bin/python");
}

TestSuite(ls, .init = setup, .fini = world_fini);

/* A shell that has been everywhere. */
static struct pty *visit_all(void)
{
	static const char *const lines[] = { "cd allowed", "cd ../asked", "cd ../broken",
					     "cd ../denied", "cd ../hiding", "cd ../open", "cd" };
	struct pty *p = world_shell(world, "bash");

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		free(pty_run(p, lines[i]));
	return p;
}

Test(ls, states)
{
	visit_all();
	run_in_home("envd ls | sed -n 's/^[^ ]* *[^ ]*  *\\(.*\\)  *\\(now\\|never\\).*~/\\1 ~/p' |"
		    " sed 's/  */ /g' >got; cat >expected <<\\EOF\n"
		    "ok ~/allowed/.venv\n"
		    "needs approval ~/asked/.venv\n"
		    "broken (its Python is gone) ~/broken/.venv\n"
		    "denied ~/denied/.venv\n"
		    "needs approval (hides a command) ~/hiding/.venv\n"
		    "refused (writable by others) ~/open/.venv\n"
		    "EOF\n"
		    "diff expected got");
	run_in_home("envd ls --json | python3 -c 'import json, sys\n"
		    "v = [(d[\"state\"], d[\"reason\"]) for d in json.load(sys.stdin)]\n"
		    "assert v == [(\"ok\", None), (\"needs-approval\", \"not-seen\"),\n"
		    "  (\"broken\", \"dangling-link\"), (\"denied\", \"denied\"),\n"
		    "  (\"needs-approval\", \"hides-command\"), (\"refused\", \"writable-by-others\")], v'");
}

/* What is decided while the daemon runs is told at once. */
Test(ls, after_a_decision)
{
	visit_all();
	mini_envd(world, "home/asked", 0, "allow", NULL, NULL);
	mini_envd(world, "home/allowed", 0, "deny", NULL, NULL);
	run_in_home("envd ls --json | python3 -c 'import json, sys\n"
		    "v = [d[\"state\"] for d in json.load(sys.stdin)]\n"
		    "assert v[:2] == [\"denied\", \"ok\"], v'");
}

/* What cannot be looked at is not told to be well, and a project's file counts for
 * one of any name. */
Test(ls, what_is_not_known)
{
	if (geteuid() == 0)
		world_skip("optional: root may look at everything");
	visit_all();
	run_in_home("printf '[vars]\\nX = 1\\n' >allowed/.envd.ini; chmod 0 asked;"
		    "envd ls --json | python3 -c 'import json, sys\n"
		    "v = [(d[\"state\"], d[\"reason\"]) for d in json.load(sys.stdin)]\n"
		    "assert v[:2] == [(\"needs-approval\", \"project-file\"), (\"not-checked\", \"no-access\")], v';"
		    "envd ls | grep -q ' not checked (not readable) .*asked'; chmod 700 asked");
}

/* ESC as it is typed: the terminal shows what `cat -v` makes of it. */
Test(ls, colours)
{
	struct pty *p = visit_all();
	char *out;

	out = pty_run(p, "script -qec 'envd ls' /dev/null | cat -v");
	cr_assert(strstr(out, "^[[36mdenied^[[0m"), "%s", out);
	cr_assert(strstr(out, "^[[31mrefused (writable"), "%s", out);
	cr_assert_null(strstr(out, "mok^"), "%s", out);
	free(out);
	out = pty_run(p, "NO_COLOR=1 script -qec 'envd ls' /dev/null | cat -v");
	cr_assert(strstr(out, "denied"), "%s", out);
	cr_assert_null(strstr(out, "^["), "%s", out);
	free(out);
	pty_expect(p, "envd ls | grep -c $'\\e'", "0");
}
