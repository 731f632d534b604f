/** The value of `name` among a header's `name=value` parameters, quotes included; `null` when it is not there. */
export function parameterOf(parameters: readonly string[], name: string): string | null {
  const found = parameters.find((parameter) => parameter.toLowerCase().startsWith(`${name}=`));
  return found === undefined ? null : found.slice(name.length + 1).trim();
}
