/*
 * process_end: tells when a process has ended that is no child of ours.
 */
#ifndef ENVD_PROCESS_END_H
#define ENVD_PROCESS_END_H

#include <stdint.h>
#include <uv.h>

struct process_end;

/* Calls on_end, once, when the process `pid` that started at `start` (see
 * process_start_time) has ended. NULL: it has, or it cannot be told. */
struct process_end *process_end_open(uv_loop_t *loop, pid_t pid, uint64_t start,
				     void (*on_end)(void *data), void *data);

/* Frees it, and calls on_closed with the same data, when its handle has closed. */
void process_end_close(struct process_end *end, void (*on_closed)(void *data));

#endif
