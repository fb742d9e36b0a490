#include <criterion/criterion.h>

#include "../daemon/scratch.h"
#include "envd/buf.h"
#include "envd/file.h"
#include "envd/util.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

TestSuite(file, .init = scratch_init, .fini = scratch_empty);

/* The directory, to be closed. */
static int open_scratch(void)
{
	int dirfd = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	cr_assert_geq(dirfd, 0);
	return dirfd;
}

static void put_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", at(path));
	cr_assert_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	close(fd);
}

Test(file, what_is_no_small_text_is_refused_at_once)
{
	static const struct {
		const char *name;
		int want;
	} rows[] = {
		{ "good", 0 }, { "empty", 0 }, { "limit", 0 }, { "bom", 0 }, { "one", 0 },
		{ "big", -EFBIG }, { "huge", -EFBIG }, { "nul", -EILSEQ }, { "utf16le", -EILSEQ },
		{ "utf16be", -EILSEQ }, { "link", -ELOOP }, { "dangling", -ELOOP },
		{ "fifo", -EINVAL }, { "socket", -EINVAL }, { "dir", -EINVAL }, { "none", -ENOENT },
		{ "good/x", -ENOTDIR },
	};
	static char text[20000];
	int dirfd = open_scratch();

	memset(text, 'x', sizeof(text));
	put_bytes("good", "hello", 5, 0644);
	put_bytes("empty", "", 0, 0644);
	put_bytes("one", "\xff", 1, 0644);
	put_bytes("bom", "\xef\xbb\xbfx", 4, 0644);
	put_bytes("limit", text, 10000, 0644);
	put_bytes("big", text, 10001, 0644);
	put_bytes("huge", text, 20000, 0644);
	put_bytes("nul", "a\0b", 3, 0644);
	put_bytes("utf16le", "\xff\xfeh", 3, 0644);
	put_bytes("utf16be", "\xfe\xffh", 3, 0644);
	put_link("link", "good");
	put_link("dangling", "nowhere");
	put_fifo("fifo");
	put_dir("dir");
	put_socket("socket");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct buf out = BUF_INIT;
		int r = file_read_small(dirfd, rows[i].name, 10000, &out, NULL);

		cr_expect_eq(r, rows[i].want, "%s: %d", rows[i].name, r);
		buf_free(&out);
	}
	close(dirfd);
}

Test(file, devices_are_not_opened)
{
	static const char *const names[] = { "/dev/null", "/dev/zero", "/dev/tty", "/dev/full" };
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < COUNT_OF(names); i++)
		cr_expect_eq(file_read_small(AT_FDCWD, names[i], 100, &out, NULL), -EINVAL);
	cr_expect_eq(out.len, 0u);
}

/* A file there says size 0 and has content. */
Test(file, the_limit_is_by_what_is_read)
{
	struct buf out = BUF_INIT;

	cr_expect_eq(file_read_small(AT_FDCWD, "/proc/self/status", 10, &out, NULL), -EFBIG);
	buf_reset(&out);
	cr_expect_eq(file_read_small(AT_FDCWD, "/proc/self/status", 65536, &out, NULL), 0);
	cr_expect(starts_with(out.data, "Name:"));
	buf_free(&out);
}

Test(file, reading_appends_and_tells_of_what)
{
	struct buf out = BUF_INIT;
	struct file info = { 0 }, link;
	struct stat st;

	put_bytes("f", "text", 4, 0640);
	put_link("l", "f");
	buf_adds(&out, "a\xff");
	cr_expect_eq(file_read_small(AT_FDCWD, at("f"), 4, &out, &info), 0);
	cr_expect_str_eq(out.data, "a\xfftext");
	cr_assert_eq(stat(at("f"), &st), 0);
	cr_expect(info.inode == st.st_ino && info.device == st.st_dev && info.size == 4);
	cr_expect(S_ISREG(info.mode) && (info.mode & 07777) == 0640 && info.uid == geteuid());
	cr_expect_eq(time_compare(info.mtime, st.st_mtim), 0);
	cr_expect_eq(time_compare(info.ctime, st.st_ctim), 0);
	cr_expect_eq(file_look(AT_FDCWD, at("l"), true, &link), 0);
	cr_expect(file_is_same(&link, &info));
	cr_expect_eq(file_look(AT_FDCWD, at("l"), false, &link), 0);
	cr_expect(S_ISLNK(link.mode) && !file_is_same(&link, &info));
	cr_expect_eq(file_look(AT_FDCWD, at("none"), true, &link), -ENOENT);
	cr_expect_eq(file_look_fd(-1, &link), -EBADF);
	buf_free(&out);
}

