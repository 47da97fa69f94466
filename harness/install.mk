# SPDX-License-Identifier: MIT
# `make install` and `make uninstall`: the program with its data, libinterim with its header. Part of the
# Makefile. The folders are GNU's, each may be given; DESTDIR goes in front of all of them.
PREFIX       ?= /usr/local
prefix       ?= $(PREFIX)
exec_prefix  ?= $(prefix)
bindir       ?= $(exec_prefix)/bin
libdir       ?= $(exec_prefix)/lib
includedir   ?= $(prefix)/include
datarootdir  ?= $(prefix)/share
datadir      ?= $(datarootdir)
mandir       ?= $(datarootdir)/man
pkgconfigdir ?= $(libdir)/pkgconfig
bashdir      ?= $(datadir)/bash-completion/completions
zshdir       ?= $(datadir)/zsh/site-functions
fishdir      ?= $(datadir)/fish/vendor_completions.d
INSTALL         ?= install
INSTALL_PROGRAM ?= $(INSTALL) -m 755
INSTALL_DATA    ?= $(INSTALL) -m 644

VERSION := $(shell sed -n 's/^.define INTERIM_VERSION "\(.*\)"/\1/p' harness/base/version.h)
INSTALLED := $(OUT)/installed
# The program's own folder has the shape of this tree: what is read at run time, and the documents.
SUITE := $(datadir)/interim
SUITE_FILES = README.md fuzz/README.md reports/README.md reports/junit.xsd $(wildcard reports/*.schema.json) \
               $(wildcard reports/page/*) harness/run/run.preflight.md harness/play/driver.h \
               $(sort $(shell find cases -type f)) \
               $(sort $(shell find harness/target -mindepth 2 -type f)) harness/target/page.txt \
               $(wildcard harness/target/*.sh)

# ---------------------------------------------------------------- libinterim

# The oracle alone, compiled for a shared library and never with sanitizers: it goes into other people's
# programs. One object with the names of interim.map and no others, so that none of ours meets one of
# theirs. A libllhttp.a of our own (.ci/llhttp.sh) goes into it; the system's is left to the linker.
ABI          := 0
LIBRARY      := $(INSTALLED)/libinterim
LIB_SOURCES  := $(wildcard harness/base/*.c harness/oracle/*.c)
LIB_OBJECTS  := $(LIB_SOURCES:harness/%.c=$(INSTALLED)/%.o)
LIB_EXPORTS  := $(shell sed -n 's/^ *\(interim_[a-z_]*\);/\1/p' harness/oracle/interim.map)
LLHTTP_OWN    = $(filter %.a,$(LLHTTP_LIBS))
LLHTTP_SYSTEM = $(filter-out %.a,$(LLHTTP_LIBS))
LIB_FLAGS    := $(CFLAGS_release) -fPIC

$(INSTALLED)/%.o: harness/%.c $(BUILD)/llhttp.mk
	@mkdir -p $(@D)
	@echo "  CC    $< (libinterim)"
	@$(CC) -std=c17 -D_POSIX_C_SOURCE=200809L $(WARNINGS) $(LIB_FLAGS) -Iharness $(LLHTTP_CFLAGS) -MMD -MP -c $< -o $@

$(LIBRARY).o: $(LIB_OBJECTS) harness/oracle/interim.map
	@rm -f $(INSTALLED)/parts.a
	@ar rcs $(INSTALLED)/parts.a $(LIB_OBJECTS)
	@$(CC) -r -nostdlib $(LIB_EXPORTS:%=-Wl,-u,%) $(INSTALLED)/parts.a $(LLHTTP_OWN) -o $@
	@objcopy $(LIB_EXPORTS:%=--keep-global-symbol=%) $@

$(LIBRARY).a: $(LIBRARY).o
	@rm -f $@
	@ar rcs $@ $<

$(LIBRARY).so: $(LIBRARY).o harness/oracle/interim.map
	@echo "  LINK  $@"
	@$(CC) -shared -Wl,-soname,libinterim.so.$(ABI) -Wl,--version-script=harness/oracle/interim.map \
	    -Wl,--no-undefined -Wl,-z,relro,-z,now $(LDFLAGS) $< $(LLHTTP_SYSTEM) -o $@

# ---------------------------------------------------------------- what is written for the place

# Made anew when the folders change. $(call told,TEXT) writes it only where it is another.
told = @mkdir -p $(@D); printf '%s\n' '$(1)' | cmp -s - $@ || printf '%s\n' '$(1)' >$@
$(INSTALLED)/place: FORCE
	$(call told,$(SUITE) $(prefix) $(libdir) $(includedir) $(LLHTTP_LIBS))

$(INSTALLED)/place.o: ROOT = $(SUITE)
$(INSTALLED)/place.o: harness/base/root.c $(INSTALLED)/place
	@$(COMPILE) -DINTERIM_INSTALLED -c $< -o $@

$(INSTALLED)/interim: $(MAIN) $(INSTALLED)/place.o $(OUT)/libinterim.a
	@echo "  LINK  $@"
	@$(LINK) $(LDFLAGS) $^ $(LIBS) -o $@

$(INSTALLED)/interim.pc: $(INSTALLED)/place
	@printf '%s\n' 'prefix=$(prefix)' 'libdir=$(libdir)' 'includedir=$(includedir)' '' \
	    'Name: interim' 'Description: oracle for HTTP/1.1 responses: interim (1xx) and final, framing and order' \
	    'Version: $(VERSION)' 'Cflags: -I$${includedir}' 'Libs: -L$${libdir} -linterim' \
	    'Libs.private: $(LLHTTP_SYSTEM)' | sed 's/ *$$//' >$@

-include $(wildcard $(INSTALLED)/*.d $(INSTALLED)/*/*.d)

