/*
 * registry: the registry as the loop sees it: the memory, and the thread
 * that the database (database.c) lives on.
 *
 * The loop changes the memory and asks the thread to save; one job takes all
 * that has changed by then and writes it in one transaction. What the thread
 * has to say (trouble, a notice for the log) travels back with the job.
 */
#include "store/registry.h"

#include <stdlib.h>
#include <time.h>

#include "store/database.h"
#include "store/memory.h"
#include "sys/log.h"
#include "sys/worker.h"

struct registry {
	struct worker *worker;
	struct memory memory;
	struct database *database;      /* the thread's */
	char *trouble;                  /* as last heard; may be NULL */
	bool is_saving, is_closing;

	void (*on_loaded)(void *data);
	void *loaded_data;
	void (*on_closed)(void *data);
	void *closed_data;
};

/* A job, and what the thread has to say after it. */
struct task {
	struct registry *registry;
	char *trouble, *notice;
};

static void on_saved(void *data);

static void finish(struct task *task)
{
	struct database *db = task->registry->database;

	task->trouble = database_trouble(db);
	task->notice = database_take_notice(db);
}

static void run_open(void *data)
{
	struct task *task = data;

	database_open(task->registry->database);
	finish(task);
}

static void run_check(void *data)
{
	struct task *task = data;

	database_check(task->registry->database);
	finish(task);
}

static void run_save(void *data)
{
	struct task *task = data;

	database_save(task->registry->database);
	finish(task);
}

static void run_leave(void *data)
{
	struct task *task = data;

	database_save(task->registry->database);
	finish(task);
	database_free(task->registry->database);
}

static void add(struct registry *registry, void (*run)(void *data),
		void (*done)(void *data))
{
	struct task *task;

	if (registry->worker == NULL)
		return;
	task = xcalloc(1, sizeof(*task));
	task->registry = registry;
	worker_add(registry->worker, run, done, task);
}

static void save_soon(struct registry *registry)
{
	if (registry->is_saving || registry->is_closing || registry->worker == NULL ||
	    !memory_is_changed(&registry->memory))
		return;
	registry->is_saving = true;
	add(registry, run_save, on_saved);
}

/* Hears what the thread said, logs what is new of it, frees the task. */
static void hear(void *data)
{
	struct task *task = data;
	struct registry *registry = task->registry;

	if (task->notice)
		log_warn(0, "%s", task->notice);
	if (task->trouble && !same_string(task->trouble, registry->trouble))
		log_warn(0, "%s; environments are not remembered", task->trouble);
	free(registry->trouble);
	registry->trouble = task->trouble;
	free(task->notice);
	free(task);
}

static void on_checked(void *data)
{
	struct registry *registry = ((struct task *)data)->registry;

	hear(data);
	save_soon(registry);
}

static void on_opened(void *data)
{
	struct registry *registry = ((struct task *)data)->registry;

	hear(data);
	if (registry->is_closing)
		return;
	add(registry, run_check, on_checked);
	save_soon(registry);
	if (registry->on_loaded)
		registry->on_loaded(registry->loaded_data);
}

static void on_saved(void *data)
{
	struct registry *registry = ((struct task *)data)->registry;

	hear(data);
	registry->is_saving = false;
	save_soon(registry);
}

static void on_worker_closed(void *data)
{
	struct registry *registry = data;
	void (*on_closed)(void *data) = registry->on_closed;
	void *closed_data = registry->closed_data;

	memory_deinit(&registry->memory);
	free(registry->trouble);
	free(registry);
	if (on_closed)
		on_closed(closed_data);
}

struct registry *registry_open(uv_loop_t *loop, const char *file,
			       void (*on_loaded)(void *data), void *data)
{
	struct registry *registry = xcalloc(1, sizeof(*registry));

	registry->worker = worker_open(loop);
	if (registry->worker == NULL)
		registry->trouble = xasprintf("%s: no thread to be had for it", file);
	memory_init(&registry->memory);
	registry->database = database_new(file, &registry->memory);
	registry->on_loaded = on_loaded;
	registry->loaded_data = data;
	add(registry, run_open, on_opened);
	return registry;
}

void registry_close(struct registry *registry, void (*on_closed)(void *data), void *data)
{
	if (!registry || registry->is_closing)
		return;
	registry->is_closing = true;
	registry->on_closed = on_closed;
	registry->closed_data = data;
	if (registry->worker) {
		add(registry, run_leave, hear);
		worker_close(registry->worker, on_worker_closed, registry);
	} else {
		database_free(registry->database);
		on_worker_closed(registry);
	}
}

const char *registry_trouble(const struct registry *registry)
{
	return registry->trouble ? registry->trouble : "";
}

size_t registry_count(struct registry *registry)
{
	return memory_count(&registry->memory);
}

bool registry_see(struct registry *registry, const struct record *found)
{
	bool is_new = memory_see(&registry->memory, found, (int64_t)time(NULL));

	save_soon(registry);
	return is_new;
}

void registry_use(struct registry *registry, const char *prefix)
{
	memory_use(&registry->memory, prefix, (int64_t)time(NULL));
	save_soon(registry);
}

void registry_forget(struct registry *registry, const char *prefix)
{
	memory_forget(&registry->memory, prefix);
	save_soon(registry);
}

void registry_names_in(struct registry *registry, const char *dir, struct strings *names)
{
	memory_names_in(&registry->memory, dir, names);
}

struct records registry_records(struct registry *registry)
{
	return memory_records(&registry->memory);
}
