// What programs leave in a real implementation of DynamoDB, and what they read from it: the same before and after.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultOptions, migrate } from '../transforms/migrate.ts'

interface Server {
  listen(port: number, ready: () => void): void
  address(): { readonly port: number }
  close(done: () => void): void
}

const require = createRequire(import.meta.url)
const dynalite: (options: object) => Server = require('dynalite')
const root = new URL('..', import.meta.url).pathname
let folder = ''
let endpoint = ''
let server: Server

beforeAll(async () => {
  mkdirSync(join(root, '.tmp'), { recursive: true })
  folder = mkdtempSync(join(root, '.tmp', 'effects-'))
  server = dynalite({ createTableMs: 0, deleteTableMs: 0 })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  endpoint = `http://localhost:${server.address().port}`
})

afterAll(async () => {
  await new Promise<void>((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

const head = () => `const AWS = require('aws-sdk');
AWS.config.update({
  endpoint: '${endpoint}',
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
});
const dynamodb = new AWS.DynamoDB();
const documents = new AWS.DynamoDB.DocumentClient();
const TableName = process.env.EFFECTS_TABLE;
const made = async () => {
  await dynamodb.createTable({
    TableName,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  }).promise();
  await dynamodb.waitFor('tableExists', { TableName, $waiter: { delay: 1, maxAttempts: 5 } }).promise();
};
const stored = async () => {
  const { Items } = await dynamodb.scan({ TableName }).promise();
  return JSON.stringify(Items, (key, value) => (value && value.B ? { B: Buffer.from(value.B).toString('base64') } : value));
};
`

const programs: Readonly<Record<string, string>> = {
  'items of all kinds': `
class Person { constructor() { this.name = 'Ada'; this.nick = undefined; } }
exports.main = async () => {
  await made();
  await documents.put({
    TableName,
    Item: { id: 'a', n: 1.5, big: 123456789, yes: true, none: null, left: undefined, empty: '', list: [1, 'x', undefined, { y: undefined }], person: new Person(), bytes: Buffer.from('bytes'), tags: documents.createSet(['x', 'y']), sizes: documents.createSet([1, 2]) },
  }).promise();
  const { Item } = await documents.get({ TableName, Key: { id: 'a' } }).promise();
  return [await stored(), Item.n, Item.list, Item.person.name, Item.none, Item.empty];
};`,
  'updates and conditions': `
exports.main = async () => {
  await made();
  await documents.put({ TableName, Item: { id: 'a', count: 1 } }).promise();
  const { Attributes } = await documents.update({
    TableName,
    Key: { id: 'a' },
    UpdateExpression: 'SET #c = #c + :one, seen = :seen',
    ExpressionAttributeNames: { '#c': 'count' },
    ExpressionAttributeValues: { ':one': 1, ':seen': [new Date(0).toISOString()] },
    ReturnValues: 'ALL_NEW',
  }).promise();
  let refused = '';
  try {
    await documents.put({ TableName, Item: { id: 'a' }, ConditionExpression: 'attribute_not_exists(id)' }).promise();
  } catch (error) {
    if (error.code === 'ConditionalCheckFailedException') refused = 'refused ' + error.statusCode;
    else throw error;
  }
  await documents.delete({ TableName, Key: { id: 'a' } }).promise();
  const { Item } = await documents.get({ TableName, Key: { id: 'a' } }).promise();
  return [Attributes, refused, Item];
};`,
  'many at once': `
exports.main = async () => {
  await made();
  const items = ['a', 'b', 'c'].map((id, i) => ({ id, i }));
  await documents.batchWrite({ RequestItems: { [TableName]: items.map((Item) => ({ PutRequest: { Item } })) } }).promise();
  const { Responses } = await documents.batchGet({ RequestItems: { [TableName]: { Keys: [{ id: 'a' }, { id: 'c' }] } } }).promise();
  const { Items, Count } = await documents.query({ TableName, KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': 'b' } }).promise();
  const scanned = await documents.scan({ TableName, FilterExpression: 'i > :i', ExpressionAttributeValues: { ':i': 0 } }).promise();
  const ids = (found) => found.map(({ id }) => id).sort();
  return [ids(Responses[TableName]), Items, Count, ids(scanned.Items)];
};`,
  'converted by hand': `
exports.main = async () => {
  await made();
  await dynamodb.putItem({ TableName, Item: AWS.DynamoDB.Converter.marshall({ id: 'a', deep: { list: [1, { x: 'y' }] }, left: undefined }) }).promise();
  const { Item } = await dynamodb.getItem({ TableName, Key: { id: AWS.DynamoDB.Converter.input('a') } }).promise();
  const plain = AWS.DynamoDB.Converter.unmarshall(Item);
  return [await stored(), plain];
};`,
  callbacks: `
exports.main = () => new Promise((resolve, reject) => {
  made().then(() => {
    documents.put({ TableName, Item: { id: 'a' } }, (err) => {
      if (err) return reject(err);
      documents.get({ TableName, Key: { id: 'a' } }, (error, data) => {
        if (error) reject(error);
        else resolve(data.Item);
      });
    });
  }, reject);
});`,
}

async function run(name: string, text: string, table: string): Promise<unknown> {
  const path = join(folder, `${name}.cjs`)
  writeFileSync(path, text)
  process.env.EFFECTS_TABLE = table
  const program: { main: () => Promise<unknown> } = require(path)
  return program.main()
}

for (const [name, body] of Object.entries(programs))
  test(name, async () => {
    const text = head() + body
    const { changed } = migrate([{ path: 'program.cjs', text }], defaultOptions)
    const after = changed[0]?.after ?? ''
    expect(after).not.toContain("'aws-sdk'")
    const file = name.replaceAll(' ', '-')
    const expected = await run(`${file}-before`, text, `${file}-before`)
    expect(await run(`${file}-after`, after, `${file}-after`)).toEqual(expected)
  })
