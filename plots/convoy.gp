# convoy - how the delays of an I/O thread beside computing ones are distributed, predicted against measured.
#
#   gnuplot -c convoy.gp DIR OUTFILE
#
# DIR holds delays.csv, as tests/real/convoy.py writes it; OUTFILE ends in .svg, .png or .pdf.

folder = ARG1
outfile = ARG2
here = ARG0
while (strlen(here) > 0 && here[strlen(here):] ne "/") { here = here[1:strlen(here) - 1] }
load here."style.gp"

delays = folder."/delays.csv"
array threads[3] = [1, 2, 4]
array interval[3] = [1, 5, 20]
array cores_colour[2] = [0x0072B2, 0xD55E00]

panel_width = 280
panel_height = 170
picture_height = 74 + 40 + 3 * (panel_height + 56)
picture_title = "Delays of an I/O thread beside computing ones: how many are at most so long"
n_states = 0
load here."open.gp"
array meaning[4] = ["predicted, 1 core", "measured, 1 core", "predicted, 2 cores", "measured, 2 cores"]
do for [k = 1:4] {
    x = 20 + (k - 1) * 170
    dashes = k % 2 ? 1 : 3
    set arrow 100 + k from screen sx(x), screen sy(53) to screen sx(x + 24), screen sy(53) nohead \
        linewidth (k % 2 ? 1.5 : 3) dashtype dashes linecolor rgb cores_colour[(k + 1) / 2]
    set label 100 + k meaning[k] at screen sx(x + 30), screen sy(53) left
}

selected(t, i, c, source) = column("threads") == t && column("interval_ms") == i && column("cores") == c && \
    stringcolumn("source") eq source
set yrange [0:1.02]
set ytics 0, 0.25, 1 textcolor rgb "#444444"
set grid ytics linetype 1 linecolor rgb grid_colour
do for [t = 1:3] {
    do for [i = 1:3] {
        from_left = 60 + (i - 1) * (panel_width + 40)
        above = top + 30 + (t - 1) * (panel_height + 56)
        set lmargin at screen sx(from_left)
        set rmargin at screen sx(from_left + panel_width)
        set tmargin at screen sy(above)
        set bmargin at screen sy(above + panel_height)
        # up to what all but one of a hundred are within; longer ones are left out
        longest = 0
        set table $unused
        plot delays using (column("threads") == threads[t] && column("interval_ms") == interval[i] && \
            column("share") <= 0.99 ? (longest = max(longest, column("delay_ns")), 0) : 0) with table
        unset table
        set xrange [0:max(longest / 1e6, 0.001)]
        set format y i == 1 ? "%g" : ""
        set xlabel t == 3 ? "delay (ms)" : ""
        set label 90 sprintf("%d computing, interval %d ms", threads[t], interval[i]) \
            at screen sx(from_left), screen sy(above - 12) left
        plot for [c = 1:2] delays using (selected(threads[t], interval[i], c, "predicted") ? column("delay_ns") / 1e6 \
                 : NaN):(column("share")) with lines linewidth 1.5 linecolor rgb cores_colour[c], \
             for [c = 1:2] delays using (selected(threads[t], interval[i], c, "measured") ? column("delay_ns") / 1e6 \
                 : NaN):(column("share")) with lines linewidth 3 dashtype 3 linecolor rgb cores_colour[c]
        unset label
        unset arrow
    }
}
unset multiplot
