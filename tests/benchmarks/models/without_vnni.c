/* Preloaded into a program: it sees a processor that ends with AVX2, without AVX-512, VNNI and AMX.

   Invariant: only what CPUID says of those instructions is other; what the programs then choose to run is real.
   Needs Linux on x86-64 and a processor on which CPUID can be made to fault (`cpuid_fault` in /proc/cpuinfo). All
   answers are read before that, so nothing is asked of the kernel later, when the program may be sealed. */

#define _GNU_SOURCE
#include <asm/prctl.h>
#include <cpuid.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define LEAVES 48
#define SUBLEAVES 64
#define EXTENDED 16

static unsigned basic[LEAVES][SUBLEAVES][4], extended[EXTENDED][4];

static void hide(void) {
    unsigned *first = basic[7][0], *second = basic[7][1];
    /* EBX: F, DQ, IFMA, PF, ER, CD, BW, VL. */
    first[1] &= ~(1u << 16 | 1u << 17 | 1u << 21 | 1u << 26 | 1u << 27 | 1u << 28 | 1u << 30 | 1u << 31);
    /* ECX: VBMI, VBMI2, VNNI, BITALG, VPOPCNTDQ. EDX: 4VNNIW, 4FMAPS, VP2INTERSECT, AMX-BF16, FP16, AMX-TILE, -INT8. */
    first[2] &= ~(1u << 1 | 1u << 6 | 1u << 11 | 1u << 12 | 1u << 14);
    first[3] &= ~(1u << 2 | 1u << 3 | 1u << 8 | 1u << 22 | 1u << 23 | 1u << 24 | 1u << 25);
    /* EAX: AVX-VNNI, AVX512-BF16, AMX-FP16, AVX-IFMA. EDX: AVX-VNNI-INT8, AVX-NE-CONVERT, AVX-VNNI-INT16. */
    second[0] &= ~(1u << 4 | 1u << 5 | 1u << 21 | 1u << 23);
    second[3] &= ~(1u << 4 | 1u << 5 | 1u << 10);
}

static void answer(int number, siginfo_t *info, void *context) {
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    const unsigned char *next = (const unsigned char *)registers[REG_RIP];
    (void)info;
    if (info->si_code != SI_KERNEL || next[0] != 0x0f || next[1] != 0xa2) {
        signal(number, SIG_DFL); /* another fault: it comes again, and ends the program */
        return;
    }
    unsigned leaf = (unsigned)registers[REG_RAX], below = (unsigned)registers[REG_RCX];
    static const unsigned nothing[4];
    const unsigned *found = nothing;
    if (leaf < LEAVES)
        found = basic[leaf][below < SUBLEAVES ? below : 0];
    else if (leaf >= 0x80000000u && leaf < 0x80000000u + EXTENDED)
        found = extended[leaf - 0x80000000u];
    registers[REG_RAX] = found[0];
    registers[REG_RBX] = found[1];
    registers[REG_RCX] = found[2];
    registers[REG_RDX] = found[3];
    registers[REG_RIP] += 2;
}

__attribute__((constructor)) static void start(void) {
    for (unsigned leaf = 0; leaf < LEAVES; leaf++)
        for (unsigned below = 0; below < SUBLEAVES; below++) {
            unsigned *to = basic[leaf][below];
            __cpuid_count(leaf, below, to[0], to[1], to[2], to[3]);
        }
    for (unsigned leaf = 0; leaf < EXTENDED; leaf++) {
        unsigned *to = extended[leaf];
        __cpuid_count(0x80000000u + leaf, 0, to[0], to[1], to[2], to[3]);
    }
    hide();
    struct sigaction action = {.sa_sigaction = answer, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
    if (sigaction(SIGSEGV, &action, NULL) || syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0)) {
        fputs("without_vnni: CPUID cannot be made to fault on this machine\n", stderr);
        exit(78);
    }
}
