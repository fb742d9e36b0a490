/* explicit: see explicit.h. */
#include "find/explicit.h"

#include "find/pointer.h"
#include "find/projectfile.h"

#include "envd/paths.h"

#include <stdlib.h>
#include <string.h>

/* Of a name that leads nowhere, and of a file alone. They are in no table: the file
 * is asked before the kinds. */
static const struct kind kind_explicit = { .name = "explicit", .slot = "python" },
			 kind_plain = { .name = "project", .slot = "python" };

void explicit_start(struct env *env, const char *dir, const struct projectfile *file)
{
	char *real = path_real(file->path);

	env_deinit(env);
	env_start(env, &kind_plain, file->path, real, dir);
	free(env->label);
	env->label = xstrdup("");
	env->is_plain = true;
	free(real);
}

int explicit_detect(const char *dir, const struct projectfile *file,
		    const struct surroundings *around, struct env *env)
{
	struct pointer pointer = { .kind = &kind_explicit, .dir = dir, .path = file->path };

	if (file->trouble || file->is_none) {
		explicit_start(env, dir, file);
		return 1;
	}
	if (file->target == NULL)
		return 0;
	pointer.real_dir = path_real(dir);
	if (pointer.real_dir == NULL)
		return 0;
	if (file->is_name) {
		pointer_follow_name(&pointer, file->target, around, env);
	} else {
		/* "x" is a path here, not a name. */
		char *path = xasprintf("%s%s", strchr("/~.", file->target[0]) ? "" : "./",
				       file->target);

		pointer_follow_text(&pointer, path, around, env);
		free(path);
	}
	free(pointer.real_dir);
	return 1;
}

void explicit_attach(struct env *env, struct projectfile *file)
{
	env->file = file;
	if (file->trouble)
		reason_set(&env->state, REASON_FILE_BAD, file->path, file->trouble);
	if (file->label) {
		free(env->label);
		env->label = xstrdup(file->label);
		if (env->is_plain)
			sets_add(&env->sets, SET_LABEL, "VIRTUAL_ENV_PROMPT", NULL);
	}
}

void explicit_look(struct env *env, const char *home)
{
	struct projectfile *file = xcalloc(1, sizeof(*file));

	if (projectfile_read(file, env->project, home) == 1)
		explicit_attach(env, file);
	else
		free(file);
}
