# One static library, a handful of programs, no configure.
# Override on the command line or in config.mk: CC CFLAGS PREFIX MODE

PREFIX	?= /usr/local
DESTDIR	?=
MODE	?= release
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
CFLAGS	?= $($(MODE))
WERROR	?=
ALL_CFLAGS := $(STD) $(WARN) $(WERROR) $(CFLAGS) -MMD -MP

# Linked statically, so that a tiny query does not pay for a dynamic linker
# resolving a dozen libraries: measured 1.5 ms of a 2.5 ms start.
STATIC	:= -lzstd -llz4 -ldeflate -lz -lbz2 -llzma -lbrotlidec \
	   -lbrotlicommon -lpcre2-8 -lutf8proc -lcsv
LDLIBS	:= -Wl,-Bstatic $(STATIC) -Wl,-Bdynamic -lcjson -ledit -lm

LIB	:= $(B)/libvl.a
LIBSRC	:= $(sort $(wildcard lib/*/*.c))
LIBOBJ	:= $(LIBSRC:%.c=$(B)/%.o)
TOOLS	:= $(patsubst tools/%.c,$(B)/bin/%,$(wildcard tools/*.c))
UNITS	:= $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/test_*.c))
FUZZ	:= $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))

all: $(TOOLS) $(LIB)

# gcc 12 vectorises at -O3 only; measured 4x on a sum.
$(B)/lib/kern/%.o: ALL_CFLAGS += $(if $(filter release,$(MODE)),-O3)

$(LIB): $(LIBOBJ)
	@rm -f $@
	$(AR) rcs $@ $^
$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<
$(B)/bin/%: tools/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(LIB) $(LDLIBS)
$(B)/unit/%: tests/unit/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Itests/unit $(LDFLAGS) -o $@ $< $(LIB) $(LDLIBS)

unit: $(UNITS)
	@set -e; for t in $(UNITS); do $$t; done
clean:
	rm -rf build

.PHONY: all unit clean
-include $(LIBOBJ:.o=.d)
