/* request: the table of questions. A new one is a file, its type and a line. */
#include "serve/request.h"

#include "serve/question.h"

#include <errno.h>

static const struct {
	enum message type;
	question_start *start;
} requests[] = {
	{ MESSAGE_ASK, ask_start },
	{ MESSAGE_LIST, list_environments_start },
	{ MESSAGE_STATUS, status_start },
	{ MESSAGE_STOP, stop_start },
	{ MESSAGE_DECIDE, decide_start },
	{ MESSAGE_DECISIONS, list_decisions_start },
};

int request_handle(struct services *services, struct connection *connection,
		   enum message type, const void *bytes, size_t n)
{
	for (size_t i = 0; i < COUNT_OF(requests); i++)
		if (requests[i].type == type)
			return requests[i].start(services, connection, bytes, n);
	return -EOPNOTSUPP;
}
