/* sandbox - what a child process may do in which a plug-in runs: compute, remember, read files, and nothing
 * else.
 *
 * The filter is a list of what is allowed. Anything else ends the process in a signal handler that leaves its
 * name. */
#include "plugin/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "plugin/call.h"

#define MOST_PROCESSOR_TIME 600                  /* seconds */
#define MOST_MEMORY (G_GINT64_CONSTANT(1) << 30) /* bytes, on top of what the process has */

#if defined(__SANITIZE_ADDRESS__)
#define LIMITS_MEMORY FALSE /* the sanitizer reserves more than there is */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LIMITS_MEMORY FALSE
#endif
#endif
#ifndef LIMITS_MEMORY
#define LIMITS_MEMORY TRUE
#endif

#if defined(__x86_64__)
#define OUR_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

static const int allowed[] = {
    SYS_exit,           SYS_exit_group,      SYS_brk,          SYS_mmap,
    SYS_munmap,         SYS_mremap,          SYS_mprotect,     SYS_madvise,
    SYS_futex,          SYS_clock_gettime,   SYS_clock_getres, SYS_gettimeofday,
    SYS_nanosleep,      SYS_clock_nanosleep, SYS_sched_yield,  SYS_getrandom,
    SYS_getpid,         SYS_gettid,          SYS_getppid,      SYS_rt_sigreturn,
    SYS_rt_sigprocmask, SYS_rt_sigaction,    SYS_sigaltstack,  SYS_read,
    SYS_pread64,        SYS_lseek,           SYS_close,        SYS_fstat,
    SYS_newfstatat,     SYS_statx,           SYS_faccessat,    SYS_readlinkat,
    SYS_getcwd,         SYS_uname,
#ifdef SYS_open
    SYS_stat,           SYS_lstat,           SYS_access,       SYS_readlink,
#endif
};

/* What a library may well try, and can do without: it is told that it is not possible. */
static const int refused[] = { SYS_ioctl, SYS_getpeername };

/* What a plug-in is likely to try, for its last words. */
static const struct {
    int number;
    const char *words;
} known[] = {
    { SYS_write, "write to standard output" },
    { SYS_writev, "write to standard output" },
    { SYS_kill, "call kill" },
    { SYS_tgkill, "call tgkill" },
    { SYS_tkill, "call tkill" },
    { SYS_clone, "call fork" },
    { SYS_execve, "call exec" },
    { SYS_socket, "call socket" },
    { SYS_socketpair, "call socket" },
    { SYS_connect, "call connect" },
    { SYS_openat, "open a file for writing" },
    { SYS_unlinkat, "remove a file" },
    { SYS_ptrace, "call ptrace" },
    { SYS_prctl, "call prctl" },
    { SYS_pipe2, "call pipe" },
    { SYS_dup, "call dup" },
    { SYS_mkdirat, "make a folder" },
#ifdef SYS_clone3
    { SYS_clone3, "call fork" },
#endif
#ifdef SYS_open
    { SYS_fork, "call fork" },
    { SYS_vfork, "call fork" },
    { SYS_open, "open a file for writing" },
    { SYS_creat, "open a file for writing" },
    { SYS_unlink, "remove a file" },
    { SYS_rename, "rename a file" },
    { SYS_mkdir, "make a folder" },
    { SYS_alarm, "call alarm" },
#endif
};

static Tap *last_words; /* what a signal handler is to know */

static void forbidden(int signal_number, siginfo_t *info, void *context)
{
    char words[] = "make system call 0000";
    (void)signal_number, (void)context;
    for (guint i = 0; i < G_N_ELEMENTS(known); i++)
        if (known[i].number == info->si_syscall)
            tap_say(last_words, known[i].words);
    for (gsize i = sizeof words - 2, number = (gsize)info->si_syscall; i >= sizeof words - 5;
         i--, number /= 10)
        words[i] = (char)('0' + number % 10);
    tap_say(last_words, words); /* the first is kept */
    _exit(1);
}

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define IF_NOT(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (__u32)(value), 0, skip)
#define IF_NO_BIT(bits, skip) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (__u32)(bits), skip, 0)
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, what)
#define WRITES (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND)

typedef struct {
    struct sock_filter code[128];
    unsigned short n;
} Filter;

