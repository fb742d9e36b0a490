#include <criterion/criterion.h>

#include "envd/buf.h"
#include "envd/util.h"

#include <stdlib.h>
#include <string.h>

/* The promises of the header, which hold after each call. */
static void expect_whole(const struct buf *b, const char *want)
{
	cr_expect_not_null(b->data);
	cr_expect_eq(b->len, strlen(want), "len %zu, want %zu", b->len, strlen(want));
	cr_expect_str_eq(b->data, want);
	cr_expect_eq(b->data[b->len], '\0');
}

Test(buf, starts_as_an_empty_string)
{
	struct buf b = BUF_INIT;

	expect_whole(&b, "");
	buf_reset(&b);
	buf_add(&b, NULL, 0);
	buf_adds(&b, "");
	buf_consume(&b, 0);
	expect_whole(&b, "");
	buf_free(&b);
	expect_whole(&b, "");
}

Test(buf, grows_by_each_way_of_adding)
{
	struct buf b = BUF_INIT;

	buf_add(&b, "abcd", 2);
	expect_whole(&b, "ab");
	buf_adds(&b, "c");
	buf_addc(&b, 'd');
	buf_addf(&b, "%s-%d", "e", 7);
	expect_whole(&b, "abcde-7");
	buf_addf(&b, "%s", "");
	expect_whole(&b, "abcde-7");
	buf_free(&b);
}

/* Around each doubling of the memory. */
Test(buf, keeps_its_end_at_every_length)
{
	struct buf b = BUF_INIT;

	for (size_t n = 0; n < 1000; n++) {
		cr_assert_eq(b.len, n);
		cr_assert_eq(b.data[n], '\0');
		cr_assert(n == 0 || b.data[n - 1] == (char)('a' + (n - 1) % 26));
		buf_addc(&b, (char)('a' + n % 26));
	}
	buf_free(&b);
	for (size_t n = 0; n < 300; n++) {
		buf_addf(&b, "%*s", (int)n, "");
		cr_assert_eq(b.len, n);
		cr_assert_eq(strlen(b.data), n);
		buf_free(&b);
	}
}

Test(buf, holds_nul_bytes)
{
	struct buf b = BUF_INIT;

	buf_add(&b, "a\0b", 3);
	buf_addc(&b, '\0');
	cr_expect_eq(b.len, 4u);
	cr_expect_arr_eq(b.data, "a\0b\0", 5);
	buf_free(&b);
}

Test(buf, consumes_a_prefix)
{
	struct buf b = BUF_INIT;

	buf_adds(&b, "header body");
	buf_consume(&b, 7);
	expect_whole(&b, "body");
	buf_consume(&b, 4);
	expect_whole(&b, "");
	buf_adds(&b, "next");
	expect_whole(&b, "next");
	buf_free(&b);
}

Test(buf, reset_keeps_the_memory_and_empties_it)
{
	struct buf b = BUF_INIT;
	const char *memory;

	buf_adds(&b, "something");
	memory = b.data;
	buf_reset(&b);
	expect_whole(&b, "");
	cr_expect_eq(b.data, memory);
	buf_free(&b);
}

Test(buf, detach_gives_the_string_away)
{
	struct buf b = BUF_INIT;
	char *empty = buf_detach(&b), *full;

	cr_expect_str_eq(empty, "");
	cr_expect_neq(empty, buf_nothing);
	buf_adds(&b, "mine");
	full = buf_detach(&b);
	buf_adds(&b, "other");
	cr_expect_str_eq(full, "mine");
	expect_whole(&b, "other");
	free(empty);
	free(full);
	buf_free(&b);
}

Test(buf, adding_leaves_the_shared_nothing_alone)
{
	struct buf a = BUF_INIT, b = BUF_INIT;

	buf_addc(&a, 'x');
	buf_addf(&a, "%s", "y");
	expect_whole(&b, "");
	cr_expect_eq(buf_nothing[0], '\0');
	buf_free(&a);
}
