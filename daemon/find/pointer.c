/* pointer: see pointer.h. */
#include "find/pointer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "envd/paths.h"
#include "sys/follow.h"

/* Makes *env of where it led: `where`, with the error of follow(). */
static void conclude(const struct pointer *pointer, const char *prefix, int error,
		     const char *where, struct env *env)
{
	const struct kind *kind = pointer->kind;
	int r = error == 0 ? kind_of(where, true, &kind) : error;

	env_start(env, r == 1 ? kind : pointer->kind, prefix, error == 0 ? where : NULL,
		  pointer->dir);
	env->pointer = xstrdup(pointer->path);
	if (r == 1) {
		kind->inspect(env);
		return;
	}
	if (error == -EPERM)
		reason_set(&env->state, REASON_POINTER_REFUSED, pointer->path, where);
	else if (r == -EACCES)
		reason_set(&env->state, REASON_NO_ACCESS, where, NULL);
	else
		reason_set(&env->state, REASON_POINTER_LOST, pointer->path, where);
	strings_add(&env->rests_on, where);
}

void pointer_follow_link(const struct pointer *pointer, struct env *env)
{
	char *where;
	int r = follow(pointer->real_dir, path_base(pointer->path), &where);

	conclude(pointer, pointer->path, r, where, env);
	free(where);
}

/* The prefix is the path as it was written, unless ".." behind a symlink makes
 * that another place by its names. */
static char *logical_target(const struct pointer *pointer, const char *target,
			    const char *where)
{
	char *logical = path_clean(pointer->dir, target);
	char *check = NULL;

	if (!path_is_clean(logical)) {
		free(logical);
		return xstrdup(pointer->path);
	}
	follow(pointer->real_dir, logical, &check);
	if (!same_string(check, where)) {
		free(logical);
		logical = xstrdup(where);
	}
	free(check);
	return logical;
}

static void follow_path(const struct pointer *pointer, const char *target, struct env *env)
{
	char *where, *prefix;
	int r = follow(pointer->real_dir, target, &where);

	prefix = logical_target(pointer, target, where);
	conclude(pointer, prefix, r, where, env);
	free(prefix);
	free(where);
}

/* Appends where an environment that has only a name may be. */
static void add_places(struct strings *list, const struct pointer *pointer,
		       const struct surroundings *around)
{
	strings_add(list, pointer->dir);
	for (size_t i = 0; kinds[i]; i++)
		if (kinds[i]->places)
			kinds[i]->places(around, list);
}

/* The first place that has it (or that we may not touch); else it is lost
 * where it should have been first: beside the pointer. */
void pointer_follow_name(const struct pointer *pointer, const char *name,
			 const struct surroundings *around, struct env *env)
{
	struct strings places = { 0 };
	char *found = NULL;

	add_places(&places, pointer, around);
	for (size_t i = 0; i < places.n && !found; i++) {
		char *path = path_join(places.v[i], name), *where;
		const struct kind *kind;
		int r = follow(pointer->real_dir, path, &where);

		if (r == -EPERM || (r == 0 && kind_of(where, true, &kind) == 1)) {
			found = path;
			path = NULL;
		}
		free(where);
		free(path);
	}
	follow_path(pointer, found ? found : name, env);
	free(found);
	strings_free(&places);
}

void pointer_follow_text(const struct pointer *pointer, const char *line,
			 const struct surroundings *around, struct env *env)
{
	char *path = NULL;

	if (line[0] == '\0' || same_string(line, "..")) {
		env_start(env, pointer->kind, pointer->path, NULL, pointer->dir);
		env->pointer = xstrdup(pointer->path);
		reason_set(&env->state, line[0] ? REASON_POINTER_LOST : REASON_POINTER_EMPTY,
			   pointer->path, line[0] ? line : NULL);
	} else if (around->home && line[0] == '~' && (line[1] == '/' || line[1] == '\0')) {
		path = xasprintf("%s%s", around->home, line + 1);
		follow_path(pointer, path, env);
	} else if (strchr(line, '/') || line[0] == '.' || line[0] == '~') {
		follow_path(pointer, line, env);
	} else {
		pointer_follow_name(pointer, line, around, env);
	}
	free(path);
}

