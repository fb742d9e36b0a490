/* git_index: indexes as git writes them, and as nobody should. */
#include "vcs/git_index.h"

#include "realenv.h"

#include <criterion/criterion.h>

TestSuite(git_index, .init = begin, .fini = end);

/* No configuration but the repository's own. */
#define GIT "export HOME=@ GIT_CONFIG_NOSYSTEM=1; git config --global user.name a;" \
	    "git config --global user.email a@b; "

static void git(const char *command)
{
	char *line = NULL;

	cr_assert_geq(asprintf(&line, GIT "%s", command), 0);
	run(line);
	free(line);
}

static void read_index(const char *path, struct buf *bytes)
{
	buf_reset(bytes);
	cr_assert_eq(file_read_bytes(AT_FDCWD, at(path), 1 << 24, bytes, NULL), 0);
}

static struct git_index_question question;

/* From memory of exactly this size, so that a sanitizer sees what is read beyond. */
static enum git_index ask(const void *bytes, size_t n, struct git_index_answer *answer)
{
	void *copy = malloc(n ? n : 1);

	memcpy(copy, bytes, n);
	git_index_ask(answer, copy, n, &question);
	free(copy);
	return answer->verdict;
}

static enum git_index ask_once(const void *bytes, size_t n)
{
	struct git_index_answer answer;
	enum git_index verdict = ask(bytes, n, &answer);

	git_index_answer_deinit(&answer);
	return verdict;
}

static void expect(const struct buf *bytes, const char *path, const char *entry)
{
	struct git_index_answer answer;

	question.path = path;
	ask(bytes->data, bytes->len, &answer);
	cr_expect_eq(answer.verdict, entry ? GIT_INDEX_TRACKED : GIT_INDEX_UNTRACKED,
		     "%s: %d", path, answer.verdict);
	if (answer.verdict == GIT_INDEX_TRACKED)
		cr_expect_str_eq(answer.entry, entry, "%s: %s", path, answer.entry);
	git_index_answer_deinit(&answer);
}

#define BLOB "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
#define BLOB_SHA256 "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"

/* A repository whose index has these, without any files. */
static void make_index(const char *options, const char *format)
{
	static const char *const names[] = {
		".venv/Activate", ".venv/bin/python", ".venv/lib/x", "VENV/x", "sub/env/pyvenv.cfg",
		"tools", "umlaut-\xc3\xa4/x", "zz/.venv2/bin/x",
	};
	const char *blob = strcmp(format, "sha1") == 0 ? BLOB : BLOB_SHA256;
	struct buf info = BUF_INIT;
	char *line = NULL;

	for (size_t i = 0; i < COUNT_OF(names); i++)
		buf_addf(&info, "100644 %s\t%s\n", blob, names[i]);
	buf_addf(&info, "160000 %s\tmodule\n", blob);
	put_file("info", info.data);
	cr_assert_geq(asprintf(&line, "rm -rf r; git init -q --object-format=%s r; cd r; "
				      "git hash-object -w -t blob /dev/null; "
				      "git update-index --index-info <../info; %s", format, options), 0);
	git(line);
	free(line);
	buf_free(&info);
	question = (struct git_index_question){ .is_sha256 = strcmp(format, "sha256") == 0 };
}

