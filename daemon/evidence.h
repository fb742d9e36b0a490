/*
 * evidence: what the disk says for and against an environment. Gathered in a
 * worker, by looking only; it decides nothing (trust.h does).
 */
#ifndef ENVD_EVIDENCE_H
#define ENVD_EVIDENCE_H

#include "env.h"
#include "envd/file.h"

struct gitcache;

/* A file that a fact rests on: it has this time, or it is there or not. */
struct support {
	char *path;
	enum entry_type type;   /* SAME, PRESENT, ABSENT */
	struct file file;       /* for SAME */
};

struct evidence {
	struct file prefix;     /* of the canonical prefix: owner, inode, birth */
	struct file cfg;        /* of its pyvenv.cfg; stands in for a birth time */
	struct reason hard;     /* row 2: OWNER, WRITABLE, ROOT_ONLY */
	struct reason owner;    /* OWNER, where it was excused: the viewer trusts him */
	struct reasons soft;    /* row 4, each that applies */
	struct strings programs;/* names in bin, if the viewer pins them; "" is first */
	struct reason weak;     /* row 7: ROOT_OWNED, MADE_UP_MODES, NO_BIRTH_TIME */
	struct reason witness;  /* row 6: WITNESSED, or why it is none */
	struct reasons notes;   /* what was asked and had nothing to say against it */

	/* What an answer must list besides what an environment must stay. */
	struct support *supports;
	size_t n_supports;
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

	/* The type of the file system that path is on, as mountinfo has it, or
	 * NULL; may itself be NULL: all are ordinary. fs_data is handed on. */
	const char *(*fs_type_of)(const void *fs_data, const char *path);
	const void *fs_data;

	struct gitcache *git;           /* may be NULL */
};

/* Never fails: what could not be looked at speaks against. */
void evidence_gather(struct evidence *evidence, const struct env *env,
		     const struct viewer *viewer);
void evidence_deinit(struct evidence *evidence);

/* For those who gather: one more support. Copies. */
void evidence_rests_on(struct evidence *evidence, const char *path, enum entry_type type,
		       const struct file *file);

#endif
