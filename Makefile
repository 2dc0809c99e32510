# gilsim - `make help` lists what there is to make.

CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
BUILD ?= build
CLANG ?= clang
FUZZ_SECONDS ?= 60
PYTHON ?= python3
PYTHON2 ?=
FLAGSHIP = mixed

# As many jobs as there are cores, unless -j says otherwise.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
endif

SOURCES := $(wildcard sim/*.c sim/*/*.c models/*/*.c)
TEST_SOURCES := $(wildcard tests/test_*.c)
FUZZ_SOURCES := $(wildcard tests/fuzz_*.c)
SHARED_TEST_SOURCES := $(filter-out $(TEST_SOURCES) $(FUZZ_SOURCES),$(wildcard tests/*.c))
SCENARIOS := $(wildcard scenarios/*.ini)

OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
# What tests are linked with: all but the commands. Objects, not an archive, which would drop the models, as
# nothing refers to them.
LIBRARY := $(filter-out $(BUILD)/sim/main.o $(BUILD)/sim/commands/command%.o,$(OBJECTS))
SHARED_TEST_OBJECTS := $(SHARED_TEST_SOURCES:%.c=$(BUILD)/%.o)
TESTS := $(TEST_SOURCES:%.c=$(BUILD)/%)
FUZZERS := $(FUZZ_SOURCES:%.c=$(BUILD)/%)

# What the code itself needs, whatever CFLAGS says. pkg-config is asked once, and not before something is
# compiled, so that `make deps` works where there is none.
lacks = $(shell pkg-config --exists '$(1)' 2>&1 || echo no)
ask = $(if $(call lacks,$(2)),$(error no $(2): "make deps" installs it))$(shell pkg-config $(1) '$(2)')
GLIB = glib-2.0 >= 2.72 gmodule-export-2.0
GLIB_CFLAGS = $(eval GLIB_CFLAGS := $(call ask,--cflags,$(GLIB)))$(GLIB_CFLAGS)
GLIB_LIBS = $(eval GLIB_LIBS := $(call ask,--libs,$(GLIB)))$(GLIB_LIBS)
TEST_LIBS = $(eval TEST_LIBS := $(call ask,--libs,cmocka json-glib-1.0))$(TEST_LIBS)
TEST_CFLAGS = $(eval TEST_CFLAGS := $(call ask,--cflags,cmocka json-glib-1.0))$(TEST_CFLAGS)

SANITIZE_FLAGS = $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)
WARNINGS = -Wall -Wextra -Wno-missing-field-initializers -Wshadow -Wstrict-prototypes -Wmissing-prototypes
NEEDED = -std=gnu11 -ffp-contract=off $(WARNINGS) -iquote sim -MMD -MP $(SANITIZE_FLAGS) $(GLIB_CFLAGS)
COMPILE = $(CC) $(NEEDED) $(CPPFLAGS) $(CFLAGS)
LINK = $(CC) $(CFLAGS) $(SANITIZE_FLAGS) $(LDFLAGS)

# The program, with the scenarios and scripts of this tree, wherever it was built.
GILSIM = GILSIM_DATA=$(CURDIR) $(BUILD)/gilsim

# One short line a file; `make V=1` shows the whole commands.
say = $(if $(V),,@echo '  $(1) $@';)

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: accuracy all bench claims-real convoy demo gallery test test-install test-browser test-cluster deps install clean sanitize tsan fuzz golden check-golden help run-tests run-fuzzers

all: $(BUILD)/gilsim ## the program, build/gilsim (the default)

$(BUILD)/gilsim: $(OBJECTS)
	$(call say,link)$(LINK) -o $@ $^ $(GLIB_LIBS) -lm $(LDLIBS)

$(BUILD)/tests/test_%: $(BUILD)/tests/test_%.o $(LIBRARY) $(SHARED_TEST_OBJECTS)
	$(call say,link)$(LINK) -o $@ $^ $(TEST_LIBS) $(GLIB_LIBS) -lm $(LDLIBS)

$(BUILD)/tests/fuzz_%: $(BUILD)/tests/fuzz_%.o $(LIBRARY)
	$(call say,link)$(LINK) -fsanitize=fuzzer -o $@ $^ $(GLIB_LIBS) -lm $(LDLIBS)

# `gilsim plugin flags` tells them; a string for C within one for the shell.
$(BUILD)/sim/commands/command_plugin.o: COMPILE += '-DGILSIM_GLIB_CFLAGS="$(strip $(GLIB_CFLAGS))"'

$(BUILD)/tests/test_%.o $(SHARED_TEST_OBJECTS): COMPILE += $(TEST_CFLAGS)

# Where a goal does its own set-up, nothing is compiled before that.
SET_UP := $(if $(filter claims-real convoy demo gallery test test-browser test-cluster sanitize tsan fuzz,$(MAKECMDGOALS)),deps)
$(BUILD)/%.o: %.c Makefile | $(SET_UP)
	@mkdir -p $(@D)
	$(call say,compile)$(COMPILE) -c -o $@ $<

-include $(wildcard $(BUILD)/sim/*.d $(BUILD)/sim/*/*.d $(BUILD)/models/*/*.d $(BUILD)/tests/*.d \
    $(BUILD)/tests/*/*.d)

