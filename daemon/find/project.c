/* project: see project.h. */
#include "find/project.h"

#include "find/pointer.h"
#include "find/projectfile.h"

#include "envd/paths.h"

#include <stdlib.h>
#include <string.h>

/* Of a name that leads nowhere, and of a file alone. They are in no table: the file
 * is asked before the kinds. */
static const struct kind kind_explicit = { .name = "explicit", .slot = "python" },
			 kind_plain = { .name = "project", .slot = "python" };

/* Makes *env a plain one. */
static void start_plain(struct env *env, const char *dir, const struct projectfile *file)
{
	char *real = path_real(file->path);

	env_deinit(env);
	env_start(env, &kind_plain, file->path, real, dir);
	free(env->label);
	env->label = xstrdup("");
	env->is_plain = true;
	free(real);
}

/* Does the file say itself which environment applies in `dir`? 1 and *env is that, or a
 * plain one; 0: it does not. */
static int ask_file(const char *dir, const struct projectfile *file,
		    const struct surroundings *around, struct env *env)
{
	struct pointer pointer = { .kind = &kind_explicit, .dir = dir, .path = file->path };

	if (file->trouble || file->is_none) {
		start_plain(env, dir, file);
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

void project_attach(struct env *env, struct projectfile *file)
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

int project_detect(const char *dir, const struct surroundings *around, struct env *env)
{
	struct projectfile *file = xcalloc(1, sizeof(*file));
	bool is_asked = projectfile_read(file, dir, around->home ? around->home : "/");
	int r = 0;

	*env = (struct env){ 0 };
	if (is_asked)
		r = ask_file(dir, file, around, env);
	if (r == 0)
		r = kind_find(dir, around, env);
	if (is_asked && r == 0)
		start_plain(env, dir, file);
	if (is_asked && r >= 0) {
		project_attach(env, file);
		return 1;
	}
	projectfile_deinit(file);
	free(file);
	return r;
}

void project_look(struct env *env, const char *home)
{
	struct projectfile *file = xcalloc(1, sizeof(*file));

	if (projectfile_read(file, env->project, home) == 1)
		project_attach(env, file);
	else
		free(file);
}
