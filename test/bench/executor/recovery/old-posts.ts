/** How many orders on symbols that are not live the venue's own ledger shows. */
export async function oldPosts(
  venueUrl: string,
  isLive: (symbol: string) => boolean,
): Promise<number> {
  const response = await fetch(`${venueUrl}/sim/ledger`);
  const lines = (await response.text()).split('\n').filter((line) => line !== '');
  const posts = lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'post');
  if (posts.length === 0) throw new Error('the ledger is empty: live intents must be in it');
  return posts.filter(({ symbol }) => !isLive(String(symbol))).length;
}
