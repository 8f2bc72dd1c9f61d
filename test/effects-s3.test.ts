// What programs leave in a real server for S3, and what they get from it: the same before and after they are migrated.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import S3rver from 's3rver'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultOptions, migrate } from '../transforms/migrate.ts'

const root = new URL('..', import.meta.url).pathname
let folder = ''
let endpoint = ''
let server: S3rver

beforeAll(async () => {
  mkdirSync(join(root, '.tmp'), { recursive: true })
  folder = mkdtempSync(join(root, '.tmp', 'effects-'))
  server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: join(folder, 'data'),
    configureBuckets: [
      { name: 'before', configs: [] },
      { name: 'after', configs: [] },
    ],
  })
  const { port } = await server.run()
  endpoint = `http://127.0.0.1:${port}`
})

afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const head = () => `const AWS = require('aws-sdk');
const s3 = new AWS.S3({
  endpoint: '${endpoint}',
  region: 'us-east-1',
  s3ForcePathStyle: true,
  signatureVersion: 'v4',
  credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
});
const Bucket = process.env.EFFECTS_BUCKET;
`

const read = `const read = async (Key) => {
  const found = await s3.headObject({ Bucket, Key }).promise();
  return [found.ContentLength, found.ContentType, found.ETag];
};
`

const programs: Readonly<Record<string, string>> = {
  'a small upload': `${read}
exports.main = async () => {
  await s3.upload({ Bucket, Key: 'small', Body: 'a note', ContentType: 'text/plain' }).promise();
  return read('small');
};`,
  'an upload in parts': `${read}
exports.main = async () => {
  const seen = [];
  await s3
    .upload({ Bucket, Key: 'large', Body: Buffer.alloc(11 * 1024 * 1024, 'x'), ContentType: 'text/plain' }, { partSize: 5 * 1024 * 1024, queueSize: 1 })
    .on('httpUploadProgress', (progress) => { seen.push(progress.key); })
    .promise();
  return [...(await read('large')), seen.every((key) => key === 'large')];
};`,
  'an upload with a callback': `${read}
exports.main = () => new Promise((resolve, reject) => {
  s3.upload({ Bucket, Key: 'called', Body: 'called' }, (err, data) => {
    if (err) return reject(err);
    resolve(read(data.Key));
  });
});`,
  'an upload that fails': `
exports.main = () => new Promise((resolve) => {
  s3.upload({ Bucket: 'not-there', Key: 'a', Body: 'a' }, (err) => {
    if (err) return resolve('failed');
    resolve('stored');
  });
});`,
  'a link to read': `
exports.main = async () => {
  await s3.putObject({ Bucket, Key: 'read', Body: 'read me' }).promise();
  const url = s3.getSignedUrl('getObject', { Bucket, Key: 'read', Expires: 60 });
  const answer = await fetch(url);
  return [answer.status, await answer.text(), /X-Amz-Expires=60(&|$)/.test(url)];
};`,
  'a link to write': `${read}
exports.main = async () => {
  const url = await s3.getSignedUrlPromise('putObject', { Bucket, Key: 'written', ContentType: 'text/plain' });
  const answer = await fetch(url, { method: 'PUT', body: 'written', headers: { 'content-type': 'text/plain' } });
  return [answer.status, ...(await read('written')), /X-Amz-Expires=900(&|$)/.test(url)];
};`,
}

async function run(name: string, text: string, bucket: string): Promise<unknown> {
  const path = join(folder, `${name}.cjs`)
  writeFileSync(path, text)
  process.env.EFFECTS_BUCKET = bucket
  const program: { main: () => Promise<unknown> } = createRequire(import.meta.url)(path)
  return program.main()
}

for (const [name, body] of Object.entries(programs))
  test(name, async () => {
    const text = head() + body
    const { changed, findings } = migrate([{ path: 'program.cjs', text }], defaultOptions)
    const after = changed[0]?.after ?? ''
    expect(findings.map(({ code }) => code)).toEqual([])
    expect(after).not.toContain("'aws-sdk'")
    const file = name.replaceAll(' ', '-')
    const expected = await run(`${file}-before`, text, 'before')
    expect(await run(`${file}-after`, after, 'after')).toEqual(expected)
  })
