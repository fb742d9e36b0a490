/* registry: what is remembered, in memory and across ends of all kinds. SQL is
 * spoken in registry.c only, so files are looked at as files, and harmed as
 * bytes. */
#include "scratch.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "sys/log.h"
#include "store/registry.h"

/* A registry with a loop of its own. */
struct bed {
	uv_loop_t loop;
	struct registry *registry;
	int loaded, closed;
};

static void on_loaded(void *data)
{
	((struct bed *)data)->loaded++;
}

static void on_closed(void *data)
{
	((struct bed *)data)->closed++;
}

static void start(struct bed *bed, const char *file)
{
	*bed = (struct bed){ 0 };
	cr_assert_eq(uv_loop_init(&bed->loop), 0);
	bed->registry = registry_open(&bed->loop, file, on_loaded, bed);
	cr_assert_not_null(bed->registry);
}

static void start_and_load(struct bed *bed, const char *file)
{
	start(bed, file);
	while (!bed->loaded)
		uv_run(&bed->loop, UV_RUN_ONCE);
}

static void stop(struct bed *bed)
{
	registry_close(bed->registry, on_closed, bed);
	registry_close(NULL, on_closed, bed);
	cr_assert_eq(uv_run(&bed->loop, UV_RUN_DEFAULT), 0);
	cr_assert_eq(bed->closed, 1);
	cr_assert_eq(uv_loop_close(&bed->loop), 0);
}

static char *db;

static void init(void)
{
	scratch_init();
	cr_assert_geq(asprintf(&db, "%s/registry.db", scratch), 0);
	log_open(at("log"));
}

static void deinit(void)
{
	scratch_empty();
	free(db);
}

TestSuite(registry, .init = init, .fini = deinit, .timeout = 120);

static bool see(struct bed *bed, const char *prefix)
{
	struct record found = { .kind = (char *)"venv", .prefix = (char *)prefix,
				.label = (char *)"lab", .project = (char *)"/p",
				.version = (char *)"3.11.2" };

	return registry_see(bed->registry, &found);
}

static void see_many(struct bed *bed, int n)
{
	char prefix[64];

	for (int i = 0; i < n; i++) {
		snprintf(prefix, sizeof(prefix), "/home/me/p%d/.venv", i);
		see(bed, prefix);
	}
}

static struct records rows;

static void list(struct bed *bed)
{
	records_free(&rows);
	rows = registry_records(bed->registry);
}

/* The names in dir, joined by spaces; good until the next call. */
static const char *names_in(struct bed *bed, const char *dir)
{
	static char joined[4096];
	struct strings names = { 0 };

	*joined = '\0';
	registry_names_in(bed->registry, dir, &names);
	for (size_t i = 0; i < names.n; i++)
		snprintf(joined + strlen(joined), sizeof(joined) - strlen(joined), "%s%s",
			 i ? " " : "", names.v[i]);
	strings_free(&names);
	return joined;
}

static bool is_there(const char *name)
{
	return access(at(name), F_OK) == 0;
}

static void harm(const char *file, off_t offset, const char *bytes, size_t n)
{
	int fd = open(file, O_WRONLY);

	cr_assert_geq(fd, 0);
	cr_assert_eq(pwrite(fd, bytes, n, offset), (ssize_t)n);
	close(fd);
}

/* ---- in memory ---------------------------------------------------------- */

Test(registry, what_was_seen_is_known)
{
	struct bed bed;

	start_and_load(&bed, db);
	cr_assert_eq(registry_count(bed.registry), 0);
	cr_assert(see(&bed, "/p/.venv"));
	cr_assert_not(see(&bed, "/p/.venv"));
	cr_assert(see(&bed, "/p/tools"));
	cr_assert_eq(registry_count(bed.registry), 2);
	registry_forget(bed.registry, "/p/.venv");
	registry_forget(bed.registry, "/p/never");
	cr_assert_eq(registry_count(bed.registry), 1);
	cr_assert(see(&bed, "/p/.venv"));
	stop(&bed);
}

Test(registry, names_are_those_right_in_the_directory)
{
	struct bed bed;

	start(&bed, db);
	see(&bed, "/a/b");
	see(&bed, "/a/b/c");
	see(&bed, "/a/b/.venv");
	see(&bed, "/a/b/c/d");
	see(&bed, "/a/b-c/x");
	see(&bed, "/a/b.c/y");
	see(&bed, "/root");
	cr_assert_str_eq(names_in(&bed, "/a/b"), ".venv c");
	cr_assert_str_eq(names_in(&bed, "/a/b-c"), "x");
	cr_assert_str_eq(names_in(&bed, "/a"), "b");
	cr_assert_str_eq(names_in(&bed, "/"), "root");
	cr_assert_str_eq(names_in(&bed, "/a/b/c/d"), "");
	cr_assert_str_eq(names_in(&bed, "/zzz"), "");
	registry_forget(bed.registry, "/a/b/c");
	cr_assert_str_eq(names_in(&bed, "/a/b"), ".venv");
	stop(&bed);
}