demo: deps $(BUILD)/gilsim ## build, answer the flagship scenario, draw its charts
	@$(GILSIM) run $(FLAGSHIP) --out $(BUILD)/demo
	@for chart in compare timeline; do \
	    $(GILSIM) plot $$chart $(BUILD)/demo -o $(BUILD)/demo/$$chart.svg && \
	    echo "chart: $(BUILD)/demo/$$chart.svg" || exit 1; done

gallery: deps $(BUILD)/gallery/index.html ## every chart of every shipped scenario, build/gallery/index.html

test: deps run-tests ## build and run all tests

run-tests: $(BUILD)/gilsim $(TESTS) | $(SET_UP)
	@failed=; for test in $(TESTS); do \
	    echo "== $$test"; GILSIM=$(BUILD)/gilsim GILSIM_DATA=$(CURDIR) $$test || failed="$$failed $$test"; done; \
	if [ -n "$$failed" ]; then echo "failed:$$failed" >&2; exit 1; fi

deps: ## install what is missing for all of this; does nothing when nothing is
	@CC='$(CC)' .ci/deps

sanitize: deps ## the tests under the address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/sanitize SANITIZE=address,undefined run-tests

tsan: deps ## the laws of the real locks under the thread sanitizer
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/tsan SANITIZE=thread $(BUILD)/tsan/tests/test_real_locks
	@$(BUILD)/tsan/tests/test_real_locks

test-browser: deps $(BUILD)/gilsim ## pages of `gilsim report` in a real browser, Chromium (which this installs); pictures of them
	@tests/browser/deps
	@GILSIM=$(BUILD)/gilsim GILSIM_DATA=$(CURDIR) tests/browser/test_report.py $(BUILD)/browser

test-cluster: deps $(BUILD)/gilsim ## the recipes for GNU parallel over ssh and for Slurm (which this installs), a node killed
	@tests/cluster/deps
	@for cluster in ssh slurm; do GILSIM=$(BUILD)/gilsim tests/cluster/$$cluster || exit 1; done

# Both take minutes, and tell something only where nothing else runs.
REAL = GILSIM_DATA=$(CURDIR) python3 -B tests/real
convoy: deps $(BUILD)/gilsim ## an I/O thread's delays beside computing ones in CPython (PYTHON), predicted and measured; charts
	@$(REAL)/convoy.py $(BUILD)/gilsim $(PYTHON) $(BUILD)/convoy; status=$$?; \
	for kind in wait nogil; do \
	    gnuplot -c plots/convoy.gp $(BUILD)/convoy/$$kind $(BUILD)/convoy/$$kind.svg && \
	    echo "chart: $(BUILD)/convoy/$$kind.svg" || exit 1; done; exit $$status

claims-real: deps $(BUILD)/gilsim ## what gilsim claims, measured in CPython (PYTHON, a list as in --python; PYTHON2)
	@$(REAL)/claims.py $(BUILD)/gilsim $(PYTHON) $(BUILD)/claims $(PYTHON2)

fuzz: deps ## feed the readers mutated files for FUZZ_SECONDS (60) each; needs clang
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=$(CLANG) \
	    SANITIZE=fuzzer-no-link,address,undefined run-fuzzers

run-fuzzers: $(FUZZERS)
	@for fuzzer in $(FUZZERS); do \
	    mkdir -p $$fuzzer.corpus && \
	    $$fuzzer -max_total_time=$(FUZZ_SECONDS) -timeout=10 -artifact_prefix=$(BUILD)/ \
	        $$fuzzer.corpus scenarios tests/corpus || exit 1; done

golden: $(BUILD)/gilsim plots/regions.svg ## rewrite tests/expected, and what README.md shows, from what the program says now
	@for file in $(SCENARIOS); do \
	    $(GILSIM) run $$file --format=csv --quiet > tests/expected/$$(basename $$file .ini).csv || exit 1; done
	@$(GILSIM) run scenarios/$(FLAGSHIP).ini > tests/expected/$(FLAGSHIP).table
	@$(GILSIM) plot compare scenarios/$(FLAGSHIP).ini -o plots/$(FLAGSHIP).svg
	@sed -e '/^```text$$/,/^```$$/{/^```/!d}' -e '/^```text$$/r tests/expected/$(FLAGSHIP).table' \
	    README.md > $(BUILD)/README.md
	@mv $(BUILD)/README.md README.md

