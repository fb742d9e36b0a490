/*
 * file: what the kernel says of a path, and the one way to read a file that
 * somebody else may have written.
 *
 * file_linux.c and its siblings hold what differs between systems: the birth
 * time, the right to look below a directory, what reaches the disk.
 */
#ifndef ENVD_FILE_H
#define ENVD_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

struct buf;

struct file {
	uint64_t device, inode;
	mode_t mode;
	uid_t uid;
	gid_t gid;
	uint64_t size;
	struct timespec mtime, ctime;
	struct timespec btime;          /* all zero: not known here */
};

/* Looks at `path` below `dirfd` (AT_FDCWD for none), following a symlink at
 * its end or not. 0 or a negative errno. */
int file_look(int dirfd, const char *path, bool follow, struct file *out);
int file_look_fd(int fd, struct file *out);

/* The directory `path`, to look at what is below it; where the system can, that
 * takes no right to list it. A descriptor or a negative errno. */
int file_open_directory(const char *path, bool follow);

bool file_is_same(const struct file *a, const struct file *b);   /* device and inode */

/* <0, 0, >0, as a is before, equal to or after b. */
int time_compare(struct timespec a, struct timespec b);
bool time_is_known(struct timespec t);

/* The kernel's clock as it stamps files with (coarse). */
struct timespec time_of_files(void);

/* May it change again and keep its time? Two changes within one tick of the
 * kernel's clock, at most 10 ms, leave the same time; guard_ms is longer than that,
 * and taken to be seconds where a file system keeps whole ones (FAT: two), or
 * milliseconds at best. */
#define FILE_GUARD_MS 30
bool file_is_young(const struct file *file, int guard_ms);

/*
 * Reads a small regular file whole. It is opened so that neither a FIFO, a
 * socket, a device nor a symlink put there can hang or mislead us.
 * 0 or a negative errno; -ELOOP a symlink, -EINVAL not a regular file,
 * -EFBIG longer than `limit`, -EILSEQ holds a NUL or starts with a UTF-16
 * mark. `info`, if not NULL, gets what was read.
 */
int file_read_small(int dirfd, const char *name, size_t limit, struct buf *out,
		    struct file *info);

/* The same of what need not be text. */
int file_read_bytes(int dirfd, const char *name, size_t limit, struct buf *out,
		    struct file *info);

/* Has what was written to it reach the disk. 0 or a negative errno. */
int file_sync(int fd);

/* The target of a symlink, to be freed; NULL with errno set on failure. */
char *file_link_target(int dirfd, const char *name);

/* Writes `content` to a temporary sibling, syncs it and renames it over
 * `name` in the directory `dirfd`, mode 0600. 0 or a negative errno, and then
 * the old file is untouched. */
int file_replace(int dirfd, const char *name, const void *content, size_t n);

#endif
