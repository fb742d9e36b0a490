/*
 * toolbox: a kind that is none of Python's, for the tests only. A directory
 * `.toolbox` in a project, with a toolbox.conf: what it is called, and in a second
 * line the path that it was made at. Two directories for PATH, three variables.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "envd/file.h"
#include "envd/paths.h"
#include "find/kind.h"

extern const struct kind kind_toolbox;

#define CONF "toolbox.conf"
#define PROGRAM "bin/tool"
#define CONF_LIMIT 4096

static const char *const markers[] = { ".toolbox", NULL };

static int look_at(const char *prefix, bool is_meant)
{
	int fd = file_open_directory(prefix, false), r;
	struct file file;

	(void)is_meant;
	if (fd == -ENOENT || fd == -ENOTDIR || fd == -ELOOP || fd == -ENAMETOOLONG)
		return 0;
	if (fd < 0)
		return fd;
	r = file_look(fd, CONF, false, &file);
	close(fd);
	return r == 0 ? 1 : r == -ENOENT ? 0 : r;
}

/* The n-th line of its file, to be freed; NULL: it is not there, or empty. */
static char *read_line(const struct env *env, int n)
{
	struct buf text = BUF_INIT;
	char *path = path_join(env->real, CONF), *line = NULL;
	const char *p = NULL;

	if (file_read_small(AT_FDCWD, path, CONF_LIMIT, &text, NULL) == 0)
		p = text.data;
	for (; p && n > 0; n--) {
		p = strchr(p, '\n');
		p = p ? p + 1 : NULL;
	}
	if (p && *p && *p != '\n')
		line = xstrndup(p, strcspn(p, "\n"));
	buf_free(&text);
	free(path);
	return line;
}

static void inspect(struct env *env)
{
	char *label = read_line(env, 0), *program = path_join(env->real, PROGRAM);
	struct file file;

	env_add_entry(env, "bin");
	env_add_entry(env, "tools");
	env_set_identity(env, CONF);
	env_add_leaf(env, PROGRAM);
	sets_add(&env->sets, SET_VALUE, "TOOLBOX_PREFIX", env->prefix);
	sets_add(&env->sets, SET_LABEL, "TOOLBOX_NAME", NULL);
	sets_add(&env->sets, SET_UNSET, "TOOLBOX_OLD", NULL);
	if (label) {
		free(env->label);
		env->label = label;
	}
	if (file_look(AT_FDCWD, program, false, &file) == 0 && S_ISREG(file.mode) &&
	    (file.mode & 0111))
		env->executable = path_join(env->prefix, PROGRAM);
	else
		env_set_state(env, REASON_NO_PYTHON, PROGRAM, NULL);
	free(program);
}

static int detect(const char *dir, const struct surroundings *around, struct env *env)
{
	char *prefix = path_join(dir, markers[0]), *real;
	int r = look_at(prefix, true);

	(void)around;
	if (r == 1) {
		real = path_real(prefix);
		env_start(env, &kind_toolbox, prefix, real, dir);
		inspect(env);
		free(real);
	}
	free(prefix);
	return r;
}

static bool is_own_path(const struct env *env, const struct file *prefix, char **other)
{
	(void)prefix;
	*other = read_line(env, 1);
	if (!same_string(*other, env->real))
		return false;
	free(*other);
	*other = NULL;
	return true;
}

const struct kind kind_toolbox = {
	.name = "toolbox", .slot = "python", .markers = markers, .detect = detect,
	.look_at = look_at, .inspect = inspect, .is_own_path = is_own_path,
};
