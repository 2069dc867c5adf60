# One static library, a handful of programs, no configure.
# Override on the command line or in config.mk:
#	CC CFLAGS LDFLAGS PREFIX DESTDIR MODE WERROR=-Werror JOBS TIME VARIANTS

PREFIX	?= /usr/local
DESTDIR	?=
MODE	?= release
JOBS	?= $(shell nproc)
TIME	?= 60
VARIANTS ?= --variants
B	:= build/$(MODE)
-include config.mk
VERSION	:= $(shell cat VERSION)

WARN	:= -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion \
	   -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	   -Wvla -Wundef -Wcast-qual -Wwrite-strings -Wpointer-arith \
	   -Wformat=2 -Wimplicit-fallthrough -Wswitch-enum -Wnull-dereference \
	   -Wframe-larger-than=16384
STD	:= -std=c17 -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 -Ilib \
	   -DVL_VERSION='"$(VERSION)"' -ffp-contract=off -pthread
release	:= -O2 -g -fno-plt -D_FORTIFY_SOURCE=2 -fstack-protector-strong
debug	:= -O0 -g3
asan	:= -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	   -fno-sanitize-recover=all
tsan	:= -O1 -g -fsanitize=thread
small	:= -O1 -g -DVL_TEST_SMALL
cover	:= -O0 -g --coverage
fuzz	:= $(asan) -fsanitize=fuzzer-no-link
ALL_CFLAGS := $(STD) $(WARN) $(WERROR) $($(MODE)) $(CFLAGS) -MMD -MP

# Linked statically, so that a tiny query does not pay for a dynamic linker
# resolving a dozen libraries: measured 1.5 ms of a 2.5 ms start.
STATIC	:= -lzstd -llz4 -ldeflate -lz -lbz2 -llzma -lbrotlidec -lbrotlienc \
	   -lbrotlicommon -lpcre2-8 -lutf8proc -lcsv -lmd
LDLIBS	:= -Wl,--as-needed -Wl,-Bstatic $(STATIC) -Wl,-Bdynamic \
	   -lcjson -ledit -lm

LIB	:= $(B)/libvl.a
LIBOBJ	:= $(patsubst %.c,$(B)/%.o,$(sort $(wildcard lib/*/*.c)))
TOOLS	:= $(patsubst tools/%.c,$(B)/bin/%,$(wildcard tools/*.c))
UNITS	:= $(patsubst tests/%.c,$(B)/%,$(wildcard tests/unit/test_*.c))
FUZZ	:= $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
REPLAYS	:= $(FUZZ:%=$(B)/replay/fuzz_%)
DIFF	:= $(B)/sql/diff_sqlite
# The injector stands in for malloc, and so does a sanitizer.
INJECT	:= $(if $(filter asan tsan,$(MODE)),,$(B)/inject.so)
RUN	:= PATH="$(CURDIR)/$(B)/bin:$$PATH" VL_TEST_BUILD="$(CURDIR)/$(B)"

all: $(TOOLS) $(LIB)
programs: all $(UNITS) $(REPLAYS) $(DIFF) $(INJECT)

# gcc 12 vectorises at -O3 only; measured 4x on a sum.
$(B)/lib/kern/%.o: ALL_CFLAGS += $(if $(filter release,$(MODE)),-O3)

ifneq ($(findstring x86_64,$(shell $(CC) -dumpmachine)),)
$(B)/lib/base/hash_avx2.o: ALL_CFLAGS += -mavx2
endif

$(LIB): $(LIBOBJ)
	@rm -f $@
	@echo '  AR $@' && $(AR) rcs $@ $^
$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo '  CC $<'
	@$(CC) $(ALL_CFLAGS) -c -o $@ $<

LINK	= @mkdir -p $(@D) && echo '  LINK $@' && \
	  $(CC) $(ALL_CFLAGS) -MF $@.d -MT $@ -Itests/unit $(LDFLAGS) -o $@ \
	  $(filter %.c,$^) $(LIB) $(LDLIBS)
$(B)/bin/%: tools/%.c $(LIB)
	$(LINK)
$(B)/unit/%: tests/unit/%.c $(LIB)
	$(LINK)
$(B)/bench/%: tests/bench/%.c $(LIB)
	$(LINK)
$(B)/interop/%: tests/interop/%.c $(LIB)
	$(LINK)
$(B)/replay/%: tests/fuzz/replay.c tests/fuzz/%.c $(LIB)
	$(LINK)
$(B)/fuzz/%: tests/fuzz/%.c $(LIB)
	$(LINK)
$(DIFF): tests/sql/diff_sqlite.c tests/sql/gen.c $(LIB)
	$(LINK)
$(B)/inject.so: tests/fault/inject.c
	@mkdir -p $(@D)
	@echo "  CC $<" && $(CC) $(ALL_CFLAGS) -shared -fPIC -o $@ $<

# Every runner ends with "NAME: N passed, M failed" (bats: TAP or its own).
unit: $(UNITS)
	@JOBS=$(JOBS) scripts/each $(UNITS)
replay: $(REPLAYS)
	@scripts/each $(foreach f,$(FUZZ),"$(B)/replay/fuzz_$f tests/fuzz/corpus/$f")
sql: all $(DIFF)
	@$(RUN) $(DIFF)
bats: all $(INJECT)
	@$(RUN) bats $(if $(shell command -v parallel),--jobs $(JOBS)) tests
golden: all
	@$(RUN) scripts/golden $(VARIANTS)
lint: all
	@$(RUN) scripts/lint
tests:
	+$(MAKE) -j$(JOBS) programs
	+$(MAKE) -k -j1 unit sql bats golden replay
check:
	scripts/setup
	+$(MAKE) -k tests lint
asan tsan small:
	+$(MAKE) MODE=$@ tests
cover:
	+$(MAKE) MODE=$@ tests
	scripts/cover build/cover
fuzz:
	scripts/setup extra
	+$(MAKE) -j$(JOBS) MODE=fuzz CC=clang LDFLAGS=-fsanitize=fuzzer \
	    $(FUZZ:%=build/fuzz/fuzz/fuzz_%)
	scripts/fuzz $(TIME) $(FUZZ)
analyze:
	scripts/setup extra
	scripts/analyze $(STD)
demo:
	scripts/setup
	+@$(MAKE) -s -j$(JOBS) all
	@$(RUN) scripts/demo
bench: all
	tests/bench/run
interop: all $(B)/interop/ipc
	@$(RUN) tests/interop/run
format:
	clang-format -i $$(git ls-files '*.[ch]')

install: all
	scripts/install $(B) '$(DESTDIR)$(PREFIX)'
uninstall:
	scripts/install -u $(B) '$(DESTDIR)$(PREFIX)'
dist:
	@mkdir -p build
	git archive --prefix=velaria-$(VERSION)/ HEAD | gzip -9n \
	    >build/velaria-$(VERSION).tar.gz
clean:
	rm -rf build

.PHONY: all programs unit replay sql bats golden lint tests check asan tsan \
	small cover fuzz analyze demo bench interop format install uninstall dist clean
.DELETE_ON_ERROR:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
