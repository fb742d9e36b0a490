/* stringset: a list, and a table of hashes that leads into it. */
#include "sys/stringset.h"

#include "envd/util.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 64

struct stringset_slot {
	uint32_t place;         /* in v; 1 is the first, 0 none */
	uint32_t hash;
};

static uint32_t hash_of(const char *string)
{
	uint64_t hash = hash_bytes(HASH_START, string, strlen(string));

	return (uint32_t)(hash ^ hash >> 32);
}

/* The slot that leads to the string, or the free one that would. */
static struct stringset_slot *find(const struct stringset *set, const char *string,
				   uint32_t hash)
{
	size_t mask = set->n_slots - 1, i = hash & mask;

	for (; set->slots[i].place; i = (i + 1) & mask)
		if (set->slots[i].hash == hash &&
		    strcmp(set->v[set->slots[i].place - 1], string) == 0)
			break;
	return &set->slots[i];
}

/* Never more than half full, so that a search meets a free slot soon. */
static void make_room(struct stringset *set)
{
	struct stringset_slot *old = set->slots;
	size_t n = set->n_slots;

	if (set->n < n / 2)
		return;
	set->n_slots = n ? 2 * n : FIRST_SLOTS;
	set->slots = xcalloc(set->n_slots, sizeof(*set->slots));
	set->v = xrealloc(set->v, set->n_slots / 2 * sizeof(*set->v));
	for (size_t i = 0; i < n; i++)
		if (old[i].place)
			*find(set, set->v[old[i].place - 1], old[i].hash) = old[i];
	free(old);
}

bool stringset_add(struct stringset *set, const char *string)
{
	uint32_t hash = hash_of(string);
	struct stringset_slot *slot;

	make_room(set);
	slot = find(set, string, hash);
	if (slot->place)
		return false;
	set->v[set->n++] = xstrdup(string);
	*slot = (struct stringset_slot){ .place = (uint32_t)set->n, .hash = hash };
	return true;
}

bool stringset_has(const struct stringset *set, const char *string)
{
	return set->n > 0 && find(set, string, hash_of(string))->place != 0;
}

void stringset_copy(struct stringset *copy, const struct stringset *set)
{
	*copy = (struct stringset){ 0 };
	for (size_t i = 0; i < set->n; i++)
		stringset_add(copy, set->v[i]);
}

void stringset_free(struct stringset *set)
{
	for (size_t i = 0; i < set->n; i++)
		free(set->v[i]);
	free(set->v);
	free(set->slots);
	*set = (struct stringset){ 0 };
}
