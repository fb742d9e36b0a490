#include "renderer.h"

#include "../daemon/scratch.h"
#include "names.h"

#include "envd/file.h"
#include "envd/text.h"

#define TIME { 981173106, 123456789 }   /* 2001-02-03 04:05:06 */

/* ---- a test's directory, and the shell in it ---------------------------------- */

/* tcsh's renderer compares with the environment; this is the one that shells have. */
void renderer_init(void)
{
	scratch_init();
	put_dir("here");
	clearenv();
	setenv("PATH", "/usr/bin:/bin", 1);
}

void renderer_fini(void)
{
	scratch_empty();
}

char *renderer_path(const char *relative)
{
	return at(relative);
}

void renderer_put(const char *relative, const struct buf *bytes)
{
	put_bytes(relative, bytes->data, bytes->len, 0600);
}

void renderer_run(const struct mode *mode,
		  void (*write_it)(struct buf *script, pid_t pid, void *data), void *data,
		  struct buf *out)
{
	int status = realshell_run(mode, at("here"), write_it, data, out);

	if (status < 0) {
		scratch_empty();        /* .fini is not run then */
		cr_skip_test("%s is not installed", mode->shell);
	}
	cr_expect_eq(status, 0, "%s: exit status %d: %s", mode_name(mode), status, out->data);
	cr_expect_neq(access(at("here/pwned"), F_OK), 0, "%s ran something", mode_name(mode));
}

/* Puts the answer where the script reads it. */
static void read_answer(const struct renderer *renderer, struct buf *script,
			struct buf *answer, unsigned n)
{
	char *name = xasprintf("answer.%u", n);

	buf_addc(answer, '\n');
	renderer_put(name, answer);
	renderer->read(script, at(name), n);
	free(name);
}

/* ---- values ------------------------------------------------------------------- */

struct strings renderer_values(void)
{
	struct strings values = { 0 };
	char bytes[255 * 4 + 1] = "", path[4001] = "", big[33001] = "";

	for (size_t i = 0; i < COUNT_OF(hostile_names); i++)
		strings_add(&values, hostile_names[i]);
	for (int c = 1; c < 256; c++)           /* alone, before a letter and behind it */
		sprintf(bytes + 4 * (c - 1), "%cx%c%c", c, c, c);
	for (size_t i = 0; i < sizeof(path) - 1; i++)
		path[i] = i % 10 ? "'\\$\xe6\xbc\xa2 \n\""[i % 9] : '/';
	for (size_t i = 0; i < sizeof(big) - 1; i++)
		big[i] = "'\""[i / 16500];
	strings_add(&values, "");
	strings_add(&values, bytes);
	strings_add(&values, path);
	strings_add(&values, big);
	return values;
}

void renderer_answer(struct buf *answer, const struct shell *shell,
		     const struct strings *values)
{
	for (size_t i = 0; i < values->n; i++) {
		char *exported = xasprintf("V%zu", i), *own = xasprintf("__envd_%zu", i);

		shell->set(answer, exported, values->v[i]);
		shell->assign(answer, own, values->v[i]);
		free(exported);
		free(own);
	}
	shell->set(answer, "EMPTY", "");
	shell->set(answer, "GONE", "x");
	shell->unset(answer, "GONE");
	shell->unset(answer, "NEVER");
	shell->rehash(answer);
}

void renderer_expect(const struct buf *out, size_t *at_byte, const char *want, const char *what)
{
	size_t n = strlen(want) + 1, same = 0;

	while (same < n && *at_byte + same < out->len && want[same] == out->data[*at_byte + same])
		same++;
	if (same < n)
		cr_assert_fail("%s: <%.60s> arrived, from byte %zu on, as <%.60s>", what, want, same,
			       out->data + *at_byte + same);
	*at_byte += n;
}

struct words {
	const struct renderer *renderer;
	const struct shell *shell;
	const struct strings *values;
};

static void add_words(struct buf *script, const struct command *command, const char *first,
		      const char *prefix, size_t n)
{
	buf_addf(script, "%s %s", command->before, first);
	for (size_t i = 0; i < n; i++)
		buf_addf(script, " %s%zu", prefix, i);
	buf_adds(script, command->after);
}