static void add(Filter *filter, const struct sock_filter *code, gsize n)
{
    g_assert(filter->n + n <= G_N_ELEMENTS(filter->code));
    memcpy(filter->code + filter->n, code, n * sizeof *code);
    filter->n += (unsigned short)n;
}

#define ADD(filter, ...)                                                                                     \
    G_STMT_START                                                                                             \
    {                                                                                                        \
        const struct sock_filter code_[] = { __VA_ARGS__ };                                                  \
        add(filter, code_, G_N_ELEMENTS(code_));                                                             \
    }                                                                                                        \
    G_STMT_END

/* The call NUMBER, if its argument FIELD has none of BITS. */
#define ALLOW_WITHOUT(filter, number, field, bits)                                                           \
    ADD(filter, IF_NOT(number, 4), LOAD(field), IF_NO_BIT(bits, 1), RETURN(SECCOMP_RET_ALLOW),               \
        RETURN(SECCOMP_RET_TRAP))
/* The call NUMBER, if its argument FIELD is VALUE. */
#define ALLOW_WITH(filter, number, field, value)                                                             \
    ADD(filter, IF_NOT(number, 4), LOAD(field), IF_NOT(value, 1), RETURN(SECCOMP_RET_ALLOW),                 \
        RETURN(SECCOMP_RET_TRAP))

static void make_filter(Filter *filter)
{
    ADD(filter, LOAD(arch), IF_NOT(OUR_ARCHITECTURE, 1), BPF_STMT(BPF_JMP | BPF_JA, 1),
        RETURN(SECCOMP_RET_KILL_PROCESS), LOAD(nr));
    for (guint i = 0; i < G_N_ELEMENTS(allowed); i++)
        ADD(filter, IF_NOT(allowed[i], 1), RETURN(SECCOMP_RET_ALLOW));
    for (guint i = 0; i < G_N_ELEMENTS(refused); i++)
        ADD(filter, IF_NOT(refused[i], 1), RETURN(SECCOMP_RET_ERRNO | ENOTTY));
    ALLOW_WITHOUT(filter, SYS_openat, args[2], WRITES);
#ifdef SYS_open
    ALLOW_WITHOUT(filter, SYS_open, args[1], WRITES);
#endif
    ALLOW_WITH(filter, SYS_write, args[0], STDERR_FILENO); /* where nobody listens */
    ALLOW_WITH(filter, SYS_writev, args[0], STDERR_FILENO);
    ALLOW_WITH(filter, SYS_tgkill, args[0], getpid()); /* abort() */
    ADD(filter, RETURN(SECCOMP_RET_TRAP));
}

static gboolean install_filter(void)
{
    Filter filter = { .n = 0 };
    const struct sigaction action = { .sa_sigaction = forbidden, .sa_flags = SA_SIGINFO | SA_NODEFER };
    make_filter(&filter);
    const struct sock_fprog program = { filter.n, filter.code };
    return sigaction(SIGSYS, &action, NULL) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

/* Bytes of address space that the process has now. */
static gint64 address_space(void)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents("/proc/self/statm", &text, NULL, NULL))
        return 0;
    return g_ascii_strtoll(text, NULL, 10) * sysconf(_SC_PAGESIZE);
}

static gboolean limit(int what, gint64 most)
{
    const struct rlimit limits = { (rlim_t)most, (rlim_t)most };
    return setrlimit((__rlimit_resource_t)what, &limits) == 0;
}

static gboolean set_limits(void)
{
    return limit(RLIMIT_CPU, MOST_PROCESSOR_TIME) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) &&
           (!LIMITS_MEMORY || limit(RLIMIT_AS, address_space() + MOST_MEMORY));
}

/* Nothing that the parent has open is left; what is printed goes nowhere. */
static gboolean close_all(void)
{
    int nowhere = open("/dev/null", O_RDWR);
    for (int i = 0; i <= STDERR_FILENO; i++)
        if (nowhere < 0 || dup2(nowhere, i) < 0)
            return FALSE;
    setvbuf(stdout, NULL, _IONBF, 0); /* printing is noticed where it happens */
    return syscall(SYS_close_range, 3u, ~0u, 0u) == 0;
}

gboolean sandbox_enter(Tap *tap)
{
    last_words = tap;
    call_unwatch();
    return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && close_all() && set_limits() && install_filter();
}
