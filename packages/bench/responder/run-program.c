/*
 * Runs a program to its end and prints what that took, as JSON: wall and CPU time in microseconds, and
 * the most memory it had, in KiB. A program of its own, and a small one: Linux lets the figure for
 * memory begin with what the parent had, and Node, which has more than most programs, does not tell it
 * of a child at all.
 *
 *   cc -O2 -o run-program run-program.c
 *   run-program PROGRAM [ARGUMENT...]
 *
 * The program's output goes to standard error. Ends with the program's exit code.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long microseconds(struct timeval time) { return time.tv_sec * 1000000LL + time.tv_usec; }

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    long long started = now();
    pid_t child = fork();
    if (child == 0) {
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execvp(argv[1], argv + 1);
        perror(argv[1]);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child) { perror("run-program"); return 1; }
    printf("{\"wallUs\":%lld,\"cpuUs\":%lld,\"peakKiB\":%ld}\n", now() - started,
           microseconds(usage.ru_utime) + microseconds(usage.ru_stime), usage.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
