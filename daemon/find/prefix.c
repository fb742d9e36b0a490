/*
 * prefix: see prefix.h. Links and the paths in pyvenv.cfg are a stranger's
 * words: they are followed with follow() only.
 */
#include "find/prefix.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "find/env.h"
#include "envd/file.h"
#include "envd/paths.h"
#include "find/pyvenv.h"
#include "find/python.h"
#include "sys/follow.h"

#define ORIG_PREFIX_LIMIT 4096

/* virtualenv before 20 left the base's prefix in lib/pythonX.Y/orig-prefix.txt.
 * 1 and *cfg (if not NULL) is what its pyvenv.cfg would have said, or 0. */
static int read_old_virtualenv(int fd, struct pyvenv *cfg)
{
	struct strings minors = { 0 };
	struct buf text = BUF_INIT;
	int found = 0;

	python_libraries(fd, &minors);
	for (size_t i = 0; i < minors.n && !found; i++) {
		char *name = xasprintf("lib/python%s/orig-prefix.txt", minors.v[i]);

		buf_reset(&text);
		found = file_read_small(fd, name, ORIG_PREFIX_LIMIT, &text, NULL) == 0;
		if (found && cfg) {
			char *base = xstrndup(text.data, strcspn(text.data, "\r\n"));

			cfg->version = xstrdup(minors.v[i]);
			cfg->home = base[0] == '/' ? path_join(base, "bin") : NULL;
			free(base);
		}
		free(name);
	}
	buf_free(&text);
	strings_free(&minors);
	return found;
}

/* 1, 0 or a negative errno. */
static int look_for_environment(const char *path, bool also_old)
{
	int fd = file_open_directory(path, false), r;
	struct file file;

	if (fd == -ENOENT || fd == -ENOTDIR || fd == -ELOOP || fd == -ENAMETOOLONG)
		return 0;
	if (fd < 0)
		return fd;
	r = file_look(fd, PYVENV_NAME, false, &file);
	if (r == 0)
		r = 1;
	else if (r == -ENOENT)
		r = also_old ? read_old_virtualenv(fd, NULL) : 0;
	close(fd);
	return r;
}

int prefix_is_environment(const char *path)
{
	return look_for_environment(path, true);
}

int prefix_has_cfg(const char *path)
{
	return look_for_environment(path, false);
}

void prefix_start(struct env *env, const char *kind, const char *prefix, const char *real,
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

/* ---- what may be broken, in the order in which it is said ------------------- */

/* Says it of prefix/name. */
static void set_state(struct env *env, uint32_t code, const char *name, const char *b)
{
	char *path = path_join(env->prefix, name);

	reason_set(&env->state, code, path, b);
	free(path);
}

/* A pyvenv.cfg that is a link is read nevertheless (and trust asks): Nix and
 * stow farms have them. */
static int read_linked(struct env *env, struct pyvenv *cfg, char **where)
{
	int r = follow(env->real, PYVENV_NAME, where);

	return r < 0 ? r : pyvenv_read(cfg, AT_FDCWD, *where);
}

static void read_cfg(struct env *env, int fd, struct pyvenv *cfg)
{
	char *where = NULL;
	int r = pyvenv_read(cfg, fd, PYVENV_NAME);

	if (r == -ENOENT && read_old_virtualenv(fd, cfg))
		r = 0;
	else if (r == -ENOENT)
		reason_set(&env->state, REASON_NO_CFG, env->prefix, NULL);
	else if (r == -ELOOP)
		r = read_linked(env, cfg, &where);

	if (env->state.code || r == 0)
		goto out;
	if (r == -EPERM && where)
		set_state(env, REASON_POINTER_REFUSED, PYVENV_NAME, where);
	else if (r == -ENOENT)
		set_state(env, REASON_DANGLING, PYVENV_NAME, where);
	else if (r == -EACCES || r == -EPERM)
		set_state(env, REASON_NO_ACCESS, PYVENV_NAME, NULL);
	else
		set_state(env, REASON_BAD_CFG, PYVENV_NAME, NULL);
out:
	free(where);
}

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
		set_state(env, REASON_POINTER_REFUSED, name, where);
	else if (error == -EACCES)
		reason_set(&env->state, REASON_NO_ACCESS, where, NULL);
	else if (error < 0 && file_look(AT_FDCWD, link, false, &file) == 0)
		set_state(env, REASON_DANGLING, name, where);
	free(link);
}

/* Either name will do. When neither does, a link that leads nowhere tells
 * more than a name that is missing. */
static void find_python(struct env *env)
{
	static const char *const names[] = { "bin/python", "bin/python3" };

	for (size_t i = 0; i < COUNT_OF(names) && !env->python; i++) {
		char *where;
		int r = follow(env->real, names[i], &where);

		if (r == 0 && is_program(where)) {
			env->python = where;
			reason_deinit(&env->state);
			continue;
		}
		if (!env->state.code)
			set_python_state(env, names[i], r, where);
		free(where);
	}
	if (!env->python && !env->state.code)
		set_state(env, REASON_NO_PYTHON, names[0], NULL);
}

static void check_home(struct env *env, const struct pyvenv *cfg)
{
	char *where;
	int r;

	if (!cfg->home)
		return;
	r = follow(env->real, cfg->home, &where);
	if (r == -EPERM)
		set_state(env, REASON_POINTER_REFUSED, PYVENV_NAME, where);
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

void prefix_inspect(struct env *env)
{
	int fd = file_open_directory(env->real, false);
	struct pyvenv cfg = { 0 };

	if (fd < 0) {
		reason_set(&env->state, fd == -EACCES ? REASON_NO_ACCESS : REASON_NO_CFG,
			   env->prefix, NULL);
		return;
	}
	read_cfg(env, fd, &cfg);
	env->version = xstrdup(cfg.version);
	if (cfg.prompt) {
		free(env->label);
		env->label = xstrdup(cfg.prompt);
	}
	if (!env->state.code && strchr(env->prefix, ':'))
		reason_set(&env->state, REASON_COLON, env->prefix, NULL);
	if (!env->state.code)
		find_python(env);
	if (!env->state.code)
		check_home(env, &cfg);
	if (!env->state.code)
		check_version(env, &cfg, fd);
	pyvenv_deinit(&cfg);
	close(fd);
}
