// SPDX-License-Identifier: MIT
// Driver for Java's java.net.http.HttpClient, in HTTP/1.1. Its limit is for the whole exchange: "limit" is
// not named.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

final class JdkClient {
    private static final HttpClient CLIENT =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Driver.Result send(Driver.Request request) throws Exception {
        byte[] octets = request.octets();
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(request.url))
            .timeout(Duration.ofMillis(request.timeout_ms))
            .method(request.method, octets == null ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(octets))
            .expectContinue(request.expect);
        for (String[] field : request.fields)
            builder.header(field[0], field[1]);
        HttpResponse<byte[]> response =
            CLIENT.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Driver.Result(response.statusCode(), response.body());
    }

    public static void main(String[] arguments) throws Exception {
        Driver.drive("java-http-client", System.getProperty("java.version"),
            List.of("head", "post", "expect", "method", "fields", "reuse", "status", "concurrent"),
            JdkClient::send);
    }
}
