/* claims: see claims.h. */
#include "serve/claims.h"

#include "envd/paths.h"

#include <stdlib.h>

/* Threads are left for the others. */
#define MAX_FAR 6

/* One that takes this long hangs: on what a pointer leads to, say. */
#define STUCK_MS 1000

/* The far mount that must answer first, or NULL. */
static const char *find_busy(const struct claims *claims, const char *mount)
{
	const struct claim *claim;
	size_t n_far = 0;

	for (claim = claims->first; claim; claim = claim->next) {
		if (claim->mount && same_string(claim->mount, mount))
			return mount;
		n_far += claim->mount != NULL;
	}
	return n_far >= MAX_FAR ? mount : NULL;
}

/* The directory at or below which one hangs, or NULL. Each more would take a
 * thread from the others. */
static const char *find_stuck(const struct claims *claims, const char *place)
{
	int64_t latest = monotonic_ms() - STUCK_MS;
	const struct claim *claim = claims->first;

	while (claim && (claim->since_ms > latest || !path_is_in(place, claim->place)))
		claim = claim->next;
	return claim ? claim->place : NULL;
}

bool claims_take(struct claims *claims, struct claim *claim, const struct mount_table *mounts,
		 const char *place, struct reason *why)
{
	const struct mount *mount = mount_table_find(mounts, place);
	const char *far_point = mount && mount_is_far(mount) ? mount->point : NULL;
	const char *stuck = find_stuck(claims, place);

	if (!stuck && far_point)
		stuck = find_busy(claims, far_point);
	*claim = (struct claim){ 0 };
	if (stuck) {
		reason_set(why, REASON_MOUNT_STUCK, stuck, NULL);
		return false;
	}
	*claim = (struct claim){
		.next = claims->first, .link = &claims->first, .place = xstrdup(place),
		.mount = xstrdup(far_point), .since_ms = monotonic_ms(),
	};
	if (claim->next)
		claim->next->link = &claim->next;
	claims->first = claim;
	return true;
}

void claim_release(struct claim *claim)
{
	if (claim->link == NULL)
		return;
	*claim->link = claim->next;
	if (claim->next)
		claim->next->link = claim->link;
	free(claim->place);
	free(claim->mount);
	*claim = (struct claim){ 0 };
}
