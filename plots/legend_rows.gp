# legend_rows - the legend of a picture with a curve a row of the table: how high it is.
#
# Loaded before open.gp. Leaves row_colour[] and row_dash[] (rows of one policy differ in their dashes), and
# legend_height, which legend_draw.gp then takes below the title.

n_keys = min(n_rows, 16)
array row_colour[n_rows + 1]
array row_dash[n_rows + 1]
widest_label = 56
do for [n = 1:n_rows] {
    row_colour[n] = colour_of(policy_name[n])
    row_dash[n] = 1
    do for [m = 1:n - 1] {
        if (policy_name[m] eq policy_name[n]) { row_dash[n] = row_dash[n] % 5 + 1 }
    }
    widest_label = max(widest_label, text_width(label[n]))
}
key_width = 60 + widest_label
keys_a_line = max(1, int((picture_width - 40) / key_width))
legend_height = 20 * (1 + (n_keys - 1) / keys_a_line)
