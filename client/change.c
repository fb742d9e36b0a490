/* change: what a shell's variables have to become. */
#include "change.h"

#include "keeper.h"
#include "searchpath.h"

#include "envd/paths.h"
#include "envd/util.h"
#include "envd/varname.h"

#include <stdlib.h>
#include <string.h>

const char *const change_names[] = {
	"PATH", "VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "PYTHONHOME", "ENVD_STATE",
	"CONDA_PREFIX", "CONDA_DEFAULT_ENV", "CONDA_PROMPT_MODIFIER", "CONDA_SHLVL",
	KEEPER_VARIABLES, NULL,
};

#define N_SET   5               /* of these, what activation sets, */
#define N_CONDA 9               /* and behind it, up to here, what conda does */

/* Is a conda environment on by the user's hand? Its "base" is on in every shell
 * of most conda users and says nothing of this project. */
static bool has_conda(const struct variables *now)
{
	const char *prefix = variables_find(now, "CONDA_PREFIX");
	const char *name = variables_find(now, "CONDA_DEFAULT_ENV");

	return prefix && *prefix && !(name && strcmp(name, "base") == 0);
}

enum hand change_hand(const struct state *state, const struct variables *now, bool by_hand,
		      bool is_new)
{
	const char *venv = variables_find(now, "VIRTUAL_ENV");
	const char *path = variables_find(now, "PATH");
	bool is_set = venv && *venv;

	if (by_hand && is_set)
		return HAND_OTHER;
	if (state->prefix == NULL)
		return is_set || has_conda(now) ? HAND_OTHER : HAND_NONE;
	if (is_set && strcmp(venv, state->prefix) != 0)
		return HAND_OTHER;
	if (has_conda(now))
		return HAND_OTHER_BESIDE;
	if (!state_find(state, "VIRTUAL_ENV"))
		return HAND_NONE;
	if (!is_set || (!is_new && !keeper_has_moved(state, now) &&
			searchpath_count(path, state->entries[0].path) <= state->entries[0].copies))
		return HAND_TAKEN_OFF;
	return HAND_NONE;
}

/* ---- a working copy of the variables ---- */

static struct variable *find(struct variables *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].name, name) == 0)
			return &list->v[i];
	return NULL;
}

