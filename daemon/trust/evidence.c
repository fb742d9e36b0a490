/*
 * evidence: looks at everything that the table in trust.c asks about. Each
 * fact is gathered whatever the others are, so that `envd why` can say all.
 */
#include "trust/evidence.h"

#include "trust/hides.h"
#include "trust/safepath.h"
#include "trust/selfpath.h"
#include "sys/fstype.h"
#include "vcs/git_tracked.h"
#include "trust/witness.h"

#include "envd/paths.h"
#include "envd/util.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_ENTRIES 4096        /* of bin */

struct gathering {
	struct evidence *evidence;
	const struct env *env;
	const struct viewer *viewer;
	struct safepath safepath;
	struct ages ages;
	char *bin;              /* canonical prefix + /bin */
	struct strings programs;/* in bin, each with its path */
	bool is_bin_open;       /* to a group or by a list: so are its files, then */
};

static void add_soft(struct gathering *g, uint32_t code, const char *a, const char *b)
{
	reasons_add(&g->evidence->soft, code, a, b);
}

static bool has_soft(const struct gathering *g, uint32_t code, const char *a)
{
	const struct reasons *soft = &g->evidence->soft;

	for (size_t i = 0; i < soft->n; i++)
		if (soft->v[i].code == code && same_string(soft->v[i].a, a))
			return true;
	return false;
}

/* ---- the prefix and pyvenv.cfg ---- */

static void look_at_prefix(struct gathering *g)
{
	struct file *prefix = &g->evidence->prefix;

	if (file_look(AT_FDCWD, g->env->real, false, prefix) < 0) {
		*prefix = (struct file){ 0 };
		add_soft(g, REASON_NO_ACCESS, g->env->real, NULL);
	}
	g->ages.birth = prefix->btime;
}

static void add_link(struct gathering *g, const char *path)
{
	char *target = file_link_target(AT_FDCWD, path);

	add_soft(g, REASON_IS_LINK, path, target);
	free(target);
}

static void look_at_cfg(struct gathering *g)
{
	char *path = path_join(g->env->real, "pyvenv.cfg");
	struct file *cfg = &g->evidence->cfg;
	int r = file_look(AT_FDCWD, path, false, cfg);

	if (r < 0) {
		*cfg = (struct file){ 0 };
		if (r != -ENOENT)
			add_soft(g, REASON_NO_ACCESS, path, NULL);
	} else {
		ages_add(&g->ages, path, cfg->mtime);
		free(safepath_walk(&g->safepath, path));
		if (S_ISLNK(cfg->mode))
			add_link(g, path);
	}
	free(path);
}

/* ---- bin ---- */

/* What a group may write, it may also make executable; so `bin` being open is
 * said once, not again for each file in it. */
static void judge_entry(struct gathering *g, const char *path, const struct file *file)
{
	struct file judged = *file;

	if (g->is_bin_open)
		judged.mode &= ~(mode_t)S_IWGRP;
	safepath_judge(&g->safepath, path, &judged);
}

static void look_at_link(struct gathering *g, const char *path, const char *name)
{
	char *real = safepath_walk(&g->safepath, path);

	if ((real == NULL || !path_is_in(real, g->env->real)) &&
	    !hides_is_interpreter(name)) {
		char *target = file_link_target(AT_FDCWD, path);

		add_soft(g, REASON_LINK_OUT, path, target);
		free(target);
	}
	free(real);
}

static void look_at_entry(struct gathering *g, int dirfd, const char *dir, const char *name)
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
	/* CPython 3.13 copies this one with the time of the original. */
	if (is_program && strcmp(name, "Activate.ps1") != 0)
		ages_add(&g->ages, path, file.mtime);
	if (is_program && g->viewer->is_bin_pinned)
		strings_add(&g->evidence->programs, name);
	if (is_program)
		strings_add(&g->programs, path);
out:
	free(path);
}

/* A bin with too many entries is not read to its end, but must not hide a
 * command behind them. */
static void look_for_essential(struct gathering *g, int dirfd, const char *dir)
{
	for (size_t i = 0; essential_names[i]; i++) {
		char *path = path_join(dir, essential_names[i]);
		struct file file;

		if (file_look(dirfd, essential_names[i], false, &file) == 0 &&
		    !S_ISDIR(file.mode) && !has_soft(g, REASON_HIDES, path))
			add_soft(g, REASON_HIDES, path, NULL);
		free(path);
	}
}

static int read_entries(struct gathering *g, const char *dir)
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
		look_for_essential(g, fd, dir);
	}
	closedir(stream);
	return r;
}

static void look_at_bin(struct gathering *g)
{
	struct file file;
	char *real = safepath_walk(&g->safepath, g->bin);

	if (file_look(AT_FDCWD, g->bin, false, &file) == 0 && S_ISLNK(file.mode))
		add_link(g, g->bin);
	if (real) {
		g->is_bin_open = has_soft(g, REASON_GROUP_WRITABLE, real) ||
				 has_soft(g, REASON_ACL, real);
		/* A link to /tmp is no better than /tmp for a bin. */
		if (strcmp(real, g->bin) != 0 &&
		    file_look(AT_FDCWD, real, false, &file) == 0 &&
		    (file.mode & S_IWOTH) && g->evidence->hard.code == 0)
			reason_set(&g->evidence->hard, REASON_WRITABLE, real, NULL);
	}
	if (real == NULL || read_entries(g, real) < 0)
		add_soft(g, REASON_NO_ACCESS, g->bin, NULL);
	free(real);
}

