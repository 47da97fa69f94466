// SPDX-License-Identifier: MIT
// 202 with a status monitor, as cases/README.md describes it: POST /accepted?token=T&polls=N begins the work of T,
// GET /accepted/status/T tells of it, GET /accepted/result/T is what came of it.
const KEPT = 256;
const jobs = new Map(); // token -> { polls: how often it still seems under way, works: how often it was done }

function begin(token, polls) {
  const works = (jobs.get(token)?.works ?? 0) + 1;
  jobs.set(token, { polls, works });
  if (jobs.size > KEPT) jobs.delete(jobs.keys().next().value);
}

function start(req, query) {
  const token = query.get('token');
  const wanted = /(^|[\s,;])respond-async($|[\s,;])/i.test(req.headers.prefer ?? '');
  if (!token) return { final: 400, fields: {}, text: 'no token\n' };
  begin(token, Number(query.get('polls') ?? 0));
  if (query.get('when') === 'prefer' && !wanted)
    return { final: 200, fields: {}, text: `${token} ${jobs.get(token).works}\n` };
  const fields = { Location: `/accepted/status/${token}`, 'Retry-After': '1' };
  if (wanted) fields['Preference-Applied'] = 'respond-async';
  return { final: 202, fields, text: 'Accepted.\n' };
}

function status(token, job) {
  if (job.polls > 0) {
    job.polls -= 1;
    return { final: 200, fields: { 'Retry-After': '1' }, text: 'Under way.\n' };
  }
  return { final: 303, fields: { Location: `/accepted/result/${token}` }, text: '' };
}

// What to answer req with: answer, unless it asks for one of the above.
export function accepted(req, answer) {
  const url = new URL(req.url, 'http://localhost');
  const [, root, kind, token] = url.pathname.split('/');
  const job = jobs.get(token);
  if (root !== 'accepted') return answer;
  if (!kind) return start(req, url.searchParams);
  if (job && kind === 'status') return status(token, job);
  if (job && kind === 'result' && job.polls === 0)
    return { final: 200, fields: {}, text: `${token} ${job.works}\n` };
  return { final: 404, fields: {}, text: 'not found\n' };
}
