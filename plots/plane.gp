# plane - tasks in progress across, cores that compute at once upwards: concurrency and parallelism.
#
#   gnuplot -c plane.gp DIR OUTFILE
#
# DIR holds summary.csv and chart.csv, as `gilsim plot` makes them; OUTFILE ends in .svg, .png or .pdf. A
# point is a row of the table, both figures are means over its makespan.

folder = ARG1
outfile = ARG2
here = ARG0
while (strlen(here) > 0 && here[strlen(here):] ne "/") { here = here[1:strlen(here) - 1] }
load here."style.gp"
load here."rows.gp"
load here."chart.gp"

array progress[n_rows + 1]
array at_once[n_rows + 1]
n = 0
most_progress = 1
most_cores = 1
most_at_once = 0
least_progress = 1
set table $unused
plot summary using (stringcolumn("makespan_ns") eq "" ? 0 : (n = n + 1, \
    progress[n] = column("mean_in_progress"), at_once[n] = column("mean_parallel"), 0)) with table
unset table
do for [n = 1:n_rows] {
    most_progress = max(most_progress, progress[n])
    least_progress = progress[n] > 0 ? min(least_progress, progress[n]) : least_progress
    most_cores = max(most_cores, cores[n])
    most_at_once = max(most_at_once, at_once[n])
}

line = 15
plot_height = max(380, line * (n_rows + 1))
picture_height = 74 + plot_height + 70
picture_title = (n_scenarios > 1 ? sprintf("%d scenarios", n_scenarios) : title).": concurrency and parallelism"
n_states = 0
load here."open.gp"
set label 2 "across: tasks begun and not finished · upwards: cores that compute · grey: cannot be" \
    at screen sx(20), screen sy(50) left textcolor rgb "#444444"

left = 80
right = picture_width - 40
bottom = top + plot_height
highest = 1.12 * (most_at_once < 0.3 * most_cores ? max(1.6 * most_at_once, min(1, most_cores)) : most_cores)
lowest_progress = 0.8 * least_progress
highest_progress = max(2, 1.25 * most_progress)
is_log = most_progress > 24
across(x) = is_log ? log(max(x, lowest_progress) / lowest_progress) / log(highest_progress / lowest_progress) : \
    x / highest_progress
pixel_x(x) = left + (right - left) * across(x)
pixel_y(y) = bottom - plot_height * y / highest

# Names stand beside their points where nothing else is: at the nearest of some places around it, with a
# line to where that is not next to it.
array name_left[n_rows + 1]
array name_y[n_rows + 1]
name_width(n) = text_width(label[n])
hits(a, b, y, c, d, z, apart) = a < d && c < b && abs(y - z) < apart
limit_y = pixel_y(most_cores)
crowded(n, x, y) = x < left + 4 || x + name_width(n) > right || y < top + 8 || y > bottom - 10 || \
    abs(y - limit_y) < 9 || \
    (sum [m = 1:n_rows] hits(x, x + name_width(n), y, pixel_x(progress[m]) - 8, pixel_x(progress[m]) + 8, \
        pixel_y(at_once[m]), 13)) + \
    (n > 1 ? (sum [m = 1:n - 1] hits(x, x + name_width(n), y, name_left[m], name_left[m] + name_width(m), \
        name_y[m], line)) : 0)
do for [n = 1:n_rows] {
    found = 0
    do for [ring = 0:12] {
        do for [side in "right left above below"] {
            x = pixel_x(progress[n]) + (side eq "right" ? 12 : \
                side eq "left" ? -12 - name_width(n) : -0.5 * name_width(n))
            y = pixel_y(at_once[n]) + (side eq "above" ? -18 - ring * 9 : side eq "below" ? 18 + ring * 9 : \
                (ring % 2 ? 9 : -9) * (ring / 2 + ring % 2))
            if (!found && !crowded(n, x, y)) {
                found = 1
                name_left[n] = x
                name_y[n] = y
                if (abs(y - pixel_y(at_once[n])) > 20) {
                    set arrow 100 + n from screen sx(pixel_x(progress[n])), screen sy(pixel_y(at_once[n])) \
                        to screen sx(x + name_width(n) * (side eq "right" ? 0 : side eq "left" ? 1 : 0.5)), \
                        screen sy(y + (side eq "above" ? 7 : side eq "below" ? -7 : 0)) \
                        nohead back linewidth 0.5 linecolor rgb "#999999"
                }
            }
        }
    }
    if (!found) {
        name_left[n] = pixel_x(progress[n]) + 12
        name_y[n] = pixel_y(at_once[n])
    }
    set label 100 + n label[n] at screen sx(name_left[n]), screen sy(name_y[n]) left noenhanced front
}

set lmargin at screen sx(left)
set rmargin at screen sx(right)
set tmargin at screen sy(top)
set bmargin at screen sy(bottom)
set border 3 linecolor rgb "#999999"
set ytics textcolor rgb "#444444"
set grid xtics ytics linetype 1 linecolor rgb grid_colour
set xlabel "tasks in progress, mean".(is_log ? " (logarithmic)" : "")
set ylabel "cores computing at once, mean"
set yrange [0:highest]
set xrange [is_log ? lowest_progress : 0:highest_progress]
if (is_log) { set logscale x }
set samples 400
if (highest > most_cores) {
    set label 91 cores_text(most_cores) at screen sx(right - 4), first most_cores offset 0, 0.6 right \
        textcolor rgb "#777777" front
    set arrow 1 from graph 0, first most_cores to graph 1, first most_cores nohead dashtype 2 \
        linecolor rgb "#777777"
}
plot x < highest ? x : highest with filledcurves y=highest linecolor rgb "#F1F1F1", \
     x <= highest ? x : NaN with lines linecolor rgb "#BBBBBB", \
     for [n = 1:n_rows] "+" using (progress[n]):(at_once[n]) every ::0::0 \
         with points pointtype 7 pointsize 1.3 linecolor rgb colour_of(policy_name[n])
unset multiplot
