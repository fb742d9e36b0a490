/* state: what we have changed in a shell. */
#include "state.h"

#include "envd/util.h"

#include <stdlib.h>
#include <string.h>

void state_add_entry(struct state *state, const char *path, unsigned copies)
{
	state->entries = xrealloc(state->entries,
				  (state->n_entries + 1) * sizeof(*state->entries));
	state->entries[state->n_entries++] = (struct state_entry){ xstrdup(path), copies };
}

void state_add_kept(struct state *state, const char *path, unsigned copies)
{
	struct state_entries *kept = &state->kept;

	for (size_t i = 0; i < kept->n; i++)
		if (strcmp(kept->v[i].path, path) == 0)
			return;
	if (kept->n == STATE_MAX_KEPT) {
		free(kept->v[0].path);
		memmove(kept->v, kept->v + 1, --kept->n * sizeof(*kept->v));
	}
	kept->v = xrealloc(kept->v, (kept->n + 1) * sizeof(*kept->v));
	kept->v[kept->n++] = (struct state_entry){ xstrdup(path), copies };
}

void state_forget_kept(struct state *state)
{
	for (size_t i = 0; i < state->kept.n; i++)
		free(state->kept.v[i].path);
	free(state->kept.v);
	state->kept = (struct state_entries){ 0 };
}

const struct state_variable *state_find(const struct state *state, const char *name)
{
	for (size_t i = 0; i < state->n; i++)
		if (strcmp(state->v[i].name, name) == 0)
			return &state->v[i];
	return NULL;
}

static void replace(char **text, const char *value)
{
	char *old = *text;

	*text = value && *value ? xstrdup(value) : NULL;
	free(old);
}

void state_set_identity(struct state *state, const char *label, const char *identity,
			const char *executable)
{
	replace(&state->label, label);
	replace(&state->identity, identity);
	replace(&state->executable, executable);
}

bool state_is_plain(const struct state *state)
{
	return state->prefix && !state->identity;
}

bool state_add_variable(struct state *state, const char *name, const char *value,
			const char *old)
{
	size_t kept = old ? strlen(old) : 0;

	for (size_t i = 0; i < state->n; i++)
		kept += state->v[i].old ? strlen(state->v[i].old) : 0;
	if (old && kept > STATE_OLD_LIMIT)
		return false;
	state->v = xrealloc(state->v, (state->n + 1) * sizeof(*state->v));
	state->v[state->n++] = (struct state_variable){
		.name = xstrdup(name), .value = xstrdup(value), .old = xstrdup(old),
	};
	return true;
}

void state_deinit(struct state *state)
{
	free(state->prefix);
	free(state->project);
	free(state->label);
	free(state->identity);
	free(state->executable);
	for (size_t i = 0; i < state->n_entries; i++)
		free(state->entries[i].path);
	free(state->entries);
	for (size_t i = 0; i < state->n; i++) {
		free(state->v[i].name);
		free(state->v[i].value);
		free(state->v[i].old);
	}
	free(state->v);
	free(state->off);
	state_forget_kept(state);
	*state = (struct state){ 0 };
}
