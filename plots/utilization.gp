# utilization - how many cores are busy, and how many locks are held, over time: a panel a policy.
#
#   gnuplot -c utilization.gp DIR OUTFILE
#
# DIR holds the tables that `gilsim plot` makes of a timeline; OUTFILE ends in .svg, .png or .pdf.

folder = ARG1
outfile = ARG2
here = ARG0
while (strlen(here) > 0 && here[strlen(here):] ne "/") { here = here[1:strlen(here) - 1] }
load here."style.gp"
load here."rows.gp"
load here."chart.gp"
unused = n_scenarios > 1 ? add_note(sprintf("the first of %d scenarios", n_scenarios)) : 0

# What the summary says of the whole run; a policy without a lock holds none.
array busy_share[n_rows + 1]
array held_share[n_rows + 1]
n = 0
set table $unused
plot summary using (stringcolumn("makespan_ns") eq "" ? 0 : (n = n + 1, \
    busy_share[n] = stringcolumn("core_utilization") eq "" ? NaN : column("core_utilization"), \
    held_share[n] = stringcolumn("lock_utilization") eq "" ? NaN : column("lock_utilization"), 0)) with table
load_file = folder."/load.csv"
bin = 0
array most_held[n_panels + 1]
array ends[n_panels + 1]
do for [p = 1:n_panels] {
    most_held[p] = 0
    ends[p] = 0
}
plot load_file using (bin = max(bin, column("end_ns") - column("begin_ns")), p = int(column("panel")), \
    most_held[p] = max(most_held[p], column("held")), \
    ends[p] = column("computing") + column("busy") + column("held") > 0 ? column("end_ns") : ends[p], 0) with table
unset table
unused = add_note("each step is the mean of ".figure(bin / unit_ns(bin))." ".unit_name(bin))

panel = 96
above_panel = 36
picture_height = 74 + 62 + n_panels * (panel + above_panel)
picture_title = title.": cores and lock over time"
n_states = 0
load here."open.gp"
array meaning[3] = ["cores that compute", "cores busy otherwise (switching, starting, sending)", "locks held"]
array from_left[3] = [20, 190, 570]
array fill[3] = [0x0072B2, 0x333333, 0xD55E00]
do for [k = 1:2] {
    set object 100 + k rectangle from screen sx(from_left[k]), screen sy(60) to screen sx(from_left[k] + 14), \
        screen sy(46) fillcolor rgb fill[k] fillstyle solid noborder
}
set arrow 103 from screen sx(from_left[3] - 12), screen sy(53) to screen sx(from_left[3] + 14), screen sy(53) \
    nohead linewidth 2 linecolor rgb fill[3]
do for [k = 1:3] { set label 100 + k meaning[k] at screen sx(from_left[k] + 20), screen sy(53) left }

set lmargin at screen sx(70)
set rmargin at screen sx(picture_width - 30)
set xrange [0:axis_ns / unit]
percent(x) = sprintf("%.0f %%", 100 * x)
do for [p = 1:n_panels] {
    above = top + (p - 1) * (panel + above_panel) + above_panel
    set tmargin at screen sy(above)
    set bmargin at screen sy(above + panel)
    highest = max(cores[p], most_held[p])
    set yrange [0:1.05 * highest]
    set ytics scale 0.5 textcolor rgb "#444444"
    set ytics max(1, nice(0.95 * highest / 4.0))
    set format x p == n_panels ? "%g" : ""
    set grid xtics ytics linetype 1 linecolor rgb grid_colour
    set arrow 1 from graph 0, first cores[p] to graph 1, first cores[p] nohead dashtype 2 linecolor rgb "#777777"
    set label 91 "cores, locks" at screen sx(24), screen sy(above + panel / 2.0) center rotate \
        textcolor rgb "#444444"
    set label 90 label[p]."   ".figure(makespan[p] / unit)." ".unit_name(axis_ns). \
        (busy_share[p] == busy_share[p] ? "   ".cores_text(cores[p]).", ".percent(busy_share[p])." busy" : ""). \
        (held_share[p] == held_share[p] ? "   lock held ".percent(held_share[p]) : "   no lock") \
        at screen sx(70), screen sy(above - 14) left noenhanced font sprintf(",%g", 1.15 * font_size)
    if (p == n_panels) { set xlabel "time (".unit_name(axis_ns).")" }
    begin(p) = column("panel") == p && column("begin_ns") < ends[p] ? column("begin_ns") / unit : NaN
    end(row) = (column("end_ns") + 0.001 * axis_ns) / unit # hides the seam between neighbours
    plot load_file using (begin(p)):(0):(begin(p)):(end(0)):(0):(column("computing")) \
             with boxxyerror linecolor rgb fill[1], \
         load_file using (begin(p)):(0):(begin(p)):(end(0)):(column("computing")): \
             (column("computing") + column("busy")) with boxxyerror linecolor rgb fill[2], \
         load_file using (held_share[p] == held_share[p] ? begin(p) : NaN):(column("held")) \
             with steps linewidth 1.5 linecolor rgb fill[3]
    unset label
    unset object
    unset arrow
}
unset multiplot
