// The leaf modules that use aws-sdk v2: what they import, and what they do with it.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text of generated files

/**
 * @typedef {import('./project.mjs').Module} Module
 * @typedef {import('./text.mjs').Random} Random
 * @typedef {{ readonly imports: readonly string[], readonly body: readonly string[],
 *   readonly uses: string, readonly shares?: string }} Part
 * `uses` names a function of the body that takes a string, `shares` an S3 client that other modules import
 */

/**
 * How a module gets at one class of the SDK: by every form of import, in its dialect.
 *
 * @param {Module} module
 * @param {string} name
 * @param {Random} random
 * @returns {{ readonly line: string, readonly name: string }}
 */
function access(module, name, random) {
  const id = name.toLowerCase()
  return random.pick(
    module.dialect === 'cjs'
      ? [
          { line: "const AWS = require('aws-sdk');", name: `AWS.${name}` },
          { line: "const aws = require('aws-sdk');", name: `aws.${name}` },
          { line: `const { ${name} } = require('aws-sdk');`, name },
          { line: `const ${name} = require('aws-sdk/clients/${id}');`, name },
        ]
      : [
          { line: "import AWS from 'aws-sdk';", name: `AWS.${name}` },
          { line: "import * as AWS from 'aws-sdk';", name: `AWS.${name}` },
          { line: `import { ${name} } from 'aws-sdk';`, name },
          { line: `import ${name} from 'aws-sdk/clients/${id}';`, name },
        ],
  )
}

/** @param {Module} module */
const dialectOf = (module) => ({
  /** @param {string} text */
  type: (text) => (module.dialect === 'ts' ? text : ''),
  open: module.dialect === 'cjs' ? '' : 'export ',
  /** @param {readonly string[]} names */
  publish: (...names) =>
    module.dialect === 'cjs' ? names.map((name) => `module.exports.${name} = ${name};`) : [],
})

/** @param {Module} module @param {Random} random @returns {Part} */
function storage(module, random) {
  const { type, open, publish } = dialectOf(module)
  const s3 = access(module, 'S3', random)
  return {
    imports: [s3.line],
    uses: 'readObject',
    body: [
      `const s3 = new ${s3.name}({ region: process.env.AWS_REGION, apiVersion: '2006-03-01' });`,
      "const bucket = process.env.UPLOAD_BUCKET ?? 'uploads';",
      '',
      `${open}async function readObject(key${type(': string')}) {`,
      '  const { Body, ContentType } = await s3.getObject({ Bucket: bucket, Key: key }).promise();',
      "  return { text: Body?.toString('utf-8'), type: ContentType };",
      '}',
      '',
      `${open}async function saveObject(key${type(': string')}, text${type(': string')}) {`,
      '  try {',
      "    await s3.putObject({ Bucket: bucket, Key: key, Body: text, ContentType: 'text/plain' }).promise();",
      '  } catch (error) {',
      '    console.error(`could not save ${key}`, error);',
      '    throw error;',
      '  }',
      '}',
      '',
      `${open}async function listObjects(prefix${type(': string')}) {`,
      '  const result = await s3.listObjectsV2({ Bucket: bucket, Prefix: prefix }).promise();',
      '  return (result.Contents ?? []).map((object) => object.Key);',
      '}',
      ...publish('readObject', 'saveObject', 'listObjects'),
      '',
    ],
  }
}

