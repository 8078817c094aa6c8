/*
 * A server that testifies: it writes the moments of its own start, in nanoseconds of CLOCK_MONOTONIC, which is the clock
 * of whoever watches it from the same machine.
 *
 *   main N     the first statement of the program
 *   listen N   the port is open
 *   cpu N      the processor time it has had by then
 *   ready N    from now on it answers 200
 *
 * WORK        units of computation before it listens
 * SLEEP_MS    how long it sleeps before it listens
 * ERROR_MS    how long it answers 500 once it listens
 * SILENT_MS   how long it accepts, but answers nobody
 * READY_EXIT  set: it ends as soon as it is ready
 *
 * `server check` asks it as a health check would.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PORT 8080
#define MOST 64
#define SPINS_OF_UNIT 100000

static int64_t told(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int64_t now(void) { return told(CLOCK_MONOTONIC); }

static void testify(const char *what, int64_t at) {
  char line[64];
  int length = snprintf(line, sizeof line, "%s %lld\n", what, (long long)at);
  if (write(1, line, length) < 0) _exit(1);
}

static long setting(const char *name) {
  const char *text = getenv(name);
  return text ? atol(text) : 0;
}

static void end(int signal) {
  (void)signal;
  _exit(0);
}

static void work(long units) {
  volatile uint64_t kept = 88172645463325252ULL;
  uint64_t x = kept;
  for (long unit = 0; unit < units; unit++)
    for (int spin = 0; spin < SPINS_OF_UNIT; spin++) {
      x ^= x << 13;
      x ^= x >> 7;
      x ^= x << 17;
    }
  kept = x;
}

static void rest(long ms) {
  struct timespec left = {ms / 1000, (ms % 1000) * 1000000};
  while (nanosleep(&left, &left) < 0 && errno == EINTR) continue;
}

static struct sockaddr_in place(uint32_t host) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
  address.sin_addr.s_addr = htonl(host);
  return address;
}

static int check(void) {
  static const char question[] = "GET / HTTP/1.0\r\n\r\n";
  char answer[16] = {0};
  struct sockaddr_in address = place(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) return 1;
  if (write(fd, question, sizeof question - 1) < 0) return 1;
  if (read(fd, answer, sizeof answer - 1) < 12) return 1;
  return strncmp(answer + 9, "200", 3) != 0;
}

static void answer(int fd, int good) {
  static const char yes[] = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n";
  static const char no[] = "HTTP/1.1 500 Not Yet\r\nContent-Length: 4\r\nConnection: close\r\n\r\nwait";
  const char *text = good ? yes : no;
  if (write(fd, text, strlen(text)) < 0) return;
}

static int listenOn(void) {
  struct sockaddr_in address = place(INADDR_ANY);
  int one = 1;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, 64) < 0) _exit(2);
  return fd;
}

int main(int count, char **words) {
  int64_t mainAt = now();
  if (count > 1 && strcmp(words[1], "check") == 0) return check();
  signal(SIGTERM, end);
  signal(SIGPIPE, SIG_IGN);
  testify("main", mainAt);
  work(setting("WORK"));
  rest(setting("SLEEP_MS"));
  struct pollfd all[MOST] = {{.fd = listenOn(), .events = POLLIN}};
  int held = 1;
  int64_t listenAt = now();
  int64_t silentUntil = listenAt + setting("SILENT_MS") * 1000000LL;
  int64_t errorUntil = listenAt + setting("ERROR_MS") * 1000000LL;
  int64_t goodFrom = silentUntil > errorUntil ? silentUntil : errorUntil;
  int ready = 0;
  testify("listen", listenAt);
  for (;;) {
    int64_t at = now();
    if (!ready && at >= goodFrom) {
      ready = 1;
      testify("cpu", told(CLOCK_PROCESS_CPUTIME_ID));
      testify("ready", at);
      if (getenv("READY_EXIT")) return 0;
    }
    int silent = at < silentUntil;
    int64_t next = silent ? silentUntil : goodFrom;
    /* While silent nobody is heard: only the door stays open. */
    if (poll(all, silent ? 1 : held, ready ? -1 : (int)((next - at + 999999) / 1000000)) <= 0) continue;
    if (all[0].revents & POLLIN) {
      int fd = accept(all[0].fd, NULL, NULL);
      if (fd >= 0 && held < MOST) all[held++] = (struct pollfd){.fd = fd, .events = POLLIN};
      else if (fd >= 0) close(fd);
    }
    for (int i = held - 1; i > 0 && !silent; i--) {
      char question[4096];
      if (!all[i].revents) continue;
      if (read(all[i].fd, question, sizeof question) > 0) answer(all[i].fd, now() >= goodFrom);
      close(all[i].fd);
      all[i] = all[--held];
    }
  }
}
