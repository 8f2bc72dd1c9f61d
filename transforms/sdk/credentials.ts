// The credential classes of v2. Source: the files of `aws-sdk/lib/credentials`.

export interface CredentialClass {
  readonly name: string
  /** File in `aws-sdk/lib/credentials`, without its ending. */
  readonly file: string
}

export const credentialClasses: readonly CredentialClass[] = [
  { name: 'ChainableTemporaryCredentials', file: 'chainable_temporary_credentials' },
  { name: 'CognitoIdentityCredentials', file: 'cognito_identity_credentials' },
  { name: 'CredentialProviderChain', file: 'credential_provider_chain' },
  { name: 'EC2MetadataCredentials', file: 'ec2_metadata_credentials' },
  { name: 'ECSCredentials', file: 'ecs_credentials' },
  { name: 'EnvironmentCredentials', file: 'environment_credentials' },
  { name: 'FileSystemCredentials', file: 'file_system_credentials' },
  { name: 'ProcessCredentials', file: 'process_credentials' },
  { name: 'RemoteCredentials', file: 'remote_credentials' },
  { name: 'SAMLCredentials', file: 'saml_credentials' },
  { name: 'SharedIniFileCredentials', file: 'shared_ini_file_credentials' },
  { name: 'SsoCredentials', file: 'sso_credentials' },
  { name: 'TemporaryCredentials', file: 'temporary_credentials' },
  { name: 'TokenFileWebIdentityCredentials', file: 'token_file_web_identity_credentials' },
  { name: 'WebIdentityCredentials', file: 'web_identity_credentials' },
]
