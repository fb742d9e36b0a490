/* What lies where the user is: modules and programs that a command of ours might run,
 * and a world of mounts in which the same paths are other directories. */
#include "mini.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct world *world;

static void setup(void)
{
	world = world_new();
	mini_be_patient(world);
	mini_functions(world);
	world_mkdir(world, "home/s");
}

TestSuite(attacks, .init = setup, .fini = world_fini);

static void nothing_ran(void)
{
	char *ran = world_read(world, "home/ran");

	cr_assert_null(ran, "these ran: %s", ran);
}

/* A directory with each module that Python would take from where it is run, and
 * programs of the usual names. */
static void plant(void)
{
	static const char *const modules[] = {
		"venv.py", "ensurepip.py", "sitecustomize.py", "usercustomize.py", "site.py",
		"os.py", "pip.py", "subprocess.py", "encodings.py", "bin/pip.py",
	};
	static const char *const programs[] = { "python3", "python", "python3.11", "envd-daemon" };
	const char *home = world->home;

	for (size_t i = 0; i < sizeof(modules) / sizeof(*modules); i++)
		world_write(world, world_format(world, "home/s/%s", modules[i]),
			    world_format(world, "open('%s/ran', 'a').write(__file__)\n", home));
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		const char *path = world_write(world, world_format(world, "home/s/%s", programs[i]),
			world_format(world, "#!/bin/sh\necho $0 >>%s/ran\n", home));

		cr_assert_eq(chmod(path, 0755), 0);
	}
}

/* By its own path: the one that starts it here would look in PATH too. */
static void run_in_s(const char *command, const char *argument)
{
	const char *argv[] = { world_path(world, "bin/envd"), command, argument, NULL };
	int status;
	char *out = world_run_in(world, "home/s", &status, argv);

	cr_assert_eq(status, 0, "envd %s: %s", command, out);
	free(out);
}

/* With empty and relative entries of PATH, and Python's own variables. */
Test(attacks, create_runs_nothing_of_the_directory)
{
	const char *path = world_format(world, "%s", world_getenv(world, "PATH"));

	setenv("ENVD_TEST_TIMEOUT_S", "60", 1);        /* pip is installed */
	plant();
	world_setenv(world, "PATH", world_format(world, ":.:s:../s:%s", path));
	world_setenv(world, "PYTHONPATH", world_path(world, "home/s"));
	world_setenv(world, "PYTHONSTARTUP", world_path(world, "home/s/venv.py"));
	run_in_s("create", NULL);
	run_in_s("ls", NULL);
	run_in_s("status", NULL);
	nothing_ran();
	cr_assert_eq(access(world_path(world, "home/s/.venv/bin/python"), X_OK), 0);
	world_setenv(world, "PATH", path);
}

/* A shell in another world of mounts, where home/p is what is home/other here, has a
 * daemon of its own, which sees what it sees: what was allowed is another one. */
Test(attacks, same_path_in_another_world)
{
	const char *script = "mount --bind ~/other ~/p && cd ~/p && exec bash";
	const char *const argv[] = { "unshare", "-m", "sh", "-c", script, NULL };
	struct pty *inside, *outside;
	char *out;
	int status;

	free(world_run(world, &status, "unshare", "-m", "true", NULL));
	if (status != 0)
		world_skip("optional: no mounts of our own here (needs root)");
	mini_env(world, "home/p/.venv");
	mini_env(world, "home/other/.venv");
	mini_envd(world, "home/p", 0, "allow", NULL, NULL);
	outside = world_shell_in(world, "bash", "home/p");
	inside = world_pty(world, argv, NULL);
	pty_wait_prompt(inside);
	mini_expect_off(inside);
	out = pty_run(inside, "envd why");
	cr_assert(strstr(out, "~/p/.venv was replaced by another one"), "%s", out);
	free(out);
	out = pty_run(inside, "envd exec touch ran; echo $?");
	cr_assert(strstr(out, "126"), "%s", out);
	free(out);
	cr_assert_neq(access(world_path(world, "home/other/ran"), F_OK), 0);
	free(pty_run(inside, "mkdir ~/q; cd ~/q"));
	free(pty_run(inside, "mk .venv"));
	mini_expect_on(inside, world_path(world, "home/q/.venv"));
	free(pty_run(outside, ""));
	mini_expect_on(outside, world_path(world, "home/p/.venv"));
	/* Its next prompt would start it again. */
	pty_type(inside, "envd daemon stop && exit 7\n");
	cr_assert_eq(WEXITSTATUS(pty_wait_exit(inside)), 7);
}
