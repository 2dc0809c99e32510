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
n_values = 0
is_number = 1
array value[2000]
known_value(text) = (found = 0, (sum [i = 1:n_values] (value[i] eq text ? (found = i, 0) : 0)), found)
set table $unused
plot means using (at_first(0) && stringcolumn(figure_column) ne "" ? \
    (largest = max(largest, column(figure_column)), known_value(stringcolumn(key_column)) || n_values == 2000 ? 0 : \
    (n_values = n_values + 1, value[n_values] = stringcolumn(key_column), \
     is_number = is_number && number_text(value[n_values]), 0)) : 0) with table
unset table

# Where a value stands: at its amount, on a logarithmic axis where these lie far apart; or, where it is
# none, in turn.
least_place = 1e300
most_place = -1e300
place_of(text) = is_number ? amount(text) : known_value(text)
do for [i = 1:n_values] {
    least_place = min(least_place, place_of(value[i]))
    most_place = max(most_place, place_of(value[i]))
}
is_log = is_number && least_place > 0 && most_place >= 20 * least_place
is_time = figure_column eq "goal" ? !goal_is_rate : strlen(figure_column) > 3 && \
    figure_column[strlen(figure_column) - 2:] eq "_ns"
unit = is_time ? unit_ns(largest) : 1
unit_text = is_time ? " (".unit_name(largest).")" : ""

picture_height = 520
picture_title = scenario.": ".(figure_column eq "goal" ? goal_name : figure_column)." against ". \
    key_title(key_column)
load here."open_lines.gp"
set xlabel key_title(key_column).(is_log ? " (logarithmic)" : "") noenhanced
if (is_log) { set logscale x }
if (most_place > least_place) { set xrange [least_place:most_place] }
if (n_values > 0 && n_values <= 20 && (is_log || n_values <= 12 || !is_number)) {
    set xtics () textcolor rgb "#444444"
    last_at = -1e300
    do for [i = 1:n_values] {
        # Marks at the values themselves, as they were given, where there is room.
        at = is_log ? log(place_of(value[i]) / least_place) / log(most_place / least_place) : \
            real(place_of(value[i]) - least_place) / max(most_place - least_place, 1e-300)
        if (at - last_at > 0.012 * (strlen(value[i]) + 2)) {
            set xtics add (value[i] place_of(value[i]))
            last_at = at
        }
    }
}
set ylabel (figure_column eq "goal" ? goal_name : figure_column).unit_text noenhanced
set yrange [0:*]
half(row) = stringcolumn(figure_column."_ci") eq "" ? 0 : column(figure_column."_ci")
place(row) = place_of(stringcolumn(key_column))
mine(p) = stringcolumn("policy") eq policy[p] && at_first(0)
plot for [p = 1:n_policies] means using (mine(p) ? place(0) : NaN): \
         ((column(figure_column) - half(0)) / unit):((column(figure_column) + half(0)) / unit) \
         with filledcurves linecolor rgb policy_colour[p] fillstyle transparent solid 0.2 noborder notitle, \
     for [p = 1:n_policies] means using (mine(p) ? place(0) : NaN):(column(figure_column) / unit) \
         with linespoints pointtype 7 pointsize 0.4 linewidth 2 linecolor rgb policy_colour[p] notitle
unset multiplot
