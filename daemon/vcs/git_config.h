/*
 * git_config: the few words of a repository's config file that say how its index
 * is to be read, and which work tree it belongs to. Pure.
 */
#ifndef ENVD_GIT_CONFIG_H
#define ENVD_GIT_CONFIG_H

#include <stdbool.h>

struct git_config {
	bool is_sha256;                 /* extensions.objectformat */
	bool is_bare;                   /* core.bare */
	bool has_worktree_config;       /* extensions.worktreeconfig */
	char *worktree;                 /* core.worktree, or NULL */
};

/* Adds what `text` says to *config, which starts zeroed; a later value beats an
 * earlier one. False when git would not understand it either, or when objects
 * are named in a way that is not known here. */
bool git_config_read(struct git_config *config, const char *text);
void git_config_deinit(struct git_config *config);

#endif
