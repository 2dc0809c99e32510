# latency - how turnarounds, and delays after a wait, are distributed: a curve a policy.
#
#   gnuplot -c latency.gp DIR OUTFILE
#
# DIR holds the tables that `gilsim plot` makes of a timeline; OUTFILE ends in .svg, .png or .pdf. Groups of
# five tasks and more have a row each (the first four of them); where there are none, all tasks share one.

folder = ARG1
outfile = ARG2
here = ARG0
while (strlen(here) > 0 && here[strlen(here):] ne "/") { here = here[1:strlen(here) - 1] }
load here."style.gp"
load here."rows.gp"
load here."chart.gp"
unused = n_scenarios > 1 ? add_note(sprintf("the first of %d scenarios", n_scenarios)) : 0

n_groups = 0
n_shown = 0
set table $unused
plot folder."/chart_spreads.csv" using (n_groups = n_groups + 1, 0) with table
array group_name[n_groups + 1]
n = 0
plot folder."/chart_spreads.csv" using (n = n + 1, n_shown = n_shown + column("tasks"), \
    group_name[n] = fit(stringcolumn("group"), 190). \
    (column("tasks") > 1 ? " × ".thousands(column("tasks")) : ""), 0) with table

# Decades that hold all times; what is shorter stands at the left edge. Index 1: turnarounds, 2: delays.
spreads = folder."/spreads.csv"
array least[2] = [1e300, 1e300]
array most[2] = [0, 0]
array n_times[2] = [0, 0]
array zeros[2] = [0, 0]
array alike[2 * max(n_panels, 1) * max(n_groups, 1)] # how many panels have the very same curve
array nth[2 * max(n_panels, 1) * max(n_groups, 1)]   # of these, from 0
curve(p, d, g) = ((g - 1) * 2 + d - 1) * n_panels + p
any_alike = 0
do for [c = 1:|alike|] {
    alike[c] = 1
    nth[c] = 0
}
plot spreads using (d = int(column("delay")) + 1, ns = column("at_ns"), n_times[d] = n_times[d] + 1, \
    zeros[d] = zeros[d] || ns == 0, c = curve(int(column("panel")), d, int(column("group"))), \
    alike[c] = int(column("alike")), nth[c] = int(column("nth")), any_alike = any_alike || alike[c] > 1, \
    least[d] = ns > 0 ? min(least[d], ns) : least[d], most[d] = max(most[d], ns), 0) with table
unset table
array low[2]
array high[2]
do for [d = 1:2] {
    high[d] = most[d] > 0 ? 1.25 * most[d] : 1e6
    low[d] = max(least[d] < 1e300 ? 0.8 * least[d] : high[d] / 1000, high[d] / 1e9)
    if (high[d] < 10 * low[d]) {
        low[d] = low[d] / 3
        high[d] = high[d] * 3
    }
    if (zeros[d]) { low[d] = low[d] / (high[d] / low[d])**0.1 } # 0 has the left edge for itself
}
time_text(ns) = sprintf("%g ", ns / 1000**min(int(log10(1.0001 * ns) / 3), 3)). \
    word("ns µs ms s", 1 + min(int(log10(1.0001 * ns) / 3), 3))
unused = n_shown < n_tasks ? add_note(sprintf("%s of %s tasks: groups of five or more, four of them at most", \
    thousands(n_shown), thousands(n_tasks))) : 0

unused = any_alike ? add_note("a line of several colours: curves that are the same") : 0

row = 230
dash = 8.0 # of curves that are the same, each of which shows in its turn
n_rows = n_panels
load here."legend_rows.gp"
picture_height = 54 + legend_height + n_groups * (row + 56) + 40 + (note eq "" ? 0 : 18)
picture_title = title.": how long tasks take, and how long they are held up"
load here."open.gp"
load here."legend_draw.gp"

half = (picture_width - 60) / 2
array heading[2] = ["turnaround", "delay after a wait"]
set border 3 linecolor rgb "#999999"
set yrange [0:101]
set logscale x
set ytics scale 0.5 textcolor rgb "#444444"
set ytics (0, 25, 50, 75, 95)
set grid xtics ytics linetype 1 linecolor rgb grid_colour
edge(d, ns) = max(ns, low[d])
alike_of(p) = alike[curve(p, d, g)]
nth_of(p) = nth[curve(p, d, g)]
mine(p, d, g) = column(1) == p && column(2) == d - 1 && column(3) == g # panel, delay, group, at_ns, percent
do for [g = 1:n_groups] {
    above = top + (g - 1) * (row + 56) + 34
    set tmargin at screen sy(above)
    set bmargin at screen sy(above + row)
    do for [d = 1:2] {
        left = 70 + (d - 1) * half
        set lmargin at screen sx(left)
        set rmargin at screen sx(left + half - 70)
        set xrange [low[d]:high[d]]
        unset xtics
        set xtics () textcolor rgb "#444444"
        decades = log10(high[d] / low[d])
        if (zeros[d]) { set xtics add ("0" low[d]) }
        first = low[d] * (zeros[d] ? 10**(0.08 * decades) : 1)
        do for [k = n_times[d] ? floor(log10(low[d])) : 99:ceil(log10(high[d])):decades > 7 ? 2 : 1] {
            do for [m in decades < 2.2 ? "1 2 5" : "1"] {
                ns = m * 10.0**k
                if (ns >= first && ns <= high[d]) { set xtics add (time_text(ns) ns) }
            }
        }
        set label 90 heading[d].", ".group_name[g] at screen sx(left), screen sy(above - 14) left noenhanced \
            font sprintf(",%g", 1.15 * font_size)
        set label 91 "tasks (%)" at screen sx(left - 44), screen sy(above + row / 2.0) center rotate \
            textcolor rgb "#444444"
        if (d == 2) { set label 91 "waits (%)" }
        if (g == n_groups) { set xlabel heading[d]." at most (logarithmic)" } else { unset xlabel }
        if (n_times[d] == 0) {
            unset xtics
            set label 92 d == 1 ? "no task finished" : "nothing follows a wait" \
                at screen sx(left + half / 2 - 35), screen sy(above + row / 2.0) center textcolor rgb "#777777"
        }
        plot for [p = 1:n_panels] spreads using (mine(p, d, g) ? edge(d, column(4)) : NaN):5 \
                 with steps linewidth 2 dashtype nth_of(p) == 0 && alike_of(p) > 1 ? 1 : row_dash[p] \
                 linecolor rgb row_colour[p], \
             for [p = 1:n_panels] spreads using (mine(p, d, g) && nth_of(p) > 0 ? edge(d, column(4)) : NaN):5 \
                 with steps linewidth 2.4 linecolor rgb row_colour[p] \
                 dashtype (0.01, dash * max(nth_of(p), 1), dash, dash * max(alike_of(p) - nth_of(p) - 1, 0) + 0.01), \
             0 with lines linecolor rgb "#999999"
        unset label
        unset arrow
    }
}
unset multiplot
