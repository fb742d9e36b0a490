/* wanted: see wanted.h. */
#include "wanted.h"

#include "envd/paths.h"
#include "envd/promptformat.h"
#include "envd/text.h"
#include "envd/util.h"
#include "envd/varname.h"

#include <stdlib.h>
#include <string.h>

/* Labels that say nothing: what people call an environment that has one purpose. */
static const char *const generic[] = { ".venv", "venv", ".env", "env", "virtualenv" };

static char *tame(const char *text)
{
	struct buf out = BUF_INIT;

	text_label(&out, text ? text : "");
	return buf_detach(&out);
}

/* What the environment is called. */
static char *make_label(const struct settings *settings, const char *prefix,
			const char *project, const char *given, bool is_plain)
{
	char *label = tame(given);

	if (!*label && !is_plain) {
		free(label);
		label = tame(path_base(prefix));
	}
	for (size_t i = 0; i < COUNT_OF(generic) && settings->is_project_shown; i++) {
		char *name = tame(path_base(project));

		if (*name && strcmp(label, generic[i]) == 0) {
			free(label);
			return name;
		}
		free(name);
	}
	return label;
}

static char *make_shown(const struct settings *settings, const struct target *target,
			const char *version, bool is_plain)
{
	struct promptformat values = {
		.label = target->label, .name = is_plain ? NULL : path_base(target->prefix),
		.project = path_base(target->project), .version = version,
	};
	struct buf out = BUF_INIT;

	if (*target->label)
		promptformat_expand(&out, settings->format, &values);
	return buf_detach(&out);
}

static void finish(struct wanted *wanted, const struct settings *settings, const char *version,
		   bool is_plain)
{
	wanted->target = (struct target){
		.prefix = wanted->prefix, .project = wanted->project, .label = wanted->label,
		.entries = &wanted->entries, .sets = &wanted->sets,
		.identity = wanted->identity, .executable = wanted->executable,
	};
	wanted->shown = make_shown(settings, &wanted->target, version, is_plain);
}

static void take_sets(struct wanted *wanted, const struct sets *sets)
{
	for (size_t i = 0; i < sets->n; i++) {
		const struct set *set = &sets->v[i];

		if (varname_may_be_undone(set->name))
			variables_add(&wanted->sets, set->name,
				      set->type == SET_LABEL ? wanted->label : set->value);
	}
}

void wanted_from_answer(struct wanted *wanted, const struct answer *answer)
{
	bool is_plain = !*answer->identity;

	*wanted = (struct wanted){
		.prefix = xstrdup(answer->prefix), .project = xstrdup(answer->project),
		.label = make_label(&answer->settings, answer->prefix, answer->project,
				    answer->label, is_plain),
		.identity = xstrdup(answer->identity),
		.executable = xstrdup(answer->executable),
	};
	for (size_t i = 0; i < answer->entries.n; i++)
		if (path_is_clean(answer->entries.v[i]) &&
		    !strings_has(&wanted->entries, answer->entries.v[i]))
			strings_add(&wanted->entries, answer->entries.v[i]);
	take_sets(wanted, &answer->sets);
	finish(wanted, &answer->settings, answer->version, is_plain);
	wanted->target.inode = answer->inode;
	wanted->target.btime = answer->btime;
}

void wanted_from_state(struct wanted *wanted, const struct state *state)
{
	static const struct settings settings = { .format = (char *)PROMPTFORMAT_DEFAULT };
	bool is_plain = state_is_plain(state);

	*wanted = (struct wanted){
		.prefix = xstrdup(state->prefix), .project = xstrdup(state->project),
		.label = make_label(&settings, state->prefix, state->project, state->label,
				    is_plain),
		.identity = xstrdup(state->identity), .executable = xstrdup(state->executable),
	};
	for (size_t i = 0; i < state->n_entries; i++)
		strings_add(&wanted->entries, state->entries[i].path);
	for (size_t i = 0; i < state->n; i++)
		variables_add(&wanted->sets, state->v[i].name, state->v[i].value);
	finish(wanted, &settings, NULL, is_plain);
	wanted->target.inode = state->inode;
	wanted->target.btime = state->btime;
}

static void add_value(struct variables *now, const char *name)
{
	if (!variables_has(now, name))
		variables_add(now, name, getenv(name));
}

void wanted_add_values(const struct wanted *wanted, const struct state *state,
		       struct variables *now)
{
	for (size_t i = 0; i < state->n; i++)
		add_value(now, state->v[i].name);
	for (size_t i = 0; i < wanted->sets.n; i++)
		add_value(now, wanted->sets.v[i].name);
}

void wanted_deinit(struct wanted *wanted)
{
	free(wanted->prefix);
	free(wanted->project);
	free(wanted->label);
	free(wanted->shown);
	free(wanted->identity);
	free(wanted->executable);
	strings_free(&wanted->entries);
	variables_free(&wanted->sets);
	*wanted = (struct wanted){ 0 };
}
