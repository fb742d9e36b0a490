#include <criterion/criterion.h>

#include "reason.h"

#include "envd/buf.h"
#include "envd/text.h"
#include "envd/util.h"

#include <stdlib.h>
#include <string.h>

static const char unknown[] = "for a reason this envd does not know";

static char repair[] = "python3 -m venv %p", remake[] = "python3 -m venv --clear %p";

static bool is_known(uint32_t code)
{
	return reason_scope(code) != 0;
}

static const char *say(struct buf *out, uint32_t code, char *a, char *b)
{
	buf_reset(out);
	reason_say(out, &(struct reason){ code, a, b }, "/home/u");
	return out->data;
}

Test(reason, each_code_is_worded_and_no_other)
{
	char a[] = "/home/u/aaa", b[] = "/bbb";
	struct buf out = BUF_INIT;

	for (uint32_t code = 0; code < 300; code++) {
		const char *text = say(&out, code, a, b);

		cr_expect_eq(strcmp(text, unknown) != 0, is_known(code), "code %u: %s", code, text);
		cr_expect_neq(*text, '\0', "code %u", code);
		cr_expect_null(strstr(text, "%"), "code %u: %s", code, text);
		cr_expect_null(strstr(text, "/home/u"), "code %u: %s", code, text);
		cr_expect(text[strlen(text) - 1] != '.', "code %u: %s", code, text);
		cr_expect(reason_short(code) && *reason_short(code), "code %u", code);
	}
	buf_free(&out);
}

/* What to type, or "" when nothing would help. */
static const char *remedy(struct buf *out, uint32_t code)
{
	char prefix[] = "/home/u/p\x1b/.venv";

	buf_reset(out);
	if (!reason_add_remedy(out, "> ", &(struct answer){ .prefix = prefix, .reason.code = code,
						 .repair = repair, .remake = remake },
			       NULL, "/home/u"))
		cr_expect_eq(out->len, 0u, "code %u: %s", code, out->data);
	else
		cr_expect(starts_with(out->data, "> ") && out->len > 2, "code %u", code);
	cr_expect_null(strpbrk(out->data, "\x1b%"), "code %u: %s", code, out->data);
	return out->data;
}

Test(reason, of_an_unknown_code_nothing_is_said)
{
	static const uint32_t codes[] = { REASON_NONE, 7, 299, UINT32_MAX };
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < COUNT_OF(codes); i++) {
		cr_expect_str_eq(say(&out, codes[i], NULL, NULL), unknown);
		cr_expect_str_eq(reason_short(codes[i]), "unknown");
		cr_expect_str_eq(remedy(&out, codes[i]), "");
	}
	buf_free(&out);
}

/* What stands in `envd ls` has to fit there, and what asks says the answer. */
Test(reason, broken_and_refused_ones_have_few_words_and_those_that_ask_a_remedy)
{
	struct buf out = BUF_INIT;

	for (uint32_t code = 0; code < 300; code++) {
		unsigned scope = reason_scope(code);

		if (scope & (SCOPE_BROKEN | SCOPE_REFUSED | SCOPE_CONCERN | SCOPE_DOUBT)) {
			cr_expect_str_neq(reason_short(code), "unknown", "code %u", code);
			cr_expect_leq(strlen(reason_short(code)), 20u, "%s", reason_short(code));
			cr_expect_str_neq(reason_word(code), "other", "code %u", code);
		}
		if (scope & (SCOPE_CONCERN | SCOPE_DOUBT) &&
		    !(scope & (SCOPE_REFUSED | SCOPE_BROKEN)))
			cr_expect_str_neq(remedy(&out, code), "", "code %u", code);
	}
	cr_expect_str_eq(remedy(&out, REASON_WRITABLE), "", "of what?");
	cr_expect(ends_with(remedy(&out, REASON_DENIED), "envd allow"), "%s", out.data);
	cr_expect(ends_with(remedy(&out, REASON_NO_ENVIRONMENT), "envd create"), "%s", out.data);
	cr_expect_str_eq(remedy(&out, REASON_OWNER), "", "no command of ours helps there");
	cr_expect_str_eq(remedy(&out, REASON_NO_PYTHON), "", "this path cannot be shown");
	buf_free(&out);
}

/* It is typed, or pasted: a hostile name must stay one word. */
Test(reason, a_path_in_a_remedy_is_quoted_for_the_shell)
{
	static const struct { const char *prefix, *command; } cases[] = {
		{ "/home/u/p/.venv", "python3 -m venv ~/p/.venv" },
		{ "/home/u/a b/.venv", "python3 -m venv '/home/u/a b/.venv'" },
		{ "/home/u/a;touch x/.venv", "python3 -m venv '/home/u/a;touch x/.venv'" },
		{ "/home/u/it's/.venv", "python3 -m venv '/home/u/it'\\''s/.venv'" },
	};
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct answer answer = { .prefix = (char *)cases[i].prefix, .repair = repair,
					 .reason.code = REASON_NO_PYTHON };

		buf_reset(&out);
		reason_add_remedy(&out, "", &answer, NULL, "/home/u");
		cr_expect(ends_with(out.data, cases[i].command), "%s", out.data);
	}
	buf_free(&out);
}

