# envd: make, make check, make check-asan, make cross-macos, make lint, make bench, make install.

PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
LIBEXECDIR ?= $(PREFIX)/libexec/envd
MANDIR     ?= $(PREFIX)/share/man
BASHCOMP   ?= $(PREFIX)/share/bash-completion/completions
ZSHCOMP    ?= $(PREFIX)/share/zsh/site-functions
FISHCOMP   ?= $(PREFIX)/share/fish/vendor_completions.d
DESTDIR    ?=
BUILD      ?= build
CFLAGS     ?= -O2 -g
WARNINGS   ?= -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes
WERROR     ?=
VERSION_FILE := VERSION
VERSION    := $(shell cat $(VERSION_FILE))
INSTALL    ?= install

# No page is filled up between the segments, nothing is protected anew at the start.
MUSL_LDFLAGS := -static -Wl,-z,noseparate-code -Wl,-z,norelro

# The prompt waits for the client, so it is libc only, and static with musl
# where that is to be had: it then starts in a third of the time.
CLIENT_CC  ?= $(shell command -v musl-gcc >/dev/null 2>&1 && echo musl-gcc || echo $(CC))
CLIENT_CFLAGS  ?= $(CFLAGS) -Os -ffunction-sections -fdata-sections \
	-fno-asynchronous-unwind-tables
CLIENT_LDFLAGS ?= $(DROP_UNUSED_$(OS)) $(if $(findstring musl,$(CLIENT_CC)),$(MUSL_LDFLAGS))

OS         := $(shell uname -s | tr A-Z a-z)
DROP_UNUSED_linux  := -Wl,--gc-sections
DROP_UNUSED_darwin := -Wl,-dead_strip
ALL_CFLAGS  = -std=c11 $(WARNINGS) $(WERROR)
# CPPFLAGS is the user's; what the build itself needs is in ROOM (what each part may
# include) and in this.
ALL_CPPFLAGS = -D_GNU_SOURCE $(DEFINES) -Iinclude $(ROOM) -MMD -MP $(CPPFLAGS)
DEFINES     =
ROOM        =
DAEMON_LIBS = -luv -lsqlite3 -linih $(DIGEST_$(OS)) -lpthread
DIGEST_linux := -lmd

