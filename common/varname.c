/* varname: lists of names, and beginnings and ends of names. */
#include "envd/varname.h"

#include "envd/util.h"

#include <stdlib.h>
#include <string.h>

#define MAX_LENGTH 64

const char *const special_names[] = {
#include "special.inc"
	NULL
};

/* Never: shells and their frameworks, the loader and libc, who one is and where,
 * other tools that keep their own account of what they changed, us. */
static const char *const refused[] = {
	"BASH*", "ZSH*", "FISH*", "XONSH*", "NU_*", "PROMPT_*", "TRANSIENT_PROMPT_*", "RPROMPT*",
	"ZLE_*", "HIST*",
	"COMP_*", "READLINE_*", "POWERLEVEL9K_*", "P9K_*", "P10K_*",
	"LD_*", "DYLD_*", "GLIBC_TUNABLES", "GCONV_PATH", "LOCPATH", "NLSPATH", "MALLOC_*",
	"TMPDIR", "HOSTALIASES", "RES_OPTIONS", "LOCALDOMAIN", "GETCONF_DIR", "NIS_PATH",
	"RESOLV_*", "TZDIR",
	"HOME", "USER", "LOGNAME", "SHELL", "TERM", "TERMINFO*", "PWD", "OLDPWD", "XDG_*",
	"SUDO_*", "PATH", "PYTHONHOME",
	"ENVD_*", "VIRTUAL_ENV*", "CONDA_*", "DIRENV_*", "MISE_*",
	NULL
};

/* Of those, what kinds of environments set (daemon/find/kinds/). */
static const char *const environments[] = {
	"VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "PYTHONHOME",
	NULL
};

/* Interpreters, tools that start others, and where things are sent. */
static const char *const marked[] = {
	"PYTHON*", "PERL*", "RUBY*", "GEM_*", "BUNDLE_*", "NODE_*", "NPM_*", "YARN_*", "DENO_*",
	"LUA_*", "R_*", "JULIA_*", "GO*", "CARGO_*", "RUST*", "JAVA_*", "JDK_*", "_JAVA_*",
	"CLASSPATH", "MAVEN_*", "GRADLE_*", "PHP*", "TCLLIBPATH", "GUILE_*", "ERL_*", "DOTNET_*",
	"GIT_*", "HG*", "SVN_*", "SSH_*", "GPG_*", "GNUPGHOME", "LESS*", "*PAGER", "MORE",
	"*EDITOR", "VISUAL", "BROWSER", "MAN*", "DOCKER_*", "PODMAN_*", "KUBE*", "HELM_*",
	"AWS_*", "AZURE_*", "GOOGLE_*", "CLOUDSDK_*", "*_PROXY", "SSL_*", "*_CA_BUNDLE",
	"*_CERT_FILE", "OPENSSL_*", "CURL_*", "WGETRC", "NETRC", "PIP_*", "PIPX_*", "PIPENV_*",
	"POETRY_*", "UV_*", "PDM_*", "HATCH_*", "PIXI_*", "PYENV_*", "WORKON_HOME",
	"VIRTUALENV_*", "TWINE_*", "CC", "CXX", "CPP", "LD", "AR", "AS", "NM", "*FLAGS",
	"MAKE*", "CMAKE_*", "PKG_CONFIG*", "CCACHE_*", "DISTCC_*", "LIBRARY_PATH",
	"*_LIBRARY_PATH", "*INCLUDE_PATH", "CPATH", "*_PRELOAD", "QT_*", "GTK_*", "GDK_*",
	"GIO_*", "GST_*", "GSETTINGS_*", "VIM*", "NVIM_*", "EMACS*", "EX*INIT", "INFOPATH",
	"ANSIBLE_*", "TERRAFORM_*", "TF_*", "STARSHIP_*", "POSH_*", "FZF_*", "RIPGREP_CONFIG_PATH",
	"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_*", "LANG", "LANGUAGE", "LC_*",
	"JUPYTER_*", "IPYTHON*", "PYTEST_*", "DJANGO_SETTINGS_MODULE", "FLASK_APP",
	NULL
};

/* With one `*` at most. */
static bool matches(const char *name, const char *pattern)
{
	const char *star = strchr(pattern, '*');
	size_t before = star ? (size_t)(star - pattern) : 0;

	if (star == NULL)
		return strcmp(name, pattern) == 0;
	return strncmp(name, pattern, before) == 0 &&
	       strlen(name) >= before + strlen(star + 1) && ends_with(name, star + 1);
}

static bool is_in(const char *name, const char *const *patterns)
{
	for (; *patterns; patterns++)
		if (matches(name, *patterns))
			return true;
	return false;
}

static bool is_formed(const char *name)
{
	size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return name[0] >= 'A' && name[0] <= 'Z' && name[n] == '\0' && n <= MAX_LENGTH;
}

static int compare(const void *name, const void *entry)
{
	return strcmp(name, *(const char *const *)entry);
}

enum varname varname_judge(const char *name)
{
	if (!is_formed(name))
		return VARNAME_MALFORMED;
	if (is_in(name, refused) || bsearch(name, special_names, COUNT_OF(special_names) - 1,
					    sizeof(*special_names), compare))
		return VARNAME_REFUSED;
	return is_in(name, marked) ? VARNAME_MARKED : VARNAME_PLAIN;
}

bool varname_may_be_set(const char *name)
{
	enum varname judged = varname_judge(name);

	return judged == VARNAME_PLAIN || judged == VARNAME_MARKED;
}

bool varname_is_environments(const char *name)
{
	return is_in(name, environments);
}

bool varname_may_be_undone(const char *name)
{
	return varname_is_environments(name) || varname_may_be_set(name);
}
