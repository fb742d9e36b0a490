/* protocol: the bytes. The one place that knows them. */
#include "envd/protocol.h"

#include "envd/paths.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *const kind_variables[] = { "WORKON_HOME", "XDG_DATA_HOME", NULL };

#define TEXT_CHUNK (64u * 1024)

/* ---- writing ---- */

static void put_u32(struct buf *out, uint32_t n)
{
	buf_add(out, &n, sizeof(n));
}

static void put_u64(struct buf *out, uint64_t n)
{
	buf_add(out, &n, sizeof(n));
}

static void put_string(struct buf *out, const char *string)
{
	size_t n = string ? strlen(string) : 0;

	put_u32(out, (uint32_t)n);
	buf_add(out, string ? string : "", n);
	buf_addc(out, '\0');
}

static void put_time(struct buf *out, struct timespec t)
{
	put_u64(out, (uint64_t)t.tv_sec);
	put_u32(out, (uint32_t)t.tv_nsec);
}

/* Starts a frame; frame_end() fills in its length. Returns where it began. */
static size_t frame_begin(struct buf *out, enum message type)
{
	uint16_t words[2] = { PROTOCOL_VERSION, (uint16_t)type };
	size_t start = out->len;

	put_u32(out, 0);
	buf_add(out, words, sizeof(words));
	return start;
}

static void frame_end(struct buf *out, size_t start)
{
	uint32_t n = (uint32_t)(out->len - start - PROTOCOL_HEADER);

	memcpy(out->data + start, &n, sizeof(n));
}

/* ---- reading ---- */

struct reader {
	const unsigned char *p;
	size_t left;
	bool failed;
};

static const void *take(struct reader *r, size_t n)
{
	const void *p = r->p;

	if (r->failed || n > r->left) {
		r->failed = true;
		return NULL;
	}
	r->p += n;
	r->left -= n;
	return p;
}

static uint32_t get_u32(struct reader *r)
{
	const void *p = take(r, sizeof(uint32_t));
	uint32_t n = 0;

	if (p)
		memcpy(&n, p, sizeof(n));
	return n;
}

static uint64_t get_u64(struct reader *r)
{
	const void *p = take(r, sizeof(uint64_t));
	uint64_t n = 0;

	if (p)
		memcpy(&n, p, sizeof(n));
	return n;
}

/* Never NULL, also after a failure. */
static char *get_string(struct reader *r)
{
	size_t n = get_u32(r);
	const char *p = n < PROTOCOL_MAX_FRAME ? take(r, n + 1) : NULL;

	if (p == NULL || p[n] != '\0' || memchr(p, '\0', n)) {
		r->failed = true;
		return xstrdup("");
	}
	return xstrndup(p, n);
}

static struct timespec get_time(struct reader *r)
{
	struct timespec t;

	t.tv_sec = (time_t)get_u64(r);
	t.tv_nsec = (long)get_u32(r);
	if (t.tv_nsec >= 1000000000)
		r->failed = true;
	return t;
}

/* The length of an array whose elements take at least `least` bytes. */
static size_t get_count(struct reader *r, size_t least)
{
	size_t n = get_u32(r);

	if (n > PROTOCOL_MAX_ITEMS || n * least > r->left)
		r->failed = true;
	return r->failed ? 0 : n;
}

static bool reader_is_done(const struct reader *r)
{
	return !r->failed && r->left == 0;
}

#define READER(bytes, n) { .p = (bytes), .left = (n) }

/* ---- reasons and variables ---- */

void reason_set(struct reason *reason, uint32_t code, const char *a, const char *b)
{
	struct reason old = *reason;    /* a and b may point into it */

	*reason = (struct reason){ .code = code, .a = xstrdup(a), .b = xstrdup(b) };
	reason_deinit(&old);
}

void reason_deinit(struct reason *reason)
{
	free(reason->a);
	free(reason->b);
	*reason = (struct reason){ 0 };
}

void reasons_add(struct reasons *list, uint32_t code, const char *a, const char *b)
{
	list->v = xrealloc(list->v, (list->n + 1) * sizeof(*list->v));
	list->v[list->n] = (struct reason){ 0 };
	reason_set(&list->v[list->n++], code, a, b);
}

void reasons_free(struct reasons *list)
{
	for (size_t i = 0; i < list->n; i++)
		reason_deinit(&list->v[i]);
	free(list->v);
	*list = (struct reasons){ 0 };
}

void variables_add(struct variables *list, const char *name, const char *value)
{
	list->v = xrealloc(list->v, (list->n + 1) * sizeof(*list->v));
	list->v[list->n++] = (struct variable){ .name = xstrdup(name), .value = xstrdup(value) };
}

