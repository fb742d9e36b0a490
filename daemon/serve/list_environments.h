/*
 * list_environments: the list of every known environment, each looked at again now.
 */
#ifndef ENVD_LIST_ENVIRONMENTS_H
#define ENVD_LIST_ENVIRONMENTS_H

#include <stdbool.h>

struct connection;

/* Sends ITEM frames, or the JSON text in TEXT frames, then END. Takes
 * active, the prefix that is on in the asking shell ("" for none). */
void catalog_start(struct connection *connection, bool json, char *active);

#endif
