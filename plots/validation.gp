# validation - what was predicted against what was measured, with error bars and a band of 10 %.
#
#   gnuplot -c validation.gp DIR OUTFILE
#
# DIR holds validation.csv, as `gilsim validate --out DIR` writes it; OUTFILE ends in .svg, .png or .pdf.

folder = ARG1
outfile = ARG2
here = ARG0
while (strlen(here) > 0 && here[strlen(here):] ne "/") { here = here[1:strlen(here) - 1] }
load here."style.gp"

validation = folder."/validation.csv"

# A point is a policy's makespan.
is_makespan(row) = stringcolumn("metric") eq "makespan" && stringcolumn("measured_ns") ne ""
n_points = 0
least = 1e300
most = 1
take(x) = (least = x > 0 ? min(least, x) : least, most = max(most, x))
set table $unused
plot validation using (is_makespan(0) ? (n_points = n_points + 1, take(column("predicted_ns")), \
    take(column("ci_low_ns")), take(column("ci_high_ns")), 0) : 0) with table
unset table
if (n_points == 0) {
    least = 1
    most = 10
}

# Verdicts, in the colours of the states that they resemble.
array verdict[4] = ["good", "off", "too noisy", "outside the model"]
array verdict_colour[4] = [0x0072B2, 0xD55E00, 0xBBBBBB, 0xCC79A7]
selected(name) = is_makespan(0) && stringcolumn("verdict") eq name

picture_height = 700
picture_title = "Makespans: predicted against measured"
n_states = 0
load here."open.gp"
do for [v = 1:4] {
    x = 20 + (v - 1) * 118
    set object 100 + v rectangle from screen sx(x), screen sy(60) to screen sx(x + 14), screen sy(46) \
        fillcolor rgb verdict_colour[v] fillstyle solid noborder
    set label 100 + v verdict[v] at screen sx(x + 20), screen sy(53) left
}
set label 110 "line: exact; band: within 10 %; bars: 95 % interval of the median" \
    at screen sx(picture_width - 20), screen sy(53) right

unit = unit_ns(most)
low = least / unit / 1.5
high = most / unit * 1.5
set lmargin at screen sx(90)
set rmargin at screen sx(picture_width - 30)
set tmargin at screen sy(top + 10)
set bmargin at screen sy(picture_height - 60)
set logscale xy
set format xy "%g"
set xrange [low:high]
set yrange [low:high]
set xlabel "measured (".unit_name(most).")"
set ylabel "predicted (".unit_name(most).")"
set grid ytics linetype 1 linecolor rgb grid_colour
# prediction = measured x (1 +- 0.1)
plot "+" using 1:($1 * 0.9):($1 * 1.1) with filledcurves linecolor rgb 0xE8F1F8, \
     "+" using 1:1 with lines linecolor rgb 0x888888, \
     for [v = 1:4] validation using (selected(verdict[v]) ? column("measured_ns") / unit : NaN): \
         (column("predicted_ns") / unit):(column("ci_low_ns") / unit):(column("ci_high_ns") / unit) \
         with xerrorbars pointtype 7 pointsize 0.7 linecolor rgb verdict_colour[v]
unset multiplot
