/*
 * decision_list: all decisions, in memory and as the text of their file.
 */
#ifndef ENVD_DECISION_LIST_H
#define ENVD_DECISION_LIST_H

#include "trust/decision.h"

struct decision_list {
	struct decision *v;
	size_t n;
};

/*
 * Reads a file's text, which is changed, into an empty list. Returns -1 when
 * all of it is good, else the number of the first bad line, or 0 when it is
 * bad as a whole (no header, another version, cut off). The good lines are in
 * the list.
 */
int decision_list_parse(struct decision_list *list, char *text);

void decision_list_format(struct buf *out, const struct decision_list *list);

/* Puts a copy in the place of what was decided about that path. A TREE stands
 * beside the others and is replaced by a TREE, and by a DENY. Pointers
 * (REASON_POINTER_LEAVES) that were accepted for the same environment stay
 * accepted: one environment may serve several projects. A WITNESS and a PINNED are
 * dropped where there is a DENY, or a decision bound to the same environment. */
void decision_list_put(struct decision_list *list, const struct decision *decision);

/* The nearest of that type whose path is `path` or above it; or NULL. */
const struct decision *decision_list_find_above(const struct decision_list *list,
						const char *path, enum decision_type type);

/* The one about exactly this path: the TREE, or that of another type. */
const struct decision *decision_list_find(const struct decision_list *list,
					  const char *path, bool is_tree);

/* Takes away the decisions that are also, to the letter, in `others`. */
void decision_list_subtract(struct decision_list *list, const struct decision_list *others);

void decision_list_copy(struct decision_list *copy, const struct decision_list *list);
void decision_list_deinit(struct decision_list *list);

#endif
