/** This process's environment, for a child that is given more. */
export function inheritedEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env))
    if (value !== undefined) environment[name] = value;
  return environment;
}
