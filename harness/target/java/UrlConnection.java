// SPDX-License-Identifier: MIT
// Driver for Java's HttpURLConnection, which keeps connections by itself. It knows the methods of RFC 2616
// alone: "method" is not named.
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.List;

final class UrlConnection {
    private static Driver.Result send(Driver.Request request) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) new URL(request.url).openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(request.timeout_ms);
        connection.setReadTimeout(request.timeout_ms);
        connection.setRequestMethod(request.method);
        for (String[] field : request.fields)
            connection.addRequestProperty(field[0], field[1]);
        byte[] octets = request.octets();
        if (octets != null) {
            connection.setDoOutput(true);
            if (request.expect) {
                connection.setRequestProperty("Expect", "100-continue");
                connection.setFixedLengthStreamingMode(octets.length);
            }
            try (OutputStream out = connection.getOutputStream()) {
                out.write(octets);
            }
        }
        int status = connection.getResponseCode();
        if (status < 0)
            throw new java.io.IOException("no valid HTTP"); // as getResponseCode is documented
        InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
        try (in) {
            return new Driver.Result(status, in == null ? null : in.readAllBytes());
        }
    }

    public static void main(String[] arguments) throws Exception {
        Driver.drive("java-url-connection", System.getProperty("java.version"),
            List.of("head", "post", "expect", "fields", "reuse", "status", "concurrent", "limit"),
            UrlConnection::send);
    }
}
