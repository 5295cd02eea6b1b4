/* SPDX-License-Identifier: MIT */
/*
 * What systemd does for one of our services, where there is no systemd: holds its socket, takes its
 * notifications, starts it again, and confines it before it runs.
 *
 *     supervisor SOCKET|- UID GIDS WRITABLE SYSCALLS FAMILIES PROGRAM [ARGUMENT...]
 *
 * In a mount namespace where the file system is read-only but for the folders of WRITABLE, and an
 * IPC and a host name of its own. SYSCALLS is a file of the numbers that may be called (all others:
 * EPERM), FAMILIES a list such as 1,2,10; GIDS and WRITABLE are lists as well, of groups, the
 * user's own first, and of paths or nothing. As another user without any capability, without new
 * privileges, and without memory that is both writable and executable. Prints each notification;
 * SIGHUP ends the program and starts it anew on the same socket, SIGTERM ends it for good.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define PASSED_FD 3
#define RULES_MAX 2048

static void
must(int good, const char *what)
{
	if (good)
		return;
	(void)fprintf(stderr, "supervisor: %s: %s\n", what, strerrordesc_np(errno));
	_exit(120);
}

/* ---- the filter: BPF over struct seccomp_data ---- */

struct filter {
	struct sock_filter rules[RULES_MAX];
	unsigned short n;
};

static void
rule(struct filter *filter, unsigned code, uint32_t k, unsigned yes, unsigned no)
{
	must(filter->n < RULES_MAX, "room for the filter");
	filter->rules[filter->n++] = (struct sock_filter){
	        .code = (uint16_t)code, .jt = (uint8_t)yes, .jf = (uint8_t)no, .k = k};
}

#define LOAD(field)                                                                                \
	rule(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, field), 0, 0)
#define ANSWER(action) rule(filter, BPF_RET | BPF_K, (action), 0, 0)
#define REFUSE         (SECCOMP_RET_ERRNO | EPERM)

/* Of call `nr`: refuse it when all of `bits` are set in the argument. */
static void
refuse_bits(struct filter *filter, uint32_t nr, uint32_t bits)
{
	rule(filter, BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 5);
	LOAD(args[2]);
	rule(filter, BPF_ALU | BPF_AND | BPF_K, bits, 0, 0);
	rule(filter, BPF_JMP | BPF_JEQ | BPF_K, bits, 0, 1);
	ANSWER(REFUSE);
	LOAD(nr);
}

static void
allow_families(struct filter *filter, char *families)
{
	unsigned list[16], n = 0;

	for (char *one = families; *one != '\0' && n < 16;) {
		list[n++] = (unsigned)strtoul(one, &one, 10);
		one += *one == ',';
	}
	rule(filter, BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, n + 3);
	LOAD(args[0]);
	for (unsigned i = 0; i < n; i++)
		rule(filter, BPF_JMP | BPF_JEQ | BPF_K, list[i], n - i, 0);
	ANSWER(SECCOMP_RET_ERRNO | EAFNOSUPPORT);
	LOAD(nr);
}

static void
confine(const char *syscalls, char *families)
{
	static struct filter room;
	struct filter *filter = &room;
	FILE *file = fopen(syscalls, "re");
	unsigned nr;

	must(file != NULL, syscalls);
	LOAD(arch);
	rule(filter, BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0);
	ANSWER(SECCOMP_RET_KILL_PROCESS);
	LOAD(nr);
	refuse_bits(filter, SYS_mmap, PROT_WRITE | PROT_EXEC);
	refuse_bits(filter, SYS_mprotect, PROT_EXEC);
	refuse_bits(filter, SYS_pkey_mprotect, PROT_EXEC);
	allow_families(filter, families);
	while (fscanf(file, "%u", &nr) == 1) {
		rule(filter, BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1);
		ANSWER(SECCOMP_RET_ALLOW);
	}
	(void)fclose(file);
	ANSWER(REFUSE);
	must(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER,
	           &(struct sock_fprog){.len = filter->n, .filter = filter->rules}) == 0,
	     "seccomp");
}

/* ---- the program ---- */

static int
listen_at(const char *path, gid_t gid)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	must(strlen(path) < sizeof(at.sun_path), "a shorter path");
	memcpy(at.sun_path, path, strlen(path) + 1);
	(void)unlink(path);
	must(bind(fd, (const struct sockaddr *)&at, sizeof(at)) == 0, path);
	must(chown(path, 0, gid) == 0 && chmod(path, 0660) == 0 && listen(fd, 4096) == 0, path);
	return fd;
}

static int
notifications(char *name, size_t size)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)snprintf(name, size, "@acho-supervisor-%ld", (long)getpid());
	memcpy(at.sun_path + 1, name + 1, strlen(name) - 1);
	must(bind(fd, (const struct sockaddr *)&at,
	          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name))) == 0,
	     "notify socket");
	return fd;
}

