/* The Makefile: what is given to it, and what it builds again. */
#include "processes.h"
#include "spawn.h"
#include "world.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WORDS 16

static struct world *world;

/* The client is compiled anew, the daemon is what is there: to make it takes long. */
static void setup(void)
{
	const char *daemon;

	world = world_new_bare();
	setenv("ENVD_TEST_TIMEOUT_S", "60", 1);
	daemon = world_format(world, "%s/envd-daemon", world->build);
	world_mkdir(world, "b");
	free(world_run(world, NULL, "cp", daemon, world_path(world, "b/envd-daemon"), NULL));
}

TestSuite(make, .init = setup, .fini = world_fini);

/* make with these words (NULL at the end); what it said. */
static const char *make(const char *word, ...)
{
	const char *argv[WORDS + 1] = {
		"make", "-j2", "CLIENT_CFLAGS=-O0",
		world_format(world, "BUILD=%s", world_path(world, "b")), "-o",
		world_path(world, "b/envd-daemon"), word,
	};
	char *out;
	va_list args;
	int n = 6, status;

	va_start(args, word);
	while (argv[n] && ++n < WORDS)
		argv[n] = va_arg(args, const char *);
	va_end(args);
	out = spawn_run(argv, (const char *const *)world->env, NULL, &status);
	cr_assert_eq(status, 0, "make: status %d:\n%s", status, out);
	return world_keep(world, out);
}

static const char *client(void)
{
	return world_path(world, "b/envd");
}

/* The program of the daemon that this client starts; it is ended again. */
static const char *daemon_of(const char *envd)
{
	char *exe;
	int status;

	free(world_run(world, &status, envd, "daemon", "start", NULL));
	cr_assert_eq(status, 0, "%s daemon start: %d", envd, status);
	exe = process_exe(world_daemon_pid(world));
	free(world_run(world, &status, envd, "daemon", "stop", NULL));
	cr_assert_eq(status, 0);
	cr_assert(exe);
	return world_keep(world, exe);
}

/* What the build needs is not lost with what the user adds. */
Test(make, cppflags_are_added)
{
	const char *out = make("CPPFLAGS=-DADDED", "all", NULL);

	cr_assert(strstr(out, "-DADDED") && strstr(out, "-Iinclude"), "%s", out);
	cr_assert_eq(access(client(), X_OK), 0);
}

Test(make, libexecdir_is_where_the_client_looks)
{
	const char *prefix = world_path(world, "prefix"), *found;
	const char *elsewhere = world_path(world, "some where/envd");

	make("install", world_format(world, "PREFIX=%s", prefix), NULL);
	found = daemon_of(world_format(world, "%s/bin/envd", prefix));
	cr_assert_str_eq(found, world_format(world, "%s/libexec/envd/envd-daemon", prefix));

	/* Nothing else has changed, and the client has to. */
	make("install", world_format(world, "PREFIX=%s", prefix),
	     world_format(world, "LIBEXECDIR=%s", elsewhere), NULL);
	found = daemon_of(world_format(world, "%s/bin/envd", prefix));
	cr_assert_str_eq(found, world_format(world, "%s/envd-daemon", elsewhere));
}

/* A package is built in a place where it is not installed, and may be moved. */
Test(make, libexecdir_below_destdir)
{
	const char *stage = world_path(world, "stage"), *found;

	make("install", world_format(world, "DESTDIR=%s", stage), "PREFIX=/usr",
	     "LIBEXECDIR=/usr/lib/x86/envd/", NULL);
	found = daemon_of(world_format(world, "%s/usr/bin/envd", stage));
	cr_assert_str_eq(found, world_format(world, "%s/usr/lib/x86/envd/envd-daemon", stage));
}

Test(make, a_changed_version_is_compiled_in)
{
	char *out;

	world_write(world, "VERSION", "0.1.0\n");
	make(world_format(world, "VERSION_FILE=%s", world_path(world, "VERSION")), "all", NULL);
	out = world_run(world, NULL, client(), "--version", NULL);
	cr_assert(strstr(out, "0.1.0"), "%s", out);
	free(out);
	world_write(world, "VERSION", "77.1.0\n");
	make(world_format(world, "VERSION_FILE=%s", world_path(world, "VERSION")), "all", NULL);
	out = world_run(world, NULL, client(), "--version", NULL);
	cr_assert(strstr(out, "77.1.0"), "%s", out);
	free(out);
}

Test(make, nothing_is_built_twice)
{
	const char *out;

	make("all", NULL);
	out = make("all", NULL);
	cr_assert_null(strstr(out, " -c -o "), "%s", out);
}
