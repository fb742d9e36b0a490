/* wire: see wire.h. Numbers are as the machine has them, as both ends are on it. */
#include "wire.h"

#include "envd/frame.h"
#include "envd/util.h"

#include <stdlib.h>
#include <string.h>

/* ---- writing ---- */

void put_u32(struct buf *out, uint32_t n)
{
	buf_add(out, &n, sizeof(n));
}

void put_u64(struct buf *out, uint64_t n)
{
	buf_add(out, &n, sizeof(n));
}

void put_string(struct buf *out, const char *string)
{
	size_t n = string ? strlen(string) : 0;

	put_u32(out, (uint32_t)n);
	buf_add(out, string ? string : "", n);
	buf_addc(out, '\0');
}

void put_time(struct buf *out, struct timespec t)
{
	put_u64(out, (uint64_t)t.tv_sec);
	put_u32(out, (uint32_t)t.tv_nsec);
}

size_t frame_begin(struct buf *out, uint16_t type)
{
	uint16_t words[2] = { PROTOCOL_VERSION, type };
	size_t start = out->len;

	put_u32(out, 0);
	buf_add(out, words, sizeof(words));
	return start;
}

void frame_end(struct buf *out, size_t start)
{
	uint32_t n = (uint32_t)(out->len - start - PROTOCOL_HEADER);

	memcpy(out->data + start, &n, sizeof(n));
}

/* ---- reading ---- */

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

uint32_t get_u32(struct reader *r)
{
	const void *p = take(r, sizeof(uint32_t));
	uint32_t n = 0;

	if (p)
		memcpy(&n, p, sizeof(n));
	return n;
}

uint64_t get_u64(struct reader *r)
{
	const void *p = take(r, sizeof(uint64_t));
	uint64_t n = 0;

	if (p)
		memcpy(&n, p, sizeof(n));
	return n;
}

/* Never NULL, also after a failure. */
char *get_string(struct reader *r)
{
	size_t n = get_u32(r);
	const char *p = n < PROTOCOL_MAX_FRAME ? take(r, n + 1) : NULL;

	if (p == NULL || p[n] != '\0' || memchr(p, '\0', n)) {
		r->failed = true;
		return xstrdup("");
	}
	return xstrndup(p, n);
}

struct timespec get_time(struct reader *r)
{
	struct timespec t;

	t.tv_sec = (time_t)get_u64(r);
	t.tv_nsec = (long)get_u32(r);
	if (t.tv_nsec >= 1000000000)
		r->failed = true;
	return t;
}

/* The length of an array whose elements take at least `least` bytes. */
size_t get_count(struct reader *r, size_t least)
{
	size_t n = get_u32(r);

	if (n > PROTOCOL_MAX_ITEMS || n * least > r->left)
		r->failed = true;
	return r->failed ? 0 : n;
}

bool reader_is_done(const struct reader *r)
{
	return !r->failed && r->left == 0;
}

/* ---- what several messages have ---- */

void put_reason(struct buf *out, const struct reason *reason)
{
	put_u32(out, reason->code);
	put_string(out, reason->a);
	put_string(out, reason->b);
}

void get_reason(struct reader *r, struct reason *reason)
{
	reason->code = get_u32(r);
	reason->a = get_string(r);
	reason->b = get_string(r);
}

void put_reasons(struct buf *out, const struct reasons *list)
{
	put_u32(out, (uint32_t)list->n);
	for (size_t i = 0; i < list->n; i++)
		put_reason(out, &list->v[i]);
}

void get_reasons(struct reader *r, struct reasons *list)
{
	for (size_t n = get_count(r, 14); n > 0 && !r->failed; n--) {
		struct reason reason;

		get_reason(r, &reason);
		reasons_add(list, reason.code, reason.a, reason.b);
		reason_deinit(&reason);
	}
}

void put_variables(struct buf *out, const struct variables *list)
{
	put_u32(out, (uint32_t)list->n);
	for (size_t i = 0; i < list->n; i++) {
		put_string(out, list->v[i].name);
		put_u32(out, list->v[i].value != NULL);
		put_string(out, list->v[i].value);
	}
}

void get_variables(struct reader *r, struct variables *list)
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
