# regions - which policy is best over two keys of a sweep: a map.
#
#   gnuplot -c regions.gp DIR OUTFILE
#
# DIR holds means.csv, as `gilsim sweep` with two --vary writes it: the first key goes to the right, the second
# upwards. Both axes have the values as they were given, each as wide as the next.

folder = ARG1
outfile = ARG2
here = ARG0
while (strlen(here) > 0 && here[strlen(here):] ne "/") { here = here[1:strlen(here) - 1] }
load here."style.gp"
load here."means.gp"
if (n_keys != 2) {
    printerr sprintf("the sweep varies %d keys, expected two", n_keys)
    exit status 1
}

# The values of both keys in the order of the file.
array across[2000]
array upward[2000]
n_right = 0
n_up = 0
right_of(text) = (found = 0, (sum [i = 1:n_right] (across[i] eq text ? (found = i, 0) : 0)), found)
up_of(text) = (found = 0, (sum [i = 1:n_up] (upward[i] eq text ? (found = i, 0) : 0)), found)
set table $unused
plot means using ( \
    right_of(stringcolumn(1)) ? 0 : (n_right = n_right + 1, across[n_right] = stringcolumn(1), 0), \
    up_of(stringcolumn(2)) ? 0 : (n_up = n_up + 1, upward[n_up] = stringcolumn(2), 0)) with table
unset table

picture_height = 560
picture_title = scenario.": which policy is best"
load here."open_lines.gp"
unset grid
set border 0
set label 300 name_of(1) at screen sx(picture_width / 2 + 25), screen sy(picture_height - 18) center noenhanced
set label 301 name_of(2) at screen sx(20), screen sy((top + picture_height) / 2 - 20) center rotate noenhanced
set xrange [0.5:n_right + 0.5]
set yrange [0.5:n_up + 0.5]
unset xtics
unset ytics
step_right = max(1, ceil(n_right / 16.0))
step_up = max(1, ceil(n_up / 16.0))
do for [i = 1:n_right:int(step_right)] {
    set label 1000 + i across[i] at first i, screen sy(picture_height - 44) center noenhanced textcolor rgb "#444444"
}
do for [i = 1:n_up:int(step_up)] {
    set label 4000 + i upward[i] at screen sx(72), first i right noenhanced textcolor rgb "#444444"
}
plot means using (column("best") == 1 ? right_of(stringcolumn(1)) : NaN):(up_of(stringcolumn(2))):(0.5):(0.5): \
    (colour_of(stringcolumn("policy"))) with boxxyerror linecolor rgb variable notitle
unset multiplot
