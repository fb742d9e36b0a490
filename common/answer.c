/* answer: what the daemon says to a prompt, as bytes. */
#include "wire.h"

#include "envd/protocol.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void answer_add_condition(struct answer *answer, enum condition_type type, const char *path,
			  const char *other, struct timespec mtime)
{
	answer->conditions = xrealloc(answer->conditions,
				      (answer->n_conditions + 1) * sizeof(*answer->conditions));
	answer->conditions[answer->n_conditions++] = (struct condition){
		.type = type, .path = xstrdup(path), .other = xstrdup(other), .mtime = mtime,
	};
}

void answer_add_place(struct answer *answer, const char *path, uint64_t device,
		      uint64_t inode)
{
	answer->places = xrealloc(answer->places,
				  (answer->n_places + 1) * sizeof(*answer->places));
	answer->places[answer->n_places++] = (struct place){
		.path = xstrdup(path), .device = device, .inode = inode,
	};
}

static void put_lists(struct buf *out, const struct answer *x)
{
	put_u32(out, (uint32_t)x->n_conditions);
	for (size_t i = 0; i < x->n_conditions; i++) {
		put_u32(out, x->conditions[i].type);
		put_string(out, x->conditions[i].path);
		put_string(out, x->conditions[i].other);
		put_time(out, x->conditions[i].mtime);
	}
	put_u32(out, (uint32_t)x->n_places);
	for (size_t i = 0; i < x->n_places; i++) {
		put_string(out, x->places[i].path);
		put_u64(out, x->places[i].device);
		put_u64(out, x->places[i].inode);
	}
	put_reasons(out, &x->steps);
}

static void get_condition(struct reader *r, struct answer *x)
{
	uint32_t type = get_u32(r);
	char *path = get_string(r), *other = get_string(r);

	answer_add_condition(x, type, path, other, get_time(r));
	if (type < CONDITION_SAME || type > CONDITION_LINK)
		r->failed = true;
	free(path);
	free(other);
}

static void get_lists(struct reader *r, struct answer *x)
{
	for (size_t n = get_count(r, 26); n > 0 && !r->failed; n--)
		get_condition(r, x);
	for (size_t n = get_count(r, 21); n > 0 && !r->failed; n--) {
		char *path = get_string(r);
		uint64_t device = get_u64(r);

		answer_add_place(x, path, device, get_u64(r));
		free(path);
	}
	get_reasons(r, &x->steps);
}

static void put_settings(struct buf *out, const struct settings *x)
{
	put_u32(out, x->deadline_ms);
	put_u32(out, x->messages);
	put_u32(out, x->show);
	put_u32(out, x->is_project_shown);
	put_string(out, x->format);
}

static void get_settings(struct reader *r, struct settings *x)
{
	x->deadline_ms = get_u32(r);
	x->messages = get_u32(r);
	x->show = get_u32(r);
	x->is_project_shown = get_u32(r) != 0;
	x->format = get_string(r);
	if (x->messages > MESSAGES_VERBOSE || x->show > SHOW_NEVER)
		r->failed = true;
}

static void put_activation(struct buf *out, const struct answer *x)
{
	put_u32(out, (uint32_t)x->entries.n);
	for (size_t i = 0; i < x->entries.n; i++)
		put_string(out, x->entries.v[i]);
	put_u32(out, (uint32_t)x->sets.n);
	for (size_t i = 0; i < x->sets.n; i++) {
		put_u32(out, x->sets.v[i].type);
		put_string(out, x->sets.v[i].name);
		put_string(out, x->sets.v[i].value);
	}
	put_string(out, x->identity);
	put_string(out, x->executable);
}

static void get_set(struct reader *r, struct sets *list)
{
	uint32_t type = get_u32(r);
	char *name = get_string(r), *value = get_string(r);
	size_t before = list->n;

	sets_add(list, type, name, value);
	if (type < SET_VALUE || type > SET_UNSET || list->n == before ||
	    (type != SET_VALUE && *value))
		r->failed = true;
	free(name);
	free(value);
}

static void get_activation(struct reader *r, struct answer *x)
{
	for (size_t n = get_count(r, 5); n > 0 && !r->failed; n--) {
		char *path = get_string(r);

		strings_add(&x->entries, path);
		free(path);
	}
	for (size_t n = get_count(r, 14); n > 0 && !r->failed; n--)
		get_set(r, &x->sets);
	x->identity = get_string(r);
	x->executable = get_string(r);
}

void answer_encode(struct buf *out, const struct answer *x)
{
	size_t start = frame_begin(out, MESSAGE_ANSWER);

	put_u32(out, x->outcome);
	put_u32(out, x->flags);
	put_settings(out, &x->settings);
	put_string(out, x->kind);
	put_string(out, x->manager);
	put_string(out, x->prefix);
	put_string(out, x->project);
	put_string(out, x->label);
	put_string(out, x->version);
	put_string(out, x->repair);
	put_string(out, x->remake);
	put_u64(out, x->device);
	put_u64(out, x->inode);
	put_time(out, x->btime);
	put_reason(out, &x->reason);
	put_u32(out, x->is_news);
	put_activation(out, x);
	put_lists(out, x);
	frame_end(out, start);
}

int answer_decode(struct answer *x, const void *bytes, size_t n)
{
	struct reader r = READER(bytes, n);

	*x = (struct answer){ 0 };
	x->outcome = get_u32(&r);
	x->flags = get_u32(&r);
	get_settings(&r, &x->settings);
	x->kind = get_string(&r);
	x->manager = get_string(&r);
	x->prefix = get_string(&r);
	x->project = get_string(&r);
	x->label = get_string(&r);
	x->version = get_string(&r);
	x->repair = get_string(&r);
	x->remake = get_string(&r);
	x->device = get_u64(&r);
	x->inode = get_u64(&r);
	x->btime = get_time(&r);
	get_reason(&r, &x->reason);
	x->is_news = get_u32(&r) != 0;
	get_activation(&r, x);
	get_lists(&r, x);
	if (reader_is_done(&r) && x->outcome >= OUTCOME_NOTHING &&
	    x->outcome <= OUTCOME_UNKNOWN)
		return 0;
	answer_deinit(x);
	return -EBADMSG;
}

void answer_clear_lists(struct answer *x)
{
	for (size_t i = 0; i < x->n_conditions; i++) {
		free(x->conditions[i].path);
		free(x->conditions[i].other);
	}
	free(x->conditions);
	x->conditions = NULL;
	x->n_conditions = 0;
	for (size_t i = 0; i < x->n_places; i++)
		free(x->places[i].path);
	free(x->places);
	x->places = NULL;
	x->n_places = 0;
	reasons_free(&x->steps);
}

void answer_deinit(struct answer *x)
{
	free(x->settings.format);
	free(x->kind);
	free(x->manager);
	free(x->prefix);
	free(x->project);
	free(x->label);
	free(x->version);
	free(x->repair);
	free(x->remake);
	strings_free(&x->entries);
	sets_free(&x->sets);
	free(x->identity);
	free(x->executable);
	answer_clear_lists(x);
	reason_deinit(&x->reason);
	*x = (struct answer){ 0 };
}