Test(registry, items_are_sorted_by_path)
{
	struct bed bed;

	start(&bed, db);
	see(&bed, "/b");
	see(&bed, "/a/x");
	see(&bed, "/a-b/x");
	see(&bed, "/a");
	registry_use(bed.registry, "/b");
	list(&bed);
	cr_assert_eq(rows.n, 4);
	cr_assert_str_eq(rows.v[0].prefix, "/a");
	cr_assert_str_eq(rows.v[1].prefix, "/a-b/x");
	cr_assert_str_eq(rows.v[2].prefix, "/a/x");
	cr_assert_str_eq(rows.v[3].prefix, "/b");
	cr_assert_str_eq(rows.v[3].label, "lab");
	cr_assert_str_eq(rows.v[3].version, "3.11.2");
	cr_assert_gt(rows.v[3].last_used, 0);
	cr_assert_eq(rows.v[0].last_used, 0);
	stop(&bed);
}

/* ---- across ends -------------------------------------------------------- */

Test(registry, close_writes_all_and_the_next_one_knows_it)
{
	struct record env = { .kind = (char *)"conda", .prefix = (char *)"/x/\xff\xfe", .label = (char *)"l\n\xc3",
			   .project = (char *)"/x", .state = { REASON_DANGLING, (char *)"/a\x80", (char *)"b" } };
	struct bed bed;
	struct stat st;

	start_and_load(&bed, db);
	registry_see(bed.registry, &env);
	registry_use(bed.registry, env.prefix);
	see(&bed, "/y/gone");
	stop(&bed);
	cr_assert_eq(stat(db, &st), 0);
	cr_assert_eq(st.st_mode & 07777, 0600);
	cr_assert_not(is_there("registry.db-shm"));

	start_and_load(&bed, db);
	registry_forget(bed.registry, "/y/gone");
	stop(&bed);

	start_and_load(&bed, db);
	cr_assert_str_eq(registry_trouble(bed.registry), "");
	list(&bed);
	cr_assert_eq(rows.n, 1);
	cr_assert_str_eq(rows.v[0].prefix, env.prefix);
	cr_assert_str_eq(rows.v[0].label, env.label);
	cr_assert_str_eq(rows.v[0].kind, "conda");
	cr_assert_str_eq(rows.v[0].project, "/x");
	cr_assert_null(rows.v[0].version);
	cr_assert_eq(rows.v[0].state.code, REASON_DANGLING);
	cr_assert_str_eq(rows.v[0].state.a, "/a\x80");
	cr_assert_str_eq(rows.v[0].state.b, "b");
	cr_assert_gt(rows.v[0].last_used, 0);
	cr_assert_eq(rows.v[0].uses, 1);
	cr_assert_str_eq(names_in(&bed, "/y"), "");
	stop(&bed);
}

Test(registry, what_happened_before_loading_is_merged)
{
	struct bed bed;

	start_and_load(&bed, db);
	see(&bed, "/p/used");
	registry_use(bed.registry, "/p/used");
	see(&bed, "/p/forgotten");
	see(&bed, "/p/kept");
	stop(&bed);

	start(&bed, db);
	see(&bed, "/p/used");
	registry_use(bed.registry, "/p/used");
	registry_forget(bed.registry, "/p/forgotten");
	while (!bed.loaded)
		uv_run(&bed.loop, UV_RUN_ONCE);
	cr_assert_str_eq(names_in(&bed, "/p"), "kept used");
	stop(&bed);

	start_and_load(&bed, db);
	cr_assert_str_eq(names_in(&bed, "/p"), "kept used");
	list(&bed);
	cr_assert_eq(rows.v[1].uses, 2);
	stop(&bed);
}

Test(registry, it_may_be_closed_at_once)
{
	struct bed bed;

	start(&bed, db);
	see(&bed, "/p/.venv");
	stop(&bed);
	cr_assert_eq(bed.loaded, 0);
	start_and_load(&bed, db);
	cr_assert_eq(registry_count(bed.registry), 1);
	stop(&bed);
}

