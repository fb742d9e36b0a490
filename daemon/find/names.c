/* names: environments of any name. */
#include "find/names.h"

#include "find/kind.h"

#include "envd/paths.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_NAMES 4096          /* of one directory */

static bool is_conventional(const char *name)
{
	for (size_t i = 0; conventional_names[i]; i++)
		if (strcmp(name, conventional_names[i]) == 0)
			return true;
	return false;
}

/* Was `dir` empty when this shell asked last (or was it made since), and has it
 * changed? Then an environment may have been made in it under any name. */
static bool has_news(const char *dir, const struct file *file, const struct seen *seen)
{
	char *real = path_real(dir);
	struct timespec when;
	bool has = real && time_compare(file->mtime, seen->when) >= 0 &&
		   seen_knows(seen, real, &when);

	free(real);
	return has;
}

/* Is it a directory that was born since, and has a pyvenv.cfg? */
static bool is_new_environment(int dirfd, const char *name, const struct seen *seen)
{
	char *cfg = xasprintf("%s/pyvenv.cfg", name);
	struct file prefix, file;
	bool is = file_look(dirfd, name, false, &prefix) == 0 && S_ISDIR(prefix.mode) &&
		  time_compare(prefix.btime, seen->when) >= 0 &&
		  file_look(dirfd, cfg, false, &file) == 0;

	free(cfg);
	return is;
}

static void add_new(struct strings *names, const char *dir, const struct seen *seen)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;

	for (int n = 0; stream && n < MAX_NAMES && (entry = readdir(stream)); n++)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
		    (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN) &&
		    !is_conventional(entry->d_name) && !strings_has(names, entry->d_name) &&
		    is_new_environment(dirfd(stream), entry->d_name, seen))
			strings_add(names, entry->d_name);
	if (stream)
		closedir(stream);
}

void names_collect(struct strings *names, const char *dir, const struct file *file,
		   struct registry *registry, const struct seen *seen)
{
	struct strings known = { 0 };

	if (registry)
		registry_names_in(registry, dir, &known);
	for (size_t i = 0; i < known.n; i++)
		if (!is_conventional(known.v[i]))
			strings_add(names, known.v[i]);
	strings_free(&known);
	if (has_news(dir, file, seen))
		add_new(names, dir, seen);
}
