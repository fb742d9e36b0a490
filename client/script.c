/* script: what the shell evaluates. */
#include "script.h"

#include "envd/buf.h"
#include "envd/util.h"
#include "envd/varname.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void add_edit(struct buf *out, const struct shell *shell, const struct variable *edit)
{
	if (edit->value && shell->put && varname_may_be_set(edit->name))
		shell->put(out, edit->name, edit->value);
	else if (edit->value)
		shell->set(out, edit->name, edit->value);
	else
		shell->unset(out, edit->name);
}

/* A shell may stop in the middle (zsh does at a readonly variable): as long as
 * anything of ours is there, so is the state that takes it away. */
static void add_edits(struct buf *out, struct prompt *p)
{
	struct variables edits = { 0 };
	const struct variable *state = NULL;

	if (!p->is_kept)
		change_make(&p->state, &p->now, p->has_target ? &p->wanted.target : NULL, p->n == 1,
			    &edits);
	for (size_t i = 0; i < edits.n; i++)
		if (strcmp(edits.v[i].name, "ENVD_STATE") == 0)
			state = &edits.v[i];
	if (state && state->value)
		add_edit(out, p->shell, state);
	for (size_t i = 0; i < edits.n; i++)
		if (&edits.v[i] != state)
			add_edit(out, p->shell, &edits.v[i]);
	if (state && !state->value)
		add_edit(out, p->shell, state);
	variables_free(&edits);
}

/* starship tells by a variable which shell it was loaded in, but not in each of
 * them by VIRTUAL_ENV_DISABLE_PROMPT that it shows the environment. Frameworks that
 * tell neither are known to the hooks. */
static bool is_shown_by_starship(const struct shell *shell)
{
	const char *name = getenv("STARSHIP_SHELL");

	return name && strcmp(name, shell->name) == 0;
}

static const char *label(const struct prompt *p)
{
	if (!p->has_target || p->settings.show == SHOW_NEVER ||
	    (p->settings.show == SHOW_AUTO && is_shown_by_starship(p->shell)))
		return "";
	return p->wanted.shown;
}

/* The hook's own variables. What is held keeps the label it has. */
static void add_settings(struct buf *out, const struct prompt *p)
{
	const struct shell *shell = p->shell;
	uint64_t tries = p->is_held ? p->tries + 1 : 0;
	char *text;

	if (tries > PROMPT_MAX_TRIES)
		tries = PROMPT_MAX_TRIES;
	if (!p->is_held || !p->has_settings || !p->has_target) {
		shell->assign(out, "__envd_label", label(p));
		shell->assign(out, "__envd_always", p->settings.show == SHOW_ALWAYS ? "1" : "");
	}
	shell->assign(out, "__envd_on", p->has_target ? "1" : "");
	text = xasprintf("%lu:%lu", (unsigned long)p->settings.deadline_ms,
			 (unsigned long)p->settings.messages);
	shell->assign(out, "__envd_deadline", text);
	free(text);
	text = xasprintf("%lu", (unsigned long)tries);
	shell->assign(out, "__envd_tries", text);
	free(text);
	shell->assign(out, "__envd_dir", p->dir.fd >= 0 ? p->dir.id.directory : "");
	shell->assign(out, "__envd_status", p->is_held ? "3" : "0");
}

/* The last part: from here on the shell need not ask. */
static void add_freshness(struct buf *out, struct prompt *p)
{
	const struct answer *answer = &p->answer;
	struct freshness freshness = {
		.pid = (uint32_t)p->pid, .directory = p->directory, .stamp = p->dir.stamp_path,
		.entries = answer->entries, .n = answer->n_entries, .twins = p->dir.twins,
		/* 1, 3, 7, 15 prompts without an answer before the next try */
		.uses = p->is_held ? (2u << p->tries) - 1 : 0,
	};

	if ((answer->flags & (ANSWER_VOLATILE | ANSWER_ASK_AGAIN)) || p->dir.stamp_path == NULL)
		return;
	if (p->shell->has_no_twins ||
	    shelldir_make_twins(&p->dir, answer->entries, answer->n_entries) == 0)
		p->shell->fresh(out, &freshness);
}

int script_print(struct prompt *p)
{
	struct buf out = BUF_INIT;
	int r;

	add_edits(&out, p);
	add_settings(&out, p);
	if (p->has_target)
		p->shell->rehash(&out);
	add_freshness(&out, p);
	buf_addf(&out, "#envd %lu", (unsigned long)p->n);
	r = write_all(STDOUT_FILENO, out.data, out.len);
	buf_free(&out);
	return r;
}
