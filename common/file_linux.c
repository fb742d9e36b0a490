/*
 * file on Linux: statx(2) for the birth time. musl has no statx() and, under
 * musl-gcc, no <linux/stat.h>, so the kernel's structure is written down here
 * (include/uapi/linux/stat.h; its size is part of the kernel's promise).
 */
#include "envd/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define KERNEL_BASIC_STATS 0x7ffu
#define KERNEL_BTIME       0x800u
#define KERNEL_EMPTY_PATH  0x1000
#define KERNEL_NO_AUTOMOUNT 0x800

struct kernel_time {
	int64_t sec;
	uint32_t nsec;
	int32_t reserved;
};

struct kernel_statx {
	uint32_t mask, blksize;
	uint64_t attributes;
	uint32_t nlink, uid, gid;
	uint16_t mode, spare0;
	uint64_t ino, size, blocks, attributes_mask;
	struct kernel_time atime, btime, ctime, mtime;
	uint32_t rdev_major, rdev_minor, dev_major, dev_minor;
	uint64_t mnt_id;
	uint64_t spare[13];
};

_Static_assert(sizeof(struct kernel_statx) == 256, "struct statx is 256 bytes");

static struct timespec to_timespec(struct kernel_time t)
{
	return (struct timespec){ .tv_sec = (time_t)t.sec, .tv_nsec = (long)t.nsec };
}

static int look(int dirfd, const char *path, int flags, struct file *out)
{
	struct kernel_statx s;

	memset(&s, 0, sizeof(s));
	if (syscall(SYS_statx, dirfd, path, flags | KERNEL_NO_AUTOMOUNT,
		    KERNEL_BASIC_STATS | KERNEL_BTIME, &s) < 0)
		return -errno;
	*out = (struct file){
		.device = makedev(s.dev_major, s.dev_minor), .inode = s.ino,
		.mode = s.mode, .uid = s.uid, .gid = s.gid, .size = s.size,
		.mtime = to_timespec(s.mtime), .ctime = to_timespec(s.ctime),
	};
	if (s.mask & KERNEL_BTIME)
		out->btime = to_timespec(s.btime);
	return 0;
}

int file_look(int dirfd, const char *path, bool follow, struct file *out)
{
	return look(dirfd, path, follow ? 0 : AT_SYMLINK_NOFOLLOW, out);
}

int file_look_fd(int fd, struct file *out)
{
	return look(fd, "", KERNEL_EMPTY_PATH, out);
}

int file_open_directory(const char *path, bool follow)
{
	int flags = O_PATH | O_DIRECTORY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW);
	int fd = open(path, flags);

	return fd < 0 ? -errno : fd;
}

int file_sync(int fd)
{
	return fsync(fd) < 0 ? -errno : 0;
}

struct timespec time_of_files(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	return now;
}
