/*
 * kind: asking the kinds.
 */
#include "find/kind.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "envd/file.h"
#include "envd/paths.h"
#include "sys/follow.h"

/* The one slot that an answer has. */
#define SLOT "python"

void kind_markers(struct strings *names)
{
	for (size_t i = 0; kinds[i]; i++)
		for (size_t j = 0; kinds[i]->markers[j]; j++)
			if (!strings_has(names, kinds[i]->markers[j]))
				strings_add(names, kinds[i]->markers[j]);
}

int kind_find(const char *dir, const struct surroundings *around, struct env *env)
{
	int r = 0;

	*env = (struct env){ 0 };
	for (size_t i = 0; kinds[i] && r == 0; i++)
		if (kinds[i]->detect && strcmp(kinds[i]->slot, SLOT) == 0)
			r = kinds[i]->detect(dir, around, env);
	return r;
}

int kind_of(const char *prefix, bool is_meant, const struct kind **kind)
{
	int r = 0;

	*kind = NULL;
	for (size_t i = 0; kinds[i] && r == 0; i++) {
		if (kinds[i]->look_at)
			r = kinds[i]->look_at(prefix, is_meant);
		*kind = kinds[i];
	}
	return r;
}

static void start(struct env *env, const struct kind *kind, const char *prefix,
		  const char *real)
{
	char *parent = path_parent(prefix);

	env_start(env, kind, prefix, real, parent);
	kind->inspect(env);
	free(parent);
}

/* A prefix that is itself a link is a pointer: where it leads is found with
 * the same care, and trust hears of it. 1, 0 or a negative errno. */
static int look_through_link(const char *prefix, struct env *env)
{
	char *parent = path_parent(prefix), *from = path_real(parent), *where = NULL;
	const struct kind *kind = NULL;
	int r = from ? follow(from, path_base(prefix), &where) : -errno;

	if (r == 0)
		r = kind_of(where, false, &kind);
	else if (r == -EPERM)
		r = 0;
	if (r == 1) {
		start(env, kind, prefix, where);
		env->pointer = xstrdup(prefix);
	}
	free(where);
	free(from);
	free(parent);
	return r;
}

int kind_look_at(const char *prefix, struct env *env)
{
	const struct kind *kind;
	struct file file;
	int r = file_look(AT_FDCWD, prefix, false, &file);

	*env = (struct env){ 0 };
	if (r == 0 && S_ISLNK(file.mode)) {
		r = look_through_link(prefix, env);
	} else if (r == 0 && (r = kind_of(prefix, false, &kind)) == 1) {
		char *real = path_real(prefix);

		start(env, kind, prefix, real);
		free(real);
	}
	if (r == -ENOENT || r == -ENOTDIR || r == -ELOOP || r == -ENAMETOOLONG)
		r = 0;
	return r;
}
