/* decisions: the file, whole, damaged, full and fought over. */
#include "trust/decision_list.h"
#include "trust/decisions.h"

#include "envd/buf.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void setup(void)
{
	scratch_init();
}

static void teardown(void)
{
	scratch_empty();
}

TestSuite(decisions, .init = setup, .fini = teardown);

static struct decisions *open_again(void)
{
	return decisions_new(at("decisions"));
}

static int put(struct decisions *decisions, enum decision_type type, const char *path)
{
	struct decision decision = {
		.type = type, .path = (char *)path, .uid = 1000, .inode = 7, .when = 99,
		.btime = { .tv_sec = 1700000000, .tv_nsec = 1 },
		.cfg_inode = 8, .cfg_size = UINT64_MAX,
	};

	return decisions_set(decisions, &decision);
}

static struct buf content(void)
{
	struct buf text = BUF_INIT;

	cr_assert_eq(file_read_small(AT_FDCWD, at("decisions"), 1 << 20, &text, NULL), 0);
	return text;
}

static void write_content(const char *text, size_t n)
{
	put_bytes("decisions", text, n, 0600);
}

Test(decisions, no_file_is_no_trouble)
{
	struct decisions *decisions = open_again();

	cr_assert_null(decisions_trouble(decisions));
	cr_assert_null(decisions_find(decisions, "/x"));
	decisions_free(decisions);
	decisions = decisions_new(at("no/such/directory/decisions"));
	cr_assert_null(decisions_trouble(decisions));
	decisions_free(decisions);
}

Test(decisions, all_comes_back)
{
	static const char path[] = "/home/\xc3\xa9\xff m\xe2\x80\xae/a\nb%20:\x1b]";
	struct decisions *decisions = open_again();
	struct decision decision = {
		.type = DECISION_CREATED, .path = (char *)path, .uid = UINT32_MAX,
		.inode = UINT64_MAX, .btime = { .tv_sec = 1, .tv_nsec = 999999999 },
		.cfg_inode = 3, .cfg_size = 4, .when = INT64_MAX,
	};
	const struct decision *found;

	stringset_add(&decision.accepted, "56:/x y");
	stringset_add(&decision.accepted, "58:%0A:\n");
	cr_assert_eq(decisions_set(decisions, &decision), 0);
	decisions_free(decisions);

	decisions = open_again();
	cr_assert_null(decisions_trouble(decisions));
	found = decisions_find(decisions, path);
	cr_assert_not_null(found);
	cr_assert_eq(found->type, DECISION_CREATED);
	cr_assert_eq(found->uid, UINT32_MAX);
	cr_assert_eq(found->inode, UINT64_MAX);
	cr_assert_eq(time_compare(found->btime, decision.btime), 0);
	cr_assert_eq(found->cfg_inode, 3);
	cr_assert_eq(found->cfg_size, 4);
	cr_assert_eq(found->when, INT64_MAX);
	cr_assert_eq(found->accepted.n, 2);
	cr_assert_str_eq(found->accepted.v[1], "58:%0A:\n");
	stringset_free(&decision.accepted);
	decisions_free(decisions);
}

Test(decisions, one_about_a_path_but_a_tree_beside_it)
{
	struct decisions *decisions = open_again();

	cr_assert_eq(put(decisions, DECISION_TREE, "/p"), 0);
	cr_assert_eq(put(decisions, DECISION_ALLOW, "/p"), 0);
	cr_assert_eq(put(decisions, DECISION_WITNESS, "/p"), 0);
	cr_assert_eq(decisions_find(decisions, "/p")->type, DECISION_ALLOW,
		     "a witness does not outweigh an allow of the same");
	cr_assert_not_null(decisions_find_tree(decisions, "/p/q"));
	cr_assert_eq(put(decisions, DECISION_DENY, "/p"), 0);
	cr_assert_eq(decisions_find(decisions, "/p")->type, DECISION_DENY);
	cr_assert_null(decisions_find_tree(decisions, "/p/q"));
	cr_assert_eq(put(decisions, DECISION_WITNESS, "/p"), 0);
	cr_assert_eq(decisions_find(decisions, "/p")->type, DECISION_DENY);
	cr_assert_eq(put(decisions, DECISION_ALLOW, "/p"), 0);
	cr_assert_eq(decisions_find(decisions, "/p")->type, DECISION_ALLOW);
	decisions_free(decisions);
}

