/* exec and export: the same decision as a prompt's, and no witness of their own. */
#include "mini.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct world *world;

static void setup(void)
{
	world = world_new();
	mini_be_patient(world);
	mini_functions(world);
	world_mkdir(world, "home/s");
}

TestSuite(exec, .init = setup, .fini = world_fini);

/* Nothing is run, and the one line has this text. */
static void is_refused(const char *text)
{
	const char *out = mini_envd(world, "home/s", 126, "exec", "touch", "ran");

	cr_assert(strstr(out, text), "%s", out);
	cr_assert_eq(strchr(out, '\n'), strrchr(out, '\n'), "%s", out);
	cr_assert_neq(access(world_path(world, "home/s/ran"), F_OK), 0);
	out = mini_envd(world, "home/s", 126, "export", "--json", NULL);
	cr_assert(strstr(out, text), "%s", out);
	cr_assert_null(strstr(out, "VIRTUAL_ENV"), "%s", out);
}

static void is_run(void)
{
	mini_envd(world, "home/s", 0, "exec", "true", NULL);
	mini_envd(world, "home/s", 0, "export", NULL, NULL);
}

Test(exec, asks_as_a_prompt)
{
	is_refused("no environment");
	mini_env(world, "home/s/.venv");
	is_refused("to have it on: envd allow");
	mini_envd(world, "home/s", 0, "allow", NULL, NULL);
	is_run();
	mini_envd(world, "home/s", 0, "deny", NULL, NULL);
	is_refused("denied");
	free(world_run(world, NULL, "rm", "-rf", "s/.venv/bin/python", NULL));
	is_refused("is missing");
}

Test(exec, names_where_to_allow)
{
	const char *out;

	mini_env(world, "home/s/.venv");
	out = mini_envd(world, NULL, 126, "exec", "-Cs", "true");
	cr_assert(strstr(out, "envd allow ~/s\n"), "%s", out);
}

Test(exec, in_a_tree)
{
	mini_env(world, "home/s/.venv");
	mini_allow_tree(world, "home");
	is_run();
}

/* Made in front of a shell: before its next prompt, nobody has witnessed it;
 * and the question does not spoil that. */
Test(exec, makes_no_witness)
{
	struct pty *p = world_shell_in(world, "bash", "home/s");
	char *out;

	mini_settle(p);
	out = pty_run(p, "mk .venv; envd exec touch ran; echo $?; envd export >/dev/null; echo $?");
	cr_assert(strstr(out, "\n126\n"), "%s", out);
	cr_assert_neq(access(world_path(world, "home/s/ran"), F_OK), 0);
	free(out);
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	is_run();
	world_pty_close(world, p);
	is_run();
	cr_assert(mini_kill_daemon(world));
	is_run();
}

/* What was allowed is that one, not its name. */
Test(exec, exchanged)
{
	mini_env(world, "home/s/.venv");
	mini_envd(world, "home/s", 0, "allow", NULL, NULL);
	free(world_run(world, NULL, "mv", "s/.venv", "old", NULL));
	mini_env(world, "home/s/.venv");
	is_refused("envd allow");
}
