# workload - the trace before any policy: each task as if it ran alone from its arrival.
#
#   gnuplot -c workload.gp DIR OUTFILE
#
# DIR holds the tables that `gilsim plot` makes of a trace; OUTFILE ends in .svg, .png or .pdf. Up to 100
# tasks have a row each; more are drawn as one area a group. A task that comes after others arrives when
# these, alone, would have finished.

folder = ARG1
outfile = ARG2
here = ARG0
while (strlen(here) > 0 && here[strlen(here):] ne "/") { here = here[1:strlen(here) - 1] }
load here."style.gp"
load here."chart.gp"
load here."layout.gp"

# The kinds of phases, in the columns of the states, and which of them there are.
array kind_text[5] = ["compute", "wait", "hold (one long call)", "nogil (lock released)", \
    "has a unit of a resource"]
array kind_colour[5] = [0x0072B2, 0xA6D5F2, 0x003052, 0x009E73, 0xCC79A7]
array occurs[5] = [0, 0, 0, 0, 0]
boxes_file = folder."/boxes.csv"
areas_file = folder."/areas.csv" # panel, area, height, at_ns, then where each state ends
load_file = folder."/load.csv"
most_load = 1
bin = 1
see(k) = (occurs[k] = 1, 0)
set table $unused
if (task_rows) {
    plot boxes_file using (column("kind") == 2 ? see(5) : see(int(column("state")))) with table
} else {
    plot areas_file using (sum [k = 1:4] (column(4 + k) > (k > 1 ? column(3 + k) : 0) ? see(k) : 0)) with table
}
plot load_file using (most_load = max(most_load, column("computing")), \
    bin = max(bin, column("end_ns") - column("begin_ns")), 0) with table
unset table
unused = add_note("upper part: mean of ".figure(bin / unit_ns(bin))." ".unit_name(bin))

load_part = 90
above_tasks = 20
height = load_part + above_tasks + task_part
foot = 62
picture_height = 74 + 34 + height + foot
picture_title = title.": the work before any policy"
n_states = 0
load here."open.gp"
x = 20
do for [k = 1:5] {
    if (occurs[k]) {
        set object 100 + k rectangle from screen sx(x), screen sy(60) to screen sx(x + 14), screen sy(46) \
            fillcolor rgb kind_colour[k] fillstyle solid noborder
        set label 100 + k kind_text[k] at screen sx(x + 20), screen sy(53) left
        x = x + 50 + text_width(kind_text[k])
    }
}

set lmargin at screen sx(left)
set rmargin at screen sx(left + width)
set xrange [0:axis_ns / unit]
above = top + 34

# Above: how many would be at work at once.
set label 90 "each task as if it ran alone from its arrival" \
    at screen sx(left), screen sy(above - 14) left font sprintf(",%g", 1.15 * font_size)
set label 91 "at work" at screen sx(left - 36), screen sy(above + load_part / 2.0) right
set tmargin at screen sy(above)
set bmargin at screen sy(above + load_part)
set yrange [0:1.05 * most_load]
set ytics scale 0.5 textcolor rgb "#444444" max(1, nice(0.95 * most_load / 4.0))
set grid xtics ytics linetype 1 linecolor rgb grid_colour
set format x ""
plot load_file using (column("begin_ns") / unit):(0):(column("begin_ns") / unit): \
    (overlap(column("end_ns")) / unit):(0):(column("computing")) with boxxyerror linecolor rgb kind_colour[1]
unset label
unset object

# Below: the tasks.
above = above + load_part + above_tasks
set tmargin at screen sy(above)
set bmargin at screen sy(above + task_part)
set yrange [task_part:0]
unset ytics
set grid noytics
set format x "%g"
set xlabel "time (".unit_name(axis_ns).")"
do for [n = 1:n_names] {
    set label 200 + n name[n] at screen sx(left - 8), first name_at[n] right noenhanced
}
level(a, s) = area_top(a) + area - area * column(4 + s)
begin(kind) = column("kind") == kind ? column("begin_ns") / unit : NaN
row_top(row) = task_top[int(column("line"))]
row_bottom(row) = bottom(row_top(0), task_height[int(column("line"))])
if (task_rows) {
    plot boxes_file using (begin(1)):(row_top(0)):(begin(1)):(overlap(column("end_ns")) / unit):(row_top(0)): \
             (row_bottom(0)):(kind_colour[int(column("state"))]) with boxxyerror linecolor rgb variable, \
         boxes_file using (begin(2)):(row_top(0)):(begin(2)):(overlap(column("end_ns")) / unit): \
             (row_bottom(0) - 0.25 * task_height[int(column("line"))]):(row_bottom(0)) \
             with boxxyerror linecolor rgb kind_colour[5]
} else {
    plot for [a = 1:n_groups] for [s = 4:1:-1] areas_file \
        using (column("area") == a ? column("at_ns") / unit : NaN):(level(a, s)):(area_top(a) + area) \
        with filledcurves linecolor rgb kind_colour[s]
}
unset multiplot
