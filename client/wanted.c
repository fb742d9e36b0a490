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
			const char *version)
{
	struct promptformat values = {
		.label = target->label, .name = target->is_plain ? NULL : path_base(target->prefix),
		.project = path_base(target->project), .version = version,
	};
	struct buf out = BUF_INIT;

	if (*target->label)
		promptformat_expand(&out, settings->format, &values);
	return buf_detach(&out);
}

static void start(struct wanted *wanted, const struct settings *settings, const char *prefix,
		  const char *project, const char *label, const char *version, bool is_plain)
{
	*wanted = (struct wanted){
		.prefix = xstrdup(prefix), .project = xstrdup(project),
		.label = make_label(settings, prefix, project, label, is_plain),
	};
	wanted->target = (struct target){
		.prefix = wanted->prefix, .project = wanted->project, .label = wanted->label,
		.is_plain = is_plain, .vars = &wanted->vars, .prepend = &wanted->prepend,
	};
	wanted->shown = make_shown(settings, &wanted->target, version);
}

void wanted_from_answer(struct wanted *wanted, const struct answer *answer)
{
	start(wanted, &answer->settings, answer->prefix, answer->project, answer->label,
	      answer->version, answer->flags & ANSWER_PLAIN);
	wanted->target.inode = answer->inode;
	wanted->target.btime = answer->btime;
	for (size_t i = 0; i < answer->vars.n; i++)
		if (varname_may_be_set(answer->vars.v[i].name))
			variables_add(&wanted->vars, answer->vars.v[i].name,
				      answer->vars.v[i].value);
	for (size_t i = 0; i < answer->prepend.n; i++)
		strings_add(&wanted->prepend, answer->prepend.v[i]);
}

void wanted_from_state(struct wanted *wanted, const struct state *state, const char *label)
{
	static const struct settings settings = { .format = (char *)PROMPTFORMAT_DEFAULT };
	bool is_plain = state_is_plain(state);

	start(wanted, &settings, state->prefix, state->project, label, NULL, is_plain);
	wanted->target.inode = state->inode;
	wanted->target.btime = state->btime;
	for (size_t i = 0; i < state->n; i++)
		if (varname_may_be_set(state->v[i].name))
			variables_add(&wanted->vars, state->v[i].name, state->v[i].value);
	for (size_t i = !is_plain; i < state->n_entries; i++)
		strings_add(&wanted->prepend, state->entries[i].path);
}

void wanted_add_values(const struct wanted *wanted, const struct state *state,
		       struct variables *now)
{
	for (size_t i = 0; i < state->n; i++)
		if (varname_may_be_set(state->v[i].name))
			variables_add(now, state->v[i].name, getenv(state->v[i].name));
	for (size_t i = 0; i < wanted->vars.n; i++)
		if (!state_find(state, wanted->vars.v[i].name))
			variables_add(now, wanted->vars.v[i].name,
				      getenv(wanted->vars.v[i].name));
}

void wanted_deinit(struct wanted *wanted)
{
	free(wanted->prefix);
	free(wanted->project);
	free(wanted->label);
	free(wanted->shown);
	variables_free(&wanted->vars);
	strings_free(&wanted->prepend);
	*wanted = (struct wanted){ 0 };
}
