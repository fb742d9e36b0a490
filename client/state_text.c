/* state_text: reads and writes ENVD_STATE. */
#include "state_text.h"

#include "envd/buf.h"
#include "envd/paths.h"
#include "envd/text.h"
#include "envd/util.h"
#include "envd/varname.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_FIELDS 4

/* Splits a record at its colons; false when there are too many. Nothing is
 * decoded yet. */
static size_t split(const char *record, size_t n, struct strings *fields)
{
	while (fields->n < MAX_FIELDS + 1) {
		const char *colon = memchr(record, ':', n);
		size_t part = colon ? (size_t)(colon - record) : n;
		char *field = xstrndup(record, part);

		strings_add(fields, field);
		free(field);
		if (colon == NULL)
			break;
		record += part + 1;
		n -= part + 1;
	}
	return fields->n;
}

/* A decoded field, to be freed, or NULL. */
static char *decode(const char *field)
{
	struct buf out = BUF_INIT;

	if (percent_decode(&out, field, strlen(field)))
		return buf_detach(&out);
	buf_free(&out);
	return NULL;
}

static bool decode_path(const char *field, char **out)
{
	if (*out)
		return false;
	*out = decode(field);
	return *out && path_is_clean(*out);
}

/* "-" or "=text". */
static bool decode_value(const char *field, char **out)
{
	if (strcmp(field, "-") == 0)
		return true;
	if (field[0] != '=')
		return false;
	*out = decode(field + 1);
	return *out != NULL;
}

static bool decode_variable(struct state *state, char *const *field)
{
	char *value = NULL, *old = NULL;
	bool is_good = varname_may_be_undone(field[1]) && decode_value(field[2], &value) &&
		       decode_value(field[3], &old);

	is_good = is_good && !state_find(state, field[1]) &&
		  state_add_variable(state, field[1], value, old);
	free(value);
	free(old);
	return is_good;
}

static bool decode_entry(struct state *state, char *const *field)
{
	char *path = NULL;
	uint64_t copies;
	bool is_good = parse_number(field[1], 1000, &copies) && decode_path(field[2], &path);

	for (size_t i = 0; is_good && i < state->n_entries; i++)
		is_good = strcmp(state->entries[i].path, path) != 0;
	if (is_good)
		state_add_entry(state, path, (unsigned)copies);
	free(path);
	return is_good;
}

static bool decode_kept(struct state *state, char *const *field)
{
	char *path = NULL;
	uint64_t copies;
	bool is_good = state->kept.n < STATE_MAX_KEPT && parse_number(field[1], 1000, &copies) &&
		       decode_path(field[2], &path);

	for (size_t i = 0; is_good && i < state->kept.n; i++)
		is_good = strcmp(state->kept.v[i].path, path) != 0;
	if (is_good)
		state_add_kept(state, path, (unsigned)copies);
	free(path);
	return is_good;
}

static bool decode_identity(struct state *state, char *const *field)
{
	uint64_t sec, nsec;
	bool is_good = state->inode == 0 && parse_number(field[1], UINT64_MAX, &state->inode) &&
		       parse_number(field[2], INT32_MAX * UINT64_C(256), &sec) &&
		       parse_number(field[3], 999999999, &nsec);

	if (is_good)
		state->btime = (struct timespec){ .tv_sec = (time_t)sec, .tv_nsec = (long)nsec };
	return is_good;
}

/* A path as it is, or what is left of it in the prefix. "" is none, if that may be. */
static bool decode_inner(const struct state *state, const char *field, char **out)
{
	char *path = decode(field);
	bool is_good = path && state->prefix && !*out;

	if (is_good && *path) {
		*out = path[0] == '/' ? xstrdup(path) : path_join(state->prefix, path);
		is_good = path_is_clean(*out);
	}
	free(path);
	return is_good;
}

static bool decode_label(struct state *state, const char *field)
{
	if (state->label)
		return false;
	state->label = decode(field);
	return state->label != NULL;
}

