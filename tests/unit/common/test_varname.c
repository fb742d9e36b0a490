/* varname: what a project's file may set, and that no shell knows one more. */
#include "envd/varname.h"

#include "envd/util.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void all_are(enum varname expected, const char *names)
{
	char *copy = xstrdup(names), *state = NULL;

	for (char *name = strtok_r(copy, " ", &state); name; name = strtok_r(NULL, " ", &state))
		cr_assert_eq(varname_judge(name), expected, "%s: %d", name, varname_judge(name));
	free(copy);
}

Test(varname, plain)
{
	all_are(VARNAME_PLAIN, "DATABASE_URL DEBUG SECRET_KEY A X1 MAIL_HOST PORT APP_ENV "
			       "MY_HOME USERS PATHS TERMS");
}

Test(varname, marked)
{
	all_are(VARNAME_MARKED, "PYTHONPATH PYTHONSTARTUP PIP_INDEX_URL HTTPS_PROXY NO_PROXY "
				"GIT_SSH_COMMAND LESSOPEN PAGER GIT_PAGER EDITOR VISUAL BROWSER "
				"MAKEFLAGS CFLAGS CC NODE_OPTIONS JAVA_TOOL_OPTIONS AWS_PROFILE "
				"KUBECONFIG DOCKER_HOST SSL_CERT_FILE REQUESTS_CA_BUNDLE "
				"DJANGO_SETTINGS_MODULE LANG LC_ALL");
}

Test(varname, refused)
{
	all_are(VARNAME_REFUSED, "RANDOM HISTCMD OPTIND SRANDOM MAILPATH POSIXLY_CORRECT UID EUID "
				 "LD_PRELOAD LD_LIBRARY_PATH DYLD_INSERT_LIBRARIES GLIBC_TUNABLES "
				 "MALLOC_CONF TMPDIR HOME USER SHELL TERM TERMINFO_DIRS PWD "
				 "XDG_CONFIG_HOME ENVD_STATE VIRTUAL_ENV VIRTUAL_ENV_PROMPT "
				 "CONDA_PREFIX PATH BASH_ENV ENV ZDOTDIR FPATH PS1 PS4 PROMPT "
				 "PROMPT_COMMAND RPROMPT IFS DIRENV_DIFF SHLVL");
}

Test(varname, malformed)
{
	char name[80];

	all_are(VARNAME_MALFORMED, "a lower _X 1A A-B A[0] A=B A;B A$B \xc3\x84");
	cr_assert_eq(varname_judge(""), VARNAME_MALFORMED);
	cr_assert_eq(varname_judge("A B"), VARNAME_MALFORMED);
	cr_assert_eq(varname_judge("A\n"), VARNAME_MALFORMED);
	memset(name, 'A', sizeof(name));
	name[65] = '\0';
	cr_assert_eq(varname_judge(name), VARNAME_MALFORMED);
	name[64] = '\0';
	cr_assert_eq(varname_judge(name), VARNAME_PLAIN);
}

Test(varname, special_names_are_sorted_and_refused)
{
	for (size_t i = 0; special_names[i]; i++) {
		cr_assert_eq(varname_judge(special_names[i]), VARNAME_REFUSED, "%s",
			     special_names[i]);
		cr_assert(i == 0 || strcmp(special_names[i - 1], special_names[i]) < 0, "%s",
			  special_names[i]);
	}
}

/* The list made anew, with the shells that are installed here. */
Test(varname, no_shell_knows_one_more)
{
	FILE *list = popen("sh common/special.sh", "r");
	char line[128];
	size_t n = 0;

	cr_assert(list);
	while (fgets(line, sizeof(line), list)) {
		char *end = strchr(line + 1, '"');

		cr_assert(end, "%s", line);
		*end = '\0';
		cr_assert_eq(varname_judge(line + 1), VARNAME_REFUSED,
			     "%s: a shell knows it; run common/special.sh >common/special.inc",
			     line + 1);
		n++;
	}
	cr_assert_eq(pclose(list), 0);
	cr_assert_gt(n, 100);
}
