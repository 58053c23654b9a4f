/** How often a store that cannot answer is asked again. */
export const STORE_RETRY_MS = 250;
