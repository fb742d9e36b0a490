/*
 * clock on macOS: no descriptor tells of a step, so the two clocks are compared
 * now and then. Both go on while the machine sleeps.
 */
#include "sys/clock.h"

#include "envd/util.h"

#include <stdlib.h>
#include <time.h>

#define PERIOD_MS 5000
#define STEP_MS   1000          /* more than what is corrected by and by */

struct clock_watch {
	uv_timer_t timer;
	int64_t offset_ms;
	void (*on_step)(void *data);
	void *data;
};

static int64_t now_ms(clockid_t clock)
{
	struct timespec now = { 0 };

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t offset_ms(void)
{
	return now_ms(CLOCK_REALTIME) - now_ms(CLOCK_MONOTONIC_RAW);
}

static void on_timer(uv_timer_t *timer)
{
	struct clock_watch *watch = timer->data;
	int64_t offset = offset_ms(), moved = offset - watch->offset_ms;

	watch->offset_ms = offset;
	if (moved > STEP_MS || moved < -STEP_MS)
		watch->on_step(watch->data);
}

static void on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

struct clock_watch *clock_watch_open(uv_loop_t *loop, void (*on_step)(void *data), void *data)
{
	struct clock_watch *watch = xcalloc(1, sizeof(*watch));

	*watch = (struct clock_watch){
		.offset_ms = offset_ms(), .on_step = on_step, .data = data,
	};
	uv_timer_init(loop, &watch->timer);
	watch->timer.data = watch;
	uv_timer_start(&watch->timer, on_timer, PERIOD_MS, PERIOD_MS);
	return watch;
}

void clock_watch_close(struct clock_watch *watch)
{
	if (watch)
		uv_close((uv_handle_t *)&watch->timer, on_closed);
}
