/*
 * facts: what the disk says for and against an environment, and whose eyes look
 * at it. Data only: evidence.c gathers, trust.c judges.
 */
#ifndef ENVD_FACTS_H
#define ENVD_FACTS_H

#include "envd/file.h"
#include "sys/supports.h"

struct git_cache;

struct evidence {
	struct file prefix;     /* of the canonical prefix: owner, inode, birth */
	struct file identity;   /* of env->identity; stands in for a birth time */
	struct reason hard;     /* row 2: OWNER, WRITABLE, ROOT_ONLY */
	struct reason owner;    /* OWNER, where it was excused: the viewer trusts him */
	struct reasons soft;    /* row 4, each that applies */
	struct strings programs;/* if the viewer pins them: "", the names in the first of its
				 * directories for PATH, the paths of those in others */
	struct reason weak;     /* row 7: ROOT_OWNED, MADE_UP_MODES, NO_BIRTH_TIME */
	struct reason witness;  /* row 6: WITNESSED, or why it is none */
	struct reasons notes;   /* what was asked and had nothing to say against it */

	/* What an answer must list besides what an environment must stay. */
	struct supports supports;
};

/* Whose eyes: the user, and where his live shells keep their `seen` files
 * (<runtime>/s/<shell>/seen). */
struct viewer {
	uid_t uid;
	gid_t gid;              /* effective; a private group has gid == uid */
	uid_t trusted;          /* another, whose files count as the user's; 0: none */
	bool is_bin_pinned;
	const char *home;
	const char *runtime;

	/* The type of the file system that path is on, as the kernel names it, or
	 * NULL; may itself be NULL: all are ordinary. fs_data is handed on. */
	const char *(*fs_type_of)(const void *fs_data, const char *path);
	const void *fs_data;

	struct git_cache *git;           /* may be NULL */
};

void evidence_deinit(struct evidence *evidence);

#endif
