# chart - reads chart.csv: the title, and what the tables beside it hold.
#
# Leaves title, axis_ns (where time ends), n_panels, n_left_out, n_tasks, task_rows (each task has a row of
# its own), n_stretches, grain (pixels) and sampled (some stretches are shorter than that).

title = ""
axis_ns = 1
n_panels = 0
n_left_out = 0
n_tasks = 0
task_rows = 0
n_stretches = 0
grain = 1
sampled = 0
set table $unused
plot folder."/chart.csv" using (title = stringcolumn("title"), axis_ns = column("axis_ns"), \
    n_panels = int(column("panels")), n_left_out = int(column("left_out")), n_tasks = int(column("tasks")), \
    task_rows = int(column("has_lines")), n_stretches = column("stretches"), grain = int(column("grain")), \
    sampled = int(column("sampled")), 0) with table
unset table
unit = unit_ns(axis_ns)

# What is said at the foot of a picture that does not show all.
note = ""
add_note(text) = (note = note.(note eq "" ? "" : " · ").text, 0)
thousands(x) = x < 1e3 ? sprintf("%d", x) : x < 1e6 ? sprintf("%d,%03d", int(x / 1e3), int(x) % 1000) : \
    sprintf("%.3g million", x / 1e6)
unused = n_left_out ? add_note(sprintf("%d further rows of the table are not drawn", n_left_out)) : 0
