/** Says how much knip looked at, which none of its own reporters does. */
export default function reportCount({ counters }) {
  console.log(`Looked at ${counters.processed} files`);
}
