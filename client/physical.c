/* physical: what a path leads over. */
#include "physical.h"

#include "envd/file.h"
#include "envd/paths.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_LINKS   40
#define YOUNG_MS    100         /* may change again and keep its time */
#define YOUNG_COARSE_MS 3000

static bool is_young(const struct file *file)
{
	struct timespec now = time_of_files();
	int64_t age_ms = ((int64_t)now.tv_sec - file->ctime.tv_sec) * 1000 +
			 (now.tv_nsec - file->ctime.tv_nsec) / 1000000;

	return age_ms < (file->mtime.tv_nsec % 1000000 ? YOUNG_MS : YOUNG_COARSE_MS);
}

/* What is left of a path after its first part, to be freed; *part gets that. */
static char *split(char *path, char **part)
{
	size_t n;

	path += strspn(path, "/");
	n = strcspn(path, "/");
	*part = xasprintf("%.*s", (int)n, path);
	return xstrdup(path + n);
}

/*
 * Follows the path as the kernel does and lists each link that it leads over.
 * 0, and *end is where it leads, *file what is there; -ENOENT, and *end is the
 * first that is missing; or another negative errno. To be freed.
 */
static int follow(struct buf *out, const struct physical *say, const char *path, char **end,
		  struct file *file)
{
	char *rest = xstrdup(path), *at = xstrdup("/"), *part, *next;
	int links = 0, r = file_look(AT_FDCWD, at, false, file);

	while (r == 0 && rest[strspn(rest, "/")]) {
		next = split(rest, &part);
		free(rest);
		rest = next;
		next = strcmp(part, "..") == 0 ? path_parent(at) :
		       strcmp(part, ".") == 0 ? xstrdup(at) : path_join(at, part);
		free(part);
		r = file_look(AT_FDCWD, next, false, file);
		if (r == 0 && S_ISLNK(file->mode)) {
			char *target = file_link_target(AT_FDCWD, next);

			say->time(out, next, file->mtime);
			if (!target || ++links > MAX_LINKS || is_young(file))
				r = -ELOOP;
			part = xasprintf("%s/%s", target ? target : "", rest);
			free(rest);
			rest = part;
			free(next);
			next = xstrdup(target && target[0] == '/' ? "/" : at);
			free(target);
			if (r == 0)
				r = file_look(AT_FDCWD, next, false, file);
		}
		free(at);
		at = next;
	}
	free(rest);
	*end = at;
	return r;
}

/* The shell is where the path leads to now, and that was asked about. */
bool physical_add_directory(struct buf *out, const struct physical *say, const char *path)
{
	struct file file = { 0 }, here;
	char *end;
	int r = follow(out, say, path, &end, &file);

	free(end);
	return r == 0 && file_look(AT_FDCWD, ".", true, &here) == 0 && file_is_same(&file, &here);
}

bool physical_add_condition(struct buf *out, const struct physical *say,
			    const struct condition *condition)
{
	struct file file = { 0 }, other;
	bool is_said = false;
	char *end;
	int r = follow(out, say, condition->path, &end, &file);

	switch (condition->type) {
	case CONDITION_SAME:
		is_said = r == 0;
		say->time(out, end, condition->mtime);
		break;
	case CONDITION_PRESENT:
		is_said = r == 0 && !is_young(&file);
		say->time(out, end, file.mtime);
		break;
	case CONDITION_ABSENT:
		is_said = r == -ENOENT;
		say->absent(out, end);
		break;
	case CONDITION_LINK:
		is_said = r == 0 && file_look(AT_FDCWD, condition->other, true, &other) == 0 &&
			  file_is_same(&file, &other);
		break;
	}
	free(end);
	return is_said;
}
