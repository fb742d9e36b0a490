/*
 * decision: one thing that the user (or a witness) decided, and its line in
 * the file of decisions.
 */
#ifndef ENVD_DECISION_H
#define ENVD_DECISION_H

#include "envd/file.h"
#include "sys/stringset.h"

struct buf;

enum decision_type {
	DECISION_ALLOW,         /* this environment; bound to what it was */
	DECISION_DENY,          /* this path, whatever is there */
	DECISION_TREE,          /* what is mine below this directory */
	DECISION_CREATED,       /* `envd create` made it; bound */
	DECISION_WITNESS,       /* a shell of mine saw it appear; bound */
	DECISION_PINNED,        /* what its bin had when a tree put it on; grants nothing */
};

struct decision {
	enum decision_type type;
	char *path;             /* canonical */
	uid_t uid;              /* what it is bound to: owner, inode and birth time */
	uint64_t inode;
	struct timespec btime;
	uint64_t cfg_inode, cfg_size;   /* of its identity; for want of a birth time */
	int64_t when;           /* seconds since 1970 */
	struct stringset accepted; /* soft vetoes that stood when it was made: "CODE:A:B" */
};

/* Does the environment that is there now still have owner, inode and birth
 * time? `cfg` is its identity (pyvenv.cfg, say). */
bool decision_is_bound(const struct decision *decision, const struct file *prefix,
		       const struct file *cfg);

/* Its word in the file, and for the user. */
const char *decision_type_name(enum decision_type type);

/* Appends its line, with the newline. */
void decision_format(struct buf *out, const struct decision *decision);

/* Reads a line (without its newline), which is changed. False when it is not
 * exactly as decision_format() writes it; *decision is then zeroed. */
bool decision_parse(struct decision *decision, char *line);

/* Appends "CHECKSUM TEXT\n", the form of every line; `hash` is where the
 * checksum starts from. */
void decision_seal(struct buf *out, uint64_t hash, const char *text);

/* The text of a sealed line, or NULL when the checksum is wrong. */
char *decision_unseal(char *line, uint64_t hash);

void decision_copy(struct decision *copy, const struct decision *decision);
void decision_deinit(struct decision *decision);

#endif
