/* question: what a prompt asks the daemon, as bytes. */
#include "wire.h"

#include "envd/protocol.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
