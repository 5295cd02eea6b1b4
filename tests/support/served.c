/* SPDX-License-Identifier: MIT */
#include "served.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi_client.h"

#define TRIES 1000 /* of 10 ms: a machine under valgrind or TSan is slow */

static void
must(bool condition)
{
	if (!condition)
		abort();
}

static void
serve(const struct served *served, const struct routes *routes, const struct served_as *as)
{
	struct settings settings = {.base_url = STR(SERVED_ORIGIN),
	                            .socket = str_of(served->path),
	                            .threads = as->threads == 0 ? 2 : as->threads};
	struct worker worker = {.name = "test", .settings = &settings, .routes = routes};
	struct rlimit files = {(rlim_t)as->open_files, (rlim_t)as->open_files};
	int log = open(served->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	worker.engine = as->engine;
	if (!as->has_engine)
		worker.engine.fd = -1;
	/* A test that fails does not come back to stop it. */
	must(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0);
	must(log >= 0 && dup2(log, STDERR_FILENO) >= 0);
	must(as->open_files == 0 || setrlimit(RLIMIT_NOFILE, &files) == 0);
	log_init("test", LOG_INFO);
	exit(worker_serve(&worker));
}

void
served_start(struct served *served, const struct routes *routes, const struct served_as *as)
{
	static const struct served_as common;
	int fd = -1;

	(void)snprintf(served->folder, sizeof(served->folder), "/tmp/acho-served.XXXXXX");
	must(mkdtemp(served->folder) != NULL);
	(void)snprintf(served->path, sizeof(served->path), "%s/socket", served->folder);
	(void)snprintf(served->log, sizeof(served->log), "%s/log", served->folder);
	served->pid = fork();
	must(served->pid >= 0);
	if (served->pid == 0)
		serve(served, routes, as == NULL ? &common : as);
	for (int i = 0; i < TRIES && fd < 0; i++) {
		(void)poll(NULL, 0, 10);
		fd = client_connect(served->path);
	}
	must(fd >= 0);
	(void)close(fd);
}

int
served_wait(struct served *served)
{
	char *log = served_log(served);
	int status = 0;

	must(waitpid(served->pid, &status, 0) == served->pid);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		free(log);
		log = served_log(served);
		(void)fprintf(stderr, "worker ended with %#x and said:\n%s\n", (unsigned)status,
		              log);
	}
	free(log);
	(void)unlink(served->path);
	(void)unlink(served->log);
	(void)rmdir(served->folder);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int
served_stop(struct served *served)
{
	must(kill(served->pid, SIGTERM) == 0);
	return served_wait(served);
}

char *
served_log(const struct served *served)
{
	struct stat stat;
	int fd = open(served->log, O_RDONLY | O_CLOEXEC);
	char *text;
	ssize_t n;

	must(fd >= 0 && fstat(fd, &stat) == 0);
	text = calloc(1, (size_t)stat.st_size + 1);
	must(text != NULL);
	n = read(fd, text, (size_t)stat.st_size);
	must(n >= 0);
	(void)close(fd);
	return text;
}

int
served_status(const struct served *served, const char *method, const char *path)
{
	const char *const pairs[] = {"REQUEST_METHOD", method, "DOCUMENT_URI", path, "HTTP_ORIGIN",
	                             SERVED_ORIGIN,    NULL};
	auto_message message = {0};
	auto_answer answer = {0};
	int fd = client_connect(served->path);

	if (fd < 0)
		return -1;
	message_request(&message, 1, false, pairs, STR(""));
	if (client_send(fd, (struct str){message.p, message.n}))
		client_answer(fd, 1, &answer);
	(void)close(fd);
	return answer.complete ? answer.status : -1;
}
