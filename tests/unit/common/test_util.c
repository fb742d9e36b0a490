#include <criterion/criterion.h>

#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Test(util, parse_number_takes_decimal_numbers_and_nothing_else)
{
	static const struct {
		const char *text;
		uint64_t max;
		bool is_good;
		uint64_t want;
	} rows[] = {
		{ "0", 0, true, 0 },
		{ "7", 7, true, 7 },
		{ "8", 7, false, 0 },
		{ "007", 7, true, 7 },
		{ "4294967295", UINT32_MAX, true, UINT32_MAX },
		{ "4294967296", UINT32_MAX, false, 0 },
		{ "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
		{ "18446744073709551616", UINT64_MAX, false, 0 },
		{ "18446744073709551620", UINT64_MAX, false, 0 },
		{ "99999999999999999999999999", UINT64_MAX, false, 0 },
		{ "", UINT64_MAX, false, 0 },
		{ " 1", UINT64_MAX, false, 0 },
		{ "1 ", UINT64_MAX, false, 0 },
		{ "+1", UINT64_MAX, false, 0 },
		{ "-1", UINT64_MAX, false, 0 },
		{ "0x1", UINT64_MAX, false, 0 },
		{ "1.0", UINT64_MAX, false, 0 },
		{ "1\n", UINT64_MAX, false, 0 },
		{ "\xd9\xa1", UINT64_MAX, false, 0 },   /* an Arabic digit */
		{ "1:", UINT64_MAX, false, 0 },
		{ "/", UINT64_MAX, false, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint64_t got = 42;
		bool is_good = parse_number(rows[i].text, rows[i].max, &got);

		cr_expect_eq(is_good, rows[i].is_good, "<%s>", rows[i].text);
		cr_expect_eq(got, rows[i].is_good ? rows[i].want : 42, "<%s>", rows[i].text);
	}
}

Test(util, prefixes_and_suffixes)
{
	cr_expect(starts_with("abc", "") && starts_with("abc", "ab") && starts_with("", ""));
	cr_expect(!starts_with("ab", "abc") && !starts_with("abc", "b"));
	cr_expect(ends_with("abc", "") && ends_with("abc", "bc") && ends_with("abc", "abc"));
	cr_expect(!ends_with("bc", "abc") && !ends_with("abc", "b") && !ends_with("", "a"));
}

Test(util, null_equals_only_null)
{
	char copy[] = "x";

	cr_expect(same_string(NULL, NULL) && same_string("x", copy) && same_string("", ""));
	cr_expect(!same_string(NULL, "") && !same_string("", NULL) && !same_string("x", "y"));
}

Test(util, strings_own_copies)
{
	struct strings list = { 0 };
	char word[] = "one";

	cr_expect_not(strings_has(&list, "one"));
	strings_add(&list, word);
	strings_add(&list, "");
	word[0] = 'X';
	cr_expect_eq(list.n, 2u);
	cr_expect(strings_has(&list, "one") && strings_has(&list, ""));
	cr_expect_not(strings_has(&list, "Xne"));
	cr_expect_not(strings_has(&list, "on"));
	strings_free(&list);
	cr_expect_eq(list.n, 0u);
	strings_free(&list);
}

Test(util, copies)
{
	char *copy = xstrndup("abc", 2), *made = xasprintf("%s/%d", "x", 3);
	char *zeros = xcalloc(0, 0), *more = xrealloc(NULL, 0);

	cr_expect_null(xstrdup(NULL));
	cr_expect_str_eq(copy, "ab");
	cr_expect_str_eq(made, "x/3");
	cr_expect_not_null(zeros);
	cr_expect_not_null(more);
	free(copy);
	free(made);
	free(zeros);
	free(more);
}

/* http://www.isthe.com/chongo/tech/comp/fnv/ gives these of FNV-1a, 64 bits. */
Test(util, hash_is_fnv1a_and_can_be_chained)
{
	uint64_t whole = hash_bytes(HASH_START, "foobar", 6);

	cr_expect_eq(hash_bytes(HASH_START, "", 0), UINT64_C(0xcbf29ce484222325));
	cr_expect_eq(hash_bytes(HASH_START, "a", 1), UINT64_C(0xaf63dc4c8601ec8c));
	cr_expect_eq(whole, UINT64_C(0x85944171f73967e8));
	cr_expect_eq(hash_bytes(hash_bytes(HASH_START, "foo", 3), "bar", 3), whole);
}

#ifndef __SANITIZE_ADDRESS__    /* which ends the process in its own way */
Test(util, out_of_memory_ends_the_process, .signal = SIGABRT)
{
	free(xrealloc(NULL, SIZE_MAX / 2));
}
#endif

/* ---- write_all ---- */

static void on_signal(int number)
{
	(void)number;
}

struct taker {
	int fd;
	size_t got;
	unsigned sum;
	pthread_t writer;
};

/* Reads slowly and disturbs the writer all the time. */
static void *take(void *data)
{
	struct taker *taker = data;
	unsigned char chunk[7000];
	ssize_t n;

	while ((n = read(taker->fd, chunk, sizeof(chunk))) > 0) {
		for (ssize_t i = 0; i < n; i++)
			taker->sum = taker->sum * 31 + chunk[i];
		taker->got += (size_t)n;
		if (taker->got < 300000)        /* the rest is in the pipe: it may be gone */
			pthread_kill(taker->writer, SIGUSR1);
	}
	return NULL;
}

Test(util, write_all_goes_on_after_signals_and_short_writes)
{
	static unsigned char bytes[400000];
	struct taker taker = { .writer = pthread_self() };
	unsigned sum = 0;
	pthread_t thread;
	int ends[2];

	for (size_t i = 0; i < sizeof(bytes); i++) {
		bytes[i] = (unsigned char)(i * 7);
		sum = sum * 31 + bytes[i];
	}
	sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = on_signal }, NULL);
	cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
	taker.fd = ends[0];
	cr_assert_eq(pthread_create(&thread, NULL, take, &taker), 0);
	cr_expect_eq(write_all(ends[1], bytes, sizeof(bytes)), 0);
	close(ends[1]);
	pthread_join(thread, NULL);
	cr_expect_eq(taker.got, sizeof(bytes));
	cr_expect_eq(taker.sum, sum);
	close(ends[0]);
}

Test(util, write_all_tells_what_failed)
{
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	cr_expect_eq(write_all(full, "x", 1), -ENOSPC);
	cr_expect_eq(write_all(full, "", 0), 0);
	cr_expect_eq(write_all(-1, "x", 1), -EBADF);
	close(full);
}

Test(util, the_clock_goes_forward)
{
	int64_t before = monotonic_ms();

	usleep(3000);
	cr_expect_geq(monotonic_ms(), before + 2);
}