static void write_values(struct buf *script, pid_t pid, void *data)
{
	const struct words *words = data;
	const struct renderer *renderer = words->renderer;
	struct buf answer = BUF_INIT;

	(void)pid;
	renderer_answer(&answer, words->shell, words->values);
	read_answer(renderer, script, &answer, 0);
	for (size_t i = 0; i < words->values->n; i++)
		buf_addf(script, renderer->own, i);
	add_words(script, &renderer->exported, "EMPTY", "V", words->values->n);
	add_words(script, &renderer->none, "GONE NEVER", "__envd_", words->values->n);
	buf_free(&answer);
}

void renderer_values_arrive(const struct renderer *renderer)
{
	struct strings values = renderer_values();

	for (const struct mode *mode = renderer->modes; mode->shell; mode++) {
		struct words words = { renderer, shell_find(mode->shell), &values };
		struct buf out = BUF_INIT;
		size_t at_byte = 0;

		renderer_run(mode, write_values, &words, &out);
		for (size_t i = 0; i < values.n; i++)
			renderer_expect(&out, &at_byte, values.v[i], mode_name(mode));
		renderer_expect(&out, &at_byte, "", mode_name(mode));
		for (size_t i = 0; i < values.n; i++)
			renderer_expect(&out, &at_byte, values.v[i], mode_name(mode));
		cr_expect_str_eq(out.data + at_byte, "end\n", "%s: <%.60s>", mode_name(mode),
				 out.data + at_byte);
		buf_free(&out);
	}
	strings_free(&values);
}

/* ---- whether to ask ------------------------------------------------------------ */

static void set_time(const char *path)
{
	struct timespec times[2] = { TIME, TIME };

	cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0, "%s", path);
}

/* here/ with one file for each type of condition, and a twin of the time. */
static void put_scene(void)
{
	scratch_empty();
	cr_assert_eq(mkdir(scratch, 0755), 0);
	put_file("here/same", "");
	put_file("here/present", "");
	put_file("here/target", "");
	put_link("here/link", "target");
	put_link("also", "here");
	put_file("stamp", "");
	put_file("twin.0", "");
	set_time(at("here/same"));
	set_time(at("twin.0"));
}

/* What the shell reads for these conditions, and, of one that has it, its test. */
static void read_fresh(const struct renderer *renderer, const struct shell *shell,
		       struct buf *script, const struct freshness *freshness, unsigned n)
{
	struct buf answer = BUF_INIT, test = BUF_INIT;
	char *directory = xasprintf("test.%u", n), *file = xasprintf("%s/test", directory);

	if (shell->test) {
		shell->assign(&answer, "__envd_dir", at(directory));
		shell->test(&test, freshness);
		renderer_put(file, &test);
	}
	shell->fresh(&answer, freshness);
	read_answer(renderer, script, &answer, n);
	free(directory);
	free(file);
	buf_free(&answer);
	buf_free(&test);
}

struct told {
	const struct renderer *renderer;
	const struct mode *mode;
	const struct scene *scene;
};

static time_t ctime_of(const char *path)
{
	struct file file;

	cr_assert_eq(file_look(AT_FDCWD, path, true, &file), 0, "%s", path);
	return file.ctime.tv_sec;
}

static void write_scene(struct buf *script, pid_t pid, void *data)
{
	const struct told *told = data;
	const struct renderer *renderer = told->renderer;
	const struct scene *scene = told->scene;
	bool is_timed = !renderer->tells_no_time || scene->has_time;
	char *paths[] = { xstrdup(at("here")), xstrdup(at("here/same")), xstrdup(at("here/present")),
			  xstrdup(at("here/absent")), xstrdup(at("here/link")),
			  xstrdup(at("here/target")), xstrdup(at("stamp")), xstrdup(at("twin.")) };
	struct condition conditions[] = {
		{ .type = CONDITION_SAME, .path = paths[1], .mtime = TIME },
		{ .type = CONDITION_PRESENT, .path = paths[2] },
		{ .type = CONDITION_ABSENT, .path = paths[3] },
		{ .type = CONDITION_LINK, .path = paths[4], .other = paths[5] },
	};
	time_t changed[COUNT_OF(conditions)] = { ctime_of(paths[1]) + scene->changed_later };
	struct freshness freshness = {
		.pid = (uint32_t)(pid + scene->wrong_pid), .directory = paths[0], .stamp = paths[6],
		.twins = paths[7], .conditions = conditions + !is_timed, .changed = changed,
		.n = COUNT_OF(conditions) - !is_timed, .uses = scene->uses,
	};

	conditions[0].mtime.tv_sec += scene->later;
	buf_adds(script, renderer->define);
	read_fresh(renderer, shell_find(told->mode->shell), script, &freshness, 0);
	buf_addf(script, "%s%s\n%s", renderer->ask, scene->row->what, renderer->ask);
	for (size_t i = 0; i < COUNT_OF(paths); i++)
		free(paths[i]);
}

