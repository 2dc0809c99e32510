# layout - where a panel shows its tasks: a row each, or an area for each group.
#
# Expects what chart.gp leaves. Leaves line, area, gap (pixels), n_groups, group_name[], group_size[]; of
# tasks with rows task_top[] and task_height[]; n_names, name[] and name_at[], the middle of what it names;
# widest_name (pixels) and task_part, the height of all. Heights count from the first pixel of the part with the
# tasks.

most_task_names = 12
line = 15
area = 70
gap = 8
thin_line = max(4, min(6, 240.0 / max(n_tasks, 1)))

n_groups = 0
set table $unused
plot folder."/chart_groups.csv" using (n_groups = n_groups + 1, 0) with table
array group_name[n_groups + 1]
array group_size[n_groups + 1]
n = 0
plot folder."/chart_groups.csv" using (n = n + 1, group_name[n] = stringcolumn("group"), \
    group_size[n] = int(column("tasks")), 0) with table
n_rows_of_tasks = task_rows ? n_tasks : 0
array task_name[n_rows_of_tasks + 1]
array group_of[n_rows_of_tasks + 1]
array task_top[n_rows_of_tasks + 1]
array task_height[n_rows_of_tasks + 1]
task_top[1] = 0
task_height[1] = 0
n = 0
if (task_rows) {
    plot folder."/chart_tasks.csv" using (n = n + 1, task_name[n] = stringcolumn("task"), \
        group_of[n] = int(column("group")), 0) with table
}
unset table

each_has_name = task_rows && n_tasks <= most_task_names
n_names = each_has_name ? n_tasks : n_groups
array name[n_names + 1]
array name_at[n_names + 1]
widest_name = 65
named(text, size) = shorten(text, 24).(size > 1 ? " × ".thousands(size) : "")
task_part = gap
group_top = gap
do for [n = 1:n_rows_of_tasks] {
    g = group_of[n]
    if (n > 1 && g != group_of[max(n - 1, 1)]) { group_top = task_part }
    task_top[n] = task_part
    task_height[n] = each_has_name ? line : max(thin_line, real(line) / group_size[g])
    task_part = task_part + task_height[n]
    if (each_has_name) {
        name[n] = named(task_name[n], 1)
        name_at[n] = task_part - 0.6 * line
    } else {
        name[g] = named(group_name[g], group_size[g])
        name_at[g] = 0.5 * (group_top + task_part)
    }
}
do for [g = 1:task_rows ? 0 : n_groups] {
    name[g] = named(group_name[g], group_size[g])
    name_at[g] = task_part + area / 2.0
    task_part = task_part + area + gap
}
do for [n = 1:n_names] { widest_name = max(widest_name, text_width(name[n])) }
left = 30 + int(widest_name)
width = picture_width - left - 30

# Boxes hide the seam between neighbours; the next one covers what is too much.
pixel = real(axis_ns) / width
overlap(ns) = ns + 0.6 * pixel
bottom(y, height) = y + min(0.8 * height, height - 1)
area_top(a) = gap + (area + gap) * (a - 1) # in the part with the tasks
unused = task_rows || n_tasks <= 1 ? 0 : \
    add_note(thousands(n_tasks)." tasks: how many of a group are in each state")
unused = !sampled || n_stretches < 2 ? 0 : add_note(sprintf("%s stretches, drawn by samples %d pixel%s apart", \
    thousands(n_stretches), grain, grain > 1 ? "s" : ""))
