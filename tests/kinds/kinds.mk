# A daemon that knows one kind more, tests/kinds/toolbox.c: what a kind can be that is
# none of Python's, and that a file and a line are all that it takes. The client is the
# same one; it finds the daemon beside itself.

WITH_KINDS := $(addprefix $(BUILD)/kinds/,envd envd-daemon)

$(BUILD)/tests/kinds/%.o: ROOM += -iquote daemon -Itests/unit/daemon
$(BUILD)/kinds/kind_table.o: ROOM += -iquote tests/kinds -iquote daemon
$(BUILD)/kinds/kind_table.o: daemon/find/kind_table.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(CFLAGS) -c -o $@ $<

kind_objects := $(BUILD)/kinds/kind_table.o $(BUILD)/tests/kinds/toolbox.o

$(BUILD)/kinds/envd-daemon: $(kind_objects) $(call obj,$(filter-out %/kind_table.c,$(DAEMON))) \
		$(BUILD)/libenvd.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(DAEMON_LIBS)
$(BUILD)/kinds/envd: $(BUILD)/envd
	@mkdir -p $(@D)
	cp -f $< $@

$(BUILD)/tests/unit-kinds: $(kind_objects) $(call test_objects,kinds) $(BUILD)/libdaemon.a
$(BUILD)/tests/unit-kinds: TEST_LIBS = $(DAEMON_LIBS)
$(BUILD)/tests/check-shells: | $(WITH_KINDS)
