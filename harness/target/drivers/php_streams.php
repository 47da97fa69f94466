<?php
// SPDX-License-Identifier: MIT
// Driver (harness/play/driver.h) for PHP's http stream wrapper (file_get_contents): a connection a
// request, no redirects, any status is a response (ignore_errors).
require __DIR__ . '/serve.php';

function exchange(array $request): array
{
    $options = ['method' => $request['method'], 'header' => field_lines($request['fields']),
        'timeout' => $request['timeout_ms'] / 1000, 'follow_location' => 0,
        'ignore_errors' => true];
    if ($request['content'] !== null) {
        $options['content'] = $request['content'];
        $options['header'][] = 'Content-Type: application/octet-stream';
    }
    error_clear_last();
    $content = @file_get_contents($request['url'], false,
        stream_context_create(['http' => $options]));
    if ($content === false)
        throw new RuntimeException(error_get_last()['message'] ?? 'file_get_contents failed');
    // The status that a script reads: that of the first line it is given.
    if (!preg_match('~^HTTP/\S+ (\d+)~', $http_response_header[0] ?? '', $found))
        throw new RuntimeException('no status line');
    return [(int) $found[1], $content];
}

serve('php-streams', PHP_VERSION, [], 'exchange');
