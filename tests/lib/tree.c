/* tree: making and removing files. */
#include "tree.h"

#include "fail.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void tree_mkdir(const char *path)
{
	char *copy = strdup(path);

	if (!copy)
		abort();
	for (char *slash = copy + 1; *slash && (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(copy, 0755);
		*slash = '/';
	}
	if (mkdir(path, 0755) != 0 && errno != EEXIST)
		test_fail("mkdir %s: %s", path, strerror(errno));
	free(copy);
}

void tree_write(const char *path, const char *content, int flags)
{
	char *parent = strdup(path), *slash = parent ? strrchr(parent, '/') : NULL;
	size_t n = strlen(content);
	int fd;

	if (!slash)
		abort();
	*slash = '\0';
	tree_mkdir(parent);
	free(parent);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0644);
	if (fd < 0 || write(fd, content, n) != (ssize_t)n)
		test_fail("write %s: %s", path, strerror(errno));
	close(fd);
}

char *tree_read(const char *path)
{
	char *content = NULL;
	size_t n;
	FILE *in = fopen(path, "re"), *out;
	int c;

	if (!in)
		return NULL;
	out = open_memstream(&content, &n);
	if (!out)
		abort();
	while ((c = getc(in)) != EOF)
		putc(c, out);
	fclose(in);
	fclose(out);
	return content;
}

static int remove_at(int parent, const char *name)
{
	struct stat st;
	struct dirent *entry;
	int fd, r = 0;
	DIR *dir;

	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return -errno;
	if (!S_ISDIR(st.st_mode))
		return unlinkat(parent, name, 0) == 0 ? 0 : -errno;
	fchmodat(parent, name, 0700, 0);
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	dir = fd >= 0 ? fdopendir(fd) : NULL;
	while (dir && (entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			r = remove_at(fd, entry->d_name) < 0 ? -EACCES : r;
	}
	if (dir)
		closedir(dir);
	if (unlinkat(parent, name, AT_REMOVEDIR) != 0)
		return -errno;
	return r;
}

int tree_remove(const char *path)
{
	return remove_at(AT_FDCWD, path);
}
