/* pointer: see pointer.h. */
#include "find/pointer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "envd/paths.h"
#include "find/prefix.h"
#include "sys/follow.h"

/* Makes *env of where it led: `where`, with the error of follow(). */
static void conclude(const struct pointer *pointer, const char *prefix, int error,
		     const char *where, struct env *env)
{
	int r = error == 0 ? prefix_is_environment(where) : error;

	prefix_start(env, pointer->kind, prefix, error == 0 ? where : NULL, pointer->dir);
	env->pointer = xstrdup(pointer->path);
	if (r == 1)
		prefix_inspect(env);
	else if (error == -EPERM)
		reason_set(&env->state, REASON_POINTER_REFUSED, pointer->path, where);
	else if (r == -EACCES)
		reason_set(&env->state, REASON_NO_ACCESS, where, NULL);
	else
		reason_set(&env->state, REASON_POINTER_LOST, pointer->path, where);
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
static void add_places(struct strings *places, const struct pointer *pointer,
		       const struct surroundings *around)
{
	const char *workon = variables_find(around->variables, "WORKON_HOME");
	const char *data = variables_find(around->variables, "XDG_DATA_HOME");
	char *path;

	strings_add(places, pointer->dir);
	if (workon && workon[0] == '/')
		strings_add(places, workon);
	if (around->home) {
		path = path_join(around->home, ".virtualenvs");
		strings_add(places, path);
		free(path);
	}
	if (data && data[0] == '/')
		path = path_join(data, "virtualenvs");
	else if (around->home)
		path = path_join(around->home, ".local/share/virtualenvs");
	else
		return;
	strings_add(places, path);
	free(path);
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
		char *path = path_join(places.v[i], name);
		char *where;
		int r = follow(pointer->real_dir, path, &where);

		if (r == -EPERM || (r == 0 && prefix_is_environment(where) == 1)) {
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
		prefix_start(env, pointer->kind, pointer->path, NULL, pointer->dir);
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

