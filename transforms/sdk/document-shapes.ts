// The types of v2's document client, which has a copy of each shape of DynamoDB with JavaScript values for attributes.

import { typeIn, typeOfShape, type V3Type } from './shapes.ts'

const library = '@aws-sdk/lib-dynamodb'

const item = 'Record<string, NativeAttributeValue>'

/** Names of commands by the names of v2's inputs and outputs, which are those of the low-level operations. */
const commands: Readonly<Record<string, string>> = {
  BatchGetItem: 'BatchGet',
  BatchWriteItem: 'BatchWrite',
  DeleteItem: 'Delete',
  GetItem: 'Get',
  PutItem: 'Put',
  Query: 'Query',
  Scan: 'Scan',
  TransactGetItems: 'TransactGet',
  TransactWriteItems: 'TransactWrite',
  UpdateItem: 'Update',
}

/** Shapes that hold attribute values; null: v3 has nothing like them. */
const shapes: Readonly<Record<string, string | null>> = {
  AttributeMap: item,
  AttributeUpdates: "NonNullable<UpdateCommandInput['AttributeUpdates']>",
  AttributeValue: 'NativeAttributeValue',
  AttributeValueList: 'NativeAttributeValue[]',
  AttributeValueUpdate: "NonNullable<UpdateCommandInput['AttributeUpdates']>[string]",
  BatchGetRequestMap: "NonNullable<BatchGetCommandInput['RequestItems']>",
  BatchGetResponseMap: `Record<string, ${item}[]>`,
  BatchWriteItemRequestMap: "NonNullable<BatchWriteCommandInput['RequestItems']>",
  Condition: "NonNullable<QueryCommandInput['KeyConditions']>[string]",
  CreateSetOptions: null,
  DynamoDbSet: null,
  ExpectedAttributeMap: "NonNullable<PutCommandInput['Expected']>",
  ExpectedAttributeValue: "NonNullable<PutCommandInput['Expected']>[string]",
  ExpressionAttributeValueMap: item,
  FilterConditionMap: "NonNullable<QueryCommandInput['QueryFilter']>",
  ItemCollectionKeyAttributeMap: item,
  ItemCollectionMetrics: "NonNullable<PutCommandOutput['ItemCollectionMetrics']>",
  ItemList: `${item}[]`,
  ItemResponse: "NonNullable<TransactGetCommandOutput['Responses']>[number]",
  ItemResponseList: "NonNullable<TransactGetCommandOutput['Responses']>",
  Key: item,
  KeyConditions: "NonNullable<QueryCommandInput['KeyConditions']>",
  KeyList: `${item}[]`,
  KeysAndAttributes: "NonNullable<BatchGetCommandInput['RequestItems']>[string]",
  ListAttributeValue: 'NativeAttributeValue[]',
  MapAttributeValue: item,
  PreparedStatementParameters: 'NativeAttributeValue[]',
  PutItemInputAttributeMap: item,
  TransactGetItem: "NonNullable<TransactGetCommandInput['TransactItems']>[number]",
  TransactGetItemList: "NonNullable<TransactGetCommandInput['TransactItems']>",
  TransactWriteItem: "NonNullable<TransactWriteCommandInput['TransactItems']>[number]",
  TransactWriteItemList: "NonNullable<TransactWriteCommandInput['TransactItems']>",
  WriteRequest: "NonNullable<BatchWriteCommandInput['RequestItems']>[string][number]",
  WriteRequests: "NonNullable<BatchWriteCommandInput['RequestItems']>[string]",
  binaryType: 'NativeAttributeBinary',
  ConverterOptions: null,
}

/** Parts of writes and reads: v3 names them by what they are part of. */
const parts: Readonly<Record<string, string>> = {
  ConditionCheck: "TransactWriteCommandInput['TransactItems']>[number]['ConditionCheck']",
  Delete: "TransactWriteCommandInput['TransactItems']>[number]['Delete']",
  DeleteRequest: "BatchWriteCommandInput['RequestItems']>[string][number]['DeleteRequest']",
  Get: "TransactGetCommandInput['TransactItems']>[number]['Get']",
  Put: "TransactWriteCommandInput['TransactItems']>[number]['Put']",
  PutRequest: "BatchWriteCommandInput['RequestItems']>[string][number]['PutRequest']",
  Update: "TransactWriteCommandInput['TransactItems']>[number]['Update']",
}

/** `DocumentClient.GetItemInput` → `GetCommandInput`; null when v3 has nothing for it. */
export function typeOfDocumentShape(shape: string, plain = false): V3Type | null {
  const [, operation = '', end = ''] = /^(.+)(Input|Output)$/.exec(shape) ?? []
  if (Object.hasOwn(commands, operation)) {
    const command = typeIn(`${commands[operation]}Command${end}`, library)
    return plain && end === 'Output' ? { ...command, text: withoutMetadata(command.text) } : command
  }
  if (shape === 'DocumentClientOptions') return typeOfShape('DynamoDB', 'ClientConfiguration')
  if (Object.hasOwn(shapes, shape)) {
    const text = shapes[shape]
    return text == null ? null : typeIn(text, library)
  }
  if (Object.hasOwn(parts, shape))
    return typeIn(`NonNullable<NonNullable<${parts[shape]}>`, library)
  return typeOfShape('DynamoDB', shape, plain)
}

/** What a literal is: no answer of a service. */
const withoutMetadata = (text: string): string => `Omit<${text}, '$metadata'>`
