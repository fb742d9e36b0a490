/* keeper: see keeper.h. */
#include "keeper.h"

#include "envd/util.h"

#include <string.h>

uint64_t keeper_mark(const struct variables *now)
{
	static const char *const names[] = { KEEPER_VARIABLES };
	uint64_t mark = 0;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *diff = variables_find(now, names[i]);

		if (diff && *diff)
			mark = hash_bytes(mark ? mark : HASH_START, diff, strlen(diff) + 1);
	}
	return mark;
}

bool keeper_has_moved(const struct state *state, const struct variables *now)
{
	return state->keeper != keeper_mark(now);
}
