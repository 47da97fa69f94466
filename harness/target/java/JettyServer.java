// SPDX-License-Identifier: MIT
// Jetty 9, embedded, with a trigger: 102 by Response.sendProcessing, which sends it only where the
// request expects 102-processing (else it is refused); handlers can send no other interim response.
// With the argument "job" a 102 is tried all the same, as the status of the answer, with content. Usage: JettyServer.java PORT [job]
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.AbstractHandler;

public class JettyServer extends AbstractHandler {
    private final boolean job;

    JettyServer(boolean job) {
        this.job = job;
    }

    static String query(HttpServletRequest request, String name, String otherwise) {
        String text = request.getQueryString() == null ? "" : request.getQueryString();
        for (String pair : text.split("&"))
            if (pair.startsWith(name + "=")) return pair.substring(name.length() + 1);
        return otherwise;
    }

    @Override
    public void handle(String target, Request request, HttpServletRequest asked,
            HttpServletResponse response) throws IOException {
        boolean before = query(asked, "when", "").equals("before");
        if (!before) asked.getInputStream().readAllBytes();
        List<String> refused = new ArrayList<>();
        for (String code : query(asked, "interim", "").split(",")) {
            if (code.equals("102") && request.getHttpChannel().isExpecting102Processing()) {
                request.getResponse().sendProcessing();
                pause(Integer.parseInt(query(asked, "gap_ms", "0")));
            } else if (!code.isEmpty()) {
                refused.add(code);
            }
        }
        if (before) asked.getInputStream().readAllBytes();
        boolean tried = job && query(asked, "interim", "").contains("102");
        response.setStatus(tried ? 102 : Integer.parseInt(query(asked, "final", "200")));
        response.setHeader("X-Interim-Asked", query(asked, "interim", ""));
        response.setHeader("X-Interim-Refused", String.join(",", refused));
        response.setContentType("text/plain");
        response.getOutputStream().print(query(asked, "token", "hello\n"));
        request.setHandled(true);
    }

    private static void pause(int gapMs) throws IOException {
        try {
            Thread.sleep(gapMs);
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    public static void main(String[] args) throws Exception {
        Server server = new Server(
                new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])));
        server.setHandler(new JettyServer(args.length > 1 && args[1].equals("job")));
        server.start();
        server.join();
    }
}