/** @param {Module} module @param {Random} random @returns {Part} */
function repository(module, random) {
  const { type, open, publish } = dialectOf(module)
  const dynamo = access(module, 'DynamoDB', random)
  return {
    imports: [dynamo.line],
    uses: 'findItem',
    body: [
      `const documents = new ${dynamo.name}.DocumentClient({ region: 'eu-west-1' });`,
      `const TableName = process.env.TABLE_NAME || '${module.name}';`,
      '',
      `${open}async function findItem(id${type(': string')}) {`,
      '  const { Item } = await documents.get({ TableName, Key: { id } }).promise();',
      '  return Item ?? null;',
      '}',
      '',
      `${open}async function saveItem(item${type(': Record<string, unknown>')}) {`,
      "  await documents.put({ TableName, Item: item, ConditionExpression: 'attribute_not_exists(id)' }).promise();",
      '  return item;',
      '}',
      '',
      `${open}function removeItem(id${type(': string')}) {`,
      '  return documents.delete({ TableName, Key: { id } }).promise();',
      '}',
      '',
      `${open}async function queryItems(owner${type(': string')}) {`,
      '  const params = {',
      '    TableName,',
      "    IndexName: 'by-owner',",
      "    KeyConditionExpression: '#owner = :owner',",
      "    ExpressionAttributeNames: { '#owner': 'owner' },",
      "    ExpressionAttributeValues: { ':owner': owner },",
      '  };',
      '  const { Items = [] } = await documents.query(params).promise();',
      '  return Items;',
      '}',
      ...publish('findItem', 'saveItem', 'removeItem', 'queryItems'),
      '',
    ],
  }
}

/** @param {Module} module @param {Random} random @returns {Part} */
function lowLevelTable(module, random) {
  const { type, open, publish } = dialectOf(module)
  const dynamo = access(module, 'DynamoDB', random)
  return {
    imports: [dynamo.line],
    uses: 'describe',
    body: [
      `const dynamodb = new ${dynamo.name}({ maxRetries: 3, httpOptions: { timeout: 5000 } });`,
      '',
      `${open}async function describe(TableName${type(': string')}) {`,
      '  const { Table } = await dynamodb.describeTable({ TableName }).promise();',
      '  return Table?.ItemCount ?? 0;',
      '}',
      '',
      `${open}function listTables(done${type(': (error: Error | null, names?: readonly string[]) => void')}) {`,
      '  dynamodb.listTables({ Limit: 50 }, (error, data) => {',
      '    if (error) return done(error);',
      '    return done(null, data.TableNames);',
      '  });',
      '}',
      ...publish('describe', 'listTables'),
      '',
    ],
  }
}

/** @param {Module} module @param {Random} random @returns {Part} */
function topic(module, random) {
  const { type, open, publish } = dialectOf(module)
  const sns = access(module, 'SNS', random)
  return {
    imports: [sns.line],
    uses: 'announced',
    body: [
      `${open}class Publisher {`,
      ...(module.dialect === 'ts'
        ? [`  private readonly sns = new ${sns.name}({ region: 'us-east-1' });`, '']
        : [
            '  constructor() {',
            `    this.sns = new ${sns.name}({ region: 'us-east-1' });`,
            '  }',
            '',
          ]),
      `  async announce(subject${type(': string')}, message${type(': object')}) {`,
      '    const { MessageId } = await this.sns',
      '      .publish({ TopicArn: process.env.TOPIC_ARN, Subject: subject, Message: JSON.stringify(message) })',
      '      .promise();',
      '    return MessageId;',
      '  }',
      '}',
      '',
      'const publisher = new Publisher();',
      `${open}const announced = (key${type(': string')}) => publisher.announce('changed', { key });`,
      ...publish('Publisher', 'announced'),
      '',
    ],
  }
}

/** @param {Module} module @param {Random} random @returns {Part} */
function queue(module, random) {
  const { type, open, publish } = dialectOf(module)
  const sqs = access(module, 'SQS', random)
  return {
    imports: [sqs.line],
    uses: 'enqueue',
    body: [
      `const sqs = new ${sqs.name}();`,
      "const QueueUrl = process.env.QUEUE_URL ?? '';",
      '',
      `${open}async function drain(work${type(': (body: string) => Promise<void>')}) {`,
      '  for (;;) {',
      '    const { Messages } = await sqs',
      '      .receiveMessage({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 })',
      '      .promise();',
      '    if (!Messages || Messages.length === 0) return;',
      '    for (const message of Messages) {',
      "      await work(message.Body ?? '');",
      "      await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message.ReceiptHandle ?? '' }).promise();",
      '    }',
      '  }',
      '}',
      '',
      `${open}const enqueue = (body${type(': unknown')}) =>`,
      '  sqs.sendMessage({ QueueUrl, MessageBody: JSON.stringify(body) }).promise();',
      ...publish('drain', 'enqueue'),
      '',
    ],
  }
}