/* Each kind has its own, or none. */
Test(reason, a_kind_says_what_fixes_it)
{
	struct answer answer = { .prefix = (char[]){ "/home/u/p/box" },
				 .reason.code = REASON_NO_PYTHON };
	struct buf out = BUF_INIT;

	cr_expect_not(reason_add_remedy(&out, ". ", &answer, NULL, "/home/u"));
	cr_expect_eq(out.len, 0u);
	answer.repair = (char[]){ "box fill %p" };
	cr_expect(reason_add_remedy(&out, ". ", &answer, NULL, "/home/u"));
	cr_expect_str_eq(out.data, ". To fix it and keep its packages: box fill ~/p/box");
	buf_free(&out);
}

Test(reason, arguments_are_put_in_their_places)
{
	char a[] = "/home/u/p/.venv", b[] = "/usr/bin/python3";
	struct buf out = BUF_INIT;

	cr_expect_str_eq(say(&out, REASON_DANGLING, a, b),
			 "~/p/.venv leads to /usr/bin/python3, which is gone");
	cr_expect_str_eq(say(&out, REASON_DANGLING, NULL, NULL), "? leads to ?, which is gone");
	cr_expect_str_eq(say(&out, REASON_DANGLING, (char[]){ "" }, b),
			 "? leads to /usr/bin/python3, which is gone");
	buf_reset(&out);
	reason_say(&out, &(struct reason){ REASON_STOP_ROOT, NULL, NULL }, NULL);
	cr_expect_gt(out.len, 0u);
	buf_free(&out);
}

Test(reason, hostile_arguments_are_made_visible)
{
	char a[] = "/p/%b%a\x1b]0;x\x07\n", b[] = "\xe2\x80\xae/\xc2\x9b\xff%s%n";
	struct buf out = BUF_INIT;

	for (uint32_t code = 0; code < 300; code++) {
		const char *text = say(&out, code, a, b);
		uint32_t c;

		for (size_t i = 0, length; i < out.len; i += length) {
			length = text_decode(text + i, out.len - i, &c);
			cr_assert(length > 0 && text_is_printable(c), "code %u: %s", code, text);
		}
	}
	cr_expect_str_eq(say(&out, REASON_POINTER_LOST, a, b),
			 "/p/%b%a\\x1b]0;x\\x07\\n leads to \\u{202e}/\\u{9b}\\xff%s%n, "
			 "which is not an environment");
	buf_free(&out);
}

/* What deletes something says so, in the same line. */
Test(reason, no_advice_deletes_unsaid)
{
	struct answer answer = { .prefix = (char[]){ "/home/u/p/.venv" },
				 .repair = repair, .remake = remake,
				 .reason.a = (char[]){ "/home/u/p/.venv/bin/python" } };
	struct buf out = BUF_INIT;
	unsigned n = 0;

	for (uint32_t code = 0; code < 300; code++) {
		answer.reason.code = code;
		buf_reset(&out);
		reason_add_remedy(&out, "", &answer, NULL, "/home/u");
		if (out.len && strstr(out.data, "--clear") && ++n)
			cr_expect(strstr(out.data, "deletes the packages"), "%s", out.data);
	}
	cr_expect_gt(n, 0u);
	buf_free(&out);
}

/* Which environment, why, what to type; or, where the reason says it by itself, no
 * more than that. */
Test(reason, a_refusal_is_one_line_that_says_it_all)
{
	static const struct { uint32_t code; const char *a, *line; } rows[] = {
		{ REASON_NOT_SEEN, "", "~/p/.venv is not trusted yet: it existed before envd saw this "
		  "directory. To activate it here: envd allow" },
		{ REASON_HIDES, "/bin/ls", "~/p/.venv is not trusted: its bin/ls would hide the system "
		  "command of the same name. To activate it anyway: envd allow" },
		{ REASON_WRITABLE, "/bin", "~/p/.venv is refused: other users can write to its bin. "
		  "To fix it: chmod o-w ~/p/.venv/bin" },
		{ REASON_OWNER, "/", "~/p/.venv is refused: it belongs to another user (number 7)" },
		{ REASON_NO_PYTHON, "/bin/python", "~/p/.venv is broken: its bin/python is missing. To "
		  "fix it and keep its packages: python3 -m venv ~/p/.venv" },
		{ REASON_DENIED, "", "no: you denied ~/p/.venv. To activate it here: envd allow" },
	};
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *a = xasprintf("/home/u/p/.venv%s", rows[i].a);
		struct answer answer = { .prefix = (char[]){ "/home/u/p/.venv" },
					 .repair = repair,
					 .reason = { rows[i].code, a, (char[]){ "7" } } };

		buf_reset(&out);
		reason_add_refusal(&out, "no: ", &answer, NULL, "/home/u");
		cr_expect_str_eq(out.data, rows[i].line);
		free(a);
	}
	buf_free(&out);
}
