# rows - reads summary.csv: a row a combination of models, and what tells it from the others.
#
# Leaves n_rows, n_scenarios, and for each row policy_name[], label[], cores[] and makespan[] (nanoseconds).

summary = folder."/summary.csv"
cores_text(count) = sprintf(count == 1 ? "%d core" : "%d cores", count)

# Rows without figures (an executor could not carry the plan out) are left out.
n_rows = 0
set table $unused
plot summary using (n_rows = n_rows + (stringcolumn("makespan_ns") ne ""), 0) with table
array policy_name[n_rows + 1]
array label[n_rows + 1]
array makespan[n_rows + 1]
array cores[n_rows + 1]
array field[7 * n_rows + 1]
n = 0
plot summary using (stringcolumn("makespan_ns") eq "" ? 0 : \
    (n = n + 1, makespan[n] = column("makespan_ns"), cores[n] = column("cores"), \
     policy_name[n] = stringcolumn("policy"), field[7 * n - 6] = stringcolumn("policy"), \
     field[7 * n - 5] = stringcolumn("lock"), field[7 * n - 4] = stringcolumn("scheduler"), \
     field[7 * n - 3] = cores_text(cores[n]), field[7 * n - 2] = stringcolumn("executor"), \
     field[7 * n - 1] = "run ".stringcolumn("repeat"), field[7 * n] = stringcolumn("scenario"), 0)) with table
unset table

# What is simulated of free threads is the best that can be hoped for.
is_at_best(n) = field[7 * n - 6] eq "free-threaded" && field[7 * n - 2] eq "sim"
at_best = "≤ at best: tasks that share objects gain less from running without a lock"

# A label is the policy, and whatever else differs between rows of one policy.
n_scenarios = n_rows > 0
array differs[7]
do for [f = 2:7] {
    differs[f] = 0
    do for [a = 1:n_rows] {
        do for [b = 1:a - 1] {
            if (field[7 * a - 6] eq field[7 * b - 6] && field[7 * a - 7 + f] ne field[7 * b - 7 + f]) {
                differs[f] = 1
            }
        }
    }
}
do for [n = 2:n_rows] { n_scenarios = n_scenarios + (field[7 * n] ne field[7 * n - 7]) }
longest_makespan = 1
do for [n = 1:n_rows] {
    label[n] = field[7 * n - 6]
    do for [f = 2:7] {
        if (differs[f]) { label[n] = label[n]." · ".field[7 * n - 7 + f] }
    }
    longest_makespan = max(longest_makespan, makespan[n])
}
