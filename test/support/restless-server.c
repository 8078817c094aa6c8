/*
 * A server that is not the process it was: each way answers on port 8000 only in its last life, a second after the first one
 * listened there.
 *
 *   hand-over   a launcher listens and accepts nobody; the server that it forks listens beside it (SO_REUSEPORT), and then
 *               the launcher closes its own
 *   re-exec     process 1 listens, and executes itself anew, which closes the port; it listens again later
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *text) {
  if (write(1, text, strlen(text)) < 0) _exit(1);
}

static void end(int number) {
  (void)number;
  _exit(0);
}

static int listenOn8000(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8000)};
  int one = 1;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, 64) < 0) _exit(2);
  return fd;
}

static void serve(int listener) {
  static const char yes[] = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n";
  char question[4096];
  say("serves\n");
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) continue;
    if (read(fd, question, sizeof question) > 0 && write(fd, yes, sizeof yes - 1) < 0) say("lost\n");
    close(fd);
  }
}

static void handOver(void) {
  int launchers = listenOn8000();
  int told[2];
  char word;
  if (pipe(told) < 0) _exit(3);
  say("listens\n");
  if (fork() == 0) {
    close(launchers);
    sleep(1);
    int own = listenOn8000();
    if (write(told[1], "x", 1) < 0) _exit(4);
    serve(own);
  }
  if (read(told[0], &word, 1) < 0) _exit(5);
  close(launchers);
  while (wait(NULL) > 0) continue;
}

static void executeAnew(char **words) {
  if (getenv("AGAIN") == NULL) {
    listenOn8000();
    say("listens\n");
    usleep(200000);
    setenv("AGAIN", "yes", 1);
    execv("/proc/self/exe", words);
    _exit(6);
  }
  sleep(1);
  serve(listenOn8000());
}

int main(int count, char **words) {
  signal(SIGTERM, end);
  signal(SIGPIPE, SIG_IGN);
  if (count > 1 && strcmp(words[1], "hand-over") == 0) handOver();
  else executeAnew(words);
  return 0;
}
