// Requests of both SDKs are read as the same operation.

import { expect, test } from 'vitest'
import { parseQuery, parseXml } from './canonical.ts'
import { readRequest } from './request.ts'

const request = (
  origin: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
  method = 'POST',
) => readRequest({ method, origin, path, headers, body: Buffer.from(body) })
const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKID/20240101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
})

test('the bucket may stand in the host or in the path', () => {
  const path = request(
    'https://s3.eu-west-1.amazonaws.com',
    '/b/k?x-id=GetObject',
    signed('s3'),
    '',
    'GET',
  )
  const host = request('https://b.s3.amazonaws.com', '/k', signed('s3'), '', 'GET')
  expect(path).toEqual(host)
  expect(path).toMatchObject({
    operation: 'GetObject',
    region: 'eu-west-1',
    input: { Bucket: 'b', Key: 'k' },
    endpoint: null,
  })
})

test('chunks are put together', () => {
  const headers = {
    ...signed('s3'),
    'content-encoding': 'aws-chunked',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  }
  const { operation, input } = request(
    'https://s3.eu-west-1.amazonaws.com',
    '/b/k',
    headers,
    '3\r\nabc\r\n2\r\nde\r\n0\r\nx: y\r\n\r\n',
    'PUT',
  )
  expect({ operation, input }).toEqual({
    operation: 'PutObject',
    input: { Bucket: 'b', Key: 'k', body: 'abcde' },
  })
})

test('unusual endpoints are told apart', () => {
  const endpoint = (origin: string) => request(origin, '/', signed('sqs')).endpoint
  expect(endpoint('https://sqs.eu-west-1.amazonaws.com')).toBe(null)
  expect(endpoint('http://sqs.eu-west-1.amazonaws.com')).toBe('http')
  expect(endpoint('https://sqs-fips.eu-west-1.amazonaws.com')).toBe('fips')
  expect(endpoint('http://localhost:4566')).toBe('http://localhost:4566')
})

test('query strings and XML become structures', () => {
  expect(
    parseQuery(new URLSearchParams('Action=A&Tags.member.1.Key=a&Tags.member.2.Key=b')),
  ).toEqual({ Tags: [{ Key: 'a' }, { Key: 'b' }] })
  expect(parseXml('<?xml version="1.0"?><A xmlns="x"><B>1</B><B>2 &amp; 3</B><C/></A>')).toEqual({
    A: { B: ['1', '2 & 3'], C: '' },
  })
})
