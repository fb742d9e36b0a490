/*
 * decision: its line is
 *
 *   CHECKSUM TYPE WHEN UID INODE SEC.NNNNNNNNN CFGINODE CFGSIZE PATH ACCEPTED...
 *
 * with numbers in decimal, path and accepted vetoes percent-encoded, and as
 * checksum 16 hexadecimal digits (FNV-1a of all that follows the first space).
 */
#include "trust/decision.h"

#include "envd/buf.h"
#include "envd/paths.h"
#include "envd/text.h"
#include "envd/util.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const type_names[] = {
	[DECISION_ALLOW] = "allow", [DECISION_DENY] = "deny", [DECISION_TREE] = "tree",
	[DECISION_CREATED] = "created", [DECISION_WITNESS] = "witness",
	[DECISION_PINNED] = "pinned",
};

bool decision_is_bound(const struct decision *decision, const struct file *prefix,
		       const struct file *cfg)
{
	if (prefix->inode == 0 || decision->inode != prefix->inode ||
	    decision->uid != prefix->uid)
		return false;
	if (time_is_known(decision->btime) || time_is_known(prefix->btime))
		return time_compare(decision->btime, prefix->btime) == 0;
	return cfg->inode != 0 && decision->cfg_inode == cfg->inode &&
	       decision->cfg_size == cfg->size;
}

const char *decision_type_name(enum decision_type type)
{
	return type_names[type];
}

void decision_seal(struct buf *out, uint64_t hash, const char *text)
{
	buf_addf(out, "%016" PRIx64 " %s\n", hash_bytes(hash, text, strlen(text)), text);
}

char *decision_unseal(char *line, uint64_t hash)
{
	char *text = line + 17, checksum[18];

	if (strlen(line) < 18)
		return NULL;
	snprintf(checksum, sizeof(checksum), "%016" PRIx64 " ",
		 hash_bytes(hash, text, strlen(text)));
	return strncmp(line, checksum, 17) == 0 ? text : NULL;
}

void decision_format(struct buf *out, const struct decision *decision)
{
	struct buf text = BUF_INIT;

	buf_addf(&text, "%s %" PRId64 " %lu %" PRIu64 " %lld.%09ld %" PRIu64 " %" PRIu64 " ",
		 type_names[decision->type], decision->when, (unsigned long)decision->uid,
		 decision->inode, (long long)decision->btime.tv_sec, decision->btime.tv_nsec,
		 decision->cfg_inode, decision->cfg_size);
	percent_encode(&text, decision->path);
	for (size_t i = 0; i < decision->accepted.n; i++) {
		buf_addc(&text, ' ');
		percent_encode(&text, decision->accepted.v[i]);
	}
	decision_seal(out, HASH_START, text.data);
	buf_free(&text);
}

static bool take_type(const char **p, enum decision_type *type)
{
	size_t n = strcspn(*p, " ");

	for (size_t i = 0; i < COUNT_OF(type_names); i++) {
		if (strlen(type_names[i]) == n && strncmp(*p, type_names[i], n) == 0) {
			*type = (enum decision_type)i;
			*p += n + ((*p)[n] == ' ');
			return true;
		}
	}
	return false;
}

/* The word before the next blank, decoded, to be freed; or NULL. */
static char *take_string(const char **p)
{
	size_t n = strcspn(*p, " ");
	struct buf out = BUF_INIT;
	char *text = NULL;

	if (n > 0 && percent_decode(&out, *p, n))
		text = buf_detach(&out);
	*p += n + ((*p)[n] == ' ');
	buf_free(&out);
	return text;
}

/* What comes behind the birth time. */
static bool take_strings(const char **p, struct decision *decision)
{
	while (**p) {
		char *text = take_string(p);

		if (text == NULL)
			return false;
		if (decision->path == NULL)
			decision->path = xstrdup(text);
		else
			stringset_add(&decision->accepted, text);
		free(text);
	}
	return decision->path && path_is_clean(decision->path);
}

/* The words behind the checksum. */
static bool parse_words(struct decision *decision, const char *p)
{
	uint64_t when, uid, sec, nsec;
	bool is_good = take_type(&p, &decision->type) &&
		       take_number(&p, ' ', INT64_MAX, &when) &&
		       take_number(&p, ' ', UINT32_MAX, &uid) &&
		       take_number(&p, ' ', UINT64_MAX, &decision->inode) &&
		       take_number(&p, '.', INT64_MAX, &sec) &&
		       take_number(&p, ' ', 999999999, &nsec) &&
		       take_number(&p, ' ', UINT64_MAX, &decision->cfg_inode) &&
		       take_number(&p, ' ', UINT64_MAX, &decision->cfg_size) &&
		       take_strings(&p, decision);
	if (is_good) {
		decision->when = (int64_t)when;
		decision->uid = (uid_t)uid;
		decision->btime = (struct timespec){ .tv_sec = (time_t)sec, .tv_nsec = (long)nsec };
	}
	return is_good;
}

/* There is one way to write a decision; what reads alike is not by us. */
bool decision_parse(struct decision *decision, char *line)
{
	char *text = decision_unseal(line, HASH_START);
	struct buf again = BUF_INIT;
	bool is_good = false;

	*decision = (struct decision){ 0 };
	if (text == NULL)
		return false;
	if (parse_words(decision, text)) {
		decision_format(&again, decision);
		is_good = strncmp(again.data, line, again.len - 1) == 0 &&
			  line[again.len - 1] == '\0';
	}
	if (!is_good)
		decision_deinit(decision);
	buf_free(&again);
	return is_good;
}

void decision_copy(struct decision *copy, const struct decision *decision)
{
	*copy = *decision;
	copy->path = xstrdup(decision->path);
	stringset_copy(&copy->accepted, &decision->accepted);
}

void decision_deinit(struct decision *decision)
{
	free(decision->path);
	stringset_free(&decision->accepted);
	*decision = (struct decision){ 0 };
}
