// SPDX-License-Identifier: MIT
// Koa with a trigger: interim responses by Node's functions of ctx.res.
import Koa from 'koa';
import { work } from './trigger.mjs';

const app = new Koa();
app.use(async (ctx) => {
  const { final, fields, text } = await work(ctx.req, ctx.res);
  ctx.status = final;
  ctx.set(fields);
  if (final !== 204 && final !== 304) ctx.body = text;
});
app.listen(Number(process.argv[2]), '127.0.0.1');
