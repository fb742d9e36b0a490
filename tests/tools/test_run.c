/* tests/run: what it makes of each way in which a test goes wrong once. The tests that
 * do are in fakes/fake.c. */
#include "world.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct world *world;

static void setup(void)
{
	world = world_new_bare();
	world_setenv(world, "BUILD", world->build);
	world_setenv(world, "FAKE_STATE", world->home);
	world_setenv(world, "ENVD_TEST_TIMEOUT_S", "1");
	world_setenv(world, "CHECK_JOBS", "1");
	world_setenv(world, "ENVD_TEST_UNSTEADY", world_write(world, "unsteady", "# none\n"));
}

TestSuite(run, .init = setup, .fini = world_fini);

/* Runs these tests of fakes/fake.c: what the runner said. */
static const char *run(const char *filter, int status)
{
	char *runner = realpath("tests/run", NULL), *out;
	const char *fake = world_format(world, "%s/tests/fake", world->build);
	int is;

	cr_assert(runner);
	world_setenv(world, "CHECK_FILTER", world_format(world, "fake/%s", filter));
	out = world_run(world, &is, runner, fake, NULL);
	free(runner);
	cr_assert_eq(is, status, "status %d:\n%s", is, out);
	return world_keep(world, out);
}

/* The output ends in these lines. */
static void ends(const char *out, const char *lines)
{
	size_t n = strlen(out), m = strlen(lines);

	cr_assert(n > m && out[n - m - 1] == '\n' && strcmp(out + n - m, lines) == 0,
		  "instead of\n%s\n%s", lines, out);
}

static void has(const char *out, const char *text)
{
	cr_assert(strstr(out, text), "without \"%s\":\n%s", text, out);
}

/* It is red at once, for this reason, whether it would pass the second time or not. */
static void is_red(const char *filter, const char *reason)
{
	const char *out = run(filter, 1);

	ends(out, "0 unsteady\n0 passed, 1 failed, 0 skipped\n");
	has(out, "\nFailed:\n");
	has(out, reason);
	has(out, world_format(world, "CHECK_FILTER='fake/%s'", filter));
	cr_assert_null(strstr(out, "\nUnsteady"), "%s", out);
}

Test(run, what_passes)
{
	ends(run("passes", 0), "0 unsteady\n1 passed, 0 failed, 0 skipped\n");
}

Test(run, a_crash) { is_red("crashes", "unexpected signal"); }
Test(run, an_exit) { is_red("exits", "asserted nothing"); }
Test(run, a_wrong_value) { is_red("is_wrong", "one is not two"); }
Test(run, no_assertion) { is_red("asserts_nothing", "asserted nothing"); }
Test(run, a_process) { is_red("leaves_a_process", "crashed in its setup or teardown"); }
Test(run, a_wrong_value_and_late) { is_red("late_and_wrong", "one is not two"); }
Test(run, a_report_and_late) { is_red("late_and_unsound", "crashed in its setup or teardown"); }
Test(run, address_sanitizer) { is_red("address", "crashed in its setup or teardown"); }
Test(run, undefined_behaviour) { is_red("overflow", "crashed in its setup or teardown"); }
Test(run, a_shell_that_ends) { is_red("shell_ends", "the program has ended"); }

Test(run, what_the_end_of_a_world_says)
{
	has(run("leaves_a_process", 1), "left running: sleep");
	has(run("address", 1), "heap-use-after-free");
	has(run("overflow", 1), "signed integer overflow");
}

Test(run, a_process_of_a_test_that_crashed)
{
	const char *out = run("leaves_a_process_and_crashes", 1);

	ends(out, "0 unsteady\n0 passed, 2 failed, 0 skipped\n");
	has(out, "unexpected signal");
	has(out, "left running: sleep");
}

Test(run, a_report_from_outside_of_a_world)
{
	const char *out = run("outside", 1);

	ends(out, "0 unsteady\n1 passed, 1 failed, 0 skipped\n");
	has(out, "heap-use-after-free");
}

Test(run, a_deadline_is_tried_again)
{
	const char *out = run("late", 0);

	ends(out, "1 unsteady\n1 passed, 0 failed, 0 skipped\n");
	has(out, "\nUnsteady (missed a deadline, passed three times alone):\n  fake::late\n");
	has(out, "deadline missed: sleep did not end");
	cr_assert_null(strstr(out, "\nFailed:"), "%s", out);
}

Test(run, a_deadline_that_is_missed_again)
{
	const char *out = run("late_twice", 1);

	ends(out, "0 unsteady\n0 passed, 1 failed, 0 skipped\n");
	has(out, "alone, too:");
}

Test(run, in_ci_what_is_unsteady_must_be_known)
{
	const char *out;

	world_setenv(world, "CI", "true");
	out = run("late", 1);
	ends(out, "1 unsteady\n0 passed, 1 failed, 0 skipped\n");
	has(out, "\nFailed:\n  fake::late\n");
}

static const char *days_ago(int days)
{
	time_t then = time(NULL) - days * 24L * 3600;
	char text[16];

	strftime(text, sizeof(text), "%Y-%m-%d", localtime(&then));
	return world_format(world, "%s", text);
}

Test(run, in_ci_what_is_known_may_be_unsteady)
{
	const char *out;

	world_setenv(world, "CI", "true");
	world_append(world, "unsteady", world_format(world, "fake::late %s it is made so\n",
						     days_ago(59)));
	out = run("late", 0);
	ends(out, "1 unsteady\n1 passed, 0 failed, 0 skipped\n");
	has(out, "\nUnsteady (missed");
}

Test(run, in_ci_an_old_line_is_red)
{
	const char *out;

	world_append(world, "unsteady", world_format(world, "fake::late %s it is made so\n",
						     days_ago(62)));
	run("passes", 0);
	world_setenv(world, "CI", "true");
	out = run("passes", 1);
	ends(out, "0 unsteady\n1 passed, 1 failed, 0 skipped\n");
	has(out, "older than 60 days: fake::late");
}

Test(run, in_ci_a_line_without_a_reason_is_red)
{
	world_append(world, "unsteady", world_format(world, "fake::late %s\n", days_ago(1)));
	world_setenv(world, "CI", "true");
	has(run("passes", 1), "not NAME YYYY-MM-DD REASON: fake::late");
}

Test(run, skips_are_told_and_may_be_forbidden)
{
	const char *out = run("*is*ed", 1);

	ends(out, "0 unsteady\n0 passed, 0 failed, 1 skipped\n");
	has(out, "nothing ran");
	has(out, "fake::is_skipped  no such thing here\n");
	world_setenv(world, "ENVD_TEST_NO_SKIP", "1");
	ends(run("is_skipped", 1), "0 unsteady\n0 passed, 1 failed, 0 skipped\n");
}

/* Who reads this has not seen the test: which shell it was, and what it showed. */
Test(run, the_screen_is_shown)
{
	const char *late = run("waits_for_the_shell", 0), *wrong = run("is_wrong_in_the_shell", 1);

	has(late, "deadline missed: it never comes\n      ---- screen of ");
	has(late, "/bash --noprofile -i, cursor at row");
	has(late, "\n      seen-by-a-person\n");
	has(wrong, "\n      ---- screen of ");
	has(wrong, "/bash --noprofile -i, cursor at row");
	has(wrong, "\n      seen-by-a-person\n");
}

Test(run, how_far_it_is)
{
	world_setenv(world, "CHECK_PROGRESS_S", "0.3");
	has(run("late", 0), "   fake: ");
}
