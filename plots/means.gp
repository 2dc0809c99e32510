# means - reads means.csv and sweep.ini: which keys a sweep varied, and which policies it compared.
#
# Leaves means, n_keys, scenario, policy[1:n_policies], policy_colour[], goal_name and goal_is_rate.

means = folder."/means.csv"
goal_name = "goal"
goal_is_rate = 0
unset datafile columnheaders
set datafile separator "="
set table $unused
plot folder."/sweep.ini" using (stringcolumn(1) eq "goal" ? (goal_name = stringcolumn(2), 0) : \
    stringcolumn(1) eq "higher_is_better" ? (goal_is_rate = stringcolumn(2) eq "true", 0) : 0) with table
unset table

# The names of all columns, from the first line; the varied keys are those before `scenario`.
array header[400]
n_columns = 0
n_keys = 0
rest = ""
set datafile separator "\n"
set table $unused
plot means using (rest eq "" ? (rest = stringcolumn(1).",", 0) : 0) every ::0::0 with table
unset table
set datafile separator comma
set datafile columnheaders
while (strlen(rest) > 0) {
    n_columns = n_columns + 1
    comma = strstrt(rest, ",")
    header[n_columns] = comma > 1 ? rest[1:comma - 1] : ""
    if (header[n_columns] eq "scenario") { n_keys = n_columns - 1 }
    rest = rest[comma + 1:]
}
column_of(name) = (found = 0, (sum [c = 1:n_columns] (header[c] eq name && !found ? (found = c, 0) : 0)), found)
name_of(c) = header[c]

# What people call a key: "cores" for machine.cores, "wait" for let.wait.
key_title(c) = header[c][1:4] eq "let." ? header[c][5:] : header[c] eq "machine.cores" ? "cores" : header[c]

# "5ms" as nanoseconds, "8" as 8: what a key's value is on an axis.
factor(unit) = unit eq "us" ? 1e3 : unit eq "ms" ? 1e6 : unit eq "s" ? 1e9 : unit eq "min" ? 60e9 : 1
digits(text) = (end = 0, (sum [i = 1:strlen(text)] (end == i - 1 && strstrt("0123456789.", text[i:i]) ? \
    (end = i, 0) : 0)), end)
number_text(text) = digits(text) > 0
amount(text) = (cut = digits(text), cut ? real(text[1:cut]) * factor(text[cut + 1:]) : NaN)

scenario = ""
set datafile missing NaN # what a line leaves out does not cut it
n_policies = 0
array policy[32]
known(name) = (found = 0, (sum [p = 1:n_policies] (policy[p] eq name ? (found = p, 0) : 0)), found)
set table $unused
plot means using (scenario = stringcolumn("scenario"), \
    known(stringcolumn("policy")) ? 0 : (n_policies = n_policies + 1, \
    policy[n_policies] = stringcolumn("policy"), 0)) with table
unset table

array policy_colour[32]
do for [p = 1:n_policies] { policy_colour[p] = colour_of(policy[p]) }
