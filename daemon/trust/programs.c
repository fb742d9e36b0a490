/* programs: see programs.h. */
#include "trust/programs.h"

#include "find/kind.h"
#include "trust/hides.h"

#include "envd/paths.h"
#include "envd/util.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_ENTRIES 4096        /* of a directory */

static void add_soft(struct programs *g, uint32_t code, const char *a, const char *b)
{
	reasons_add(&g->evidence->soft, code, a, b);
}

static bool has_soft(const struct evidence *evidence, uint32_t code, const char *a)
{
	const struct reasons *soft = &evidence->soft;

	for (size_t i = 0; i < soft->n; i++)
		if (soft->v[i].code == code && same_string(soft->v[i].a, a))
			return true;
	return false;
}

/* What a group may write, it may also make executable; so the directory being open is
 * said once, not again for each file in it. */
static void judge_entry(struct programs *g, const char *path, const struct file *file)
{
	struct file judged = *file;

	if (g->is_open)
		judged.mode &= ~(mode_t)S_IWGRP;
	safepath_judge(g->safepath, path, &judged);
}

static void look_at_link(struct programs *g, const char *path, const char *name)
{
	char *real = safepath_walk(g->safepath, path);

	if ((real == NULL || !path_is_in(real, g->env->real)) &&
	    !hides_is_interpreter(name)) {
		char *target = file_link_target(AT_FDCWD, path);

		add_soft(g, REASON_LINK_OUT, path, target);
		free(target);
	}
	free(real);
}

static bool is_ageless(const struct env *env, const char *name)
{
	const char *const *ageless = env->kind->ageless;

	while (ageless && *ageless && strcmp(*ageless, name) != 0)
		ageless++;
	return ageless && *ageless;
}

static void look_at_entry(struct programs *g, int dirfd, const char *dir, const char *name)
{
	char *path = path_join(dir, name);
	struct file file;
	bool is_program;

	if (file_look(dirfd, name, false, &file) < 0) {
		add_soft(g, REASON_NO_ACCESS, path, NULL);
		goto out;
	}
	judge_entry(g, path, &file);
	if (S_ISLNK(file.mode))
		look_at_link(g, path, name);
	if (!S_ISDIR(file.mode) && hides_essential(name))
		add_soft(g, REASON_HIDES, path, NULL);
	is_program = S_ISLNK(file.mode) || (S_ISREG(file.mode) && (file.mode & 0111));
	if (is_program && !is_ageless(g->env, name))
		ages_add(g->ages, path, file.mtime);
	if (is_program && g->viewer->is_bin_pinned)
		strings_add(&g->evidence->programs, g->is_first ? name : path);
	if (is_program)
		strings_add(g->found, path);
out:
	free(path);
}

/* A directory with too many entries is not read to its end, but must not hide a
 * command behind them. */
void programs_look_for_essential(struct evidence *evidence, int dirfd, const char *dir)
{
	for (size_t i = 0; essential_names[i]; i++) {
		char *path = path_join(dir, essential_names[i]);
		struct file file;

		if (file_look(dirfd, essential_names[i], false, &file) == 0 &&
		    !S_ISDIR(file.mode) && !has_soft(evidence, REASON_HIDES, path))
			reasons_add(&evidence->soft, REASON_HIDES, path, NULL);
		free(path);
	}
}

static int read_entries(struct programs *g, const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), n = 0;
	DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;
	int r;

	if (stream == NULL) {
		r = -errno;
		if (fd >= 0)
			close(fd);
		return r;
	}
	while ((errno = 0, entry = readdir(stream)) && n <= MAX_ENTRIES) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (++n <= MAX_ENTRIES)
			look_at_entry(g, fd, dir, entry->d_name);
	}
	r = entry ? 0 : -errno;
	if (n > MAX_ENTRIES) {
		add_soft(g, REASON_TOO_MANY, dir, NULL);
		programs_look_for_essential(g->evidence, fd, dir);
	}
	closedir(stream);
	return r;
}

/* A link to /tmp is no better than /tmp for what is found by its name. */
static void look_at_end(struct programs *g, const char *dir, const char *real)
{
	struct file file;

	g->is_open = has_soft(g->evidence, REASON_GROUP_WRITABLE, real) ||
		     has_soft(g->evidence, REASON_ACL, real);
	if (strcmp(real, dir) != 0 && file_look(AT_FDCWD, real, false, &file) == 0 &&
	    (file.mode & S_IWOTH) && g->evidence->hard.code == 0)
		reason_set(&g->evidence->hard, REASON_WRITABLE, real, NULL);
}

void programs_look(struct programs *g, const char *dir, bool is_first)
{
	char *real = safepath_walk(g->safepath, dir);
	struct file file;

	if (file_look(AT_FDCWD, dir, false, &file) == 0 && S_ISLNK(file.mode)) {
		char *target = file_link_target(AT_FDCWD, dir);

		add_soft(g, REASON_IS_LINK, dir, target);
		free(target);
	}
	g->is_first = is_first;
	g->is_open = false;
	if (real)
		look_at_end(g, dir, real);
	if (real == NULL || read_entries(g, real) < 0)
		add_soft(g, REASON_NO_ACCESS, dir, NULL);
	free(real);
}
