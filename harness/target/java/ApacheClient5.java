// SPDX-License-Identifier: MIT
// Driver for Apache HttpClient 5 with its defaults: a pool of connections, and a repetition of an
// idempotent request whose connection failed, or that got a 429 or 503.
import java.util.List;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.util.Timeout;
import org.apache.hc.core5.util.VersionInfo;
import org.apache.hc.client5.http.protocol.HttpClientContext;

final class ApacheClient5 {
    private static final CloseableHttpClient CLIENT = HttpClients.custom().disableRedirectHandling()
        .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnPerRoute(100).setMaxConnTotal(1000).build()).build();

    private static Driver.Result send(Driver.Request request) throws Exception {
        ClassicRequestBuilder builder = ClassicRequestBuilder.create(request.method).setUri(request.url);
        for (String[] field : request.fields)
            builder.addHeader(field[0], field[1]);
        if (request.content != null)
            builder.setEntity(new ByteArrayEntity(request.octets(), ContentType.APPLICATION_OCTET_STREAM));
        ClassicHttpRequest sent = builder.build();
        HttpClientContext context = HttpClientContext.create();
        context.setRequestConfig(RequestConfig.custom()
            .setResponseTimeout(Timeout.ofMilliseconds(request.timeout_ms))
            .setExpectContinueEnabled(request.expect).build());
        return CLIENT.execute(sent, context, response -> new Driver.Result(response.getCode(),
            response.getEntity() == null ? null : EntityUtils.toByteArray(response.getEntity())));
    }

    public static void main(String[] arguments) throws Exception {
        VersionInfo version = VersionInfo.loadVersionInfo("org.apache.hc.client5", null);
        Driver.drive("apache-httpclient5", version.getRelease(),
            List.of("head", "post", "expect", "method", "fields", "reuse", "status", "concurrent", "limit"),
            ApacheClient5::send);
    }
}
