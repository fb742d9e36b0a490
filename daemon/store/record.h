/*
 * record: what the registry remembers of one environment.
 */
#ifndef ENVD_RECORD_H
#define ENVD_RECORD_H

#include "envd/protocol.h"

struct record {
	char *prefix;                   /* the key */
	char *kind, *label;
	char *project, *version, *python;       /* may be NULL */
	struct reason state;
	int64_t first_seen, last_seen;  /* seconds since 1970 */
	int64_t last_used;              /* 0: never */
	int64_t uses;
	bool is_gone;                   /* to be deleted from the database */
	uint64_t changed;               /* number of its last change; 0: saved */
};

struct records {
	struct record *v;
	size_t n;
};

void record_copy(struct record *to, const struct record *from);
void record_deinit(struct record *record);
void record_free(struct record *record);

/* Takes over what was found on disk: kind, label, project, version, python and
 * state. True if any of it is news. */
bool record_refresh(struct record *record, const struct record *found);

struct record *records_add(struct records *records);        /* a zeroed one */
void records_free(struct records *records);

#endif
