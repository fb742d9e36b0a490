/*
 * claims: where jobs are out, so that a disk that does not answer takes few
 * threads from the others: one job at a time goes out on a far mount, and none
 * where another has been out for too long.
 */
#ifndef ENVD_CLAIMS_H
#define ENVD_CLAIMS_H

#include "sys/mounts.h"

#include "envd/protocol.h"

struct claim {
	struct claim *next, **link;     /* link: what points to us; NULL: not taken */
	char *place;
	char *mount;                    /* if it is a far one, else NULL */
	int64_t since_ms;
};

struct claims {
	struct claim *first;
};

/* Takes `place`, a directory. False: not now, and *why says so (MOUNT_STUCK). */
bool claims_take(struct claims *claims, struct claim *claim, const struct mount_table *mounts,
		 const char *place, struct reason *why);

/* Nothing happens when it was not taken. */
void claim_release(struct claim *claim);

#endif
