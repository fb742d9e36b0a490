/* hides: names of commands, compiled in and looked up. */
#include "trust/hides.h"

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

bool hides_of_system(const char *name)
{
	bool is_there = false;

	if (hides_is_python(name))
		return false;
	for (size_t i = 0; i < COUNT_OF(system_directories) && !is_there; i++) {
		char *path = xasprintf("%s/%s", system_directories[i], name);

		is_there = faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
		free(path);
	}
	return is_there;
}
