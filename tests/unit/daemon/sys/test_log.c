/* log: what a line looks like, and that the file stays small. */
#include "scratch.h"

#include "sys/log.h"

#include "envd/buf.h"
#include "envd/file.h"

TestSuite(log, .init = scratch_init, .fini = scratch_empty);

static struct buf text;

static const char *content(void)
{
	buf_reset(&text);
	cr_assert_eq(file_read_small(AT_FDCWD, at("log"), 2 * LOG_LIMIT, &text, NULL), 0);
	return text.data;
}

static off_t size(void)
{
	struct stat s;

	cr_assert_eq(stat(at("log"), &s), 0);
	return s.st_size;
}

Test(log, is_ours_alone_and_one_line_an_event)
{
	struct stat s;

	log_open(at("log"));
	log_info("one\ntwo");
	log_warn(-ENOENT, "%s", "three");
	log_close();
	cr_assert_eq(stat(at("log"), &s), 0);
	cr_assert_eq(s.st_mode & 07777, 0600);
	cr_assert_not_null(strstr(content(), "Z one\\ntwo\n"));
	cr_assert_not_null(strstr(content(), "Z three: No such file or directory\n"));
}

Test(log, is_begun_anew_while_it_is_written)
{
	char line[1000];
	off_t largest = 0;

	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	log_open(at("log"));
	for (int i = 0; i < 1500; i++) {
		log_info("%d %s", i, line);
		if (size() > largest)
			largest = size();
	}
	log_close();
	cr_assert_gt(largest, LOG_LIMIT / 2);
	cr_assert_leq(largest, LOG_LIMIT);
	cr_assert_not_null(strstr(content(), "1499 xxx"), "the last line is there");
	cr_assert_null(strstr(content(), "Z 1 xxx"), "the first lines are gone");
}

/* Another, of an older envd, let it grow. */
Test(log, a_long_one_is_begun_anew)
{
	char *bytes = calloc(1, LOG_LIMIT + 10);

	put_bytes("log", bytes, LOG_LIMIT + 10, 0600);
	free(bytes);
	log_open(at("log"));
	log_info("first");
	log_close();
	cr_assert_lt(size(), 100);
	cr_assert_not_null(strstr(content(), "first"));
}
