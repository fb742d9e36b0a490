/*
 * resolve: the walk.
 *
 * Each path is stat'ed before it is looked into: a change in between then makes
 * the list fail at the next prompt, instead of being lost. What changed a
 * moment ago may change again within the same tick of the file system's clock
 * and keep its time, so such an answer says ASK_AGAIN.
 */
#include "find/resolve.h"

#include "find/project.h"
#include "find/kind.h"
#include "find/listing.h"
#include "sys/mounts.h"
#include "find/names.h"
#include "find/seen.h"
#include "find/settle.h"
#include "vcs/vcs_time.h"

#include "envd/file.h"
#include "envd/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_LEVELS 128

struct walk {
	const struct question *question;
	const struct resolve_scope *scope;
	struct surroundings around;
	struct answer *answer;
	struct env *env;
	struct seen seen;               /* what this shell was told is empty */
	struct file home;
	int levels;
	bool is_by_kind;                /* project_detect() found it, else kind_look_at() */
};

static void step(struct walk *walk, uint32_t code, const char *a, const char *b)
{
	if (walk->scope->with_steps)
		reasons_add(&walk->answer->steps, code, a, b);
}

static bool is_home(const struct walk *walk, const struct file *dir)
{
	return file_is_same(dir, &walk->home);
}

/* Times of these change with each command (zsh's history lock) or at others'
 * will, so that a list by time would be asked for at each prompt. */
static bool is_hot(const struct walk *walk, const struct file *dir)
{
	return is_home(walk, dir) || (dir->mode & S_ISVTX);
}

/* The environment in `dir` that is known or new under an unconventional name.
 * Results as project_detect; several: 1 with no env, and the answer has the
 * reason. */
static int find_named(struct walk *walk, const char *dir, const struct file *file)
{
	struct strings known = { 0 }, names = { 0 };
	int r = 0;

	if (is_home(walk, file))
		return 0;
	names_collect(&known, dir, file, walk->scope->registry, &walk->seen);
	for (size_t i = 0; i < known.n; i++) {
		char *prefix = path_join(dir, known.v[i]);

		env_deinit(walk->env);
		if (kind_look_at(prefix, walk->env) == 1)
			strings_add(&names, known.v[i]);
		free(prefix);
	}
	env_deinit(walk->env);
	if (names.n == 1) {
		char *prefix = path_join(dir, names.v[0]);

		r = kind_look_at(prefix, walk->env);
		free(prefix);
	} else if (names.n > 1) {
		struct buf list = BUF_INIT;

		for (size_t i = 0; i < names.n; i++)
			buf_addf(&list, "%s%s", i ? ", " : "", names.v[i]);
		reason_set(&walk->answer->reason, REASON_SEVERAL, dir, list.data);
		buf_free(&list);
		r = 1;
	}
	strings_free(&known);
	strings_free(&names);
	return r;
}

/* ---- one directory ---- */

/* No list vouches for such a path: the shell itself could hang on testing it. */
static bool is_far(const struct walk *walk, const char *path)
{
	return mount_table_is_far(walk->scope->mounts, path);
}

static void list_hot_directory(struct walk *walk, const char *dir)
{
	struct strings names = { 0 };

	kind_markers(&names);
	strings_add(&names, PROJECTFILE_NAME);
	listing_add_names(walk->answer, dir, &names);
	strings_free(&names);
}

/* What must stay so for this directory's own part of the answer. */
static void list_directory(struct walk *walk, const char *dir, const struct file *file)
{
	char *real = path_real(dir);

	if (is_far(walk, real ? real : dir))
		walk->answer->flags |= ANSWER_VOLATILE;
	else if (is_hot(walk, file))
		list_hot_directory(walk, dir);
	else
		listing_add_same(walk->answer, real ? real : dir, file);
	free(real);
}

/* There is an .envd.ini, but no environment by a conventional name. */
static int look_beside(struct walk *walk, const char *dir, const struct file *file)
{
	struct env plain = *walk->env;
	int r;

	*walk->env = (struct env){ 0 };
	r = find_named(walk, dir, file);
	if (r == 1 && walk->env->prefix) {
		walk->is_by_kind = false;
		project_attach(walk->env, plain.file);
		plain.file = NULL;
	} else if (r == 0) {
		*walk->env = plain;
		return 1;
	}
	env_deinit(&plain);
	return r;
}

/* The environment in or around `dir`: 1 (walk->env has it unless there are
 * several), 0, or a negative errno. */
static int look_in(struct walk *walk, const char *dir, const struct file *file)
{
	int r = project_detect(dir, &walk->around, walk->env);

	walk->is_by_kind = r == 1;
	if (r == 1 && walk->env->is_plain && !walk->env->state.code &&
	    !walk->env->file->is_none)
		return look_beside(walk, dir, file);
	if (r != 0)
		return r;
	r = kind_look_at(dir, walk->env);
	if (r == 1)
		step(walk, REASON_INSIDE, dir, NULL);
	if (r != 0)
		return r;
	return find_named(walk, dir, file);
}

/* Version control's writes restart the witness's clock, so an answer that
 * there is nothing in a directory holds only until it writes again. The nearest
 * one counts, be it above what was found. */
