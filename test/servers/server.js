'use strict';
const { default: fastify } = require('fastify');
const { deliver, send } = require('./deliver');

/**
 * @typedef {import('./answers').Answer} Answer
 * @typedef {import('./servers').RecordedRequest} RecordedRequest
 * @typedef {import('fastify').FastifyRequest<{ Params: Record<string, string> }>} Request
 * @typedef {(request: RecordedRequest, parameters: Record<string, string>, raw: Request) => Answer | Promise<Answer>} Handler
 * @typedef {{ method: 'GET' | 'POST', path: string, where: RecordedRequest['where'], handle: Handler }} Route
 * @typedef {{
 *   headers?: () => Record<string, string>,
 *   unknownPath: (method: string, path: string) => Answer,
 *   refused: (error: import('fastify').FastifyError) => Answer,
 *   prepare?: (app: import('fastify').FastifyInstance) => unknown,
 * }} Dialect Headers of every answer, what it says of an unknown path and of a request that cannot be read, and
 *   what else its app needs.
 * @typedef {{
 *   requests: RecordedRequest[],
 *   inFlight: Set<RecordedRequest>,
 *   faults: import('./faults').Faults,
 *   closing: AbortSignal,
 *   onRequest?: (request: RecordedRequest) => void,
 * }} Shared
 */

const BODY_LIMIT_BYTES = 256 * 1024 * 1024;

/** @param {import('http').ServerResponse} response @param {RecordedRequest} record @param {Shared} shared */
function followToTheEnd(response, record, { inFlight }) {
	inFlight.add(record);
	const end = () => {
		record.status = response.headersSent ? response.statusCode : 0;
		record.finished = response.writableEnded;
		if (inFlight.delete(record)) record.endedAt = Date.now();
	};
	// The last byte goes to the socket here; `finish` may come after the caller has read it.
	response.once('prefinish', end);
	response.once('close', end);
}

/**
 * A server that writes down what it is asked, from the first header on.
 * @param {'api' | 'file'} host
 * @param {Route[]} routes
 * @param {Dialect} dialect
 * @param {Shared} shared
 */
async function server(host, routes, dialect, shared) {
	const app = fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
	/** @type {WeakMap<object, RecordedRequest>} */
	const records = new WeakMap();

	/** @param {object} request */
	const recordOf = (request) => /** @type {RecordedRequest} */ (records.get(request));

	app.addHook('onRequest', (request, reply, done) => {
		const { method } = request;
		const asked = method === 'HEAD' ? 'GET' : method;
		const route = routes.find(
			({ method: known, path }) => path === request.routeOptions.url && known === asked,
		);
		/** @type {RecordedRequest} */
		const record = {
			at: Date.now(),
			endedAt: undefined,
			host,
			where: route?.where ?? 'other',
			method,
			path: request.url,
			headers: { ...request.headers },
			body: undefined,
			status: undefined,
			finished: false,
		};
		records.set(request, record);
		shared.requests.push(record);
		shared.onRequest?.(record);
		followToTheEnd(reply.raw, record, shared);
		if (dialect.headers) reply.headers(dialect.headers());
		done();
	});

	await dialect.prepare?.(app);

	for (const { method, path, handle } of routes) {
		app.route({
			method,
			url: path,
			handler: async (/** @type {Request} */ request, reply) => {
				const record = recordOf(request);
				record.body = /** @type {RecordedRequest['body']} */ (request.body ?? undefined);
				const fault = shared.faults.next(record);
				const parameters = { ...request.params };
				const answer = () => handle(record, parameters, request);
				await deliver(reply, fault, answer, shared.closing);
				if (reply.raw.headersSent) record.status = reply.raw.statusCode;
				return reply;
			},
		});
	}

	app.setNotFoundHandler(({ method, url }, reply) => {
		send(reply, dialect.unknownPath(method, url));
	});

	app.setErrorHandler((/** @type {import('fastify').FastifyError} */ error, _request, reply) => {
		send(reply, dialect.refused(error));
	});

	return app;
}

module.exports = { server };