static void expect_all(const struct buf *bytes)
{
	static const char *const cases[][2] = {
		{ ".venv", ".venv/bin/python" }, { ".Venv", ".venv/bin/python" },
		{ ".venv/bin", ".venv/bin/python" }, { ".venv/lib/x/y", ".venv/lib/x" },
		{ ".ven", NULL }, { ".venv2", NULL }, { ".venv/li", NULL },
		{ "venv", "VENV/x" }, { "sub", "sub/env/pyvenv.cfg" },
		{ "sub/env", "sub/env/pyvenv.cfg" }, { "sub/en", NULL }, { "sub/env2", NULL },
		{ "tools", "tools" }, { "tools/env", "tools" }, { "tool", NULL }, { "toolsx", NULL },
		{ "umlaut-\xc3\xa4", "umlaut-\xc3\xa4/x" }, { "umlaut-\xc3\x84", NULL },
		{ "zz/.venv", NULL }, { "module", "module" }, { "module/.venv", "module" },
		{ "", ".venv/Activate" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		expect(bytes, cases[i][0], cases[i][1]);
}

/* Which versions and formats git was asked to write, and which it wrote. */
static const struct {
	const char *options;
	int version;
} ways[] = {
	{ "git update-index --index-version 2", 2 },
	{ "git update-index --index-version 2 --skip-worktree tools", 3 },
	{ "git update-index --index-version 4", 4 },
	{ "git update-index --index-version 4 --skip-worktree tools", 4 },
	{ "git update-index --index-version 3; git config index.threads 2; "
	  "git update-index --force-write-index", 2 },
	{ "git write-tree; git update-index --force-write-index", 2 },
};

static void each_way(void (*check)(struct buf *bytes))
{
	static const char *const formats[] = { "sha1", "sha256" };
	struct buf bytes = BUF_INIT;

	for (size_t i = 0; i < 2 * COUNT_OF(ways); i++) {
		make_index(ways[i / 2].options, formats[i % 2]);
		read_index("r/.git/index", &bytes);
		cr_assert_eq(bytes.data[7], ways[i / 2].version, "%s", ways[i / 2].options);
		check(&bytes);
	}
	buf_free(&bytes);
}

static void check_answers(struct buf *bytes)
{
	expect_all(bytes);
	question.is_sha256 = !question.is_sha256;
	cr_expect_eq(ask_once(bytes->data, bytes->len), GIT_INDEX_UNCLEAR, "the other format");
}

Test(git_index, each_version_and_format) { each_way(check_answers); }

/* Neither a path that is in it nor one that is not may be told from a part. */
static void check_truncations(struct buf *bytes)
{
	question.path = "zz/.venv";
	cr_assert_eq(ask_once(bytes->data, bytes->len), GIT_INDEX_UNTRACKED);
	for (size_t n = 0; n < bytes->len; n++)
		cr_assert_eq(ask_once(bytes->data, n), GIT_INDEX_UNCLEAR, "%zu bytes", n);
}

Test(git_index, each_truncation) { each_way(check_truncations); }

static void check_flips(struct buf *bytes)
{
	question.path = "zz/.venv";
	for (size_t bit = 0; bit < 8 * bytes->len; bit++) {
		bytes->data[bit / 8] ^= (char)(1 << bit % 8);
		cr_assert_eq(ask_once(bytes->data, bytes->len), GIT_INDEX_UNCLEAR, "bit %zu", bit);
		bytes->data[bit / 8] ^= (char)(1 << bit % 8);
	}
}

Test(git_index, each_bit_that_flips) { each_way(check_flips); }

/* As git writes it with index.skipHash: then only what is in it tells. */
static size_t leave_checksum_out(struct buf *bytes)
{
	size_t size = question.is_sha256 ? 32 : 20;

	memset(bytes->data + bytes->len - size, 0, size);
	return size;
}

static void check_without_checksum(struct buf *bytes)
{
	size_t size = leave_checksum_out(bytes), end = 0;
	char *part = malloc(bytes->len);

	expect_all(bytes);
	question.path = "zz/.venv";
	for (size_t n = 0; n < bytes->len - size; n++) {
		memcpy(part, bytes->data, n);
		memset(part + n, 0, size);
		if (ask_once(part, n + size) == GIT_INDEX_UNTRACKED) {
			/* Whole entries, and extensions that may be left out. */
			end = end ? end : n;
			cr_assert(end > 62 * 8, "%zu bytes", n);
		}
	}
	/* Whatever comes of it, nothing is read or written beyond. */
	for (size_t bit = 0; bit < 8 * bytes->len; bit++) {
		bytes->data[bit / 8] ^= (char)(1 << bit % 8);
		ask_once(bytes->data, bytes->len);
		bytes->data[bit / 8] ^= (char)(1 << bit % 8);
	}
	free(part);
}

Test(git_index, without_a_checksum) { each_way(check_without_checksum); }

Test(git_index, ids)
{
	struct buf bytes = BUF_INIT;
	char id[GIT_INDEX_ID_SIZE];

	make_index(":", "sha1");
	read_index("r/.git/index", &bytes);
	for (int i = 0; i < 20; i++)
		snprintf(id + 2 * i, 3, "%02x", (unsigned char)bytes.data[bytes.len - 20 + (size_t)i]);
	question.id = id;
	expect_all(&bytes);
	id[7] = id[7] == '0' ? '1' : '0';
	cr_expect_eq(ask_once(bytes.data, bytes.len), GIT_INDEX_UNCLEAR);
	buf_free(&bytes);
}

Test(git_index, submodule_answers_for_itself)
{
	struct buf bytes = BUF_INIT;

	make_index(":", "sha1");
	read_index("r/.git/index", &bytes);
	question.inner = "module";
	expect(&bytes, "module/.venv", NULL);
	expect(&bytes, "module", "module");
	question.inner = "tools";
	expect(&bytes, "tools/env", "tools");
	expect(&bytes, "module/.venv", "module");
	buf_free(&bytes);
}

Test(git_index, stages_and_intents)
{
	struct buf bytes = BUF_INIT;

	make_index("printf '100644 " BLOB " 1\\tv/x\\n100644 " BLOB " 3\\tv/x\\n' |"
		   "git update-index --index-info; mkdir -p w; touch w/x; git add -N w/x", "sha1");
	read_index("r/.git/index", &bytes);
	cr_assert_eq(bytes.data[7], 3);
	expect_all(&bytes);
	expect(&bytes, "v", "v/x");
	expect(&bytes, "w", "w/x");
	buf_free(&bytes);
}

Test(git_index, empty)
{
	struct buf bytes = BUF_INIT;

	git("git init -q r; cd r; git read-tree --empty");
	read_index("r/.git/index", &bytes);
	question = (struct git_index_question){ 0 };
	expect(&bytes, "", NULL);
	expect(&bytes, ".venv", NULL);
	cr_expect_eq(ask_once("", 0), GIT_INDEX_UNCLEAR);
	buf_free(&bytes);
}

/* ---- made by hand ---- */

static void add_u32(struct buf *out, uint32_t n)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_addc(out, (char)(n >> shift));
}

static void start(struct buf *out, uint32_t version, uint32_t entries)
{
	buf_reset(out);
	buf_adds(out, "DIRC");
	add_u32(out, version);
	add_u32(out, entries);
}

static void add_zeros(struct buf *out, size_t n)
{
	while (n--)
		buf_addc(out, '\0');
}

/* An entry of version 2 or 3, but for what follows its flags. */
static void add_head(struct buf *out, uint32_t mode, unsigned flags)
{
	add_zeros(out, 24);
	add_u32(out, mode);
	add_zeros(out, 12 + 20);
	buf_addc(out, (char)(flags >> 8));
	buf_addc(out, (char)flags);
}

static void add_entry(struct buf *out, uint32_t mode, const char *name)
{
	size_t n = strlen(name);

	add_head(out, mode, n < 0xfff ? (unsigned)n : 0xfff);
	buf_adds(out, name);
	add_zeros(out, 8 - (62 + n) % 8);
}

static void add_extension(struct buf *out, const char *name, const void *bytes, size_t n)
{
	buf_adds(out, name);
	add_u32(out, (uint32_t)n);
	buf_add(out, bytes, n);
}

static struct git_index_answer hand;

/* With zeros for a checksum. */
static enum git_index finish(struct buf *out)
{
	git_index_answer_deinit(&hand);
	add_zeros(out, 20);
	return ask(out->data, out->len, &hand);
}

Test(git_index, entries_that_git_would_not_write)
{
	static const struct {
		uint32_t mode;
		const char *name;
	} cases[] = {
		{ 0100644, "/x" }, { 0100644, "" }, { 0100644, "x/" }, { 0040000, "x" },
		{ 0040000, "/" }, { 0, "x" }, { 0020666, "x" }, { 0040000, "" },
	};
	struct buf out = BUF_INIT;

	question = (struct git_index_question){ .path = "y" };
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		start(&out, 2, 1);
		add_entry(&out, cases[i].mode, cases[i].name);
		add_extension(&out, "sdir", "", 0);
		cr_expect_eq(finish(&out), GIT_INDEX_UNCLEAR, "%o %s", cases[i].mode, cases[i].name);
	}
	start(&out, 2, 1);
	add_head(&out, 0100644, 0x4001);
	buf_add(&out, "\x40\0x\0\0\0\0\0\0\0", 10);
	cr_expect_eq(finish(&out), GIT_INDEX_UNCLEAR, "more flags than version 2 has");
	for (int unknown = 0; unknown < 2; unknown++) {
		start(&out, 3, 1);
		add_head(&out, 0100644, 0x4001);
		buf_add(&out, unknown ? "\x10\0x\0\0\0\0\0\0" : "\x40\0x\0\0\0\0\0\0", 10);
		cr_expect_eq(finish(&out), unknown ? GIT_INDEX_UNCLEAR : GIT_INDEX_UNTRACKED);
	}
	for (uint32_t version = 0; version < 7; version++) {
		start(&out, version, 0);
		cr_expect_eq(finish(&out), version < 2 || version > 4 ? GIT_INDEX_UNCLEAR :
									GIT_INDEX_UNTRACKED);
	}
	start(&out, 2, UINT32_MAX);
	add_entry(&out, 0100644, "x");
	cr_expect_eq(finish(&out), GIT_INDEX_UNCLEAR);
	git_index_answer_deinit(&hand);
	buf_free(&out);
}

