import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { spansIn } from './spans-in.ts';

// Takes spans over OTLP/HTTP with protobuf, counts them and forgets them. A process of its own: what it costs is not
// the executor's. Started by `../sink-process.ts`: tells its port, and the count when it is asked.

let spans = 0;
const server = createServer(async (request, response) => {
  const body = await buffer(request);
  spans += spansIn(body);
  response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : null);
});
process.on('message', () => process.send?.(spans));
process.once('disconnect', () => process.exit(0));
