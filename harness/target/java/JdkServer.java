// SPDX-License-Identifier: MIT
// The JDK's com.sun.net.httpserver, which lets handlers send no interim response.
// Usage: JdkServer.java PORT
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

public class JdkServer {
    static void answer(HttpExchange exchange) throws IOException {
        byte[] content = "hello\n".getBytes(StandardCharsets.US_ASCII);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, head ? -1 : content.length);
        try (OutputStream out = exchange.getResponseBody()) {
            if (!head) out.write(content);
        }
    }

    public static void main(String[] args) throws IOException {
        InetSocketAddress address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        HttpServer server = HttpServer.create(address, 64);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> answer(exchange));
        server.start();
    }
}
