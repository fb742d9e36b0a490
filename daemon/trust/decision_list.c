/*
 * decision_list: the text is
 *
 *   envd-decisions 1
 *   CHECKSUM TYPE ...          one line a decision, see decision.c
 *   CHECKSUM end COUNT         checksum of all that is above, and of this
 *
 * The last line is there because a file that was cut off at the end of a line
 * would look whole, and have lost a `deny`.
 */
#include "trust/decision_list.h"

#include "envd/buf.h"
#include "envd/paths.h"
#include "envd/protocol.h"
#include "envd/text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define HEADER "envd-decisions 1"
#define MAX_WITNESSED 4096      /* of the automatic ones; the oldest go first */

/* ---- text ---- */

/* Takes the content of decision. */
static void append(struct decision_list *list, struct decision *decision)
{
	list->v = xrealloc(list->v, (list->n + 1) * sizeof(*list->v));
	list->v[list->n++] = *decision;
}

static bool parse_line(struct decision_list *list, char *line)
{
	struct decision decision;

	if (!decision_parse(&decision, line))
		return false;
	if (decision_list_find(list, decision.path, decision.type == DECISION_TREE)) {
		decision_deinit(&decision);
		return false;
	}
	append(list, &decision);
	return true;
}

static bool is_end(char *line, uint64_t hash, size_t count)
{
	char *text = decision_unseal(line, hash), *expected = xasprintf("end %zu", count);
	bool is_good = text && strcmp(text, expected) == 0;

	free(expected);
	return is_good;
}

int decision_list_parse(struct decision_list *list, char *text)
{
	uint64_t hash = HASH_START;
	int number = 0, bad = -1;
	char *line = text, *next;

	for (; (next = strchr(line, '\n')) != NULL && number < INT_MAX; line = next) {
		size_t n = (size_t)(++next - line);
		uint64_t after = hash_bytes(hash, line, n);
		bool is_good;

		next[-1] = '\0';
		if (++number == 1 && strcmp(line, HEADER) != 0)
			return 0;
		if (number > 1 && *next == '\0') {
			is_good = is_end(line, hash, (size_t)number - 2);
			return bad < 0 && !is_good ? number : bad;
		}
		is_good = number == 1 || parse_line(list, line);
		if (bad < 0 && !is_good)
			bad = number;
		hash = after;
	}
	return bad < 0 ? 0 : bad;
}

void decision_list_format(struct buf *out, const struct decision_list *list)
{
	char *end = xasprintf("end %zu", list->n);
	size_t start = out->len;

	buf_adds(out, HEADER "\n");
	for (size_t i = 0; i < list->n; i++)
		decision_format(out, &list->v[i]);
	decision_seal(out, hash_bytes(HASH_START, out->data + start, out->len - start), end);
	free(end);
}

/* ---- putting ---- */

static void remove_at(struct decision_list *list, size_t i)
{
	decision_deinit(&list->v[i]);
	memmove(&list->v[i], &list->v[i + 1], (list->n - i - 1) * sizeof(*list->v));
	list->n--;
}

static bool is_replaced(const struct decision *old, const struct decision *by)
{
	return strcmp(old->path, by->path) == 0 &&
	       ((old->type == DECISION_TREE) == (by->type == DECISION_TREE) ||
		by->type == DECISION_DENY);
}

/* Are both bound to the same environment? */
static bool is_same_thing(const struct decision *a, const struct decision *b)
{
	return a->uid == b->uid && a->inode == b->inode &&
	       time_compare(a->btime, b->btime) == 0;
}

/* Was it said of a way to the environment, and not of what is in it? */
static bool is_of_way(const char *accepted, const char *prefix)
{
	uint32_t code = (uint32_t)strtoul(accepted, NULL, 10);
	const char *path = strchr(accepted, ':');
	struct buf encoded = BUF_INIT;
	bool is;

	percent_encode(&encoded, prefix);
	is = reason_scope(code) & SCOPE_WAY && path && !path_is_in(path + 1, encoded.data);
	buf_free(&encoded);
	return is;
}

