/*
 * session: one live shell: what its last answer rests on, and how to take
 * that answer back (by unlinking its stamp).
 * When the shell has ended, its directory is swept (see shell_directory.h).
 */
#ifndef ENVD_SESSION_H
#define ENVD_SESSION_H

#include "sys/watch.h"

#include "envd/protocol.h"

#include <uv.h>

struct sessions;

/* Sweeps what dead shells left in <runtime>/s. watch may be NULL. */
struct sessions *sessions_open(uv_loop_t *loop, const char *runtime, struct watch *watch);

/* Closes all; on_closed(data) when the last handle has. Frees it. */
void sessions_close(struct sessions *sessions, void (*on_closed)(void *data), void *data);

/* The question `stamp` of that shell arrived: what happens from now on takes its
 * answer back. The watches are to be drained first. */
void session_begin(struct sessions *sessions, const struct shell_id *shell, uint32_t stamp);

/* It was answered: the answer `stamp` rests on these conditions and directories. No
 * effect when the shell has asked again meanwhile. */
void session_answer(struct sessions *sessions, const struct shell_id *shell,
		    uint32_t stamp, const struct answer *answer);

/* That answer is taken back. */
void session_take_back(struct sessions *sessions, const struct shell_id *shell);

/* Something happened to the watched directory `id` itself, or in it. */
void sessions_changed(struct sessions *sessions, int id, bool is_itself);

/* Every answer is taken back. */
void sessions_take_back(struct sessions *sessions);

size_t sessions_count(const struct sessions *sessions);

#endif
