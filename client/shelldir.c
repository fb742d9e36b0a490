/* shelldir: a shell's own directory. */
#include "shelldir.h"

#include "envd/buf.h"
#include "envd/file.h"
#include "envd/process.h"
#include "envd/shell_name.h"
#include "envd/text.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CREATE (O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC)

/* Makes and opens the directory `name` below fd, ours and 0700. */
static int open_directory(int fd, const char *name)
{
	struct file file;
	int dir, r;

	if (mkdirat(fd, name, 0700) < 0 && errno != EEXIST)
		return -errno;
	dir = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0)
		return -errno;
	r = file_look_fd(dir, &file);
	if (r == 0 && (file.uid != geteuid() || (file.mode & 077)))
		r = -EPERM;
	if (r < 0)
		close(dir);
	return r < 0 ? r : dir;
}

/* Makes <runtime>/s/NAME. 0 or a negative errno. */
static int make(struct shelldir *dir, const char *runtime, const char *name)
{
	int all = open(runtime, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int shells;

	if (all < 0)
		return -errno;
	shells = open_directory(all, "s");
	close(all);
	if (shells < 0)
		return shells;
	dir->fd = open_directory(shells, name);
	close(shells);
	return dir->fd < 0 ? dir->fd : 0;
}

int shelldir_open(struct shelldir *dir, const struct paths *paths, uint32_t pid)
{
	char *name;
	int r;

	*dir = (struct shelldir){ .fd = -1, .id = { .pid = pid } };
	dir->id.namespace = process_namespace();
	process_start_time((pid_t)pid, &dir->id.start);
	name = shell_name(&dir->id);
	dir->id.directory = xasprintf("%s/s/%s", paths->runtime, name);
	dir->twins = xasprintf("%s/t", dir->id.directory);
	dir->fd = open(dir->id.directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	r = dir->fd < 0 ? make(dir, paths->runtime, name) : 0;
	free(name);
	return r;
}

void shelldir_close(struct shelldir *dir)
{
	if (dir->fd >= 0)
		close(dir->fd);
	free(dir->id.directory);
	free(dir->stamp_path);
	free(dir->twins);
	*dir = (struct shelldir){ .fd = -1 };
}

int shelldir_stamp(struct shelldir *dir, uint32_t n)
{
	char name[24];
	struct file file;
	int fd, r;

	snprintf(name, sizeof(name), "stamp.%lu", (unsigned long)n - 1);
	unlinkat(dir->fd, name, 0);
	snprintf(name, sizeof(name), "stamp.%lu", (unsigned long)n);
	unlinkat(dir->fd, name, 0);     /* of an earlier hook in this very shell */
	fd = openat(dir->fd, name, CREATE | O_EXCL, 0600);
	if (fd < 0)
		return -errno;
	r = file_look_fd(fd, &file);
	close(fd);
	dir->stamp = n;
	dir->stamp_path = xasprintf("%s/%s", dir->id.directory, name);
	dir->asked = file.mtime;
	return r;
}

int shelldir_make_twins(struct shelldir *dir, const struct condition *conditions, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct timespec times[2] = { conditions[i].mtime, conditions[i].mtime };
		char name[24];
		int fd;

		if (conditions[i].type != CONDITION_SAME)
			continue;
		snprintf(name, sizeof(name), "t%zu", i);
		if (utimensat(dir->fd, name, times, AT_SYMLINK_NOFOLLOW) == 0)
			continue;
		fd = openat(dir->fd, name, CREATE, 0600);
		if (fd < 0)
			return -errno;
		if (futimens(fd, times) < 0) {
			int r = -errno;

			close(fd);
			return r;
		}
		close(fd);
	}
	return 0;
}

int shelldir_write_seen(struct shelldir *dir, const struct place *places, size_t n)
{
	struct buf text = BUF_INIT;
	int fd, r;

	if (n == 0)
		return unlinkat(dir->fd, "seen", 0) < 0 && errno != ENOENT ? -errno : 0;
	buf_addf(&text, "seen 1 %lld.%09ld\n", (long long)dir->asked.tv_sec,
		 dir->asked.tv_nsec);
	for (size_t i = 0; i < n; i++) {
		buf_addf(&text, "%llu %llu ", (unsigned long long)places[i].device,
			 (unsigned long long)places[i].inode);
		percent_encode(&text, places[i].path);
		buf_addc(&text, '\n');
	}
	/* Whole or not at all: another shell's question may read it now. */
	fd = openat(dir->fd, "seen.new", CREATE | O_TRUNC, 0600);
	r = fd < 0 ? -errno : write_all(fd, text.data, text.len);
	if (fd >= 0)
		close(fd);
	/* Not over the old one: ext4 would write the new one to disk first. */
	unlinkat(dir->fd, "seen", 0);
	if (r == 0 && renameat(dir->fd, "seen.new", dir->fd, "seen") < 0)
		r = -errno;
	buf_free(&text);
	return r;
}

int shelldir_write(struct shelldir *dir, const char *name, const void *text, size_t n)
{
	int fd = openat(dir->fd, name, CREATE | O_TRUNC, 0600), r;

	if (fd < 0)
		return -errno;
	r = write_all(fd, text, n);
	close(fd);
	return r;
}

bool shelldir_is_first(struct shelldir *dir, const char *key)
{
	char name[32];
	int fd;

	snprintf(name, sizeof(name), "told.%016llx",
		 (unsigned long long)hash_bytes(HASH_START, key, strlen(key)));
	fd = openat(dir->fd, name, CREATE | O_EXCL, 0600);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}
