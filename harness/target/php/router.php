<?php
// SPDX-License-Identifier: MIT
// PHP's built-in server: PHP has nothing for interim responses. With INTERIM_JOB set every answer is a
// 102 with content, the common mistake.
file_get_contents('php://input');
if (getenv('INTERIM_JOB')) {
    http_response_code(102);
}
header('Content-Type: text/plain');
echo "hello\n";
