/*
 * config_keys: one table says which keys envd.ini has, what they allow and where in
 * struct config they go.
 */
#ifndef ENVD_CONFIG_KEYS_H
#define ENVD_CONFIG_KEYS_H

#include <stdbool.h>

struct buf;
struct config;

/* Ends with NULL. */
extern const char *const config_sections[];

/* Sets one key. `home` is what ~ means. False, and what is wrong and what is allowed
 * is appended to *error. */
bool config_keys_set(struct config *config, const char *home, const char *section,
		     const char *name, const char *value, struct buf *error);

#endif
