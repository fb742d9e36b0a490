/* decision_state: see decision_state.h. */
#include "trust/decision_state.h"

#include "find/kind.h"
#include "find/projectfile.h"
#include "trust/accepted.h"

#include "envd/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* The decision about a project's file is about its content. */
static void look_at_file(struct reason *state, const struct decision *decision)
{
	struct projectfile file = { 0 };
	struct reasons accepted = { 0 };
	char *dir = path_parent(decision->path);
	bool is_same = false;

	accepted_list(decision, &accepted);
	if (projectfile_read(&file, dir, "/") == 0)
		reason_set(state, REASON_PATH_GONE, decision->path, NULL);
	for (size_t i = 0; i < accepted.n; i++)
		is_same |= accepted.v[i].code == REASON_FILE_ASKS &&
			   strcmp(accepted.v[i].b, file.hash) == 0;
	if (!is_same && state->code == 0)
		reason_set(state, REASON_REPLACED, decision->path, NULL);
	reasons_free(&accepted);
	projectfile_deinit(&file);
	free(dir);
}

static bool is_bound(const struct decision *decision, const struct file *prefix)
{
	struct file identity = { 0 };
	struct env env = { 0 };
	bool is;

	if (kind_look_at(decision->path, &env) == 1 && env.identity)
		file_look(AT_FDCWD, env.identity, false, &identity);
	is = decision_is_bound(decision, prefix, &identity);
	env_deinit(&env);
	return is;
}

void decision_look(struct reason *state, const struct decision *decision,
		   const struct mount_table *mounts)
{
	bool is_by_name = decision->type == DECISION_DENY || decision->type == DECISION_TREE;
	struct file file;
	int r;

	if (mount_table_is_far(mounts, decision->path)) {
		reason_set(state, REASON_NOT_LOOKED_AT, decision->path, NULL);
		return;
	}
	if (!is_by_name && strcmp(path_base(decision->path), PROJECTFILE_NAME) == 0) {
		look_at_file(state, decision);
		return;
	}
	r = file_look(AT_FDCWD, decision->path, false, &file);
	if (r == -ENOENT || r == -ENOTDIR)
		reason_set(state, REASON_PATH_GONE, decision->path, NULL);
	else if (r < 0)
		reason_set(state, REASON_NO_ACCESS, decision->path, NULL);
	else if (!is_by_name && !is_bound(decision, &file))
		reason_set(state, REASON_REPLACED, decision->path, NULL);
}