/* Takes value. */
static void set(struct variables *list, const char *name, char *value)
{
	struct variable *variable = find(list, name);

	if (variable) {
		free(variable->value);
		variable->value = value;
		return;
	}
	variables_add(list, name, value);
	free(value);
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
		set(work, "PATH", searchpath_without(variables_find(work, "PATH"),
						     state->entries[i].path,
						     state->entries[i].copies));
	for (size_t i = 0; i < state->n; i++) {
		const struct state_variable *v = &state->v[i];

		/* What another user's state would bring back could be anything;
		 * what it has put there is just taken away. */
		if (v->value && same_string(variables_find(work, v->name), v->value))
			set(work, v->name, state->is_foreign ? NULL : xstrdup(v->old));
		else if (!v->value && !state->is_foreign && !variables_find(work, v->name))
			set(work, v->name, xstrdup(v->old));
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
		set(work, "PATH", searchpath_without(variables_find(work, "PATH"),
						     state->kept.v[i].path,
						     state->kept.v[i].copies));
	if (mark == 0)
		state_forget_kept(state);
}

/* A variable whose old value can't be kept stays the user's; those that make an
 * environment are set all the same. */
static void apply_variable(struct state *state, struct variables *work, const char *name,
			   const char *value, bool is_needed)
{
	if (state_add_variable(state, name, value, variables_find(work, name)))
		set(work, name, xstrdup(value));
	else if (is_needed && state_add_variable(state, name, value, NULL))
		set(work, name, xstrdup(value));
}

/* In front of what is there, in this order: bin, then what the project asks for. */
static void apply_path(struct state *state, struct variables *work, const struct target *target)
{
	const char *path = variables_find(work, "PATH");
	size_t more = target->prepend ? target->prepend->n : 0;
	char *bin = target->is_plain ? NULL : path_join(target->prefix, "bin");

	if (bin)
		state_add_entry(state, bin, searchpath_count(path, bin));
	for (size_t i = 0; i < more; i++)
		if (!same_string(target->prepend->v[i], bin))
			state_add_entry(state, target->prepend->v[i],
					searchpath_count(path, target->prepend->v[i]));
	for (size_t i = state->n_entries; i-- > 0; )
		set(work, "PATH", searchpath_with(variables_find(work, "PATH"),
						  state->entries[i].path));
	free(bin);
}

static void apply(struct state *state, struct variables *work, const struct target *target)
{
	state->prefix = xstrdup(target->prefix);
	state->project = xstrdup(target->project);
	apply_path(state, work, target);
	if (!target->is_plain)
		apply_variable(state, work, "VIRTUAL_ENV", target->prefix, true);
	if (!target->is_plain || target->label[0])
		apply_variable(state, work, "VIRTUAL_ENV_PROMPT", target->label, true);
	if (!target->is_plain && variables_find(work, "PYTHONHOME"))
		apply_variable(state, work, "PYTHONHOME", NULL, true);
	for (size_t i = 0; target->vars && i < target->vars->n; i++)
		if (!state_find(state, target->vars->v[i].name))
			apply_variable(state, work, target->vars->v[i].name,
				       target->vars->v[i].value, false);
}

/* The value that we gave, which the user may have changed since. */
static const char *applied_value(const struct state *state, const char *name)
{
	const struct state_variable *v = state_find(state, name);

	return v ? v->value : NULL;
}

/* Does the project still ask for what it was given? One that could not be given
 * is asked for in vain each time. */
static bool is_all_given(const struct state *state, const struct target *target)
{
	size_t n = target->vars ? target->vars->n : 0, given = 0;
	size_t entries = (target->prepend ? target->prepend->n : 0) + !target->is_plain;

	for (size_t i = 0; i < state->n; i++)
		given += varname_may_be_set(state->v[i].name);
	for (size_t i = 0; i < n; i++)
		if (!same_string(applied_value(state, target->vars->v[i].name),
				 target->vars->v[i].value))
			return false;
	for (size_t i = !target->is_plain; i < state->n_entries; i++)
		if (!target->prepend ||
		    !strings_has(target->prepend, state->entries[i].path))
			return false;
	return given == n && state->n_entries == entries;
}

/* Is exactly this on already, in this very way? A new shell's start-up files may
 * have put something before it, or set PYTHONHOME again. */
static bool is_applied(const struct state *state, const struct variables *now,
		       const struct target *target, bool is_new)
{
	const char *path = variables_find(now, "PATH"), *label;

	if (!target || !state->prefix || state->is_foreign || state->off ||
	    strcmp(state->prefix, target->prefix) != 0 || !is_all_given(state, target))
		return false;
	if (is_new && state->n_entries && !searchpath_is_first(path, state->entries[0].path))
		return false;
	if (is_new && !target->is_plain && variables_find(now, "PYTHONHOME"))
		return false;
	label = applied_value(state, "VIRTUAL_ENV_PROMPT");
	return strcmp(label ? label : "", target->label) == 0;
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
	if (target && state->prefix) {
		state->inode = target->inode;
		state->btime = target->btime;
	}
	set(&work, "ENVD_STATE", state_encode(state));
	for (size_t i = 0; i < work.n; i++)
		if (!same_string(work.v[i].value, variables_find(now, work.v[i].name)))
			variables_add(edits, work.v[i].name, work.v[i].value);
	variables_free(&work);
}

/* ---- for a child ---- */

static void drop_entry(struct variables *work, const char *prefix)
{
	char *entry = path_join(prefix, "bin");

	set(work, "PATH", searchpath_without(variables_find(work, "PATH"), entry, 0));
	free(entry);
}

/* Takes off what the user has put on by hand. */
static void drop_others(struct variables *work)
{
	const char *venv = variables_find(work, "VIRTUAL_ENV");
	bool is_conda = has_conda(work);

	if (venv && *venv) {
		drop_entry(work, venv);
		set(work, "VIRTUAL_ENV", NULL);
		set(work, "VIRTUAL_ENV_PROMPT", NULL);
	}
	if (is_conda)
		drop_entry(work, variables_find(work, "CONDA_PREFIX"));
	for (size_t i = N_SET; is_conda && i < N_CONDA; i++)
		set(work, change_names[i], NULL);
}

void change_for_child(struct state *state, const struct variables *now,
		      const struct target *target, struct variables *edits)
{
	struct variables work = { 0 };

	copy(&work, now);
	undo(state, &work);
	free(state->off);
	state->off = NULL;
	drop_others(&work);
	apply(state, &work, target);
	state->inode = target->inode;
	state->btime = target->btime;
	set(&work, "ENVD_STATE", state_encode(state));
	for (size_t i = 0; i < work.n; i++)
		if (i < N_SET || !same_string(work.v[i].value, variables_find(now, work.v[i].name)))
			variables_add(edits, work.v[i].name, work.v[i].value);
	variables_free(&work);
}