const char *variables_find(const struct variables *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].name, name) == 0)
			return list->v[i].value;
	return NULL;
}

void variables_free(struct variables *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->v[i].name);
		free(list->v[i].value);
	}
	free(list->v);
	*list = (struct variables){ 0 };
}

static void put_reason(struct buf *out, const struct reason *reason)
{
	put_u32(out, reason->code);
	put_string(out, reason->a);
	put_string(out, reason->b);
}

static void get_reason(struct reader *r, struct reason *reason)
{
	reason->code = get_u32(r);
	reason->a = get_string(r);
	reason->b = get_string(r);
}

static void put_reasons(struct buf *out, const struct reasons *list)
{
	put_u32(out, (uint32_t)list->n);
	for (size_t i = 0; i < list->n; i++)
		put_reason(out, &list->v[i]);
}

static void get_reasons(struct reader *r, struct reasons *list)
{
	for (size_t n = get_count(r, 14); n > 0 && !r->failed; n--) {
		struct reason reason;

		get_reason(r, &reason);
		reasons_add(list, reason.code, reason.a, reason.b);
		reason_deinit(&reason);
	}
}

/* ---- question ---- */

static void put_variables(struct buf *out, const struct variables *list)
{
	put_u32(out, (uint32_t)list->n);
	for (size_t i = 0; i < list->n; i++) {
		put_string(out, list->v[i].name);
		put_u32(out, list->v[i].value != NULL);
		put_string(out, list->v[i].value);
	}
}

static void get_variables(struct reader *r, struct variables *list)
{
	for (size_t n = get_count(r, 14); n > 0 && !r->failed; n--) {
		char *name = get_string(r);
		bool is_set = get_u32(r) != 0;
		char *value = get_string(r);

		variables_add(list, name, is_set ? value : NULL);
		free(name);
		free(value);
	}
}

void question_encode(struct buf *out, const struct question *x)
{
	size_t start = frame_begin(out, MESSAGE_ASK);

	put_u32(out, x->flags);
	put_u64(out, x->shell.namespace);
	put_u32(out, x->shell.pid);
	put_u64(out, x->shell.start);
	put_string(out, x->shell.directory);
	put_u32(out, x->stamp);
	put_string(out, x->directory);
	put_u64(out, x->device);
	put_u64(out, x->inode);
	put_string(out, x->applied);
	put_variables(out, &x->variables);
	frame_end(out, start);
}

int question_decode(struct question *x, const void *bytes, size_t n)
{
	struct reader r = READER(bytes, n);

	*x = (struct question){ 0 };
	x->flags = get_u32(&r);
	x->shell.namespace = get_u64(&r);
	x->shell.pid = get_u32(&r);
	x->shell.start = get_u64(&r);
	x->shell.directory = get_string(&r);
	x->stamp = get_u32(&r);
	x->directory = get_string(&r);
	x->device = get_u64(&r);
	x->inode = get_u64(&r);
	x->applied = get_string(&r);
	get_variables(&r, &x->variables);
	if (reader_is_done(&r))
		return 0;
	question_deinit(x);
	return -EBADMSG;
}

void question_deinit(struct question *x)
{
	free(x->shell.directory);
	free(x->directory);
	free(x->applied);
	variables_free(&x->variables);
	*x = (struct question){ 0 };
}

/* ---- answer ---- */