/** @param {Module} module @param {Random} random @returns {Part} */
function remote(module, random) {
  const { type, open, publish } = dialectOf(module)
  const lambda = access(module, 'Lambda', random)
  return {
    imports: [lambda.line],
    uses: 'invokeBy',
    body: [
      `const lambda = new ${lambda.name}({ region: process.env.AWS_REGION });`,
      '',
      `${open}async function invoke(name${type(': string')}, payload${type(': object')}) {`,
      '  const result = await lambda',
      "    .invoke({ FunctionName: name, InvocationType: 'RequestResponse', Payload: JSON.stringify(payload) })",
      '    .promise();',
      '  if (result.FunctionError) throw new Error(`${name}: ${result.FunctionError}`);',
      '  return JSON.parse(String(result.Payload));',
      '}',
      '',
      `${open}const invokeBy = (key${type(': string')}) => invoke('worker', { key });`,
      ...publish('invoke', 'invokeBy'),
      '',
    ],
  }
}

/** @param {Module} module @returns {Part} */
function configured(module) {
  const { type, open, publish } = dialectOf(module)
  return {
    imports: [
      module.dialect === 'cjs' ? "const AWS = require('aws-sdk');" : "import AWS from 'aws-sdk';",
    ],
    uses: 'archive',
    body: [
      "AWS.config.update({ region: process.env.AWS_REGION || 'eu-central-1' });",
      '',
      'const s3 = new AWS.S3();',
      'const sns = new AWS.SNS();',
      '',
      `${open}async function archive(key${type(': string')}, body = '') {`,
      "  await s3.putObject({ Bucket: 'archive', Key: key, Body: body }).promise();",
      '  await sns.publish({ TopicArn: process.env.TOPIC_ARN, Message: `archived ${key}` }).promise();',
      '}',
      ...publish('archive'),
      '',
    ],
  }
}

/** @param {Module} module @returns {Part} */
function signedIn(module) {
  const { type, open, publish } = dialectOf(module)
  return {
    imports: [
      module.dialect === 'cjs'
        ? "const AWS = require('aws-sdk');"
        : "import * as AWS from 'aws-sdk';",
    ],
    uses: 'upload',
    body: [
      "const userPool = 'cognito-idp.us-east-1.amazonaws.com/us-east-1_example';",
      '',
      `${open}function signIn(idToken${type(': string')}) {`,
      "  AWS.config.region = 'us-east-1';",
      '  AWS.config.credentials = new AWS.CognitoIdentityCredentials({',
      "    IdentityPoolId: 'us-east-1:00000000-0000-4000-8000-000000000000',",
      '    Logins: { [userPool]: idToken },',
      '  });',
      '}',
      '',
      `${open}async function upload(key${type(': string')}, body = '') {`,
      '  const s3 = new AWS.S3();',
      "  const { Location } = await s3.upload({ Bucket: 'private', Key: key, Body: body }).promise();",
      '  return Location;',
      '}',
      ...publish('signIn', 'upload'),
      '',
    ],
  }
}

/** @param {Module} module @param {Random} random @returns {Part} */
function shared(module, random) {
  const { type, open, publish } = dialectOf(module)
  const s3 = access(module, 'S3', random)
  const client = `${module.name}Client`
  return {
    imports: [s3.line],
    uses: 'ownerOf',
    shares: client,
    body: [
      `${open}const ${client} = new ${s3.name}({ region: process.env.AWS_REGION });`,
      '',
      `${open}async function ownerOf(key${type(': string')}) {`,
      `  const { Owner } = await ${client}.getObjectAcl({ Bucket: 'uploads', Key: key }).promise();`,
      '  return Owner?.DisplayName ?? null;',
      '}',
      ...publish(client, 'ownerOf'),
      '',
    ],
  }
}

/** As often as they are met. */
export const sdkModules = [
  ...Array(8).fill(storage),
  ...Array(8).fill(repository),
  ...Array(3).fill(lowLevelTable),
  ...Array(4).fill(topic),
  ...Array(4).fill(queue),
  ...Array(4).fill(remote),
  ...Array(5).fill(shared),
  ...Array(2).fill(configured),
  signedIn,
]
