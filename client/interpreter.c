/* interpreter: which Python makes a new environment. */
#include "interpreter.h"

#include "envd/file.h"
#include "envd/paths.h"
#include "envd/util.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_runnable(const char *path)
{
	struct file file;

	return file_look(AT_FDCWD, path, true, &file) == 0 && S_ISREG(file.mode) &&
	       access(path, X_OK) == 0;
}

static bool is_trusted_place(const char *dir, const char *project)
{
	char *cfg = path_clean(dir, "../pyvenv.cfg");
	struct file file;
	bool is = file_look(AT_FDCWD, dir, true, &file) == 0 && S_ISDIR(file.mode) &&
		  (file.uid == 0 || file.uid == geteuid()) && !(file.mode & 022) &&
		  !path_is_in(dir, project) && access(cfg, F_OK) < 0;

	free(cfg);
	return is;
}

static char *find_on_path(const char *name, const char *project)
{
	const char *list = getenv("PATH");
	char *found = NULL;

	while (list && *list && !found) {
		size_t n = strcspn(list, ":");
		char *dir = xstrndup(list, n), *path = path_join(dir, name);

		if (dir[0] == '/' && is_runnable(path) && is_trusted_place(dir, project))
			found = xstrdup(path);
		free(path);
		free(dir);
		list += n + (list[n] == ':');
	}
	return found;
}

char *interpreter_find(const char *wanted, const char *project)
{
	char *name, *found;

	if (wanted && strchr(wanted, '/')) {
		char *cwd = path_real(".");

		found = path_clean(cwd ? cwd : "/", wanted);
		free(cwd);
		if (!is_runnable(found)) {
			free(found);
			found = NULL;
		}
		return found;
	}
	if (wanted && isdigit((unsigned char)wanted[0]))
		name = xasprintf("python%s", wanted);
	else
		name = xstrdup(wanted ? wanted : "python3");
	found = find_on_path(name, project);
	free(name);
	return found;
}