Test(file, times_are_compared_to_the_nanosecond)
{
	struct timespec a = { 5, 7 }, later = { 5, 8 }, next = { 6, 0 }, zero = { 0, 0 };

	cr_expect_eq(time_compare(a, a), 0);
	cr_expect(time_compare(a, later) < 0 && time_compare(later, a) > 0);
	cr_expect(time_compare(later, next) < 0 && time_compare(next, later) > 0);
	cr_expect(time_compare((struct timespec){ -1, 0 }, zero) < 0);
	cr_expect(time_is_known(a) && time_is_known((struct timespec){ 0, 1 }));
	cr_expect_not(time_is_known(zero));
}

Test(file, a_target_of_any_length)
{
	static const size_t lengths[] = { 1, 255, 256, 257, 511, 512, 4000 };

	for (size_t i = 0; i < COUNT_OF(lengths); i++) {
		char target[4001], name[16], *got;

		memset(target, 'x', lengths[i]);
		target[lengths[i]] = '\0';
		snprintf(name, sizeof(name), "l%zu", i);
		cr_assert_eq(symlink(target, at(name)), 0);
		got = file_link_target(AT_FDCWD, at(name));
		cr_expect(same_string(got, target), "length %zu", lengths[i]);
		free(got);
	}
	put_file("f", "x");
	cr_expect_null(file_link_target(AT_FDCWD, at("f")));
	cr_expect_eq(errno, EINVAL);
}

/* ---- file_replace ---- */

static void expect_content(const char *name, const char *want)
{
	struct buf out = BUF_INIT;

	cr_expect_eq(file_read_small(AT_FDCWD, at(name), 100000, &out, NULL), 0);
	cr_expect_str_eq(out.data, want);
	buf_free(&out);
}

static size_t count_files(int dirfd)
{
	size_t n = 0;
	DIR *dir = fdopendir(openat(dirfd, ".", O_RDONLY | O_DIRECTORY));

	while (readdir(dir))
		n++;
	closedir(dir);
	return n - 2;
}

Test(file, replace_makes_a_private_file_whatever_was_there)
{
	int dirfd = open_scratch();
	struct stat st;

	umask(0);
	put_bytes("wide", "old", 3, 0666);
	put_file("victim", "untouched");
	put_link("link", "victim");
	cr_expect_eq(file_replace(dirfd, "new", "1", 1), 0);
	cr_expect_eq(file_replace(dirfd, "wide", "22", 2), 0);
	cr_expect_eq(file_replace(dirfd, "link", "333", 3), 0);
	cr_expect_eq(file_replace(dirfd, "empty", "", 0), 0);
	expect_content("new", "1");
	expect_content("wide", "22");
	expect_content("link", "333");
	expect_content("empty", "");
	expect_content("victim", "untouched");
	for (size_t i = 0; i < 4; i++) {
		cr_assert_eq(lstat(at((const char *[]){ "new", "wide", "link", "empty" }[i]), &st), 0);
		cr_expect(S_ISREG(st.st_mode) && (st.st_mode & 07777) == 0600);
	}
	cr_expect_eq(count_files(dirfd), 5u);
	close(dirfd);
}

/* What a process of the same number left behind is in nobody's way. */
Test(file, replace_is_not_misled_by_a_left_temporary_file)
{
	int dirfd = open_scratch();
	char *left = xasprintf("f.new-%ld", (long)getpid());

	put_file("victim", "untouched");
	put_link(left, "victim");
	cr_expect_eq(file_replace(dirfd, "f", "x", 1), 0);
	expect_content("f", "x");
	expect_content("victim", "untouched");
	cr_expect_eq(count_files(dirfd), 2u);
	free(left);
	close(dirfd);
}

Test(file, replace_keeps_the_old_file_when_the_disk_is_full)
{
	static char big[8192];
	struct rlimit limit = { 4096, 4096 };
	int dirfd = open_scratch();

	put_file("f", "old");
	put_dir("dir");
	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	memset(big, 'x', sizeof(big));
	cr_expect_eq(file_replace(dirfd, "f", big, sizeof(big)), -EFBIG);
	expect_content("f", "old");
	cr_expect_eq(file_replace(dirfd, "dir", "x", 1), -EISDIR);
	cr_expect_eq(count_files(dirfd), 2u, "a temporary file is left");
	cr_expect_eq(file_replace(-1, "f", "x", 1), -EBADF);
	close(dirfd);
}
