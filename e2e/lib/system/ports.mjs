import { createServer } from 'node:net';

/** Finds free ports on 127.0.0.1. All are opened before any is closed, so that they differ. */
export async function freePorts(count) {
	const servers = await Promise.all(
		Array.from(
			{ length: count },
			async () =>
				await new Promise((resolve, reject) => {
					const server = createServer();
					server.once('error', reject);
					server.listen(0, '127.0.0.1', () => resolve(server));
				}),
		),
	);
	const ports = servers.map((server) => server.address().port);
	await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
	return ports;
}
