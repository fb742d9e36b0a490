/* status: the daemon's health. */
#include "serve/question.h"

#include <errno.h>
#include <unistd.h>

int status_start(struct services *services, struct connection *connection,
		 const void *bytes, size_t n)
{
	struct buf out = BUF_INIT;
	struct status status = {
		.pid = (uint32_t)getpid(), .version = (char *)ENVD_VERSION,
		.uptime_s = (uint64_t)(monotonic_ms() - services->started_ms) / 1000,
		.sessions = (uint32_t)sessions_count(services->sessions),
		.environments = (uint32_t)registry_count(services->registry),
		.watches = (uint32_t)watch_count(services->watch),
		.registry = (char *)registry_trouble(services->registry),
		.config = services->config.error,
	};

	(void)bytes;
	if (n != 0)
		return -EBADMSG;
	status_encode(&out, &status);
	connection_send(connection, &out);
	connection_end(connection);
	return 0;
}
