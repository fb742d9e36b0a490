/*
 * prefix: see prefix.h. Links and the paths in pyvenv.cfg are a stranger's
 * words: they are followed with follow() only.
 */
#include "find/prefix.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "find/env.h"
#include "envd/file.h"
#include "envd/paths.h"
#include "find/pyvenv.h"
#include "find/interpreter.h"
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
			cfg->manager = "virtualenv";
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

/* ---- what may be broken, in the order in which it is said ------------------- */

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
		env_set_state(env, REASON_POINTER_REFUSED, PYVENV_NAME, where);
	else if (r == -ENOENT)
		env_set_state(env, REASON_DANGLING, PYVENV_NAME, where);
	else if (r == -EACCES || r == -EPERM)
		env_set_state(env, REASON_NO_ACCESS, PYVENV_NAME, NULL);
	else
		env_set_state(env, REASON_BAD_CFG, PYVENV_NAME, NULL);
out:
	free(where);
}

static void add_activation(struct env *env)
{
	env_add_entry(env, "bin");
	env_set_identity(env, PYVENV_NAME);
	sets_add(&env->sets, SET_VALUE, "VIRTUAL_ENV", env->prefix);
	sets_add(&env->sets, SET_LABEL, "VIRTUAL_ENV_PROMPT", NULL);
	sets_add(&env->sets, SET_UNSET, "PYTHONHOME", NULL);
}

void prefix_inspect(struct env *env)
{
	int fd = file_open_directory(env->real, false);
	struct pyvenv cfg = { 0 };

	add_activation(env);
	if (fd < 0) {
		reason_set(&env->state, fd == -EACCES ? REASON_NO_ACCESS : REASON_NO_CFG,
			   env->prefix, NULL);
		return;
	}
	read_cfg(env, fd, &cfg);
	env->manager = cfg.manager;
	env->version = xstrdup(cfg.version);
	if (cfg.prompt) {
		free(env->label);
		env->label = xstrdup(cfg.prompt);
	}
	if (!env->state.code && strchr(env->prefix, ':'))
		reason_set(&env->state, REASON_COLON, env->prefix, NULL);
	if (!env->state.code) {
		interpreter_inspect(env, &cfg, fd);
	} else {
		env_add_leaf(env, "bin/python");
		env_add_leaf(env, "bin/python3");
	}
	pyvenv_deinit(&cfg);
	close(fd);
}
