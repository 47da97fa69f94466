// SPDX-License-Identifier: MIT
// Driver for client libraries of the npm registry, each as its documentation shows it: no redirects, any
// status is an answer, and nothing else but its defaults. "limit" is named where a library's limit is said
// to be about silence.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { drive, fieldsOf } from './node_driver.mjs';

const COMMON = ['head', 'post', 'method', 'fields', 'reuse', 'status', 'concurrent'];
const LIBRARIES = {
  undici: { features: [...COMMON, 'limit'], sender: undici },
  axios: { features: COMMON, sender: axios },
  got: { features: [...COMMON, 'limit'], sender: got },
  superagent: { features: COMMON, sender: superagent },
  needle: { features: COMMON, sender: needle },
};

function undici({ request }) {
  return async (asked) => {
    const { statusCode, body } = await request(asked.url, {
      method: asked.method,
      headers: fieldsOf(asked),
      body: asked.octets,
      headersTimeout: asked.timeout_ms,
      bodyTimeout: asked.timeout_ms,
    });
    return { status: statusCode, content: await body.arrayBuffer() };
  };
}

function axios({ default: send }) {
  return async (asked) => {
    const { status, data } = await send({
      url: asked.url,
      method: asked.method,
      headers: fieldsOf(asked),
      data: asked.octets,
      timeout: asked.timeout_ms,
      responseType: 'arraybuffer',
      validateStatus: null,
      proxy: false,
      beforeRedirect() { throw new Error('a redirect'); },
    });
    return { status, content: data };
  };
}

function got({ default: send }) {
  return async (asked) => {
    const { statusCode, rawBody } = await send(asked.url, {
      method: asked.method,
      headers: fieldsOf(asked),
      body: asked.octets,
      timeout: { socket: asked.timeout_ms },
      throwHttpErrors: false,
      followRedirect: false,
    });
    return { status: statusCode, content: rawBody };
  };
}

function superagent({ default: send }) {
  return async (asked) => {
    const { status, body } = await send(asked.method, asked.url)
      .set(fieldsOf(asked))
      .send(asked.octets)
      .timeout({ response: asked.timeout_ms, deadline: asked.timeout_ms })
      .responseType('arraybuffer')
      .redirects(0)
      .ok(() => true);
    return { status, content: Buffer.isBuffer(body) ? body : '' }; // {} in answer to HEAD
  };
}

function needle({ default: send }) {
  const agent = new http.Agent({ keepAlive: true }); // it closes each connection without one
  return async (asked) => {
    const { statusCode, raw } = await send(asked.method, asked.url, asked.octets ?? null, {
      headers: fieldsOf(asked),
      response_timeout: asked.timeout_ms,
      read_timeout: asked.timeout_ms,
      agent,
    });
    return { status: statusCode, content: raw };
  };
}

const [name] = process.argv.slice(2);
const installed = new URL(`node_modules/${name}/package.json`, import.meta.url);
const { version } = JSON.parse(readFileSync(installed));
const { features, sender } = LIBRARIES[name];
drive(name, `${version} (Node ${process.version})`, features, sender(await import(name)));
