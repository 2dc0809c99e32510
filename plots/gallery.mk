# gallery - every chart of every shipped scenario, and sweeps of some, below $(BUILD)/gallery.
#
# The Makefile includes this. A picture is a goal of its own, so that make draws as many at once as there
# are cores.

GALLERY := $(BUILD)/gallery
GALLERY_CHARTS := workload compare timeline utilization latency plane
GALLERY_SCENARIOS := $(sort $(notdir $(SCENARIOS:.ini=)))

# What is swept, and the charts of it: NAME of the sweep, its scenario and options, and its charts.
GALLERY_SWEEPS := cores-mixed cores-computing cores-divide cores-serial-end cores-numpy interval-crawler \
    connections-web regions
sweep_cores-mixed = mixed --vary cores=1:16
sweep_cores-computing = computing --vary cores=1:16
sweep_cores-divide = divide --vary cores=1:16
sweep_cores-serial-end = serial-end -p threads,free-threaded,processes --vary cores=1:32:*2
sweep_cores-numpy = numpy --vary cores=1:16
sweep_interval-crawler = crawler --vary lock.interval=500us,1ms,2ms,5ms,10ms,20ms,50ms --repeats 5
sweep_connections-web = web --vary resource.connection.capacity=1:12 --repeats 3
# Each visit computes 4 ms, five times, and waits for so long that this is 0, 5, ... 95, 98 % of its time.
WAITS_FROM_75 = 12ms,16ms,22667us,36ms,76ms,196ms
sweep_regions = two-things -p async,processes -s machine.profile=linux \
    --vary let.wait=0,211us,444us,706us,1ms,1333us,1714us,2154us,2667us,3273us,4ms,4889us,6ms,7429us,9333us,$(WAITS_FROM_75) \
    --vary cores=1,2,3,4,6,8,12,16
charts_cores = speedup
charts_interval = sweep
charts_connections = sweep
charts_regions = regions

gallery_charts_of_sweep = $(charts_$(firstword $(subst -, ,$(1))):%=$(GALLERY)/sweeps/$(1).%.svg)
GALLERY_PICTURES := $(foreach name,$(GALLERY_SCENARIOS),$(GALLERY_CHARTS:%=$(GALLERY)/$(name)/%.svg))
GALLERY_SWEPT := $(foreach name,$(GALLERY_SWEEPS),$(call gallery_charts_of_sweep,$(name)))
GALLERY_SCRIPTS := $(wildcard plots/*.gp)

.PRECIOUS: $(GALLERY)/sweeps/%/means.csv
$(GALLERY)/sweeps/%/means.csv: $(BUILD)/gilsim $(SCENARIOS)
	@mkdir -p $(GALLERY)/sweeps
	@$(GILSIM) sweep $(sweep_$*) -j 1 --restart --quiet --out $(@D) > /dev/null

define gallery_swept
$(call gallery_charts_of_sweep,$(1)): $(GALLERY)/sweeps/$(1)/means.csv $(GALLERY_SCRIPTS)
	$$(call say,draw)$$(GILSIM) plot $$(subst .,,$$(suffix $$(basename $$@))) $$(<D) -o $$@
endef
$(foreach name,$(GALLERY_SWEEPS),$(eval $(call gallery_swept,$(name))))

$(GALLERY_PICTURES): $(GALLERY)/%.svg: $(BUILD)/gilsim $(SCENARIOS) $(GALLERY_SCRIPTS)
	@mkdir -p $(@D)
	$(call say,draw)$(GILSIM) plot $(*F) $(patsubst %/,%,$(*D)) -o $@

# The question that a scenario's first line asks is its heading.
$(GALLERY)/index.html: $(GALLERY_PICTURES) $(GALLERY_SWEPT)
	@{ echo '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>gilsim: gallery</title>'; \
	echo '<meta name="viewport" content="width=device-width">'; \
	echo '<style>body{font:16px/1.5 sans-serif;max-width:1040px;margin:auto;padding:1em;color:#222;background:#fff}' \
	    'img{max-width:100%;height:auto;border:1px solid #ddd;margin:.3em 0}</style>'; \
	echo '<h1>gilsim: every chart of every shipped scenario</h1>'; \
	for name in $(GALLERY_SCENARIOS); do \
	    printf '<h2 id="%s">%s</h2>\n<p>' $$name $$name; \
	    sed -n '1{s/^# *//;s/&/\&amp;/g;s/</\&lt;/g;p;q}' scenarios/$$name.ini; \
	    for chart in $(GALLERY_CHARTS); do \
	        printf '<p><img loading="lazy" src="%s/%s.svg" alt="%s of %s">\n' $$name $$chart $$chart $$name; done; \
	done; \
	echo '<h2 id="sweeps">Sweeps</h2>'; \
	for picture in $(notdir $(GALLERY_SWEPT)); do \
	    printf '<p><img loading="lazy" src="sweeps/%s" alt="%s">\n' $$picture $$picture; done; } > $@
	@echo "gallery: $@"

# The picture of README.md.
plots/regions.svg: $(GALLERY)/sweeps/regions.regions.svg
	@cp $< $@
