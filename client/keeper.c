/* keeper: see keeper.h. */
#include "keeper.h"

#include "envd/util.h"

#include <string.h>

uint64_t keeper_mark(const struct variables *now)
{
	const char *diff = variables_find(now, KEEPER_VARIABLE);
	uint64_t mark;

	if (diff == NULL || *diff == '\0')
		return 0;
	mark = hash_bytes(HASH_START, diff, strlen(diff));
	return mark ? mark : 1;
}

bool keeper_has_moved(const struct state *state, const struct variables *now)
{
	return state->keeper != keeper_mark(now);
}
