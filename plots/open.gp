# open - opens the picture: terminal by the file's ending, then title and legend on top.
#
# Expects picture_height and picture_title; leaves `top`, the height in pixels that title and legend take.
# `note`, where there is one, stands at the foot. All places are in pixels from the upper left corner: sx()
# and sy() make screen coordinates of them.

top = 74
sx(x) = real(x) / picture_width
sy(y) = 1 - real(y) / picture_height

if (ending eq "svg") {
    set terminal svg size picture_width, picture_height font "DejaVu Sans,12" background "white"
    font_size = 12
} else { if (ending eq "png") {
    set terminal pngcairo size picture_width, picture_height font "Sans,9"
    font_size = 9
} else { if (ending eq "pdf") {
    set terminal pdfcairo size picture_width / 100.0, picture_height / 100.0 font "Sans,6.5" fontscale 1
    font_size = 6.5
} else {
    printerr sprintf("%s: the picture's name was expected to end in .svg, .png or .pdf", outfile)
    exit status 1
}}}
set output outfile

set multiplot
grid_colour = 0xE4E4E4
set border 0
set tics nomirror scale 0.5
set xtics textcolor rgb "#444444"
set grid xtics linetype 1 linecolor rgb grid_colour
set style fill solid noborder
unset key

# What is long is smaller, and what is very long is cut short.
title_size = max(1, min(1.4, 1.4 * 88 / max(strlen(picture_title), 1)))
picture_title = shorten(picture_title, 125)
set label 1 picture_title at screen sx(20), screen sy(20) left noenhanced \
    font sprintf(",%g", title_size * font_size)
if (exists("note")) {
    set label 10 note at screen sx(20), screen sy(picture_height - 14) left noenhanced textcolor rgb "#666666"
}
do for [s = 1:n_states] {
    x = 20 + (s - 1) * 118
    set object s rectangle from screen sx(x), screen sy(60) to screen sx(x + 14), screen sy(46) \
        fillcolor rgb colour[s] fillstyle solid noborder
    set label 1 + s word(states, s) at screen sx(x + 20), screen sy(53) left
}