Test(registry, five_thousand_environments)
{
	int64_t before;
	struct bed bed;

	start_and_load(&bed, db);
	before = monotonic_ms();
	see_many(&bed, 5000);
	cr_assert_lt(monotonic_ms() - before, 1000);
	stop(&bed);
	start_and_load(&bed, db);
	cr_assert_eq(registry_count(bed.registry), 5000);
	cr_assert_str_eq(names_in(&bed, "/home/me/p4999"), ".venv");
	list(&bed);
	for (size_t i = 1; i < rows.n; i++)
		cr_assert_lt(strcmp(rows.v[i - 1].prefix, rows.v[i].prefix), 0);
	for (size_t i = 0; i < rows.n; i++)
		registry_forget(bed.registry, rows.v[i].prefix);
	stop(&bed);
	start_and_load(&bed, db);
	cr_assert_eq(registry_count(bed.registry), 0);
	stop(&bed);
}

/* Sees environments until it is killed. */
static _Noreturn void write_for_ever(void)
{
	struct bed bed;
	char prefix[64];

	start_and_load(&bed, db);
	for (int i = 0;; i++) {
		snprintf(prefix, sizeof(prefix), "/k/%d", i);
		see(&bed, prefix);
		registry_use(bed.registry, prefix);
		uv_run(&bed.loop, UV_RUN_NOWAIT);
	}
}

Test(registry, a_killed_writer_loses_no_database)
{
	size_t before = 0;

	for (int i = 0; i < 15; i++) {
		struct bed bed;
		pid_t pid = fork();

		if (pid == 0)
			write_for_ever();
		usleep(30000 + (unsigned)i * 7000);
		kill(pid, SIGKILL);
		cr_assert_eq(waitpid(pid, NULL, 0), pid);
		start_and_load(&bed, db);
		cr_assert_str_eq(registry_trouble(bed.registry), "");
		cr_assert_geq(registry_count(bed.registry), before);
		before = registry_count(bed.registry);
		stop(&bed);
		cr_assert_not(is_there("registry.db.damaged-1"));
	}
	cr_assert_gt(before, 0);
}

/* ---- without a database ------------------------------------------------- */

/* All that has to work when the file cannot be had. */
static void works_alone(struct bed *bed, const char *trouble)
{
	cr_assert_not_null(strstr(registry_trouble(bed->registry), trouble), "%s",
			   registry_trouble(bed->registry));
	cr_assert(see(bed, "/alone/.venv"));
	registry_use(bed->registry, "/alone/.venv");
	cr_assert_str_eq(names_in(bed, "/alone"), ".venv");
	list(bed);
	cr_assert_str_eq(rows.v[0].prefix, "/alone/.venv");
	registry_forget(bed->registry, "/alone/.venv");
	cr_assert_str_eq(names_in(bed, "/alone"), "");
	list(bed);
	cr_assert_eq(rows.n, 0);
}

Test(registry, a_second_daemon_works_without)
{
	struct bed bed;
	int to[2], from[2];
	char byte = 0;
	pid_t pid;

	/* Another process: locks are between processes. */
	cr_assert_eq(pipe(to), 0);
	cr_assert_eq(pipe(from), 0);
	pid = fork();
	if (pid == 0) {
		start_and_load(&bed, db);
		see(&bed, "/first/.venv");
		if (write(from[1], "x", 1) != 1 || read(to[0], &byte, 1) != 1)
			_exit(1);
		stop(&bed);
		_exit(0);
	}
	cr_assert_eq(read(from[0], &byte, 1), 1);
	start_and_load(&bed, db);
	works_alone(&bed, "another daemon uses it");
	see(&bed, "/second/.venv");
	cr_assert_eq(write(to[1], "x", 1), 1);
	waitpid(pid, NULL, 0);
	stop(&bed);
	start_and_load(&bed, db);
	list(&bed);
	cr_assert_eq(rows.n, 1);
	cr_assert_str_eq(rows.v[0].prefix, "/first/.venv");
	stop(&bed);
}

Test(registry, of_two_that_begin_it_at_once_one_has_it)
{
	for (int i = 0; i < 10; i++) {
		pid_t pids[2];
		int had = 0;

		for (int j = 0; j < 2; j++) {
			pids[j] = fork();
			if (pids[j] == 0) {
				struct bed bed;
				bool has;

				start_and_load(&bed, db);
				has = !*registry_trouble(bed.registry);
				usleep(600000);
				stop(&bed);
				_exit(has);
			}
		}
		for (int j = 0; j < 2; j++) {
			int status;

			waitpid(pids[j], &status, 0);
			had += WEXITSTATUS(status);
		}
		cr_assert_eq(had, 1, "round %d: %d", i, had);
		unlink(db);
	}
}

