/* hides: names of commands, compiled in and looked up. */
#include "trust/hides.h"

#include "envd/file.h"
#include "envd/paths.h"
#include "envd/util.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const essential_names[] = {
#include "trust/essential.inc"
	NULL
};

static const char *const system_directories[] = {
	"/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin",
};

static bool starts_with_any(const char *name, const char *const *beginnings)
{
	for (; *beginnings; beginnings++)
		if (starts_with(name, *beginnings))
			return true;
	return false;
}

bool hides_is_python(const char *name)
{
	static const char *const family[] = {
		"python", "pip", "pydoc", "idle", "wheel", "easy_install", NULL
	};

	return starts_with_any(name, family);
}

bool hides_is_interpreter(const char *name)
{
	/* PyPy's needs its library beside it. */
	static const char *const interpreters[] = {
		"python", "pypy", "libpypy", "graalpy", NULL
	};

	return starts_with_any(name, interpreters);
}

static int compare(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *)element);
}

bool hides_essential(const char *name)
{
	return bsearch(name, essential_names, COUNT_OF(essential_names) - 1,
		       sizeof(*essential_names), compare) != NULL;
}

/* Those that are there, without those that are only another's name (/bin): a bin
 * may have thousands of programs. */
static size_t find_directories(const char **found)
{
	struct file files[COUNT_OF(system_directories)];
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(system_directories); i++) {
		bool is_new = file_look(AT_FDCWD, system_directories[i], true, &files[n]) == 0;

		for (size_t k = 0; is_new && k < n; k++)
			is_new = !file_is_same(&files[k], &files[n]);
		if (is_new)
			found[n++] = system_directories[i];
	}
	return n;
}

static bool is_in(const char *directory, const char *name)
{
	char *path = path_join(directory, name);
	bool is = faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;

	free(path);
	return is;
}

const char *hides_of_system(const struct strings *programs)
{
	const char *directories[COUNT_OF(system_directories)];
	size_t n = find_directories(directories);

	for (size_t i = 0; i < programs->n; i++) {
		const char *name = path_base(programs->v[i]);

		for (size_t k = 0; k < n && !hides_is_python(name); k++)
			if (is_in(directories[k], name))
				return programs->v[i];
	}
	return NULL;
}
