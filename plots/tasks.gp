# tasks - reads tasks.csv: the tasks and their groups, in file order, and how rows of a timeline find them.
#
# Expects what rows.gp leaves. Leaves panel(), look_up(), task_list, n_tasks, task_name[], group_of[], n_groups,
# group_name[] and group_size[].

tasks_file = folder."/tasks.csv"

# A text list from which a text's number can be looked up; 0: not in it.
entry(text, number) = sprintf("\n%s\t%6d", text, number)
number_at(list, at) = at ? int(substr(list, at, at + 5)) : 0
look_up(list, text) = (at = strstrt(list, "\n".text."\t"), number_at(list, at ? at + strlen(text) + 2 : 0))

panel_list = ""
do for [n = 1:n_rows] { panel_list = panel_list.entry(key[n], n) }
last_key = ""
new_key(text) = (last_key = text, last_panel = look_up(panel_list, text))
panel(row) = (k = key_of(0), k eq last_key ? last_panel : new_key(k))

# Tasks and groups, in file order, as the first panel has them.
n_tasks = 0
set table $unused
plot tasks_file using (n_tasks = n_tasks + (panel(0) == 1), 0) with table
array task_name[n_tasks + 1]
array group_of[n_tasks + 1]
array group_name[n_tasks + 1]
array group_size[n_tasks + 1]
task_list = ""
n_groups = 0
n = 0
new_group(name) = (n_groups = n_groups + 1, group_name[n_groups] = name, group_size[n_groups] = 0)
add_task(name, group) = (n = n + 1, task_name[n] = name, task_list = task_list.entry(name, n), \
    (n_groups > 0 && group_name[max(n_groups, 1)] eq group ? 0 : new_group(group)), \
    group_of[n] = n_groups, group_size[n_groups] = group_size[n_groups] + 1, 0)
plot tasks_file using (panel(0) == 1 ? add_task(stringcolumn("task"), stringcolumn("group")) : 0) with table
unset table
