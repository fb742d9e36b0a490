/* file on macOS: stat(2) has the birth time. */
#include "envd/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* macOS 13 and its kernel; an older one passes it over and wants the right to list. */
#ifndef O_SEARCH
#define O_SEARCH (0x40000000 | O_DIRECTORY)
#endif

static void take(struct file *out, const struct stat *s)
{
	*out = (struct file){
		.device = (uint32_t)s->st_dev, .inode = s->st_ino,
		.mode = s->st_mode, .uid = s->st_uid, .gid = s->st_gid,
		.size = (uint64_t)s->st_size,
		.mtime = s->st_mtimespec, .ctime = s->st_ctimespec,
		.btime = s->st_birthtimespec,
	};
	/* What a file system without birth times says. */
	if (out->btime.tv_sec <= 0)
		out->btime = (struct timespec){ 0 };
}

int file_look(int dirfd, const char *path, bool follow, struct file *out)
{
	struct stat s;

	if (fstatat(dirfd, path, &s, follow ? 0 : AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	take(out, &s);
	return 0;
}

int file_look_fd(int fd, struct file *out)
{
	struct stat s;

	if (fstat(fd, &s) < 0)
		return -errno;
	take(out, &s);
	return 0;
}

int file_open_directory(const char *path, bool follow)
{
	int fd = open(path, O_SEARCH | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));

	return fd < 0 ? -errno : fd;
}

/* fsync(2) leaves it in the disk's own memory. Not every file system can more. */
int file_sync(int fd)
{
	if (fcntl(fd, F_FULLFSYNC) == 0)
		return 0;
	return fsync(fd) < 0 ? -errno : 0;
}

/* APFS has nanoseconds, of this clock. */
struct timespec time_of_files(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now;
}
