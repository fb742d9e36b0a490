/*
 * resolve: the walk.
 *
 * Each path is stat'ed before it is looked into: a change in between then makes
 * the list fail at the next prompt, instead of being lost. What changed a
 * moment ago may change again within the same tick of the file system's clock
 * and keep its time, so such an answer says ASK_AGAIN.
 */
#include "find/resolve.h"

#include "find/listing.h"
#include "find/search.h"
#include "find/settle.h"
#include "vcs/vcs_time.h"

#include "envd/file.h"
#include "envd/paths.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LEVELS 128

struct climb {
	struct search search;
	const struct question *question;
	const struct resolve_scope *scope;
	int levels;
};

/* Version control's writes restart the witness's clock, so an answer that
 * there is nothing in a directory holds only until it writes again. The nearest
 * one counts, be it above what was found. */
static void list_version_control(struct climb *climb)
{
	const struct answer *answer = climb->search.answer;
	char *dir = answer->n_places ? path_real(answer->places[0].path) : NULL;
	struct vcs vcs = { 0 };
	struct file file;

	if (dir)
		vcs_look(&vcs, dir, climb->scope->home);
	if (vcs.path && file_look(AT_FDCWD, vcs.path, true, &file) == 0)
		listing_add_same(climb->search.answer, vcs.path, &file);
	vcs_deinit(&vcs);
	free(dir);
}

/* One level. 1 found (or several), 0 go on, 2 the last one, -errno. */
static int walk_directory(struct climb *climb, const char *dir)
{
	struct file file;
	int r;

	if (file_look(AT_FDCWD, dir, true, &file) < 0)
		return 0;
	r = search_directory(&climb->search, dir, &file);
	if (r != 0)
		return r;
	search_step(&climb->search, REASON_NOTHING_IN, dir, NULL);
	answer_add_place(climb->search.answer, dir, file.device, file.inode);
	if (search_is_home(&climb->search, &file)) {
		search_step(&climb->search, REASON_STOP_HOME, dir, NULL);
		return 2;
	}
	if (same_string(dir, climb->scope->ceiling)) {
		search_step(&climb->search, REASON_STOP_CEILING, dir, NULL);
		return 2;
	}
	return 0;
}

static bool was_walked(const struct climb *climb, const char *dir)
{
	const struct answer *answer = climb->search.answer;
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
static int walk_up(struct climb *climb, const char *start)
{
	char *dir = xstrdup(start);
	int r = 0;

	while (r == 0 && climb->levels++ < MAX_LEVELS) {
		char *parent = path_parent(dir);
		bool is_root = strcmp(dir, "/") == 0;

		if (!was_walked(climb, dir))
			r = walk_directory(climb, dir);
		free(dir);
		dir = parent;
		if (r == 0 && is_root) {
			search_step(&climb->search, REASON_STOP_ROOT, NULL, NULL);
			r = 2;
		}
	}
	if (r == 0)
		search_step(&climb->search, REASON_STOP_DEPTH, dir, NULL);
	free(dir);
	return r == 2 ? 0 : r;
}

/* ---- the whole ---- */

/* Is the question's directory, by its name, the one the shell is in? Not so in
 * another mount namespace, or when it was renamed under the shell. */
static bool is_my_view(struct climb *climb)
{
	const struct question *question = climb->question;
	struct answer *answer = climb->search.answer;
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
	search_step(&climb->search, answer->reason.code, question->directory, NULL);
	return false;
}

static int walk_both(struct climb *climb)
{
	const char *logical = climb->question->directory;
	char *physical;
	int r = walk_up(climb, logical);

	if (r != 0)
		return r;
	physical = path_real(logical);
	if (physical && strcmp(physical, logical) != 0) {
		climb->levels = 0;
		r = walk_up(climb, physical);
	}
	free(physical);
	return r;
}

/* Says what was found, and what is broken in it. */
static void say_found(struct climb *climb)
{
	struct env *env = climb->search.env;
	struct answer *answer = climb->search.answer;

	search_step(&climb->search, REASON_FOUND, env->prefix, env->kind->name);
	if (env->state.code) {
		answer->outcome = OUTCOME_REFUSED;
		reason_set(&answer->reason, env->state.code, env->state.a, env->state.b);
		search_step(&climb->search, env->state.code, env->state.a, env->state.b);
	}
}

int resolve(const struct question *question, const struct resolve_scope *scope,
	    struct answer *answer, struct env *env)
{
	struct climb climb = {
		.question = question, .scope = scope,
		.search = {
			.around = { .home = scope->home, .variables = &question->variables },
			.registry = scope->registry, .mounts = scope->mounts,
			.with_steps = scope->with_steps, .answer = answer, .env = env,
		},
	};
	struct search *search = &climb.search;
	int r = 0;

	answer->outcome = OUTCOME_NOTHING;
	if (!is_my_view(&climb))
		return 0;
	file_look(AT_FDCWD, scope->home, true, &search->home);
	if (question->shell.directory[0])
		seen_read(&search->seen, question->shell.directory);
	r = walk_both(&climb);
	list_version_control(&climb);
	if (r == 1 && answer->reason.code == REASON_SEVERAL) {
		answer->outcome = OUTCOME_REFUSED;
		search_step(search, REASON_SEVERAL, answer->reason.a, answer->reason.b);
		r = 0;
	} else if (r == 1) {
		r = settle(answer, env, &search->around, scope->mounts, search->is_by_kind);
	} else if (r < 0) {
		answer->outcome = OUTCOME_UNKNOWN;
		answer->flags |= ANSWER_ASK_AGAIN;
		r = 0;
	}
	if (r == 1)
		say_found(&climb);
	seen_deinit(&search->seen);
	return r;
}
