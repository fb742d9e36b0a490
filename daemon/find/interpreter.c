/* interpreter: see interpreter.h. */
#include "find/interpreter.h"

#include "find/env.h"
#include "find/python.h"
#include "find/pyvenv.h"
#include "sys/follow.h"

#include "envd/file.h"
#include "envd/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static bool is_program(const char *path)
{
	struct file file;

	return file_look(AT_FDCWD, path, false, &file) == 0 && S_ISREG(file.mode) &&
	       (file.mode & 0111);
}

/* Why `name` leads to no program; `where` is how far it was followed. */
static void set_python_state(struct env *env, const char *name, int error, const char *where)
{
	char *link = path_join(env->real, name);
	struct file file;

	if (error == -EPERM)
		env_set_state(env, REASON_POINTER_REFUSED, name, where);
	else if (error == -EACCES)
		reason_set(&env->state, REASON_NO_ACCESS, where, NULL);
	else if (error < 0 && file_look(AT_FDCWD, link, false, &file) == 0)
		env_set_state(env, REASON_DANGLING, name, where);
	free(link);
}

/* Either name will do. When neither does, a link that leads nowhere tells
 * more than a name that is missing. */
static void find(struct env *env)
{
	static const char *const names[] = { "bin/python", "bin/python3" };

	for (size_t i = 0; i < COUNT_OF(names) && !env->python; i++) {
		char *where;
		int r = follow(env->real, names[i], &where);

		if (r == 0 && is_program(where)) {
			env->python = where;
			env->executable = path_join(env->prefix, names[i]);
			reason_deinit(&env->state);
			continue;
		}
		if (!env->state.code)
			set_python_state(env, names[i], r, where);
		free(where);
	}
	if (!env->python && !env->state.code)
		env_set_state(env, REASON_NO_PYTHON, names[0], NULL);
}

static void check_home(struct env *env, const struct pyvenv *cfg)
{
	char *where;
	int r;

	if (!cfg->home)
		return;
	r = follow(env->real, cfg->home, &where);
	if (r == -EPERM)
		env_set_state(env, REASON_POINTER_REFUSED, PYVENV_NAME, where);
	else if (r == -ENOENT || r == -ENOTDIR)
		reason_set(&env->state, REASON_NO_HOME, cfg->home, NULL);
	free(where);
}

/* An environment made with --copies has no link to its base: `home` has the
 * interpreter. NULL: it is not there. */
static char *base_python(const struct env *env, const struct pyvenv *cfg)
{
	static const char *const names[] = { NULL, "python3", "python" };

	if (!path_is_in(env->python, env->real))
		return xstrdup(env->python);
	for (size_t i = cfg->version ? 0 : 1; cfg->home && i < COUNT_OF(names); i++) {
		char *minor = names[i] ? NULL : python_minor(cfg->version);
		char *path = minor ? xasprintf("%s/python%s", cfg->home, minor)
				   : path_join(cfg->home, names[i]);
		char *where = NULL;
		int r = follow(env->real, path, &where);

		free(path);
		free(minor);
		if (r == 0)
			return where;
		free(where);
	}
	return NULL;
}

/* A newer venv was made over an older one without --clear, or the other way
 * round: its packages are another version's. The directory is listed only when
 * the expected name is not there. */
static void check_library(struct env *env, int fd, const char *minor)
{
	char *name = xasprintf("lib/python%s", minor);
	struct strings minors = { 0 };
	struct file file;

	if (file_look(fd, name, false, &file) < 0)
		python_libraries(fd, &minors);
	if (minors.n > 0 && !strings_has(&minors, minor))
		reason_set(&env->state, REASON_VERSION_CHANGED, minors.v[0], minor);
	strings_free(&minors);
	free(name);
}

/* The base may not know its patch level; what it was at creation is then the
 * best guess. */
static bool is_better_version(const char *own, const char *at_creation)
{
	return !python_is_same_minor(own, at_creation) ||
	       strlen(own) > strlen(at_creation) || strchr(strchr(own, '.') + 1, '.');
}

static void check_version(struct env *env, const struct pyvenv *cfg, int fd)
{
	char *base, *own, *made_for;

	if (cfg->implementation && strcasecmp(cfg->implementation, "CPython") != 0)
		return;
	base = base_python(env, cfg);
	own = base ? python_version(base) : NULL;
	made_for = cfg->version ? python_minor(cfg->version) : NULL;

	if (made_for && own && !python_is_same_minor(made_for, own))
		reason_set(&env->state, REASON_VERSION_CHANGED, made_for, own);
	else if (made_for)
		check_library(env, fd, made_for);

	if (own && is_better_version(own, cfg->version)) {
		free(env->version);
		env->version = xstrdup(own);
	}
	free(made_for);
	free(own);
	free(base);
}

void interpreter_inspect(struct env *env, const struct pyvenv *cfg, int fd)
{
	find(env);
	if (!env->state.code)
		check_home(env, cfg);
	if (!env->state.code)
		check_version(env, cfg, fd);
	env_add_leaf(env, "bin/python");
	if (env->state.code || !ends_with(env->executable, "/bin/python"))
		env_add_leaf(env, "bin/python3");
}
