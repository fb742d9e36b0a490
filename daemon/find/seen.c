/* seen: reading what a shell was told. */
#include "find/seen.h"

#include "envd/buf.h"
#include "envd/file.h"
#include "envd/paths.h"
#include "envd/text.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIMIT (64 * 1024)

static bool parse_header(struct seen *seen, const char **p)
{
	uint64_t sec, nsec;

	if (!starts_with(*p, "seen 1 "))
		return false;
	*p += strlen("seen 1 ");
	if (!take_number(p, '.', INT32_MAX * UINT64_C(256), &sec) ||
	    !take_number(p, '\n', 999999999, &nsec))
		return false;
	seen->when = (struct timespec){ .tv_sec = (time_t)sec, .tv_nsec = (long)nsec };
	return true;
}

static bool parse_place(struct seen *seen, const char **p)
{
	struct buf path = BUF_INIT;
	struct place place = { 0 };
	const char *end = strchr(*p, '\n');
	bool is_good;

	if (end == NULL)
		return false;
	is_good = take_number(p, ' ', UINT64_MAX, &place.device) && *p < end &&
		  take_number(p, ' ', UINT64_MAX, &place.inode) && *p < end &&
		  percent_decode(&path, *p, (size_t)(end - *p));
	*p = end + 1;
	if (is_good) {
		place.path = buf_detach(&path);
		seen->places = xrealloc(seen->places, (seen->n + 1) * sizeof(place));
		seen->places[seen->n++] = place;
	}
	buf_free(&path);
	return is_good;
}

static bool parse(struct seen *seen, const char *p)
{
	if (!parse_header(seen, &p))
		return false;
	while (*p)
		if (!parse_place(seen, &p))
			return false;
	return true;
}

void seen_read(struct seen *seen, const char *directory)
{
	struct buf text = BUF_INIT;
	struct file dir, file;
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	*seen = (struct seen){ 0 };
	if (fd < 0)
		return;
	if (file_look_fd(fd, &dir) < 0 || dir.uid != geteuid() || (dir.mode & 077) ||
	    file_read_small(fd, "seen", LIMIT, &text, &file) < 0 ||
	    file.uid != geteuid() || (file.mode & 022) || !parse(seen, text.data))
		seen_deinit(seen);
	buf_free(&text);
	close(fd);
}

bool seen_has(const struct seen *seen, uint64_t device, uint64_t inode)
{
	for (size_t i = 0; i < seen->n; i++)
		if (seen->places[i].device == device && seen->places[i].inode == inode)
			return true;
	return false;
}

void seen_deinit(struct seen *seen)
{
	for (size_t i = 0; i < seen->n; i++)
		free(seen->places[i].path);
	free(seen->places);
	*seen = (struct seen){ 0 };
}

static bool is_born_since(const struct file *file, struct timespec t0)
{
	return time_is_known(file->btime) && time_compare(file->btime, t0) >= 0;
}

bool seen_knows(const struct seen *seen, const char *dir, struct timespec *t0)
{
	char *at = xstrdup(dir);
	bool is_known = false, is_possible = seen->n > 0;

	/* A directory made since, in one that was seen, cannot have had an
	 * environment before either: made and entered in one command line. */
	while (is_possible && !is_known) {
		char *parent = path_parent(at);
		struct file file;

		is_possible = file_look(AT_FDCWD, at, false, &file) == 0;
		is_known = is_possible && seen_has(seen, file.device, file.inode);
		is_possible = is_possible && is_born_since(&file, seen->when) &&
			      strcmp(at, "/") != 0;
		free(at);
		at = parent;
	}
	free(at);
	*t0 = seen->when;
	return is_known;
}
