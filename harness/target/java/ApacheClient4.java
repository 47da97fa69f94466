// SPDX-License-Identifier: MIT
// Driver for Apache HttpClient 4 with its defaults: a pool of connections, and three repetitions of an
// idempotent request whose connection failed.
import java.util.List;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;
import org.apache.http.util.VersionInfo;

final class ApacheClient4 {
    private static final CloseableHttpClient CLIENT = HttpClients.custom().disableRedirectHandling()
        .setMaxConnPerRoute(100).setMaxConnTotal(1000).build();

    private static Driver.Result send(Driver.Request request) throws Exception {
        RequestBuilder builder = RequestBuilder.create(request.method).setUri(request.url)
            .setConfig(RequestConfig.custom().setSocketTimeout(request.timeout_ms)
                .setExpectContinueEnabled(request.expect).build());
        for (String[] field : request.fields)
            builder.addHeader(field[0], field[1]);
        if (request.content != null)
            builder.setEntity(new ByteArrayEntity(request.octets()));
        try (CloseableHttpResponse response = CLIENT.execute(builder.build())) {
            byte[] octets = response.getEntity() == null ? null
                : EntityUtils.toByteArray(response.getEntity());
            return new Driver.Result(response.getStatusLine().getStatusCode(), octets);
        }
    }

    public static void main(String[] arguments) throws Exception {
        VersionInfo version = VersionInfo.loadVersionInfo("org.apache.http.client", null);
        Driver.drive("apache-httpclient4", version.getRelease(),
            List.of("head", "post", "expect", "method", "fields", "reuse", "status", "concurrent", "limit"),
            ApacheClient4::send);
    }
}
