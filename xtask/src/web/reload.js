// Development only: reload the page when another build is served.
const buildId = async () => {
  try {
    const answer = await fetch('/build-id.txt', { cache: 'no-store' });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null; // The server is restarting.
  }
};
const first = await buildId();
setInterval(async () => {
  const now = await buildId();
  if (first && now && now !== first) location.reload();
}, 1000);
