/* file: reading and replacing small files that others may have touched. */
#include "envd/file.h"

#include "envd/buf.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GUARD_COARSE_MS 3000

bool file_is_same(const struct file *a, const struct file *b)
{
	return a->device == b->device && a->inode == b->inode;
}

int time_compare(struct timespec a, struct timespec b)
{
	if (a.tv_sec != b.tv_sec)
		return a.tv_sec < b.tv_sec ? -1 : 1;
	if (a.tv_nsec != b.tv_nsec)
		return a.tv_nsec < b.tv_nsec ? -1 : 1;
	return 0;
}

bool file_is_young(const struct file *file, int guard_ms)
{
	int64_t guard = file->mtime.tv_nsec % 1000000 ? guard_ms : GUARD_COARSE_MS;
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return ((int64_t)now.tv_sec - file->ctime.tv_sec) * 1000 +
	       (now.tv_nsec - file->ctime.tv_nsec) / 1000000 < guard;
}

bool time_is_known(struct timespec t)
{
	return t.tv_sec != 0 || t.tv_nsec != 0;
}

/* Reads up to limit bytes; -EFBIG when there are more. */
static int read_up_to(int fd, size_t limit, struct buf *out)
{
	char chunk[16384];
	size_t start = out->len;

	for (;;) {
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return 0;
		if (out->len - start + (size_t)n > limit)
			return -EFBIG;
		buf_add(out, chunk, (size_t)n);
	}
}

static bool is_text(const char *s, size_t n)
{
	if (n >= 2 && ((s[0] == '\xff' && s[1] == '\xfe') ||
		       (s[0] == '\xfe' && s[1] == '\xff')))
		return false;
	return memchr(s, '\0', n) == NULL;
}

int file_read_bytes(int dirfd, const char *name, size_t limit, struct buf *out,
		    struct file *info)
{
	/* Looked at first, because opening a device acts on it; and again when
	 * it is open, because it may have been exchanged. */
	static const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	struct file before, opened;
	int fd = -1, r;

	r = file_look(dirfd, name, false, &before);
	if (r < 0)
		return r;
	if (S_ISLNK(before.mode))
		return -ELOOP;
	if (!S_ISREG(before.mode))
		return -EINVAL;
	fd = openat(dirfd, name, flags);
	if (fd < 0)
		return -errno;
	r = file_look_fd(fd, &opened);
	if (r == 0 && (!S_ISREG(opened.mode) || !file_is_same(&before, &opened)))
		r = -EINVAL;
	if (r == 0)
		r = read_up_to(fd, limit, out);
	if (r == 0 && info)
		*info = opened;
	close(fd);
	return r;
}

int file_read_small(int dirfd, const char *name, size_t limit, struct buf *out,
		    struct file *info)
{
	size_t start = out->len;
	int r = file_read_bytes(dirfd, name, limit, out, info);

	if (r == 0 && !is_text(out->data + start, out->len - start))
		r = -EILSEQ;
	return r;
}

char *file_link_target(int dirfd, const char *name)
{
	size_t size = 256;

	for (;;) {
		char *target = xrealloc(NULL, size);
		ssize_t n = readlinkat(dirfd, name, target, size);

		if (n >= 0 && (size_t)n < size) {
			target[n] = '\0';
			return target;
		}
		free(target);
		if (n < 0)
			return NULL;
		size *= 2;
	}
}

int file_replace(int dirfd, const char *name, const void *content, size_t n)
{
	char *temporary = xasprintf("%s.new-%ld", name, (long)getpid());
	int fd, r = 0;

	unlinkat(dirfd, temporary, 0);
	fd = openat(dirfd, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		r = -errno;
		goto out;
	}
	r = write_all(fd, content, n);
	if (r == 0)
		r = file_sync(fd);
	if (close(fd) < 0 && r == 0)
		r = -errno;
	if (r == 0 && renameat(dirfd, temporary, dirfd, name) < 0)
		r = -errno;
	if (r < 0)
		unlinkat(dirfd, temporary, 0);
	else
		fsync(dirfd);   /* the rename itself; a failure loses nothing old */
out:
	free(temporary);
	return r;
}