Test(decisions, nearest_tree_by_whole_names)
{
	struct decisions *decisions = open_again();

	cr_assert_eq(put(decisions, DECISION_TREE, "/a"), 0);
	cr_assert_eq(put(decisions, DECISION_TREE, "/a/b"), 0);
	cr_assert_str_eq(decisions_find_tree(decisions, "/a/b/c")->path, "/a/b");
	cr_assert_str_eq(decisions_find_tree(decisions, "/a/bc")->path, "/a");
	cr_assert_null(decisions_find_tree(decisions, "/ab"));
	cr_assert_eq(put(decisions, DECISION_TREE, "/"), 0);
	cr_assert_str_eq(decisions_find_tree(decisions, "/ab")->path, "/");
	decisions_free(decisions);
}

Test(decisions, what_could_not_be_read_back_is_refused)
{
	struct decisions *decisions = open_again();
	struct decision decision = { .type = DECISION_ALLOW, .path = "/a/../b" };

	cr_assert_eq(decisions_set(decisions, &decision), -EINVAL);
	decision = (struct decision){ .path = "/a", .btime = { .tv_sec = -1 } };
	cr_assert_eq(decisions_set(decisions, &decision), -EINVAL);
	cr_assert_eq(access(at("decisions"), F_OK), -1);
	decisions_free(decisions);
}

/* What has changed since it was looked at is not what was meant. */
Test(decisions, forget_takes_what_it_names)
{
	struct decisions *decisions = open_again(), *other;
	struct decision waiting = { .type = DECISION_WITNESS, .path = "/w", .inode = 1 };
	struct decision_list gone;

	cr_assert_eq(put(decisions, DECISION_TREE, "/p"), 0);
	cr_assert_eq(put(decisions, DECISION_ALLOW, "/p"), 0);
	cr_assert_eq(put(decisions, DECISION_ALLOW, "/q"), 0);
	cr_assert_eq(put(decisions, DECISION_ALLOW, "/r"), 0);
	decisions_put(decisions, &waiting);
	decisions_list(decisions, &gone);
	cr_assert_eq(gone.n, 5u);
	other = open_again();
	cr_assert_eq(put(other, DECISION_DENY, "/q"), 0);
	cr_assert_eq(put(other, DECISION_ALLOW, "/s"), 0);
	cr_assert_eq(decisions_forget(decisions, &gone), 0);
	cr_assert_null(decisions_find(decisions, "/p"));
	cr_assert_null(decisions_find_tree(decisions, "/p"));
	cr_assert_null(decisions_find(decisions, "/r"));
	cr_assert_null(decisions_find(decisions, "/w"));
	cr_assert_eq(decisions_find(decisions, "/q")->type, DECISION_DENY);
	cr_assert_not_null(decisions_find(decisions, "/s"));
	cr_assert(decisions_refresh(other));
	cr_assert_null(decisions_find(other, "/w"));
	decision_list_deinit(&gone);
	decisions_free(other);
	decisions_free(decisions);
}

/* ---- damage ---- */

static void make_three(void)
{
	struct decisions *decisions = open_again();

	cr_assert_eq(put(decisions, DECISION_ALLOW, "/one"), 0);
	cr_assert_eq(put(decisions, DECISION_DENY, "/two"), 0);
	cr_assert_eq(put(decisions, DECISION_TREE, "/three"), 0);
	decisions_free(decisions);
}

Test(decisions, cut_off_at_any_byte_is_trouble)
{
	struct buf whole;

	make_three();
	whole = content();
	for (size_t n = 0; n < whole.len; n++) {
		struct decisions *decisions;

		write_content(whole.data, n);
		decisions = open_again();
		cr_assert_not_null(decisions_trouble(decisions), "%zu bytes", n);
		cr_assert_eq(decisions_trouble(decisions)->code, REASON_DECISIONS_BAD);
		decisions_free(decisions);
	}
	buf_free(&whole);
}

Test(decisions, any_changed_byte_is_trouble)
{
	struct buf whole;

	make_three();
	whole = content();
	for (size_t i = 0; i < whole.len; i++) {
		struct decisions *decisions;

		whole.data[i] ^= 1;
		write_content(whole.data, whole.len);
		decisions = open_again();
		cr_assert_not_null(decisions_trouble(decisions), "byte %zu", i);
		decisions_free(decisions);
		whole.data[i] ^= 1;
	}
	buf_free(&whole);
}

