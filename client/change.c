/* change: what a shell's variables have to become. */
#include "change.h"

#include "hand.h"
#include "keeper.h"
#include "searchpath.h"
#include "state_text.h"

#include "envd/util.h"
#include "envd/varname.h"

#include <stdlib.h>
#include <string.h>

const char *const change_names[] = {
	"PATH", HAND_VARIABLES, "ENVD_STATE", KEEPER_VARIABLES, NULL,
};

void change_read(struct variables *now, struct state *state)
{
	for (size_t i = 0; change_names[i]; i++)
		variables_add(now, change_names[i], getenv(change_names[i]));
	state_decode(state, getenv("ENVD_STATE"));
}

static void copy(struct variables *out, const struct variables *in)
{
	for (size_t i = 0; i < in->n; i++)
		variables_add(out, in->v[i].name, in->v[i].value);
}

/* ---- off and on ---- */

static void undo(struct state *state, struct variables *work)
{
	struct state left = { .off = state->off, .keeper = state->keeper, .kept = state->kept };

	for (size_t i = 0; i < state->n_entries; i++)
		variables_set(work, "PATH", searchpath_without(variables_find(work, "PATH"),
						     state->entries[i].path,
						     state->entries[i].copies));
	for (size_t i = 0; i < state->n; i++) {
		const struct state_variable *v = &state->v[i];

		/* What another user's state would bring back could be anything;
		 * what it has put there is just taken away. */
		if (v->value && same_string(variables_find(work, v->name), v->value))
			variables_set(work, v->name, state->is_foreign ? NULL : xstrdup(v->old));
		else if (!v->value && !state->is_foreign && !variables_find(work, v->name))
			variables_set(work, v->name, xstrdup(v->old));
	}
	state->off = NULL;
	state->kept = (struct state_entries){ 0 };
	state_deinit(state);
	*state = left;
}

/* What another tool has brought back on PATH is not on any more, and what it has
 * taken away with its own is put there again. */
static void follow_keeper(struct state *state, const struct variables *now,
			  struct variables *work)
{
	uint64_t mark = keeper_mark(now);

	for (size_t i = 0; i < state->n_entries && mark; i++)
		state_add_kept(state, state->entries[i].path, state->entries[i].copies);
	for (size_t i = 0; i < state->kept.n; i++)
		variables_set(work, "PATH", searchpath_without(variables_find(work, "PATH"),
						     state->kept.v[i].path,
						     state->kept.v[i].copies));
	if (mark == 0)
		state_forget_kept(state);
}

/* A variable whose old value can't be kept stays the user's; those by which
 * environments are known are set all the same. */
static void apply_variable(struct state *state, struct variables *work, const char *name,
			   const char *value)
{
	if (value == NULL && variables_find(work, name) == NULL)
		return;
	if (state_add_variable(state, name, value, variables_find(work, name)) ||
	    (varname_is_environments(name) && state_add_variable(state, name, value, NULL)))
		variables_set(work, name, xstrdup(value));
}

static void apply_path(struct state *state, struct variables *work,
		       const struct strings *entries)
{
	const char *path = variables_find(work, "PATH");

	for (size_t i = 0; i < entries->n; i++)
		state_add_entry(state, entries->v[i], searchpath_count(path, entries->v[i]));
	for (size_t i = state->n_entries; i-- > 0; )
		variables_set(work, "PATH", searchpath_with(variables_find(work, "PATH"),
							    state->entries[i].path));
}

static void apply(struct state *state, struct variables *work, const struct target *target)
{
	state->prefix = xstrdup(target->prefix);
	state->project = xstrdup(target->project);
	apply_path(state, work, target->entries);
	for (size_t i = 0; i < target->sets->n; i++)
		apply_variable(state, work, target->sets->v[i].name, target->sets->v[i].value);
}

static bool has_entries(const struct state *state, const struct strings *entries)
{
	bool has = state->n_entries == entries->n;

	for (size_t i = 0; has && i < entries->n; i++)
		has = strcmp(state->entries[i].path, entries->v[i]) == 0;
	return has;
}

/* Does the target still ask for what it was given, and no more? What was set before
 * may have been changed by the user since. One that could not be given is asked for
 * in vain each time. */
static bool has_sets(const struct state *state, const struct variables *sets)
{
	size_t found = 0;

	for (size_t i = 0; i < sets->n; i++) {
		const struct state_variable *v = state_find(state, sets->v[i].name);

		if (v ? !same_string(v->value, sets->v[i].value) : sets->v[i].value != NULL)
			return false;
		found += v != NULL;
	}
	return found == state->n;
}

/* A new shell's start-up files may have put something before it, or set again what
 * has to be unset. */
static bool is_disturbed(const struct state *state, const struct variables *now,
			 const struct variables *sets)
{
	const char *path = variables_find(now, "PATH");

	for (size_t i = 0; i < sets->n; i++)
		if (!sets->v[i].value && variables_find(now, sets->v[i].name))
			return true;
	return state->n_entries && !searchpath_is_first(path, state->entries[0].path);
}

/* Is exactly this active already, in this very way? */
static bool is_applied(const struct state *state, const struct variables *now,
		       const struct target *target, bool is_new)
{
	return target && state->prefix && !state->is_foreign && !state->off &&
	       strcmp(state->prefix, target->prefix) == 0 &&
	       has_entries(state, target->entries) && has_sets(state, target->sets) &&
	       !(is_new && is_disturbed(state, now, target->sets));
}

/* What can change while it stays active. */
static void describe(struct state *state, const struct target *target)
{
	state_set_identity(state, target->label, target->identity, target->executable);
	state->inode = target->inode;
	state->btime = target->btime;
}

void change_make(struct state *state, const struct variables *now,
		 const struct target *target, bool is_new, struct variables *edits)
{
	struct variables work = { 0 };

	bool has_moved = keeper_has_moved(state, now);

	copy(&work, now);
	if (has_moved)
		follow_keeper(state, now, &work);
	if (has_moved || !is_applied(state, now, target, is_new)) {
		undo(state, &work);
		if (target)
			apply(state, &work, target);
	}
	state->keeper = keeper_mark(now);
	if (target && state->prefix)
		describe(state, target);
	variables_set(&work, "ENVD_STATE", state_encode(state));
	for (size_t i = 0; i < work.n; i++)
		if (!same_string(work.v[i].value, variables_find(now, work.v[i].name)))
			variables_add(edits, work.v[i].name, work.v[i].value);
	variables_free(&work);
}

/* ---- for a child ---- */

void change_for_child(struct state *state, const struct variables *now,
		      const struct target *target, struct variables *edits)
{
	struct variables work = { 0 };

	copy(&work, now);
	for (size_t i = 0; i < target->sets->n; i++)
		if (!variables_has(&work, target->sets->v[i].name))
			variables_add(&work, target->sets->v[i].name, NULL);
	undo(state, &work);
	free(state->off);
	state->off = NULL;
	hand_drop(&work);
	apply(state, &work, target);
	describe(state, target);
	variables_set(&work, "ENVD_STATE", state_encode(state));
	for (size_t i = 0; i < work.n; i++) {
		const char *name = work.v[i].name;

		if (strcmp(name, "PATH") == 0 || strcmp(name, "ENVD_STATE") == 0 ||
		    variables_has(target->sets, name) ||
		    !same_string(work.v[i].value, variables_find(now, name)))
			variables_add(edits, name, work.v[i].value);
	}
	variables_free(&work);
}
