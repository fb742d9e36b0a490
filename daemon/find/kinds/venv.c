/*
 * venv: what venv, virtualenv and uv make: a prefix with a pyvenv.cfg, in a
 * directory with a conventional name.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "envd/file.h"
#include "envd/paths.h"
#include "find/kind.h"
#include "find/prefix.h"
#include "find/selfpath.h"

extern const struct kind kind_venv;

static const char *const markers[] = { ".venv", "venv", "env", NULL };
static const char *const variables[] = { "WORKON_HOME", "XDG_DATA_HOME", NULL };

/* CPython 3.13 copies this one with the time of the original. */
static const char *const ageless[] = { "Activate.ps1", NULL };

/* `.venv` means an environment even when it is a broken one; `venv` and `env`
 * are words that people use for other things too. */
static int look(const char *dir, const char *path, bool is_certain, struct env *env)
{
	const struct kind *kind;
	int r = kind_of(path, true, &kind);
	char *real;

	if (r < 0 && r != -EACCES)
		return r;
	if (r == 0 && !is_certain)
		return 0;
	real = path_real(path);
	env_start(env, r == 1 ? kind : &kind_venv, path, real, dir);
	env->kind->inspect(env);
	free(real);
	return 1;
}

static int detect(const char *dir, const struct surroundings *around, struct env *env)
{
	int r = 0;

	(void)around;
	for (size_t i = 0; markers[i] && r == 0; i++) {
		char *path = path_join(dir, markers[i]);
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

static int look_at(const char *prefix, bool is_meant)
{
	return is_meant ? prefix_is_environment(prefix) : prefix_has_cfg(prefix);
}

/* Where virtualenvwrapper and pipenv keep them. */
static void places(const struct surroundings *around, struct strings *list)
{
	const char *workon = variables_find(around->variables, "WORKON_HOME");
	const char *data = variables_find(around->variables, "XDG_DATA_HOME");
	char *path;

	if (workon && workon[0] == '/')
		strings_add(list, workon);
	if (around->home) {
		path = path_join(around->home, ".virtualenvs");
		strings_add(list, path);
		free(path);
	}
	if (data && data[0] == '/')
		path = path_join(data, "virtualenvs");
	else if (around->home)
		path = path_join(around->home, ".local/share/virtualenvs");
	else
		return;
	strings_add(list, path);
	free(path);
}

static bool is_own_path(const struct env *env, const struct file *prefix, char **other)
{
	return selfpath_is_own(env->real, prefix, other);
}

const struct kind kind_venv = {
	.name = "venv", .slot = "python", .markers = markers, .variables = variables,
	.detect = detect, .look_at = look_at, .inspect = prefix_inspect, .places = places,
	.is_own_path = is_own_path, .ageless = ageless,
	.repair = "python3 -m venv %p", .remake = "python3 -m venv --clear %p",
};
