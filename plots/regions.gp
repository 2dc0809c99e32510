# regions - which policy is best over two keys of a sweep: a map.
#
#   gnuplot -c regions.gp DIR OUTFILE
#
# DIR holds means.csv, as `gilsim sweep` with two --vary writes it: the first key goes to the right, the
# second upwards. Both axes have the values as they were given, each as wide as the next; where it follows
# from the first key how much of their time tasks wait by themselves, that stands with it.

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

# Of each point, its best goal, and how far the next policy is behind it; of each column, the share of
# waiting.
array best_goal[n_right * n_up]
array behind[n_right * n_up]
array least_share[n_right]
array most_share[n_right]
do for [i = 1:n_right * n_up] { behind[i] = 1e300 }
do for [i = 1:n_right] {
    least_share[i] = 1e300
    most_share[i] = -1
}
cell(row) = (up_of(stringcolumn(2)) - 1) * n_right + right_of(stringcolumn(1))
share(row) = column("wait_ns") / max(column("wait_ns") + column("compute_ns"), 1)
note_share(i, x) = (least_share[i] = min(least_share[i], x), most_share[i] = max(most_share[i], x), 0)
set table $unused
plot means using (stringcolumn("goal") eq "" ? 0 : (i = cell(0), note_share(right_of(stringcolumn(1)), share(0)), \
    column("best") == 1 ? (best_goal[i] = column("goal"), 0) : 0)) with table
plot means using (stringcolumn("goal") eq "" || column("best") == 1 ? 0 : \
    (i = cell(0), behind[i] = min(behind[i], abs(column("behind"))), 0)) with table
unset table
has_shares = most_share[n_right] - least_share[1] > 0.01
do for [i = 1:n_right] { has_shares = has_shares && most_share[i] - least_share[i] < 0.005 }

# Half as much colour where the next policy is within 5 %.
narrow(i) = behind[i] < 0.05 * abs(best_goal[i])
paler(rgb) = ((rgb & 0xFEFEFE) / 2) + 0x7F7F7F
n_narrow = 0
set table $unused
plot means using (column("best") == 1 ? (n_narrow = n_narrow + narrow(cell(0)), 0) : 0) with table
unset table
note = n_narrow ? "paler: another policy is within 5 %" : ""

picture_height = 560 + (has_shares ? 10 : 0) + (note eq "" ? 0 : 12)
picture_title = scenario.": which policy has the best ".goal_name
load here."open_lines.gp"
unset grid
set border 0
foot = picture_height - (note eq "" ? 0 : 12)
set bmargin at screen sy(foot - (has_shares ? 70 : 56))
set label 300 has_shares ? "share of waiting  (".key_title(1).")" : key_title(1) \
    at screen sx(picture_width / 2 + 25), screen sy(foot - 16) center noenhanced
set label 301 key_title(2) at screen sx(20), screen sy((top + picture_height) / 2 - 20) center rotate noenhanced
set xrange [0.5:n_right + 0.5]
set yrange [0.5:n_up + 0.5]
unset xtics
unset ytics
step_right = max(1, ceil(n_right / 16.0))
step_up = max(1, ceil(n_up / 16.0))
do for [i = 1:n_right:int(step_right)] {
    if (has_shares) {
        set label 7000 + i sprintf("%.0f %%", 100 * least_share[i]) at first i, screen sy(foot - 56) center
    }
    set label 1000 + i across[i] at first i, screen sy(foot - (has_shares ? 38 : 44)) center noenhanced \
        textcolor rgb (has_shares ? "#888888" : "#444444")
}
do for [i = 1:n_up:int(step_up)] {
    set label 4000 + i upward[i] at screen sx(72), first i right noenhanced textcolor rgb "#444444"
}
fill(rgb, i) = narrow(i) ? paler(rgb) : rgb
plot means using (column("best") == 1 ? right_of(stringcolumn(1)) : NaN):(up_of(stringcolumn(2))):(0.5):(0.5): \
    (fill(colour_of(stringcolumn("policy")), cell(0))) with boxxyerror linecolor rgb variable notitle
unset multiplot
