/*
 * clock: tells when somebody has set the system's clock, after which times of
 * files and of now cannot be compared as before. clock_linux.c and siblings.
 */
#ifndef ENVD_CLOCK_H
#define ENVD_CLOCK_H

#include <uv.h>

struct clock_watch;

/* NULL where the system cannot tell. */
struct clock_watch *clock_watch_open(uv_loop_t *loop, void (*on_step)(void *data), void *data);
void clock_watch_close(struct clock_watch *watch);      /* NULL is fine */

#endif