# One file a system, named noun_system.c; the others are left out.
systems    := linux darwin
pick        = $(filter-out $(foreach s,$(filter-out $(OS),$(systems)),%_$(s).c),$(1))
COMMON     := $(call pick,$(wildcard common/*.c))
DAEMON     := $(call pick,$(wildcard daemon/*.c daemon/*/*.c daemon/find/kinds/*.c))
CLIENT     := $(call pick,$(wildcard client/*.c client/shells/*.c))
obj         = $(patsubst %.c,$(BUILD)/%.o,$(1))
client_obj  = $(patsubst %.c,$(BUILD)/static/%.o,$(1))

all: $(BUILD)/envd $(BUILD)/envd-daemon

# The walls: what each part may include is what it is compiled with. <sys/...> is
# the system's, "sys/..." is the daemon's.
$(BUILD)/daemon/%.o: ROOM += -iquote daemon
$(BUILD)/tests/unit/daemon/%.o: ROOM += -iquote daemon -Itests/unit/daemon
$(BUILD)/client/%.o $(BUILD)/static/client/%.o $(BUILD)/tests/unit/client/%.o: ROOM += -Iclient -I$(BUILD)
$(BUILD)/tests/%.o: ROOM += -Itests/lib

# Those that have the version compiled in; others cannot name it.
versioned := $(BUILD)/static/client/main.o $(call obj,client/main.c daemon/main.c \
	daemon/serve/server.c daemon/serve/status.c)
$(versioned): DEFINES += -DENVD_VERSION='"$(VERSION)"'
$(versioned): $(VERSION_FILE)

# The client finds the daemon beside itself, or by the way from BINDIR to LIBEXECDIR, so
# that both can be moved together.
LIBEXEC_WAY := $(shell awk -v from='$(BINDIR)' -v to='$(LIBEXECDIR)' 'BEGIN { \
	n = split(from, f, "/+"); m = split(to, t, "/+"); \
	while (n && f[n] == "") n--; while (m && t[m] == "") m--; \
	for (i = 1; i <= n && i <= m && f[i] == t[i]; i++) ; \
	for (j = i; j <= n; j++) printf "../"; for (; i <= m; i++) printf "%s/", t[i] }')
launches := $(BUILD)/client/launch.o $(BUILD)/static/client/launch.o
$(launches): DEFINES += -DENVD_LIBEXEC_WAY='"$(LIBEXEC_WAY)"'
$(launches): $(BUILD)/libexec-way
$(BUILD)/libexec-way: FORCE
	@mkdir -p $(@D)
	@echo '$(LIBEXEC_WAY)' | cmp -s - $@ || echo '$(LIBEXEC_WAY)' >$@

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(CFLAGS) -c -o $@ $<

# The client's own copies, for its own compiler.
$(BUILD)/static/%.o: %.c
	@mkdir -p $(@D)
	$(CLIENT_CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(CLIENT_CFLAGS) -c -o $@ $<

$(BUILD)/envd: $(call client_obj,$(CLIENT) $(COMMON))
	$(CLIENT_CC) $(CLIENT_CFLAGS) $(LDFLAGS) $(CLIENT_LDFLAGS) -o $@ $^

$(BUILD)/envd-daemon: $(call obj,$(DAEMON)) $(BUILD)/libenvd.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(DAEMON_LIBS)

$(BUILD)/libenvd.a: $(call obj,$(COMMON))
	rm -f $@; $(AR) rcs $@ $^
$(BUILD)/libdaemon.a: $(call obj,$(filter-out daemon/main.c,$(DAEMON)))
	rm -f $@; $(AR) rcs $@ $^
$(BUILD)/libclient.a: $(call obj,$(filter-out client/main.c,$(CLIENT)))
	rm -f $@; $(AR) rcs $@ $^

# The hooks are compiled in, so that `envd hook` works from the build folder.
# shell-hooks/envd.NAME, or what the files of that shell end in.
hook_suffix_elvish := elv
hook_suffix_xonsh  := xsh
define hook
$(BUILD)/hook_$(1).inc: shell-hooks/envd.$(or $(hook_suffix_$(1)),$(1)) client/embed.sh
	@mkdir -p $$(@D)
	sh client/embed.sh $$< >$$@
$(BUILD)/client/shells/$(1).o $(BUILD)/static/client/shells/$(1).o: $(BUILD)/hook_$(1).inc
endef
$(foreach s,$(basename $(notdir $(wildcard client/shells/*.c))),$(eval $(call hook,$(s))))

# ---- tests -------------------------------------------------------------
# tests/run runs Criterion programs and adds up what they say. Each folder that is
# named here becomes one; those that start real programs are linked with tests/lib.
TEST_LIBS   :=
TESTLIB     := $(call obj,$(wildcard tests/lib/*.c))
UNITS       := unit-common unit-daemon unit-kinds unit-client
WORLDS      := check-tools check-shells check-trust check-faults
programs     = $(addprefix $(BUILD)/tests/,$(1))
test_objects = $(call obj,$(foreach dir,$(1),$(wildcard tests/$(dir)/*.c)))

$(BUILD)/tests/unit-common: $(call test_objects,unit/common)
$(BUILD)/tests/unit-daemon: $(call test_objects,unit/daemon/* unit/daemon/find/kinds) $(BUILD)/libdaemon.a
$(BUILD)/tests/unit-client: $(call test_objects,unit/client) $(BUILD)/libclient.a
$(BUILD)/tests/check-shells: $(call test_objects,shells)
$(BUILD)/tests/check-trust: $(call test_objects,trust)
$(BUILD)/tests/check-faults: $(call test_objects,faults)
$(BUILD)/tests/check-tools: $(call test_objects,tools) | $(call programs,fake unsound)
$(BUILD)/tests/fake: $(call obj,tests/tools/fakes/fake.c)
$(call programs,fake $(WORLDS)): $(TESTLIB)
$(BUILD)/tests/unit-daemon: TEST_LIBS = $(DAEMON_LIBS)
$(call programs,fake $(WORLDS)): TEST_LIBS = -lvterm
$(call programs,fake $(UNITS) $(WORLDS)): $(BUILD)/libenvd.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter-out %/libenvd.a,$(filter %.a,$^)) \
		$(BUILD)/libenvd.a -lcriterion $(TEST_LIBS)

# Whatever else is built, this one has a sanitizer to complain of it.
$(BUILD)/tests/unsound: tests/tools/fakes/unsound.c
	@mkdir -p $(@D)
	$(CC) -std=c11 $(SANITIZE) -o $@ $<

run_tests = BUILD=$(BUILD) tests/run $(call programs,$(1))
check: all $(call programs,$(UNITS) $(WORLDS))
	$(call run_tests,$(UNITS) $(WORLDS))
check-unit: all $(call programs,$(UNITS))
	$(call run_tests,$(UNITS))
check-others: all $(call programs,$(UNITS) $(WORLDS))
	$(call run_tests,$(filter-out check-shells,$(UNITS) $(WORLDS)))
$(WORLDS): check-%: all $(BUILD)/tests/check-%
	$(call run_tests,$@)

# gcc's libubsan heeds no log_path beside a libasan that is shared, and a daemon's
# standard error is seen by nobody.
SANITIZE  = -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer \
	-fno-sanitize-recover=undefined \
	$(if $(findstring clang,$(shell $(CC) --version)),,-static-libasan -static-libubsan)
CHECK    := check
# The tests of the tools run nothing of envd's, but programs that crash as they are.
check-asan:
	$(MAKE) BUILD=$(BUILD)/asan CFLAGS='$(SANITIZE)' CLIENT_CFLAGS='$(SANITIZE)' CLIENT_CC='$(CC)' \
		CLIENT_LDFLAGS= WORLDS='$(filter-out check-tools,$(WORLDS))' $(CHECK)

# What a prompt costs; N samples each.
$(BUILD)/tests/bench-answer: $(call obj,tests/bench/answer.c) $(BUILD)/libenvd.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^
$(BUILD)/tests/bench-shells: $(call obj,tests/bench/shells.c) $(TESTLIB) $(BUILD)/libenvd.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcriterion -lvterm
$(BUILD)/tests/bench/gather.o: ROOM += -iquote daemon
$(BUILD)/tests/bench-gather: $(call obj,tests/bench/gather.c) $(BUILD)/libdaemon.a $(BUILD)/libenvd.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(DAEMON_LIBS)
bench: all $(BUILD)/tests/bench-answer $(BUILD)/tests/bench-gather $(BUILD)/tests/bench-shells
	BUILD=$(BUILD) tests/bench/run

clean:
	rm -rf $(BUILD)

include install.mk
include tests/kinds/kinds.mk
include tests/fuzz/fuzz.mk
include tests/macos/macos.mk
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

.PHONY: all check check-unit check-others check-asan $(WORLDS) bench clean FORCE
