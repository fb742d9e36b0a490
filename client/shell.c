/* shell: the table. A new shell is a file in shells/, its hook, and a line. */
#include "shell.h"

#include "envd/buf.h"
#include "envd/util.h"

#include <string.h>

extern const struct shell shell_bash, shell_elvish, shell_fish, shell_nu, shell_pwsh,
	shell_tcsh, shell_xonsh, shell_zsh;

const struct shell *const shells[] = {
	&shell_bash,
	&shell_zsh,
	&shell_fish,
	&shell_pwsh,
	&shell_xonsh,
	&shell_elvish,
	&shell_nu,
	&shell_tcsh,
	NULL,
};

/* See embed.sh. */
void shell_hook(struct buf *out, const struct shell *shell)
{
	for (size_t i = 0; i < shell->hook_size; i++) {
		unsigned char byte = shell->hook[i];
		size_t from, n;

		if (byte < 0x80) {
			buf_addc(out, (char)byte);
			continue;
		}
		from = out->len - ((byte & 7u) << 8 | shell->hook[++i]);
		for (n = (byte >> 3 & 15u) + 3; n > 0; n--)
			buf_addc(out, out->data[from++]);
	}
}

const char *shell_variable(size_t i)
{
	static const char *const names[] = { "PATH", "VIRTUAL_ENV", "CONDA_PREFIX", "ENVD_STATE" };

	return i < COUNT_OF(names) ? names[i] : kind_variables[i - COUNT_OF(names)];
}

const struct shell *shell_find(const char *name)
{
	for (size_t i = 0; shells[i]; i++)
		if (strcmp(shells[i]->name, name) == 0)
			return shells[i];
	return NULL;
}