static bool decode_record(struct state *state, const char *record, size_t n, bool is_first)
{
	struct strings fields = { 0 };
	size_t count = split(record, n, &fields);
	const char *type = fields.v[0];
	bool is_good = false;
	uint64_t number;

	if (is_first) {
		is_good = count == 2 && strcmp(type, "1") == 0 &&
			  parse_number(fields.v[1], UINT32_MAX, &number);
		state->is_foreign = is_good && number != geteuid();
	} else if (count == 3 && strcmp(type, "e") == 0) {
		is_good = decode_path(fields.v[1], &state->prefix) &&
			  decode_path(fields.v[2], &state->project);
	} else if (count == 2 && strcmp(type, "l") == 0) {
		is_good = decode_label(state, fields.v[1]);
	} else if (count == 3 && strcmp(type, "h") == 0) {
		is_good = decode_inner(state, fields.v[1], &state->identity) &&
			  decode_inner(state, fields.v[2], &state->executable) &&
			  state->identity;
	} else if (count == 4 && strcmp(type, "i") == 0) {
		is_good = decode_identity(state, fields.v);
	} else if (count == 3 && strcmp(type, "p") == 0) {
		is_good = decode_entry(state, fields.v);
	} else if (count == 4 && strcmp(type, "v") == 0) {
		is_good = decode_variable(state, fields.v);
	} else if (count == 2 && strcmp(type, "o") == 0) {
		is_good = decode_path(fields.v[1], &state->off);
	} else if (count == 2 && strcmp(type, "k") == 0) {
		is_good = !state->keeper &&
			  parse_number(fields.v[1], UINT64_MAX, &state->keeper) && state->keeper;
	} else if (count == 3 && strcmp(type, "g") == 0) {
		is_good = decode_kept(state, fields.v);
	}
	strings_free(&fields);
	return is_good;
}

bool state_decode(struct state *state, const char *text)
{
	bool is_good = text && strlen(text) <= STATE_LIMIT, is_first = true;

	*state = (struct state){ 0 };
	while (is_good) {
		size_t n = strcspn(text, ",");

		is_good = decode_record(state, text, n, is_first);
		is_first = false;
		if (text[n] == '\0')
			break;
		text += n + 1;
	}
	/* Entries and variables are something's that is active. */
	if (is_good && (state->prefix || (!state->n_entries && !state->n && !state->label)))
		return true;
	state_deinit(state);
	return false;
}

static void add_value(struct buf *out, const char *value)
{
	buf_adds(out, value ? ":=" : ":-");
	if (value)
		percent_encode(out, value);
}

static void add_inner(struct buf *out, const char *prefix, const char *path)
{
	size_t n = strlen(prefix);

	buf_addc(out, ':');
	if (path && path_is_in(path, prefix) && path[n] == '/')
		percent_encode(out, path + n + 1);
	else if (path)
		percent_encode(out, path);
}

static void add_held(struct buf *out, const struct state *state)
{
	buf_adds(out, ",h");
	add_inner(out, state->prefix, state->identity);
	add_inner(out, state->prefix, state->executable);
}

char *state_encode(const struct state *state)
{
	struct buf out = BUF_INIT;

	if (state->prefix == NULL && state->off == NULL && state->kept.n == 0)
		return NULL;
	buf_addf(&out, "1:%lu", (unsigned long)geteuid());
	if (state->prefix) {
		buf_adds(&out, ",e:");
		percent_encode(&out, state->prefix);
		buf_addc(&out, ':');
		percent_encode(&out, state->project);
		if (state->label) {
			buf_adds(&out, ",l:");
			percent_encode(&out, state->label);
		}
		if (state->identity)
			add_held(&out, state);
		if (state->inode)
			buf_addf(&out, ",i:%llu:%lld:%ld", (unsigned long long)state->inode,
				 (long long)state->btime.tv_sec, state->btime.tv_nsec);
	}
	for (size_t i = 0; i < state->n_entries; i++) {
		buf_addf(&out, ",p:%u:", state->entries[i].copies);
		percent_encode(&out, state->entries[i].path);
	}
	for (size_t i = 0; i < state->n; i++) {
		buf_addf(&out, ",v:%s", state->v[i].name);
		add_value(&out, state->v[i].value);
		add_value(&out, state->v[i].old);
	}
	if (state->off) {
		buf_adds(&out, ",o:");
		percent_encode(&out, state->off);
	}
	if (state->keeper && (state->prefix || state->kept.n))
		buf_addf(&out, ",k:%llu", (unsigned long long)state->keeper);
	for (size_t i = 0; i < state->kept.n; i++) {
		buf_addf(&out, ",g:%u:", state->kept.v[i].copies);
		percent_encode(&out, state->kept.v[i].path);
	}
	return buf_detach(&out);
}
