#include "pretend.h"

#include "state_text.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

void pretend_set(struct pretend *shell, const char *name, const char *value)
{
	for (size_t i = 0; i < shell->v.n; i++) {
		if (strcmp(shell->v.v[i].name, name) != 0)
			continue;
		value = xstrdup(value);
		free(shell->v.v[i].value);
		shell->v.v[i].value = (char *)value;
		return;
	}
	variables_add(&shell->v, name, value);
}

const char *pretend_get(const struct pretend *shell, const char *name)
{
	return variables_find(&shell->v, name);
}

static void assign(struct pretend *shell, const char *const *assignments)
{
	for (; *assignments; assignments++) {
		char *name = xstrndup(*assignments, strcspn(*assignments, "="));

		pretend_set(shell, name, strchr(*assignments, '=') + 1);
		free(name);
	}
}

void pretend_init(struct pretend *shell, const char *const *assignments)
{
	*shell = (struct pretend){ 0 };
	for (size_t i = 0; change_names[i]; i++)
		pretend_set(shell, change_names[i], NULL);
	assign(shell, assignments);
}

void pretend_deinit(struct pretend *shell)
{
	variables_free(&shell->v);
}

size_t pretend_go(struct pretend *shell, const struct target *target, bool is_new)
{
	struct variables edits = { 0 };
	struct state state;
	size_t n;

	state_decode(&state, pretend_get(shell, "ENVD_STATE"));
	change_make(&state, &shell->v, target, is_new, &edits);
	for (size_t i = 0; i < edits.n; i++) {
		cr_expect(!same_string(pretend_get(shell, edits.v[i].name), edits.v[i].value),
			  "%s is set to what it is", edits.v[i].name);
		pretend_set(shell, edits.v[i].name, edits.v[i].value);
	}
	n = edits.n;
	variables_free(&edits);
	state_deinit(&state);
	return n;
}

enum hand pretend_hand(const struct pretend *shell, bool by_hand, bool is_new)
{
	struct state state;
	enum hand hand;

	state_decode(&state, pretend_get(shell, "ENVD_STATE"));
	hand = hand_of(&state, &shell->v, by_hand, is_new);
	state_deinit(&state);
	return hand;
}

void pretend_expect(const struct pretend *shell, const char *what,
		    const char *const *assignments)
{
	struct pretend want;

	pretend_init(&want, assignments);
	for (size_t i = 0; i < want.v.n; i++) {
		const char *got = pretend_get(shell, want.v.v[i].name);

		cr_expect(same_string(got, want.v.v[i].value), "%s: %s is <%s>, want <%s>", what,
			  want.v.v[i].name, got ? got : "(unset)",
			  want.v.v[i].value ? want.v.v[i].value : "(unset)");
	}
	pretend_deinit(&want);
}

char *pretend_all(const struct pretend *shell)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < shell->v.n; i++)
		if (shell->v.v[i].value)
			buf_addf(&out, "%s=%s\n", shell->v.v[i].name, shell->v.v[i].value);
	return buf_detach(&out);
}
