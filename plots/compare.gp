# compare - the makespan of each policy, and what its tasks' time went to.
#
#   gnuplot -c compare.gp DIR OUTFILE
#
# DIR holds summary.csv and chart.csv, as `gilsim plot` makes them; OUTFILE ends in .svg, .png or .pdf.

folder = ARG1
outfile = ARG2
here = ARG0
while (strlen(here) > 0 && here[strlen(here):] ne "/") { here = here[1:strlen(here) - 1] }
load here."style.gp"
load here."rows.gp"
load here."chart.gp"

# What each row's tasks spent in each state, summed up from state to state, in per cent of all their time.
stride = n_states + 1
array share[max(n_rows, 1) * stride]
sum_up(s) = (share[at + s] = share[at + s - 1] + column(word(states, s)."_ns"), 0)
n = 0
set table $unused
plot summary using (stringcolumn("makespan_ns") eq "" ? 0 : \
    (n = n + 1, at = (n - 1) * stride + 1, share[at] = 0, (sum [s = 1:n_states] sum_up(s)))) with table
unset table
widest_label = 0
do for [n = 1:n_rows] {
    at = (n - 1) * stride + 1
    total = max(share[at + n_states], 1)
    do for [s = 1:n_states] { share[at + s] = 100.0 * share[at + s] / total }
    widest_label = max(widest_label, text_width(label[n]))
}

row_height = 34
do for [n = 1:n_rows] { unused = is_at_best(n) && strstrt(note, at_best) == 0 ? add_note(at_best) : 0 }
picture_title = (n_scenarios > 1 ? sprintf("%d scenarios", n_scenarios) : title). \
    ": makespan, and what the tasks' time went to"
picture_height = 74 + n_rows * row_height + (note eq "" ? 66 : 82)
load here."open.gp"

bottom = top + n_rows * row_height
left = 40 + widest_label
middle = left + 0.40 * (picture_width - left)
set tmargin at screen sy(top)
set bmargin at screen sy(bottom)
set yrange [n_rows + 0.5:0.5]
unset ytics
thickness = 0.32

# Left: the makespan, its figure behind the bar.
unit = unit_ns(longest_makespan)
set lmargin at screen sx(left)
set rmargin at screen sx(middle - 40)
set xrange [0:1.22 * longest_makespan / unit]
set xtics nice(1.22 * longest_makespan / unit / (middle - 40 - left) * 55)
set xlabel "makespan (".unit_name(longest_makespan).")"
do for [n = 1:n_rows] { set label 20 + n label[n] at screen sx(left - 10), first n right noenhanced }
plot for [n = 1:n_rows] \
         "+" using (0):(n):(0):(makespan[n] / unit):(n - thickness):(n + thickness) every ::0::0 \
         with boxxyerror linecolor rgb "#666666", \
     for [n = 1:n_rows] \
         "+" using (makespan[n] / unit):(n):((is_at_best(n) ? "≤ " : "").figure(makespan[n] / unit)) every ::0::0 \
         with labels left offset character 0.7, 0

# Right: the shares, one state behind the other.
do for [n = 1:n_rows] { unset label 20 + n }
unset label 1
unset object
do for [s = 1:n_states] { unset label 1 + s }
set lmargin at screen sx(middle)
set rmargin at screen sx(picture_width - 30)
set xrange [0:100]
set xtics 20
set xlabel "share of the tasks' time, arrival to finish (%)"
plot for [n = 1:n_rows] for [s = 1:n_states] at = (n - 1) * stride + 1, \
     "+" using (0):(n):(share[at + s - 1]):(share[at + s]):(n - thickness):(n + thickness) every ::0::0 \
         with boxxyerror linecolor rgb colour[s]
unset multiplot
