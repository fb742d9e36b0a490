# make fuzz: each tests/fuzz/NAME.c for FUZZ_SECONDS with libFuzzer (clang), from
# its seeds. What it finds is kept in $(BUILD)/fuzz, and fails the build; all it
# says is in $(BUILD)/fuzz/NAME.log, and only its end is shown.

FUZZ_CC      ?= clang
FUZZ_SECONDS ?= 30
FUZZ_FLAGS   := -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined
FUZZERS      := $(basename $(notdir $(wildcard tests/fuzz/*.c)))

# What each needs besides common/; seen.c includes its module, to get at the parser.
FUZZ_protocol := tests/unit/common/codecs.c
FUZZ_state    := client/state.c client/state_text.c
FUZZ_pyvenv   := daemon/find/pyvenv.c daemon/find/python.c

FUZZ_digest := $(call pick,$(wildcard daemon/sys/digest*.c))

FUZZ_projectfile := daemon/find/projectfile.c daemon/find/inifile.c $(FUZZ_digest)
FUZZ_LIBS_projectfile := -linih -lmd

FUZZ_decisions := daemon/trust/decision.c daemon/trust/decision_list.c daemon/sys/stringset.c

FUZZ_dotfile := $(addprefix daemon/find/,kinds/dotfile.c env.c pointer.c prefix.c pyvenv.c python.c projectfile.c \
	inifile.c) daemon/sys/follow.c $(call pick,$(wildcard daemon/sys/special_paths_*.c)) $(FUZZ_digest)
FUZZ_LIBS_dotfile := -linih -lmd

FUZZ_gitconfig := daemon/vcs/git_config.c
FUZZ_gitindex := daemon/vcs/git_index.c daemon/vcs/git_match.c $(FUZZ_digest)
FUZZ_LIBS_gitindex := -lmd

$(BUILD)/fuzz/%: tests/fuzz/%.c tests/fuzz/fuzz.mk $(COMMON) $(wildcard include/envd/*.h daemon/find/seen.c) \
		$(FUZZ_protocol) $(FUZZ_state) $(FUZZ_pyvenv) $(FUZZ_projectfile) \
		$(FUZZ_gitconfig) $(FUZZ_gitindex) $(FUZZ_decisions) $(FUZZ_dotfile)
	@mkdir -p $(@D)/corpus-$*
	$(FUZZ_CC) -D_GNU_SOURCE -Iinclude -Iclient -iquote daemon -Itests/unit/common $(ALL_CFLAGS) \
		$(FUZZ_FLAGS) -o $@ $< $(COMMON) $(FUZZ_$*) $(FUZZ_LIBS_$*)

fuzz: $(addprefix fuzz-,$(FUZZERS))
$(addprefix fuzz-,$(FUZZERS)): fuzz-%: $(BUILD)/fuzz/%
	@echo "fuzz: $* for $(FUZZ_SECONDS) s"
	@$< -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=10 -print_final_stats=1 \
		-artifact_prefix=$(BUILD)/fuzz/ $(BUILD)/fuzz/corpus-$* tests/fuzz/seeds/$* \
		>$<.log 2>&1 || { tail -n 60 $<.log; exit 1; }
	@tail -n 5 $<.log

.PHONY: fuzz $(addprefix fuzz-,$(FUZZERS))
