/*
 * venv: an environment in a directory with a conventional name: what venv,
 * virtualenv and uv make.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "envd/file.h"
#include "envd/paths.h"
#include "find/kind.h"
#include "find/prefix.h"

/* `.venv` means an environment even when it is a broken one; `venv` and `env`
 * are words that people use for other things too. */
static int look(const char *dir, const char *path, bool is_certain, struct env *env)
{
	int r = prefix_is_environment(path);
	char *real;

	if (r < 0 && r != -EACCES)
		return r;
	if (r == 0 && !is_certain)
		return 0;
	real = path_real(path);
	prefix_start(env, "venv", path, real, dir);
	prefix_inspect(env);
	free(real);
	return 1;
}

static int detect(const char *dir, const struct surroundings *around, struct env *env)
{
	int r = 0;

	(void)around;
	for (size_t i = 0; conventional_names[i] && r == 0; i++) {
		char *path = path_join(dir, conventional_names[i]);
		bool is_certain = i == 0;
		bool is_pointer = false;
		struct file file;

		r = file_look(AT_FDCWD, path, false, &file);
		if (r == -ENOENT || r == -ENOTDIR || r == -ELOOP || r == -ENAMETOOLONG) {
			r = 0;
		} else if (r == 0) {
			is_pointer = S_ISLNK(file.mode) || S_ISREG(file.mode);
			if (S_ISDIR(file.mode))
				r = look(dir, path, is_certain, env);
		}
		free(path);
		/* `.venv` comes first, so what points elsewhere by that name
		 * hides the other names: kinds/dotfile.c answers. */
		if (is_certain && is_pointer)
			return 0;
	}
	return r;
}

const struct kind kind_venv = { .name = "venv", .slot = "python", .detect = detect };
