# rows - reads summary.csv: a row a combination of models, and what tells it from the others.
#
# Leaves n_rows, scenario, and for each row key[] (the combination), label[], cores[] and
# makespan[] (nanoseconds).

summary = folder."/summary.csv"
key_of(row) = stringcolumn("executor")."\t".stringcolumn("policy")."\t".stringcolumn("lock")."\t". \
    stringcolumn("scheduler")."\t".stringcolumn("cores")."\t".stringcolumn("repeat")

cores_text(count) = sprintf(count == 1 ? "%d core" : "%d cores", count)

# Rows without figures (an executor could not carry the plan out) are left out.
n_rows = 0
scenario = ""
set table $unused
plot summary using (n_rows = n_rows + (stringcolumn("makespan_ns") ne ""), 0) with table
array key[n_rows]
array label[n_rows]
array makespan[n_rows]
array cores[n_rows]
array field[6 * n_rows]
n = 0
plot summary using (stringcolumn("makespan_ns") eq "" ? 0 : \
    (n = n + 1, key[n] = key_of(0), makespan[n] = column("makespan_ns"), \
     cores[n] = column("cores"), scenario = stringcolumn("scenario"), \
     field[6 * n - 5] = stringcolumn("policy"), field[6 * n - 4] = stringcolumn("lock"), \
     field[6 * n - 3] = stringcolumn("scheduler"), field[6 * n - 2] = cores_text(cores[n]), \
     field[6 * n - 1] = stringcolumn("executor"), field[6 * n] = "run ".stringcolumn("repeat"), 0)) with table
unset table

# A label is the policy, and whatever else differs between rows of one policy.
array differs[6]
do for [f = 2:6] {
    differs[f] = 0
    do for [a = 1:n_rows] {
        do for [b = 1:a - 1] {
            if (field[6 * a - 5] eq field[6 * b - 5] && field[6 * a - 6 + f] ne field[6 * b - 6 + f]) {
                differs[f] = 1
            }
        }
    }
}
longest_makespan = 1
do for [n = 1:n_rows] {
    label[n] = field[6 * n - 5]
    do for [f = 2:6] {
        if (differs[f]) { label[n] = label[n]." · ".field[6 * n - 6 + f] }
    }
    longest_makespan = max(longest_makespan, makespan[n])
}
