/*
 * scratch: a directory of the test's own, and files in it. Paths are relative
 * to it; it is removed by scratch_deinit().
 */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch[64];

static inline void scratch_init(void)
{
	strcpy(scratch, "/tmp/envd-test-XXXXXX");
	cr_assert_not_null(mkdtemp(scratch));
}

static inline int scratch_remove_one(const char *path, const struct stat *st, int type,
				     struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static inline void scratch_empty(void)
{
	nftw(scratch, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

/* Keeps a string for the next 64 calls, so that a test need not free it. */
static inline char *keep_for_a_while(char *string)
{
	static char *kept[64];
	static size_t next;

	free(kept[next]);
	kept[next] = string;
	next = (next + 1) % (sizeof(kept) / sizeof(kept[0]));
	return string;
}

/* The absolute path. */
static inline char *at(const char *path)
{
	char *joined;

	cr_assert_geq(asprintf(&joined, "%s/%s", scratch, path), 0);
	return keep_for_a_while(joined);
}

/* The same with every '@' replaced by the scratch directory; NULL stays. */
static inline char *expand(const char *text)
{
	size_t n = 0, length = strlen(scratch);
	char *out;

	if (!text)
		return NULL;
	out = calloc(strlen(text) + 1, length + 1);
	for (; *text; text++) {
		if (*text == '@') {
			memcpy(out + n, scratch, length);
			n += length;
		} else {
			out[n++] = *text;
		}
	}
	return keep_for_a_while(out);
}

/* Makes the directories above path. */
static inline void put_parents(const char *absolute)
{
	char *path = strdup(absolute);

	for (char *slash = path + strlen(scratch) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	free(path);
}

static inline void put_dir(const char *path)
{
	put_parents(at(path));
	cr_assert(mkdir(at(path), 0755) == 0 || errno == EEXIST, "mkdir %s", path);
}

static inline void put_bytes(const char *path, const void *bytes, size_t n, mode_t mode)
{
	int fd;

	put_parents(at(path));
	fd = open(at(path), O_WRONLY | O_CREAT | O_TRUNC, 0644);
	cr_assert_geq(fd, 0, "open %s", path);
	cr_assert_eq(write(fd, bytes, n), (ssize_t)n);
	fchmod(fd, mode);
	close(fd);
}

static inline void put_file(const char *path, const char *text)
{
	char *content = expand(text);

	put_bytes(path, content, strlen(content), 0644);
}

static inline void put_program(const char *path)
{
	put_bytes(path, "", 0, 0755);
}

static inline void put_link(const char *path, const char *target)
{
	put_parents(at(path));
	unlink(at(path));
	cr_assert_eq(symlink(expand(target), at(path)), 0, "symlink %s", path);
}

static inline void put_fifo(const char *path)
{
	put_parents(at(path));
	cr_assert_eq(mkfifo(at(path), 0644), 0);
}

#endif