Test(decisions, lost_line_is_trouble_though_each_that_is_left_is_good)
{
	struct decisions *decisions;
	struct buf whole;
	char *start, *end;

	make_three();
	whole = content();
	start = strchr(whole.data, '\n') + 1;
	start = strchr(start, '\n') + 1;
	end = strchr(start, '\n') + 1;
	memmove(start, end, strlen(end) + 1);
	write_content(whole.data, strlen(whole.data));
	decisions = open_again();
	cr_assert_not_null(decisions_trouble(decisions));
	cr_assert_not_null(decisions_find(decisions, "/one"));
	decisions_free(decisions);
	buf_free(&whole);
}

Test(decisions, bad_line_is_named_and_the_good_ones_hold)
{
	struct decisions *decisions;
	struct buf whole;

	make_three();
	whole = content();
	*strstr(whole.data, "/one") = 'X';
	write_content(whole.data, whole.len);
	decisions = open_again();
	cr_assert_str_eq(decisions_trouble(decisions)->a, at("decisions"));
	cr_assert_str_eq(decisions_trouble(decisions)->b, "2");
	cr_assert_null(decisions_find(decisions, "/one"));
	cr_assert_eq(decisions_find(decisions, "/two")->type, DECISION_DENY);
	buf_free(&whole);

	/* Writing would drop the bad line for good. */
	whole = content();
	cr_assert_eq(put(decisions, DECISION_ALLOW, "/four"), -EBADMSG);
	cr_assert_null(decisions_find(decisions, "/four"));
	write_content(whole.data, whole.len);
	decisions_free(decisions);
	buf_free(&whole);
}

Test(decisions, another_version_is_trouble_and_left_alone)
{
	struct decisions *decisions;
	struct buf whole;

	make_three();
	whole = content();
	whole.data[strlen("envd-decisions ")] = '2';
	write_content(whole.data, whole.len);
	decisions = open_again();
	cr_assert_not_null(decisions_trouble(decisions));
	cr_assert_eq(put(decisions, DECISION_DENY, "/four"), -EBADMSG);
	decisions_free(decisions);
	buf_free(&whole);
}

Test(decisions, file_that_others_can_write_or_own_is_trouble)
{
	struct decisions *decisions;

	make_three();
	chmod(at("decisions"), 0620);
	decisions = open_again();
	cr_assert_not_null(decisions_trouble(decisions));
	chmod(at("decisions"), 0600);
	cr_assert(decisions_refresh(decisions));
	cr_assert_null(decisions_trouble(decisions));
	decisions_free(decisions);
	if (geteuid() != 0)
		cr_skip_test("optional: only root can give a file away");
	cr_assert_eq(chown(at("decisions"), 12345, (gid_t)-1), 0);
	decisions = open_again();
	cr_assert_not_null(decisions_trouble(decisions));
	decisions_free(decisions);
}

Test(decisions, link_fifo_or_directory_is_trouble)
{
	struct decisions *decisions;

	make_three();
	cr_assert_eq(rename(at("decisions"), at("other")), 0);
	put_link("decisions", "other");
	decisions = open_again();
	cr_assert_not_null(decisions_trouble(decisions));
	decisions_free(decisions);
	unlink(at("decisions"));
	put_fifo("decisions");
	decisions = open_again();
	cr_assert_not_null(decisions_trouble(decisions));
	decisions_free(decisions);
	unlink(at("decisions"));
	put_dir("decisions");
	decisions = open_again();
	cr_assert_not_null(decisions_trouble(decisions));
	decisions_free(decisions);
}

/* ---- writing ---- */

/* A write that fails for want of room; the limit stands in for a full disk. */
static void fill_disk(rlim_t limit)
{
	struct rlimit rlimit = { .rlim_cur = limit, .rlim_max = RLIM_INFINITY };

	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &rlimit), 0);
}

Test(decisions, full_disk_changes_nothing_and_loses_no_deny)
{
	struct decisions *decisions;
	int r;

	make_three();
	decisions = open_again();
	fill_disk(20);
	r = put(decisions, DECISION_ALLOW, "/two");
	fill_disk(RLIM_INFINITY);
	cr_assert_lt(r, 0);
	cr_assert_eq(decisions_find(decisions, "/two")->type, DECISION_DENY);
	cr_assert_null(decisions_trouble(decisions));
	decisions_free(decisions);
	decisions = open_again();
	cr_assert_null(decisions_trouble(decisions));
	cr_assert_eq(decisions_find(decisions, "/two")->type, DECISION_DENY);
	decisions_free(decisions);
}

