/*
 * remember: what was found, for the registry.
 */
#ifndef ENVD_REMEMBER_H
#define ENVD_REMEMBER_H

#include "find/env.h"
#include "store/registry.h"

/* As the registry keeps it. What it points to stays the environment's. */
struct record env_as_record(const struct env *env);

/* Has the registry remember it. From the loop's thread. */
void env_remember(const struct env *env, struct registry *registry);

#endif