check-golden: $(BUILD)/gilsim $(BUILD)/tests/test_golden ## compare what the program says with tests/expected
	@GILSIM=$< GILSIM_DATA=$(CURDIR) $(BUILD)/tests/test_golden

BENCH_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/bench/*.c))
$(BUILD)/tests/bench/bench: $(BENCH_OBJECTS) $(LIBRARY)
	$(call say,link)$(LINK) -o $@ $^ $(GLIB_LIBS) -lm $(LDLIBS)

# Debian's SimPy is for Debian's Python.
bench: $(BUILD)/tests/bench/bench $(BUILD)/gilsim ## gilsim's speed beside SimPy (which this installs) and a bare event queue
	@/usr/bin/python3 -c 'import simpy' 2>/dev/null || apt-get install -y python3-simpy3
	@$< /usr/bin/python3 tests/bench/model.py
	@/usr/bin/python3 tests/bench/scaling.py $(BUILD)/gilsim

accuracy: $(BUILD)/gilsim ## predictions against real runs of all scenarios, for README.md: three quarters of an hour on a quiet host
	@GILSIM_DATA=$(CURDIR) python3 tests/real/accuracy.py $(BUILD)/gilsim README.md $(BUILD)/accuracy $(SCENARIOS)

include plots/gallery.mk

BIN = $(DESTDIR)$(PREFIX)/bin
DATA = $(DESTDIR)$(PREFIX)/share/gilsim
INCLUDE = $(DESTDIR)$(PREFIX)/include/gilsim
# What a model is written against: its interface, and what that includes.
MODEL_HEADERS = scheduler.h lock.h policy.h model.h option.h thread.h \
    costs.h engine.h plan.h policy_options.h simtime.h workload.h
# The man page and completions, from the program's own tables.
MANUALS = $(BUILD)/manual/gilsim.1 $(BUILD)/manual/gilsim $(BUILD)/manual/_gilsim
$(BUILD)/manual/gilsim.1: manual = man
$(BUILD)/manual/gilsim: manual = bash
$(BUILD)/manual/_gilsim: manual = zsh
$(MANUALS): $(BUILD)/gilsim $(SCENARIOS) $(wildcard sim/manual/completion.*)
	@mkdir -p $(@D)
	$(call say,write)$(GILSIM) help $(manual) > $@

SHARE = $(DESTDIR)$(PREFIX)/share
install: $(BUILD)/gilsim $(MANUALS) ## install under PREFIX (/usr/local), below DESTDIR
	install -d $(BIN) $(DATA)/scenarios $(DATA)/plots $(DATA)/sim/replay $(DATA)/sim/page $(DATA)/sim/manual
	install -m 755 $(BUILD)/gilsim $(BIN)
	install -m 644 $(SCENARIOS) $(DATA)/scenarios
	install -m 644 $(wildcard plots/*.gp) $(DATA)/plots
	install -m 644 $(wildcard sim/replay/*.py) $(DATA)/sim/replay
	install -m 644 $(wildcard sim/page/*.css sim/page/*.js) $(DATA)/sim/page
	install -m 644 $(wildcard sim/manual/completion.*) $(DATA)/sim/manual
	install -d $(INCLUDE)/plugin $(DATA)/models/new $(DESTDIR)$(PREFIX)/lib/pkgconfig
	install -m 644 $(MODEL_HEADERS:%=sim/%) $(INCLUDE)
	install -m 644 sim/plugin/checked.h $(INCLUDE)/plugin
	install -m 644 $(wildcard models/new/*.c.in) $(DATA)/models/new
	sed 's|@prefix@|$(PREFIX)|' sim/plugin/gilsim.pc.in > $(BUILD)/manual/gilsim.pc
	install -m 644 $(BUILD)/manual/gilsim.pc $(DESTDIR)$(PREFIX)/lib/pkgconfig
	install -d $(SHARE)/man/man1 $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions
	install -m 644 $(BUILD)/manual/gilsim.1 $(SHARE)/man/man1
	install -m 644 $(BUILD)/manual/gilsim $(SHARE)/bash-completion/completions
	install -m 644 $(BUILD)/manual/_gilsim $(SHARE)/zsh/site-functions

test-install: $(BUILD)/gilsim ## install into an empty folder, and use that from elsewhere, this tree out of sight
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	    $(MAKE) --no-print-directory -s DESTDIR= PREFIX=$$folder/usr install && \
	    tests/install/installed $$folder/usr $(CURDIR) $(abspath $(BUILD))

clean: ## remove what was built
	rm -rf $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r target what; do \
	    printf '  make %-13s %s\n' "$$target" "$$what"; done
