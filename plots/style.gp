# style - what all pictures share: where they read and write, units, the colours of the states.
#
# Loaded by a script that has set `folder` and `outfile` to its arguments. Text from a scenario is only ever
# data, in string variables and `noenhanced`: put into a script's text, gnuplot could run it as a command.

set encoding utf8
picture_width = 1000
set datafile separator comma
set datafile columnheaders
set datafile commentschars "" # a scenario's name may begin with #

min(a, b) = a < b ? a : b
max(a, b) = a > b ? a : b

# A path is never taken for a pipe ("< command", "| command").
path(name) = name[1:1] eq "/" ? name : "./".name
folder = path(folder)
outfile = path(outfile)
ending = outfile[strlen(outfile) - 2:]

# The eight states of a task (Okabe and Ito's palette, which the colour-blind can tell apart).
states = "compute wait ready lock resource loop queued overhead"
n_states = words(states)
array colour[n_states] = [0x0072B2, 0xA6D5F2, 0xF0E442, 0xD55E00, 0xCC79A7, 0xE69F00, 0xDCDCDC, 0x333333]
state_index(name) = name eq "compute" ? 1 : name eq "wait" ? 2 : name eq "ready" ? 3 : name eq "lock" ? 4 : \
    name eq "resource" ? 5 : name eq "loop" ? 6 : name eq "queued" ? 7 : 8

# A policy has the same colour in every picture, of the same palette.
colour_of(name) = name eq "sequential" ? 0x555555 : name eq "async" ? 0x009E73 : name eq "threads" ? 0xD55E00 : \
    name eq "free-threaded" ? 0x0072B2 : name eq "processes" ? 0xE69F00 : name eq "subinterpreters" ? 0xCC79A7 : \
    name eq "process-async" ? 0x56B4E9 : 0x999999

# The largest unit in which a time reads well on an axis that ends at NS.
unit_ns(ns) = ns < 2e3 ? 1 : ns < 2e6 ? 1e3 : ns < 2e9 ? 1e6 : ns < 300e9 ? 1e9 : 60e9
unit_name(ns) = ns < 2e3 ? "ns" : ns < 2e6 ? "µs" : ns < 2e9 ? "ms" : ns < 300e9 ? "s" : "min"

# At most SIZE characters of TEXT.
shorten(text, size) = strlen(text) > size ? text[1:size - 1]."…" : text

# How many pixels TEXT takes, at most about: letters of the usual fonts are narrow, usual or wide, and what is
# none of theirs is as wide as high.
letters = "abcdeghknopqrsuvxyzABCDEFGHJKLNOPQRSTUVXYZ0123456789+-_=<>~#$?*^&{}/\\\"%"
letter_width(c) = strstrt("iljtfI.,:;'|!()[] ·", c) ? 5 : strstrt("mwMW@%&×…", c) ? 12 : strstrt(letters, c) ? 8 : 13
text_width(text) = strlen(text) == 0 ? 0 : (sum [i = 1:strlen(text)] letter_width(text[i:i]))

# TEXT, cut short where it takes more than PIXELS.
cut(text, pixels) = text_width(text) <= pixels || strlen(text) <= 1 ? text."…" : cut(text[1:strlen(text) - 1], pixels)
fit(text, pixels) = text_width(text) <= pixels ? text : cut(text, pixels - 12)

# Three digits: "1154", "236", "42.3", "0.517".
figure(x) = x < 100 ? sprintf("%.3g", x) : sprintf("%.0f", x)

# Of 1, 2, 5, 10, 20, ... the least that is at least X: the distance of an axis' marks.
nice(x) = (ten = 10.0**floor(log10(x)), \
    x <= ten ? ten : x <= 2 * ten ? 2 * ten : x <= 5 * ten ? 5 * ten : 10 * ten)
