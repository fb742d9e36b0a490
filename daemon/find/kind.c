/*
 * kind: the table of kinds. A new kind is a file in kinds/ and a line here.
 */
#include "find/kind.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "envd/file.h"
#include "envd/paths.h"
#include "find/explicit.h"
#include "find/prefix.h"
#include "sys/follow.h"

extern const struct kind kind_venv, kind_dotfile;

const struct kind *const kinds[] = {
	&kind_venv,
	&kind_dotfile,
	NULL,
};

const char *const conventional_names[] = { ".venv", "venv", "env", NULL };

static int ask_kinds(const char *dir, const struct surroundings *around, struct env *env)
{
	for (size_t i = 0; kinds[i]; i++) {
		int r = kinds[i]->detect(dir, around, env);

		if (r != 0)
			return r;
	}
	return 0;
}

int kind_detect(const char *dir, const struct surroundings *around, struct env *env)
{
	struct projectfile *file = xcalloc(1, sizeof(*file));
	bool is_asked = projectfile_read(file, dir, around->home ? around->home : "/");
	int r = 0;

	*env = (struct env){ 0 };
	if (is_asked)
		r = explicit_detect(dir, file, around, env);
	if (r == 0)
		r = ask_kinds(dir, around, env);
	if (is_asked && r == 0)
		explicit_start(env, dir, file);
	if (is_asked && r >= 0) {
		explicit_attach(env, file);
		return 1;
	}
	projectfile_deinit(file);
	free(file);
	return r;
}

/* A prefix that is itself a link is a pointer: where it leads is found with
 * the same care, and trust hears of it. 1, 0 or a negative errno. */
static int look_through_link(const char *prefix, const char *parent, struct env *env)
{
	char *from = path_real(parent);
	char *where = NULL;
	int r = from ? follow(from, path_base(prefix), &where) : -errno;

	if (r == 0)
		r = prefix_has_cfg(where);
	else if (r == -EPERM || r == -ENOENT || r == -ENOTDIR || r == -ELOOP)
		r = 0;
	if (r == 1) {
		prefix_start(env, kind_venv.name, prefix, where, parent);
		env->pointer = xstrdup(prefix);
		prefix_inspect(env);
	}
	free(where);
	free(from);
	return r;
}

int kind_look_at(const char *prefix, struct env *env)
{
	char *parent = path_parent(prefix);
	char *real = NULL;
	struct file file;
	int r;

	*env = (struct env){ 0 };
	r = file_look(AT_FDCWD, prefix, false, &file);
	if (r == 0 && S_ISLNK(file.mode)) {
		r = look_through_link(prefix, parent, env);
		goto out;
	}
	if (r == 0)
		r = prefix_has_cfg(prefix);
	else if (r == -ENOENT || r == -ENOTDIR || r == -ELOOP || r == -ENAMETOOLONG)
		r = 0;
	if (r != 1)
		goto out;
	real = path_real(prefix);
	prefix_start(env, kind_venv.name, prefix, real, parent);
	prefix_inspect(env);
out:
	free(real);
	free(parent);
	return r;
}
