// The catalogue of findings: code → severity, what happened, what to do.

export type Severity = 'action' | 'review' | 'note'

export interface FindingKind {
  /** `action`: not migrated, a human must; `review`: migrated, a human should look; `note`: worth knowing. */
  readonly severity: Severity
  /** One sentence; `{name}` is replaced from the finding's data. */
  readonly sentence: string
  /** What to do about it. */
  readonly advice: string
}

export const catalogue = {
  'attribute-values': {
    severity: 'note',
    sentence:
      'v3 gives sets of DynamoDB as `Set`, binary values as `Uint8Array`, and numbers that are not exact as `BigInt`.',
    advice: 'Look at what reads them.',
  },
  'call-not-recognised': {
    severity: 'review',
    sentence:
      '`.{method}(…).promise()` looks like a v2 call, but nothing tells what it is called on.',
    advice:
      'If it is a client that moved to v3, send the command instead; if it is not the SDK, nothing.',
  },
  'call-not-supported': {
    severity: 'action',
    sentence: '{what} has no rewrite yet, so this client stays on v2.',
    advice: 'Write the v3 form by hand, then run again.',
  },
  'callback-null': {
    severity: 'review',
    sentence:
      'The callback of {what} compares its response with null; without a response v3 gives undefined.',
    advice: 'Compare with `== null`, or test the error.',
  },
  'callback-this': {
    severity: 'action',
    sentence:
      'The callback of {what} reads `this`, which is the response in v2 and undefined in v3.',
    advice: 'Take what it needs from `data.$metadata` instead of `this`, then run again.',
  },
  'callback-throws': {
    severity: 'review',
    sentence: 'This callback of {what} throws; v3 swallows what a callback throws, v2 does not.',
    advice: 'Await the call, or use `.then(ok, failed)`, so that the exception is seen.',
  },
  'callback-waits': {
    severity: 'note',
    sentence:
      'This callback of {what} now waits for {field}, so it is async: what it throws, or a body that breaks off, is an unhandled rejection.',
    advice: 'Nothing, unless the callback must hear of it: then catch it there.',
  },
  'chain-resolved': {
    severity: 'review',
    sentence:
      'v2 asked the chain here, and failed here when no provider had keys; the v3 clients are given the chain, and ask it when they send their first request.',
    advice:
      'Nothing, unless what follows relies on keys being there: then await the chain once before.',
  },
  'client-config': {
    severity: 'action',
    sentence:
      'The configuration of a client is used after its construction (`.{member}`), so the client stays on v2.',
    advice:
      'In v3 `client.config` holds functions: give the options to the constructor, or await `client.config.region()`.',
  },
  'client-escapes': {
    severity: 'review',
    sentence: 'This {service} client is handed to code that is not seen here.',
    advice:
      'It is now the aggregated v3 client: its methods return promises, so the receiver must not call `.promise()`.',
  },
  'client-exported': {
    severity: 'review',
    sentence: 'This client is exported, and code that was not read may import it.',
    advice:
      'Whoever imports it now gets a v3 client: its methods return promises, without `.promise()`.',
  },
  'client-exported-as-v2': {
    severity: 'action',
    sentence: 'This client is exported, and modules that are not seen may call it as a v2 client.',
    advice:
      'Run aws-credentials-v2-to-v3 on the whole project, or pass --world=closed if this file is the whole program.',
  },
  'client-supplied': {
    severity: 'review',
    sentence:
      'This v3 client stood beside configuration of v2, which it cannot take; it was given {options} from there.',
    advice: 'Remove what it is not meant to have.',
  },
  'client-traced': {
    severity: 'action',
    sentence: 'captureAWSClient takes this {service} client, and it takes v2 clients only.',
    advice: 'Write `captureAWSv3Client(new {service}Client(…))`, of the same package.',
  },
  'config-class-ignored': {
    severity: 'review',
    sentence:
      'Settings on the class `AWS.Config` never reached a client of v2, so this assignment was removed.',
    advice:
      'If it was meant as `AWS.config`, give the value to the clients; until now they did without.',
  },
  'config-from-file': {
    severity: 'review',
    sentence:
      'v2 took every option that this file names; the region and the keys in it are taken over.',
    advice: 'Look into the file: write what else it sets into the clients, in the names of v3.',
  },
  'config-handed-on': {
    severity: 'action',
    sentence:
      '`{what}` goes where it cannot be followed and may be configured there, so what reaches the clients cannot be told.',
    advice:
      'Give the clients their region and credentials here, without the global, then run again.',
  },
  'config-in-another-module': {
    severity: 'action',
    sentence: 'AWS.config, which configures this, is set in {files}.',
    advice: 'Give the client its region and credentials here, then run again.',
  },
  'config-in-several-modules': {
    severity: 'action',
    sentence: 'AWS.config is set here and in {files}, and the order of the writes decides.',
    advice: 'Set it in one module, or give each client its own options, then run again.',
  },
  'config-left-over': {
    severity: 'review',
    sentence:
      'This configuration of v2 reached no client any more, and was removed; the v3 clients of this module have its values.',
    advice: 'If v3 clients of other modules need them, hand them over.',
  },
  'config-may-live-elsewhere': {
    severity: 'action',
    sentence:
      'This file does not show the region and credentials of this client; another module may set them in AWS.config.',
    advice:
      'Run aws-credentials-v2-to-v3 on the whole project, or pass --world=closed if this file is the whole program.',
  },
  'config-not-visible': {
    severity: 'action',
    sentence: 'AWS.config is set by {what}, so what reaches the clients cannot be told.',
    advice:
      'Write the settings as one object literal, or give them to the clients, then run again.',
  },
  'config-read': {
    severity: 'action',
    sentence: 'AWS.config.{key} is read where this module has not set it.',
    advice: 'Replace the read by the value, or by `await client.config.region()`, then run again.',
  },
  'config-still-read': {
    severity: 'review',
    sentence: 'AWS.config stays, for {files} may read it too; the clients here no longer do.',
    advice:
      'Migrate the readers, then remove it. If they sign with the same Cognito identity, migrate them together.',
  },
  'config-without-client': {
    severity: 'action',
    sentence: 'AWS.config is set, but no v2 client reads it.',
    advice: 'Remove it, or give its values to the v3 clients that need them.',
  },
  'credential-provider': {
    severity: 'note',
    sentence:
      'v2 asked this chain only where it found no keys by itself: neither in the environment nor in the default profile. v3 always asks it.',
    advice:
      'Nothing, unless keys in the environment were meant to win: then put `fromEnv()` first in the chain.',
  },
  'credentials-class': {
    severity: 'action',
    sentence: 'AWS.{class} has no rewrite yet, so what uses it stays on v2.',
    advice: 'Use its v3 provider from @aws-sdk/credential-providers, then run again.',
  },
  'credentials-elsewhere': {
    severity: 'action',
    sentence: 'The credentials used here are not set in this module.',
    advice:
      'Hand the provider, or the identity id, to this module, then run again. Where nothing sets them, `fromNodeProviderChain()` is the default of v2.',
  },
  'credentials-escape': {
    severity: 'action',
    sentence: 'These credentials are handed to code that is not seen here.',
    advice:
      'Find out what the receiver does with them: a v3 provider is a function, without v2 methods.',
  },
  'credentials-internals': {
    severity: 'action',
    sentence: '`{member}` of v2 credentials is used or replaced, which is inside v2.',
    advice:
      'Write a provider of your own: an async function that returns accessKeyId, secretAccessKey, sessionToken and expiration.',
  },
  'credentials-keys-read': {
    severity: 'action',
    sentence: 'The {member} of v2 credentials is read.',
    advice:
      'In v3 await the provider and take the keys from its result: `const { accessKeyId } = await credentials()`.',
  },
  'credentials-lifecycle': {
    severity: 'action',
    sentence: '`{member}` of v2 credentials is used, which a v3 provider does not have.',
    advice:
      'Build a new provider where the identity changes; v3 clients refresh expiring keys on their own.',
  },
  'credentials-not-visible': {
    severity: 'action',
    sentence: 'It cannot be told what these credentials are.',
    advice: 'Use a v3 provider or an object with accessKeyId and secretAccessKey, then run again.',
  },
  'credentials-object': {
    severity: 'note',
    sentence:
      'The program looks into these credentials or changes them, which a provider does not allow: they are an object of a class that was written into the project, with the members of v2.',
    advice:
      'Nothing has to be done. Where only a provider or the identity id is needed in the end, use fromCognitoIdentityPool or fromCognitoIdentity instead.',
  },
  'credentials-option': {
    severity: 'action',
    sentence: '`{option}` of {class} has no form in v3, so these credentials stay on v2.',
    advice:
      'Write the provider by hand, then run again: [docs/credentials.md](credentials.md) says what each option becomes.',
  },
  'credentials-passed': {
    severity: 'review',
    sentence: 'These credentials are handed to code that is not seen here.',
    advice:
      'It gets an object of the class that was written into the project: the keys, `get`, `refresh` and the rest of what v2 documents are there, what is inside v2 is not.',
  },
  'credentials-shared': {
    severity: 'action',
    sentence:
      'These credentials have a name and are those of AWS.config too, which code that is not seen or stays on v2 may read; what v3 takes would be none to it.',
    advice:
      'Move what stays first; or construct the credentials where AWS.config is set, so that they can be written twice.',
  },
  'depends-on-config': {
    severity: 'action',
    sentence: 'This takes its configuration from AWS.config, which stays on v2.',
    advice: 'See what is reported where AWS.config is set.',
  },
  'depends-on-credentials': {
    severity: 'action',
    sentence: 'This is given credentials that stay on v2.',
    advice: 'See what is reported for those credentials.',
  },
  'document-sets': {
    severity: 'review',
    sentence:
      'Sets are native `Set`s now, also in what is read: v2 gave objects with `type` and `values`.',
    advice: 'Take `[...set]` for `set.values`. An empty set cannot be written.',
  },
  'dummy-keys': {
    severity: 'note',
    sentence:
      'These keys were an old workaround for user pools; no client reads them, so they were removed.',
    advice: 'Nothing has to be done.',
  },
  'endpoint-scheme': {
    severity: 'note',
    sentence: 'The endpoint is not a literal; v3 needs a scheme in it, v2 did not.',
    advice: 'Make sure the value begins with https:// or http://.',
  },
  'error-code': {
    severity: 'review',
    sentence: 'No single error of v3 stands for the code `{code}` of v2.',
    advice:
      'Network errors of v3 are those of Node (`error.code === "ECONNREFUSED"`), missing credentials are errors of their provider, and parameters are refused by the service.',
  },
  'error-member': {
    severity: 'review',
    sentence: 'Errors of v3 have no `{member}` as v2 had.',
    advice:
      'Use `error.name` for the code of a service error, and `error.$metadata?.httpStatusCode` and `.requestId`.',
  },
  'file-not-read': {
    severity: 'action',
    sentence: 'This file uses v2 in a script that is not read.',
    advice:
      'Move the script to a module of its own, then run again. What it needs of the configuration stays where it is.',
  },
  'function-made-async': {
    severity: 'review',
    sentence: '{name} waits for a signed URL, so it is async now and gives a promise.',
    advice: 'Check that nothing takes its result for text.',
  },
  'global-aws': {
    severity: 'action',
    sentence: 'The global `{name}` of a script tag is used; v3 has no such build.',
    advice: 'Bundle the page and import aws-sdk from npm, then run again.',
  },
  'guest-identity': {
    severity: 'note',
    sentence:
      'Guests: v2 kept the identity id in localStorage across page loads, v3 does not read it there.',
    advice:
      'If returning visitors must keep their identity, give fromCognitoIdentityPool a `cache` over the old key.',
  },
  'guest-shared': {
    severity: 'note',
    sentence:
      'Guests: v2 asks for a new identity at each construction, v3 once for each pool and process.',
    advice: 'If each must be another guest, give fromCognitoIdentityPool a `cache` of its own.',
  },
  'http-proxy': {
    severity: 'action',
    sentence: 'httpOptions.proxy has no v3 form, so this stays on v2.',
    advice:
      'Install https-proxy-agent and write `requestHandler: { httpsAgent: new HttpsProxyAgent(url) }`.',
  },
  'identity-in-property': {
    severity: 'action',
    sentence:
      'The identity id of credentials that are kept in a property or a local variable is used.',
    advice:
      'Keep the identity id beside the provider by hand, or hold the credentials in a module variable, then run again.',
  },
  'identity-shared': {
    severity: 'action',
    sentence:
      'The credentials of AWS.config are used here, and other modules may use them too ({files}).',
    advice:
      'Run on the whole project; with jscodeshift pass --world=closed if this file is the whole program.',
  },
  'identity-would-split': {
    severity: 'action',
    sentence:
      'A {service} client that uses these credentials stays on v2; migrating the others would give them another identity.',
    advice: 'See what is reported for that client.',
  },
  'logger-differs': {
    severity: 'review',
    sentence:
      'v2 wrote one line for each request to this logger, with `log` or `write`; v3 calls `debug`, `info`, `warn` and `error` with objects.',
    advice: 'Check that it has these methods, and that it does not write more than is wanted.',
  },
  'logger-silent': {
    severity: 'review',
    sentence:
      'This logger has none of the methods debug, info, warn and error that v3 calls, and is gone.',
    advice: 'Give the client an object with these methods if the log is needed.',
  },
  'master-collapsed': {
    severity: 'action',
    sentence:
      'TemporaryCredentials pass over others of their class and ask the credentials behind them; which those are cannot be seen here.',
    advice:
      'Name the credentials that are to be asked first, or use the ones in between if that is what was meant.',
  },
  'module-left-empty': {
    severity: 'note',
    sentence: 'Nothing is left in this module.',
    advice: 'Delete the file, and imports of it that are left.',
  },
  'no-v3-client': {
    severity: 'action',
    sentence: 'AWS SDK v3 has no client for {service}.',
    advice: 'Keep it on v2, or call the service another way.',
  },
  'old-api-version': {
    severity: 'review',
    sentence: 'The apiVersion of {service} may select an older API than v3 has.',
    advice: 'Compare the calls with the current API.',
  },
  'operation-by-name': {
    severity: 'review',
    sentence:
      'Which operation of {service} is called here is known only when the program runs. v3 has all operations under these names, but not helpers such as upload, getSignedUrl and waitFor.',
    advice: 'Check which names get here.',
  },
  'option-lost': {
    severity: 'review',
    sentence: 'The option {option} has no v3 form and is gone.',
    advice: 'Check whether the program depends on it.',
  },
  'option-refused': {
    severity: 'action',
    sentence: 'The option {option} changes requests and has no rewrite yet.',
    advice: 'Write the v3 form by hand, then run again.',
  },
  'option-unknown': {
    severity: 'note',
    sentence: 'v2 does not know the option {option}; it is left out.',
    advice: 'Nothing, unless the name is a misspelling.',
  },
  'options-not-visible': {
    severity: 'action',
    sentence: 'The options of this client ({what}) cannot be seen here.',
    advice: 'Write them as an object literal in v2 or v3 names, then run again.',
  },
  'options-of-other-platform': {
    severity: 'review',
    sentence:
      'The timeouts of this client are set in {file}, which was taken to run {there}; the client runs {here}.',
    advice:
      'Give the client a `requestHandler` of its own: `socketTimeout` on Node, `requestTimeout` in a browser.',
  },
  'params-not-visible': {
    severity: 'action',
    sentence: 'The parameters of these credentials cannot be seen here.',
    advice: 'Write them as an object literal, then run again.',
  },
  'params-unknown': {
    severity: 'action',
    sentence: 'The parameter {key} of these credentials has no v3 form.',
    advice: 'Remove it if it does nothing, then run again.',
  },
  'profile-config-file': {
    severity: 'note',
    sentence:
      'v2 read `~/.aws/config` only with AWS_SDK_LOAD_CONFIG=1; `fromIni` always does, follows SSO, process and web identity settings too, and assumes a role at the STS of the region.',
    advice: 'Check that the profile means the same in both files.',
  },
  'promises-replaced': {
    severity: 'review',
    sentence:
      'Calls gave promises of {what}; v3 gives native ones, without methods such as `.tap`.',
    advice: 'Wrap where such methods are used: `{what}.resolve(client.send(command))`.',
  },
  'provider-misnamed': {
    severity: 'review',
    sentence:
      'This v3 provider was given parameters with the names of v2, which it does not read: they were renamed, and the provider is the one for them.',
    advice: 'Check that it is the identity pool that is meant.',
  },
  'receiver-not-known': {
    severity: 'action',
    sentence:
      'This {service} client is handed to code that is not seen here, and calls of unknown receivers look like v2 calls on it ({calls}).',
    advice:
      'Give the receiving parameter a type (AWS.{service}, in JavaScript by JSDoc), then run again.',
  },
  'region-after-credentials': {
    severity: 'action',
    sentence:
      'Where these credentials ask is set more than once, or later, and v2 reads it when they are first used.',
    advice: 'Give the region as second argument of the construction, then run again.',
  },
  'region-nowhere': {
    severity: 'note',
    sentence:
      'No region is set for this {service} client: v2 sends to us-east-1 then, v3 refuses without AWS_REGION.',
    advice: 'Give it a region if the environment has none.',
  },
  'request-object': {
    severity: 'action',
    sentence: 'The request of {what} is kept before it is sent, which v3 does not have.',
    advice: 'Keep the command instead, and send it with `client.send(command)`.',
  },
  'response-body': {
    severity: 'review',
    sentence: '{field} of the response of {what} is a stream or a Uint8Array in v3.',
    advice:
      'A stream has `await response.{field}.transformToString()` and `.transformToByteArray()`; of a Uint8Array make `Buffer.from(response.{field})`.',
  },
  'response-list': {
    severity: 'review',
    sentence: '{field} of the response of {what} is undefined in v3 where v2 gave an empty list.',
    advice: 'Write `(response.{field} ?? [])`.',
  },
  'response-list-handed-on': {
    severity: 'note',
    sentence:
      'The response of {what} is handed on: {fields}, empty lists in v2 where the service sent none, are undefined in v3.',
    advice: 'Look at what reads them: `response.List ?? []`.',
  },
  'response-request': {
    severity: 'review',
    sentence: '$response of the response of {what} is undefined in v3.',
    advice: 'Take the request id and the HTTP status from `$metadata` of the response.',
  },
  'retry-backoff': {
    severity: 'review',
    sentence:
      'v2 gave customBackoff the error too, and did not retry when it returned a negative number; v3 does neither.',
    advice:
      'Check that the function needs only the number of the retry and never returns less than 0.',
  },
  'role-may-be-absent': {
    severity: 'note',
    sentence:
      'When this RoleArn is not set, v2 asked for a session token of the same user; v3 asks for the role and fails.',
    advice: 'Set it, or choose another provider where it is missing.',
  },
  'sdk-exported': {
    severity: 'action',
    sentence: 'v2 itself is exported (`{what}`), and code that was not read may import it.',
    advice: 'Export clients or providers instead, or remove it when nothing outside imports it.',
  },
  'sdk-from-elsewhere': {
    severity: 'action',
    sentence: '{what} uses an AWS object that no import of this module gives.',
    advice: 'Import aws-sdk in this module, then run again.',
  },
  'sdk-mocked': {
    severity: 'review',
    sentence: '{what} replaces aws-sdk, which the modules under test may no longer load.',
    advice: 'Mock the v3 packages, for example with aws-sdk-client-mock.',
  },
  'sdk-use-not-supported': {
    severity: 'action',
    sentence: '`{what}` has no rewrite yet.',
    advice: 'Write the v3 form by hand, then run again.',
  },
  'stream-rejects': {
    severity: 'review',
    sentence:
      'An error of {what} was an `error` event of its stream in v2; in v3 it is thrown here, before there is a stream.',
    advice: 'Handle it here as the listener of the stream did; errors while it flows stay events.',
  },
  'sts-global-endpoint': {
    severity: 'note',
    sentence:
      'v2 asks the global endpoint of STS in us-east-1 by default; this client goes on doing so, but for regions that must be enabled first, where v3 asks the region. AWS_STS_REGIONAL_ENDPOINTS=regional in the environment made v2 ask the region.',
    advice:
      'AWS recommends the endpoint of the region: remove `useGlobalEndpoint` if nothing stands against it.',
  },
  'sts-regional-endpoint': {
    severity: 'note',
    sentence:
      'v2 sends this request to the global endpoint of STS, v3 to that of the region. It is not signed, and asks for the same role.',
    advice: 'Nothing, unless a firewall or a VPC endpoint lets only `sts.amazonaws.com` through.',
  },
  'syntax-error': {
    severity: 'action',
    sentence: 'This file cannot be parsed: {message}.',
    advice: 'Correct the syntax and run again; the file was left as it is.',
  },
  'type-reference': {
    severity: 'action',
    sentence: 'The type `{what}` stays: v3 has none like it, or a client it is about stays on v2.',
    advice:
      'Once the client has moved, run again. For `Request<D, E>` take a promise of the output of the command.',
  },
  'upload-key': {
    severity: 'review',
    sentence: 'v2 gives the key of what {what} stored as `key` too, v3 as `Key` only.',
    advice: 'Read `Key`.',
  },
  'waiter-goes-on': {
    severity: 'review',
    sentence:
      'v2 took a bucket for existing that answers 301 or 403, that of somebody else; v3 goes on waiting then.',
    advice: 'Check whose bucket it is.',
  },
} as const satisfies Record<string, FindingKind>

export type FindingCode = keyof typeof catalogue
