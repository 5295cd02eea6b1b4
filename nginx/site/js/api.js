// Calls to the API. Never throws: whatever happens comes back as one shape,
//   { ok, status, data, problem, retryAfter }
// where a problem is the server's own (code, detail, errors, ...), or one of ours with `words`, the
// key of a message, when there was no answer or none that we understand.

import { locale } from './i18n.js';
import { startWaiting } from './waiting.js';

const DEADLINE_MS = 40_000; // nginx gives up on a worker after 30 s

const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

// `quiet`: nobody waits for it, or the page says so itself.
export async function call(method, path, body, { headers = {}, quiet = false } = {}) {
  const ended = quiet ? () => {} : startWaiting();
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), DEADLINE_MS);
  try {
    const answer = await fetch(path, {
      method,
      headers: {
        Accept: 'application/json, application/problem+json',
        'Accept-Language': locale(),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
      redirect: 'error',
      signal: stop.signal,
    });
    return understood(answer, await answer.text());
  } catch {
    return failure(0, 'net.none');
  } finally {
    clearTimeout(timer);
    ended();
  }
}

function failure(status, words, params) {
  return { ok: false, status, data: null, problem: { code: words, words, params, errors: [] }, retryAfter: null };
}

function understood(answer, text) {
  const { status } = answer;
  if (status === 204) return { ok: true, status, data: null, problem: null, retryAfter: null };
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    if (answer.ok && text === '') return { ok: true, status, data: null, problem: null, retryAfter: null };
    return failure(status, 'net.unexpected', { status: String(status) });
  }
  if (answer.ok) return { ok: true, status, data, problem: null, retryAfter: null };
  if (typeof data?.code !== 'string' || typeof data.detail !== 'string') {
    return failure(status, 'net.unexpected', { status: String(status) });
  }
  const seconds = Number.parseInt(answer.headers.get('Retry-After') ?? '', 10);
  const retryAfter = Number.isNaN(seconds) ? null : seconds;
  return {
    ok: false,
    status,
    data: null,
    problem: { ...data, errors: data.errors ?? [], retryAfter },
    retryAfter,
  };
}

// Did somebody judge what was sent? Else it was lost on the way, or nobody had time for it, and is as good as before.
export const isAnswer = (status) => status !== 0 && status < 500;

// A read that overload or a lost connection may interrupt: tried again by itself, told about each time.
export async function callUntilAnswered(path, onWait) {
  for (let round = 0; ; round++) {
    const result = await call('GET', path, undefined, { quiet: true });
    if (result.ok || (result.status !== 0 && result.status < 502)) return result;
    if (result.status !== 0 && result.status > 504) return result;
    onWait(result.problem.words === 'net.none' ? { ...result.problem, words: 'net.again' } : result.problem);
    await wait(Math.min(30, result.retryAfter ?? 2 ** (round + 1)) * 1000);
  }
}
