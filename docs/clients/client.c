/*
 * A client of the TLS line protocol, for POSIX systems with OpenSSL 3:
 *   cc -O2 -o client client.c -lssl -lcrypto
 *   ./client HOST PORT CA CERT KEY      (all files are PEM)
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_LINE 1000 /* bytes, with the LF */
#define MAX_WORD 128
#define DIGEST 32
#define TOKEN_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
#define NAME_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

static const char *const VALUES[][2] = {
    {"FULL_NAME", "Ada Lovelace"},
    {"EMAIL1", "ada@example.com"},
    {"COUNTRY", "United Kingdom"},
};

static long limit_ms = 30000;
static EVP_MD *sha256;

/* ---- Failures ---- */

/* Everything but printable ASCII as an escape sequence: a terminal must not see it. */
static void print_escaped(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c >= ' ' && c <= '~' && c != '\\') fputc(c, stderr);
    else fprintf(stderr, "\\x%02x", c);
  }
}

__attribute__((noreturn)) static void fail(const char *what, const char *why) {
  fprintf(stderr, "client: %s%s", what, why[0] ? ": " : "");
  print_escaped(why, strlen(why));
  fputc('\n', stderr);
  exit(1);
}

__attribute__((noreturn)) static void fail_tls(const char *what) {
  const char *reason = ERR_reason_error_string(ERR_peek_last_error());
  fail(what, reason ? reason : "the connection is over");
}

/* ---- The connection: never blocks longer than until a deadline ---- */

struct server {
  int fd;
  SSL *ssl;
  char received[MAX_LINE];
  size_t length;
};

struct line {
  char text[MAX_LINE]; /* ends in a NUL in place of the LF */
  size_t length;
};

static long long now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Whether the socket is ready before the deadline. */
static int ready(int fd, short events, long long deadline) {
  for (;;) {
    long long left = deadline - now_ms();
    struct pollfd wanted = {.fd = fd, .events = events};
    int count = poll(&wanted, 1, left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left);
    if (count > 0) return 1;
    if (count == 0) return 0;
    if (errno != EINTR) fail("poll", strerror(errno));
  }
}

/* After a TLS call that returned `result`: 1 to call it again, 0 if the deadline has passed, -1 if it failed. */
static int again(struct server *server, int result, long long deadline) {
  switch (SSL_get_error(server->ssl, result)) {
    case SSL_ERROR_WANT_READ:
      return ready(server->fd, POLLIN, deadline);
    case SSL_ERROR_WANT_WRITE:
      return ready(server->fd, POLLOUT, deadline);
    default:
      return -1;
  }
}

static int connect_to(const char *host, const char *port) {
  struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM}, *all;
  int problem = getaddrinfo(host, port, &hints, &all), error = 0;
  if (problem != 0) fail(host, gai_strerror(problem));
  for (struct addrinfo *address = all; address; address = address->ai_next) {
    int fd = socket(address->ai_family, address->ai_socktype, address->ai_protocol), on = 1;
    if (fd < 0) {
      error = errno;
      continue;
    }
    fcntl(fd, F_SETFL, O_NONBLOCK);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    error = connect(fd, address->ai_addr, address->ai_addrlen) == 0 ? 0 : errno;
    if (error == EINPROGRESS) {
      socklen_t size = sizeof error;
      if (!ready(fd, POLLOUT, now_ms() + limit_ms)) error = ETIMEDOUT;
      else getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    }
    if (error == 0) {
      freeaddrinfo(all);
      return fd;
    }
    close(fd);
  }
  freeaddrinfo(all);
  fail("cannot connect", strerror(error));
}

/* The server must show a certificate of the CA, for servers, valid today, and for this name or address. */
static SSL_CTX *context_of(const char *ca, const char *cert, const char *key) {
  SSL_CTX *context = SSL_CTX_new(TLS_client_method());
  if (!context) fail_tls("OpenSSL");
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
  if (SSL_CTX_load_verify_locations(context, ca, NULL) != 1) fail_tls(ca);
  if (SSL_CTX_use_certificate_chain_file(context, cert) != 1) fail_tls(cert);
  if (SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1) fail_tls(key);
  return context;
}