Test(git_index, long_names)
{
	struct buf out = BUF_INIT, name = BUF_INIT;

	for (size_t n = 0xffd; n < 0x1002; n++) {
		buf_reset(&name);
		while (name.len < n)
			buf_addc(&name, name.len % 100 == 99 ? '/' : 'x');
		start(&out, 2, 2);
		add_entry(&out, 0100644, name.data);
		add_entry(&out, 0100644, "y/z");
		question = (struct git_index_question){ .path = "y" };
		cr_expect_eq(finish(&out), GIT_INDEX_TRACKED, "%zu", n);
		question.path = "x";
		cr_expect_eq(finish(&out), GIT_INDEX_UNCLEAR, "%zu", n);
	}
	git_index_answer_deinit(&hand);
	buf_free(&name);
	buf_free(&out);
}

Test(git_index, names_that_version_4_cuts)
{
	static const struct {
		const char *bytes;
		size_t n;
		enum git_index verdict;
	} cases[] = {
		{ "\0yz", 4, GIT_INDEX_UNTRACKED }, { "\0y", 3, GIT_INDEX_UNCLEAR },
		{ "\x01" "yz", 4, GIT_INDEX_UNCLEAR }, { "\x80\0yz", 5, GIT_INDEX_UNCLEAR },
		{ "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7fyz", 14, GIT_INDEX_UNCLEAR },
		{ "\0yz", 3, GIT_INDEX_UNCLEAR }, { "\xff", 1, GIT_INDEX_UNCLEAR },
	};
	struct buf out = BUF_INIT;

	question = (struct git_index_question){ .path = "v" };
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		start(&out, 4, 1);
		add_head(&out, 0100644, 2);
		buf_add(&out, cases[i].bytes, cases[i].n);
		/* No NULs behind it: one is what a name ends with. */
		for (int j = 0; cases[i].verdict == GIT_INDEX_UNCLEAR && j < 20; j++)
			buf_addc(&out, 'x');
		cr_expect_eq(finish(&out), cases[i].verdict, "%zu: %d", i, hand.verdict);
	}
	git_index_answer_deinit(&hand);
	buf_free(&out);
}

