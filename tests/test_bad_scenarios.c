/* test_bad_scenarios - bad input never gets past the reader: files, and exactly what is said of each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scenario.h"

#define TASK "[task a]\nphases = compute 1ms\n"

static const struct {
    const char *text, *message;
} bad[] = {
    { "",
      "t.ini: no tasks, expected a [task NAME] or a [trace]" },
    { "# only a comment\n",
      "t.ini: no tasks, expected a [task NAME] or a [trace]" },
    { "[scenario]\n",
      "t.ini: no tasks, expected a [task NAME] or a [trace]" },
    { "cores = 4\n",
      "t.ini:1: a key before the first group, expected a group such as [machine] above it" },
    { "[machine\ncores = 4\n",
      "t.ini:1: a ']' is missing, expected a group such as [machine]" },
    { "[machine] # cores\ncores = 4\n",
      "t.ini:1: expected nothing behind the ']' of a group; a comment goes on a line of its own" },
    { "[]\n",
      "t.ini:1: a group without a name, expected one such as [machine]" },
    { "[machine]\ncores\n",
      "t.ini:2: 'cores' is no line of a scenario, expected KEY = VALUE or a [group]" },
    { "[machine]\n= 4\n",
      "t.ini:2: a key is missing, expected KEY = VALUE" },
    { "  cores = 4\n",
      "t.ini:1: a line that begins with white space continues the value above, and there is none; expected it in the first column" },
    { "[machine]\n  cores = 4\n",
      "t.ini:2: a line that begins with white space continues the value above, and there is none; expected it in the first column" },
    { "[machine]\ncores = 4\n  slice = 3ms\n",
      "t.ini:3: a line that begins with white space continues the value above; expected a key or a group in the first column" },
    { TASK "  ; wait 5ms\n",
      "t.ini:3: a line that begins with white space and ';' is neither comment nor value; expected '#' for a comment, or the ';' at the end of the line above" },
    { TASK "  [lock]\n",
      "t.ini:3: a line that begins with white space continues the value above; expected a key or a group in the first column" },
    { "[scenario]\ntitle = a\001b\n",
      "t.ini:2: a control character (byte 0x01), expected text" },
    { "[scenario]\ntitle = a\377b\n",
      "t.ini:2: bytes that are not UTF-8, expected text in UTF-8" },
    { "[scenario]\ntitle = a\015b\n",
      "t.ini:2: a control character (byte 0x0d), expected text" },
    { TASK "[machin]\ncores = 4\n",
      "t.ini:3: unknown group 'machin'; did you mean 'machine'?" },
    { TASK "[frobnicate]\n",
      "t.ini:3: unknown group 'frobnicate'; expected scenario, let, machine, scheduler, lock, resource, policy, task, trace or real" },
    { TASK "[task a]\nphases = compute 1ms\n",
      "t.ini:3: [task a] is given twice, first in line 1; expected it once" },
    { TASK "[machine]\n[machine]\n",
      "t.ini:4: [machine] is given twice, first in line 3; expected it once" },
    { TASK "[machine big]\ncores = 4\n",
      "t.ini:3: there is one group [machine], expected no name behind it" },
    { "[task]\nphases = compute 1ms\n",
      "t.ini:1: [task] without a name, expected [task NAME]" },
    { "[task a,b]\nphases = compute 1ms\n",
      "t.ini:1: the name of a task cannot have one of , ; # in it" },
    { TASK "[resource a b]\ncapacity = 1\n",
      "t.ini:3: the name of a resource cannot have one of , ; # { } ( ) or a space in it" },
    { TASK "[machine]\ncore = 4\n",
      "t.ini:4: [machine] has no key 'core'; did you mean 'cores'?" },
    { TASK "[machine]\nzzzzzz = 4\n",
      "t.ini:4: [machine] has no key 'zzzzzz'; expected cores, scheduler, slice, quantum, balance, queues, profile, costs, context_switch, migration, wake_latency, timer_slack, tick, loop_timer, lock_handoff, thread_start, process_start, subinterpreter_start, ipc_call, ipc_mib, loop_step, check_interval, ticks, free_threaded_tax, parallel_tax or requester_wins" },
    { TASK "[machine]\ncores = 4\ncores = 5\n",
      "t.ini:5: cores is given twice, first in line 4; expected it once" },
    { TASK "[machine]\nslice = 4ms\nquantum = 5ms\n",
      "t.ini:5: slice is given twice, first in line 4; expected it once" },
    { TASK "[machine]\ncores =\n",
      "t.ini:4: cores: a value is missing, expected 1 to 4096, or host; or a list of them" },
    { TASK "[lock]\nintervall = 5ms\n",
      "t.ini:4: [lock] has no key 'intervall'; did you mean 'interval'?" },
    { TASK "[scheduler fifo]\nexpired = last\n",
      "t.ini:4: [scheduler fifo] has no key 'expired'; none is defined" },
    { TASK "[policy threads]\nworker = 4\n",
      "t.ini:4: [policy threads] has no key 'worker'; did you mean 'workers'?" },
    { TASK "[machine]\ncores = 0\n",
      "t.ini:4: cores = 0: expected 1 to 4096, or host" },
    { TASK "[machine]\ncores = 4097\n",
      "t.ini:4: cores = 4097: expected 1 to 4096, or host" },
    { TASK "[machine]\ncores = -1\n",
      "t.ini:4: cores = -1: expected 1 to 4096, or host" },
    { TASK "[machine]\ncores = 0x10\n",
      "t.ini:4: cores = 0x10: expected 1 to 4096, or host" },
    { TASK "[machine]\ncores = 4, 4\n",
      "t.ini:4: cores = 4, 4: '4' stands there twice, expected each number once" },
    { TASK "[machine]\ncores = 4 # four\n",
      "t.ini:4: cores = 4 # four: a comment cannot stand behind a value, expected it on a line of its own" },
    { TASK "[machine]\ncores = 4 ; four\n",
      "t.ini:4: cores = 4 ; four: a comment cannot stand behind a value, expected it on a line of its own" },
    { TASK "[machine]\ncores = 1,,2\n",
      "t.ini:4: cores = 1,,2: expected 1 to 4096, or host" },
    { TASK "[machine]\nslice = 3\n",
      "t.ini:4: slice = 3: a unit is missing, expected ns, us, ms, s or min" },
    { TASK "[machine]\nslice = 0\n",
      "t.ini:4: slice = 0: expected a duration above 0" },
    { TASK "[machine]\nslice = 3 ms\n",
      "t.ini:4: slice = 3 ms: expected no space between a number and its unit, as in 10ms" },
    { TASK "[machine]\nslice = 3sec\n",
      "t.ini:4: slice = 3sec: unknown unit, did you mean s?" },
    { TASK "[machine]\nslice = 3m\n",
      "t.ini:4: slice = 3m: unknown unit, expected ns, us, ms, s or min" },
    { TASK "[machine]\nslice = -3ms\n",
      "t.ini:4: slice = -3ms: a time cannot be negative" },
    { TASK "[machine]\nslice = 1e3ms\n",
      "t.ini:4: slice = 1e3ms: unknown unit, expected ns, us, ms, s or min" },
    { TASK "[machine]\nslice = 99999999999999999999s\n",
      "t.ini:4: slice = 99999999999999999999s: too long, expected at most 2^62 ns (146 years)" },
    { TASK "[machine]\nslice = soon\n",
      "t.ini:4: slice = soon: expected a duration such as 10ms" },
    { TASK "[machine]\nslice = 5000000000s\n",
      "t.ini:4: slice = 5000000000s: too long, expected at most 2^62 ns (146 years)" },
    { TASK "[lock]\ninterval = 999ns\n",
      "t.ini:4: interval = 999ns: expected a duration from 1us" },
    { TASK "[machine]\nqueues = both\n",
      "t.ini:4: queues = both: expected global or per-core" },
    { TASK "[machine]\ncosts = pyhton\n",
      "t.ini:4: costs = pyhton: expected python or native" },
    { TASK "[machine]\nprofile = linx\n",
      "t.ini:4: profile = linx: there is no such file; did you mean 'linux'?" },
    { TASK "[machine]\nprofile = nowhere.profile\n",
      "t.ini:4: profile = nowhere.profile: there is no such file, expected ideal, linux, host or a file" },
    { TASK "[machine]\nfree_threaded_tax = 0.9\n",
      "t.ini:4: free_threaded_tax = 0.9: expected a number, 1 to 1000" },
    { TASK "[machine]\nrequester_wins = 1.5\n",
      "t.ini:4: requester_wins = 1.5: expected probabilities from 0 to 1, with commas between them" },
    { TASK "[machine]\ncontext_switch = 2h\n",
      "t.ini:4: context_switch = 2h: unknown unit, expected ns, us, ms, s or min" },
    { TASK "[machine]\nparallel_tax = 1, x\n",
      "t.ini:4: parallel_tax = 1, x: expected a list of numbers, 1 to 1000" },
    { TASK "[scenario]\nseed = -1\n",
      "t.ini:4: seed = -1: expected 0 to 18446744073709551615" },
    { TASK "[scenario]\nseed = 18446744073709551616\n",
      "t.ini:4: seed = 18446744073709551616: expected 0 to 18446744073709551615" },
    { TASK "[scenario]\ndraws = both\n",
      "t.ini:4: draws = both: expected normal or ostep" },
    { TASK "[scenario]\ntarget = 20\n",
      "t.ini:4: target = 20: a unit is missing, expected ns, us, ms, s or min" },
    { TASK "[real]\nscale = 2\n",
      "t.ini:4: scale = 2: expected a fraction above 0, up to 1, such as 0.001 or 1/1000" },
    { TASK "[real]\nscale = 0\n",
      "t.ini:4: scale = 0: expected a fraction above 0, up to 1, such as 0.001 or 1/1000" },
    { TASK "[real]\nscale = 1/0\n",
      "t.ini:4: scale = 1/0: expected a fraction above 0, up to 1, such as 0.001 or 1/1000" },
    { TASK "[scenario]\npolicies = thread\n",
      "t.ini:4: policies = thread: unknown policy 'thread'; did you mean 'threads'?" },
    { TASK "[scenario]\npolicies = rr\n",
      "t.ini:4: policies = rr: rr is a scheduler, not a policy" },
    { TASK "[scenario]\npolicies = async, async\n",
      "t.ini:4: policies = async, async: 'async' stands there twice, expected each name once" },
    { TASK "[scenario]\npolicies = all, async\n",
      "t.ini:4: policies = all, async: all stands for every policy, expected it alone" },
    { TASK "[machine]\nscheduler = eevfd\n",
      "t.ini:4: scheduler = eevfd: unknown scheduler 'eevfd'; did you mean 'eevdf'?" },
    { TASK "[machine]\nscheduler = none\n",
      "t.ini:4: scheduler = none: none is a lock, not a scheduler" },
    { TASK "[machine]\nscheduler = ./mine.so\n",
      "t.ini:4: scheduler = ./mine.so: './mine.so' is a plug-in, which a scenario may not load by itself; expected a name" },
    { TASK "[lock]\nname = gil\n",
      "t.ini:4: name = gil: unknown lock 'gil'; expected cpython2, cpython3, fair or none" },
    { TASK "[lock]\nname = threads\n",
      "t.ini:4: name = threads: threads is a policy, not a lock" },
    { TASK "[policy rr]\nworkers = 4\n",
      "t.ini:3: rr is a scheduler, not a policy" },
    { TASK "[scheduler async]\n",
      "t.ini:3: async is a policy, not a scheduler" },
    { TASK "[policy threads]\nworkers = many\n",
      "t.ini:4: workers = many: expected 1 to 100000, cores or tasks" },
    { TASK "[policy async]\nexecutor = 4 proceses\n",
      "t.ini:4: executor = 4 proceses: expected a number from 0 to 100000, or N processes" },
    { TASK "[policy async]\nworkers = 4\n",
      "t.ini:4: [policy async] has no key 'workers'; expected executor or limit" },
    { TASK "[scenario]\ngoal = fast\n",
      "t.ini:4: goal = fast: unknown goal 'fast'; expected makespan, throughput, mean, p50, p95 or p99" },
    { TASK "[scenario]\ngoal = p90 delay\n",
      "t.ini:4: goal = p90 delay: unknown goal 'p90'; did you mean 'p50'?" },
    { TASK "[scenario]\ngoal = p95 dealy\n",
      "t.ini:4: goal = p95 dealy: unknown figure 'dealy'; did you mean 'delay'?" },
    { TASK "[scenario]\ngoal = p95\n",
      "t.ini:4: goal = p95: expected turnaround or delay behind it" },
    { TASK "[scenario]\ngoal = p95 delay of b\n",
      "t.ini:4: goal = p95 delay of b: unknown task 'b'; expected a" },
    { TASK "[scenario]\ngoal = makespan of a\n",
      "t.ini:4: goal = makespan of a: expected nothing behind makespan" },
    { TASK "[scenario]\ngoal = p95 delay in a\n",
      "t.ini:4: goal = p95 delay in a: expected 'of TASK' behind it, or nothing" },
    { "[task a]\ncount = 2\n",
      "t.ini:1: [task a] has no phases, expected one such as phases = compute 10ms" },
    { "[task a]\nphases =\n",
      "t.ini:2: phases: a value is missing, expected phases such as compute 1ms; wait 10ms" },
    { "[task a]\ncount = 0\nphases = compute 1ms\n",
      "t.ini:2: count = 0: expected 1 to 10000000" },
    { "[task a]\ncount = 10000001\nphases = compute 1ms\n",
      "t.ini:2: count = 10000001: expected 1 to 10000000" },
    { "[task a]\npayload = 5\nphases = compute 1ms\n",
      "t.ini:2: payload = 5: a unit is missing, expected B, KiB, MiB or GiB" },
    { "[task a]\npayload = 5KB\nphases = compute 1ms\n",
      "t.ini:2: payload = 5KB: unknown unit, expected B, KiB, MiB or GiB" },
    { "[task a]\nnice = 20\nphases = compute 1ms\n",
      "t.ini:2: nice = 20: expected -20 to 19" },
    { "[task a]\ntickets = 0\nphases = compute 1ms\n",
      "t.ini:2: tickets = 0: expected 1 to 1000000" },
    { "[task a]\naffinity = 0,4\nphases = compute 1ms\n",
      "t.ini:2: affinity = 0,4: there is no core 4, expected 0 to 3" },
    { "[task a]\naffinity = 3-1\nphases = compute 1ms\n",
      "t.ini:2: affinity = 3-1: expected numbers of cores, from 0 to 4095, such as 0,1 or 0-3" },
    { "[machine]\ncores = 1, 4\n[task a]\naffinity = 2\nphases = compute 1ms\n",
      "t.ini:4: affinity = 2: with cores = 1 there is none of these, expected one below 1" },
    { "[task a]\nafter = b\nphases = compute 1ms\n",
      "t.ini:2: after = b: unknown task 'b'; expected a" },
    { "[task a]\nafter = a\nphases = compute 1ms\n",
      "t.ini:2: after = a: a after a is a cycle, expected none" },
    { "[task a]\nafter = c\nphases = compute 1ms\n[task b]\nafter = a\nphases = yield\n[task c]\nafter = b\nphases = yield\n",
      "t.ini:2: after = c: a after c after b after a is a cycle, expected none" },
    { "[task b]\nphases = yield\n[task a]\nafter = b\nperiod = 1s\nphases = compute 1ms\n",
      "t.ini:4: after = b: a task with a period is released by the clock, expected one of the two" },
    { "[task a]\narrival = poison 100/s\nphases = yield\n",
      "t.ini:2: arrival = poison 100/s: unknown arrival 'poison'; did you mean 'poisson'?" },
    { "[task a]\narrival = poisson 100\nphases = yield\n",
      "t.ini:2: arrival = poisson 100: expected a rate above 0, such as poisson 100/s" },
    { "[task a]\narrival = every\nphases = yield\n",
      "t.ini:2: arrival = every: expected one duration behind every, such as every 10ms" },
    { "[task a]\narrival = every 0\nphases = yield\n",
      "t.ini:2: arrival = every 0: expected a duration above 0" },
    { "[task a]\narrival = 1ms 2ms\nphases = yield\n",
      "t.ini:2: arrival = 1ms 2ms: expected one duration, durations with commas between them, every D or poisson RATE" },
    { "[task a]\ncount = 2\narrival = 0ms, 5ms, 9ms\nphases = yield\n",
      "t.ini:2: count = 2: there are 3 arrivals, expected as many instances" },
    { "[task a]\ncount = 2\narrival = poisson 1/s for 5s\nphases = yield\n",
      "t.ini:2: count = 2: the arrival sets the count (poisson ... for), expected one of the two" },
    { "[task a]\narrival = poisson 100/s during 60s\nphases = yield\n",
      "t.ini:2: arrival = poisson 100/s during 60s: expected poisson 100/s or poisson 100/s for 60s" },
    { "[task a]\ncount = 3\nphases = yield\n[task a.1]\nphases = yield\n",
      "t.ini:4: 'a.1' is an instance of task 'a' too, expected another name" },
    { "[task a]\nphases = comptue 1ms\n",
      "t.ini:2: unknown phase 'comptue'; did you mean 'compute'?" },
    { "[task a]\nphases = sleep 1ms\n",
      "t.ini:2: unknown phase 'sleep'; expected compute, hold, nogil, wait, yield, use, offload or repeat" },
    { "[task a]\nphases = compute\n",
      "t.ini:2: the end stands where a duration such as 10ms is expected" },
    { "[task a]\nphases = compute 10\n",
      "t.ini:2: '10': a unit is missing, expected ns, us, ms, s or min" },
    { "[task a]\nphases = compute 1ms wait 2ms\n",
      "t.ini:2: 'wait' stands where ';' or the end of the line is expected" },
    { TASK "  wait 2ms\n  wiat 3ms\n",
      "t.ini:4: unknown phase 'wiat'; did you mean 'wait'?" },
    { "[task a]\nphases = compute 1ms, wait 2ms\n",
      "t.ini:2: ',' stands where ';' or the end of the line is expected" },
    { "[task a]\nphases = repeat 3 { compute 1ms\n",
      "t.ini:2: the end stands where a '}' is expected" },
    { "[task a]\nphases = compute 1ms }\n",
      "t.ini:2: '}' stands where a phase such as compute 10ms is expected" },
    { "[task a]\nphases = repeat { compute 1ms }\n",
      "t.ini:2: '{' stands where how often to repeat, a number from 0, is expected" },
    { "[task a]\nphases = repeat -1 { compute 1ms }\n",
      "t.ini:2: '-1' stands where how often to repeat, a number from 0, is expected" },
    { "[task a]\nphases = repeat 3 compute 1ms\n",
      "t.ini:2: 'compute' stands where '{' is expected" },
    { "[task a]\nphases = repeat 3 { }\n",
      "t.ini:2: '}' stands where a phase such as compute 10ms is expected" },
    { "[task a]\nphases = repeat 0 { yield }\n",
      "t.ini:2: phases that come to none, expected one such as phases = compute 10ms" },
    { "[task a]\nphases = use db { yield }\n",
      "t.ini:2: unknown resource 'db'; none is defined" },
    { "[resource db]\ncapacity = 2\n[task a]\nphases = use bd { yield }\n",
      "t.ini:4: unknown resource 'bd'; did you mean 'db'?" },
    { "[resource db]\n[task a]\nphases = yield\n",
      "t.ini:1: [resource db] has no capacity, expected capacity = 1 or more" },
    { "[resource db]\ncapacity = 0\n[task a]\nphases = yield\n",
      "t.ini:2: capacity = 0: expected 1 or more" },
    { "[task a]\nphases = wait exp(5)\n",
      "t.ini:2: '5': a unit is missing, expected ns, us, ms, s or min" },
    { "[task a]\nphases = wait exp 5ms\n",
      "t.ini:2: '5ms' stands where exp(MEAN) is expected" },
    { "[task a]\nphases = wait expo(5ms)\n",
      "t.ini:2: unknown distribution 'expo'; did you mean 'exp'?" },
    { "[task a]\nphases = wait uniform(5ms)\n",
      "t.ini:2: ')' stands where a comma is expected" },
    { "[task a]\nphases = wait uniform(5ms, 1ms)\n",
      "t.ini:2: uniform with HIGH below LOW, expected uniform(LOW, HIGH)" },
    { "[task a]\nphases = wait normal(5ms, 1ms\n",
      "t.ini:2: the end stands where ')' is expected" },
    { "[task a]\nphases = wait lognormal(5ms, 1ms)\n",
      "t.ini:2: '1ms' stands where a number such as 0.5 is expected" },
    { "[task a]\nphases = wait pareto(5ms, 0)\n",
      "t.ini:2: pareto with ALPHA 0, expected it above 0" },
    { "[task a]\nphases = wait choice()\n",
      "t.ini:2: ')' stands where a duration such as 10ms is expected" },
    { "[task a]\nphases = wait choice(1ms 50%, 2ms 40%)\n",
      "t.ini:2: choice with shares of 90% in all, expected 100%" },
    { "[task a]\nphases = wait choice(1ms 50%, 2ms)\n",
      "t.ini:2: choice with a share for some only, expected one for all or for none" },
    { "[task a]\nphases = wait choice(1ms 50, 2ms)\n",
      "t.ini:2: '50' stands where a comma or a share such as 90% is expected" },
    { "[task a]\nphases = compute 1ms # work\n",
      "t.ini:2: phases = compute 1ms # work: a comment cannot stand behind a value, expected it on a line of its own" },
    { "[task a]\nphases = repeat 3000000000 { compute 1ms }\n",
      "t.ini:1: more than 2^31 phases in all tasks, expected fewer" },
    { "[task a]\nphases = repeat 1000000000 { repeat 1000000000 { repeat 1000000000 { compute 1ms } } }\n",
      "t.ini:1: more than 2^31 phases in all tasks, expected fewer" },
    { "[task a]\nphases = repeat 2000 { compute 3000000s }\n",
      "t.ini: arrivals and durations come to more than 2^62 ns (146 years), expected less" },
    { "[let]\nx = $y\ny = $x\n" TASK,
      "t.ini:2: x: $x stands for itself, expected a value without a cycle" },
    { "[let]\nx = 1\n[task a]\nphases = compute $xx\n",
      "t.ini:4: phases = compute $xx: unknown $name 'xx'; did you mean 'x'?" },
    { "[task a]\nphases = compute $x\n",
      "t.ini:2: phases = compute $x: unknown $name 'x'; none is defined" },
    { "[let]\nx = 1ms\nx = 2ms\n" TASK,
      "t.ini:3: $x is given twice, first in line 2; expected it once" },
    { "[let]\n1x = 2\n" TASK,
      "t.ini:2: the name of a value has letters, digits and '_', and begins with no digit" },
    { "[let]\nx = 5ms # five\n" TASK,
      "t.ini:2: x: a comment cannot stand behind a value, expected it on a line of its own" },
    { "[task a]\nphases = compute ${x\n",
      "t.ini:2: phases = compute ${x: '${' without a name and '}' behind it, expected ${name}" },
    { "[task a]\nperiod = 1us\nphases = yield\n[task b]\nperiod = 10s\nphases = yield\n",
      "t.ini:1: more than 1000000 jobs of periodic tasks, expected a [scenario] horizon" },
    { "[task a]\nperiod = 1234567891ns\nphases = yield\n[task b]\nperiod = 1234567897ns\nphases = yield\n[task c]\nperiod = 1234567907ns\nphases = yield\n",
      "t.ini:7: the periods have no common multiple below 2^62 ns, expected a [scenario] horizon" },
    { "[scenario]\nhorizon = 10s\n[task a]\nperiod = 1us\nphases = yield\n",
      "t.ini:3: more than 1000000 jobs of periodic tasks, expected a shorter [scenario] horizon" },
    { "[trace]\n",
      "t.ini:1: [trace] has no file, expected file = FILE.csv" },
    { "[trace]\nfile = nowhere.csv\n",
      "t.ini:2: file = nowhere.csv: there is no such file, expected a trace" },
    { "[task a]\ncount = 2000000\nphases = yield\n[task b]\ncount = 9000000\nphases = yield\n",
      "t.ini:4: more than 10,000,000 tasks, expected fewer" },
    { "[task a]\ncount = 10000000\nphases = repeat 1000 { yield }\n",
      "t.ini:1: more than 2^31 phases in all tasks, expected fewer" },
    { "[task a]\ncount = 10\narrival = every 5000000000s\nphases = yield\n",
      "t.ini:3: arrival = every 5000000000s: too long, expected at most 2^62 ns (146 years)" },
    { "[task a]\ncount = 10\narrival = every 4000000000s\nphases = yield\n",
      "t.ini:1: arrivals later than 2^62 ns (146 years), expected earlier ones" },
};

/* What is said of LENGTH bytes of TEXT, or NULL where they are a good scenario. g_free. */
static char *complaint(const char *text, gsize length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario = scenario_parse("t.ini", text, length, NULL, &error);
    g_autoptr(Workload) workload = scenario ? scenario_workload(scenario, 1, 1, &error) : NULL;

    assert_true((workload == NULL) == (error != NULL));
    return error ? g_strdup(error->message) : NULL;
}