static void handshake(struct server *server, const char *host) {
  X509_VERIFY_PARAM *rules = SSL_get0_param(server->ssl);
  X509_VERIFY_PARAM_set_hostflags(rules,
                                  X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  /* An address is compared with the addresses in the certificate; it is no name for SNI. */
  if (X509_VERIFY_PARAM_set1_ip_asc(rules, host) != 1 &&
      (X509_VERIFY_PARAM_set1_host(rules, host, 0) != 1 || SSL_set_tlsext_host_name(server->ssl, host) != 1))
    fail_tls(host);
  ERR_clear_error();
  if (SSL_set_fd(server->ssl, server->fd) != 1) fail_tls("OpenSSL");
  long long deadline = now_ms() + limit_ms;
  for (int result; (result = SSL_connect(server->ssl)) != 1;) {
    int more = again(server, result, deadline);
    if (more == 0) fail("the TLS handshake took too long", "");
    if (more > 0) continue;
    long verified = SSL_get_verify_result(server->ssl);
    if (verified != X509_V_OK) fail("the server's certificate", X509_verify_cert_error_string(verified));
    fail_tls("the TLS handshake");
  }
}

/* ---- Lines ---- */

/* Whether the next line came before the deadline; one in the past takes what is there. FAIL ends the program. */
static int read_line(struct server *server, long long deadline, struct line *line) {
  char *end;
  while (!(end = memchr(server->received, '\n', server->length))) {
    if (server->length == MAX_LINE) fail("the server's line is too long", "");
    ERR_clear_error();
    int count = SSL_read(server->ssl, server->received + server->length, (int)(MAX_LINE - server->length));
    if (count > 0) {
      server->length += (size_t)count;
      continue;
    }
    int more = again(server, count, deadline);
    if (more == 0) return 0;
    if (more < 0) fail_tls("the server left before DONE");
  }
  line->length = (size_t)(end - server->received);
  memcpy(line->text, server->received, line->length);
  line->text[line->length] = '\0';
  server->length -= line->length + 1;
  memmove(server->received, end + 1, server->length);
  if (line->length < 4 || memcmp(line->text, "FAIL", 4) != 0 || (line->length > 4 && line->text[4] != ' ')) return 1;
  fputs("client: the server says ", stderr);
  print_escaped(line->text, line->length);
  fputc('\n', stderr);
  exit(1);
}

static void read_command(struct server *server, struct line *line) {
  if (!read_line(server, now_ms() + limit_ms, line)) fail("the server said nothing for too long", "");
}

__attribute__((noreturn)) static void fail_command(void) {
  fail("the server's line is no command that may come here", "");
}

/* Until it has its answer, the server may say FAIL, or leave, and nothing else. */
static void check_silence(struct server *server) {
  struct line line;
  if (read_line(server, 0, &line)) fail("the server did not wait for the answer", "");
}

static void send_line(struct server *server, const char *text) {
  char bytes[MAX_LINE + 1];
  int length = snprintf(bytes, sizeof bytes, "%s\n", text);
  if (length < 0 || length > MAX_LINE) fail("an answer is too long", "");
  long long deadline = now_ms() + limit_ms;
  ERR_clear_error();
  for (int result; (result = SSL_write(server->ssl, bytes, length)) <= 0;) {
    int more = again(server, result, deadline);
    if (more == 0) fail("the server did not read for too long", "");
    if (more < 0) fail_tls("the server left");
  }
}

static void answer(struct server *server, const char *text) {
  check_silence(server);
  send_line(server, text);
}

/* Whether the line is exactly this text. A line may hold a NUL, and is none then. */
static int is(const struct line *line, const char *text) {
  return line->length == strlen(text) && memcmp(line->text, text, line->length) == 0;
}

/* Copies one word of 1 to 128 such characters from *at on, and moves *at behind it and the character that ends it. */
static void take_word(const char **at, const char *chars, char end, char word[MAX_WORD + 1]) {
  size_t length = strspn(*at, chars);
  if (length < 1 || length > MAX_WORD || (*at)[length] != end) fail_command();
  memcpy(word, *at, length);
  word[length] = '\0';
  *at += length + 1;
}

/* ---- The answers ---- */

static void hash(const char *first, const char *second, unsigned char digest[DIGEST]) {
  static EVP_MD_CTX *context;
  if (!context) context = EVP_MD_CTX_new();
  if (!context || !EVP_DigestInit_ex2(context, sha256, NULL) || !EVP_DigestUpdate(context, first, strlen(first)) ||
      !EVP_DigestUpdate(context, second, strlen(second)) || !EVP_DigestFinal_ex(context, digest, NULL))
    fail_tls("SHA-256");
}

static int zero_bits(const unsigned char digest[DIGEST]) {
  int bits = 0;
  for (int i = DIGEST - 1; i >= 0; i--, bits += 8)
    for (int bit = 0; bit < 8; bit++)
      if (digest[i] >> bit & 1) return bits + bit;
  return bits;
}

static void solve(struct server *server, const char *token, int n_bits, char suffix[32]) {
  unsigned char digest[DIGEST];
  for (unsigned long long number = 0;; number++) {
    if (number % 65536 == 65535) check_silence(server);
    snprintf(suffix, 32, "%llu", number);
    hash(token, suffix, digest);
    if (zero_bits(digest) >= n_bits) return;
  }
}

static const char *value_of(const char *name) {
  for (size_t i = 0; i < sizeof VALUES / sizeof VALUES[0]; i++)
    if (strcmp(VALUES[i][0], name) == 0) return VALUES[i][1];
  return "";
}

static void converse(struct server *server) {
  struct line line;
  char token[MAX_WORD + 1], name[MAX_WORD + 1], random_string[MAX_WORD + 1], bits[MAX_WORD + 1], text[MAX_LINE];

  read_command(server, &line);
  if (!is(&line, "HELLO")) fail_command();
  answer(server, "HELLOBACK");

  read_command(server, &line);
  const char *at = line.text;
  take_word(&at, NAME_CHARS, ' ', name);
  if (strcmp(name, "WORK") != 0) fail_command();
  take_word(&at, TOKEN_CHARS, ' ', token);
  take_word(&at, "0123456789", '\0', bits);
  if (at != line.text + line.length + 1 || strlen(bits) > 2 || (bits[0] == '0' && bits[1]) || atoi(bits) > 64)
    fail_command();
  char suffix[32];
  solve(server, token, atoi(bits), suffix);
  answer(server, suffix);

  for (;;) {
    read_command(server, &line);
    if (is(&line, "DONE")) break;
    at = line.text;
    take_word(&at, NAME_CHARS, ' ', name);
    take_word(&at, TOKEN_CHARS, '\0', random_string);
    if (at != line.text + line.length + 1 || !strcmp(name, "HELLO") || !strcmp(name, "WORK") || !strcmp(name, "DONE"))
      fail_command();
    unsigned char digest[DIGEST];
    char hex[2 * DIGEST + 1];
    hash(token, random_string, digest);
    for (int i = 0; i < DIGEST; i++) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    snprintf(text, sizeof text, "%s %s", hex, value_of(name));
    answer(server, text);
  }
  send_line(server, "OK"); /* also to a server that has left by now: DONE is what counts */
}

/* Ends in order, and waits for the server to do so. DONE was read and OK is written: failures do not matter. */
static void close_in_order(struct server *server) {
  char ignored[MAX_LINE];
  long long deadline = now_ms() + 3000;
  int result;
  SSL_shutdown(server->ssl);
  do result = SSL_read(server->ssl, ignored, sizeof ignored);
  while (now_ms() < deadline && (result > 0 || again(server, result, deadline) > 0));
}

int main(int argc, char *argv[]) {
  if (argc != 6) {
    fputs("usage: client HOST PORT CA CERT KEY\n", stderr);
    return 2;
  }
  const char *seconds = getenv("TLSLP_TIMEOUT");
  if (seconds) limit_ms = (long)(atof(seconds) * 1000);
  if (limit_ms <= 0) fail("TLSLP_TIMEOUT is not a number of seconds", "");
  signal(SIGPIPE, SIG_IGN);
  sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
  if (!sha256) fail_tls("SHA-256");

  SSL_CTX *context = context_of(argv[3], argv[4], argv[5]);
  struct server server = {.fd = connect_to(argv[1], argv[2]), .ssl = SSL_new(context)};
  if (!server.ssl) fail_tls("OpenSSL");
  handshake(&server, argv[1]);
  converse(&server);
  close_in_order(&server);

  SSL_free(server.ssl);
  SSL_CTX_free(context);
  EVP_MD_free(sha256);
  close(server.fd);
  return 0;
}
