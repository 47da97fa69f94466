// SPDX-License-Identifier: MIT
// Tomcat, embedded, with a trigger: 103 by its ResponseFacade.sendEarlyHints; its servlets can send no
// other interim response. With the argument "job" a 102 is tried all the same, as the
// status of the answer, with content: the common mistake. Usage: TomcatServer.java PORT FOLDER [job]
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.connector.ResponseFacade;
import org.apache.catalina.startup.Tomcat;

public class TomcatServer extends HttpServlet {
    private final boolean job;

    TomcatServer(boolean job) {
        this.job = job;
    }

    static String query(HttpServletRequest request, String name, String otherwise) {
        String text = request.getQueryString() == null ? "" : request.getQueryString();
        for (String pair : text.split("&"))
            if (pair.startsWith(name + "=")) return pair.substring(name.length() + 1);
        return otherwise;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        boolean before = query(request, "when", "").equals("before");
        if (!before) request.getInputStream().readAllBytes();
        List<String> refused = new ArrayList<>();
        for (String code : query(request, "interim", "").split(",")) {
            if (code.equals("103") && response instanceof ResponseFacade) {
                response.addHeader("Link", "</style.css>; rel=preload; as=style");
                ((ResponseFacade) response).sendEarlyHints();
                pause(Integer.parseInt(query(request, "gap_ms", "0")));
            } else if (!code.isEmpty()) {
                refused.add(code);
            }
        }
        if (before) request.getInputStream().readAllBytes();
        boolean tried = job && query(request, "interim", "").contains("102");
        response.setStatus(tried ? 102 : Integer.parseInt(query(request, "final", "200")));
        response.setHeader("X-Interim-Asked", query(request, "interim", ""));
        response.setHeader("X-Interim-Refused", String.join(",", refused));
        response.setContentType("text/plain");
        response.getOutputStream().print(query(request, "token", "hello\n"));
    }

    private static void pause(int gapMs) throws IOException {
        try {
            Thread.sleep(gapMs);
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    public static void main(String[] args) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(args[1]);
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(Integer.parseInt(args[0]));
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", new File(args[1]).getAbsolutePath());
        Tomcat.addServlet(context, "trigger",
                new TomcatServer(args.length > 2 && args[2].equals("job")));
        context.addServletMappingDecoded("/*", "trigger");
        tomcat.start();
        tomcat.getServer().await();
    }
}