void renderer_scene(const struct renderer *renderer, const struct scene *scene,
		    const char *want)
{
	const struct mode *mode = scene->mode ? scene->mode : renderer->modes;
	struct told told = { renderer, mode, scene };
	struct buf out = BUF_INIT;

	put_scene();
	renderer_run(mode, write_scene, &told, &out);
	cr_expect_str_eq(out.data, want, "%s: %s: <%s>", mode_name(mode), scene->row->what, out.data);
	buf_free(&out);
}

void renderer_rows(const struct renderer *renderer)
{
	for (const struct mode *mode = renderer->modes; mode->shell; mode++) {
		for (const struct row *row = renderer->rows; row->what; row++) {
			struct scene scene = { .mode = mode, .row = row };
			char *want;

			if (!mode->has_all_rows && (row - renderer->rows) % 5 != 0)
				continue;
			want = xasprintf("yes\n%s\n", row->want);
			renderer_scene(renderer, &scene, want);
			free(want);
		}
	}
}

void renderer_pid(const struct renderer *renderer)
{
	for (const struct mode *mode = renderer->modes; mode->shell; mode++) {
		struct scene scene = { .mode = mode, .row = &renderer->rows[0], .wrong_pid = 1 };

		renderer_scene(renderer, &scene, "no\nno\n");
	}
}

void renderer_uses(const struct renderer *renderer)
{
	for (const struct mode *mode = renderer->modes; mode->shell; mode++) {
		for (const struct row *row = renderer->uses; row->what; row++) {
			struct scene scene = { .mode = mode, .row = row, .uses = 3 };

			renderer_scene(renderer, &scene, row->want);
		}
	}
}

/* ---- hostile paths ------------------------------------------------------------- */

/* It does not hold outside of each directory, and holds in it until its time changes, or
 * it is gone. */
static void write_names(struct buf *script, pid_t pid, void *data)
{
	const struct told *told = data;
	const struct renderer *renderer = told->renderer;
	const struct shell *shell = shell_find(told->mode->shell);
	char *twins = xstrdup(at("twin."));

	buf_adds(script, renderer->define);
	for (size_t i = 0; i < COUNT_OF(hostile_names); i++) {
		char *path = xasprintf("%s/%s", at("here"), hostile_names[i]);
		struct condition conditions[] = {
			{ .type = CONDITION_SAME, .path = path, .mtime = TIME },
			{ .type = CONDITION_PRESENT, .path = path },
			{ .type = CONDITION_LINK, .path = path, .other = path },
		};
		time_t changed[COUNT_OF(conditions)] = { 0 };
		struct freshness freshness = {
			.pid = (uint32_t)pid, .directory = path, .stamp = "/", .twins = twins,
			.conditions = conditions + renderer->tells_no_time, .changed = changed,
			.n = COUNT_OF(conditions) - renderer->tells_no_time,
		};

		cr_assert_eq(mkdir(path, 0700), 0);
		set_time(path);
		changed[0] = ctime_of(path);
		read_fresh(renderer, shell, script, &freshness, (unsigned)i);
		buf_addf(script, "%s%s", renderer->ask, renderer->cd);
		shell->quote(script, path);
		buf_addf(script, "\n%s%s", renderer->ask, renderer->spoil);
		shell->quote(script, path);
		buf_addf(script, "\n%s%s/\n", renderer->ask, renderer->cd);
		free(path);
	}
	free(twins);
}

void renderer_paths(const struct renderer *renderer)
{
	for (const struct mode *mode = renderer->modes; mode->shell; mode++) {
		struct told told = { renderer, mode, NULL };
		struct buf out = BUF_INIT, want = BUF_INIT;

		put_scene();
		renderer_run(mode, write_names, &told, &out);
		for (size_t i = 0; i < COUNT_OF(hostile_names); i++)
			buf_adds(&want, "no\nyes\nno\n");
		cr_expect(same_string(out.data, want.data), "%s: %s", mode_name(mode), out.data);
		buf_free(&out);
		buf_free(&want);
	}
}
