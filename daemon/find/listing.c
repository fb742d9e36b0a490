/* listing: the conditions of an answer. */
#include "find/listing.h"

#include "envd/paths.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct timespec no_time;

void listing_add_same(struct answer *answer, const char *path, const struct file *file)
{
	if (file_is_young(file, FILE_GUARD_MS))
		answer->flags |= ANSWER_ASK_AGAIN;
	answer_add_condition(answer, CONDITION_SAME, path, NULL, file->mtime);
}

void listing_add_names(struct answer *answer, const char *dir, const struct strings *names)
{
	for (size_t i = 0; i < names->n; i++) {
		char *path = path_join(dir, names->v[i]), *real = NULL;
		struct file file;

		if (file_look(AT_FDCWD, path, true, &file) < 0) {
			answer_add_condition(answer, CONDITION_ABSENT, path, NULL, no_time);
		} else {
			real = path_real(path);
			listing_add_same(answer, real ? real : path, &file);
		}
		free(real);
		free(path);
	}
}

/* Listed by time if it is there, else as absent. */
static void add_path(struct answer *answer, const char *path)
{
	struct file file;

	if (file_look(AT_FDCWD, path, true, &file) == 0)
		listing_add_same(answer, path, &file);
	else
		answer_add_condition(answer, CONDITION_ABSENT, path, NULL, no_time);
}

static void add_existence(struct answer *answer, const char *path)
{
	struct file file;
	bool is_there = file_look(AT_FDCWD, path, true, &file) == 0;

	answer_add_condition(answer, is_there ? CONDITION_PRESENT : CONDITION_ABSENT, path,
			     NULL, no_time);
}

/* A `.venv` that points: to what it leads, or what the file says. */
static void add_pointer(struct answer *answer, const struct env *env)
{
	struct file file;

	if (file_look(AT_FDCWD, env->pointer, false, &file) < 0)
		answer->flags |= ANSWER_ASK_AGAIN;
	else if (S_ISREG(file.mode))
		listing_add_same(answer, env->pointer, &file);
}

/* What a project's file says, and which programs the directories have that it
 * wants on PATH. */
static void add_projectfile(struct answer *answer, const struct projectfile *file)
{
	char *real = path_real(file->path);
	struct file info;

	if (file_look(AT_FDCWD, file->path, false, &info) < 0)
		answer->flags |= ANSWER_ASK_AGAIN;
	else
		listing_add_same(answer, real ? real : file->path, &info);
	free(real);
	for (size_t i = 0; i < file->prepend.n; i++)
		add_path(answer, file->prepend.v[i]);
}

void listing_add_env(struct answer *answer, const struct env *env)
{
	if (env->file)
		add_projectfile(answer, env->file);
	if (env->is_plain)
		return;
	if (env->pointer)
		add_pointer(answer, env);
	if (env->state.code == REASON_POINTER_REFUSED)
		return;         /* its target is not to be touched */
	if (strcmp(env->real, env->prefix) != 0)
		answer_add_condition(answer, CONDITION_LINK, env->prefix, env->real, no_time);
	for (size_t i = 0; i < env->rests_on.n; i++)
		add_path(answer, env->rests_on.v[i]);
	for (size_t i = 0; i < env->leaves.n; i++)
		add_existence(answer, env->leaves.v[i]);
}

void listing_add_support(struct answer *answer, const struct support *support)
{
	if (support->type == CONDITION_SAME)
		listing_add_same(answer, support->path, &support->file);
	else
		answer_add_condition(answer, support->type, support->path, NULL, no_time);
}
