# timeline - when each core and each task was in which state: a panel a policy, all on one time axis.
#
#   gnuplot -c timeline.gp DIR OUTFILE
#
# DIR holds summary.csv, tasks.csv and timeline.csv, as `gilsim run --out DIR` writes them; OUTFILE ends in
# .svg, .png or .pdf. Up to 12 tasks have a row and a name each, up to 100 a thin row. More (or more than 300
# rows in all panels) are drawn as one area a group: how many of its tasks are in each state at each moment. The
# same goes for more than 16 cores.

folder = ARG1
outfile = ARG2
here = ARG0
while (strlen(here) > 0 && here[strlen(here):] ne "/") { here = here[1:strlen(here) - 1] }
load here."style.gp"
load here."rows.gp"
load here."tasks.gp"
timeline = folder."/timeline.csv"

most_task_names = 12
most_task_rows = 100
most_rows = 300
most_core_rows = 16
most_groups = 16

task_rows = n_tasks <= most_task_names || (n_tasks <= most_task_rows && n_tasks * n_rows <= most_rows)
if (!task_rows && n_groups > most_groups) {
    n_groups = 1
    group_name[1] = "all tasks"
    group_size[1] = n_tasks
    do for [n = 1:n_tasks] { group_of[n] = 1 }
}

# Where things are, in pixels below the top of their panel: cores, then tasks or the areas of groups. A name
# stands at the middle of what it names.
line = 15
thin_line = max(4, min(6, 240.0 / max(n_tasks, 1)))
area = 70
gap = 8
array task_top[n_tasks + 1]
array task_height[n_tasks + 1]
array name[n_tasks + 1]
array name_at[n_tasks + 1]
n_names = n_tasks <= most_task_names ? n_tasks : n_groups
longest_name = 10
shorten(text, size) = (strlen(text) > 24 ? text[1:23]."…" : text).(size > 1 ? " × ".size : "")
task_part = gap
group_top = gap
do for [n = 1:task_rows ? n_tasks : 0] {
    g = group_of[n]
    if (n > 1 && g != group_of[max(n - 1, 1)]) { group_top = task_part }
    task_top[n] = task_part
    task_height[n] = n_tasks <= most_task_names ? line : max(thin_line, real(line) / group_size[g])
    task_part = task_part + task_height[n]
    if (n_tasks <= most_task_names) {
        name[n] = shorten(task_name[n], 1)
        name_at[n] = task_part - 0.6 * line
    } else {
        name[g] = shorten(group_name[g], group_size[g])
        name_at[g] = 0.5 * (group_top + task_part)
    }
}
do for [g = 1:task_rows ? 0 : n_groups] {
    name[g] = shorten(group_name[g], group_size[g])
    name_at[g] = task_part + area / 2.0
    task_part = task_part + area + gap
}
do for [n = 1:n_names] { longest_name = max(longest_name, strlen(name[n])) }
core_rows(n) = cores[n] <= most_core_rows
core_part(n) = core_rows(n) ? line * cores[n] : area
panel_height(n) = core_part(n) + task_part
above_panel = 34
below_panel = 20

left = 30 + int(longest_name * 6.5)
picture_height = 74 + 40
do for [n = 1:n_rows] { picture_height = picture_height + above_panel + panel_height(n) + below_panel }
picture_title = scenario.": cores and tasks over time"
load here."open.gp"

# Stretches that are drawn as boxes: those that cover the middle of a pixel, so that a thousand short ones show
# in the mixture that they are, and the picture stays small.
width = picture_width - left - 30
pixel = real(longest_makespan) / width
snap(ns) = pixel * ceil(ns / pixel - 0.5)
has_row(p, row) = p > 0 && row > 0 && snap(column("end_ns")) > snap(column("begin_ns"))
task_row(p) = look_up(task_list, stringcolumn("task"))
core_row(p) = p > 0 && stringcolumn("core") ne "" && core_rows(p) ? column("core") + 1 : 0
set print $boxes
print "# panel, begin, end, top, height, state"
unset print
set table $boxes append
plot timeline using (p = panel(0)):(snap(column("begin_ns"))):(snap(column("end_ns"))): \
    (row = core_row(p), line * (row - 1)):(line):(state_index(stringcolumn("state"))) \
    with table if (has_row(p, row))
if (task_rows) {
    plot timeline using (p = panel(0)):(snap(column("begin_ns"))):(snap(column("end_ns"))): \
        (row = task_row(p), row ? core_part(p) + task_top[row] : 0):(row ? task_height[row] : 0): \
        (state_index(stringcolumn("state"))) with table if (has_row(p, row))
}
unset table

# Jobs that missed their deadline: a cross where they ended.
set print $late
print "# panel, end, middle of the row; the first of a panel is outside it, as there must be one"
do for [p = 1:n_rows] { print sprintf("%d -1 -1", p) }
unset print
if (task_rows) {
    set table $late append
    plot folder."/tasks.csv" using (p = panel(0)):(column("finish_ns")): \
        (row = task_row(p), row ? core_part(p) + task_top[row] + task_height[row] / 2.0 : 0) \
        with table if (p > 0 && row > 0 && stringcolumn("missed") eq "1")
    unset table
}

