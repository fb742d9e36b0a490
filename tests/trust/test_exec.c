/* exec and export: the same decision as a prompt's, and no witness of their own. */
#include "mini.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <stdio.h>
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
	is_refused("To activate it here: envd allow");
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
/* Where PATH is not set, programs are looked for in the system's usual places: that
 * is still so behind the environment's own. One that is set, to whatever, is the
 * user's. */
Test(exec, without_a_path)
{
	const char *line;
	char *out;

	mini_env(world, "home/s/.venv");
	mini_envd(world, "home/s", 0, "allow", NULL, NULL);
	line = world_format(world, "env -u PATH %s/envd exec -C s sh -c 'ls -d .venv; echo $PATH'",
			    world->build);
	out = world_run(world, NULL, "sh", "-c", line, NULL);
	cr_expect_str_eq(out, world_format(world, ".venv\n%s/s/.venv/bin:/bin:/usr/bin\n", world->home),
			 "%s", out);
	free(out);
	line = world_format(world, "env -u PATH %s/envd export -C s | grep ^export.PATH",
			    world->build);
	out = world_run(world, NULL, "sh", "-c", line, NULL);
	cr_expect_str_eq(out, world_format(world, "export PATH='%s/s/.venv/bin:/bin:/usr/bin'\n",
					   world->home), "%s", out);
	free(out);
	line = world_format(world, "PATH= %s/envd export -C s | /usr/bin/grep ^export.PATH",
			    world->build);
	out = world_run(world, NULL, "sh", "-c", line, NULL);
	cr_expect_str_eq(out, world_format(world, "export PATH='%s/s/.venv/bin'\n", world->home),
			 "%s", out);
	free(out);
}

Test(exec, exchanged)
{
	mini_env(world, "home/s/.venv");
	mini_envd(world, "home/s", 0, "allow", NULL, NULL);
	free(world_run(world, NULL, "mv", "s/.venv", "old", NULL));
	mini_env(world, "home/s/.venv");
	is_refused("envd allow");
}

/* ---- whose process is it? ----------------------------------------------------- */

/* All is allowed, and still nothing is on, run, decided or told. */
static void is_nobody_s(const char *before)
{
#define NO "envd: refuses to run with another user's rights, or as nobody\n"
	static const struct {
		const char *words;
		int status;
	} rows[] = {
		{ "exec touch ran", 126 }, { "export", 126 }, { "allow", 1 }, { "deny", 1 },
		{ "create other", 1 }, { "ls", 1 }, { "trust ls", 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *line, *out;
		int status;

		cr_assert(asprintf(&line, "cd s; %s %s", before, rows[i].words) > 0);
		out = world_run(world, &status, "sh", "-c", line, NULL);
		cr_assert_eq(status, rows[i].status, "%s: %d: %s", line, status, out);
		/* A script that evaluates what `export` prints fails. */
		cr_assert_str_eq(out, i == 1 ? NO "false\n" : NO, "%s: %s", line, out);
		free(out);
		free(line);
	}
	cr_assert_neq(access(world_path(world, "home/s/ran"), F_OK), 0);
	cr_assert_neq(access(world_path(world, "home/s/other"), F_OK), 0);
}

/* As nobody's, each file of each user seems to be ours. */
Test(exec, in_a_user_namespace)
{
	struct pty *p;
	int status;

	free(world_run(world, &status, "unshare", "-U", "true", NULL));
	if (status != 0)
		world_skip("optional: no user namespaces here");
	mini_env(world, "home/s/.venv");
	mini_envd(world, "home/s", 0, "allow", NULL, NULL);
	is_nobody_s("unshare -U envd");
	p = world_shell_in(world, "bash", "home/s");
	mini_settle(p);
	cr_assert(mini_is_on(p));
	/* It inherits what is on, and asks nobody. */
	pty_expect(p, "envd off; unshare -U bash -ic 'eval \"$PROMPT_COMMAND\"; echo ${VIRTUAL_ENV-none}'",
		   "none");
}

Test(exec, set_user_id)
{
	if (geteuid() != 0)
		world_skip("optional: only root can make a program of another user");
	mini_env(world, "home/s/.venv");
	mini_envd(world, "home/s", 0, "allow", NULL, NULL);
	free(world_run(world, NULL, "sh", "-ec",
		       "cp \"$(command -v envd)\" envd; chown daemon envd; chmod 4755 envd", NULL));
	is_nobody_s("../envd");
}
