<?php
// SPDX-License-Identifier: MIT
// What the drivers in PHP share: the lines of JSON of harness/play/driver.h, in and out.

function say(array $message): void
{
    fwrite(STDOUT, json_encode($message, JSON_UNESCAPED_SLASHES) . "\n");
}

/** The exchange returns status and content, or throws what its caller would have seen. */
function serve(string $driver, string $version, array $features, callable $exchange): void
{
    $base = ['head', 'post', 'method', 'fields', 'status', 'limit'];
    say(['driver' => $driver, 'version' => $version, 'features' => [...$base, ...$features]]);
    while (($line = fgets(STDIN)) !== false) {
        $request = json_decode($line, true);
        if ($request['content'] !== null)
            $request['content'] = iconv('UTF-8', 'ISO-8859-1', $request['content']);
        try {
            [$status, $content] = $exchange($request);
            $text = iconv('ISO-8859-1', 'UTF-8', substr($content, 0, 65536));
            say(['id' => $request['id'], 'status' => $status, 'content' => $text, 'error' => null]);
        } catch (Throwable $error) {
            say(['id' => $request['id'], 'status' => null, 'content' => '',
                'error' => iconv('ISO-8859-1', 'UTF-8', $error->getMessage())]);
        }
    }
}

function field_lines(array $fields): array
{
    return array_map(fn($field) => "$field[0]: $field[1]", $fields);
}
