/*
 * fake: tests that go wrong when they are run for the first time, each in its own
 * way, and pass from then on: for ../test_run.c. $FAKE_STATE is a directory in
 * which they remember that.
 */
#include "fail.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct world *world;

static void setup(void)
{
	world = world_new_bare();
}

TestSuite(fake, .init = setup, .fini = world_fini);

/* Is it the n-th time, or an earlier one, that this test asks? */
static bool is_within(unsigned n)
{
	char *path = NULL;
	bool is = false;

	for (unsigned i = 0; i < n && !is; i++) {
		cr_assert(asprintf(&path, "%s/%s.%u", getenv("FAKE_STATE"),
				   criterion_current_test->name, i) > 0);
		is = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600) >= 0;
		free(path);
	}
	return is;
}

static void run_unsound(const char *how)
{
	free(world_run(world, NULL, world_format(world, "%s/tests/unsound", world->build), how,
		       NULL));
}

static bool never(struct pty *p, void *data)
{
	(void)p;
	(void)data;
	return false;
}

Test(fake, passes)
{
	cr_assert(true);
}

Test(fake, crashes)
{
	if (is_within(1))
		raise(SIGSEGV);
}

Test(fake, exits)
{
	if (is_within(1))
		_exit(0);
	cr_assert(true);
}

Test(fake, is_wrong)
{
	cr_assert(!is_within(1), "one is not two");
}

Test(fake, asserts_nothing)
{
	cr_log_info("nothing");
}

Test(fake, leaves_a_process)
{
	if (is_within(1))
		free(world_run(world, NULL, "sh", "-c", "sleep 100 >/dev/null 2>&1 &", NULL));
	cr_assert(true);
}

/* What the world's end can't see, as the test is gone before it. */
Test(fake, leaves_a_process_and_crashes)
{
	if (!is_within(1))
		return;
	free(world_run(world, NULL, "sh", "-c", "sleep 100 >/dev/null 2>&1 &", NULL));
	abort();
}

Test(fake, address)
{
	if (is_within(1))
		run_unsound("address");
	cr_assert(true);
}

Test(fake, overflow)
{
	if (is_within(1))
		run_unsound("overflow");
	cr_assert(true);
}

/* A sanitizer's report by a program that is started outside of the world. */
Test(fake, outside)
{
	char *line = NULL;

	cr_assert(asprintf(&line, "%s/tests/unsound address", world->build) > 0);
	if (is_within(1))
		cr_expect_neq(system(line), 0);
	cr_assert(true);
	free(line);
}

Test(fake, late)
{
	if (is_within(1))
		free(world_run(world, NULL, "sleep", "5", NULL));
	cr_assert(true);
}

Test(fake, late_twice)
{
	if (is_within(2))
		free(world_run(world, NULL, "sleep", "5", NULL));
	cr_assert(true);
}

Test(fake, late_and_wrong)
{
	if (is_within(1)) {
		cr_expect(false, "one is not two");
		free(world_run(world, NULL, "sleep", "5", NULL));
	}
	cr_assert(true);
}

Test(fake, late_and_unsound)
{
	if (is_within(1)) {
		run_unsound("address");
		free(world_run(world, NULL, "sleep", "5", NULL));
	}
	cr_assert(true);
}

Test(fake, waits_for_the_shell)
{
	struct pty *p = world_shell(world, "bash");

	pty_expect(p, "echo seen-by-a-person", "seen-by-a-person");
	if (is_within(1))
		pty_wait_for(p, never, NULL, "it never comes");
}

Test(fake, is_wrong_in_the_shell)
{
	struct pty *p = world_shell(world, "bash");

	pty_expect(p, "echo seen-by-a-person", "seen-by-a-person");
	cr_assert_str_eq(pty_prompt(p), "another");
}

Test(fake, shell_ends)
{
	struct pty *p = world_shell(world, "bash");

	pty_type(p, "exit\n");
	pty_wait_prompt(p);
}

Test(fake, is_skipped)
{
	world_shell(world, "bash");
	world_skip("no such thing here");
}