# ---------------------------------------------------------------- install, uninstall

INSTALL_PARTS := $(INSTALLED)/interim $(LIBRARY).a $(LIBRARY).so $(INSTALLED)/interim.pc
at = $(DESTDIR)$(1)

install: deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=$(MODE) run-install
run-install: $(INSTALL_PARTS)
	@$(INSTALL) -d $(foreach d,$(bindir) $(libdir) $(pkgconfigdir) $(includedir),'$(call at,$(d))')
	@$(INSTALL_PROGRAM) $(INSTALLED)/interim '$(call at,$(bindir))/interim'
	@$(INSTALL_DATA) harness/oracle/interim.h '$(call at,$(includedir))/interim.h'
	@$(INSTALL_DATA) $(INSTALLED)/interim.pc '$(call at,$(pkgconfigdir))/interim.pc'
	@$(INSTALL_DATA) $(LIBRARY).a '$(call at,$(libdir))/libinterim.a'
	@$(INSTALL_DATA) $(LIBRARY).so '$(call at,$(libdir))/libinterim.so.$(VERSION)'
	@ln -sf libinterim.so.$(VERSION) '$(call at,$(libdir))/libinterim.so.$(ABI)'
	@ln -sf libinterim.so.$(ABI) '$(call at,$(libdir))/libinterim.so'
	@for folder in $(sort $(dir $(SUITE_FILES))); do \
	    $(INSTALL) -d '$(call at,$(SUITE))'/$$folder || exit 1; done
	@for file in $(SUITE_FILES); do \
	    $(INSTALL) -m $$([ -x $$file ] && echo 755 || echo 644) $$file '$(call at,$(SUITE))'/$$file || exit 1; done
	@echo "installed below $(DESTDIR)$(prefix): bin/interim, libinterim, and their files in $(SUITE)"

uninstall:
	@rm -f '$(call at,$(bindir))/interim' '$(call at,$(includedir))/interim.h' \
	    '$(call at,$(pkgconfigdir))/interim.pc' '$(call at,$(libdir))/libinterim.a' \
	    '$(call at,$(libdir))'/libinterim.so '$(call at,$(libdir))'/libinterim.so.$(ABI) \
	    '$(call at,$(libdir))/libinterim.so.$(VERSION)'
	@rm -rf '$(call at,$(SUITE))'
	@echo "uninstalled from $(DESTDIR)$(prefix)"

.PHONY: install run-install uninstall