/* ---- the rest ---- */

/* By each of its names: git keeps a link by the link's own. A project's file is
 * allowed by its content, so it may be tracked. */
static void look_for_version_control(struct gathering *g)
{
	const struct env *env = g->env;
	const char *file = env->file ? env->file->path : NULL;
	struct git_findings findings = { &g->evidence->soft, &g->evidence->notes,
					 &g->evidence->supports };
	struct git_view view = { .uid = g->viewer->uid, .cache = g->viewer->git,
				 .fs_type_of = g->viewer->fs_type_of,
				 .fs_data = g->viewer->fs_data };

	git_tracked_look(&findings, &view, env->real);
	if (strcmp(env->prefix, env->real) != 0)
		git_tracked_look(&findings, &view, env->prefix);
	if (env->pointer && strcmp(env->pointer, env->prefix) != 0 &&
	    !same_string(env->pointer, file))
		git_tracked_look(&findings, &view, env->pointer);
}

static void look_at_pointer(struct gathering *g)
{
	const struct env *env = g->env;
	char *project;

	if (env->pointer == NULL)
		return;
	free(safepath_walk(&g->safepath, env->pointer));
	project = env->project ? path_real(env->project) : NULL;
	if (project == NULL || !path_is_in(env->real, project))
		add_soft(g, REASON_POINTER_LEAVES, env->pointer, env->real);
	free(project);
}

/* A directory that the project wants on PATH may bring tools, but hide no
 * command. One that is not there yet is looked at when it appears. */
static void look_at_prepended(struct gathering *g, const char *dir)
{
	char *real = safepath_walk(&g->safepath, dir);
	int fd = real ? open(real, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;

	if (fd >= 0) {
		look_for_essential(g, fd, dir);
		close(fd);
	}
	free(real);
}

/* What it asks for is only given by the user's own word about this content. */
static void look_at_projectfile(struct gathering *g)
{
	const struct projectfile *file = g->env->file;
	char *real;

	if (file == NULL)
		return;
	real = safepath_walk(&g->safepath, file->path);
	add_soft(g, REASON_FILE_ASKS, real ? real : file->path, file->hash);
	for (size_t i = 0; i < file->prepend.n; i++)
		look_at_prepended(g, file->prepend.v[i]);
	free(real);
}

static void look_at_own_path(struct gathering *g)
{
	char *other;

	if (!selfpath_is_own(g->env->real, &g->evidence->prefix, &other))
		add_soft(g, REASON_OTHER_PATH, g->env->prefix, other);
	free(other);
}

static void look_for_weakness(struct gathering *g)
{
	struct evidence *evidence = g->evidence;
	const struct viewer *viewer = g->viewer;
	const char *type = NULL, *real = g->env->real;

	if (evidence->weak.code)
		return;
	if (viewer->fs_type_of)
		type = viewer->fs_type_of(viewer->fs_data, real);
	/* A server's clock is not ours, so its birth times say nothing here. */
	if (!time_is_known(evidence->prefix.btime) || (type && fstype_is_remote(type)))
		reason_set(&evidence->weak, REASON_NO_BIRTH_TIME, real, NULL);
	else if (viewer->uid != 0 && evidence->prefix.uid == 0)
		reason_set(&evidence->weak, REASON_ROOT_OWNED, real, NULL);
}

static void look_for_witness(struct gathering *g)
{
	struct evidence *evidence = g->evidence;
	const struct reason *weak = &evidence->weak;

	if (weak->code)
		reason_set(&evidence->witness, weak->code, weak->a, weak->b);
	else
		witness_look(&evidence->witness, g->env->real, &g->ages, g->viewer);
	if (evidence->witness.code == REASON_WITNESSED) {
		const char *hides = hides_of_system(&g->programs);

		if (hides)
			reason_set(&evidence->witness, REASON_HIDES, hides, NULL);
	}
}

static void look_at_environment(struct gathering *g)
{
	look_for_version_control(g);
	look_at_pointer(g);
	look_at_cfg(g);
	look_at_bin(g);
	if (g->env->python)
		free(safepath_walk(&g->safepath, g->env->python));
	look_at_own_path(g);
	look_for_weakness(g);
	look_for_witness(g);
}

void evidence_gather(struct evidence *evidence, const struct env *env,
		     const struct viewer *viewer)
{
	struct gathering g = {
		.evidence = evidence, .env = env, .viewer = viewer,
		.bin = path_join(env->real, "bin"),
	};

	*evidence = (struct evidence){ 0 };
	g.safepath = (struct safepath){
		.viewer = viewer, .evidence = evidence,
		.prefix = env->real, .bin = g.bin,
	};
	if (viewer->is_bin_pinned)
		strings_add(&evidence->programs, "");
	look_at_prefix(&g);
	free(safepath_walk(&g.safepath, env->real));
	free(safepath_walk(&g.safepath, env->prefix));
	look_at_projectfile(&g);
	if (!env->is_plain)
		look_at_environment(&g);

	safepath_deinit(&g.safepath);
	ages_deinit(&g.ages);
	strings_free(&g.programs);
	free(g.bin);
}