Test(registry, a_newer_one_is_left_alone)
{
	struct bed bed;
	struct buf before = BUF_INIT, after = BUF_INIT;
	int fd;
	char bytes[65536];
	ssize_t n, m;

	start_and_load(&bed, db);
	see_many(&bed, 10);
	stop(&bed);
	harm(db, 60, "\0\0\0\x07", 4);          /* user_version */
	fd = open(db, O_RDONLY);
	n = read(fd, bytes, sizeof(bytes));
	close(fd);
	buf_add(&before, bytes, (size_t)n);

	start_and_load(&bed, db);
	works_alone(&bed, "newer envd");
	stop(&bed);

	fd = open(db, O_RDONLY);
	m = read(fd, bytes, sizeof(bytes));
	close(fd);
	buf_add(&after, bytes, (size_t)m);
	cr_assert_eq(n, m);
	cr_assert_eq(memcmp(before.data, after.data, before.len), 0);
	cr_assert_not(is_there("registry.db.damaged-1"));
	if (is_there("registry.db-wal")) {      /* SQLite may leave an empty one */
		struct stat st;

		cr_assert_eq(stat(at("registry.db-wal"), &st), 0);
		cr_assert_eq(st.st_size, 0);
	}
	buf_free(&before);
	buf_free(&after);
}

Test(registry, a_damaged_page_is_set_aside)
{
	static const char zeros[4096];
	struct bed bed;

	for (int i = 1; i <= 2; i++) {
		start_and_load(&bed, db);
		see_many(&bed, 500);
		stop(&bed);
		harm(db, 4096, zeros, sizeof(zeros));   /* the table's root */

		start_and_load(&bed, db);
		cr_assert_str_eq(registry_trouble(bed.registry), "");
		cr_assert_eq(registry_count(bed.registry), 0);
		cr_assert(is_there(i == 1 ? "registry.db.damaged-1" : "registry.db.damaged-2"));
		see(&bed, "/new/.venv");
		stop(&bed);
		start_and_load(&bed, db);
		cr_assert_eq(registry_count(bed.registry), 1);
		stop(&bed);
	}
}

Test(registry, damage_that_loading_does_not_meet_is_found_later)
{
	struct bed bed;
	struct stat st;

	start_and_load(&bed, db);
	see_many(&bed, 500);
	stop(&bed);
	/* A freelist that is none: no SELECT reads it. */
	cr_assert_eq(stat(db, &st), 0);
	harm(db, 32, "\0\0\0\x02\0\0\0\x01", 8);

	start_and_load(&bed, db);
	cr_assert_eq(registry_count(bed.registry), 500);
	stop(&bed);
	cr_assert(is_there("registry.db.damaged-1"));
	start_and_load(&bed, db);
	cr_assert_eq(registry_count(bed.registry), 500);
	stop(&bed);
	cr_assert_not(is_there("registry.db.damaged-2"));
}

Test(registry, what_is_no_database_is_set_aside)
{
	struct bed bed;

	put_file("registry.db", "this is a text, and by no means a database, however long it is");
	start_and_load(&bed, db);
	cr_assert_str_eq(registry_trouble(bed.registry), "");
	cr_assert(is_there("registry.db.damaged-1"));
	see(&bed, "/new/.venv");
	stop(&bed);
	start_and_load(&bed, db);
	cr_assert_eq(registry_count(bed.registry), 1);
	stop(&bed);
}

Test(registry, random_damage_never_harms_us)
{
	struct bed bed;
	unsigned seed = 7;

	for (int i = 0; i < 60; i++) {
		struct stat st;

		start_and_load(&bed, db);
		see_many(&bed, 200);
		stop(&bed);
		cr_assert_eq(stat(db, &st), 0);
		for (int j = 0; j < 1 + i % 20; j++) {
			char bytes[8];

			for (size_t k = 0; k < sizeof(bytes); k++)
				bytes[k] = (char)rand_r(&seed);
			harm(db, rand_r(&seed) % st.st_size, bytes, sizeof(bytes));
		}
		if (i % 5 == 0)
			cr_assert_eq(truncate(db, rand_r(&seed) % st.st_size), 0);
		start_and_load(&bed, db);
		see(&bed, "/new/.venv");
		cr_assert_str_eq(names_in(&bed, "/new"), ".venv");
		stop(&bed);
		unlink(db);
	}
}

Test(registry, a_directory_in_its_place_is_no_end)
{
	struct bed bed;

	put_dir("registry.db");
	start_and_load(&bed, db);
	works_alone(&bed, "registry.db: ");
	stop(&bed);
}

