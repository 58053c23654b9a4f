/** The second step of resuming, as it can be typed. */
export function confirmCommand(requestId: string): string {
  return `npm run -s orderonce -- kill confirm ${requestId} --why "…"`;
}
