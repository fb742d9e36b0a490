/* fuzz: a `.venv` that is a file, or a link if the first byte is 'L'. Where it
 * leads, nothing but names is looked at. */
#include "find/kind.h"

#include "envd/paths.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct kind kind_dotfile;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static char dir[] = "/tmp/envd-fuzz-XXXXXX";
static char *pointer;

static void clean_up(void)
{
	unlink(pointer);
	rmdir(dir);
}

static void set_up(void)
{
	if (mkdtemp(dir) == NULL)
		abort();
	pointer = path_join(dir, ".venv");
	atexit(clean_up);
}

/* Is there one now? A name may be too long for a link. */
static bool put(const char *bytes, size_t n)
{
	FILE *file;

	unlink(pointer);
	if (n > 0 && bytes[0] == 'L') {
		char *target = xstrndup(bytes + 1, n - 1);
		bool is_put = symlink(target, pointer) == 0;

		free(target);
		return is_put;
	}
	file = fopen(pointer, "w");
	if (file == NULL || fwrite(bytes, 1, n, file) != n || fclose(file) != 0)
		abort();
	return true;
}

/* A place that no stranger's project may make us touch. */
static bool is_refused(const char *path)
{
	static const char *const places[] = { "/net", "/proc", "/dev", "/sys", "/run" };

	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (path_is_in(path, places[i]))
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const struct variables none = { 0 };
	const struct surroundings around = { .home = dir, .variables = &none };
	struct env env = { 0 };

	if (pointer == NULL)
		set_up();
	if (!put((const char *)bytes, n))
		return 0;
	if (kind_dotfile.detect(dir, &around, &env) != 1)
		abort();
	if (strcmp(env.pointer, pointer) != 0 || !path_is_clean(env.prefix) || env.real[0] != '/' ||
	    env.label == NULL || (env.state.code == 0 && is_refused(env.real)))
		abort();
	env_deinit(&env);
	return 0;
}