/* One environment may serve several projects, each with its own way to it: to
 * accept one does not take the others back. */
static void keep_ways(struct decision *decision, const struct decision *old)
{
	if (decision->type == DECISION_DENY || old->type == DECISION_DENY ||
	    !is_same_thing(decision, old))
		return;
	for (size_t i = 0; i < old->accepted.n; i++)
		if (is_of_way(old->accepted.v[i], decision->path))
			stringset_add(&decision->accepted, old->accepted.v[i]);
}

/* Nobody said it aloud. */
static bool is_automatic(const struct decision *decision)
{
	return decision->type == DECISION_WITNESS || decision->type == DECISION_PINNED;
}

/* Lets the oldest witnessed one go when there are too many. */
static void make_room(struct decision_list *list)
{
	size_t n = 0, oldest = 0;

	for (size_t i = 0; i < list->n; i++) {
		if (!is_automatic(&list->v[i]))
			continue;
		if (n++ == 0 || list->v[i].when < list->v[oldest].when)
			oldest = i;
	}
	if (n >= MAX_WITNESSED)
		remove_at(list, oldest);
}

void decision_list_put(struct decision_list *list, const struct decision *decision)
{
	const struct decision *now = decision_list_find(list, decision->path, false);
	struct decision copy;

	/* It does not outweigh what the user said. */
	if (is_automatic(decision) && now &&
	    (now->type == DECISION_DENY || is_same_thing(now, decision)))
		return;
	decision_copy(&copy, decision);
	for (size_t i = list->n; i-- > 0; ) {
		if (!is_replaced(&list->v[i], decision))
			continue;
		keep_ways(&copy, &list->v[i]);
		remove_at(list, i);
	}
	if (is_automatic(decision))
		make_room(list);
	append(list, &copy);
}

/* ---- finding ---- */

const struct decision *decision_list_find(const struct decision_list *list,
					  const char *path, bool is_tree)
{
	for (size_t i = 0; i < list->n; i++)
		if ((list->v[i].type == DECISION_TREE) == is_tree &&
		    strcmp(list->v[i].path, path) == 0)
			return &list->v[i];
	return NULL;
}

const struct decision *decision_list_find_above(const struct decision_list *list,
						const char *path, enum decision_type type)
{
	const struct decision *nearest = NULL;

	for (size_t i = 0; i < list->n; i++) {
		const struct decision *one = &list->v[i];

		if (one->type == type && path_is_in(path, one->path) &&
		    (nearest == NULL || strlen(one->path) > strlen(nearest->path)))
			nearest = one;
	}
	return nearest;
}

/* ---- whole lists ---- */

static bool is_in(const struct decision_list *list, const struct decision *decision)
{
	const struct decision *other = decision_list_find(list, decision->path,
							  decision->type == DECISION_TREE);
	struct buf a = BUF_INIT, b = BUF_INIT;
	bool is;

	decision_format(&a, decision);
	if (other)
		decision_format(&b, other);
	is = strcmp(a.data, b.data) == 0;
	buf_free(&a);
	buf_free(&b);
	return is;
}

void decision_list_subtract(struct decision_list *list, const struct decision_list *others)
{
	for (size_t i = list->n; i-- > 0; )
		if (is_in(others, &list->v[i]))
			remove_at(list, i);
}

void decision_list_copy(struct decision_list *copy, const struct decision_list *list)
{
	*copy = (struct decision_list){ 0 };
	for (size_t i = 0; i < list->n; i++) {
		struct decision decision;

		decision_copy(&decision, &list->v[i]);
		append(copy, &decision);
	}
}

void decision_list_deinit(struct decision_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		decision_deinit(&list->v[i]);
	free(list->v);
	*list = (struct decision_list){ 0 };
}