Test(git_index, extensions)
{
	static const char hash[20] = "xxxxxxxxxxxxxxxxxxxx";
	struct buf out = BUF_INIT, link = BUF_INIT;

	question = (struct git_index_question){ .path = "v" };
	start(&out, 2, 0);
	add_extension(&out, "UNKN", "abc", 3);
	cr_expect_eq(finish(&out), GIT_INDEX_UNTRACKED);
	start(&out, 2, 0);
	add_extension(&out, "unkn", "abc", 3);
	cr_expect_eq(finish(&out), GIT_INDEX_UNCLEAR);
	start(&out, 2, 0);
	buf_add(&out, "TREE\x00\x00\x00\x09xxxxxxxx", 16);
	cr_expect_eq(finish(&out), GIT_INDEX_UNCLEAR, "longer than the file");

	start(&out, 2, 0);
	add_extension(&out, "link", hash, 20);
	cr_expect_eq(finish(&out), GIT_INDEX_UNTRACKED);
	cr_expect_str_eq(hand.shared, "7878787878787878787878787878787878787878");
	cr_expect_not(hand.has_deleted);
	start(&out, 2, 0);
	add_extension(&out, "link", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
	cr_expect_eq(finish(&out), GIT_INDEX_UNTRACKED);
	cr_expect_str_eq(hand.shared, "", "there is none");
	start(&out, 2, 0);
	add_extension(&out, "link", hash, 19);
	cr_expect_eq(finish(&out), GIT_INDEX_UNCLEAR);
	start(&out, 2, 0);
	add_extension(&out, "link", hash, 20);
	add_extension(&out, "link", hash, 20);
	cr_expect_eq(finish(&out), GIT_INDEX_UNCLEAR, "twice");

	/* Two bitmaps, the first of one word. */
	buf_add(&link, hash, 20);
	add_u32(&link, 5);
	add_u32(&link, 1);
	add_zeros(&link, 8 + 4 + 8 + 4);
	start(&out, 2, 0);
	add_extension(&out, "link", link.data, link.len);
	cr_expect_eq(finish(&out), GIT_INDEX_UNTRACKED);
	cr_expect(hand.has_deleted);
	for (size_t n = 21; n < link.len; n++) {
		start(&out, 2, 0);
		add_extension(&out, "link", link.data, n);
		cr_expect_eq(finish(&out), GIT_INDEX_UNCLEAR, "%zu bytes", n);
	}
	memset(link.data + 24, 0xff, 4);
	start(&out, 2, 0);
	add_extension(&out, "link", link.data, link.len);
	cr_expect_eq(finish(&out), GIT_INDEX_UNCLEAR, "more words than there are");
	git_index_answer_deinit(&hand);
	buf_free(&link);
	buf_free(&out);
}

Test(git_index, directories_that_are_kept_whole)
{
	struct buf out = BUF_INIT;

	for (int is_sparse = 0; is_sparse < 2; is_sparse++) {
		start(&out, 3, 2);
		add_entry(&out, 0040000, "dir/");
		add_entry(&out, 0100644, "file");
		if (is_sparse)
			add_extension(&out, "sdir", "", 0);
		question = (struct git_index_question){ .path = "other" };
		cr_expect_eq(finish(&out), is_sparse ? GIT_INDEX_UNTRACKED : GIT_INDEX_UNCLEAR);
	}
	out.len -= 20;
	question.path = "dir";
	cr_expect_eq(finish(&out), GIT_INDEX_TRACKED);
	out.len -= 20;
	question.path = "dir/.venv";
	cr_expect_eq(finish(&out), GIT_INDEX_UNCLEAR);
	out.len -= 20;
	question.path = "director";
	cr_expect_eq(finish(&out), GIT_INDEX_UNTRACKED);
	git_index_answer_deinit(&hand);
	buf_free(&out);
}
