# SPDX-License-Identifier: MIT
# Mojolicious, which answers expectations by itself and lets handlers send no interim response.
use Mojolicious::Lite -signatures;

any '/*any' => {any => ''} => sub ($c) { $c->render(text => "hello\n") };
app->start;