Test(registry, a_read_only_directory_can_be_read_from)
{
	struct bed bed;

	start_and_load(&bed, db);
	see(&bed, "/old/.venv");
	stop(&bed);
	cr_assert_eq(chmod(db, 0444), 0);
	cr_assert_eq(chmod(scratch, 0555), 0);
	if (geteuid() == 0) {
		cr_assert_eq(chown(db, 65534, 65534), 0);
		cr_assert_eq(chown(scratch, 65534, 65534), 0);
		cr_assert_eq(seteuid(65534), 0);
	}
	start_and_load(&bed, db);
	see(&bed, "/new/.venv");
	cr_assert_str_eq(names_in(&bed, "/new"), ".venv");
	stop(&bed);
	unlink(db);
	start_and_load(&bed, at("none.db"));
	works_alone(&bed, "Permission denied");
	stop(&bed);
	if (getuid() == 0)
		cr_assert_eq(seteuid(0), 0);
	chmod(scratch, 0755);
}

Test(registry, a_full_disk_is_said_and_tried_again)
{
	struct rlimit none = { 0, RLIM_INFINITY }, all = { RLIM_INFINITY, RLIM_INFINITY };
	struct bed bed;

	start_and_load(&bed, db);
	see(&bed, "/old/.venv");
	stop(&bed);
	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
	start_and_load(&bed, db);
	cr_assert_str_eq(names_in(&bed, "/old"), ".venv");
	see(&bed, "/new/.venv");
	while (!*registry_trouble(bed.registry))
		uv_run(&bed.loop, UV_RUN_ONCE);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &all), 0);
	see(&bed, "/newer/.venv");
	while (*registry_trouble(bed.registry))
		uv_run(&bed.loop, UV_RUN_ONCE);
	stop(&bed);
	start_and_load(&bed, db);
	cr_assert_eq(registry_count(bed.registry), 3);
	stop(&bed);
}

/* ---- threads ------------------------------------------------------------ */

static struct bed shared;
static int n_read;

static void read_much(uv_work_t *work)
{
	(void)work;
	for (int i = 0; i < 300; i++) {
		struct strings names = { 0 };
		struct records all;

		registry_names_in(shared.registry, "/home/me/p7", &names);
		strings_free(&names);
		all = registry_records(shared.registry);
		records_free(&all);
	}
}

static void on_read(uv_work_t *work, int status)
{
	(void)work;
	cr_assert_eq(status, 0);
	n_read++;
}

Test(registry, other_threads_may_read_meanwhile)
{
	uv_work_t work[4];

	start(&shared, db);
	for (int i = 0; i < 4; i++)
		uv_queue_work(&shared.loop, &work[i], read_much, on_read);
	while (n_read < 4) {
		see_many(&shared, 50);
		registry_use(shared.registry, "/home/me/p7/.venv");
		registry_forget(shared.registry, "/home/me/p8/.venv");
		uv_run(&shared.loop, UV_RUN_NOWAIT);
	}
	stop(&shared);
}

/* ---- without its thread ------------------------------------------------- */

/* A thread's stack is as large as a process's may be, and this one has no place. */
Test(registry, works_in_memory_when_there_is_no_thread)
{
	struct rlimit limit, none;
	struct bed bed = { 0 };

	cr_assert_eq(uv_loop_init(&bed.loop), 0);
	cr_assert_eq(getrlimit(RLIMIT_STACK, &limit), 0);
	none = (struct rlimit){ .rlim_cur = (rlim_t)1 << 47, .rlim_max = limit.rlim_max };
	cr_assert_eq(setrlimit(RLIMIT_STACK, &none), 0);
	bed.registry = registry_open(&bed.loop, db, on_loaded, &bed);
	cr_assert_eq(setrlimit(RLIMIT_STACK, &limit), 0);

	cr_assert(strstr(registry_trouble(bed.registry), "no thread"), "%s",
		  registry_trouble(bed.registry));
	cr_assert(see(&bed, "/p/.venv"));
	cr_assert_not(see(&bed, "/p/.venv"));
	registry_use(bed.registry, "/p/.venv");
	cr_assert_eq(registry_count(bed.registry), 1u);
	cr_assert_str_eq(names_in(&bed, "/p"), ".venv");
	registry_forget(bed.registry, "/p/.venv");
	cr_assert_eq(registry_count(bed.registry), 0u);
	stop(&bed);
	cr_assert_eq(bed.loaded, 0);
	cr_assert_eq(access(db, F_OK), -1);
}
