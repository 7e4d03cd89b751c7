import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A client of the TLS line protocol, for Java 17: java Client.java HOST PORT CA CERT KEY. All files are PEM. */
public final class Client {
  static final Map<String, String> VALUES =
      Map.of("FULL_NAME", "Ada Lovelace", "EMAIL1", "ada@example.com", "COUNTRY", "United Kingdom");

  // What may come, in this order; the last of them again and again, until DONE.
  static final Pattern HELLO = Pattern.compile("HELLO");
  static final Pattern WORK =
      Pattern.compile("WORK ([A-Za-z0-9_-]{1,128}) ([0-9]|[1-5][0-9]|6[0-4])");
  static final Pattern REQUEST_OR_DONE =
      Pattern.compile(
          "DONE|(?!(?:HELLO|WORK|DONE|FAIL) )([A-Z0-9_]{1,128}) ([A-Za-z0-9_-]{1,128})");

  /** The longest line, in bytes, with its LF. */
  static final int MAX_LINE_BYTES = 1000;

  static final class Failure extends Exception {
    Failure(String message) {
      super(message);
    }
  }

  // Daemon threads: the program ends without waiting for them.
  static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
          });

  static long limitMillis;
  static List<Certificate> authorities;

  public static void main(String[] args) {
    if (args.length != 5) exit(2, "usage: java Client.java HOST PORT CA CERT KEY");
    try {
      limitMillis = (long) (Double.parseDouble(System.getenv().getOrDefault("TLSLP_TIMEOUT", "30")) * 1000);
      SSLContext context = context(Path.of(args[2]), Path.of(args[3]), Path.of(args[4]));
      Socket tcp = connect(args[0], Integer.parseInt(args[1]));
      SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(tcp, args[0], tcp.getPort(), true);
      within("The TLS handshake", () -> handshake(tls, args[0]));
      Server server = new Server(tls);
      converse(server);
      server.close();
    } catch (Exception error) {
      // The last cause says most. It can quote the server: escaped.
      Throwable cause = error;
      while (cause.getCause() != null) cause = cause.getCause();
      exit(1, "client: " + escape(cause instanceof Failure ? cause.getMessage() : cause.toString()));
    }
    exit(0, null);
  }

  static void exit(int code, String message) {
    if (message != null) System.err.println(message);
    System.exit(code);
  }

  static void converse(Server server) throws Exception {
    server.command(HELLO);
    server.answer("HELLOBACK");
    Matcher work = server.command(WORK);
    String token = work.group(1);
    server.answer(solve(token, Integer.parseInt(work.group(2)), server));
    for (; ; ) {
      Matcher command = server.command(REQUEST_OR_DONE);
      if (command.group(1) == null) break;
      byte[] checksum = sha256().digest(ascii(token + command.group(2)));
      server.answer(HexFormat.of().formatHex(checksum) + " " + VALUES.getOrDefault(command.group(1), ""));
    }
    server.send("OK"); // Also to a server that has left by now: DONE is what counts.
  }

  static String solve(String token, int nBits, Server server) throws Exception {
    MessageDigest sha256 = sha256();
    byte[] start = ascii(token);
    for (long number = 0; ; number++) {
      if (number % 65536 == 65535) server.checkSilence();
      String suffix = Long.toString(number);
      sha256.update(start);
      byte[] digest = sha256.digest(ascii(suffix));
      // The last 64 bits are enough, as n_bits is 64 at most; of 0, numberOfTrailingZeros is 64.
      long last = ByteBuffer.wrap(digest).getLong(24);
      if (Long.numberOfTrailingZeros(last) >= nBits) return suffix;
    }
  }

  /** The server's side of the conversation. A thread of its own reads, so that FAIL is seen during the work. */
  static final class Server {
    private final SSLSocket tls;
    private final BlockingQueue<Object> pieces = new ArrayBlockingQueue<>(4); // each bytes or an Exception
    private final byte[] received = new byte[2 * MAX_LINE_BYTES];
    private int length = 0;

    Server(SSLSocket tls) {
      this.tls = tls;
      THREADS.submit(this::readAll);
    }

    private Void readAll() throws InterruptedException {
      try {
        InputStream in = tls.getInputStream();
        byte[] bytes = new byte[MAX_LINE_BYTES];
        for (int count; (count = in.read(bytes)) >= 0; ) pieces.put(Arrays.copyOf(bytes, count));
        throw new Failure("The server left before DONE.");
      } catch (IOException | Failure error) {
        pieces.put(error);
      }
      return null;
    }

    /** The next line, without its LF, or null when it does not come in this time. 0 takes what is there. */
    String readLine(long millis) throws Exception {
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      int end;
      while ((end = indexOfLf()) < 0) {
        if (length >= MAX_LINE_BYTES) throw new Failure("The server's line is too long.");
        Object piece = pieces.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (piece == null) return null;
        if (piece instanceof Exception error) throw error;
        byte[] bytes = (byte[]) piece;
        System.arraycopy(bytes, 0, received, length, bytes.length);
        length += bytes.length;
      }
      // One byte is one character: the patterns see the bytes as they are.
      String line = new String(received, 0, end, StandardCharsets.ISO_8859_1);
      if (line.equals("FAIL") || line.startsWith("FAIL "))
        throw new Failure("The server says " + new String(received, 0, end, StandardCharsets.UTF_8));
      length -= end + 1;
      System.arraycopy(received, end + 1, received, 0, length);
      return line;
    }

    private int indexOfLf() {
      for (int i = 0; i < Math.min(length, MAX_LINE_BYTES); i++) if (received[i] == '\n') return i;
      return -1;
    }

    /** The next line, which must be a command of this form. */
    Matcher command(Pattern pattern) throws Exception {
      String line = readLine(limitMillis);
      if (line == null) throw new Failure("The server said nothing for " + limitMillis + " ms.");
      Matcher matcher = pattern.matcher(line);
      if (!matcher.matches()) throw new Failure("The server's line is no command that may come here.");
      return matcher;
    }

    /** Until it has its answer, the server may say FAIL, or leave, and nothing else. */
    void checkSilence() throws Exception {
      if (readLine(0) != null) throw new Failure("The server did not wait for the answer.");
    }

    void answer(String line) throws Exception {
      checkSilence();
      send(line);
    }

    void send(String line) throws Exception {
      byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
      within(
          "Sending",
          () -> {
            tls.getOutputStream().write(bytes);
            return null;
          });
    }

    /** Ends in order, and waits for the server to do so. DONE was read and OK is written: failures do not matter. */
    void close() throws InterruptedException {
      try {
        tls.shutdownOutput();
        readLine(3000);
      } catch (InterruptedException error) {
        throw error;
      } catch (Exception error) {
        // The server's end, or its reset.
      }
    }
  }

  /** The first address of the host that answers. */
  static Socket connect(String host, int port) throws IOException {
    IOException failure = null;
    for (InetAddress address : InetAddress.getAllByName(host)) {
      Socket socket = new Socket();
      try {
        socket.connect(new InetSocketAddress(address, port), (int) limitMillis);
        socket.setTcpNoDelay(true);
        return socket;
      } catch (IOException error) {
        failure = error;
        socket.close();
      }
    }
    throw failure;
  }

  /** Verifies the server's certificate: its CA, its dates, its purpose, and that it is for this host. */
  static Void handshake(SSLSocket tls, String host) throws Exception {
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    // Java itself names no host without a dot, such as localhost. An address is never named.
    if (!host.matches("[0-9.]+|.*:.*")) parameters.setServerNames(List.of(new SNIHostName(host)));
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    // Java takes the common name where a certificate has no other names. No other client does.
    Certificate[] chain = tls.getSession().getPeerCertificates();
    X509Certificate server = (X509Certificate) chain[0];
    if (server.getSubjectAlternativeNames() == null)
      throw new Failure("The server's certificate has no alternative names.");
    // A CA can limit how many CAs stand below it. Java does not ask a CA that it trusts.
    int limit = authorities.stream().mapToInt(ca -> ((X509Certificate) ca).getBasicConstraints()).max().orElse(0);
    if (Arrays.stream(chain).skip(1).filter(ca -> !authorities.contains(ca)).count() > Math.max(limit, 0))
      throw new Failure("The server's certificate has more CAs above it than yours allows.");
    return null;
  }

  static SSLContext context(Path ca, Path cert, Path key) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    authorities = certificates(ca);
    for (Certificate certificate : authorities)
      trusted.setCertificateEntry("ca" + trusted.size(), certificate);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);

    Certificate[] chain = certificates(cert).toArray(new Certificate[0]);
    if (chain.length == 0) throw new Failure("There is no certificate in the file CERT.");
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry("client", privateKey(key, chain[0]), new char[0], chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(own, new char[0]);

    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  static List<Certificate> certificates(Path path) throws Exception {
    byte[] pem = Files.readAllBytes(path);
    return new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)));
  }

  /** A key of PKCS #8, which is for the certificate: EC, RSA or Ed25519. */
  static PrivateKey privateKey(Path path, Certificate certificate) throws Exception {
    String pem = Files.readString(path, StandardCharsets.ISO_8859_1);
    Matcher block = Pattern.compile("-----BEGIN PRIVATE KEY-----(.+?)-----END", Pattern.DOTALL).matcher(pem);
    if (!block.find())
      throw new Failure("KEY is not a PRIVATE KEY (PKCS #8): openssl pkcs8 -topk8 -nodes -in KEY -out NEW_KEY");
    byte[] der = Base64.getMimeDecoder().decode(block.group(1));
    String algorithm = certificate.getPublicKey().getAlgorithm();
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  /** Runs this in another thread, and fails when it does not end in time. */
  static void within(String what, Callable<Void> action) throws Exception {
    try {
      THREADS.submit(action).get(limitMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException error) {
      throw (Exception) error.getCause();
    } catch (TimeoutException error) {
      throw new Failure(what + " took longer than " + limitMillis + " ms.");
    }
  }

  static MessageDigest sha256() throws Exception {
    return MessageDigest.getInstance("SHA-256");
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Everything but printable ASCII as an escape sequence: a terminal must not see it. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char c : text.toCharArray()) {
      if (c >= ' ' && c <= '~' && c != '\\') escaped.append(c);
      else escaped.append(String.format("\\u%04x", (int) c));
    }
    return escaped.toString();
  }
}