Test(decisions, deny_that_was_not_kept_is_trouble_until_something_is)
{
	struct decisions *decisions = open_again();
	int r;

	fill_disk(20);
	r = put(decisions, DECISION_DENY, "/one");
	fill_disk(RLIM_INFINITY);
	cr_assert_lt(r, 0);
	cr_assert_eq(decisions_trouble(decisions)->code, REASON_CANNOT_WRITE);
	cr_assert_eq(decisions_find(decisions, "/one")->type, DECISION_DENY);
	decisions_refresh(decisions);
	cr_assert_not_null(decisions_trouble(decisions));
	cr_assert_eq(put(decisions, DECISION_DENY, "/one"), 0);
	cr_assert_null(decisions_trouble(decisions));
	decisions_free(decisions);
}

/* It outweighs what was allowed by name, too, and is written with the next. */
Test(decisions, deny_that_was_not_kept_holds)
{
	struct decisions *decisions;

	make_three();
	decisions = open_again();
	fill_disk(20);
	cr_assert_lt(put(decisions, DECISION_DENY, "/one"), 0);
	cr_assert_lt(put(decisions, DECISION_ALLOW, "/two"), 0);
	fill_disk(RLIM_INFINITY);
	cr_assert_eq(decisions_find(decisions, "/one")->type, DECISION_DENY);
	cr_assert_eq(put(decisions, DECISION_TREE, "/four"), 0);
	cr_assert_null(decisions_trouble(decisions));
	decisions_free(decisions);
	decisions = open_again();
	cr_assert_eq(decisions_find(decisions, "/one")->type, DECISION_DENY);
	cr_assert_eq(decisions_find(decisions, "/two")->type, DECISION_DENY);
	decisions_free(decisions);
}

Test(decisions, put_holds_at_once_and_commit_writes)
{
	struct decision decision = { .type = DECISION_WITNESS, .path = "/w", .inode = 1 };
	struct decisions *decisions = open_again(), *other;
	int r;

	cr_assert_eq(decisions_commit(decisions), 0);
	decisions_put(decisions, &decision);
	cr_assert_not_null(decisions_find(decisions, "/w"));
	cr_assert_eq(access(at("decisions"), F_OK), -1);
	fill_disk(20);
	r = decisions_commit(decisions);
	fill_disk(RLIM_INFINITY);
	cr_assert_lt(r, 0);
	cr_assert_not_null(decisions_find(decisions, "/w"));

	/* Another daemon's deny meanwhile is not written over. */
	decision.path = "/v";
	decisions_put(decisions, &decision);
	other = open_again();
	cr_assert_eq(put(other, DECISION_DENY, "/v"), 0);
	cr_assert(decisions_refresh(decisions));
	cr_assert_eq(decisions_find(decisions, "/v")->type, DECISION_DENY);
	cr_assert_eq(decisions_commit(decisions), 0);
	cr_assert(decisions_refresh(other));
	cr_assert_eq(decisions_find(other, "/v")->type, DECISION_DENY);
	cr_assert_eq(decisions_find(other, "/w")->type, DECISION_WITNESS);
	decisions_free(other);
	decisions_free(decisions);
}

Test(decisions, refresh_sees_what_another_wrote_only)
{
	struct decisions *a = open_again(), *b = open_again();

	cr_assert_not(decisions_refresh(a));
	cr_assert_eq(put(a, DECISION_DENY, "/x"), 0);
	cr_assert_not(decisions_refresh(a));
	cr_assert(decisions_refresh(b));
	cr_assert_not_null(decisions_find(b, "/x"));
	cr_assert_not(decisions_refresh(b));
	unlink(at("decisions"));
	cr_assert(decisions_refresh(b));
	cr_assert_null(decisions_find(b, "/x"));
	decisions_free(a);
	decisions_free(b);
}

