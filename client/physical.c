/* physical: what a path leads over. */
#include "physical.h"

#include "envd/file.h"
#include "envd/paths.h"
#include "envd/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define GUARD_MS 100            /* the shell looks later than we do */

struct saying {
	struct buf *out;
	const struct physical *say;
};

/* A link that may be bent elsewhere without another time ends the walk. */
static int say_link(void *data, const char *path, const struct file *file)
{
	const struct saying *saying = data;

	if (!S_ISLNK(file->mode))
		return 0;
	saying->say->time(saying->out, path, file->mtime);
	return file_is_young(file, GUARD_MS) ? -ELOOP : 0;
}

/*
 * Follows the path as the kernel does and lists each link that it leads over.
 * 0, and *end is where it leads, *file what is there; -ENOENT, and *end is the
 * first that is missing; or another negative errno. To be freed.
 */
static int follow(struct buf *out, const struct physical *say, const char *path, char **end,
		  struct file *file)
{
	struct saying saying = { out, say };
	struct walk walk = { .step = say_link, .data = &saying };
	char *rest;
	int r = walk_path(&walk, "/", path, end, &rest);

	free(rest);
	return r == 0 ? file_look(AT_FDCWD, *end, false, file) : r;
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
		is_said = r == 0 && !file_is_young(&file, GUARD_MS);
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
