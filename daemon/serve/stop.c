/* stop: the daemon ends when it is told so. */
#include "serve/question.h"

#include <errno.h>

int stop_start(struct services *services, struct connection *connection,
	       const void *bytes, size_t n)
{
	struct buf out = BUF_INIT;

	(void)bytes;
	if (n != 0)
		return -EBADMSG;
	empty_encode(&out, MESSAGE_END);
	connection_send(connection, &out);
	services->stop(services->data);
	return 0;
}
