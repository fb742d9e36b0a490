/* script: what the shell evaluates. */
#include "script.h"

#include "envd/buf.h"
#include "envd/file.h"
#include "envd/util.h"
#include "envd/varname.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WHOLE_SECONDS 3

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
static void add_edits(struct buf *out, struct prompt *p, struct variables *edits)
{
	const struct variable *state = NULL;

	if (!p->is_kept)
		change_make(&p->state, &p->now, p->has_target ? &p->wanted.target : NULL, p->n == 1,
			    edits);
	for (size_t i = 0; i < edits->n; i++)
		if (strcmp(edits->v[i].name, "ENVD_STATE") == 0)
			state = &edits->v[i];
	if (state && state->value)
		add_edit(out, p->shell, state);
	for (size_t i = 0; i < edits->n; i++)
		if (&edits->v[i] != state)
			add_edit(out, p->shell, &edits->v[i]);
	if (state && !state->value)
		add_edit(out, p->shell, state);
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

/* ---- from when on the shell need not ask ---- */

/* Of a file that was changed in the last seconds, whole seconds do not tell whether
 * it was changed since. The daemon has looked at its time before it looked at it. */
static bool is_settled(const struct condition *condition, time_t *changed)
{
	struct file file;

	if (condition->type != CONDITION_SAME)
		return true;
	if (file_look(AT_FDCWD, condition->path, true, &file) < 0 ||
	    time_compare(file.mtime, condition->mtime) != 0)
		return false;
	*changed = file.ctime.tv_sec;
	return time_of_files().tv_sec - file.ctime.tv_sec > WHOLE_SECONDS;
}

static bool are_settled(const struct answer *answer, time_t *changed)
{
	for (size_t i = 0; i < answer->n_conditions; i++)
		if (!is_settled(&answer->conditions[i], &changed[i]))
			return false;
	return true;
}

static bool can_test_by_file(struct prompt *p, struct freshness *freshness)
{
	time_t *changed = xcalloc(p->answer.n_conditions + 1, sizeof(*changed));
	struct buf text = BUF_INIT;
	bool can = are_settled(&p->answer, changed);

	freshness->changed = changed;
	if (can) {
		p->shell->test(&text, freshness);
		can = shelldir_write(&p->dir, "test", text.data, text.len) == 0;
	}
	freshness->changed = NULL;
	buf_free(&text);
	free(changed);
	return can;
}

static bool can_test(struct prompt *p, struct freshness *freshness)
{
	if (p->shell->test)
		return can_test_by_file(p, freshness);
	return p->shell->has_no_twins ||
	       shelldir_make_twins(&p->dir, freshness->conditions, freshness->n) == 0;
}

/* The last part: from here on the shell need not ask. */
static void add_freshness(struct buf *out, struct prompt *p, const struct variables *edits)
{
	const struct answer *answer = &p->answer;
	struct freshness freshness = {
		.pid = (uint32_t)p->pid, .directory = p->directory, .stamp = p->dir.stamp_path,
		.conditions = answer->conditions, .n = answer->n_conditions, .twins = p->dir.twins,
		.edits = edits,
		/* 1, 3, 7, 15 prompts without an answer before the next try */
		.uses = p->is_held ? (2u << p->tries) - 1 : 0,
	};

	if ((answer->flags & (ANSWER_VOLATILE | ANSWER_ASK_AGAIN)) || p->dir.stamp_path == NULL)
		return;
	if (can_test(p, &freshness))
		p->shell->fresh(out, &freshness);
}

/* A shell's hook and this are of one version: after an update it stays as it is. */
static int write_command(struct prompt *p)
{
	const char *command = p->shell->command;

	if (p->n > 1 && faccessat(p->dir.fd, "envd", F_OK, 0) == 0)
		return 0;
	return shelldir_write(&p->dir, "envd", command, strlen(command));
}

/* Into a file, and it says where. Nothing is said if that can't be. */
static void hand_over(struct buf *out, struct prompt *p)
{
	bool is_there;

	buf_addc(out, '\n');
	is_there = p->dir.fd >= 0 && write_command(p) == 0 &&
		   shelldir_write(&p->dir, "answer", out->data, out->len) == 0;
	out->len = 0;
	if (is_there)
		buf_addf(out, "%s\n", p->dir.id.directory);
}

int script_print(struct prompt *p)
{
	struct variables edits = { 0 };
	struct buf out = BUF_INIT;
	int r;

	add_edits(&out, p, &edits);
	add_settings(&out, p);
	if (p->has_target)
		p->shell->rehash(&out);
	add_freshness(&out, p, &edits);
	if (p->shell->test)
		hand_over(&out, p);
	buf_addf(&out, "#envd %lu", (unsigned long)p->n);
	r = write_all(STDOUT_FILENO, out.data, out.len);
	variables_free(&edits);
	buf_free(&out);
	return r;
}
