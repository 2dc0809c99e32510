# legend_draw - draws the legend that legend_rows.gp has laid out, not the states'; moves `top` below it.

unset object
do for [s = 1:n_states] { unset label 1 + s }
do for [n = 1:n_keys] {
    x = 20 + key_width * ((n - 1) % keys_a_line)
    y = 53 + 20 * ((n - 1) / keys_a_line)
    set arrow 100 + n from screen sx(x), screen sy(y) to screen sx(x + 26), screen sy(y) nohead \
        linewidth 3 dashtype row_dash[n] linecolor rgb row_colour[n]
    set label 100 + n label[n] at screen sx(x + 32), screen sy(y) left noenhanced
}
top = 54 + legend_height