static void assert_complaint(const char *text, gsize length, const char *expected)
{
    g_autofree char *message = complaint(text, length);

    if (!message)
        fail_msg("'%s' is accepted", text);
    assert_string_equal(message, expected);
}

static void each_bad_file_is_refused_with_its_line_and_reason(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        assert_complaint(bad[i].text, strlen(bad[i].text), bad[i].message);
}

static void messages_are_one_line_and_name_the_file(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        assert_true(g_str_has_prefix(bad[i].message, "t.ini:"));
        assert_null(strchr(bad[i].message, '\n'));
    }
}

static void a_nul_is_an_error(void **state)
{
    static const char text[] = TASK "\n# \0\n";

    (void)state;
    assert_complaint(text, sizeof text - 1, "t.ini:4: a NUL byte, expected text");
}

static void lines_are_counted_with_crlf_comments_and_blank_lines(void **state)
{
    static const char text[] = "\357\273\277# first\r\n\r\n[task a]\r\nphases = compute 1ms\r\n"
                               "  # between\r\n\r\n# and\r\n  wait 1ms;\r\n  wiat 1ms\r\n";

    (void)state;
    assert_complaint(text, strlen(text), "t.ini:9: unknown phase 'wiat'; did you mean 'wait'?");
}

static void a_long_line_is_refused(void **state)
{
    g_autoptr(GString) text = g_string_new("[scenario]\ntitle = ");

    (void)state;
    for (guint i = 0; i < (1 << 20); i++)
        g_string_append_c(text, 'x');
    assert_complaint(text->str, text->len, "t.ini:2: a line of more than 1 MiB, expected shorter ones");
}

