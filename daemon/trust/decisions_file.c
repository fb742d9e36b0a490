/*
 * decisions_file: read whole and rewritten whole.
 *
 * Whatever is not exactly as decision_list_format() writes it is trouble, and then
 * nothing is written, since that would drop the lines that could not be read.
 */
#include "trust/decisions_file.h"

#include "trust/decision_list.h"

#include "envd/buf.h"
#include "envd/paths.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LIMIT (4 * 1024 * 1024)
#define LOCK_WAIT_MS 2000

static int open_directory(const char *file)
{
	char *dir = path_parent(file);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), r = fd < 0 ? -errno : fd;

	free(dir);
	return r;
}

static int read_in(int dirfd, const char *name, struct decision_list *list,
		   struct file *identity)
{
	struct buf text = BUF_INIT;
	int r = file_look(dirfd, name, false, identity), bad = 0;

	if (r == -ENOENT) {
		*identity = (struct file){ 0 };
		return -1;
	}
	if (r == 0)
		r = file_read_small(dirfd, name, LIMIT, &text, identity);
	if (r == 0 && identity->uid == geteuid() && !(identity->mode & (S_IWGRP | S_IWOTH)))
		bad = decision_list_parse(list, text.data);
	buf_free(&text);
	return bad;
}

int decisions_file_read(const char *file, struct decision_list *list, struct file *identity)
{
	int dirfd = open_directory(file), bad;

	*identity = (struct file){ 0 };
	if (dirfd < 0)
		return dirfd == -ENOENT ? -1 : 0;
	bad = read_in(dirfd, path_base(file), list, identity);
	close(dirfd);
	return bad;
}

/* Takes the lock that all writers of the file take, waiting a little: one that
 * was stopped while it holds it must not stop us. A descriptor or -errno. */
static int take_lock(int dirfd, const char *name)
{
	char *lock = xasprintf("%s.lock", name);
	int fd = openat(dirfd, lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	int r = fd < 0 ? -errno : 0;
	int64_t deadline = monotonic_ms() + LOCK_WAIT_MS;

	free(lock);
	while (r == 0 && flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			r = -errno;
		else if (monotonic_ms() > deadline)
			r = -EBUSY;
		else
			nanosleep(&(struct timespec){ .tv_nsec = 5 * 1000 * 1000 }, NULL);
	}
	if (r == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return r;
}

static int write_list(int dirfd, const char *name, const struct decision_list *list)
{
	struct buf text = BUF_INIT;
	int r;

	decision_list_format(&text, list);
	r = text.len > LIMIT ? -EFBIG : file_replace(dirfd, name, text.data, text.len);
	buf_free(&text);
	return r;
}

int decisions_file_change(const char *file, const struct decision_list *changes,
			  const struct decision_list *gone)
{
	int dirfd = open_directory(file), lock = dirfd, r;
	const char *name = path_base(file);
	struct decision_list list = { 0 };
	struct file identity;

	if (dirfd >= 0)
		lock = take_lock(dirfd, name);
	r = lock;
	if (lock >= 0) {
		r = read_in(dirfd, name, &list, &identity) < 0 ? 0 : -EBADMSG;
		for (size_t i = 0; r == 0 && i < changes->n; i++)
			decision_list_put(&list, &changes->v[i]);
		if (gone)
			decision_list_subtract(&list, gone);
		if (r == 0)
			r = write_list(dirfd, name, &list);
		decision_list_deinit(&list);
		close(lock);
	}
	if (dirfd >= 0)
		close(dirfd);
	return r;
}
