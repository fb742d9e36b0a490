/*
 * config: what envd.ini may say. Which keys there are: config_keys.c.
 */
#ifndef ENVD_CONFIG_H
#define ENVD_CONFIG_H

#include "envd/protocol.h"
#include "envd/util.h"

struct config {
	char *ceiling;          /* [activation] ceiling: clean path, or NULL */
	bool is_policy_ask;     /* [trust] policy = ask (else made-here) */
	bool is_bin_pinned;     /* [trust] pinned-bin */
	struct strings roots;   /* [trust] roots: clean paths, links not resolved */
	struct settings settings;       /* [client] deadline, and [prompt] */
	uint32_t watch_limit;   /* [watch] limit: directories, 0 for none */
};

/* Sets what holds without a file. */
void config_init(struct config *config);
void config_deinit(struct config *config);

#endif
