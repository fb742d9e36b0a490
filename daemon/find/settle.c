/* settle: see settle.h. */
#include "find/settle.h"

#include "find/project.h"
#include "find/listing.h"

#include "envd/file.h"

#include <fcntl.h>
#include <string.h>

static const char *hash_of(const struct env *env)
{
	return env->file ? env->file->hash : NULL;
}

static bool is_far(const struct env *env, const struct mount_table *mounts)
{
	bool is = mount_table_is_far(mounts, env->real);

	for (size_t i = 0; i < env->rests_on.n && !is; i++)
		is = mount_table_is_far(mounts, env->rests_on.v[i]);
	return is;
}

static bool is_same(const struct env *env, const struct env *again)
{
	return strcmp(again->prefix, env->prefix) == 0 && same_string(again->real, env->real) &&
	       same_string(hash_of(again), hash_of(env));
}

/* What activates it: its own part, then what the project's file asks for. */
static void set_activation(struct answer *answer, const struct env *env)
{
	const struct projectfile *file = env->file;

	for (size_t i = 0; i < env->entries.n; i++)
		strings_add(&answer->entries, env->entries.v[i]);
	sets_copy(&answer->sets, &env->sets);
	for (size_t i = 0; file && i < file->prepend.n; i++)
		if (!strings_has(&answer->entries, file->prepend.v[i]))
			strings_add(&answer->entries, file->prepend.v[i]);
	for (size_t i = 0; file && i < file->vars.n; i++)
		sets_add(&answer->sets, SET_VALUE, file->vars.v[i].name, file->vars.v[i].value);
	answer->identity = xstrdup(env->identity);
	answer->executable = xstrdup(env->executable);
}

static void set_env(struct answer *answer, const struct env *env)
{
	answer->kind = xstrdup(env->kind->name);
	answer->manager = xstrdup(env->manager);
	answer->prefix = xstrdup(env->prefix);
	answer->project = xstrdup(env->project);
	answer->label = xstrdup(env->label);
	answer->version = xstrdup(env->version);
	answer->repair = xstrdup(env->kind->repair);
	answer->remake = xstrdup(env->kind->remake);
	set_activation(answer, env);
}

/* What is born in the project from now on is as new as where nothing was: one
 * that was replaced (rm -rf .venv; python3 -m venv .venv) needs no question. */
static void add_project(struct answer *answer, const struct env *env)
{
	struct file file;

	if (file_look(AT_FDCWD, env->project, true, &file) == 0)
		answer_add_place(answer, env->project, file.device, file.inode);
}

int settle(struct answer *answer, struct env *env, const struct surroundings *around,
	   const struct mount_table *mounts, bool is_by_kind)
{
	struct env again = { 0 };
	int r;

	if (is_far(env, mounts))
		answer->flags |= ANSWER_VOLATILE;
	listing_add_env(answer, env);
	r = is_by_kind ? project_detect(env->project, around, &again) :
			 kind_look_at(env->prefix, &again);
	if (r == 1 && env->file && !again.file)
		project_look(&again, around->home);
	if (r != 1 || !is_same(env, &again)) {
		answer->flags |= ANSWER_ASK_AGAIN;
		answer->outcome = OUTCOME_NOTHING;
		env_deinit(&again);
		return 0;
	}
	env_deinit(env);
	*env = again;
	set_env(answer, env);
	add_project(answer, env);
	return 1;
}
