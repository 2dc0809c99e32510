# open_lines - opens a picture with two axes: as open.gp, with a legend of policies in place of the states'.
load here."open.gp"
unset object
do for [s = 1:n_states] { unset label 1 + s }
do for [p = 1:n_policies] {
    x = 20 + (p - 1) * 135
    set object 100 + p rectangle from screen sx(x), screen sy(60) to screen sx(x + 14), screen sy(46) \
        fillcolor rgb policy_colour[p] fillstyle solid noborder
    set label 100 + p policy[p] at screen sx(x + 20), screen sy(53) left noenhanced
}
set tmargin at screen sy(top + 16)
set bmargin at screen sy(picture_height - 56 - (exists("note") && note ne "" ? 20 : 0))
set lmargin at screen sx(80)
set rmargin at screen sx(picture_width - 30)
set border 3 linecolor rgb "#999999"
set grid xtics ytics linetype 1 linecolor rgb grid_colour
set ytics textcolor rgb "#444444"
