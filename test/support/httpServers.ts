/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

interface TestServer {
	url: string;
	requests: IncomingMessage[];
	/** Open connections. */
	sockets: Set<Socket>;
	/** For events other than requests, e.g. an upgrade. */
	server: Server;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Starts HTTP servers with custom responses. They are closed after each test. */
export function useHttpServers(): (handler: Handler) => Promise<TestServer> {
	const running: TestServer[] = [];
	afterEach(async () => {
		for (const { server, sockets } of running.splice(0)) {
			sockets.forEach((socket) => socket.destroy());
			await new Promise((resolve) => server.close(resolve));
		}
	});
	return async (handler) => {
		const requests: IncomingMessage[] = [];
		const sockets = new Set<Socket>();
		const server = createServer((request, response) => {
			requests.push(request);
			handler(request, response);
		});
		server.on('connection', (socket) => {
			sockets.add(socket);
			socket.on('error', () => {});
			socket.on('close', () => sockets.delete(socket));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const started = { url: `http://127.0.0.1:${port}`, requests, sockets, server };
		running.push(started);
		return started;
	};
}
