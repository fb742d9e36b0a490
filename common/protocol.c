/* protocol: frames, and the messages that are neither question nor answer. */
#include "wire.h"

#include "envd/paths.h"
#include "envd/protocol.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *const kind_variables[] = { "WORKON_HOME", "XDG_DATA_HOME", NULL };

void item_encode(struct buf *out, const struct item *x)
{
	size_t start = frame_begin(out, MESSAGE_ITEM);

	put_string(out, x->prefix);
	put_string(out, x->project);
	put_string(out, x->label);
	put_string(out, x->kind);
	put_string(out, x->manager);
	put_string(out, x->version);
	put_u32(out, x->standing);
	put_reason(out, &x->state);
	put_u64(out, (uint64_t)x->first_seen);
	put_u64(out, (uint64_t)x->used);
	put_u64(out, (uint64_t)x->uses);
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
	x->manager = get_string(&r);
	x->version = get_string(&r);
	x->standing = get_u32(&r);
	get_reason(&r, &x->state);
	x->first_seen = (int64_t)get_u64(&r);
	x->used = (int64_t)get_u64(&r);
	x->uses = (int64_t)get_u64(&r);
	if (reader_is_done(&r) && x->standing <= STANDING_UNKNOWN)
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
	free(x->manager);
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

void decision_request_encode(struct buf *out, const struct decision_request *x)
{
	size_t start = frame_begin(out, MESSAGE_DECIDE);

	put_u32(out, x->type);
	put_u32(out, x->flags);
	put_u32(out, x->owner);
	put_string(out, x->path);
	put_reasons(out, &x->accepted);
	frame_end(out, start);
}

int decision_request_decode(struct decision_request *x, const void *bytes, size_t n)
{
	struct reader r = READER(bytes, n);

	*x = (struct decision_request){ 0 };
	x->type = get_u32(&r);
	x->flags = get_u32(&r);
	x->owner = get_u32(&r);
	x->path = get_string(&r);
	get_reasons(&r, &x->accepted);
	if (reader_is_done(&r) && x->type >= DECIDE_ALLOW && x->type <= DECIDE_FORGET_GONE &&
	    path_is_clean(x->path))
		return 0;
	decision_request_deinit(x);
	return -EBADMSG;
}

void decision_request_deinit(struct decision_request *x)
{
	free(x->path);
	reasons_free(&x->accepted);
	*x = (struct decision_request){ 0 };
}

void listed_encode(struct buf *out, const struct listed *x)
{
	size_t start = frame_begin(out, MESSAGE_LISTED);

	put_string(out, x->path);
	put_string(out, x->type);
	put_u64(out, (uint64_t)x->since);
	put_reason(out, &x->state);
	put_reasons(out, &x->accepted);
	frame_end(out, start);
}

int listed_decode(struct listed *x, const void *bytes, size_t n)
{
	struct reader r = READER(bytes, n);

	*x = (struct listed){ 0 };
	x->path = get_string(&r);
	x->type = get_string(&r);
	x->since = (int64_t)get_u64(&r);
	get_reason(&r, &x->state);
	get_reasons(&r, &x->accepted);
	if (reader_is_done(&r))
		return 0;
	listed_deinit(x);
	return -EBADMSG;
}

void listed_deinit(struct listed *x)
{
	free(x->path);
	free(x->type);
	reason_deinit(&x->state);
	reasons_free(&x->accepted);
	*x = (struct listed){ 0 };
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
