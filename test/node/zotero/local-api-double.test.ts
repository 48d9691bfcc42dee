import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { type Recording, readRecordings, recordedHoldings, startDouble } from './local-api-double.ts';

/** Recordings made before the user signed in, of requests that the double answers. */
function comparable(recording: Recording): boolean {
  const { name, request, status } = recording;
  if (!request.startsWith('/api/') || request.includes('switched off') || request.includes('…')) return false;
  if (/include=|format=(?!keys)|since=|\/file|fulltext/.test(request)) return false;
  // The group was made, the user signed in and an item was added after the first recordings.
  if (name.startsWith('u-') || name === 'groups' || name === 'g-meta' || name === 'wrong-user' || name === 'user-local')
    return false;
  return status !== '';
}

function get(url: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    http
      .get(url, response => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', chunk => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      })
      .on('error', reject);
  });
}

/** The order of equal times is Zotero's own; keys in lists of keys are compared as sets. */
function comparableBody(body: string): unknown {
  try {
    const value = JSON.parse(body);
    return Array.isArray(value) ? value.map(entry => entry.key).sort() : value;
  } catch {
    return body.trim().split('\n').sort();
  }
}

for (const version of ['9.0.6', '10.0.0'] as const) {
  test(`the double answers as Zotero ${version} was recorded to answer`, async () => {
    const double = await startDouble(version === '9.0.6' ? '9.0.6' : '10.0', recordedHoldings(version));
    try {
      const recordings = readRecordings(version).filter(comparable);
      assert.ok(recordings.length >= 40, `${recordings.length} recordings`);
      for (const { name, request, status, body } of recordings) {
        const answered = await get(double.url + request);
        assert.equal(String(answered.status), status.split(' ')[1], `${name}: ${request}`);
        if (name === 'itemkey-limit') continue;
        assert.deepEqual(comparableBody(answered.body), comparableBody(body), `${name}: ${request}`);
      }
    } finally {
      await double.stop();
    }
  });
}
