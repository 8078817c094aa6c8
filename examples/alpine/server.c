// A small HTTP service: what an example needs of one, and no more.
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static void stop(int signal_number) {
  (void)signal_number;
  _exit(0);
}

static void answer(int client, const char *status, const char *body) {
  char head[256];
  int length = snprintf(head, sizeof head,
                        "HTTP/1.1 %s\r\ncontent-type: application/json\r\ncontent-length: %zu\r\nconnection: close\r\n\r\n",
                        status, strlen(body));
  if (write(client, head, length) < 0 || write(client, body, strlen(body)) < 0) return;
}

static size_t content_length(const char *request) {
  for (const char *line = request; line != NULL; line = strstr(line, "\r\n")) {
    if (line != request) line += 2;
    if (strncasecmp(line, "content-length:", 15) == 0) return strtoul(line + 15, NULL, 10);
  }
  return 0;
}

// Reads a whole request, its body included, as far as it fits.
static ssize_t read_request(int client, char *buffer, size_t size) {
  size_t used = 0;
  while (used < size - 1) {
    ssize_t got = read(client, buffer + used, size - 1 - used);
    if (got <= 0) break;
    used += got;
    buffer[used] = '\0';
    char *end = strstr(buffer, "\r\n\r\n");
    if (end != NULL && used >= (size_t)(end - buffer) + 4 + content_length(buffer)) break;
  }
  return used;
}

static void serve(int client) {
  static char request[16384];
  static char body[16384 + 64];
  static unsigned long served = 0;
  struct timeval patience = {.tv_sec = 2};
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (read_request(client, request, sizeof request) <= 0) return;
  served++;
  char *sent = strstr(request, "\r\n\r\n");
  if (strncmp(request, "GET /health ", 12) == 0) {
    answer(client, "200 OK", "{\"status\":\"healthy\"}");
  } else if (strncmp(request, "GET /greeting ", 14) == 0) {
    const char *name = getenv("GREET");
    snprintf(body, sizeof body, "{\"greeting\":\"hello, %s\",\"served\":%lu,\"at\":%ld}", name ? name : "world", served,
             (long)time(NULL));
    answer(client, "200 OK", body);
  } else if (strncmp(request, "POST /greetings ", 16) == 0 && sent != NULL && sent[4] == '{') {
    snprintf(body, sizeof body, "{\"kept\":%s}", sent + 4);
    answer(client, "201 Created", body);
  } else {
    answer(client, "404 Not Found", "{\"error\":\"no such page\"}");
  }
}

int main(void) {
  // As PID 1 a process gets no default for SIGTERM: without this, stopping it takes the whole grace time.
  signal(SIGTERM, stop);
  signal(SIGINT, stop);
  signal(SIGPIPE, SIG_IGN);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8000), .sin_addr.s_addr = INADDR_ANY};
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 64) < 0) {
    perror("greeter: cannot listen on port 8000");
    return 1;
  }
  printf("greeter: listening on port 8000\n");
  fflush(stdout);
  for (;;) {
    int client = accept(listener, NULL, NULL);
    if (client < 0) continue;
    serve(client);
    close(client);
  }
}
