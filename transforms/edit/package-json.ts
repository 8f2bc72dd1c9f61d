export function editPackageJson(
  text: string,
  _change: { readonly add: Readonly<Record<string, string>>; readonly remove: readonly string[] },
): string {
  return text
}