static void a_large_file_is_refused(void **state)
{
    const gsize length = (64 << 20) + 1;
    g_autofree char *text = g_malloc(length);

    (void)state;
    memset(text, '\n', length);
    assert_complaint(text, length, "t.ini: more than 64 MiB, expected a smaller scenario (a trace may be larger)");
}

static void deep_braces_are_refused(void **state)
{
    g_autoptr(GString) text = g_string_new("[task a]\nphases = ");

    (void)state;
    for (guint i = 0; i < 100000; i++)
        g_string_append(text, "repeat 1 {");
    assert_complaint(text->str, text->len, "t.ini:2: braces within braces, 65 deep; expected at most 64");
}

static void names_that_grow_are_refused(void **state)
{
    g_autoptr(GString) text = g_string_new("[let]\nx0 = yield; yield; yield; yield; yield\n");

    (void)state;
    for (guint i = 1; i < 60; i++)
        g_string_append_printf(text, "x%u = $x%u; $x%u\n", i, i - 1, i - 1);
    g_string_append(text, TASK);
    assert_complaint(text->str, text->len,
                     "t.ini:17: x15: with what each $name stands for it has more than 1 MiB, expected less");
}

static void long_chains_are_refused_and_not_walked(void **state)
{
    g_autoptr(GString) text = g_string_new("[let]\n");

    (void)state;
    for (guint i = 0; i < 100000; i++)
        g_string_append_printf(text, "x%u = $x%u\n", i, i + 1);
    g_string_append(text, "x100000 = 1\n" TASK);
    assert_complaint(text->str, text->len, "t.ini:2: x0: names that stand for names, more than 64 deep; expected fewer");
}

