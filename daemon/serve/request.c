/*
 * request: how each question is answered. What touches the user's directories
 * runs in libuv's pool; what touches the daemon's own lists, on the loop.
 */
#include "serve/request.h"

#include "serve/connection.h"
#include "serve/list_environments.h"
#include "serve/ask.h"
#include "serve/list_decisions.h"
#include "sys/log.h"
#include "serve/decide.h"
#include "serve/server.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static void send_empty(struct connection *connection, enum message type)
{
	struct buf bytes = BUF_INIT;

	empty_encode(&bytes, type);
	connection_send(connection, &bytes, true);
}

static int handle_ask(struct connection *connection, const void *bytes, size_t n)
{
	struct question question;
	int r = question_decode(&question, bytes, n);

	if (r == 0)
		lookup_start(connection, &question);
	return r;
}

static int handle_decide(struct connection *connection, const void *bytes, size_t n)
{
	struct ruling ruling;
	int r = ruling_decode(&ruling, bytes, n);

	if (r == 0)
		ruling_start(connection, &ruling);
	return r;
}

static int handle_list(struct connection *connection, const void *bytes, size_t n)
{
	char *active;
	bool json;
	int r = list_decode(&json, &active, bytes, n);

	if (r == 0)
		catalog_start(connection, json, active);
	return r;
}

static int handle_decisions(struct connection *connection, const void *bytes, size_t n)
{
	char *active;
	bool json;
	int r = list_decode(&json, &active, bytes, n);

	if (r == 0) {
		ledger_start(connection, json);
		free(active);
	}
	return r;
}

static int handle_status(struct connection *connection, const void *bytes, size_t n)
{
	struct server *server = connection_server(connection);
	struct buf out = BUF_INIT;
	struct status status = {
		.pid = (uint32_t)getpid(), .version = (char *)ENVD_VERSION,
		.uptime_s = (uint64_t)(monotonic_ms() - server->started_ms) / 1000,
		.sessions = (uint32_t)sessions_count(server->sessions),
		.environments = (uint32_t)registry_count(server->registry),
		.watches = (uint32_t)watch_count(server->watch),
		.registry = (char *)registry_trouble(server->registry),
		.config = server->config_error,
	};

	(void)bytes;
	if (n != 0)
		return -EBADMSG;
	status_encode(&out, &status);
	connection_send(connection, &out, true);
	return 0;
}

static int handle_stop(struct connection *connection, const void *bytes, size_t n)
{
	struct server *server = connection_server(connection);

	(void)bytes;
	if (n != 0)
		return -EBADMSG;
	log_info("asked to stop");
	send_empty(connection, MESSAGE_END);
	server_close(server);
	return 0;
}

static const struct {
	enum message type;
	int (*handle)(struct connection *connection, const void *bytes, size_t n);
} requests[] = {
	{ MESSAGE_ASK, handle_ask },
	{ MESSAGE_LIST, handle_list },
	{ MESSAGE_STATUS, handle_status },
	{ MESSAGE_STOP, handle_stop },
	{ MESSAGE_DECIDE, handle_decide },
	{ MESSAGE_DECISIONS, handle_decisions },
};

void request_handle(struct connection *connection, enum message type, const void *bytes,
		    size_t n)
{
	int r = -EOPNOTSUPP;

	for (size_t i = 0; i < COUNT_OF(requests); i++)
		if (requests[i].type == type)
			r = requests[i].handle(connection, bytes, n);
	if (r < 0) {
		log_warn(r, "a question of type %d was refused", (int)type);
		connection_close(connection);
	}
}
