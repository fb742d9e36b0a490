/*
 * fail: ends a test, and gives every test a time limit. Criterion 2.4.1 takes
 * --timeout and ignores it (tried: a sleep of 60 s passed), so the limit is put
 * into each test's data before the run.
 */
#include "fail.h"

#include <criterion/criterion.h>
#include <criterion/hooks.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define WAITS_PER_TEST 12

_Noreturn static void fail(const char *mark, const char *format, va_list args)
{
	char *message = NULL;

	if (vasprintf(&message, format, args) < 0)
		abort();
	cr_assert_fail("%s%s", mark, message);
	abort();
}

void test_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fail("", format, args);
}

void test_late(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fail("deadline missed: ", format, args);
}

void test_held(void)
{
	cr_assert(true);
}

int test_deadline_ms(void)
{
	const char *seconds = getenv("ENVD_TEST_TIMEOUT_S");
	long n = seconds ? strtol(seconds, NULL, 10) : 0;

	return n > 0 && n < 3600 ? (int)n * 1000 : 10 * 1000;
}

long long test_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void limit_suite(struct criterion_suite_set *suite)
{
	FOREACH_SET(struct criterion_test *test, suite->tests) {
		if (test->data->timeout == 0)
			test->data->timeout = test_deadline_ms() / 1000.0 * WAITS_PER_TEST;
	}
}

ReportHook(PRE_ALL)(struct criterion_test_set *set)
{
	FOREACH_SET(struct criterion_suite_set *suite, set->suites)
		limit_suite(suite);
}
