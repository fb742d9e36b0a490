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

/* Is it a directory that was born since, and an environment? */
static bool is_new_environment(int dirfd, const char *dir, const char *name,
			       const struct seen *seen)
{
	char *path = path_join(dir, name);
	const struct kind *kind;
	struct file prefix;
	bool is = file_look(dirfd, name, false, &prefix) == 0 && S_ISDIR(prefix.mode) &&
		  time_compare(prefix.btime, seen->when) >= 0 &&
		  kind_of(path, false, &kind) == 1;

	free(path);
	return is;
}

static void add_new(struct strings *names, const char *dir, const struct strings *markers,
		    const struct seen *seen)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;

	for (int n = 0; stream && n < MAX_NAMES && (entry = readdir(stream)); n++)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
		    (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN) &&
		    !strings_has(markers, entry->d_name) && !strings_has(names, entry->d_name) &&
		    is_new_environment(dirfd(stream), dir, entry->d_name, seen))
			strings_add(names, entry->d_name);
	if (stream)
		closedir(stream);
}

void names_collect(struct strings *names, const char *dir, const struct file *file,
		   struct registry *registry, const struct seen *seen)
{
	struct strings known = { 0 }, markers = { 0 };

	kind_markers(&markers);
	if (registry)
		registry_names_in(registry, dir, &known);
	for (size_t i = 0; i < known.n; i++)
		if (!strings_has(&markers, known.v[i]))
			strings_add(names, known.v[i]);
	if (has_news(dir, file, seen))
		add_new(names, dir, &markers, seen);
	strings_free(&known);
	strings_free(&markers);
}
