/* env: see env.h. */
#include "find/env.h"

#include "envd/paths.h"

#include <stdlib.h>
#include <string.h>

void env_start(struct env *env, const struct kind *kind, const char *prefix, const char *real,
	       const char *project)
{
	*env = (struct env){
		.kind = kind,
		.prefix = xstrdup(prefix),
		.real = xstrdup(real ? real : prefix),
		.project = xstrdup(project),
		.label = xstrdup(path_base(prefix)),
	};
}

static void add(struct strings *list, const char *dir, const char *name)
{
	char *path = path_join(dir, name);

	if (!strings_has(list, path))
		strings_add(list, path);
	free(path);
}

void env_add_entry(struct env *env, const char *name)
{
	add(&env->entries, env->prefix, name);
	add(&env->rests_on, env->real, name);
}

void env_set_identity(struct env *env, const char *name)
{
	free(env->identity);
	env->identity = path_join(env->real, name);
	env_rest_on(env, name);
}

void env_rest_on(struct env *env, const char *name)
{
	add(&env->rests_on, env->real, name);
}

void env_add_leaf(struct env *env, const char *name)
{
	add(&env->leaves, env->prefix, name);
}

void env_set_state(struct env *env, uint32_t code, const char *name, const char *b)
{
	char *path = path_join(env->prefix, name);

	reason_set(&env->state, code, path, b);
	free(path);
}

char *env_real_entry(const struct env *env, size_t i)
{
	const char *entry = env->entries.v[i];

	if (!path_is_in(entry, env->prefix))
		return xstrdup(entry);
	return xasprintf("%s%s", env->real, entry + strlen(env->prefix));
}

void env_deinit(struct env *env)
{
	free(env->prefix);
	free(env->real);
	free(env->project);
	free(env->pointer);
	free(env->label);
	free(env->version);
	free(env->python);
	reason_deinit(&env->state);
	if (env->file)
		projectfile_deinit(env->file);
	free(env->file);
	strings_free(&env->entries);
	sets_free(&env->sets);
	free(env->identity);
	free(env->executable);
	strings_free(&env->rests_on);
	strings_free(&env->leaves);
	*env = (struct env){ 0 };
}