static void long_chains_of_tasks_are_no_cycle(void **state)
{
    g_autoptr(GString) text = g_string_new("[task t0]\nphases = yield\n");
    g_autofree char *none = NULL, *message = NULL;

    (void)state;
    for (guint i = 1; i < 100000; i++)
        g_string_append_printf(text, "[task t%u]\nafter = t%u\nphases = yield\n", i, i - 1);
    none = complaint(text->str, text->len);
    assert_null(none);
    g_string_insert(text, strlen("[task t0]\n"), "after = t99999\n");
    message = complaint(text->str, text->len);
    assert_string_equal(message, "t.ini:2: after = t99999: t0 after t99999 after t99998 after t99997 after t99996 after "
                                 "t99995 after t99994 after t99993 after ... after t0 is a cycle, expected none");
}

static void files_that_are_no_files_are_refused_without_reading_them(void **state)
{
    static const struct {
        const char *path, *message;
    } files[] = {
        { "/", "/: is a folder, expected a scenario file" },
        { "/dev/zero", "/dev/zero: is no regular file, expected a scenario file" },
        { "/nowhere/a.ini", "/nowhere/a.ini: cannot be read (No such file or directory), expected a scenario file" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(GError) error = NULL;

        assert_null(scenario_load(files[i].path, NULL, &error));
        assert_string_equal(error->message, files[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_bad_file_is_refused_with_its_line_and_reason),
        cmocka_unit_test(messages_are_one_line_and_name_the_file),
        cmocka_unit_test(a_nul_is_an_error),
        cmocka_unit_test(lines_are_counted_with_crlf_comments_and_blank_lines),
        cmocka_unit_test(a_long_line_is_refused),
        cmocka_unit_test(a_large_file_is_refused),
        cmocka_unit_test(deep_braces_are_refused),
        cmocka_unit_test(names_that_grow_are_refused),
        cmocka_unit_test(long_chains_are_refused_and_not_walked),
        cmocka_unit_test(long_chains_of_tasks_are_no_cycle),
        cmocka_unit_test(files_that_are_no_files_are_refused_without_reading_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
