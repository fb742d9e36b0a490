/* fail: how the test library ends a test. */
#ifndef TESTS_FAIL_H
#define TESTS_FAIL_H

/* Fails the running Criterion test with a message and does not return. */
_Noreturn void test_fail(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* The same for a wait that met its deadline, and for nothing else: the message
 * begins with "deadline missed:". Only such a test is tried again by tests/run. */
_Noreturn void test_late(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* Counts as an assertion that held: a test without any fails. */
void test_held(void);

/* The deadline of one wait in milliseconds: 10 s, or ENVD_TEST_TIMEOUT_S. */
int test_deadline_ms(void);

/* Milliseconds on the monotonic clock. */
long long test_now_ms(void);

#endif
