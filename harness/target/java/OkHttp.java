// SPDX-License-Identifier: MIT
// Driver for OkHttp with its defaults but for redirects: a pool of connections, and one repetition of a
// request whose kept connection failed.
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

final class OkHttp {
    private static final OkHttpClient CLIENT =
        new OkHttpClient.Builder().followRedirects(false).build();

    private static Driver.Result send(Driver.Request request) throws Exception {
        byte[] octets = request.octets();
        Request.Builder builder = new Request.Builder().url(request.url)
            .method(request.method, octets == null ? null : RequestBody.create(null, octets));
        for (String[] field : request.fields)
            builder.addHeader(field[0], field[1]);
        if (request.expect)
            builder.header("Expect", "100-continue");
        OkHttpClient limited =
            CLIENT.newBuilder().readTimeout(request.timeout_ms, TimeUnit.MILLISECONDS).build();
        try (Response response = limited.newCall(builder.build()).execute()) {
            return new Driver.Result(response.code(), response.body().bytes());
        }
    }

    public static void main(String[] arguments) throws Exception {
        Driver.drive("okhttp", okhttp3.internal.Version.userAgent().replace("okhttp/", ""),
            List.of("head", "post", "expect", "method", "fields", "reuse", "status", "concurrent", "limit"),
            OkHttp::send);
    }
}
