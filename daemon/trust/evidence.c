/*
 * evidence: looks at everything that the table in trust.c asks about. Each
 * fact is gathered whatever the others are, so that `envd why` can say all.
 */
#include "trust/evidence.h"

#include "find/kind.h"
#include "trust/hides.h"
#include "trust/programs.h"
#include "trust/safepath.h"
#include "sys/fstype.h"
#include "vcs/git_tracked.h"
#include "trust/witness.h"

#include "envd/paths.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct gathering {
	struct evidence *evidence;
	const struct env *env;
	const struct viewer *viewer;
	struct safepath safepath;
	struct ages ages;
	struct strings dirs;    /* what goes to PATH, below the canonical prefix */
	struct strings programs;/* there, each with its path */
};

static void add_soft(struct gathering *g, uint32_t code, const char *a, const char *b)
{
	reasons_add(&g->evidence->soft, code, a, b);
}

/* ---- the prefix and its identity ---- */

static void look_at_prefix(struct gathering *g)
{
	struct file *prefix = &g->evidence->prefix;

	if (file_look(AT_FDCWD, g->env->real, false, prefix) < 0) {
		*prefix = (struct file){ 0 };
		add_soft(g, REASON_NO_ACCESS, g->env->real, NULL);
	}
	g->ages.birth = prefix->btime;
}

static void look_at_identity(struct gathering *g)
{
	const char *path = g->env->identity;
	struct file *identity = &g->evidence->identity;
	int r = path ? file_look(AT_FDCWD, path, false, identity) : -ENOENT;

	if (r < 0) {
		*identity = (struct file){ 0 };
		if (r != -ENOENT)
			add_soft(g, REASON_NO_ACCESS, path, NULL);
		return;
	}
	ages_add(&g->ages, path, identity->mtime);
	free(safepath_walk(&g->safepath, path));
	if (S_ISLNK(identity->mode)) {
		char *target = file_link_target(AT_FDCWD, path);

		add_soft(g, REASON_IS_LINK, path, target);
		free(target);
	}
}

static void look_at_programs(struct gathering *g)
{
	struct programs programs = {
		.evidence = g->evidence, .env = g->env, .viewer = g->viewer,
		.safepath = &g->safepath, .ages = &g->ages, .found = &g->programs,
	};

	for (size_t i = 0; i < g->dirs.n; i++)
		programs_look(&programs, g->dirs.v[i], i == 0);
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
		programs_look_for_essential(g->evidence, fd, dir);
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
	const struct env *env = g->env;
	char *other = NULL;

	if (env->kind->is_own_path &&
	    !env->kind->is_own_path(env, &g->evidence->prefix, &other))
		add_soft(g, REASON_OTHER_PATH, env->prefix, other);
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
	look_at_identity(g);
	look_at_programs(g);
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
	};

	for (size_t i = 0; i < env->entries.n; i++) {
		char *dir = env_real_entry(env, i);

		strings_add(&g.dirs, dir);
		free(dir);
	}
	*evidence = (struct evidence){ 0 };
	g.safepath = (struct safepath){
		.viewer = viewer, .evidence = evidence,
		.prefix = env->real, .dirs = &g.dirs,
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
	strings_free(&g.dirs);
}
