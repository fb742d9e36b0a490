# make fuzz: each tests/fuzz/NAME.c for FUZZ_SECONDS with libFuzzer (clang), from
# its seeds. What it finds is kept in $(BUILD)/fuzz, and fails the build; all it
# says is in $(BUILD)/fuzz/NAME.log, and only its end is shown.

FUZZ_CC      ?= clang
FUZZ_SECONDS ?= 30
FUZZ_FLAGS   := -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined
FUZZERS      := $(basename $(notdir $(wildcard tests/fuzz/*.c)))

# What a fuzzer needs is linked out of a library of the daemon below serve/, which is
# built as it is; seen.c includes its module, to get at the parser.
FUZZ_protocol := tests/unit/common/codecs.c
FUZZ_state    := $(wildcard client/state*.c)
fuzz_obj       = $(patsubst %.c,$(BUILD)/fuzz/obj/%.o,$(1))
FUZZ_OBJECTS  := $(call fuzz_obj,$(COMMON) $(filter-out daemon/serve/% daemon/main.c,$(DAEMON)))

$(BUILD)/fuzz/obj/daemon/%.o: ROOM += -iquote daemon
$(BUILD)/fuzz/obj/client/%.o: ROOM += -Iclient
$(BUILD)/fuzz/obj/tests/%.o: ROOM += -iquote daemon -Iclient -Itests/unit/common
$(BUILD)/fuzz/obj/%.o: %.c
	@mkdir -p $(@D)
	$(FUZZ_CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(subst =fuzzer,=fuzzer-no-link,$(FUZZ_FLAGS)) -c -o $@ $<

$(BUILD)/fuzz/lib.a: $(FUZZ_OBJECTS)
	rm -f $@; $(AR) rcs $@ $^

$(BUILD)/fuzz/protocol: $(call fuzz_obj,$(FUZZ_protocol))
$(BUILD)/fuzz/state: $(call fuzz_obj,$(FUZZ_state))
$(addprefix $(BUILD)/fuzz/,$(FUZZERS)): $(BUILD)/fuzz/%: $(BUILD)/fuzz/obj/tests/fuzz/%.o $(BUILD)/fuzz/lib.a
	@mkdir -p $(@D)/corpus-$*
	$(FUZZ_CC) $(FUZZ_FLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(DAEMON_LIBS)

fuzz: $(addprefix fuzz-,$(FUZZERS))
$(addprefix fuzz-,$(FUZZERS)): fuzz-%: $(BUILD)/fuzz/%
	@echo "fuzz: $* for $(FUZZ_SECONDS) s"
	@$< -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=10 -print_final_stats=1 \
		-artifact_prefix=$(BUILD)/fuzz/ $(BUILD)/fuzz/corpus-$* tests/fuzz/seeds/$* \
		>$<.log 2>&1 || { tail -n 60 $<.log; exit 1; }
	@tail -n 5 $<.log

.PHONY: fuzz $(addprefix fuzz-,$(FUZZERS))
