# sweep - a column of a sweep's results against a key, a line a policy, with 95 % confidence bands.
#
#   gnuplot -c sweep.gp DIR OUTFILE [KEY [COLUMN]]
#
# DIR holds means.csv, as `gilsim sweep` writes it. KEY is one of its varied keys (the first), COLUMN one of
# its figures (the goal). Other keys that were varied stay at their first value.

folder = ARG1
outfile = ARG2
here = ARG0
while (strlen(here) > 0 && here[strlen(here):] ne "/") { here = here[1:strlen(here) - 1] }
load here."style.gp"
load here."means.gp"
figure_column = ARGC >= 4 && ARG4 ne "" ? ARG4 : "goal"
key_column = ARGC >= 3 && ARG3 ne "" ? column_of(ARG3) : 1
if (column_of(figure_column) == 0 || key_column < 1 || key_column > n_keys) {
    printerr sprintf("expected a varied key and a column of means.csv, not '%s' and '%s'", ARG3, figure_column)
    exit status 1
}

# Other keys that are not at their first value are left out.
first = ""
others(row) = (text = "", (sum [k = 1:n_keys] (k == key_column ? 0 : \
    (text = text."\t".stringcolumn(k), 0))), text)
at_first(row) = (first eq "" ? (first = others(0)."\n") : first, others(0)."\n" eq first)
largest = 0
numeric = 1
set table $unused
plot means using (at_first(0) && stringcolumn(figure_column) ne "" ? \
    (largest = max(largest, column(figure_column)), \
     numeric = numeric && number_text(stringcolumn(key_column)), 0) : 0) with table
unset table
is_time = figure_column eq "goal" ? !goal_is_rate : strlen(figure_column) > 3 && \
    figure_column[strlen(figure_column) - 2:] eq "_ns"
unit = is_time ? unit_ns(largest) : 1
unit_text = is_time ? " (".unit_name(largest).")" : ""

picture_height = 520
picture_title = scenario.": ".(figure_column eq "goal" ? goal_name : figure_column)." against ".name_of(key_column)
load here."open_lines.gp"
set xlabel name_of(key_column) noenhanced
set ylabel (figure_column eq "goal" ? goal_name : figure_column).unit_text noenhanced
set yrange [0:*]
half(row) = stringcolumn(figure_column."_ci") eq "" ? 0 : column(figure_column."_ci")
place(row) = amount(stringcolumn(key_column))
mine(p) = stringcolumn("policy") eq policy[p] && at_first(0)
plot for [p = 1:n_policies] means using (mine(p) ? place(0) : NaN): \
         ((column(figure_column) - half(0)) / unit):((column(figure_column) + half(0)) / unit) \
         with filledcurves linecolor rgb policy_colour[p] fillstyle transparent solid 0.2 noborder notitle, \
     for [p = 1:n_policies] means using (mine(p) ? place(0) : NaN):(column(figure_column) / unit) \
         with linespoints pointtype 7 pointsize 0.4 linewidth 2 linecolor rgb policy_colour[p] notitle
unset multiplot