void answer_add_entry(struct answer *answer, enum entry_type type, const char *path,
		      const char *other, struct timespec mtime)
{
	answer->entries = xrealloc(answer->entries,
				   (answer->n_entries + 1) * sizeof(*answer->entries));
	answer->entries[answer->n_entries++] = (struct entry){
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
	put_u32(out, (uint32_t)x->n_entries);
	for (size_t i = 0; i < x->n_entries; i++) {
		put_u32(out, x->entries[i].type);
		put_string(out, x->entries[i].path);
		put_string(out, x->entries[i].other);
		put_time(out, x->entries[i].mtime);
	}
	put_u32(out, (uint32_t)x->n_places);
	for (size_t i = 0; i < x->n_places; i++) {
		put_string(out, x->places[i].path);
		put_u64(out, x->places[i].device);
		put_u64(out, x->places[i].inode);
	}
	put_reasons(out, &x->steps);
}

static void get_entry(struct reader *r, struct answer *x)
{
	uint32_t type = get_u32(r);
	char *path = get_string(r), *other = get_string(r);

	answer_add_entry(x, type, path, other, get_time(r));
	if (type < ENTRY_SAME || type > ENTRY_LINK)
		r->failed = true;
	free(path);
	free(other);
}

static void get_lists(struct reader *r, struct answer *x)
{
	for (size_t n = get_count(r, 26); n > 0 && !r->failed; n--)
		get_entry(r, x);
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

void answer_encode(struct buf *out, const struct answer *x)
{
	size_t start = frame_begin(out, MESSAGE_ANSWER);

	put_u32(out, x->outcome);
	put_u32(out, x->flags);
	put_settings(out, &x->settings);
	put_string(out, x->kind);
	put_string(out, x->prefix);
	put_string(out, x->project);
	put_string(out, x->label);
	put_string(out, x->version);
	put_u64(out, x->device);
	put_u64(out, x->inode);
	put_time(out, x->btime);
	put_reason(out, &x->reason);
	put_u32(out, x->is_news);
	put_variables(out, &x->vars);
	put_u32(out, (uint32_t)x->prepend.n);
	for (size_t i = 0; i < x->prepend.n; i++)
		put_string(out, x->prepend.v[i]);
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
	x->prefix = get_string(&r);
	x->project = get_string(&r);
	x->label = get_string(&r);
	x->version = get_string(&r);
	x->device = get_u64(&r);
	x->inode = get_u64(&r);
	x->btime = get_time(&r);
	get_reason(&r, &x->reason);
	x->is_news = get_u32(&r) != 0;
	get_variables(&r, &x->vars);
	for (size_t left = get_count(&r, 5); left > 0 && !r.failed; left--) {
		char *path = get_string(&r);

		strings_add(&x->prepend, path);
		free(path);
	}
	get_lists(&r, x);
	if (reader_is_done(&r) && x->outcome >= OUTCOME_NOTHING &&
	    x->outcome <= OUTCOME_UNKNOWN)
		return 0;
	answer_deinit(x);
	return -EBADMSG;
}

void answer_clear_lists(struct answer *x)
{
	for (size_t i = 0; i < x->n_entries; i++) {
		free(x->entries[i].path);
		free(x->entries[i].other);
	}
	free(x->entries);
	x->entries = NULL;
	x->n_entries = 0;
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
	free(x->prefix);
	free(x->project);
	free(x->label);
	free(x->version);
	variables_free(&x->vars);
	strings_free(&x->prepend);
	answer_clear_lists(x);
	reason_deinit(&x->reason);
	*x = (struct answer){ 0 };
}

/* ---- the others ---- */

void item_encode(struct buf *out, const struct item *x)
{
	size_t start = frame_begin(out, MESSAGE_ITEM);

	put_string(out, x->prefix);
	put_string(out, x->project);
	put_string(out, x->label);
	put_string(out, x->kind);
	put_string(out, x->version);
	put_u32(out, x->standing);
	put_reason(out, &x->state);
	put_u64(out, (uint64_t)x->used);
	frame_end(out, start);
}

int item_decode(struct item *x, const void *bytes, size_t n)
{
	struct reader r = READER(bytes, n);

	*x = (struct item){ 0 };
	x->prefix = get_string(&r);
	x->project = get_string(&r);
	x->label = get_string(&r);
	x->kind = get_string(&r);
	x->version = get_string(&r);
	x->standing = get_u32(&r);
	get_reason(&r, &x->state);
	x->used = (int64_t)get_u64(&r);
	if (reader_is_done(&r) && x->standing <= STANDING_DENIED)
		return 0;
	item_deinit(x);
	return -EBADMSG;
}

void item_deinit(struct item *x)
{
	free(x->prefix);
	free(x->project);
	free(x->label);
	free(x->kind);
	free(x->version);
	reason_deinit(&x->state);
	*x = (struct item){ 0 };
}

void status_encode(struct buf *out, const struct status *x)
{
	size_t start = frame_begin(out, MESSAGE_STATUS_IS);

	put_u32(out, x->pid);
	put_string(out, x->version);
	put_u64(out, x->uptime_s);
	put_u32(out, x->sessions);
	put_u32(out, x->environments);
	put_u32(out, x->watches);
	put_string(out, x->registry);
	put_string(out, x->config);
	frame_end(out, start);
}

int status_decode(struct status *x, const void *bytes, size_t n)
{
	struct reader r = READER(bytes, n);

	*x = (struct status){ 0 };
	x->pid = get_u32(&r);
	x->version = get_string(&r);
	x->uptime_s = get_u64(&r);
	x->sessions = get_u32(&r);
	x->environments = get_u32(&r);
	x->watches = get_u32(&r);
	x->registry = get_string(&r);
	x->config = get_string(&r);
	if (reader_is_done(&r))
		return 0;
	status_deinit(x);
	return -EBADMSG;
}

void status_deinit(struct status *x)
{
	free(x->version);
	free(x->registry);
	free(x->config);
	*x = (struct status){ 0 };
}

void ruling_encode(struct buf *out, const struct ruling *x)
{
	size_t start = frame_begin(out, MESSAGE_DECIDE);

	put_u32(out, x->type);
	put_u32(out, x->flags);
	put_u32(out, x->owner);
	put_string(out, x->path);
	put_reasons(out, &x->accepted);
	frame_end(out, start);
}

int ruling_decode(struct ruling *x, const void *bytes, size_t n)
{
	struct reader r = READER(bytes, n);

	*x = (struct ruling){ 0 };
	x->type = get_u32(&r);
	x->flags = get_u32(&r);
	x->owner = get_u32(&r);
	x->path = get_string(&r);
	get_reasons(&r, &x->accepted);
	if (reader_is_done(&r) && x->type >= RULING_ALLOW && x->type <= RULING_FORGET_GONE &&
	    path_is_clean(x->path))
		return 0;
	ruling_deinit(x);
	return -EBADMSG;
}

void ruling_deinit(struct ruling *x)
{
	free(x->path);
	reasons_free(&x->accepted);
	*x = (struct ruling){ 0 };
}

void record_encode(struct buf *out, const struct record *x)
{
	size_t start = frame_begin(out, MESSAGE_RECORD);

	put_string(out, x->path);
	put_string(out, x->type);
	put_u64(out, (uint64_t)x->since);
	put_reason(out, &x->state);
	put_reasons(out, &x->accepted);
	frame_end(out, start);
}

int record_decode(struct record *x, const void *bytes, size_t n)
{
	struct reader r = READER(bytes, n);

	*x = (struct record){ 0 };
	x->path = get_string(&r);
	x->type = get_string(&r);
	x->since = (int64_t)get_u64(&r);
	get_reason(&r, &x->state);
	get_reasons(&r, &x->accepted);
	if (reader_is_done(&r))
		return 0;
	record_deinit(x);
	return -EBADMSG;
}

void record_deinit(struct record *x)
{
	free(x->path);
	free(x->type);
	reason_deinit(&x->state);
	reasons_free(&x->accepted);
	*x = (struct record){ 0 };
}

void list_encode(struct buf *out, enum message type, bool json, const char *active)
{
	size_t start = frame_begin(out, type);

	put_u32(out, json);
	put_string(out, active);
	frame_end(out, start);
}

int list_decode(bool *json, char **active, const void *bytes, size_t n)
{
	struct reader r = READER(bytes, n);

	*json = get_u32(&r) != 0;
	*active = get_string(&r);
	if (reader_is_done(&r))
		return 0;
	free(*active);
	*active = NULL;
	return -EBADMSG;
}

void text_encode(struct buf *out, const char *text)
{
	size_t left = strlen(text);

	do {
		size_t start = frame_begin(out, MESSAGE_TEXT);
		size_t n = left < TEXT_CHUNK ? left : TEXT_CHUNK;
		char *chunk = xstrndup(text, n);

		put_string(out, chunk);
		frame_end(out, start);
		free(chunk);
		text += n;
		left -= n;
	} while (left > 0);
}

int text_decode_message(char **text, const void *bytes, size_t n)
{
	struct reader r = READER(bytes, n);

	*text = get_string(&r);
	if (reader_is_done(&r))
		return 0;
	free(*text);
	*text = NULL;
	return -EBADMSG;
}

void failed_encode(struct buf *out, int error)
{
	size_t start = frame_begin(out, MESSAGE_FAILED);

	put_u32(out, (uint32_t)-error);
	frame_end(out, start);
}

int failed_decode(int *error, const void *bytes, size_t n)
{
	struct reader r = READER(bytes, n);
	uint32_t code = get_u32(&r);

	if (!reader_is_done(&r) || code == 0 || code > 4095)
		return -EBADMSG;
	*error = -(int)code;
	return 0;
}

void empty_encode(struct buf *out, enum message type)
{
	frame_end(out, frame_begin(out, type));
}

int frame_look(const void *bytes, size_t n, enum message *type, size_t *body)
{
	uint32_t length;
	uint16_t words[2];

	if (n < PROTOCOL_HEADER)
		return 0;
	memcpy(&length, bytes, sizeof(length));
	memcpy(words, (const char *)bytes + sizeof(length), sizeof(words));
	if (words[0] != PROTOCOL_VERSION)
		return -EPROTONOSUPPORT;
	if (length > PROTOCOL_MAX_FRAME)
		return -EBADMSG;
	*type = words[1];
	*body = length;
	return n - PROTOCOL_HEADER >= length;
}
