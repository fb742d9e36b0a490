/*
 * user: the number of another user.
 */
#ifndef ENVD_USER_H
#define ENVD_USER_H

#include <stdbool.h>
#include <sys/types.h>

/* By name, wherever the system keeps its users, or by number, which need have no
 * name. False when there is no such user. */
bool user_find(const char *name, uid_t *uid);

#endif
