/* What holds of each renderer without its shell. What the real shells make of them is in
 * test_NAME.c, and test_posix.c for two. */
#include "realshell.h"
#include "shell.h"

#include "envd/util.h"

#include <criterion/criterion.h>
#include <string.h>

/* Unpacked, each is lines of its own, and there is one place for our path. */
Test(render, each_hook_is_whole)
{
	for (size_t i = 0; shells[i]; i++) {
		struct buf hook = BUF_INIT;
		const char *mark;

		shell_hook(&hook, shells[i]);
		mark = strstr(hook.data, "@CLIENT@");
		cr_expect(mark && !strstr(mark + 1, "@CLIENT@"), "%s", shells[i]->name);
		cr_expect_eq(strlen(hook.data), hook.len, "%s", shells[i]->name);
		cr_expect_eq(hook.data[hook.len - 1], '\n', "%s", shells[i]->name);
		cr_expect_null(strstr(hook.data, "\n\n"), "%s", shells[i]->name);
		for (const char *p = hook.data; *p; p++)
			cr_expect(*p == '\n' || *p == '\t' || (*p >= ' ' && *p <= '~'), "%s",
				  shells[i]->name);
		buf_free(&hook);
	}
}

/* In test_NAME.c. */
static bool has_tests_of_its_own(const char *name)
{
	static const char *const names[] = { "fish", "pwsh", "xonsh", "elvish", "nu", "tcsh" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

Test(render, each_shell_is_complete_and_tried_here)
{
	for (size_t i = 0; shells[i]; i++) {
		const struct shell *shell = shells[i];
		const struct mode *mode = modes;

		cr_expect(shell->name && shell->rc && shell->hook && shell->hook_size > 0);
		cr_expect(shell->quote && shell->set && shell->unset && shell->assign);
		cr_expect(shell->rehash && shell->fresh);
		cr_expect_eq(shell_find(shell->name), shell);
		if (has_tests_of_its_own(shell->name))
			continue;
		while (mode->shell && strcmp(mode->shell, shell->name) != 0)
			mode++;
		cr_expect_not_null(mode->shell, "no mode for %s in realshell.c", shell->name);
	}
	cr_expect_null(shell_find("csh"));
	cr_expect_null(shell_find(""));
	cr_expect_null(shell_find("bas"));
	cr_expect_null(shell_find("bash "));
}

/* In some locales, a byte and a backslash behind it are one letter. */
Test(render, no_byte_takes_a_backslash)
{
	static const char *const names[] = { "fish", "tcsh" };

	for (size_t n = 0; n < COUNT_OF(names); n++) {
		for (int c = 1; c < 256; c++) {
			char text[] = { '\x81', (char)c, '\x81', (char)c, '\0' };
			struct buf out = BUF_INIT;

			shell_find(names[n])->quote(&out, text);
			for (size_t i = 0; i + 1 < out.len; i++)
				cr_expect(!((unsigned char)out.data[i] >= 0x80 &&
					    out.data[i + 1] == '\\'),
					  "%s: %02x: %s", names[n], (unsigned)c, out.data);
			buf_free(&out);
		}
	}
}