static void list_version_control(struct walk *walk)
{
	const struct answer *answer = walk->answer;
	char *dir = answer->n_places ? path_real(answer->places[0].path) : NULL;
	struct vcs vcs = { 0 };
	struct file file;

	if (dir)
		vcs_look(&vcs, dir, walk->scope->home);
	if (vcs.path && file_look(AT_FDCWD, vcs.path, true, &file) == 0)
		listing_add_same(walk->answer, vcs.path, &file);
	vcs_deinit(&vcs);
	free(dir);
}

/* One level. 1 found (or several), 0 go on, 2 the last one, -errno. */
static int walk_directory(struct walk *walk, const char *dir)
{
	struct file file;
	int r;

	if (file_look(AT_FDCWD, dir, true, &file) < 0)
		return 0;
	list_directory(walk, dir, &file);
	r = look_in(walk, dir, &file);
	if (r != 0)
		return r;
	step(walk, REASON_NOTHING_IN, dir, NULL);
	answer_add_place(walk->answer, dir, file.device, file.inode);
	if (is_home(walk, &file)) {
		step(walk, REASON_STOP_HOME, dir, NULL);
		return 2;
	}
	if (same_string(dir, walk->scope->ceiling)) {
		step(walk, REASON_STOP_CEILING, dir, NULL);
		return 2;
	}
	return 0;
}

static bool was_walked(const struct walk *walk, const char *dir)
{
	const struct answer *answer = walk->answer;
	struct file file;

	if (file_look(AT_FDCWD, dir, true, &file) < 0)
		return false;
	for (size_t i = 0; i < answer->n_places; i++)
		if (answer->places[i].device == file.device &&
		    answer->places[i].inode == file.inode)
			return true;
	return false;
}

/* From `start` upwards, leaving out what an earlier walk has seen. */
static int walk_up(struct walk *walk, const char *start)
{
	char *dir = xstrdup(start);
	int r = 0;

	while (r == 0 && walk->levels++ < MAX_LEVELS) {
		char *parent = path_parent(dir);
		bool is_root = strcmp(dir, "/") == 0;

		if (!was_walked(walk, dir))
			r = walk_directory(walk, dir);
		free(dir);
		dir = parent;
		if (r == 0 && is_root) {
			step(walk, REASON_STOP_ROOT, NULL, NULL);
			r = 2;
		}
	}
	if (r == 0)
		step(walk, REASON_STOP_DEPTH, dir, NULL);
	free(dir);
	return r == 2 ? 0 : r;
}

/* ---- the whole ---- */

/* Is the question's directory, by its name, the one the shell is in? Not so in
 * another mount namespace, or when it was renamed under the shell. */
static bool is_my_view(struct walk *walk)
{
	const struct question *question = walk->question;
	struct answer *answer = walk->answer;
	struct file file;

	if (file_look(AT_FDCWD, question->directory, true, &file) < 0) {
		answer->outcome = OUTCOME_NOTHING;
		answer->flags |= ANSWER_VOLATILE;
		reason_set(&answer->reason, REASON_NO_DIRECTORY, question->directory, NULL);
	} else if (file.device != question->device || file.inode != question->inode) {
		answer->outcome = OUTCOME_UNKNOWN;
		answer->flags |= ANSWER_VOLATILE;
		reason_set(&answer->reason, REASON_OTHER_VIEW, question->directory, NULL);
	} else {
		return true;
	}
	step(walk, answer->reason.code, question->directory, NULL);
	return false;
}

static int walk_both(struct walk *walk)
{
	const char *logical = walk->question->directory;
	char *physical;
	int r = walk_up(walk, logical);

	if (r != 0)
		return r;
	physical = path_real(logical);
	if (physical && strcmp(physical, logical) != 0) {
		walk->levels = 0;
		r = walk_up(walk, physical);
	}
	free(physical);
	return r;
}

/* Says what was found, and what is broken in it. */
static void say_found(struct walk *walk)
{
	struct env *env = walk->env;
	struct answer *answer = walk->answer;

	step(walk, REASON_FOUND, env->prefix, env->kind->name);
	if (env->state.code) {
		answer->outcome = OUTCOME_REFUSED;
		reason_set(&answer->reason, env->state.code, env->state.a, env->state.b);
		step(walk, env->state.code, env->state.a, env->state.b);
	}
}

int resolve(const struct question *question, const struct resolve_scope *scope,
	    struct answer *answer, struct env *env)
{
	struct walk walk = {
		.question = question, .scope = scope, .answer = answer, .env = env,
		.around = { .home = scope->home, .variables = &question->variables },
	};
	int r = 0;

	answer->outcome = OUTCOME_NOTHING;
	if (!is_my_view(&walk))
		return 0;
	file_look(AT_FDCWD, scope->home, true, &walk.home);
	if (question->shell.directory[0])
		seen_read(&walk.seen, question->shell.directory);
	r = walk_both(&walk);
	list_version_control(&walk);
	if (r == 1 && answer->reason.code == REASON_SEVERAL) {
		answer->outcome = OUTCOME_REFUSED;
		step(&walk, REASON_SEVERAL, answer->reason.a, answer->reason.b);
		r = 0;
	} else if (r == 1) {
		r = settle(answer, env, &walk.around, scope->mounts, walk.is_by_kind);
	} else if (r < 0) {
		answer->outcome = OUTCOME_UNKNOWN;
		answer->flags |= ANSWER_ASK_AGAIN;
		r = 0;
	}
	if (r == 1)
		say_found(&walk);
	seen_deinit(&walk.seen);
	return r;
}