Test(decisions, writers_at_once_lose_nothing)
{
	enum { WRITERS = 8, EACH = 20 };
	struct decisions *decisions;
	pid_t pids[WRITERS];

	for (int w = 0; w < WRITERS; w++) {
		pids[w] = fork();
		cr_assert_geq(pids[w], 0);
		if (pids[w])
			continue;
		decisions = open_again();
		for (int i = 0; i < EACH; i++) {
			char path[32];

			snprintf(path, sizeof(path), "/%d/%d", w, i);
			if (put(decisions, DECISION_DENY, path) < 0)
				_exit(1);
		}
		_exit(0);
	}
	for (int w = 0; w < WRITERS; w++) {
		int status;

		cr_assert_eq(waitpid(pids[w], &status, 0), pids[w]);
		cr_assert_eq(status, 0);
	}
	decisions = open_again();
	cr_assert_null(decisions_trouble(decisions));
	for (int w = 0; w < WRITERS; w++) {
		for (int i = 0; i < EACH; i++) {
			char path[32];

			snprintf(path, sizeof(path), "/%d/%d", w, i);
			cr_assert_not_null(decisions_find(decisions, path), "%s", path);
		}
	}
	decisions_free(decisions);
}

struct writer {
	pthread_t thread;
	struct decisions *decisions;
	int number;
};

/* Sets its own, and puts some of its own, which any of them may write. */
static void *write_many(void *data)
{
	struct writer *writer = data;

	for (int i = 0; i < 20; i++) {
		char path[32];
		struct decision decision = { .type = DECISION_WITNESS, .path = path, .inode = 1 };

		snprintf(path, sizeof(path), "/w/%d/%d", writer->number, i);
		decisions_lock(writer->decisions);
		decisions_put(writer->decisions, &decision);
		decisions_unlock(writer->decisions);
		snprintf(path, sizeof(path), "/d/%d/%d", writer->number, i);
		if (put(writer->decisions, DECISION_DENY, path) < 0 ||
		    decisions_commit(writer->decisions) < 0)
			return writer;
	}
	return NULL;
}

Test(decisions, threads_at_once_lose_nothing)
{
	struct decisions *decisions = open_again();
	struct writer writers[4];

	for (int w = 0; w < 4; w++) {
		writers[w] = (struct writer){ .decisions = decisions, .number = w };
		cr_assert_eq(pthread_create(&writers[w].thread, NULL, write_many, &writers[w]), 0);
	}
	for (int w = 0; w < 4; w++) {
		void *failed;

		pthread_join(writers[w].thread, &failed);
		cr_assert_null(failed);
	}
	decisions_free(decisions);
	decisions = open_again();
	cr_assert_null(decisions_trouble(decisions));
	for (int w = 0; w < 4; w++) {
		for (int i = 0; i < 20; i++) {
			char path[32];

			snprintf(path, sizeof(path), "/w/%d/%d", w, i);
			cr_assert_not_null(decisions_find(decisions, path), "%s", path);
			path[1] = 'd';
			cr_assert_not_null(decisions_find(decisions, path), "%s", path);
		}
	}
	decisions_free(decisions);
}

static void *write_one(void *data)
{
	struct writer *writer = data;

	writer->number = put(writer->decisions, DECISION_DENY, "/x");
	return NULL;
}

/* A disk that takes its time keeps no prompt waiting; here, a held lock. */
Test(decisions, nobody_waits_for_a_writer)
{
	struct decisions *decisions = open_again();
	struct writer writer = { .decisions = decisions, .number = 1 };
	int fd = open(at("decisions.lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	int64_t start;

	cr_assert_eq(flock(fd, LOCK_EX), 0);
	cr_assert_eq(pthread_create(&writer.thread, NULL, write_one, &writer), 0);
	usleep(100 * 1000);
	start = monotonic_ms();
	decisions_lock(decisions);
	decisions_refresh(decisions);
	cr_assert_null(decisions_find(decisions, "/x"));
	decisions_unlock(decisions);
	cr_assert_lt(monotonic_ms() - start, 1000);
	close(fd);
	pthread_join(writer.thread, NULL);
	cr_assert_eq(writer.number, 0);
	cr_assert_not_null(decisions_find(decisions, "/x"));
	decisions_free(decisions);
}

Test(decisions, held_lock_is_waited_for_only_so_long)
{
	struct decisions *decisions = open_again();
	int fd = open(at("decisions.lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	cr_assert_eq(flock(fd, LOCK_EX), 0);
	cr_assert_eq(put(decisions, DECISION_DENY, "/x"), -EBUSY);
	close(fd);
	cr_assert_eq(put(decisions, DECISION_DENY, "/x"), 0);
	decisions_free(decisions);
}
