// SPDX-License-Identifier: MIT
// The driver protocol (harness/play/driver.h) for clients in Java: lines in, lines out, a thread each.
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

final class Driver {
    static final int CONTENT_MAX = 65536;

    /** A line of the suite's. */
    static final class Request {
        int id;
        String method;
        String url;
        String[][] fields;
        String content;
        boolean expect;
        int timeout_ms;

        byte[] octets() {
            return content == null ? null : content.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** A line of ours; status and content are those that the library's caller got. */
    static final class Result {
        int id;
        Integer status;
        String content = "";
        String error;

        Result(int status, byte[] octets) {
            this.status = status;
            int length = octets == null ? 0 : Math.min(octets.length, CONTENT_MAX);
            if (octets != null)
                content = new String(octets, 0, length, StandardCharsets.ISO_8859_1);
        }

        Result(Exception error) {
            this.error = String.valueOf(error);
        }
    }

    static final class Greeting {
        String driver;
        String version;
        List<String> features;
    }

    interface Client {
        Result send(Request request) throws Exception;
    }

    private static final Gson GSON = new GsonBuilder().serializeNulls().create();
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private static synchronized void say(Object line) {
        OUT.println(GSON.toJson(line));
    }

    private static void answer(Client client, Request request) {
        Result result;
        try {
            result = client.send(request);
        } catch (Exception error) {
            result = new Result(error);
        }
        result.id = request.id;
        say(result);
    }

    static void drive(String name, String version, List<String> features, Client client) throws IOException {
        Greeting greeting = new Greeting();
        greeting.driver = name;
        greeting.version = version;
        greeting.features = features;
        say(greeting);
        ExecutorService threads = Executors.newCachedThreadPool();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Request request = GSON.fromJson(line, Request.class);
            threads.execute(() -> answer(client, request));
        }
        System.exit(0);
    }

    private Driver() {}
}
