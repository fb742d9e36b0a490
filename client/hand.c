/* hand: see hand.h. */
#include "hand.h"

#include "keeper.h"
#include "searchpath.h"

#include "envd/paths.h"
#include "envd/util.h"

#include <stdlib.h>
#include <string.h>

/* What we gave the variable, or NULL. */
static const char *given(const struct state *state, const char *name)
{
	const struct state_variable *v = state_find(state, name);

	return v ? v->value : NULL;
}

static bool is_set(const struct variables *now, const char *name)
{
	const char *value = variables_find(now, name);

	return value && *value;
}

/* Is a conda environment active that we did not activate? Its "base" is in every
 * shell of most conda users and says nothing of this project. */
static bool has_conda(const struct state *state, const struct variables *now)
{
	const char *name = variables_find(now, "CONDA_DEFAULT_ENV");

	return is_set(now, "CONDA_PREFIX") && !(name && strcmp(name, "base") == 0) &&
	       !same_string(variables_find(now, "CONDA_PREFIX"), given(state, "CONDA_PREFIX"));
}

static bool is_taken_off(const struct state *state, const struct variables *now, bool is_new)
{
	static const char *const names[] = { "VIRTUAL_ENV", "CONDA_PREFIX" };
	const char *path = variables_find(now, "PATH");

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (given(state, names[i]) && !is_set(now, names[i]))
			return true;
	return !is_new && !keeper_has_moved(state, now) && state->n_entries &&
	       searchpath_count(path, state->entries[0].path) <= state->entries[0].copies;
}

enum hand hand_of(const struct state *state, const struct variables *now, bool by_hand,
		  bool is_new)
{
	bool has_venv = is_set(now, "VIRTUAL_ENV");

	if (by_hand && has_venv)
		return HAND_OTHER;
	if (state->prefix == NULL)
		return has_venv || has_conda(state, now) ? HAND_OTHER : HAND_NONE;
	if (has_venv &&
	    !same_string(variables_find(now, "VIRTUAL_ENV"), given(state, "VIRTUAL_ENV")))
		return HAND_OTHER;
	if (has_conda(state, now))
		return HAND_OTHER_BESIDE;
	if (!state_is_plain(state) && is_taken_off(state, now, is_new))
		return HAND_TAKEN_OFF;
	return HAND_NONE;
}

const char *hand_prefix(enum hand hand, const struct variables *now)
{
	bool is_conda = hand == HAND_OTHER_BESIDE || !is_set(now, "VIRTUAL_ENV");

	return variables_find(now, is_conda ? "CONDA_PREFIX" : "VIRTUAL_ENV");
}

/* What their own scripts put on PATH. */
static void drop_entry(struct variables *work, const char *prefix)
{
	char *entry = path_join(prefix, "bin");

	variables_set(work, "PATH",
		      searchpath_without(variables_find(work, "PATH"), entry, 0));
	free(entry);
}

void hand_drop(struct variables *work)
{
	static const char *const names[] = { HAND_VARIABLES };
	static const struct state none = { 0 };
	bool is_conda = has_conda(&none, work), is_venv = is_set(work, "VIRTUAL_ENV");

	if (is_venv)
		drop_entry(work, variables_find(work, "VIRTUAL_ENV"));
	if (is_conda)
		drop_entry(work, variables_find(work, "CONDA_PREFIX"));
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (starts_with(names[i], "CONDA_") ? is_conda : is_venv)
			variables_set(work, names[i], NULL);
}
