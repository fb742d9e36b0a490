#include <criterion/criterion.h>

#include "state_text.h"

#include "envd/util.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROJECT_LIMIT 8192      /* of what .envd.ini asks for */

static void fill(struct state *state)
{
	*state = (struct state){
		.prefix = xstrdup("/p r/.venv"), .project = xstrdup("/p r"),
		.off = xstrdup("/o,f:f"), .label = xstrdup("l\xff=,:%\n"),
		.identity = xstrdup("/p r/.venv/pyvenv.cfg"), .executable = xstrdup("/usr/b:n/python"),
	};
	state_add_entry(state, "/p r/.venv/bin", 2);
	state_add_entry(state, "/p r/b:n", 0);
	state->keeper = UINT64_MAX;
	state_add_kept(state, "/o,f:f/bin", 1);
	state_add_variable(state, "VIRTUAL_ENV", "/p r/.venv", NULL);
	state_add_variable(state, "VIRTUAL_ENV_PROMPT", "l\xff=,:%\n", "");
	state_add_variable(state, "PYTHONHOME", NULL, "-");
	state_add_variable(state, "DATABASE_URL", "a:b,c=\n", "=");
}

static void expect_equal(const struct state *a, const struct state *b)
{
	cr_expect(same_string(a->prefix, b->prefix));
	cr_expect(same_string(a->project, b->project));
	cr_expect(same_string(a->label, b->label));
	cr_expect(same_string(a->identity, b->identity));
	cr_expect(same_string(a->executable, b->executable));
	cr_expect(same_string(a->off, b->off));
	cr_assert_eq(a->n_entries, b->n_entries);
	for (size_t i = 0; i < a->n_entries; i++) {
		cr_expect_str_eq(a->entries[i].path, b->entries[i].path);
		cr_expect_eq(a->entries[i].copies, b->entries[i].copies);
	}
	cr_expect_eq(a->keeper, b->keeper);
	cr_assert_eq(a->kept.n, b->kept.n);
	for (size_t i = 0; i < a->kept.n; i++) {
		cr_expect_str_eq(a->kept.v[i].path, b->kept.v[i].path);
		cr_expect_eq(a->kept.v[i].copies, b->kept.v[i].copies);
	}
	cr_assert_eq(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		cr_expect_str_eq(a->v[i].name, b->v[i].name);
		cr_expect(same_string(a->v[i].value, b->v[i].value));
		cr_expect(same_string(a->v[i].old, b->v[i].old));
	}
}

static void expect_nothing(const struct state *state)
{
	static const struct state nothing;

	cr_assert_eq(memcmp(state, &nothing, sizeof(nothing)), 0, "something is left");
}