# Areas: how much of each state there is in each bin of time. Area 0 of a panel is its cores, then come its
# groups.
n_bins = 240
bin = real(longest_makespan) / n_bins
n_areas = 1 + n_groups
n_amounts = n_rows * n_areas * n_bins * n_states
array amount[n_amounts]
do for [i = 1:n_amounts] { amount[i] = 0 }
first_cell(p, a) = ((p - 1) * n_areas + a) * n_bins * n_states
add(i, ns) = (amount[i] = amount[i] + ns)
bin_of(ns) = int(min(ns / bin, n_bins - 1))
spread(cell, b, e) = (sum [k = bin_of(b):bin_of(e)] \
    add(cell + k * n_states, max(0, min(e, (k + 1) * bin) - max(b, k * bin))))
add_to(p, a) = spread(first_cell(p, a) + state_index(stringcolumn("state")), \
    column("begin_ns"), column("end_ns"))
add_core(p) = p > 0 && !core_rows(p) && stringcolumn("core") ne "" ? add_to(p, 0) : 0
add_task_of(p, task) = p > 0 && task > 0 ? add_to(p, group_of[task]) : 0
any_areas = !task_rows
do for [n = 1:n_rows] { any_areas = any_areas || !core_rows(n) }
if (any_areas) {
    set table $unused
    plot timeline using (p = panel(0), add_core(p), \
        task_rows ? 0 : add_task_of(p, look_up(task_list, stringcolumn("task"))), 0) with table
    unset table
}

# The picture: a panel a row of the table.
unset datafile
set datafile separator whitespace
bottom(y, height) = y + min(0.8 * height, height - 1)
overlap(ns) = ns + 0.5 * pixel # hides the seam between neighbours; the next box covers it
set ytics scale 0 noenhanced
set lmargin at screen sx(left)
set rmargin at screen sx(left + width)
unit = unit_ns(longest_makespan)
set xrange [0:longest_makespan / unit]
area_top(p, a) = a ? core_part(p) + gap + (area + gap) * (a - 1) : 0
size_of(p, a) = a ? group_size[a] : cores[p]
level(cell) = (sum [s = 1:n_states] amount[cell + s]) / bin
below = top
do for [p = 1:n_rows] {
    above = below + above_panel
    below = above + panel_height(p) + below_panel
    set tmargin at screen sy(above)
    set bmargin at screen sy(above + panel_height(p))
    set yrange [panel_height(p):0]
    unset ytics
    set grid xtics linetype 1 linecolor rgb grid_colour
    do for [c = 1:core_rows(p) ? cores[p] : 0] {
        set label 100 + c sprintf("core %d", c - 1) at screen sx(left - 8), first line * (c - 0.6) right
    }
    if (!core_rows(p)) { set label 100 cores_text(cores[p]) at screen sx(left - 8), first area / 2.0 right }
    do for [n = 1:n_names] {
        set label 200 + n name[n] at screen sx(left - 8), first core_part(p) + name_at[n] right noenhanced
    }
    set label 90 label[p]."   ".figure(makespan[p] / unit)." ".unit_name(longest_makespan) \
        at screen sx(left), screen sy(above - 12) left noenhanced font sprintf(",%g", 1.15 * font_size)
    if (p == n_rows) { set xlabel "time (".unit_name(longest_makespan).")" }

    set print $areas
    print "# time, then where each state ends"
    n_drawn = 0
    do for [a = core_rows(p) ? 1 : 0:task_rows ? 0 : n_groups] {
        # An area is as high as its group is large; or, where never half of it is there, as those that are.
        size = size_of(p, a)
        peak = 0
        do for [k = 0:n_bins - 1] { peak = max(peak, level(first_cell(p, a) + k * n_states)) }
        if (a && peak < size / 2.0) {
            size = max(1, ceil(peak))
            set label 300 + a sprintf("height: %d", size) at screen sx(left - 8), \
                first area_top(p, a) + area / 2.0 + line right textcolor rgb "#777777"
        }
        do for [k = 0:n_bins - 1] {
            cell = first_cell(p, a) + k * n_states
            y = area_top(p, a) + area
            text = sprintf("%g", (k + 0.5) * bin / unit)
            do for [s = 1:n_states] {
                y = y - area * amount[cell + s] / bin / size
                text = text.sprintf(" %.2f", y)
            }
            print text.sprintf(" %g", area_top(p, a) + area)
        }
        print ""
        print ""
        n_drawn = n_drawn + 1
    }
    unset print

    if (n_drawn) {
        plot for [a = 0:n_drawn - 1] for [s = n_states:1:-1] $areas index a \
            using 1:(column(1 + s)):(column(2 + n_states)) with filledcurves linecolor rgb colour[s]
        unset grid
    }
    if (core_rows(p) || task_rows) {
        plot $boxes using ($1 == p ? $2 / unit : NaN):4:($2 / unit):(overlap($3) / unit):4:(bottom($4, $5)): \
            (colour[$6]) with boxxyerror linecolor rgb variable, \
            $late using ($1 == p ? $2 / unit : NaN):3 \
            with points pointtype 2 pointsize 0.8 linewidth 2 linecolor rgb "#cc0000"
    }
    unset label
    unset object
}
unset multiplot
