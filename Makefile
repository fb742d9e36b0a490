# envd: make, make check, make check-asan, make lint, make bench, make install.

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
VERSION    := $(shell cat VERSION)
INSTALL    ?= install

# No page is filled up between the segments, nothing is protected anew at the start.
MUSL_LDFLAGS := -static -Wl,-z,noseparate-code -Wl,-z,norelro

# The prompt waits for the client, so it is libc only, and static with musl
# where that is to be had: it then starts in a third of the time.
CLIENT_CC  ?= $(shell command -v musl-gcc >/dev/null 2>&1 && echo musl-gcc || echo $(CC))
CLIENT_CFLAGS  ?= $(CFLAGS) -Os -ffunction-sections -fdata-sections \
	-fno-asynchronous-unwind-tables
CLIENT_LDFLAGS ?= -Wl,--gc-sections $(if $(findstring musl,$(CLIENT_CC)),$(MUSL_LDFLAGS))

OS         := $(shell uname -s | tr A-Z a-z)
ALL_CFLAGS  = -std=c11 $(WARNINGS) $(WERROR)
CPPFLAGS   += -D_GNU_SOURCE -DENVD_VERSION='"$(VERSION)"' -Iinclude -MMD -MP
DAEMON_LIBS = -luv -lsqlite3 -linih -lmd -lpthread

# One file a system, named noun_system.c; the others are left out.
systems    := linux darwin uv
pick        = $(filter-out $(foreach s,$(filter-out $(OS),$(systems)),%_$(s).c),$(1))
COMMON     := $(call pick,$(wildcard common/*.c))
DAEMON     := $(call pick,$(wildcard daemon/*.c daemon/*/*.c daemon/find/kinds/*.c))
CLIENT     := $(call pick,$(wildcard client/*.c client/shells/*.c))
obj         = $(patsubst %.c,$(BUILD)/%.o,$(1))
client_obj  = $(patsubst %.c,$(BUILD)/static/%.o,$(1))

all: $(BUILD)/envd $(BUILD)/envd-daemon

# The walls: what each part may include is what it is compiled with.
$(BUILD)/daemon/%.o: CPPFLAGS += -Idaemon
$(BUILD)/tests/unit/daemon/%.o: CPPFLAGS += -Idaemon -Itests/unit/daemon
$(BUILD)/client/%.o $(BUILD)/static/client/%.o $(BUILD)/tests/unit/client/%.o: CPPFLAGS += -Iclient -I$(BUILD)
$(BUILD)/tests/%.o: CPPFLAGS += -Itests/lib

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(CFLAGS) -c -o $@ $<

# The client's own copies, for its own compiler.
$(BUILD)/static/%.o: %.c
	@mkdir -p $(@D)
	$(CLIENT_CC) $(CPPFLAGS) $(ALL_CFLAGS) $(CLIENT_CFLAGS) -c -o $@ $<

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
# Each folder of tests/ that is named here becomes one Criterion program.
TESTLIB    := $(wildcard tests/lib/*.c)
$(BUILD)/tests/unit-common: $(call obj,$(wildcard tests/unit/common/*.c)) $(BUILD)/libenvd.a
$(BUILD)/tests/unit-daemon: $(call obj,$(wildcard tests/unit/daemon/*/*.c tests/unit/daemon/find/kinds/*.c)) $(BUILD)/libdaemon.a $(BUILD)/libenvd.a
$(BUILD)/tests/unit-client: $(call obj,$(wildcard tests/unit/client/*.c)) $(BUILD)/libclient.a $(BUILD)/libenvd.a
$(BUILD)/tests/check-shells: $(call obj,$(wildcard tests/shells/*.c) $(TESTLIB)) $(BUILD)/libenvd.a
$(BUILD)/tests/check-trust: $(call obj,$(wildcard tests/trust/*.c) $(TESTLIB)) $(BUILD)/libenvd.a
$(BUILD)/tests/check-faults: $(call obj,$(wildcard tests/faults/*.c) $(TESTLIB)) $(BUILD)/libenvd.a
TEST_LIBS   = -lcriterion
$(BUILD)/tests/unit-daemon: TEST_LIBS += $(DAEMON_LIBS)
$(BUILD)/tests/check-shells $(BUILD)/tests/check-trust $(BUILD)/tests/check-faults: TEST_LIBS += -lvterm
$(BUILD)/tests/unit-common $(BUILD)/tests/unit-daemon $(BUILD)/tests/unit-client $(BUILD)/tests/check-shells $(BUILD)/tests/check-trust $(BUILD)/tests/check-faults:
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(TEST_LIBS)

UNIT_SUITES  := $(foreach s,common daemon client,$(if $(wildcard tests/unit/$(s)/*.c tests/unit/$(s)/*/*.c),$(BUILD)/tests/unit-$(s)))
SHELL_SUITES := $(foreach s,shells trust faults,$(if $(wildcard tests/$(s)/*.c),$(BUILD)/tests/check-$(s)))

check: all $(UNIT_SUITES) $(SHELL_SUITES)
	BUILD=$(BUILD) tests/run $(UNIT_SUITES) $(SHELL_SUITES)
check-unit: all $(UNIT_SUITES)
	BUILD=$(BUILD) tests/run $(UNIT_SUITES)
check-shells: all $(BUILD)/tests/check-shells
	BUILD=$(BUILD) tests/run $(BUILD)/tests/check-shells
check-others: all $(UNIT_SUITES) $(SHELL_SUITES)
	BUILD=$(BUILD) tests/run $(filter-out %/check-shells,$(UNIT_SUITES) $(SHELL_SUITES))
check-root: all $(SHELL_SUITES)
	BUILD=$(BUILD) tests/run $(filter-out %/check-shells,$(SHELL_SUITES))

SANITIZE := -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined
CHECK    := check
check-asan:
	$(MAKE) BUILD=$(BUILD)/asan CFLAGS='$(SANITIZE)' CLIENT_CFLAGS='$(SANITIZE)' CLIENT_CC='$(CC)' CLIENT_LDFLAGS= $(CHECK)

# What a prompt costs; N samples each.
$(BUILD)/tests/bench-answer: $(call obj,tests/bench/answer.c) $(BUILD)/libenvd.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^
$(BUILD)/tests/bench-shells: $(call obj,tests/bench/shells.c $(TESTLIB)) $(BUILD)/libenvd.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcriterion -lvterm
bench: all $(BUILD)/tests/bench-answer $(BUILD)/tests/bench-shells
	BUILD=$(BUILD) tests/bench/run

clean:
	rm -rf $(BUILD)

include install.mk
include tests/fuzz/fuzz.mk
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

.PHONY: all check check-unit check-shells check-others check-root check-asan bench clean