Test(state, comes_back_as_it_was_in_one_plain_word)
{
	struct state in, out;
	char *text;

	fill(&in);
	text = state_encode(&in);
	for (const char *p = text; *p; p++)
		cr_assert((*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') ||
			  strchr("0123456789./_-+@%,:=", *p), "'%c' in %s", *p, text);
	cr_assert(state_decode(&out, text));
	cr_expect_not(out.is_foreign);
	expect_equal(&in, &out);
	state_deinit(&in);
	state_deinit(&out);
	expect_nothing(&out);
	free(text);
}

Test(state, nothing_to_remember_is_no_text)
{
	struct state state = { 0 };

	cr_expect_null(state_encode(&state));
	cr_expect_not(state_decode(&state, NULL));
	expect_nothing(&state);
	state_deinit(&state);
}

#define ON ",e:/p/v:/p,p:0:/p/v/bin"

/* %s stands for "1:UID". */
Test(state, what_is_malformed_is_ignored_whole)
{
	static const char *const rows[] = {
		"", ",", ":", "x", "1", "1:", "%s,", ",%s", "2:0", "0:0", "11:0", "1:-1", "1:+1", "1: 1",
		"1:4294967296", "1:99999999999999999999", "1:0x0", "%s:0", "%s%s", "%s,%s", "%s\n", " %s",
		"%s,l:x", "%s,l:x" ON ",l:y", "%s" ON ",l:x:y", "%s,h:c:" ON, "%s" ON ",h:c",
		"%s" ON ",h::x", "%s" ON ",h:c:,h:c:", "%s" ON ",h:c/:", "%s" ON ",h:../c:", "%s" ON ",h:c:/..",
		"%s" ON ",h:/p/v/:", "%s,p:0:/p/v/bin", "%s" ON ",", "%s,," ON, "%s" ON ON,
		"%s" ON ",i:1:2", "%s" ON ",i:1:2:1000000000", "%s" ON ",i:1:2:3,i:1:2:3", "%s" ON ",i:x:2:3",
		"%s,e:/p/v:/p,e:/p/v:/p,p:0:/p/v/bin", "%s" ON ",p:0:/p/v/bin",
		"%s,e:/p/v,p:0:/p/v/bin", "%s,e:/p/v:/p:/p,p:0:/p/v/bin", "%s,E:/p/v:/p,p:0:/p/v/bin",
		"%s,e::/p,p:0:/p/v/bin", "%s,e:p/v:/p,p:0:/p/v/bin", "%s,e:/p/../v:/p,p:0:/p/v/bin",
		"%s,e:/p/v/:/p,p:0:/p/v/bin", "%s,e:/p/v:p,p:0:/p/v/bin", "%s,e:/p/v:/p,p:0:bin",
		"%s,e:/p/v:/p,p:-1:/p/v/bin", "%s,e:/p/v:/p,p::/p/v/bin", "%s,e:/p/v:/p,p:1001:/p/v/bin",
		"%s,e:/p/v:/p,p:/p/v/bin", "%s,e:/p/v:/p,p:0:/p/v/bin:0", "%s,e:/p/v:/p,p:0:",
		"%s,e:/p%%:/p,p:0:/p/v/bin", "%s,e:/p%%4:/p,p:0:/p/v/bin", "%s,e:/p%%00:/p,p:0:/p/v/bin",
		"%s,e:/p%%2f:/p,p:0:/p/v/bin", "%s,e:/p v:/p,p:0:/p/v/bin", "%s,e:/p\xff:/p,p:0:/p/v/bin",
		"%s" ON ",v:LD_PRELOAD:=x:=y", "%s" ON ",v:RANDOM:=x:=y", "%s,v:DEBUG:=x:=y",
		"%s" ON ",v:PATH:=x:=y", "%s" ON ",v::=x:=y",
		"%s" ON ",v:PYTHONHOME%%00:=x:=y", "%s" ON ",v:pythonhome:=x:=y",
		"%s" ON ",v:PYTHONHOME:x:=y", "%s" ON ",v:PYTHONHOME:=x:y", "%s" ON ",v:PYTHONHOME:=x",
		"%s" ON ",v:PYTHONHOME:=x:-y", "%s" ON ",v:PYTHONHOME::", "%s" ON ",v:PYTHONHOME:=x:=y:=z",
		"%s" ON ",v:PYTHONHOME:-:-,v:PYTHONHOME:-:-", "%s" ON ",v:PYTHONHOME:=%%:=y",
		"%s" ON ",o:", "%s" ON ",o:x", "%s" ON ",o:/x:/y", "%s" ON ",o:/x,o:/y", "%s" ON ",z:/x",
		"%s" ON ",k:", "%s" ON ",k:0", "%s" ON ",k:1,k:1", "%s" ON ",k:-1", "%s" ON ",k:1:1",
		"%s" ON ",g:0", "%s" ON ",g:0:x", "%s" ON ",g:x:/x", "%s" ON ",g:0:/x,g:0:/x",
		"%s,g:0:/1,g:0:/2,g:0:/3,g:0:/4,g:0:/5,g:0:/6,g:0:/7,g:0:/8,g:0:/9",
		"%s" ON ",o:/x;id", "%s" ON "\t", "() { :; }; id",
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *own = xasprintf("1:%lu", (unsigned long)geteuid());
		char text[512];
		struct state state;

		/* twice: one row has it twice */
		snprintf(text, sizeof(text), rows[i], own, own);
		cr_expect_not(state_decode(&state, text), "row %zu: <%s>", i, text);
		expect_nothing(&state);
		state_deinit(&state);
		free(own);
	}
}

Test(state, the_well_formed_neighbours_of_these_are_read)
{
	static const char *const rows[] = {
		"%s" ON ",h:c:b/p", "%s" ON ",h:/x:", "%s" ON ",l:,h:c:", "%s,e:/p/v:/p,v:VIRTUAL_ENV:=/p/v:-",
		"%s", "%s" ON, "%s,o:/x", "%s" ON ",o:/x", "%s,o:/x" ON, "%s,p:0:/p/v/bin,e:/p/v:/p",
		"%s,e:/p/v:/p,p:1000:/p/v/bin", "%s" ON ",i:1:2:3", "%s,e:/p/f:/p,v:DEBUG:=1:-",
		"%s,e:/p/f:/p", "%s" ON ",p:0:/p/b", "%s" ON ",v:DEBUG:=1:=2", "%s" ON ",v:PYTHONHOME:-:-",
		"%s" ON ",v:PYTHONHOME:=:=", "%s" ON ",k:18446744073709551615,g:1000:/x,g:0:/y",
		"%s,k:1,g:0:/x", "%s,k:1", "%s,g:0:/1,g:0:/2,g:0:/3,g:0:/4,g:0:/5,g:0:/6,g:0:/7,g:0:/8",
		"%s" ON ",v:PYTHONHOME:-:=%%FF,v:VIRTUAL_ENV:=-:=%%2D",
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *own = xasprintf("1:%lu", (unsigned long)geteuid());
		char text[512];
		struct state state;

		snprintf(text, sizeof(text), rows[i], own);
		cr_expect(state_decode(&state, text), "row %zu: <%s>", i, text);
		cr_expect_not(state.is_foreign);
		state_deinit(&state);
		free(own);
	}
}

/* Criterion hides leaks from a sanitizer, so the memory is counted; what
 * malloc() keeps at hand for itself is counted too. */
Test(state, nothing_is_left_behind)
{
	size_t before = 0, length;
	struct state state;
	char *text;

	fill(&state);
	text = state_encode(&state);
	state_deinit(&state);
	length = strlen(text);
	for (size_t round = 0; round < 30; round++) {
		if (round == 10)
			before = mallinfo2().uordblks;
		for (size_t i = 0; i < length; i++) {
			char byte = text[i];

			for (int k = 0; k < 2; k++) {
				text[i] = "\0:"[k];
				state_decode(&state, text);
				state_deinit(&state);
			}
			text[i] = byte;
		}
	}
	cr_expect_leq(mallinfo2().uordblks, before + 8192, "grew by %zu",
		      mallinfo2().uordblks - before);
	free(text);
}

/* A cut one is refused, or it is one with fewer records. */
Test(state, each_cut_is_harmless)
{
	struct state state;
	char *text;

	fill(&state);
	text = state_encode(&state);
	state_deinit(&state);
	for (size_t n = 0; n <= strlen(text); n++) {
		char *cut = xstrndup(text, n), *again;

		if (state_decode(&state, cut)) {
			again = state_encode(&state);
			cr_expect(!again || strcmp(cut, again) == 0, "<%s>", cut);
			free(again);
			state_deinit(&state);
		}
		expect_nothing(&state);
		free(cut);
	}
	free(text);
}

Test(state, each_wrong_byte_is_harmless)
{
	struct state state, again;
	size_t read = 0, n;
	char *text;

	fill(&state);
	text = state_encode(&state);
	state_deinit(&state);
	n = strlen(text);
	for (size_t i = 0; i < n * 255; i++) {
		char *changed = xstrndup(text, n), *encoded;

		changed[i / 255] = (char)(1 + i % 255);
		if (state_decode(&state, changed)) {
			encoded = state_encode(&state);
			cr_assert(!encoded || state_decode(&again, encoded), "<%s>", encoded);
			if (encoded)
				expect_equal(&state, &again);
			state_deinit(&again);
			state_deinit(&state);
			free(encoded);
			read++;
		}
		expect_nothing(&state);
		free(changed);
	}
	cr_expect(read > n && read < n * 255, "%zu were read", read);
	free(text);
}

Test(state, another_user_s_is_marked)
{
	struct state state;
	char *text = xasprintf("1:%lu" ON, (unsigned long)geteuid() + 1);

	cr_assert(state_decode(&state, text));
	cr_expect(state.is_foreign);
	state_deinit(&state);
	cr_expect(state_decode(&state, "1:4294967295" ON));
	cr_expect(state.is_foreign);
	state_deinit(&state);
	free(text);
}

/* What we write we must be able to read, else it is never undone; and exec()
 * takes no variable of 128 KiB. */
Test(state, the_longest_that_is_written_can_be_read)
{
	char *path = xcalloc(1, 4092), *old = xcalloc(1, 200001), *text;
	struct state state = { 0 }, again;

	memset(path, '\xff', 4091);
	path[0] = '/';
	memset(old, '\xfe', 200000);
	state.prefix = xstrdup(path);
	state.project = xstrdup(path);
	state.off = xstrdup(path);
	state_add_entry(&state, path, 1000);
	cr_expect_not(state_add_variable(&state, "VIRTUAL_ENV", path, old),
		      "what is too long is not kept");
	cr_assert(state_add_variable(&state, "VIRTUAL_ENV", path, NULL));
	cr_assert(state_add_variable(&state, "PYTHONHOME", NULL, old + 200000 - STATE_OLD_LIMIT));
	cr_expect_not(state_add_variable(&state, "A", "1", "2"), "nor is one more");
	cr_assert(state_add_variable(&state, "B", old + 200000 - PROJECT_LIMIT, NULL));
	text = state_encode(&state);
	cr_expect_lt(strlen(text), 120u * 1024);
	cr_assert(state_decode(&again, text));
	cr_expect_eq(strlen(again.v[1].old), (size_t)STATE_OLD_LIMIT);
	expect_equal(&state, &again);
	state_deinit(&state);
	state_deinit(&again);
	text = xrealloc(text, 300000);
	memset(text, '1', 299999);
	text[299999] = '\0';
	cr_expect_not(state_decode(&again, text));
	free(text);
	free(path);
	free(old);
}
