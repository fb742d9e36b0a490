/* meant: see meant.h. */
#include "find/meant.h"

#include "find/kind.h"
#include "find/project.h"

#include "envd/paths.h"
#include "envd/util.h"

#include <stdlib.h>

/* The one that a `.venv` file or link at `path` leads to. */
static int find_pointed(const char *path, const struct surroundings *around, struct env *env)
{
	char *dir = path_parent(path);
	int r = project_detect(dir, around, env);

	free(dir);
	if (r == 1 && same_string(env->pointer, path))
		return 1;
	env_deinit(env);
	return 0;
}

/* The only one in `dir` that is known by whatever name. */
static int find_named(const char *dir, struct registry *registry, struct env *env)
{
	struct strings names = { 0 };
	struct env other = { 0 };
	size_t found = 0;

	registry_names_in(registry, dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		char *prefix = path_join(dir, names.v[i]);

		if (kind_look_at(prefix, found ? &other : env) == 1)
			found++;
		env_deinit(&other);
		free(prefix);
	}
	strings_free(&names);
	if (found > 1)
		env_deinit(env);
	return found == 1;
}

bool meant_find(const char *path, const char *home, struct registry *registry,
		struct env *env)
{
	static const struct variables none = { 0 };
	struct surroundings around = { .home = home, .variables = &none };
	int r = kind_look_at(path, env);

	if (r == 0)
		r = project_detect(path, &around, env);
	if (r == 0)
		r = find_named(path, registry, env);
	if (r == 0)
		r = find_pointed(path, &around, env);
	if (r != 1)
		env_deinit(env);
	return r == 1;
}