static size_t
groups_of(char *list, gid_t *ret, size_t max)
{
	size_t n = 0;

	for (char *one = list; *one != '\0' && n < max;) {
		ret[n++] = (gid_t)strtoul(one, &one, 10);
		one += *one == ',';
	}
	return n;
}

/* Mounts of their own, which stay writable. */
static void
keep_writable(const char *list)
{
	char room[1024], *save = NULL;

	(void)snprintf(room, sizeof(room), "%s", list);
	for (char *one = strtok_r(room, ",", &save); one != NULL; one = strtok_r(NULL, ",", &save))
		must(mount(one, one, NULL, MS_BIND, NULL) == 0, one);
}

static pid_t
start(char **argv, int listener, const char *notify)
{
	uid_t uid = (uid_t)strtoul(argv[2], NULL, 10);
	gid_t groups[16], gid;
	size_t n = groups_of(argv[3], groups, 16);
	char text[24];
	sigset_t none;
	pid_t pid = fork();

	must(pid >= 0, "fork");
	if (pid > 0)
		return pid;
	must(sigemptyset(&none) == 0 && sigprocmask(SIG_SETMASK, &none, NULL) == 0, "signals");
	must(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, "prctl");
	must(listener < 0 || listener == PASSED_FD || dup2(listener, PASSED_FD) == PASSED_FD,
	     "descriptor 3");
	must(listener != PASSED_FD || fcntl(PASSED_FD, F_SETFD, 0) == 0, "descriptor 3");
	(void)snprintf(text, sizeof(text), "%ld", (long)getpid());
	must((listener < 0 ||
	      (setenv("LISTEN_PID", text, 1) == 0 && setenv("LISTEN_FDS", "1", 1) == 0)) &&
	             setenv("NOTIFY_SOCKET", notify, 1) == 0 &&
	             setenv("WATCHDOG_USEC", "4000000", 1) == 0,
	     "environment");
	must(n > 0, "a group");
	gid = groups[0];
	must(unshare(CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS) == 0 &&
	             mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	             mount("/", "/", NULL, MS_BIND | MS_REC, NULL) == 0 && chdir("/") == 0 &&
	             chroot("/") == 0,
	     "a file system of its own");
	keep_writable(argv[4]);
	must(mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) == 0,
	     "a file system that is read-only");
	for (int cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++)
		must(prctl(PR_CAPBSET_DROP, cap) == 0, "capabilities");
	must(setgroups(n - 1, groups + 1) == 0 && setresgid(gid, gid, gid) == 0 &&
	             setresuid(uid, uid, uid) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0,
	     "another user");
	confine(argv[5], argv[6]);
	execv(argv[7], argv + 7);
	must(0, argv[7]);
	return -1;
}

/* What it says, until it is to be ended; the signal that asks for that. 0: it ended by itself. */
static int
attend(int signals, int notify)
{
	struct pollfd fds[] = {{.fd = signals, .events = POLLIN}, {.fd = notify, .events = POLLIN}};

	for (;;) {
		struct signalfd_siginfo signal;
		char said[512];
		ssize_t n;

		must(poll(fds, 2, -1) > 0, "poll");
		if ((fds[1].revents & POLLIN) != 0 &&
		    (n = recv(notify, said, sizeof(said) - 1, MSG_DONTWAIT)) > 0) {
			said[n] = '\0';
			(void)printf("notified: %s\n", said);
			(void)fflush(stdout);
		}
		if ((fds[0].revents & POLLIN) != 0 &&
		    read(signals, &signal, sizeof(signal)) == sizeof(signal))
			return signal.ssi_signo == SIGCHLD ? 0 : (int)signal.ssi_signo;
	}
}

int
main(int argc, char **argv)
{
	char name[64];
	sigset_t mine;
	int listener, notify, signals, asked, status;
	pid_t pid;

	must(argc >= 8, "SOCKET UID GIDS WRITABLE SYSCALLS FAMILIES PROGRAM");
	must(sigemptyset(&mine) == 0 && sigaddset(&mine, SIGTERM) == 0 &&
	             sigaddset(&mine, SIGHUP) == 0 && sigaddset(&mine, SIGCHLD) == 0 &&
	             sigprocmask(SIG_BLOCK, &mine, NULL) == 0,
	     "signals");
	signals = signalfd(-1, &mine, SFD_CLOEXEC);
	notify = notifications(name, sizeof(name));
	listener = strcmp(argv[1], "-") == 0
	                   ? -1
	                   : listen_at(argv[1], (gid_t)strtoul(argv[3], NULL, 10));
	do {
		pid = start(argv, listener, name);
		asked = attend(signals, notify);
		if (asked != 0) {
			must(kill(pid, SIGTERM) == 0, "kill");
			while (attend(signals, notify) != 0)
				;
		}
		must(waitpid(pid, &status, 0) == pid, "waitpid");
		(void)printf("ended: %d\n", status);
		(void)fflush(stdout);
	} while (asked == SIGHUP);
	return asked == SIGTERM && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
