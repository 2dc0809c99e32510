# timeline - when each core and each task was in which state: a panel a policy, all on one time axis.
#
#   gnuplot -c timeline.gp DIR OUTFILE
#
# DIR holds the tables that `gilsim plot` makes of a timeline; OUTFILE ends in .svg, .png or .pdf. Up to 12
# tasks have a row and a name each, up to 100 a thin row. More (or more than 300 rows in all panels) are
# drawn as one area a group: how many of its tasks are in each state at each moment. The same goes for more
# than 16 cores.

folder = ARG1
outfile = ARG2
here = ARG0
while (strlen(here) > 0 && here[strlen(here):] ne "/") { here = here[1:strlen(here) - 1] }
load here."style.gp"
load here."rows.gp"
load here."chart.gp"
unused = n_scenarios > 1 ? add_note(sprintf("the first of %d scenarios", n_scenarios)) : 0
load here."layout.gp"

# A panel: cores, then tasks or the areas of groups, in pixels below its top.
most_core_rows = 16
core_rows(n) = cores[n] <= most_core_rows
core_part(n) = core_rows(n) ? line * cores[n] : area
panel_height(n) = core_part(n) + task_part
above_panel = 34
below_panel = 20
foot = 40 + (note eq "" ? 0 : 18)

picture_height = 74 + foot
do for [n = 1:n_panels] { picture_height = picture_height + above_panel + panel_height(n) + below_panel }
picture_title = title.": cores and tasks over time"
load here."open.gp"

set ytics scale 0 noenhanced
set lmargin at screen sx(left)
set rmargin at screen sx(left + width)
set xrange [0:axis_ns / unit]
areas_file = folder."/areas.csv"   # panel, area, height, at_ns, then where each state ends
boxes_file = folder."/boxes.csv"   # panel, kind, line, begin_ns, end_ns, state
misses_file = folder."/misses.csv" # panel, line, at_ns

# Areas. Where one is lower than its group is large, it says as how many it is high.
area_bottom(p, a) = (a ? core_part(p) + area_top(a) : 0) + area
array area_height[n_groups + 1]

# Rows of cores (kind 0) and of tasks.
box_top(p) = column(2) == 0 ? line * (column(3) - 1) : core_part(p) + task_top[int(column(3))]
box_height(row) = column(2) == 0 ? line : task_height[int(column(3))]
below = top
do for [p = 1:n_panels] {
    above = below + above_panel
    below = above + panel_height(p) + below_panel
    set tmargin at screen sy(above)
    set bmargin at screen sy(above + panel_height(p))
    set yrange [panel_height(p):0]
    unset ytics
    set grid xtics linetype 1 linecolor rgb grid_colour
    set format x "%g"
    do for [c = 1:core_rows(p) ? cores[p] : 0] {
        set label 100 + c sprintf("core %d", c - 1) at screen sx(left - 8), first line * (c - 0.6) right
    }
    if (!core_rows(p)) { set label 100 cores_text(cores[p]) at screen sx(left - 8), first area / 2.0 right }
    do for [n = 1:n_names] {
        set label 200 + n name[n] at screen sx(left - 8), first core_part(p) + name_at[n] right noenhanced
    }
    set label 90 label[p]."   ".figure(makespan[p] / unit)." ".unit_name(axis_ns) \
        at screen sx(left), screen sy(above - 12) left noenhanced font sprintf(",%g", 1.15 * font_size)
    if (p == n_panels) { set xlabel "time (".unit_name(axis_ns).")" }

    if (!core_rows(p) || !task_rows) {
        set table $areas
        plot areas_file using (column(1) == p ? (area_height[int(column(2)) + 1] = column(3)) : 0, column(2)): \
            (column(4) / unit):5:6:7:8:9:10:11:12 \
            with table if (column(1) == p)
        unset table
        do for [a = 1:task_rows ? 0 : n_groups] {
            if (area_height[a + 1] != group_size[a]) {
                set label 300 + a "height: ".thousands(area_height[a + 1]) at screen sx(left - 8), \
                    first area_bottom(p, a) - area / 2.0 + line right textcolor rgb "#777777"
            }
        }
        set datafile separator whitespace
        unset datafile columnheaders
        plot for [a = core_rows(p) ? 1 : 0:task_rows ? 0 : n_groups] for [s = n_states:1:-1] $areas \
            using ($1 == a ? $2 : NaN):(area_bottom(p, a) - area * column(2 + s)):(area_bottom(p, a)) \
            with filledcurves linecolor rgb colour[s]
        set datafile separator comma
        set datafile columnheaders
        # What stands around the panel is there already.
        unset grid
        unset label
        unset object
        unset xlabel
        set format x ""
    }
    if (core_rows(p) || task_rows) {
        plot boxes_file using (column(1) == p ? column(4) / unit : NaN):(y = box_top(p)): \
                (column(4) / unit):(overlap(column(5)) / unit):(y):(bottom(y, box_height(0))): \
                (colour[int(column(6))]) with boxxyerror linecolor rgb variable, \
            misses_file using (column(1) == p ? column(3) / unit : NaN): \
                (n = int(column(2)), core_part(p) + task_top[n] + task_height[n] / 2.0) \
                with points pointtype 2 pointsize 0.8 linewidth 2 linecolor rgb "#cc0000"
    }
    unset label
    unset object
}
unset multiplot
