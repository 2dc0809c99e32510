# speedup - how much faster than `sequential` each policy is on more cores, and Amdahl's bound.
#
#   gnuplot -c speedup.gp DIR OUTFILE
#
# DIR holds means.csv, as `gilsim sweep FILE --vary cores=1:16` writes it.

folder = ARG1
outfile = ARG2
here = ARG0
while (strlen(here) > 0 && here[strlen(here):] ne "/") { here = here[1:strlen(here) - 1] }
load here."style.gp"
load here."means.gp"

# Amdahl's law for the policy that is best on the most cores: with one core it is `single` times as fast as
# sequential, as it may overlap waiting; of that, SERIAL cannot be divided, the least that any point allows.
most_cores = 1
best = 0
best_policy = ""
single = 1
serial = 1
undivided(n, s) = (single / s - 1.0 / n) / (1 - 1.0 / n)
set table $unused
plot means using (stringcolumn("speedup") eq "" ? 0 : (most_cores = max(most_cores, column("cores")), 0)) with table
plot means using (stringcolumn("speedup") ne "" && column("cores") == most_cores && column("speedup") > best ? \
    (best = column("speedup"), best_policy = stringcolumn("policy"), 0) : 0) with table
plot means using (column("cores") == 1 && stringcolumn("policy") eq best_policy ? \
    (single = column("speedup"), 0) : 0) with table
plot means using (column("cores") > 1 && stringcolumn("policy") eq best_policy ? \
    (serial = min(serial, max(0, undivided(column("cores"), column("speedup")))), 0) : 0) with table
unset table
if (most_cores < 2) {
    printerr "there is one number of cores only, expected several, as of gilsim sweep --vary cores=1:16"
    exit status 1
}
amdahl(n) = single / (serial + (1 - serial) / n)

note = sprintf("grey: ideal · dashed: Amdahl's bound of %s, %.0f %% undivided", best_policy, 100 * serial)
picture_height = 540
picture_title = scenario.": speed-up on more cores"
load here."open_lines.gp"
set xlabel "cores"
set ylabel "times as fast as sequential"
set xrange [1:most_cores]
set yrange [0:max(1.15 * best, 2)]
set xtics max(1, nice(most_cores / 20.0))
set xtics add ("1" 1)
set samples 200
plot x with lines linewidth 1 linecolor rgb "#BBBBBB" notitle, \
     amdahl(x) with lines linewidth 1 dashtype 2 linecolor rgb "#777777" notitle, \
     for [p = 1:n_policies] means using (stringcolumn("policy") eq policy[p] ? column("cores") : NaN): \
         (column("speedup")) smooth unique with linespoints pointtype 7 pointsize 0.4 linewidth 2 \
         linecolor rgb policy_colour[p] notitle
unset multiplot
